//! A stranger's picture file → an upright frame, ready to be written as JPEG.

mod decode;
mod exif;
mod heif;
mod kind;
mod png;

use ffmpeg_next::format::Pixel;
use ffmpeg_next::frame::Video;
use ffmpeg_next::software::scaling::Flags;

use crate::facts::Facts;
use crate::failure::Refusal;
use crate::limits;
use crate::pixels::jpeg;
use crate::pixels::orientation::Orientation;
use crate::pixels::scale::{Scaler, fit};
use kind::Kind;

/// Decodes, scales and turns; the file's own claims about time and place come along.
pub fn open(bytes: &[u8], long_side_px: u32) -> Result<(Video, Facts), Refusal> {
    let kind = kind::sniff(bytes).ok_or(Refusal::NotAPicture)?;
    let size = kind::size(kind, bytes);
    if let Some((width_px, height_px)) = size {
        check_size(width_px, height_px)?;
    }
    let (claimed, facts) = exif::read(bytes);
    let (stored, orientation) = match kind {
        // Its own rotation is applied by the library; EXIF must not turn it again.
        Kind::Heif => (heif::decode(bytes)?, Orientation::UPRIGHT),
        _ => (decode::decode(kind, bytes, size, long_side_px)?, claimed),
    };
    check_size(stored.width(), stored.height())?;
    let small = to_jpeg_format(stored, long_side_px)?;
    Ok((orientation.apply(small)?, facts))
}

pub fn check_size(width_px: u32, height_px: u32) -> Result<(), Refusal> {
    let pixels = u64::from(width_px) * u64::from(height_px);
    if width_px == 0 || height_px == 0 {
        return Err(Refusal::Damaged);
    }
    let side = width_px.max(height_px);
    if side > limits::STILL_SIDE_PX_MAX || pixels > limits::STILL_PIXELS_MAX {
        return Err(Refusal::TooLarge);
    }
    Ok(())
}

fn to_jpeg_format(stored: Video, long_side_px: u32) -> Result<Video, Refusal> {
    let size = fit(stored.width(), stored.height(), long_side_px.max(1));
    let opaque = if may_be_transparent(stored.format()) {
        let mut flat = Scaler::new(&stored, Pixel::RGBA, size, Flags::BICUBIC)?.run(&stored)?;
        drop(stored);
        lay_on_white(&mut flat);
        flat
    } else {
        stored
    };
    Scaler::new(&opaque, jpeg::FORMAT, size, Flags::BICUBIC)?.run(&opaque)
}

fn may_be_transparent(format: Pixel) -> bool {
    use Pixel as P;
    matches!(
        format,
        P::PAL8
            | P::YA8
            | P::YA16BE
            | P::YA16LE
            | P::RGBA
            | P::BGRA
            | P::ARGB
            | P::ABGR
            | P::RGBA64BE
            | P::RGBA64LE
            | P::YUVA420P
    )
}

/// What lies hidden under full transparency was not meant to be seen, and black would look like damage.
fn lay_on_white(frame: &mut Video) {
    let (width, height, stride) = (
        frame.width() as usize,
        frame.height() as usize,
        frame.stride(0),
    );
    for row in frame.data_mut(0).chunks_mut(stride).take(height) {
        for pixel in row[..width * 4].as_chunks_mut::<4>().0 {
            let alpha = u32::from(pixel[3]);
            for colour in &mut pixel[..3] {
                *colour = ((u32::from(*colour) * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
            }
            pixel[3] = 255;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_beyond_the_limits_are_refused() {
        for (width, height, expected) in [
            (8160, 6120, Ok(())),
            (1, 1, Ok(())),
            (0, 10, Err(Refusal::Damaged)),
            (20_001, 1, Err(Refusal::TooLarge)),
            (10_000, 10_000, Err(Refusal::TooLarge)),
            (u32::MAX, u32::MAX, Err(Refusal::TooLarge)),
        ] {
            assert_eq!(check_size(width, height), expected, "{width} x {height}");
        }
    }

    #[test]
    fn transparent_pixels_become_white() {
        let mut frame = crate::pixels::new_frame(Pixel::RGBA, 3, 1).unwrap();
        frame.data_mut(0)[..12].copy_from_slice(&[10, 20, 30, 0, 10, 20, 30, 255, 0, 0, 0, 128]);
        lay_on_white(&mut frame);
        assert_eq!(
            frame.data(0)[..12],
            [255, 255, 255, 255, 10, 20, 30, 255, 127, 127, 127, 255]
        );
    }
}
