//! Access codes of officers (VR-5.1.3, state machine D3).

use futures_util::future::join_all;
use http::{Method, StatusCode};
use protocol::time::UnixMs;
use serde_json::json;

use crate::{
    house::House,
    staff_house::{Officer, alerts, chief, give_code, issue, start_with, unit_code, wrong},
};

#[tokio::test]
async fn vr_5_1_3_a_registered_phone_and_a_good_code_are_both_needed() {
    let house = House::new().await;
    let (_operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let (phone, device) = Officer::registered(&house, &sheet, "山田").await;
    let given = give_code(&manager, &device).await;
    let code = given["code"].as_str().unwrap();
    assert_eq!(code.len(), 8);
    let stranger = Officer::new(&sheet).try_start(&house, code).await;
    let clause = Some("VR-5.1.3".to_owned());
    let expected = (403, "staff_device_unknown".to_owned(), clause);
    // proves VR-5.1.3
    assert_eq!(stranger.refusal(), expected);
    let mut bare = start_with(code);
    bare["access_code"] = json!(null);
    let bare = phone.post(&house, "start", bare).await;
    // proves VR-5.1.3
    bare.is(422, "code_missing");
    for _ in 0..4 {
        let tried = phone.try_start(&house, &wrong(code)).await;
        // proves VR-5.1.3
        tried.is(403, "code_wrong");
    }
    assert_eq!(alerts(&manager, "VR-5.1.3").await.len(), 0);
    let fifth = phone.try_start(&house, &wrong(code)).await;
    // proves VR-5.1.3
    fifth.is(403, "staff_device_locked");
    // The manager is told, and the right codes come too late.
    assert_eq!(alerts(&manager, "VR-5.1.3").await.len(), 1);
    let of_unit = unit_code(&manager, &sheet).await;
    for code in [code, of_unit["code"].as_str().unwrap()] {
        let late = phone.try_start(&house, code).await;
        late.is(403, "staff_device_locked");
    }
    let listed = format!("/api/v1/staff-urls/{}/devices", sheet.id);
    assert_eq!(chief.get(&listed).await.json()[0]["state"], "locked");
    // Another code opens the phone again; the old one is void.
    let again = give_code(&manager, &device).await;
    phone.try_start(&house, code).await.is(403, "code_wrong");
    phone.start(&house, again["code"].as_str().unwrap()).await;
}

#[tokio::test]
async fn vr_5_1_3_a_given_code_opens_once_on_its_phone_alone() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let (phone, device) = Officer::registered(&house, &sheet, "山田").await;
    let (other, _) = Officer::registered(&house, &sheet, "鈴木").await;
    let given = give_code(&manager, &device).await;
    let code = given["code"].as_str().unwrap();
    // Passed on to another phone it is a wrong one.
    other.try_start(&house, code).await.is(403, "code_wrong");
    let session = phone.start(&house, code).await;
    let twice = phone.try_start(&house, code).await;
    twice.is(409, "staff_in_session");
    operator.end(&session.report).await;
    let used = phone.try_start(&house, code).await;
    used.is(409, "code_used");
    let late = give_code(&manager, &device).await;
    house.after_minutes(12 * 60);
    let late = phone
        .try_start(&house, late["code"].as_str().unwrap())
        .await;
    late.is(403, "code_expired");
}

#[tokio::test]
async fn a_double_tap_and_two_phones_with_one_code_begin_one_session() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let (phone, device) = Officer::registered(&house, &sheet, "山田").await;
    let (other, _) = Officer::registered(&house, &sheet, "鈴木").await;
    let given = give_code(&manager, &device).await;
    let code = given["code"].as_str().unwrap();
    let taps = [&phone, &other, &phone, &other, &phone].map(|phone| phone.try_start(&house, code));
    let answers = join_all(taps).await;
    let begun: Vec<_> = answers
        .iter()
        .filter(|answer| answer.status == StatusCode::OK)
        .collect();
    assert_eq!(begun.len(), 1);
    let reports = operator.get("/api/v1/reports").await.json();
    assert_eq!(reports.as_array().map(Vec::len), Some(1));
    assert_eq!(reports[0]["staff"]["name"], "山田");
    // The same answer of the phone is worth nothing a second time.
    let mut body = start_with(code);
    let opened = phone.open(&house).await.json();
    body["token"] = json!(phone.token);
    body["device"] = phone.proof(opened["challenge"].as_str().unwrap());
    let replay = async || {
        let path = "/api/v1/staff/start";
        house
            .call(Method::POST, path, &[], Some(body.clone()))
            .await
    };
    replay().await.is(409, "staff_in_session");
    let spent = house.call(
        Method::POST,
        "/api/v1/staff/resume",
        &[],
        Some(json!({"token": phone.token, "device": body["device"]})),
    );
    // The refusal above undid its spending; this one is good once.
    assert_eq!(spent.await.status, StatusCode::OK);
    replay().await.is(401, "device_proof_invalid");
}

