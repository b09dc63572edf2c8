//! What callers are told about keeping comes true (O-27, O-28, VR-9).

use std::{fs, path::Path};

use admin::{
    core::trail::hex,
    deadlines::{self, restore},
    keys::KeyError,
    store::table::trail_entry,
    trail::page_after,
};
use aws_lc_rs::digest::{SHA256, digest};
use http::StatusCode;
use journal::{Head, JournalKey, chunk};
use protocol::{
    id::{ReportId, UnitId},
    time::UnixMs,
};
use serde_json::json;

use crate::house::{House, Phone, jpeg};

pub async fn strike_what_is_due(house: &House) {
    let carriers = house.carriers();
    let now = house.admin.now();
    let look = deadlines::look(house.admin.db(), &carriers, now, true).await;
    assert_eq!(look.unwrap().failed, 0);
}

#[tokio::test]
async fn what_was_received_is_erased_on_the_day_that_the_caller_was_told() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    let phone = Phone::new(&token);
    let told = phone.open(&house).await.json();
    let told = told["consents"]["kept"].as_str().unwrap().to_owned();
    let session = phone.start(&house).await;
    let sent_bytes = jpeg(5_000);
    let sent = session.still(&house, "still", &sent_bytes).await;
    let file = sent.json()["file"].as_str().unwrap().to_owned();
    let (later, _) = house.started(&operator).await;
    let journals = house.path.join("journal");
    let end = journal_of(&journals, &report);
    operator.end(&report).await;
    let listed = operator.get("/api/v1/deadlines?state=open").await.json();
    let open = listed["deadlines"].as_array().unwrap().iter();
    let erasing: Vec<_> = open.filter(|one| one["duty"] == "received_media").collect();
    assert_eq!(erasing.len(), 1, "only what is over: {listed}");
    let due = erasing[0]["due"].as_i64().unwrap();
    let today = admin::core::calendar::japan::day_of(house.admin.now());
    let from = admin::core::calendar::japan::start_of(today).0;
    let days = (due - from) / (24 * 60 * 60 * 1000);
    assert!(told.contains(&format!("sau {days} ngày")), "{days}: {told}");

    let path = format!("/api/v1/reports/{report}");
    let original = format!("{path}/files/{file}/original");
    let set = |at_ms| house.clock.set(protocol::time::UnixMs(at_ms)).unwrap();
    // The clock goes on while somebody signs in.
    set(due - 60_000);
    strike_what_is_due(&house).await;
    let operator = house.person("op1").await;
    operator.open_viewing(&report).await;
    assert_eq!(operator.get(&original).await.status, StatusCode::OK);
    set(due);
    let gone = (410, "report_erased".to_owned(), Some("VR-9a".to_owned()));
    assert_eq!(
        operator.get(&original).await.refusal(),
        gone,
        "before a task has looked"
    );
    strike_what_is_due(&house).await;
    assert_eq!(operator.get(&original).await.refusal(), gone);
    assert_eq!(operator.get(&path).await.refusal(), gone);
    assert!(!house.path.join("files").join(&report).exists());
    let list = operator.get("/api/v1/reports").await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.text());
    assert!(!list.text().contains(&report) && list.text().contains(&later));

    let me = operator.get("/api/v1/me").await.json();
    let unit: UnitId = me["unit"].as_str().unwrap().parse().unwrap();
    let entries = page_after(&**house.admin.db(), unit, 0).await.unwrap();
    let of = |action: &str| -> Vec<String> {
        let own = entries.iter().filter(|entry| entry.action == action);
        own.map(|entry| entry.subjects.clone()).collect()
    };
    // What stays: how much there was, each file with its size and hash, the end of each recording.
    let about = format!("report:{report}");
    assert_eq!(of("erase_report"), [format!("{about} word:auto count:2")]);
    let hash = digest(&SHA256, &sent_bytes);
    let hash = hex(hash.as_ref());
    let size = sent_bytes.len();
    assert_eq!(
        of("erase_file"),
        [format!("{about} file:{file} count:{size} hash:{hash}")]
    );
    assert_eq!(
        of("erase_recording"),
        [format!("{about} count:1 hash:{}", hex(&end))]
    );
    assert!(!journals.join(&report).exists());
    let late = operator.try_act(&report, "mis-send", json!({"noticed": "x"}));
    assert_eq!(late.await.refusal(), gone);
}

