//! Personal input material (第16): neither copied nor given without the general chief, and gone in time
//! before the information manager.

use serde_json::{Value, json};

use crate::{
    caller::App,
    cases::path_of,
    cc::told,
    is_material::{DAY, approved, at, before, begin, by, held, input, transfer, try_slip, with},
};

async fn copying(app: &App, slip: &Value) -> crate::caller::Answer {
    let values = json!({
        "material": slip["values"]["material"], "category": "personal_input", "amount": 1,
        "purpose": "入力の照合",
    });
    begin(&at(app, "is_iman1").await, "material_copy", "ask", values).await
}

#[tokio::test]
async fn is_16_2_personal_input_is_copied_and_given_by_approval_alone() {
    let app = App::on(DAY).await;
    super::is_material::designated(&app, "is_head1", "is_hand1").await;
    let slip = held(&app, input()).await;
    let refused = copying(&app, &slip).await;
    // proves IS-16.2
    assert_eq!(told(&refused), "403 case_exists IS-16.2");
    let refused = transfer(&app, &slip, json!({})).await;
    assert_eq!(told(&refused), "403 case_exists IS-16.2");
    // An approval of something else is none.
    let thing = &slip["values"]["material"];
    approved(&app, "sending", thing, json!({})).await;
    assert_eq!(told(&copying(&app, &slip).await), "403 case_exists IS-16.2");
    approved(&app, "input", thing, json!({})).await;
    let asked = copying(&app, &slip).await.ok();
    by(&app, "is_iman1", &asked, "copy_at_once", json!({}))
        .await
        .ok();
    transfer(&app, &slip, json!({})).await.ok();
}

#[tokio::test]
async fn is_16_3_personal_input_goes_before_the_information_manager() {
    let app = App::on(DAY).await;
    let slip = held(&app, input()).await;
    let end = json!({ "final_method": "disposed", "final_amount": 5, "method": "shredded" });
    let refused = by(&app, "is_iasst1", &slip, "dispose_all", end.clone()).await;
    // proves IS-16.3
    assert_eq!(told(&refused), "422 witness IS-16.3");
    let people = ("is_iasst1", "is_head1");
    let refused = before(&app, people, &slip, "dispose_all", end.clone()).await;
    assert_eq!(told(&refused), "422 witness IS-16.3");
    // Who handles it is never who stands by.
    let people = ("is_iman1", "is_iman1");
    let refused = before(&app, people, &slip, "dispose_all", end.clone()).await;
    assert!(told(&refused).starts_with("403 witness_not_apart "));
    // Nor is the manager of another unit.
    let people = ("is_iasst1", "is_iman2");
    let refused = before(&app, people, &slip, "dispose_all", end.clone()).await;
    assert_eq!(told(&refused), "422 witness IS-16.3");
    let part = json!({ "line_amount": 1, "method": "shredded" });
    let refused = by(&app, "is_iasst1", &slip, "dispose_part", part).await;
    assert_eq!(told(&refused), "422 witness IS-16.3");
    let people = ("is_iasst1", "is_iman1");
    before(&app, people, &slip, "dispose_all", end).await.ok();
}

#[tokio::test]
async fn is_16_3_what_is_kept_no_longer_is_overdue_after_a_week() {
    let app = App::on(DAY).await;
    let refused = try_slip(&app, with(input(), json!({ "keep_until": null }))).await;
    assert_eq!(told(&refused), "422 field_present IS-16.3");
    let slip = held(&app, input()).await;
    let path = path_of(&slip).1;
    let due = async |moment: &str| {
        app.set(moment);
        app.jobs().await;
        let shown = at(&app, "is_iman1").await.get(&path).await.ok();
        let duties = shown["deadlines"].as_array().unwrap().clone();
        let found = duties.into_iter().find(|it| it["duty"] == "input_disposal");
        found.unwrap()
    };
    assert_eq!(due("2027-04-06T20:00:00").await["state"], "open");
    assert_eq!(due("2027-04-07T00:00:01").await["state"], "overdue");
    // Whoever is above hears of it.
    let told = at(&app, "is_ichief1").await.get("/api/v1/tasks").await.ok();
    let mut notices = told["notices"].as_array().unwrap().iter();
    assert!(
        notices.any(|notice| notice["clause"] == "IS-16.3"),
        "{told}"
    );
    // Output has no such day.
    let output = held(&app, json!({})).await;
    let duties = output["deadlines"].as_array().unwrap();
    assert!(duties.iter().all(|it| it["duty"] != "input_disposal"));
}
