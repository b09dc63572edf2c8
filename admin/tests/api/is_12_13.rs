//! User ids, scopes, rights, the trail and restrictions (第12 and 第13(1) to (7), (10)).

use admin::{
    store::table::trail_entry::{Column, Entity},
    trail::{check, heads, purge},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};

use crate::{
    caller::{App, Person},
    cc::{take, told},
    is_system::{
        DAY, access, approved, at, begin, begin_in, granted, inquirer, inquiry, live, live_with,
        notices, range, right, scoped, seen, state, waits_for,
    },
};

/// What a manager asks of the trail.
pub async fn extract(app: &App, business: &Value) -> Value {
    let station = at(app, "is_head1").await.unit;
    json!({
        "business": business["id"], "unit": station, "from": "2026-11-01", "to": "2026-11-30",
        "reason": "四半期の確認",
    })
}

async fn asked_id(app: &App) -> Value {
    let head = at(app, "is_head1").await;
    let values = json!({ "user_id": "is_new9", "name": "新任 九郎", "need": "照会事務" });
    begin(&head, "user_id", "ask", values).await.ok()
}

/// The first post of a person, as the person is told of it.
async fn lends(holder: &Person<'_>, deputy: &Person<'_>) {
    let me = holder.get("/api/v1/me").await.ok();
    let path = format!(
        "/api/v1/posts/{}/delegations",
        me["posts"][0]["id"].as_str().unwrap()
    );
    let body = json!({ "person": deputy.id, "from": DAY, "to": "2026-11-30" });
    holder.post(&path, body).await.ok();
}

#[tokio::test]
async fn is_12_the_general_chief_gives_user_ids_and_none_twice() {
    let app = App::on(DAY).await;
    let asked = asked_id(&app).await;
    let (chief, system) = (at(&app, "is_chief1").await, at(&app, "is_sys1").await);
    // A unit head names people, and gives nobody an id.
    let head = at(&app, "is_head1").await;
    let body = json!({
        "document": "IS", "kind": "staff", "unit": head.unit, "from": DAY,
        "person": { "user_id": "is_new8", "name": "新任 八郎" },
    });
    let refused = head.post("/api/v1/posts", body).await;
    assert_eq!(told(&refused), "403 not_in_matrix IS-12");
    let refused = take(&system, &asked, "give", json!({})).await;
    refused.not_found();
    lends(&chief, &system).await;
    let deputy = at(&app, "is_sys1").await;
    take(&deputy, &asked, "give", json!({})).await.ok();
    let new = at(&app, "is_new9").await;
    let me = new.get("/api/v1/me").await.ok();
    // proves IS-12
    assert_eq!(
        (&me["posts"][0]["kind"], &me["unit"]),
        (&json!("staff"), &json!(head.unit))
    );
    let again = asked_id(&app).await;
    let refused = take(&chief, &again, "give", json!({})).await;
    assert!(
        told(&refused).starts_with("409 user_id_taken"),
        "{}",
        told(&refused)
    );
}

#[tokio::test]
async fn is_12_without_delegation_the_system_manager_gives_none() {
    let app = App::on(DAY).await;
    let (chief, system) = (at(&app, "is_chief1").await, at(&app, "is_sys1").await);
    let body = json!({
        "document": "IS", "kind": "staff", "unit": at(&app, "is_head1").await.unit, "from": DAY,
        "person": { "user_id": "is_new8", "name": "新任 八郎" },
    });
    let refused = system.post("/api/v1/posts", body.clone()).await;
    // proves IS-12
    assert_eq!(told(&refused), "403 not_in_matrix IS-12");
    chief.post("/api/v1/posts", body).await.ok();
}

