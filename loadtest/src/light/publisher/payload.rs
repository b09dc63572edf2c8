//! What a packet of the film carries: a VP8 payload descriptor and zeros.

/// A payload descriptor with a 15-bit picture id (RFC 7741 §4.2).
const DESCRIPTOR_BYTES: usize = 4;
/// The first bytes of a key frame of 1280×720 and of any other (RFC 6386 §9.1).
const KEY_FRAME: [u8; 10] = [0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x00, 0x05, 0xd0, 0x02];
const OTHER_FRAME: [u8; 3] = [0x11, 0, 0];

pub fn write(payload: &mut Vec<u8>, bytes: usize, first: bool, key: bool, picture: u16) {
    // What a frame consists of means nothing to a server; zeros cost nothing to make.
    payload.clear();
    payload.resize(bytes.max(DESCRIPTOR_BYTES), 0);
    let [high, low] = picture.to_be_bytes();
    let start = if first { 0x90 } else { 0x80 };
    payload[..DESCRIPTOR_BYTES].copy_from_slice(&[start, 0x80, 0x80 | high, low]);
    let head: &[u8] = match (first, key) {
        (true, true) => &KEY_FRAME,
        (true, false) => &OTHER_FRAME,
        (false, _) => &[],
    };
    if let Some(place) = payload.get_mut(DESCRIPTOR_BYTES..DESCRIPTOR_BYTES + head.len()) {
        place.copy_from_slice(head);
    }
}
