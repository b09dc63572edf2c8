//! A report is saved on a medium of the organisation, by a person whom the HQ operations chief
//! permitted, as one numbered copy that proves itself (VR-9).

use std::{io::Read, path::PathBuf};

use admin::evidence::{
    locked::LockedReader,
    manifest::Manifest,
    verify::{self, Verdict},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use http::StatusCode;
use journal::{Head, JournalKey, chunk::seal};
use protocol::time::UnixMs;
use serde_json::{Value, json};

use crate::house::{Answer, House, Person, jpeg};

const LEDGER: &str = "/api/v1/ledgers/VR/outside_medium";

pub fn medium(number: &str) -> Value {
    json!({
        "number": number,
        "attributes": {"owner": "山口県警察本部通信指令課", "medium_kind": "USBメモリ 64GB"},
        "place": {"name": "通信指令課 鍵付き書庫", "lockable": true},
    })
}

/// A medium of the headquarters of a manager.
pub async fn taken_in(manager: &Person<'_>, number: &str) -> String {
    let taken = manager.post(LEDGER, medium(number)).await;
    assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.text());
    taken.json()["asset"]["id"].as_str().unwrap().to_owned()
}

/// A report that has ended, with a picture, a message and a journal.
pub async fn ended(house: &House, operator: &Person<'_>) -> String {
    let (report, session) = house.started(operator).await;
    let sent = session.still(house, "still", &jpeg(90_000)).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
    write_journal(house, &report, 4);
    operator.end(&report).await;
    report
}

/// What a media node kept of a report: some chunks, the last with its mark.
fn write_journal(house: &House, report: &str, chunks: u32) -> PathBuf {
    let head = Head {
        report: report.parse().unwrap(),
        file: admin::random::bytes(),
        begun_ms: UnixMs(house.admin.now().0),
    };
    let key = JournalKey::new([7; 32]).file(&head);
    let (mut bytes, mut before) = (head.bytes().to_vec(), head.hash());
    for number in 0..chunks {
        let mut records = vec![number as u8; 500];
        let last = number + 1 == chunks;
        let sealed = seal(&key, number, last, head.begun_ms, &before, &mut records).unwrap();
        bytes.extend(sealed.0);
        before = sealed.1;
    }
    let folder = house.path.join("journal").join(report);
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{}.journal", hex::encode(head.file)));
    std::fs::write(&path, bytes).unwrap();
    path
}

fn application(report: &str, medium: &str) -> Value {
    json!({
        "document": "VR", "workflow": "export", "step": "apply",
        "values": {
            "report": report, "contents": ["files", "positions", "messages", "journal"],
            "purpose": "investigation", "purpose_text": "ひき逃げ事件の捜査のため",
            "medium": medium,
        },
    })
}

pub async fn apply(person: &Person<'_>, report: &str, medium: &str) -> Value {
    let begun = person
        .post("/api/v1/cases", application(report, medium))
        .await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text());
    begun.json()
}

fn path_of(case: &Value) -> String {
    format!("/api/v1/cases/{}", case["id"].as_str().unwrap())
}

pub async fn step(person: &Person<'_>, case: &Value, step: &str, values: Value) -> Answer {
    let path = path_of(case);
    let seen = person.get(&path).await.json()["version"].clone();
    let body = json!({"step": step, "seen": seen, "values": values});
    person.post(&format!("{path}/steps"), body).await
}

pub async fn permit(chief: &Person<'_>, case: &Value) {
    let permitted = step(chief, case, "permit", json!({})).await;
    assert_eq!(permitted.status, StatusCode::OK, "{}", permitted.text());
}

pub async fn save(person: &Person<'_>, case: &Value) -> Answer {
    let path = format!("/api/v1/exports/{}", case["id"].as_str().unwrap());
    person.post(&path, json!({})).await
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    hash.as_ref().to_vec()
}

/// The archive in an answer, opened with the password that came with it.
pub fn opened(answer: &Answer) -> Vec<u8> {
    let password = answer.headers["genba-password"].to_str().unwrap();
    let mut tar = Vec::new();
    let mut reader = LockedReader::new(&answer.bytes[..], password).unwrap();
    reader.read_to_end(&mut tar).unwrap();
    tar
}

/// The heads of the trail, as another organisation holds them.
pub async fn held(house: &House) -> Vec<admin::core::trail::signed_head::SignedHead> {
    let db = &**house.admin.db();
    admin::trail::heads::page_after(db, 0).await.unwrap()
}

