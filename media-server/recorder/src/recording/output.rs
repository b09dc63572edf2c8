//! The file that grows: MP4 in fragments, or WebM in clusters; either is a piece that plays as soon
//! as it is written.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};

use ffmpeg_next::codec::{self, packet};
use ffmpeg_next::format::context;
use ffmpeg_next::format::output_to_stream;
use ffmpeg_next::{Dictionary, Error, Packet, Rational, Rescale, encoder, ffi};
use journal::record::Codec;

use crate::bounded::{self, Bounded};
use crate::failure::{Failure, Refusal};
use crate::limits;
use crate::packets::h264;
use crate::recording::segment_index::SegmentIndex;

/// The coarsest of the containers' times is WebM's.
pub const TICK_US_MAX: i64 = 1000;
const MICROSECONDS: Rational = Rational(1, 1_000_000);
const SOUND_RATE_HZ: i32 = 48_000;
/// One for both tracks, because an index in one track's time serves both.
const TIME_BASE: Rational = Rational(1, SOUND_RATE_HZ);
/// Players go back so much to fill the decoder's memory (RFC 7845 §4.6).
const SOUND_PREROLL: i32 = 3840;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    Picture,
    Sound,
}

pub struct Output {
    output: context::Output,
    file: File,
    /// In which each track's times are stored.
    time_bases: [Rational; 2],
    last: [Option<i64>; 2],
    piece_from_us: Option<i64>,
    piece_bytes: usize,
    piece_sound_ticks: u64,
    /// Of an MP4.
    index: Option<SegmentIndex>,
}

impl Output {
    /// The first key frame tells what kind of pictures come.
    pub fn new(
        file: File,
        codec: Codec,
        key_frame: &[u8],
        size: (u32, u32),
    ) -> Result<Self, Failure> {
        let is_mp4 = codec == Codec::H264;
        let most = limits::RECORDING_OUTPUT_BYTES_MAX;
        let bounded = Bounded::new(file.try_clone()?, most);
        let stream = context::StreamIo::from_write_seek(bounded).map_err(Failure::Encoding)?;
        let name = if is_mp4 { "mp4" } else { "webm" };
        let mut output = output_to_stream(stream, None, Some(name)).map_err(Failure::Encoding)?;
        for parameters in [picture(codec, key_frame, size)?, sound()?] {
            let nothing = encoder::find(codec::Id::None);
            let mut stream = output.add_stream(nothing).map_err(Failure::Encoding)?;
            stream.set_parameters(parameters);
            stream.set_time_base(TIME_BASE);
        }
        let mut options = vec![
            ("fflags", "+bitexact"),
            // Times are ours: zero stays zero also where nothing begins there.
            ("avoid_negative_ts", "0"),
        ];
        if is_mp4 {
            options.push((
                "movflags",
                "+empty_moov+default_base_moof+frag_custom+frag_discont",
            ));
            options.push(("use_editlist", "0"));
        }
        let options = Dictionary::from_iter(options);
        output.write_header_with(options).map_err(writing)?;
        let base = |at| output.stream(at).map(|stream| stream.time_base());
        let time_bases = base(0)
            .zip(base(1))
            .ok_or(Failure::Encoding(Error::StreamNotFound))?;
        let mut begun = Self {
            time_bases: time_bases.into(),
            output,
            file,
            last: [None; 2],
            piece_from_us: None,
            piece_bytes: 0,
            piece_sound_ticks: 0,
            index: None,
        };
        if is_mp4 {
            let index = SegmentIndex::new(begun.position()?);
            begun.append(&index.reserved())?;
            begun.index = Some(index);
        }
        Ok(begun)
    }

