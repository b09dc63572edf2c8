//! What a file is by its first bytes, never by its name, and how large it says it is.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Jpeg,
    Png,
    Gif,
    Webp,
    Bmp,
    /// HEIC and AVIF.
    Heif,
}

pub fn sniff(bytes: &[u8]) -> Option<Kind> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(Kind::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Kind::Png),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Kind::Gif),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some(Kind::Webp),
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Some(Kind::Bmp),
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] if is_heif(brand) => Some(Kind::Heif),
        _ => None,
    }
}

/// `mp42`, `qt  ` and their like are films and stay outside.
fn is_heif(brand: &[u8]) -> bool {
    const BRANDS: [&[u8; 4]; 11] = [
        b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"mif2", b"avif",
        b"avis",
    ];
    BRANDS.iter().any(|b| brand.starts_with(*b))
}

/// The size in the header, where the format keeps it in a place that is easily found.
pub fn size(kind: Kind, bytes: &[u8]) -> Option<(u32, u32)> {
    match kind {
        Kind::Jpeg => jpeg_size(bytes),
        Kind::Png => Some((big_endian(bytes, 16)?, big_endian(bytes, 20)?)),
        Kind::Gif => Some((u32::from(short(bytes, 6)?), u32::from(short(bytes, 8)?))),
        Kind::Webp => webp_size(bytes),
        Kind::Bmp => Some((
            little_endian(bytes, 18)?,
            little_endian(bytes, 22)?.cast_signed().unsigned_abs(),
        )),
        Kind::Heif => None,
    }
}

/// Walks the segments up to the first frame header.
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let [0xff, marker] = *bytes.get(at..at + 2)? else {
            return None;
        };
        match marker {
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let side = |from: usize| Some(u32::from(u16::from_be_bytes(array(bytes, from)?)));
                return Some((side(at + 7)?, side(at + 5)?));
            }
            _ => at += 2 + usize::from(u16::from_be_bytes(array(bytes, at + 2)?)),
        }
    }
}

fn webp_size(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8X" => {
            let side = |at: usize| {
                let [low, middle, high] = array(bytes, at)?;
                Some(1 + u32::from_le_bytes([low, middle, high, 0]))
            };
            Some((side(24)?, side(27)?))
        }
        b"VP8 " => {
            let side = |at: usize| Some(u32::from(short(bytes, at)? & 0x3fff));
            Some((side(26)?, side(28)?))
        }
        b"VP8L" => {
            let packed = little_endian(bytes, 21)?;
            Some((1 + (packed & 0x3fff), 1 + (packed >> 14 & 0x3fff)))
        }
        _ => None,
    }
}

fn big_endian(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(array(bytes, at)?))
}

fn little_endian(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(array(bytes, at)?))
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(array(bytes, at)?))
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_first_bytes() {
        for (bytes, expected) in [
            (&b"\xff\xd8\xff\xe0"[..], Some(Kind::Jpeg)),
            (b"\x89PNG\r\n\x1a\n....", Some(Kind::Png)),
            (b"GIF89a", Some(Kind::Gif)),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some(Kind::Webp)),
            (b"\0\0\0\x18ftypheic", Some(Kind::Heif)),
            (b"\0\0\0\x18ftypavif", Some(Kind::Heif)),
            (b"\0\0\0\x18ftypmp42", None),
            (b"RIFF\0\0\0\0AVI ", None),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\">", None),
            (b"<!doctype html>", None),
            (b"\x7fELF\x02\x01\x01", None),
            (b"#EXTM3U", None),
            (b"BM is how this text begins", None),
            (b"\xff", None),
            (b"", None),
        ] {
            assert_eq!(
                sniff(bytes),
                expected,
                "{:?}",
                String::from_utf8_lossy(bytes)
            );
        }
    }

    #[test]
    fn sizes_are_read_from_the_header() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x75\x30\0\0\x27\x10";
        assert_eq!(size(Kind::Png, png), Some((30_000, 10_000)));
        let jpeg = b"\xff\xd8\xff\xe1\0\x04ab\xff\xc0\0\x11\x08\x02\xd0\x05\0";
        assert_eq!(size(Kind::Jpeg, jpeg), Some((1280, 720)));
        assert_eq!(size(Kind::Gif, b"GIF89a\x40\x01\xf0\0"), Some((320, 240)));
        let webp = b"RIFF....WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x04\0\xcf\x02\0";
        assert_eq!(size(Kind::Webp, webp), Some((1280, 720)));
    }

    #[test]
    fn cut_headers_have_no_size() {
        for kind in [Kind::Jpeg, Kind::Png, Kind::Gif, Kind::Webp, Kind::Bmp] {
            for length in 0..10 {
                assert_eq!(
                    size(kind, &[0xff; 16][..length]),
                    None,
                    "{kind:?} of {length} bytes"
                );
            }
        }
    }
}
