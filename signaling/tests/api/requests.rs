//! Asking for video (VR-4.1), and who may.

use http::StatusCode;
use protocol::person::TerminalKind;
use serde_json::{Value, json};
use signaling::sms::{NotSent, OutgoingSms, SendFuture, SmsSender};
use std::sync::Arc;

use crate::house::{House, NUMBER, Settings, complete};

#[tokio::test]
async fn vr_4_1_1_each_missing_piece_is_refused_by_its_clause() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    for (field, value, code, clause) in [
        ("safety_confirmed", json!(false), "tick_group", "VR-4.1.1a"),
        ("camera_confirmed", Value::Null, "tick_group", "VR-4.1.1b"),
        ("number_presented", Value::Null, "tick_group", "VR-4.1.1b"),
        (
            "reported_to_manager",
            json!(false),
            "tick_group",
            "VR-4.1.2",
        ),
        ("channel", json!("email"), "field_present", "VR-4.1.3a"),
        ("destination", json!(""), "destination_missing", "VR-4.1.3a"),
        (
            "destination",
            json!("119"),
            "destination_invalid",
            "VR-4.1.3a",
        ),
        (
            "destination",
            json!("03-3581-0141"),
            "destination_not_mobile",
            "VR-4.1.3a",
        ),
    ] {
        let mut body = complete(NUMBER);
        body[field] = value;
        let answer = operator.post("/api/v1/requests/prepare", body).await;
        assert_eq!(
            answer.refusal(),
            (422, code.to_owned(), Some(clause.to_owned()))
        );
        let named = answer.json()["field"].clone();
        let expected = match field {
            "reported_to_manager" => "no_report_reason",
            "channel" => "email_reason",
            other => other,
        };
        assert_eq!(named, expected, "the missing item is named");
    }
}

#[tokio::test]
async fn vr_4_1_1a_without_confirmed_safety_nothing_goes_out() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    for said in [json!(false), Value::Null] {
        let mut body = complete(NUMBER);
        body["safety_confirmed"] = said;
        let refused = operator.post("/api/v1/requests/prepare", body).await;
        let clause = Some("VR-4.1.1a".to_owned());
        // proves VR-4.1.1a
        assert_eq!(refused.refusal(), (422, "tick_group".into(), clause));
    }
    let outbox = house.call(http::Method::GET, "/api/v1/demo/outbox", &[], None);
    assert_eq!(outbox.await.json(), json!([]));
    let sent = operator.request_video(NUMBER).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
}

#[tokio::test]
async fn vr_4_1_1b_a_missing_tick_is_refused_and_named() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    for tick in ["camera_confirmed", "number_presented"] {
        let mut body = complete(NUMBER);
        body[tick] = json!(false);
        let refused = operator.post("/api/v1/requests/prepare", body).await;
        let named = (refused.refusal(), refused.json()["field"].clone());
        let clause = Some("VR-4.1.1b".to_owned());
        // proves VR-4.1.1b
        assert_eq!(named, ((422, "tick_group".into(), clause), json!(tick)));
    }
    let sent = operator.request_video(NUMBER).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
}

#[tokio::test]
async fn vr_4_1_1b_a_number_given_by_voice_needs_a_reason_and_is_flagged() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let path = "/api/v1/requests/prepare";
    let mut body = complete(NUMBER);
    body["number_presented"] = json!(false);
    body["number_by_voice"] = json!(true);
    for (code, field, value) in [
        (
            "field_present",
            "voice_reason",
            json!("非通知の固定電話から"),
        ),
        ("tick_group", "read_back", json!(true)),
    ] {
        let refused = operator.post(path, body.clone()).await;
        let clause = Some("VR-4.1.1b".to_owned());
        assert_eq!(refused.refusal(), (422, code.to_owned(), clause));
        assert_eq!(refused.json()["field"], field);
        body[field] = value;
    }
    let prepared = operator.post(path, body).await;
    assert_eq!(prepared.json()["risks"], json!(["by_voice"]));
    let sent = operator.send_prepared(&prepared.json()).await;
    assert_eq!(sent.json()["report"]["risks"], json!(["by_voice"]));
}

