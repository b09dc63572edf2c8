//! The one-time link (VR-2.3): its uses, its phones, its end.

use http::{Method, StatusCode};
use protocol::person::TerminalKind;
use serde_json::json;

use crate::house::{House, NUMBER, Phone, complete, open, start};

#[tokio::test]
async fn vr_2_3_a_link_comes_from_a_reception_terminal_for_one_phone_and_ten_minutes() {
    let house = House::new().await;
    let elsewhere = house.person_at("op1", TerminalKind::Unenrolled).await;
    let path = "/api/v1/requests/prepare";
    let refused = elsewhere.post(path, complete(NUMBER)).await;
    let clause = Some("VR-2.3".to_owned());
    // proves VR-2.3
    assert_eq!(refused.refusal(), (403, "not_allowed".into(), clause));

    let operator = house.person("op1").await;
    // What was prepared at a reception terminal is sent from one as well.
    let prepared = operator.post(path, complete(NUMBER)).await.json();
    let sent = elsewhere.send_prepared(&prepared).await;
    // proves VR-2.3
    sent.is(403, "not_allowed");
    let (_, token) = house.invite(&operator).await;
    for _ in 0..10 {
        assert_eq!(open(&house, &token).await.status, StatusCode::OK);
    }
    Phone::new(&token).start(&house).await;
    let second = Phone::new(&token).try_start(&house).await;
    // proves VR-2.3
    second.is(409, "url_used");

    let (_, late) = house.invite(&operator).await;
    let phone = Phone::new(&late);
    let body = phone.start_body(&house).await;
    house.after_minutes(10);
    let opened = open(&house, &late).await;
    // proves VR-2.3
    opened.is(410, "url_expired");
    start(&house, body).await.is(410, "url_expired");
}

#[tokio::test]
async fn vr_2_3_ten_openings_change_no_count_and_a_start_still_works() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    let mut word = None;
    for _ in 0..10 {
        let opened = open(&house, &token).await;
        assert_eq!(opened.status, StatusCode::OK);
        word = Some(opened.json()["check_word"].clone());
    }
    let seen = operator.report(&report).await;
    assert_eq!(seen["state"], "consenting");
    assert_eq!(seen["phone"]["language"], "vi");
    assert_eq!(Some(seen["check_word"].clone()), word);
    let session = Phone::new(&token).start(&house).await;
    assert_eq!(session.report, report);
    assert_eq!(session.answer["resumed"], false);
    assert_eq!(Some(session.answer["check_word"].clone()), word);
    assert_eq!(operator.report(&report).await["state"], "connecting");
}

#[tokio::test]
async fn vr_4_2_2_each_missing_consent_is_refused_by_its_clause() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (_, token) = house.invite(&operator).await;
    let phone = Phone::new(&token);
    for (field, clause) in [
        ("copyright", "VR-4.2.2.ア"),
        ("location", "VR-4.2.2.イ"),
        ("privacy", "VR-4.2.2.ウ"),
        ("charges", "VR-4.2.2.エ"),
    ] {
        let mut body = phone.start_body(&house).await;
        body["consents"][field] = json!(false);
        let answer = start(&house, body).await;
        assert_eq!(
            answer.refusal(),
            (422, "consent_missing".into(), Some(clause.into()))
        );
        assert_eq!(answer.json()["field"], field);
    }
    phone.start(&house).await;
}

/// A start without one consent, and a start with all.
async fn starts_without(house: &House, consent: &str) -> (crate::house::Answer, StatusCode) {
    let operator = house.person("op1").await;
    let (_, token) = house.invite(&operator).await;
    let phone = Phone::new(&token);
    let mut body = phone.start_body(house).await;
    body["consents"][consent] = json!(false);
    let without = start(house, body).await;
    (without, phone.try_start(house).await.status)
}

fn missing(clause: &str) -> (u16, String, Option<String>) {
    (422, "consent_missing".into(), Some(clause.into()))
}

#[tokio::test]
async fn vr_4_2_2_ア_nobody_starts_without_giving_up_the_copyright() {
    let house = House::new().await;
    let (without, with) = starts_without(&house, "copyright").await;
    // proves VR-4.2.2.ア
    assert_eq!(without.refusal(), missing("VR-4.2.2.ア"));
    assert_eq!(with, StatusCode::OK);
}

#[tokio::test]
async fn vr_4_2_2_イ_nobody_starts_without_agreeing_to_the_position() {
    let house = House::new().await;
    let (without, with) = starts_without(&house, "location").await;
    // proves VR-4.2.2.イ
    assert_eq!(without.refusal(), missing("VR-4.2.2.イ"));
    assert_eq!(with, StatusCode::OK);
}

