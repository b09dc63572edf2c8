//! Material of a station of the demo, as the tests of its rules need it: slips, places, approvals,
//! transfers, and the people who handle them.

use protocol::person::TerminalKind::Office;
use serde_json::{Value, json};

use crate::{
    caller::{Answer, App, Person},
    cases::path_of,
    cc::take,
};

pub const DAY: &str = "2026-11-27";
pub const BUSINESS: &str = "運転者照会業務";

/// Somebody at a terminal of the system.
pub async fn at<'a>(app: &'a App, user_id: &str) -> Person<'a> {
    app.person_at(user_id, Office).await
}

/// Begins a case in the unit of the person's post.
pub async fn begin(person: &Person<'_>, workflow: &str, code: &str, values: Value) -> Answer {
    let body = json!({ "document": "IS", "workflow": workflow, "step": code, "values": values });
    person.post("/api/v1/cases", body).await
}

/// A step by somebody of the demo.
pub async fn by(app: &App, user: &str, case: &Value, code: &str, values: Value) -> Answer {
    take(&at(app, user).await, case, code, values).await
}

/// The same with somebody present.
pub async fn before(
    app: &App,
    (user, witness): (&str, &str),
    case: &Value,
    code: &str,
    values: Value,
) -> Answer {
    let password = app.house.password_of(witness);
    let body = json!({
        "step": code, "seen": case["version"], "values": values,
        "witness": {
            "user_id": witness, "factor": { "kind": "password", "password": password },
        },
    });
    let path = path_of(case).1;
    at(app, user)
        .await
        .post(&format!("{path}/steps"), body)
        .await
}

pub fn with(values: Value, change: Value) -> Value {
    let mut values = values;
    for (field, value) in change.as_object().unwrap() {
        values[field] = value.clone();
    }
    values
}

/// What a slip of personal output material says; `is_staff1` may see and get it.
pub async fn content(app: &App) -> Value {
    let staff = at(app, "is_staff1").await.id;
    json!({
        "entered": "new", "direction": "out", "category": "personal_output",
        "handler_section": "刑事係", "name": "照会結果一覧", "purpose": "事件の捜査", "amount": 5,
        "outline": "氏名を含む一覧", "carrier": "document", "business": BUSINESS,
        "readers": [staff], "ground": "procedure", "procedure_no": "P-1",
        "obtained_on": DAY, "obtained_how": "made",
    })
}

/// The change that makes it personal input material.
pub fn input() -> Value {
    json!({
        "direction": "in", "category": "personal_input", "ground": null, "procedure_no": null,
        "checked": ["purpose", "entered"], "keep_until": "2027-03-31",
    })
}

/// Tries to make a slip.
pub async fn try_slip(app: &App, change: Value) -> Answer {
    let values = with(content(app).await, change);
    begin(&at(app, "is_iasst1").await, "material_slip", "make", values).await
}

const CHAIN: [(&str, &str); 4] = [
    ("assistant", "is_iasst1"),
    ("manager", "is_iman1"),
    ("chief", "is_ichief1"),
    ("head", "is_head1"),
];

/// The four confirmations, at making or at the end.
pub async fn confirmed(app: &App, case: Value, step: &str) -> Value {
    let mut case = case;
    for (post, user) in CHAIN {
        let code = format!("{step}_{post}");
        case = by(app, user, &case, &code, json!({})).await.ok();
    }
    case
}

/// A slip after its first four confirmations.
pub async fn obtained(app: &App, change: Value) -> Value {
    let made = try_slip(app, change).await.ok();
    confirmed(app, made, "confirm").await
}

/// The same with the material in a safe.
pub async fn held(app: &App, change: Value) -> Value {
    let case = obtained(app, change).await;
    let safe = place(&at(app, "is_iman1").await, "lockable").await;
    by(app, "is_iasst1", &case, "store", json!({ "place": safe }))
        .await
        .ok()
}

