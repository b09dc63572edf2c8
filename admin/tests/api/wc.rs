//! The pilot of wearable cameras in the demo headquarters, as its tests need it.

use protocol::person::TerminalKind;
use serde_json::{Value, json};

use crate::{
    caller::{Answer, App, Person},
    cc::take,
};

pub const DAY: &str = "2026-12-01";

pub async fn app() -> App {
    App::on(DAY).await
}

/// Somebody of the pilot at a management PC.
pub async fn at<'a>(app: &'a App, user_id: &str) -> Person<'a> {
    app.person_at(user_id, TerminalKind::ManagementPc).await
}

/// A moment of the first day, in milliseconds.
pub fn time(clock: &str) -> i64 {
    moment(&format!("{DAY}T{clock}:00"))
}

pub fn moment(moment: &str) -> i64 {
    let at: jiff::Timestamp = format!("{moment}+09:00").parse().unwrap();
    at.as_millisecond()
}

/// Begins a case of the pilot.
pub async fn begin(person: &Person<'_>, workflow: &str, step: &str, values: Value) -> Answer {
    let body = json!({ "document": "WC", "workflow": workflow, "step": step, "values": values });
    person.post("/api/v1/cases", body).await
}

/// A case as it is now.
pub async fn shown(person: &Person<'_>, case: &Value) -> Value {
    let path = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
    person.get(&path).await.ok()
}

/// The newest case of a workflow that the person finds.
pub async fn newest(person: &Person<'_>, workflow: &str) -> Value {
    let list = person.get("/api/v1/cases").await.ok();
    let cases = list["cases"].as_array().unwrap();
    let found = cases.iter().find(|case| case["workflow"] == workflow);
    match found {
        Some(line) => shown(person, line).await,
        None => Value::Null,
    }
}

/// The rules of the force: the deputy's draft, which the chief adopts.
pub async fn adopted(app: &App) -> Value {
    let (deputy, chief) = (at(app, "wc_dep1").await, at(app, "wc_chief1").await);
    let rules = json!({
        "title": "デモ県警察ウェアラブルカメラ運用管理要領", "differences": "なし",
        "effective_on": "2026-11-01",
    });
    let drafted = begin(&deputy, "force_rules", "draft", rules).await.ok();
    take(&chief, &drafted, "adopt", json!({})).await.ok()
}

pub fn four_contents() -> Value {
    json!({
        "purpose": "効果と課題の把握", "implementing_units": "デモ中央警察署",
        "period_from": DAY, "period_to": "2027-02-28", "rules_content": "要領の概要",
        "method": "ウェブサイト",
    })
}

/// The publicity, up to the answer of the agency.
pub async fn consulted(app: &App, contents: Value) -> Value {
    let (chief, agency) = (at(app, "wc_chief1").await, at(app, "wc_npa1").await);
    let drafted = begin(&chief, "publicity", "draft", contents).await.ok();
    take(&chief, &drafted, "consult", json!({})).await.ok();
    let asked = shown(&agency, &drafted).await;
    let answer = json!({ "agreed": "yes", "answer": "異議なし" });
    take(&agency, &asked, "answer", answer).await.ok()
}

pub async fn published(app: &App) -> Value {
    let case = consulted(app, four_contents()).await;
    take(&at(app, "wc_chief1").await, &case, "publish", json!({}))
        .await
        .ok()
}

pub async fn planned(app: &App) -> Value {
    let plan = json!({ "questions": "検証に使えた件数", "first_day": DAY });
    begin(&at(app, "wc_chief1").await, "pilot", "plan", plan)
        .await
        .ok()
}

/// A pilot that runs.
pub async fn running(app: &App) -> Value {
    adopted(app).await;
    published(app).await;
    let case = planned(app).await;
    take(&at(app, "wc_chief1").await, &case, "start", json!({}))
        .await
        .ok()
}

/// Takes a thing into a ledger of the pilot.
pub async fn taken_in(person: &Person<'_>, kind: &str, number: &str, attributes: Value) -> Answer {
    let path = format!("/api/v1/ledgers/WC/{kind}");
    let body = json!({ "number": number, "attributes": attributes });
    person.post(&path, body).await
}

/// Does something to a thing.
pub async fn act(person: &Person<'_>, thing: &Value, body: Value) -> Answer {
    let id = thing["asset"]["id"].as_str().unwrap();
    person
        .post(&format!("/api/v1/assets/{id}/acts"), body)
        .await
}

pub async fn camera(app: &App, number: &str) -> Value {
    let operator = at(app, "wc_op1").await;
    taken_in(&operator, "wearable_camera", number, json!({}))
        .await
        .ok()
}

/// A camera that the officer has taken out until the evening.
pub async fn camera_out(app: &App, number: &str) -> Value {
    let camera = camera(app, number).await;
    hand_out(app, &camera).await.ok()
}

