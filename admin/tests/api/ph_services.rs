//! Outside services and their accounts (第3の1).

use serde_json::json;

use crate::{
    caller::App,
    cc::told,
    ph::{
        DAY, account, acknowledged, at, begin, directed, go, is_told, on_loan, overdue, permit,
        permitted, seen, service, state, with,
    },
};

#[tokio::test]
async fn ph_3_1a_the_assistant_manager_applies_for_each_service() {
    let app = App::on(DAY).await;
    let (phone, _) = on_loan(&app, "P-1").await;
    let refused = begin(
        &at(&app, "ph_contact1").await,
        "service_permission",
        "apply",
        service(&phone),
    )
    .await;
    // proves PH-3.1a
    assert_eq!(told(&refused), "403 not_allowed PH-3.1a");
    let assistant = at(&app, "ph_asst1").await;
    for missing in ["service", "purpose", "information", "until", "risks"] {
        let values = with(service(&phone), json!({ missing: null }));
        let refused = begin(&assistant, "service_permission", "apply", values).await;
        assert_eq!(told(&refused), "422 field_missing PH-3.1a", "{missing}");
    }
    begin(&assistant, "service_permission", "apply", service(&phone))
        .await
        .ok();
}

#[tokio::test]
async fn ph_3_1b_a_service_is_permitted_after_both_opinions_and_with_measures() {
    let app = App::on(DAY).await;
    let (phone, _) = on_loan(&app, "P-1").await;
    let (manager, general) = (at(&app, "ph_mgr1").await, at(&app, "ph_general1").await);
    let applied = begin(
        &at(&app, "ph_asst1").await,
        "service_permission",
        "apply",
        service(&phone),
    )
    .await
    .ok();
    let measures = json!({ "measures": ["no_location"] });
    let intended = go(&manager, &applied, "intend", json!({})).await.ok();
    assert_eq!(state(&intended), "intended");
    let refused = go(&manager, &applied, "permit", measures.clone()).await;
    assert_eq!(told(&refused), "409 wrong_state PH-3.1b");
    go(&general, &applied, "forward", json!({})).await.ok();
    let security = at(&app, "ph_security1").await;
    assert!(is_told(&security, "copy", "was forwarded").await);
    go(
        &security,
        &applied,
        "advise",
        json!({ "security_opinion": "可" }),
    )
    .await
    .ok();
    let refused = go(&manager, &applied, "permit", measures.clone()).await;
    // proves PH-3.1b
    assert_eq!(told(&refused), "409 field_present PH-3.1b");
    go(
        &general,
        &applied,
        "advise_general",
        json!({ "general_opinion": "可" }),
    )
    .await
    .ok();
    let refused = go(&manager, &applied, "permit", json!({})).await;
    assert_eq!(told(&refused), "422 tick_group PH-3.1b");
    assert_eq!(
        state(&go(&manager, &applied, "permit", measures).await.ok()),
        "permitted"
    );
}

#[tokio::test]
async fn ph_3_1b_in_the_division_it_is_not_passed_on_to_oneself() {
    let app = App::on(DAY).await;
    let phone = crate::ph::new_phone(&app, "P-1").await;
    let assistant = at(&app, "ph_asstj1").await;
    let applied = begin(&assistant, "service_permission", "apply", service(&phone))
        .await
        .ok();
    let intended = go(
        &at(&app, "ph_general1").await,
        &applied,
        "intend",
        json!({}),
    )
    .await
    .ok();
    assert_eq!(state(&intended), "forwarded");
}

#[tokio::test]
async fn ph_3_1c_a_change_goes_the_same_way_and_the_old_content_counts_until_then() {
    let app = App::on(DAY).await;
    let (phone, _) = on_loan(&app, "P-1").await;
    let old = permitted(&app, &phone).await;
    let assistant = at(&app, "ph_asst1").await;
    let change = with(
        service(&phone),
        json!({ "purpose": "検索の拡大", "changes": old["id"] }),
    );
    let refused = begin(
        &assistant,
        "service_permission",
        "apply_change",
        change.clone(),
    )
    .await;
    // proves PH-3.1c
    assert_eq!(told(&refused), "409 case_exists PH-3.1c");
    go(&assistant, &old, "change", json!({})).await.ok();
    assert_eq!(state(&seen(&assistant, &old).await), "change_pending");
    let new = begin(&assistant, "service_permission", "apply_change", change)
        .await
        .ok();
    // The earlier content may still be used, the new one not yet.
    account(&app, &phone, &old).await.ok();
    assert_eq!(
        told(&account(&app, &phone, &new).await),
        "409 case_exists PH-3.2.6"
    );
    permit(&app, &new).await;
    account(&app, &phone, &new).await.ok();
}

#[tokio::test]
async fn ph_3_1d_an_account_that_is_not_needed_is_deleted_and_reported() {
    let app = App::on(DAY).await;
    let (phone, _) = on_loan(&app, "P-1").await;
    let service = permitted(&app, &phone).await;
    let opened = account(&app, &phone, &service).await.ok();
    let (assistant, manager) = (at(&app, "ph_asst1").await, at(&app, "ph_mgr1").await);
    let refused = go(&assistant, &service, "close", json!({})).await;
    assert_eq!(told(&refused), "409 no_case PH-3.1d");
    go(&assistant, &opened, "not_needed", json!({})).await.ok();
    let refused = go(&assistant, &opened, "delete", json!({ "deleted_on": DAY })).await;
    assert_eq!(told(&refused), "422 field_missing PH-3.1d");
    app.set("2026-11-30T00:00:00");
    app.jobs().await;
    assert!(
        overdue(&at(&app, "ph_asst1").await)
            .await
            .contains(&"account_deletion".to_owned())
    );
    let deleted = json!({ "deleted_on": "2026-11-29", "evidence": "退会画面を確認" });
    go(&at(&app, "ph_asst1").await, &opened, "delete", deleted)
        .await
        .ok();
    let told = is_told(
        &at(&app, "ph_mgr1").await,
        "report",
        "account that was not needed",
    )
    .await;
    // proves PH-3.1d
    assert!(told);
    let done = go(&at(&app, "ph_mgr1").await, &opened, "receive", json!({}))
        .await
        .ok();
    assert_eq!(state(&done), "reported", "{}", manager.id);
}

#[tokio::test]
async fn ph_3_2_6_no_service_is_used_before_it_is_permitted() {
    let app = App::on(DAY).await;
    let contact = directed(&app).await;
    let applied = begin(
        &at(&app, "ph_asst1").await,
        "service_permission",
        "apply",
        service(&contact.phone),
    )
    .await
    .ok();
    let operator = at(&app, "ph_contact1").await;
    let entry = with(
        crate::ph_contact::entry(&contact),
        json!({ "service": applied["id"] }),
    );
    let refused = begin(&operator, "contact_entry", "record", entry).await;
    // proves PH-3.2.6
    assert_eq!(told(&refused), "409 case_exists PH-3.2.6");
    let takeout = with(
        crate::ph::takeout(&contact.phone, &contact.service),
        json!({ "service": applied["id"] }),
    );
    let refused = begin(&operator, "takeout", "apply", takeout).await;
    assert_eq!(told(&refused), "409 case_exists PH-3.2.6");
    // A permission on another phone is none on this one.
    let (other, _) = on_loan(&app, "P-2").await;
    let elsewhere = permitted(&app, &other).await;
    assert_eq!(
        told(&account(&app, &contact.phone, &elsewhere).await),
        "409 case_exists PH-3.2.6"
    );
    acknowledged(&app, "ph_contact1").await;
}
