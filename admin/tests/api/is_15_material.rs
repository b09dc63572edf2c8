//! Input and output material of a unit (第15): what it is, where it lies, who gets it, how it ends.

use serde_json::json;

use crate::{
    caller::App,
    cases::path_of,
    cc::told,
    is_material::{
        BUSINESS, DAY, approved, at, before, begin, by, found, held, input, lines, listed,
        material, obtained, place, try_slip,
    },
};

#[tokio::test]
async fn is_3_1_2_input_material_is_of_a_known_carrier_and_is_listed_as_such() {
    let app = App::on(DAY).await;
    let refused = try_slip(&app, json!({ "carrier": "tape" })).await;
    // proves IS-3.1.2
    assert_eq!(told(&refused), "422 value_unfit IS-3.1.2");
    let mut wrong = input();
    wrong["direction"] = json!("out");
    let refused = try_slip(&app, wrong).await;
    assert_eq!(told(&refused), "422 tick_group IS-3.1.2");
    try_slip(&app, input()).await.ok();
    try_slip(&app, json!({})).await.ok();
    let manager = at(&app, "is_iman1").await;
    let inputs = listed(&manager, "direction", "in").await;
    assert_eq!(inputs.len(), 1);
    assert_eq!(inputs[0]["class"], "personal_input");
    let outputs = found(&manager, "material", "class=personal_output").await;
    assert_eq!(outputs.len(), 1);
    // What stands in a query is no pattern.
    for pattern in ["%", "i_", "in\"", "|"] {
        assert!(listed(&manager, "direction", pattern).await.is_empty());
    }
}

#[tokio::test]
async fn is_3_1_3_a_register_that_is_given_out_is_output_material_with_a_number() {
    let app = App::on(DAY).await;
    try_slip(&app, json!({})).await.ok();
    let manager = at(&app, "is_iman1").await;
    let register = manager.get("/api/v1/case-registers/IS/material_slip").await;
    assert!(register.status.is_success());
    let exports = listed(&manager, "business", "入出力資料管理票").await;
    let numbers: Vec<_> = exports.iter().map(|it| it["number"].clone()).collect();
    // proves IS-3.1.3
    assert_eq!(numbers, ["M-2026-000002"]);
    let name = register.headers["content-disposition"].to_str().unwrap();
    assert_eq!(name, "attachment; filename=\"M-2026-000002.csv\"");
    // The slip holds what is personal, and so does the register.
    assert_eq!(exports[0]["class"], "personal_output");
    assert_eq!(exports[0]["attributes"]["direction"], "out");
    let slip = json!({
        "entered": "existing", "material": exports[0]["id"], "amount": 1, "carrier": "electronic",
        "business": "入出力資料管理票",
    });
    let slip = try_slip(&app, slip).await.ok();
    assert_eq!(slip["values"]["material"], exports[0]["id"]);
}

#[tokio::test]
async fn is_15_1_a_copy_stands_under_its_original() {
    let app = App::on(DAY).await;
    let slip = obtained(&app, json!({ "category": "output", "ground": null })).await;
    let assistant = at(&app, "is_iasst1").await;
    let values = json!({
        "material": slip["values"]["material"], "category": "output", "amount": 2,
        "purpose": "会議で使うため",
    });
    let asked = begin(&assistant, "material_copy", "ask", values).await.ok();
    by(&app, "is_iasst1", &asked, "copy_at_once", json!({}))
        .await
        .ok();
    let original = material(&app, "is_iman1", &slip, "material").await;
    let copies: Vec<_> = original["copies"].as_array().unwrap().iter().collect();
    // proves IS-15.1
    assert_eq!(copies.len(), 1);
    assert_eq!(copies[0]["parent"], original["asset"]["id"]);
    assert_eq!(
        (&copies[0]["held"], &copies[0]["class"]),
        (&json!(2), &json!("output"))
    );
    assert_ne!(copies[0]["number"], original["asset"]["number"]);
    // Nobody of another unit finds either.
    let other = at(&app, "is_iman2").await;
    let id = original["asset"]["id"].as_str().unwrap();
    other.get(&format!("/api/v1/assets/{id}")).await.not_found();
    other.get(&path_of(&slip).1).await.not_found();
}

