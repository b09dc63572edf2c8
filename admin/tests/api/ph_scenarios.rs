//! A phone from its loan to its return, and a child from a post to a result report (T8, T9).

use serde_json::json;

use crate::{
    caller::App,
    cc::{ms, told},
    ph::{
        DAY, accepted, account, acknowledged, application, at, begin, confirmed_photo, contact,
        excepted, go, is_told, judged, new_phone, overdue, permit, phone_state, plan, received,
        register, reported, seen, service, state, stored_photo, takeout, trained, with,
    },
};

#[tokio::test]
async fn ph_t8_a_phone_from_consultation_to_return() {
    let app = App::on(DAY).await;
    let (manager, general) = (at(&app, "ph_mgr1").await, at(&app, "ph_general1").await);
    let (assistant, operator) = (at(&app, "ph_asst1").await, at(&app, "ph_contact1").await);
    let phone = new_phone(&app, "P-1").await;
    // Consultation, application, loan; no phone before the training.
    let unconsulted = with(application(&app).await, json!({ "consultation": null }));
    let refused = begin(&manager, "loan_application", "apply", unconsulted).await;
    assert_eq!(told(&refused), "422 field_present PH-3.2.2a");
    let application = accepted(&app, application(&app).await).await;
    let loan = register(&app, &application, &phone).await.ok();
    let refused = go(&general, &loan, "hand_over", json!({})).await;
    assert_eq!(told(&refused), "409 training_exists PH-3.2.4");
    trained(&app).await;
    go(&general, &loan, "hand_over", json!({})).await.ok();
    go(&manager, &loan, "confirm", received()).await.ok();
    // A service, an account, and out with permission.
    let applied = begin(&assistant, "service_permission", "apply", service(&phone))
        .await
        .ok();
    acknowledged(&app, "ph_contact1").await;
    let refused = begin(&operator, "takeout", "apply", takeout(&phone, &applied)).await;
    assert_eq!(told(&refused), "409 case_exists PH-3.2.6");
    let service = permit(&app, &applied).await;
    let opened = account(&app, &phone, &service).await.ok();
    let out = begin(&operator, "takeout", "apply", takeout(&phone, &service))
        .await
        .ok();
    go(&assistant, &out, "permit", json!({})).await.ok();
    go(&operator, &out, "leave", json!({})).await.ok();
    assert_eq!(phone_state(&app, &phone).await, "taken_out");
    go(
        &operator,
        &out,
        "return",
        json!({ "harm": "none", "results": "2件を閲覧" }),
    )
    .await
    .ok();
    go(&assistant, &out, "acknowledge", json!({})).await.ok();
    // Five photographs, not six.
    excepted(&app, &["photo"], "no").await;
    let mut photos = Vec::new();
    for _ in 0..5 {
        photos.push(stored_photo(&app, &phone).await);
    }
    let sixth = confirmed_photo(&app, &phone).await;
    assert_eq!(
        told(&go(&operator, &sixth, "store", json!({})).await),
        "409 count_max PH-4.4.1b"
    );
    // A month without inspection.
    app.set("2026-12-01T09:00:00");
    app.jobs().await;
    assert!(
        overdue(&at(&app, "ph_mgr1").await)
            .await
            .contains(&"monthly_inspection".to_owned())
    );
    let sheet = json!({
        "phone": phone, "inspected_on": "2026-12-01", "found": "yes", "place": "鍵付きロッカー", "state": "異常なし",
        "bill": "nothing_new",
    });
    begin(&at(&app, "ph_asst1").await, "inspection", "record", sheet)
        .await
        .ok();
    assert!(
        !overdue(&at(&app, "ph_mgr1").await)
            .await
            .contains(&"monthly_inspection".to_owned())
    );
    // Nothing goes back with an open account.
    let (manager, assistant) = (at(&app, "ph_mgr1").await, at(&app, "ph_asst1").await);
    let operator = at(&app, "ph_contact1").await;
    let wiped = json!({ "wiped": ["apps", "accounts", "data", "settings"] });
    let refused = go(&manager, &loan, "wipe", wiped.clone()).await;
    assert_eq!(told(&refused), "409 no_case PH-3.2.9a");
    assert!(refused.text().contains(opened["number"].as_str().unwrap()));
    let deleted = json!({ "deleted_on": "2026-12-01", "evidence": "退会画面" });
    go(&assistant, &opened, "delete", deleted).await.ok();
    go(&assistant, &service, "close", json!({})).await.ok();
    for photo in &photos {
        go(&operator, photo, "end_early", json!({})).await.ok();
        go(
            &operator,
            photo,
            "delete",
            json!({ "deleted_on": "2026-12-01" }),
        )
        .await
        .ok();
    }
    go(&manager, &loan, "wipe", wiped).await.ok();
    go(
        &manager,
        &loan,
        "hand_back",
        json!({ "returned_on": "2026-12-01" }),
    )
    .await
    .ok();
    let closed = go(
        &at(&app, "ph_general1").await,
        &loan,
        "accept",
        json!({ "condition": "good" }),
    )
    .await
    .ok();
    assert_eq!(
        (state(&closed), phone_state(&app, &phone).await.as_str()),
        ("kept", "stock")
    );
}

