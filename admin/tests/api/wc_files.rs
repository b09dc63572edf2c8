//! Locked packages of the demo station's cameras, and the files that come of them.

use admin::core::{
    footage::{
        PackageLock, begin as begin_package,
        package::{Header, Segment},
    },
    seal::SealKey,
    trail::{bytes_of_hex, hex},
};
use aws_lc_rs::digest::{SHA256, digest};
use protocol::{id::UnitId, person::TerminalKind, time::UnixMs};
use serde_json::{Value, json};

use crate::{
    caller::{Answer, App, Person},
    cc::{film, take},
    wc::{Patrol, at, begin, time},
};

/// The key of the unit of the demo station, as a camera is set up with it.
pub async fn key(person: &Person<'_>) -> [u8; 32] {
    let key = person
        .post("/api/v1/footage/package-key", json!({}))
        .await
        .ok();
    bytes_of_hex(key["key"].as_str().unwrap()).unwrap()
}

/// What a camera says of a film of an hour in the morning, with a pause.
pub fn header(unit: &str, film: &[u8]) -> Header {
    let at = |clock: &str| UnixMs(time(clock));
    let segment = |from, to| Segment {
        from: at(from),
        to: at(to),
    };
    Header {
        unit: unit.parse::<UnitId>().unwrap(),
        camera: "CAM-1".to_owned(),
        name: "WC0001.MP4".to_owned(),
        recorded_from: Some(at("09:10")),
        recorded_to: Some(at("10:10")),
        segments: vec![segment("09:10", "09:30"), segment("09:40", "10:10")],
        bytes: film.len() as u64,
        sha256: hex(digest(&SHA256, film).as_ref()),
    }
}

/// A film as the camera hands it out: locked, in several chunks.
pub fn locked(key: [u8; 32], header: &Header, film: &[u8]) -> Vec<u8> {
    let mut package = begin_package(header);
    let lock = PackageLock::new(SealKey::new(&key), &package);
    let chunks: Vec<_> = film.chunks(60_000).collect();
    for (number, chunk) in chunks.iter().enumerate() {
        let nonce = [u8::try_from(number).unwrap() + 1; 12];
        let place = (number as u64, number + 1 == chunks.len());
        package.extend(lock.lock(nonce, place, chunk));
    }
    package
}

/// Docks a camera at the charger of the demo.
pub async fn dock(person: &Person<'_>, package: &[u8]) -> Answer {
    let path = "/api/v1/footage/packages?charger=MC-1";
    let kind = "application/octet-stream";
    person.bytes(path, kind, "", package).await
}

/// A film of the camera of the demo, which somebody wore, docked at noon.
pub async fn filed(app: &App, patrol: &Patrol<'_>) -> Value {
    let session = patrol.start(json!({})).await.ok();
    patrol.end(&session, "11:30", "11:31").await.ok();
    let operator = at(app, "wc_op1").await;
    let header = header(&operator.unit, &film(1));
    let package = locked(key(&operator).await, &header, &film(1));
    dock(&operator, &package).await.ok()
}

/// The file as it is listed.
pub async fn listed(person: &Person<'_>, file: &Value) -> Value {
    let files = person.get("/api/v1/footage").await.ok();
    let mut files = files["files"].as_array().unwrap().iter();
    let own = files.find(|line| line["id"] == file["id"]);
    own.cloned().unwrap_or_default()
}

/// Looks for a purpose: the values of the case.
pub fn purpose(file: &Value) -> Value {
    json!({ "file": file["id"], "purpose": "conduct", "note": "苦情の申出の確認" })
}

/// A step before a witness who proves who they are.
pub async fn before(person: &Person<'_>, case: &Value, step: &str, witness: &str) -> Answer {
    let password = person.app.house.password_of(witness);
    let body = json!({
        "step": step, "seen": case["version"], "values": {},
        "witness": {
            "user_id": witness, "factor": { "kind": "password", "password": password },
        },
    });
    let path = format!("/api/v1/cases/{}/steps", case["id"].as_str().unwrap());
    person.post(&path, body).await
}

/// What the printed form asks for, filled in by a member of staff.
pub fn request(person: &Person<'_>) -> Value {
    json!({
        "requested_on": "2026-12-01", "addressee": "station_chief", "outline": "職務質問の状況",
        "handled_from": time("09:00"), "handled_to": time("10:30"), "officer_section": "地域第一係",
        "officer_name": "地域 一郎", "contents": ["medium"], "purposes": ["conduct"],
        "requester_unit": person.unit, "requester_section": "刑事第一係", "requester": person.id,
        "requester_phone": "7-123",
    })
}

/// A request at an office terminal, with the files that an operator entered.
pub async fn entered(app: &App, file: &Value) -> Value {
    let staff = app.person_at("wc_staff1", TerminalKind::Office).await;
    let asked = begin(&staff, "provision", "submit", request(&staff))
        .await
        .ok();
    let operator = at(app, "wc_op1").await;
    let files = json!({ "receiver": operator.id, "files": [file["id"]] });
    take(&operator, &asked, "enter", files).await.ok()
}

/// The values of a decision to provide.
pub fn decision() -> Value {
    json!({ "kind": "conduct", "extent": "all", "decision_reason": "苦情の確認に必要" })
}

/// A medium in the ledger, and the film put out to it.
pub async fn ready(app: &App, approved: &Value) -> Value {
    let operator = at(app, "wc_op1").await;
    let place = json!({ "name": "地域課の金庫", "lockable": true });
    let medium = json!({ "number": "USB-1", "place": place });
    let path = "/api/v1/ledgers/WC/provided_medium";
    let medium = operator.post(path, medium).await.ok();
    let values = json!({ "result": ["medium"], "medium": medium["asset"]["id"] });
    take(&operator, approved, "prepare", values).await.ok()
}

pub async fn collect(person: &Person<'_>, case: &Value) -> Answer {
    let path = format!("/api/v1/cases/{}/copy", case["id"].as_str().unwrap());
    person.post(&path, json!({})).await
}

/// The path of a film's content with a viewing.
pub fn content(file: &Value, viewing: &Value) -> String {
    let viewing = viewing["id"].as_str().unwrap();
    let id = file["id"].as_str().unwrap();
    format!("/api/v1/footage/{id}/content?viewing={viewing}")
}
