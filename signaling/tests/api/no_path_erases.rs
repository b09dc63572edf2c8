//! No operation makes received bytes go but those named here (VR-9a, D5; row 13 of the reliability
//! figures). The operations are those of the API document, which `access.rs` holds against
//! `operations.txt`.

#![allow(clippy::print_stdout, reason = "a figure is printed")]

use std::{collections::BTreeMap, fs, path::Path};

use admin::{
    core::{deadline::Consequence, rulebook::Rulebook},
    jobs::Keeper,
    rulebooks,
};
use http::{HeaderValue, Method, StatusCode, header};
use protocol::person::TerminalKind;
use sea_orm::prelude::Uuid;
use serde_json::json;

use crate::{
    access::ROLES,
    house::{House, Session, jpeg},
    operations::{Operation, documented, listed, of_staff},
    retention::journal_of,
    things::{Things, signed_in},
    town,
};

/// After these, received bytes may be gone.
const ERASING: [(&str, &str, &str); 3] = [
    (
        "POST",
        "/api/v1/cases/{id}/steps",
        "an exception deletion is decided (D5): the only way before the day, tried in keeping.rs",
    ),
    (
        "POST",
        "/api/v1/reports/{id}/recordings",
        "a film of what has arrived so far takes the place of the one before; what it is made of stays",
    ),
    (
        "POST",
        "/api/v1/demo/clock",
        "in a demo alone: where the clock comes to a day, what is due on it goes",
    ),
];

/// Steps of cases that move the day of something received, and whether it may come at once.
const MOVING: [(&str, &str, &str, bool); 3] = [
    ("VR", "exception_deletion", "decide", true),
    ("VR", "keep", "permit", false),
    // The general operations manager decided before (WC-7.2.6b).
    ("WC", "file_erasure", "carry_out", true),
];

/// Each post that knows received things, where it works.
const AT_WORK: [(&str, TerminalKind); 9] = [
    ("op1", TerminalKind::Reception),
    ("mgr1", TerminalKind::Reception),
    ("mgr1", TerminalKind::Management),
    ("chief1", TerminalKind::Management),
    ("sysmgr1", TerminalKind::Management),
    ("npachief", TerminalKind::Management),
    ("npasysmgr", TerminalKind::Management),
    ("resp1", TerminalKind::Unenrolled),
    ("hand1", TerminalKind::Unenrolled),
];
const TERMINALS: [TerminalKind; 3] = [
    TerminalKind::Reception,
    TerminalKind::Management,
    TerminalKind::Unenrolled,
];

/// What may be done to a thing, the film among them.
const ACTS: [&str; 11] = [
    "in", "out", "return", "inspect", "custody", "write", "wipe", "retire", "dispose", "lose",
    "find",
];

fn is_erasing(operation: &Operation) -> bool {
    let named = |(method, path, _): &(&str, &str, &str)| {
        operation.method.as_str() == *method && operation.path == *path
    };
    ERASING.iter().any(named)
}

#[test]
fn d5_the_operations_that_may_erase_are_in_the_document() {
    let documented = documented();
    for (method, path, _) in ERASING {
        let own = (method.to_owned(), path.to_owned());
        assert!(documented.contains(&own), "there is no {method} {path}");
    }
}

/// Of all workflows of all documents.
#[test]
fn d5_three_decisions_move_the_day_of_what_was_received_and_two_of_them_to_now() {
    let rules = rulebooks::load().unwrap();
    let mut moving = Vec::new();
    for rulebook in rules.library().all() {
        let erases = |deadline: &str| erases(rulebook, deadline);
        for workflow in rulebook.workflows.values() {
            for step in &workflow.steps {
                let moves = step.moves.iter().filter(|one| erases(&one.deadline.text));
                moving.extend(moves.map(|one| {
                    let document = rulebook.document.code.clone();
                    let comes_now = one.until.is_none();
                    (
                        document,
                        workflow.code.clone(),
                        step.code.clone(),
                        comes_now,
                    )
                }));
            }
        }
    }
    moving.sort();
    moving.dedup();
    let named = MOVING.map(|(document, workflow, step, comes_now)| {
        (document.into(), workflow.into(), step.into(), comes_now)
    });
    assert_eq!(moving, named);
}

fn erases(rulebook: &Rulebook, deadline: &str) -> bool {
    let kind = rulebook.deadlines.get(deadline);
    kind.is_some_and(|kind| kind.consequence == Consequence::DeleteWithProof)
}

/// Received things, and what there is of them.
struct Watched {
    owners: Vec<Uuid>,
    bytes: BTreeMap<String, Vec<u8>>,
}

impl Watched {
    fn begin(house: &House, ids: &[&str]) -> Self {
        let owners: Vec<Uuid> = ids.iter().map(|id| id.parse().unwrap()).collect();
        let all = bytes_below(&house.path);
        let is_own = |path: &String| ids.iter().any(|id| path.contains(id));
        let bytes: BTreeMap<_, _> = all.into_iter().filter(|(path, _)| is_own(path)).collect();
        for id in ids {
            assert!(bytes.keys().any(|path| path.contains(id)), "{id}");
        }
        Self { owners, bytes }
    }

