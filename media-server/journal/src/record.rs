//! Records: what arrived, one after the other, as it came.
//!
//! Each begins with its kind (one byte) and the length of what follows (three bytes, big endian).
//! Numbers are big endian. Sessions and tracks are numbered within a file, and named by a record
//! before their first use.

use protocol::{id::WebrtcSessionId, time::UnixMs};
use uuid::Uuid;

/// Of what follows a record's kind and length.
pub const BODY_BYTES_MAX: usize = (1 << 24) - 1;

/// One thing that arrived or happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record<'a> {
    /// A publisher's session begins to be recorded.
    Session {
        number: u16,
        id: WebrtcSessionId,
        at_ms: UnixMs,
    },
    /// One stream of a session: sound, or one layer of its video.
    Track(Track),
    /// An RTP packet (RFC 3550) after SRTP, without extensions and padding; a retransmission
    /// stands as the packet that it repeats.
    Rtp {
        track: u16,
        at_us: u64,
        packet: &'a [u8],
    },
    /// The publisher's clock: NTP time and RTP time of one moment (RFC 3550 §6.4.1).
    SenderReport {
        track: u16,
        at_us: u64,
        ntp: u64,
        rtp: u32,
    },
    SessionEnded {
        number: u16,
        at_ms: UnixMs,
    },
    /// A numbered event of the node, as JSON of `protocol::media::MediaEntry`.
    Event {
        json: &'a [u8],
    },
    /// Records that arrived and could not be kept.
    Lost {
        at_ms: UnixMs,
        records: u32,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Track {
    pub number: u16,
    pub session: u16,
    pub codec: Codec,
    /// Place among the layers of the video, the lowest first.
    pub layer: u8,
}

/// Clock rates are 90,000 Hz for video, 48,000 Hz for Opus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Codec {
    H264 = 1,
    Vp8 = 2,
    Opus = 3,
}

/// Why bytes are no records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    #[error("the records end within one")]
    Truncated,
    #[error("this is no record")]
    Malformed,
}

const SESSION: u8 = 1;
const TRACK: u8 = 2;
const RTP: u8 = 3;
const SENDER_REPORT: u8 = 4;
const SESSION_ENDED: u8 = 5;
const EVENT: u8 = 6;
const LOST: u8 = 7;

impl<'a> Record<'a> {
    /// Appends the record.
    pub fn write(&self, out: &mut Vec<u8>) {
        match *self {
            Self::Session { number, id, at_ms } => {
                begin(out, SESSION, 26);
                out.extend_from_slice(&number.to_be_bytes());
                out.extend_from_slice(id.0.as_bytes());
                out.extend_from_slice(&at_ms.0.to_be_bytes());
            }
            Self::Track(track) => {
                begin(out, TRACK, 6);
                out.extend_from_slice(&track.number.to_be_bytes());
                out.extend_from_slice(&track.session.to_be_bytes());
                out.extend_from_slice(&[track.codec as u8, track.layer]);
            }
            Self::Rtp {
                track,
                at_us,
                packet,
            } => {
                begin(out, RTP, 10 + packet.len());
                out.extend_from_slice(&track.to_be_bytes());
                out.extend_from_slice(&at_us.to_be_bytes());
                out.extend_from_slice(packet);
            }
            Self::SenderReport {
                track,
                at_us,
                ntp,
                rtp,
            } => {
                begin(out, SENDER_REPORT, 22);
                out.extend_from_slice(&track.to_be_bytes());
                out.extend_from_slice(&at_us.to_be_bytes());
                out.extend_from_slice(&ntp.to_be_bytes());
                out.extend_from_slice(&rtp.to_be_bytes());
            }
            Self::SessionEnded { number, at_ms } => {
                begin(out, SESSION_ENDED, 10);
                out.extend_from_slice(&number.to_be_bytes());
                out.extend_from_slice(&at_ms.0.to_be_bytes());
            }
            Self::Event { json } => {
                begin(out, EVENT, json.len());
                out.extend_from_slice(json);
            }
            Self::Lost { at_ms, records } => {
                begin(out, LOST, 12);
                out.extend_from_slice(&at_ms.0.to_be_bytes());
                out.extend_from_slice(&records.to_be_bytes());
            }
        }
    }

