//! What everybody reads, who complains, and the walls between the police and a group (guideline 1
//! and 3(6); model 7).

use admin::{
    accounts,
    core::post::{Post, Title, unit::UnitKind},
    posts,
    store::StoreError,
    units::{self, NewUnit},
};
use axum::body::Body;
use http::{Method, Request, header};
use serde_json::{Value, json};

use crate::{
    caller::{Answer, App},
    cc::{DAY, announced, begin, camera, ms, regulation_of, take, told},
};

/// Somebody who is not signed in.
async fn anybody(app: &App, method: Method, path: &str, body: Value) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()));
    app.send(request.unwrap()).await
}

async fn reads(app: &App, path: &str) -> Answer {
    anybody(app, Method::GET, path, json!({})).await
}

async fn writes(app: &App, body: Value) -> Answer {
    let path = "/api/v1/public/cameras/demo-group/complaints";
    anybody(app, Method::POST, path, body).await
}

#[tokio::test]
async fn cc_0_a_group_finds_nothing_of_the_police_and_they_nothing_of_its_cameras() {
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    for path in ["/api/v1/trail", "/api/v1/trail/state", "/api/v1/terminals"] {
        let found = person.get(path).await;
        // proves CC-0
        assert_eq!(told(&found), "404 not_found CC-0", "{path}");
    }
    let values = json!({ "confirmed": ["safe", "camera", "number"], "channel": "sms" });
    let body =
        json!({ "document": "VR", "workflow": "request", "step": "prepare", "values": values });
    let begun = person.post("/api/v1/cases", body).await;
    // proves CC-0
    assert_eq!(told(&begun), "404 not_found CC-0");
    camera(&person, &app.person("hand1").await).await;
    let path = format!("/api/v1/cameras?unit={}", person.unit);
    assert_eq!(
        person.get(&path).await.ok()["cameras"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    for police in ["op1", "mgr1", "chief1", "npachief"] {
        let police = app.person(police).await;
        assert_eq!(told(&police.get(&path).await), "403 not_allowed CC-0");
        let own = format!("/api/v1/cases?document=CC&unit={}", person.unit);
        let cases = police.get(&own).await.ok();
        assert_eq!(cases["cases"], json!([]));
    }
    // The application for the subsidy may be named.
    let values = json!({ "face_recognition": "no", "subsidy_number": "R8-12" });
    begin(&person, "registration", "answer_kind", values)
        .await
        .ok();
}

#[tokio::test]
async fn cc_0_a_town_reads_the_cameras_of_its_groups_and_no_other_town_does() {
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    camera(&person, &app.person("hand1").await).await;
    let town = app.person("city1").await;
    let listed = town.get("/api/v1/cameras").await.ok();
    let cameras = listed["cameras"].as_array().unwrap();
    assert_eq!(cameras.len(), 1);
    assert_eq!(cameras[0]["unit"], person.unit.as_str());
    assert_eq!(
        cameras[0]["unit_name"],
        "デモ町内会 / Demo Neighbourhood Association"
    );
    assert_eq!(cameras[0]["locked_until"], ms("2032-04-01T00:00:00"));
    let of_group = format!("/api/v1/cameras?unit={}", person.unit);
    let of_group = town.get(&of_group).await.ok();
    assert_eq!(of_group["cameras"], listed["cameras"]);
    // It reads where cameras stand, and neither their registration nor what they filmed.
    let case = cameras[0]["case"].as_str().unwrap();
    town.get(&format!("/api/v1/cases/{case}")).await.not_found();
    let films = town.get("/api/v1/footage").await;
    assert_eq!(told(&films), "403 not_allowed CC-3.3.ア-1");

    other_town(&app).await;
    let other = app.person("city9").await;
    assert_eq!(
        other.get("/api/v1/cameras").await.ok()["cameras"],
        json!([])
    );
    for unit in [&person.unit, &town.unit] {
        let path = format!("/api/v1/cameras?unit={unit}");
        let refused = other.get(&path).await;
        // proves CC-0
        assert_eq!(told(&refused), "403 not_allowed CC-0");
    }
    let trail = app.trail(&other.unit).await;
    let refused = trail
        .iter()
        .filter(|line| *line == "read_cameras refused CC-0");
    assert_eq!(refused.count(), 2);
    // A group reads neither its town's list nor that of a group beside it.
    let path = format!("/api/v1/cameras?unit={}", town.unit);
    assert_eq!(told(&person.get(&path).await), "403 not_allowed CC-0");
}

/// A second town with somebody in its section.
async fn other_town(app: &App) {
    let (now, today) = (app.house.admin.now(), app.house.admin.today());
    let done = app.house.db.write(async |txn| {
        let new = NewUnit {
            kind: UnitKind::City,
            code: "other-city",
            name: "別の市 / Other City",
            parent: None,
        };
        let unit = units::make(txn, new, now).await?;
        let person = accounts::make_account(txn, "city9", "別市 担当", now).await?;
        let post = Post {
            document: "CC".to_owned(),
            kind: "city_section".to_owned(),
            person,
            unit,
            from: today,
            to: None,
            title: Title::AppointedBy(person),
            basis: "CC-0".to_owned(),
        };
        posts::begin(txn, &post, now).await?;
        Ok::<_, StoreError>(())
    });
    done.await.unwrap();
    app.house.admin.units_changed();
}

#[tokio::test]
async fn cc_1a_the_help_page_tells_the_aim_and_the_danger() {
    let app = App::on(DAY).await;
    let help = reads(&app, "/api/v1/public/cameras").await.ok();
    let words: String = help["help"]
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text["label"]["ja"].as_str().unwrap())
        .collect();
    assert!(words.contains("犯罪を抑止"), "{words}");
    // proves CC-1a
    assert!(words.contains("プライバシーを侵害する危険"), "{words}");
    // Who has no regulation in force is not there.
    assert_eq!(help["groups"], json!([]));
    reads(&app, "/api/v1/public/cameras/demo-group")
        .await
        .not_found();
    let person = app.person("resp1").await;
    camera(&person, &app.person("hand1").await).await;
    let help = reads(&app, "/api/v1/public/cameras").await.ok();
    assert_eq!(help["groups"][0]["code"], "demo-group");
    let notice = reads(&app, "/api/v1/public/cameras/demo-group").await.ok();
    assert_eq!(notice["responsible_office"], "防犯部長");
    assert_eq!(notice["retention_days"], 7);
    assert_eq!(notice["cameras"][0]["address"], "下関市○○町1-1");
    let text = notice.to_string();
    assert!(
        !text.contains("町内 管理"),
        "no names on the notice: {text}"
    );
}

#[tokio::test]
async fn cc_3_6_a_complaint_from_outside_is_answered_or_overdue() {
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    let nowhere = writes(&app, json!({ "content": "まぶしい" })).await;
    assert_eq!(nowhere.status.as_u16(), 404);
    announced(&person, regulation_of(&person)).await;
    let empty = writes(&app, json!({ "content": " " })).await;
    assert_eq!(told(&empty), "422 field_missing CC-3.6");
    let long = writes(&app, json!({ "content": "あ".repeat(2_001) })).await;
    assert_eq!(told(&long), "422 value_unfit CC-3.6");
    let written = json!({ "content": "庭が映っていませんか", "sender": "近所の者 083-000-0000" });
    let receipt = writes(&app, written).await.ok();
    // The person responsible hears of it, and nobody else reads it.
    let tasks = person.get("/api/v1/tasks").await.ok();
    assert_eq!(tasks["notices"][0]["clause"], "CC-3.6");
    assert!(
        !tasks.to_string().contains("庭が映って"),
        "content stays in the case"
    );
    let id = tasks["notices"][0]["case"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/cases/{id}");
    let case = person.get(&path).await.ok();
    assert_eq!(case["number"], receipt["receipt"]);
    assert_eq!(case["values"]["content"], "庭が映っていませんか");
    assert_eq!(case["done"][0]["by"], Value::Null);
    app.person("city1").await.get(&path).await.not_found();
    app.set("2026-12-04T00:00:01");
    app.jobs().await;
    let person = app.person("resp1").await;
    let overdue = person.get("/api/v1/deadlines?state=overdue").await.ok();
    let overdue = overdue["deadlines"].as_array().unwrap().first().cloned();
    let overdue = overdue.map(|line| line["duty"].clone());
    // proves CC-3.6
    assert_eq!(overdue, Some(json!("complaint_answer")));
    assert_eq!(receipt["answer_by"], ms("2026-12-04T00:00:00"));
    let answer = json!({ "answer": "映っていません", "measures": "画角を確かめた" });
    let answered = take(&person, &case, "answer", answer).await.ok();
    assert_eq!(answered["deadlines"][0]["state"], "done");
}

#[tokio::test]
async fn nobody_floods_a_group_with_complaints() {
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    announced(&person, regulation_of(&person)).await;
    let mut written = 0;
    let refused = loop {
        let answer = writes(&app, json!({ "content": format!("苦情 {written}") })).await;
        if !answer.status.is_success() {
            break answer;
        }
        written += 1;
        assert!(written < 100);
    };
    assert_eq!(told(&refused), "429 too_many_complaints CC-3.6");
    assert!(refused.headers.contains_key("retry-after"));
    assert!(written >= 3, "{written}");
}

#[tokio::test]
async fn cc_r7_an_answer_has_its_measures() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let values = json!({ "received_on": DAY, "content": "撮影範囲の問い合わせ" });
    let case = begin(&handler, "complaint", "record", values).await.ok();
    let whole = json!({ "answer": "説明した", "measures": "角度を変えた" });
    let not_theirs = take(&handler, &case, "answer", whole.clone()).await;
    assert_eq!(told(&not_theirs), "403 not_allowed CC-3.6");
    let refused = take(&person, &case, "answer", json!({ "answer": "説明した" })).await;
    // proves CC-R7
    assert_eq!(told(&refused), "422 field_present CC-R7");
    let refused = take(
        &person,
        &case,
        "answer",
        json!({ "measures": "角度を変えた" }),
    )
    .await;
    assert_eq!(told(&refused), "422 field_present CC-3.6");
    take(&person, &case, "answer", whole).await.ok();
}
