//! A picture as a phone takes it, for upload.

use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};
use bytes::Bytes;

/// A JPEG of about that size: noise of fitting dimensions, filled up behind its end.
pub fn jpeg(bytes: usize) -> anyhow::Result<Bytes> {
    let side = if bytes > 200_000 { 640 } else { 160 };
    let run = Command::new("ffmpeg")
        .args("-loglevel error -f lavfi -i".split(' '))
        .arg(format!("testsrc2=size={side}x{side}"))
        .args("-frames:v 1 -q:v 4 -f image2pipe -c:v mjpeg -".split(' '))
        .stdin(Stdio::null())
        .output()
        .context("cannot run ffmpeg, which makes the pictures to upload")?;
    ensure!(
        run.status.success() && run.stdout.len() > 100,
        "ffmpeg could not make a picture: {}",
        String::from_utf8_lossy(&run.stderr).trim()
    );
    let mut picture = run.stdout;
    picture.resize(bytes.max(picture.len()), 0);
    Ok(picture.into())
}
