//! `recording`: the records of a journal → a film, nothing encoded anew.
//!
//! The film shows the time as it was: zero is the beginning of the first session, and where nothing
//! was received nothing is shown. Its sound has no holes, because players that count samples would
//! get out of step behind one: where no sound was received, silence stands.

mod gaps;
mod output;
mod segment_index;

use std::collections::VecDeque;
use std::fs::File;

use journal::record;
use serde_json::{Value, json};

use crate::failure::{Failure, Refusal};
use crate::film::own;
use crate::key_frame::Sizes;
use crate::packets::records::Records;
use crate::packets::{Flow, Sample, Sink, Wanted, opus, play};
use crate::{channel, limits, sandbox};
use gaps::Gaps;
use output::{Output, Track};

/// What may stand in one film.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Codec {
    H264,
    Vp8,
}

impl From<Codec> for record::Codec {
    fn from(codec: Codec) -> Self {
        match codec {
            Codec::H264 => Self::H264,
            Codec::Vp8 => Self::Vp8,
        }
    }
}

pub fn run(codec: Codec, input_bytes: Option<u64>) -> Result<(), Failure> {
    let file = own(std::io::stdout())?;
    // A slower film is better than a slower live picture; a system that forbids it loses nothing.
    let _ = rustix::process::nice(limits::FILM_NICENESS);
    sandbox::enter(&sandbox::RECORDING)?;
    let mut records = Records::new(std::io::stdin().lock());
    let mut recording = Recording::new(codec.into(), file);
    let mut said = 0;
    let played = play(
        &mut records,
        Wanted::Film(codec.into()),
        &mut recording,
        |read| {
            let whole = input_bytes.unwrap_or(u64::MAX).max(1);
            // A hundred is said by the end alone.
            let percent = (u128::from(read) * 100 / u128::from(whole)).min(99) as u8;
            if percent > said {
                said = percent;
                channel::progress(percent);
            }
        },
    );
    // What could be written plays, whatever came then.
    let finished = recording.finish();
    played?;
    channel::say(&json!({ "done": finished? }));
    Ok(())
}

/// A picture that waits for the next one, which says how long it stands.
struct Picture {
    at_us: i64,
    is_key: bool,
    bytes: Vec<u8>,
}

struct Recording {
    codec: record::Codec,
    /// Until the first picture says what kind of film it is.
    file: Option<File>,
    output: Option<Output>,
    zero_us: i64,
    sizes: Sizes,
    largest: (u32, u32),
    picture: Option<Picture>,
    pictures_until_us: i64,
    frames: u64,
    awaits_key: bool,
    gaps: Gaps,
    /// Sound before the first picture.
    early: VecDeque<(i64, Vec<u8>)>,
    early_bytes: usize,
    sound_until_us: i64,
    has_sound: bool,
}

impl Sink for Recording {
    fn begin(&mut self, at_us: i64) {
        self.zero_us = at_us;
    }

    fn take(&mut self, sample: Sample) -> Result<Flow, Failure> {
        let at_us = sample.at_us.saturating_sub(self.zero_us).max(0);
        if sample.codec.is_video() {
            self.take_picture(at_us, sample)?;
        } else {
            self.take_sound(at_us, sample.bytes)?;
        }
        Ok(Flow::Continue)
    }
}

impl Recording {
    fn new(codec: record::Codec, file: File) -> Self {
        Self {
            codec,
            file: Some(file),
            output: None,
            zero_us: 0,
            sizes: Sizes::default(),
            largest: (0, 0),
            picture: None,
            pictures_until_us: 0,
            frames: 0,
            awaits_key: true,
            gaps: Gaps::default(),
            early: VecDeque::new(),
            early_bytes: 0,
            sound_until_us: 0,
            has_sound: false,
        }
    }

    fn take_picture(&mut self, at_us: i64, sample: Sample) -> Result<(), Failure> {
        if sample.is_key {
            let size = self.sizes.of(self.codec, &sample.bytes);
            self.awaits_key = size.is_none();
            if let Some(size) = size {
                let pixels = |(width, height)| u64::from(width) * u64::from(height);
                if pixels(size) > pixels(self.largest) {
                    self.largest = size;
                }
                self.open(&sample.bytes, size)?;
            }
        }
        if self.awaits_key {
            return Ok(());
        }
        let at_us = self.write_picture_before(at_us)?;
        if sample.is_key
            && let Some(output) = &mut self.output
        {
            output.key_frame_comes(at_us)?;
        }
        self.picture = Some(Picture {
            at_us,
            is_key: sample.is_key,
            bytes: sample.bytes,
        });
        self.fill_with_silence(at_us - limits::SOUND_LATE_US)
    }

