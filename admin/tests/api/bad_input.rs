//! What must not work: steps out of order, two at once, a rulebook that changes, markup.

use serde_json::{Value, json};

use crate::{
    caller::{Answer, App},
    cases::{mis_sent, path_of, permission, step, try_mis_sent},
};

const DAY: &str = "2026-11-27";

#[tokio::test]
async fn steps_out_of_order_and_unknown_words_are_refused() {
    let app = App::on(DAY).await;
    let operator = app.person("op1").await;
    let begin = |step: &str| {
        let values = json!({ "noticed": "誤送信", "url": ["destroyed"] });
        json!({ "document": "VR", "workflow": "mis_send", "step": step, "values": values })
    };
    let early = operator.post("/api/v1/cases", begin("close")).await;
    early.refused(409, "wrong_state", "VR-4.3.3");
    let unknown = operator.post("/api/v1/cases", begin("sell")).await;
    unknown.refused(422, "step_unknown", "VR-4.3.3");
    let begun = mis_sent(&operator, "誤送信").await;
    let path = path_of(&begun).1;
    let steps = format!("{path}/steps");
    let again = operator
        .post(&steps, step("report", 1, json!({ "noticed": "x" })))
        .await;
    again.refused(403, "not_by_hand", "VR-4.3.3");
    let closed = operator.post(&steps, step("sell", 1, json!({}))).await;
    closed.refused(422, "step_unknown", "VR-4.3.3");
    let field = operator
        .post(&steps, step("note", 1, json!({ "url": ["destroyed"] })))
        .await;
    field.refused(422, "field_unknown", "VR-4.3.3");
    let value = operator
        .post(&steps, step("note", 1, json!({ "contacted": "perhaps" })))
        .await;
    value.refused(422, "value_unfit", "VR-4.3.3");
    let long = operator
        .post(
            &steps,
            step("note", 1, json!({ "contact": "あ".repeat(501) })),
        )
        .await;
    long.refused(422, "value_unfit", "VR-4.3.3");
    for (document, workflow) in [("XX", "mis_send"), ("VR", "nothing"), ("CC", "mis_send")] {
        let body = json!({ "document": document, "workflow": workflow, "step": "report" });
        operator.post("/api/v1/cases", body).await.not_found();
    }
}

