//! Contact, meetings, results and what follows (第4).

use serde_json::{Value, json};

use crate::{
    caller::App,
    cc::{ms, told},
    ph::{
        Contact, DAY, acknowledged, at, begin, begin_in, commanded, contact, directed, go, is_told,
        judged, met, on_loan, overdue, permitted, plan, post, reported, result, seen, state, with,
    },
};

/// An entry of what was written.
pub fn entry(contact: &Contact) -> Value {
    json!({
        "contact": contact.case["id"], "phone": contact.phone, "service": contact.service["id"],
        "category": "text", "at": ms("2026-11-27T11:30:00"), "text": "話を聞かせてください",
    })
}

/// A call by an app, after the other side called.
pub fn call(contact: &Contact) -> Value {
    json!({
        "contact": contact.case["id"], "phone": contact.phone, "kind": "app", "they_called": "yes",
        "at": ms("2026-11-28T18:00:00"),
    })
}

#[tokio::test]
async fn ph_4_1a_there_is_no_contact_without_the_divisions_judgement() {
    let app = App::on(DAY).await;
    let (phone, _) = on_loan(&app, "P-1").await;
    let service = permitted(&app, &phone).await;
    acknowledged(&app, "ph_contact1").await;
    let person = at(&app, "ph_contact1").await;
    let reported = begin(&person, "post_report", "report", post()).await.ok();
    let refused = begin(
        &person,
        "contact",
        "begin",
        contact(&reported, &phone, &service),
    )
    .await;
    // proves PH-4.1a
    assert_eq!(told(&refused), "409 case_exists PH-4.1a");
    let none = json!({ "no_reason": "緊急性なし" });
    go(
        &at(&app, "ph_general1").await,
        &reported,
        "judge_none",
        none,
    )
    .await
    .ok();
    let refused = begin(
        &person,
        "contact",
        "begin",
        contact(&reported, &phone, &service),
    )
    .await;
    assert_eq!(told(&refused), "409 case_exists PH-4.1a");
    let judged = judged(&app).await;
    begin(
        &person,
        "contact",
        "begin",
        contact(&judged, &phone, &service),
    )
    .await
    .ok();
}

#[tokio::test]
async fn ph_4_1b_what_might_induce_is_reviewed() {
    let app = App::on(DAY).await;
    let contact = directed(&app).await;
    let (person, assistant) = (at(&app, "ph_contact1").await, at(&app, "ph_asst1").await);
    let plain = begin(&person, "contact_entry", "record", entry(&contact))
        .await
        .ok();
    assert_eq!(state(&plain), "recorded");
    let inducing = with(entry(&contact), json!({ "text": "条 件あり で会えますか" }));
    let flagged = begin(&person, "contact_entry", "record", inducing)
        .await
        .ok();
    // proves PH-4.1b
    assert_eq!(state(&flagged), "review");
    assert!(is_told(&assistant, "alert", "words that have to be reviewed").await);
    let reviewed = json!({ "review": "相手の言葉の引用。問題なし" });
    go(&assistant, &flagged, "review", reviewed).await.ok();
    let careless = json!({ "report": judged(&app).await["id"], "phone": contact.phone, "service": contact.service["id"], "target": "対象者B" });
    let refused = begin(&person, "contact", "begin", careless).await;
    assert_eq!(told(&refused), "422 tick_group PH-4.1b");
}

#[tokio::test]
async fn ph_4_1c_a_meeting_is_commanded_up_the_line_and_told_to_the_division() {
    let app = App::on(DAY).await;
    let contact = directed(&app).await;
    let person = at(&app, "ph_contact1").await;
    let record = json!({ "met_on": DAY });
    let refused = go(&person, &contact.case, "meet", record.clone()).await;
    // proves PH-4.1c
    assert_eq!(told(&refused), "409 wrong_state PH-4.1c");
    go(&person, &contact.case, "plan", plan(&app).await)
        .await
        .ok();
    let refused = go(
        &at(&app, "ph_mgr1").await,
        &contact.case,
        "command",
        json!({}),
    )
    .await;
    assert_eq!(told(&refused), "409 wrong_state PH-4.1c");
    go(
        &at(&app, "ph_asst1").await,
        &contact.case,
        "check",
        json!({}),
    )
    .await
    .ok();
    go(
        &at(&app, "ph_mgr1").await,
        &contact.case,
        "command",
        json!({}),
    )
    .await
    .ok();
    assert!(
        is_told(
            &at(&app, "ph_general1").await,
            "report",
            "division is informed"
        )
        .await
    );
    go(&person, &contact.case, "meet", record).await.ok();
}

