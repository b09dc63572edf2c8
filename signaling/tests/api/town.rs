//! A town's group with a camera in use, and films of it.

use axum::body::Body;
use http::{Request, header};
use protocol::person::TerminalKind;
use serde_json::{Value, json};

use crate::{
    house::{Answer, House, Person},
    things::{case_file, signed_in, unit_of},
};

/// What a film is asked for by.
pub struct Camera(String);

/// Somebody of the group.
pub async fn member<'a>(house: &'a House, user_id: &str) -> Person<'a> {
    signed_in(house, user_id, TerminalKind::Unenrolled).await
}

async fn begun(person: &Person<'_>, workflow: &str, step: &str, values: Value) -> Value {
    let body = json!({"document": "CC", "workflow": workflow, "step": step, "values": values});
    done(person.post("/api/v1/cases", body).await)
}

async fn went_on(person: &Person<'_>, case: &Value, step: &str, values: Value) -> Value {
    let body = json!({"step": step, "seen": case["version"], "values": values});
    let path = format!("/api/v1/cases/{}/steps", case["id"].as_str().unwrap());
    done(person.post(&path, body).await)
}

#[track_caller]
fn done(answer: Answer) -> Value {
    assert!(answer.status.is_success(), "{}", answer.text());
    answer.json()
}

/// Adopts a regulation and registers a camera, step by step.
pub async fn camera(house: &House) -> Camera {
    let person = member(house, "resp1").await;
    let me = person.account().await;
    let regulation = json!({
        "association": "デモ町内会", "responsible": me, "responsible_office": "防犯部長",
        "responsible_name": "町内 管理", "handler_named": "no", "cameras": 2, "retention_days": 7,
        "effective_on": "2026-11-01", "agreed_on": "2026-10-01",
    });
    let adopted = begun(&person, "regulation", "adopt", regulation).await;
    let told = json!({"announced_on": "2026-10-25", "announced_by": "回覧板"});
    went_on(&person, &adopted, "announce", told).await;
    let steps = [
        (
            "agree",
            json!({
                "agreed_on": "2026-10-01", "meeting": "臨時総会", "minutes": case_file(&person).await,
            }),
        ),
        (
            "consent",
            json!({
                "association_consent": case_file(&person).await,
                "residents_consent": case_file(&person).await, "consented_on": "2026-10-20",
            }),
        ),
        (
            "place",
            json!({
                "address": "下関市○○町1-1", "direction": 90, "angle": 60,
                "purpose": "通学路の見守り", "privacy": ["no_interior", "smallest"],
            }),
        ),
        ("name_posts", json!({"responsible": me})),
        ("regulate", json!({"effective_on": "2026-11-01"})),
        (
            "secure",
            json!({"password": ["changed"], "password_changed_on": "2026-11-10"}),
        ),
        ("put_up_sign", json!({"sign": ["up"]})),
        ("activate", json!({"installed_on": "2026-11-20"})),
    ];
    let no = json!({"face_recognition": "no"});
    let mut case = begun(&person, "registration", "answer_kind", no).await;
    for (step, values) in steps {
        case = went_on(&person, &case, step, values).await;
    }
    let secret = json!({"secret": ["yes"]});
    begun(&person, "secrecy", "acknowledge", secret).await;
    Camera(case["id"].as_str().unwrap().to_owned())
}

/// Brings in an hour's film; its id.
pub async fn import(house: &House, camera: &Camera, from_ms: i64) -> String {
    let person = member(house, "resp1").await;
    let to_ms = from_ms + 3_600_000;
    let query = format!("recorded_from={from_ms}&recorded_to={to_ms}");
    let mut film = b"\0\0\0\x18ftypisom\0\0\0\0isommp42".to_vec();
    film.extend(admin::random::bytes::<5_000>());
    let request = Request::post(format!("/api/v1/footage?camera={}&{query}", camera.0))
        .header(header::COOKIE, &person.cookie)
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .header("x-file-name", "ch01.mp4")
        .body(Body::from(film));
    let taken = done(house.send(request.unwrap()).await);
    taken["id"].as_str().unwrap().to_owned()
}

/// Writes a purpose down and looks.
pub async fn look(house: &House, film: &str) -> Answer {
    let person = member(house, "resp1").await;
    let values = json!({"footage": film, "purpose": "prevent", "note": "不審者の確認"});
    let body =
        json!({"document": "CC", "workflow": "handling", "step": "handle", "values": values});
    let viewing = person.post("/api/v1/cases", body).await;
    let path = format!("/api/v1/footage/{film}/content");
    match viewing.json()["id"].as_str() {
        Some(viewing) => person.get(&format!("{path}?viewing={viewing}")).await,
        None => person.get(&path).await,
    }
}

/// For how many days films that come in from now on are kept.
pub async fn keep_for(house: &House, days: i64) {
    let person = member(house, "resp1").await;
    let value = json!({"kind": "count", "count": days});
    let body = json!({
        "level": "unit", "unit": unit_of(&person).await,
        "valid_from": house.admin.today().to_string(),
        "parameters": [{"code": "retention_days", "value": value}], "texts": [],
    });
    done(person.post("/api/v1/rulebooks/CC/settings", body).await);
}
