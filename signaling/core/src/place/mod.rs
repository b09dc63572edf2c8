//! Which municipality a position lies in, from outlines built into the program.
//! Knows borders only as well as its source: some hundred metres off in places.

mod outlines;
#[cfg(test)]
mod tests;

use geo::{Contains, Distance, Haversine, Point, Polygon};
use protocol::place::Municipality;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use unicode_normalization::UnicodeNormalization;

use crate::limits::PLACES_OFFERED;

pub use outlines::Damaged;

/// Shown wherever the map or a name from it is shown; the source's terms ask for it.
pub const ATTRIBUTION_JA: &str = "出典: 気象庁ホームページ（加工して作成）";
pub const ATTRIBUTION_EN: &str = "Source: Japan Meteorological Agency website (edited)";

const OUTLINES: &[u8] = include_bytes!("../../data/municipalities.bin");

/// A quay, a bridge or a gap between two coarse outlines still gets the name next to it;
/// further out the position counts as the sea.
const REACH_M: f64 = 1_000.0;
/// Metres in a degree of latitude; of longitude too, once multiplied by the cosine of the latitude.
const METRES_PER_DEGREE: f64 = 111_320.0;

/// Every municipality of Japan with its outline.
pub struct Gazetteer {
    municipalities: Vec<Municipality>,
    shapes: Vec<Shape>,
    index: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

struct Shape {
    municipality: usize,
    polygon: Polygon,
}

impl Gazetteer {
    /// Reads the outlines built into the program.
    pub fn embedded() -> Self {
        Self::read(OUTLINES).expect("the built-in outlines are checked by a test")
    }

    fn read(bytes: &[u8]) -> Result<Self, Damaged> {
        let mut municipalities = Vec::new();
        let mut shapes = Vec::new();
        for entry in outlines::read(bytes)? {
            let municipality = municipalities.len();
            municipalities.push(entry.municipality);
            shapes.extend(entry.polygons.into_iter().map(|polygon| Shape {
                municipality,
                polygon,
            }));
        }
        let boxes = shapes
            .iter()
            .enumerate()
            .map(|(i, s)| GeomWithData::new(bounds(&s.polygon), i));
        let index = RTree::bulk_load(boxes.collect());
        Ok(Self {
            municipalities,
            shapes,
            index,
        })
    }

    pub fn len(&self) -> usize {
        self.municipalities.len()
    }

    pub fn is_empty(&self) -> bool {
        self.municipalities.is_empty()
    }

    /// The municipality around a position, or the nearest one within [`REACH_M`]; nothing at sea and abroad.
    pub fn municipality(&self, latitude_deg: f64, longitude_deg: f64) -> Option<&Municipality> {
        if !(-90.0..=90.0).contains(&latitude_deg) || !(-180.0..=180.0).contains(&longitude_deg) {
            return None;
        }
        let point = Point::new(longitude_deg, latitude_deg);
        let shape = self.around(point).or_else(|| self.nearest(point))?;
        self.municipalities.get(shape.municipality)
    }

    pub fn of_code(&self, code: &str) -> Option<&Municipality> {
        self.municipalities.iter().find(|known| known.code == code)
    }

    /// Municipalities whose Japanese or English name contains the text, those that begin with it
    /// first.
    pub fn named(&self, text: &str) -> Vec<&Municipality> {
        let wanted: String = text.nfkc().collect::<String>().trim().to_lowercase();
        if wanted.is_empty() {
            return Vec::new();
        }
        let place = |known: &Municipality| {
            let names = [known.name_ja.clone(), known.name_en.to_lowercase()];
            names.iter().filter_map(|name| name.find(&wanted)).min()
        };
        let mut found: Vec<_> = self
            .municipalities
            .iter()
            .filter_map(|known| Some((place(known)?, known)))
            .collect();
        found.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.code.cmp(&b.1.code)));
        let found = found.into_iter().take(PLACES_OFFERED);
        found.map(|(_, known)| known).collect()
    }

    /// Metres from a position to a municipality; nothing within it.
    pub fn distance_m(&self, code: &str, (latitude_deg, longitude_deg): (f64, f64)) -> Option<f64> {
        let point = Point::new(longitude_deg, latitude_deg);
        let known = self.municipalities.iter().position(|m| m.code == code)?;
        let own = || {
            self.shapes
                .iter()
                .filter(|shape| shape.municipality == known)
        };
        if own().any(|shape| shape.polygon.contains(&point)) {
            return Some(0.0);
        }
        let corners = own().flat_map(|shape| shape.polygon.exterior().coords());
        let away = corners
            .map(|corner| ground_distance_m((latitude_deg, longitude_deg), (corner.y, corner.x)));
        away.min_by(f64::total_cmp)
    }

    /// Where outlines overlap, the first of the list wins, so that the answer never depends on the index.
    fn around(&self, point: Point) -> Option<&Shape> {
        let candidates = self.index.locate_all_at_point(&[point.x(), point.y()]);
        let around = candidates
            .map(|c| c.data)
            .filter(|&i| self.shapes[i].polygon.contains(&point));
        around.min().map(|i| &self.shapes[i])
    }

    fn nearest(&self, point: Point) -> Option<&Shape> {
        let reach_y = REACH_M / METRES_PER_DEGREE;
        let reach_x = reach_y / point.y().to_radians().cos().max(0.01);
        let window = AABB::from_corners(
            [point.x() - reach_x, point.y() - reach_y],
            [point.x() + reach_x, point.y() + reach_y],
        );
        let candidates = self.index.locate_in_envelope_intersecting(&window);
        let measured =
            candidates.map(|c| (distance_m(point, &self.shapes[c.data].polygon), c.data));
        let within = measured.filter(|(distance, _)| *distance <= REACH_M);
        let (_, nearest) = within.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))?;
        Some(&self.shapes[nearest])
    }
}

/// Great-circle metres between two pairs of latitude and longitude.
pub fn ground_distance_m(a: (f64, f64), b: (f64, f64)) -> f64 {
    Haversine.distance(Point::new(a.1, a.0), Point::new(b.1, b.0))
}

fn bounds(polygon: &Polygon) -> Rectangle<[f64; 2]> {
    let corners: Vec<[f64; 2]> = polygon.exterior().coords().map(|c| [c.x, c.y]).collect();
    Rectangle::from_aabb(AABB::from_points(&corners))
}

/// Metres from a point to the outer line, on a plane that touches the earth at the point.
fn distance_m(point: Point, polygon: &Polygon) -> f64 {
    let scale_x = METRES_PER_DEGREE * point.y().to_radians().cos();
    let plane = |x: f64, y: f64| {
        (
            (x - point.x()) * scale_x,
            (y - point.y()) * METRES_PER_DEGREE,
        )
    };
    let lines = polygon.exterior().lines();
    let distances = lines.map(|l| to_origin(plane(l.start.x, l.start.y), plane(l.end.x, l.end.y)));
    distances.fold(f64::INFINITY, f64::min)
}

/// Distance from a line between two points to (0, 0).
fn to_origin(start: (f64, f64), end: (f64, f64)) -> f64 {
    let (dx, dy) = (end.0 - start.0, end.1 - start.1);
    let length_squared = dx * dx + dy * dy;
    let along = if length_squared > 0.0 {
        -(start.0 * dx + start.1 * dy) / length_squared
    } else {
        0.0
    };
    let along = along.clamp(0.0, 1.0);
    (start.0 + along * dx).hypot(start.1 + along * dy)
}
