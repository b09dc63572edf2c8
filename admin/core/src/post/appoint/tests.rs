use protocol::id::UnitId;

use super::*;
use crate::{
    rulebook::{embedded, without::without},
    world::{HQ, NPA, OTHER_HQ, STATION, person, post, unit, units},
};

fn rulebook() -> Rulebook {
    Rulebook::load(embedded::VIDEO_REPORTING, &embedded::clauses()).unwrap()
}

fn today() -> Date {
    "2026-11-20".parse().unwrap()
}

fn ask<'a>(
    rulebook: &'a Rulebook,
    posts: &'a [Post],
    actor: u8,
    kind: &str,
    in_unit: UnitId,
) -> Result<&'a str, Refused> {
    let target = Target {
        person: person(50),
        kind,
        unit: in_unit,
    };
    let act = AppointAct::Register;
    may_appoint(
        rulebook,
        &units(),
        person(actor),
        posts,
        act,
        target,
        today(),
    )
    .map(|allowed| allowed.clause)
}

/// 1 NPA operations chief, 2 NPA system chief, 3 HQ operations chief, 4 HQ system chief,
/// 5 HQ operations manager, 6 reception operator.
fn people(rulebook: &Rulebook) -> Vec<Post> {
    vec![
        post(rulebook, 1, "npa_operations_chief", NPA),
        post(rulebook, 2, "npa_system_chief", NPA),
        post(rulebook, 3, "hq_operations_chief", HQ),
        post(rulebook, 4, "hq_system_chief", HQ),
        post(rulebook, 5, "hq_operations_manager", HQ),
        post(rulebook, 6, "reception_operator", HQ),
    ]
}

#[test]
fn everybody_registers_exactly_whom_the_matrix_says() {
    let rulebook = rulebook();
    let posts = people(&rulebook);
    let allowed = [
        (1, "npa_operations_manager", NPA, "VR-3.1.1"),
        (1, "hq_operations_chief", HQ, "VR-3.1.1"),
        (1, "hq_operations_chief", OTHER_HQ, "VR-3.1.1"),
        (2, "npa_system_manager", NPA, "VR-3.1.2"),
        (2, "hq_system_chief", HQ, "VR-3.1.2"),
        (2, "hq_system_chief", OTHER_HQ, "VR-3.1.2"),
        (2, "designated_maintenance", NPA, "VR-7.1.3"),
        (2, "designated_maintenance", HQ, "VR-7.1.3"),
        (2, "designated_maintenance", OTHER_HQ, "VR-7.1.3"),
        (3, "hq_operations_manager", HQ, "VR-3.1.3"),
        (3, "reception_operator", HQ, "VR-3.1.3"),
        (4, "hq_system_manager", HQ, "VR-3.1.4"),
    ];
    for actor in 1..=7 {
        for kind in rulebook.posts.values() {
            for place in [NPA, HQ, OTHER_HQ, STATION] {
                let expected = allowed
                    .iter()
                    .find(|row| (row.0, row.1, row.2) == (actor, kind.code.as_str(), place));
                let asked = ask(&rulebook, &posts, actor, &kind.code, unit(place));
                match expected {
                    Some(row) => assert_eq!(asked, Ok(row.3), "{actor} {} {place}", kind.code),
                    None => assert!(asked.is_err(), "{actor} {} {place}", kind.code),
                }
            }
        }
    }
}

#[test]
fn a_row_that_is_missing_allows_nobody() {
    for (clause, actor, kind, place) in [
        ("VR-3.1.1", 1, "hq_operations_chief", HQ),
        ("VR-3.1.2", 2, "hq_system_chief", HQ),
        ("VR-3.1.3", 3, "reception_operator", HQ),
        ("VR-3.1.4", 4, "hq_system_manager", HQ),
    ] {
        let whole = rulebook();
        ask(&whole, &people(&whole), actor, kind, unit(place)).unwrap();
        let off = without(embedded::VIDEO_REPORTING, clause);
        ask(&off, &people(&off), actor, kind, unit(place)).unwrap_err();
    }
}

