//! The report of a use (VR-5.1.2), its purpose (VR-5.2.1), and the officer's session.

use std::sync::Arc;

use admin::{cases::CaseCarrier, deadlines};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    house::{House, jpeg},
    staff_house::{Officer, chief, give_code, issue, session, start_with, unit_code},
};

#[tokio::test]
async fn vr_5_1_2_a_use_is_reported_beforehand_or_a_duty_opens_until_it_is() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let (phone, device) = Officer::registered(&house, &sheet, "山田").await;
    // Beforehand: no duty.
    let given = give_code(&manager, &device).await;
    let before = phone.start(&house, given["code"].as_str().unwrap()).await;
    let staff = &before.answer["staff"];
    // proves VR-5.1.2
    assert_eq!(staff["report_due_ms"], Value::Null, "{staff}");
    assert_eq!(staff["reported"], true);
    operator.end(&before.report).await;
    // No time: the duty is open for a day.
    let code = unit_code(&manager, &sheet).await;
    let after = phone.start(&house, code["code"].as_str().unwrap()).await;
    let seen = operator.report(&after.report).await;
    let due = seen["staff"]["report_due_ms"].as_i64();
    let created = seen["created_ms"].as_i64().unwrap();
    let day_ms = 24 * 3_600_000;
    let is_a_day = |due: i64| (due - created - day_ms).abs() < 60_000;
    // proves VR-5.1.2
    assert!(due.is_some_and(is_a_day), "{}", seen["staff"]);
    let opened = phone.open(&house).await.json();
    let due = &opened["registration"]["reports_due"];
    assert_eq!(due.as_array().map(Vec::len), Some(1), "{due}");
    let case = due[0]["case"].as_str().unwrap().to_owned();
    let duties = manager.get("/api/v1/tasks").await.json()["duties"].clone();
    assert!(duties.to_string().contains("VR-5.1.2"), "{duties}");
    // Another phone cannot report it; the own one does, once.
    let (other, _) = Officer::registered(&house, &sheet, "鈴木").await;
    let path = format!("uses/{case}/report");
    let said = json!({"words": "交通事故の初動"});
    let foreign = other.post(&house, &path, said.clone()).await;
    foreign.is(404, "staff_use_unknown");
    let reported = phone.post(&house, &path, said.clone()).await;
    assert_eq!(
        reported.status,
        StatusCode::NO_CONTENT,
        "{}",
        reported.text()
    );
    let seen = operator.report(&after.report).await;
    // proves VR-5.1.2
    assert_eq!(seen["staff"]["report_due_ms"], Value::Null);
    let twice = phone.post(&house, &path, said).await;
    twice.is(409, "staff_use_not_open");
}

#[tokio::test]
async fn vr_5_1_2_the_manager_enters_what_an_officer_reports_afterwards() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let (phone, _) = Officer::registered(&house, &sheet, "山田").await;
    let code = unit_code(&manager, &sheet).await;
    let session = phone.start(&house, code["code"].as_str().unwrap()).await;
    let uses = manager.get("/api/v1/staff-uses").await.json();
    let used = &uses[0];
    assert_eq!(used["state"], "used", "{uses}");
    assert_eq!(
        (&used["name"], &used["report"]),
        (&json!("山田"), &json!(session.report))
    );
    let path = format!(
        "/api/v1/staff-uses/{}/report",
        used["case"].as_str().unwrap()
    );
    let refused = operator.post(&path, json!({})).await;
    assert_eq!(refused.refusal().2.as_deref(), Some("VR-5.1.2"));
    let entered = manager.post(&path, json!({"words": "電話で報告"})).await;
    assert_eq!(entered.status, StatusCode::NO_CONTENT, "{}", entered.text());
    let seen = operator.report(&session.report).await;
    assert_eq!(seen["staff"]["report_due_ms"], Value::Null);
    manager
        .post(&path, json!({}))
        .await
        .is(409, "staff_use_not_open");
    let nowhere = "/api/v1/staff-uses/0198c0de-0000-7000-8000-00000000dead/report";
    manager
        .post(nowhere, json!({}))
        .await
        .is(404, "staff_use_unknown");
}