/// Ends a report and goes to the day of its erasure.
async fn on_the_day(house: &House, report: &str) {
    let operator = house.person("op1").await;
    operator.end(report).await;
    let listed = operator.get("/api/v1/deadlines?state=open").await.json();
    let open = listed["deadlines"].as_array().unwrap().iter();
    let mut due = open.filter(|one| one["duty"] == "received_media");
    let due = due.next().unwrap()["due"].as_i64().unwrap();
    drop(operator);
    house.clock.set(UnixMs(due)).unwrap();
}

#[tokio::test]
async fn what_the_disk_does_not_give_stops_no_erasure_and_is_told_in_its_proof() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    drop(operator);
    let journals = house.path.join("journal");
    let end = journal_of(&journals, &report);
    // As a disk answers that cannot read a file.
    fs::create_dir(journals.join(&report).join("ff.journal")).unwrap();
    on_the_day(&house, &report).await;
    strike_what_is_due(&house).await;
    let key = house.admin.keys().report_key(report.parse().unwrap()).await;
    assert!(matches!(key, Err(KeyError::Destroyed)), "{key:?}");
    assert!(!journals.join(&report).exists());
    let told = entries(&house, "erase_recording").await;
    let told: Vec<_> = told.iter().map(|entry| entry.subjects.as_str()).collect();
    let about = format!("report:{report}");
    let known = format!("{about} count:1 hash:{}", hex(&end));
    assert_eq!(told, [known, format!("{about} word:unreadable")]);
}

#[tokio::test]
async fn the_key_goes_first_and_bytes_that_do_not_go_are_tried_again() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    drop(operator);
    // No folder: taking it away fails.
    let files = house.path.join("files").join(&report);
    fs::write(&files, b"in the way").unwrap();
    on_the_day(&house, &report).await;
    let look = async || {
        let (db, now) = (house.admin.db(), house.admin.now());
        let look = deadlines::look(db, &house.carriers(), now, true).await;
        look.unwrap().failed
    };
    assert_eq!(look().await, 1);
    let key = house.admin.keys().report_key(report.parse().unwrap()).await;
    assert!(matches!(key, Err(KeyError::Destroyed)), "{key:?}");
    assert_eq!(entries(&house, "erase_report").await.len(), 0);
    fs::remove_file(files).unwrap();
    house.after_minutes(60);
    assert_eq!(look().await, 0);
    assert_eq!(entries(&house, "erase_report").await.len(), 1);
}

/// A recording of one chunk, as a media node leaves it; what its chain ends with.
pub fn journal_of(journals: &Path, report: &str) -> [u8; 32] {
    let id: ReportId = report.parse().unwrap();
    let head = Head {
        report: id,
        file: [4; 16],
        begun_ms: UnixMs(1),
    };
    let key = JournalKey::new([7; 32]).file(&head);
    let mut records = vec![1; 100];
    let sealed = chunk::seal(&key, 0, true, UnixMs(2), &head.hash(), &mut records);
    let (chunk, end) = sealed.unwrap();
    let folder = journals.join(report);
    fs::create_dir_all(&folder).unwrap();
    let name = format!("{}.journal", hex(&head.file));
    fs::write(folder.join(name), [&head.bytes()[..], &chunk].concat()).unwrap();
    end
}

/// Copies a folder but one below it.
fn copy(from: &Path, to: &Path, without: &str) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_name() == without {
        } else if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target, without);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Puts a backup back: everything but the key store, which no backup has.
fn put_back(backup: &Path, data: &Path) {
    for entry in fs::read_dir(data).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() == "keys" {
        } else if entry.file_type().unwrap().is_dir() {
            fs::remove_dir_all(entry.path()).unwrap();
        } else {
            fs::remove_file(entry.path()).unwrap();
        }
    }
    copy(backup, data, "keys");
}

