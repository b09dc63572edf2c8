//! Exceptions, rules of use and breaches (第3の3 to 第3の5).

use serde_json::json;

use crate::{
    caller::App,
    cc::{ms, told},
    ph::{
        DAY, acknowledged, at, begin, directed, excepted, go, is_told, on_loan, overdue, permitted,
        phone_state, photo, state, takeout, with,
    },
};

#[tokio::test]
async fn ph_3_3_the_general_operations_manager_applies_and_the_security_manager_decides() {
    let app = App::on(DAY).await;
    let values = json!({
        "items": ["photo"], "reason": "交信", "until": "2027-03-31", "measures": "加工", "connection": "no",
    });
    let refused = begin(
        &at(&app, "ph_mgr1").await,
        "security_exception",
        "apply",
        values.clone(),
    )
    .await;
    // proves PH-3.3
    assert_eq!(told(&refused), "403 not_allowed PH-3.3");
    let general = at(&app, "ph_general1").await;
    let applied = begin(&general, "security_exception", "apply", values)
        .await
        .ok();
    let refused = go(&general, &applied, "approve", json!({})).await;
    assert_eq!(told(&refused), "403 not_allowed PH-3.3");
    go(
        &at(&app, "ph_security1").await,
        &applied,
        "approve",
        json!({}),
    )
    .await
    .ok();
    app.set("2027-03-01T09:00:00");
    app.jobs().await;
    assert!(
        is_told(
            &at(&app, "ph_general1").await,
            "alert",
            "exception ends soon"
        )
        .await
    );
    app.set("2027-04-01T00:00:00");
    app.jobs().await;
    let ended = crate::ph::seen(&at(&app, "ph_general1").await, &applied).await;
    assert_eq!(state(&ended), "ended");
}

#[tokio::test]
async fn ph_3_3_1_photographs_are_stored_by_exception_and_confirmed_by_a_second_person() {
    let app = App::on(DAY).await;
    let (phone, _) = on_loan(&app, "P-1").await;
    // Another exception is not enough.
    excepted(&app, &["screenshot"], "no").await;
    let contact = at(&app, "ph_contact1").await;
    let refused = begin(&contact, "staff_photo", "apply", photo(&app, &phone).await).await;
    // proves PH-3.3.1
    assert_eq!(told(&refused), "409 case_exists PH-3.3.1");
    excepted(&app, &["photo"], "no").await;
    let applied = begin(&contact, "staff_photo", "apply", photo(&app, &phone).await)
        .await
        .ok();
    go(&at(&app, "ph_mgr1").await, &applied, "approve", json!({}))
        .await
        .ok();
    let confirmed = json!({ "confirmed": ["not_recognisable"] });
    let refused = go(&contact, &applied, "confirm", confirmed.clone()).await;
    assert_eq!(told(&refused), "403 not_same_person PH-3.3.1");
    go(&at(&app, "ph_asst1").await, &applied, "confirm", confirmed)
        .await
        .ok();
}

#[tokio::test]
async fn ph_3_3_2_photographs_are_sent_by_exception_and_with_approval() {
    let app = App::on(DAY).await;
    let contact = directed(&app).await;
    excepted(&app, &["photo"], "no").await;
    let photo = crate::ph::confirmed_photo(&app, &contact.phone).await;
    let values = crate::ph_photos::sending(&contact, &photo);
    let person = at(&app, "ph_contact1").await;
    let refused = begin(&person, "photo_sending", "send", values.clone()).await;
    // proves PH-3.3.2
    assert_eq!(told(&refused), "409 case_exists PH-3.3.2");
    excepted(&app, &["sending"], "no").await;
    let refused = begin(&person, "photo_sending", "send", values.clone()).await;
    assert_eq!(told(&refused), "409 case_exists PH-3.3.2");
    go(&person, &photo, "store", json!({})).await.ok();
    begin(&person, "photo_sending", "send", values).await.ok();
}

#[tokio::test]
async fn ph_3_3_3a_screenshots_are_taken_by_exception_and_of_a_contact() {
    let app = App::on(DAY).await;
    let contact = directed(&app).await;
    let person = at(&app, "ph_contact1").await;
    let values = json!({
        "phone": contact.phone, "contact": contact.case["id"], "taken_at": ms("2026-11-27T11:00:00"),
    });
    let refused = begin(&person, "screenshot", "take", values.clone()).await;
    // proves PH-3.3.3a
    assert_eq!(told(&refused), "409 case_exists PH-3.3.3a");
    excepted(&app, &["screenshot"], "no").await;
    let of_none = with(values.clone(), json!({ "contact": null }));
    let refused = begin(&person, "screenshot", "take", of_none).await;
    assert_eq!(told(&refused), "422 field_missing PH-3.3.3a");
    begin(&person, "screenshot", "take", values).await.ok();
}