#[tokio::test]
async fn vr_4_2_2_ウ_nobody_starts_without_respecting_others() {
    let house = House::new().await;
    let (without, with) = starts_without(&house, "privacy").await;
    // proves VR-4.2.2.ウ
    assert_eq!(without.refusal(), missing("VR-4.2.2.ウ"));
    assert_eq!(with, StatusCode::OK);
}

#[tokio::test]
async fn vr_4_2_2_エ_nobody_starts_without_bearing_the_charges() {
    let house = House::new().await;
    let (without, with) = starts_without(&house, "charges").await;
    // proves VR-4.2.2.エ
    assert_eq!(without.refusal(), missing("VR-4.2.2.エ"));
    assert_eq!(with, StatusCode::OK);
}

#[tokio::test]
async fn of_fifty_phones_at_once_exactly_one_starts() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    let phones: Vec<Phone> = (0..50).map(|_| Phone::new(&token)).collect();
    let mut bodies = Vec::new();
    for phone in &phones {
        bodies.push(phone.start_body(&house).await);
    }
    let starts = bodies.into_iter().map(|body| start(&house, body));
    let answers = futures_util::future::join_all(starts).await;
    let started = answers
        .iter()
        .filter(|answer| answer.status == StatusCode::OK)
        .count();
    assert_eq!(started, 1);
    for answer in answers
        .iter()
        .filter(|answer| answer.status != StatusCode::OK)
    {
        answer.is(409, "url_used");
    }
    assert_eq!(
        operator.report(&report).await["stuck"]["obstacle"],
        "other_device"
    );
}

#[tokio::test]
async fn vr_2_3_the_same_phone_resumes_and_another_needs_a_readmission() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    let first = Phone::new(&token);
    let old = first.start(&house).await;
    let again = first.start(&house).await;
    assert_eq!(again.answer["resumed"], true);
    let second = Phone::new(&token);
    second.try_start(&house).await.is(409, "url_used");
    assert_eq!(
        operator.report(&report).await["stuck"]["obstacle"],
        "other_device"
    );

    let readmit = format!("/api/v1/reports/{report}/readmit");
    let readmitted = operator.post(&readmit, json!({})).await;
    assert_eq!(readmitted.status, StatusCode::OK);
    assert_eq!(readmitted.json()["stuck"], json!(null));
    assert_eq!(open(&house, &token).await.json()["started_before"], false);
    let new = second.start(&house).await;
    assert_eq!(new.answer["resumed"], false);

    old.still(&house, "still", &crate::house::jpeg(100))
        .await
        .is(401, "session_invalid");
    first.try_start(&house).await.is(409, "url_used");
    let orders = house.node.orders.lock().unwrap().clone();
    assert!(
        orders
            .iter()
            .any(|order| matches!(order, protocol::media::MediaOrder::Revoke { .. }))
    );
}

#[tokio::test]
async fn a_replayed_or_forged_start_is_refused() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (_, token) = house.invite(&operator).await;
    let phone = Phone::new(&token);
    let body = phone.start_body(&house).await;
    assert_eq!(start(&house, body.clone()).await.status, StatusCode::OK);
    start(&house, body).await.is(401, "device_proof_invalid");

    let mut forged = phone.start_body(&house).await;
    forged["device"]["public_key"] =
        Phone::new(&token).start_body(&house).await["device"]["public_key"].clone();
    start(&house, forged).await.is(401, "device_proof_invalid");
    for challenge in ["", "AAAA", &"A".repeat(75), &"A".repeat(100_000 / 2)] {
        start(&house, phone.body_with(challenge))
            .await
            .is(401, "device_proof_invalid");
    }
    let late = phone.start_body(&house).await;
    house
        .clock
        .set(house.clock.now().plus_ms(15 * 60 * 1000))
        .unwrap();
    start(&house, late).await.is(401, "device_proof_invalid");
}

#[tokio::test]
async fn a_challenge_of_another_link_is_worth_nothing() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (_, one) = house.invite(&operator).await;
    let (_, other) = house.invite(&operator).await;
    let challenge = open(&house, &one).await.json()["challenge"]
        .as_str()
        .unwrap()
        .to_owned();
    start(&house, Phone::new(&other).body_with(&challenge))
        .await
        .is(401, "device_proof_invalid");
}

