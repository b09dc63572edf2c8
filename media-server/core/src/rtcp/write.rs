//! Writers. Each appends one message.

use super::{
    FORMAT_APPLICATION, FORMAT_NACK, FORMAT_PICTURE_LOSS, PAYLOAD_FEEDBACK, RECEIVER_REPORT,
    SENDER_REPORT, SOURCE_DESCRIPTION, TRANSPORT_FEEDBACK,
};

const CNAME: u8 = 1;

/// What a receiver reports about one source (RFC 3550 §6.4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReceptionBlock {
    pub ssrc: u32,
    /// Of 256.
    pub fraction_lost: u8,
    pub lost: u32,
    pub highest_sequence: u32,
    pub jitter: u32,
    pub last_sender_report: u32,
    /// In units of 1/65536 s.
    pub delay_since_last: u32,
}

pub fn write_receiver_report(buffer: &mut Vec<u8>, sender: u32, blocks: &[ReceptionBlock]) {
    let count = u8::try_from(blocks.len()).unwrap_or(31).min(31);
    message(buffer, RECEIVER_REPORT, count, |buffer| {
        put(buffer, sender);
        for block in &blocks[..usize::from(count)] {
            put(buffer, block.ssrc);
            put(
                buffer,
                u32::from(block.fraction_lost) << 24 | block.lost.min(0x7f_ffff),
            );
            put(buffer, block.highest_sequence);
            put(buffer, block.jitter);
            put(buffer, block.last_sender_report);
            put(buffer, block.delay_since_last);
        }
    });
}

/// A sender report with the name that binds audio and video (CNAME).
pub fn write_sender_report(
    buffer: &mut Vec<u8>,
    ssrc: u32,
    ntp: u64,
    rtp: u32,
    packets: u32,
    octets: u32,
) {
    message(buffer, SENDER_REPORT, 0, |buffer| {
        put(buffer, ssrc);
        buffer.extend_from_slice(&ntp.to_be_bytes());
        put(buffer, rtp);
        put(buffer, packets);
        put(buffer, octets);
    });
    message(buffer, SOURCE_DESCRIPTION, 1, |buffer| {
        put(buffer, ssrc);
        buffer.extend_from_slice(&[CNAME, 5]);
        buffer.extend_from_slice(b"genba\0");
    });
}

/// Asks for packets; `sequences` must be in ascending order of the line they come from.
pub fn write_nack(buffer: &mut Vec<u8>, sender: u32, media: u32, sequences: &[u16]) {
    message(buffer, TRANSPORT_FEEDBACK, FORMAT_NACK, |buffer| {
        put(buffer, sender);
        put(buffer, media);
        let mut rest = sequences;
        while let Some((first, after)) = rest.split_first() {
            let joined = after
                .iter()
                .take_while(|next| (1..=16).contains(&next.wrapping_sub(*first)))
                .count();
            let mask = after[..joined].iter().fold(0_u16, |mask, next| {
                mask | 1 << (next.wrapping_sub(*first) - 1)
            });
            buffer.extend_from_slice(&first.to_be_bytes());
            buffer.extend_from_slice(&mask.to_be_bytes());
            rest = &after[joined..];
        }
    });
}

pub fn write_picture_loss(buffer: &mut Vec<u8>, sender: u32, media: u32) {
    message(buffer, PAYLOAD_FEEDBACK, FORMAT_PICTURE_LOSS, |buffer| {
        put(buffer, sender);
        put(buffer, media);
    });
}

/// REMB (draft-alvestrand-rmcat-remb), for senders that know no transport-wide feedback.
pub fn write_bitrate_estimate(buffer: &mut Vec<u8>, sender: u32, bit_rate_bps: u32, media: u32) {
    message(buffer, PAYLOAD_FEEDBACK, FORMAT_APPLICATION, |buffer| {
        put(buffer, sender);
        put(buffer, 0);
        buffer.extend_from_slice(b"REMB");
        let exponent = (32 - bit_rate_bps.leading_zeros()).saturating_sub(18);
        put(buffer, 1 << 24 | exponent << 18 | bit_rate_bps >> exponent);
        put(buffer, media);
    });
}

fn put(buffer: &mut Vec<u8>, number: u32) {
    buffer.extend_from_slice(&number.to_be_bytes());
}

/// Writes header and body, then the length.
pub(super) fn message(buffer: &mut Vec<u8>, kind: u8, count: u8, body: impl FnOnce(&mut Vec<u8>)) {
    let start = buffer.len();
    buffer.extend_from_slice(&[0x80 | count, kind, 0, 0]);
    body(buffer);
    let padding = (buffer.len() - start).next_multiple_of(4) - (buffer.len() - start);
    buffer.extend_from_slice(&[0; 3][..padding]);
    let words = u16::try_from((buffer.len() - start) / 4 - 1).unwrap_or(u16::MAX);
    buffer[start + 2..start + 4].copy_from_slice(&words.to_be_bytes());
}
