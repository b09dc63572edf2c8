//! The case behind a request: what is done at the task list shows at the desk (VR-4.1.2).

use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    house::{House, NUMBER, Person, complete},
    sockets::console_socket,
};

/// The newest request as the task list offers it.
async fn newest_case(person: &Person<'_>) -> Value {
    let path = "/api/v1/cases?document=VR&workflow=request";
    let list = person.get(path).await.json();
    let id = list["cases"][0]["id"].as_str().unwrap().to_owned();
    person.get(&format!("/api/v1/cases/{id}")).await.json()
}

async fn take(person: &Person<'_>, case: &Value, step: &str, values: Value) -> (u16, Value) {
    let id = case["id"].as_str().unwrap();
    let body = json!({ "step": step, "seen": case["version"], "values": values });
    let answer = person
        .post(&format!("/api/v1/cases/{id}/steps"), body)
        .await;
    (answer.status.as_u16(), answer.json())
}

fn steps_of(case: &Value) -> Vec<&str> {
    let steps = case["steps"].as_array().unwrap().iter();
    steps.map(|step| step["code"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn vr_4_1_2_a_report_made_at_the_task_list_stands_on_the_supervision_board() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let mut body = complete(NUMBER);
    body["reported_to_manager"] = json!(false);
    body["no_report_reason"] = json!("人命に関わるため");
    let prepared = operator.post("/api/v1/requests/prepare", body).await.json();
    let sent = operator.send_prepared(&prepared).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
    let report = sent.json()["report"]["id"].as_str().unwrap().to_owned();
    let mut board = console_socket(house.listen().await, &manager).await;

    let case = newest_case(&operator).await;
    let state = (&case["state"]["end"], &case["closed"]);
    assert_eq!(state, (&json!(true), &json!(false)), "the duty is open");
    assert_eq!(steps_of(&case), ["report"]);
    let (status, taken) = take(&operator, &case, "report", json!({})).await;
    assert_eq!((status, &taken["closed"]), (200, &json!(true)), "{taken}");
    let (status, again) = take(&operator, &taken, "report", json!({})).await;
    let refusal = (&again["code"], &again["clause"]);
    assert_eq!(status, 409);
    assert_eq!(refusal, (&json!("nothing_open"), &json!("VR-4.1.2")));
    let is_told = |event: &Value| event["report"]["confirmations"]["reported_after_ms"].is_i64();
    let event = board.hear_until(is_told).await;
    assert_eq!(event["report"]["id"], report.as_str());
    assert_eq!(event["report"]["report_after_due_ms"], Value::Null);
    let seen = manager.report(&report).await;
    let at = seen["confirmations"]["reported_after_ms"].as_i64().unwrap();
    assert!(at >= seen["created_ms"].as_i64().unwrap());
    let again = operator
        .try_act(&report, "report-afterwards", json!({}))
        .await;
    again.is(409, "nothing_to_report");
    let noted = manager.act(&report, "acknowledge-report", json!({})).await;
    assert!(noted["confirmations"]["acknowledged"]["at_ms"].is_i64());
    // What was read once from the case is kept with the report.
    assert_eq!(noted["confirmations"]["reported_after_ms"], at);
}

#[tokio::test]
async fn vr_4_1_2_the_text_asks_for_a_report_and_not_for_an_answer() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let prepared = operator
        .post("/api/v1/requests/prepare", complete(NUMBER))
        .await;
    let case = newest_case(&manager).await;
    assert!(!steps_of(&case).contains(&"acknowledge"), "{case}");
    let (status, refused) = take(&manager, &case, "acknowledge", json!({})).await;
    assert_eq!((status, &refused["code"]), (422, &json!("step_unknown")));
    let sent = operator.send_prepared(&prepared.json()).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
}

#[tokio::test]
async fn vr_4_1_2_where_a_force_wants_it_nothing_goes_out_before_the_manager_has_acknowledged() {
    let house = House::new().await;
    house
        .set(
            "manager_acknowledges",
            json!({"kind": "switch", "on": true}),
        )
        .await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let prepared = operator
        .post("/api/v1/requests/prepare", complete(NUMBER))
        .await;
    let prepared = prepared.json();
    let early = operator.send_prepared(&prepared).await;
    let clause = Some("VR-4.1.2".to_owned());
    assert_eq!(early.refusal(), (422, "tick_group".into(), clause.clone()));

    let case = newest_case(&manager).await;
    assert!(steps_of(&case).contains(&"acknowledge"), "{case}");
    let ticked = json!({ "acknowledged": ["done"] });
    let (status, refused) = take(&operator, &case, "acknowledge", ticked.clone()).await;
    assert_eq!((status, &refused["clause"]), (403, &json!("VR-4.1.2")));
    let (status, refused) = take(&manager, &case, "acknowledge", json!({})).await;
    assert_eq!((status, &refused["clause"]), (422, &json!("VR-4.1.2")));
    let (status, taken) = take(&manager, &case, "acknowledge", ticked).await;
    assert_eq!(status, 200, "{taken}");

    // What was compared is still good, and the board knows who acknowledged.
    let sent = operator.send_prepared(&prepared).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
    let acknowledged = &sent.json()["report"]["confirmations"]["acknowledged"];
    assert_eq!(acknowledged["by"]["name"], "運用 花子");

    // Who gives a reason for no report goes on at once: that is the way for a life in danger.
    let mut body = complete(NUMBER);
    body["reported_to_manager"] = json!(false);
    body["no_report_reason"] = json!("人命に関わるため");
    let prepared = operator.post("/api/v1/requests/prepare", body).await.json();
    let sent = operator.send_prepared(&prepared).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
}

#[tokio::test]
async fn vr_4_1_3a_a_request_is_not_sent_at_the_task_list() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let prepared = operator
        .post("/api/v1/requests/prepare", complete(NUMBER))
        .await;
    let case = newest_case(&operator).await;
    assert!(steps_of(&case).is_empty(), "{case}");
    for (step, values, clause) in [
        ("send", json!({ "compared": ["done"] }), "VR-4.1.3a"),
        ("change_destination", json!({}), "VR-4.1.3c"),
    ] {
        let (status, refused) = take(&operator, &case, step, values).await;
        let refusal = (status, &refused["code"], &refused["clause"]);
        assert_eq!(refusal, (403, &json!("not_by_hand"), &json!(clause)));
    }
    let sent = operator.send_prepared(&prepared.json()).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
}
