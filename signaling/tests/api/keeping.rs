//! Received media are kept beyond their days by a permitted act with a reason, and erased before them
//! by an executed decision alone (O-27, D5).

use std::{collections::BTreeMap, fs, path::Path};

use http::StatusCode;
use protocol::{person::TerminalKind, time::UnixMs};
use serde_json::{Value, json};

use crate::{
    house::{House, Person, jpeg},
    operations::of_staff,
    retention::{entries, strike_what_is_due},
    things::{Things, signed_in},
};

const DAY_MS: i64 = 24 * 3_600_000;

/// A report that is over, with a picture; and that picture.
async fn over(house: &House, operator: &Person<'_>) -> (String, String) {
    let (report, session) = house.started(operator).await;
    let sent = session.still(house, "still", &jpeg(5_000)).await;
    operator.end(&report).await;
    (report, sent.json()["file"].as_str().unwrap().to_owned())
}

async fn due_of(person: &Person<'_>, report: &str) -> i64 {
    let listed = person.get("/api/v1/deadlines?state=open").await.json();
    let mut open = listed["deadlines"].as_array().unwrap().iter();
    let own = open.find(|one| one["subject"] == format!("report:{report}"));
    own.unwrap_or_else(|| panic!("{listed}"))["due"]
        .as_i64()
        .unwrap()
}

async fn manager(house: &House) -> Person<'_> {
    signed_in(house, "mgr1", TerminalKind::Management).await
}

async fn chief(house: &House) -> Person<'_> {
    signed_in(house, "chief1", TerminalKind::Management).await
}

fn apply(workflow: &str, values: Value) -> Value {
    json!({"document": "VR", "workflow": workflow, "step": "apply", "values": values})
}

/// The case that a manager begins.
async fn applied(manager: &Person<'_>, workflow: &str, values: Value) -> String {
    let begun = manager.post("/api/v1/cases", apply(workflow, values)).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text());
    begun.json()["id"].as_str().unwrap().to_owned()
}

async fn step(person: &Person<'_>, case: &str, step: &str, values: Value) -> crate::house::Answer {
    let body = json!({"step": step, "seen": 1, "values": values});
    person
        .post(&format!("/api/v1/cases/{case}/steps"), body)
        .await
}

fn day(at_ms: i64) -> String {
    admin::core::calendar::japan::day_of(UnixMs(at_ms)).to_string()
}

#[tokio::test]
async fn o_27_what_the_chief_permits_is_kept_until_the_day_that_was_decided() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, file) = over(&house, &operator).await;
    let (other, _) = over(&house, &operator).await;
    let due = due_of(&operator, &report).await;
    let (manager, chief) = (manager(&house).await, chief(&house).await);
    // The last day of keeping is no later day.
    let until = |day: String| json!({"report": report, "reason": "捜査のため", "kept_until": day});
    let early = apply("keep", until(day(due - 1)));
    let early = manager.post("/api/v1/cases", early).await;
    let refused = (422, "deadline_runs".to_owned(), Some("VR-9a".to_owned()));
    assert_eq!(early.refusal(), refused);
    // Neither an operator nor the chief applies, and the manager does not permit.
    let values = until(day(due + 10 * DAY_MS));
    for person in [&operator, &chief] {
        let not = person.post("/api/v1/cases", apply("keep", values.clone()));
        not.await.is(403, "not_allowed");
    }
    let case = applied(&manager, "keep", values.clone()).await;
    let kept_until = json!({"kept_until": day(due + 10 * DAY_MS)});
    step(&manager, &case, "permit", kept_until.clone())
        .await
        .is(403, "not_allowed");
    assert_eq!(
        due_of(&operator, &report).await,
        due,
        "applying moves nothing"
    );
    let permitted = step(&chief, &case, "permit", kept_until).await;
    assert_eq!(permitted.status, StatusCode::OK, "{}", permitted.text());
    let later = due_of(&operator, &report).await;
    assert_eq!(later, due + 11 * DAY_MS);

    let detail = operator.get(&format!("/api/v1/reports/{report}")).await;
    let keeping = detail.json()["keeping"].clone();
    assert_eq!(keeping["erased_from_ms"], later);
    assert_eq!(keeping["kept"]["case"], json!(case));
    let by = keeping["kept"]["by_name"].as_str().unwrap();
    let me = chief.get("/api/v1/me").await.json();
    assert_eq!(by, me["name"].as_str().unwrap());
    let detail = operator.get(&format!("/api/v1/reports/{other}")).await;
    let keeping = detail.json()["keeping"].clone();
    assert_eq!(keeping, json!({"erased_from_ms": due}));

    // On its old day the other goes; on its new day this one.
    house.clock.set(UnixMs(due)).unwrap();
    strike_what_is_due(&house).await;
    let keys = house.admin.keys();
    keys.destroy_days(house.admin.db(), UnixMs(due))
        .await
        .unwrap();
    let operator = house.person("op1").await;
    let original = format!("/api/v1/reports/{report}/files/{file}/original");
    operator.open_viewing(&report).await;
    assert_eq!(operator.get(&original).await.status, StatusCode::OK);
    let gone = operator.get(&format!("/api/v1/reports/{other}")).await;
    gone.is(410, "report_erased");
    house.clock.set(UnixMs(later)).unwrap();
    let operator = house.person("op1").await;
    operator.get(&original).await.is(410, "report_erased");
    strike_what_is_due(&house).await;
    assert!(!house.path.join("files").join(&report).exists());
    let whys = entries(&house, "erase_report").await;
    assert!(
        whys.iter()
            .all(|entry| entry.subjects.contains("word:auto"))
    );
    assert_eq!(whys.len(), 2);
}

