//! What a phone filmed while no network carried it, and sends afterwards (VR-9a, O-27).

use axum::body::Body;
use http::{Method, StatusCode};
use protocol::time::UnixMs;
use serde_json::{Value, json};

use crate::{
    files::{begin, patch, settled, sha256},
    house::{Answer, House, Person, Session, jpeg},
    sockets::caller_socket,
};

const MINUTE_MS: i64 = 60_000;

/// Bytes that begin like a WebM.
fn webm(bytes: usize) -> Vec<u8> {
    let mut film = b"\x1a\x45\xdf\xa3".to_vec();
    film.extend((4..bytes).map(|i| (i % 251) as u8));
    film
}

fn pass(house: &House, ms: i64) -> UnixMs {
    let then = house.admin.now().plus_ms(ms);
    house.clock.set(then).unwrap();
    then
}

/// Announces a part that was filmed so many milliseconds ago.
async fn announce(
    house: &House,
    session: &Session,
    (from_ago_ms, to_ago_ms): (i64, i64),
    bytes: usize,
) -> Answer {
    let now = house.admin.now();
    let (from, to) = (now.plus_ms(-from_ago_ms), now.plus_ms(-to_ago_ms));
    let key = hex::encode(admin::random::bytes::<16>());
    let body = json!({
        "name": "late.webm", "bytes": bytes, "media_type": "video/webm;codecs=vp8",
        "client_key": key, "late": {"from_ms": from, "to_ms": to},
    });
    session
        .call(house, Method::POST, "/api/v1/caller/uploads", body)
        .await
}

fn file_of(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    answer.json()["file"].as_str().unwrap().to_owned()
}

/// The phone goes away and stays away until its report ends.
async fn lose(house: &House, session: &Session, operator: &Person<'_>) {
    let address = house.listen().await;
    let (phone, _) = caller_socket(address, session).await;
    drop(phone);
    operator
        .wait_for(&session.report, |r| r["stuck"]["obstacle"] == "offline")
        .await;
    pass(house, 4 * MINUTE_MS);
    let ended = operator
        .wait_for(&session.report, |r| r["state"] == "ended")
        .await;
    assert_eq!(ended["end_reason"], "connection_lost");
}

async fn entries(house: &House, person: &Person<'_>, action: &str) -> Vec<String> {
    let me = person.get("/api/v1/me").await.json();
    let unit = me["unit"].as_str().unwrap().parse().unwrap();
    let db = &**house.admin.db();
    let entries = admin::trail::page_after(db, unit, 0).await.unwrap();
    let own = entries.into_iter().filter(|entry| entry.action == action);
    own.map(|entry| entry.subjects).collect()
}

#[tokio::test]
async fn vr_9a_a_late_part_is_kept_with_its_own_time_apart_from_what_came_live() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let still = session.still(&house, "first_picture", &jpeg(900)).await;
    let newest = still.json()["file"].as_str().unwrap().to_owned();
    operator
        .wait_for(&report, |r| r["last_picture"] == newest.as_str())
        .await;
    let now = pass(&house, MINUTE_MS);

    let film = webm(300_000);
    let announced = announce(&house, &session, (30_000, 19_000), film.len()).await;
    let file = file_of(&announced);
    let (one, two) = film.split_at(100_000);
    patch(&house, &session, &file, 0, Body::from(one.to_vec())).await;
    let done = patch(&house, &session, &file, one.len(), Body::from(two.to_vec())).await;
    assert_eq!(done.json()["received_bytes"], film.len());
    let found = settled(&operator, &report, &file).await;
    assert_eq!(found["kind"], "late", "{found}");
    assert_eq!(found["state"]["kind"], "viewable");
    assert_eq!(found["sha256"], sha256(&film));
    let (from, to) = (&found["late"]["from_ms"], &found["late"]["to_ms"]);
    let (from_ms, to_ms) = (from.as_i64().unwrap(), to.as_i64().unwrap());
    assert_eq!(to_ms - from_ms, 11_000);
    assert!((from_ms - now.0 + 30_000).abs() < 1_000, "{found}");
    let path = format!("/api/v1/reports/{report}/files/{file}");
    let seen = operator.get(&format!("{path}/view")).await;
    assert_eq!((seen.status, seen.bytes), (StatusCode::OK, film.clone()));

    let sent = entries(&house, &operator, "send_file").await;
    assert_eq!(sent.len(), 1);
    assert!(sent[0].ends_with("word:late"), "{sent:?}");
    // It is older than the picture that came live, and no file from the gallery.
    let seen = operator.report(&report).await;
    assert_eq!(seen["last_picture"], newest.as_str());
    for _ in 0..20 {
        begin(&house, &session, "image/jpeg", 10).await;
    }
    file_of(&announce(&house, &session, (9_000, 1_000), 10).await);
}

