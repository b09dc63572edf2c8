//! Writing the JPEG copy. Nothing of the original file's metadata gets in.

use ffmpeg_next::codec::{self, Flags};
use ffmpeg_next::format::Pixel;
use ffmpeg_next::frame::Video;
use ffmpeg_next::{Dictionary, Error, Packet, Rational, encoder, ffi};

use crate::failure::Failure;
use crate::limits;
use crate::pixels::new_frame;

/// The format of every frame that [`encode`] takes.
pub const FORMAT: Pixel = Pixel::YUVJ420P;

pub struct Jpeg {
    pub width_px: u32,
    pub height_px: u32,
    pub bytes: Vec<u8>,
}

pub fn encode(frame: &Video) -> Result<Jpeg, Failure> {
    let codec = encoder::find(codec::Id::MJPEG).ok_or(Failure::Encoding(Error::EncoderNotFound))?;
    let context = codec::Context::new_with_codec(codec);
    let mut encoder = context.encoder().video().map_err(Failure::Encoding)?;
    encoder.set_width(frame.width());
    encoder.set_height(frame.height());
    encoder.set_format(FORMAT);
    encoder.set_time_base(Rational(1, 25));
    // Bit-exact also keeps the encoder from writing its own name into a comment.
    encoder.set_flags(Flags::QSCALE | Flags::BITEXACT);
    encoder.set_global_quality(limits::JPEG_QUANTISER * ffi::FF_QP2LAMBDA);
    let options = Dictionary::from_iter([("threads", "1")]);
    let mut encoder = encoder
        .open_as_with(codec, options)
        .map_err(Failure::Encoding)?;
    encoder.send_frame(frame).map_err(Failure::Encoding)?;
    encoder.send_eof().map_err(Failure::Encoding)?;
    let mut packet = Packet::empty();
    encoder
        .receive_packet(&mut packet)
        .map_err(Failure::Encoding)?;
    let bytes = packet.data().ok_or(Failure::Encoding(Error::Bug))?.to_vec();
    Ok(Jpeg {
        width_px: frame.width(),
        height_px: frame.height(),
        bytes,
    })
}

/// Runs the usual way once over a grey square, so that a waiting process has its tables built
/// and its code in memory when the first real picture comes.
pub fn warm_up() -> Result<(), Failure> {
    const SIDE_PX: u32 = 64;
    let mut grey = new_frame(FORMAT, SIDE_PX, SIDE_PX)?;
    for plane in 0..grey.planes() {
        grey.data_mut(plane).fill(128);
    }
    let jpeg = encode(&grey)?;
    crate::picture::open(&jpeg.bytes, SIDE_PX / 2)?;
    Ok(())
}
