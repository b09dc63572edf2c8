//! The eight ways a phone can be held, and turning pixels upright.

use ffmpeg_next::frame::Video;

use crate::failure::Refusal;
use crate::pixels::new_frame;

/// How the stored picture becomes upright: first swap rows and columns, then mirror.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Orientation {
    transposed: bool,
    mirrored_x: bool,
    mirrored_y: bool,
}

impl Orientation {
    pub const UPRIGHT: Self = Self::new(false, false, false);

    /// Mirrors are of the stored picture's own columns and rows.
    const fn new(transposed: bool, mirrored_x: bool, mirrored_y: bool) -> Self {
        Self {
            transposed,
            mirrored_x,
            mirrored_y,
        }
    }

    /// The EXIF tag Orientation, 1 to 8.
    pub fn from_exif(value: u32) -> Self {
        match value {
            2 => Self::new(false, true, false),
            3 => Self::new(false, true, true),
            4 => Self::new(false, false, true),
            5 => Self::new(true, false, false),
            6 => Self::new(true, false, true),
            7 => Self::new(true, true, true),
            8 => Self::new(true, true, false),
            _ => Self::UPRIGHT,
        }
    }

    /// The matrix of a film's track header. Phones write quarter turns and mirrors; of anything else
    /// the larger axis decides.
    pub fn from_display_matrix(matrix: &[i32; 9]) -> Self {
        let [a, b, c, d] = [matrix[0], matrix[1], matrix[3], matrix[4]];
        if b.unsigned_abs() > a.unsigned_abs() {
            Self::new(true, b < 0, c < 0)
        } else {
            Self::new(false, a < 0, d < 0)
        }
    }

    /// Size after turning.
    pub fn size(self, width: u32, height: u32) -> (u32, u32) {
        if self.transposed {
            (height, width)
        } else {
            (width, height)
        }
    }

    /// Turns an 8-bit planar picture.
    pub fn apply(self, stored: Video) -> Result<Video, Refusal> {
        if self == Self::UPRIGHT {
            return Ok(stored);
        }
        let (width, height) = self.size(stored.width(), stored.height());
        let mut upright = new_frame(stored.format(), width, height)?;
        for plane in 0..stored.planes() {
            let from = Plane {
                bytes: stored.data(plane),
                stride: stored.stride(plane),
                width: stored.plane_width(plane) as usize,
                height: stored.plane_height(plane) as usize,
            };
            let stride = upright.stride(plane);
            self.turn(&from, upright.data_mut(plane), stride);
        }
        upright.set_pts(stored.pts());
        upright.set_color_range(stored.color_range());
        Ok(upright)
    }

    /// Columns are read in small tiles, so that the rows they cross stay in the processor's cache.
    fn turn(self, from: &Plane, to: &mut [u8], to_stride: usize) {
        const TILE: usize = 32;
        let (width, height) = if self.transposed {
            (from.height, from.width)
        } else {
            (from.width, from.height)
        };
        for tile_y in (0..height).step_by(TILE) {
            for tile_x in (0..width).step_by(TILE) {
                for y in tile_y..(tile_y + TILE).min(height) {
                    let row = &mut to[y * to_stride..][..width];
                    for (x, pixel) in row
                        .iter_mut()
                        .enumerate()
                        .take((tile_x + TILE).min(width))
                        .skip(tile_x)
                    {
                        *pixel = self.stored_pixel(from, x, y);
                    }
                }
            }
        }
    }

    fn stored_pixel(self, from: &Plane, x: usize, y: usize) -> u8 {
        let (x, y) = if self.transposed { (y, x) } else { (x, y) };
        let x = if self.mirrored_x {
            from.width - 1 - x
        } else {
            x
        };
        let y = if self.mirrored_y {
            from.height - 1 - y
        } else {
            y
        };
        from.bytes[y * from.stride + x]
    }
}

struct Plane<'a> {
    bytes: &'a [u8],
    stride: usize,
    width: usize,
    height: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stored picture of 3 × 2, turned by its EXIF value, read row by row.
    fn turned(value: u32) -> (usize, Vec<u8>) {
        let orientation = Orientation::from_exif(value);
        let from = Plane {
            bytes: b"abc_def_",
            stride: 4,
            width: 3,
            height: 2,
        };
        let (width, height) = orientation.size(3, 2);
        let mut to = vec![0; (width * height) as usize];
        orientation.turn(&from, &mut to, width as usize);
        (width as usize, to)
    }

    #[test]
    fn every_exif_orientation_comes_out_upright() {
        for (value, width, expected) in [
            (1, 3, "abcdef"),
            (2, 3, "cbafed"),
            (3, 3, "fedcba"),
            (4, 3, "defabc"),
            (5, 2, "adbecf"),
            (6, 2, "daebfc"),
            (7, 2, "fcebda"),
            (8, 2, "cfbead"),
            (0, 3, "abcdef"),
            (99, 3, "abcdef"),
        ] {
            assert_eq!(
                turned(value),
                (width, expected.as_bytes().to_vec()),
                "orientation {value}"
            );
        }
    }

    #[test]
    fn display_matrices_mean_the_same_as_their_exif_orientation() {
        const ONE: i32 = 1 << 16;
        for (a, b, c, d, exif) in [
            (ONE, 0, 0, ONE, 1),
            (-ONE, 0, 0, ONE, 2),
            (-ONE, 0, 0, -ONE, 3),
            (ONE, 0, 0, -ONE, 4),
            (0, ONE, ONE, 0, 5),
            (0, ONE, -ONE, 0, 6),
            (0, -ONE, -ONE, 0, 7),
            (0, -ONE, ONE, 0, 8),
            (0, 0, 0, 0, 1),
        ] {
            let matrix = [a, b, 0, c, d, 0, 0, 0, 1 << 30];
            let orientation = Orientation::from_display_matrix(&matrix);
            assert_eq!(orientation, Orientation::from_exif(exif), "{matrix:?}");
        }
    }

    #[test]
    fn extreme_matrices_do_not_overflow() {
        let matrix = [i32::MIN, i32::MIN, 0, i32::MIN, i32::MIN, 0, 0, 0, 0];
        assert_eq!(
            Orientation::from_display_matrix(&matrix),
            Orientation::from_exif(3)
        );
    }
}