#[tokio::test]
async fn pressing_twice_makes_one_case_and_takes_one_step() {
    let app = App::on(DAY).await;
    let (chief, operator) = (app.person("chief1").await, app.person("op1").await);
    let mut permit = permission(&operator, "2026-12-31");
    permit["id"] = json!("0198c0de-0000-7000-8000-000000000001");
    let first = chief.post("/api/v1/cases", permit.clone()).await.ok();
    let second = chief.post("/api/v1/cases", permit).await;
    second.refused(409, "begun_already", "VR-8.1b");
    let steps = format!("{}/steps", path_of(&first).1);
    let withdraw = step("withdraw", 1, json!({}));
    chief.post(&steps, withdraw.clone()).await.ok();
    let again = chief.post(&steps, withdraw).await;
    again.refused(409, "changed_meanwhile", "VR-8.1b");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_approvers_at_once_one_wins_and_the_other_hears_so() {
    let app = App::on(DAY).await;
    let (one, other) = (app.person("op1").await, app.person("op2").await);
    let begun = mis_sent(&one, "誤送信").await;
    let steps = format!("{}/steps", path_of(&begun).1);
    let close = |how: &str| {
        let values = json!({
            "contacted": "yes", "contact": how, "manager": ["told"], "media": "none",
        });
        step("close", 1, values)
    };
    let both = tokio::join!(
        one.post(&steps, close("一")),
        other.post(&steps, close("二"))
    );
    let both = [both.0, both.1];
    let won = both
        .iter()
        .filter(|answer| answer.status.is_success())
        .count();
    assert_eq!(won, 1);
    let lost = both
        .iter()
        .find(|answer| !answer.status.is_success())
        .unwrap();
    lost.refused(409, "changed_meanwhile", "VR-4.3.3");
}

#[tokio::test]
async fn an_approver_who_was_revoked_midway_approves_nothing() {
    let app = App::on(DAY).await;
    let (chief, operator) = (app.person("chief1").await, app.person("op1").await);
    // The request is authorised, then the chief loses the post before the act is stored.
    let signed_in = admin::sessions::find(
        &*app.house.db,
        chief.cookie.split_once('=').unwrap().1,
        app.house.admin.now(),
    );
    let signed_in = signed_in.await.unwrap().unwrap();
    let npa = app.person("npachief").await;
    npa.post(&format!("/api/v1/accounts/{}/revoke", chief.id), json!({}))
        .await
        .ok();
    let before = npa.get("/api/v1/cases").await.ok();
    let units = app.house.admin.units().await.unwrap();
    let taker = admin::cases::Taker {
        admin: &app.house.admin,
        units: &units,
        person: &signed_in,
        witness: None,
        with_effect: false,
    };
    let values = serde_json::from_value(permission(&operator, "2026-12-31")["values"].clone());
    let begin = admin::cases::Begin {
        id: None,
        document: "VR".to_owned(),
        workflow: "password_permission".to_owned(),
        unit: None,
        step: "permit".to_owned(),
        values: values.unwrap(),
    };
    let db = app.house.admin.db();
    let done = db
        .write(async |txn| admin::cases::begin(txn, taker, begin).await)
        .await;
    let refused = done.unwrap_err().refused;
    assert_eq!(
        (refused.0.status, refused.0.code.as_str()),
        (401, "not_signed_in")
    );
    let cases = npa.get("/api/v1/cases").await.ok();
    assert_eq!(cases["cases"], before["cases"]);
}

#[tokio::test]
async fn an_open_case_keeps_the_version_that_it_began_under() {
    let app = App::on(DAY).await;
    let (operator, chief) = (app.person("op1").await, app.person("chief1").await);
    let old = mis_sent(&operator, "誤送信").await;
    let rule = json!({ "after": { "minutes": 5 } });
    let set = json!({
        "level": "force", "valid_from": DAY,
        "parameters": [{ "code": "mis_send_time", "value": { "kind": "period", "rule": rule } }],
    });
    chief.post("/api/v1/rulebooks/VR/settings", set).await.ok();
    let new = mis_sent(&operator, "誤送信").await;
    assert_eq!(
        (&old["rulebook"], &new["rulebook"]),
        (&json!("2023-03-23"), &json!("2023-03-23+1"))
    );
    let due = |case: &Value| case["deadlines"][0]["due"].as_i64().unwrap();
    let apart_ms = due(&old) - due(&new);
    assert!(
        (24 * 60_000..=25 * 60_000).contains(&apart_ms),
        "{apart_ms}"
    );
    // Also after a restart the old one is finished under its own version.
    let app = app.reopened().await;
    let operator = app.person("op1").await;
    let done = json!({
        "contacted": "no", "contact": "不在", "manager": ["told"], "media": "none",
    });
    for case in [&old, &new] {
        let steps = format!("{}/steps", path_of(case).1);
        let closed = operator
            .post(&steps, step("close", 1, done.clone()))
            .await
            .ok();
        assert_eq!(closed["rulebook"], case["rulebook"]);
    }
}

#[tokio::test]
async fn markup_and_formulas_come_back_as_the_text_they_are() {
    let app = App::on(DAY).await;
    let operator = app.person("op1").await;
    for text in [
        "<img src=x onerror=alert(1)>",
        "=HYPERLINK(\"http://x\")",
        "'; DROP TABLE post;--",
        "%00\u{202e}",
    ] {
        let begun = mis_sent(&operator, text).await;
        let read = operator.get(&path_of(&begun).1).await;
        assert_eq!(read.headers["content-type"], "application/json");
        assert_eq!(read.ok()["values"]["noticed"], text);
    }
    let control = json!({ "noticed": "a\u{0}b", "url": ["destroyed"] });
    let refused = try_mis_sent(&operator, control).await;
    assert_eq!(refused, Err("422 value_unfit VR-4.3.3".to_owned()));
}

#[tokio::test]
async fn a_list_for_a_spreadsheet_runs_nothing() {
    let app = App::on(DAY).await;
    let chief = app.person("chief1").await;
    let person = json!({
        "document": "VR", "kind": "reception_operator", "unit": chief.unit,
        "person": { "user_id": "evil1", "name": "=HYPERLINK(\"http://x\",\"y\")" }, "from": DAY,
    });
    let made = chief.post("/api/v1/posts", person).await.ok();
    assert_eq!(made["person"]["name"], "=HYPERLINK(\"http://x\",\"y\")");
    let list = chief.get("/api/v1/staff-lists").await;
    assert_eq!(list.headers["content-type"], "text/csv; charset=utf-8");
    assert!(
        list.text().contains("evil1,\"'=HYPERLINK"),
        "{}",
        list.text()
    );
    let mut cells = list
        .text()
        .lines()
        .flat_map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>())
        .collect::<Vec<_>>();
    cells.retain(|cell| cell.trim_matches('"').starts_with(['=', '+', '@']));
    assert!(cells.is_empty(), "{cells:?}");
    let refused = app.person("op1").await.get("/api/v1/staff-lists").await;
    refused.refused(403, "not_allowed", "VR-3.2a");
}