    pub fn write(
        &mut self,
        track: Track,
        at_us: i64,
        lasts_us: i64,
        is_key: bool,
        bytes: &[u8],
    ) -> Result<(), Failure> {
        self.cut_after(at_us, limits::PIECE_US)?;
        let index = track as usize;
        let ticks = |us: i64| us.rescale(MICROSECONDS, self.time_bases[index]);
        let at = self.last[index].map_or(ticks(at_us), |last| ticks(at_us).max(last + 1));
        self.last[index] = Some(at);
        let mut packet = Packet::copy(bytes);
        packet.set_stream(index);
        packet.set_pts(Some(at));
        packet.set_dts(Some(at));
        let lasts = (ticks(at_us + lasts_us) - at).max(1);
        packet.set_duration(lasts);
        if track == Track::Sound {
            self.piece_sound_ticks += lasts.unsigned_abs();
        }
        if is_key {
            packet.set_flags(packet::Flags::KEY);
        }
        self.piece_from_us.get_or_insert(at_us);
        self.piece_bytes += bytes.len();
        packet.write(&mut self.output).map_err(writing)?;
        Ok(())
    }

    /// A player that seeks begins with a key frame, so a piece does too where it can.
    pub fn key_frame_comes(&mut self, at_us: i64) -> Result<(), Failure> {
        self.cut_after(at_us, limits::PIECE_US_MIN)
    }

    fn cut_after(&mut self, at_us: i64, lasts_us: i64) -> Result<(), Failure> {
        let is_long = |from_us| at_us - from_us >= lasts_us;
        if self.piece_from_us.is_some_and(is_long) || self.piece_bytes >= limits::PIECE_BYTES_MAX {
            self.cut()?;
        }
        Ok(())
    }

