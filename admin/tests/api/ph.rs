//! A juvenile division, two stations and a phone of the demo, as the tests of the rules for
//! cyber-patrol phones need them.

use protocol::person::TerminalKind;
use serde_json::{Value, json};

use crate::{
    caller::{Answer, App, Person},
    cases::path_of,
    cc::take,
};

pub const DAY: &str = "2026-11-27";

/// Somebody at a terminal of the office.
pub async fn at<'a>(app: &'a App, user_id: &str) -> Person<'a> {
    app.person_at(user_id, TerminalKind::Office).await
}

/// Begins a case in the own unit.
pub async fn begin(person: &Person<'_>, workflow: &str, code: &str, values: Value) -> Answer {
    let body = json!({ "document": "PH", "workflow": workflow, "step": code, "values": values });
    person.post("/api/v1/cases", body).await
}

/// The same in another unit.
pub async fn begin_in(
    person: &Person<'_>,
    unit: &str,
    (workflow, code): (&str, &str),
    values: Value,
) -> Answer {
    let body = json!({
        "document": "PH", "workflow": workflow, "unit": unit, "step": code, "values": values,
    });
    person.post("/api/v1/cases", body).await
}

/// The case as it is now.
pub async fn seen(person: &Person<'_>, case: &Value) -> Value {
    person.get(&path_of(case).1).await.ok()
}

/// Takes a step of a case as it is now.
pub async fn go(person: &Person<'_>, case: &Value, code: &str, values: Value) -> Answer {
    let case = seen(person, case).await;
    take(person, &case, code, values).await
}

/// The values with some of them changed.
pub fn with(mut values: Value, change: Value) -> Value {
    for (field, value) in change.as_object().unwrap() {
        values[field] = value.clone();
    }
    values
}

/// The state of a case.
pub fn state(case: &Value) -> &str {
    case["state"]["code"].as_str().unwrap_or_default()
}

/// A phone that the general operations manager takes into the ledger.
pub async fn new_phone(app: &App, number: &str) -> Value {
    let body = json!({
        "number": number,
        "attributes": { "model": "型番A", "former_name": "サイバー補導用スマートフォン", "line": "09012345678" },
    });
    let general = at(app, "ph_general1").await;
    let taken = general.post("/api/v1/ledgers/PH/phone", body).await.ok();
    taken["asset"]["id"].clone()
}

/// The state of a phone, as the general operations manager sees it.
pub async fn phone_state(app: &App, phone: &Value) -> String {
    let general = at(app, "ph_general1").await;
    let path = format!("/api/v1/assets/{}", phone.as_str().unwrap());
    let found = general.get(&path).await.ok();
    found["asset"]["state"]["code"].as_str().unwrap().to_owned()
}

/// What an application for a loan says.
pub async fn application(app: &App) -> Value {
    json!({
        "consulted_on": "2026-11-20", "consultation": "1台を1年間借用することで協議済み",
        "purpose": "サイバーパトロール", "from": "2026-11-27", "until": "2027-11-27",
        "operator": at(app, "ph_operator1").await.id,
    })
}

/// An application of the station that was accepted.
pub async fn accepted(app: &App, values: Value) -> Value {
    let applied = begin(
        &at(app, "ph_mgr1").await,
        "loan_application",
        "apply",
        values,
    )
    .await
    .ok();
    go(&at(app, "ph_general1").await, &applied, "accept", json!({}))
        .await
        .ok()
}

/// A phone entered in the loan register for the station, on an accepted application.
pub async fn registered(app: &App, number: &str) -> (Value, Value) {
    let phone = new_phone(app, number).await;
    let application = accepted(app, application(app).await).await;
    let loan = register(app, &application, &phone).await.ok();
    (phone, loan)
}

pub async fn register(app: &App, application: &Value, phone: &Value) -> Answer {
    let values = json!({
        "application": application["id"], "phone": phone, "out_on": "2026-11-27",
        "due_on": "2027-11-27", "operator": at(app, "ph_operator1").await.id,
    });
    let (general, station) = (at(app, "ph_general1").await, at(app, "ph_mgr1").await.unit);
    begin_in(&general, &station, ("loan", "register"), values).await
}

