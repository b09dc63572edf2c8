//! A neighbourhood association of the demo and its cameras, as the tests of the town guideline need
//! them.

use std::{fs, path::PathBuf};

use admin::store::table::case_file;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::{
    caller::{Answer, App, Person},
    cases::{path_of, step},
};

pub const DAY: &str = "2026-11-27";

/// The steps of a registration, in order.
pub const STEPS: [&str; 9] = [
    "answer_kind",
    "agree",
    "consent",
    "place",
    "name_posts",
    "regulate",
    "secure",
    "put_up_sign",
    "activate",
];

/// What a step of a registration asks for.
pub async fn values_of(person: &Person<'_>, step: &str) -> Value {
    match step {
        "answer_kind" => json!({ "face_recognition": "no" }),
        "agree" => json!({
            "agreed_on": "2026-10-01", "meeting": "臨時総会", "minutes": file(person).await,
        }),
        "consent" => json!({
            "association_consent": file(person).await, "residents_consent": file(person).await,
            "consented_on": "2026-10-20",
        }),
        "place" => json!({
            "address": "下関市○○町1-1", "direction": 90, "angle": 60, "purpose": "通学路の見守り",
            "privacy": ["no_interior", "smallest"],
        }),
        "name_posts" => json!({ "responsible": person.id }),
        "regulate" => json!({ "effective_on": "2026-11-01" }),
        "secure" => json!({ "password": ["changed"], "password_changed_on": "2026-11-10" }),
        "put_up_sign" => json!({ "sign": ["up"] }),
        "activate" => json!({ "installed_on": "2026-11-20" }),
        other => panic!("{other}"),
    }
}

/// The same with some values changed.
pub async fn changed(person: &Person<'_>, step: &str, change: Value) -> Value {
    let mut values = values_of(person, step).await;
    for (field, value) in change.as_object().unwrap() {
        values[field] = value.clone();
    }
    values
}

/// A file for a field.
pub async fn file(person: &Person<'_>) -> Value {
    let kept = person.bytes("/api/v1/case-files", "application/pdf", "a.pdf", b"%PDF-1");
    kept.await.ok()["id"].clone()
}

/// A refusal as one text, to be compared in one assertion.
pub fn told(answer: &Answer) -> String {
    let body = answer.json();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    format!(
        "{} {} {}",
        answer.status.as_u16(),
        text("code"),
        text("clause")
    )
}

/// Begins a case of the guideline.
pub async fn begin(person: &Person<'_>, workflow: &str, code: &str, values: Value) -> Answer {
    let body = json!({ "document": "CC", "workflow": workflow, "step": code, "values": values });
    person.post("/api/v1/cases", body).await
}

/// Takes the next step of a case that was just shown.
pub async fn take(person: &Person<'_>, case: &Value, code: &str, values: Value) -> Answer {
    let seen = u32::try_from(case["version"].as_u64().unwrap()).unwrap();
    let path = path_of(case).1;
    person
        .post(&format!("{path}/steps"), step(code, seen, values))
        .await
}

/// Registers a camera up to a step, or wholly where there is no such step.
pub async fn registered(person: &Person<'_>, before: &str) -> Value {
    registered_with(person, before, json!({})).await
}

/// The same with other values, by step.
pub async fn registered_with(person: &Person<'_>, before: &str, with: Value) -> Value {
    let mut case = Value::Null;
    for code in STEPS {
        if code == before {
            break;
        }
        let change = with.get(code).cloned().unwrap_or(json!({}));
        let values = changed(person, code, change).await;
        let answer = match &case {
            Value::Null => begin(person, "registration", code, values).await,
            case => take(person, case, code, values).await,
        };
        case = answer.ok();
    }
    case
}

/// What a regulation says, without a handler.
pub fn regulation_of(person: &Person<'_>) -> Value {
    json!({
        "association": "デモ町内会", "responsible": person.id, "responsible_office": "防犯部長",
        "responsible_name": "町内 管理", "handler_named": "no", "cameras": 2, "retention_days": 7,
        "effective_on": "2026-11-01", "agreed_on": "2026-10-01",
    })
}

/// The same with the handler of the demo.
pub fn with_handler(mut values: Value, handler: &Person<'_>) -> Value {
    values["handler_named"] = json!("yes");
    values["handler"] = json!(handler.id);
    values["handler_association"] = json!("デモ町内会");
    values["handler_office"] = json!("防犯副部長");
    values["handler_name"] = json!("町内 取扱");
    values
}

