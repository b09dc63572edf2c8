//! The information-management system of the demo, as its tests need it: businesses, rights,
//! inquirers, and the people who handle them.

use protocol::person::TerminalKind::Office;
use serde_json::{Value, json};

use crate::{
    caller::{Answer, App, Person},
    cc::{file, take},
};

pub const DAY: &str = "2026-11-20";

/// Somebody at a terminal of the system.
pub async fn at<'a>(app: &'a App, user_id: &str) -> Person<'a> {
    app.person_at(user_id, Office).await
}

/// Begins a case in the unit of the person's post.
pub async fn begin(person: &Person<'_>, workflow: &str, code: &str, values: Value) -> Answer {
    let body = json!({ "document": "IS", "workflow": workflow, "step": code, "values": values });
    person.post("/api/v1/cases", body).await
}

/// The same in another unit.
pub async fn begin_in(
    person: &Person<'_>,
    unit: &str,
    workflow: &str,
    code: &str,
    values: Value,
) -> Answer {
    let body = json!({
        "document": "IS", "workflow": workflow, "unit": unit, "step": code, "values": values,
    });
    person.post("/api/v1/cases", body).await
}

/// A case as it is now.
pub async fn seen(person: &Person<'_>, case: &Value) -> Value {
    let path = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
    person.get(&path).await.ok()
}

pub fn state(case: &Value) -> &str {
    case["state"]["code"].as_str().unwrap()
}

/// How many notices of a person rest on a clause.
pub async fn notices(person: &Person<'_>, clause: &str) -> usize {
    let told = person.get("/api/v1/tasks").await.ok();
    let notices = told["notices"].as_array().unwrap().iter();
    notices.filter(|notice| notice["clause"] == clause).count()
}

/// Whether a case stands among the tasks of a person.
pub async fn waits_for(person: &Person<'_>, case: &Value) -> bool {
    let told = person.get("/api/v1/tasks").await.ok();
    let mut tasks = told["tasks"].as_array().unwrap().iter();
    tasks.any(|task| task["case"]["id"] == case["id"])
}

/// The cases of a workflow about something, as a person sees them.
pub async fn about(person: &Person<'_>, workflow: &str, about: &Value) -> Vec<Value> {
    let about = about["id"].as_str().unwrap();
    let path = format!("/api/v1/cases?document=IS&workflow={workflow}&about={about}");
    let page = person.get(&path).await.ok();
    page["cases"].as_array().unwrap().clone()
}

pub fn proposal(manager: &Person<'_>) -> Value {
    json!({
        "name": "運転者照会業務", "kind": "target", "category": "1", "unit_in_charge": manager.unit,
    })
}

/// A business that the general chief approved; `is_tbm1` is in charge of it.
pub async fn approved(app: &App) -> Value {
    let (manager, chief) = (at(app, "is_tbm1").await, at(app, "is_chief1").await);
    let values = proposal(&manager);
    let proposed = begin(&manager, "business", "propose", values).await.ok();
    take(&chief, &proposed, "approve", json!({})).await.ok()
}

/// The same with range of use and scope: the central station views.
pub async fn scoped(app: &App) -> Value {
    let business = approved(app).await;
    let manager = at(app, "is_tbm1").await;
    let station = at(app, "is_head1").await.unit;
    let business = take(&manager, &business, "set_range", range(&station, "any"))
        .await
        .ok();
    let scope = json!({ "scope_units": [station], "scope_operations": ["view", "output"] });
    take(&manager, &business, "set_scope", scope).await.ok()
}

pub fn range(unit: &str, factor: &str) -> Value {
    json!({
        "range_of_use": "運転者の確認に限る", "classification": "middle", "measures": "画面の複写禁止",
        "factor": factor, "units_concerned": [unit],
    })
}