#[tokio::test]
async fn ph_3_3_3b_screenshots_move_or_go_within_a_week() {
    let app = App::on(DAY).await;
    let contact = directed(&app).await;
    excepted(&app, &["screenshot"], "no").await;
    let values = json!({
        "phone": contact.phone, "contact": contact.case["id"], "taken_at": ms("2026-11-27T11:00:00"),
    });
    let taken = begin(&at(&app, "ph_contact1").await, "screenshot", "take", values)
        .await
        .ok();
    app.set("2026-12-04T00:00:00");
    app.jobs().await;
    let found = overdue(&at(&app, "ph_asst1").await).await;
    // proves PH-3.3.3b
    assert!(found.contains(&"screenshot_kept".to_owned()), "{found:?}");
    let person = at(&app, "ph_contact1").await;
    let moved = json!({ "way": "medium", "moved_on": "2026-12-04" });
    assert_eq!(
        state(&go(&person, &taken, "move", moved).await.ok()),
        "moved"
    );
    let gone = go(
        &person,
        &taken,
        "delete",
        json!({ "deleted_on": "2026-12-04" }),
    )
    .await
    .ok();
    assert_eq!((state(&gone), &gone["closed"]), ("deleted", &json!(true)));
}

#[tokio::test]
async fn ph_3_4_1_each_use_has_its_purpose_and_its_user_acknowledged_the_rules() {
    let app = App::on(DAY).await;
    let (phone, _) = on_loan(&app, "P-1").await;
    let service = permitted(&app, &phone).await;
    let contact = at(&app, "ph_contact1").await;
    let refused = begin(&contact, "takeout", "apply", takeout(&phone, &service)).await;
    assert_eq!(told(&refused), "409 training_exists PH-3.4.1");
    acknowledged(&app, "ph_contact1").await;
    let assistant = at(&app, "ph_asst1").await;
    let hand_out = json!({ "phone": phone, "holder": contact.id, "service": service["id"] });
    let refused = begin(&assistant, "phone_use", "hand_out", hand_out.clone()).await;
    // proves PH-3.4.1
    assert_eq!(told(&refused), "422 field_missing PH-3.4.1");
    let used = begin(
        &assistant,
        "phone_use",
        "hand_out",
        with(hand_out, json!({ "purpose": "書き込みの検索" })),
    )
    .await
    .ok();
    assert_eq!(phone_state(&app, &phone).await, "in_use");
    let stored = json!({ "storage": "鍵付きロッカー", "lockable": "yes" });
    go(&assistant, &used, "store", stored).await.ok();
    assert_eq!(phone_state(&app, &phone).await, "stored");
    // Once a year.
    app.set("2027-11-27T09:00:00");
    let refused = begin(
        &at(&app, "ph_contact1").await,
        "takeout",
        "apply",
        takeout(&phone, &service),
    )
    .await;
    assert_eq!(told(&refused), "409 training_exists PH-3.4.1");
}

#[tokio::test]
async fn ph_3_4_1_nobody_acknowledges_for_another() {
    let app = App::on(DAY).await;
    let (person, other) = (
        at(&app, "ph_contact1").await,
        at(&app, "ph_operator1").await,
    );
    let rules = [
        "purpose",
        "nobody_else",
        "not_connected",
        "no_camera",
        "no_contract",
    ];
    let values = json!({ "person": other.id, "on": DAY, "rules": rules });
    let refused = begin(&person, "acknowledgement", "acknowledge", values).await;
    assert_eq!(told(&refused), "422 among PH-3.4.1");
    let some = json!({ "person": person.id, "on": DAY, "rules": ["purpose"] });
    let refused = begin(&person, "acknowledgement", "acknowledge", some).await;
    assert_eq!(told(&refused), "422 tick_group PH-3.4.1");
}

#[tokio::test]
async fn ph_3_4_2_a_phone_goes_into_no_other_hands() {
    let app = App::on(DAY).await;
    let (phone, _) = on_loan(&app, "P-1").await;
    let service = permitted(&app, &phone).await;
    let values = json!({
        "phone": phone, "holder": at(&app, "ph_staff1").await.id, "purpose": "書き込みの検索",
        "service": service["id"],
    });
    let refused = begin(&at(&app, "ph_asst1").await, "phone_use", "hand_out", values).await;
    // proves PH-3.4.2
    assert_eq!(told(&refused), "403 holds_post PH-3.4.2");
}

#[tokio::test]
async fn ph_3_4_3_a_phone_never_becomes_a_terminal() {
    let app = App::on(DAY).await;
    crate::ph::new_phone(&app, "IMEI 356938035643809").await;
    let system = app.person("sys1").await;
    for name in ["356938035643809", "予備 090-1234-5678"] {
        let body = json!({ "kind": "reception", "name": name });
        let refused = system.post("/api/v1/terminals/codes", body).await;
        // proves PH-3.4.3
        assert_eq!(
            told(&refused),
            "409 thing_never_terminal PH-3.4.3",
            "{name}"
        );
    }
    let body = json!({ "kind": "reception", "name": "受理端末2" });
    assert!(
        system
            .post("/api/v1/terminals/codes", body)
            .await
            .status
            .is_success()
    );
}

