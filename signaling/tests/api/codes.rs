//! The access code (VR-4.1.3b, state machine D3), with the national switch on.

use admin::store::table::notice;
use http::{Method, StatusCode};
use protocol::person::TerminalKind;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::house::{Answer, House, NUMBER, ORIGIN, Person, Phone, open, start};

/// A report with a code: its id, its token, its code.
async fn invite_with_code(house: &House, operator: &Person<'_>) -> (String, String, String) {
    let sent = operator.request_video(NUMBER).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
    let sent = sent.json();
    let report = sent["report"]["id"].as_str().unwrap().to_owned();
    let code = sent["access_code"].as_str().unwrap().to_owned();
    let link = house.newest_link().await;
    (report, link.split_once("/#").unwrap().1.to_owned(), code)
}

async fn enter(house: &House, token: &str, code: &str) -> Answer {
    let body = json!({"token": token, "access_code": code});
    house
        .call(Method::POST, "/api/v1/caller/code", &[], Some(body))
        .await
}

fn wrong(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..code.len() - 1])
}

#[tokio::test]
async fn vr_4_1_3b_the_switch_asks_for_a_code_and_five_wrong_ones_end_the_link() {
    let house = House::new().await;
    let chief = house.person_at("npachief", TerminalKind::Management).await;
    let switch = async |on: bool| {
        let value = json!({"kind": "switch", "on": on});
        let today = house.admin.today().to_string();
        let body = json!({
            "level": "national", "valid_from": today,
            "parameters": [{"code": "access_code_required", "value": value}],
        });
        let set = chief.post("/api/v1/rulebooks/VR/settings", body).await;
        assert!(set.status.is_success(), "{}", set.text());
    };
    switch(true).await;
    let operator = house.person("op1").await;
    let (_, token, code) = invite_with_code(&house, &operator).await;
    let outbox = house.call(Method::GET, "/api/v1/demo/outbox", &[], None);
    let sent = outbox.await.json()[0].clone();
    let (text, link) = (
        sent["text"].as_str().unwrap(),
        sent["link"].as_str().unwrap(),
    );
    assert!(text.contains(link), "{text}");
    // The house's own address has four digits, too.
    for part in [text.replace(ORIGIN, ""), link.replace(ORIGIN, "")] {
        // proves VR-4.1.3b
        assert!(!part.contains(&code), "{part} tells {code}");
    }

    let bare = Phone::new(&token).try_start(&house).await;
    // proves VR-4.1.3b
    bare.is(422, "code_missing");
    for _ in 0..4 {
        enter(&house, &token, &wrong(&code))
            .await
            .is(403, "code_wrong");
    }
    let fifth = enter(&house, &token, &wrong(&code)).await;
    // proves VR-4.1.3b
    fifth.is(410, "url_destroyed");
    enter(&house, &token, &code).await.is(410, "url_destroyed");

    switch(false).await;
    let (_, token) = house.invite(&operator).await;
    let opened = open(&house, &token).await.json();
    assert_eq!(opened["access_code_digits"], Value::Null);
    Phone::new(&token).start(&house).await;
}

#[tokio::test]
async fn vr_4_1_3b_five_wrong_codes_destroy_the_link() {
    let house = House::with_access_codes().await;
    let operator = house.person("op1").await;
    let (report, token, code) = invite_with_code(&house, &operator).await;
    let opened = open(&house, &token).await.json();
    assert_eq!(opened["access_code_digits"], 4);
    for left in (1..=4).rev() {
        let refused = enter(&house, &token, &wrong(&code)).await;
        let clause = Some("VR-4.1.3b".to_owned());
        assert_eq!(refused.refusal(), (403, "code_wrong".into(), clause));
        let seen = operator.report(&report).await;
        assert_eq!(seen["access_code"]["attempts_left"], left);
        assert_eq!(seen["stuck"]["obstacle"], "code_wrong");
    }
    enter(&house, &token, &wrong(&code))
        .await
        .is(410, "url_destroyed");
    let seen = operator.report(&report).await;
    assert_eq!(
        (&seen["state"], &seen["end_reason"]),
        (&json!("ended"), &json!("code_locked"))
    );
    // The managers of the headquarters are told.
    let told = notice::Entity::find()
        .all(&**house.admin.db())
        .await
        .unwrap();
    let alert = told
        .iter()
        .find(|notice| notice.clause == "VR-4.1.3b")
        .unwrap();
    assert_eq!(alert.post, "hq_operations_manager");
    assert!(alert.text_ja.contains(seen["number"].as_str().unwrap()));
    // The right one comes too late.
    enter(&house, &token, &code).await.is(410, "url_destroyed");
    open(&house, &token).await.is(410, "url_destroyed");
}

