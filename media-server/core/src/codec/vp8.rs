//! VP8 payloads (RFC 7741).

use super::PictureSize;

/// The payload descriptor (§4.2). Places are offsets into the payload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Descriptor {
    /// Length of the descriptor.
    pub bytes: usize,
    /// The first packet of a frame begins here.
    pub starts_frame: bool,
    pub picture_id: Option<PictureId>,
    pub base_layer_index: Option<Byte>,
    /// Temporal layer, 0 to 3; 0 where the sender has none.
    pub temporal_layer: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureId {
    pub at: usize,
    pub value: u16,
    /// 15 bits instead of 7.
    pub long: bool,
}

/// One byte and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Byte {
    pub at: usize,
    pub value: u8,
}

impl Descriptor {
    pub fn parse(payload: &[u8]) -> Option<Self> {
        let first = *payload.first()?;
        let mut descriptor = Self {
            bytes: 1,
            starts_frame: first & 0x10 != 0 && first & 0x07 == 0,
            ..Self::default()
        };
        if first & 0x80 == 0 {
            return Some(descriptor);
        }
        let flags = *payload.get(1)?;
        let mut at = 2;
        if flags & 0x80 != 0 {
            let picture_id = PictureId::parse(payload, at)?;
            at += if picture_id.long { 2 } else { 1 };
            descriptor.picture_id = Some(picture_id);
        }
        if flags & 0x40 != 0 {
            let value = *payload.get(at)?;
            descriptor.base_layer_index = Some(Byte { at, value });
            at += 1;
        }
        if flags & 0x30 != 0 {
            let value = *payload.get(at)?;
            if flags & 0x20 != 0 {
                descriptor.temporal_layer = value >> 6;
            }
            at += 1;
        }
        descriptor.bytes = at;
        Some(descriptor)
    }
}

impl PictureId {
    fn parse(payload: &[u8], at: usize) -> Option<Self> {
        let first = *payload.get(at)?;
        let long = first & 0x80 != 0;
        let value = if long {
            u16::from_be_bytes([first & 0x7f, *payload.get(at + 1)?])
        } else {
            u16::from(first)
        };
        Some(Self { at, value, long })
    }
}

/// True for the first packet of a key frame.
pub fn starts_key_frame(payload: &[u8]) -> bool {
    frame_start(payload).is_some_and(|frame| frame.first().is_some_and(|first| first & 0x01 == 0))
}

/// Size of the picture that a key frame begins (RFC 6386 §9.1).
pub fn picture_size(payload: &[u8]) -> Option<PictureSize> {
    let header = frame_start(payload)?.first_chunk::<10>()?;
    let is_key = header[0] & 0x01 == 0 && header[3..6] == [0x9d, 0x01, 0x2a];
    // The upper two bits of each are a scale.
    let number = |at: usize| u16::from_le_bytes([header[at], header[at + 1] & 0x3f]);
    is_key.then(|| PictureSize {
        width: number(6),
        height: number(8),
    })
}

/// What follows the descriptor of the first packet of a frame.
fn frame_start(payload: &[u8]) -> Option<&[u8]> {
    let descriptor = Descriptor::parse(payload).filter(|descriptor| descriptor.starts_frame)?;
    payload.get(descriptor.bytes..)
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

    #[test]
    fn descriptors_tell_ids_and_where_they_stand() {
        let long = |value| PictureId {
            at: 2,
            value,
            long: true,
        };
        let byte = |at, value| Some(Byte { at, value });
        let cases: &[(&str, &[u8], Option<Descriptor>)] = &[
            ("empty", &[], None),
            (
                "nothing optional",
                &[0x00, 0x50],
                Some(Descriptor {
                    bytes: 1,
                    ..Descriptor::default()
                }),
            ),
            (
                "7-bit id",
                &[0x90, 0x80, 0x7f, 0x50],
                Some(Descriptor {
                    bytes: 3,
                    starts_frame: true,
                    picture_id: Some(PictureId {
                        at: 2,
                        value: 0x7f,
                        long: false,
                    }),
                    ..Descriptor::default()
                }),
            ),
            (
                "all fields",
                &[0x90, 0xf0, 0xff, 0xff, 0x2a, 0x9f, 0x50],
                Some(Descriptor {
                    bytes: 6,
                    starts_frame: true,
                    picture_id: Some(long(0x7fff)),
                    base_layer_index: byte(4, 0x2a),
                    temporal_layer: 2,
                }),
            ),
            (
                "key index only",
                &[0x80, 0x10, 0xc0, 0x50],
                Some(Descriptor {
                    bytes: 3,
                    temporal_layer: 0,
                    ..Descriptor::default()
                }),
            ),
            ("cut off in the id", &[0x90, 0x80, 0x80], None),
            ("cut off before the index", &[0x90, 0x40], None),
            ("cut off before the layer", &[0x90, 0x20], None),
        ];
        for (name, payload, expected) in cases {
            assert_eq!(Descriptor::parse(payload), *expected, "{name}");
        }
    }

    #[test]
    fn key_frames_tell_their_size() {
        let mut payload = vec![0x90, 0x80, 0x80, 0x01];
        payload.extend_from_slice(&[0x50, 0x2a, 0x00, 0x9d, 0x01, 0x2a]);
        payload.extend_from_slice(&[0x00, 0x45, 0xd0, 0x02]);
        let size = PictureSize {
            width: 1280,
            height: 720,
        };
        assert_eq!(picture_size(&payload), Some(size), "scale bits are no size");
        assert_eq!(picture_size(&payload[..13]), None, "cut off");
        payload[4] |= 1;
        assert_eq!(picture_size(&payload), None, "inter frame");
    }
}
