//! Photographs of staff (第4の4).

use serde_json::{Value, json};

use crate::{
    caller::App,
    cc::{ms, told},
    ph::{
        Contact, DAY, at, begin, confirmed_photo, directed, excepted, go, is_told, on_loan,
        overdue, photo, picture, result, state, steps, stored_photo, with,
    },
};

/// A photograph is sent, as the other side asked.
pub fn sending(contact: &Contact, photo: &Value) -> Value {
    json!({
        "contact": contact.case["id"], "photo": photo["id"], "asked": "yes",
        "asked_at": ms("2026-11-27T11:00:00"), "excerpt": "顔見せて",
        "text_not_enough": "写真がなければ会わないと述べたため", "sent_at": ms("2026-11-27T11:40:00"),
    })
}

#[tokio::test]
async fn ph_4_4a_a_photograph_of_own_staff_is_sent_only_when_asked_and_needed() {
    let app = App::on(DAY).await;
    let contact = directed(&app).await;
    excepted(&app, &["photo", "sending"], "no").await;
    let stored = stored_photo(&app, &contact.phone).await;
    let person = at(&app, "ph_contact1").await;
    let send = async |change: Value| {
        let values = with(sending(&contact, &stored), change);
        begin(&person, "photo_sending", "send", values).await
    };
    let refused = send(json!({ "asked": "no" })).await;
    // proves PH-4.4a
    assert_eq!(told(&refused), "422 tick_group PH-4.4a");
    for missing in ["asked_at", "excerpt", "text_not_enough"] {
        assert_eq!(
            told(&send(json!({ missing: null })).await),
            "422 field_present PH-4.4a"
        );
    }
    // Neither of staff of another unit.
    let foreign = with(
        photo(&app, &contact.phone).await,
        json!({ "member": at(&app, "ph_staff2").await.id }),
    );
    let refused = begin(&person, "staff_photo", "apply", foreign).await;
    assert_eq!(told(&refused), "422 in_scope PH-4.4a");
    send(json!({})).await.ok();
}

#[tokio::test]
async fn ph_4_4_1a_a_photograph_is_used_after_the_operations_managers_approval() {
    let app = App::on(DAY).await;
    let (phone, _) = on_loan(&app, "P-1").await;
    excepted(&app, &["photo"], "no").await;
    let person = at(&app, "ph_contact1").await;
    let applied = begin(&person, "staff_photo", "apply", photo(&app, &phone).await)
        .await
        .ok();
    let refused = go(&person, &applied, "store", json!({})).await;
    // proves PH-4.4.1a
    assert_eq!(told(&refused), "409 wrong_state PH-4.4.1a");
    assert!(steps(&applied).is_empty());
    go(&at(&app, "ph_mgr1").await, &applied, "approve", json!({}))
        .await
        .ok();
    assert!(is_told(&at(&app, "ph_general1").await, "copy", "use a photograph").await);
}

#[tokio::test]
async fn ph_4_4_1b_a_phone_holds_five_photographs() {
    let app = App::on(DAY).await;
    let (phone, _) = on_loan(&app, "P-1").await;
    excepted(&app, &["photo"], "no").await;
    let mut stored = Vec::new();
    for _ in 0..5 {
        stored.push(stored_photo(&app, &phone).await);
    }
    let sixth = confirmed_photo(&app, &phone).await;
    let person = at(&app, "ph_contact1").await;
    let refused = go(&person, &sixth, "store", json!({})).await;
    // proves PH-4.4.1b
    assert_eq!(told(&refused), "409 count_max PH-4.4.1b");
    // What waits for its deletion is still there.
    go(&person, &stored[0], "end_early", json!({})).await.ok();
    assert_eq!(
        told(&go(&person, &sixth, "store", json!({})).await),
        "409 count_max PH-4.4.1b"
    );
    go(&person, &stored[0], "delete", json!({ "deleted_on": DAY }))
        .await
        .ok();
    assert_eq!(
        state(&go(&person, &sixth, "store", json!({})).await.ok()),
        "active"
    );
}

#[tokio::test]
async fn ph_4_4_1c_a_picture_that_shows_where_it_was_taken_is_refused() {
    let app = App::on(DAY).await;
    let (phone, _) = on_loan(&app, "P-1").await;
    excepted(&app, &["photo"], "no").await;
    let person = at(&app, "ph_contact1").await;
    let placed = picture(&person, true).await;
    assert_eq!(placed["picture"]["position"], true);
    let values = photo(&app, &phone).await;
    let refused = begin(
        &person,
        "staff_photo",
        "apply",
        with(values.clone(), json!({ "photo": placed["id"] })),
    )
    .await;
    // proves PH-4.4.1c
    assert_eq!(told(&refused), "422 no_position PH-4.4.1c");
    // Neither what is no picture, whatever its name says.
    let other = person
        .bytes("/api/v1/case-files", "image/jpeg", "a.jpg", b"%PDF-1")
        .await
        .ok();
    let refused = begin(
        &person,
        "staff_photo",
        "apply",
        with(values.clone(), json!({ "photo": other["id"] })),
    )
    .await;
    assert_eq!(told(&refused), "422 no_position PH-4.4.1c");
    let taken = with(values.clone(), json!({ "taking": ["exif_removed"] }));
    let refused = begin(&person, "staff_photo", "apply", taken).await;
    assert_eq!(told(&refused), "422 tick_group PH-4.4.1c");
    // What is left is shown.
    let case = begin(&person, "staff_photo", "apply", values).await.ok();
    let file = case["values"]["photo"].as_str().unwrap();
    assert_eq!(
        case["pictures"][file],
        json!({ "position": false, "left": ["Orientation", "ResolutionUnit"] })
    );
}

#[tokio::test]
async fn ph_4_4_2_a_photograph_that_was_sent_is_followed_up_after_the_meeting() {
    let app = App::on(DAY).await;
    let contact = directed(&app).await;
    excepted(&app, &["photo", "sending"], "no").await;
    let stored = stored_photo(&app, &contact.phone).await;
    begin(
        &at(&app, "ph_contact1").await,
        "photo_sending",
        "send",
        sending(&contact, &stored),
    )
    .await
    .ok();
    crate::ph::commanded(&app, &contact.case).await;
    app.set("2026-11-28T19:00:00");
    let person = at(&app, "ph_contact1").await;
    let case = go(
        &person,
        &contact.case,
        "meet",
        json!({ "met_on": "2026-11-28" }),
    )
    .await
    .ok();
    let write = async |change: Value| {
        let values = with(result(&app, &case).await, change);
        begin(&person, "result_report", "write", values).await
    };
    let refused = write(json!({ "photo_sent": "yes" })).await;
    // proves PH-4.4.2
    assert_eq!(told(&refused), "422 field_present PH-4.4.2");
    assert_eq!(
        told(&write(json!({ "photo_sent": "no" })).await),
        "409 no_case PH-4.4.2"
    );
    let kept = json!({ "photo_sent": "yes", "photo_consent": "no", "photo_deleted": "no", "photo_confirmed_by": person.id });
    let report = write(kept).await.ok();
    app.set("2026-12-06T00:00:00");
    app.jobs().await;
    assert!(
        overdue(&at(&app, "ph_mgr1").await)
            .await
            .contains(&"photo_spread".to_owned())
    );
    let person = at(&app, "ph_contact1").await;
    let done = json!({ "photo_follow_up": "保護者の立会いで削除を確認" });
    go(&person, &report, "stop_spread", done).await.ok();
}
