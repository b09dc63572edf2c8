//! Sound of a film: decode, make it mono or stereo, keep it in step with the pictures, encode as AAC.

use ffmpeg_next::codec::{self, Id};
use ffmpeg_next::format::Sample;
use ffmpeg_next::format::sample::Type;
use ffmpeg_next::frame::Audio;
use ffmpeg_next::software::resampling::Context as Resampler;
use ffmpeg_next::{ChannelLayout, Dictionary, Error, Packet, Rational, Rescale, decoder, encoder};

use crate::failure::{Failure, Refusal};
use crate::film::sink::Sink;
use crate::film::source::Source;
use crate::film::{TICKS_PER_SECOND, check_time};
use crate::limits;

const FORMAT: Sample = Sample::F32(Type::Planar);

pub struct SoundTrack {
    decoder: decoder::Audio,
    encoder: encoder::Audio,
    track: usize,
    source_base: Rational,
    origin_ticks: i64,
    rate: u32,
    layout: ChannelLayout,
    resampler: Option<Resampler>,
    format_changes: u32,
    /// Samples not yet encoded, per channel.
    waiting: Vec<Vec<f32>>,
    /// Number of samples before the first waiting one, counted from the film's beginning.
    encoded_samples: i64,
    started: bool,
}

impl SoundTrack {
    /// None when the film has no sound, or none that can be read: a silent copy is better than none.
    pub fn open(source: &Source, sink: &mut Sink) -> Result<Option<Self>, Failure> {
        let Some(index) = source.sound() else {
            return Ok(None);
        };
        let Some(decoder) = source.decoder(index, 1).ok().and_then(|d| d.audio().ok()) else {
            return Ok(None);
        };
        let rate = if decoder.rate() == 44_100 {
            44_100
        } else {
            48_000
        };
        let layout = if decoder.channels() == 1 {
            ChannelLayout::MONO
        } else {
            ChannelLayout::STEREO
        };
        let (encoder, track) = open_encoder(rate, layout, sink)?;
        Ok(Some(Self {
            source_base: source.stream(index)?.time_base(),
            origin_ticks: source.origin_ticks(),
            decoder,
            encoder,
            track,
            rate,
            layout,
            resampler: None,
            format_changes: 0,
            waiting: vec![Vec::new(); layout.channels() as usize],
            encoded_samples: 0,
            started: false,
        }))
    }

    pub fn take(&mut self, packet: &Packet, sink: &mut Sink) -> Result<(), Failure> {
        if self.decoder.send_packet(packet).is_ok() {
            self.decoded(sink)?;
        }
        Ok(())
    }

    /// Ends the track; whether anything was heard.
    pub fn finish(mut self, sink: &mut Sink) -> Result<bool, Failure> {
        if self.decoder.send_eof().is_ok() {
            self.decoded(sink)?;
        }
        if self.started {
            self.encode_waiting(1, sink)?;
        }
        self.encoder.send_eof().map_err(Failure::Encoding)?;
        self.write(sink)?;
        Ok(self.started)
    }

    fn decoded(&mut self, sink: &mut Sink) -> Result<(), Failure> {
        let mut frame = Audio::empty();
        while self.decoder.receive_frame(&mut frame).is_ok() {
            self.hear(&mut frame, sink)?;
        }
        Ok(())
    }

    fn hear(&mut self, frame: &mut Audio, sink: &mut Sink) -> Result<(), Failure> {
        if frame.samples() == 0 || frame.rate() == 0 {
            return Ok(());
        }
        if frame.channel_layout().is_empty() {
            frame.set_channel_layout(ChannelLayout::default(i32::from(frame.channels())));
        }
        let overlap = self.keep_in_step(frame, sink)?;
        let resampled = self.resample(frame)?;
        self.started = true;
        for (channel, waiting) in self.waiting.iter_mut().enumerate() {
            let samples = resampled.plane::<f32>(channel);
            waiting.extend_from_slice(samples.get(overlap..).unwrap_or(&[]));
        }
        self.encode_waiting(self.encoder.frame_size() as usize, sink)
    }

    /// Fills a gap before the frame with silence; answers how many of its samples were already heard.
    fn keep_in_step(&mut self, frame: &Audio, sink: &mut Sink) -> Result<usize, Failure> {
        let Some(time) = frame.timestamp() else {
            return Ok(0);
        };
        let ticks = time.rescale(self.source_base, (1, TICKS_PER_SECOND as i32));
        let ticks = ticks.saturating_sub(self.origin_ticks).max(0);
        check_time(ticks / (TICKS_PER_SECOND / 1000))?;
        let rate = i64::from(self.rate);
        let due = ticks * rate / TICKS_PER_SECOND;
        let heard = self.encoded_samples + self.waiting[0].len() as i64;
        let tolerated = rate * limits::SOUND_STEP_MS / 1000;
        if heard - due > tolerated {
            return Ok(usize::try_from(heard - due).unwrap_or(usize::MAX));
        }
        if due - heard > tolerated {
            self.silence(due - heard, sink)?;
        }
        Ok(0)
    }