/// A design of a business from its beginning to its end.
pub async fn designed(app: &App, business: &Value) -> Value {
    let (system, manager) = (at(app, "is_sys1").await, at(app, "is_tbm1").await);
    let begun = json!({ "business": business["id"], "plan": "照会画面の整備" });
    let design = begin(&system, "design", "begin", begun).await.ok();
    let opinion = json!({ "opinion": "応答時間を3秒以内に" });
    let design = take(&manager, &design, "give_opinion", opinion).await.ok();
    let design = take(&system, &design, "examine", examined(&system).await);
    take(&system, &design.await.ok(), "close", json!({}))
        .await
        .ok()
}

pub async fn examined(person: &Person<'_>) -> Value {
    json!({
        "documents": file(person).await, "accuracy": "二重入力で照合", "consistency": "旧業務と同じコード",
        "growth": "年1万件まで", "retention_years": 3,
    })
}

/// A procedure for accidents of a business.
pub async fn procedure(app: &App, business: &Value) -> Value {
    let manager = at(app, "is_tbm1").await;
    let values = json!({
        "business": business["id"], "title": "障害対処要領", "edition": "1.0",
        "steps": "1 端末の再起動\n2 回線の確認", "review_on": "2027-04-01",
    });
    begin(&manager, "procedure", "fix", values).await.ok()
}

/// A business that is live, with a factor that it asks for.
pub async fn live_with(app: &App, factor: &str) -> Value {
    let business = scoped(app).await;
    designed(app, &business).await;
    procedure(app, &business).await;
    let manager = at(app, "is_tbm1").await;
    let station = at(app, "is_head1").await.unit;
    let business = seen(&manager, &business).await;
    let business = take(&manager, &business, "set_range", range(&station, factor));
    let golive = json!({ "golive": ["rules", "coordination", "briefing"] });
    take(&manager, &business.await.ok(), "go_live", golive)
        .await
        .ok()
}

pub async fn live(app: &App) -> Value {
    live_with(app, "any").await
}

/// What a right of a person says.
pub fn right(business: &Value, person: &Person<'_>) -> Value {
    json!({
        "business": business["id"], "person": person.id, "operations": ["view"],
        "from": "2026-11-20", "until": "2027-03-31",
    })
}

/// A right of `is_staff1`.
pub async fn granted(app: &App, business: &Value) -> Value {
    let (head, staff) = (at(app, "is_head1").await, at(app, "is_staff1").await);
    let values = right(business, &staff);
    begin(&head, "access_grant", "grant", values).await.ok()
}

pub fn access(business: &Value, grant: &Value) -> Value {
    json!({
        "business": business["id"], "grant": grant["id"], "operation": "view",
        "reason": "investigation", "subject": "車両番号 下関 300 あ 12-34 の使用者",
    })
}

/// `is_staff1` may inquire about vehicles.
pub async fn inquirer(app: &App, business: &Value) -> Value {
    let (chief, staff) = (at(app, "is_chief1").await, at(app, "is_staff1").await);
    let values = json!({
        "person": staff.id, "kind": ["inquires"], "business": business["id"], "ranges": ["vehicle"],
    });
    begin(&chief, "inquirer", "register", values).await.ok()
}

pub fn inquiry(business: &Value, inquirer: &Value) -> Value {
    json!({
        "business": business["id"], "inquirer": inquirer["id"], "range": "vehicle",
        "reason": "交通事故の捜査", "content": "下関 300 あ 12-34",
    })
}

/// An inquiry of `is_staff1` that was sent to the unit in a packet; the packet comes first.
pub async fn sent(app: &App) -> (Value, Value) {
    let business = live(app).await;
    let register = inquirer(app, &business).await;
    let (staff, system) = (at(app, "is_staff1").await, at(app, "is_sys1").await);
    let values = inquiry(&business, &register);
    let recorded = begin(&staff, "inquiry", "record", values).await.ok();
    let month = json!({ "month": "2026年11月" });
    let packet = begin_in(&system, &staff.unit, "inquiry_packet", "send", month);
    let packet = packet.await.ok();
    let inquiry = seen(&staff, &recorded).await;
    (packet, inquiry)
}