    /// The first record of `bytes` and what is after it; nothing at the end.
    pub fn next(bytes: &'a [u8]) -> Result<Option<(Self, &'a [u8])>, RecordError> {
        if bytes.is_empty() {
            return Ok(None);
        }
        let (begin, rest) = bytes
            .split_first_chunk::<4>()
            .ok_or(RecordError::Truncated)?;
        let [kind, length @ ..] = *begin;
        let length = u32::from_be_bytes([0, length[0], length[1], length[2]]) as usize;
        let (body, rest) = rest
            .split_at_checked(length)
            .ok_or(RecordError::Truncated)?;
        let record = Self::of(kind, body).ok_or(RecordError::Malformed)?;
        Ok(Some((record, rest)))
    }

    fn of(kind: u8, mut body: &'a [u8]) -> Option<Self> {
        let from = &mut body;
        let record = match kind {
            SESSION => Self::Session {
                number: u16::from_be_bytes(take(from)?),
                id: WebrtcSessionId(Uuid::from_bytes(take(from)?)),
                at_ms: UnixMs(i64::from_be_bytes(take(from)?)),
            },
            TRACK => Self::Track(Track {
                number: u16::from_be_bytes(take(from)?),
                session: u16::from_be_bytes(take(from)?),
                codec: Codec::of(take::<1>(from)?[0])?,
                layer: take::<1>(from)?[0],
            }),
            RTP => {
                let (track, at_us) = (take(from)?, take(from)?);
                return Some(Self::Rtp {
                    track: u16::from_be_bytes(track),
                    at_us: u64::from_be_bytes(at_us),
                    packet: body,
                });
            }
            SENDER_REPORT => Self::SenderReport {
                track: u16::from_be_bytes(take(from)?),
                at_us: u64::from_be_bytes(take(from)?),
                ntp: u64::from_be_bytes(take(from)?),
                rtp: u32::from_be_bytes(take(from)?),
            },
            SESSION_ENDED => Self::SessionEnded {
                number: u16::from_be_bytes(take(from)?),
                at_ms: UnixMs(i64::from_be_bytes(take(from)?)),
            },
            EVENT => return Some(Self::Event { json: body }),
            LOST => Self::Lost {
                at_ms: UnixMs(i64::from_be_bytes(take(from)?)),
                records: u32::from_be_bytes(take(from)?),
            },
            _ => return None,
        };
        body.is_empty().then_some(record)
    }
}

impl Codec {
    fn of(byte: u8) -> Option<Self> {
        [Self::H264, Self::Vp8, Self::Opus]
            .into_iter()
            .find(|codec| *codec as u8 == byte)
    }

    pub fn is_video(self) -> bool {
        self != Self::Opus
    }

    pub fn clock_rate_hz(self) -> u32 {
        match self {
            Self::H264 | Self::Vp8 => 90_000,
            Self::Opus => 48_000,
        }
    }
}

fn begin(out: &mut Vec<u8>, kind: u8, length: usize) {
    debug_assert!(length <= BODY_BYTES_MAX, "a record of {length} bytes");
    let [_, length @ ..] = (length as u32).to_be_bytes();
    out.push(kind);
    out.extend_from_slice(&length);
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> [Record<'static>; 7] {
        let at_ms = UnixMs(1_795_000_000_000);
        [
            Record::Session {
                number: 1,
                id: WebrtcSessionId(Uuid::from_bytes([6; 16])),
                at_ms,
            },
            Record::Track(Track {
                number: 3,
                session: 1,
                codec: Codec::Vp8,
                layer: 2,
            }),
            Record::Rtp {
                track: 3,
                at_us: 1_795_000_000_000_001,
                packet: b"packet",
            },
            Record::SenderReport {
                track: 3,
                at_us: 1_795_000_000_000_002,
                ntp: u64::MAX,
                rtp: 9,
            },
            Record::SessionEnded { number: 1, at_ms },
            Record::Event { json: b"{}" },
            Record::Lost { at_ms, records: 4 },
        ]
    }

    #[test]
    fn what_is_written_is_read() {
        let mut bytes = Vec::new();
        for record in all() {
            record.write(&mut bytes);
        }
        let mut rest = &bytes[..];
        for record in all() {
            let (read, after) = Record::next(rest).unwrap().unwrap();
            assert_eq!(read, record);
            rest = after;
        }
        assert_eq!(Record::next(rest), Ok(None));
    }

    #[test]
    fn what_is_cut_off_or_of_no_kind_is_refused() {
        for record in all() {
            let mut bytes = Vec::new();
            record.write(&mut bytes);
            for length in 1..bytes.len() {
                let cut = Record::next(&bytes[..length]);
                assert_eq!(cut, Err(RecordError::Truncated), "{record:?}");
            }
            bytes[0] = 0;
            assert_eq!(Record::next(&bytes), Err(RecordError::Malformed));
        }
    }
}
