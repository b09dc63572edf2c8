//! Trainings and exercises [訓練] (VR-10).

use http::{Method, StatusCode};
use protocol::person::TerminalKind;
use serde_json::{Value, json};

use crate::{
    house::{Answer, House, NUMBER, Person, Phone, complete},
    statistics::lasted,
};

const OWN: &str = "/api/v1/statistics/headquarters";

fn exercise() -> Value {
    let mut body = complete(NUMBER);
    body["exercise"] = json!(true);
    body["reported_to_manager"] = Value::Null;
    body
}

async fn send(person: &Person<'_>, body: Value) -> Answer {
    let prepared = person.post("/api/v1/requests/prepare", body).await;
    assert_eq!(prepared.status, StatusCode::OK, "{}", prepared.text());
    person.send_prepared(&prepared.json()).await
}

/// An exercise with the token of its link.
async fn begun(house: &House, operator: &Person<'_>) -> (String, String) {
    let sent = send(operator, exercise()).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
    let report = sent.json()["report"]["id"].as_str().unwrap().to_owned();
    let link = house.newest_link().await;
    (report, link.split_once("/#").unwrap().1.to_owned())
}

async fn issues(manager: &Person<'_>) -> Value {
    manager.get(OWN).await.json()["total"]["issues"].clone()
}

async fn open(house: &House, token: &str, obstacle: Option<&str>) -> Value {
    let phone = json!({"platform": "Android", "browser": "Chrome 140", "language": "en"});
    let body = json!({"token": token, "phone": phone, "obstacle": obstacle});
    house
        .call(Method::POST, "/api/v1/caller/open", &[], Some(body))
        .await
        .json()
}

/// Records a training of today for some accounts.
async fn train(chief: &Person<'_>, house: &House, attendees: &[String]) -> Answer {
    let body = json!({
        "document": "VR",
        "workflow": "training",
        "step": "record",
        "values": {
            "topic": "映像通報の操作",
            "held_on": house.admin.today().to_string(),
            "trainer": "本部 教官",
            "attendees": attendees,
            "drill": "yes",
        },
    });
    chief.post("/api/v1/cases", body).await
}

async fn trained(reader: &Person<'_>) -> Vec<(String, bool)> {
    let list = reader.get("/api/v1/training/VR/training").await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.text());
    let list = list.json();
    let people = list["people"].as_array().unwrap().iter();
    people
        .map(|line| {
            let user = line["person"]["user_id"].as_str().unwrap().to_owned();
            (user, line["is_trained"].as_bool().unwrap())
        })
        .collect()
}

#[tokio::test]
async fn vr_10_an_exercise_says_so_everywhere_and_is_in_no_figure() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let manager = house.person("mgr1").await;
    house.invite(&operator).await;
    let (report, token) = begun(&house, &operator).await;
    let outbox = house
        .call(Method::GET, "/api/v1/demo/outbox", &[], None)
        .await
        .json();
    let text = outbox[0]["text"].as_str().unwrap();
    assert!(text.starts_with("【訓練】") && text.encode_utf16().count() <= 70);
    let view = operator.report(&report).await;
    assert_eq!(view["exercise"], "yes");
    assert_eq!(
        view["report_after_due_ms"],
        Value::Null,
        "nobody has to be told"
    );
    let opened = open(&house, &token, None).await;
    let words = opened["exercise"].as_str().unwrap();
    assert!(
        words.contains("exercise") && words.contains("110"),
        "{words}"
    );
    let phone = Phone::new(&token);
    phone.start(&house).await;
    operator.end(&report).await;
    // proves VR-10
    assert_eq!(issues(&manager).await, 1, "the real one alone");
    let list = operator.get("/api/v1/reports").await.json();
    let marks: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["exercise"])
        .collect();
    assert_eq!(marks, ["yes", "no"]);
}

#[tokio::test]
async fn vr_10_what_is_real_over_an_exercise_is_made_real_by_one_act_and_counts() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let manager = house.person("mgr1").await;
    let (report, token) = begun(&house, &operator).await;
    assert_eq!(issues(&manager).await, 0);
    let view = operator.act(&report, "make-real", json!({})).await;
    assert_eq!(view["exercise"], "became_real");
    assert!(
        view["report_after_due_ms"].is_number(),
        "the manager has to be told"
    );
    assert_eq!(issues(&manager).await, 1);
    let exceptions = manager.get(OWN).await.json()["total"]["exceptions"].clone();
    assert!(
        exceptions.to_string().contains("began_as_exercise"),
        "{exceptions}"
    );
    assert_eq!(open(&house, &token, None).await["exercise"], Value::Null);
    let told = manager.get("/api/v1/tasks").await.text();
    assert!(told.contains("訓練として始まった映像通報"), "{told}");
    let unit = manager.get(OWN).await.json()["unit"].clone();
    let trail = format!(
        "/api/v1/trail?unit={}&action=make_exercise_real",
        unit.as_str().unwrap()
    );
    assert!(
        manager
            .get(&trail)
            .await
            .text()
            .contains("make_exercise_real")
    );
    let again = operator.try_act(&report, "make-real", json!({})).await;
    let refused = (409, "not_an_exercise".to_owned(), Some("VR-10".to_owned()));
    assert_eq!(again.refusal(), refused);
    let (real, _) = house.invite(&operator).await;
    let never = operator.try_act(&real, "make-real", json!({})).await;
    assert_eq!(never.refusal(), refused);
}

