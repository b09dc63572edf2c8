//! Decoding one key frame.

use ffmpeg_next::codec::{self, Id};
use ffmpeg_next::frame::Video;
use ffmpeg_next::{Dictionary, Packet, decoder};
use journal::record::Codec;

use crate::failure::Refusal;
use crate::limits;
use crate::packets::{h264, vp8};

pub fn decode(codec: Codec, bytes: &[u8]) -> Result<Video, Refusal> {
    let (id, packet) = match codec {
        Codec::H264 => (Id::H264, Packet::copy(&h264::to_byte_stream(bytes))),
        Codec::Vp8 => (Id::VP8, Packet::copy(bytes)),
        Codec::Opus => return Err(Refusal::NotSupported),
    };
    let codec = decoder::find(id).ok_or(Refusal::NotSupported)?;
    let mut options = Dictionary::new();
    options.set("threads", "1");
    let most = limits::FILM_PIXELS_MAX + limits::DECODER_PADDING;
    options.set("max_pixels", &most.to_string());
    let context = codec::Context::new_with_codec(codec).decoder();
    let opened = context.open_as_with(codec, options).and_then(|o| o.video());
    let mut decoder = opened.map_err(|_| Refusal::NotSupported)?;
    decoder.send_packet(&packet).map_err(|_| Refusal::Damaged)?;
    decoder.send_eof().map_err(|_| Refusal::Damaged)?;
    let mut frame = Video::empty();
    let received = decoder.receive_frame(&mut frame);
    received.map_err(|_| Refusal::Damaged)?;
    Ok(frame)
}

/// Sizes of the key frames of a film.
#[derive(Default)]
pub struct Sizes {
    /// The parameter sets last seen, and what they say.
    known: Option<(Vec<u8>, (u32, u32))>,
}

impl Sizes {
    /// Nothing where a key frame cannot be decoded.
    pub fn of(&mut self, codec: Codec, bytes: &[u8]) -> Option<(u32, u32)> {
        if codec == Codec::Vp8 {
            return vp8::size(bytes);
        }
        let (sequence_set, _) = h264::parameter_sets(bytes)?;
        if let Some((known, size)) = &self.known
            && known == sequence_set
        {
            return Some(*size);
        }
        // Rare enough to ask the decoder, which also tells whether the sets are sound.
        let frame = decode(codec, bytes).ok()?;
        let size = (frame.width(), frame.height());
        self.known = Some((sequence_set.to_vec(), size));
        Some(size)
    }
}
