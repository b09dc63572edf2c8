//! Real things of a neighbouring headquarters and of a town's groups, and everybody whom they do
//! not concern: each operation that names a thing refuses, the refusal stands in the trail, the
//! thing stays as it is, and no answer tells of it (VR-3.1, CC-0).

use std::sync::Arc;

use admin::{
    core::{authority::Matter, rulebook::Rulebook},
    sessions,
    store::table::trail_entry,
};
use http::StatusCode;
use protocol::{id::UnitId, person::TerminalKind};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::{
    house::{House, Person},
    operations::{Operation, of_staff},
    things::{Things, another_group, signed_in, unit_of},
};

const TERMINALS: [TerminalKind; 3] = [
    TerminalKind::Reception,
    TerminalKind::Management,
    TerminalKind::Unenrolled,
];
/// `call_gone` says the same of a call that never was.
const REFUSED: [StatusCode; 3] = [
    StatusCode::FORBIDDEN,
    StatusCode::NOT_FOUND,
    StatusCode::GONE,
];
const OF_HEADQUARTERS: [&str; 5] = ["op1", "mgr1", "chief1", "sys1", "sysmgr1"];
const OF_THE_NATION: [&str; 4] = ["npachief", "npamgr", "npasys", "npasysmgr"];
const OF_THE_TOWN: [&str; 1] = ["city1"];
const OF_THE_GROUP: [&str; 4] = ["rep1", "resp1", "hand1", "mem1"];

/// Lists that can be asked for a unit.
const OF_A_UNIT: [(&str, &str); 10] = [
    ("GET", "/api/v1/posts?unit=<unit>"),
    ("GET", "/api/v1/cameras?unit=<unit>"),
    ("GET", "/api/v1/ledgers/<document>/<kind>?unit=<unit>"),
    (
        "GET",
        "/api/v1/case-registers/<document>/<workflow>?unit=<unit>",
    ),
    ("GET", "/api/v1/statistics/headquarters?unit=<unit>"),
    ("GET", "/api/v1/training/<document>/<workflow>?unit=<unit>"),
    ("GET", "/api/v1/exercises?unit=<unit>"),
    ("GET", "/api/v1/trail?unit=<unit>"),
    ("GET", "/api/v1/trail/state?unit=<unit>"),
    ("POST", "/api/v1/trail/check?unit=<unit>"),
];

