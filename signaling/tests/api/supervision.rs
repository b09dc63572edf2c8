//! What the manager directs, who is told, and that nobody else may (VR-4.1.2, VR-4.2.1).

use http::StatusCode;
use protocol::{
    id::WebrtcSessionId,
    media::{EndCause, MediaEvent, MediaOrder},
    time::UnixMs,
};
use serde_json::{Value, json};

use crate::{
    house::{House, NUMBER, Person, complete, jpeg},
    sockets::{caller_socket, console_socket},
};

const CLAUSE: &str = "VR-4.2.1";

fn refusal(status: u16, code: &str, clause: &str) -> (u16, String, Option<String>) {
    (status, code.to_owned(), Some(clause.to_owned()))
}

#[tokio::test]
async fn vr_4_2_1_a_stop_ends_the_page_and_the_operator_reads_it_with_name_and_time() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let (report, session) = house.started(&operator).await;
    let address = house.listen().await;
    let mut console = console_socket(address, &operator).await;
    let (mut phone, _) = caller_socket(address, &session).await;
    let words = json!({"words": "通報者が危険です。すぐに離れてもらうこと。"});
    let strange = operator.try_act(&report, "stop", words.clone()).await;
    assert_eq!(strange.refusal(), refusal(403, "not_allowed", CLAUSE));
    let before = house.admin.now().0;

    let stopped = manager.try_act(&report, "stop", words.clone()).await;
    // proves VR-4.2.1
    assert_eq!(stopped.status, StatusCode::OK, "{}", stopped.text());
    let told = phone.hear_until(|message| message["type"] == "ended").await;
    assert_eq!(told["reason"], "other_unsuitable");
    let event = console
        .hear_until(|event| event["report"]["state"] == "ended")
        .await;
    let shown = &event["report"]["instructions"][0];
    // proves VR-4.2.1
    assert_eq!(shown["kind"], "stop");
    assert_eq!(shown["by"]["name"], "運用 花子");
    assert_eq!(shown["words"], words["words"]);
    assert!(shown["at_ms"].as_i64().unwrap() >= before);
    let room = report.parse().unwrap();
    let orders = house.node.orders.lock().unwrap().clone();
    assert!(orders.contains(&MediaOrder::End { room }));
    let twice = manager.try_act(&report, "stop", words).await;
    twice.is(409, "already_over");

    // It stays until it is acknowledged, also after the end, and then with who and when.
    let id = shown["id"].as_str().unwrap();
    acknowledge(&operator, &report, id).await;
    let detail = operator
        .get(&format!("/api/v1/reports/{report}"))
        .await
        .json();
    assert_eq!(detail["report"]["instructions"], json!([]));
    assert_eq!(
        detail["instructions"][0]["acknowledged"]["by"]["name"],
        "受理 一郎"
    );
}

async fn acknowledge(person: &Person<'_>, report: &str, id: &str) -> Value {
    person
        .act(report, &format!("instructions/{id}/acknowledge"), json!({}))
        .await
}