#[tokio::test]
async fn is_13_1_no_right_before_the_scope_is_set_and_units_are_told() {
    let app = App::on(DAY).await;
    let business = approved(&app).await;
    let (head, staff) = (at(&app, "is_head1").await, at(&app, "is_staff1").await);
    let values = right(&business, &staff);
    let refused = begin(&head, "access_grant", "grant", values.clone()).await;
    // proves IS-13.1
    assert_eq!(told(&refused), "409 named_case IS-13.1");
    let manager = at(&app, "is_tbm1").await;
    let scope = json!({ "scope_units": [head.unit], "scope_operations": ["view"] });
    take(&manager, &business, "set_scope", scope).await.ok();
    // proves IS-13.1
    assert_eq!(notices(&head, "IS-13.1").await, 1);
    begin(&head, "access_grant", "grant", values).await.ok();
}

#[tokio::test]
async fn is_13_2_a_rights_stay_within_the_scope_and_the_unit() {
    let app = App::on(DAY).await;
    let business = scoped(&app).await;
    let (head, east) = (at(&app, "is_head1").await, at(&app, "is_head2").await);
    let (staff, hand) = (at(&app, "is_staff1").await, at(&app, "is_hand2").await);
    let mut beyond = right(&business, &staff);
    beyond["operations"] = json!(["view", "correct"]);
    let refused = begin(&head, "access_grant", "grant", beyond).await;
    // proves IS-13.2a
    assert_eq!(told(&refused), "422 within_named IS-13.2a");
    let values = right(&business, &hand);
    let refused = begin(&east, "access_grant", "grant", values.clone()).await;
    // proves IS-13.2a
    assert_eq!(told(&refused), "422 within_named IS-13.2a");
    let refused = begin(&head, "access_grant", "grant", values).await;
    assert_eq!(told(&refused), "422 in_scope IS-13.2a");
    let values = right(&business, &staff);
    let refused = begin_in(&east, &head.unit, "access_grant", "grant", values).await;
    assert_eq!(told(&refused), "403 not_allowed IS-13.2a");
    granted(&app, &business).await;
}

#[tokio::test]
async fn is_13_2_b_whoever_is_transferred_works_with_nothing_until_a_review() {
    let app = App::on(DAY).await;
    let business = live(&app).await;
    let grant = granted(&app, &business).await;
    let (chief, head) = (at(&app, "is_chief1").await, at(&app, "is_head1").await);
    let (staff, east) = (at(&app, "is_staff1").await, at(&app, "is_head2").await);
    let body = json!({
        "person": staff.id, "from_unit": head.unit, "to_unit": east.unit, "on": DAY,
    });
    chief.post("/api/v1/transfers", body).await.ok();
    let under_review = seen(&head, &grant).await;
    // proves IS-13.2b
    assert_eq!(state(&under_review), "under_review");
    assert!(waits_for(&head, &grant).await);
    let note = json!({ "note": "異動" });
    let revoked = take(&head, &under_review, "revoke", note).await.ok();
    assert_eq!(revoked["closed"], true);
}

#[tokio::test]
async fn is_13_2_b_rights_are_reviewed_every_six_months() {
    let app = App::on(DAY).await;
    let business = scoped(&app).await;
    let (head, staff) = (at(&app, "is_head1").await, at(&app, "is_staff1").await);
    let mut values = right(&business, &staff);
    values["until"] = json!("2027-12-31");
    let grant = begin(&head, "access_grant", "grant", values).await.ok();
    app.set("2027-05-20T12:00:00");
    app.jobs().await;
    let head = at(&app, "is_head1").await;
    let case = seen(&head, &grant).await;
    let deadlines = case["deadlines"].as_array().unwrap().iter();
    let overdue = deadlines.filter(|one| one["state"] == "overdue").count();
    // proves IS-13.2b
    assert_eq!(overdue, 1, "{}", case["deadlines"]);
    let note = json!({ "note": "引き続き必要" });
    let kept = take(&head, &case, "keep", note).await.ok();
    let mut deadlines = kept["deadlines"].as_array().unwrap().iter();
    assert!(deadlines.all(|one| one["state"] != "overdue"));
}