#[tokio::test]
async fn d5_an_exception_deletion_erases_exactly_its_report() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, file) = over(&house, &operator).await;
    let (other, kept) = over(&house, &operator).await;
    let (running, _) = house.started(&operator).await;
    let (manager, chief) = (manager(&house).await, chief(&house).await);
    let values =
        |report: &str| json!({"report": report, "reason": "無関係な第三者のみが写っている"});
    // What still runs has no day yet, and another headquarters' report is none of its affair.
    for nothing in [&running, crate::things::NOWHERE] {
        let not = manager.post(
            "/api/v1/cases",
            apply("exception_deletion", values(nothing)),
        );
        not.await.is(422, "deadline_runs");
    }
    let case = applied(&manager, "exception_deletion", values(&report)).await;
    let original = format!("/api/v1/reports/{report}/files/{file}/original");
    operator.open_viewing(&report).await;
    assert_eq!(operator.get(&original).await.status, StatusCode::OK);
    let both = json!({"confirmed": ["no_evidence", "cannot_be_undone"]});
    step(&manager, &case, "decide", both.clone())
        .await
        .is(403, "not_allowed");
    let half = json!({"confirmed": ["no_evidence"]});
    step(&chief, &case, "decide", half)
        .await
        .is(422, "tick_group");
    let decided = step(&chief, &case, "decide", both).await;
    assert_eq!(decided.status, StatusCode::OK, "{}", decided.text());
    // Refused at once, erased by the next look.
    operator.get(&original).await.is(410, "report_erased");
    strike_what_is_due(&house).await;
    assert!(!house.path.join("files").join(&report).exists());
    let whys = entries(&house, "erase_report").await;
    let [why] = &whys[..] else { panic!("{whys:?}") };
    assert_eq!(
        why.subjects,
        format!("report:{report} word:exception count:1")
    );
    let rest = format!("/api/v1/reports/{other}/files/{kept}/original");
    operator.open_viewing(&other).await;
    assert_eq!(operator.get(&rest).await.status, StatusCode::OK);
}

/// Every file below a folder, with its bytes.
fn files_in(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_in(&path));
        } else {
            found.insert(path.display().to_string(), fs::read(&path).unwrap());
        }
    }
    found
}

/// The operations are those of `operations.txt`, which another test holds against the API document;
/// each is asked with the report that is over, by each post that knows reports.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d5_no_operation_edits_or_erases_what_an_ended_report_received() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, file) = over(&house, &operator).await;
    let things = Things::of_headquarters(&house, "op1", "mgr1").await;
    let things = things.with("report", &report).with("file", &file);
    let original = format!("/api/v1/reports/{report}/files/{file}/original");
    let folder = house.path.join("files").join(&report);
    operator.open_viewing(&report).await;
    let (due, bytes, before) = (
        due_of(&operator, &report).await,
        operator.get(&original).await.bytes,
        files_in(&folder),
    );
    assert!(!before.is_empty() && bytes.len() > 4_000);
    // Those that would end the tries of whoever asks are about persons and terminals alone.
    let mut all = of_staff();
    all.retain(|one| !one.uses_things_up() && !one.path.contains("/credentials"));
    assert!(all.len() > 90, "{}", all.len());
    let (mut asked, mut reached) = (0, 0);
    for (user_id, terminal) in [
        ("op1", TerminalKind::Reception),
        ("mgr1", TerminalKind::Reception),
        ("chief1", TerminalKind::Management),
        ("npachief", TerminalKind::Management),
    ] {
        let person = signed_in(&house, user_id, terminal).await;
        for operation in &all {
            let operation = operation.request(&things, &person.cookie);
            let answer = house.send(operation).await;
            asked += 1;
            reached += usize::from(answer.status != StatusCode::UNAUTHORIZED);
        }
    }
    assert!(reached * 10 > asked * 9, "{reached} of {asked} were heard");
    let looked = house.admin.now().0 + DAY_MS;
    house.clock.set(UnixMs(looked)).unwrap();
    strike_what_is_due(&house).await;
    let operator = house.person("op1").await;
    assert_eq!(files_in(&folder), before);
    operator.open_viewing(&report).await;
    assert_eq!(operator.get(&original).await.bytes, bytes);
    assert_eq!(due_of(&operator, &report).await, due);
    assert!(entries(&house, "erase_report").await.is_empty());
}
