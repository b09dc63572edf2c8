//! What the first bytes of a file say. Only a film is taken in; nothing in it is read further.

/// The containers that recorders write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// MP4, QuickTime or 3GP.
    IsoFilm,
    /// WebM or Matroska.
    Matroska,
    Avi,
    /// MPEG transport stream, with packets of 188 bytes or of 192 with a time stamp.
    TransportStream,
    /// MPEG program stream.
    ProgramStream,
}

impl Media {
    pub const ALL: [Self; 5] = [
        Self::IsoFilm,
        Self::Matroska,
        Self::Avi,
        Self::TransportStream,
        Self::ProgramStream,
    ];

    /// Decides by the first bytes, of which there are as many as the file has, up to
    /// [`crate::limits::MEDIA_HEAD_BYTES`].
    pub fn of(head: &[u8]) -> Option<Self> {
        match head {
            [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => {
                let picture = [&b"he"[..], b"mif", b"msf", b"avi", b"jxl", b"crx"];
                let is_picture = picture.iter().any(|start| brand.starts_with(start));
                (!is_picture && brand.len() >= 4).then_some(Self::IsoFilm)
            }
            // QuickTime files of old cameras begin without `ftyp`.
            [_, _, _, _, b'm', b'o', b'o', b'v', ..] | [_, _, _, _, b'w', b'i', b'd', b'e', ..] => {
                Some(Self::IsoFilm)
            }
            [0x1a, 0x45, 0xdf, 0xa3, ..] => Some(Self::Matroska),
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'A',
                b'V',
                b'I',
                b' ',
                ..,
            ] => Some(Self::Avi),
            [0, 0, 1, 0xba, ..] => Some(Self::ProgramStream),
            _ if is_transport_stream(head) => Some(Self::TransportStream),
            _ => None,
        }
    }

    pub fn content_type(self) -> &'static str {
        match self {
            Self::IsoFilm => "video/mp4",
            Self::Matroska => "video/x-matroska",
            Self::Avi => "video/vnd.avi",
            Self::TransportStream => "video/mp2t",
            Self::ProgramStream => "video/mp2p",
        }
    }

    /// The ends of file names that people know it by.
    pub fn extension(self) -> &'static str {
        match self {
            Self::IsoFilm => ".mp4",
            Self::Matroska => ".mkv",
            Self::Avi => ".avi",
            Self::TransportStream => ".ts",
            Self::ProgramStream => ".mpg",
        }
    }
}

/// Three packets in a row begin with their sync byte.
fn is_transport_stream(head: &[u8]) -> bool {
    let beats =
        |first: usize, packet: usize| (0..3).all(|n| head.get(first + n * packet) == Some(&0x47));
    beats(0, 188) || beats(4, 192)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn films_are_known_by_their_first_bytes_and_nothing_else_is_one() {
        let packets = |first: usize, packet: usize| {
            let mut bytes = vec![0; first + 2 * packet + 1];
            (0..3).for_each(|n| bytes[first + n * packet] = 0x47);
            bytes
        };
        for (bytes, expected) in [
            (b"\0\0\0\x18ftypisom".to_vec(), Some(Media::IsoFilm)),
            (b"\0\0\0\x14ftypqt  ".to_vec(), Some(Media::IsoFilm)),
            (b"\0\0\0\x08wide".to_vec(), Some(Media::IsoFilm)),
            (b"\x1a\x45\xdf\xa3\x01".to_vec(), Some(Media::Matroska)),
            (b"RIFF\0\0\0\0AVI LIST".to_vec(), Some(Media::Avi)),
            (b"\0\0\x01\xba".to_vec(), Some(Media::ProgramStream)),
            (packets(0, 188), Some(Media::TransportStream)),
            (packets(4, 192), Some(Media::TransportStream)),
            (packets(0, 187), None),
            (b"\0\0\0\x18ftypheic".to_vec(), None),
            (b"\0\0\0\x18ftypavif".to_vec(), None),
            (b"\0\0\0\x18ftyp".to_vec(), None),
            (b"RIFF\0\0\0\0WEBP".to_vec(), None),
            (b"\xff\xd8\xff\xe0".to_vec(), None),
            (b"<html><video>".to_vec(), None),
            (b"MZ\x90\0".to_vec(), None),
            (Vec::new(), None),
        ] {
            assert_eq!(Media::of(&bytes), expected, "{bytes:?}");
        }
    }
}