#[tokio::test]
async fn vr_4_2_1_while_held_no_picture_passes_and_the_phone_is_told() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let (report, session) = house.started(&operator).await;
    let address = house.listen().await;
    let (mut phone, welcome) = caller_socket(address, &session).await;
    assert_eq!(welcome["held"], false);
    let held = manager
        .act(&report, "hold", json!({"words": "確認するまで待て"}))
        .await;
    assert_eq!(held["state"], "held");
    assert_eq!(held["held"]["by"]["name"], "運用 花子");
    phone.hear_until(|message| message["type"] == "held").await;
    let room = report.parse().unwrap();
    expect_order(&house, &MediaOrder::Hold { room }).await;

    let watch = operator.try_act(&report, "watch", json!({})).await;
    assert_eq!(watch.refusal(), refusal(409, "report_held", CLAUSE));
    let still = session.still(&house, "still", &jpeg(500)).await;
    assert_eq!(still.refusal(), refusal(409, "report_held", CLAUSE));
    let headers = [("content-type", "image/jpeg")];
    let picture = session
        .bytes(
            &house,
            http::Method::POST,
            "/api/v1/caller/pictures",
            &headers,
            jpeg(500).into(),
        )
        .await;
    picture.is(409, "report_held");
    let ask = operator.try_act(&report, "ask-still", json!({})).await;
    ask.is(409, "report_held");
    let (_again, welcome) = caller_socket(address, &session).await;
    assert_eq!(
        welcome["held"], true,
        "a page that comes back knows it, too"
    );
    let (mut phone, _) = caller_socket(address, &session).await;
    manager
        .try_act(&report, "hold", json!({}))
        .await
        .is(409, "already_held");

    let released = manager.act(&report, "release", json!({})).await;
    assert_eq!(released["state"], "connecting");
    phone
        .hear_until(|message| message["type"] == "released")
        .await;
    expect_order(&house, &MediaOrder::Release { room }).await;
    assert_eq!(
        session.still(&house, "still", &jpeg(500)).await.status,
        StatusCode::CREATED
    );
    manager
        .try_act(&report, "release", json!({}))
        .await
        .is(409, "not_held");
}

async fn expect_order(house: &House, order: &MediaOrder) {
    for _ in 0..100 {
        if house.node.orders.lock().unwrap().last() == Some(order) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!(
        "{order:?} never came: {:?}",
        house.node.orders.lock().unwrap()
    );
}

#[tokio::test]
async fn vr_4_2_1_of_two_presses_at_once_one_counts() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (one, two) = (house.person("mgr1").await, house.person("mgr1").await);
    let (report, _) = house.started(&operator).await;
    for what in ["hold", "release", "take-over"] {
        let (first, second) = tokio::join!(
            one.try_act(&report, what, json!({})),
            two.try_act(&report, what, json!({})),
        );
        let mut both = [first.status.as_u16(), second.status.as_u16()];
        both.sort_unstable();
        assert_eq!(both, [200, 409], "{what}");
    }
}

#[tokio::test]
async fn vr_4_2_1_an_instruction_is_acknowledged_by_whom_it_is_for_and_once() {
    let house = House::new().await;
    let (operator, other) = (house.person("op1").await, house.person("op2").await);
    let manager = house.person("mgr1").await;
    let (report, _) = house.started(&operator).await;
    for (what, body) in [("instructions", json!({"words": " "})), ("stop", json!({}))] {
        let empty = manager.try_act(&report, what, body).await;
        assert_eq!(empty.refusal(), refusal(422, "instruction_missing", CLAUSE));
    }
    let words = json!({"words": "ナンバーを読み取ること"});
    let strange = operator
        .try_act(&report, "instructions", words.clone())
        .await;
    assert_eq!(strange.refusal(), refusal(403, "not_allowed", CLAUSE));
    let view = manager.act(&report, "instructions", words).await;
    let id = view["instructions"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("instructions/{id}/acknowledge");
    for person in [&other, &manager] {
        let refused = person.try_act(&report, &path, json!({})).await;
        assert_eq!(refused.refusal(), refusal(409, "not_handler", CLAUSE));
    }
    acknowledge(&operator, &report, &id).await;
    let twice = operator.try_act(&report, &path, json!({})).await;
    twice.is(409, "instruction_unknown");
}

#[tokio::test]
async fn vr_4_2_1_the_manager_takes_over_and_the_operator_hears_of_it() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let (report, _) = house.started(&operator).await;
    let taken = manager.act(&report, "take-over", json!({})).await;
    assert_eq!(taken["operator_name"], "運用 花子");
    let told = &taken["instructions"][0];
    assert_eq!(
        (&told["kind"], &told["to"]["name"]),
        (&json!("take_over"), &json!("受理 一郎"))
    );
    acknowledge(&operator, &report, told["id"].as_str().unwrap()).await;
    let to = operator.account().await;
    let late = operator.try_act(&report, "offer", json!({"to": to})).await;
    late.is(409, "not_handler");
}

