//! `contact-sheet`: up to twelve key frames of a journal, spread over its time, in one JPEG.

use ffmpeg_next::frame::Video;
use serde::Serialize;

use crate::failure::{Failure, Refusal};
use crate::packets::records::Records;
use crate::packets::{Flow, Sample, Sink, Wanted, play};
use crate::pixels::scale::fit;
use crate::pixels::{jpeg, new_frame};
use crate::{key_frame, limits, poster, sandbox, still};

/// The line before the JPEG.
#[derive(Serialize)]
struct Head {
    width_px: u32,
    height_px: u32,
    columns: usize,
    /// When each picture was taken, row by row.
    cells_ms: Vec<i64>,
}

pub fn run() -> Result<(), Failure> {
    sandbox::enter(&sandbox::RECORDING)?;
    let mut records = Records::new(std::io::stdin().lock());
    let mut spread = Spread::default();
    let played = play(&mut records, Wanted::Pictures, &mut spread, |_| {});
    let mut cells = Vec::new();
    for sample in spread.chosen() {
        // One that cannot be decoded leaves no hole.
        if let Ok(cell) = cell(&sample) {
            cells.push((sample.at_us.div_euclid(1000), cell));
        }
    }
    if cells.is_empty() {
        return Err(played.err().unwrap_or(Refusal::NoPictures.into()));
    }
    let columns = columns(cells.len());
    let copy = jpeg::encode(&laid_out(&cells, columns)?)?;
    let head = Head {
        width_px: copy.width_px,
        height_px: copy.height_px,
        columns,
        cells_ms: cells.iter().map(|(at_ms, _)| *at_ms).collect(),
    };
    still::write_out(&head, &copy.bytes)
}

/// Key frames at least some time apart; the time grows with the recording, so their number does not.
#[derive(Default)]
struct Spread {
    kept: Vec<Sample>,
    apart_us: i64,
}

impl Spread {
    const KEPT_MAX: usize = 2 * limits::SHEET_CELLS_MAX;

    fn add(&mut self, sample: Sample) {
        let apart_us = self.apart_us;
        let is_apart = |before: &Sample| sample.at_us.saturating_sub(before.at_us) >= apart_us;
        if !self.kept.last().is_none_or(is_apart) {
            return;
        }
        self.kept.push(sample);
        if self.kept.len() > Self::KEPT_MAX {
            self.thin_out();
        }
    }

    fn thin_out(&mut self) {
        let ends = self.kept.first().zip(self.kept.last());
        let whole_us = ends.map_or(0, |(first, last)| last.at_us.saturating_sub(first.at_us));
        self.apart_us = whole_us / limits::SHEET_CELLS_MAX as i64;
        let mut last_us = None;
        self.kept.retain(|sample| {
            let keeps = last_us.is_none_or(|last| sample.at_us - last >= self.apart_us);
            if keeps {
                last_us = Some(sample.at_us);
            }
            keeps
        });
    }

    /// Of what was kept, those nearest to even steps of time.
    fn chosen(mut self) -> Vec<Sample> {
        while self.kept.len() > limits::SHEET_CELLS_MAX {
            // The one that is nearest to the one before it is missed least; the first one stays.
            let apart = self
                .kept
                .windows(2)
                .map(|pair| pair[1].at_us - pair[0].at_us);
            let nearest = apart.enumerate().min_by_key(|(_, us)| *us);
            self.kept.remove(nearest.map_or(1, |(place, _)| place + 1));
        }
        self.kept
    }
}

impl Sink for Spread {
    fn begin(&mut self, _: i64) {}

    fn take(&mut self, sample: Sample) -> Result<Flow, Failure> {
        if sample.is_key {
            self.add(sample);
        }
        Ok(Flow::Continue)
    }
}

/// Few pictures make a square rather than a row.
fn columns(cells: usize) -> usize {
    let square = (1..).find(|side| side * side >= cells).unwrap_or(1);
    square.min(limits::SHEET_COLUMNS)
}