    /// In pieces of a second, so that a long pause takes no memory.
    fn silence(&mut self, mut samples: i64, sink: &mut Sink) -> Result<(), Failure> {
        while samples > 0 {
            let piece = samples.min(i64::from(self.rate));
            for waiting in &mut self.waiting {
                waiting.resize(waiting.len() + piece as usize, 0.0);
            }
            self.encode_waiting(self.encoder.frame_size() as usize, sink)?;
            samples -= piece;
        }
        Ok(())
    }

    fn resample(&mut self, frame: &Audio) -> Result<Audio, Failure> {
        let same = self.resampler.as_ref().is_some_and(|r| {
            let input = r.input();
            (input.format, input.channel_layout, input.rate)
                == (frame.format(), frame.channel_layout(), frame.rate())
        });
        if !same {
            self.format_changes += 1;
            if self.format_changes > limits::FILM_SIZE_CHANGES_MAX {
                return Err(Refusal::Damaged.into());
            }
            let (format, layout, rate) = (frame.format(), frame.channel_layout(), frame.rate());
            let resampler = Resampler::get(format, layout, rate, FORMAT, self.layout, self.rate);
            self.resampler = Some(resampler.map_err(|_| Refusal::NotSupported)?);
        }
        let resampler = self.resampler.as_mut().ok_or(Refusal::Damaged)?;
        // Room for everything at once: what did not fit would pile up inside the resampler.
        let room =
            (frame.samples() as u64 + 256) * u64::from(self.rate) / u64::from(frame.rate()) + 1024;
        let mut output = new_frame(room as usize, self.layout)?;
        resampler
            .run(frame, &mut output)
            .map_err(|_| Refusal::Damaged)?;
        Ok(output)
    }

    /// Encodes whole frames while at least `least` samples wait; the encoder takes a short one only at the end.
    fn encode_waiting(&mut self, least: usize, sink: &mut Sink) -> Result<(), Failure> {
        let whole = self.encoder.frame_size() as usize;
        let mut done = 0;
        while self.waiting[0].len() - done >= least.max(1) {
            let count = whole.min(self.waiting[0].len() - done);
            let mut frame = new_frame(count, self.layout)?;
            frame.set_rate(self.rate);
            frame.set_pts(Some(self.encoded_samples));
            for (channel, waiting) in self.waiting.iter().enumerate() {
                frame
                    .plane_mut::<f32>(channel)
                    .copy_from_slice(&waiting[done..done + count]);
            }
            self.encoder.send_frame(&frame).map_err(Failure::Encoding)?;
            self.encoded_samples += count as i64;
            done += count;
            self.write(sink)?;
        }
        for waiting in &mut self.waiting {
            waiting.drain(..done);
        }
        Ok(())
    }

    fn write(&mut self, sink: &mut Sink) -> Result<(), Failure> {
        let mut packet = Packet::empty();
        while self.encoder.receive_packet(&mut packet).is_ok() {
            sink.write(self.track, std::mem::replace(&mut packet, Packet::empty()))?;
        }
        Ok(())
    }
}

/// The binding does not say when the memory could not be had.
#[allow(unsafe_code)]
fn new_frame(samples: usize, layout: ChannelLayout) -> Result<Audio, Refusal> {
    let frame = Audio::new(FORMAT, samples, layout);
    // SAFETY: the frame is owned and alive; only a pointer is looked at.
    let has_data = unsafe { !(*frame.as_ptr()).data[0].is_null() };
    if has_data {
        Ok(frame)
    } else {
        Err(Refusal::TooLarge)
    }
}

fn open_encoder(
    rate: u32,
    layout: ChannelLayout,
    sink: &mut Sink,
) -> Result<(encoder::Audio, usize), Failure> {
    let codec = encoder::find(Id::AAC).ok_or(Failure::Encoding(Error::EncoderNotFound))?;
    let context = codec::Context::new_with_codec(codec);
    let mut encoder = context.encoder().audio().map_err(Failure::Encoding)?;
    let time_base = Rational(1, rate as i32);
    encoder.set_rate(rate as i32);
    encoder.set_channel_layout(layout);
    encoder.set_channels(layout.channels());
    encoder.set_format(FORMAT);
    encoder.set_time_base(time_base);
    encoder.set_bit_rate(64_000 * layout.channels() as usize);
    encoder.set_flags(Sink::ENCODER_FLAGS);
    let encoder = encoder
        .open_as_with(codec, Dictionary::new())
        .map_err(Failure::Encoding)?;
    let track = sink.add(codec, &encoder, time_base)?;
    Ok((encoder, track))
}