#[tokio::test]
async fn is_15_2_material_goes_to_staff_who_need_it_or_by_approval() {
    let app = App::on(DAY).await;
    let slip = held(&app, json!({})).await;
    let other = at(&app, "is_sup1").await.id;
    let lend = |to, under: &str| json!({ "line_amount": 1, "borrower": to, "shown_under": under });
    let refused = by(&app, "is_iasst1", &slip, "lend", lend(other, "needed")).await;
    // proves IS-15.2
    assert_eq!(told(&refused), "403 on_list IS-15.2");
    let refused = by(&app, "is_iasst1", &slip, "lend", lend(other, "approved")).await;
    assert_eq!(told(&refused), "403 named_in IS-15.2");
    // An approval is of the general chief, about this material and these people.
    let thing = &slip["values"]["material"];
    let nobody = at(&app, "is_hand1").await.id;
    approved(&app, "show", thing, json!({ "persons": [nobody] })).await;
    let refused = by(&app, "is_iasst1", &slip, "lend", lend(other, "approved")).await;
    assert_eq!(told(&refused), "403 named_in IS-15.2");
    approved(&app, "show", thing, json!({ "persons": [other] })).await;
    let lent = by(&app, "is_iasst1", &slip, "lend", lend(other, "approved"))
        .await
        .ok();
    let staff = at(&app, "is_staff1").await.id;
    by(&app, "is_iasst1", &lent, "lend", lend(staff, "needed"))
        .await
        .ok();
}

#[tokio::test]
async fn is_15_2_only_the_general_chief_approves() {
    let app = App::on(DAY).await;
    let slip = obtained(&app, json!({})).await;
    let values = json!({
        "kind": "show", "material": slip["values"]["material"], "reason": "必要があるため",
        "persons": [at(&app, "is_sup1").await.id],
    });
    let head = at(&app, "is_head1").await;
    let asked = begin(&head, "material_approval", "ask", values).await.ok();
    for other in ["is_head1", "is_tbm1", "is_iman1"] {
        let refused = by(&app, other, &asked, "approve_show", json!({})).await;
        assert!(!refused.status.is_success(), "{other}");
    }
    let refused = by(&app, "is_chief1", &asked, "approve_sending", json!({})).await;
    assert_eq!(told(&refused), "422 tick_group IS-17.4.1–4");
    by(&app, "is_chief1", &asked, "approve_show", json!({}))
        .await
        .ok();
}

#[tokio::test]
async fn is_15_5a_material_is_filed_per_business() {
    let app = App::on(DAY).await;
    let refused = try_slip(&app, json!({ "business": null })).await;
    // proves IS-15.5a
    assert_eq!(told(&refused), "422 field_missing IS-15.5a");
    held(&app, json!({})).await;
    let manager = at(&app, "is_iman1").await;
    let filed = listed(&manager, "business", BUSINESS).await;
    assert_eq!(filed.len(), 1);
    assert_eq!(filed[0]["place"]["lockable"], true);
}

