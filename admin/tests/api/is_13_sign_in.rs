//! One session, a password's age, the lock (第13(7) to (9)), through the doors as a browser comes.

use admin::sign_in::sweep;
use serde_json::json;

use crate::support::{House, desk::Desk};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

fn later(house: &House, span_ms: i64) {
    house.clock.set(house.admin.now().plus_ms(span_ms)).unwrap();
}

/// Somebody at a terminal, past the notice that comes first.
async fn enter(house: &House, user_id: &str) -> Desk {
    let desk = Desk::of(house, user_id, "office").await;
    let read = desk.post("/api/v1/me/acknowledgements", json!({})).await;
    read.is(200);
    desk
}

#[tokio::test]
async fn is_13_7_a_second_sign_in_ends_the_first() {
    let house = House::new().await;
    let first = enter(&house, "is_staff1").await;
    first.get("/api/v1/tasks").await.is(200);
    let second = enter(&house, "is_staff1").await;
    let gone = first.get("/api/v1/tasks").await;
    // proves IS-13.7
    assert_eq!(gone.status.as_u16(), 401);
    let told = second.get("/api/v1/tasks").await;
    let mut notices = told.is(200).body["notices"].as_array().unwrap().iter();
    assert!(notices.any(|notice| notice["clause"] == "IS-13.7"));
    // Reception has a tablet and a notebook.
    let tablet = Desk::of(&house, "op1", "reception").await;
    let _notebook = Desk::of(&house, "op1", "reception").await;
    tablet.get("/api/v1/tasks").await.is(200);
}

#[tokio::test]
async fn is_13_8_an_old_password_is_changed_first_and_no_earlier_one_comes_back() {
    let house = House::new().await;
    later(&house, 181 * DAY_MS);
    let desk = Desk::of(&house, "is_staff1", "office").await;
    let tasks = desk.get("/api/v1/tasks").await;
    // proves IS-13.8
    assert_eq!(tasks.refusal(), (403, "change_password_first", "IS-13.8"));
    let old = house.password_of("is_staff1").to_owned();
    let set = |password: &str| json!({ "user_id": "is_staff1", "password": password });
    let path = "/api/v1/credentials";
    let refused = desk.post(path, set(&old)).await;
    // proves IS-13.8
    assert_eq!(refused.refusal(), (422, "password_used_before", "IS-13.8"));
    desk.post(path, set("kabocha no tane 7")).await.is(201);
    let refused = desk.post(path, set(&old)).await;
    assert_eq!(refused.refusal(), (422, "password_used_before", "IS-13.8"));
    desk.post("/api/v1/me/acknowledgements", json!({}))
        .await
        .is(200);
    desk.get("/api/v1/tasks").await.is(200);
    // Reception changes none by age.
    let other = Desk::of(&house, "op1", "reception").await;
    other.get("/api/v1/tasks").await.is(200);
}

#[tokio::test]
async fn is_13_9_a_terminal_that_nobody_touches_locks() {
    let house = House::new().await;
    let desk = enter(&house, "is_staff1").await;
    later(&house, 9 * 60_000);
    sweep::by_time(&house.admin).await.unwrap();
    desk.get("/api/v1/tasks").await.is(200);
    later(&house, 2 * 60_000);
    sweep::by_time(&house.admin).await.unwrap();
    let locked = desk.get("/api/v1/tasks").await;
    // proves IS-13.9
    assert_eq!(locked.refusal(), (423, "session_locked", "IS-13.9"));
}
