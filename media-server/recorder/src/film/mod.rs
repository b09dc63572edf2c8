//! A stranger's film → an MP4 that every browser plays: decoded and encoded anew from first to last frame.

mod geometry;
mod index_first;
mod pace;
mod picture_track;
mod sink;
mod sound_track;
pub mod source;

use std::fs::File;
use std::os::fd::AsFd;

use serde_json::json;

use crate::failure::{Failure, Refusal};
use crate::{channel, limits, sandbox};

pub use geometry::{Geometry, check_size};
use picture_track::PictureTrack;
use sink::Sink;
use sound_track::SoundTrack;
use source::Source;

/// Time base of the copy's pictures and of everything that is compared with them.
const TICKS_PER_SECOND: i64 = 90_000;

pub fn run() -> Result<(), Failure> {
    let input = own(std::io::stdin())?;
    let output = own(std::io::stdout())?;
    // A slower conversion is better than a slower live picture; a system that forbids it loses nothing.
    let _ = rustix::process::nice(limits::FILM_NICENESS);
    sandbox::enter(&sandbox::FILM)?;
    let mut source = Source::open(input)?;
    let (sink, done) = copy(&mut source, output)?;
    index_first::move_index(&mut sink.finish()?)?;
    channel::say(&json!({ "done": done }));
    Ok(())
}

/// A file of our own over a descriptor that the parent gave us.
pub fn own(standard: impl AsFd) -> std::io::Result<File> {
    Ok(File::from(standard.as_fd().try_clone_to_owned()?))
}

fn copy(source: &mut Source, output: File) -> Result<(Sink, serde_json::Value), Failure> {
    let mut sink = Sink::new(output)?;
    let mut picture = PictureTrack::open(source, &mut sink)?;
    let mut sound = SoundTrack::open(source, &mut sink)?;
    sink.start()?;
    let mut progress = Progress::new(source.duration_ms());
    while let Some(packet) = source.next()? {
        if packet.stream() == source.picture() {
            picture.take(&packet, &mut sink)?;
            progress.reached(picture.end_ms());
        } else if let Some(sound) = &mut sound {
            sound.take(&packet, &mut sink)?;
        }
    }
    picture.finish(&mut sink)?;
    let heard = sound.map_or(Ok(false), |s| s.finish(&mut sink))?;
    let (width_px, height_px) = picture.size();
    let done = json!({
        "width_px": width_px,
        "height_px": height_px,
        "duration_ms": picture.end_ms(),
        "has_sound": heard,
        "facts": source.facts(),
    });
    Ok((sink, done))
}

/// Says each percent once.
struct Progress {
    duration_ms: i64,
    said: u8,
}

impl Progress {
    fn new(duration_ms: Option<i64>) -> Self {
        Self {
            duration_ms: duration_ms.unwrap_or(0),
            said: 0,
        }
    }

    fn reached(&mut self, at_ms: i64) {
        if self.duration_ms <= 0 {
            return;
        }
        // A hundred is said by the end alone.
        let percent = (at_ms.max(0).saturating_mul(100) / self.duration_ms).min(99) as u8;
        if percent > self.said {
            self.said = percent;
            channel::progress(percent);
        }
    }
}

/// Length is checked while decoding, because what the header says may be a lie.
fn check_time(at_ms: i64) -> Result<(), Refusal> {
    if at_ms > limits::FILM_DURATION_MS_MAX {
        Err(Refusal::TooLong)
    } else {
        Ok(())
    }
}
