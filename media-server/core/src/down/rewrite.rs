//! Sequence numbers and timestamps of a down track: one line over many sources.

use std::time::Instant;

use super::outgoing::low16;
use super::picture_ids::IdShift;
use crate::{limits, sequence::nearest, up::Source};

/// Maps packets of the present source onto the line that the viewer sees.
pub struct Rewriter {
    clock_hz: u32,
    present: Option<Mapping>,
    /// Ended stretches of the line, the youngest first: viewers still ask for their packets.
    earlier: [Option<Mapping>; limits::MAPPINGS_KEPT],
    /// One above the highest number sent.
    next: u64,
    /// Lower numbers are forgotten.
    kept_from: u64,
    last: Option<(u32, Instant)>,
}

#[derive(Clone, Copy)]
struct Mapping {
    source: Source,
    /// Earlier packets of the source came before the viewer did.
    first_index: u64,
    first_sent: u64,
    timestamp_offset: u32,
    ids: IdShift,
}

/// The first packet of a stretch of the line.
#[derive(Clone, Copy, Debug)]
pub struct Begin {
    pub source: Source,
    pub index: u64,
    pub timestamp: u32,
    /// The timestamp that the stretch before would have given this moment of the camera.
    pub aligned: Option<u32>,
    pub ids: IdShift,
}

/// What was sent under a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Original {
    pub source: Source,
    pub index: u64,
    /// The number without wrap.
    pub sent: u64,
    timestamp_offset: u32,
    pub ids: IdShift,
}

impl Original {
    /// The timestamp as the viewer saw it.
    pub fn timestamp(&self, timestamp: u32) -> u32 {
        timestamp.wrapping_add(self.timestamp_offset)
    }
}

impl Rewriter {
    /// `first` is the first sequence number to be sent; below 2^15, so that a receiver that
    /// misses the beginning finds the right rollover counter.
    pub fn new(clock_hz: u32, first: u16) -> Self {
        Self {
            clock_hz,
            present: None,
            earlier: [None; limits::MAPPINGS_KEPT],
            next: u64::from(first & 0x7fff),
            kept_from: 0,
            last: None,
        }
    }

    pub fn source(&self) -> Option<Source> {
        self.present.map(|mapping| mapping.source)
    }

    /// Forgets the source; the next one begins where this one ended.
    pub fn stop(&mut self) {
        if self.present.is_some() {
            self.earlier.rotate_right(1);
            self.earlier[0] = self.present.take();
        }
    }

    /// Continues the line with this packet of a new source, or after packets were left out.
    pub fn start(&mut self, begin: &Begin, now: Instant) {
        let aligned = begin.aligned.and_then(|aligned| self.timestamp(aligned));
        self.stop();
        let wanted = self.next_timestamp(aligned, now);
        self.present = Some(Mapping {
            source: begin.source,
            first_index: begin.index,
            first_sent: self.next,
            timestamp_offset: wanted
                .unwrap_or(begin.timestamp)
                .wrapping_sub(begin.timestamp),
            ids: begin.ids,
        });
    }

    /// Where the line goes on: at the camera's time, if that is plausible, else at ours. Always
    /// after what was sent, so that no two frames share a timestamp.
    fn next_timestamp(&self, aligned: Option<u32>, now: Instant) -> Option<u32> {
        let (last, at) = self.last?;
        let passed = now.saturating_duration_since(at).as_micros();
        let ticks = passed * u128::from(self.clock_hz) / 1_000_000;
        let ticks = u32::try_from(ticks).unwrap_or(0).max(1);
        let ours = last.wrapping_add(ticks);
        let second = self.clock_hz;
        let plausible =
            aligned.filter(|aligned| aligned.wrapping_sub(ours).wrapping_add(second) <= 2 * second);
        let Some(aligned) = plausible else {
            return Some(ours);
        };
        let is_after = (1..1 << 31).contains(&aligned.wrapping_sub(last));
        Some(if is_after {
            aligned
        } else {
            last.wrapping_add(1)
        })
    }

    /// What is added to the picture ids of the present stretch.
    pub fn ids(&self) -> IdShift {
        self.present.map(|mapping| mapping.ids).unwrap_or_default()
    }

