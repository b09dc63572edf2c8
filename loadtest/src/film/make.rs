//! Moving test pictures, made by ffmpeg once and kept.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, ensure};

use crate::scenario::{MakeCodec, MakeSpec};

/// The file of such a film; made now unless it exists.
pub fn made(spec: &MakeSpec) -> anyhow::Result<PathBuf> {
    let folder = folder();
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let film = folder.join(file_name(spec));
    if !film.exists() {
        make(spec, &film)?;
    }
    Ok(film)
}

fn folder() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
    let base = cache.or(home).unwrap_or_else(std::env::temp_dir);
    base.join("genba-loadtest")
}

fn file_name(spec: &MakeSpec) -> String {
    let MakeSpec {
        width,
        height,
        fps,
        kbit,
        seconds,
        ..
    } = spec;
    let (codec, extension) = match spec.codec {
        MakeCodec::Vp8 => ("vp8", "ivf"),
        MakeCodec::H264 => ("h264", "h264"),
    };
    format!("test-{codec}-{width}x{height}-{fps}fps-{kbit}k-{seconds}s.{extension}")
}

fn make(spec: &MakeSpec, film: &Path) -> anyhow::Result<()> {
    // Two testers may make the same film at once; the last rename wins and both are whole.
    let half = film.with_extension(format!("{}.half", std::process::id()));
    let run = Command::new("ffmpeg")
        .args(arguments(spec))
        .arg(&half)
        .stdin(Stdio::null())
        .output()
        .context("cannot run ffmpeg, which makes the film; install it or name a film (video)")?;
    ensure!(
        run.status.success(),
        "ffmpeg could not make the film: {}",
        String::from_utf8_lossy(&run.stderr).trim()
    );
    std::fs::rename(&half, film).with_context(|| format!("cannot write {}", film.display()))
}

/// A constant bit rate and a key frame every two seconds, as a phone's encoder makes them.
fn arguments(spec: &MakeSpec) -> Vec<String> {
    let MakeSpec {
        width,
        height,
        fps,
        kbit,
        seconds,
        ..
    } = spec;
    let source = format!("testsrc2=size={width}x{height}:rate={fps}:duration={seconds}");
    let common = format!(
        "-loglevel error -y -f lavfi -i {source} -vf noise=alls=12:allf=t -an -pix_fmt yuv420p \
         -b:v {kbit}k -maxrate {kbit}k -bufsize {kbit}k -g {}",
        fps * 2
    );
    let codec = match spec.codec {
        MakeCodec::Vp8 => "-c:v libvpx -minrate {kbit}k -deadline realtime -cpu-used 8 -f ivf"
            .replace("{kbit}", &kbit.to_string()),
        MakeCodec::H264 => "-c:v libx264 -preset veryfast -tune zerolatency -profile:v baseline \
                            -x264-params nal-hrd=cbr:repeat-headers=1:sliced-threads=0 -f h264"
            .to_owned(),
    };
    format!("{common} {codec}")
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn films_that_differ_have_different_names() {
        let one = MakeSpec {
            codec: MakeCodec::Vp8,
            width: 640,
            height: 360,
            fps: 30,
            kbit: 600,
            seconds: 10,
        };
        let other = MakeSpec {
            kbit: 900,
            ..one.clone()
        };
        assert_eq!(file_name(&one), "test-vp8-640x360-30fps-600k-10s.ivf");
        assert_ne!(file_name(&one), file_name(&other));
    }
}