fn cell(sample: &Sample) -> Result<Video, Refusal> {
    let frame = key_frame::decode(sample.codec, &sample.bytes)?;
    let (most_width, most_height) = limits::SHEET_CELL_PX;
    let (width, height) = (frame.width(), frame.height());
    // The long side for which neither side is too long.
    let by_height = u64::from(most_height) * u64::from(width) / u64::from(height.max(1));
    let fitting = if width > height {
        most_width.min(u32::try_from(by_height).unwrap_or(most_width))
    } else {
        most_height
    };
    let (width, height) = fit(width, height, fitting.max(1));
    let even = |side: u32| (side & !1).max(2);
    poster::to_jpeg_format(&frame, (even(width), even(height)))
}

fn laid_out(cells: &[(i64, Video)], columns: usize) -> Result<Video, Refusal> {
    let (width, height) = limits::SHEET_CELL_PX;
    let rows = cells.len().div_ceil(columns);
    let mut sheet = new_frame(jpeg::FORMAT, width * columns as u32, height * rows as u32)?;
    sheet.data_mut(0).fill(0);
    sheet.data_mut(1).fill(128);
    sheet.data_mut(2).fill(128);
    for (place, (_, cell)) in cells.iter().enumerate() {
        let (column, row) = ((place % columns) as u32, (place / columns) as u32);
        // In the middle of its place, where the colours' planes have a pixel too.
        let x = (column * width + (width - cell.width()) / 2) & !1;
        let y = (row * height + (height - cell.height()) / 2) & !1;
        for plane in 0..3 {
            let halved = u32::from(plane > 0);
            paste(&mut sheet, cell, plane, (x >> halved, y >> halved));
        }
    }
    Ok(sheet)
}

fn paste(sheet: &mut Video, cell: &Video, plane: usize, (x, y): (u32, u32)) {
    let (from_stride, to_stride) = (cell.stride(plane), sheet.stride(plane));
    let (width, height) = (
        cell.plane_width(plane) as usize,
        cell.plane_height(plane) as usize,
    );
    let begin = y as usize * to_stride + x as usize;
    let from = cell.data(plane).chunks(from_stride);
    let to = sheet.data_mut(plane)[begin..].chunks_mut(to_stride);
    for (from, to) in from.zip(to).take(height) {
        to[..width].copy_from_slice(&from[..width]);
    }
}

#[cfg(test)]
mod tests {
    use journal::record::Codec;

    use super::*;

    fn chosen(seconds: impl Iterator<Item = i64>) -> Vec<i64> {
        let mut spread = Spread::default();
        for at in seconds {
            spread.add(Sample {
                codec: Codec::Vp8,
                is_key: true,
                at_us: at * 1_000_000,
                bytes: Vec::new(),
            });
            assert!(spread.kept.len() <= Spread::KEPT_MAX);
        }
        spread
            .chosen()
            .iter()
            .map(|sample| sample.at_us / 1_000_000)
            .collect()
    }

    #[test]
    fn few_are_all_taken_and_many_are_spread() {
        assert_eq!(chosen(0..5), [0, 1, 2, 3, 4]);
        let many = chosen(0..10_000);
        assert!((7..=12).contains(&many.len()), "{many:?}");
        assert_eq!(many[0], 0);
        let apart = many.windows(2).map(|pair| pair[1] - pair[0]);
        assert!(apart.clone().all(|s| (400..2000).contains(&s)), "{many:?}");
        let burst = chosen((0..40).chain([1000, 2000, 3000]));
        assert!(
            [0, 1000, 2000, 3000].iter().all(|s| burst.contains(s)),
            "{burst:?}"
        );
    }

    #[test]
    fn sheets_are_rather_square() {
        let expected = [
            (1, 1),
            (2, 2),
            (3, 2),
            (4, 2),
            (5, 3),
            (9, 3),
            (10, 4),
            (12, 4),
        ];
        for (cells, wanted) in expected {
            assert_eq!(columns(cells), wanted, "{cells}");
        }
    }
}
