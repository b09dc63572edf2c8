//! The file of outlines: variable-length integers, points as differences in ten-thousandths of a degree.
//! Written by `infra/map/convert.py`.

use geo::{Coord, LineString, Polygon};
use protocol::place::Municipality;

const MAGIC: &[u8] = b"genba-places-1\n";
const STEPS_PER_DEGREE: f64 = 10_000.0;

/// The file is not one that `convert.py` wrote.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file of municipality outlines is damaged")]
pub struct Damaged;

pub(super) struct Entry {
    pub municipality: Municipality,
    pub polygons: Vec<Polygon>,
}

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Entry>, Damaged> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(Damaged)?;
    let mut reader = Reader { rest, x: 0, y: 0 };
    let entries = reader.list(Reader::entry)?;
    if reader.rest.is_empty() {
        Ok(entries)
    } else {
        Err(Damaged)
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    x: i64,
    y: i64,
}

impl Reader<'_> {
    fn entry(&mut self) -> Result<Entry, Damaged> {
        let municipality = Municipality {
            code: self.text()?,
            name_ja: self.text()?,
            name_en: self.text()?,
        };
        Ok(Entry {
            municipality,
            polygons: self.list(Self::polygon)?,
        })
    }

    fn polygon(&mut self) -> Result<Polygon, Damaged> {
        let mut rings = self.list(Self::ring)?.into_iter();
        let exterior = rings.next().ok_or(Damaged)?;
        Ok(Polygon::new(exterior, rings.collect()))
    }

    fn ring(&mut self) -> Result<LineString, Damaged> {
        Ok(LineString::new(self.list(Self::point)?))
    }

    fn point(&mut self) -> Result<Coord, Damaged> {
        self.x = self.x.checked_add(self.difference()?).ok_or(Damaged)?;
        self.y = self.y.checked_add(self.difference()?).ok_or(Damaged)?;
        Ok(Coord {
            x: self.x as f64 / STEPS_PER_DEGREE,
            y: self.y as f64 / STEPS_PER_DEGREE,
        })
    }

    fn list<T>(&mut self, item: fn(&mut Self) -> Result<T, Damaged>) -> Result<Vec<T>, Damaged> {
        let count = self.count()?;
        (0..count).map(|_| item(self)).collect()
    }

    /// Every counted thing takes at least one byte, which bounds what a damaged count can ask for.
    fn count(&mut self) -> Result<usize, Damaged> {
        let count = usize::try_from(self.varint()?).map_err(|_| Damaged)?;
        if count <= self.rest.len() {
            Ok(count)
        } else {
            Err(Damaged)
        }
    }

    fn text(&mut self) -> Result<String, Damaged> {
        let length = self.count()?;
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest;
        String::from_utf8(text.to_vec()).map_err(|_| Damaged)
    }

    fn difference(&mut self) -> Result<i64, Damaged> {
        let zigzag = self.varint()?;
        Ok((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64))
    }

    fn varint(&mut self) -> Result<u64, Damaged> {
        let mut value = 0;
        for shift in (0..63).step_by(7) {
            let (&byte, rest) = self.rest.split_first().ok_or(Damaged)?;
            self.rest = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Damaged)
    }
}
