//! The chunks of a PNG that make its picture. Texts and colour profiles are deflated too, and a few
//! kilobytes of them unfold to gigabytes: no decoder sees them.

const SIGNATURE_BYTES: usize = 8;
/// Length and name before the content, a checksum behind it.
const FRAME_BYTES: usize = 12;
const KEPT: [&[u8; 4]; 9] = [
    b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"sBIT",
];

/// As far as whole chunks go.
pub fn pixels(bytes: &[u8]) -> Vec<u8> {
    let (signature, mut rest) = bytes.split_at(SIGNATURE_BYTES.min(bytes.len()));
    let mut kept = signature.to_vec();
    while let Some(&[a, b, c, d, name @ ..]) = rest.first_chunk::<8>() {
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        let Some((chunk, after)) = rest.split_at_checked(length.saturating_add(FRAME_BYTES)) else {
            break;
        };
        if KEPT.contains(&&name) {
            kept.extend_from_slice(chunk);
        }
        rest = after;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let length = (content.len() as u32).to_be_bytes();
        [&length[..], name, content, &[0; 4]].concat()
    }

    #[test]
    fn only_what_makes_the_picture_is_kept_and_a_cut_ends_it() {
        let signature = b"\x89PNG\r\n\x1a\n";
        let (head, data) = (chunk(b"IHDR", &[1; 13]), chunk(b"IDAT", &[2; 40]));
        let text = chunk(b"zTXt", &[3; 9]);
        let profile = chunk(b"iCCP", &[3; 9]);
        let all = [&signature[..], &head, &text, &profile, &data].concat();
        let expected = [&signature[..], &head, &data].concat();
        assert_eq!(pixels(&all), expected);
        for length in 0..all.len() {
            let kept = pixels(&all[..length]);
            assert!(expected.starts_with(&kept), "{length}");
        }
        let mut lying = expected.clone();
        lying[8..12].fill(0xff);
        assert_eq!(pixels(&lying), signature);
    }
}
