//! Cameras, chargers and management PCs (WC-1, WC-2, WC-4).

use protocol::person::TerminalKind;
use serde_json::{Value, json};

use crate::{
    caller::App,
    cc::{take, told},
    wc::{
        act, app, at, begin, camera, camera_out, dock, duties, hand_out, newest, notices, taken_in,
        time,
    },
};

async fn seen(app: &App, thing: &Value) -> Value {
    let path = format!("/api/v1/assets/{}", thing["asset"]["id"].as_str().unwrap());
    at(app, "wc_op1").await.get(&path).await.ok()
}

#[tokio::test]
async fn wc_1_the_rules_are_about_cameras_and_their_equipment_alone() {
    let app = app().await;
    let manager = at(&app, "wc_mgr1").await;
    let drone = taken_in(&manager, "drone", "D-1", json!({})).await;
    assert_eq!(drone.status.as_u16(), 404);
    let help = manager.get("/api/v1/rulebooks/WC").await.ok();
    let texts = help["texts"].as_array().unwrap().iter();
    let aims = texts.filter(|text| text["clause"] == "WC-1").count();
    // proves WC-1
    assert_eq!(aims, 1);
}

#[tokio::test]
async fn wc_2_1_a_camera_is_there_once_by_its_serial_number() {
    let app = app().await;
    camera(&app, "CAM-1").await;
    let operator = at(&app, "wc_op1").await;
    let again = taken_in(&operator, "wearable_camera", "CAM-1", json!({})).await;
    assert_eq!(told(&again), "409 asset_number_taken WC-2.1");
    let elsewhere = at(&app, "wc_mgr2").await;
    let elsewhere = taken_in(&elsewhere, "wearable_camera", "CAM-1", json!({})).await;
    // proves WC-2.1
    assert_eq!(told(&elsewhere), "409 asset_number_taken WC-2.1");
}

#[tokio::test]
async fn wc_2_3_filming_is_recorded_at_a_management_pc_alone() {
    let app = app().await;
    for terminal in [TerminalKind::Office, TerminalKind::Unenrolled] {
        let officer = app.person_at("wc_off1", terminal).await;
        let there = begin(&officer, "camera_session", "start", json!({})).await;
        // proves WC-2.3
        assert_eq!(told(&there), "403 not_allowed WC-2.3");
    }
}

#[tokio::test]
async fn wc_2_4_docking_stands_in_the_ledger_with_its_charger() {
    let app = app().await;
    let (operator, charger) = (
        at(&app, "wc_op1").await,
        json!({ "location": "community_office" }),
    );
    let alone = taken_in(&operator, "multi_charger", "MC-1", charger).await;
    // proves WC-2.4
    assert_eq!(told(&alone), "422 asset_attribute_missing WC-2.4");
    let charger = json!({ "location": "community_office", "pc": "PC-1" });
    taken_in(&operator, "multi_charger", "MC-1", charger)
        .await
        .ok();
    let camera = camera_out(&app, "CAM-1").await;
    let nowhere = act(&operator, &camera, json!({ "act": "return" })).await;
    assert_eq!(told(&nowhere), "422 asset_place_missing WC-2.4");
    let docked = dock(&app, &camera).await.ok();
    let entries = docked["entries"].as_array().unwrap();
    let last = entries.iter().find(|entry| entry["act"] == "return");
    assert_eq!(last.unwrap()["place"]["name"], "MC-1");
}

#[tokio::test]
async fn wc_2_6_the_application_is_no_matter_of_other_browsers() {
    let app = app().await;
    let operator = app.person_at("wc_op1", TerminalKind::Office).await;
    taken_in(&operator, "wearable_camera", "CAM-1", json!({}))
        .await
        .ok();
    let chief = app.person_at("wc_chief1", TerminalKind::Unenrolled).await;
    let figures = chief.get("/api/v1/figures/WC").await;
    // proves WC-2.6
    assert_eq!(told(&figures), "403 not_allowed WC-2.6");
}

#[tokio::test]
async fn wc_4_1_every_take_out_is_recorded_and_a_day_without_return_is_told() {
    let app = app().await;
    let camera = camera_out(&app, "CAM-1").await;
    let again = hand_out(&app, &camera).await;
    assert_eq!(told(&again), "409 asset_state WC-4.1");
    app.set("2026-12-02T12:05:00");
    app.jobs().await;
    let late = duties(&seen(&app, &camera).await);
    // proves WC-4.1
    assert_eq!(late, ["camera_out overdue", "undocked overdue"]);
    dock(&app, &camera).await.ok();
    assert_eq!(duties(&seen(&app, &camera).await), [] as [&str; 0]);
}

#[tokio::test]
async fn wc_4_1_somebody_else_confirms_a_take_out() {
    let app = app().await;
    let camera = camera(&app, "CAM-1").await;
    let operator = at(&app, "wc_op1").await;
    let alone = json!({ "act": "out", "due_back": time("17:00") });
    let alone = act(&operator, &camera, alone).await;
    // proves WC-4.1
    assert_eq!(told(&alone), "422 asset_not_confirmed WC-4.1");
}