pub fn told(verdict: &Verdict) -> Vec<String> {
    let flaws = verdict.flaws.kept();
    flaws.iter().map(ToString::to_string).collect()
}

fn vr_9a(status: u16, code: &str) -> (u16, String, Option<String>) {
    (status, code.to_owned(), Some("VR-9a".to_owned()))
}

#[tokio::test]
async fn vr_9a_a_report_is_saved_by_permission_on_a_registered_medium_with_a_receipt() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (manager, chief) = (house.person("mgr1").await, house.person("chief1").await);
    let report = ended(&house, &operator).await;
    let medium = taken_in(&manager, "USB-0001").await;

    // An unregistered medium, one of a neighbour, and somebody else's report.
    let nowhere = crate::things::NOWHERE;
    let refused = operator
        .post("/api/v1/cases", application(&report, nowhere))
        .await;
    // proves VR-9a
    assert_eq!(refused.refusal(), vr_9a(422, "asset_state"));
    let neighbour = house.person("mgrb1").await;
    let theirs = taken_in(&neighbour, "USB-0001").await;
    let refused = operator
        .post("/api/v1/cases", application(&report, &theirs))
        .await;
    assert_eq!(refused.refusal(), vr_9a(403, "in_scope"));
    let refused = operator
        .post("/api/v1/cases", application(nowhere, &medium))
        .await;
    assert_eq!(refused.refusal(), vr_9a(422, "value_unknown"));

    // Without permission nothing leaves, and nobody permits it but the chief.
    let case = apply(&operator, &report, &medium).await;
    let refused = save(&operator, &case).await;
    // proves VR-9a
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.refusal(), vr_9a(403, "not_allowed"));
    for person in [&operator, &manager] {
        let refused = step(person, &case, "permit", json!({})).await;
        // proves VR-9a
        assert_eq!(refused.refusal(), vr_9a(403, "not_allowed"));
    }
    let permitted = step(&chief, &case, "permit", json!({})).await;
    assert_eq!(permitted.status, StatusCode::OK, "{}", permitted.text());

    // The permission is for the one who applied.
    for other in ["op2", "mgr1", "chief1"] {
        let other = house.person(other).await;
        let refused = save(&other, &case).await;
        // proves VR-9a
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(refused.refusal(), vr_9a(403, "not_allowed"));
    }
    let by_hand = step(&operator, &case, "take_copy", json!({})).await;
    assert_eq!(by_hand.refusal(), vr_9a(403, "not_by_hand"));

    let saved = save(&operator, &case).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.text());
    let hash = sha256(&saved.bytes);
    let digest = format!("sha-256=:{}:", BASE64_STANDARD.encode(&hash));
    assert_eq!(saved.headers["repr-digest"], digest.as_str());
    let receipt = operator.get(&path_of(&case)).await.json();
    assert_eq!(receipt["state"]["code"], "saved");
    // proves VR-9a
    assert_eq!(receipt["values"]["archive_sha256"], hex::encode(&hash));
    assert_eq!(receipt["values"]["archive_bytes"], saved.bytes.len());
    let number = receipt["number"].as_str().unwrap();
    assert_eq!(receipt["values"]["copy"], format!("{number}-1"));
    let again = save(&operator, &case).await;
    assert_eq!(again.refusal(), vr_9a(409, "wrong_state"));

    // It opens with its password alone, and proves itself against heads held elsewhere.
    assert!(LockedReader::new(&saved.bytes[..], "another-password").is_err());
    let tar = opened(&saved);
    let key = house.admin.keys().heads().public();
    let verdict = verify::export(&tar[..], &[key], &held(&house).await);
    assert_eq!(told(&verdict), [""; 0]);
    assert_eq!((verdict.journals, verdict.covered), (1, 1));
    let manifest: Manifest = verdict.manifest.unwrap();
    assert_eq!(manifest.report.unwrap().to_string(), report);
    assert_eq!(manifest.copy.medium, "USB-0001");
    assert_eq!(manifest.copy.permitted_by.name, "本部 責任");
    let names: Vec<_> = manifest
        .items
        .iter()
        .map(|item| item.name.as_str())
        .collect();
    for name in [
        "README.txt",
        "trail.jsonl",
        "positions.json",
        "messages.json",
    ] {
        assert!(names.contains(&name), "{names:?}");
    }
    let picture = manifest
        .items
        .iter()
        .find(|item| item.name.contains("-still"));
    assert_eq!(picture.unwrap().sha256, hex::encode(sha256(&jpeg(90_000))));

    // The second copy of the report is the second.
    let second = apply(&operator, &report, &medium).await;
    step(&chief, &second, "permit", json!({})).await;
    let saved = save(&operator, &second).await;
    let verdict = verify::export(&opened(&saved)[..], &[key], &[]);
    assert_eq!(verdict.manifest.unwrap().copy.nth, 2);
}