#[tokio::test]
async fn vr_4_1_3a_the_link_goes_to_the_number_and_by_mail_only_with_a_reason() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let mut by_mail = complete("taro@example.jp");
    by_mail["channel"] = json!("email");
    let refused = operator.post("/api/v1/requests/prepare", by_mail).await;
    let clause = Some("VR-4.1.3a".to_owned());
    // proves VR-4.1.3a
    assert_eq!(refused.refusal(), (422, "field_present".into(), clause));

    let mut body = complete(NUMBER);
    body["note"] = json!("中央三丁目の火災");
    let prepared = operator.post("/api/v1/requests/prepare", body).await.json();
    let sent = operator.send_prepared(&prepared).await;
    assert_eq!(sent.json()["report"]["state"], "invited");
    let outbox = house.call(http::Method::GET, "/api/v1/demo/outbox", &[], None);
    let messages = outbox.await.json();
    let messages = messages.as_array().unwrap();
    assert_eq!(messages.len(), 1, "one message");
    assert_eq!(messages[0]["channel"], "sms");
    let text = messages[0]["text"].as_str().unwrap();
    // proves VR-4.1.3a
    assert_eq!(text.matches("https://").count(), 1, "{text}");
    let name = sent.json()["report"]["operator_name"]
        .as_str()
        .unwrap()
        .to_owned();
    for personal in ["5678", "中央", &name] {
        assert!(!text.contains(personal), "{text}");
    }
}

#[tokio::test]
async fn vr_4_1_3a_mail_goes_out_only_with_a_reason_and_carries_one_link() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let path = "/api/v1/requests/prepare";
    let mut body = complete("Taro@Example.jp");
    body["number_presented"] = json!(false);
    body["channel"] = json!("email");
    let refused = operator.post(path, body.clone()).await;
    let clause = Some("VR-4.1.3a".to_owned());
    assert_eq!(refused.refusal(), (422, "field_present".into(), clause));
    assert_eq!(refused.json()["field"], "email_reason");

    body["email_reason"] = json!("SMSを受信できない端末");
    body["destination"] = json!("taro@example");
    operator
        .post(path, body.clone())
        .await
        .is(422, "destination_invalid");
    body["destination"] = json!("Taro@Example.jp");
    let prepared = operator.post(path, body).await.json();
    assert_eq!(prepared["groups"], json!(["Taro", "@", "example.jp"]));
    let preview = prepared["message_preview"].as_str().unwrap();
    assert!(preview.contains("/#****"), "{preview}");

    let sent = operator.send_prepared(&prepared).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
    let report = &sent.json()["report"];
    assert_eq!(report["state"], "invited");
    assert_eq!(report["channel"], "email");
    assert_eq!(report["destination_masked"], "T•••@example.jp");
    assert_eq!(report["risks"], json!(["email"]));
    let outbox = house.call(http::Method::GET, "/api/v1/demo/outbox", &[], None);
    let mail = outbox.await.json()[0].clone();
    assert_eq!(mail["channel"], "email");
    assert!(!mail["subject"].as_str().unwrap().is_empty());
    let text = mail["text"].as_str().unwrap();
    assert_eq!(text.matches("https://").count(), 1);
    assert!(
        !text.contains("aro") && !text.contains("5678"),
        "nothing personal"
    );
    let link = house.newest_link().await;
    let token = link.split_once("/#").unwrap().1;
    crate::house::Phone::new(token).start(&house).await;
}

#[tokio::test]
async fn vr_4_1_3a_an_sms_carries_one_link_and_nothing_personal() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let sent = operator.request_video(NUMBER).await;
    assert_eq!(sent.json()["access_code"], Value::Null);
    let outbox = house.call(http::Method::GET, "/api/v1/demo/outbox", &[], None);
    let messages = outbox.await.json();
    assert_eq!(messages.as_array().unwrap().len(), 1);
    let text = messages[0]["text"].as_str().unwrap();
    assert_eq!(text.matches("https://").count(), 1);
    assert!(text.encode_utf16().count() <= 70, "one segment: {text}");
    for personal in ["5678", "1120"] {
        assert!(!text.contains(personal), "{text}");
    }
}

#[tokio::test]
async fn vr_4_1_3c_a_number_is_shown_in_groups_and_its_difference_is_flagged() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let mut body = complete("０９０－１２３４－５６７８");
    body["calling_number"] = json!("080-1111-2222");
    let prepared = operator.post("/api/v1/requests/prepare", body).await.json();
    assert_eq!(prepared["groups"], json!(["090", "1234", "5678"]));
    assert_eq!(prepared["destination"], "+819012345678");
    assert_eq!(prepared["risks"], json!(["differs_from_calling_number"]));
    let preview = prepared["message_preview"].as_str().unwrap();
    assert!(preview.contains("/#****") && preview.encode_utf16().count() <= 70);
}