/// The operator of the station is trained by the division.
pub async fn trained(app: &App) {
    let values = json!({
        "held_on": "2026-11-27", "trainees": [at(app, "ph_operator1").await.id],
        "contents": ["keeping", "protection"],
    });
    begin(&at(app, "ph_trainer1").await, "training", "record", values)
        .await
        .ok();
}

/// What the station enters when it receives a phone.
pub fn received() -> Value {
    json!({ "received_on": "2026-11-27", "storage": "生活安全課 鍵付きロッカー", "lockable": "yes" })
}

/// A phone on loan to the station.
pub async fn on_loan(app: &App, number: &str) -> (Value, Value) {
    let (phone, loan) = registered(app, number).await;
    trained(app).await;
    go(&at(app, "ph_general1").await, &loan, "hand_over", json!({}))
        .await
        .ok();
    let active = go(&at(app, "ph_mgr1").await, &loan, "confirm", received())
        .await
        .ok();
    (phone, active)
}

/// What an application to use a service says.
pub fn service(phone: &Value) -> Value {
    json!({
        "phone": phone, "service": "SNS-A(A社)", "purpose": "書き込みの閲覧",
        "information": "公開された書き込み", "until": "2027-11-26", "risks": "約款の変更",
    })
}

/// Takes an application for a service through to its permission.
pub async fn permit(app: &App, applied: &Value) -> Value {
    let manager = at(app, "ph_mgr1").await;
    let (general, security) = (at(app, "ph_general1").await, at(app, "ph_security1").await);
    go(&manager, applied, "intend", json!({})).await.ok();
    go(&general, applied, "forward", json!({})).await.ok();
    let opinion = json!({ "security_opinion": "位置情報を切ること" });
    go(&security, applied, "advise", opinion).await.ok();
    let opinion = json!({ "general_opinion": "適当" });
    go(&general, applied, "advise_general", opinion).await.ok();
    go(
        &manager,
        applied,
        "permit",
        json!({ "measures": ["no_location"] }),
    )
    .await
    .ok()
}

/// A service permitted on a phone of the station.
pub async fn permitted(app: &App, phone: &Value) -> Value {
    let assistant = at(app, "ph_asst1").await;
    let applied = begin(&assistant, "service_permission", "apply", service(phone))
        .await
        .ok();
    permit(app, &applied).await
}

/// An account on a permitted service.
pub async fn account(app: &App, phone: &Value, service: &Value) -> Answer {
    let values = json!({ "phone": phone, "service": service["id"], "name": "patrol_01" });
    begin(&at(app, "ph_asst1").await, "account", "open", values).await
}

/// Somebody acknowledges the rules of use.
pub async fn acknowledged(app: &App, user_id: &str) {
    let person = at(app, user_id).await;
    let rules = [
        "purpose",
        "nobody_else",
        "not_connected",
        "no_camera",
        "no_contract",
    ];
    let values = json!({
        "person": person.id, "on": app.house.admin.today().to_string(), "rules": rules,
    });
    begin(&person, "acknowledgement", "acknowledge", values)
        .await
        .ok();
}

/// Exceptions that the information-security manager allows.
pub async fn excepted(app: &App, items: &[&str], connection: &str) -> Value {
    let values = json!({
        "items": items, "reason": "交信の記録化", "until": "2027-10-31", "measures": "加工と早期の削除",
        "connection": connection,
    });
    let applied = begin(
        &at(app, "ph_general1").await,
        "security_exception",
        "apply",
        values,
    )
    .await
    .ok();
    go(
        &at(app, "ph_security1").await,
        &applied,
        "approve",
        json!({}),
    )
    .await
    .ok()
}

