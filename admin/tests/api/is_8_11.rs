//! Businesses, design and common codes (第8 to 第11).

use serde_json::{Value, json};

use crate::{
    caller::App,
    cc::{take, told},
    is_system::{
        DAY, approved, at, begin, designed, examined, granted, notices, procedure, proposal, range,
        right, scoped, seen, state, waits_for,
    },
};

#[tokio::test]
async fn is_8_a_business_is_used_after_its_approval_and_has_a_category() {
    let app = App::on(DAY).await;
    let (manager, head) = (at(&app, "is_tbm1").await, at(&app, "is_head1").await);
    let mut without = proposal(&manager);
    without.as_object_mut().unwrap().remove("category");
    let refused = begin(&manager, "business", "propose", without).await;
    // proves IS-8
    assert_eq!(told(&refused), "422 field_present IS-8");
    let values = proposal(&manager);
    let proposed = begin(&manager, "business", "propose", values).await.ok();
    let staff = at(&app, "is_staff1").await;
    let values = right(&proposed, &staff);
    let refused = begin(&head, "access_grant", "grant", values).await;
    // proves IS-8
    assert_eq!(told(&refused), "409 named_case IS-8");
    granted(&app, &scoped(&app).await).await;
}

#[tokio::test]
async fn is_9_an_electronic_procedure_has_a_basis_and_is_run_the_same_way() {
    let app = App::on(DAY).await;
    let manager = at(&app, "is_bm1").await;
    let mut values = proposal(&manager);
    values["kind"] = json!("electronic");
    values.as_object_mut().unwrap().remove("category");
    let refused = begin(&manager, "business", "propose", values.clone()).await;
    // proves IS-9
    assert_eq!(told(&refused), "422 field_present IS-9");
    values["basis"] = json!("2");
    let proposed = begin(&manager, "business", "propose", values).await.ok();
    let chief = at(&app, "is_chief1").await;
    take(&chief, &proposed, "approve", json!({})).await.ok();
}

#[tokio::test]
async fn is_10_1_no_design_ends_before_the_manager_was_heard() {
    let app = App::on(DAY).await;
    let business = approved(&app).await;
    let system = at(&app, "is_sys1").await;
    let begun = json!({ "business": business["id"], "plan": "照会画面の整備" });
    let design = begin(&system, "design", "begin", begun).await.ok();
    let early = take(&system, &design, "close", json!({})).await;
    // proves IS-10.1
    assert_eq!(told(&early), "409 wrong_state IS-10.1");
    let opinion = json!({ "opinion": "特になし" });
    let other = at(&app, "is_bm1").await;
    let refused = take(&other, &design, "give_opinion", opinion.clone()).await;
    // proves IS-10.1
    assert_eq!(told(&refused), "403 in_charge IS-10.1");
    let manager = at(&app, "is_tbm1").await;
    assert_eq!(notices(&manager, "IS-10.1").await, 1);
    take(&manager, &design, "give_opinion", opinion).await.ok();
}

#[tokio::test]
async fn is_10_2_four_items_are_examined_and_the_years_become_a_rule_of_the_business() {
    let app = App::on(DAY).await;
    let business = approved(&app).await;
    let (system, manager) = (at(&app, "is_sys1").await, at(&app, "is_tbm1").await);
    let begun = json!({ "business": business["id"], "plan": "照会画面の整備" });
    let design = begin(&system, "design", "begin", begun).await.ok();
    let opinion = json!({ "opinion": "特になし" });
    let design = take(&manager, &design, "give_opinion", opinion).await.ok();
    for item in [
        "accuracy",
        "consistency",
        "growth",
        "retention_years",
        "documents",
    ] {
        let mut values = examined(&system).await;
        values.as_object_mut().unwrap().remove(item);
        let refused = take(&system, &design, "examine", values).await;
        // proves IS-10.2
        assert_eq!(told(&refused), "422 field_missing IS-10.2", "{item}");
    }
    let values = examined(&system).await;
    let design = take(&system, &design, "examine", values).await.ok();
    take(&system, &design, "close", json!({})).await.ok();
    let business = seen(&manager, &business).await;
    // proves IS-10.2
    assert_eq!(business["values"]["retention_years"], 3);
}