#[tokio::test]
async fn vr_4_1_2_a_report_to_the_manager_is_made_once_and_taken_note_of_once() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let hurried = send_without_report(&operator).await;
    let due = hurried["report_after_due_ms"].as_i64().unwrap();
    let span_ms = due - hurried["created_ms"].as_i64().unwrap();
    // It runs from the moment the request was prepared.
    assert!((29 * 60_000..=30 * 60_000).contains(&span_ms), "{span_ms}");
    let confirmations = &hurried["confirmations"];
    assert_eq!(confirmations["reported"], false);
    assert_eq!(confirmations["no_report_reason"], "人命に関わるため");
    let report = hurried["id"].as_str().unwrap();
    let early = manager
        .try_act(report, "acknowledge-report", json!({}))
        .await;
    assert_eq!(
        early.refusal(),
        refusal(409, "nothing_to_acknowledge", "VR-4.1.2")
    );

    let told = operator.act(report, "report-afterwards", json!({})).await;
    assert_eq!(told["report_after_due_ms"], Value::Null);
    let twice = operator
        .try_act(report, "report-afterwards", json!({}))
        .await;
    assert_eq!(
        twice.refusal(),
        refusal(409, "nothing_to_report", "VR-4.1.2")
    );
    let strange = operator
        .try_act(report, "acknowledge-report", json!({}))
        .await;
    assert_eq!(strange.refusal(), refusal(403, "not_allowed", "VR-4.1.2"));
    let noted = manager.act(report, "acknowledge-report", json!({})).await;
    assert_eq!(
        noted["confirmations"]["acknowledged"]["by"]["name"],
        "運用 花子"
    );
    let again = manager
        .try_act(report, "acknowledge-report", json!({}))
        .await;
    again.is(409, "nothing_to_acknowledge");

    // One that was made beforehand is only taken note of.
    let (beforehand, _) = house.invite(&operator).await;
    assert_eq!(
        operator.report(&beforehand).await["confirmations"]["reported"],
        true
    );
    operator
        .try_act(&beforehand, "report-afterwards", json!({}))
        .await
        .is(409, "nothing_to_report");
    manager
        .act(&beforehand, "acknowledge-report", json!({}))
        .await;
}

async fn send_without_report(operator: &Person<'_>) -> Value {
    let mut body = complete(NUMBER);
    body["reported_to_manager"] = json!(false);
    body["no_report_reason"] = json!("人命に関わるため");
    let prepared = operator.post("/api/v1/requests/prepare", body).await.json();
    let send = json!({
        "confirm_token": prepared["confirm_token"],
        "destination": prepared["destination"],
        "compared": true,
    });
    let sent = operator.post("/api/v1/requests/send", send).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
    sent.json()["report"].clone()
}

#[tokio::test]
async fn d4_who_watched_from_when_to_when_is_kept() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    let subject = format!("{}:{}", operator.account().await, report);
    let session = |letter| WebrtcSessionId::new(UnixMs(1), [letter; 10]);
    for letter in [7, 7, 8] {
        let subject = subject.clone();
        house.node.say(
            &report,
            MediaEvent::ViewStarted {
                session: session(letter),
                subject,
                viewers: 1,
            },
        );
    }
    house.node.say(
        &report,
        MediaEvent::ViewEnded {
            session: session(7),
            subject,
            viewers: 1,
            cause: EndCause::Closed,
        },
    );
    let path = format!("/api/v1/reports/{report}");
    let rows = loop {
        let detail = operator.get(&path).await.json();
        let rows = detail["watching"].as_array().unwrap().clone();
        if rows.len() == 2 && rows.iter().any(|row| row["until_ms"].is_i64()) {
            break rows;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    assert!(rows.iter().all(|row| row["staff"]["name"] == "受理 一郎"));
    assert_eq!(
        rows.iter().filter(|row| row["until_ms"].is_null()).count(),
        1
    );
    operator.end(&report).await;
    let detail = operator.get(&path).await.json();
    let rows = detail["watching"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["until_ms"].is_i64()), "{rows:?}");
}
