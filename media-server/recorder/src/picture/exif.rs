//! What a picture's EXIF block says: which way is up, when and where it was taken.

use std::io::Cursor;

use exif::{Exif, In, Reader, Tag, Value};
use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::facts::{Facts, exif_offset, exif_time};
use crate::pixels::orientation::Orientation;

/// A missing or broken block says nothing.
pub fn read(bytes: &[u8]) -> (Orientation, Facts) {
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    let read = reader.read_from_container(&mut Cursor::new(bytes));
    let Ok(exif) = read.or_else(|e| e.distill_partial_result(|_| {})) else {
        return Default::default();
    };
    let orientation = exif
        .get_field(Tag::Orientation, In::PRIMARY)
        .and_then(|f| f.value.get_uint(0));
    let mut facts = Facts::default();
    read_time(&exif, &mut facts);
    read_place(&exif, &mut facts);
    (
        orientation.map_or(Orientation::UPRIGHT, Orientation::from_exif),
        facts,
    )
}

/// The satellites' time beats the camera's clock.
fn read_time(exif: &Exif, facts: &mut Facts) {
    let of_camera = text(exif, Tag::DateTimeOriginal).or_else(|| text(exif, Tag::DateTime));
    if let Some(local) = of_camera.as_deref().and_then(exif_time) {
        let offset = text(exif, Tag::OffsetTimeOriginal).or_else(|| text(exif, Tag::OffsetTime));
        facts.taken(local, offset.as_deref().and_then(exif_offset));
    }
    if let Some(utc) = satellite_time(exif) {
        facts.taken(utc, Some(Offset::UTC));
    }
}

fn satellite_time(exif: &Exif) -> Option<DateTime> {
    let date = text(exif, Tag::GPSDateStamp)?;
    let [hours, minutes, seconds] = three(exif, Tag::GPSTimeStamp)?;
    let whole = |n: f64, most: f64| (0.0..=most).contains(&n).then_some(n as u8);
    let (hours, minutes, seconds) = (
        whole(hours, 23.0)?,
        whole(minutes, 59.0)?,
        whole(seconds, 59.99)?,
    );
    exif_time(&format!(
        "{} {hours:02}:{minutes:02}:{seconds:02}",
        date.get(..10)?
    ))
}

fn read_place(exif: &Exif, facts: &mut Facts) {
    let degrees = |tag, reference, negative: &str| {
        let [degrees, minutes, seconds] = three(exif, tag)?;
        let sign = if text(exif, reference)?.starts_with(negative) {
            -1.0
        } else {
            1.0
        };
        Some(sign * (degrees + minutes / 60.0 + seconds / 3600.0))
    };
    let latitude = degrees(Tag::GPSLatitude, Tag::GPSLatitudeRef, "S");
    let longitude = degrees(Tag::GPSLongitude, Tag::GPSLongitudeRef, "W");
    if let (Some(latitude_deg), Some(longitude_deg)) = (latitude, longitude) {
        facts.place(latitude_deg, longitude_deg);
    }
}

fn text(exif: &Exif, tag: Tag) -> Option<String> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(lines) => Some(String::from_utf8_lossy(lines.first()?).into_owned()),
        _ => None,
    }
}

fn three(exif: &Exif, tag: Tag) -> Option<[f64; 3]> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Rational(numbers) => {
            let numbers: Vec<f64> = numbers.iter().map(|n| n.to_f64()).collect();
            numbers.try_into().ok()
        }
        _ => None,
    }
}
