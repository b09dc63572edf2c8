//! Filming: user registration, checklist, pauses, deviations, encounters (WC-5.2, WC-6).

use serde_json::{Value, json};

use crate::{
    cc::{take, told},
    wc::{Patrol, app, at, begin, camera_out, code, duties, newest, notices, shown, time, train},
};

#[tokio::test]
async fn wc_2_5_only_for_a_wearing_officer_filming_begins() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let manager = at(&app, "wc_mgr1").await;
    let posts = manager
        .get(&format!("/api/v1/posts?unit={}", manager.unit))
        .await
        .ok();
    let officer = at(&app, "wc_off1").await;
    let lines = posts["posts"].as_array().unwrap().iter();
    let own = lines
        .clone()
        .find(|post| post["person"]["id"] == json!(officer.id))
        .unwrap();
    let body = json!({
        "document": "WC", "kind": "staff", "unit": manager.unit, "from": "2026-12-01",
        "person": { "id": officer.id },
    });
    manager.post("/api/v1/posts", body).await.ok();
    manager
        .delete(&format!("/api/v1/posts/{}", own["id"].as_str().unwrap()))
        .await;
    let operator = at(&app, "wc_op1").await;
    let values = patrol.start_values(json!({})).await;
    let no_more = begin(&operator, "camera_session", "start", values).await;
    // proves WC-2.5
    assert_eq!(told(&no_more), "409 holds_post WC-2.5");
}

#[tokio::test]
async fn wc_5_2_1_a_code_holds_an_opaque_id_and_counts_until_it_is_revoked() {
    let app = app().await;
    let code = code(&app, "wc_off1").await;
    let (manager, officer) = (at(&app, "wc_mgr1").await, at(&app, "wc_off1").await);
    let path = format!("/api/v1/cases/{}/code", code["id"].as_str().unwrap());
    let text = manager.get(&path).await.ok()["text"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(text.len(), 64, "an id and a tag");
    assert!(!text.contains("off1") && !text.contains(&officer.id.to_string()));
    let read = async |text: &str| {
        officer
            .post("/api/v1/codes/read", json!({ "text": text }))
            .await
    };
    let whose = read(&text).await.ok();
    assert_eq!(whose["person"]["id"], json!(officer.id));
    let mut forged = text.clone().into_bytes();
    forged[0] = if forged[0] == b'A' { b'B' } else { b'A' };
    let forged = read(&String::from_utf8(forged).unwrap()).await;
    assert_eq!(told(&forged), "422 code_unreadable ");
    assert_eq!(told(&officer.get(&path).await), "403 not_allowed WC-5.2.1");
    let why = json!({ "revoked_because": "紛失" });
    take(&manager, &code, "revoke", why).await.ok();
    let revoked = read(&text).await;
    // proves WC-5.2.1
    assert_eq!(told(&revoked), "410 code_revoked WC-5.2.1");
    assert_eq!(told(&manager.get(&path).await), "410 code_revoked WC-5.2.1");
}

#[tokio::test]
async fn wc_5_2_1_a_code_is_for_wearing_officers_of_the_own_unit() {
    let app = app().await;
    let (manager, operator) = (at(&app, "wc_mgr1").await, at(&app, "wc_op1").await);
    train(&app, "wc_op1").await;
    let wearer = json!({ "wearer": operator.id });
    let wrong = begin(&manager, "wearer_code", "issue", wearer).await;
    // proves WC-5.2.1
    assert_eq!(told(&wrong), "409 holds_post WC-5.2.1");
}

#[tokio::test]
async fn wc_5_2_2_filming_begins_with_a_code_that_counts() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let manager = at(&app, "wc_mgr1").await;
    let why = json!({ "revoked_because": "紛失" });
    take(&manager, &patrol.code, "revoke", why).await.ok();
    let revoked = patrol.start(json!({})).await;
    // proves WC-5.2.2
    assert_eq!(told(&revoked), "409 case_exists WC-5.2.2");
}