#[tokio::test]
async fn a_permission_lapses_is_withdrawn_and_is_no_use_while_the_report_runs() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (manager, chief) = (house.person("mgr1").await, house.person("chief1").await);
    let medium = taken_in(&manager, "USB-0001").await;
    let (running, _) = house.started(&operator).await;
    let case = apply(&operator, &running, &medium).await;
    step(&chief, &case, "permit", json!({})).await;
    let refused = save(&operator, &case).await;
    assert_eq!(refused.refusal(), vr_9a(409, "report_running"));
    operator.end(&running).await;
    let reason = json!({"refusal_reason": "必要がなくなった"});
    let withdrawn = step(&chief, &case, "withdraw", reason).await;
    assert_eq!(withdrawn.status, StatusCode::OK, "{}", withdrawn.text());
    let refused = save(&operator, &case).await;
    assert_eq!(refused.refusal(), vr_9a(409, "wrong_state"));

    let lapsing = apply(&operator, &running, &medium).await;
    step(&chief, &lapsing, "permit", json!({})).await;
    house.after_minutes(24 * 60 + 1);
    let mut carriers = house.signaling.carriers();
    carriers.extend(admin::jobs::own_carriers(&house.admin));
    let now = house.admin.now();
    let looked = admin::deadlines::look(house.admin.db(), &carriers, now, true).await;
    assert_eq!(looked.unwrap().failed, 0);
    let operator = house.person("op1").await;
    let lapsed = operator.get(&path_of(&lapsing)).await.json();
    assert_eq!(lapsed["state"]["code"], "lapsed");
    let refused = save(&operator, &lapsing).await;
    assert_eq!(refused.refusal(), vr_9a(409, "wrong_state"));
}

#[tokio::test]
async fn vr_9b_every_export_makes_a_line_and_contents_are_wiped_before_a_medium_goes() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (manager, chief) = (house.person("mgr1").await, house.person("chief1").await);
    let report = ended(&house, &operator).await;
    let mut nobodys = medium("USB-0002");
    nobodys["attributes"]["owner"] = json!("");
    let refused = manager.post(LEDGER, nobodys).await;
    assert_eq!(refused.refusal(), vr_9a(422, "asset_attribute_missing"));
    let medium = taken_in(&manager, "USB-0001").await;
    let asset = format!("/api/v1/assets/{medium}");
    let acts = format!("{asset}/acts");
    // Contents come by an export alone.
    let refused = manager.post(&acts, json!({"act": "write"})).await;
    assert_eq!(refused.refusal(), vr_9a(409, "asset_case_missing"));

    let case = apply(&operator, &report, &medium).await;
    step(&chief, &case, "permit", json!({})).await;
    assert_eq!(save(&operator, &case).await.status, StatusCode::OK);
    let shown = manager.get(&asset).await.json();
    // proves VR-9b
    assert_eq!(shown["asset"]["state"]["code"], "written");
    let line = shown["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&line["act"], &line["case"]["id"]),
        (&json!("write"), &case["id"])
    );
    assert_eq!(line["case"]["number"], case["number"]);

    // With contents it is not written off without a wipe or a destruction that somebody saw.
    let witness = chief.account().await;
    let off = json!({"act": "dispose", "method": "returned", "witness": witness});
    let refused = manager.post(&acts, off.clone()).await;
    // proves VR-9b
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.refusal().1, "asset_method_missing");
    let alone = json!({"act": "dispose", "method": "crushed"});
    let refused = manager.post(&acts, alone).await;
    assert_eq!(refused.refusal().1, "asset_witness_missing");
    let unseen = json!({"act": "wipe", "method": "overwritten"});
    let refused = manager.post(&acts, unseen).await;
    assert_eq!(refused.refusal().1, "asset_not_confirmed");
    let wiped = json!({"act": "wipe", "method": "overwritten", "confirmed_by": witness});
    let wiped = manager.post(&acts, wiped).await;
    assert_eq!(wiped.status, StatusCode::OK, "{}", wiped.text());
    let gone = manager.post(&acts, off).await;
    assert_eq!(gone.status, StatusCode::OK, "{}", gone.text());
    assert_eq!(gone.json()["asset"]["state"]["end"], true);
    // Nothing is saved on it any more.
    let refused = operator
        .post("/api/v1/cases", application(&report, &medium))
        .await;
    assert_eq!(refused.refusal(), vr_9a(422, "asset_state"));
}

