//! What the first bytes of an RTP payload say about its frame.

use crate::film::Codec;

pub fn begins_frame(codec: Codec, payload: &[u8]) -> bool {
    match codec {
        Codec::Vp8 => vp8_frame(payload).is_some(),
        Codec::H264 => h264_unit(payload).is_some_and(|unit| matches!(unit, SPS | DELIMITER)),
    }
}

pub fn is_key(codec: Codec, payload: &[u8]) -> bool {
    match codec {
        // The lowest bit of the frame's first byte is zero in key frames (RFC 6386, 9.1).
        Codec::Vp8 => vp8_frame(payload).is_some_and(|frame| frame & 1 == 0),
        Codec::H264 => h264_unit(payload).is_some_and(|unit| matches!(unit, SPS | KEY_SLICE)),
    }
}

const KEY_SLICE: u8 = 5;
const SPS: u8 = 7;
const DELIMITER: u8 = 9;
const STAP_A: u8 = 24;
const FU_A: u8 = 28;

/// The first byte of a VP8 frame, if the packet holds it (RFC 7741, 4.2).
fn vp8_frame(payload: &[u8]) -> Option<u8> {
    let descriptor = *payload.first()?;
    let begins = descriptor & 0x10 != 0 && descriptor & 0x07 == 0;
    if !begins {
        return None;
    }
    let mut at = 1;
    if descriptor & 0x80 != 0 {
        let extension = *payload.get(at)?;
        at += 1;
        if extension & 0x80 != 0 {
            at += if payload.get(at)? & 0x80 != 0 { 2 } else { 1 };
        }
        at += usize::from(extension & 0x40 != 0);
        at += usize::from(extension & 0x30 != 0);
    }
    payload.get(at).copied()
}

/// Kind of the first unit in the packet, if it begins there (RFC 6184, 5.4).
fn h264_unit(payload: &[u8]) -> Option<u8> {
    match payload.first()? & 0x1f {
        STAP_A => Some(payload.get(3)? & 0x1f),
        FU_A => Some(payload.get(1)?)
            .filter(|head| *head & 0x80 != 0)
            .map(|head| head & 0x1f),
        unit => Some(unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vp8_descriptors_of_every_length_are_passed() {
        for (payload, begins, key) in [
            (&[0x10, 0x00][..], true, true),
            (&[0x10, 0x01], true, false),
            (&[0x00, 0x00], false, false),
            (&[0x11, 0x00], false, false),
            (&[0x90, 0x80, 0x7f, 0x00], true, true),
            (&[0x90, 0x80, 0xff, 0x01, 0x01], true, false),
            (&[0x90, 0xf0, 0xff, 0x01, 9, 9, 0x00], true, true),
            (&[0x90, 0x80], false, false),
            (&[], false, false),
        ] {
            assert_eq!(begins_frame(Codec::Vp8, payload), begins, "{payload:x?}");
            assert_eq!(is_key(Codec::Vp8, payload), key, "{payload:x?}");
        }
    }

    #[test]
    fn h264_units_are_seen_alone_aggregated_and_fragmented() {
        for (payload, begins, key) in [
            (&[0x67, 0x42][..], true, true),
            (&[0x65, 0x88], false, true),
            (&[0x41, 0x9a], false, false),
            (&[0x78, 0, 2, 0x67, 0x42], true, true),
            (&[0x7c, 0x85, 1], false, true),
            (&[0x7c, 0x05, 1], false, false),
            (&[0x7c], false, false),
            (&[], false, false),
        ] {
            assert_eq!(begins_frame(Codec::H264, payload), begins, "{payload:x?}");
            assert_eq!(is_key(Codec::H264, payload), key, "{payload:x?}");
        }
    }
}
