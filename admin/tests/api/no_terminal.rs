//! What a browser that is no terminal is shown (O-30), and bodies that are read of nobody without a
//! right, and not for ever.

use std::{convert::Infallible, time::Duration};

use admin::body::Pace;
use axum::body::Body;
use futures_util::{StreamExt, stream};
use http::{Method, Request, header};
use protocol::person::TerminalKind;
use serde_json::json;

use crate::{
    caller::{Answer, App, Person},
    cases::{mis_sent, path_of},
    cc::{DAY, file, registered},
};

#[tokio::test]
async fn cases_and_notices_of_the_police_are_read_at_terminals_alone() {
    let app = App::on(DAY).await;
    let (operator, manager) = (app.person("op1").await, app.person("mgr1").await);
    let (id, path) = path_of(&mis_sent(&operator, "誤送信").await);
    for user in ["op1", "mgr1"] {
        let outside = app.person_at(user, TerminalKind::Unenrolled).await;
        outside.get(&path).await.not_found();
        for list in ["/api/v1/cases", "/api/v1/tasks"] {
            let listed = outside.get(list).await;
            assert!(!listed.text().contains(&id), "{user} {}", listed.text());
        }
    }
    let told = manager.get("/api/v1/tasks").await.ok();
    assert_eq!(told["notices"][0]["case"], id.as_str());
    let notice = told["notices"][0]["id"].as_str().unwrap();
    let read = format!("/api/v1/notices/{notice}/read");
    let outside = app.person_at("mgr1", TerminalKind::Unenrolled).await;
    outside.post(&read, json!({})).await.not_found();
    assert_eq!(manager.post(&read, json!({})).await.status.as_u16(), 204);
}

#[tokio::test]
async fn whoever_belongs_to_a_group_needs_no_terminal() {
    let app = App::on(DAY).await;
    let keeper = app.person("resp1").await;
    let (_, path) = path_of(&registered(&keeper, "agree").await);
    let waiting = format!(
        "/api/v1/case-files/{}",
        file(&keeper).await.as_str().unwrap()
    );
    let outside = app.person_at("resp1", TerminalKind::Unenrolled).await;
    outside.get(&path).await.ok();
    assert_eq!(outside.get(&waiting).await.status.as_u16(), 200);
}

/// Posts a body of which the first byte comes and no other; it is read for a moment at most.
async fn drips(person: &Person<'_>, path: &str) -> Answer {
    let first = stream::once(async { Ok::<_, Infallible>("x") });
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::COOKIE, &person.cookie)
        .header("x-file-name", "a.mp4")
        .extension(Pace {
            grace: Duration::from_millis(100),
            bytes_per_s: 1_000,
        })
        .body(Body::from_stream(first.chain(stream::pending())));
    let asked = person.app.send(request.unwrap());
    let answer = tokio::time::timeout(Duration::from_secs(20), asked).await;
    answer.expect("an answer although the body never ends")
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up() {
    let app = App::on(DAY).await;
    let (keeper, handler) = (app.person("resp1").await, app.person("hand1").await);
    let camera = crate::cc::camera(&keeper, &handler).await;
    let at = crate::cc::ms("2026-11-27T09:00:00");
    let film = format!(
        "/api/v1/footage?camera={}&recorded_from={at}&recorded_to={}",
        camera["id"].as_str().unwrap(),
        at + 3_600_000
    );
    for path in [
        "/api/v1/case-files",
        "/api/v1/staff-lists/preview?document=CC",
        &film,
    ] {
        let slow = drips(&keeper, path).await;
        slow.refused(408, "body_too_slow", "");
        assert_eq!(slow.headers[header::CONNECTION], "close", "{path}");
    }
    // Nothing came of it.
    let films = keeper.get("/api/v1/footage").await.ok();
    assert_eq!(films["files"], json!([]));
}

#[tokio::test]
async fn no_body_is_read_of_who_may_not_bring_it() {
    let app = App::on(DAY).await;
    // Whoever may not is told so, although the body never ends.
    for (user, path, code, clause) in [
        ("op1", "/api/v1/case-files", "not_allowed", "VR-10"),
        ("mem1", "/api/v1/case-files", "not_allowed", "CC-3.3.ア-1"),
        (
            "op1",
            "/api/v1/staff-lists/preview",
            "not_in_matrix",
            "VR-3.1.1",
        ),
        (
            "mgr1",
            "/api/v1/staff-lists/preview",
            "not_in_matrix",
            "VR-3.1.1",
        ),
        (
            "mem1",
            "/api/v1/staff-lists/preview?document=CC",
            "not_in_matrix",
            "CC-0",
        ),
    ] {
        let person = app.person(user).await;
        let refused = drips(&person, path).await;
        refused.refused(403, code, clause);
        let trail = app.trail(&person.unit).await;
        let told = trail.last().unwrap();
        assert!(told.ends_with(&format!(" refused {clause}")), "{told}");
    }
    let group = app.person("resp1").await;
    drips(&group, "/api/v1/staff-lists/preview")
        .await
        .not_found();
    let outside = app.person_at("chief1", TerminalKind::Unenrolled).await;
    let refused = drips(&outside, "/api/v1/staff-lists/preview").await;
    refused.refused(403, "not_allowed", "VR-8.1a");
}