#[tokio::test]
async fn a_medium_goes_out_with_a_day_of_return_and_is_inspected_each_month() {
    let house = House::new().await;
    let manager = house.person("mgr1").await;
    let medium = taken_in(&manager, "USB-0001").await;
    let acts = format!("/api/v1/assets/{medium}/acts");
    let shown = manager
        .get(&format!("/api/v1/assets/{medium}"))
        .await
        .json();
    assert_eq!(shown["deadlines"][0]["duty"], "medium_inspection");
    let refused = manager.post(&acts, json!({"act": "out"})).await;
    assert_eq!(refused.refusal().1, "asset_due_back_missing");
    let back = house.admin.now().plus_ms(3_600_000);
    let out = manager
        .post(&acts, json!({"act": "out", "due_back": back}))
        .await
        .json();
    assert_eq!(out["asset"]["state"]["code"], "out");
    let duties = out["deadlines"].as_array().unwrap().iter();
    let duties: Vec<_> = duties.map(|one| one["duty"].as_str().unwrap()).collect();
    assert!(duties.contains(&"medium_return"), "{duties:?}");
    let home = json!({"act": "return", "unharmed": true});
    let home = manager.post(&acts, home).await.json();
    assert_eq!(home["asset"]["state"]["code"], "stored");
}

#[tokio::test]
async fn what_came_in_on_a_day_leads_to_its_root_in_the_trail() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let report = ended(&house, &operator).await;
    ended(&house, &operator).await;
    admin::evidence::note::all(&house.admin).await.unwrap();
    let close = async || {
        let today = house.admin.today();
        admin::evidence::day::close_before(&house.admin, today)
            .await
            .unwrap()
    };
    assert_eq!(close().await, 0, "the day is not over");
    house.after_minutes(24 * 60);
    assert_eq!(close().await, 1);
    assert_eq!(close().await, 0, "once");
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = house.person("chief1").await;
    let medium = taken_in(&manager, "USB-0001").await;
    let case = apply(&operator, &report, &medium).await;
    step(&chief, &case, "permit", json!({})).await;
    let saved = save(&operator, &case).await;
    let key = house.admin.keys().heads().public();
    let verdict = verify::export(&opened(&saved)[..], &[key], &held(&house).await);
    assert_eq!(told(&verdict), [""; 0]);
    assert_eq!(
        (verdict.of_days, verdict.covered),
        (2, 1),
        "the picture and the journal"
    );
}

#[tokio::test]
async fn how_far_journals_go_is_noted_once_each_time_they_grow() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    let path = write_journal(&house, &report, 3);
    let noted = async || admin::evidence::note::all(&house.admin).await.unwrap();
    assert_eq!(noted().await, 1);
    assert_eq!(noted().await, 0, "nothing came");
    // Half a chunk is on its way.
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, [&whole[..], &[0, 0, 1]].concat()).unwrap();
    assert_eq!(noted().await, 0);
    std::fs::write(&path, &whole).unwrap();
    write_journal(&house, &report, 2);
    assert_eq!(noted().await, 1, "the other file of the report");
    let me = operator.get("/api/v1/me").await.json();
    let unit = me["unit"].as_str().unwrap().parse().unwrap();
    let entries = admin::trail::page_after(&**house.admin.db(), unit, 0)
        .await
        .unwrap();
    let notes: Vec<_> = entries
        .iter()
        .filter(|it| it.action == "note_evidence")
        .collect();
    assert_eq!(notes.len(), 2);
    let subjects = &notes[0].subjects;
    assert!(
        subjects.contains(&report) && subjects.contains("count:3 hash:"),
        "{subjects}"
    );
    let house = house.restart().await;
    assert_eq!(
        admin::evidence::note::all(&house.admin).await.unwrap(),
        0,
        "after a restart"
    );
}
