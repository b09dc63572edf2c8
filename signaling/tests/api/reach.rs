//! Whoever reaches for another headquarters' report is told nothing, and it stands in the trail.

use admin::{
    store::table::trail_entry,
    trail::{self, page_after},
    units,
};
use http::Method;
use protocol::{id::UnitId, time::UnixMs};
use serde_json::{Value, json};

use crate::house::{House, Person};

async fn refused_entries(house: &House, unit: UnitId) -> Vec<trail_entry::Model> {
    let (db, mut all, mut seq) = (&**house.admin.db(), Vec::new(), 0);
    loop {
        let page = page_after(db, unit, seq).await.unwrap();
        let Some(last) = page.last() else { break };
        seq = last.seq;
        all.extend(page.into_iter().filter(|entry| entry.result == "refused"));
    }
    trail::verify(db, unit).await.unwrap();
    all
}

async fn unit_of(person: &Person<'_>) -> UnitId {
    let me = person.get("/api/v1/me").await.json();
    me["unit"].as_str().unwrap().parse().unwrap()
}

/// Every way to a report.
fn ways(report: &str, to: &str) -> Vec<(Method, String, Value)> {
    let nothing = json!({});
    let words = json!({"words": "離れて撮ること"});
    let phrase = json!({"body": {"kind": "phrase", "phrase": "hold_still"}});
    let file = protocol::id::FileId::new(UnixMs(1), [1; 10]);
    let acknowledge = format!("instructions/{report}/acknowledge");
    let mut ways: Vec<(Method, String, Value)> = [
        (Method::POST, "end", json!({"reason": "finished"})),
        (Method::POST, "readmit", nothing.clone()),
        (Method::POST, "resend", nothing.clone()),
        (Method::POST, "prolong", json!({"reason": "続いている"})),
        (Method::POST, "destroy", nothing.clone()),
        (Method::POST, "spoken-consent", nothing.clone()),
        (Method::POST, "access-code", nothing.clone()),
        (Method::POST, "messages", phrase),
        (Method::POST, "watch", nothing.clone()),
        (Method::POST, "hold", nothing.clone()),
        (Method::POST, "release", nothing.clone()),
        (Method::POST, "stop", words.clone()),
        (Method::POST, "take-over", nothing.clone()),
        (Method::POST, "instructions", words),
        (Method::POST, acknowledge.as_str(), nothing.clone()),
        (Method::POST, "report-afterwards", nothing.clone()),
        (Method::POST, "acknowledge-report", nothing.clone()),
        (Method::POST, "offer", json!({"to": to})),
        (Method::DELETE, "offer", Value::Null),
        (Method::POST, "accept", nothing.clone()),
        (Method::POST, "mis-send", json!({"noticed": "相手から電話"})),
        (
            Method::PUT,
            "stated-place",
            json!({"municipality_code": "13104"}),
        ),
        (
            Method::PUT,
            "checks",
            json!({"item": "place", "result": "unclear"}),
        ),
        (Method::POST, "pass", nothing.clone()),
        (Method::DELETE, "pass", Value::Null),
        (Method::POST, "officers", json!({"all": true})),
        (Method::DELETE, "officers", Value::Null),
        (Method::GET, "picture", Value::Null),
        (Method::POST, "ask-still", nothing.clone()),
        (Method::POST, "viewing", nothing.clone()),
        (Method::GET, "media", Value::Null),
        (Method::GET, "viewings", Value::Null),
        (
            Method::POST,
            "viewings",
            json!({"purpose": "review", "note": "確認"}),
        ),
        (Method::POST, "recordings", nothing.clone()),
        (Method::GET, &format!("files/{file}/view"), Value::Null),
        (Method::GET, &format!("files/{file}/thumbnail"), Value::Null),
        (Method::GET, &format!("files/{file}/original"), Value::Null),
    ]
    .into_iter()
    .map(|(method, what, body)| (method, format!("/api/v1/reports/{report}/{what}"), body))
    .collect();
    ways.push((
        Method::GET,
        format!("/api/v1/reports/{report}"),
        Value::Null,
    ));
    for what in ["accept", "decline"] {
        let path = format!("/api/v1/passes/{report}/{what}");
        ways.push((Method::POST, path, nothing.clone()));
    }
    ways
}

#[tokio::test]
async fn every_way_to_another_headquarters_report_is_refused_and_leaves_one_entry() {
    let house = House::new().await;
    let (operator, stranger) = (house.person("op1").await, house.person("mgrb1").await);
    let (report, _) = house.started(&operator).await;
    let unit = unit_of(&stranger).await;
    let mut known = refused_entries(&house, unit).await.len();
    for (method, path, body) in ways(&report, &stranger.account().await) {
        let cookie = [("cookie", stranger.cookie.as_str())];
        let body = Some(body).filter(|body| !body.is_null());
        let answer = house.call(method.clone(), &path, &cookie, body).await;
        answer.is(404, "report_not_found");
        let entries = refused_entries(&house, unit).await;
        assert_eq!(entries.len(), known + 1, "{method} {path}");
        let subjects = &entries.last().unwrap().subjects;
        assert!(subjects.contains(&report), "{method} {path}: {subjects}");
        known += 1;
    }
}

#[tokio::test]
async fn a_machine_that_walks_ids_does_not_fill_the_trail() {
    let house = House::new().await;
    let stranger = house.person("opb1").await;
    let unit = unit_of(&stranger).await;
    for number in 0..200 {
        let id = protocol::id::ReportId::new(UnixMs(1), [number; 10]);
        let path = format!("/api/v1/reports/{id}");
        stranger.get(&path).await.is(404, "report_not_found");
    }
    let written = refused_entries(&house, unit).await.len();
    // A few more than the burst, for the seconds that this takes.
    assert!((100..150).contains(&written), "{written}");
    let (db, now) = (house.admin.db(), house.admin.now());
    house.admin.refusals().write(db, now).await.unwrap();
    let root = units::root(&**db).await.unwrap().unwrap();
    let counted = refused_entries(&house, root).await;
    let rest = format!("count:{}", 200 - written);
    let is_rest = |entry: &trail_entry::Model| {
        entry.subjects.contains("report_not_found") && entry.subjects.contains(&rest)
    };
    assert!(counted.iter().any(is_rest), "{counted:?}");
}
