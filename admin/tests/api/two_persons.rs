//! Steps that two persons agree to, and steps before a witness. No workflow of the two documents in
//! force has one, so that these tests write them into the measures after a mis-send.

use serde_json::{Value, json};

use crate::{
    caller::{Answer, App, Person},
    cases::{self, path_of},
    cc::{DAY, take, told},
};

const MIS_SEND: &str = "video-reporting/workflows/mis-send.toml";
const CLOSED_BY_TWO: (&str, &str, &str) = (
    MIS_SEND,
    "closes = [\"mis_send_follow_up\"]\n",
    "closes = [\"mis_send_follow_up\"]\napprovals = { persons = 2, clause = \"VR-4.3.3\" }\n",
);
const NOTED_BEFORE_A_WITNESS: (&str, &str, &str) = (
    MIS_SEND,
    "[[workflow.step]]\ncode = \"close\"\n",
    "[[workflow.step.guard]]\nname = \"witness\"\naction = \"answer_mis_send\"\n\
     clause = \"VR-4.3.3\"\n\n[[workflow.step]]\ncode = \"close\"\n",
);

async fn app() -> App {
    App::with_rules(DAY, &[CLOSED_BY_TWO, NOTED_BEFORE_A_WITNESS]).await
}

async fn mis_sent(person: &Person<'_>) -> Value {
    cases::mis_sent(person, "誤送信").await
}

fn measures(contact: &str) -> Value {
    json!({ "contacted": "yes", "contact": contact, "manager": ["told"], "media": "none" })
}

fn who_agreed(case: &Value) -> Vec<&str> {
    let approvals = case["approvals"].as_array().unwrap().iter();
    approvals
        .map(|approval| approval["by"]["user_id"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn two_different_persons_agree_to_the_same_content() {
    let app = app().await;
    let (one, two) = (app.person("op1").await, app.person("op2").await);
    let case = mis_sent(&one).await;
    let asked = case["steps"].as_array().unwrap().iter();
    let close = asked.into_iter().find(|step| step["code"] == "close");
    assert_eq!(close.unwrap()["approvals"], 2, "{case}");

    let first = take(&one, &case, "close", measures("電話")).await.ok();
    assert_eq!(
        (&first["state"]["code"], &first["closed"]),
        (&json!("open"), &json!(false))
    );
    assert_eq!(who_agreed(&first), ["op1"]);
    let again = take(&one, &first, "close", measures("電話")).await;
    assert_eq!(told(&again), "403 already_approved VR-4.3.3");
    // Whoever changes the content begins anew.
    let changed = take(&two, &first, "close", measures("訪問")).await.ok();
    assert_eq!(changed["state"]["code"], "open");
    assert_eq!(who_agreed(&changed), ["op2"]);
    let late = take(&one, &first, "close", measures("訪問")).await;
    assert_eq!(told(&late), "409 changed_meanwhile VR-4.3.3");
    let closed = take(&one, &changed, "close", measures("訪問")).await.ok();
    assert_eq!(
        (&closed["state"]["code"], &closed["closed"]),
        (&json!("closed"), &json!(true))
    );
    assert_eq!(closed["deadlines"][0]["state"], "done");
    let trail = app.trail(&one.unit).await;
    let count = |line: &str| trail.iter().filter(|entry| *entry == line).count();
    assert_eq!(count("answer_mis_send allowed VR-4.3.3"), 3, "{trail:?}");
    assert_eq!(count("answer_mis_send refused VR-4.3.3"), 2, "{trail:?}");
}

#[tokio::test]
async fn two_who_agree_at_the_same_moment_are_two() {
    let app = app().await;
    let (one, two) = (app.person("op1").await, app.person("op2").await);
    let case = mis_sent(&one).await;
    let (first, second) = tokio::join!(
        take(&one, &case, "close", measures("電話")),
        take(&two, &case, "close", measures("電話")),
    );
    let (mut told_first, mut told_second) = (told(&first), told(&second));
    if second.status.is_success() {
        std::mem::swap(&mut told_first, &mut told_second);
    }
    assert_eq!(
        (told_first.as_str(), told_second.as_str()),
        ("200  ", "409 changed_meanwhile VR-4.3.3")
    );
    let shown = one.get(&path_of(&case).1).await.ok();
    assert_eq!(who_agreed(&shown).len(), 1);
    assert_eq!(shown["state"]["code"], "open");
}

async fn noted(person: &Person<'_>, case: &Value, witness: &str, password: &str) -> Answer {
    let body = json!({
        "step": "note", "seen": case["version"], "values": { "contacted": "yes" },
        "witness": {
            "user_id": witness, "factor": { "kind": "password", "password": password },
        },
    });
    person
        .post(&format!("{}/steps", path_of(case).1), body)
        .await
}

#[tokio::test]
async fn a_step_before_a_witness_needs_another_person_who_may_and_proves_it() {
    let app = app().await;
    let person = app.person("op1").await;
    let case = mis_sent(&person).await;
    let alone = take(&person, &case, "note", json!({ "contacted": "yes" })).await;
    assert_eq!(told(&alone), "403 witness VR-4.3.3");
    let password = |user: &str| app.house.password_of(user).to_owned();
    for (witness, password, refusal) in [
        ("op2", "wrong".to_owned(), "401 witness_unknown VR-4.3.3"),
        ("nobody9", password("op2"), "401 witness_unknown VR-4.3.3"),
        ("op1", password("op1"), "403 witness_not_apart VR-4.3.3"),
        // Of another headquarters, of another line, of another document.
        ("opb1", password("opb1"), "403 witness VR-4.3.3"),
        ("sys1", password("sys1"), "403 witness VR-4.3.3"),
        ("resp1", password("resp1"), "403 witness VR-4.3.3"),
    ] {
        let refused = noted(&person, &case, witness, &password).await;
        assert_eq!(told(&refused), refusal, "{witness}");
    }
    let done = noted(&person, &case, "op2", &password("op2")).await.ok();
    let done = done["done"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&done["by"]["user_id"], &done["witness"]["user_id"]),
        (&json!("op1"), &json!("op2"))
    );
}
