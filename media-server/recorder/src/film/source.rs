//! Opening a stranger's film: few containers, few codecs, nothing but the one descriptor.

use std::fs::File;
use std::io::{Read, Seek};

use ffmpeg_next::codec::packet::side_data;
use ffmpeg_next::format::context::{Input, StreamIo};
use ffmpeg_next::format::{input_from_stream, stream};
use ffmpeg_next::{Dictionary, Error, Packet, Rescale, codec, decoder, media};

use crate::facts::{Facts, iso_6709};
use crate::failure::{Failure, Refusal};
use crate::film::TICKS_PER_SECOND;
use crate::limits;
use crate::pixels::orientation::Orientation;

/// By the names of FFmpeg's readers. No playlist is among them, so no file can name another.
const CONTAINERS: &str = "mov,matroska,webm,avi";
const CODECS: &str = "h264,hevc,vp8,vp9,libdav1d,av1,mpeg4,h263,mjpeg,\
    aac,mp3float,mp3,opus,libopus,vorbis,libvorbis,amrnb,libopencore_amrnb,amrwb,libopencore_amrwb,alac,flac,\
    pcm_s16le,pcm_s16be,pcm_s24le,pcm_f32le,pcm_u8,pcm_mulaw,pcm_alaw";

pub struct Source {
    input: Input,
    picture: usize,
    sound: Option<usize>,
    origin_ticks: i64,
    barren: u32,
}

impl Source {
    pub fn open(mut file: File) -> Result<Self, Failure> {
        let mut head = [0; 12];
        file.rewind()?;
        let length = file.read(&mut head)?;
        if !is_film(&head[..length]) {
            return Err(Refusal::NotAFilm.into());
        }
        file.rewind()?;
        let stream = StreamIo::from_read_seek(file).map_err(Failure::Encoding)?;
        let input = input_from_stream(stream, None, Some(options())).map_err(opening)?;
        Self::choose(input)
    }

    fn choose(input: Input) -> Result<Self, Failure> {
        let best = |kind| input.streams().best(kind).map(|s| s.index());
        let picture = best(media::Type::Video).ok_or(Refusal::NotAFilm)?;
        let sound = best(media::Type::Audio);
        let stream = input.stream(picture).ok_or(Refusal::NotAFilm)?;
        // A cover picture in a file of music.
        if stream
            .disposition()
            .contains(stream::Disposition::ATTACHED_PIC)
        {
            return Err(Refusal::NotAFilm.into());
        }
        let origin_ticks = input
            .streams()
            .filter(|s| s.index() == picture || Some(s.index()) == sound)
            .filter(|s| s.start_time() != i64::MIN)
            .map(|s| {
                s.start_time()
                    .rescale(s.time_base(), (1, TICKS_PER_SECOND as i32))
            })
            .min()
            .unwrap_or(0);
        let source = Self {
            input,
            picture,
            sound,
            origin_ticks,
            barren: 0,
        };
        if source
            .duration_ms()
            .is_some_and(|d| d > limits::FILM_DURATION_MS_MAX)
        {
            return Err(Refusal::TooLong.into());
        }
        Ok(source)
    }

    pub fn picture(&self) -> usize {
        self.picture
    }

    pub fn sound(&self) -> Option<usize> {
        self.sound
    }

    /// Where the earliest track begins; the copy begins there with zero.
    pub fn origin_ticks(&self) -> i64 {
        self.origin_ticks
    }

    pub fn duration_ms(&self) -> Option<i64> {
        (self.input.duration() > 0).then(|| self.input.duration() / 1000)
    }

