//! Copies and the end of personal output material (第17の3, 6, 7).

use serde_json::{Value, json};

use crate::{
    caller::{Answer, App},
    cases::path_of,
    cc::told,
    is_material::{
        BUSINESS, DAY, at, before, begin, business, by, confirmed, content, held, lines, material,
        with,
    },
};

async fn asked(app: &App, slip: &Value, change: Value) -> Answer {
    let values = json!({
        "material": slip["values"]["material"], "category": "personal_output", "amount": 2,
        "purpose": "捜査会議",
    });
    let manager = at(app, "is_iman1").await;
    begin(&manager, "material_copy", "ask", with(values, change)).await
}

#[tokio::test]
async fn is_17_3_personal_output_goes_before_the_information_manager() {
    let app = App::on(DAY).await;
    let slip = held(&app, json!({})).await;
    let end = json!({ "final_method": "disposed", "final_amount": 5, "method": "burnt" });
    let refused = by(&app, "is_iasst1", &slip, "dispose_all", end.clone()).await;
    // proves IS-17.3
    assert_eq!(told(&refused), "422 witness IS-17.3");
    let part = json!({ "line_amount": 2, "method": "erased" });
    let refused = by(&app, "is_iasst1", &slip, "dispose_part", part.clone()).await;
    assert_eq!(told(&refused), "422 witness IS-17.3");
    let people = ("is_iasst1", "is_iman1");
    let slip = before(&app, people, &slip, "dispose_part", part).await.ok();
    let left = material(&app, "is_iman1", &slip, "material").await;
    assert_eq!(
        (&left["asset"]["held"], &left["asset"]["state"]["code"]),
        (&json!(3), &json!("held"))
    );
    let last = left["entries"].as_array().unwrap().last().unwrap();
    assert_eq!(last["witness"]["user_id"], "is_iman1");
    // By hand nobody touches what has a slip.
    let id = left["asset"]["id"].as_str().unwrap();
    let act = json!({ "act": "dispose", "quantity": 3, "method": "burnt" });
    let manager = at(&app, "is_iman1").await;
    let refused = manager
        .post(&format!("/api/v1/assets/{id}/acts"), act)
        .await;
    assert_eq!(told(&refused), "409 asset_case_missing IS-17.8");
}

#[tokio::test]
async fn is_17_6_personal_output_is_copied_where_the_business_needs_it() {
    let app = App::on(DAY).await;
    let unit = business(&app).await["values"]["unit_in_charge"].clone();
    let slip = held(&app, json!({})).await;
    let refused = asked(&app, &slip, json!({})).await;
    // proves IS-17.6.1–2
    assert_eq!(told(&refused), "403 ground_with_evidence IS-17.6.1–2");
    let work = json!({ "ground": "work", "business": BUSINESS, "business_unit": unit });
    let wrong = with(
        work.clone(),
        json!({ "business_unit": at(&app, "is_bm1").await.unit }),
    );
    assert_eq!(
        told(&asked(&app, &slip, wrong).await),
        "422 case_about IS-5.5"
    );
    let case = asked(&app, &slip, work).await.ok();
    let refused = by(&app, "is_iman1", &case, "copy_at_once", json!({})).await;
    assert_eq!(told(&refused), "403 tick_group IS-17.6.1–2");
    let refused = by(&app, "is_bm1", &case, "allow", json!({})).await;
    assert!(!refused.status.is_success());
    let case = by(&app, "is_tbm1", &case, "allow", json!({})).await.ok();
    let case = by(&app, "is_iman1", &case, "copy", json!({})).await.ok();
    let copy = material(&app, "is_iman1", &case, "copy").await;
    assert_eq!(lines(&copy), ["in 2 捜査会議"]);
    let original = material(&app, "is_iman1", &slip, "material").await;
    assert_eq!(lines(&original).pop().unwrap(), "copy 2 捜査会議");
    // For upkeep and testing nobody is asked, and it has its number.
    let upkeep = json!({ "ground": "upkeep" });
    let refused = asked(&app, &slip, upkeep).await;
    assert_eq!(told(&refused), "403 ground_with_evidence IS-17.6.1–2");
    let upkeep = json!({ "ground": "upkeep", "upkeep_no": "保守12" });
    let case = asked(&app, &slip, upkeep).await.ok();
    by(&app, "is_iman1", &case, "copy_at_once", json!({}))
        .await
        .ok();
}

#[tokio::test]
async fn is_17_7_a_copy_is_material_of_its_class_with_the_same_rules() {
    let app = App::on(DAY).await;
    let slip = held(&app, json!({})).await;
    let plain = json!({ "category": "output", "ground": null });
    let refused = asked(&app, &slip, plain.clone()).await;
    assert_eq!(told(&refused), "422 asset_class IS-17.7");
    let upkeep = json!({ "ground": "upkeep", "upkeep_no": "保守12" });
    let case = asked(&app, &slip, upkeep).await.ok();
    let case = by(&app, "is_iman1", &case, "copy_at_once", json!({}))
        .await
        .ok();
    let own = json!({ "entered": "existing", "material": case["values"]["copy"], "amount": 2 });
    let values = with(with(content(&app).await, own), plain);
    let assistant = at(&app, "is_iasst1").await;
    let refused = begin(&assistant, "material_slip", "make", values.clone()).await;
    // proves IS-17.7
    assert_eq!(told(&refused), "422 asset_class IS-17.7");
    let same = json!({ "category": "personal_output", "ground": "procedure" });
    let values = with(values, same);
    let copy = begin(&assistant, "material_slip", "make", values)
        .await
        .ok();
    let copy = confirmed(&app, copy, "confirm").await;
    let end = json!({ "final_method": "disposed", "final_amount": 2, "method": "shredded" });
    let refused = by(&app, "is_iasst1", &copy, "dispose_all", end.clone()).await;
    assert_eq!(told(&refused), "422 witness IS-17.3");
    let people = ("is_iasst1", "is_iman1");
    let copy = before(&app, people, &copy, "dispose_all", end).await.ok();
    let path = path_of(&copy).1;
    let shown = at(&app, "is_head1").await.get(&path).await.ok();
    assert_eq!(shown["state"]["code"], "final_assistant");
}
