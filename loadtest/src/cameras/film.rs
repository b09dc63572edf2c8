//! A film as a camera makes it: a moving test picture with its number, through ffmpeg, and its package.

use std::{path::Path, process::Command};

use admin_core::{
    footage::{
        PackageLock, begin,
        package::{Header, Segment},
    },
    limits::PACKAGE_CHUNK_BYTES,
    seal::{KEY_BYTES, NONCE_BYTES, SealKey},
    trail::hex,
};
use anyhow::{Context as _, ensure};
use aws_lc_rs::digest::{SHA256, digest};
use protocol::{id::UnitId, time::UnixMs};

use crate::limits;

/// Makes a film of so many seconds.
pub fn make(ffmpeg: &Path, seconds: u32, number: u32) -> anyhow::Result<Vec<u8>> {
    let source = format!("testsrc2=size=640x360:rate=15:duration={seconds}");
    let made = Command::new(ffmpeg)
        .args(["-loglevel", "error", "-f", "lavfi", "-i", &source])
        .args(["-metadata", &format!("title=camera {number}")])
        .args([
            "-pix_fmt",
            "yuv420p",
            "-movflags",
            "frag_keyframe+empty_moov",
        ])
        .args(["-f", "mp4", "pipe:1"])
        .output()
        .with_context(|| format!("{} cannot be started", ffmpeg.display()))?;
    let told = String::from_utf8_lossy(&made.stderr);
    ensure!(made.status.success(), "no film was made: {told}");
    let bytes = made.stdout.len() as u64;
    ensure!(bytes > 0, "the film is empty");
    ensure!(bytes <= limits::FILM_BYTES_MAX, "the film is too long");
    Ok(made.stdout)
}

/// What a camera knows of its film besides the pictures.
pub struct Filmed {
    pub unit: UnitId,
    pub camera: String,
    pub from: UnixMs,
    pub to: UnixMs,
    pub segments: Vec<Segment>,
}

/// Locks a film as the camera does. Nonces are drawn anew for each package.
pub fn lock(key: &[u8; KEY_BYTES], filmed: &Filmed, film: &[u8]) -> anyhow::Result<Vec<u8>> {
    let header = Header {
        unit: filmed.unit,
        camera: filmed.camera.clone(),
        name: format!("{}_{}.mp4", filmed.camera, filmed.from.0),
        recorded_from: Some(filmed.from),
        recorded_to: Some(filmed.to),
        segments: filmed.segments.clone(),
        bytes: film.len() as u64,
        sha256: hex(digest(&SHA256, film).as_ref()),
    };
    let mut package = begin(&header);
    let lock = PackageLock::new(SealKey::new(key), &package);
    let mut chunks = film.chunks(PACKAGE_CHUNK_BYTES).enumerate().peekable();
    while let Some((number, chunk)) = chunks.next() {
        let place = (number as u64, chunks.peek().is_none());
        let mut nonce = [0; NONCE_BYTES];
        aws_lc_rs::rand::fill(&mut nonce)?;
        package.extend(lock.lock(nonce, place, chunk));
    }
    Ok(package)
}