#[tokio::test]
async fn vr_10_an_exercise_that_is_over_can_still_be_made_real() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _) = begun(&house, &operator).await;
    operator.end(&report).await;
    let neighbour = house.person("opb1").await;
    let foreign = neighbour.try_act(&report, "make-real", json!({})).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    operator.act(&report, "make-real", json!({})).await;
    let figures = house.person("mgr1").await.get(OWN).await.json();
    assert_eq!(figures["total"]["issues"], 1);
    assert_eq!(figures["total"]["endings"][0]["count"], 1);
}

#[tokio::test]
async fn vr_10_staff_without_training_are_listed() {
    let house = House::new().await;
    let chief = house.person_at("chief1", TerminalKind::Management).await;
    let operator = house.person("op1").await.account().await;
    let state = |list: &[(String, bool)], user: &str| {
        let found = list.iter().find(|(known, _)| known == user);
        found.map(|(_, trained)| *trained)
    };
    let before = trained(&chief).await;
    // proves VR-10
    assert_eq!(state(&before, "op1"), Some(false));
    assert_eq!(state(&before, "mgr1"), Some(false));
    assert_eq!(state(&before, "opb1"), None, "another headquarters");
    let stranger = house.person("opb1").await.account().await;
    let foreign = train(&chief, &house, &[stranger]).await;
    assert_eq!(
        foreign.refusal().2.as_deref(),
        Some("VR-10"),
        "{}",
        foreign.text()
    );
    let recorded = train(&chief, &house, &[operator]).await;
    assert_eq!(recorded.status, StatusCode::CREATED, "{}", recorded.text());
    let after = trained(&chief).await;
    assert_eq!(state(&after, "op1"), Some(true));
    assert_eq!(state(&after, "mgr1"), Some(false));
    let reader = house.person("mgr1").await;
    assert_eq!(trained(&reader).await, after);
    let op = house.person("op1").await;
    let refused = op.get("/api/v1/training/VR/training").await;
    assert_eq!(refused.refusal().2.as_deref(), Some("VR-10"));
    chief
        .get("/api/v1/training/VR/request")
        .await
        .is(404, "not_found");
    house.after_minutes(370 * 24 * 60);
    let chief = house.person_at("chief1", TerminalKind::Management).await;
    assert_eq!(
        state(&trained(&chief).await, "op1"),
        Some(false),
        "a year is over"
    );
}

#[tokio::test]
async fn vr_10_a_training_that_was_struck_out_counts_no_more() {
    let house = House::new().await;
    let chief = house.person_at("chief1", TerminalKind::Management).await;
    let operator = house.person("op1").await.account().await;
    let recorded = train(&chief, &house, &[operator]).await.json();
    let id = recorded["id"].as_str().unwrap();
    let step = json!({
        "step": "strike_out",
        "seen": recorded["version"],
        "values": {"struck_reason": "別の日の記録"},
    });
    let path = format!("/api/v1/cases/{id}/steps");
    let struck = chief.post(&path, step).await;
    assert_eq!(struck.status, StatusCode::OK, "{}", struck.text());
    let list = trained(&chief).await;
    assert!(list.iter().all(|(_, trained)| !trained));
}

#[tokio::test]
async fn vr_10_operators_may_need_a_training_for_what_is_real() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    house.invite(&operator).await;
    let on = json!({"kind": "switch", "on": true});
    house.set("operator_rights_need_training", on).await;
    let refused = operator
        .post("/api/v1/requests/prepare", complete(NUMBER))
        .await;
    let expected = (409, "training_exists".to_owned(), Some("VR-10".to_owned()));
    // proves VR-10
    assert_eq!(refused.refusal(), expected);
    begun(&house, &operator).await;
    let chief = house.person_at("chief1", TerminalKind::Management).await;
    let account = operator.account().await;
    let recorded = train(&chief, &house, &[account]).await;
    assert_eq!(recorded.status, StatusCode::CREATED, "{}", recorded.text());
    house.invite(&operator).await;
}

#[tokio::test]
async fn vr_10_the_times_of_a_trainee_are_shown_to_trainer_and_trainee() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, token) = begun(&house, &operator).await;
    house.clock.set(house.clock.now().plus_ms(20_000)).unwrap();
    open(&house, &token, Some("in_app_browser")).await;
    house.clock.set(house.clock.now().plus_ms(7_000)).unwrap();
    let words = json!({"body": {"kind": "words", "words": "Chromeで開いてください"}});
    let said = operator.try_act(&report, "messages", words).await;
    assert_eq!(said.status, StatusCode::CREATED, "{}", said.text());
    house.clock.set(house.clock.now().plus_ms(2_000)).unwrap();
    open(&house, &token, None).await;
    operator.end(&report).await;
    let list = operator.get("/api/v1/exercises").await.json();
    let one = &list["exercises"][0];
    let difficulty = &one["difficulties"][0];
    assert_eq!(difficulty["obstacle"], "in_app_browser");
    assert_eq!(difficulty["act"], "send_message");
    assert!(lasted(&difficulty["reaction_ms"], 7_000));
    assert!(lasted(&difficulty["lasted_ms"], 9_000));
    let manager = house.person("mgr1").await;
    assert_eq!(manager.get("/api/v1/exercises").await.json(), list);
    let colleague = house.person("opb1").await;
    let others = colleague.get("/api/v1/exercises").await.json();
    assert_eq!(others["exercises"], json!([]));
    let unit = manager.get(OWN).await.json()["unit"].clone();
    let foreign = format!("/api/v1/exercises?unit={}", unit.as_str().unwrap());
    let refused = colleague.get(&foreign).await;
    assert_eq!(refused.refusal().2.as_deref(), Some("VR-10"));
}
