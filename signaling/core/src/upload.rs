//! Pictures and films from a phone's gallery: what is taken, and what the bytes really are.

use protocol::upload::{FileKind, UploadStart};

use crate::{
    Refusal,
    limits::{FILE_NAME_CHARS_MAX, SNIFF_BYTES, UPLOAD_LIMITS},
    message::check_client_key,
};

/// What the first bytes say. Nothing else is ever converted or shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    Jpeg,
    Png,
    Gif,
    Webp,
    /// HEIC, HEIF or AVIF: pictures in ISO base media files.
    Heif,
    /// MP4, QuickTime or 3GP: films in ISO base media files.
    IsoFilm,
    /// WebM or Matroska.
    Matroska,
}

impl Content {
    pub fn kind(self) -> FileKind {
        match self {
            Self::Jpeg | Self::Png | Self::Gif | Self::Webp | Self::Heif => FileKind::Picture,
            Self::IsoFilm | Self::Matroska => FileKind::Film,
        }
    }

    fn bytes_max(self) -> u64 {
        match self.kind() {
            FileKind::Film => UPLOAD_LIMITS.film_bytes_max,
            _ => UPLOAD_LIMITS.picture_bytes_max,
        }
    }
}

/// Checks what a phone announces before it sends a byte.
pub fn check_start(start: &UploadStart, files_so_far: u32) -> Result<(), Refusal> {
    check_client_key(&start.client_key)?;
    if files_so_far >= UPLOAD_LIMITS.files_max {
        return Err(Refusal::TooManyFiles);
    }
    if start.bytes == 0 {
        return Err(Refusal::TypeNotSupported);
    }
    match announced(&start.media_type)? {
        FileKind::Film if start.bytes > UPLOAD_LIMITS.film_bytes_max => Err(Refusal::FileTooLarge),
        FileKind::Picture if start.bytes > UPLOAD_LIMITS.picture_bytes_max => {
            Err(Refusal::FileTooLarge)
        }
        _ => Ok(()),
    }
}

/// The name as it is shown: never a path, never a control character or a text direction trick.
pub fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_shown = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    last.chars()
        .filter(is_shown)
        .take(FILE_NAME_CHARS_MAX)
        .collect()
}

/// Decides what a file is by its first bytes. `None`: more bytes are needed.
pub fn sniff(head: &[u8], bytes: u64) -> Option<Result<Content, Refusal>> {
    let is_enough = head.len() >= SNIFF_BYTES || head.len() as u64 >= bytes;
    if !is_enough {
        return None;
    }
    Some(match content(head) {
        None => Err(Refusal::TypeNotSupported),
        Some(content) if bytes > content.bytes_max() => Err(Refusal::FileTooLarge),
        Some(content) => Ok(content),
    })
}

/// What the announced type allows at most; some phones announce nothing for HEIC.
pub(crate) fn announced(media_type: &str) -> Result<FileKind, Refusal> {
    let kind = media_type
        .split(['/', ';'])
        .next()
        .unwrap_or_default()
        .trim();
    match kind.to_ascii_lowercase().as_str() {
        "image" if media_type.to_ascii_lowercase().contains("svg") => {
            Err(Refusal::TypeNotSupported)
        }
        "image" => Ok(FileKind::Picture),
        "video" | "" => Ok(FileKind::Film),
        "application" if media_type.eq_ignore_ascii_case("application/octet-stream") => {
            Ok(FileKind::Film)
        }
        _ => Err(Refusal::TypeNotSupported),
    }
}

fn content(head: &[u8]) -> Option<Content> {
    match head {
        [0xff, 0xd8, 0xff, ..] => Some(Content::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(Content::Png),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Content::Gif),
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
        ] => Some(Content::Webp),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Some(Content::Matroska),
        [_, _, _, _, b'f', b't', b'y', b'p', b0, b1, b2, b3, ..] => {
            iso_brand(&[*b0, *b1, *b2, *b3])
        }
        // QuickTime files of old cameras begin without `ftyp`.
        [_, _, _, _, b'm', b'o', b'o', b'v', ..] | [_, _, _, _, b'w', b'i', b'd', b'e', ..] => {
            Some(Content::IsoFilm)
        }
        _ => None,
    }
}

