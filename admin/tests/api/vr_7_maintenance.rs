//! Persons for upkeep (第7の1(3)): nothing before the notice and the beginning, nothing after the end,
//! and nothing of callers in between.

use http::StatusCode;
use protocol::person::TerminalKind::{Management, Reception};
use serde_json::{Value, json};

use crate::{
    caller::{Answer, App, Person},
    vr_7_suspension::{DAY, ms, path_of, take},
};

const FROM: &str = "2026-11-27T13:00:00";
const UNTIL: &str = "2026-11-27T15:00:00";

#[tokio::test]
async fn vr_7_1_3_a_designation_counts_after_its_notice_within_its_moments() {
    let app = App::on(DAY).await;
    let (chief, code) = registered(&app, "upkeep1").await;
    let person = account(&chief, "upkeep1").await;
    let drafted = chief
        .post("/api/v1/cases", designation(&person, FROM, UNTIL))
        .await
        .ok();
    let path = path_of(&drafted);
    assert_eq!(drafted["state"]["code"], "drafted");
    app.set("2026-11-27T13:30:00");
    let early = sign_in(&app, "upkeep1", &code).await;
    // proves VR-7.1.3
    early.refused(403, "designation_not_usable", "VR-7.1.3");
    let chief = app.person_at("npasys", Management).await;
    app.set("2026-11-27T12:10:00");
    take(&chief, &path, "notify", json!({})).await.ok();
    let operations = app.person_at("npachief", Management).await;
    let told = operations.get("/api/v1/tasks").await.ok();
    let ja = told["notices"][0]["text"]["ja"].as_str().unwrap();
    assert!(ja.contains("株式会社保守") && ja.contains("13:00"), "{ja}");
    // The notice is out, but it has not begun.
    let early = sign_in(&app, "upkeep1", &code).await;
    // proves VR-7.1.3
    early.refused(403, "designation_not_usable", "VR-7.1.3");

    app.set(FROM);
    app.jobs().await;
    let upkeep = app.person_at("upkeep1", Management).await;
    let me = upkeep.get("/api/v1/me").await.ok();
    assert_eq!(me["posts"][0]["kind"], "designated_maintenance");
    upkeep.get("/api/v1/terminals").await.ok();
    app.set("2026-11-27T14:59:59");
    upkeep.get("/api/v1/me").await.ok();
    app.set(UNTIL);
    let over = upkeep.get("/api/v1/me").await;
    // proves VR-7.1.3
    over.refused(401, "not_signed_in", "");
    sign_in(&app, "upkeep1", &code)
        .await
        .refused(401, "sign_in_failed", "");
    app.jobs().await;
    let chief = app.person_at("npasys", Management).await;
    assert_eq!(chief.get(&path).await.ok()["state"]["code"], "ended");
}

