//! One picture file → one frame, by exactly one decoder: no container is guessed, nothing else is opened.

use ffmpeg_next::codec::{self, Id};
use ffmpeg_next::frame::Video;
use ffmpeg_next::{Dictionary, Error, Packet, decoder};

use crate::failure::Refusal;
use crate::limits;
use crate::picture::kind::Kind;
use crate::picture::png;

pub fn decode(
    kind: Kind,
    bytes: &[u8],
    size: Option<(u32, u32)>,
    long_side_px: u32,
) -> Result<Video, Refusal> {
    let codec =
        decoder::find(id(kind).ok_or(Refusal::NotSupported)?).ok_or(Refusal::NotSupported)?;
    let mut options = Dictionary::new();
    options.set("threads", "1");
    let most = limits::STILL_PIXELS_MAX + limits::DECODER_PADDING;
    options.set("max_pixels", &most.to_string());
    if kind == Kind::Jpeg {
        options.set("lowres", &halvings(size, long_side_px).to_string());
    }
    let context = codec::Context::new_with_codec(codec).decoder();
    let opened = context.open_as_with(codec, options).and_then(|o| o.video());
    let mut decoder = opened.map_err(|_| Refusal::NotSupported)?;
    let packet = match kind {
        Kind::Png => Packet::copy(&png::pixels(bytes)),
        _ => Packet::copy(bytes),
    };
    decoder.send_packet(&packet).map_err(damaged)?;
    decoder.send_eof().map_err(damaged)?;
    let mut frame = Video::empty();
    decoder.receive_frame(&mut frame).map_err(damaged)?;
    Ok(frame)
}

fn id(kind: Kind) -> Option<Id> {
    match kind {
        Kind::Jpeg => Some(Id::MJPEG),
        Kind::Png => Some(Id::PNG),
        Kind::Gif => Some(Id::GIF),
        Kind::Webp => Some(Id::WEBP),
        Kind::Bmp => Some(Id::BMP),
        Kind::Heif => None,
    }
}

/// How often the decoder may halve a JPEG cheaply and still leave twice the pixels that are wanted.
fn halvings(size: Option<(u32, u32)>, long_side_px: u32) -> u32 {
    let long = size.map_or(0, |(width, height)| width.max(height));
    (0..=3)
        .rev()
        .find(|&n| n == 0 || long >> n >= long_side_px.saturating_mul(2))
        .unwrap_or(0)
}

fn damaged(error: Error) -> Refusal {
    match error {
        Error::PatchWelcome => Refusal::NotSupported,
        Error::Other {
            errno: libc::ENOMEM,
        } => Refusal::TooLarge,
        _ => Refusal::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_small_copies_of_large_pictures_are_halved() {
        for (long, wanted, expected) in [
            (4000, 4096, 0),
            (4000, 480, 2),
            (8160, 480, 3),
            (960, 480, 0),
            (1920, 480, 1),
            (0, 480, 0),
        ] {
            assert_eq!(
                halvings(Some((long, 10)), wanted),
                expected,
                "{long} to {wanted}"
            );
        }
    }
}