#[test]
fn a_refusal_says_why_and_by_which_clause() {
    let rulebook = rulebook();
    let posts = people(&rulebook);
    let table = [
        (2, "reception_operator", HQ, Reason::NotInMatrix, "VR-3.1.3"),
        (
            5,
            "hq_operations_chief",
            HQ,
            Reason::AppointsOwnPost,
            "VR-3.1.1",
        ),
        (
            3,
            "reception_operator",
            OTHER_HQ,
            Reason::OutOfScope,
            "VR-3.1.3",
        ),
        (
            3,
            "reception_operator",
            STATION,
            Reason::WrongUnit,
            "VR-3.1.3",
        ),
        (3, "caretaker", HQ, Reason::PostUnknown, "VR-3.1"),
        (1, "npa_system_chief", NPA, Reason::NotInMatrix, "VR-3.1.2"),
    ];
    for (actor, kind, place, reason, clause) in table {
        let refused = ask(&rulebook, &posts, actor, kind, unit(place)).unwrap_err();
        assert_eq!((refused.reason, refused.clause.as_str()), (reason, clause));
    }
}

#[test]
fn nobody_changes_the_own_rights_or_makes_the_own_chief() {
    let rulebook = rulebook();
    let mut posts = people(&rulebook);
    let own = Target {
        person: person(3),
        kind: "reception_operator",
        unit: unit(HQ),
    };
    let act = AppointAct::Grant;
    let refused =
        may_appoint(&rulebook, &units(), person(3), &posts, act, own, today()).unwrap_err();
    assert_eq!(
        (refused.reason, refused.clause.as_str()),
        (Reason::OwnRights, "VR-3.1.3")
    );
    // Whoever is an operator besides may not choose who appoints operators.
    posts.push(post(&rulebook, 1, "reception_operator", HQ));
    let refused = ask(&rulebook, &posts, 1, "hq_operations_chief", unit(HQ)).unwrap_err();
    assert_eq!(
        (refused.reason, refused.clause.as_str()),
        (Reason::AppointsOwnPost, "VR-3.1.1")
    );
}

#[test]
fn a_post_counts_from_its_first_to_its_last_day() {
    let rulebook = rulebook();
    let mut posts = people(&rulebook);
    for (from, to, allowed) in [
        ("2026-11-20", Some("2026-11-20"), true),
        ("2026-11-21", None, false),
        ("2026-01-01", Some("2026-11-19"), false),
    ] {
        posts[2].from = from.parse().unwrap();
        posts[2].to = to.map(|to| to.parse().unwrap());
        assert_eq!(
            ask(&rulebook, &posts, 3, "reception_operator", unit(HQ)).is_ok(),
            allowed
        );
    }
    posts[2].to = None;
    posts[2].title = Title::DelegatedBy(person(8));
    posts[2].from = today();
    assert!(
        ask(&rulebook, &posts, 3, "reception_operator", unit(HQ)).is_err(),
        "a deputy appoints nobody"
    );
}

#[test]
fn a_new_post_rests_on_its_row_and_a_single_one_has_one_holder() {
    let rulebook = rulebook();
    let posts = people(&rulebook);
    let target = Target {
        person: person(50),
        kind: "hq_operations_chief",
        unit: unit(HQ),
    };
    let act = AppointAct::Register;
    let allowed =
        may_appoint(&rulebook, &units(), person(1), &posts, act, target, today()).unwrap();
    let make = |others: &[Post], from: &str, to: Option<&str>| {
        let to = to.map(|to| to.parse().unwrap());
        appointed(
            &rulebook,
            others,
            person(1),
            &allowed,
            target,
            from.parse().unwrap(),
            to,
        )
    };
    assert_eq!(
        make(&posts, "2026-12-01", None).unwrap_err().reason,
        Reason::Held
    );
    let mut others = posts.clone();
    others[2].to = Some("2026-11-30".parse().unwrap());
    let made = make(&others, "2026-12-01", None).unwrap();
    assert_eq!(
        (made.basis.as_str(), made.title),
        ("VR-3.1.1", Title::AppointedBy(person(1)))
    );
    assert_eq!(
        make(&others, "2026-11-30", None).unwrap_err().reason,
        Reason::Held
    );
    let backwards = make(&[], "2026-12-01", Some("2026-11-30")).unwrap_err();
    assert_eq!(backwards.reason, Reason::EndsBeforeBeginning);
}

#[test]
fn every_headquarters_of_the_country_can_be_a_tree() {
    let rows: Vec<_> = embedded::HEADQUARTERS
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>())
        .collect();
    let area = rows
        .iter()
        .filter(|row| row[1] == "area_headquarters")
        .count();
    assert_eq!((rows.len() - area, area), (47, 4));
    assert!(
        rows.iter()
            .all(|row| row.len() == 5 && row.iter().all(|cell| !cell.is_empty()))
    );
}
