//! The stream that publishers send: what Chromium's encoder and pacer once made, scaled to a
//! packet rate.

use std::time::Duration;

use anyhow::{Context as _, ensure};

use super::stamp;

/// See the head of the file for how it was made.
const RECORDED: &str = include_str!("stream.csv");
/// Bisection steps of the scale: far below one packet in the whole film.
const SCALE_STEPS: u32 = 40;
/// The largest scale: 720p at 20 times the recorded bit rate is no camera's any more.
const SCALE_MAX: f64 = 20.0;
/// A payload holds its descriptor and its stamp at least.
const PAYLOAD_BYTES_MIN: u32 = 32;

/// One encoded frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// From the film's beginning.
    pub at: Duration,
    /// Payload bytes of each packet: as equal as libwebrtc makes them.
    pub packets: Vec<u32>,
    /// Between two packets of the frame.
    pub gap: Duration,
}

#[derive(Clone, Debug)]
pub struct Film {
    pub key: Frame,
    /// Frames that build on others; they repeat.
    pub frames: Vec<Frame>,
    pub length: Duration,
}

struct Recorded {
    at_us: u64,
    bytes: u32,
    gap_us: u64,
}

impl Film {
    /// The recorded stream with so many packets a second, key frames aside.
    pub fn scaled(packets_per_s: f64) -> anyhow::Result<Self> {
        Self::from_text(RECORDED, packets_per_s)
    }

    fn from_text(text: &str, packets_per_s: f64) -> anyhow::Result<Self> {
        let (recorded, payload_bytes_max) = read(text)?;
        let (key, frames) = recorded.split_first().context("the stream is empty")?;
        ensure!(frames.len() > 1, "the stream has too few frames");
        let begin_us = frames[0].at_us;
        let last = &frames[frames.len() - 1];
        let span_us = last.at_us - begin_us;
        let length = Duration::from_micros(span_us + span_us / (frames.len() as u64 - 1));
        let wanted = packets_per_s * length.as_secs_f64();
        let packets = |scale: f64| -> usize {
            frames
                .iter()
                .map(|frame| parts(frame.bytes, scale, payload_bytes_max).len())
                .sum()
        };
        let (mut low, mut high) = (0.0, SCALE_MAX);
        for _ in 0..SCALE_STEPS {
            let middle = f64::midpoint(low, high);
            if (packets(middle) as f64) < wanted {
                low = middle;
            } else {
                high = middle;
            }
        }
        let reached = packets(high) as f64 / length.as_secs_f64();
        ensure!(
            (reached / packets_per_s - 1.0).abs() < 0.02,
            "{packets_per_s} packets a second cannot be made of the recorded stream"
        );
        let scaled = |frame: &Recorded, begin_us: u64| Frame {
            at: Duration::from_micros(frame.at_us.saturating_sub(begin_us)),
            packets: parts(frame.bytes, high, payload_bytes_max),
            gap: Duration::from_micros(frame.gap_us),
        };
        Ok(Self {
            key: scaled(key, key.at_us),
            frames: frames.iter().map(|frame| scaled(frame, begin_us)).collect(),
            length,
        })
    }

    pub fn packets_per_s(&self) -> f64 {
        let packets: usize = self.frames.iter().map(|frame| frame.packets.len()).sum();
        packets as f64 / self.length.as_secs_f64()
    }
}

/// Frames and the largest payload. A line is `at_us,payload_bytes,marker`; a marker ends a frame.
fn read(text: &str) -> anyhow::Result<(Vec<Recorded>, u32)> {
    let mut frames = Vec::new();
    let mut open: Vec<(u64, u32)> = Vec::new();
    let mut payload_bytes_max = 0;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split(',');
        let mut field = || -> anyhow::Result<u64> {
            let text = fields.next().unwrap_or_default();
            text.parse()
                .with_context(|| format!("bad line in the stream: {line}"))
        };
        let (at_us, bytes, marker) = (field()?, u32::try_from(field()?)?, field()?);
        payload_bytes_max = payload_bytes_max.max(bytes);
        open.push((at_us, bytes));
        if marker == 1 {
            let first_us = open[0].0;
            let gaps = (open.len() as u64 - 1).max(1);
            frames.push(Recorded {
                at_us: first_us,
                bytes: open.iter().map(|(_, bytes)| bytes).sum(),
                gap_us: (at_us - first_us) / gaps,
            });
            open.clear();
        }
    }
    Ok((frames, payload_bytes_max))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "frames are far below 2^32 bytes"
)]
fn parts(frame_bytes: u32, scale: f64, payload_bytes_max: u32) -> Vec<u32> {
    let bytes = (f64::from(frame_bytes) * scale) as u32;
    let bytes = bytes.max(PAYLOAD_BYTES_MIN.max(stamp::BYTES as u32));
    let count = bytes.div_ceil(payload_bytes_max);
    // The longer ones come last, as libwebrtc does it.
    let (least, longer) = (bytes / count, bytes % count);
    (0..count)
        .map(|place| least + u32::from(place >= count - longer))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recorded_stream_is_scaled_to_the_wanted_rates() {
        for wanted in [60.0, 150.0, 600.0] {
            let film = Film::scaled(wanted).unwrap();
            let reached = film.packets_per_s();
            assert!((reached / wanted - 1.0).abs() < 0.02, "{wanted}: {reached}");
            assert!(film.key.packets.len() as f64 > reached / 30.0);
            let rate = film.frames.len() as f64 / film.length.as_secs_f64();
            assert!((25.0..31.0).contains(&rate), "{rate} frames a second");
        }
    }

    #[test]
    fn a_frame_is_cut_into_nearly_equal_parts() {
        assert_eq!(parts(2501, 1.0, 1000), [833, 834, 834]);
        assert_eq!(parts(1000, 1.0, 1000), [1000]);
        assert_eq!(parts(100, 0.1, 1000), [32]);
    }

    #[test]
    fn a_stream_that_cannot_be_read_is_refused() {
        for text in ["", "0,1000,1\n", "0,x,1\n", "# head\n0,9,1\n1,2"] {
            assert!(Film::from_text(text, 150.0).is_err(), "{text}");
        }
    }
}