    pub fn stream(&self, index: usize) -> Result<ffmpeg_next::Stream<'_>, Refusal> {
        self.input.stream(index).ok_or(Refusal::Damaged)
    }

    pub fn decoder(&self, index: usize, threads: usize) -> Result<decoder::Opened, Refusal> {
        let context = codec::Context::from_parameters(self.stream(index)?.parameters());
        let decoder = context.map_err(|_| Refusal::Damaged)?.decoder();
        let codec = decoder::find(decoder.id()).ok_or(Refusal::NotSupported)?;
        let mut options = Dictionary::new();
        options.set("threads", &threads.to_string());
        let most = limits::FILM_PIXELS_MAX + limits::DECODER_PADDING;
        options.set("max_pixels", &most.to_string());
        options.set("codec_whitelist", CODECS);
        decoder
            .open_as_with(codec, options)
            .map_err(|_| Refusal::NotSupported)
    }

    pub fn orientation(&self) -> Orientation {
        let Ok(stream) = self.stream(self.picture) else {
            return Orientation::UPRIGHT;
        };
        let mut matrices = stream
            .side_data()
            .filter(|d| d.kind() == side_data::Type::DisplayMatrix);
        let matrix = matrices
            .next()
            .and_then(|d| d.data().first_chunk::<36>().copied());
        matrix.map_or(Orientation::UPRIGHT, |bytes| {
            let (numbers, _) = bytes.as_chunks::<4>();
            let mut matrix = [0; 9];
            for (to, from) in matrix.iter_mut().zip(numbers) {
                *to = i32::from_ne_bytes(*from);
            }
            Orientation::from_display_matrix(&matrix)
        })
    }

    /// The next packet of the picture or the sound. Damaged places are skipped, within bounds.
    pub fn next(&mut self) -> Result<Option<Packet>, Failure> {
        while self.barren < limits::FILM_BARREN_PACKETS_MAX {
            let mut packet = Packet::empty();
            match packet.read(&mut self.input) {
                Ok(())
                    if packet.stream() == self.picture || Some(packet.stream()) == self.sound =>
                {
                    self.barren = 0;
                    return Ok(Some(packet));
                }
                Ok(()) | Err(Error::InvalidData) => self.barren += 1,
                // A film that was cut off is shown as far as it goes.
                Err(_) => return Ok(None),
            }
        }
        Err(Refusal::Damaged.into())
    }

    pub fn facts(&self) -> Facts {
        let mut facts = Facts::default();
        let metadata = self.input.metadata();
        let stated = ["com.apple.quicktime.creationdate", "creation_time"];
        if let Some(time) = stated
            .iter()
            .find_map(|key| metadata.get(key)?.parse::<jiff::Timestamp>().ok())
        {
            let utc = jiff::tz::Offset::UTC;
            facts.taken(utc.to_datetime(time), Some(utc));
        }
        let places = ["com.apple.quicktime.location.ISO6709", "location"];
        if let Some((latitude, longitude)) =
            places.iter().find_map(|key| iso_6709(metadata.get(key)?))
        {
            facts.place(latitude, longitude);
        }
        facts
    }
}

fn options() -> Dictionary<'static> {
    let mut options = Dictionary::new();
    options.set("format_whitelist", CONTAINERS);
    options.set("codec_whitelist", CODECS);
    // No protocol has this name: nothing beside our descriptor can be opened.
    options.set("protocol_whitelist", "none");
    options.set("max_streams", &limits::FILM_STREAMS_MAX.to_string());
    options
}

fn opening(error: Error) -> Failure {
    Failure::Refused(match error {
        Error::Other {
            errno: libc::ENOMEM,
        } => Refusal::TooLarge,
        Error::DecoderNotFound | Error::PatchWelcome => Refusal::NotSupported,
        _ => Refusal::Damaged,
    })
}

/// Known by its first bytes: MP4, QuickTime and 3GP; Matroska and WebM; AVI.
fn is_film(head: &[u8]) -> bool {
    const BOXES: [&[u8; 4]; 7] = [
        b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot",
    ];
    match head {
        [0x1a, 0x45, 0xdf, 0xa3, ..] => true,
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
        ] => true,
        [_, _, _, _, kind @ ..] => BOXES.iter().any(|b| kind.starts_with(*b)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn films_are_known_by_their_first_bytes() {
        for (head, expected) in [
            (&b"\0\0\0\x18ftypmp42"[..], true),
            (b"\0\0\0\x14ftypqt  ", true),
            (b"\x1a\x45\xdf\xa3....", true),
            (b"RIFF....AVI ", true),
            (b"\0\0\0\x08wide", true),
            (b"RIFF....WAVE", false),
            (b"#EXTM3U\n#EXT", false),
            (b"ffconcat ver", false),
            (b"\x7fELF\x02\x01\x01", false),
            (b"<html><body>", false),
            (b"", false),
        ] {
            assert_eq!(
                is_film(head),
                expected,
                "{:?}",
                String::from_utf8_lossy(head)
            );
        }
    }
}
