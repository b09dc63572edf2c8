//! A film file as whole coded frames, played in a loop by every caller.

mod annexb;
mod ivf;
pub mod make;
pub mod ogg;
mod tails;

use std::{fs::File, io::Read as _, path::Path, sync::Arc, time::Duration};

use anyhow::{Context as _, bail, ensure};

pub use self::{ogg::Sound, tails::Tails};
use crate::limits;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    Vp8,
    H264,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    pub data: Arc<[u8]>,
    pub key: bool,
}

/// Never empty, and its first frame is a key frame.
#[derive(Clone, Debug)]
pub struct Film {
    pub codec: Codec,
    pub frames: Arc<[Frame]>,
    pub frame_time: Duration,
}

/// What a person sends.
#[derive(Clone, Debug)]
pub struct Media {
    pub film: Film,
    pub tails: Arc<Tails>,
    pub sound: Option<Sound>,
}

impl Media {
    pub fn open(
        film: &Path,
        byte_stream_frames_per_s: f64,
        sound: Option<&Path>,
    ) -> anyhow::Result<Self> {
        let film = Film::open(film, byte_stream_frames_per_s)?;
        let sound = sound.map(|path| {
            let bytes = read(path)?;
            ogg::read(&bytes).with_context(|| format!("{} cannot be played", path.display()))
        });
        Ok(Self {
            tails: Arc::new(Tails::new(&film.frames)),
            film,
            sound: sound.transpose()?,
        })
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| {
            file.take(limits::FILM_BYTES_MAX + 1)
                .read_to_end(&mut bytes)
        })
        .with_context(|| format!("cannot read {}", path.display()))?;
    Ok(bytes)
}

impl Film {
    /// IVF with VP8, or an H.264 byte stream (Annex B), told apart by their first bytes.
    /// A byte stream does not say its frame rate.
    pub fn open(path: &Path, byte_stream_frames_per_s: f64) -> anyhow::Result<Self> {
        let bytes = read(path)?;
        Self::parse(&bytes, byte_stream_frames_per_s)
            .with_context(|| format!("{} cannot be played", path.display()))
    }

    fn parse(bytes: &[u8], byte_stream_frames_per_s: f64) -> anyhow::Result<Self> {
        ensure!(
            bytes.len() as u64 <= limits::FILM_BYTES_MAX,
            "a film may have {} MB at most",
            limits::FILM_BYTES_MAX / 1_000_000
        );
        let film = if bytes.starts_with(b"DKIF") {
            let (frames, frame_time) = ivf::read(bytes)?;
            Self {
                codec: Codec::Vp8,
                frames: frames.into(),
                frame_time,
            }
        } else if bytes.starts_with(&[0, 0, 1]) || bytes.starts_with(&[0, 0, 0, 1]) {
            let frame_time = Duration::from_secs_f64(1.0 / byte_stream_frames_per_s);
            Self {
                codec: Codec::H264,
                frames: annexb::read(bytes).into(),
                frame_time,
            }
        } else {
            bail!(
                "it is neither IVF with VP8 nor an H.264 byte stream; make one with \
                 'ffmpeg -i film.mp4 -an -c:v libvpx -b:v 1.5M -g 60 -deadline realtime film.ivf'"
            );
        };
        let frame_rate_ms = film.frame_time.as_millis();
        ensure!(
            (8..=1000).contains(&frame_rate_ms),
            "a frame takes {frame_rate_ms} ms"
        );
        ensure!(
            film.frames.first().is_some_and(|frame| frame.key),
            "no key frame at its start"
        );
        Ok(film)
    }

    /// The frame after `index`, from the start again after the last.
    pub fn after(&self, index: usize) -> usize {
        (index + 1) % self.frames.len()
    }

    /// The nearest key frame after `index`: what an encoder does when asked for one.
    pub fn key_frame_after(&self, index: usize) -> usize {
        let later = self
            .frames
            .iter()
            .skip(index + 1)
            .position(|frame| frame.key);
        later.map_or(0, |distance| index + 1 + distance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn film(keys: &[bool]) -> Film {
        let frame = |key: &bool| Frame {
            data: Arc::from([]),
            key: *key,
        };
        Film {
            codec: Codec::Vp8,
            frames: keys.iter().map(frame).collect(),
            frame_time: Duration::from_millis(33),
        }
    }

    #[test]
    fn a_film_goes_round() {
        let film = film(&[true, false, false]);
        assert_eq!(film.after(0), 1);
        assert_eq!(film.after(2), 0);
    }

    #[test]
    fn the_next_key_frame_is_the_nearest_one_or_the_first() {
        let film = film(&[true, false, true, false]);
        assert_eq!(film.key_frame_after(0), 2);
        assert_eq!(film.key_frame_after(1), 2);
        assert_eq!(film.key_frame_after(2), 0);
        assert_eq!(film.key_frame_after(3), 0);
    }

    #[test]
    fn what_is_no_film_is_refused_with_advice() {
        let error = Film::parse(b"GIF89a", 30.0).unwrap_err().to_string();
        assert!(error.contains("ffmpeg"), "{error}");
    }
}