#[tokio::test]
async fn vr_7_1_3_every_act_carries_the_mark_and_none_reaches_a_caller() {
    let app = App::on(DAY).await;
    let (chief, _) = registered(&app, "upkeep1").await;
    let person = account(&chief, "upkeep1").await;
    let body = designation(&person, "2026-11-27T12:00:00", UNTIL);
    let path = path_of(&chief.post("/api/v1/cases", body).await.ok());
    take(&chief, &path, "notify", json!({})).await.ok();
    let upkeep = app.person_at("upkeep1", Management).await;
    for path in ["/api/v1/trail", "/api/v1/posts"] {
        assert_eq!(
            upkeep.get(path).await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
    upkeep
        .post("/api/v1/cases", designation(&person, FROM, UNTIL))
        .await
        .refused(403, "not_allowed", "VR-7.1.3");
    let entries = app.entries(&upkeep.unit).await;
    let own = entries
        .iter()
        .filter(|entry| entry.actor == format!("account:{}", upkeep.id));
    let own: Vec<_> = own.map(|entry| entry.post.as_str()).collect();
    // proves VR-7.1.3
    assert!(
        own.len() >= 3 && own.iter().all(|post| *post == "designated_maintenance"),
        "{own:?}"
    );
    // A kind of terminal that the designation does not name is none for this person.
    let elsewhere = app.person_at("upkeep1", Reception).await;
    elsewhere
        .get("/api/v1/me")
        .await
        .refused(401, "not_signed_in", "");
    // Withdrawn: over at once.
    take(&chief, &path, "withdraw", json!({})).await.ok();
    upkeep
        .get("/api/v1/me")
        .await
        .refused(401, "not_signed_in", "");
}

#[tokio::test]
async fn vr_7_1_3_only_the_npa_system_chief_designates() {
    let app = App::on(DAY).await;
    let person = app.person("op1").await.id.to_string();
    for user in ["npachief", "npasysmgr"] {
        let other = app.person_at(user, Management).await;
        let refused = other
            .post("/api/v1/cases", designation(&person, FROM, UNTIL))
            .await;
        // proves VR-7.1.3
        refused.refused(403, "not_allowed", "VR-7.1.3");
    }
    let chief = app.person_at("npasys", Management).await;
    let own = designation(&chief.id.to_string(), FROM, UNTIL);
    chief
        .post("/api/v1/cases", own)
        .await
        .refused(403, "not_same_person", "VR-7.1.3");
}

#[tokio::test]
async fn vr_7_1_3_who_has_another_post_acts_for_upkeep_alone_meanwhile() {
    let app = App::on(DAY).await;
    let chief = app.person_at("npasys", Management).await;
    let manager = app.person_at("npasysmgr", Management).await;
    let grant = json!({
        "document": "VR", "kind": "designated_maintenance", "unit": chief.unit,
        "person": { "id": manager.id }, "from": DAY,
    });
    chief.post("/api/v1/posts", grant).await.ok();
    let kinds = async |moment: &str| {
        app.set(moment);
        let me = app
            .person_at("npasysmgr", Management)
            .await
            .get("/api/v1/me")
            .await
            .ok();
        let posts = me["posts"].as_array().unwrap().iter();
        posts
            .map(|post| post["kind"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(kinds("2026-11-27T12:01:00").await, ["npa_system_manager"]);
    let body = designation(&manager.id.to_string(), FROM, UNTIL);
    let path = path_of(&chief.post("/api/v1/cases", body).await.ok());
    take(&chief, &path, "notify", json!({})).await.ok();
    // proves VR-7.1.3
    assert_eq!(kinds(FROM).await, ["designated_maintenance"]);
    assert_eq!(kinds(UNTIL).await, ["npa_system_manager"]);
}

/// A person from outside with a code for the first sign-in.
async fn registered<'a>(app: &'a App, user_id: &str) -> (Person<'a>, String) {
    let chief = app.person_at("npasys", Management).await;
    let unit = chief.unit.clone();
    chief
        .register("designated_maintenance", &unit, user_id)
        .await
        .ok();
    let person = account(&chief, user_id).await;
    let path = format!("/api/v1/accounts/{person}/registration-code");
    let made = chief.post(&path, json!({})).await.ok();
    (chief, made["code"].as_str().unwrap().to_owned())
}

async fn account(chief: &Person<'_>, user_id: &str) -> String {
    let posts = chief
        .get(&format!("/api/v1/posts?unit={}", chief.unit))
        .await
        .ok();
    let mut posts = posts["posts"].as_array().unwrap().iter();
    let own = posts
        .find(|post| post["person"]["user_id"] == user_id)
        .unwrap();
    own["person"]["id"].as_str().unwrap().to_owned()
}

async fn sign_in(app: &App, user_id: &str, code: &str) -> Answer {
    let body = json!({
        "user_id": user_id,
        "factor": { "kind": "registration_code", "code": code },
    });
    let request = http::Request::post("/api/v1/sign-in")
        .header(http::header::CONTENT_TYPE, "application/json")
        .body(axum::body::Body::from(body.to_string()));
    app.send(request.unwrap()).await
}

fn designation(person: &str, from: &str, until: &str) -> Value {
    json!({
        "document": "VR", "workflow": "maintenance", "step": "designate",
        "values": {
            "person": person, "company": "株式会社保守", "terminals": ["management"],
            "place": "通信指令室 管理端末1", "purpose": "定期点検",
            "from": ms(from), "until": ms(until),
        },
    })
}