#[tokio::test]
async fn a_unit_reads_nothing_of_another() {
    let app = App::on(DAY).await;
    let (operator, neighbour) = (app.person("op1").await, app.person("opb1").await);
    let (id, path) = path_of(&mis_sent(&operator, "誤送信").await);
    for foreign in ["opb1", "mgrb1", "chiefb1", "npamgr", "rep1", "city1"] {
        let foreign = app.person(foreign).await;
        foreign.get(&path).await.not_found();
        let taken = foreign
            .post(&format!("{path}/steps"), step("note", 1, json!({})))
            .await;
        taken.not_found();
        for list in ["/api/v1/cases", "/api/v1/tasks", "/api/v1/deadlines"] {
            assert!(!foreign.get(list).await.text().contains(&id), "{list}");
        }
    }
    // A case cannot be begun in another's unit either.
    let mut elsewhere = permission(&operator, "2026-12-31");
    elsewhere["unit"] = json!(neighbour.unit);
    let chief = app.person("chief1").await;
    let before = app.entries(&neighbour.unit).await.len();
    chief
        .post("/api/v1/cases", elsewhere.clone())
        .await
        .refused(403, "not_allowed", "VR-8.1b");
    elsewhere["step"] = json!("sell");
    chief
        .post("/api/v1/cases", elsewhere)
        .await
        .refused(422, "step_unknown", "VR-8.1b");
    // It is remembered where the chief is, and the other unit's trail tells nothing of it.
    assert_eq!(app.entries(&neighbour.unit).await.len(), before);
    let own = app.trail(&chief.unit).await;
    let told = [
        "permit_password refused VR-8.1b",
        "take_step refused VR-8.1b",
    ];
    assert!(own.ends_with(&told.map(str::to_owned)), "{own:?}");
    let posts = format!("/api/v1/posts?unit={}", neighbour.unit);
    chief.get(&posts).await.not_found();
    let trail = app.trail(&neighbour.unit).await;
    assert!(
        trail
            .iter()
            .any(|line| line.starts_with("read_case refused")),
        "{trail:?}"
    );
}

#[tokio::test]
async fn bodies_that_are_no_bodies_are_refused_with_words() {
    let app = App::on(DAY).await;
    let chief = app.person("chief1").await;
    for path in [
        "/api/v1/posts",
        "/api/v1/cases",
        "/api/v1/transfers",
        "/api/v1/circulars",
    ] {
        for body in [
            json!({}),
            json!([]),
            json!(7),
            json!({ "from": "2026-02-30" }),
        ] {
            let answer = chief.post(path, body).await;
            refused_politely(&answer, path);
        }
    }
    for path in [
        "/api/v1/cases?open=perhaps",
        "/api/v1/deadlines?from=2026-02-30",
        "/api/v1/holidays?year=3000",
        "/api/v1/cases/x",
        "/api/v1/posts?unit=1",
    ] {
        refused_politely(&chief.get(path).await, path);
    }
}

fn refused_politely(answer: &Answer, path: &str) {
    assert!(answer.status.is_client_error(), "{path} {}", answer.text());
    assert_eq!(
        answer.headers["content-type"], "application/problem+json",
        "{path}"
    );
}

#[tokio::test]
async fn the_same_person_is_no_witness() {
    let app = App::on(DAY).await;
    let (chief, operator) = (app.person("chief1").await, app.person("op1").await);
    let password = app.house.password_of("chief1");
    let witness = |user_id: &str, password: &str| json!({ "user_id": user_id, "factor": { "kind": "password", "password": password } });
    let mut begin = permission(&operator, "2026-12-31");
    begin["witness"] = witness("op2", "wrong");
    chief
        .post("/api/v1/cases", begin.clone())
        .await
        .refused(401, "witness_unknown", "VR-2.1");
    begin["witness"] = witness("chief1", password);
    chief
        .post("/api/v1/cases", begin.clone())
        .await
        .refused(403, "witness_not_apart", "VR-2.1");
    begin["witness"] = witness("op2", app.house.password_of("op2"));
    let begun = chief.post("/api/v1/cases", begin).await.ok();
    assert_eq!(begun["done"][0]["witness"]["user_id"], "op2");
}
