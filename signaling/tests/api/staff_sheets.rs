//! Sheets, registered phones, and what becomes of both (VR-2.4, VR-5.1.1, VR-5.2.2, VR-5.2.3).

use std::time::Instant;

use http::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::{
    house::{House, ORIGIN, Phone, open},
    staff_house::{Officer, alerts, chief, give_code, identity, issue, start_with, unit_code},
};

#[tokio::test]
async fn vr_2_4_a_staff_url_is_no_link_and_a_link_no_staff_url() {
    let house = House::new().await;
    let (chief, operator) = (chief(&house).await, house.person("op1").await);
    let sheet = issue(&chief).await;
    let url = sheet.answer["url"].as_str().unwrap();
    let family = url.strip_prefix(ORIGIN).unwrap();
    // proves VR-2.4
    assert!(family.starts_with("/s/#"), "{family}");
    // On the caller's path it is nothing, opened or started.
    open(&house, &sheet.token).await.is(404, "link_unknown");
    let started = Phone::new(&sheet.token).try_start(&house).await;
    started.is(404, "link_unknown");
    let (_, link) = house.invite(&operator).await;
    let officer = Officer::new(&sheet).at(&link);
    officer.open(&house).await.is(404, "staff_url_unknown");
    let registered = officer.post(&house, "register", identity("山田")).await;
    registered.is(404, "staff_url_unknown");
    // Each opens what it is for.
    assert_eq!(open(&house, &link).await.status, StatusCode::OK);
    let opened = Officer::new(&sheet).open(&house).await;
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.text());
}

#[tokio::test]
async fn vr_5_1_1_officers_register_their_phones_and_the_chief_sees_who() {
    let house = House::new().await;
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let opened = Officer::new(&sheet).open(&house).await.json();
    assert_eq!(opened["registration"], Value::Null);
    assert_eq!(opened["code_digits"], 8);
    let path = format!("/api/v1/staff-urls/{}/devices", sheet.id);
    for (name, rows) in [("山田 太郎", 1), ("鈴木 花子", 2)] {
        let (phone, _) = Officer::registered(&house, &sheet, name).await;
        let devices = chief.get(&path).await.json();
        // proves VR-5.1.1
        assert_eq!(devices.as_array().map(Vec::len), Some(rows), "{devices}");
        assert!(devices.to_string().contains(name));
        // Another scan of the same phone adds nothing.
        let again = phone.post(&house, "register", identity(name)).await;
        again.is(409, "device_registered");
        let seen = phone.open(&house).await.json();
        assert_eq!(seen["registration"]["locked"], false);
        assert!(!seen.to_string().contains(name), "a scan tells no names");
    }
    // Nothing of the secret is kept in clear, and nobody is told twice.
    let listed = chief.get("/api/v1/staff-urls").await.text();
    assert!(!listed.contains(&sheet.token));
    let token = sheet.token.as_bytes();
    for file in ["genba.sqlite", "genba.sqlite-wal"] {
        let stored = std::fs::read(house.path.join(file)).unwrap();
        assert!(!stored.windows(token.len()).any(|part| part == token));
    }
    assert_eq!(alerts(&chief, "VR-5.1.1").await.len(), 2);
}