#[tokio::test]
async fn is_13_3_the_trail_stands_by_unit_for_five_years() {
    let app = App::on(DAY).await;
    let business = live(&app).await;
    let grant = granted(&app, &business).await;
    let staff = at(&app, "is_staff1").await;
    let values = access(&business, &grant);
    begin(&staff, "access", "open", values).await.ok();
    let admin = &app.house.admin;
    let unit: protocol::id::UnitId = staff.unit.parse().unwrap();
    let opened = || {
        Entity::find()
            .filter(Column::Unit.eq(unit.0))
            .filter(Column::Action.eq("open_access"))
            .count(&*app.house.db)
    };
    assert_eq!(opened().await.unwrap(), 1);
    heads::sign(admin.db(), admin.keys().heads(), admin.now())
        .await
        .unwrap();
    app.set("2031-11-20T23:55:00");
    purge::purge_all(admin.db(), admin.now()).await.unwrap();
    // proves IS-13.3
    assert_eq!(opened().await.unwrap(), 1);
    app.set("2031-11-21T00:00:00");
    purge::purge_all(admin.db(), admin.now()).await.unwrap();
    assert_eq!(opened().await.unwrap(), 0);
}

#[tokio::test]
async fn is_13_3_a_changed_entry_is_found() {
    let app = App::on(DAY).await;
    let business = approved(&app).await;
    assert_eq!(state(&business), "approved");
    let admin = &app.house.admin;
    Entity::update_many()
        .col_expr(Column::Result, Expr::value("refused"))
        .filter(Column::Action.eq("approve_business"))
        .exec(&*app.house.db)
        .await
        .unwrap();
    let found = check::check(admin).await.unwrap();
    // proves IS-13.3
    assert!(found.total > 0);
}