#[tokio::test]
async fn a_phone_without_keys_is_known_by_its_cookie() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (_, token) = house.invite(&operator).await;
    let mut body = Phone::new(&token).start_body(&house).await;
    body.as_object_mut().unwrap().remove("device");
    let first = start(&house, body.clone()).await;
    assert_eq!(first.status, StatusCode::OK);
    let set = first.headers["set-cookie"].to_str().unwrap();
    assert!(set.contains("Secure; HttpOnly; SameSite=Strict"), "{set}");
    let cookie = set.split(';').next().unwrap();
    let path = "/api/v1/caller/start";
    let with = [("cookie", cookie)];
    let back = house
        .call(Method::POST, path, &with, Some(body.clone()))
        .await;
    assert_eq!(back.json()["resumed"], true);
    start(&house, body).await.is(409, "url_used");
}

#[tokio::test]
async fn vr_4_2_2_x_refusing_gives_the_link_up_and_shows_on_the_console() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    let refuse = || {
        house.call(
            Method::POST,
            "/api/v1/caller/refuse",
            &[],
            Some(json!({"token": token})),
        )
    };
    assert_eq!(refuse().await.status, StatusCode::NO_CONTENT);
    let seen = operator.report(&report).await;
    assert_eq!(
        (&seen["state"], &seen["end_reason"]),
        (&json!("refused"), &json!("caller_refused"))
    );
    refuse().await.is(410, "report_over");
    open(&house, &token).await.is(410, "report_over");
}

#[tokio::test]
async fn whoever_else_holds_the_link_cannot_give_up_a_running_report() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    Phone::new(&token).start(&house).await;
    let body = Some(json!({"token": token}));
    house
        .call(Method::POST, "/api/v1/caller/refuse", &[], body)
        .await
        .is(409, "url_used");
    assert_eq!(operator.report(&report).await["state"], "connecting");
}

#[tokio::test]
async fn after_the_end_everything_answers_410() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    let phone = Phone::new(&token);
    let session = phone.start(&house).await;
    let body = phone.start_body(&house).await;
    operator
        .post(&format!("/api/v1/reports/{report}/end"), json!({}))
        .await
        .is(422, "reason_missing");
    let ended = operator.end(&report).await.json();
    assert_eq!(ended["state"], "ended");
    assert_eq!(ended["end_reason"], "finished");
    operator.end(&report).await.is(409, "already_over");
    start(&house, body).await.is(410, "report_over");
    phone.open(&house).await.is(410, "report_over");
    session
        .still(&house, "still", &crate::house::jpeg(100))
        .await
        .is(410, "report_over");
    let watch = format!("/api/v1/reports/{report}/watch");
    operator
        .post(&watch, json!({}))
        .await
        .is(409, "already_over");
}

#[tokio::test]
async fn vr_2_3_both_deadlines_end_a_report_by_themselves() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (unopened, token) = house.invite(&operator).await;
    let (running, session) = house.started(&operator).await;
    house
        .clock
        .set(house.clock.now().plus_ms(10 * 60 * 1000))
        .unwrap();
    open(&house, &token).await.is(410, "url_expired");
    let expired = operator
        .wait_for(&unopened, |r| r["state"] == "ended")
        .await;
    assert_eq!(expired["end_reason"], "link_expired");
    assert_eq!(operator.report(&running).await["state"], "connecting");
    house
        .clock
        .set(house.clock.now().plus_ms(50 * 60 * 1000))
        .unwrap();
    let capped = operator.wait_for(&running, |r| r["state"] == "ended").await;
    assert_eq!(capped["end_reason"], "session_cap");
    let late = session
        .still(&house, "still", &crate::house::jpeg(100))
        .await;
    assert!(matches!(late.status.as_u16(), 401 | 410));
}

#[tokio::test]
async fn many_wrong_links_are_slowed_and_a_right_one_behind_the_same_address_never_is() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (_, token) = house.invite(&operator).await;
    open(&house, "").await.is(404, "link_unknown");
    open(&house, &"<script>".repeat(1000))
        .await
        .is(404, "link_unknown");
    let mut slowed = 0;
    for guess in 0..60 {
        let answer = open(&house, &format!("{guess:022}")).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            answer.is(429, "too_many_wrong_links");
            assert!(answer.headers.contains_key("retry-after"));
            slowed += 1;
        }
    }
    assert!(slowed > 20, "{slowed}");
    assert_eq!(open(&house, &token).await.status, StatusCode::OK);
    Phone::new(&token).start(&house).await;
}