#[tokio::test]
async fn vr_4_1_3c_a_destination_is_compared_before_it_is_sent_to() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let path = "/api/v1/requests/send";
    let unprepared = json!({"confirm_token": "x", "destination": NUMBER, "compared": true});
    operator
        .post(path, unprepared)
        .await
        .is(409, "not_prepared");

    let mut body = complete(NUMBER);
    body["calling_number"] = json!("080-1111-2222");
    let prepared = operator.post("/api/v1/requests/prepare", body).await.json();
    // proves VR-4.1.3c
    assert_eq!(prepared["risks"], json!(["differs_from_calling_number"]));
    let send = |destination: &str, compared: bool| {
        let token = &prepared["confirm_token"];
        json!({"confirm_token": token, "destination": destination, "compared": compared})
    };
    let uncompared = operator.post(path, send(NUMBER, false)).await;
    let clause = Some("VR-4.1.3c".to_owned());
    // proves VR-4.1.3c
    assert_eq!(uncompared.refusal(), (422, "tick_group".into(), clause));
    let changed = operator.post(path, send("080-1111-2222", true)).await;
    // proves VR-4.1.3c
    changed.is(409, "destination_changed");
    let back = operator.post(path, send(NUMBER, true)).await;
    // proves VR-4.1.3c
    back.is(409, "not_prepared");
    let sent = operator.request_video(NUMBER).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
}

#[tokio::test]
async fn vr_4_1_3c_a_send_needs_what_was_prepared_and_compared_and_works_once() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let other = house.person("op2").await;
    let prepared = operator
        .post("/api/v1/requests/prepare", complete(NUMBER))
        .await
        .json();
    let token = &prepared["confirm_token"];
    let send = |destination: &str, compared: bool| json!({"confirm_token": token, "destination": destination, "compared": compared});
    let path = "/api/v1/requests/send";
    operator.post(path, json!({})).await.is(409, "not_prepared");
    other
        .post(path, send(NUMBER, true))
        .await
        .is(409, "not_prepared");
    let uncompared = operator.post(path, send(NUMBER, false)).await;
    let clause = Some("VR-4.1.3c".to_owned());
    assert_eq!(uncompared.refusal(), (422, "tick_group".into(), clause));
    assert_eq!(uncompared.json()["field"], "compared");
    let sent = operator.post(path, send(NUMBER, true)).await;
    assert_eq!(sent.status, StatusCode::CREATED);
    operator
        .post(path, send(NUMBER, true))
        .await
        .is(409, "not_prepared");
}

#[tokio::test]
async fn vr_4_1_3c_a_changed_number_voids_the_confirmation() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let prepared = operator
        .post("/api/v1/requests/prepare", complete(NUMBER))
        .await
        .json();
    let mut send = json!({"confirm_token": prepared["confirm_token"], "compared": true});
    send["destination"] = json!("080-1111-2222");
    let changed = operator.post("/api/v1/requests/send", send.clone()).await;
    changed.is(409, "destination_changed");
    send["destination"] = json!(NUMBER);
    operator
        .post("/api/v1/requests/send", send)
        .await
        .is(409, "not_prepared");
}

#[tokio::test]
async fn a_prepared_request_expires() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let prepared = operator
        .post("/api/v1/requests/prepare", complete(NUMBER))
        .await
        .json();
    house
        .clock
        .set(house.clock.now().plus_ms(5 * 60 * 1000))
        .unwrap();
    let send = json!({"confirm_token": prepared["confirm_token"], "destination": NUMBER, "compared": true});
    operator
        .post("/api/v1/requests/send", send)
        .await
        .is(409, "not_prepared");
}