#[tokio::test]
async fn times_that_cannot_be_true_are_refused_with_their_clause() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (_, session) = house.started(&operator).await;
    pass(&house, 10 * MINUTE_MS);
    for ago_ms in [
        // Before the report, in the time to come, longer than a phone keeps, and backwards.
        (60 * MINUTE_MS, 59 * MINUTE_MS),
        (-60 * MINUTE_MS, -61 * MINUTE_MS),
        (9 * MINUTE_MS, MINUTE_MS),
        (1_000, 2_000),
    ] {
        let refused = announce(&house, &session, ago_ms, 100).await;
        let expected = (422, "late_times_wrong".to_owned(), Some("VR-9a".to_owned()));
        assert_eq!(refused.refusal(), expected, "{ago_ms:?}");
    }
    file_of(&announce(&house, &session, (2_000, -1_000), 100).await);
}

#[tokio::test]
async fn only_films_and_only_so_many_bytes_come_late() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    pass(&house, MINUTE_MS);
    let ago_ms = (9_000, 1_000);
    let file = file_of(&announce(&house, &session, ago_ms, 1_000).await);
    patch(&house, &session, &file, 0, Body::from(jpeg(1_000)))
        .await
        .is(415, "type_not_supported");
    let found = settled(&operator, &report, &file).await;
    assert_eq!(found["state"]["code"], "type_not_supported");
    const MIB: usize = 1024 * 1024;
    let large = announce(&house, &session, ago_ms, 100 * MIB + 1).await;
    large.is(413, "file_too_large");
    for _ in 0..4 {
        file_of(&announce(&house, &session, ago_ms, 100 * MIB).await);
    }
    let much = announce(&house, &session, ago_ms, 100 * MIB).await;
    much.is(409, "too_many_late_parts");
}

#[tokio::test]
async fn a_phone_that_was_given_up_brings_what_it_kept_for_a_day() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    pass(&house, MINUTE_MS);
    lose(&house, &session, &operator).await;
    let ago_ms = (4 * MINUTE_MS, 3 * MINUTE_MS);
    let film = webm(50_000);
    let file = file_of(&announce(&house, &session, ago_ms, film.len()).await);
    let begun = Body::from(film[..20_000].to_vec());
    let begun = patch(&house, &session, &file, 0, begun).await;
    assert_eq!(begun.json()["received_bytes"], 20_000);
    // Nothing else comes of it.
    session
        .still(&house, "still", &jpeg(900))
        .await
        .is(410, "report_over");
    let picture = json!({
        "name": "a.jpg", "bytes": 9, "media_type": "image/jpeg", "client_key": "0123456789abcdef",
    });
    let path = "/api/v1/caller/uploads";
    let picture = session.call(&house, Method::POST, path, picture).await;
    picture.is(410, "report_over");

    pass(&house, 23 * 60 * MINUTE_MS);
    let rest = Body::from(film[20_000..].to_vec());
    let done = patch(&house, &session, &file, 20_000, rest).await;
    assert_eq!(done.json()["received_bytes"], film.len(), "{}", done.text());
    let again = house.person("op1").await;
    let found = settled(&again, &report, &file).await;
    assert_eq!(
        (&found["kind"], &found["state"]["kind"]),
        (&json!("late"), &json!("viewable"))
    );

    let file = file_of(&announce(&house, &session, ago_ms, film.len()).await);
    pass(&house, 61 * MINUTE_MS);
    let late = patch(&house, &session, &file, 0, Body::from(film)).await;
    late.is(410, "report_over");
    let refused = announce(&house, &session, ago_ms, 100).await;
    refused.is(410, "report_over");
}

#[tokio::test]
async fn after_an_end_that_somebody_decided_nothing_comes_late() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    pass(&house, MINUTE_MS);
    let file = file_of(&announce(&house, &session, (9_000, 1_000), 1_000).await);
    operator.end(&report).await;
    let refused = patch(&house, &session, &file, 0, Body::from(webm(1_000))).await;
    refused.is(410, "report_over");
    let refused = announce(&house, &session, (9_000, 1_000), 1_000).await;
    refused.is(410, "report_over");
}

#[tokio::test]
async fn vr_4_2_1_a_late_part_waits_out_a_hold() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let (report, session) = house.started(&operator).await;
    pass(&house, MINUTE_MS);
    let film = webm(1_000);
    let file = file_of(&announce(&house, &session, (9_000, 1_000), film.len()).await);
    manager.act(&report, "hold", json!({})).await;
    let held = patch(&house, &session, &file, 0, Body::from(film.clone())).await;
    held.is(409, "report_held");
    manager.act(&report, "release", json!({})).await;
    let done = patch(&house, &session, &file, 0, Body::from(film)).await;
    assert_eq!(done.json()["received_bytes"], 1_000);
    let found = settled(&operator, &report, &file).await;
    assert_ne!(found["late"], Value::Null);
}