/// What may stand in no answer to somebody of another place.
const SECRET: [&str; 14] = [
    "report",
    "file",
    "instruction",
    "case",
    "case_file",
    "asset",
    "export",
    "footage",
    "notice",
    "staff_url",
    "staff_device",
    "staff_use",
    "call",
    "command_token",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_reaches_what_belongs_to_others() {
    let house = House::new().await;
    let neighbour = Things::of_headquarters(&house, "opb1", "mgrb1").await;
    let neighbour = neighbour.with_a_call(&house).await;
    let responsible = signed_in(&house, "resp1", TerminalKind::Unenrolled).await;
    let group = Things::of_group(&house, &responsible).await;
    another_group(&house).await;
    let other = signed_in(&house, "other_responsible", TerminalKind::Unenrolled).await;
    let other_group = Things::of_group(&house, &other).await;
    let tries: [(&[&str], &[&Things]); 4] = [
        (&OF_HEADQUARTERS, &[&neighbour, &group]),
        (&OF_THE_NATION, &[&group]),
        (&OF_THE_TOWN, &[&neighbour]),
        (&OF_THE_GROUP, &[&neighbour, &other_group]),
    ];
    let queries = OF_A_UNIT.map(|(method, path)| Operation::bare(method, path));
    let operations: Vec<_> = of_staff().into_iter().chain(queries).collect();
    let mut wrong = Vec::new();
    for (people, foreign) in tries {
        let known = acts_in(&house, foreign).await;
        for (user_id, terminal) in people
            .iter()
            .flat_map(|one| TERMINALS.map(|terminal| (one, terminal)))
        {
            let person = signed_in(&house, user_id, terminal).await;
            // So many refusals of one person are written in a minute.
            if foreign.len() > 1 && terminal == TerminalKind::Management {
                house.after_minutes(1);
            }
            for things in foreign {
                let tried = Tried {
                    house: &house,
                    person: &person,
                    unit: unit_of(&person).await,
                    things,
                };
                for operation in &operations {
                    if let Some(told) = tried.try_to(operation).await {
                        wrong.push(format!("{user_id} at {terminal:?}: {told}"));
                    }
                }
            }
        }
        let found = acts_in(&house, foreign).await;
        assert_eq!(found, known, "some of {people:?} did something there");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What people were allowed to do in the units of these things.
async fn acts_in(house: &House, foreign: &[&Things]) -> Vec<u64> {
    let mut acts = Vec::new();
    for things in foreign {
        acts.push(entries(house, things.unit, "allowed").await);
    }
    acts
}

/// Somebody of one unit and things of another.
struct Tried<'a> {
    house: &'a House,
    person: &'a Person<'a>,
    unit: UnitId,
    things: &'a Things,
}

impl Tried<'_> {
    /// What is wrong with the answer, if anything is.
    async fn try_to(&self, operation: &Operation) -> Option<String> {
        let things = match operation.uses_things_up() {
            true => self.things.afresh(self.house).await,
            false => self.things.clone(),
        };
        let [known, there] = self.refusals().await;
        let request = operation.request(&things, &self.person.cookie);
        let answer = self.house.send(request).await;
        let (status, text) = (answer.status, answer.text());
        let told = |what: &str| {
            let (method, path) = (&operation.method, &operation.path);
            let of = self.things.get("document");
            Some(format!("{method} {path} of {of}: {what}: {status} {text}"))
        };
        let shows = |word: &&str| {
            let id = things.get(word);
            id != crate::things::NOWHERE && text.contains(id)
        };
        // The own trail tells what one reached for.
        let is_trail = operation.path == "/api/v1/trail";
        if !is_trail && SECRET.iter().any(shows) {
            return told("tells of it");
        }
        if !operation.names_a_thing() {
            return None;
        }
        if !REFUSED.contains(&status) {
            return told("is not refused");
        }
        match self.refusals().await {
            [own, _] if own == known => told("leaves no entry"),
            [_, other] if other != there => told("leaves an entry in the other's trail"),
            _ => None,
        }
    }

    /// Entries in the own trail, and in that of the unit whose things they are.
    async fn refusals(&self) -> [u64; 2] {
        let own = entries(self.house, self.unit, "refused").await;
        [own, entries(self.house, self.things.unit, "refused").await]
    }
}

#[tokio::test]
async fn cc_0_a_group_finds_no_operation_of_the_police_and_no_other_group() {
    let house = House::new().await;
    let police = Things::of_headquarters(&house, "op1", "mgr1").await;
    let of_police = of_staff().into_iter().filter(|one| {
        let known = house.admin.rules().document_on("VR", house.admin.today());
        let own = house.admin.rules().document_on("CC", house.admin.today());
        let knows =
            |rulebook: Option<&Arc<Rulebook>>| rulebook.unwrap().actions.contains_key(one.act());
        knows(known) && !knows(own)
    });
    let of_police: Vec<_> = of_police.collect();
    assert!(of_police.len() > 40, "{}", of_police.len());
    for user_id in OF_THE_GROUP {
        let person = signed_in(&house, user_id, TerminalKind::Unenrolled).await;
        for operation in &of_police {
            let answer = house.send(operation.request(&police, &person.cookie)).await;
            let told = (answer.refusal(), operation.path.as_str());
            let nothing = (404, "not_found".to_owned(), Some("CC-0".to_owned()));
            // proves CC-0
            assert_eq!(told, (nothing, operation.path.as_str()), "{user_id}");
        }
    }
    let unit = another_group(&house).await;
    let person = signed_in(&house, "resp1", TerminalKind::Unenrolled).await;
    let cameras = person.get(&format!("/api/v1/cameras?unit={unit}")).await;
    // proves CC-0
    cameras.is(403, "not_allowed");
    let own = person.get("/api/v1/cameras").await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.text());
}