#[tokio::test]
async fn vr_5_1_1_only_the_chief_issues_and_for_the_own_units() {
    let house = House::new().await;
    let chief = chief(&house).await;
    for user in ["op1", "mgr1"] {
        let refused = house.person(user).await;
        let refused = refused.post("/api/v1/staff-urls", json!({})).await;
        assert_eq!(refused.refusal().2.as_deref(), Some("VR-5.1.1"));
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
    let neighbour = house.person("opb1").await;
    let foreign = neighbour.get("/api/v1/me").await.json()["unit"].clone();
    let body = json!({"unit": foreign});
    let refused = chief.post("/api/v1/staff-urls", body).await;
    refused.is(422, "unit_unknown");
    let long = json!({"section": "係".repeat(61)});
    chief
        .post("/api/v1/staff-urls", long)
        .await
        .is(422, "section_too_long");
    let nowhere = "/api/v1/staff-urls/0198c0de-0000-7000-8000-00000000dead/devices";
    chief.get(nowhere).await.is(404, "staff_url_not_found");
    // Another sheet in its place: the first one goes on until it is destroyed.
    let first = issue(&chief).await;
    let body = json!({"replaces": first.id, "section": "第一係"});
    let second = chief.post("/api/v1/staff-urls", body).await.json();
    assert_eq!(second["staff_url"]["replaces"], json!(first.id));
    let numbers: Vec<_> = [&first.answer, &second]
        .map(|answer| answer["staff_url"]["sheet_number"].clone())
        .into();
    assert_ne!(numbers[0], numbers[1]);
}

#[tokio::test]
async fn vr_5_2_2_no_registration_without_the_instruction() {
    let house = House::new().await;
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let phone = Officer::new(&sheet);
    let opened = phone.open(&house).await.json();
    assert!(!opened["texts"]["instruction"].as_str().unwrap().is_empty());
    for acknowledged in [json!(null), json!(false)] {
        let mut body = identity("山田");
        body["acknowledged"] = acknowledged;
        let refused = phone.post(&house, "register", body).await;
        let clause = Some("VR-5.2.2".to_owned());
        let expected = (422, "instruction_not_acknowledged".to_owned(), clause);
        // proves VR-5.2.2
        assert_eq!(refused.refusal(), expected);
    }
    let mut body = identity("山田");
    body["text_version"] = json!("old");
    phone
        .post(&house, "register", body)
        .await
        .is(409, "staff_texts_changed");
    for (field, code) in [
        ("staff_number", "staff_number_missing"),
        ("name", "staff_name_missing"),
        ("unit", "staff_unit_missing"),
    ] {
        let mut body = identity("山田");
        body[field] = json!(" ");
        phone.post(&house, "register", body).await.is(422, code);
    }
}

#[tokio::test]
async fn vr_5_2_2_the_acknowledgement_is_renewed_every_year() {
    let house = House::new().await;
    let chief = chief(&house).await;
    let mut sheet = issue(&chief).await;
    let (phone, _) = Officer::registered(&house, &sheet, "山田").await;
    let registered = phone.open(&house).await.json()["registration"].clone();
    assert_eq!(registered["renewal_due"], false);
    let renew_by = registered["renew_by_ms"].as_i64().unwrap();
    let year_ms = renew_by - registered["acknowledged_ms"].as_i64().unwrap();
    assert!((365..=367).contains(&(year_ms / 86_400_000)), "{year_ms}");
    house.after_minutes(2 * 24 * 60);
    let body = json!({"text_version": crate::house::TEXT_VERSION});
    let renewed = phone.post(&house, "acknowledge", body).await;
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.text());
    assert!(renewed.json()["renew_by_ms"].as_i64().unwrap() > renew_by);
    // A phone that nobody registered acknowledges nothing.
    sheet.token = phone.token.clone();
    let stranger = Officer::new(&sheet);
    let body = json!({"text_version": crate::house::TEXT_VERSION});
    let refused = stranger.post(&house, "acknowledge", body).await;
    refused.is(403, "staff_device_unknown");
}

#[tokio::test]
async fn vr_5_2_3_a_destroyed_url_is_gone_on_all_phones_and_sessions_end_at_once() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let (phone, device) = Officer::registered(&house, &sheet, "山田").await;
    let (other, _) = Officer::registered(&house, &sheet, "鈴木").await;
    let code = give_code(&manager, &device).await;
    let session = phone.start(&house, code["code"].as_str().unwrap()).await;
    let path = format!("/api/v1/staff-urls/{}/destroy", sheet.id);
    let leaked = json!({"reason": "掲示が撮影された"});
    for person in [&operator, &manager] {
        let refused = person.post(&path, leaked.clone()).await;
        let (status, _, clause) = refused.refusal();
        // proves VR-5.2.3
        assert_eq!((status, clause.as_deref()), (403, Some("VR-5.2.3")));
    }
    chief
        .post(&path, json!({}))
        .await
        .is(422, "change_reason_missing");
    let before = Instant::now();
    let destroyed = chief.post(&path, leaked.clone()).await;
    assert_eq!(destroyed.status, StatusCode::OK, "{}", destroyed.text());
    let seen = operator.report(&session.report).await;
    // proves VR-5.2.3
    assert_eq!(seen["end_reason"], "staff_url_destroyed");
    assert!(before.elapsed().as_secs() < 1, "{:?}", before.elapsed());
    let still = session
        .still(&house, "still", &crate::house::jpeg(500))
        .await;
    assert_eq!(still.status, StatusCode::GONE);
    for phone in [&phone, &other] {
        let gone = phone.open(&house).await;
        // proves VR-5.2.3
        gone.is(410, "staff_url_destroyed");
    }
    chief.post(&path, leaked).await.is(409, "staff_url_over");
    assert_eq!(destroyed.json()["state"], "destroyed");
}