/// What a take-out to patrol says.
pub fn takeout(phone: &Value, service: &Value) -> Value {
    json!({
        "phone": phone, "purpose": "繁華街でのサイバーパトロール", "place": "中央区", "ground": "patrol",
        "service": service["id"], "from": crate::cc::ms("2026-11-27T13:00:00"),
        "until": crate::cc::ms("2026-11-27T17:00:00"),
    })
}

/// A JPEG of nothing, with a place in its EXIF data or without.
pub fn jpeg(place: bool) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0\x01\0\0".to_vec();
    let second: &[u8] = match place {
        true => b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x26",
        false => b"\x01\x28\0\x03\0\0\0\x01\0\x02\0\0",
    };
    tiff.extend(second);
    tiff.extend([0; 4]);
    tiff.extend(*b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0");
    let mut jpeg = b"\xff\xd8\xff\xe1".to_vec();
    jpeg.extend((tiff.len() as u16 + 8).to_be_bytes());
    jpeg.extend(b"Exif\0\0");
    jpeg.extend(tiff);
    jpeg.extend(b"\xff\xd9");
    jpeg
}

/// A picture for a field; the answer tells what is attached to it.
pub async fn picture(person: &Person<'_>, place: bool) -> Value {
    let picture = jpeg(place);
    let kept = person.bytes("/api/v1/case-files", "image/jpeg", "a.jpg", &picture);
    kept.await.ok()
}

/// What an application to use a photograph says.
pub async fn photo(app: &App, phone: &Value) -> Value {
    let person = at(app, "ph_contact1").await;
    json!({
        "phone": phone, "member": at(app, "ph_staff1").await.id, "consent": ["yes"],
        "photo": picture(&person, false).await["id"], "processing": "加工アプリでぼかし",
        "taking": ["gps_off", "exif_removed"], "purpose": "交信", "until": "2026-12-31",
    })
}

/// A photograph that was approved and whose processing was confirmed.
pub async fn confirmed_photo(app: &App, phone: &Value) -> Value {
    let (contact, assistant) = (at(app, "ph_contact1").await, at(app, "ph_asst1").await);
    let applied = begin(&contact, "staff_photo", "apply", photo(app, phone).await)
        .await
        .ok();
    go(&at(app, "ph_mgr1").await, &applied, "approve", json!({}))
        .await
        .ok();
    let confirmed = json!({ "confirmed": ["not_recognisable"] });
    go(&assistant, &applied, "confirm", confirmed).await.ok()
}

/// A photograph on the phone.
pub async fn stored_photo(app: &App, phone: &Value) -> Value {
    let confirmed = confirmed_photo(app, phone).await;
    go(
        &at(app, "ph_contact1").await,
        &confirmed,
        "store",
        json!({}),
    )
    .await
    .ok()
}

/// What the report of a post says.
pub fn post() -> Value {
    json!({
        "found_on": "2026-11-26", "service": "SNS-A", "account": "@example", "content": "書き込みの概要",
        "minor": "中学生とうかがわせる記載",
    })
}

/// A post that the division judged.
pub async fn judged(app: &App) -> Value {
    let reported = begin(
        &at(app, "ph_contact1").await,
        "post_report",
        "report",
        post(),
    )
    .await
    .ok();
    let ground = json!({ "ground": "under_13", "need": "直ちに保護を要する" });
    go(
        &at(app, "ph_general1").await,
        &reported,
        "judge_contact",
        ground,
    )
    .await
    .ok()
}

/// What a contact begins with.
pub fn contact(report: &Value, phone: &Value, service: &Value) -> Value {
    json!({
        "report": report["id"], "phone": phone, "service": service["id"], "target": "対象者A",
        "care": ["no_inducement"],
    })
}

/// A phone on loan with a service, and a contact under direction.
pub struct Contact {
    pub phone: Value,
    pub service: Value,
    pub case: Value,
}

pub async fn directed(app: &App) -> Contact {
    let (phone, _) = on_loan(app, "P-1").await;
    let service = permitted(app, &phone).await;
    acknowledged(app, "ph_contact1").await;
    let values = contact(&judged(app).await, &phone, &service);
    let begun = begin(&at(app, "ph_contact1").await, "contact", "begin", values)
        .await
        .ok();
    let direction = json!({ "direction": "接触の可否を見極めること" });
    let case = go(&at(app, "ph_asst1").await, &begun, "direct", direction)
        .await
        .ok();
    Contact {
        phone,
        service,
        case,
    }
}

