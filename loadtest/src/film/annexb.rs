//! H.264 byte stream (ITU-T H.264, Annex B): NAL units behind start codes, grouped into pictures.

use std::ops::Range;

use super::Frame;

/// Pictures in order; each keeps its start codes, as the packetizer wants them.
pub fn read(bytes: &[u8]) -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut picture = Picture::default();
    for unit in units(bytes) {
        if picture.is_ended_by(&bytes[unit.clone()]) {
            frames.extend(picture.take());
        }
        picture.add(&bytes[unit]);
    }
    frames.extend(picture.take());
    frames
}

#[derive(Default)]
struct Picture {
    data: Vec<u8>,
    has_slice: bool,
    key: bool,
}

const SLICE: u8 = 1;
const KEY_SLICE: u8 = 5;
/// SEI, both parameter sets and the delimiter stand before the first slice of a picture.
const HEADS: Range<u8> = 6..10;

impl Picture {
    fn is_ended_by(&self, unit: &[u8]) -> bool {
        let kind = kind(unit);
        // `first_mb_in_slice` is zero, a single set bit, in the first slice of a picture.
        let first_slice =
            matches!(kind, SLICE | KEY_SLICE) && unit.get(1).is_some_and(|byte| byte & 0x80 != 0);
        self.has_slice && (HEADS.contains(&kind) || first_slice)
    }

    fn add(&mut self, unit: &[u8]) {
        self.has_slice |= matches!(kind(unit), SLICE | KEY_SLICE);
        self.key |= kind(unit) == KEY_SLICE;
        self.data.extend([0, 0, 0, 1]);
        self.data.extend(unit);
    }

    fn take(&mut self) -> Option<Frame> {
        let Self {
            data,
            has_slice,
            key,
        } = std::mem::take(self);
        has_slice.then(|| Frame {
            data: data.into(),
            key,
        })
    }
}

fn kind(unit: &[u8]) -> u8 {
    unit.first().map_or(0, |byte| byte & 0x1f)
}

/// Where each unit lies, without its start code and the zeros before the next one.
fn units(bytes: &[u8]) -> Vec<Range<usize>> {
    let starts: Vec<usize> = (0..bytes.len().saturating_sub(2))
        .filter(|at| bytes[*at..*at + 3] == [0, 0, 1])
        .collect();
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    let trimmed = |(start, end): (&usize, usize)| {
        let zeros = bytes[start + 3..end]
            .iter()
            .rev()
            .take_while(|byte| **byte == 0)
            .count();
        start + 3..end - zeros
    };
    starts
        .iter()
        .zip(ends)
        .map(trimmed)
        .filter(|unit| !unit.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(units: &[&[u8]]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (i, unit) in units.iter().enumerate() {
            bytes.extend(if i % 2 == 0 {
                &[0, 0, 0, 1][..]
            } else {
                &[0, 0, 1][..]
            });
            bytes.extend(*unit);
        }
        bytes
    }

    const SPS: &[u8] = &[0x67, 0x42];
    const PPS: &[u8] = &[0x68, 0xce];
    const IDR: &[u8] = &[0x65, 0x88, 7];
    const P: &[u8] = &[0x41, 0x9a, 7];
    const P_SECOND_SLICE: &[u8] = &[0x41, 0x40, 7];

    #[test]
    fn parameter_sets_belong_to_the_key_frame_behind_them() {
        let frames = read(&stream(&[SPS, PPS, IDR, P, P, SPS, PPS, IDR]));
        assert_eq!(
            frames.iter().map(|f| f.key).collect::<Vec<_>>(),
            [true, false, false, true]
        );
        let mut first = Vec::new();
        for unit in [SPS, PPS, IDR] {
            first.extend([0, 0, 0, 1]);
            first.extend(unit);
        }
        assert_eq!(*frames[0].data, *first);
    }

    #[test]
    fn slices_of_one_picture_stay_together() {
        let frames = read(&stream(&[
            SPS,
            PPS,
            IDR,
            P,
            P_SECOND_SLICE,
            P_SECOND_SLICE,
            P,
        ]));
        assert_eq!(frames.len(), 3);
        assert_eq!(frames[1].data.len(), 3 * (4 + 3));
    }

    #[test]
    fn garbage_has_no_pictures() {
        assert_eq!(read(&[1, 2, 3]), []);
        assert_eq!(read(&[0, 0, 1]), []);
        assert_eq!(read(&stream(&[SPS, PPS])), []);
    }
}
