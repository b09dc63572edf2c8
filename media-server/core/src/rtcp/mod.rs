//! RTCP (RFC 3550 §6, RFC 4585, RFC 5104): read in place, written into a caller's buffer.

pub mod transport_cc;
mod write;

use self::transport_cc::Feedback;
pub use self::write::{
    ReceptionBlock, write_bitrate_estimate, write_nack, write_picture_loss, write_receiver_report,
    write_sender_report,
};
use crate::limits;

const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const SOURCE_DESCRIPTION: u8 = 202;
const TRANSPORT_FEEDBACK: u8 = 205;
const PAYLOAD_FEEDBACK: u8 = 206;

const FORMAT_NACK: u8 = 1;
const FORMAT_TRANSPORT_CC: u8 = 15;
const FORMAT_PICTURE_LOSS: u8 = 1;
const FORMAT_FULL_INTRA: u8 = 4;
const FORMAT_APPLICATION: u8 = 15;

/// The messages that matter here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message<'a> {
    SenderReport {
        ssrc: u32,
        ntp: u64,
        rtp: u32,
    },
    ReceiverReport(ReceptionBlocks<'a>),
    Nack(Nack<'a>),
    TransportFeedback(Feedback<'a>),
    /// REMB (draft-alvestrand-rmcat-remb): what the receiver believes that the path carries.
    BitrateEstimate {
        bit_rate_bps: u64,
    },
    /// PLI or FIR for this source.
    KeyFrameRequest {
        media: u32,
    },
    Other,
}

/// A generic NACK: pairs of a sequence number and a mask of the sixteen after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nack<'a> {
    pub media: u32,
    pairs: &'a [u8],
}

impl Nack<'_> {
    pub fn sequences(&self) -> impl Iterator<Item = u16> {
        let (pairs, _) = self.pairs.as_chunks::<4>();
        pairs.iter().flat_map(|pair| {
            let first = u16::from_be_bytes([pair[0], pair[1]]);
            let mask = u32::from(u16::from_be_bytes([pair[2], pair[3]])) << 1 | 1;
            (0..17_u16)
                .filter(move |bit| mask >> bit & 1 == 1)
                .map(move |bit| first.wrapping_add(bit))
        })
    }
}

/// The blocks of a receiver report (RFC 3550 §6.4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceptionBlocks<'a> {
    count: usize,
    blocks: &'a [u8],
}

impl ReceptionBlocks<'_> {
    /// The blocks that are there, whatever their count claims.
    pub fn iter(&self) -> impl Iterator<Item = ReceptionBlock> {
        let (blocks, _) = self.blocks.as_chunks::<24>();
        blocks.iter().take(self.count).map(|block| {
            let word = |at: usize| number(block, 4 * at).unwrap_or(0);
            ReceptionBlock {
                ssrc: word(0),
                fraction_lost: block[4],
                lost: word(1) & 0xff_ffff,
                highest_sequence: word(2),
                jitter: word(3),
                last_sender_report: word(4),
                delay_since_last: word(5),
            }
        })
    }
}

/// The messages of a compound packet; ends at the first that is malformed.
pub fn messages(mut rest: &[u8]) -> impl Iterator<Item = Message<'_>> {
    std::iter::from_fn(move || {
        let header = rest.first_chunk::<4>()?;
        if header[0] >> 6 != 2 {
            return None;
        }
        let bytes = 4 * (usize::from(u16::from_be_bytes([header[2], header[3]])) + 1);
        let (message, after) = rest.split_at_checked(bytes)?;
        rest = after;
        Some(read(header[1], header[0] & 0x1f, &message[4..]))
    })
    .take(limits::RTCP_MESSAGES_MAX)
}

fn read(kind: u8, format: u8, body: &[u8]) -> Message<'_> {
    let found = match (kind, format) {
        (SENDER_REPORT, _) => sender_report(body),
        (RECEIVER_REPORT, count) => body.get(4..).map(|blocks| {
            Message::ReceiverReport(ReceptionBlocks {
                count: usize::from(count),
                blocks,
            })
        }),
        (TRANSPORT_FEEDBACK, FORMAT_TRANSPORT_CC) => {
            Feedback::parse(body).map(Message::TransportFeedback)
        }
        (PAYLOAD_FEEDBACK, FORMAT_APPLICATION) => bitrate_estimate(body),
        (TRANSPORT_FEEDBACK, FORMAT_NACK) => number(body, 4).map(|media| {
            Message::Nack(Nack {
                media,
                pairs: &body[8..],
            })
        }),
        (PAYLOAD_FEEDBACK, FORMAT_PICTURE_LOSS) => {
            number(body, 4).map(|media| Message::KeyFrameRequest { media })
        }
        // The media source of a FIR stands in its first entry.
        (PAYLOAD_FEEDBACK, FORMAT_FULL_INTRA) => {
            number(body, 8).map(|media| Message::KeyFrameRequest { media })
        }
        _ => None,
    };
    found.unwrap_or(Message::Other)
}

fn sender_report(body: &[u8]) -> Option<Message<'_>> {
    Some(Message::SenderReport {
        ssrc: number(body, 0)?,
        ntp: u64::from(number(body, 4)?) << 32 | u64::from(number(body, 8)?),
        rtp: number(body, 12)?,
    })
}

fn bitrate_estimate(body: &[u8]) -> Option<Message<'_>> {
    let head = body.get(8..)?.first_chunk::<8>()?;
    let exponent = u32::from(head[5] >> 2);
    let mantissa = u64::from(u32::from_be_bytes([0, head[5] & 3, head[6], head[7]]));
    let fits = exponent <= mantissa.leading_zeros();
    (&head[..4] == b"REMB").then_some(Message::BitrateEstimate {
        bit_rate_bps: if fits { mantissa << exponent } else { u64::MAX },
    })
}

fn number(body: &[u8], at: usize) -> Option<u32> {
    body.get(at..)?
        .first_chunk()
        .map(|bytes| u32::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests;