#[tokio::test]
async fn ph_o_19_a_connection_to_the_laptop_needs_the_exception_to_say_so() {
    let app = App::on(DAY).await;
    let contact = directed(&app).await;
    excepted(&app, &["screenshot"], "no").await;
    let values = json!({
        "phone": contact.phone, "contact": contact.case["id"], "taken_at": ms("2026-11-27T11:00:00"),
    });
    let person = at(&app, "ph_contact1").await;
    let taken = begin(&person, "screenshot", "take", values).await.ok();
    let by_cable = json!({ "way": "connection", "moved_on": DAY });
    let refused = go(&person, &taken, "move", by_cable.clone()).await;
    assert_eq!(told(&refused), "409 case_exists PH-3.4.3");
    excepted(&app, &["screenshot"], "yes").await;
    go(&person, &taken, "move", by_cable).await.ok();
}

#[tokio::test]
async fn ph_3_4_4_camera_calls_and_storage_have_procedures_of_their_own() {
    let app = App::on(DAY).await;
    let contact = directed(&app).await;
    let person = at(&app, "ph_contact1").await;
    for category in ["camera", "voice", "storage"] {
        let entry = with(
            crate::ph_contact::entry(&contact),
            json!({ "category": category }),
        );
        let refused = begin(&person, "contact_entry", "record", entry).await;
        // proves PH-3.4.4
        assert_eq!(told(&refused), "409 tick_group PH-3.4.4", "{category}");
    }
    let ordinary = with(
        crate::ph_contact::call(&contact),
        json!({ "kind": "ordinary" }),
    );
    let refused = begin(&person, "call", "record", ordinary).await;
    assert_eq!(told(&refused), "409 tick_group PH-3.4.4");
}

#[tokio::test]
async fn ph_3_4_5_the_bill_is_looked_at_every_month() {
    let app = App::on(DAY).await;
    let (phone, _) = on_loan(&app, "P-1").await;
    let assistant = at(&app, "ph_asst1").await;
    let sheet = json!({
        "phone": phone, "inspected_on": DAY, "found": "yes", "place": "鍵付きロッカー", "state": "異常なし",
    });
    let refused = begin(&assistant, "inspection", "record", sheet.clone()).await;
    // proves PH-3.4.5
    assert_eq!(told(&refused), "422 field_present PH-3.4.5");
    let found = with(sheet, json!({ "bill": "new_contract" }));
    begin(&assistant, "inspection", "record", found).await.ok();
    let cases = assistant
        .get("/api/v1/cases?document=PH&workflow=breach")
        .await
        .ok();
    let breach = &cases["cases"][0];
    assert_eq!(breach["state"]["code"], "noticed");
    assert!(is_told(&assistant, "alert", "breach or a loss").await);
}

/// A breach that the assistant manager learnt of.
async fn breach(app: &App) -> serde_json::Value {
    let values = json!({ "rule": "functions", "happened": "私的な写真を撮影していた" });
    begin(&at(app, "ph_asst1").await, "breach", "report", values)
        .await
        .ok()
}

#[tokio::test]
async fn ph_3_5a_a_breach_is_reported_to_the_operations_manager() {
    let app = App::on(DAY).await;
    let refused = begin(
        &at(&app, "ph_asst1").await,
        "breach",
        "report",
        json!({ "rule": "functions" }),
    )
    .await;
    assert_eq!(told(&refused), "422 field_present PH-3.5a");
    breach(&app).await;
    let told = is_told(
        &at(&app, "ph_mgr1").await,
        "report",
        "breach or loss was reported",
    )
    .await;
    // proves PH-3.5a
    assert!(told);
}

#[tokio::test]
async fn ph_3_5b_it_goes_on_to_the_division_and_where_needed_to_the_information_division() {
    let app = App::on(DAY).await;
    let (first, second) = (breach(&app).await, breach(&app).await);
    let manager = at(&app, "ph_mgr1").await;
    let refused = go(&manager, &first, "close", json!({ "measures": "指導" })).await;
    assert_eq!(told(&refused), "409 wrong_state PH-3.5b");
    let refused = go(&manager, &first, "pass_on", json!({})).await;
    // proves PH-3.5b
    assert_eq!(told(&refused), "422 field_missing PH-3.5b");
    let (general, head) = (
        at(&app, "ph_general1").await,
        at(&app, "ph_infohead1").await,
    );
    go(&manager, &first, "pass_on", json!({ "reportable": "no" }))
        .await
        .ok();
    assert!(is_told(&general, "report", "breach or loss was reported").await);
    assert!(!is_told(&head, "report", "breach or loss was reported").await);
    go(&manager, &second, "pass_on", json!({ "reportable": "yes" }))
        .await
        .ok();
    assert!(is_told(&head, "report", "breach or loss was reported").await);
    go(
        &manager,
        &second,
        "close",
        json!({ "measures": "パスワードの変更" }),
    )
    .await
    .ok();
}