/// A plan with two of the station, one of them a female officer.
pub async fn plan(app: &App) -> Value {
    let (officer, operator) = (
        at(app, "ph_staff1").await.id,
        at(app, "ph_operator1").await.id,
    );
    json!({
        "meeting_on": "2026-11-28", "meeting_at": "18時 駅前", "arrangement": "私服2名が待機",
        "own_staff": [officer, operator], "with_support": "no", "thought_female": "yes",
        "female_officer": officer, "setup": ["flight", "trap", "juvenile"],
    })
}

/// A meeting that was planned and commanded.
pub async fn commanded(app: &App, case: &Value) -> Value {
    go(&at(app, "ph_contact1").await, case, "plan", plan(app).await)
        .await
        .ok();
    go(&at(app, "ph_asst1").await, case, "check", json!({}))
        .await
        .ok();
    go(&at(app, "ph_mgr1").await, case, "command", json!({}))
        .await
        .ok()
}

/// A contact whose meeting took place on the next day.
pub async fn met(app: &App) -> Contact {
    let contact = directed(app).await;
    commanded(app, &contact.case).await;
    app.set("2026-11-28T19:00:00");
    let met = json!({ "met_on": "2026-11-28" });
    let case = go(&at(app, "ph_contact1").await, &contact.case, "meet", met)
        .await
        .ok();
    Contact { case, ..contact }
}

/// What a result report about a juvenile says, to whom no photograph was sent.
pub async fn result(app: &App, contact: &Value) -> Value {
    json!({
        "contact": contact["id"], "met_on": "2026-11-28", "summary": "駅前で接触した",
        "juvenile": "yes", "measures": "補導し保護者に引き渡した", "misconduct": "amusement",
        "guardian_on": "2026-11-28", "guardian_by": at(app, "ph_operator1").await.id,
        "photo_sent": "no", "weighed": ["victim", "delinquency", "guidance", "guardian", "friends"],
        "support_needed": "no",
    })
}

/// A result report that the operations manager received.
pub async fn reported(app: &App, contact: &Value) -> Value {
    let values = result(app, contact).await;
    let written = begin(
        &at(app, "ph_contact1").await,
        "result_report",
        "write",
        values,
    )
    .await
    .ok();
    go(&at(app, "ph_asst1").await, &written, "pass", json!({}))
        .await
        .ok();
    go(&at(app, "ph_mgr1").await, &written, "receive", json!({}))
        .await
        .ok()
}

/// The notices of a kind to somebody: their texts in English, newest first.
pub async fn notices(person: &Person<'_>, kind: &str) -> Vec<(String, bool)> {
    let told = person.get("/api/v1/tasks").await.ok();
    let of_kind = told["notices"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["kind"] == kind);
    of_kind
        .map(|it| {
            (
                it["text"]["en"].as_str().unwrap().to_owned(),
                it["read_at"].is_i64(),
            )
        })
        .collect()
}

/// Whether somebody is told of something.
pub async fn is_told(person: &Person<'_>, kind: &str, words: &str) -> bool {
    let told = notices(person, kind).await;
    told.iter().any(|(text, _)| text.contains(words))
}

/// The duties of a case or thing that are overdue.
pub async fn overdue(person: &Person<'_>) -> Vec<String> {
    let found = person.get("/api/v1/deadlines?state=overdue").await.ok();
    let lines = found["deadlines"].as_array().unwrap().iter();
    lines
        .map(|line| line["duty"].as_str().unwrap().to_owned())
        .collect()
}

/// The codes of the steps that somebody may take of a case now.
pub fn steps(case: &Value) -> Vec<&str> {
    let steps = case["steps"].as_array().unwrap().iter();
    steps.map(|step| step["code"].as_str().unwrap()).collect()
}