    /// Number and timestamp for the viewer; `None` for packets from before the start.
    pub fn rewrite(&mut self, index: u64, timestamp: u32, now: Instant) -> Option<(u64, u32)> {
        let mapping = self.present?;
        let sent = mapping.first_sent + index.checked_sub(mapping.first_index)?;
        let timestamp = timestamp.wrapping_add(mapping.timestamp_offset);
        if sent >= self.next {
            self.next = sent + 1;
            self.last = Some((timestamp, now));
        }
        Some((sent, timestamp))
    }

    /// Whether the line is beyond this packet of the source, so that its number was left free.
    pub fn has_passed(&self, source: Source, index: u64) -> bool {
        self.present.is_some_and(|mapping| {
            let sent = index
                .checked_sub(mapping.first_index)
                .map(|behind| mapping.first_sent + behind);
            mapping.source == source && sent.is_some_and(|sent| sent < self.next)
        })
    }

    /// The timestamp as the viewer sees it.
    pub fn timestamp(&self, timestamp: u32) -> Option<u32> {
        self.present
            .map(|mapping| timestamp.wrapping_add(mapping.timestamp_offset))
    }

    /// A number that was sent lately: each step leads further back, and then round again.
    pub fn recent(&self, step: u64) -> Option<u16> {
        let count = self.next - self.present?.first_sent;
        let back = step.checked_rem(count.min(limits::PROBE_FILLERS_MAX))?;
        Some(low16(self.next - 1 - back))
    }

    /// What was sent so far need not be known any more.
    pub fn forget_sent(&mut self) {
        self.kept_from = self.next;
    }