/// A storage place of the keeper's unit, locked or open.
pub async fn place(keeper: &Person<'_>, class: &str) -> Value {
    let there = found(keeper, "storage_place", &format!("class={class}")).await;
    if let Some(first) = there.iter().find(|it| it["unit"] == json!(keeper.unit)) {
        return first["id"].clone();
    }
    let body = json!({ "number": class, "class": class, "attributes": { "business": BUSINESS } });
    let path = "/api/v1/ledgers/IS/storage_place";
    keeper.post(path, body).await.ok()["asset"]["id"].clone()
}

/// The material of a case, as its keepers see it.
pub async fn material(app: &App, user: &str, case: &Value, field: &str) -> Value {
    let id = case["values"][field].as_str().unwrap();
    at(app, user)
        .await
        .get(&format!("/api/v1/assets/{id}"))
        .await
        .ok()
}

/// Its lines as "act quantity remarks".
pub fn lines(material: &Value) -> Vec<String> {
    let lines = material["entries"].as_array().unwrap().iter();
    let text = |line: &Value, name: &str| line[name].as_str().unwrap_or_default().to_owned();
    lines
        .map(|line| {
            format!(
                "{} {} {}",
                text(line, "act"),
                line["quantity"],
                text(line, "remarks")
            )
        })
        .collect()
}

/// The general chief's approval of something about a material.
pub async fn approved(app: &App, kind: &str, material: &Value, change: Value) -> Value {
    let values = with(
        json!({ "kind": kind, "material": material, "reason": "必要があるため" }),
        change,
    );
    let head = at(app, "is_head1").await;
    let asked = begin(&head, "material_approval", "ask", values).await.ok();
    let step = format!("approve_{kind}");
    by(app, "is_chief1", &asked, &step, json!({})).await.ok()
}

/// A head of unit names the hand-over staff of the business.
pub async fn designated(app: &App, head: &str, staff: &str) -> Value {
    let staff = at(app, staff).await.id;
    let values = json!({ "business": business(app).await["id"], "staff": [staff] });
    let head = at(app, head).await;
    begin(&head, "hand_over_designation", "name", values)
        .await
        .ok()
}

/// The business, approved, with the community department in charge.
pub async fn business(app: &App) -> Value {
    let manager = at(app, "is_tbm1").await;
    let path = "/api/v1/cases?document=IS&workflow=business";
    let there = manager.get(path).await.ok();
    if let Some(first) = there["cases"].as_array().unwrap().first() {
        let path = format!("/api/v1/cases/{}", first["id"].as_str().unwrap());
        return manager.get(&path).await.ok();
    }
    let values = json!({
        "name": BUSINESS, "kind": "target", "category": "1", "unit_in_charge": manager.unit,
    });
    let asked = begin(&manager, "business", "propose", values).await.ok();
    by(app, "is_chief1", &asked, "approve", json!({}))
        .await
        .ok()
}

/// A transfer of the material of a slip to the eastern station, as it would be prepared.
pub async fn transfer(app: &App, slip: &Value, change: Value) -> Answer {
    let values = json!({
        "material": slip["values"]["material"], "category": slip["values"]["category"],
        "amount": 5, "business": business(app).await["id"], "purpose": "捜査の引継ぎ", "outline": "氏名を含む一覧",
        "ground": "procedure", "procedure_no": "P-1", "channel": "courier",
        "to_unit": at(app, "is_head2").await.unit,
    });
    let staff = at(app, "is_hand1").await;
    begin(&staff, "transfer", "prepare", with(values, change)).await
}

/// The material whose attribute has a value, as a person finds it.
pub async fn listed(person: &Person<'_>, attribute: &str, value: &str) -> Vec<Value> {
    found(
        person,
        "material",
        &format!("attribute={attribute}&value={}", encoded(value)),
    )
    .await
}

/// The things of a ledger that a query finds.
pub async fn found(person: &Person<'_>, kind: &str, query: &str) -> Vec<Value> {
    let path = format!("/api/v1/ledgers/IS/{kind}?{query}");
    let page = person.get(&path).await.ok();
    page["assets"].as_array().unwrap().clone()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