#[tokio::test]
async fn the_report_says_what_was_sent_and_the_list_masks_the_number() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let mut body = complete(NUMBER);
    body["reported_to_manager"] = json!(false);
    body["no_report_reason"] = json!("人命に関わる");
    body["note"] = json!("1120-77");
    let prepared = operator.post("/api/v1/requests/prepare", body).await.json();
    let send = json!({"confirm_token": prepared["confirm_token"], "destination": NUMBER, "compared": true});
    let sent = operator.post("/api/v1/requests/send", send).await.json();
    let report = &sent["report"];
    assert_eq!(report["state"], "invited");
    assert_eq!(report["destination_masked"], "•••-••••-5678");
    assert_eq!(report["note"], "1120-77");
    assert!(report["report_after_due_ms"].is_i64());
    let number = report["number"].as_str().unwrap();
    assert!(number.len() == 8 && number.ends_with("-001"), "{number}");
    let steps: Vec<&str> = report["funnel"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["step"].as_str().unwrap())
        .collect();
    assert_eq!(steps, ["sent", "delivered"]);
    let list = operator.get("/api/v1/reports").await;
    assert!(!list.text().contains("+8190"));
    let detail = operator
        .get(&format!(
            "/api/v1/reports/{}",
            report["id"].as_str().unwrap()
        ))
        .await;
    assert_eq!(detail.json()["destination"], "+819012345678");
}

#[tokio::test]
async fn vr_4_1_2_without_a_report_and_a_reason_nothing_goes_out_and_with_one_a_duty_opens() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let manager = house.person("mgr1").await;
    let mut body = complete(NUMBER);
    body["reported_to_manager"] = json!(false);
    let refused = operator
        .post("/api/v1/requests/prepare", body.clone())
        .await;
    let clause = Some("VR-4.1.2".to_owned());
    // proves VR-4.1.2
    assert_eq!(refused.refusal(), (422, "tick_group".into(), clause));
    body["no_report_reason"] = json!("人命に関わる");
    let prepared = operator.post("/api/v1/requests/prepare", body).await.json();
    let sent = operator.send_prepared(&prepared).await;
    assert_eq!(sent.status, StatusCode::CREATED);
    let listed = manager.get("/api/v1/deadlines?state=open").await.json();
    let duties = listed["deadlines"].as_array().unwrap().iter();
    let open = duties.filter(|duty| duty["duty"] == "report_after");
    // proves VR-4.1.2
    assert_eq!(open.count(), 1, "{listed}");
    let id = sent.json()["report"]["id"].as_str().unwrap().to_owned();
    let seen = operator.report(&id).await;
    let due = seen["report_after_due_ms"].as_i64().unwrap() - seen["created_ms"].as_i64().unwrap();
    assert!((29 * 60_000..=30 * 60_000).contains(&due), "{due}");
    // It stands on the lists of who has to report and of whom it is owed to, and on no other.
    let neighbour = house.person("mgrb1").await;
    for (person, expected) in [(&operator, 1), (&manager, 1), (&neighbour, 0)] {
        let tasks = person.get("/api/v1/tasks").await.json();
        let duties = tasks["duties"].as_array().unwrap().iter();
        let open = duties.filter(|duty| duty["duty"] == "report_after" && duty["state"] == "open");
        let listed = open.count();
        // proves VR-4.1.2
        assert_eq!(listed, expected, "{tasks}");
    }
    // The report is made afterwards, once.
    let path = format!("/api/v1/reports/{id}/report-afterwards");
    let done = operator.post(&path, json!({})).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert_eq!(
        operator.report(&id).await["report_after_due_ms"],
        Value::Null
    );
    let again = operator.post(&path, json!({})).await;
    assert_eq!(
        again.refusal(),
        (409, "nothing_to_report".into(), Some("VR-4.1.2".into()))
    );
}

#[tokio::test]
async fn nothing_personal_and_no_link_lies_readable_in_the_store() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let mut body = complete(NUMBER);
    body["note"] = json!("事案メモ");
    let prepared = operator.post("/api/v1/requests/prepare", body).await.json();
    let send = json!({"confirm_token": prepared["confirm_token"], "destination": NUMBER, "compared": true});
    operator.post("/api/v1/requests/send", send).await;
    let link = house.newest_link().await;
    use sea_orm::ConnectionTrait;
    // The outbox of the demo holds what a gateway would be given; it is no part of the question.
    house
        .admin
        .db()
        .execute_unprepared("DELETE FROM outbox_message")
        .await
        .unwrap();
    house.admin.db().execute_unprepared("VACUUM").await.unwrap();
    house
        .admin
        .db()
        .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
        .await
        .unwrap();
    let stored = std::fs::read(house.path.join("genba.sqlite")).unwrap();
    let token = link.split_once("/#").unwrap().1;
    for secret in [
        "9012345678",
        "事案メモ",
        token,
        prepared["confirm_token"].as_str().unwrap(),
    ] {
        let found = stored
            .windows(secret.len())
            .any(|window| window == secret.as_bytes());
        assert!(!found, "{secret} lies readable in the store");
    }
    let number = b"-001";
    assert!(
        stored.windows(number.len()).any(|window| window == number),
        "the search works"
    );
}

