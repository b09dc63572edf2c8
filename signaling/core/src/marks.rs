//! Whether words, place and picture fit together (VR-4.3.1). Hints only: nothing here blocks.

use protocol::{
    id::FileId,
    marks::{Check, CheckItem, CheckResult, Hint, StatedPlace, StatedWhere},
    place::{Municipality, TrackPoint},
    supervision::Staff,
    time::UnixMs,
};
use serde::{Deserialize, Serialize};

use crate::{
    Refusal,
    area_code::Area,
    limits::{CLAIMS_MAX, NOTE_CHARS_MAX},
    place::{Gazetteer, ground_distance_m},
};

/// From where on something is said; from the rulebook.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HintFigures {
    pub position_far_m: f64,
    pub picture_far_m: f64,
    pub picture_time_ms: i64,
}

/// What a file says of itself. It may lie, as may the caller; that is why both are compared.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    pub file: FileId,
    pub received: UnixMs,
    pub taken: Option<UnixMs>,
    /// Latitude and longitude.
    pub place: Option<(f64, f64)>,
}

/// Everything of one report that can be compared.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    pub stated: Option<&'a StatedPlace>,
    pub last: Option<&'a TrackPoint>,
    pub number_area: Option<&'a Area>,
    pub claims: &'a [Claim],
}

/// What does not fit, the place first.
pub fn hints(known: &Known<'_>, gazetteer: &Gazetteer, figures: &HintFigures) -> Vec<Hint> {
    let mut hints = Vec::new();
    hints.extend(position_far(known, gazetteer, figures));
    hints.extend(number_elsewhere(known));
    for claim in known.claims {
        hints.extend(picture_time(claim, figures));
        hints.extend(picture_far(claim, known, gazetteer, figures));
    }
    hints
}

fn position_far(known: &Known<'_>, gazetteer: &Gazetteer, figures: &HintFigures) -> Option<Hint> {
    let position = known.last?.position;
    let here = (position.latitude_deg, position.longitude_deg);
    let distance_m = distance_to(&known.stated?.at, here, gazetteer)? - position.accuracy_m;
    (distance_m > figures.position_far_m).then(|| Hint::PositionFar {
        distance_m: metres(distance_m),
    })
}

fn number_elsewhere(known: &Known<'_>) -> Option<Hint> {
    let area = known.number_area?;
    let here = known.last?.municipality.as_ref()?;
    let fits = area
        .prefectures
        .iter()
        .any(|code| here.code.starts_with(code));
    (!fits).then(|| Hint::NumberElsewhere {
        area: area.name.clone(),
    })
}

fn picture_time(claim: &Claim, figures: &HintFigures) -> Option<Hint> {
    let taken_ms = claim.taken?;
    let apart = claim.received.since_ms(taken_ms).unsigned_abs();
    (apart > figures.picture_time_ms.unsigned_abs()).then_some(Hint::PictureTime {
        file: claim.file,
        taken_ms,
    })
}

/// From where the caller is; where that is unknown, from where the caller says to be.
fn picture_far(
    claim: &Claim,
    known: &Known<'_>,
    gazetteer: &Gazetteer,
    figures: &HintFigures,
) -> Option<Hint> {
    let place = claim.place?;
    let distance_m = match known.last {
        Some(TrackPoint { position, .. }) => {
            let here = (position.latitude_deg, position.longitude_deg);
            ground_distance_m(here, place) - position.accuracy_m
        }
        None => distance_to(&known.stated?.at, place, gazetteer)?,
    };
    (distance_m > figures.picture_far_m).then(|| Hint::PictureFar {
        file: claim.file,
        distance_m: metres(distance_m),
    })
}

fn distance_to(stated: &StatedWhere, here: (f64, f64), gazetteer: &Gazetteer) -> Option<f64> {
    match stated {
        StatedWhere::Point {
            latitude_deg,
            longitude_deg,
            ..
        } => Some(ground_distance_m((*latitude_deg, *longitude_deg), here)),
        StatedWhere::Municipality { municipality } => {
            gazetteer.distance_m(&municipality.code, here)
        }
    }
}

/// Half the earth's circumference fits.
fn metres(distance_m: f64) -> u32 {
    distance_m.round() as u32
}

/// Notes what a file says of itself; the newest count.
pub fn add_claim(claims: &mut Vec<Claim>, claim: Claim) {
    if claim.taken.is_none() && claim.place.is_none() {
        return;
    }
    claims.retain(|known| known.file != claim.file);
    claims.push(claim);
    let surplus = claims.len().saturating_sub(CLAIMS_MAX);
    claims.drain(..surplus);
}

/// Puts an answer of the checklist in the place of an earlier one.
pub fn answer(
    checks: &mut Vec<Check>,
    (item, result): (CheckItem, CheckResult),
    by: Staff,
    now: UnixMs,
) {
    checks.retain(|check| check.item != item);
    checks.push(Check {
        item,
        result,
        by,
        at_ms: now,
    });
    checks.sort_by_key(|check| check.item);
}

/// Where the caller says to be, as typed or picked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Typed {
    pub point: Option<(f64, f64)>,
    pub municipality_code: Option<String>,
    pub words: String,
}

pub fn state_place(
    typed: Typed,
    by: Staff,
    gazetteer: &Gazetteer,
    now: UnixMs,
) -> Result<StatedPlace, Refusal> {
    let words = typed.words.trim();
    if words.chars().count() > NOTE_CHARS_MAX {
        return Err(Refusal::PlaceTooLong);
    }
    let at = match (typed.point, typed.municipality_code) {
        (Some((latitude_deg, longitude_deg)), _) => {
            if !is_on_earth(latitude_deg, longitude_deg) {
                return Err(Refusal::PlaceUnknown);
            }
            StatedWhere::Point {
                latitude_deg,
                longitude_deg,
                municipality: gazetteer.municipality(latitude_deg, longitude_deg).cloned(),
            }
        }
        (None, Some(code)) => StatedWhere::Municipality {
            municipality: known(gazetteer, &code)?.clone(),
        },
        (None, None) => return Err(Refusal::PlaceUnknown),
    };
    Ok(StatedPlace {
        at,
        words: words.to_owned(),
        by,
        at_ms: now,
    })
}

fn known<'a>(gazetteer: &'a Gazetteer, code: &str) -> Result<&'a Municipality, Refusal> {
    gazetteer.of_code(code).ok_or(Refusal::PlaceUnknown)
}

// Ranges contain neither NaN nor infinities.
fn is_on_earth(latitude_deg: f64, longitude_deg: f64) -> bool {
    (-90.0..=90.0).contains(&latitude_deg) && (-180.0..=180.0).contains(&longitude_deg)
}

#[cfg(test)]
mod tests;
