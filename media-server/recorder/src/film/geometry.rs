//! From the stored size of a film to the size of its copy.

use ffmpeg_next::Rational;

use crate::failure::Refusal;
use crate::limits;
use crate::pixels::orientation::Orientation;
use crate::pixels::scale::fit;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    pub orientation: Orientation,
    /// Size before turning, with square pixels.
    pub scaled: (u32, u32),
}

impl Geometry {
    pub fn new(
        stored: (u32, u32),
        pixel_shape: Rational,
        orientation: Orientation,
        long_side_px: u32,
    ) -> Result<Self, Refusal> {
        check_size(stored.0, stored.1)?;
        let (width, height) = square_pixels(stored, pixel_shape);
        let (width, height) = fit(width, height, long_side_px);
        // The colour planes of both codecs have half the size.
        let even = |side: u32| (side & !1).max(2);
        Ok(Self {
            orientation,
            scaled: (even(width), even(height)),
        })
    }

    /// Size of the copy.
    pub fn upright(&self) -> (u32, u32) {
        self.orientation.size(self.scaled.0, self.scaled.1)
    }
}

pub fn check_size(width_px: u32, height_px: u32) -> Result<(), Refusal> {
    if width_px == 0 || height_px == 0 {
        return Err(Refusal::Damaged);
    }
    let pixels = u64::from(width_px) * u64::from(height_px);
    if width_px.max(height_px) > limits::FILM_SIDE_PX_MAX || pixels > limits::FILM_PIXELS_MAX {
        return Err(Refusal::TooLarge);
    }
    Ok(())
}

/// Shapes beyond 1:4 are damage, not film.
fn square_pixels((width, height): (u32, u32), shape: Rational) -> (u32, u32) {
    let (across, down) = (i64::from(shape.numerator()), i64::from(shape.denominator()));
    if across <= 0 || down <= 0 || across > down * 4 || down > across * 4 {
        return (width, height);
    }
    let stretched = i64::from(width) * across / down;
    (u32::try_from(stretched).unwrap_or(width).max(1), height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_even_upright_and_have_square_pixels() {
        let turned = Orientation::from_exif(6);
        for (stored, shape, orientation, expected) in [
            ((1920, 1080), (1, 1), Orientation::UPRIGHT, (1920, 1080)),
            ((3840, 2160), (0, 1), turned, (1080, 1920)),
            ((1279, 719), (1, 1), Orientation::UPRIGHT, (1278, 718)),
            ((176, 144), (12, 11), Orientation::UPRIGHT, (192, 144)),
            ((640, 480), (1, 1_000_000), Orientation::UPRIGHT, (640, 480)),
            ((1, 1), (-1, 0), turned, (2, 2)),
        ] {
            let shape = Rational(shape.0, shape.1);
            let geometry = Geometry::new(stored, shape, orientation, 1920).unwrap();
            assert_eq!(geometry.upright(), expected, "{stored:?}");
        }
    }

    #[test]
    fn impossible_sizes_are_refused() {
        for (stored, expected) in [
            ((0, 10), Refusal::Damaged),
            ((8193, 10), Refusal::TooLarge),
            ((u32::MAX, u32::MAX), Refusal::TooLarge),
        ] {
            let geometry = Geometry::new(stored, Rational(1, 1), Orientation::UPRIGHT, 1920);
            assert_eq!(geometry, Err(expected), "{stored:?}");
        }
    }
}
