//! What takes the place of video where none gets through, and how well live video is seen.

use admin::trail::page_after;
use http::{Method, StatusCode};
use protocol::id::UnitId;
use serde_json::{Value, json};

use crate::{
    house::{Answer, House, Person, Session, jpeg},
    sockets::{caller_socket, console_socket},
};

async fn send_picture(house: &House, session: &Session, bytes: Vec<u8>) -> Answer {
    let headers = [("content-type", "image/jpeg")];
    let path = "/api/v1/caller/pictures";
    session
        .bytes(house, Method::POST, path, &headers, bytes.into())
        .await
}

async fn acts(house: &House, person: &Person<'_>, action: &str) -> usize {
    let me = person.get("/api/v1/me").await.json();
    let unit: UnitId = me["unit"].as_str().unwrap().parse().unwrap();
    let entries = page_after(&**house.admin.db(), unit, 0).await.unwrap();
    entries.iter().filter(|e| e.action == action).count()
}

#[tokio::test]
async fn pictures_of_the_second_are_told_shown_and_replaced() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let mut console = console_socket(house.listen().await, &operator).await;
    let path = format!("/api/v1/reports/{report}/picture");
    operator.get(&path).await.is(404, "file_not_found");
    for size in [500, 600] {
        let answer = send_picture(&house, &session, jpeg(size)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        let event = console.hear_until(|e| e["type"] == "picture").await;
        assert_eq!(event["report"], report.as_str());
        assert_eq!(event["picture"], answer.json());
        let shown = operator.get(&path).await;
        assert_eq!(shown.headers["content-type"], "image/jpeg");
        assert_eq!(shown.headers["x-content-type-options"], "nosniff");
        assert_eq!(shown.bytes, jpeg(size));
    }
    let seen = operator.report(&report).await;
    assert_eq!(seen["live_picture"]["seq"], 2);
    assert!(seen["funnel"].to_string().contains("first_picture"));
    assert_eq!(seen["totals"]["files"], 0, "they are no files");
    assert_eq!(acts(&house, &operator, "send_pictures").await, 1);
    assert_eq!(acts(&house, &operator, "watch_report").await, 1);
    let neighbour = house.person("opb1").await;
    neighbour.get(&path).await.is(404, "report_not_found");
    operator.end(&report).await;
    operator.get(&path).await.is(404, "file_not_found");
    send_picture(&house, &session, jpeg(500))
        .await
        .is(410, "report_over");
}

#[tokio::test]
async fn a_picture_that_is_too_large_none_or_too_soon_is_refused() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (_, session) = house.started(&operator).await;
    let send = |bytes| send_picture(&house, &session, bytes);
    send(jpeg(97 * 1024)).await.is(413, "file_too_large");
    send(b"<svg onload=alert(1)>".to_vec())
        .await
        .is(415, "type_not_supported");
    let mut flood = Vec::new();
    for _ in 0..10 {
        flood.push(send(jpeg(500)).await.status);
    }
    assert_eq!(flood[0], StatusCode::CREATED);
    assert_eq!(flood[9], StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn the_phones_step_is_shown_while_it_is_online() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let (mut phone, _) = caller_socket(house.listen().await, &session).await;
    for step in ["video", "pictures", "on_demand", "text"] {
        phone.say(json!({"type": "step", "step": step})).await;
        operator
            .wait_for(&report, |r| r["ladder"]["step"] == step)
            .await;
    }
    drop(phone);
    operator
        .wait_for(&report, |r| {
            r["caller_online"] == false && r["ladder"].is_null()
        })
        .await;
}

#[tokio::test]
async fn a_still_is_asked_of_the_page_that_is_there() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let ask = format!("/api/v1/reports/{report}/ask-still");
    operator.post(&ask, json!({})).await.is(409, "caller_away");
    let (mut phone, _) = caller_socket(house.listen().await, &session).await;
    operator
        .wait_for(&report, |r| r["caller_online"] == true)
        .await;
    assert_eq!(operator.post(&ask, json!({})).await.status, StatusCode::OK);
    phone.hear_until(|m| m["type"] == "still_wanted").await;
    assert_eq!(acts(&house, &operator, "ask_still").await, 2);
    operator.end(&report).await;
    operator.post(&ask, json!({})).await.is(409, "already_over");
}

#[tokio::test]
async fn a_consoles_figures_are_told_listed_and_summed() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    let mut console = console_socket(house.listen().await, &operator).await;
    let path = format!("/api/v1/reports/{report}");
    let figures = json!({"width_px": 640, "height_px": 360, "frozen_ms": 250, "packets": 400});
    let answer = operator.post(&format!("{path}/viewing"), figures).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
    let event = console.hear_until(|e| e["type"] == "media").await;
    assert_eq!(event["media"]["viewers"][0]["viewing"]["height_px"], 360);
    let listed: Value = operator.get(&format!("{path}/media")).await.json();
    assert_eq!(listed, event["media"]);
    let (totals, now) = house.signaling.viewings();
    assert_eq!((totals.frozen_ms, totals.packets, now.len()), (250, 400, 1));
    let neighbour = house.person("opb1").await;
    for part in ["viewing", "media"] {
        let answer = match part {
            "viewing" => neighbour.post(&format!("{path}/{part}"), json!({})).await,
            _ => neighbour.get(&format!("{path}/{part}")).await,
        };
        answer.is(404, "report_not_found");
    }
}
