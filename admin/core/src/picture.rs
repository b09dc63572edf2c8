//! What a picture says beside its pixels: whether a place stands in it, and what else is attached.
//! The bytes are read, whatever their name says; what cannot be followed to its end is no picture.

use std::io::Cursor;

use exif::{Context, Error, Exif, Reader};
use serde::{Deserialize, Serialize};

use crate::limits::{PICTURE_BLOCKS, PICTURE_TAGS};

/// What is attached to a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// It says where it was taken.
    pub position: bool,
    /// The names of everything else, in their order.
    pub left: Vec<String>,
}

/// Begins a block of EXIF data in a JPEG, and in what a camera appends to one.
const BLOCK: &[u8] = b"Exif\0\0";
/// The longest such block.
const BLOCK_BYTES: usize = 65_533;
/// Words by which a packet of XMP says a place.
const PLACES: [&[u8]; 3] = [b"GPSLatitude", b"GPSLongitude", b"GPSPosition"];

/// Reads a JPEG, PNG, WebP, HEIF or TIFF picture; nothing of anything else.
pub fn read(bytes: &[u8]) -> Option<Picture> {
    if !is_picture(bytes) {
        return None;
    }
    let mut found = Picture::default();
    match Reader::new().read_from_container(&mut Cursor::new(bytes)) {
        Ok(exif) => found.note(&exif),
        Err(Error::NotFound(_)) => {}
        Err(_) => return None,
    }
    // A second picture behind the first has a block of its own.
    for (number, at) in places_of(bytes, BLOCK).enumerate() {
        if number >= PICTURE_BLOCKS {
            return None;
        }
        let block = bytes.get(at + BLOCK.len()..).unwrap_or_default();
        let block = &block[..block.len().min(BLOCK_BYTES)];
        if let Ok(exif) = Reader::new().read_raw(block.to_vec()) {
            found.note(&exif);
        }
    }
    found.position |= PLACES.iter().any(|word| holds(bytes, word));
    for (mark, name) in [
        (&b"ns.adobe.com/xap/1.0/"[..], "XMP"),
        (&b"Photoshop 3.0"[..], "IPTC"),
    ] {
        if holds(bytes, mark) {
            found.left.push(name.to_owned());
        }
    }
    found.left.sort();
    found.left.dedup();
    found.left.truncate(PICTURE_TAGS);
    Some(found)
}

impl Picture {
    fn note(&mut self, exif: &Exif) {
        for field in exif.fields().take(PICTURE_TAGS) {
            let is_place = field.tag.context() == Context::Gps;
            self.position |= is_place;
            if !is_place {
                self.left.push(field.tag.to_string());
            }
        }
        let mut rest = exif.fields().skip(PICTURE_TAGS);
        self.position |= rest.any(|field| field.tag.context() == Context::Gps);
    }
}

fn is_picture(bytes: &[u8]) -> bool {
    match bytes {
        [0xff, 0xd8, 0xff, ..] | [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => true,
        [0x89, b'P', b'N', b'G', 13, 10, 26, 10, chunks @ ..] => is_plain_png(chunks),
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
        ] => true,
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => {
            let brands = [&b"he"[..], b"mif1", b"msf1", b"avif"];
            brands.iter().any(|start| brand.starts_with(start))
        }
        _ => false,
    }
}

/// Nothing is packed away in its texts, where a place would not be seen.
fn is_plain_png(mut chunks: &[u8]) -> bool {
    while let [a, b, c, d, k1, k2, k3, k4, rest @ ..] = chunks {
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        let Some((data, after)) = rest.split_at_checked(length) else {
            return false;
        };
        match &[*k1, *k2, *k3, *k4] {
            b"IEND" => return true,
            b"zTXt" => return false,
            b"iTXt" => {
                let packed = data.iter().position(|byte| *byte == 0);
                if packed.and_then(|end| data.get(end + 1)) != Some(&0) {
                    return false;
                }
            }
            _ => {}
        }
        // Its checksum.
        chunks = after.get(4..).unwrap_or_default();
    }
    false
}

fn places_of<'a>(bytes: &'a [u8], word: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let windows = bytes.windows(word.len()).enumerate();
    windows.filter(move |(_, it)| *it == word).map(|(at, _)| at)
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    places_of(bytes, word).next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A JPEG of nothing but one EXIF block with these entries of its first directory.
    fn jpeg(entries: &[[u8; 12]]) -> Vec<u8> {
        let mut tiff = b"MM\0\x2a\0\0\0\x08".to_vec();
        tiff.extend((entries.len() as u16).to_be_bytes());
        tiff.extend(entries.iter().flatten());
        tiff.extend([0; 4]);
        // The directory of places, where an entry points to it: one short entry.
        tiff.extend(*b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0");
        let mut jpeg = b"\xff\xd8\xff\xe1".to_vec();
        jpeg.extend((tiff.len() as u16 + 8).to_be_bytes());
        jpeg.extend(BLOCK);
        jpeg.extend(tiff);
        jpeg.extend(b"\xff\xd9");
        jpeg
    }

    const ORIENTATION: [u8; 12] = [1, 0x12, 0, 3, 0, 0, 0, 1, 0, 1, 0, 0];

    fn gps(offset: u8) -> [u8; 12] {
        [0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, offset]
    }

    #[test]
    fn a_place_is_found_and_the_rest_is_named() {
        let clean = read(&jpeg(&[ORIENTATION])).unwrap();
        assert_eq!(
            (clean.position, &*clean.left),
            (false, &["Orientation".to_owned()][..])
        );
        let placed = read(&jpeg(&[ORIENTATION, gps(38)])).unwrap();
        assert!(placed.position);
        let bare = read(b"\xff\xd8\xff\xd9").unwrap();
        assert_eq!(bare, Picture::default());
    }

    #[test]
    fn a_place_is_found_behind_the_first_picture_and_in_a_packet_of_xmp() {
        let mut two = jpeg(&[ORIENTATION]);
        two.extend(jpeg(&[gps(26)]));
        assert!(read(&two).unwrap().position);
        let mut xmp = b"\xff\xd8\xff\xd9".to_vec();
        xmp.extend(b"http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude='32,47N'/>");
        let xmp = read(&xmp).unwrap();
        assert!(xmp.position && xmp.left == ["XMP"]);
    }

    #[test]
    fn what_cannot_be_followed_is_no_picture() {
        assert_eq!(read(b"%PDF-1"), None);
        assert_eq!(read(b""), None);
        let packed = b"\x89PNG\r\n\x1a\n\0\0\0\x01zTXtx\0\0\0\0\0\0\0\0IEND\0\0\0\0";
        assert_eq!(read(packed), None);
        let mut broken = jpeg(&[ORIENTATION, gps(200)]);
        broken.truncate(40);
        assert_eq!(read(&broken), None);
    }
}