#[tokio::test]
async fn wc_4_1_the_operations_manager_signs_the_overview_off() {
    let app = app().await;
    camera_out(&app, "CAM-1").await;
    camera(&app, "CAM-2").await;
    let manager = at(&app, "wc_mgr1").await;
    let signed = begin(&manager, "daily_overview", "sign_off", json!({}))
        .await
        .ok();
    let values = &signed["values"];
    let counted = (&values["cameras_out"], &values["cameras_stored"]);
    // proves WC-4.1
    assert_eq!(counted, (&json!(1), &json!(1)));
    let operator = at(&app, "wc_op1").await;
    let operator = begin(&operator, "daily_overview", "sign_off", json!({})).await;
    assert_eq!(told(&operator), "403 not_allowed WC-4.1");
}

#[tokio::test]
async fn wc_4_2_a_pc_stands_in_its_office_and_is_checked_before_it_is_used() {
    let app = app().await;
    let manager = at(&app, "wc_mgr1").await;
    let pc = async |number: &str, location: &str| {
        taken_in(
            &manager,
            "management_pc",
            number,
            json!({ "location": location }),
        )
        .await
    };
    let elsewhere = pc("PC-1", "corridor").await;
    assert_eq!(told(&elsewhere), "422 asset_attribute_unfit WC-4.2");
    let pc = pc("PC-1", "community_office").await.ok();
    let unchecked = act(&manager, &pc, json!({ "act": "out" })).await;
    assert_eq!(told(&unchecked), "409 asset_state WC-4.2");
    let unseen = act(&manager, &pc, json!({ "act": "inspect" })).await;
    // proves WC-4.2
    assert_eq!(told(&unseen), "422 asset_method_missing WC-4.2");
    let check = || json!({ "act": "inspect", "method": "wire_photo" });
    act(&manager, &pc, check()).await.ok();
    act(&manager, &pc, json!({ "act": "out" })).await.ok();
    app.set("2027-01-01T08:00:00");
    app.jobs().await;
    let due = manager_sees(&app, &pc).await;
    assert_eq!(duties(&due), ["wire_check", "wire_check overdue"]);
    let manager = at(&app, "wc_mgr1").await;
    let checked = act(&manager, &pc, check()).await.ok();
    assert!(!duties(&checked).contains(&"wire_check overdue".to_owned()));
}

async fn manager_sees(app: &App, thing: &Value) -> Value {
    let path = format!("/api/v1/assets/{}", thing["asset"]["id"].as_str().unwrap());
    at(app, "wc_mgr1").await.get(&path).await.ok()
}

#[tokio::test]
async fn wc_4_3_a_count_that_differs_drafts_an_urgent_report() {
    let app = app().await;
    for number in 1..=3 {
        camera(&app, &format!("CAM-{number}")).await;
    }
    let operator = at(&app, "wc_op1").await;
    let count =
        |present: i64| json!({ "shift": "朝", "present": present, "note": "1台見当たらない" });
    let all = begin(&operator, "stock_count", "count", count(3))
        .await
        .ok();
    assert_eq!(all["state"]["code"], "matched");
    let two = begin(&operator, "stock_count", "count", count(2))
        .await
        .ok();
    assert_eq!(
        (&two["state"]["code"], &two["values"]["expected"]),
        (&json!("differs"), &json!(3))
    );
    let manager = at(&app, "wc_mgr1").await;
    let draft = newest(&manager, "urgent_matter").await;
    // proves WC-4.3
    assert_eq!(draft["values"]["summary"], "1台見当たらない");
    assert_eq!(draft["values"]["source"], two["id"]);
    assert_eq!(duties(&draft), ["headquarters_report"]);
    assert_eq!(notices(&manager, "WC-4.3").await, 1);
    let kinds = json!({ "kinds": ["loss"] });
    take(&manager, &draft, "report", kinds).await.ok();
}

#[tokio::test]
async fn wc_9_1_1_a_lost_camera_drafts_an_urgent_report() {
    let app = app().await;
    let camera = camera_out(&app, "CAM-1").await;
    let operator = at(&app, "wc_op1").await;
    act(&operator, &camera, json!({ "act": "lose" })).await.ok();
    let draft = newest(&at(&app, "wc_mgr1").await, "urgent_matter").await;
    // proves WC-9.1.1
    assert_eq!(draft["values"]["thing"], camera["asset"]["id"]);
    assert_eq!(duties(&draft), ["headquarters_report"]);
}

#[tokio::test]
async fn wc_7_1_1a_a_camera_is_docked_within_an_hour_after_the_shift() {
    let app = app().await;
    let camera = camera_out(&app, "CAM-1").await;
    for (moment, told) in [
        ("2026-12-01T17:59:59", ["camera_out", "undocked"]),
        ("2026-12-01T18:00:00", ["camera_out", "undocked overdue"]),
    ] {
        app.set(moment);
        app.jobs().await;
        // proves WC-7.1.1a
        assert_eq!(duties(&seen(&app, &camera).await), told);
    }
}