    /// Which packet of which source was sent under this number.
    pub fn original(&self, sequence: u16) -> Option<Original> {
        let sent = nearest(self.next, sequence);
        if !(self.kept_from..self.next).contains(&sent) {
            return None;
        }
        let mapping = self
            .present
            .iter()
            .chain(self.earlier.iter().flatten())
            .find(|mapping| mapping.first_sent <= sent)?;
        Some(Original {
            source: mapping.source,
            index: mapping.first_index + (sent - mapping.first_sent),
            sent,
            timestamp_offset: mapping.timestamp_offset,
            ids: mapping.ids,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn source(session: u64) -> Source {
        Source {
            session,
            layer: 0,
            generation: 0,
        }
    }

    fn begin(session: u64, index: u64, timestamp: u32) -> Begin {
        Begin {
            source: source(session),
            index,
            timestamp,
            aligned: None,
            ids: IdShift::default(),
        }
    }

    #[test]
    fn a_second_source_continues_the_line() {
        let start = crate::test_clock::start();
        let mut rewriter = Rewriter::new(90_000, 100);
        rewriter.start(&begin(1, 5000, 777), start);
        assert_eq!(rewriter.rewrite(5000, 777, start), Some((100, 777)));
        assert_eq!(rewriter.rewrite(5002, 3777, start), Some((102, 3777)));
        assert_eq!(
            rewriter.rewrite(5001, 777, start),
            Some((101, 777)),
            "late, in the gap"
        );
        assert_eq!(rewriter.rewrite(4999, 777, start), None, "before the start");

        let later = start + Duration::from_millis(500);
        rewriter.start(&begin(2, 9, 123_456), later);
        assert_eq!(
            rewriter.rewrite(9, 123_456, later),
            Some((103, 3777 + 45_000))
        );
        assert_eq!(
            rewriter.rewrite(10, 126_456, later),
            Some((104, 3777 + 48_000))
        );
        assert_eq!(rewriter.timestamp(123_456), Some(3777 + 45_000));
    }

    #[test]
    fn numbers_lead_back_to_their_source_also_after_it_ended() {
        let start = crate::test_clock::start();
        let found = |rewriter: &Rewriter, sequence| {
            rewriter
                .original(sequence)
                .map(|original| (original.source, original.index, original.sent))
        };
        let mut rewriter = Rewriter::new(90_000, 0x7fff);
        assert_eq!(found(&rewriter, 0x7fff), None);
        rewriter.start(&begin(1, 50, 0), start);
        for index in 50..60 {
            rewriter.rewrite(index, 0, start);
        }
        assert_eq!(found(&rewriter, 0x7fff), Some((source(1), 50, 0x7fff)));
        assert_eq!(found(&rewriter, 0x8008), Some((source(1), 59, 0x8008)));
        assert_eq!(found(&rewriter, 0x8009), None, "not sent yet");
        rewriter.start(&begin(2, 7, 0), start);
        rewriter.rewrite(7, 0, start);
        assert_eq!(found(&rewriter, 0x8008), Some((source(1), 59, 0x8008)));
        assert_eq!(found(&rewriter, 0x8009), Some((source(2), 7, 0x8009)));
        assert_eq!(found(&rewriter, 0x7ffe), None, "from before the beginning");
        for _ in 0..limits::MAPPINGS_KEPT {
            rewriter.start(&begin(3, 1, 0), start);
            rewriter.rewrite(1, 0, start);
        }
        assert_eq!(found(&rewriter, 0x8008), None, "too long ago");
    }

    #[test]
    fn what_was_left_out_leaves_no_hole() {
        let start = crate::test_clock::start();
        let mut rewriter = Rewriter::new(90_000, 0);
        rewriter.start(&begin(1, 10, 0), start);
        assert_eq!(rewriter.rewrite(10, 0, start), Some((0, 0)));
        assert!(rewriter.has_passed(source(1), 10));
        assert!(!rewriter.has_passed(source(1), 11));
        let later = start + Duration::from_millis(100);
        rewriter.start(&begin(1, 30, 9000), later);
        assert_eq!(rewriter.rewrite(30, 9000, later), Some((1, 9000)));
        assert!(
            !rewriter.has_passed(source(1), 20),
            "of the part that was left out"
        );
    }

    #[test]
    fn recent_numbers_go_round() {
        let start = crate::test_clock::start();
        let mut rewriter = Rewriter::new(90_000, 7);
        assert_eq!(rewriter.recent(0), None);
        rewriter.start(&begin(1, 50, 0), start);
        assert_eq!(rewriter.recent(0), None);
        for index in 50..53 {
            rewriter.rewrite(index, 0, start);
        }
        let found: Vec<_> = (0..4).filter_map(|step| rewriter.recent(step)).collect();
        assert_eq!(found, [9, 8, 7, 9]);
    }

    #[test]
    fn the_line_goes_on_over_the_wrap() {
        let start = crate::test_clock::start();
        let mut rewriter = Rewriter::new(90_000, 0);
        rewriter.start(&begin(1, 0, 0), start);
        for index in 0..70_000 {
            assert_eq!(rewriter.rewrite(index, 0, start), Some((index, 0)));
        }
        let last = rewriter.original((69_999_u64 & 0xffff) as u16).unwrap();
        assert_eq!(last.sent, 69_999);
    }

    #[test]
    fn layers_of_one_camera_keep_its_time() {
        // What the camera's clock says in milliseconds from the last frame, ours, and the result.
        let cases: &[(&str, i64, u64, u32)] = &[
            ("next frame", 33, 40, 33 * 90),
            ("late on its way", 33, 300, 33 * 90),
            ("the frame that was sent already", 0, 5, 1),
            ("a frame that is older", -70, 5, 1),
            ("nonsense far ahead", 9000, 33, 33 * 90),
            ("nonsense far behind", -9000, 33, 33 * 90),
        ];
        for (name, camera_ms, passed_ms, expected) in cases {
            let start = crate::test_clock::start();
            let mut rewriter = Rewriter::new(90_000, 0);
            let first = u32::MAX - 900;
            rewriter.start(&begin(1, 0, first), start);
            rewriter.rewrite(0, first, start);
            let aligned = first.wrapping_add((camera_ms * 90) as u32);
            let second = Begin {
                aligned: Some(aligned),
                ..begin(2, 70, 5_000_000)
            };
            let now = start + Duration::from_millis(*passed_ms);
            rewriter.start(&second, now);
            let (_, timestamp) = rewriter.rewrite(70, 5_000_000, now).unwrap();
            assert_eq!(timestamp.wrapping_sub(first), *expected, "{name}");
        }
    }
}