#[tokio::test]
async fn is_10_3_units_concerned_are_told_and_who_has_not_read_it_is_seen() {
    let app = App::on(DAY).await;
    let business = approved(&app).await;
    let manager = at(&app, "is_tbm1").await;
    let (one, other) = (at(&app, "is_head1").await, at(&app, "is_head2").await);
    let mut values = range(&one.unit, "any");
    values["units_concerned"] = json!([one.unit, other.unit]);
    let business = take(&manager, &business, "set_range", values).await.ok();
    for head in [&one, &other] {
        // proves IS-10.3
        assert_eq!(notices(head, "IS-10.3").await, 1);
    }
    let tasks = one.get("/api/v1/tasks").await.ok();
    let told = tasks["notices"].as_array().unwrap().iter();
    let notice = told.clone().find(|one| one["clause"] == "IS-10.3").unwrap();
    let path = format!("/api/v1/notices/{}/read", notice["id"].as_str().unwrap());
    let read = one.post(&path, json!({})).await;
    assert!(read.status.is_success());
    let business = seen(&manager, &business).await;
    let lines = business["told"].as_array().unwrap().iter();
    let unread: Vec<_> = lines
        .filter(|line| line["clause"] == "IS-10.3" && line["read"].as_array().unwrap().is_empty())
        .map(|line| line["unit"].as_str().unwrap())
        .collect();
    assert_eq!(unread, [other.unit.as_str()]);
}

#[tokio::test]
async fn is_10_4_nothing_goes_live_with_an_open_item() {
    let app = App::on(DAY).await;
    let business = scoped(&app).await;
    designed(&app, &business).await;
    procedure(&app, &business).await;
    let manager = at(&app, "is_tbm1").await;
    let business = seen(&manager, &business).await;
    let open = json!({ "golive": ["rules", "coordination"] });
    let refused = take(&manager, &business, "go_live", open).await;
    // proves IS-10.4
    assert_eq!(told(&refused), "409 tick_group IS-10.4");
    let all = json!({ "golive": ["rules", "coordination", "briefing"] });
    let live = take(&manager, &business, "go_live", all).await.ok();
    assert_eq!(state(&live), "live");
}

fn code(number: &str, name: &str) -> Value {
    let attributes = json!({ "table": "police_box", "name": name, "valid_from": "2026-04-01" });
    json!({ "number": number, "attributes": attributes })
}

const CODES: &str = "/api/v1/ledgers/IS/common_code";

#[tokio::test]
async fn is_11_1_a_code_is_never_taken_away_and_never_given_again() {
    let app = App::on(DAY).await;
    let system = at(&app, "is_sys1").await;
    let entered = system.post(CODES, code("B-001", "港交番")).await.ok();
    let acts = format!(
        "/api/v1/assets/{}/acts",
        entered["asset"]["id"].as_str().unwrap()
    );
    let gone = system.post(&acts, json!({ "act": "dispose" })).await;
    assert_eq!(told(&gone), "409 asset_state IS-11.1");
    system.post(&acts, json!({ "act": "retire" })).await.ok();
    let again = system.post(CODES, code("B-001", "新港交番")).await;
    assert_eq!(told(&again), "409 asset_number_taken IS-11.1");
    let mut nameless = code("B-002", "");
    nameless["attributes"]["valid_from"] = json!("");
    let refused = system.post(CODES, nameless).await;
    // proves IS-11.1
    assert_eq!(told(&refused), "422 asset_attribute_missing IS-11.1");
    let head = at(&app, "is_head1").await;
    let seen = head.get(CODES).await.ok();
    assert_eq!(seen["assets"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn is_11_2_a_unit_tells_of_changes_and_the_system_manager_has_the_task() {
    let app = App::on(DAY).await;
    let (head, system) = (at(&app, "is_head1").await, at(&app, "is_sys1").await);
    let values = json!({ "kind": "box", "content": "港交番の廃止", "on": "2026-12-01" });
    let notice = begin(&head, "change_notice", "notify", values).await.ok();
    // proves IS-11.2
    assert!(notices(&system, "IS-11.2").await == 1 && waits_for(&system, &notice).await);
    app.set("2026-11-27T12:00:00");
    app.jobs().await;
    let system = at(&app, "is_sys1").await;
    let case = seen(&system, &notice).await;
    assert_eq!(
        case["deadlines"][0]["state"], "overdue",
        "{}",
        case["deadlines"]
    );
    let entered = system.post(CODES, code("B-001", "港交番")).await.ok();
    let update = json!({ "code": entered["asset"]["id"] });
    let done = take(&system, &case, "update", update).await.ok();
    assert_eq!(done["closed"], true);
}
