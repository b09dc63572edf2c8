use std::sync::LazyLock;

use protocol::place::Position;

use super::*;
use crate::{
    area_code,
    report::tests::{DESK_RULES, NOW, staff},
};

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::embedded);
const FIGURES: HintFigures = DESK_RULES.hints;
/// Tokyo Station.
const HERE: (f64, f64) = (35.6812, 139.7671);

fn point(latitude_deg: f64, accuracy_m: f64) -> TrackPoint {
    TrackPoint {
        seq: 1,
        position: Position {
            at_ms: NOW,
            latitude_deg,
            longitude_deg: HERE.1,
            accuracy_m,
        },
        received_ms: NOW,
        municipality: GAZETTEER.municipality(latitude_deg, HERE.1).cloned(),
    }
}

fn stated(typed: Typed) -> StatedPlace {
    state_place(typed, staff(1), &GAZETTEER, NOW).unwrap()
}

fn found(stated: Option<&StatedPlace>, last: &TrackPoint, claims: &[Claim]) -> Vec<Hint> {
    let known = Known {
        stated,
        last: Some(last),
        number_area: None,
        claims,
    };
    hints(&known, &GAZETTEER, &FIGURES)
}

#[test]
fn a_position_far_from_the_stated_place_is_said_with_its_distance() {
    let place = stated(Typed {
        point: Some(HERE),
        ..Typed::default()
    });
    // 0.45 degrees of latitude are 50 km.
    let far = found(Some(&place), &point(HERE.0 + 0.45, 20.0), &[]);
    let [Hint::PositionFar { distance_m }] = far[..] else {
        panic!("{far:?}")
    };
    assert!((49_900..50_200).contains(&distance_m), "{distance_m}");
    for (latitude, accuracy) in [(HERE.0 + 0.02, 20.0), (HERE.0 + 0.45, 49_000.0)] {
        assert_eq!(found(Some(&place), &point(latitude, accuracy), &[]), []);
    }
    assert_eq!(found(None, &point(HERE.0 + 0.45, 20.0), &[]), []);
}

#[test]
fn a_municipality_as_a_whole_is_a_stated_place() {
    let place = stated(Typed {
        municipality_code: Some("13101".into()),
        words: " 東京駅前 ".into(),
        ..Typed::default()
    });
    assert_eq!(place.words, "東京駅前");
    assert_eq!(found(Some(&place), &point(HERE.0, 20.0), &[]), []);
    let far = found(Some(&place), &point(HERE.0 + 0.45, 20.0), &[]);
    assert!(matches!(far[..], [Hint::PositionFar { .. }]), "{far:?}");
}

#[test]
fn pictures_of_another_time_or_place_are_said_each_at_its_figure() {
    let file = |letter| FileId::new(NOW, [letter; 10]);
    let claim = |letter, ago_ms: i64, place| Claim {
        file: file(letter),
        received: NOW,
        taken: Some(NOW.plus_ms(-ago_ms)),
        place,
    };
    let here = point(HERE.0, 10.0);
    let at = FIGURES.picture_time_ms;
    let fits = [claim(1, at, Some(HERE)), claim(2, -at, None)];
    assert_eq!(found(None, &here, &fits), []);
    let old = [claim(1, at + 1, Some((HERE.0 + 0.1, HERE.1)))];
    let said = found(None, &here, &old);
    assert_eq!(
        said[0],
        Hint::PictureTime {
            file: file(1),
            taken_ms: NOW.plus_ms(-at - 1),
        }
    );
    assert!(matches!(said[1], Hint::PictureFar { distance_m, .. } if distance_m > 11_000));
    let place = stated(Typed {
        point: Some(HERE),
        ..Typed::default()
    });
    let nowhere = Known {
        stated: Some(&place),
        last: None,
        number_area: None,
        claims: &old,
    };
    assert_eq!(hints(&nowhere, &GAZETTEER, &FIGURES).len(), 2);
}

#[test]
fn a_number_of_another_part_of_the_country_is_said() {
    let known = |number| Known {
        stated: None,
        last: None,
        number_area: area_code::area(number),
        claims: &[],
    };
    let here = point(HERE.0, 10.0);
    for (number, expected) in [("+81312345678", 0), ("+81662345678", 1)] {
        let known = Known {
            last: Some(&here),
            ..known(number)
        };
        assert_eq!(
            hints(&known, &GAZETTEER, &FIGURES).len(),
            expected,
            "{number}"
        );
    }
}

#[test]
fn what_is_no_place_is_refused() {
    for typed in [
        Typed::default(),
        Typed {
            point: Some((91.0, 0.0)),
            ..Typed::default()
        },
        Typed {
            point: Some((f64::NAN, 0.0)),
            ..Typed::default()
        },
        Typed {
            municipality_code: Some("99999".into()),
            ..Typed::default()
        },
    ] {
        let refused = state_place(typed, staff(1), &GAZETTEER, NOW).unwrap_err();
        assert_eq!(refused, Refusal::PlaceUnknown);
    }
}

#[test]
fn answers_and_claims_are_replaced_and_bounded() {
    let mut checks = Vec::new();
    for result in [CheckResult::Unclear, CheckResult::Inconsistent] {
        answer(&mut checks, (CheckItem::Time, result), staff(1), NOW);
        answer(&mut checks, (CheckItem::Place, result), staff(1), NOW);
    }
    let items: Vec<_> = checks
        .iter()
        .map(|check| (check.item, check.result))
        .collect();
    let inconsistent = CheckResult::Inconsistent;
    assert_eq!(
        items,
        [
            (CheckItem::Place, inconsistent),
            (CheckItem::Time, inconsistent)
        ]
    );
    let mut claims = Vec::new();
    for letter in 0..=u8::MAX {
        let claim = Claim {
            file: FileId::new(NOW, [letter; 10]),
            received: NOW,
            taken: (letter > 0).then_some(NOW),
            place: None,
        };
        add_claim(&mut claims, claim);
    }
    assert_eq!(claims.len(), CLAIMS_MAX);
    assert_eq!(claims.last().unwrap().file, FileId::new(NOW, [255; 10]));
}