#[tokio::test]
async fn wc_5_2_2_filming_begins_with_the_own_code() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let other = at(&app, "wc_off2").await;
    let others = patrol.start(json!({ "wearer": other.id })).await;
    // proves WC-5.2.2
    assert_eq!(told(&others), "403 same_as WC-5.2.2");
}

#[tokio::test]
async fn wc_4_1_filming_begins_with_a_camera_whose_take_out_is_recorded() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    crate::wc::dock(&app, &patrol.camera).await.ok();
    let docked = patrol.start(json!({})).await;
    // proves WC-4.1
    assert_eq!(told(&docked), "409 asset_state WC-4.1");
}

#[tokio::test]
async fn wc_4_4_a_gap_in_filming_is_listed_with_its_reason() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let started = json!({ "out_at": time("08:00"), "started_at": time("09:00") });
    let session = patrol.start(started).await.ok();
    // proves WC-4.4
    assert_eq!(duties(&session), ["explain_gap"]);
    let reason = json!({ "explanation": "電池切れのため交換" });
    let explained = patrol.take(&session, "explain", reason).await.ok();
    assert_eq!(duties(&explained), [] as [&str; 0]);
    let ended = patrol.end(&explained, "10:00", "11:00").await.ok();
    assert_eq!(duties(&ended), ["explain_gap"]);
}

#[tokio::test]
async fn wc_4_5_the_cord_is_tied_before_filming_begins() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let loose = patrol.start(json!({ "cord": "loose" })).await;
    // proves WC-4.5
    assert_eq!(told(&loose), "422 tick_group WC-4.5");
}

#[tokio::test]
async fn wc_6_1_filming_within_police_premises_is_listed() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let session = patrol.start(json!({})).await.ok();
    assert_eq!(duties(&session), [] as [&str; 0]);
    let ended = patrol.end(&session, "11:30", "11:00").await.ok();
    // proves WC-6.1
    assert_eq!(duties(&ended), ["explain_inside"]);
}

#[tokio::test]
async fn wc_6_1_filming_begins_outdoors_or_where_many_come_and_go() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let session = patrol.start(json!({ "place": "premises" })).await.ok();
    // proves WC-6.1
    assert_eq!(duties(&session), ["explain_inside"]);
}

#[tokio::test]
async fn wc_6_2_ア_pauses_are_kept_and_one_that_was_not_resumed_is_listed() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let session = patrol.start(json!({})).await.ok();
    let paused = patrol.pause(&session, "private_place", "09:30").await.ok();
    let resumed = json!({ "resumed_at": time("09:40") });
    let resumed = patrol.take(&paused, "resume", resumed).await.ok();
    let paused = patrol.pause(&resumed, "private_place", "10:30").await.ok();
    let ended = patrol.end(&paused, "11:00", "11:05").await.ok();
    // proves WC-6.2.ア
    assert_eq!(duties(&ended), ["explain_pause"]);
    let done = ended["done"].as_array().unwrap().iter();
    let pauses: Vec<_> = done
        .filter(|done| done["step"] == "pause")
        .map(|done| done["filled"]["paused_at"].clone())
        .collect();
    assert_eq!(pauses, [time("09:30"), time("10:30")]);
}

#[tokio::test]
async fn wc_6_2_ア_a_pause_has_its_ground() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let session = patrol.start(json!({})).await.ok();
    let without = json!({ "paused_at": time("09:30") });
    let without = patrol.take(&session, "pause", without).await;
    // proves WC-6.2.ア
    assert_eq!(told(&without), "422 field_missing WC-6.2.ア");
}

#[tokio::test]
async fn wc_6_2_イ_filming_pauses_while_traffic_papers_are_written() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let session = patrol.start(json!({})).await.ok();
    let paused = patrol.pause(&session, "traffic_paperwork", "09:30").await;
    // proves WC-6.2.イ
    assert_eq!(told(&paused), "200  ");
    let paused = paused.json();
    assert_eq!(paused["done"][1]["filled"]["ground"], "traffic_paperwork");
    let resumed = json!({ "resumed_at": time("09:20") });
    let before = patrol.take(&paused, "resume", resumed).await;
    assert_eq!(told(&before), "422 date_order WC-6.2.ア");
}

