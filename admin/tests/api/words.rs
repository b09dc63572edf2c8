//! The names beside ids: people found by a part of their name, the words of a trail, of cases and of
//! deadlines.

use protocol::person::TerminalKind;
use serde_json::{Value, json};

use crate::caller::App;

const DAY: &str = "2026-11-27";

/// Those of video reporting; people of other documents may be called like them.
fn user_ids(found: &Value) -> Vec<&str> {
    let persons = found["persons"].as_array().unwrap();
    persons
        .iter()
        .map(|person| person["user_id"].as_str().unwrap())
        .filter(|user_id| !user_id.contains('_'))
        .collect()
}

#[tokio::test]
async fn people_are_found_within_the_own_headquarters_alone() {
    let app = App::on(DAY).await;
    let chief = app.person("chief1").await;
    let found = chief.get("/api/v1/persons?query=OP").await.ok();
    assert_eq!(user_ids(&found), ["op1", "op3", "op2"]);
    // By name as well; a neighbour's people are nobody here.
    let found = chief
        .get("/api/v1/persons?query=%E5%8F%97%E7%90%86")
        .await
        .ok();
    assert_eq!(found["persons"].as_array().unwrap().len(), 3);
    for query in ["opb", "%25", "", "%20"] {
        let path = format!("/api/v1/persons?query={query}");
        assert_eq!(user_ids(&chief.get(&path).await.ok()), [""; 0], "{query}");
    }
    // The agency's chief knows all police, and no group; a town knows its groups.
    let agency = app.person("npachief").await;
    let found = agency.get("/api/v1/persons?query=op").await.ok();
    assert_eq!(user_ids(&found).len(), 4);
    assert_eq!(
        user_ids(&agency.get("/api/v1/persons?query=resp").await.ok()),
        [""; 0]
    );
    let town = app.person("city1").await;
    assert_eq!(
        user_ids(&town.get("/api/v1/persons?query=resp").await.ok()),
        ["resp1"]
    );
    let not_understood = chief.get("/api/v1/persons").await;
    assert_eq!(not_understood.json()["code"], "query_not_understood");
}

#[tokio::test]
async fn whoever_lost_their_post_or_credentials_is_found_no_more() {
    let app = App::on(DAY).await;
    let chief = app.person_at("chief1", TerminalKind::Management).await;
    let operator = app.person("op2").await;
    let path = format!("/api/v1/accounts/{}/revoke", operator.id);
    chief.post(&path, json!({})).await.ok();
    let found = chief.get("/api/v1/persons?query=op").await.ok();
    assert_eq!(user_ids(&found), ["op1", "op3"]);
}

#[tokio::test]
async fn a_trail_is_read_with_its_names_and_how_far_it_is_signed() {
    let app = App::on(DAY).await;
    let (chief, operator) = (app.person("chief1").await, app.person("op1").await);
    let permit = crate::cases::permission(&operator, "2026-12-31");
    let case = chief.post("/api/v1/cases", permit).await.ok();
    let manager = app.person("mgr1").await;
    let page = manager
        .get("/api/v1/trail?action=permit_password")
        .await
        .ok();
    let line = &page["lines"][0];
    assert_eq!(page["names"][line["actor"].as_str().unwrap()], "本部 責任");
    assert_eq!(
        page["actions"]["permit_password"]["en"],
        "Permit a password"
    );
    assert_eq!(
        page["posts"]["hq_operations_chief"]["ja"],
        "本部運用管理責任者"
    );
    let subject = format!("case:{}", case["id"].as_str().unwrap());
    assert_eq!(page["names"][&subject], case["number"]);

    let state = manager.get("/api/v1/trail/state").await.ok();
    let newest = manager.get("/api/v1/trail").await.ok()["lines"][0]["seq"].clone();
    assert_eq!(state["last_seq"], newest);
    assert_eq!(state["entries"], newest);
    assert_eq!(state["head"], Value::Null);

    // Another headquarters' trail is not the manager's to read, nor is its length.
    let neighbour = app.person("mgrb1").await;
    for path in ["/api/v1/trail", "/api/v1/trail/state"] {
        let path = format!("{path}?unit={}", neighbour.unit);
        manager
            .get(&path)
            .await
            .refused(403, "not_allowed", "IS-13.3");
        neighbour.get(&path).await.ok();
    }
}

#[tokio::test]
async fn a_case_says_what_its_ids_mean_and_which_way_it_goes() {
    let app = App::on(DAY).await;
    let (chief, operator) = (app.person("chief1").await, app.person("op1").await);
    let permit = crate::cases::permission(&operator, "2026-12-31");
    let case = chief.post("/api/v1/cases", permit).await.ok();
    assert_eq!(case["names"][operator.id.to_string()], "受理 一郎");
    assert_eq!(case["flow"]["start"], "new");
    assert_eq!(case["flow"]["code"], "password_permission");
    assert_eq!(case["deadlines"][0]["subject_name"], case["number"]);
    let begun = chief.get("/api/v1/workflows").await.ok();
    let flows = begun["workflows"].as_array().unwrap();
    assert!(
        flows
            .iter()
            .all(|one| one["flow"]["code"] == one["workflow"])
    );
}

#[tokio::test]
async fn a_file_of_a_case_is_called_by_its_name() {
    let app = App::on(DAY).await;
    let keeper = app.person("resp1").await;
    let begin = json!({
        "document": "CC",
        "workflow": "registration",
        "step": "answer_kind",
        "values": { "face_recognition": "no" },
    });
    let case = keeper.post("/api/v1/cases", begin).await.ok();
    let file = keeper
        .bytes(
            "/api/v1/case-files",
            "application/pdf",
            "minutes.pdf",
            b"%PDF",
        )
        .await
        .ok();
    let values = json!({ "agreed_on": "2026-11-01", "meeting": "定例会", "minutes": file["id"] });
    let path = format!("/api/v1/cases/{}/steps", case["id"].as_str().unwrap());
    let step = crate::cases::step("agree", 1, values);
    let case = keeper.post(&path, step).await.ok();
    assert_eq!(case["names"][file["id"].as_str().unwrap()], "minutes.pdf");
}

#[tokio::test]
async fn a_ledger_has_words_for_its_methods_in_both_languages() {
    let app = App::on(DAY).await;
    let keeper = app.person("resp1").await;
    let ledgers = keeper.get("/api/v1/ledgers").await.ok();
    let ledgers = ledgers["ledgers"].as_array().unwrap();
    let media = ledgers.iter().find(|it| it["kind"] == "recording_medium");
    let acts = media.unwrap()["acts"].as_array().unwrap();
    let dispose = acts.iter().find(|act| act["act"] == "dispose").unwrap();
    let methods = dispose["methods"].as_array().unwrap();
    assert!(
        methods
            .contains(&json!({ "code": "shredded", "label": { "ja": "細断", "en": "Shredded" } }))
    );
}

#[tokio::test]
async fn the_pages_are_told_the_servers_clock() {
    let app = App::on(DAY).await;
    let me = app.person("op1").await.get("/api/v1/me").await.ok();
    let told = me["server_ms"].as_i64().unwrap();
    assert!((0..60_000).contains(&(app.house.admin.now().0 - told)));
}