#[tokio::test]
async fn cc_0_the_city_reads_no_posts_of_the_police_and_they_none_of_a_group() {
    let house = House::new().await;
    let group = signed_in(&house, "resp1", TerminalKind::Unenrolled).await;
    let police = house.person("op1").await;
    let (group, police) = (unit_of(&group).await, unit_of(&police).await);
    for (user_id, own, foreign) in [("city1", group, police), ("npachief", police, group)] {
        let person = signed_in(&house, user_id, TerminalKind::Management).await;
        let read = async |unit: UnitId| person.get(&format!("/api/v1/posts?unit={unit}")).await;
        let answer = read(own).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let answer = read(foreign).await;
        // proves CC-0
        answer.is(404, "not_found");
        let all = person.get("/api/v1/posts").await;
        assert!(!all.text().contains(&foreign.to_string()), "{user_id}");
    }
}

/// How many entries of people with a result the trail of a unit has.
async fn entries(house: &House, unit: UnitId, result: &str) -> u64 {
    trail_entry::Entity::find()
        .filter(trail_entry::Column::Unit.eq(unit.0))
        .filter(trail_entry::Column::Result.eq(result))
        .filter(trail_entry::Column::Actor.starts_with("account:"))
        .count(&**house.admin.db())
        .await
        .unwrap()
}

/// Acts that no grant binds to a place: they concern the own affairs, or the appointment matrix
/// says where.
const EVERYWHERE: [&str; 9] = [
    "sign_in",
    "sign_out",
    "lock_session",
    "unlock_session",
    "register_factor",
    "revoke_factor",
    "make_registration_code",
    "revoke_credentials",
    "appoint",
];

/// Routes mostly ask about the own unit; this asks the grants themselves about every other one.
#[tokio::test]
async fn no_grant_reaches_beyond_the_own_headquarters_or_group() {
    let house = House::new().await;
    let (neighbour, group) = (house.person("opb1").await, house.person("resp1").await);
    let (neighbour, group) = (unit_of(&neighbour).await, unit_of(&group).await);
    let other_group = another_group(&house).await;
    let admin = &house.admin;
    let units = admin.units().await.unwrap();
    let rulebooks = ["VR", "CC"].map(|document| {
        let found = admin.rules().document_on(document, admin.today());
        found.unwrap().clone()
    });
    let mut reaching = Vec::new();
    let tries: [(&[&str], &[UnitId]); 4] = [
        (&OF_HEADQUARTERS, &[neighbour, group]),
        (&OF_THE_NATION, &[group]),
        (&OF_THE_TOWN, &[neighbour]),
        (&OF_THE_GROUP, &[neighbour, other_group]),
    ];
    for (people, foreign) in tries {
        for (user_id, terminal) in people
            .iter()
            .flat_map(|one| TERMINALS.map(|terminal| (one, terminal)))
        {
            let session = signed_in(&house, user_id, terminal).await;
            let token = session.cookie.split_once('=').unwrap().1;
            let person = sessions::find(&**admin.db(), token, admin.now()).await;
            let person = person.unwrap().unwrap();
            let actions = rulebooks
                .iter()
                .flat_map(|rulebook| rulebook.actions.keys());
            for action in actions.filter(|action| !EVERYWHERE.contains(&action.as_str())) {
                let kinds = [
                    "",
                    "recording_medium",
                    "footage",
                    "city_consultation",
                    "outside_medium",
                ];
                for (unit, kind) in foreign
                    .iter()
                    .flat_map(|unit| kinds.map(|kind| (*unit, kind)))
                {
                    let matter = Matter {
                        unit,
                        owner: None,
                        kind,
                        state: "",
                    };
                    if admin.may(&person, action, &matter, &units).is_ok() {
                        let unit = units.name(unit);
                        reaching.push(format!("{user_id} at {terminal:?}: {action} {kind} {unit}"));
                    }
                }
            }
        }
    }
    assert!(reaching.is_empty(), "{}", reaching.join("\n"));
}
