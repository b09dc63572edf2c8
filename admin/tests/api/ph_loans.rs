//! Loans, custody, inspection, take-outs and returns (第3の2).

use serde_json::json;

use crate::{
    caller::App,
    cc::{ms, told},
    ph::{
        DAY, accepted, account, acknowledged, application, at, begin, go, is_told, new_phone,
        on_loan, overdue, permitted, phone_state, received, register, registered, seen, state,
        takeout, trained, with,
    },
};

#[tokio::test]
async fn ph_3_2_1_the_general_operations_manager_keeps_all_phones_in_one_register() {
    let app = App::on(DAY).await;
    let body =
        json!({ "number": "P-9", "attributes": { "model": "型番A", "former_name": "なし" } });
    let refused = at(&app, "ph_mgr1")
        .await
        .post("/api/v1/ledgers/PH/phone", body)
        .await;
    // proves PH-3.2.1
    assert_eq!(told(&refused), "403 not_allowed PH-3.2.1");
    on_loan(&app, "P-1").await;
    new_phone(&app, "P-2").await;
    let general = at(&app, "ph_general1").await;
    let listed = general.get("/api/v1/ledgers/PH/phone").await.ok();
    let mut rows: Vec<_> = listed["assets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                row["number"].as_str().unwrap(),
                row["state"]["code"].as_str().unwrap(),
            )
        })
        .collect();
    rows.sort_unstable();
    assert_eq!(rows, [("P-1", "stored"), ("P-2", "stock")]);
    // The station sees its own, with everything that was done to it.
    let own = at(&app, "ph_mgr1")
        .await
        .get("/api/v1/ledgers/PH/phone")
        .await
        .ok();
    assert_eq!(own["assets"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn ph_3_2_2a_a_loan_is_consulted_on_before_it_is_applied_for() {
    let app = App::on(DAY).await;
    let manager = at(&app, "ph_mgr1").await;
    for missing in ["consulted_on", "consultation"] {
        let values = with(application(&app).await, json!({ missing: null }));
        let refused = begin(&manager, "loan_application", "apply", values).await;
        // proves PH-3.2.2a
        assert_eq!(told(&refused), "422 field_present PH-3.2.2a", "{missing}");
    }
    begin(
        &manager,
        "loan_application",
        "apply",
        application(&app).await,
    )
    .await
    .ok();
    assert!(
        is_told(
            &at(&app, "ph_general1").await,
            "report",
            "applies for a loan"
        )
        .await
    );
}

#[tokio::test]
async fn ph_3_2_2b_a_loan_is_for_a_year_at_most_but_for_a_reason_that_is_accepted() {
    let app = App::on(DAY).await;
    let (manager, general) = (at(&app, "ph_mgr1").await, at(&app, "ph_general1").await);
    let long = with(application(&app).await, json!({ "until": "2027-11-28" }));
    let refused = begin(&manager, "loan_application", "apply", long.clone()).await;
    // proves PH-3.2.2b
    assert_eq!(told(&refused), "422 period_max PH-3.2.2b");
    let reasoned = with(long, json!({ "long_reason": "長期の捜査のため" }));
    let applied = begin(&manager, "loan_application", "apply", reasoned)
        .await
        .ok();
    let refused = go(&general, &applied, "accept", json!({})).await;
    assert_eq!(told(&refused), "422 period_max PH-3.2.2b");
    go(
        &general,
        &applied,
        "accept",
        json!({ "long_accepted": ["yes"] }),
    )
    .await
    .ok();
}

#[tokio::test]
async fn ph_3_2_2b_reminders_come_before_the_day_and_then_the_loan_is_overdue() {
    let app = App::on(DAY).await;
    let (_, loan) = on_loan(&app, "P-1").await;
    let manager = async || at(&app, "ph_mgr1").await;
    for (day, words) in [
        ("2027-09-28", "60 days"),
        ("2027-10-28", "30 days"),
        ("2027-11-20", "7 days"),
        ("2027-11-27", "today"),
    ] {
        app.set(&format!("{day}T09:00:00"));
        app.jobs().await;
        assert!(is_told(&manager().await, "alert", words).await, "{day}");
    }
    assert_eq!(state(&seen(&manager().await, &loan).await), "active");
    app.set("2027-11-28T00:00:00");
    app.jobs().await;
    assert_eq!(state(&seen(&manager().await, &loan).await), "overdue");
    assert!(
        overdue(&manager().await)
            .await
            .contains(&"loan_due".to_owned())
    );
}

#[tokio::test]
async fn ph_3_2_3_nothing_is_lent_without_an_accepted_application() {
    let app = App::on(DAY).await;
    let phone = new_phone(&app, "P-1").await;
    let applied = begin(
        &at(&app, "ph_mgr1").await,
        "loan_application",
        "apply",
        application(&app).await,
    )
    .await
    .ok();
    let refused = register(&app, &applied, &phone).await;
    // proves PH-3.2.3
    assert_eq!(told(&refused), "409 case_exists PH-3.2.3");
    let general = at(&app, "ph_general1").await;
    let path = format!("/api/v1/assets/{}/acts", phone.as_str().unwrap());
    let refused = general.post(&path, json!({ "act": "lend" })).await;
    assert_eq!(told(&refused), "409 asset_case_missing PH-3.2.3");
    let accepted = go(&general, &applied, "accept", json!({})).await.ok();
    register(&app, &accepted, &phone).await.ok();
    // One application, one phone.
    let other = new_phone(&app, "P-2").await;
    assert_eq!(
        told(&register(&app, &accepted, &other).await),
        "409 count_max PH-3.2.3"
    );
}

#[tokio::test]
async fn ph_3_2_4_a_phone_is_handed_over_after_training() {
    let app = App::on(DAY).await;
    let (phone, loan) = registered(&app, "P-1").await;
    let general = at(&app, "ph_general1").await;
    let refused = go(&general, &loan, "hand_over", json!({})).await;
    // proves PH-3.2.4
    assert_eq!(told(&refused), "409 training_exists PH-3.2.4");
    // By a trainer whom the general operations manager named.
    let record = json!({ "held_on": DAY, "trainees": [at(&app, "ph_operator1").await.id], "contents": ["keeping", "protection"] });
    let refused = begin(&at(&app, "ph_asstj1").await, "training", "record", record).await;
    assert_eq!(told(&refused), "403 not_allowed PH-3.2.4");
    trained(&app).await;
    go(&general, &loan, "hand_over", json!({})).await.ok();
    assert_eq!(phone_state(&app, &phone).await, "received");
}

#[tokio::test]
async fn ph_3_2_5a_a_phone_is_used_once_it_is_in_the_register_of_issued_phones() {
    let app = App::on(DAY).await;
    let (phone, loan) = registered(&app, "P-1").await;
    trained(&app).await;
    go(
        &at(&app, "ph_general1").await,
        &loan,
        "hand_over",
        json!({}),
    )
    .await
    .ok();
    let manager = at(&app, "ph_mgr1").await;
    let shown = seen(&manager, &loan).await;
    assert!(
        shown["deadlines"]
            .as_array()
            .unwrap()
            .iter()
            .any(|line| line["duty"] == "register_check")
    );
    let service = permitted(&app, &phone).await;
    acknowledged(&app, "ph_contact1").await;
    let contact = at(&app, "ph_contact1").await;
    let refused = begin(&contact, "takeout", "apply", takeout(&phone, &service)).await;
    // proves PH-3.2.5a
    assert_eq!(told(&refused), "409 asset_state PH-3.2.5a");
    go(&manager, &loan, "confirm", received()).await.ok();
    assert!(
        is_told(
            &at(&app, "ph_general1").await,
            "copy",
            "register of issued phones"
        )
        .await
    );
    begin(&contact, "takeout", "apply", takeout(&phone, &service))
        .await
        .ok();
}

#[tokio::test]
async fn ph_3_2_5b_a_phone_that_is_not_used_lies_in_storage_that_locks() {
    let app = App::on(DAY).await;
    let (phone, loan) = registered(&app, "P-1").await;
    trained(&app).await;
    go(
        &at(&app, "ph_general1").await,
        &loan,
        "hand_over",
        json!({}),
    )
    .await
    .ok();
    let open = with(received(), json!({ "lockable": "no" }));
    let refused = go(&at(&app, "ph_mgr1").await, &loan, "confirm", open).await;
    assert_eq!(told(&refused), "422 tick_group PH-3.2.5b");
    go(&at(&app, "ph_mgr1").await, &loan, "confirm", received())
        .await
        .ok();
    let assistant = at(&app, "ph_asst1").await;
    let acts = format!("/api/v1/assets/{}/acts", phone.as_str().unwrap());
    let place = |lockable: bool| json!({ "act": "custody", "place": { "name": "机", "lockable": lockable } });
    let refused = assistant.post(&acts, place(false)).await;
    // proves PH-3.2.5b
    assert_eq!(told(&refused), "409 asset_place_not_lockable PH-3.2.5b");
    assistant.post(&acts, place(true)).await.ok();
    assert_eq!(phone_state(&app, &phone).await, "stored");
}

/// What the sheet of an inspection says where all is well.
fn sheet(phone: &serde_json::Value, day: &str) -> serde_json::Value {
    json!({
        "phone": phone, "inspected_on": day, "found": "yes", "place": "鍵付きロッカー", "state": "異常なし",
        "bill": "nothing_new",
    })
}

#[tokio::test]
async fn ph_3_2_5c_a_month_without_inspection_is_overdue_and_a_lost_phone_an_incident() {
    let app = App::on(DAY).await;
    let (phone, _) = on_loan(&app, "P-1").await;
    let inspect = async |day: &str, change| {
        let values = with(sheet(&phone, day), change);
        begin(&at(&app, "ph_asst1").await, "inspection", "record", values).await
    };
    // November is done; twice in a month is not December.
    inspect(DAY, json!({})).await.ok();
    inspect(DAY, json!({})).await.ok();
    app.set("2026-12-01T09:00:00");
    app.jobs().await;
    assert!(
        !overdue(&at(&app, "ph_mgr1").await)
            .await
            .contains(&"monthly_inspection".to_owned())
    );
    app.set("2026-12-20T09:00:00");
    app.jobs().await;
    assert!(
        is_told(
            &at(&app, "ph_asst1").await,
            "alert",
            "Inspection of this month"
        )
        .await
    );
    app.set("2027-01-01T09:00:00");
    app.jobs().await;
    let found = overdue(&at(&app, "ph_mgr1").await).await;
    // proves PH-3.2.5c
    assert!(
        found.contains(&"monthly_inspection".to_owned()),
        "{found:?}"
    );
    assert!(
        is_told(
            &at(&app, "ph_mgr1").await,
            "alert",
            "Overdue: Inspection of the month"
        )
        .await
    );
    inspect("2027-01-01", json!({ "found": "no" })).await.ok();
    assert_eq!(phone_state(&app, &phone).await, "lost");
    assert!(is_told(&at(&app, "ph_asst1").await, "alert", "breach or a loss").await);
}

#[tokio::test]
async fn ph_3_2_7a_a_phone_leaves_the_premises_with_the_assistant_managers_permission() {
    let app = App::on(DAY).await;
    let (phone, _) = on_loan(&app, "P-1").await;
    let service = permitted(&app, &phone).await;
    let contact = at(&app, "ph_contact1").await;
    acknowledged(&app, "ph_contact1").await;
    let applied = begin(&contact, "takeout", "apply", takeout(&phone, &service))
        .await
        .ok();
    let refused = go(&contact, &applied, "leave", json!({})).await;
    // proves PH-3.2.7a
    assert_eq!(told(&refused), "409 wrong_state PH-3.2.7a");
    go(&at(&app, "ph_asst1").await, &applied, "permit", json!({}))
        .await
        .ok();
    go(&contact, &applied, "leave", json!({})).await.ok();
    assert_eq!(phone_state(&app, &phone).await, "taken_out");
}

#[tokio::test]
async fn ph_3_2_7a_nobody_permits_the_own_take_out() {
    let app = App::on(DAY).await;
    let (phone, _) = on_loan(&app, "P-1").await;
    let service = permitted(&app, &phone).await;
    // The assistant manager is a contact operator as well.
    let designation = json!({
        "person": at(&app, "ph_asst1").await.id, "rank": "警部", "suitability": "経験あり", "again": "no",
        "designated_on": DAY,
    });
    begin(
        &at(&app, "ph_mgr1").await,
        "designation",
        "designate",
        designation,
    )
    .await
    .ok();
    acknowledged(&app, "ph_asst1").await;
    let both = at(&app, "ph_asst1").await;
    let applied = begin(&both, "takeout", "apply", takeout(&phone, &service))
        .await
        .ok();
    let refused = go(&both, &applied, "permit", json!({})).await;
    // proves PH-3.2.7a
    assert_eq!(told(&refused), "403 not_same_person PH-3.2.7a");
}

#[tokio::test]
async fn ph_3_2_7b_a_phone_comes_back_with_two_statements() {
    let app = App::on(DAY).await;
    let (phone, _) = on_loan(&app, "P-1").await;
    let service = permitted(&app, &phone).await;
    acknowledged(&app, "ph_contact1").await;
    let applied = begin(
        &at(&app, "ph_contact1").await,
        "takeout",
        "apply",
        takeout(&phone, &service),
    )
    .await
    .ok();
    go(&at(&app, "ph_asst1").await, &applied, "permit", json!({}))
        .await
        .ok();
    go(&at(&app, "ph_contact1").await, &applied, "leave", json!({}))
        .await
        .ok();
    app.set("2026-11-27T18:00:01");
    app.jobs().await;
    assert!(
        overdue(&at(&app, "ph_asst1").await)
            .await
            .contains(&"takeout_back".to_owned())
    );
    let contact = at(&app, "ph_contact1").await;
    for values in [
        json!({}),
        json!({ "harm": "none" }),
        json!({ "results": "1件" }),
    ] {
        let refused = go(&contact, &applied, "return", values).await;
        // proves PH-3.2.7b
        assert_eq!(told(&refused), "422 field_present PH-3.2.7b");
    }
    let damaged = json!({ "harm": "damaged", "results": "書き込み1件を確認" });
    go(&contact, &applied, "return", damaged).await.ok();
    assert_eq!(phone_state(&app, &phone).await, "in_use");
    let assistant = at(&app, "ph_asst1").await;
    assert!(is_told(&assistant, "alert", "breach or a loss").await);
    go(&assistant, &applied, "acknowledge", json!({}))
        .await
        .ok();
}

#[tokio::test]
async fn ph_3_2_8_an_extension_is_consulted_on_and_applied_for_again() {
    let app = App::on(DAY).await;
    let (_, loan) = on_loan(&app, "P-1").await;
    let general = at(&app, "ph_general1").await;
    let again = with(
        application(&app).await,
        json!({ "from": "2027-11-27", "until": "2028-11-27", "extends": loan["id"] }),
    );
    let applied = begin(
        &at(&app, "ph_mgr1").await,
        "loan_application",
        "apply",
        again,
    )
    .await
    .ok();
    let extend = json!({ "extension": applied["id"], "due_on": "2028-11-27" });
    let refused = go(&general, &loan, "extend", extend.clone()).await;
    // proves PH-3.2.8
    assert_eq!(told(&refused), "409 case_exists PH-3.2.8");
    assert_eq!(
        seen(&general, &loan).await["values"]["due_on"],
        "2027-11-27"
    );
    go(&general, &applied, "accept", json!({})).await.ok();
    let extended = go(&general, &loan, "extend", extend).await.ok();
    assert_eq!(extended["values"]["due_on"], "2028-11-27");
    let due = extended["deadlines"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["duty"] == "loan_due" && line["state"] == "open")
        .unwrap();
    assert_eq!(due["due"], ms("2028-11-28T00:00:00"));
}

#[tokio::test]
async fn ph_3_2_8_after_its_day_it_is_extended_late() {
    let app = App::on(DAY).await;
    let (_, loan) = on_loan(&app, "P-1").await;
    app.set("2027-11-29T09:00:00");
    app.jobs().await;
    let again = with(
        application(&app).await,
        json!({ "from": "2027-11-29", "until": "2028-11-27" }),
    );
    let extension = accepted(&app, again).await;
    let general = at(&app, "ph_general1").await;
    let extend = json!({ "extension": extension["id"], "due_on": "2028-11-27" });
    let refused = go(&general, &loan, "extend", extend.clone()).await;
    assert_eq!(told(&refused), "409 wrong_state PH-3.2.8");
    let late = go(&general, &loan, "extend_late", extend).await.ok();
    assert_eq!(
        late["done"].as_array().unwrap().last().unwrap()["step"],
        "extend_late"
    );
}

#[tokio::test]
async fn ph_3_2_9a_a_phone_goes_back_as_it_came() {
    let app = App::on(DAY).await;
    let (phone, loan) = on_loan(&app, "P-1").await;
    let service = permitted(&app, &phone).await;
    let opened = account(&app, &phone, &service).await.ok();
    let (manager, assistant) = (at(&app, "ph_mgr1").await, at(&app, "ph_asst1").await);
    let wiped = json!({ "wiped": ["apps", "accounts", "data", "settings"] });
    let refused = go(&manager, &loan, "wipe", wiped.clone()).await;
    // proves PH-3.2.9a
    assert_eq!(told(&refused), "409 no_case PH-3.2.9a");
    assert!(refused.text().contains(opened["number"].as_str().unwrap()));
    let gone = json!({ "deleted_on": DAY, "evidence": "退会画面" });
    go(&assistant, &opened, "delete", gone).await.ok();
    let refused = go(&manager, &loan, "wipe", wiped.clone()).await;
    assert!(refused.text().contains(service["number"].as_str().unwrap()));
    go(&assistant, &service, "close", json!({})).await.ok();
    let refused = go(&manager, &loan, "wipe", json!({ "wiped": ["apps"] })).await;
    assert_eq!(told(&refused), "422 tick_group PH-3.2.9a");
    let refused = go(&manager, &loan, "hand_back", json!({ "returned_on": DAY })).await;
    assert_eq!(told(&refused), "409 wrong_state PH-3.2.9a");
    go(&manager, &loan, "wipe", wiped).await.ok();
    go(&manager, &loan, "hand_back", json!({ "returned_on": DAY }))
        .await
        .ok();
    assert_eq!(phone_state(&app, &phone).await, "checking");
}

#[tokio::test]
async fn ph_3_2_9b_a_phone_is_lent_again_once_its_condition_is_entered() {
    let app = App::on(DAY).await;
    let (phone, loan) = on_loan(&app, "P-1").await;
    let manager = at(&app, "ph_mgr1").await;
    let wiped = json!({ "wiped": ["apps", "accounts", "data", "settings"] });
    go(&manager, &loan, "wipe", wiped).await.ok();
    go(&manager, &loan, "hand_back", json!({ "returned_on": DAY }))
        .await
        .ok();
    let next = accepted(&app, application(&app).await).await;
    let refused = register(&app, &next, &phone).await;
    assert_eq!(told(&refused), "409 asset_state PH-3.2.1");
    let general = at(&app, "ph_general1").await;
    let refused = go(&general, &loan, "accept", json!({})).await;
    // proves PH-3.2.9b
    assert_eq!(told(&refused), "422 field_missing PH-3.2.9b");
    go(&general, &loan, "accept", json!({ "condition": "good" }))
        .await
        .ok();
    assert_eq!(phone_state(&app, &phone).await, "stock");
    register(&app, &next, &phone).await.ok();
    assert_eq!(state(&seen(&manager, &loan).await), "kept");
}