#[tokio::test]
async fn is_13_4_a_manager_reads_what_was_released_of_the_own_business_and_unit() {
    let app = App::on(DAY).await;
    let business = live(&app).await;
    let grant = granted(&app, &business).await;
    let staff = at(&app, "is_staff1").await;
    let values = access(&business, &grant);
    begin(&staff, "access", "open", values).await.ok();
    let manager = at(&app, "is_tbm1").await;
    for path in [
        "/api/v1/trail",
        &format!("/api/v1/trail?unit={}", staff.unit),
    ] {
        let refused = manager.get(path).await;
        // proves IS-13.4
        assert_eq!(told(&refused), "403 not_allowed IS-13.4");
    }
    let values = extract(&app, &business).await;
    let other = at(&app, "is_bm1").await;
    let refused = begin(&other, "trail_extract", "ask", values.clone()).await;
    assert_eq!(told(&refused), "403 in_charge IS-13.4");
    let asked = begin(&manager, "trail_extract", "ask", values).await.ok();
    let path = format!("/api/v1/trail/extracts/{}", asked["id"].as_str().unwrap());
    // proves IS-13.4
    manager.get(&path).await.not_found();
    let system = at(&app, "is_sys1").await;
    assert!(waits_for(&system, &asked).await);
    let released = take(&system, &asked, "release", json!({})).await.ok();
    let page = manager.get(&path).await.ok();
    let lines = page["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 1, "{page}");
    assert_eq!(lines[0]["action"], "open_access");
    let name = format!("account:{}", staff.id);
    assert_eq!(
        (&lines[0]["actor"], &page["names"][&name]),
        (&json!(name), &json!("照会 一郎"))
    );
    other.get(&path).await.not_found();
    // The system manager looks without asking.
    let direct = format!("/api/v1/trail?unit={}", staff.unit);
    system.get(&direct).await.ok();
    let result = json!({ "result": "proper", "result_note": "事由どおり" });
    let done = take(&manager, &released, "record", result).await.ok();
    assert_eq!(done["closed"], true);
}

#[tokio::test]
async fn is_13_5_a_business_may_ask_for_the_fingerprint() {
    let app = App::on(DAY).await;
    let business = live_with(&app, "biometric").await;
    let grant = granted(&app, &business).await;
    let staff = at(&app, "is_staff1").await;
    let values = access(&business, &grant);
    app.by_password(&staff).await;
    let refused = begin(&staff, "access", "open", values.clone()).await;
    // proves IS-13.5
    assert_eq!(told(&refused), "401 factor_given IS-13.5");
    let by_finger = at(&app, "is_staff1").await;
    begin(&by_finger, "access", "open", values).await.ok();
    // Information of the highest class cannot do without.
    let manager = at(&app, "is_tbm1").await;
    let mut high = range(&staff.unit, "any");
    high["classification"] = json!("high");
    let refused = take(&manager, &business, "set_range", high).await;
    // proves IS-13.5
    assert_eq!(told(&refused), "422 tick_group IS-13.5");
}

#[tokio::test]
async fn is_13_6_no_access_without_a_reason_and_none_beyond_the_right() {
    let app = App::on(DAY).await;
    let business = live(&app).await;
    let grant = granted(&app, &business).await;
    let staff = at(&app, "is_staff1").await;
    let mut without = access(&business, &grant);
    without.as_object_mut().unwrap().remove("reason");
    let refused = begin(&staff, "access", "open", without).await;
    // proves IS-13.6
    assert_eq!(told(&refused), "422 field_missing IS-13.6");
    let mut beyond = access(&business, &grant);
    beyond["operation"] = json!("output");
    let refused = begin(&staff, "access", "open", beyond).await;
    // proves IS-13.6
    assert_eq!(told(&refused), "403 within_named IS-13.6");
    let values = access(&business, &grant);
    begin(&staff, "access", "open", values).await.ok();
}

#[tokio::test]
async fn is_13_7_nobody_uses_the_right_of_another() {
    let app = App::on(DAY).await;
    let business = live(&app).await;
    let grant = granted(&app, &business).await;
    let other = at(&app, "is_iasst1").await;
    let values = access(&business, &grant);
    let refused = begin(&other, "access", "open", values).await;
    // proves IS-13.7
    assert_eq!(told(&refused), "403 within_named IS-13.7");
}

#[tokio::test]
async fn is_13_10_the_general_chief_restricts_at_once_and_nobody_else_does() {
    let app = App::on(DAY).await;
    let business = live(&app).await;
    let grant = granted(&app, &business).await;
    let register = inquirer(&app, &business).await;
    let (staff, head) = (at(&app, "is_staff1").await, at(&app, "is_head1").await);
    let values = json!({
        "person": staff.id, "unit": staff.unit, "extent": "all", "reason": "目的外の照会",
        "until": "2026-12-31",
    });
    for user in ["is_tbm1", "is_sys1", "is_head1"] {
        let other = at(&app, user).await;
        let refused = begin(&other, "restriction", "restrict", values.clone()).await;
        // proves IS-13.10
        assert_eq!(told(&refused), "403 not_allowed IS-13.10", "{user}");
    }
    let chief = at(&app, "is_chief1").await;
    let case = begin(&chief, "restriction", "restrict", values).await.ok();
    let over = staff.get("/api/v1/me").await;
    // proves IS-13.10
    assert_eq!(told(&over), "401 not_signed_in ");
    assert_eq!(notices(&head, "IS-13.10").await, 1);
    let staff = at(&app, "is_staff1").await;
    let values = access(&business, &grant);
    let refused = begin(&staff, "access", "open", values.clone()).await;
    // proves IS-13.10
    assert_eq!(told(&refused), "403 case_about IS-13.10");
    let asked = inquiry(&business, &register);
    let refused = begin(&staff, "inquiry", "record", asked).await;
    assert_eq!(told(&refused), "403 case_about IS-13.10");
    let why = json!({ "lift_reason": "疑いが晴れた" });
    take(&chief, &case, "lift", why).await.ok();
    begin(&staff, "access", "open", values).await.ok();
}