#[tokio::test]
async fn ph_t9_a_child_from_a_post_to_the_result() {
    let app = App::on(DAY).await;
    let (phone, _) = crate::ph::on_loan(&app, "P-1").await;
    let service = crate::ph::permitted(&app, &phone).await;
    acknowledged(&app, "ph_contact1").await;
    let operator = at(&app, "ph_contact1").await;
    // A post, the division's judgement, the assistant manager's direction.
    let judged = judged(&app).await;
    let begun = begin(
        &operator,
        "contact",
        "begin",
        contact(&judged, &phone, &service),
    )
    .await
    .ok();
    let direction = json!({ "direction": "接触して保護すること" });
    go(&at(&app, "ph_asst1").await, &begun, "direct", direction)
        .await
        .ok();
    let entry = json!({
        "contact": begun["id"], "phone": phone, "service": service["id"], "category": "text",
        "at": ms("2026-11-27T11:30:00"), "text": "話を聞かせてください",
    });
    begin(&operator, "contact_entry", "record", entry)
        .await
        .ok();
    // One officer is refused, two with a female officer are accepted.
    let officer = at(&app, "ph_staff1").await.id;
    let alone = with(plan(&app).await, json!({ "own_staff": [officer] }));
    assert_eq!(
        told(&go(&operator, &begun, "plan", alone).await),
        "422 at_least PH-4.2b"
    );
    let without = with(plan(&app).await, json!({ "female_officer": null }));
    assert_eq!(
        told(&go(&operator, &begun, "plan", without).await),
        "422 among PH-4.2b"
    );
    go(&operator, &begun, "plan", plan(&app).await).await.ok();
    go(&at(&app, "ph_asst1").await, &begun, "check", json!({}))
        .await
        .ok();
    go(&at(&app, "ph_mgr1").await, &begun, "command", json!({}))
        .await
        .ok();
    assert!(
        is_told(
            &at(&app, "ph_general1").await,
            "report",
            "division is informed"
        )
        .await
    );
    // The meeting, the call at the scene, the report and its copy.
    app.set("2026-11-28T18:00:00");
    let operator = at(&app, "ph_contact1").await;
    let call = json!({
        "contact": begun["id"], "phone": phone, "kind": "app", "they_called": "yes", "at": ms("2026-11-28T17:55:00"),
    });
    begin(&operator, "call", "record", call).await.ok();
    let met = go(&operator, &begun, "meet", json!({ "met_on": "2026-11-28" }))
        .await
        .ok();
    let report = reported(&app, &met).await;
    assert_eq!(state(&report), "kept");
    assert!(is_told(&at(&app, "ph_general1").await, "copy", "result report").await);
    let closed = go(&at(&app, "ph_mgr1").await, &met, "close", json!({}))
        .await
        .ok();
    assert_eq!(closed["closed"], true);
    assert_eq!(
        state(&seen(&at(&app, "ph_contact1").await, &begun).await),
        "closed"
    );
}
