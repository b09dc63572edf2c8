//! `frame`: a picture from a journal at a given time, as one JSON line and a JPEG.

use serde::Serialize;

use crate::failure::{Failure, Refusal};
use crate::packets::records::Records;
use crate::packets::{Flow, Sample, Sink, Wanted, play};
use crate::pixels::jpeg;
use crate::pixels::scale::fit;
use crate::{key_frame, poster, sandbox, still};

/// The line before the JPEG.
#[derive(Serialize)]
struct Head {
    width_px: u32,
    height_px: u32,
    /// When the picture was taken, which may be earlier than the time asked for.
    at_ms: i64,
}

pub fn run(at_ms: i64, long_side_px: u32) -> Result<(), Failure> {
    sandbox::enter(&sandbox::RECORDING)?;
    let mut records = Records::new(std::io::stdin().lock());
    let mut last = Last {
        until_us: at_ms.saturating_mul(1000).saturating_add(999),
        found: None,
    };
    let played = play(&mut records, Wanted::Pictures, &mut last, |_| {});
    // A damaged end takes nothing from the picture before it.
    let found = match (last.found, played) {
        (Some(found), _) => found,
        (None, Err(failure)) => return Err(failure),
        (None, Ok(())) => return Err(Refusal::NoPictures.into()),
    };
    let frame = key_frame::decode(found.codec, &found.bytes)?;
    let size = fit(frame.width(), frame.height(), long_side_px.max(1));
    let copy = jpeg::encode(&poster::to_jpeg_format(&frame, size)?)?;
    let head = Head {
        width_px: copy.width_px,
        height_px: copy.height_px,
        at_ms: found.at_us.div_euclid(1000),
    };
    still::write_out(&head, &copy.bytes)
}

/// Layers of one picture are not taken at quite the same time.
const NEAR_US: i64 = 500_000;

/// The last key frame at or before a time, else the first after it.
struct Last {
    until_us: i64,
    found: Option<Sample>,
}

impl Sink for Last {
    fn begin(&mut self, _: i64) {}

    fn take(&mut self, sample: Sample) -> Result<Flow, Failure> {
        let is_enough = |found: &Sample| {
            let found_us = found.at_us;
            sample.at_us > self.until_us
                && (found_us <= self.until_us || sample.at_us - found_us > NEAR_US)
        };
        if self.found.as_ref().is_some_and(is_enough) {
            return Ok(Flow::Stop);
        }
        if sample.is_key {
            self.found = Some(sample);
        }
        Ok(Flow::Continue)
    }
}
