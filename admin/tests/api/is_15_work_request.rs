//! Work requests (第15の4, form 2): consent first, a number from the unit's series, and neither side
//! fills in the other's part.

use serde_json::{Value, json};

use crate::{
    caller::App,
    cases::path_of,
    cc::told,
    is_material::{BUSINESS, DAY, at, begin, business, by, lines, material, with},
};

async fn drafted(app: &App, change: Value) -> Value {
    let unit = business(app).await["values"]["unit_in_charge"].clone();
    let (contact, manager) = (at(app, "is_iasst1").await.id, at(app, "is_iman1").await.id);
    let values = json!({
        "symbol": "中警", "addressee": "system_manager",
        "receiving_unit": at(app, "is_sys1").await.unit, "business": BUSINESS,
        "business_unit": unit, "outline": "違反歴の一覧の出力", "purpose": "会議資料",
        "wished_at": app.house.admin.now().0 + 86_400_000, "unit_manager": manager,
        "contact": contact, "contact_phone": "内線 1234", "business_contact": "地域課 情管 一郎",
        "line1_kind": "input", "line1_content": "対象者の名簿", "line1_amount": 1,
    });
    let head = at(app, "is_head1").await;
    begin(&head, "work_request", "draft", with(values, change))
        .await
        .ok()
}

/// Asked of the business manager, and processed there.
async fn processed(app: &App) -> Value {
    let unit = at(app, "is_tbm1").await.unit;
    let change = json!({ "addressee": "business_manager", "receiving_unit": unit });
    let case = drafted(app, change).await;
    let case = by(app, "is_head1", &case, "send_to_business", json!({}))
        .await
        .ok();
    let case = by(app, "is_tbm1", &case, "receive", json!({})).await.ok();
    let sheets = json!({ "paper_a4": 12, "entries": "異常なし" });
    by(app, "is_tbm1", &case, "process", sheets).await.ok()
}

#[tokio::test]
async fn is_15_4_the_business_manager_consents_before_the_system_manager_is_asked() {
    let app = App::on(DAY).await;
    let case = drafted(&app, json!({})).await;
    let early = by(&app, "is_head1", &case, "send_to_system", json!({})).await;
    // proves IS-15.4
    assert_eq!(told(&early), "409 wrong_state IS-15.4");
    let around = by(&app, "is_head1", &case, "send_to_business", json!({})).await;
    assert_eq!(told(&around), "409 tick_group IS-15.4");
    let case = by(&app, "is_head1", &case, "request_consent", json!({}))
        .await
        .ok();
    let told_of = at(&app, "is_tbm1").await.get("/api/v1/tasks").await.ok();
    let mut notices = told_of["notices"].as_array().unwrap().iter();
    assert!(
        notices.any(|notice| notice["clause"] == "IS-15.4"),
        "{told_of}"
    );
    // The manager of another business is none of this one.
    let refused = by(&app, "is_bm1", &case, "consent", json!({})).await;
    assert!(!refused.status.is_success());
    let case = by(&app, "is_tbm1", &case, "consent", json!({})).await.ok();
    let case = by(&app, "is_head1", &case, "send_to_system", json!({}))
        .await
        .ok();
    assert_eq!(
        (&case["state"]["code"], &case["values"]["number"]),
        (&json!("sent"), &json!(1))
    );
    by(&app, "is_sys1", &case, "receive", json!({})).await.ok();
}

#[tokio::test]
async fn is_f2_a_request_with_input_closes_after_its_return() {
    let app = App::on(DAY).await;
    let case = processed(&app).await;
    let early = by(&app, "is_tbm1", &case, "close", json!({})).await;
    // proves IS-F2
    assert_eq!(told(&early), "409 field_present IS-F2");
    let back = json!({
        "input_returned_unit": "中央警察署", "input_returned_to": at(&app, "is_iasst1").await.id,
    });
    let case = by(&app, "is_tbm1", &case, "return_input", back).await.ok();
    let case = by(&app, "is_tbm1", &case, "close", json!({})).await.ok();
    assert_eq!(
        (&case["state"]["code"], &case["closed"]),
        (&json!("closed"), &json!(true))
    );
    // Kept for five years, as we propose.
    app.set("2031-11-28T00:00:01");
    app.jobs().await;
    let path = path_of(&case).1;
    let purged = at(&app, "is_head1").await.get(&path).await.ok();
    assert_eq!(
        (&purged["state"]["code"], &purged["values"]),
        (&json!("purged"), &json!({}))
    );
}

#[tokio::test]
async fn is_f2_neither_side_fills_in_the_others_part() {
    let app = App::on(DAY).await;
    let unit = at(&app, "is_tbm1").await.unit;
    let change = json!({ "addressee": "business_manager", "receiving_unit": unit });
    let case = drafted(&app, change).await;
    let case = by(&app, "is_head1", &case, "send_to_business", json!({}))
        .await
        .ok();
    let own = json!({ "received_notes": "自分で受付" });
    let refused = by(&app, "is_head1", &case, "receive", own).await;
    assert_eq!(told(&refused), "403 not_allowed IS-F2");
    let theirs = json!({ "outline": "別の作業" });
    let refused = by(&app, "is_tbm1", &case, "receive", theirs).await;
    assert_eq!(told(&refused), "422 field_unknown IS-F2");
    // Another manager than the one who was asked has no part in it.
    let refused = by(&app, "is_bm1", &case, "receive", json!({})).await;
    assert!(!refused.status.is_success());
    // Both fields of a second line are asked for, and the number is nobody's to type.
    let head = at(&app, "is_head1").await;
    let mut values = case["values"].clone();
    values["number"] = json!(99);
    let refused = begin(&head, "work_request", "draft", values.clone()).await;
    assert_eq!(told(&refused), "422 field_unknown IS-F2");
    values.as_object_mut().unwrap().remove("number");
    values["line2_kind"] = json!("output");
    let refused = begin(&head, "work_request", "draft", values).await;
    assert_eq!(told(&refused), "422 field_present IS-F2");
}

#[tokio::test]
async fn is_f2_each_unit_counts_its_own_requests_and_output_stands_in_its_ledger() {
    let app = App::on(DAY).await;
    let case = processed(&app).await;
    assert_eq!(case["values"]["number"], 1);
    let out = json!({
        "output_unit": "中央警察署", "output_to": at(&app, "is_iasst1").await.id,
        "output_category": "personal_output", "output_amount": 12, "carrier": "document",
    });
    let wrong = with(
        out.clone(),
        json!({ "output_to": at(&app, "is_iman2").await.id }),
    );
    let refused = by(&app, "is_tbm1", &case, "hand_over_output", wrong).await;
    assert_eq!(told(&refused), "403 in_scope IS-F2");
    let case = by(&app, "is_tbm1", &case, "hand_over_output", out)
        .await
        .ok();
    let output = material(&app, "is_iman1", &case, "output_material").await;
    assert_eq!(lines(&output), ["in 12 違反歴の一覧の出力"]);
    assert_eq!(output["asset"]["attributes"]["business"], BUSINESS);
    let line = &output["entries"][0];
    assert_eq!(
        (&line["by"]["user_id"], &line["case"]["id"]),
        (&json!("is_tbm1"), &case["id"])
    );
}