    /// Ends the piece. The next one may begin at any time: what is between is a hole.
    #[allow(unsafe_code)]
    pub fn cut(&mut self) -> Result<(), Failure> {
        self.piece_from_us = None;
        self.piece_bytes = 0;
        let sound_ticks = std::mem::take(&mut self.piece_sound_ticks);
        // SAFETY: the context is alive and its header is written; no packet means "end the piece".
        let written =
            unsafe { ffi::av_write_frame(self.output.as_mut_ptr(), std::ptr::null_mut()) };
        if written < 0 {
            return Err(writing(Error::from(written)));
        }
        let end = self.position()?;
        if let Some(index) = &mut self.index {
            index.note(end, sound_ticks);
            // SAFETY: the muxer's own options live as long as the context; the strings are constants.
            let set = unsafe {
                let muxer = (*self.output.as_mut_ptr()).priv_data;
                ffi::av_opt_set(muxer, c"movflags".as_ptr(), c"+frag_discont".as_ptr(), 0)
            };
            if set < 0 {
                return Err(Failure::Encoding(Error::from(set)));
            }
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<(), Failure> {
        self.cut()?;
        self.output.write_trailer().map_err(writing)?;
        drop(self.output);
        if let Some(index) = self.index {
            self.file.seek(SeekFrom::Start(index.at()))?;
            self.file.write_all(&index.boxes())?;
        }
        Ok(())
    }

    /// Where the next byte goes.
    #[allow(unsafe_code)]
    fn position(&mut self) -> Result<u64, Failure> {
        // SAFETY: the context is alive and writes into our file; nothing is moved.
        let at = unsafe { ffi::avio_seek((*self.output.as_mut_ptr()).pb, 0, libc::SEEK_CUR) };
        u64::try_from(at).map_err(|_| Failure::Encoding(Error::Bug))
    }

    #[allow(unsafe_code)]
    fn append(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let length =
            libc::c_int::try_from(bytes.len()).map_err(|_| Failure::Encoding(Error::Bug))?;
        // SAFETY: the context is alive; the bytes are only read. An error comes with the next piece.
        unsafe { ffi::avio_write((*self.output.as_mut_ptr()).pb, bytes.as_ptr(), length) };
        Ok(())
    }
}

fn writing(error: Error) -> Failure {
    bounded::writing(error, Refusal::RecordingTooLong)
}

fn picture(
    codec: Codec,
    key_frame: &[u8],
    (width, height): (u32, u32),
) -> Result<codec::Parameters, Failure> {
    let (id, extra) = match codec {
        Codec::H264 => (ffi::AVCodecID::AV_CODEC_ID_H264, configuration(key_frame)?),
        _ => (ffi::AVCodecID::AV_CODEC_ID_VP8, Vec::new()),
    };
    parameters(&extra, |raw| {
        raw.codec_type = ffi::AVMediaType::AVMEDIA_TYPE_VIDEO;
        raw.codec_id = id;
        if codec == Codec::H264 {
            // Parameter sets stand with the pictures, because sizes change.
            raw.codec_tag = u32::from_le_bytes(*b"avc3");
        }
        raw.format = ffi::AVPixelFormat::AV_PIX_FMT_YUV420P as libc::c_int;
        raw.width = width as libc::c_int;
        raw.height = height as libc::c_int;
    })
}

/// The decoder configuration record (ISO 14496-15 §5.3.3.1).
fn configuration(key_frame: &[u8]) -> Result<Vec<u8>, Refusal> {
    let (sequence_set, picture_set) = h264::parameter_sets(key_frame).ok_or(Refusal::Damaged)?;
    let profile = sequence_set.get(1..4).ok_or(Refusal::Damaged)?;
    let mut record = vec![1];
    record.extend_from_slice(profile);
    record.push(0xff);
    for (count, set) in [(0xe1, sequence_set), (1, picture_set)] {
        record.push(count);
        let length = u16::try_from(set.len()).map_err(|_| Refusal::Damaged)?;
        record.extend_from_slice(&length.to_be_bytes());
        record.extend_from_slice(set);
    }
    if matches!(profile[0], 100 | 110 | 122 | 144) {
        // 4:2:0 at eight bits is all that browsers send; the pictures' own sets decide.
        record.extend_from_slice(&[0xfd, 0xf8, 0xf8, 0]);
    }
    Ok(record)
}

#[allow(unsafe_code)]
fn sound() -> Result<codec::Parameters, Failure> {
    // Version, channels, no samples to skip, the rate, no gain, the simplest mapping (RFC 7845 §5.1).
    let mut head = b"OpusHead\x01\x02\0\0".to_vec();
    head.extend_from_slice(&SOUND_RATE_HZ.to_le_bytes());
    head.extend_from_slice(&[0; 3]);
    parameters(&head, |raw| {
        raw.codec_type = ffi::AVMediaType::AVMEDIA_TYPE_AUDIO;
        raw.codec_id = ffi::AVCodecID::AV_CODEC_ID_OPUS;
        raw.sample_rate = SOUND_RATE_HZ;
        raw.frame_size = SOUND_RATE_HZ / 50;
        raw.seek_preroll = SOUND_PREROLL;
        // SAFETY: the layout belongs to the parameters and is empty.
        unsafe { ffi::av_channel_layout_default(&raw mut raw.ch_layout, 2) };
    })
}

#[allow(unsafe_code)]
fn parameters(
    extra: &[u8],
    set: impl FnOnce(&mut ffi::AVCodecParameters),
) -> Result<codec::Parameters, Failure> {
    let no_memory = || Failure::Io(std::io::ErrorKind::OutOfMemory.into());
    let mut parameters = codec::Parameters::new();
    // SAFETY: the parameters are freshly allocated and ours alone; extra data belongs to them, is
    // allocated by the allocator that frees it, and has the padding that readers rely on.
    unsafe {
        let raw = parameters.as_mut_ptr().as_mut().ok_or_else(no_memory)?;
        set(raw);
        if !extra.is_empty() {
            let padding = ffi::AV_INPUT_BUFFER_PADDING_SIZE as usize;
            let memory = ffi::av_mallocz(extra.len() + padding).cast::<u8>();
            if memory.is_null() {
                return Err(no_memory());
            }
            memory.copy_from_nonoverlapping(extra.as_ptr(), extra.len());
            raw.extradata = memory;
            raw.extradata_size = extra.len() as libc::c_int;
        }
    }
    Ok(parameters)
}
