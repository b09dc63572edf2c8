//! Stops of the system (第7の1(1), (2)): consulted, decided, announced, begun and ended by the clock.

use protocol::person::TerminalKind::Management;
use serde_json::{Value, json};

use crate::caller::{App, Person};

pub const DAY: &str = "2026-11-27";
const FROM: &str = "2026-11-28T02:00:00";
const UNTIL: &str = "2026-11-28T04:00:00";

#[tokio::test]
async fn vr_7_1_1_a_stop_needs_an_end_and_a_start_that_lies_ahead() {
    let app = App::on(DAY).await;
    let chief = app.person_at("npachief", Management).await;
    let mut endless = decision(FROM, UNTIL);
    endless["values"].as_object_mut().unwrap().remove("until");
    let refused = chief.post("/api/v1/cases", endless).await;
    // proves VR-7.1.1
    refused.refused(422, "field_missing", "VR-7.1.1");
    assert_eq!(refused.json()["field"], "until");
    let past = decision("2026-11-27T11:59:59", UNTIL);
    let refused = chief.post("/api/v1/cases", past).await;
    // proves VR-7.1.1
    refused.refused(422, "date_order", "VR-7.1.1");
    assert_eq!(refused.json()["field"], "from");
    let turned = decision(UNTIL, FROM);
    chief
        .post("/api/v1/cases", turned)
        .await
        .refused(422, "date_order", "VR-7.1.1");
    // Without a proposal of the system chief it is valid all the same.
    let decided = chief
        .post("/api/v1/cases", decision(FROM, UNTIL))
        .await
        .ok();
    assert_eq!(decided["state"]["code"], "decided");
}

#[tokio::test]
async fn vr_7_1_1_only_the_npa_operations_chief_stops_the_system() {
    let app = App::on(DAY).await;
    for user in ["npasys", "npamgr", "npasysmgr"] {
        let other = app.person_at(user, Management).await;
        let refused = other.post("/api/v1/cases", decision(FROM, UNTIL)).await;
        // proves VR-7.1.1
        refused.refused(403, "not_allowed", "VR-7.1.1");
    }
    for user in ["chief1", "mgr1", "op1"] {
        let other = app.person(user).await;
        let refused = other.post("/api/v1/cases", decision(FROM, UNTIL)).await;
        refused.refused(403, "not_allowed", "VR-7.1.1");
    }
}

#[tokio::test]
async fn vr_7_1_1_what_is_announced_reaches_every_headquarters_and_ends_by_itself() {
    let app = App::on(DAY).await;
    let chief = app.person_at("npachief", Management).await;
    let path = announced(&chief, decision(FROM, UNTIL)).await;
    for user in ["mgr1", "mgrb1", "chief1", "op1", "opb1", "sysmgr1"] {
        let told = app.person(user).await.get("/api/v1/tasks").await.ok();
        let notice = &told["notices"][0];
        // proves VR-7.1.1
        assert_eq!(notice["kind"], "alert", "{user}: {told}");
        let ja = notice["text"]["ja"].as_str().unwrap();
        assert!(
            ja.contains("2026年11月28日 02:00") && ja.contains("04:00"),
            "{ja}"
        );
    }
    let state = async |moment: &str| {
        app.set(moment);
        app.jobs().await;
        app.house.admin.suspensions_changed();
        let stands_still = app.house.admin.stands_still().await.unwrap().is_some();
        let manager = app.person("mgr1").await;
        let shown = manager.get("/api/v1/system-state").await.ok();
        let chief = app.person_at("npachief", Management).await;
        let case = chief.get(&path).await.ok();
        let code = case["state"]["code"].as_str().unwrap().to_owned();
        (code, stands_still, shown["suspension"].is_object())
    };
    let is = |code: &str, still, shown| (code.to_owned(), still, shown);
    assert_eq!(
        state("2026-11-28T01:59:59").await,
        is("announced", false, true)
    );
    assert_eq!(state(FROM).await, is("suspended", true, true));
    assert_eq!(
        state("2026-11-28T03:59:59").await,
        is("suspended", true, true)
    );
    assert_eq!(state(UNTIL).await, is("resumed", false, false));
    let told = app.person("mgrb1").await.get("/api/v1/tasks").await.ok();
    let ja = told["notices"][0]["text"]["ja"].as_str().unwrap();
    assert!(ja.contains("再開しました"), "{ja}");
}

