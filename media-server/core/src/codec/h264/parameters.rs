//! The picture's size in a sequence parameter set (ITU-T H.264 §7.3.2.1.1).

use crate::codec::PictureSize;

/// Longest parameter set that is looked at; phones send 10 to 40 bytes.
const BYTES_MAX: usize = 128;
/// Profiles that name the chroma format and scaling lists.
const HIGH_PROFILES: [u8; 13] = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];

/// Reads a parameter set that begins with its NAL header.
pub fn picture_size(unit: &[u8]) -> Option<PictureSize> {
    let unit = &unit[..unit.len().min(BYTES_MAX)];
    let profile = *unit.get(1)?;
    let mut bits = Bits::after_header(unit.get(4..)?);
    bits.golomb()?;
    let mut chroma_format = 1;
    if HIGH_PROFILES.contains(&profile) {
        chroma_format = bits.golomb()?;
        if chroma_format == 3 {
            bits.skip(1)?;
        }
        bits.golomb()?;
        bits.golomb()?;
        bits.skip(1)?;
        if bits.bit()? {
            skip_scaling_lists(&mut bits, if chroma_format == 3 { 12 } else { 8 })?;
        }
    }
    bits.golomb()?;
    skip_order(&mut bits)?;
    bits.golomb()?;
    bits.skip(1)?;
    let width_blocks = bits.golomb()?.checked_add(1)?;
    let height_units = bits.golomb()?.checked_add(1)?;
    let frames_only = bits.bit()?;
    if !frames_only {
        bits.skip(1)?;
    }
    bits.skip(1)?;
    let fields = if frames_only { 1 } else { 2 };
    let (mut cut_width, mut cut_height) = (0, 0);
    if bits.bit()? {
        let (unit_width, unit_height) = match chroma_format {
            0 | 3 => (1, fields),
            1 => (2, 2 * fields),
            _ => (2, fields),
        };
        let edges = [
            bits.golomb()?,
            bits.golomb()?,
            bits.golomb()?,
            bits.golomb()?,
        ];
        cut_width = edges[0].checked_add(edges[1])?.checked_mul(unit_width)?;
        cut_height = edges[2].checked_add(edges[3])?.checked_mul(unit_height)?;
    }
    let width = width_blocks.checked_mul(16)?.checked_sub(cut_width)?;
    let height = height_units
        .checked_mul(16 * fields)?
        .checked_sub(cut_height)?;
    Some(PictureSize {
        width: u16::try_from(width).ok()?,
        height: u16::try_from(height).ok()?,
    })
}

fn skip_order(bits: &mut Bits<'_>) -> Option<()> {
    match bits.golomb()? {
        0 => drop(bits.golomb()?),
        1 => {
            bits.skip(1)?;
            bits.golomb()?;
            bits.golomb()?;
            let frames = bits.golomb()?;
            for _ in 0..frames.min(255) {
                bits.golomb()?;
            }
        }
        _ => {}
    }
    Some(())
}

fn skip_scaling_lists(bits: &mut Bits<'_>, lists: usize) -> Option<()> {
    for list in 0..lists {
        if !bits.bit()? {
            continue;
        }
        let (mut last, mut next) = (8_i64, 8_i64);
        for _ in 0..if list < 6 { 16 } else { 64 } {
            if next != 0 {
                next = (last + bits.signed_golomb()?).rem_euclid(256);
            }
            last = if next == 0 { last } else { next };
        }
    }
    Some(())
}

/// Bits of a unit, emulation prevention bytes (§7.4.1) left out.
struct Bits<'a> {
    rest: &'a [u8],
    zeros: u8,
    byte: u8,
    left: u8,
}

impl<'a> Bits<'a> {
    /// The bytes before these hold no two zeros that could begin an emulation prevention.
    fn after_header(rest: &'a [u8]) -> Self {
        Self {
            rest,
            zeros: 0,
            byte: 0,
            left: 0,
        }
    }

    fn bit(&mut self) -> Option<bool> {
        if self.left == 0 {
            self.byte = self.next_byte()?;
            self.left = 8;
        }
        self.left -= 1;
        Some(self.byte >> self.left & 1 == 1)
    }

    fn next_byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.rest.split_first()?;
        self.rest = rest;
        if self.zeros >= 2 && first == 3 {
            self.zeros = 0;
            return self.next_byte();
        }
        self.zeros = if first == 0 { self.zeros + 1 } else { 0 };
        Some(first)
    }

    fn skip(&mut self, bits: usize) -> Option<()> {
        for _ in 0..bits {
            self.bit()?;
        }
        Some(())
    }

    /// An unsigned Exp-Golomb number (§9.1).
    fn golomb(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while !self.bit()? {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        let mut value = 1_u32;
        for _ in 0..zeros {
            value = value << 1 | u32::from(self.bit()?);
        }
        Some(value - 1)
    }

    fn signed_golomb(&mut self) -> Option<i64> {
        let value = i64::from(self.golomb()?);
        Some(if value % 2 == 1 {
            value / 2 + 1
        } else {
            -(value / 2)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let digits = hex.as_bytes().chunks(2);
        digits
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    }

    /// Made with x264.
    #[test]
    fn parameter_sets_tell_the_size() {
        let cases = [
            (
                "baseline",
                "6742c01fd9005005bb0110000003001000000303c0f1832480",
                (1280, 720),
            ),
            (
                "emulation prevention, cropped",
                "6742c01ed900a02ff970110000030001000003003c0f162e48",
                (640, 360),
            ),
            (
                "small",
                "6742c00dd901419f9f0110000003001000000303c0f142a480",
                (320, 180),
            ),
            (
                "high",
                "67640028acd940780227e5c044000003000400000300f03c60c658",
                (1920, 1080),
            ),
            (
                "odd edges",
                "674d4028eca03c0113d4d80880000003008000001e078c18cb",
                (1918, 1078),
            ),
            (
                "4:4:4",
                "67f4001f919b281b07bc5f8088000003000800000301e078c18cb0",
                (854, 480),
            ),
            (
                "interlaced",
                "67640028acd94078044fde0220000003002000000783e2c5b2c0",
                (1920, 1080),
            ),
        ];
        for (name, hex, (width, height)) in cases {
            let size = PictureSize { width, height };
            assert_eq!(picture_size(&bytes(hex)), Some(size), "{name}");
        }
    }

    #[test]
    fn cut_and_lying_parameter_sets_are_refused() {
        let whole = bytes("67640028acd940780227e5c044000003000400000300f03c60c658");
        for length in 0..10 {
            assert_eq!(picture_size(&whole[..length]), None, "{length} bytes");
        }
        assert_eq!(
            picture_size(&[[0x67, 66, 0, 40].as_slice(), &[0; 200]].concat()),
            None
        );
        let mut state = 3_u64;
        for _ in 0..20_000 {
            let mut noise = whole.clone();
            for byte in &mut noise[1..] {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                *byte ^= if state >> 62 == 0 {
                    (state >> 33) as u8
                } else {
                    0
                };
            }
            picture_size(&noise);
        }
    }
}
