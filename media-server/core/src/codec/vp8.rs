//! VP8 payloads (RFC 7741).

/// True for the first packet of a key frame.
pub fn starts_key_frame(payload: &[u8]) -> bool {
    let Some(descriptor_bytes) = descriptor_bytes(payload) else {
        return false;
    };
    let starts_first_partition = payload[0] & 0x10 != 0 && payload[0] & 0x07 == 0;
    let not_inter_frame = payload
        .get(descriptor_bytes)
        .is_some_and(|first| first & 0x01 == 0);
    starts_first_partition && not_inter_frame
}

/// Length of the payload descriptor (§4.2).
fn descriptor_bytes(payload: &[u8]) -> Option<usize> {
    let first = *payload.first()?;
    if first & 0x80 == 0 {
        return Some(1);
    }
    let flags = *payload.get(1)?;
    let mut length = 2;
    if flags & 0x80 != 0 {
        let long = payload.get(length)? & 0x80 != 0;
        length += if long { 2 } else { 1 };
    }
    if flags & 0x40 != 0 {
        length += 1;
    }
    if flags & 0x30 != 0 {
        length += 1;
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_frames_are_told_from_others() {
        let cases: &[(&str, &[u8], bool)] = &[
            ("empty", &[], false),
            ("short descriptor, key", &[0x10, 0x50, 0x2a], true),
            ("short descriptor, inter", &[0x10, 0x51], false),
            ("continuation of a key frame", &[0x00, 0x50], false),
            ("second partition", &[0x11, 0x50], false),
            ("7-bit picture id, key", &[0x90, 0x80, 0x11, 0x50], true),
            (
                "15-bit picture id, key",
                &[0x90, 0x80, 0x91, 0x11, 0x50],
                true,
            ),
            (
                "15-bit picture id, inter",
                &[0x90, 0x80, 0x91, 0x11, 0x51],
                false,
            ),
            (
                "all fields, key",
                &[0x90, 0xe0, 0x91, 0x11, 0x01, 0x20, 0x50],
                true,
            ),
            ("cut off in the descriptor", &[0x90, 0xe0, 0x91], false),
            ("cut off after the first byte", &[0x90], false),
            ("descriptor only", &[0x10], false),
        ];
        for (name, payload, expected) in cases {
            assert_eq!(starts_key_frame(payload), *expected, "{name}");
        }
    }
}
