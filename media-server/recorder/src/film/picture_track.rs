//! Pictures of a film: decode, thin out, scale, turn upright, encode as H.264.

use ffmpeg_next::codec::{self, Id};
use ffmpeg_next::format::Pixel;
use ffmpeg_next::frame::Video;
use ffmpeg_next::picture;
use ffmpeg_next::software::scaling::Flags;
use ffmpeg_next::{Dictionary, Error, Packet, Rational, Rescale, decoder, encoder};

use crate::failure::{Failure, Refusal};
use crate::film::geometry::{Geometry, check_size};
use crate::film::pace::Pace;
use crate::film::sink::Sink;
use crate::film::source::Source;
use crate::film::{TICKS_PER_SECOND, check_time};
use crate::limits;
use crate::pixels::scale::{Colours, Scaler};

const TIME_BASE: Rational = Rational(1, TICKS_PER_SECOND as i32);
const FRAME_TICKS: i64 = TICKS_PER_SECOND / limits::FILM_FRAME_RATE_MAX;

pub struct PictureTrack {
    decoder: decoder::Video,
    encoder: encoder::Video,
    geometry: Geometry,
    track: usize,
    source_base: Rational,
    origin_ticks: i64,
    scaler: Option<Scaler>,
    size_changes: u32,
    pace: Pace,
    frames: u64,
    end_ticks: i64,
}

impl PictureTrack {
    pub fn open(source: &Source, sink: &mut Sink) -> Result<Self, Failure> {
        let opened = source.decoder(source.picture(), limits::FILM_THREADS)?;
        let decoder = opened.video().map_err(|_| Refusal::NotAFilm)?;
        let stored = (decoder.width(), decoder.height());
        let shape = decoder.aspect_ratio();
        let geometry = Geometry::new(
            stored,
            shape,
            source.orientation(),
            limits::FILM_LONG_SIDE_PX,
        )?;
        let (encoder, track) = open_encoder(&decoder, &geometry, sink)?;
        Ok(Self {
            source_base: source.stream(source.picture())?.time_base(),
            origin_ticks: source.origin_ticks(),
            decoder,
            encoder,
            geometry,
            track,
            scaler: None,
            size_changes: 0,
            pace: Pace::default(),
            frames: 0,
            end_ticks: 0,
        })
    }

    pub fn size(&self) -> (u32, u32) {
        self.geometry.upright()
    }

    /// Where the last picture ends.
    pub fn end_ms(&self) -> i64 {
        self.end_ticks / (TICKS_PER_SECOND / 1000)
    }

    pub fn take(&mut self, packet: &Packet, sink: &mut Sink) -> Result<(), Failure> {
        match self.decoder.send_packet(packet) {
            Ok(()) => self.decoded(sink),
            Err(Error::Other {
                errno: libc::ENOMEM,
            }) => Err(Refusal::TooLarge.into()),
            // A damaged packet costs its picture, not the film.
            Err(_) => Ok(()),
        }
    }

    pub fn finish(&mut self, sink: &mut Sink) -> Result<(), Failure> {
        self.decoder.send_eof().map_err(|_| Refusal::Damaged)?;
        self.decoded(sink)?;
        if self.end_ticks == 0 {
            return Err(Refusal::Damaged.into());
        }
        self.encoder.send_eof().map_err(Failure::Encoding)?;
        self.encoded(sink)
    }

    fn decoded(&mut self, sink: &mut Sink) -> Result<(), Failure> {
        loop {
            let mut frame = Video::empty();
            match self.decoder.receive_frame(&mut frame) {
                Ok(()) => self.show(&frame, sink)?,
                Err(Error::InvalidData) => {}
                Err(_) => return Ok(()),
            }
        }
    }