pub async fn hand_out(app: &App, camera: &Value) -> Answer {
    let (operator, officer) = (at(app, "wc_op1").await, at(app, "wc_off1").await);
    let out = json!({ "act": "out", "confirmed_by": officer.id, "due_back": time("17:00") });
    act(&operator, camera, out).await
}

pub async fn dock(app: &App, camera: &Value) -> Answer {
    let place = json!({ "act": "return", "place": { "name": "MC-1", "lockable": false } });
    act(&at(app, "wc_op1").await, camera, place).await
}

pub fn training_of(attendees: &[&Person<'_>]) -> Value {
    let attendees: Vec<_> = attendees.iter().map(|person| person.id).collect();
    json!({
        "topics": ["filming", "files", "equipment", "privacy"], "held_on": DAY, "trainer": "講師",
        "attendees": attendees, "drill": "no",
    })
}

pub async fn train(app: &App, officer: &str) {
    let (manager, officer) = (at(app, "wc_mgr1").await, at(app, officer).await);
    let training = training_of(&[&officer]);
    begin(&manager, "training", "record", training).await.ok();
}

/// The code of an officer who was trained.
pub async fn code(app: &App, officer: &str) -> Value {
    train(app, officer).await;
    let (manager, officer) = (at(app, "wc_mgr1").await, at(app, officer).await);
    let wearer = json!({ "wearer": officer.id });
    begin(&manager, "wearer_code", "issue", wearer).await.ok()
}

/// A force whose officer is about to film: the pilot runs, a code is issued, a camera is out.
pub struct Patrol<'a> {
    pub app: &'a App,
    pub pilot: Value,
    pub camera: Value,
    pub code: Value,
}

impl<'a> Patrol<'a> {
    pub async fn of(app: &'a App) -> Self {
        Self {
            app,
            pilot: running(app).await,
            camera: camera_out(app, "CAM-1").await,
            code: code(app, "wc_off1").await,
        }
    }

    /// What the camera says at the start, with changes.
    pub async fn start_values(&self, change: Value) -> Value {
        let officer = at(self.app, "wc_off1").await;
        let mut values = json!({
            "camera": self.camera["asset"]["id"], "code": self.code["id"], "wearer": officer.id,
            "place": "outdoors", "position": "chest", "sign": "seen", "lamp": "seen",
            "cord": "tied", "out_at": time("09:00"), "started_at": time("09:02"),
        });
        for (field, value) in change.as_object().unwrap() {
            values[field] = value.clone();
        }
        values
    }

    pub async fn start(&self, change: Value) -> Answer {
        let values = self.start_values(change).await;
        let officer = at(self.app, "wc_off1").await;
        begin(&officer, "camera_session", "start", values).await
    }

    pub async fn take(&self, session: &Value, step: &str, values: Value) -> Answer {
        take(&at(self.app, "wc_off1").await, session, step, values).await
    }

    pub async fn pause(&self, session: &Value, ground: &str, at: &str) -> Answer {
        let values = json!({ "ground": ground, "paused_at": time(at) });
        self.take(session, "pause", values).await
    }

    /// The end at a moment, back at another.
    pub async fn end(&self, session: &Value, ended: &str, back: &str) -> Answer {
        let values =
            json!({ "ended_at": time(ended), "back_at": time(back), "filmed_minutes": 100 });
        self.take(session, "end", values).await
    }
}

/// The duties of a case or thing that are open or overdue, as `duty` or `duty overdue`.
pub fn duties(shown: &Value) -> Vec<String> {
    let lines = shown["deadlines"].as_array().unwrap().iter();
    let told = |line: &Value| {
        let duty = line["duty"].as_str().unwrap();
        match line["state"].as_str().unwrap() {
            "open" => Some(duty.to_owned()),
            "overdue" => Some(format!("{duty} overdue")),
            _ => None,
        }
    };
    let mut duties: Vec<_> = lines.filter_map(told).collect();
    duties.sort();
    duties
}

/// The texts of the notices that a person finds.
pub async fn notices(person: &Person<'_>, clause: &str) -> usize {
    let told = person.get("/api/v1/tasks").await.ok();
    let notices = told["notices"].as_array().unwrap().iter();
    notices.filter(|notice| notice["clause"] == clause).count()
}

/// Lends the post in which a person decides.
pub async fn lend(holder: &Person<'_>, kind: &str, deputy: &Person<'_>) {
    let posts = holder.get("/api/v1/me").await.ok();
    let own = posts["posts"].as_array().unwrap().iter();
    let own = own.clone().find(|post| post["kind"] == kind).unwrap();
    let path = format!("/api/v1/posts/{}/delegations", own["id"].as_str().unwrap());
    let body = json!({ "person": deputy.id, "from": DAY, "to": "2026-12-05" });
    holder.post(&path, body).await.ok();
}