#[tokio::test]
async fn vr_5_1_2_an_officer_reports_from_the_phone_and_the_manager_gives_a_code() {
    let house = House::new().await;
    let (_operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let (phone, device) = Officer::registered(&house, &sheet, "山田").await;
    let (_, other) = Officer::registered(&house, &sheet, "鈴木").await;
    let body = json!({"purpose": "exception", "reason": "雑踏警備", "words": "駅前"});
    let bare = json!({"purpose": "exception"});
    let refused = phone.post(&house, "uses", bare).await;
    refused.is(422, "reason_missing_for_exception");
    let reported = phone.post(&house, "uses", body).await;
    assert_eq!(reported.status, StatusCode::CREATED, "{}", reported.text());
    let case = reported.json()["case"].clone();
    let uses = manager.get("/api/v1/staff-uses").await.json();
    assert_eq!(
        (&uses[0]["state"], &uses[0]["case"]),
        (&json!("reported"), &case)
    );
    assert_eq!(uses[0]["reason"], "雑踏警備");
    let give = async |device: &str| {
        let path = format!("/api/v1/staff-devices/{device}/code");
        manager.post(&path, json!({"case": case})).await
    };
    give(&other).await.is(404, "staff_use_unknown");
    let given = give(&device).await;
    assert_eq!(given.status, StatusCode::OK, "{}", given.text());
    // Another one before it is used: the old is void.
    let again = give(&device).await.json();
    let old = phone
        .try_start(&house, given.json()["code"].as_str().unwrap())
        .await;
    old.is(403, "code_wrong");
    let mut body = start_with(again["code"].as_str().unwrap());
    body["purpose"] = json!("exception");
    body["reason"] = json!("雑踏警備");
    let started = phone.post(&house, "start", body).await;
    assert_eq!(started.status, StatusCode::OK, "{}", started.text());
    assert_eq!(started.json()["staff"]["reported"], true);
    give(&device).await.is(409, "staff_use_not_open");
}

#[tokio::test]
async fn vr_5_2_1_an_exception_needs_its_reason() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let (phone, _) = Officer::registered(&house, &sheet, "山田").await;
    let code = unit_code(&manager, &sheet).await;
    let code = code["code"].as_str().unwrap();
    let mut body = start_with(code);
    body["purpose"] = json!("exception");
    let refused = phone.post(&house, "start", body.clone()).await;
    let clause = Some("VR-5.2.1".to_owned());
    let expected = (422, "reason_missing_for_exception".to_owned(), clause);
    // proves VR-5.2.1
    assert_eq!(refused.refusal(), expected);
    let mut without = start_with(code);
    without["purpose"] = json!(null);
    let without = phone.post(&house, "start", without).await;
    without.is(422, "purpose_missing");
    let mut unread = start_with(code);
    unread["notice_acknowledged"] = json!(false);
    let unread = phone.post(&house, "start", unread).await;
    unread.is(422, "notice_not_acknowledged");
    body["reason"] = json!("大規模災害の広報");
    let started = phone.post(&house, "start", body).await;
    assert_eq!(started.status, StatusCode::OK, "{}", started.text());
    let report = started.json()["started"]["report"]
        .as_str()
        .unwrap()
        .to_owned();
    let seen = operator.report(&report).await;
    assert_eq!(seen["staff"]["purpose"], "exception");
    assert_eq!(seen["staff"]["reason"], "大規模災害の広報");
}

#[tokio::test]
async fn an_officers_report_is_like_a_callers_and_marked() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let (phone, device) = Officer::registered(&house, &sheet, "山田 太郎").await;
    let code = give_code(&manager, &device).await;
    let begun = phone.start(&house, code["code"].as_str().unwrap()).await;
    let still = begun.still(&house, "first_picture", &jpeg(500)).await;
    assert!(still.status.is_success(), "{}", still.text());
    let seen = operator.report(&begun.report).await;
    assert_eq!(seen["staff"]["name"], "山田 太郎");
    assert_eq!(seen["staff"]["staff_number"], "A-1234");
    assert_eq!(seen["staff"]["device"], json!(device));
    assert_eq!(
        (&seen["channel"], &seen["destination_masked"]),
        (&Value::Null, &json!(""))
    );
    assert_eq!(seen["phone"]["platform"], "Android");
    // There is no link to be sent again, and no other phone to be let in.
    for act in ["resend", "readmit", "destroy", "spoken-consent"] {
        let refused = operator.try_act(&begun.report, act, json!({})).await;
        refused.is(409, "officers_report");
    }
    // The page is loaded anew: no code, the same report.
    let back = phone.post(&house, "resume", json!({})).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.text());
    let back = session(back.json());
    assert_eq!(back.report, begun.report);
    let still = back.still(&house, "still", &jpeg(500)).await;
    assert!(still.status.is_success(), "{}", still.text());
    assert_eq!(operator.end(&begun.report).await.status, StatusCode::OK);
    let over = phone.post(&house, "resume", json!({})).await;
    over.is(409, "staff_not_in_session");
    let opened = phone.open(&house).await.json();
    assert_eq!(opened["registration"]["in_session"], false);
}