#[tokio::test]
async fn wc_6_2_ウ_a_pause_that_spares_the_duty_says_how() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let session = patrol.start(json!({})).await.ok();
    let without = patrol.pause(&session, "hinders_duty", "09:30").await;
    // proves WC-6.2.ウ
    assert_eq!(told(&without), "422 field_present WC-6.2.ウ");
    let told = json!({
        "ground": "hinders_duty", "ground_text": "張り込みのため", "paused_at": time("09:30"),
    });
    patrol.take(&session, "pause", told).await.ok();
}

#[tokio::test]
async fn wc_6_3_2_filming_begins_with_the_checklist() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let without = patrol.start(json!({ "lamp": null })).await;
    // proves WC-6.3.2
    assert_eq!(told(&without), "422 field_present WC-6.3.2");
}

#[tokio::test]
async fn wc_6_3_2_a_hidden_lamp_is_told_to_the_chief_operator() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let session = patrol.start(json!({ "lamp": "hidden" })).await.ok();
    // proves WC-6.3.2
    assert_eq!(duties(&session), ["correct_wearing"]);
    let lead = at(&app, "wc_lead1").await;
    assert_eq!(notices(&lead, "WC-6.3.2").await, 1);
    assert_eq!(session["values"]["lamp"], "hidden");
    let seen = shown(&lead, &session).await;
    let note = json!({ "wearing_note": "装着し直した" });
    let corrected = take(&lead, &seen, "correct", note).await.ok();
    assert_eq!(duties(&corrected), [] as [&str; 0]);
}

/// What was said with somebody who was filmed.
async fn encounter(patrol: &Patrol<'_>, change: Value) -> crate::caller::Answer {
    let session = patrol.start(json!({})).await.ok();
    let mut values = json!({
        "session": session["id"], "happened_at": time("09:30"), "objection": "no",
    });
    for (field, value) in change.as_object().unwrap() {
        values[field] = value.clone();
    }
    let officer = at(patrol.app, "wc_off1").await;
    begin(&officer, "encounter", "record", values).await
}

#[tokio::test]
async fn wc_6_3_3_an_objection_is_met_with_an_explanation() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let without = encounter(&patrol, json!({ "objection": "yes" })).await;
    // proves WC-6.3.3
    assert_eq!(told(&without), "422 field_present WC-6.3.3");
}

#[tokio::test]
async fn wc_6_3_3_a_request_for_deletion_is_assessed() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let asked = json!({
        "objection": "yes", "explained": "yes", "outcome": "納得せず", "deletion_requested": "yes",
    });
    let noted = encounter(&patrol, asked).await.ok();
    let chief = at(&app, "wc_chief1").await;
    let assessment = newest(&chief, "deletion_assessment").await;
    // proves WC-6.3.3
    assert_eq!(assessment["values"]["encounter"], noted["id"]);
    assert_eq!(duties(&assessment), ["assessment"]);
    assert_eq!(notices(&chief, "WC-6.3.3").await, 1);
    let opinion = json!({ "conforming": "no", "opinion": "居宅内で撮影していた" });
    take(&chief, &assessment, "assess", opinion).await.ok();
}

#[tokio::test]
async fn wc_6_3_4_filming_without_the_consent_of_a_places_manager_has_its_reason() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let place =
        json!({ "premises": "商業施設", "place_manager": "支配人", "consent": "not_obtained" });
    let without = encounter(&patrol, place.clone()).await;
    // proves WC-6.3.4
    assert_eq!(told(&without), "422 field_present WC-6.3.4");
    let mut place = place;
    place["consent_reason"] = json!("閉店後で不在");
    let other = camera_out(&app, "CAM-2").await;
    let patrol = Patrol {
        camera: other,
        ..patrol
    };
    let noted = encounter(&patrol, place).await.ok();
    assert_eq!(noted["state"]["code"], "without_consent");
}