pub async fn entries(house: &House, action: &str) -> Vec<trail_entry::Model> {
    let operator = house.person("op1").await;
    let me = operator.get("/api/v1/me").await.json();
    let unit: UnitId = me["unit"].as_str().unwrap().parse().unwrap();
    let mut entries = page_after(&**house.admin.db(), unit, 0).await.unwrap();
    entries.retain(|entry| entry.action == action);
    entries
}

#[tokio::test]
async fn a_backup_that_is_put_back_is_erased_again_before_anything_is_served() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (over, session) = house.started(&operator).await;
    session.still(&house, "still", &jpeg(5_000)).await;
    journal_of(&house.path.join("journal"), &over);
    operator.end(&over).await;
    // At the time of the backup this one still runs, and this one has its days yet.
    let (running, session) = house.started(&operator).await;
    session.still(&house, "still", &jpeg(6_000)).await;
    let (kept, _) = house.started(&operator).await;
    drop(operator);
    let path = house.close().await;
    let backup = path.with_extension("backup");
    copy(&path, &backup, "keys");

    let house = House::open(path).await;
    let operator = house.person("op1").await;
    operator.end(&running).await;
    let listed = operator.get("/api/v1/deadlines?state=open").await.json();
    let open = listed["deadlines"].as_array().unwrap().iter();
    let due = open.filter(|one| one["duty"] == "received_media");
    let due = due.map(|one| one["due"].as_i64().unwrap()).max().unwrap();
    drop(operator);
    house.clock.set(UnixMs(due)).unwrap();
    strike_what_is_due(&house).await;
    assert_eq!(entries(&house, "erase_report").await.len(), 2);
    let path = house.close().await;
    put_back(&backup, &path);
    assert!(path.join("files").join(&over).exists(), "the backup has it");
    assert!(path.join("journal").join(&over).exists());

    // The clock is back before the day, too: that the key is gone is enough.
    let house = House::open(path.clone()).await;
    let erased = restore::reapply(&house.admin, &house.carriers()).await;
    assert_eq!(erased.unwrap(), 2);
    for gone in [&over, &running] {
        assert!(!path.join("files").join(gone).exists());
        assert!(!path.join("journal").join(gone).exists());
    }
    let operator = house.person("op1").await;
    for gone in [&over, &running] {
        let answer = operator.get(&format!("/api/v1/reports/{gone}")).await;
        let erased = (410, "report_erased".to_owned(), Some("VR-9a".to_owned()));
        assert_eq!(answer.refusal(), erased);
    }
    let list = operator.get("/api/v1/reports").await.text();
    assert!(list.contains(&kept) && !list.contains(&over) && !list.contains(&running));
    let again = entries(&house, "erase_report").await;
    assert_eq!(again.len(), 2);
    assert!(
        again
            .iter()
            .all(|entry| entry.subjects.contains("word:key_destroyed"))
    );
    // And once is enough.
    let erased = restore::reapply(&house.admin, &house.carriers()).await;
    assert_eq!(erased.unwrap(), 0);
    fs::remove_dir_all(backup).unwrap();
}

#[tokio::test]
async fn a_shorter_period_touches_nothing_that_is_stored_already() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let due_of = async |report: &str| {
        let listed = operator.get("/api/v1/deadlines?state=open").await.json();
        let open = listed["deadlines"].as_array().unwrap().iter();
        let mut own = open.filter(|one| one["subject"] == format!("report:{report}"));
        own.next().unwrap()["due"].as_i64().unwrap()
    };
    let (before, _) = house.started(&operator).await;
    operator.end(&before).await;
    let due = due_of(&before).await;
    let days = |n: i64| json!({"kind": "period", "rule": {"inclusive_days": n}});
    house.set("received_media_kept", days(2)).await;
    let (after, _) = house.started(&operator).await;
    operator.end(&after).await;
    assert_eq!(due_of(&before).await, due);
    let sooner = due_of(&after).await;
    assert_eq!(due - sooner, 5 * 24 * 3_600_000, "the new days hold");
    house.clock.set(UnixMs(sooner)).unwrap();
    strike_what_is_due(&house).await;
    assert_eq!(entries(&house, "erase_report").await.len(), 1);
    let operator = house.person("op1").await;
    let path = format!("/api/v1/reports/{before}");
    assert_eq!(operator.get(&path).await.status, StatusCode::OK);
}