#[tokio::test]
async fn vr_5_2_3_every_act_of_a_destroyed_urls_phone_is_gone() {
    let house = House::new().await;
    let (_operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let (phone, _) = Officer::registered(&house, &sheet, "山田").await;
    let code = unit_code(&manager, &sheet).await;
    let challenges: Vec<_> = {
        let mut all = Vec::new();
        for _ in 0..5 {
            let opened = phone.open(&house).await.json();
            all.push(opened["challenge"].as_str().unwrap().to_owned());
        }
        all
    };
    let path = format!("/api/v1/staff-urls/{}/destroy", sheet.id);
    chief.post(&path, json!({"reason": "漏えい"})).await;
    let mut start = start_with(code["code"].as_str().unwrap());
    let bodies = [
        ("start", &mut start),
        ("resume", &mut json!({})),
        ("register", &mut identity("山田")),
        ("acknowledge", &mut json!({})),
        ("uses", &mut json!({"purpose": "initial_response"})),
    ];
    for ((path, body), challenge) in bodies.into_iter().zip(challenges) {
        body["token"] = json!(phone.token);
        body["device"] = phone.proof(&challenge);
        let path = format!("/api/v1/staff/{path}");
        let gone = house.call(Method::POST, &path, &[], Some(body.clone()));
        gone.await.is(410, "staff_url_destroyed");
    }
    // The unit's code is another from now on: who knew it knows nothing any more.
    let again = issue(&chief).await;
    assert_ne!(unit_code(&manager, &again).await["code"], code["code"]);
}

#[tokio::test]
async fn vr_5_2_3_the_manager_suspends_and_the_chief_resumes() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let (phone, device) = Officer::registered(&house, &sheet, "山田").await;
    let code = give_code(&manager, &device).await;
    let session = phone.start(&house, code["code"].as_str().unwrap()).await;
    let path = |act: &str| format!("/api/v1/staff-urls/{}/{act}", sheet.id);
    let reason = json!({"reason": "夜間の緊急措置"});
    let refused = operator.post(&path("suspend"), reason.clone()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let suspended = manager.post(&path("suspend"), reason.clone()).await;
    assert_eq!(suspended.status, StatusCode::OK, "{}", suspended.text());
    let seen = operator.report(&session.report).await;
    assert_eq!(seen["end_reason"], "staff_url_suspended");
    phone.open(&house).await.is(410, "staff_url_suspended");
    assert_eq!(alerts(&chief, "VR-5.2.3").await.len(), 1);
    let twice = manager.post(&path("suspend"), reason.clone()).await;
    twice.is(409, "staff_url_not_active");
    let refused = manager.post(&path("resume"), reason.clone()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let resumed = chief.post(&path("resume"), reason.clone()).await;
    assert_eq!(resumed.json()["state"], "active");
    assert_eq!(phone.open(&house).await.status, StatusCode::OK);
    let twice = chief.post(&path("resume"), reason).await;
    twice.is(409, "staff_url_not_suspended");
}

#[tokio::test]
async fn vr_5_2_3_ten_tries_of_unknown_phones_are_told_to_the_chief() {
    let house = House::new().await;
    let (_operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let code = unit_code(&manager, &sheet).await;
    for n in 1..=10 {
        assert_eq!(alerts(&chief, "VR-5.2.3").await.len(), 0, "{n}");
        let stranger = Officer::new(&sheet);
        let refused = stranger
            .try_start(&house, code["code"].as_str().unwrap())
            .await;
        refused.is(403, "staff_device_unknown");
    }
    for person in [&chief, &manager] {
        let told = alerts(person, "VR-5.2.3").await;
        // proves VR-5.2.3
        assert_eq!(told.len(), 1, "{told:?}");
        let number = sheet.answer["staff_url"]["sheet_number"].as_str().unwrap();
        assert!(told[0]["text"].to_string().contains(number), "{}", told[0]);
    }
    let listed = chief.get("/api/v1/staff-urls").await.json();
    assert_eq!(listed[0]["unknown_attempts"], 10);
}

#[tokio::test]
async fn a_photographed_sheet_registers_a_stranger_whom_the_chief_sees_and_removes() {
    let house = House::new().await;
    let (_operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let (stranger, id) = Officer::registered(&house, &sheet, "実在しない 者").await;
    // Both are told at once, and without a code there is no picture.
    assert_eq!(alerts(&chief, "VR-5.1.1").await.len(), 1);
    assert_eq!(alerts(&manager, "VR-5.1.1").await.len(), 1);
    stranger
        .try_start(&house, "12345678")
        .await
        .is(403, "code_wrong");
    let path = format!("/api/v1/staff-devices/{id}/remove");
    let reason = json!({"reason": "該当する職員なし"});
    let refused = manager.post(&path, reason.clone()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let removed = chief.post(&path, reason.clone()).await;
    assert_eq!(removed.json()["state"], "removed", "{}", removed.text());
    let code = unit_code(&manager, &sheet).await;
    let refused = stranger
        .try_start(&house, code["code"].as_str().unwrap())
        .await;
    refused.is(403, "staff_device_unknown");
    let again = stranger.post(&house, "register", identity("別名")).await;
    again.is(403, "staff_device_unknown");
    let given = json!({"purpose": "initial_response"});
    let path_of_code = format!("/api/v1/staff-devices/{id}/code");
    let given = manager.post(&path_of_code, given).await;
    given.is(409, "staff_device_removed");
    chief
        .post(&path, reason)
        .await
        .is(409, "staff_device_removed");
}

#[tokio::test]
async fn removing_a_phone_ends_its_session_alone() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let mut sessions = Vec::new();
    for name in ["山田", "鈴木"] {
        let (phone, device) = Officer::registered(&house, &sheet, name).await;
        let code = give_code(&manager, &device).await;
        let session = phone.start(&house, code["code"].as_str().unwrap()).await;
        sessions.push((device, session));
    }
    let path = format!("/api/v1/staff-devices/{}/remove", sessions[0].0);
    chief.post(&path, json!({"reason": "紛失"})).await;
    let lost = operator.report(&sessions[0].1.report).await;
    assert_eq!(lost["end_reason"], "staff_device_removed");
    let other = operator.report(&sessions[1].1.report).await;
    assert_eq!(other["state"], "connecting");
}

#[tokio::test]
async fn names_are_kept_as_written_and_a_cookie_serves_where_no_key_can_be_kept() {
    let house = House::new().await;
    let (_operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let mut body = identity("<img src=x onerror=alert(1)>");
    body["token"] = json!(sheet.token);
    let path = "/api/v1/staff/register";
    let registered = house.call(Method::POST, path, &[], Some(body)).await;
    assert_eq!(
        registered.status,
        StatusCode::CREATED,
        "{}",
        registered.text()
    );
    let cookie = registered.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("Secure"));
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let devices = format!("/api/v1/staff-urls/{}/devices", sheet.id);
    let devices = chief.get(&devices).await.json();
    assert_eq!(devices[0]["name"], "<img src=x onerror=alert(1)>");
    let mut body = start_with(unit_code(&manager, &sheet).await["code"].as_str().unwrap());
    body["token"] = json!(sheet.token);
    let start = "/api/v1/staff/start";
    let without = house
        .call(Method::POST, start, &[], Some(body.clone()))
        .await;
    without.is(403, "staff_device_unknown");
    let headers = [("cookie", cookie.as_str())];
    let with = house.call(Method::POST, start, &headers, Some(body)).await;
    assert_eq!(with.status, StatusCode::OK, "{}", with.text());
}

#[tokio::test]
async fn an_expired_sheet_opens_nothing_and_what_runs_goes_on() {
    let house = House::new().await;
    let (_operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief_now = chief(&house).await;
    house
        .set(
            "staff_url_valid",
            json!({"kind": "period", "rule": {"after": {"hours": 1}}}),
        )
        .await;
    let sheet = issue(&chief_now).await;
    let (phone, device) = Officer::registered(&house, &sheet, "山田").await;
    let code = give_code(&manager, &device).await;
    let session = phone.start(&house, code["code"].as_str().unwrap()).await;
    house.after_minutes(61);
    phone.open(&house).await.is(410, "staff_url_expired");
    // An hour has passed: everybody signs in anew.
    let operator = house.person("op1").await;
    let listed = chief(&house).await.get("/api/v1/staff-urls").await.json();
    assert_eq!(listed[0]["state"], "expired", "{listed}");
    let seen = operator.report(&session.report).await;
    assert_eq!(seen["end_reason"], Value::Null);
}
