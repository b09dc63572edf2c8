//! Films of reports, made of what a media node kept (D5).

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use admin::trail::page_after;
use http::{Method, StatusCode};
use journal::record::Codec;
use serde_json::{Value, json};

use crate::{
    files::sha256,
    house::{House, Person, Settings},
    sockets::console_socket,
    tape::Tape,
    things::unit_of,
};

/// The recordings of a report, once they are as expected.
pub async fn recordings(
    person: &Person<'_>,
    report: &str,
    expected: impl Fn(&[Value]) -> bool,
) -> Vec<Value> {
    let path = format!("/api/v1/reports/{report}");
    let mut found = Vec::new();
    for _ in 0..750 {
        let detail = person.get(&path).await.json();
        let files = detail["files"].as_array().unwrap().iter();
        found = files
            .filter(|file| file["kind"] == "recording")
            .cloned()
            .collect();
        if expected(&found) {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("recordings never became as expected: {found:?}");
}

/// The one recording of a report, once it is a film.
pub async fn film(person: &Person<'_>, report: &str) -> Value {
    let is_film = |found: &[Value]| found.iter().any(|one| one["state"]["kind"] == "viewable");
    let mut found = recordings(person, report, is_film).await;
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

/// The bytes of a recording, within a viewing.
pub async fn seen(person: &Person<'_>, report: &str, file: &Value, part: &str) -> Vec<u8> {
    let id = file["id"].as_str().unwrap();
    let path = format!("/api/v1/reports/{report}/files/{id}/{part}");
    let answer = person.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.bytes
}

/// A recorder of a test's own.
pub fn recorder(house_path: &Path, script: &str) -> PathBuf {
    let path = house_path.with_extension("sh");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    path
}

pub async fn house_with_recorder(script: impl Fn(&Path) -> String) -> (House, PathBuf) {
    let settings = Settings::default();
    let log = settings.path.with_extension("log");
    let recorder = recorder(&settings.path, &script(&log));
    let house = House::with(Settings {
        recorder,
        ..settings
    });
    (house.await, log)
}

pub fn lines(log: &Path) -> Vec<String> {
    let text = fs::read_to_string(log).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_report_that_ended_has_a_film_of_all_that_was_kept() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    let mut tape = Tape::rolling(&house, &report, Codec::Vp8).await;
    tape.packets(300);
    operator.end(&report).await;
    let found = film(&operator, &report).await;
    assert_eq!(
        found["recording"],
        json!({
            "begun_ms": 1_795_000_000_000_i64, "duration_ms": 4000, "has_sound": true,
            "gaps": [{"from_ms": 1000, "to_ms": 2000}], "is_whole": true, "is_damaged": false,
        })
    );
    assert_eq!(found["view_type"], "video/webm");
    assert_eq!(
        (&found["width_px"], &found["height_px"]),
        (&json!(640), &json!(480))
    );
    assert_eq!(found["sha256"], sha256(&tape.plain));
    assert!(found["name"].as_str().unwrap().ends_with(".webm"));
    assert_eq!(found["thumbnail"], true);
    operator.open_viewing(&report).await;
    assert_eq!(seen(&operator, &report, &found, "view").await, tape.plain);
    assert_eq!(
        seen(&operator, &report, &found, "thumbnail").await,
        tape.plain
    );

    let id = found["id"].as_str().unwrap();
    let path = format!("/api/v1/reports/{report}/files/{id}");
    let headers = [("cookie", &*operator.cookie), ("range", "bytes=1000-1999")];
    let view = format!("{path}/view");
    let part = house.call(Method::GET, &view, &headers, None).await;
    assert_eq!(part.status, StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.bytes, &tape.plain[1000..2000]);
    let original = operator.get(&format!("{path}/original")).await;
    original.is(404, "file_not_found");

    assert!(tape.path.exists(), "what was kept stays");
    let unit = unit_of(&operator).await;
    let entries = page_after(&**house.admin.db(), unit, 0).await.unwrap();
    let made = entries.iter().find(|one| one.action == "make_recording");
    let subjects = &made.unwrap().subjects;
    let hash = format!("hash:{}", sha256(&tape.plain));
    assert!(
        subjects.contains(&report) && subjects.contains(&hash),
        "{subjects}"
    );
}

#[tokio::test]
async fn each_codec_has_a_film_and_a_report_without_video_has_none() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    Tape::rolling(&house, &report, Codec::Vp8).await;
    Tape::rolling(&house, &report, Codec::H264).await;
    let (silent, _) = house.started(&operator).await;
    Tape::rolling(&house, &silent, Codec::Opus).await;
    operator.end(&silent).await;
    operator.end(&report).await;
    let both = |found: &[Value]| {
        found
            .iter()
            .filter(|one| one["view_type"].is_string())
            .count()
    };
    let found = recordings(&operator, &report, |found| both(found) == 2).await;
    let mut types: Vec<_> = found.iter().map(|one| one["view_type"].as_str()).collect();
    types.sort_unstable();
    assert_eq!(types, [Some("video/mp4"), Some("video/webm")]);
    recordings(&operator, &silent, <[Value]>::is_empty).await;
    let asked = operator.try_act(&silent, "recordings", json!({})).await;
    assert_eq!(asked.status, StatusCode::NO_CONTENT, "{}", asked.text());
    let (empty, _) = house.started(&operator).await;
    let asked = operator.try_act(&empty, "recordings", json!({})).await;
    let refusal = (409, "nothing_recorded".to_owned(), Some("VR-9a".to_owned()));
    assert_eq!(asked.refusal(), refusal);
}

#[tokio::test]
async fn a_recorder_that_crashes_is_tried_again_and_then_the_file_says_why() {
    let crash = |log: &Path| {
        let log = log.display();
        format!(r#"if [ "$1" = recording ]; then echo x >> {log}; kill -9 $$; fi; exec /bin/cat"#)
    };
    let (house, log) = house_with_recorder(crash).await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    let tape = Tape::rolling(&house, &report, Codec::H264).await;
    operator.end(&report).await;
    let given_up = |found: &[Value]| {
        let mut states = found.iter().map(|one| &one["state"]);
        states.any(|state| state["kind"] == "not_viewable")
    };
    let found = recordings(&operator, &report, given_up).await;
    let state = &found[0]["state"];
    assert_eq!(state["code"], "conversion_failed");
    assert!(state["message_ja"].as_str().unwrap().contains("原本は保存"));
    assert_eq!(lines(&log).len(), 3, "tries");
    assert!(tape.path.exists(), "what was kept stays");

    let fixed = format!(
        "case \"$1\" in recording) /bin/cat; echo '{}' >&2;; *) exit 1;; esac",
        r#"{"done":{"duration_ms":1,"has_sound":false,"width_px":4,"height_px":3,"begun_ms":1,"gaps":[]}}"#
    );
    recorder(&house.path, &fixed);
    let asked = operator.try_act(&report, "recordings", json!({})).await;
    assert_eq!(asked.status, StatusCode::NO_CONTENT, "{}", asked.text());
    let found = film(&operator, &report).await;
    assert_eq!(found["thumbnail"], false, "a film without pictures is one");
    operator.open_viewing(&report).await;
    assert_eq!(seen(&operator, &report, &found, "view").await, tape.plain);
}

#[tokio::test]
async fn a_recorder_that_is_killed_in_the_middle_starts_again_and_leaves_nothing_behind() {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/recorder.sh");
    let killed_once = |log: &Path| {
        let log = log.display();
        format!(
            "if [ \"$1\" = recording ]; then echo x >> {log}; fi\n\
             if [ \"$1\" = recording ] && [ ! -e {log}.once ]; then echo x > {log}.once\n\
             /usr/bin/head -c 700; kill -9 $$; fi\nexec {own} \"$@\""
        )
    };
    let (house, log) = house_with_recorder(killed_once).await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    let mut tape = Tape::rolling(&house, &report, Codec::Vp8).await;
    tape.packets(500);
    operator.end(&report).await;
    let found = film(&operator, &report).await;
    assert_eq!(lines(&log).len(), 2, "the second try");
    assert_eq!(found["sha256"], sha256(&tape.plain), "all of it");
    operator.open_viewing(&report).await;
    assert_eq!(seen(&operator, &report, &found, "view").await, tape.plain);
    let count = |name: &str| fs::read_dir(house.path.join(name)).unwrap().count();
    assert_eq!(count("temporary"), 0);
    assert_eq!(count(&format!("files/{report}")), 2, "a film, its pictures");
}

#[tokio::test]
async fn consoles_hear_how_far_a_film_is() {
    // Says what share of the announced length has come, as the real one does.
    let script = |_: &Path| {
        let done = r#"{"done":{"duration_ms":1,"has_sound":false,"width_px":4,"height_px":3,"begun_ms":1,"gaps":[]}}"#;
        format!(
            "if [ \"$1\" != recording ]; then exit 1; fi\n\
             while [ \"$1\" != --input-bytes ]; do shift; done\n\
             come=$(/usr/bin/wc -c)\n\
             echo \"{{\\\"percent\\\":$((come * 50 / $2))}}\" >&2\n\
             echo '{done}' >&2"
        )
    };
    let (house, _) = house_with_recorder(script).await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    let mut tape = Tape::rolling(&house, &report, Codec::Vp8).await;
    tape.packets(500);
    let address = house.listen().await;
    let mut console = console_socket(address, &operator).await;
    operator.end(&report).await;
    // Sealed, it is a little longer than what is opened.
    let is_half = |event: &Value| {
        let state = &event["file"]["state"];
        (45..=50).contains(&state["percent"].as_i64().unwrap_or(0))
    };
    console.hear_until(is_half).await;
}

#[tokio::test]
async fn a_film_that_is_owed_is_made_after_a_start() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    operator.end(&report).await;
    let (running, _) = house.started(&operator).await;
    // The server went away before it began.
    let tape = Tape::rolling(&house, &report, Codec::Vp8).await;
    Tape::rolling(&house, &running, Codec::Vp8).await;
    assert_eq!(tape.report(), report);
    let cookie = operator.cookie.clone();
    let house = house.restart().await;
    let operator = Person {
        house: &house,
        cookie,
    };
    let found = film(&operator, &report).await;
    assert_eq!(found["sha256"], sha256(&tape.plain));
    recordings(&operator, &running, <[Value]>::is_empty).await;
}

#[tokio::test]
async fn a_running_report_has_a_film_of_what_arrived_and_at_its_end_of_all() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    let mut tape = Tape::rolling(&house, &report, Codec::H264).await;
    let asked = operator.try_act(&report, "recordings", json!({})).await;
    assert_eq!(asked.status, StatusCode::NO_CONTENT, "{}", asked.text());
    let so_far = film(&operator, &report).await;
    assert_eq!(so_far["recording"]["is_whole"], false);
    assert_eq!(seen(&operator, &report, &so_far, "view").await, tape.plain);
    let folder = house.path.join("files").join(&report);
    let files = || fs::read_dir(&folder).unwrap().count();
    assert_eq!(files(), 2, "a film and its pictures");
    tape.packets(50);
    operator.end(&report).await;
    let is_whole = |found: &[Value]| found[0]["recording"]["is_whole"] == true;
    let found = recordings(&operator, &report, is_whole).await;
    assert_eq!((found.len(), &found[0]["id"]), (1, &so_far["id"]));
    assert_eq!(found[0]["sha256"], sha256(&tape.plain));
    assert_eq!(files(), 2, "the one so far is gone");
    let asked = operator.try_act(&report, "recordings", json!({})).await;
    assert_eq!(asked.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn what_does_not_open_is_left_out_of_the_film_and_told() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    let mut tape = Tape::rolling(&house, &report, Codec::Vp8).await;
    let honest = tape.plain.len();
    let at = fs::metadata(&tape.path).unwrap().len() as usize;
    tape.packets(20);
    let mut bytes = fs::read(&tape.path).unwrap();
    bytes[at + 60] ^= 1;
    fs::write(&tape.path, &bytes).unwrap();
    operator.end(&report).await;
    let found = film(&operator, &report).await;
    assert_eq!(found["recording"]["is_damaged"], true);
    assert_eq!(found["sha256"], sha256(&tape.plain[..honest]));
}

#[tokio::test]
async fn however_many_ask_at_once_a_journal_is_read_by_one_and_becomes_one_film() {
    let busy = |log: &Path| {
        let log = log.display();
        format!(
            "case \"$1\" in recording) echo b >> {log}; /bin/sleep 0.2; /bin/cat; \
             echo '{}' >&2; echo e >> {log};; *) exit 1;; esac",
            r#"{"done":{"duration_ms":1,"has_sound":false,"width_px":4,"height_px":3,"begun_ms":1,"gaps":[]}}"#
        )
    };
    let (house, log) = house_with_recorder(busy).await;
    let (one, other) = (house.person("op1").await, house.person("op2").await);
    let (report, _) = house.started(&one).await;
    let tape = Tape::rolling(&house, &report, Codec::H264).await;
    let asked = (0..8).map(|nth| {
        let person = if nth % 2 == 0 { &one } else { &other };
        person.try_act(&report, "recordings", json!({}))
    });
    for asked in futures_util::future::join_all(asked).await {
        assert_eq!(asked.status, StatusCode::NO_CONTENT, "{}", asked.text());
    }
    one.end(&report).await;
    let is_whole = |found: &[Value]| {
        let mut found = found.iter().filter(|one| one["recording"].is_object());
        found.any(|one| one["recording"]["is_whole"] == true)
    };
    let found = recordings(&one, &report, is_whole).await;
    assert_eq!(
        (found.len(), &found[0]["sha256"]),
        (1, &json!(sha256(&tape.plain)))
    );
    let told: String = lines(&log).concat();
    assert!(!told.contains("bb"), "one after the other: {told}");
    assert!(
        told.len() <= 6,
        "what is asked meanwhile is answered once: {told}"
    );
    let files = fs::read_dir(house.path.join("files").join(&report)).unwrap();
    assert_eq!(files.count(), 1);
}

#[tokio::test]
async fn at_most_two_films_are_made_at_once() {
    let slow = |log: &Path| {
        let log = log.display();
        format!(
            "case \"$1\" in recording) echo b >> {log}; /bin/cat > /dev/null; /bin/sleep 0.4; \
             echo e >> {log};; *) exec /bin/cat;; esac"
        )
    };
    let (house, log) = house_with_recorder(slow).await;
    let operator = house.person("op1").await;
    for _ in 0..5 {
        let (report, _) = house.started(&operator).await;
        Tape::rolling(&house, &report, Codec::Vp8).await;
        operator.end(&report).await;
    }
    for _ in 0..500 {
        if lines(&log).len() >= 10 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (mut open, mut most) = (0_usize, 0);
    for line in lines(&log) {
        open = if line == "b" { open + 1 } else { open - 1 };
        most = most.max(open);
    }
    assert_eq!(most, 2);
}

#[tokio::test]
async fn past_its_date_a_film_is_refused_at_once_and_then_erased() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    Tape::rolling(&house, &report, Codec::Vp8).await;
    operator.end(&report).await;
    let found = film(&operator, &report).await;
    let deadlines = operator.get("/api/v1/deadlines?state=open").await.json();
    let deadlines = deadlines["deadlines"].as_array().unwrap();
    let erasing = deadlines.iter().find(|one| one["duty"] == "received_media");
    let due = erasing.unwrap()["due"].as_i64().unwrap();
    let set = |at_ms| house.clock.set(protocol::time::UnixMs(at_ms)).unwrap();
    set(due - 60_000);
    let operator = house.person("op1").await;
    operator.open_viewing(&report).await;
    seen(&operator, &report, &found, "view").await;
    set(due);
    let id = found["id"].as_str().unwrap();
    let path = format!("/api/v1/reports/{report}/files/{id}/view");
    let gone = (410, "report_erased".to_owned(), Some("VR-9a".to_owned()));
    assert_eq!(operator.get(&path).await.refusal(), gone);
    crate::retention::strike_what_is_due(&house).await;
    assert_eq!(operator.get(&path).await.refusal(), gone);
    assert!(!house.path.join("files").join(&report).exists());
    let asked = operator.try_act(&report, "recordings", json!({})).await;
    assert_eq!(asked.refusal(), gone);
}
