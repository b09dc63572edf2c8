//! Tells when the first key frame is complete.

use super::receive_log::ReceiveLog;
use crate::rtp::Packet;

#[derive(Default)]
pub struct Frames {
    key: Option<KeyFrame>,
    complete: bool,
}

struct KeyFrame {
    timestamp: u32,
    first: u64,
    last: Option<u64>,
}

impl Frames {
    /// True once: when every packet of a key frame is there.
    pub fn record(
        &mut self,
        packet: &Packet<'_>,
        index: u64,
        starts_key_frame: bool,
        log: &ReceiveLog,
    ) -> bool {
        if self.complete {
            return false;
        }
        let known = self
            .key
            .as_ref()
            .is_some_and(|key| key.timestamp == packet.timestamp);
        if starts_key_frame && !known {
            self.key = Some(KeyFrame {
                timestamp: packet.timestamp,
                first: index,
                last: None,
            });
        }
        let Some(key) = &mut self.key else {
            return false;
        };
        if packet.timestamp == key.timestamp {
            key.first = if starts_key_frame {
                key.first.min(index)
            } else {
                key.first
            };
            key.last = if packet.marker { Some(index) } else { key.last };
        }
        self.complete = key
            .last
            .is_some_and(|last| (key.first..=last).all(|index| log.has(index)));
        self.complete
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::Codec;

    /// Sequence number, timestamp, marker, whether a key frame starts.
    type Part = (u16, u32, bool, bool);

    /// Plays packets and tells which one completed.
    fn completed_by(packets: &[Part]) -> Option<u16> {
        let mut log = ReceiveLog::new(90_000, crate::test_clock::start());
        let mut frames = Frames::default();
        packets
            .iter()
            .find_map(|&(sequence, timestamp, marker, starts)| {
                log.record(sequence);
                let packet = Packet {
                    codec: Codec::Vp8,
                    marker,
                    sequence,
                    timestamp,
                    ssrc: 1,
                    payload: &[],
                };
                let index = 0x1_0000 + u64::from(sequence);
                frames
                    .record(&packet, index, starts, &log)
                    .then_some(sequence)
            })
    }

    #[test]
    fn a_key_frame_is_complete_when_all_its_packets_are_there() {
        let cases: &[(&str, &[Part], Option<u16>)] = &[
            ("one packet", &[(1, 7, true, true)], Some(1)),
            (
                "in order",
                &[
                    (1, 7, false, true),
                    (2, 7, false, false),
                    (3, 7, true, false),
                ],
                Some(3),
            ),
            (
                "repaired",
                &[
                    (1, 7, false, true),
                    (3, 7, true, false),
                    (2, 7, false, false),
                ],
                Some(2),
            ),
            (
                "never repaired",
                &[
                    (1, 7, false, true),
                    (3, 7, true, false),
                    (4, 8, true, false),
                ],
                None,
            ),
            (
                "inter frames only",
                &[(1, 7, true, false), (2, 8, true, false)],
                None,
            ),
            (
                "second key frame",
                &[(1, 7, false, true), (3, 8, true, true)],
                Some(3),
            ),
        ];
        for (name, packets, expected) in cases {
            assert_eq!(completed_by(packets), *expected, "{name}");
        }
    }
}
