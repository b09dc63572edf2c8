//! Accidents and training (第19 and 第20).

use serde_json::{Value, json};

use crate::{
    caller::App,
    cc::{take, told},
    is_system::{DAY, at, begin, designed, notices, procedure, scoped, seen, state, waits_for},
};

/// An accident of the central station that is still its own affair.
async fn accident(app: &App) -> Value {
    let business = scoped(app).await;
    let procedure = procedure(app, &business).await;
    let head = at(app, "is_head1").await;
    let values = json!({
        "business": business["id"], "procedure": procedure["id"], "what": "照会画面が応答しない",
    });
    begin(&head, "accident", "report", values).await.ok()
}

async fn asked(app: &App) -> Value {
    let accident = accident(app).await;
    let head = at(app, "is_head1").await;
    let why = json!({ "request": "再起動でも直らない" });
    take(&head, &accident, "ask", why).await.ok()
}

#[tokio::test]
async fn is_19_1_nothing_goes_live_without_a_procedure() {
    let app = App::on(DAY).await;
    let business = scoped(&app).await;
    designed(&app, &business).await;
    let manager = at(&app, "is_tbm1").await;
    let business = seen(&manager, &business).await;
    let golive = json!({ "golive": ["rules", "coordination", "briefing"] });
    let refused = take(&manager, &business, "go_live", golive.clone()).await;
    // proves IS-19.1
    assert_eq!(told(&refused), "409 case_about IS-19.1");
    procedure(&app, &business).await;
    take(&manager, &business, "go_live", golive).await.ok();
}

#[tokio::test]
async fn is_19_2_the_unit_has_the_procedure_before_it() {
    let app = App::on(DAY).await;
    let accident = accident(&app).await;
    // proves IS-19.2
    assert_eq!(
        accident["values"]["checklist"],
        "1 端末の再起動\n2 回線の確認"
    );
    let head = at(&app, "is_head1").await;
    let done = json!({ "recovery": "再起動で復旧" });
    let closed = take(&head, &accident, "restore", done).await.ok();
    assert_eq!(closed["closed"], true);
}

#[tokio::test]
async fn is_19_3_what_the_unit_cannot_mend_goes_to_the_managers() {
    let app = App::on(DAY).await;
    let accident = asked(&app).await;
    let (manager, system) = (at(&app, "is_tbm1").await, at(&app, "is_sys1").await);
    for person in [&manager, &system] {
        // proves IS-19.3
        assert_eq!(notices(person, "IS-19.3").await, 1);
        assert!(waits_for(person, &accident).await);
    }
}

#[tokio::test]
async fn is_19_4_the_manager_examines_and_says_whom_was_sent() {
    let app = App::on(DAY).await;
    let accident = asked(&app).await;
    let (manager, head) = (at(&app, "is_tbm1").await, at(&app, "is_head1").await);
    let found =
        json!({ "examination": "回線装置の故障", "staff_sent": "なし", "severity": "ordinary" });
    for field in ["examination", "staff_sent"] {
        let mut values = found.clone();
        values.as_object_mut().unwrap().remove(field);
        let refused = take(&manager, &accident, "examine", values).await;
        // proves IS-19.4
        assert_eq!(told(&refused), "422 field_missing IS-19.4", "{field}");
    }
    let done = json!({ "recovery": "装置の交換" });
    let early = take(&head, &accident, "close", done.clone()).await;
    // proves IS-19.4
    assert_eq!(told(&early), "409 wrong_state IS-19.4");
    let other = at(&app, "is_bm1").await;
    let refused = take(&other, &accident, "examine", found.clone()).await;
    assert_eq!(told(&refused), "403 in_charge IS-19.4");
    let accident = take(&manager, &accident, "examine", found).await.ok();
    let closed = take(&head, &accident, "close", done).await.ok();
    assert_eq!(closed["closed"], true);
}

#[tokio::test]
async fn is_19_5_a_grave_accident_is_told_to_chief_and_department_head() {
    let app = App::on(DAY).await;
    let accident = asked(&app).await;
    let (system, head) = (at(&app, "is_sys1").await, at(&app, "is_head1").await);
    let found =
        json!({ "examination": "サーバ損壊", "staff_sent": "情管 2名", "severity": "grave" });
    let accident = take(&system, &accident, "examine", found).await.ok();
    let done = json!({ "recovery": "予備系に切替" });
    let early = take(&head, &accident, "close", done.clone()).await;
    // proves IS-19.5
    assert_eq!(told(&early), "409 wrong_state IS-19.5");
    assert_eq!(accident["deadlines"].as_array().unwrap().len(), 2);
    let report = json!({ "grave_report": "全署で照会停止" });
    let accident = take(&system, &accident, "report_grave", report).await.ok();
    for user in ["is_chief1", "is_dept1"] {
        let person = at(&app, user).await;
        // proves IS-19.5
        assert_eq!(notices(&person, "IS-19.5").await, 1, "{user}");
    }
    let closed = take(&head, &accident, "close", done).await.ok();
    assert_eq!(state(&closed), "closed");
}

#[tokio::test]
async fn is_20_training_is_recorded_and_who_has_had_none_is_listed() {
    let app = App::on(DAY).await;
    let (head, staff) = (at(&app, "is_head1").await, at(&app, "is_staff1").await);
    let system = at(&app, "is_sys1").await;
    let untrained = async || {
        let path = format!("/api/v1/training/IS/training?unit={}", system.unit);
        let list = system.get(&path).await.ok();
        let people = list["people"].as_array().unwrap().clone();
        let mut own = people
            .into_iter()
            .filter(|line| line["person"]["user_id"] == "is_staff1");
        own.next().map(|line| line["is_trained"] == false)
    };
    assert_eq!(untrained().await, Some(true));
    let values = json!({
        "topic": "照会の適正", "held_on": "2026-11-19", "attendees": [staff.id],
    });
    begin(&head, "training", "record", values).await.ok();
    // proves IS-20
    assert_eq!(untrained().await, Some(false));
}
