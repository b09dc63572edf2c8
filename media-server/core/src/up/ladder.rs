//! The layers of a video that are being sent, the lowest first.

use crate::limits;

/// One layer that is being sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rung {
    /// Place in the offered order.
    pub layer: u8,
    /// 0 while nothing is measured yet.
    pub bit_rate_bps: u32,
    /// 0 until the first key frame told it.
    pub pixels: u32,
}

/// Stands for a layer in a set of layers.
pub fn layer_bit(layer: u8) -> u8 {
    1_u8.checked_shl(u32::from(layer)).unwrap_or(0)
}

/// What there is to choose from; may be empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ladder {
    rungs: [Rung; limits::LAYERS_MAX],
    count: usize,
}

impl Ladder {
    /// The order of the offer is only a hint: size decides, then the bit rate.
    pub fn new(layers: impl Iterator<Item = Rung>) -> Self {
        let mut ladder = Self::default();
        for (place, rung) in ladder.rungs.iter_mut().zip(layers) {
            *place = rung;
            ladder.count += 1;
        }
        let sent = &mut ladder.rungs[..ladder.count];
        let all_sized = sent.iter().all(|rung| rung.pixels > 0);
        sent.sort_unstable_by_key(|rung| {
            let pixels = if all_sized { rung.pixels } else { 0 };
            (pixels, rung.bit_rate_bps)
        });
        ladder
    }

    pub fn rungs(&self) -> &[Rung] {
        &self.rungs[..self.count]
    }

    /// Height of a layer on the ladder.
    pub fn place(&self, layer: u8) -> Option<usize> {
        self.rungs().iter().position(|rung| rung.layer == layer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(layers: &[(u8, u32, u32)]) -> Vec<u8> {
        let rungs = layers.iter().map(|&(layer, bit_rate_bps, pixels)| Rung {
            layer,
            bit_rate_bps,
            pixels,
        });
        let ladder = Ladder::new(rungs);
        ladder.rungs().iter().map(|rung| rung.layer).collect()
    }

    #[test]
    fn size_decides_then_the_rate() {
        type Sent = &'static [(u8, u32, u32)];
        let cases: &[(&str, Sent, &[u8])] = &[
            ("nothing", &[], &[]),
            (
                "high first",
                &[(0, 1700, 921), (1, 500, 230), (2, 150, 57)],
                &[2, 1, 0],
            ),
            (
                "low first",
                &[(0, 150, 57), (1, 500, 230), (2, 1700, 921)],
                &[0, 1, 2],
            ),
            (
                "a still scene makes the large one cheap",
                &[(0, 90, 921), (1, 100, 230)],
                &[1, 0],
            ),
            ("one size unknown", &[(0, 1700, 0), (1, 500, 230)], &[1, 0]),
            ("equal sizes", &[(0, 900, 230), (1, 300, 230)], &[1, 0]),
            (
                "more than three",
                &[(0, 1, 1), (1, 2, 2), (2, 3, 3), (3, 4, 4)],
                &[0, 1, 2],
            ),
        ];
        for (name, layers, expected) in cases {
            assert_eq!(order(layers), *expected, "{name}");
        }
    }
}
