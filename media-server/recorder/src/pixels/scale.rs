//! Fitting a picture into a size and into the eight-bit format that JPEG and H.264 take.

use ffmpeg_next::ffi;
use ffmpeg_next::format::Pixel;
use ffmpeg_next::frame::Video;
use ffmpeg_next::software::scaling::{Context, Flags};
use ffmpeg_next::util::color;

use crate::failure::Refusal;
use crate::pixels::new_frame;

/// The largest size with the same shape whose long side is within the limit; never larger than the picture.
pub fn fit(width_px: u32, height_px: u32, long_side_px: u32) -> (u32, u32) {
    let long = width_px.max(height_px);
    if long <= long_side_px {
        return (width_px, height_px);
    }
    let scaled = |side: u32| {
        let exact =
            (u64::from(side) * u64::from(long_side_px) + u64::from(long) / 2) / u64::from(long);
        u32::try_from(exact).unwrap_or(long_side_px).max(1)
    };
    (scaled(width_px), scaled(height_px))
}

/// What the numbers of a picture mean.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Colours {
    matrix: libc::c_int,
    full_range: bool,
}

impl Colours {
    /// JPEG: the matrix of BT.601 and the full range.
    pub const JPEG: Self = Self {
        matrix: ffi::SWS_CS_ITU601,
        full_range: true,
    };

    /// What a decoded frame says of itself; where it is silent, by custom: small is BT.601, large is BT.709.
    pub fn of(frame: &Video) -> Self {
        let matrix = match frame.color_space() {
            color::Space::BT709 => ffi::SWS_CS_ITU709,
            color::Space::BT2020NCL | color::Space::BT2020CL => ffi::SWS_CS_BT2020,
            color::Space::Unspecified if frame.height().min(frame.width()) >= 720 => {
                ffi::SWS_CS_ITU709
            }
            _ => ffi::SWS_CS_ITU601,
        };
        Self {
            matrix,
            full_range: frame.color_range() == color::Range::JPEG
                || is_full_by_format(frame.format()),
        }
    }

    /// The same matrix in the range of films.
    pub fn in_film_range(self) -> Self {
        Self {
            full_range: false,
            ..self
        }
    }
}

fn is_full_by_format(format: Pixel) -> bool {
    matches!(
        format,
        Pixel::YUVJ420P | Pixel::YUVJ422P | Pixel::YUVJ444P | Pixel::YUVJ440P | Pixel::YUVJ411P
    )
}

/// One scaler, for one size and format of input.
pub struct Scaler {
    context: Context,
}

impl Scaler {
    pub fn new(
        input: &Video,
        format: Pixel,
        size: (u32, u32),
        flags: Flags,
    ) -> Result<Self, Refusal> {
        let (width, height) = size;
        Context::get(
            input.format(),
            input.width(),
            input.height(),
            format,
            width,
            height,
            flags,
        )
        .map(|context| Self { context })
        .map_err(|_| Refusal::NotSupported)
    }

    /// A scaler that also translates between meanings of the numbers.
    pub fn translating(
        input: &Video,
        format: Pixel,
        size: (u32, u32),
        flags: Flags,
        colours: (Colours, Colours),
    ) -> Result<Self, Refusal> {
        let mut scaler = Self::new(input, format, size, flags)?;
        scaler.translate(colours.0, colours.1);
        Ok(scaler)
    }

    pub fn takes(&self, frame: &Video) -> bool {
        let input = self.context.input();
        (input.format, input.width, input.height) == (frame.format(), frame.width(), frame.height())
    }

    pub fn run(&mut self, input: &Video) -> Result<Video, Refusal> {
        let output = *self.context.output();
        let mut scaled = new_frame(output.format, output.width, output.height)?;
        self.context
            .run(input, &mut scaled)
            .map_err(|_| Refusal::Damaged)?;
        Ok(scaled)
    }

    /// Formats for which this has no meaning ignore it.
    #[allow(unsafe_code)]
    fn translate(&mut self, from: Colours, to: Colours) {
        const ONE: libc::c_int = 1 << 16;
        // SAFETY: the context is alive; the coefficient tables are static memory of the library.
        unsafe {
            ffi::sws_setColorspaceDetails(
                self.context.as_mut_ptr(),
                ffi::sws_getCoefficients(from.matrix),
                libc::c_int::from(from.full_range),
                ffi::sws_getCoefficients(to.matrix),
                libc::c_int::from(to.full_range),
                0,
                ONE,
                ONE,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_keep_their_shape_and_never_grow() {
        for (width, height, long, expected) in [
            (4032, 3024, 4096, (4032, 3024)),
            (8160, 6120, 4096, (4096, 3072)),
            (3024, 4032, 480, (360, 480)),
            (20_000, 3, 480, (480, 1)),
            (1, 1, 480, (1, 1)),
            (481, 480, 480, (480, 479)),
            (u32::MAX, u32::MAX, 4096, (4096, 4096)),
        ] {
            assert_eq!(fit(width, height, long), expected, "{width} x {height}");
        }
    }
}