#[tokio::test]
async fn the_units_code_before_at_within_and_after_its_rotation() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let (phone, _) = Officer::registered(&house, &sheet, "山田").await;
    let first = unit_code(&manager, &sheet).await;
    let changes = first["changes_ms"].as_i64().unwrap();
    let code = first["code"].as_str().unwrap();
    let grace_ms = 15 * 60_000;
    // The clock goes on while the phone asks; the very moments are tried in the core.
    let minute_ms = 60_000;
    for (after_ms, is_good) in [
        (-minute_ms, true),
        (0, true),
        (grace_ms - minute_ms, true),
        (grace_ms, false),
    ] {
        house.clock.set(UnixMs(changes + after_ms)).unwrap();
        // Hours have passed: everybody signs in anew.
        let operator_now = house.person("op1").await;
        let tried = phone.try_start(&house, code).await;
        let expected = if is_good { 200 } else { 403 };
        assert_eq!(tried.status, expected, "{after_ms}: {}", tried.text());
        if is_good {
            let report = tried.json()["started"]["report"].clone();
            operator_now.end(report.as_str().unwrap()).await;
        }
    }
    drop(operator);
    let manager = house.person("mgr1").await;
    let second = unit_code(&manager, &sheet).await;
    assert_ne!(second["code"], first["code"]);
    assert_eq!(second["changes_ms"], json!(changes + 12 * 3_600_000));
}

#[tokio::test]
async fn the_units_code_is_for_chief_and_manager_and_each_look_is_in_the_trail() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let path = format!("/api/v1/staff-urls/{}/code", sheet.id);
    let refused = operator.get(&path).await;
    assert_eq!(refused.refusal().2.as_deref(), Some("VR-5.1.3"));
    let neighbour = house.person("mgrb1").await;
    neighbour.get(&path).await.is(404, "staff_url_not_found");
    let codes = [
        unit_code(&manager, &sheet).await,
        unit_code(&chief, &sheet).await,
    ];
    assert_eq!(codes[0]["code"], codes[1]["code"]);
    let trail = manager.get("/api/v1/trail?action=read_staff_code").await;
    let entries = trail.json()["lines"].as_array().map(Vec::len);
    assert_eq!(entries, Some(3), "{}", trail.text());
}

#[tokio::test]
async fn bursts_of_wrong_codes_over_one_sheet_are_told() {
    let house = House::new().await;
    let (_operator, _manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    for n in 0..3 {
        let (phone, _) = Officer::registered(&house, &sheet, "山田").await;
        for _ in 0..4 {
            phone
                .try_start(&house, "00000000")
                .await
                .is(403, "code_wrong");
        }
        let told = alerts(&chief, "VR-5.2.3").await.len();
        assert_eq!(told, usize::from(n == 2), "{n}");
    }
}

/// Ten thousand guesses of registered and unregistered phones: a locked phone and a slowed address
/// learn nothing, and the trail does not fill up.
#[tokio::test]
async fn ten_thousand_guesses_open_nothing() {
    const GUESSES: usize = 10_000;
    let house = House::new().await;
    let (_operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let (phone, device) = Officer::registered(&house, &sheet, "山田").await;
    let given = give_code(&manager, &device).await;
    let code = given["code"].as_str().unwrap();
    let stranger = Officer::new(&sheet);
    let mut looked = 0;
    let mut slowed = 0;
    for n in 0..GUESSES {
        // One in two by a phone without a key of its own, as a machine would.
        let answer = match n % 2 {
            0 if n < 400 => phone.try_start(&house, &format!("{n:08}")).await,
            1 if n < 400 => stranger.try_start(&house, code).await,
            _ => {
                let mut body = start_with(code);
                body["token"] = json!(sheet.token);
                let path = "/api/v1/staff/start";
                house.call(Method::POST, path, &[], Some(body)).await
            }
        };
        assert_ne!(answer.status, StatusCode::OK, "{n}");
        looked += usize::from(answer.refusal().1 == "code_wrong");
        slowed += usize::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!(looked, 4, "the fifth locks");
    assert!(slowed > GUESSES - 1_000, "{slowed}");
    let late = phone.try_start(&house, code).await;
    late.is(403, "staff_device_locked");
    let trail = manager.get("/api/v1/trail?action=start_report").await;
    let entries = trail.json()["lines"].as_array().map_or(0, Vec::len);
    assert!(entries <= 200, "{entries}");
}