#[tokio::test]
async fn no_camera_of_an_officer_without_an_operator() {
    let house = House::new().await;
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let (phone, _) = Officer::registered(&house, &sheet, "山田").await;
    let code = unit_code(&chief, &sheet).await;
    let code = code["code"].as_str().unwrap();
    phone.try_start(&house, code).await.is(409, "nobody_there");
    // Nothing was used up by it.
    let _operator = house.person("op1").await;
    phone.start(&house, code).await;
}

#[tokio::test]
async fn vr_5_2_1_a_long_session_is_asked_and_silence_is_shown() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    // The screens of a quiet test would lock.
    let sheet = issue(&chief).await;
    house
        .set(
            "staff_prompt_interval",
            json!({"kind": "period", "rule": {"after": {"minutes": 4}}}),
        )
        .await;
    let (phone, device) = Officer::registered(&house, &sheet, "山田").await;
    let code = give_code(&manager, &device).await;
    let begun = phone.start(&house, code["code"].as_str().unwrap()).await;
    let answer = async |body: Value| {
        let path = "/api/v1/staff/session/answer";
        begun.call(&house, Method::POST, path, body).await
    };
    answer(json!({"goes_on": true}))
        .await
        .is(409, "nothing_asked");
    house.after_minutes(4);
    let asked = |report: &Value| report["staff"]["asked_ms"].is_i64();
    let report = operator.wait_for(&begun.report, asked).await;
    assert_eq!(report["staff"]["unanswered"], false);
    let exception = json!({"goes_on": true, "purpose": "exception"});
    answer(exception)
        .await
        .is(422, "reason_missing_for_exception");
    let on = answer(json!({"goes_on": true, "purpose": "exception", "reason": "避難誘導"})).await;
    assert_eq!(on.status, StatusCode::OK, "{}", on.text());
    let seen = operator.report(&begun.report).await;
    assert_eq!(seen["staff"]["purpose"], "exception");
    assert_eq!(
        (&seen["staff"]["asked_ms"], &seen["staff"]["reason"]),
        (&Value::Null, &json!("避難誘導"))
    );
    // Nobody answers: it goes on, and everybody sees it.
    house.after_minutes(4);
    operator.wait_for(&begun.report, asked).await;
    house.after_minutes(5);
    let silent = |report: &Value| report["staff"]["unanswered"] == true;
    let report = operator.wait_for(&begun.report, silent).await;
    assert_eq!(report["end_reason"], Value::Null);
    let over = answer(json!({"goes_on": false})).await;
    assert_eq!(over.status, StatusCode::OK, "{}", over.text());
    let report = operator.report(&begun.report).await;
    assert_eq!(report["end_reason"], "caller_ended");
    let trail = manager
        .get("/api/v1/trail?action=answer_officer")
        .await
        .json();
    assert_eq!(trail["lines"].as_array().map(Vec::len), Some(2), "{trail}");
}

#[tokio::test]
async fn uses_that_wait_are_bounded_and_lapse_when_nobody_begins() {
    let house = House::new().await;
    let (_operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let sheet = issue(&chief).await;
    let (phone, device) = Officer::registered(&house, &sheet, "山田").await;
    for _ in 0..20 {
        let body = json!({"purpose": "initial_response"});
        let reported = phone.post(&house, "uses", body).await;
        assert_eq!(reported.status, StatusCode::CREATED, "{}", reported.text());
    }
    let body = json!({"purpose": "initial_response"});
    let more = phone.post(&house, "uses", body).await;
    more.is(409, "too_many_uses");
    let (other, _) = Officer::registered(&house, &sheet, "鈴木").await;
    let long = json!({"purpose": "initial_response", "words": "あ".repeat(501)});
    let long = other.post(&house, "uses", long).await;
    long.is(422, "reason_too_long");
    let uses = manager.get("/api/v1/staff-uses").await.json();
    assert_eq!(uses.as_array().map(Vec::len), Some(20));
    let case = uses[0]["case"].clone();
    let path = format!("/api/v1/staff-devices/{device}/code");
    let given = manager.post(&path, json!({"case": case})).await.json();
    house.after_minutes(12 * 60 + 1);
    let mut carriers = house.signaling.carriers();
    carriers.push(Arc::new(CaseCarrier(house.admin.clone())));
    let now = house.admin.now();
    let look = deadlines::look(house.admin.db(), &carriers, now, true).await;
    assert_eq!(look.unwrap().failed, 0);
    let manager = house.person("mgr1").await;
    let uses = manager.get("/api/v1/staff-uses").await.json();
    assert_eq!(uses[0]["state"], "void", "{uses}");
    let late = phone
        .try_start(&house, given["code"].as_str().unwrap())
        .await;
    late.is(403, "code_expired");
}