#[tokio::test]
async fn vr_4_1_3b_the_code_is_asked_for_before_the_consents_and_used_up_by_a_start() {
    let house = House::with_access_codes().await;
    let operator = house.person("op1").await;
    let (report, token, code) = invite_with_code(&house, &operator).await;
    let phone = Phone::new(&token);
    let bare = phone.start_body(&house).await;
    let refused = start(&house, bare).await;
    assert_eq!(refused.refusal().1, "code_missing");
    assert_eq!(refused.json()["field"], "access_code");
    // Full-width digits with a space are the same code; asking counts nothing.
    let spoken: String = code
        .chars()
        .map(|c| char::from_u32(c as u32 + 0xfee0).unwrap())
        .collect();
    for typed in [code.clone(), format!(" {spoken} ")] {
        assert_eq!(
            enter(&house, &token, &typed).await.status,
            StatusCode::NO_CONTENT
        );
    }
    let mut body = phone.start_body(&house).await;
    body["access_code"] = json!(code);
    assert_eq!(start(&house, body).await.status, StatusCode::OK);
    assert_eq!(
        operator.report(&report).await["access_code"]["is_used"],
        true
    );
    // The bound phone comes back without it.
    assert_eq!(phone.start(&house).await.answer["resumed"], true);

    // Another phone is let in and needs a code of its own.
    operator
        .post(&format!("/api/v1/reports/{report}/readmit"), json!({}))
        .await;
    enter(&house, &token, &code).await.is(409, "code_used");
    let path = format!("/api/v1/reports/{report}/access-code");
    let issued = operator.post(&path, json!({})).await.json();
    let second = issued["access_code"].as_str().unwrap();
    let other = Phone::new(&token);
    let mut body = other.start_body(&house).await;
    body["access_code"] = json!(second);
    assert_eq!(start(&house, body).await.status, StatusCode::OK);
}

#[tokio::test]
async fn vr_4_1_3b_another_code_voids_the_old_one() {
    let house = House::with_access_codes().await;
    let operator = house.person("op1").await;
    let (report, token, old) = invite_with_code(&house, &operator).await;
    enter(&house, &token, &wrong(&old))
        .await
        .is(403, "code_wrong");
    let path = format!("/api/v1/reports/{report}/access-code");
    let mut issued = operator.post(&path, json!({})).await.json();
    while issued["access_code"] == old {
        issued = operator.post(&path, json!({})).await.json();
    }
    assert_eq!(issued["report"]["access_code"]["attempts_left"], 5);
    enter(&house, &token, &old).await.is(403, "code_wrong");
    let new = issued["access_code"].as_str().unwrap();
    assert_eq!(
        enter(&house, &token, new).await.status,
        StatusCode::NO_CONTENT
    );
}

#[tokio::test]
async fn vr_4_1_3b_the_code_stands_in_no_message_no_link_and_no_store() {
    let house = House::with_access_codes().await;
    let operator = house.person("op1").await;
    let (report, token, code) = invite_with_code(&house, &operator).await;
    let outbox = house
        .call(Method::GET, "/api/v1/demo/outbox", &[], None)
        .await
        .text();
    assert!(!outbox.contains(&format!(" {code}")) && !outbox.contains(&format!("：{code}")));
    assert!(
        !token.contains(&code),
        "a link that holds its code by chance: run again"
    );
    for path in [
        format!("/api/v1/reports/{report}"),
        "/api/v1/reports".to_owned(),
    ] {
        let seen = operator.get(&path).await.json();
        let mut found = Vec::new();
        strings(&seen, &mut found);
        assert!(!found.contains(&code), "{path} tells the code");
    }
    let opened = open(&house, &token).await.json();
    let mut found = Vec::new();
    strings(&opened, &mut found);
    assert!(!found.contains(&code));
}

fn strings(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|item| strings(item, into)),
        Value::Object(map) => map.values().for_each(|item| strings(item, into)),
        _ => {}
    }
}

#[tokio::test]
async fn vr_4_1_3b_with_the_switch_off_the_link_leads_straight_to_the_consents() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    assert_eq!(
        open(&house, &token).await.json()["access_code_digits"],
        Value::Null
    );
    let path = format!("/api/v1/reports/{report}/access-code");
    operator.post(&path, json!({})).await.is(409, "code_off");
    Phone::new(&token).start(&house).await;
}

#[tokio::test]
async fn d3_codes_tried_by_machine_are_slowed_before_they_are_looked_at() {
    let house = House::with_access_codes().await;
    let operator = house.person("op1").await;
    let mut slowed = 0;
    for _ in 0..8 {
        let (report, token, code) = invite_with_code(&house, &operator).await;
        for _ in 0..4 {
            let refused = enter(&house, &token, &wrong(&code)).await;
            if refused.status == StatusCode::TOO_MANY_REQUESTS {
                refused.is(429, "too_many_wrong_codes");
                assert!(refused.headers.contains_key("retry-after"));
                slowed += 1;
            }
        }
        if slowed > 0 {
            let left = operator.report(&report).await["access_code"]["attempts_left"].clone();
            assert!(left.as_i64().unwrap() > 1, "what is slowed costs no try");
        }
    }
    assert!(slowed > 5, "{slowed}");
    house.after_minutes(2);
    let (_, token, code) = invite_with_code(&house, &operator).await;
    assert_eq!(
        enter(&house, &token, &code).await.status,
        StatusCode::NO_CONTENT
    );
}

#[tokio::test]
async fn d3_what_is_no_code_costs_no_try() {
    let house = House::with_access_codes().await;
    let operator = house.person("op1").await;
    let (report, token, _) = invite_with_code(&house, &operator).await;
    for typed in [
        "",
        "abcd",
        "１２３４５６７８９０１２３４５６",
        "<script>",
        "'; --",
    ] {
        enter(&house, &token, typed).await.is(422, "code_missing");
    }
    assert_eq!(
        operator.report(&report).await["access_code"]["attempts_left"],
        5
    );
    enter(&house, &"0".repeat(22), "1234")
        .await
        .is(404, "link_unknown");
}
