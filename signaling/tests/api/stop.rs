//! Stops of the system as phones and consoles meet them (VR-7.1.1, O-35).

use std::time::{Duration, Instant};

use http::{StatusCode, header};
use protocol::{
    id::WebrtcSessionId,
    media::{MediaEvent, MediaOrder},
    person::TerminalKind::Management,
    time::UnixMs,
};
use serde_json::{Value, json};

use crate::{
    house::{Answer, House, NUMBER, Person, Phone, complete},
    sockets::{caller_socket, console_socket},
};

const MINUTE_MS: i64 = 60_000;

#[tokio::test]
async fn vr_7_1_1_nothing_new_begins_while_the_system_stands_still() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    let (_, unopened) = house.invite(&operator).await;
    let prepared = operator
        .post("/api/v1/requests/prepare", complete(NUMBER))
        .await
        .json();
    stop_in(&house, 20, 80, "end").await;
    house.after_minutes(19);
    // Until the last minute everything goes on.
    let phone = Phone::new(&unopened);
    assert_ne!(
        phone.open(&house).await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    house.after_minutes(1);
    let sent = operator.send_prepared(&prepared).await;
    // proves VR-7.1.1
    assert_eq!(
        sent.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{}",
        sent.text()
    );
    stands_still(&sent, 60 * 60);
    let again = operator
        .post("/api/v1/requests/prepare", complete(NUMBER))
        .await;
    // proves VR-7.1.1
    assert_eq!(
        again.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{}",
        again.text()
    );
    stands_still(&again, 60 * 60);
    let resent = operator.try_act(&report, "resend", json!({})).await;
    stands_still(&resent, 60 * 60);
    let phone = Phone::new(&token);
    let opened = phone.open(&house).await;
    // proves VR-7.1.1
    assert_eq!(
        opened.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{}",
        opened.text()
    );
    stands_still(&opened, 60 * 60);
    let started = crate::house::start(&house, phone.body_with("x")).await;
    assert!(!started.status.is_success());
    // Everything else of the system goes on.
    for path in [
        "/api/v1/me",
        "/api/v1/reports",
        "/api/v1/tasks",
        "/api/v1/cases",
    ] {
        assert_eq!(operator.get(path).await.status, StatusCode::OK, "{path}");
    }
    house.person("mgr1").await;
    let trail = house
        .person("mgr1")
        .await
        .get("/api/v1/trail?clause=VR-7.1.1")
        .await;
    let lines = trail.json()["lines"].as_array().map_or(0, Vec::len);
    assert!(lines >= 2, "{}", trail.text());
    // The end has come: a link goes out.
    house.after_minutes(60);
    let operator = house.person("op1").await;
    // proves VR-7.1.1
    assert_eq!(
        operator.request_video(NUMBER).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn vr_7_1_1_fifty_live_reports_are_warned_twice_and_end_with_the_beginning() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let mut live = Vec::new();
    for letter in 0..50 {
        let (report, session) = house.started(&operator).await;
        go_live(&house, &report, letter);
        live.push((report, session));
    }
    for (report, _) in &live {
        operator
            .wait_for(report, |report| report["state"] == "live")
            .await;
    }
    let address = house.listen().await;
    let (mut socket, _) = caller_socket(address, &live[7].1).await;
    stop_in(&house, 30, 90, "end").await;
    house.after_minutes(20);
    // proves VR-7.1.1
    assert_eq!(warnings(&operator, &live[0].0, 1).await, 1);
    let message = socket
        .hear_until(|message| message["type"] == "message")
        .await;
    let words = message["body"]["words"].as_str().unwrap();
    assert!(words.contains("10"), "{words}");
    house.after_minutes(8);
    for (report, _) in &live {
        assert_eq!(warnings(&operator, report, 2).await, 2, "{report}");
    }
    house.after_minutes(2);
    let begun = Instant::now();
    for (report, _) in &live {
        let ended = operator
            .wait_for(report, |report| report["state"] == "ended")
            .await;
        // proves VR-7.1.1
        assert_eq!(ended["end_reason"], "system_suspended");
    }
    let took = begun.elapsed();
    println!("50 live reports ended within {took:?} after the beginning of the stop");
    assert!(took < Duration::from_secs(10), "{took:?}");
    let orders = house.node.orders.lock().unwrap().clone();
    for (report, _) in &live {
        let room = report.parse().unwrap();
        assert!(orders.contains(&MediaOrder::End { room }), "{report}");
    }
    let still = live[0]
        .1
        .still(&house, "still", &crate::house::jpeg(500))
        .await;
    assert!(!still.status.is_success(), "{}", still.text());
}

#[tokio::test]
async fn vr_7_1_1_where_the_chief_lets_them_running_reports_go_on_and_phones_come_back() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    let phone = Phone::new(&token);
    phone.start(&house).await;
    go_live(&house, &report, 1);
    operator
        .wait_for(&report, |report| report["state"] == "live")
        .await;
    let (_, waiting) = house.invite(&operator).await;
    stop_in(&house, 5, 50, "drain").await;
    house.after_minutes(5);
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(operator.report(&report).await["state"], "live");
    assert_eq!(warnings(&operator, &report, 0).await, 0);
    let resumed = phone.start(&house).await;
    assert_eq!(resumed.answer["resumed"], true);
    let late = Phone::new(&waiting).open(&house).await;
    // proves VR-7.1.1
    assert_eq!(
        late.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{}",
        late.text()
    );
    operator.end(&report).await;
    let gone = phone.open(&house).await;
    assert_eq!(
        gone.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{}",
        gone.text()
    );
}