#[tokio::test]
async fn vr_7_1_1_an_extension_is_a_new_decision_and_only_moves_the_end_on() {
    let app = App::on(DAY).await;
    let chief = app.person_at("npachief", Management).await;
    let path = announced(&chief, decision(FROM, UNTIL)).await;
    app.set(FROM);
    app.jobs().await;
    let chief = app.person_at("npachief", Management).await;
    let extend = |until: &str| json!({ "until": ms(until), "extension_reason": "作業の遅れ" });
    let refused = take(&chief, &path, "extend", extend("2026-11-28T03:00:00")).await;
    // proves VR-7.1.1
    refused.refused(422, "date_order", "VR-7.1.1");
    take(&chief, &path, "extend", extend("2026-11-28T05:00:00"))
        .await
        .ok();
    app.set("2026-11-28T04:30:00");
    app.jobs().await;
    assert!(app.house.admin.stands_still().await.unwrap().is_some());
    app.set("2026-11-28T05:00:00");
    app.jobs().await;
    assert!(app.house.admin.stands_still().await.unwrap().is_none());
    let chief = app.person_at("npachief", Management).await;
    assert_eq!(chief.get(&path).await.ok()["state"]["code"], "resumed");
}

#[tokio::test]
async fn vr_7_1_1_it_resumes_early_and_a_stop_is_cancelled() {
    let app = App::on(DAY).await;
    let chief = app.person_at("npachief", Management).await;
    let early = announced(&chief, decision(FROM, UNTIL)).await;
    let later = announced(
        &chief,
        decision("2026-11-29T02:00:00", "2026-11-29T03:00:00"),
    )
    .await;
    let reason = json!({ "end_reason": "作業が早く終わった" });
    let too_early = take(&chief, &early, "resume_early", reason.clone()).await;
    too_early.refused(409, "wrong_state", "VR-7.1.1");
    app.set(FROM);
    app.jobs().await;
    let chief = app.person_at("npachief", Management).await;
    take(&chief, &early, "resume_early", reason.clone())
        .await
        .ok();
    assert!(app.house.admin.stands_still().await.unwrap().is_none());
    take(&chief, &later, "cancel", reason).await.ok();
    app.set("2026-11-29T02:30:00");
    app.jobs().await;
    assert!(app.house.admin.stands_still().await.unwrap().is_none());
}

#[tokio::test]
async fn vr_7_1_1_a_stop_survives_a_restart_and_a_clock_that_jumps() {
    let app = App::on(DAY).await;
    let chief = app.person_at("npachief", Management).await;
    let path = announced(&chief, decision(FROM, UNTIL)).await;
    // Nothing ran at the start of the stop.
    app.set("2026-11-28T02:10:00");
    let app = app.reopened().await;
    assert!(app.house.admin.stands_still().await.unwrap().is_some());
    // Back before it, and then beyond it.
    app.set("2026-11-28T01:00:00");
    assert!(app.house.admin.stands_still().await.unwrap().is_none());
    app.set("2026-11-30T00:00:00");
    let app = app.reopened().await;
    assert!(app.house.admin.stands_still().await.unwrap().is_none());
    app.jobs().await;
    let chief = app.person_at("npachief", Management).await;
    let case = chief.get(&path).await.ok();
    let done = case["done"].as_array().unwrap().iter();
    let steps: Vec<_> = done.map(|done| done["step"].as_str().unwrap()).collect();
    assert_eq!(steps, ["decide", "announce", "begin", "resume"]);
}

