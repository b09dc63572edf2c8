//! Who looks at a video file, for what, and before whom (第7の2(1) and (2)).

use protocol::person::TerminalKind;
use serde_json::json;

use crate::{
    caller::App,
    cc::{film, take, told},
    wc::{Patrol, app, at, begin, shown},
    wc_files::{before, content, filed, purpose},
};

#[tokio::test]
async fn wc_7_2_1_a_file_is_looked_at_for_one_of_the_purposes() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let (file, operator) = (filed(&app, &patrol).await, at(&app, "wc_op1").await);
    let open = async |change: serde_json::Value| {
        let mut values = purpose(&file);
        for (field, value) in change.as_object().unwrap() {
            values[field] = value.clone();
        }
        begin(&operator, "file_viewing", "open", values).await
    };
    let without = open(json!({ "purpose": null })).await;
    // proves WC-7.2.1.ア–ウ
    assert_eq!(told(&without), "422 field_missing WC-7.2.1.ア–ウ");
    let uncited = open(json!({ "purpose": "law" })).await;
    assert_eq!(told(&uncited), "422 field_present WC-7.2.1.ア–ウ");
    let other = open(json!({ "purpose": "curiosity" })).await;
    assert_eq!(told(&other), "422 value_unfit WC-7.2.1.ア–ウ");
    let cited = json!({ "purpose": "law", "statute": "刑事訴訟法第197条第2項" });
    let viewing = open(cited).await.ok();
    let seen = operator.get(&content(&file, &viewing)).await;
    assert_eq!(seen.bytes, film(1));
}

#[tokio::test]
async fn wc_7_2_2a_three_look_for_themselves_and_others_with_approval() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let file = filed(&app, &patrol).await;
    for user in ["wc_mgr1", "wc_lead1", "wc_op1"] {
        let person = at(&app, user).await;
        let viewing = begin(&person, "file_viewing", "open", purpose(&file)).await;
        let seen = person.get(&content(&file, &viewing.ok())).await;
        assert_eq!(seen.bytes, film(1), "{user}");
    }
    let staff = at(&app, "wc_staff1").await;
    let opened = begin(&staff, "file_viewing", "open", purpose(&file)).await;
    assert_eq!(told(&opened), "403 not_allowed WC-7.2.2a");
    let asked = begin(&staff, "file_viewing", "ask", purpose(&file))
        .await
        .ok();
    let seen = staff.get(&content(&file, &asked)).await;
    assert_eq!(told(&seen), "403 no_viewing WC-7.2.2a");
    let operator = at(&app, "wc_op1").await;
    let approved = take(&operator, &asked, "approve", json!({})).await;
    // proves WC-7.2.2a
    assert_eq!(told(&approved), "403 not_allowed WC-7.2.2a");
    take(&at(&app, "wc_lead1").await, &asked, "approve", json!({}))
        .await
        .ok();
    // Nowhere but on the management PC.
    for terminal in [TerminalKind::Office, TerminalKind::Unenrolled] {
        let elsewhere = app.person_at("wc_op1", terminal).await;
        let opened = begin(&elsewhere, "file_viewing", "open", purpose(&file)).await;
        assert_eq!(told(&opened), "403 not_allowed WC-7.2.2a", "{terminal:?}");
        let elsewhere = app.person_at("wc_staff1", terminal).await;
        let seen = elsewhere.get(&content(&file, &asked)).await;
        assert_eq!(told(&seen), "403 not_allowed WC-7.2.2a", "{terminal:?}");
    }
}

/// An approved viewing of a member of staff, with an officer designated to stand by.
async fn approved(app: &App, file: &serde_json::Value) -> serde_json::Value {
    let staff = at(app, "wc_staff1").await;
    let asked = begin(&staff, "file_viewing", "ask", purpose(file))
        .await
        .ok();
    let witness = json!({ "witness": at(app, "wc_off2").await.id });
    let chief = at(app, "wc_lead1").await;
    take(&chief, &asked, "approve", witness).await.ok()
}

#[tokio::test]
async fn wc_7_2_2b_who_looks_with_approval_is_never_alone() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let file = filed(&app, &patrol).await;
    let approved = approved(&app, &file).await;
    let staff = at(&app, "wc_staff1").await;
    let alone = take(&staff, &approved, "begin", json!({})).await;
    // proves WC-7.2.2b
    assert_eq!(told(&alone), "403 witness WC-7.2.2b");
    let own = before(&staff, &approved, "begin", "wc_staff1").await;
    assert_eq!(told(&own), "403 witness_not_apart WC-7.2.2b");
    // An operator is neither the chief operator nor designated.
    let other = before(&staff, &approved, "begin", "wc_op1").await;
    assert_eq!(told(&other), "403 witness WC-7.2.2b");
    let begun = before(&staff, &approved, "begin", "wc_off2").await.ok();
    let told_of = begun["done"].as_array().unwrap().last().unwrap();
    assert_eq!(told_of["by"]["user_id"], "wc_staff1");
    assert_eq!(told_of["witness"]["user_id"], "wc_off2");
    // The chief operator may stand by always.
    before(&staff, &begun, "confirm", "wc_lead1").await.ok();
}

#[tokio::test]
async fn wc_t7_a_third_person_looks_before_a_witness_and_once() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let file = filed(&app, &patrol).await;
    let approved = approved(&app, &file).await;
    let staff = at(&app, "wc_staff1").await;
    let unwatched = staff.get(&content(&file, &approved)).await;
    assert_eq!(told(&unwatched), "403 no_viewing WC-7.2.2a");
    let begun = before(&staff, &approved, "begin", "wc_off2").await.ok();
    assert_eq!(staff.get(&content(&file, &begun)).await.bytes, film(1));
    // It is theirs alone.
    let operator = at(&app, "wc_op1").await;
    let borrowed = operator.get(&content(&file, &begun)).await;
    assert_eq!(told(&borrowed), "403 no_viewing WC-7.2.2a");
    // After some minutes the witness has to say again that they are there.
    app.set("2026-12-01T12:31:00");
    let staff = at(&app, "wc_staff1").await;
    let late = staff.get(&content(&file, &begun)).await;
    assert_eq!(told(&late), "403 no_viewing WC-7.2.2a");
    let confirmed = before(&staff, &begun, "confirm", "wc_off2").await.ok();
    staff.get(&content(&file, &confirmed)).await.ok();
    let ended = take(&staff, &confirmed, "finish_with_witness", json!({})).await;
    let ended = ended.ok();
    let over = staff.get(&content(&file, &ended)).await;
    assert_eq!(told(&over), "403 no_viewing WC-7.2.2a");
    // An approval that was used is used up.
    let again = before(&staff, &ended, "begin", "wc_off2").await;
    assert_eq!(again.status.as_u16(), 409);
    assert_eq!(shown(&staff, &ended).await["state"]["code"], "ended");
}