#[tokio::test]
async fn is_15_5b_personal_material_is_locked_away() {
    let app = App::on(DAY).await;
    let slip = obtained(&app, json!({})).await;
    let manager = at(&app, "is_iman1").await;
    let shelf = place(&manager, "open").await;
    let store = json!({ "place": shelf });
    let refused = by(&app, "is_iasst1", &slip, "store", store.clone()).await;
    // proves IS-15.5b
    assert_eq!(told(&refused), "422 asset_class IS-15.5b");
    // A place of another unit is none.
    let foreign = place(&at(&app, "is_iman2").await, "lockable").await;
    let refused = by(
        &app,
        "is_iasst1",
        &slip,
        "store",
        json!({ "place": foreign }),
    )
    .await;
    assert_eq!(told(&refused), "403 in_scope IS-15.5a");
    // Plain material may lie on a shelf.
    let plain = obtained(&app, json!({ "category": "output", "ground": null })).await;
    by(&app, "is_iasst1", &plain, "store", store).await.ok();
    // Whether a place still locks is looked at every year.
    let asset = format!("/api/v1/assets/{}", shelf.as_str().unwrap());
    let due = manager.get(&asset).await.ok();
    assert_eq!(due["deadlines"][0]["duty"], "place_inspection");
    let inspect = json!({ "act": "inspect", "unharmed": true });
    manager.post(&format!("{asset}/acts"), inspect).await.ok();
}

#[tokio::test]
async fn is_15_6_material_ends_by_a_method_that_nobody_undoes() {
    let app = App::on(DAY).await;
    let slip = held(&app, json!({})).await;
    let end = json!({ "final_method": "disposed", "final_amount": 5 });
    let people = ("is_iasst1", "is_iman1");
    let refused = before(&app, people, &slip, "dispose_all", end.clone()).await;
    // proves IS-15.6
    assert_eq!(told(&refused), "422 asset_method_missing IS-15.6");
    let mut given = end.clone();
    given["method"] = json!("thrown_away");
    let refused = before(&app, people, &slip, "dispose_all", given).await;
    assert_eq!(told(&refused), "422 value_unfit IS-15.6");
    let mut burnt = end;
    burnt["method"] = json!("burnt");
    let gone = before(&app, people, &slip, "dispose_all", burnt).await.ok();
    let gone = material(&app, "is_iman1", &gone, "material").await;
    assert_eq!(gone["asset"]["state"]["code"], "disposed");
    let last = gone["entries"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["method"], &last["witness"]["user_id"]),
        (&json!("burnt"), &json!("is_iman1"))
    );
}

#[tokio::test]
async fn is_16_1_personal_input_is_compared_again_and_has_a_purpose() {
    let app = App::on(DAY).await;
    let mut careless = input();
    careless["checked"] = json!(["purpose"]);
    let refused = try_slip(&app, careless).await;
    // proves IS-16.1
    assert_eq!(told(&refused), "422 tick_group IS-16.1");
    let mut aimless = input();
    aimless["purpose"] = json!("  ");
    let refused = try_slip(&app, aimless).await;
    assert_eq!(told(&refused), "422 field_missing IS-16.1");
    try_slip(&app, input()).await.ok();
}

#[tokio::test]
async fn formulas_and_html_in_a_slip_stay_text() {
    let app = App::on(DAY).await;
    let typed = "=HYPERLINK(\"http://example.com\")";
    let slip = held(
        &app,
        json!({ "name": typed, "purpose": "<img src=x onerror=alert(1)>" }),
    )
    .await;
    let note = json!({ "line_amount": 1, "line_other": "@SUM(A1)" });
    let noted = by(&app, "is_iasst1", &slip, "note_other", note).await.ok();
    assert_eq!(noted["values"]["name"], typed);
    let kept = material(&app, "is_iman1", &noted, "material").await;
    assert!(lines(&kept).contains(&"note 1 @SUM(A1)".to_owned()));
    let manager = at(&app, "is_iman1").await;
    let table = manager
        .get("/api/v1/case-registers/IS/material_slip")
        .await
        .text();
    assert!(table.contains("'=HYPERLINK"), "{table}");
    assert!(
        table.contains("'@SUM") && !table.contains(",=HYPERLINK"),
        "{table}"
    );
    let refused = try_slip(&app, json!({ "name": "a\u{0}b" })).await;
    assert_eq!(told(&refused), "422 value_unfit IS-F1");
    let refused = try_slip(&app, json!({ "amount": "5" })).await;
    assert_eq!(told(&refused), "422 value_unfit IS-17.8");
}
