//! Handing personal output material over (第17の1–5, 8, 9): on a ground, by named staff, in a way of
//! the list; final with the receiver's acknowledgement, and on both slips.

use serde_json::{Value, json};

use crate::{
    caller::App,
    cases::path_of,
    cc::told,
    is_material::{
        BUSINESS, DAY, approved, at, begin, business, by, designated, held, lines, material,
        transfer, try_slip,
    },
};

/// Both heads have named their hand-over staff; a slip whose material lies in the safe.
async fn ready(app: &App) -> Value {
    designated(app, "is_head1", "is_hand1").await;
    designated(app, "is_head2", "is_hand2").await;
    held(app, json!({})).await
}

async fn sent(app: &App) -> (Value, Value) {
    let slip = ready(app).await;
    let prepared = transfer(app, &slip, json!({})).await.ok();
    let sent = by(app, "is_hand1", &prepared, "send", json!({})).await.ok();
    (slip, sent)
}

fn receipt() -> Value {
    json!({ "received_amount": 5, "acknowledged": ["amount", "purpose"] })
}

#[tokio::test]
async fn is_17_1_personal_output_is_made_and_given_on_a_ground_alone() {
    let app = App::on(DAY).await;
    let refused = try_slip(&app, json!({ "ground": null })).await;
    // proves IS-17.1
    assert_eq!(told(&refused), "422 ground_with_evidence IS-17.1");
    for (ground, evidence) in [
        ("law", "statute"),
        ("procedure", "procedure_no"),
        ("upkeep", "upkeep_no"),
    ] {
        let bare = json!({ "ground": ground, "procedure_no": null });
        let refused = try_slip(&app, bare.clone()).await;
        assert_eq!(told(&refused), "422 ground_with_evidence IS-17.1");
        let mut proven = bare;
        proven[evidence] = json!("第1号");
        try_slip(&app, proven).await.ok();
    }
    let slip = ready(&app).await;
    let refused = transfer(&app, &slip, json!({ "procedure_no": null })).await;
    assert_eq!(told(&refused), "422 ground_with_evidence IS-17.1");
}

#[tokio::test]
async fn is_17_2_a_hand_over_is_final_when_the_receiver_has_acknowledged_its_purpose() {
    let app = App::on(DAY).await;
    let (_, case) = sent(&app).await;
    let bare = json!({ "received_amount": 5, "acknowledged": ["amount"] });
    let refused = by(&app, "is_hand2", &case, "accept", bare).await;
    // proves IS-17.2
    assert_eq!(told(&refused), "422 tick_group IS-17.2");
    let uncounted = json!({ "received_amount": 5, "acknowledged": ["purpose"] });
    let refused = by(&app, "is_hand2", &case, "accept", uncounted).await;
    assert_eq!(told(&refused), "422 tick_group IS-17.8");
    // Nobody acknowledges for the other side.
    let refused = by(&app, "is_hand1", &case, "accept", receipt()).await;
    assert_eq!(told(&refused), "403 not_allowed IS-17.5");
    let told = at(&app, "is_hand2").await.get("/api/v1/tasks").await.ok();
    let mut notices = told["notices"].as_array().unwrap().iter();
    assert!(
        notices.any(|notice| notice["clause"] == "IS-17.2"),
        "{told}"
    );
    app.set("2026-12-04T00:00:01");
    app.jobs().await;
    let path = path_of(&case).1;
    let late = at(&app, "is_hand1").await.get(&path).await.ok();
    let receipt_due = late["deadlines"].as_array().unwrap().iter();
    let mut overdue = receipt_due.filter(|it| it["duty"] == "receipt");
    assert!(overdue.any(|it| it["state"] == "overdue"), "{late}");
    let case = by(&app, "is_hand2", &case, "accept", receipt()).await.ok();
    assert_eq!(case["state"]["code"], "accepted");
}