/// Adopts a regulation and makes it known.
pub async fn announced(person: &Person<'_>, values: Value) -> Value {
    let adopted = begin(person, "regulation", "adopt", values).await.ok();
    let told = json!({ "announced_on": "2026-10-25", "announced_by": "回覧板" });
    take(person, &adopted, "announce", told).await.ok()
}

/// A camera in use, with the regulation that it needs.
pub async fn camera(person: &Person<'_>, handler: &Person<'_>) -> Value {
    announced(person, with_handler(regulation_of(person), handler)).await;
    registered(person, "none").await
}

/// The person says that what they learn stays secret.
pub async fn keeps_secret(person: &Person<'_>) {
    let values = json!({ "secret": ["yes"] });
    begin(person, "secrecy", "acknowledge", values).await.ok();
}

/// The handler of the demo gets a permission for some days.
pub async fn permitted(person: &Person<'_>, handler: &Person<'_>) -> Value {
    let values = json!({ "handler": handler.id, "acts": "閲覧", "until": "2026-12-31" });
    begin(person, "handler_permission", "permit", values)
        .await
        .ok()
}

/// A film of a minute, as a recorder writes it; `seed` makes each another one.
pub fn film(seed: u8) -> Vec<u8> {
    let mut film = b"\0\0\0\x18ftypisom\0\0\0\0isommp42".to_vec();
    film.extend((0..200_000_u32).map(|n| (n as u8).wrapping_mul(seed)));
    film
}

/// Where the bytes of a film lie.
pub fn film_path(app: &App, id: &str) -> PathBuf {
    app.house.path.join("files").join(id).join(id)
}

/// The sealed files on the disk but those of cases.
pub async fn films_on_disk(app: &App) -> Vec<String> {
    let files = case_file::Entity::find().all(&*app.house.db).await.unwrap();
    let of_cases: Vec<_> = files.iter().map(|row| row.id.to_string()).collect();
    let folders = fs::read_dir(app.house.path.join("files")).unwrap();
    let mut found: Vec<_> = folders
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|id| !of_cases.contains(id))
        .collect();
    found.sort();
    found
}

/// A moment in Japan in milliseconds.
pub fn ms(moment: &str) -> i64 {
    let at: jiff::Timestamp = format!("{moment}+09:00").parse().unwrap();
    at.as_millisecond()
}

/// Brings a film in that was filmed for an hour from a moment.
pub async fn import(person: &Person<'_>, camera: &Value, from: &str, film: &[u8]) -> Answer {
    let (from, to) = (ms(from), ms(from) + 3_600_000);
    let camera = camera["id"].as_str().unwrap();
    let path = format!("/api/v1/footage?camera={camera}&recorded_from={from}&recorded_to={to}");
    person
        .bytes(&path, "application/octet-stream", "ch01.mp4", film)
        .await
}

/// Writes purpose and note of a look down; the answer is the viewing.
pub async fn look(person: &Person<'_>, code: &str, film: &Value) -> Answer {
    let values = json!({ "footage": film["id"], "purpose": "prevent", "note": "不審者の確認" });
    begin(person, "handling", code, values).await
}

/// The path of a film's content, with a viewing perhaps.
pub fn content(film: &Value, viewing: Option<&Value>) -> String {
    let path = format!("/api/v1/footage/{}/content", film["id"].as_str().unwrap());
    match viewing {
        Some(viewing) => format!("{path}?viewing={}", viewing["id"].as_str().unwrap()),
        None => path,
    }
}

/// The values with which a provision begins, on one of the four grounds.
pub async fn provision(person: &Person<'_>, ground: &str, films: &[&Value]) -> Value {
    let films: Vec<_> = films.iter().map(|film| &film["id"]).collect();
    let mut values = json!({
        "ground": ground, "footage": films,
        "footage_from": ms("2026-11-26T21:00:00"), "footage_to": ms("2026-11-26T22:00:00"),
    });
    match ground {
        "law" => values["statute"] = json!("刑訴法218条"),
        "inquiry" => {
            values["letter_number"] = json!("下関署第12号");
            values["inquirer"] = json!("下関警察署");
        }
        "urgent" => values["circumstances"] = json!("児童の行方不明"),
        "person" => values["consent"] = file(person).await,
        other => panic!("{other}"),
    }
    values
}