#[tokio::test]
async fn vr_7_1_1_a_stop_that_began_while_nothing_ran_ends_what_was_live() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    stop_in(&house, 5, 50, "end").await;
    house.signaling.stop();
    let now = house.clock.now();
    let house = house.restart().await;
    house.clock.set(now.plus_ms(6 * MINUTE_MS)).unwrap();
    let operator = house.person("op1").await;
    let ended = operator
        .wait_for(&report, |report| report["state"] == "ended")
        .await;
    assert_eq!(ended["end_reason"], "system_suspended");
    let refused = operator
        .post("/api/v1/requests/prepare", complete(NUMBER))
        .await;
    stands_still(&refused, 44 * 60);
}

#[tokio::test]
async fn vr_7_1_1_every_console_hears_of_a_stop_at_once() {
    let house = House::new().await;
    let address = house.listen().await;
    let operator = house.person("opb1").await;
    let mut console = console_socket(address, &operator).await;
    stop_in(&house, 30, 90, "end").await;
    let told = console.hear_until(|event| event["type"] == "system").await;
    let told = told["suspension"].clone();
    assert_eq!(told["ground"]["ja"], "保守");
    let state = operator.get("/api/v1/system-state").await.json();
    assert_eq!(state["suspension"], told);
}

/// Announces a stop from so many minutes on until so many.
async fn stop_in(house: &House, from: i64, until: i64, running: &str) {
    let chief = house.person_at("npachief", Management).await;
    let now = house.clock.now();
    let decided = chief
        .post(
            "/api/v1/cases",
            json!({
                "document": "VR", "workflow": "suspension", "step": "decide",
                "values": {
                    "from": now.plus_ms(from * MINUTE_MS), "until": now.plus_ms(until * MINUTE_MS),
                    "ground": "upkeep", "running": running, "operations_opinion": "必要",
                },
            }),
        )
        .await
        .json();
    let path = format!("/api/v1/cases/{}/steps", decided["id"].as_str().unwrap());
    let announce = json!({ "step": "announce", "seen": 1, "values": {} });
    let announced = chief.post(&path, announce).await;
    assert_eq!(announced.status, StatusCode::OK, "{}", announced.text());
}

/// 503 with words in both languages, the clause, the end, and when to try again.
#[track_caller]
fn stands_still(answer: &Answer, left_s: i64) {
    let found = answer.refusal();
    let expected = (
        503,
        "system_suspended".to_owned(),
        Some("VR-7.1.1".to_owned()),
    );
    assert_eq!(found, expected, "{}", answer.text());
    let retry: i64 = answer.headers[header::RETRY_AFTER]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((left_s - 60..=left_s + 1).contains(&retry), "{retry}");
    let ja = answer.json()["message_ja"].as_str().unwrap().to_owned();
    assert!(
        ja.contains('年') && ja.contains(':') && ja.contains("再開"),
        "{ja}"
    );
}

fn go_live(house: &House, report: &str, letter: u8) {
    let session = WebrtcSessionId::new(UnixMs(1), [letter + 1; 10]);
    let connected = MediaEvent::Connected {
        session,
        subject: "phone".to_owned(),
    };
    house.node.say(report, connected);
    let first = MediaEvent::FirstFrame {
        session,
        codec: "video/H264".into(),
    };
    house.node.say(report, first);
}

/// How often the caller was told; waits for so many.
async fn warnings(operator: &Person<'_>, report: &str, wanted: usize) -> usize {
    let path = format!("/api/v1/reports/{report}");
    let mut found = 0;
    for _ in 0..250 {
        let detail = operator.get(&path).await.json();
        found = count(&detail["messages"]);
        if found >= wanted {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    found
}

fn count(messages: &Value) -> usize {
    messages.as_array().map_or(0, Vec::len)
}