#[tokio::test]
async fn is_17_4_registered_mail_needs_the_general_chief_and_a_contractor_an_agreement_too() {
    let app = App::on(DAY).await;
    let slip = ready(&app).await;
    let refused = transfer(&app, &slip, json!({ "channel": "registered_mail" })).await;
    // proves IS-17.4.1–4
    assert_eq!(told(&refused), "403 case_exists IS-17.4.1–4");
    let refused = transfer(&app, &slip, json!({ "channel": "pigeon" })).await;
    assert_eq!(told(&refused), "422 value_unfit IS-17.4.1–4");
    let refused = transfer(&app, &slip, json!({ "channel": "carried" })).await;
    assert_eq!(told(&refused), "422 field_present IS-17.4.1–4");
    let thing = &slip["values"]["material"];
    let other = approved(
        &app,
        "show",
        thing,
        json!({ "persons": [at(&app, "is_sup1").await.id] }),
    );
    let other = other.await["id"].clone();
    let by_mail = |approval: &Value| json!({ "channel": "registered_mail", "approval": approval });
    let refused = transfer(&app, &slip, by_mail(&other)).await;
    assert_eq!(told(&refused), "403 case_exists IS-17.4.1–4");
    let approval = approved(&app, "sending", thing, json!({})).await["id"].clone();
    let hired = json!({ "channel": "contractor", "approval": approval });
    let refused = transfer(&app, &slip, hired).await;
    assert_eq!(told(&refused), "422 field_present IS-17.4.1–4");
    let hired = json!({ "channel": "contractor", "approval": approval, "agreement_no": "特約1" });
    transfer(&app, &slip, hired).await.ok();
    transfer(&app, &slip, by_mail(&approval)).await.ok();
    // What goes electronically has a case of its own, which comes first.
    for channel in ["file_server", "mail", "fax"] {
        let prepared = transfer(&app, &slip, json!({ "channel": channel }))
            .await
            .ok();
        for exchange in [Value::Null, slip["id"].clone()] {
            let bare = json!({ "exchange": exchange });
            let refused = by(&app, "is_hand1", &prepared, "send", bare).await;
            assert_eq!(told(&refused), "409 named_case IS-17.4.1–4");
        }
    }
}

#[tokio::test]
async fn is_17_5_only_the_hand_over_staff_of_the_business_send_and_receive() {
    let app = App::on(DAY).await;
    let slip = held(&app, json!({})).await;
    let refused = transfer(&app, &slip, json!({})).await;
    // proves IS-17.5
    assert_eq!(told(&refused), "403 named_in IS-17.5");
    let manager = at(&app, "is_iman1").await;
    let naming = json!({
        "business": business(&app).await["id"], "staff": [at(&app, "is_hand1").await.id],
    });
    let refused = begin(&manager, "hand_over_designation", "name", naming).await;
    assert_eq!(told(&refused), "403 not_allowed IS-17.5");
    let named = designated(&app, "is_head1", "is_hand1").await;
    let refused = transfer(&app, &slip, json!({ "business": slip["id"] })).await;
    assert_eq!(told(&refused), "403 named_in IS-17.5");
    let prepared = transfer(&app, &slip, json!({})).await.ok();
    let refused = by(&app, "is_iman1", &prepared, "send", json!({})).await;
    assert!(!refused.status.is_success());
    // Whose designation ended sends nothing more.
    let ended = by(&app, "is_head1", &named, "end", json!({})).await.ok();
    assert_eq!(ended["state"]["code"], "ended");
    let refused = by(&app, "is_hand1", &prepared, "send", json!({})).await;
    assert_eq!(told(&refused), "403 named_in IS-17.5");
    designated(&app, "is_head1", "is_hand1").await;
    let sent = by(&app, "is_hand1", &prepared, "send", json!({}))
        .await
        .ok();
    let refused = by(&app, "is_hand2", &sent, "accept", receipt()).await;
    assert_eq!(told(&refused), "403 named_in IS-17.5");
}