/// A written result report with some values changed.
async fn written(app: &App, contact: &Value, change: Value) -> crate::caller::Answer {
    let values = with(result(app, contact).await, change);
    begin(
        &at(app, "ph_contact1").await,
        "result_report",
        "write",
        values,
    )
    .await
}

#[tokio::test]
async fn ph_4_2a_of_a_juvenile_guidance_and_guardian_are_told() {
    let app = App::on(DAY).await;
    let contact = met(&app).await;
    for missing in ["measures", "guardian_on", "guardian_by"] {
        let refused = written(&app, &contact.case, json!({ missing: null })).await;
        // proves PH-4.2a
        assert_eq!(told(&refused), "422 field_present PH-4.2a", "{missing}");
    }
    written(&app, &contact.case, json!({})).await.ok();
}

#[tokio::test]
async fn ph_4_2b_two_attend_and_a_female_officer_where_the_person_is_thought_female() {
    let app = App::on(DAY).await;
    let contact = directed(&app).await;
    let person = at(&app, "ph_contact1").await;
    let planned = async |change: Value| {
        let values = with(plan(&app).await, change);
        go(&person, &contact.case, "plan", values).await
    };
    let one = at(&app, "ph_staff1").await.id;
    let refused = planned(json!({ "own_staff": [one] })).await;
    // proves PH-4.2b
    assert_eq!(told(&refused), "422 at_least PH-4.2b");
    let absent = at(&app, "ph_asst1").await.id;
    for officer in [Value::Null, json!(absent)] {
        let refused = planned(json!({ "female_officer": officer })).await;
        assert_eq!(told(&refused), "422 among PH-4.2b");
    }
    assert_eq!(state(&planned(json!({})).await.ok()), "planned");
}

#[tokio::test]
async fn ph_4_2c_every_item_of_the_set_up_is_answered() {
    let app = App::on(DAY).await;
    let contact = directed(&app).await;
    let values = with(plan(&app).await, json!({ "setup": ["flight", "juvenile"] }));
    let refused = go(
        &at(&app, "ph_contact1").await,
        &contact.case,
        "plan",
        values,
    )
    .await;
    // proves PH-4.2c
    assert_eq!(told(&refused), "422 tick_group PH-4.2c");
    assert_eq!(refused.json()["field"], "setup");
}

#[tokio::test]
async fn ph_4_3_misconduct_is_one_of_two_kinds_and_another_needs_a_reason() {
    let app = App::on(DAY).await;
    let contact = met(&app).await;
    let refused = written(&app, &contact.case, json!({ "misconduct": "truancy" })).await;
    assert_eq!(told(&refused), "422 value_unfit PH-4.3");
    let refused = written(&app, &contact.case, json!({ "misconduct": "other" })).await;
    // proves PH-4.3
    assert_eq!(told(&refused), "422 field_present PH-4.3");
    let reasoned =
        json!({ "misconduct": "other", "misconduct_reason": "深夜はいかいを認めたため" });
    written(&app, &contact.case, reasoned).await.ok();
}

#[tokio::test]
async fn ph_4_5_the_result_goes_up_and_a_copy_to_the_division() {
    let app = App::on(DAY).await;
    let contact = met(&app).await;
    let manager = at(&app, "ph_mgr1").await;
    let refused = go(&manager, &contact.case, "close", json!({})).await;
    assert_eq!(told(&refused), "409 case_exists PH-4.5");
    app.set("2026-12-01T00:00:00");
    app.jobs().await;
    let found = overdue(&at(&app, "ph_mgr1").await).await;
    // proves PH-4.5
    assert!(found.contains(&"result_report".to_owned()), "{found:?}");
    reported(&app, &contact.case).await;
    assert!(is_told(&at(&app, "ph_general1").await, "copy", "result report").await);
    let closed = go(
        &at(&app, "ph_mgr1").await,
        &contact.case,
        "close",
        json!({}),
    )
    .await
    .ok();
    assert_eq!(closed["closed"], true);
}

