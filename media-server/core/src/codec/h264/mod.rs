//! H.264 payloads (RFC 6184).

mod parameters;

use super::PictureSize;

const NAL_IDR: u8 = 5;
const NAL_SPS: u8 = 7;
const STAP_A: u8 = 24;
const FU_A: u8 = 28;

/// Size of the picture that the parameter set in this payload begins. Senders put it first.
pub fn picture_size(payload: &[u8]) -> Option<PictureSize> {
    let first = *payload.first()?;
    let unit = if nal_type(first) == STAP_A {
        let (size, units) = payload[1..].split_first_chunk::<2>()?;
        units.get(..usize::from(u16::from_be_bytes(*size)))?
    } else {
        payload
    };
    (nal_type(*unit.first()?) == NAL_SPS)
        .then(|| parameters::picture_size(unit))
        .flatten()
}

/// True for a parameter set or the first part of an IDR picture.
pub fn starts_key_frame(payload: &[u8]) -> bool {
    let Some(&first) = payload.first() else {
        return false;
    };
    match nal_type(first) {
        NAL_IDR | NAL_SPS => true,
        STAP_A => aggregated_types(&payload[1..]).any(is_key),
        FU_A => payload
            .get(1)
            .is_some_and(|&fu| fu & 0x80 != 0 && is_key(nal_type(fu))),
        _ => false,
    }
}

fn nal_type(byte: u8) -> u8 {
    byte & 0x1f
}

fn is_key(nal: u8) -> bool {
    matches!(nal, NAL_IDR | NAL_SPS)
}

/// The types of the units in a STAP-A after its first byte.
fn aggregated_types(mut rest: &[u8]) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let (size, units) = rest.split_first_chunk::<2>()?;
        let size = usize::from(u16::from_be_bytes(*size));
        let first = *units.first()?;
        rest = units.get(size.max(1)..)?;
        Some(nal_type(first))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_frames_are_told_from_others() {
        let cases: &[(&str, &[u8], bool)] = &[
            ("empty", &[], false),
            ("single SPS", &[0x67, 0x42, 0xe0, 0x1f], true),
            ("single PPS", &[0x68, 0xce], false),
            ("single IDR", &[0x65, 0x88], true),
            ("single slice", &[0x41, 0x9a], false),
            (
                "STAP-A SPS+PPS",
                &[0x78, 0, 4, 0x67, 0x42, 0xe0, 0x1f, 0, 2, 0x68, 0xce],
                true,
            ),
            (
                "STAP-A PPS, IDR last",
                &[0x78, 0, 2, 0x68, 0xce, 0, 2, 0x65, 0x88],
                true,
            ),
            (
                "STAP-A of slices",
                &[0x78, 0, 2, 0x41, 0x9a, 0, 2, 0x41, 0x9a],
                false,
            ),
            (
                "STAP-A with a lying length",
                &[0x78, 0xff, 0xff, 0x41],
                false,
            ),
            ("STAP-A of empty units", &[0x78, 0, 0, 0, 0], false),
            ("FU-A start of IDR", &[0x7c, 0x85, 0x88], true),
            ("FU-A middle of IDR", &[0x7c, 0x05, 0x88], false),
            ("FU-A start of slice", &[0x7c, 0x81, 0x9a], false),
            ("FU-A cut off", &[0x7c], false),
        ];
        for (name, payload, expected) in cases {
            assert_eq!(starts_key_frame(payload), *expected, "{name}");
        }
    }

    #[test]
    fn the_size_is_found_alone_and_in_an_aggregate() {
        let unit = [
            0x67, 0x42, 0xc0, 0x0d, 0xd9, 0x01, 0x41, 0x9f, 0x9f, 0x01, 0x10, 0x00, 0x00, 0x03,
            0x00, 0x10, 0x00, 0x00, 0x03, 0x03, 0xc0, 0xf1, 0x42, 0xa4, 0x80,
        ];
        let size = PictureSize {
            width: 320,
            height: 180,
        };
        assert_eq!(picture_size(&unit), Some(size));
        let aggregate = [&[0x78, 0, 25], &unit[..], &[0, 2, 0x68, 0xce]].concat();
        assert_eq!(picture_size(&aggregate), Some(size));
        assert_eq!(picture_size(&aggregate[..12]), None, "cut off");
        assert_eq!(picture_size(&[0x78, 0, 0]), None);
        assert_eq!(picture_size(&[0x65, 0x88]), None);
    }
}