#[tokio::test]
async fn is_17_8_a_hand_over_stands_on_the_slips_of_both_units() {
    let app = App::on(DAY).await;
    let (slip, case) = sent(&app).await;
    let given = material(&app, "is_iman1", &slip, "material").await;
    let last = lines(&given).pop().unwrap();
    // proves IS-17.8
    assert_eq!(last, "give 5 捜査の引継ぎ");
    assert_eq!(given["asset"]["state"]["code"], "given");
    let line = given["entries"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&line["by"]["user_id"], &line["case"]["id"]),
        (&json!("is_hand1"), &case["id"])
    );
    let case = by(&app, "is_hand2", &case, "accept", receipt()).await.ok();
    let accepted = material(&app, "is_iman2", &case, "received_material").await;
    assert_eq!(lines(&accepted), ["in 5 捜査の引継ぎ"]);
    let asset = &accepted["asset"];
    assert_eq!(
        (&asset["class"], &asset["attributes"]["business"]),
        (&json!("personal_output"), &json!(BUSINESS))
    );
    // The sender's slip ends as handed over; nothing is left of it.
    let end = json!({ "final_method": "handed_over" });
    by(&app, "is_iasst1", &slip, "finish", end).await.ok();
}

#[tokio::test]
async fn is_17_8_more_than_is_held_is_not_given_and_nothing_is_written_then() {
    let app = App::on(DAY).await;
    let slip = ready(&app).await;
    let refused = transfer(&app, &slip, json!({ "amount": 6 })).await;
    assert_eq!(told(&refused), "422 balance IS-17.8");
    // Two transfers of the same pieces: the second finds nothing.
    let first = transfer(&app, &slip, json!({})).await.ok();
    let second = transfer(&app, &slip, json!({})).await.ok();
    by(&app, "is_hand1", &first, "send", json!({})).await.ok();
    let refused = by(&app, "is_hand1", &second, "send", json!({})).await;
    assert_eq!(told(&refused), "409 asset_state IS-15.2");
    let path = path_of(&second).1;
    let second = at(&app, "is_hand1").await.get(&path).await.ok();
    assert_eq!(second["state"]["code"], "prepared");
    // What is still held is not closed as handed over.
    let other = held(&app, json!({})).await;
    let end = json!({ "final_method": "handed_over" });
    let refused = by(&app, "is_iasst1", &other, "finish", end).await;
    assert_eq!(told(&refused), "409 balance IS-17.5");
}

#[tokio::test]
async fn is_17_9_heads_check_each_months_hand_overs_by_the_slips() {
    let app = App::on(DAY).await;
    let (_, case) = sent(&app).await;
    let case = by(&app, "is_hand2", &case, "accept", receipt()).await.ok();
    app.set("2026-12-01T00:00:01");
    app.jobs().await;
    let path = path_of(&case).1;
    let shown = at(&app, "is_head1").await.get(&path).await.ok();
    let duties = shown["deadlines"].as_array().unwrap().iter();
    let overdue = duties.filter(|it| it["state"] == "overdue");
    let mut overdue: Vec<_> = overdue.map(|it| it["duty"].as_str().unwrap()).collect();
    overdue.sort_unstable();
    // proves IS-17.9
    assert_eq!(overdue, ["hand_over_check", "receipt_check"]);
    let wrong = json!({ "verdict": "improper" });
    let refused = by(&app, "is_head1", &case, "check", wrong).await;
    assert_eq!(told(&refused), "422 field_present IS-17.9");
    let refused = by(
        &app,
        "is_hand1",
        &case,
        "check",
        json!({ "verdict": "proper" }),
    )
    .await;
    assert_eq!(told(&refused), "403 not_allowed IS-17.9");
    let proper = json!({ "verdict": "proper" });
    let case = by(&app, "is_head1", &case, "check", proper).await.ok();
    assert_eq!(case["closed"], false);
    // The receiver's head checks the acceptance.
    let proper = json!({ "receipt_verdict": "proper" });
    let refused = by(&app, "is_head1", &case, "check_receipt", proper.clone()).await;
    assert_eq!(told(&refused), "403 not_allowed IS-17.9");
    let case = by(&app, "is_head2", &case, "check_receipt", proper)
        .await
        .ok();
    assert_eq!(case["closed"], true);
}