#[tokio::test]
async fn only_reception_may_ask_and_only_the_own_headquarters_sees() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let manager = house.person("mgr1").await;
    let neighbour = house.person("opb1").await;
    let (report, _) = house.invite(&operator).await;
    assert_eq!(manager.report(&report).await["state"], "invited");
    let path = format!("/api/v1/reports/{report}");
    neighbour.get(&path).await.is(404, "report_not_found");
    for (verb, body) in [
        ("end", json!({"reason": "finished"})),
        ("readmit", json!({})),
        ("watch", json!({})),
        (
            "messages",
            json!({"body": {"kind": "phrase", "phrase": "hold_still"}}),
        ),
    ] {
        neighbour
            .post(&format!("{path}/{verb}"), body)
            .await
            .is(404, "report_not_found");
    }
    assert_eq!(neighbour.get("/api/v1/reports").await.json(), json!([]));
    let nobody = house
        .call(http::Method::GET, "/api/v1/reports", &[], None)
        .await;
    nobody.is(401, "not_signed_in");
}

#[tokio::test]
async fn vr_2_3_another_terminal_is_refused_with_the_clause() {
    let settings = Settings {
        terminal: TerminalKind::Unenrolled,
        ..Settings::default()
    };
    let house = House::with(settings).await;
    let operator = house.person("op1").await;
    let answer = operator
        .post("/api/v1/requests/prepare", complete(NUMBER))
        .await;
    let (status, _, clause) = answer.refusal();
    assert_eq!((status, clause.as_deref()), (403, Some("VR-2.3")));
}

#[tokio::test]
async fn without_a_gateway_production_says_so() {
    let settings = Settings {
        demo: false,
        ..Settings::default()
    };
    let house = House::with(settings).await;
    let operator = house.person("op1").await;
    let answer = operator
        .post("/api/v1/requests/prepare", complete(NUMBER))
        .await;
    answer.is(503, "sms_not_configured");
    house
        .call(http::Method::GET, "/api/v1/demo/outbox", &[], None)
        .await
        .is(404, "not_found");
    house
        .call(http::Method::GET, "/api/v1/demo/clock", &[], None)
        .await
        .is(404, "not_found");
}

struct BrokenGateway;

impl SmsSender for BrokenGateway {
    fn name(&self) -> &str {
        "broken"
    }

    fn send<'a>(&'a self, _: &'a OutgoingSms<'a>) -> SendFuture<'a> {
        Box::pin(async { Err(NotSent::Refused("not today".to_owned())) })
    }
}

#[tokio::test]
async fn vr_4_1_3a_a_gateway_that_refuses_shows_on_the_console() {
    let settings = Settings {
        sms: vec![Arc::new(BrokenGateway)],
        ..Settings::default()
    };
    let house = House::with(settings).await;
    let operator = house.person("op1").await;
    let sent = operator.request_video(NUMBER).await;
    assert_eq!(sent.status, StatusCode::CREATED);
    assert_eq!(sent.json()["report"]["stuck"]["obstacle"], "send_failed");
}

#[tokio::test]
async fn what_is_no_request_is_refused_as_a_problem() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let path = "/api/v1/requests/prepare";
    operator
        .post(path, json!([1, 2]))
        .await
        .is(422, "body_not_understood");
    operator
        .post(path, json!({"note": "a".repeat(100_000)}))
        .await
        .is(413, "body_too_large");
    let foreign = [
        ("cookie", operator.cookie.as_str()),
        ("origin", "https://evil.example"),
    ];
    let body = Some(complete(NUMBER));
    house
        .call(http::Method::POST, path, &foreign, body)
        .await
        .is(403, "foreign_origin");
}

#[tokio::test]
async fn numbers_count_up_within_a_day() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    for expected in ["001", "002", "003"] {
        let sent = operator.request_video(NUMBER).await.json();
        let number = sent["report"]["number"].as_str().unwrap().to_owned();
        assert!(number.ends_with(expected), "{number}");
    }
    let list = operator.get("/api/v1/reports").await.json();
    assert!(
        list[0]["number"].as_str().unwrap().ends_with("003"),
        "newest first"
    );
}