fn iso_brand(brand: &[u8; 4]) -> Option<Content> {
    match brand {
        b"heic" | b"heix" | b"heim" | b"heis" | b"mif1" | b"mif2" | b"avif" => Some(Content::Heif),
        b"isom" | b"iso2" | b"iso3" | b"iso4" | b"iso5" | b"iso6" | b"mp41" | b"mp42" | b"avc1"
        | b"qt  " | b"M4V " | b"MSNV" | b"dash" | b"f4v " => Some(Content::IsoFilm),
        [b'3', b'g', b'p' | b'2' | b'g', _] => Some(Content::IsoFilm),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(start: &[u8]) -> Vec<u8> {
        let mut bytes = start.to_vec();
        bytes.resize(SNIFF_BYTES, 0);
        bytes
    }

    #[test]
    fn the_bytes_say_what_a_file_is() {
        for (start, expected) in [
            (&b"\xff\xd8\xff\xe0\0\x10JFIF"[..], Content::Jpeg),
            (b"\x89PNG\r\n\x1a\n", Content::Png),
            (b"GIF89a", Content::Gif),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Content::Webp),
            (b"\0\0\0\x18ftypheic", Content::Heif),
            (b"\0\0\0\x18ftypmif1", Content::Heif),
            (b"\0\0\0\x18ftypavif", Content::Heif),
            (b"\0\0\0\x18ftypisom", Content::IsoFilm),
            (b"\0\0\0\x14ftypqt  ", Content::IsoFilm),
            (b"\0\0\0\x14ftyp3gp4", Content::IsoFilm),
            (b"\x1a\x45\xdf\xa3", Content::Matroska),
        ] {
            assert_eq!(sniff(&head(start), 1000), Some(Ok(expected)));
        }
    }

    #[test]
    fn programs_pages_and_drawings_are_never_taken() {
        for start in [
            &b"MZ\x90\0"[..],
            b"\x7fELF\x02\x01",
            b"#!/bin/sh\n",
            b"<svg xmlns=",
            b"<?xml version=",
            b"<!DOCTYPE html>",
            b"%PDF-1.7",
            b"PK\x03\x04",
            b"RIFF\x10\0\0\0AVI LIST",
            b"\0\0\0\x18ftypcrx ",
            b"",
        ] {
            assert_eq!(
                sniff(&head(start), 1000),
                Some(Err(Refusal::TypeNotSupported))
            );
        }
    }

    #[test]
    fn a_short_head_waits_for_more_unless_it_is_all() {
        assert_eq!(sniff(b"\xff\xd8\xff", 1000), None);
        assert_eq!(sniff(b"\xff\xd8\xff", 3), Some(Ok(Content::Jpeg)));
    }

    #[test]
    fn a_picture_announced_as_a_film_keeps_the_pictures_limit() {
        let bytes = UPLOAD_LIMITS.picture_bytes_max + 1;
        assert_eq!(
            sniff(&head(b"\xff\xd8\xff"), bytes),
            Some(Err(Refusal::FileTooLarge))
        );
        assert_eq!(
            sniff(&head(b"\0\0\0\x18ftypmp42"), bytes),
            Some(Ok(Content::IsoFilm))
        );
    }

    #[test]
    fn an_announcement_is_checked_before_a_byte_is_sent() {
        let start = |media_type: &str, bytes| UploadStart {
            name: "a.jpg".into(),
            bytes,
            media_type: media_type.into(),
            modified_ms: None,
            client_key: "0123456789abcdef".into(),
            late: None,
        };
        const MIB: u64 = 1024 * 1024;
        for (media_type, bytes, expected) in [
            ("image/jpeg", 30 * MIB, Ok(())),
            ("image/jpeg", 30 * MIB + 1, Err(Refusal::FileTooLarge)),
            ("video/mp4", 500 * MIB, Ok(())),
            ("video/mp4", 500 * MIB + 1, Err(Refusal::FileTooLarge)),
            ("", 31 * MIB, Ok(())),
            ("image/svg+xml", 10, Err(Refusal::TypeNotSupported)),
            ("text/html", 10, Err(Refusal::TypeNotSupported)),
            (
                "application/x-msdownload",
                10,
                Err(Refusal::TypeNotSupported),
            ),
            ("image/jpeg", 0, Err(Refusal::TypeNotSupported)),
        ] {
            assert_eq!(
                check_start(&start(media_type, bytes), 0),
                expected,
                "{media_type} {bytes}"
            );
        }
        let full = check_start(&start("image/jpeg", 1), UPLOAD_LIMITS.files_max);
        assert_eq!(full, Err(Refusal::TooManyFiles));
    }

    #[test]
    fn a_name_is_only_shown() {
        for (name, shown) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\film.mp4", "film.mp4"),
            ("IMG\u{202e}gpj.exe\n", "IMGgpj.exe"),
            ("写真.heic", "写真.heic"),
        ] {
            assert_eq!(shown_name(name), shown);
        }
        assert_eq!(shown_name(&"a".repeat(1000)).len(), FILE_NAME_CHARS_MAX);
    }
}
