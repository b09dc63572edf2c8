//! No report without a handler, and no camera without an operator (VR-1).

use std::time::Duration;

use http::StatusCode;
use protocol::{person::TerminalKind, time::UnixMs};
use serde_json::{Value, json};

use crate::{
    house::{Answer, House, Person, Phone},
    sockets::{caller_socket, console_socket},
};

#[tokio::test]
async fn vr_1_no_camera_starts_or_stays_without_a_live_operator() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    // At home every act of reception is refused, so that is nobody who could watch.
    let _at_home = house.person_at("op1", TerminalKind::Unenrolled).await;
    let (report, token) = house.invite(&operator).await;
    let phone = Phone::new(&token);
    phone.start(&house).await;
    operator.post("/api/v1/sign-out", json!({})).await;
    let tried = tried_until_refused(&house, &phone).await;
    let clause = Some("VR-1".to_owned());
    // proves VR-1
    assert_eq!(tried.refusal(), (409, "nobody_there".into(), clause));
    // The grace of one minute passes with nobody there.
    move_clock(&house, 60_000);
    for _ in 0..200 {
        if phone.open(&house).await.status == StatusCode::GONE {
            let back = house.person("op1").await;
            assert_eq!(back.report(&report).await["end_reason"], "unattended");
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("a camera stayed open with nobody there");
}

async fn tried_until_refused(house: &House, phone: &Phone) -> Answer {
    let mut tried = phone.try_start(house).await;
    for _ in 0..40 {
        if tried.status != StatusCode::OK {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        tried = phone.try_start(house).await;
    }
    tried
}

#[tokio::test]
async fn vr_1_behind_a_locked_screen_there_is_no_live_operator() {
    let house = House::new().await;
    let (one, two) = (house.person("op1").await, house.person("op2").await);
    let (report, token) = house.invite(&one).await;
    let phone = Phone::new(&token);
    phone.start(&house).await;
    let lock = async |person: &Person<'_>| {
        let locked = person.post("/api/v1/lock", json!({})).await;
        assert_eq!(locked.status, StatusCode::NO_CONTENT);
    };
    lock(&one).await;
    wait_for_handler(&two, &report, "受理 二葉").await;
    phone.start(&house).await;
    lock(&two).await;
    let tried = tried_until_refused(&house, &phone).await;
    tried.is(409, "nobody_there");
}

fn move_clock(house: &House, by_ms: i64) {
    let now = house.admin.now();
    house.clock.set(UnixMs(now.0 + by_ms)).unwrap();
}

#[tokio::test]
async fn vr_1_an_operator_who_comes_back_in_time_goes_on() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    operator.post("/api/v1/sign-out", json!({})).await;
    let phone = Phone::new(&token);
    while phone.try_start(&house).await.status == StatusCode::OK {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let back = house.person("op1").await;
    back.wait_for(&report, |report| report["unattended_until_ms"].is_null())
        .await;
    phone.start(&house).await;
}

#[tokio::test]
async fn vr_4_2_1_a_report_is_handed_over_by_offer_and_acceptance() {
    let house = House::new().await;
    let (one, two) = (house.person("op1").await, house.person("op2").await);
    let three = house.person("op3").await;
    let (report, _) = house.started(&one).await;
    let names: Vec<Value> = one
        .get("/api/v1/console/colleagues")
        .await
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|colleague| colleague["staff"]["name"].clone())
        .collect();
    assert_eq!(names, ["受理 三郎", "受理 二葉"]);
    let to_two = json!({"to": two.account().await});
    let view = one.act(&report, "offer", to_two.clone()).await;
    assert_eq!(view["offer"]["to"]["name"], "受理 二葉");
    assert_eq!(view["operator_name"], "受理 一郎", "until it is accepted");
    three
        .try_act(&report, "accept", json!({}))
        .await
        .is(409, "not_offered");

    let both = tokio::join!(
        two.try_act(&report, "accept", json!({})),
        two.try_act(&report, "accept", json!({})),
    );
    let mut codes = [both.0.status.as_u16(), both.1.status.as_u16()];
    codes.sort_unstable();
    assert_eq!(codes, [200, 409]);
    let view = one.report(&report).await;
    assert_eq!(view["operator_name"], "受理 二葉");
    assert_eq!(view["offer"], Value::Null);
    one.try_act(&report, "offer", to_two)
        .await
        .is(409, "not_handler");
}

#[tokio::test]
async fn vr_4_2_1_an_offer_goes_to_somebody_who_is_there_and_can_be_taken_back() {
    let house = House::new().await;
    let (one, two) = (house.person("op1").await, house.person("op2").await);
    let neighbour = house.person("opb1").await;
    let (report, _) = house.started(&one).await;
    let (there, away) = (two.account().await, neighbour.account().await);
    one.try_act(&report, "offer", json!({"to": away}))
        .await
        .is(409, "colleague_away");
    neighbour
        .try_act(&report, "accept", json!({}))
        .await
        .is(404, "report_not_found");
    for person in [&one, &two] {
        one.act(&report, "offer", json!({"to": there})).await;
        let path = format!("/api/v1/reports/{report}/offer");
        assert_eq!(person.delete(&path).await.status, StatusCode::OK);
        person.delete(&path).await.is(409, "not_offered");
    }
    two.post("/api/v1/sign-out", json!({})).await;
    one.try_act(&report, "offer", json!({"to": there}))
        .await
        .is(409, "colleague_away");
}

#[tokio::test]
async fn vr_4_2_1_who_signs_out_leaves_the_report_to_whom_it_was_offered() {
    let house = House::new().await;
    let (one, two) = (house.person("op1").await, house.person("op2").await);
    let _manager = house.person("mgr1").await;
    let (report, _) = house.started(&one).await;
    one.act(&report, "offer", json!({"to": two.account().await}))
        .await;
    one.post("/api/v1/sign-out", json!({})).await;
    let handed = two
        .wait_for(&report, |report| report["operator_name"] == "受理 二葉")
        .await;
    let told = &handed["instructions"][0];
    assert_eq!(
        (&told["kind"], &told["by"]),
        (&json!("handed_on"), &Value::Null)
    );
}

#[tokio::test]
async fn vr_4_2_1_who_signs_out_without_an_offer_leaves_the_report_to_the_manager() {
    let house = House::new().await;
    let one = house.person("op1").await;
    let manager = house.person("mgr1").await;
    let _other = house.person("op2").await;
    let (report, _) = house.started(&one).await;
    one.post("/api/v1/sign-out", json!({})).await;
    wait_for_handler(&manager, &report, "運用 花子").await;
}

async fn wait_for_handler(person: &Person<'_>, report: &str, name: &str) {
    person
        .wait_for(report, |report| report["operator_name"] == name)
        .await;
}

#[tokio::test]
async fn d4_a_phone_that_stays_away_is_given_up_after_its_grace() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let address = house.listen().await;
    let mut console = console_socket(address, &operator).await;
    let (phone, _) = caller_socket(address, &session).await;
    drop(phone);
    console
        .hear_until(|event| event["report"]["stuck"]["obstacle"] == "offline")
        .await;
    move_clock(&house, 170_000);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(operator.report(&report).await["end_reason"], Value::Null);
    move_clock(&house, 11_000);
    let ended = operator
        .wait_for(&report, |report| report["state"] == "ended")
        .await;
    assert_eq!(ended["end_reason"], "connection_lost");
}
