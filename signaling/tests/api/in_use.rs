//! A console must not lock in the middle of a live report (VR-8.1a, VR-4.3).

use std::time::Duration;

use admin::{
    sessions::{self, SessionId},
    sign_in::sweep,
};
use http::StatusCode;
use serde_json::json;

use crate::{
    house::{House, Person, jpeg},
    sockets::{caller_socket, console_socket},
};

async fn session_of(person: &Person<'_>) -> SessionId {
    let admin = &person.house.admin;
    let token = person.cookie.split_once('=').unwrap().1;
    let found = sessions::find(&**admin.db(), token, admin.now()).await;
    found.unwrap().unwrap().session
}

/// Waits until the server has looked who uses which console.
async fn until_in_use(person: &Person<'_>, in_use: bool) {
    let session = session_of(person).await;
    for _ in 0..200 {
        if person.house.admin.in_use().contains(session) == in_use {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("in use is not {in_use}");
}

async fn minutes_pass(house: &House, minutes: i64) {
    house.after_minutes(minutes);
    sweep::by_time(&house.admin).await.unwrap();
}

async fn is_locked(person: &Person<'_>) -> bool {
    let answer = person.get("/api/v1/me").await;
    if answer.status == StatusCode::OK {
        return false;
    }
    let refused = (423, "session_locked".to_owned(), Some("VR-8.1a".to_owned()));
    assert_eq!(answer.refusal(), refused);
    true
}

async fn left_s(person: &Person<'_>) -> i64 {
    let standing = person.get("/api/v1/lock").await.json();
    standing["left_s"].as_i64().unwrap()
}

/// What a console that shows a live picture says every five seconds.
async fn views(person: &Person<'_>, report: &str) {
    let figures = json!({
        "width_px": 640, "height_px": 360, "frames_per_s": 25.0, "bit_rate_bps": 1, "freezes": 0,
        "frozen_ms": 0, "frames_decoded": 1, "frames_dropped": 0, "packets": 1, "packets_lost": 0,
        "bytes": 1, "jitter_buffer_ms": 0, "round_trip_ms": 0,
    });
    let path = format!("/api/v1/reports/{report}/viewing");
    let said = person.post(&path, figures).await;
    assert_eq!(said.status, StatusCode::NO_CONTENT, "{}", said.text());
}

#[tokio::test]
async fn vr_8_1a_a_console_does_not_lock_while_a_live_report_is_operated_or_watched_on_it() {
    let house = House::new().await;
    let (handler, watcher) = (house.person("op1").await, house.person("op2").await);
    let (idle, away) = (house.person("op3").await, house.person("op1").await);
    let (report, session) = house.started(&handler).await;
    let address = house.listen().await;
    let (_phone, _) = caller_socket(address, &session).await;
    // The same person's other terminal, at which no console is open, is not in use.
    let _console = console_socket(address, &handler).await;
    let _idle_console = console_socket(address, &idle).await;
    views(&watcher, &report).await;
    until_in_use(&handler, true).await;
    until_in_use(&watcher, true).await;
    until_in_use(&away, false).await;

    minutes_pass(&house, 20).await;
    assert!(!is_locked(&handler).await, "handles a live report");
    assert!(!is_locked(&watcher).await, "watches a live report");
    assert!(is_locked(&idle).await, "an open console alone is no use");
    assert!(is_locked(&away).await);
    assert!(left_s(&handler).await > 890, "the page is told the same");

    // Who looked away a while ago watches no more; its fifteen minutes run from then on.
    until_in_use(&watcher, false).await;
    minutes_pass(&house, 14).await;
    assert!(!is_locked(&watcher).await);
    minutes_pass(&house, 2).await;
    assert!(is_locked(&watcher).await);

    // After the end the time runs anew.
    until_in_use(&handler, true).await;
    minutes_pass(&house, 1).await;
    handler.end(&report).await;
    until_in_use(&handler, false).await;
    minutes_pass(&house, 14).await;
    assert!(!is_locked(&handler).await);
    assert!((1..=60).contains(&left_s(&handler).await));
    minutes_pass(&house, 1).await;
    assert!(is_locked(&handler).await);
    assert_eq!(left_s(&handler).await, 0);
}

#[tokio::test]
async fn vr_8_1a_the_key_locks_at_once_while_a_report_is_live() {
    let house = House::new().await;
    let handler = house.person("op1").await;
    let (_, session) = house.started(&handler).await;
    let address = house.listen().await;
    let (_phone, _) = caller_socket(address, &session).await;
    let mut console = console_socket(address, &handler).await;
    until_in_use(&handler, true).await;
    let locked = handler.post("/api/v1/lock", json!({})).await;
    assert_eq!(locked.status, StatusCode::NO_CONTENT);
    console.hear_until(|event| event["type"] == "locked").await;
    minutes_pass(&house, 1).await;
    assert!(is_locked(&handler).await, "use does not unlock");
}

#[tokio::test]
async fn vr_8_1a_who_watches_pictures_where_no_video_comes_through_is_not_locked_out() {
    let house = House::new().await;
    let (handler, watcher) = (house.person("op1").await, house.person("op2").await);
    let (report, session) = house.started(&handler).await;
    let address = house.listen().await;
    let (_phone, _) = caller_socket(address, &session).await;
    let headers = [("content-type", "image/jpeg")];
    let path = "/api/v1/caller/pictures";
    let sent = session
        .bytes(&house, http::Method::POST, path, &headers, jpeg(500).into())
        .await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
    let shown = watcher
        .get(&format!("/api/v1/reports/{report}/picture"))
        .await;
    assert_eq!(shown.status, StatusCode::OK);
    until_in_use(&watcher, true).await;
    minutes_pass(&house, 20).await;
    assert!(!is_locked(&watcher).await);
}

#[tokio::test]
async fn vr_8_1a_a_link_that_nobody_opened_keeps_no_console_open() {
    let house = House::new().await;
    let handler = house.person("op1").await;
    house.invite(&handler).await;
    let address = house.listen().await;
    let mut console = console_socket(address, &handler).await;
    // The look runs every two seconds; two of them pass.
    tokio::time::sleep(Duration::from_millis(4_500)).await;
    let session = session_of(&handler).await;
    assert!(!house.admin.in_use().contains(session));
    minutes_pass(&house, 16).await;
    console.hear_until(|event| event["type"] == "locked").await;
    assert!(is_locked(&handler).await);
}
