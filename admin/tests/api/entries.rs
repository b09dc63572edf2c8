//! The trail tells what was done: to what, by whom, in which post.

use serde_json::json;

use crate::{
    caller::App,
    cases::{path_of, permission},
    cc::{DAY, camera},
};

#[tokio::test]
async fn an_exported_register_is_told_with_its_unit_and_workflow() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    camera(&person, &handler).await;
    let path = "/api/v1/case-registers/CC/registration";
    let register = person.get(path).await;
    assert_eq!(register.status.as_u16(), 200);
    let told = app.subjects_of(&person.unit, "read_case").await;
    let about = format!("unit:{} word:CC word:registration count:1", person.unit);
    assert_eq!(told, [about]);
}

#[tokio::test]
async fn a_heads_token_is_told_with_its_holder_and_the_post_that_made_it() {
    let app = App::on(DAY).await;
    let (chief, other) = (app.person("chief1").await, app.person("op2").await);
    // Of two posts the second is the one that may.
    let second = json!({
        "document": "VR", "kind": "hq_operations_manager", "unit": chief.unit,
        "person": { "id": other.id }, "from": DAY,
    });
    chief.post("/api/v1/posts", second).await.ok();
    let both = app.person("op2").await;
    let me = both.get("/api/v1/me").await.ok();
    assert_eq!(me["posts"][0]["kind"], "reception_operator");
    let path = "/api/v1/trail/heads-tokens";
    let wrong = json!({ "holder": "A B", "days": 30 });
    let refused = both.post(path, wrong).await;
    refused.refused(422, "heads_token_unusable", "IS-13.3");
    let body = json!({ "holder": "safety-commission", "days": 30 });
    both.post(path, body).await.ok();
    let entries = app.entries(&both.unit).await;
    let made: Vec<_> = entries
        .iter()
        .filter(|entry| entry.action == "make_heads_token")
        .map(|entry| (&*entry.result, &*entry.subjects, &*entry.post))
        .collect();
    let post = "hq_operations_manager";
    let about = "word:safety-commission count:30";
    assert_eq!(made, [("refused", "", post), ("allowed", about, post)]);
}

#[tokio::test]
async fn who_looks_at_personal_values_of_a_case_is_told_once_a_session() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    // The consents of the residents are personal.
    let (id, path) = path_of(&camera(&person, &handler).await);
    let told = async || app.subjects_of(&person.unit, "read_case").await;
    assert_eq!(told().await, [""; 0]);
    for looks in 1..=2 {
        let person = app.person("resp1").await;
        for _ in 0..3 {
            person.get(&path).await.ok();
        }
        assert_eq!(told().await, vec![format!("case:{id}"); looks]);
    }
    // A case with nothing personal in it is no such look.
    let (chief, operator) = (app.person("chief1").await, app.person("op1").await);
    let permit = permission(&operator, "2026-12-31");
    let open = chief.post("/api/v1/cases", permit).await.ok();
    chief.get(&path_of(&open).1).await.ok();
    let told = app.subjects_of(&chief.unit, "read_case").await;
    assert_eq!(told, [""; 0]);
}