    fn show(&mut self, frame: &Video, sink: &mut Sink) -> Result<(), Failure> {
        self.frames += 1;
        if self.frames > limits::FILM_FRAMES_MAX {
            return Err(Refusal::TooLong.into());
        }
        let at_ticks = self.time_of(frame);
        if at_ticks < 0 || !self.pace.keep(at_ticks) {
            return Ok(());
        }
        check_time(at_ticks / (TICKS_PER_SECOND / 1000))?;
        self.end_ticks = at_ticks + FRAME_TICKS;
        let scaled = self.scale(frame)?;
        let mut upright = self.geometry.orientation.apply(scaled)?;
        upright.set_pts(Some(at_ticks));
        upright.set_kind(picture::Type::None);
        self.encoder
            .send_frame(&upright)
            .map_err(Failure::Encoding)?;
        self.encoded(sink)
    }

    /// Frames without a time follow the one before.
    fn time_of(&self, frame: &Video) -> i64 {
        frame.timestamp().map_or(self.end_ticks, |t| {
            t.rescale(self.source_base, TIME_BASE)
                .saturating_sub(self.origin_ticks)
        })
    }

    fn scale(&mut self, frame: &Video) -> Result<Video, Refusal> {
        if self.scaler.as_ref().is_none_or(|s| !s.takes(frame)) {
            check_size(frame.width(), frame.height())?;
            self.size_changes += 1;
            if self.size_changes > limits::FILM_SIZE_CHANGES_MAX {
                return Err(Refusal::Damaged);
            }
            let from = Colours::of(frame);
            let colours = (from, from.in_film_range());
            let (size, flags) = (self.geometry.scaled, Flags::BILINEAR);
            self.scaler = Some(Scaler::translating(
                frame,
                Pixel::YUV420P,
                size,
                flags,
                colours,
            )?);
        }
        self.scaler.as_mut().ok_or(Refusal::Damaged)?.run(frame)
    }

    fn encoded(&mut self, sink: &mut Sink) -> Result<(), Failure> {
        let mut packet = Packet::empty();
        while self.encoder.receive_packet(&mut packet).is_ok() {
            // Only the last one's counts: the others last until the next.
            packet.set_duration(FRAME_TICKS);
            sink.write(self.track, std::mem::replace(&mut packet, Packet::empty()))?;
        }
        Ok(())
    }
}

fn open_encoder(
    decoder: &decoder::Video,
    geometry: &Geometry,
    sink: &mut Sink,
) -> Result<(encoder::Video, usize), Failure> {
    let codec = encoder::find(Id::H264).ok_or(Failure::Encoding(Error::EncoderNotFound))?;
    let context = codec::Context::new_with_codec(codec);
    let mut encoder = context.encoder().video().map_err(Failure::Encoding)?;
    let (width, height) = geometry.upright();
    encoder.set_width(width);
    encoder.set_height(height);
    encoder.set_format(Pixel::YUV420P);
    encoder.set_time_base(TIME_BASE);
    encoder.set_frame_rate(Some(Rational(limits::FILM_FRAME_RATE_MAX as i32, 1)));
    // Two seconds between key frames: a click into the film shows its picture at once.
    encoder.set_gop(2 * limits::FILM_FRAME_RATE_MAX as u32);
    encoder.set_flags(Sink::ENCODER_FLAGS);
    // Browsers need these to show films of wide colour and high dynamic range as they were meant.
    encoder.set_colorspace(decoder.color_space());
    encoder.set_color_primaries(decoder.color_primaries());
    encoder.set_color_transfer_characteristic(decoder.color_transfer_characteristic());
    encoder.set_color_range(ffmpeg_next::util::color::Range::MPEG);
    let threads = limits::FILM_THREADS.to_string();
    let options =
        Dictionary::from_iter([("preset", "veryfast"), ("crf", "23"), ("threads", &threads)]);
    let encoder = encoder
        .open_as_with(codec, options)
        .map_err(Failure::Encoding)?;
    let track = sink.add(codec, &encoder, TIME_BASE)?;
    Ok((encoder, track))
}