#[tokio::test]
async fn ph_4_6_1_a_call_is_made_at_the_scene_on_the_day_when_the_other_side_calls() {
    let app = App::on(DAY).await;
    let contact = directed(&app).await;
    commanded(&app, &contact.case).await;
    let refused = begin(
        &at(&app, "ph_contact1").await,
        "call",
        "record",
        call(&contact),
    )
    .await;
    // proves PH-4.6.1
    assert_eq!(told(&refused), "409 case_exists PH-4.6.1");
    app.set("2026-11-28T18:05:00");
    let person = at(&app, "ph_contact1").await;
    let unasked = with(call(&contact), json!({ "they_called": "no" }));
    let refused = begin(&person, "call", "record", unasked).await;
    assert_eq!(told(&refused), "409 tick_group PH-4.6.1");
    begin(&person, "call", "record", call(&contact)).await.ok();
}

#[tokio::test]
async fn ph_4_6_2_other_units_answer_and_their_staff_join_the_plan() {
    let app = App::on(DAY).await;
    let contact = directed(&app).await;
    let (manager, general) = (at(&app, "ph_mgr1").await, at(&app, "ph_general1").await);
    let helper = at(&app, "ph_staff2").await.id;
    let request = json!({
        "contact": contact.case["id"], "needed": 1, "when": ms("2026-11-28T18:00:00"), "reason": "要員不足",
    });
    let asked = begin(&manager, "support", "ask", request).await.ok();
    assert!(is_told(&general, "report", "Support is asked for").await);
    let joined = with(
        plan(&app).await,
        json!({ "with_support": "yes", "support": asked["id"], "helpers": [helper] }),
    );
    let person = at(&app, "ph_contact1").await;
    let refused = go(&person, &contact.case, "plan", joined.clone()).await;
    // proves PH-4.6.2
    assert_eq!(told(&refused), "409 case_exists PH-4.6.2");
    let east = at(&app, "ph_mgr2").await;
    let request = json!({ "request": asked["id"] });
    let of_east = begin_in(
        &general,
        &east.unit,
        ("support_answer", "ask_unit"),
        request.clone(),
    )
    .await
    .ok();
    let of_division = begin_in(
        &general,
        &general.unit,
        ("support_answer", "ask_unit"),
        request,
    )
    .await
    .ok();
    assert!(is_told(&east, "report", "Support is asked for").await);
    let refused = go(&east, &of_east, "answer", json!({ "answer": "no" })).await;
    assert_eq!(told(&refused), "422 field_present PH-4.6.2");
    let no = json!({ "answer": "no", "reason": "当直要員のみのため" });
    assert_eq!(
        state(&go(&general, &of_division, "answer", no).await.ok()),
        "declined"
    );
    let yes = json!({ "answer": "yes", "helpers": [helper] });
    assert_eq!(
        state(&go(&east, &of_east, "answer", yes).await.ok()),
        "agreed"
    );
    let planned = go(&person, &contact.case, "plan", joined).await.ok();
    assert_eq!(planned["values"]["helpers"], json!([helper]));
    // Who is of another unit stands among the helpers.
    go(
        &at(&app, "ph_asst1").await,
        &contact.case,
        "replan",
        json!({}),
    )
    .await
    .ok();
    let hidden = with(
        plan(&app).await,
        json!({ "own_staff": [helper, at(&app, "ph_staff1").await.id] }),
    );
    let refused = go(&person, &contact.case, "plan", hidden).await;
    assert_eq!(told(&refused), "422 in_scope PH-4.6.2");
}

#[tokio::test]
async fn ph_4_6_3_a_child_who_needs_support_gets_a_measure_and_a_day() {
    let app = App::on(DAY).await;
    let contact = met(&app).await;
    let some = json!({ "weighed": ["victim"] });
    assert_eq!(
        told(&written(&app, &contact.case, some).await),
        "422 tick_group PH-4.6.3"
    );
    let needed = json!({ "support_needed": "yes" });
    let refused = written(&app, &contact.case, needed).await;
    // proves PH-4.6.3
    assert_eq!(told(&refused), "422 tick_group PH-4.6.3");
    let measures = json!({ "support_needed": "yes", "support": ["continued", "centre"], "support_on": "2026-12-05" });
    let report = written(&app, &contact.case, measures).await.ok();
    assert!(
        report["deadlines"]
            .as_array()
            .unwrap()
            .iter()
            .any(|line| line["duty"] == "child_support")
    );
    app.set("2026-12-06T00:00:00");
    app.jobs().await;
    let manager = at(&app, "ph_mgr1").await;
    assert!(
        overdue(&manager)
            .await
            .contains(&"child_support".to_owned())
    );
    go(
        &manager,
        &report,
        "support_child",
        json!({ "support_done": "児童相談所へ通告" }),
    )
    .await
    .ok();
    assert_eq!(state(&seen(&manager, &report).await), "written");
}
