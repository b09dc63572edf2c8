//! The whole journey without a browser.

use http::StatusCode;
use serde_json::json;

use crate::{
    house::{House, Person, Phone, jpeg, open, start},
    sockets::{caller_socket, console_socket},
};

#[tokio::test]
async fn from_a_message_to_a_place_and_a_picture_and_to_the_end() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let address = house.listen().await;
    let mut console = console_socket(address, &operator).await;
    let (report, token) = house.invite(&operator).await;
    for _ in 0..10 {
        assert_eq!(open(&house, &token).await.status, StatusCode::OK);
    }
    let phone = Phone::new(&token);
    let session = phone.start(&house).await;
    let picture = session.still(&house, "first_picture", &jpeg(20_000)).await;
    assert_eq!(picture.status, StatusCode::CREATED);
    console
        .hear_until(|e| e["type"] == "file" && e["file"]["state"]["kind"] == "viewable")
        .await;
    let (mut socket, _) = caller_socket(address, &session).await;
    socket
        .say(
            json!({"type": "positions", "seq": 1, "points": [{"at_ms": 1_795_000_000_000_i64,
            "latitude_deg": 34.6937, "longitude_deg": 135.5023, "accuracy_m": 5.0}]}),
        )
        .await;
    let points = console.hear_until(|e| e["type"] == "points").await;
    let name = points["points"][0]["municipality"]["name_ja"]
        .as_str()
        .unwrap();
    assert!(name.starts_with("大阪府"), "{name}");
    let ended = operator.end(&report).await.json();
    assert_eq!(ended["totals"]["positions"], 1);
    assert_eq!(ended["totals"]["files"], 1);
    socket.hear_until(|m| m["type"] == "ended").await;
    start(&house, phone.body_with("AAAA")).await;
    open(&house, &token).await.is(410, "report_over");
    let listed = operator.get("/api/v1/reports").await.json();
    assert_eq!(listed[0]["id"], report.as_str());
    assert_eq!(listed[0]["state"], "ended");
}

#[tokio::test]
async fn a_restart_finds_everything_again_and_the_phone_just_goes_on() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    let phone = Phone::new(&token);
    let session = phone.start(&house).await;
    session.still(&house, "first_picture", &jpeg(20_000)).await;
    operator
        .wait_for(&report, |r| r["last_picture"].is_string())
        .await;
    let before = operator
        .get(&format!("/api/v1/reports/{report}"))
        .await
        .json();
    let cookie = operator.cookie.clone();

    let house = house.restart().await;
    let operator = Person {
        house: &house,
        cookie,
    };
    let after = operator
        .get(&format!("/api/v1/reports/{report}"))
        .await
        .json();
    assert_eq!(before, after);
    let again = session.still(&house, "still", &jpeg(20_000)).await;
    assert_eq!(again.status, StatusCode::CREATED);
    assert_eq!(phone.start(&house).await.answer["resumed"], true);
}