    /// Writes the picture that waits, now that the time of the next one is known; that time, behind it.
    fn write_picture_before(&mut self, next_us: i64) -> Result<i64, Failure> {
        let Some(picture) = self.picture.take() else {
            return Ok(next_us.max(self.pictures_until_us));
        };
        let next_us = next_us.max(picture.at_us + output::TICK_US_MAX);
        let ends = next_us - picture.at_us > limits::GAP_US;
        let lasts_us = if ends {
            limits::LAST_PICTURE_US
        } else {
            next_us - picture.at_us
        };
        self.write_picture(&picture, lasts_us)?;
        if ends && let Some(output) = &mut self.output {
            output.cut()?;
        }
        Ok(next_us)
    }

    fn write_picture(&mut self, picture: &Picture, lasts_us: i64) -> Result<(), Failure> {
        let Some(output) = &mut self.output else {
            return Ok(());
        };
        let (at_us, bytes) = (picture.at_us, &picture.bytes);
        output.write(Track::Picture, at_us, lasts_us, picture.is_key, bytes)?;
        self.gaps.note(self.pictures_until_us, at_us);
        self.pictures_until_us = at_us + lasts_us;
        self.frames += 1;
        Ok(())
    }

    fn open(&mut self, key_frame: &[u8], size: (u32, u32)) -> Result<(), Failure> {
        let Some(file) = self.file.take() else {
            return Ok(());
        };
        self.output = Some(Output::new(file, self.codec, key_frame, size)?);
        for (at_us, packet) in std::mem::take(&mut self.early) {
            self.write_sound(at_us, &packet)?;
        }
        Ok(())
    }

    fn take_sound(&mut self, at_us: i64, packet: Vec<u8>) -> Result<(), Failure> {
        if self.output.is_none() {
            self.early_bytes += packet.len();
            self.early.push_back((at_us, packet));
            while self.early_bytes > limits::SOUND_BEFORE_BYTES_MAX
                && let Some((_, dropped)) = self.early.pop_front()
            {
                self.early_bytes -= dropped.len();
            }
            return Ok(());
        }
        // A picture before a gap does not wait for its end.
        let is_gap = |picture: &Picture| at_us - picture.at_us > limits::GAP_US;
        if self.picture.as_ref().is_some_and(is_gap) {
            self.write_picture_before(at_us)?;
        }
        self.write_sound(at_us, &packet)
    }

    fn write_sound(&mut self, at_us: i64, packet: &[u8]) -> Result<(), Failure> {
        self.fill_with_silence(at_us)?;
        let Some(lasts_us) = opus::duration_us(packet) else {
            return Ok(());
        };
        if self.sound_until_us - at_us > limits::SOUND_OFF_US {
            return Ok(());
        }
        self.has_sound = true;
        self.put_sound(packet, lasts_us)
    }

    fn fill_with_silence(&mut self, until_us: i64) -> Result<(), Failure> {
        while until_us - self.sound_until_us >= limits::SOUND_OFF_US {
            self.put_sound(&opus::SILENCE, opus::SILENCE_US)?;
        }
        Ok(())
    }

    fn put_sound(&mut self, packet: &[u8], lasts_us: i64) -> Result<(), Failure> {
        if let Some(output) = &mut self.output {
            output.write(Track::Sound, self.sound_until_us, lasts_us, true, packet)?;
        }
        self.sound_until_us += lasts_us;
        Ok(())
    }

    /// Ends the film; what is told of it.
    fn finish(mut self) -> Result<Value, Failure> {
        if let Some(picture) = self.picture.take() {
            self.write_picture(&picture, limits::LAST_PICTURE_US)?;
        }
        self.fill_with_silence(self.pictures_until_us)?;
        let output = self.output.take().ok_or(Refusal::NoPictures)?;
        output.finish()?;
        let end_us = self.pictures_until_us.max(self.sound_until_us);
        self.gaps.note(self.pictures_until_us, end_us);
        let (width_px, height_px) = self.largest;
        let mut done = json!({
            "duration_ms": end_us / 1000,
            "frames": self.frames,
            "has_sound": self.has_sound,
            "width_px": width_px,
            "height_px": height_px,
            "begun_ms": self.zero_us.div_euclid(1000),
            "gaps": self.gaps.list(),
        });
        if self.gaps.left_out() > 0 {
            done["gaps_left_out"] = self.gaps.left_out().into();
        }
        Ok(done)
    }
}