#[tokio::test]
async fn vr_7_1_1_a_decision_that_nobody_was_told_of_in_time_stops_nothing() {
    let app = App::on(DAY).await;
    let chief = app.person_at("npachief", Management).await;
    let decided = chief
        .post("/api/v1/cases", decision(FROM, UNTIL))
        .await
        .ok();
    let path = path_of(&decided);
    app.set(FROM);
    app.jobs().await;
    assert!(app.house.admin.stands_still().await.unwrap().is_none());
    let chief = app.person_at("npachief", Management).await;
    let late = take(&chief, &path, "announce", json!({})).await;
    late.refused(422, "date_order", "VR-7.1.1");
}

#[tokio::test]
async fn vr_7_1_2_the_system_chief_consults_and_both_opinions_stay() {
    let app = App::on(DAY).await;
    let (chief, system) = (
        app.person_at("npachief", Management).await,
        app.person_at("npasys", Management).await,
    );
    let consulted = system.post("/api/v1/cases", proposal()).await.ok();
    let path = path_of(&consulted);
    let told = chief.get("/api/v1/tasks").await.ok();
    assert_eq!(told["notices"][0]["kind"], "report");
    assert_eq!(told["tasks"][0]["case"]["id"], consulted["id"]);
    // The one who consults does not decide.
    let values = decision(FROM, UNTIL)["values"].clone();
    let refused = take(&system, &path, "decide", values.clone()).await;
    // proves VR-7.1.2
    refused.refused(403, "not_allowed", "VR-7.1.1");
    let decided = take(&chief, &path, "decide", values).await.ok();
    assert_eq!(decided["state"]["code"], "decided");
    assert_eq!(decided["values"]["system_opinion"], "部品の交換");
    assert_eq!(
        decided["values"]["operations_opinion"],
        "夜間なら支障が少ない"
    );
    // Nobody but the system chief consults.
    let refused = app
        .person_at("npasysmgr", Management)
        .await
        .post("/api/v1/cases", proposal())
        .await;
    // proves VR-7.1.2
    refused.refused(403, "not_allowed", "VR-7.1.2");
    let declined = system.post("/api/v1/cases", proposal()).await.ok();
    let opinion = json!({ "operations_opinion": "年末は避ける" });
    let declined = take(&chief, &path_of(&declined), "decline", opinion)
        .await
        .ok();
    assert_eq!(declined["closed"], true);
    let told = system.get("/api/v1/tasks").await.ok();
    let ja = told["notices"][0]["text"]["ja"].as_str().unwrap();
    assert!(ja.contains("年末は避ける"), "{ja}");
}

/// A consultation of the system chief.
fn proposal() -> Value {
    json!({
        "document": "VR", "workflow": "suspension", "step": "consult",
        "values": {
            "proposed_from": ms(FROM), "proposed_until": ms(UNTIL),
            "ground": "upkeep", "system_opinion": "部品の交換",
        },
    })
}

/// A decision of the operations chief.
pub fn decision(from: &str, until: &str) -> Value {
    json!({
        "document": "VR", "workflow": "suspension", "step": "decide",
        "values": {
            "from": ms(from), "until": ms(until), "ground": "upkeep", "running": "end",
            "operations_opinion": "夜間なら支障が少ない",
        },
    })
}

/// Decides and announces; the path of the case comes back.
async fn announced(chief: &Person<'_>, decision: Value) -> String {
    let decided = chief.post("/api/v1/cases", decision).await.ok();
    let path = path_of(&decided);
    take(chief, &path, "announce", json!({})).await.ok();
    path
}

pub fn path_of(case: &Value) -> String {
    format!("/api/v1/cases/{}", case["id"].as_str().unwrap())
}

pub async fn take(
    person: &Person<'_>,
    path: &str,
    step: &str,
    values: Value,
) -> crate::caller::Answer {
    let seen = person.get(path).await.ok()["version"].clone();
    let body = json!({ "step": step, "seen": seen, "values": values });
    person.post(&format!("{path}/steps"), body).await
}

/// A moment in Japan.
pub fn ms(moment: &str) -> i64 {
    let at: jiff::Timestamp = format!("{moment}+09:00").parse().unwrap();
    at.as_millisecond()
}