    /// What is gone or changed. More may have come, also to the end of a file.
    async fn missing(&self, house: &House) -> Vec<String> {
        let mut missing = Vec::new();
        for (path, before) in &self.bytes {
            match fs::read(path) {
                Ok(now) if now.starts_with(before) => {}
                Ok(_) => missing.push(format!("{path} was changed")),
                Err(_) => missing.push(format!("{path} is gone")),
            }
        }
        let keys = house.admin.keys().without_key(&self.owners).await.unwrap();
        missing.extend(
            keys.iter()
                .map(|owner| format!("the key of {owner} is gone")),
        );
        missing
    }
}

fn bytes_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(bytes_below(&path));
        } else if let Ok(bytes) = fs::read(&path) {
            found.insert(path.display().to_string(), bytes);
        }
    }
    found
}

/// A running report and one that is over, each with a picture, and a film.
struct Scene {
    house: House,
    sessions: [Session; 2],
    things: Vec<Things>,
    watched: Watched,
    asked: usize,
}

impl Scene {
    async fn new() -> Self {
        let house = House::new().await;
        let camera = town::camera(&house).await;
        let from = house.admin.now().0 - 2 * 3_600_000;
        let film = town::import(&house, &camera, from).await;
        let operator = house.person("op1").await;
        let mut received = Vec::new();
        for _ in 0..2 {
            let (report, session) = house.started(&operator).await;
            let sent = session.still(&house, "still", &jpeg(4_000)).await;
            let file = sent.json()["file"].as_str().unwrap().to_owned();
            journal_of(&house.path.join("journal"), &report);
            received.push((report, file, session));
        }
        operator.end(&received[0].0).await;
        let police = Things::of_headquarters(&house, "op1", "mgr1").await;
        let responsible = signed_in(&house, "resp1", TerminalKind::Unenrolled).await;
        let group = Things::of_group(&house, &responsible).await;
        drop((operator, responsible));
        let mut things = vec![group.with("footage", &film).with("asset", &film)];
        for (report, file, _) in &received {
            let own = police.clone().with("report", report).with("file", file);
            things.push(own.with("footage", &film).with("asset", &film));
        }
        let watched = Watched::begin(&house, &[&received[0].0, &received[1].0, &film]);
        let sessions = received.into_iter().map(|(_, _, session)| session);
        let sessions: Vec<_> = sessions.collect();
        let sessions = sessions.try_into().unwrap_or_else(|_| unreachable!());
        Self {
            house,
            sessions,
            things,
            watched,
            asked: 0,
        }
    }

    /// Everything that somebody may ask of these things, and what the server then does by itself.
    async fn everything_by(&mut self, user_id: &str, terminal: TerminalKind) {
        let mut operations = of_staff();
        operations.retain(|one| !is_erasing(one) && !one.path.contains("/credentials"));
        let person = signed_in(&self.house, user_id, terminal).await;
        for operation in &operations {
            for things in &self.things {
                let things = match operation.uses_things_up() {
                    true => things.afresh(&self.house).await,
                    false => things.clone(),
                };
                let request = operation.request(&things, &person.cookie);
                self.house.send(request).await;
                self.asked += 1;
            }
        }
        for things in &self.things {
            for act in ACTS {
                let path = format!("/api/v1/assets/{}/acts", things.get("asset"));
                let body = json!({"act": act, "method": "key_destroyed", "unharmed": true});
                person.post(&path, body).await;
                self.asked += 1;
            }
        }
        let still_in = person.get("/api/v1/me").await;
        assert_eq!(still_in.status, StatusCode::OK, "{user_id} was heard");
        self.stays(&format!("{user_id} at {terminal:?}")).await;
    }

    /// Whatever phones ask, with the session of each report.
    async fn everything_by_phones(&mut self) {
        let all = listed().into_iter();
        let others = all.filter(|one| !one.is_of_staff() && !is_erasing(one));
        for operation in others.filter(|one| one.method != Method::HEAD) {
            for (session, things) in self.sessions.iter().zip(&self.things[1..]) {
                let mut request = operation.request(things, "");
                let bearer = format!("Bearer {}", session.token);
                let bearer = HeaderValue::from_str(&bearer).unwrap();
                request.headers_mut().insert(header::AUTHORIZATION, bearer);
                self.house.send(request).await;
                self.asked += 1;
            }
        }
        self.stays("a phone").await;
    }

    async fn stays(&self, who: &str) {
        self.house.after_minutes(30);
        let carriers = self.house.carriers();
        let mut keeper = Keeper::default();
        keeper.turn(&self.house.admin, &carriers, true).await;
        let missing = self.watched.missing(&self.house).await;
        assert!(missing.is_empty(), "after {who}: {}", missing.join("\n"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d5_no_operation_but_those_named_makes_received_bytes_go() {
    let mut scene = Scene::new().await;
    scene.everything_by_phones().await;
    for (user_id, terminal) in AT_WORK {
        scene.everything_by(user_id, terminal).await;
    }
    assert!(scene.asked > 2_000, "{}", scene.asked);
}

/// infra/benches/deletion-by-rule.sh runs it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a bench: every role at every terminal"]
async fn no_operation_erases_for_any_role_at_any_terminal() {
    let mut scene = Scene::new().await;
    scene.everything_by_phones().await;
    for user_id in ROLES {
        for terminal in TERMINALS {
            scene.everything_by(user_id, terminal).await;
        }
    }
    let (asked, operations) = (scene.asked, listed().len());
    println!(
        "no path:   {asked} requests of {} roles, {operations} operations: nothing went",
        ROLES.len()
    );
    println!(
        "{{\"bench\":\"no-path-erases\",\"operations\":{operations},\"requests\":{asked},\"erased\":0}}"
    );
}
