//! Cases from their first step to their end: the permission of a password (第8の1) and a mis-send
//! (第4の3(3)).

use protocol::person::TerminalKind;
use serde_json::{Value, json};

use crate::caller::{App, Person};

const DAY: &str = "2026-11-27";

#[tokio::test]
async fn vr_8_1b_operations_chiefs_permit_a_password_until_a_day() {
    let app = App::on(DAY).await;
    let (chief, operator) = (app.person("chief1").await, app.person("op1").await);
    let permit = permission(&operator, "2026-12-31");
    for other in ["sys1", "mgr1", "op2", "npasys", "npamgr"] {
        let refused = app
            .person(other)
            .await
            .post("/api/v1/cases", permit.clone())
            .await;
        refused.refused(403, "not_allowed", "VR-8.1b");
    }
    let begun = chief.post("/api/v1/cases", permit).await.ok();
    assert_eq!(begun["state"]["code"], "permitted");
    let number = begun["number"].as_str().unwrap();
    assert!(number.starts_with("VR-2026-00"), "{number}");
    assert_eq!(begun["deadlines"][0]["duty"], "password_permission_end");
    let steps: Vec<_> = begun["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| &step["code"])
        .collect();
    assert_eq!(steps, ["withdraw"]);
    // It is listed for review beside the credential.
    let posts = chief
        .get(&format!("/api/v1/posts?person={}", operator.id))
        .await
        .ok();
    // The demo's own permission of this person runs longer, and counts as well.
    let until = posts["posts"][0]["credentials"]["password_until"].as_str();
    assert!(until.unwrap() >= "2026-12-31", "{until:?}");

    // The permission counts to the end of its last day, and then ends by itself.
    let id = begun["id"].as_str().unwrap();
    let state = async |at: &str| {
        app.set(at);
        app.jobs().await;
        let chief = app.person("chief1").await;
        chief.get(&format!("/api/v1/cases/{id}")).await.ok()["state"]["code"].clone()
    };
    assert_eq!(state("2026-12-31T23:59:59").await, "permitted");
    assert_eq!(state("2027-01-01T00:00:00").await, "ended");
    let trail = app.trail(&chief.unit).await;
    assert!(trail.contains(&"permit_password allowed VR-8.1b".to_owned()));
    assert!(trail.contains(&"permit_password refused VR-8.1b".to_owned()));
    assert!(
        trail.contains(&"password_permission_end allowed VR-8.1b".to_owned()),
        "{trail:?}"
    );
}

#[tokio::test]
async fn vr_8_1b_the_npa_operations_chief_permits_in_a_headquarters_too() {
    let app = App::on(DAY).await;
    let chief = app.person_at("npachief", TerminalKind::Management).await;
    let hq_chief = app.person("chief1").await;
    let mut permit = permission(&hq_chief, "2026-12-31");
    permit["unit"] = json!(hq_chief.unit);
    let begun = chief.post("/api/v1/cases", permit).await.ok();
    let path = format!("/api/v1/cases/{}", begun["id"].as_str().unwrap());
    assert_eq!(hq_chief.get(&path).await.ok()["state"]["code"], "permitted");
}

#[tokio::test]
async fn vr_8_1b_nobody_permits_the_own_password_or_one_of_another_headquarters() {
    let app = App::on(DAY).await;
    let chief = app.person("chief1").await;
    let own = permission(&chief, "2026-12-31");
    chief
        .post("/api/v1/cases", own)
        .await
        .refused(403, "not_same_person", "VR-8.1b");
    let foreign = permission(&app.person("opb1").await, "2026-12-31");
    chief
        .post("/api/v1/cases", foreign)
        .await
        .refused(403, "in_scope", "VR-8.1b");
    let past = permission(&app.person("op1").await, "2026-11-26");
    chief
        .post("/api/v1/cases", past)
        .await
        .refused(422, "date_order", "VR-8.1b");
    let mut other = permission(&app.person("op1").await, "2026-12-31");
    other["values"]["reason"] = json!("other");
    let refused = chief.post("/api/v1/cases", other).await;
    refused.refused(422, "field_present", "VR-8.1b");
    assert_eq!(refused.json()["field"], "reason_text");
}

#[tokio::test]
async fn vr_4_3_3_a_mis_send_alerts_the_manager_and_is_closed_when_all_is_done() {
    let app = App::on(DAY).await;
    let (operator, manager) = (app.person("op1").await, app.person("mgr1").await);
    let noticed = "通報者から番号違いの申告 090-1234-5678";
    let refused = try_mis_sent(&operator, json!({ "noticed": noticed, "url": [] })).await;
    assert_eq!(refused, Err("422 tick_group VR-4.3.3".to_owned()));
    let begun = mis_sent(&operator, noticed).await;
    let (id, path) = path_of(&begun);
    let tasks = manager.get("/api/v1/tasks").await.ok();
    assert_eq!(tasks["notices"][0]["kind"], "alert");
    assert_eq!(tasks["notices"][0]["case"], id.as_str());
    assert_eq!(tasks["tasks"][0]["case"]["id"], id.as_str());
    assert!(
        !tasks.to_string().contains("090-1234"),
        "personal values stay in the case"
    );

    let early = operator
        .post(&format!("{path}/steps"), step("close", 1, json!({})))
        .await;
    early.refused(422, "field_present", "VR-4.3.3");
    let done = json!({
        "contacted": "yes", "contact": "電話で連絡した", "manager": ["told"], "media": "none",
    });
    let closed = operator
        .post(&format!("{path}/steps"), step("close", 1, done))
        .await
        .ok();
    assert_eq!(
        (&closed["state"]["code"], &closed["closed"]),
        (&json!("closed"), &json!(true))
    );
    assert_eq!(closed["deadlines"][0]["state"], "done");
    assert_eq!(closed["values"]["noticed"], noticed);
    let stored = stored(&app, &id).await;
    assert!(
        !stored.contains("090-1234") && !stored.contains("電話で"),
        "sealed: {stored}"
    );
}

#[tokio::test]
async fn vr_4_3_3_a_mis_send_is_never_begun_without_its_link() {
    let app = App::on(DAY).await;
    let (operator, manager) = (app.person("op1").await, app.person("mgr1").await);
    let begin = json!({
        "document": "VR", "workflow": "mis_send", "step": "report",
        "values": { "noticed": "誤送信", "url": ["destroyed"] },
    });
    for person in [&operator, &manager] {
        let offered = person.get("/api/v1/workflows").await.ok();
        assert!(!offered.to_string().contains("\"mis_send\""), "{offered}");
        let begun = person.post("/api/v1/cases", begin.clone()).await;
        begun.refused(403, "not_by_hand", "VR-4.3.3");
    }
    let tasks = manager.get("/api/v1/tasks").await.ok();
    assert_eq!(
        (&tasks["notices"], &tasks["tasks"]),
        (&json!([]), &json!([]))
    );
    let cases = operator.get("/api/v1/cases").await.ok();
    assert!(!cases.to_string().contains("mis_send"), "{cases}");
    let trail = app.trail(&operator.unit).await;
    let refused = "report_mis_send refused VR-4.3.3";
    assert_eq!(trail.iter().filter(|line| *line == refused).count(), 2);
}

#[tokio::test]
async fn vr_4_3_3_measures_that_are_late_are_told_one_post_upward() {
    let app = App::on(DAY).await;
    let operator = app.person("op1").await;
    mis_sent(&operator, "誤送信").await;
    app.set("2026-11-27T12:29:59");
    app.jobs().await;
    let alerts = async |user: &str| {
        let tasks = app.person(user).await.get("/api/v1/tasks").await.ok();
        let notices = tasks["notices"].as_array().unwrap().clone();
        let late = |notice: &&Value| {
            notice["text"]["en"]
                .as_str()
                .unwrap()
                .starts_with("Overdue")
        };
        notices.iter().filter(late).count()
    };
    assert_eq!(alerts("mgr1").await, 0, "never early");
    app.set("2026-11-27T12:31:00");
    app.jobs().await;
    app.jobs().await;
    assert_eq!(alerts("mgr1").await, 1, "the post above, once");
    assert_eq!(alerts("op1").await, 1, "and the holder");
    assert_eq!(alerts("mgrb1").await, 0);
    let overdue = operator.get("/api/v1/deadlines?state=overdue").await.ok();
    assert_eq!(overdue["deadlines"][0]["duty"], "mis_send_follow_up");
    let tasks = operator.get("/api/v1/tasks").await.ok();
    assert_eq!(tasks["tasks"][0]["overdue"], true);
    let notice = tasks["notices"][0]["id"].as_str().unwrap().to_owned();
    operator
        .post(&format!("/api/v1/notices/{notice}/read"), json!({}))
        .await;
    let tasks = operator.get("/api/v1/tasks").await.ok();
    assert!(tasks["notices"][0]["read_at"].is_i64());
    let other = app.person("opb1").await;
    other
        .post(&format!("/api/v1/notices/{notice}/read"), json!({}))
        .await
        .not_found();
}

#[tokio::test]
async fn vr_4_1_1a_a_request_is_never_prepared_by_hand() {
    let app = App::on(DAY).await;
    let operator = app.person("op1").await;
    let offered = operator.get("/api/v1/workflows").await.ok();
    assert!(!offered.to_string().contains("\"request\""), "{offered}");
    let values = json!({
        "confirmed": ["safe", "camera", "number"], "channel": "sms", "known_by": "presented", "purpose": "real",
        "reported": ["done"],
    });
    let begin =
        json!({ "document": "VR", "workflow": "request", "step": "prepare", "values": values });
    let begun = operator.post("/api/v1/cases", begin).await;
    begun.refused(403, "not_by_hand", "VR-4.1.1a");
    let told = app.person("mgr1").await.get("/api/v1/tasks").await.ok();
    assert_eq!(told["notices"], json!([]), "nobody is told of nothing");
    let trail = app.trail(&operator.unit).await;
    assert!(trail.contains(&"prepare_request refused VR-4.1.1a".to_owned()));
}

#[tokio::test]
async fn files_of_a_case_are_sealed_and_shown_to_those_of_the_case() {
    let app = App::on(DAY).await;
    let (rep, resp) = (app.person("rep1").await, app.person("resp1").await);
    let kept = resp
        .bytes(
            "/api/v1/case-files",
            "text/html",
            "%E5%9B%B3.html",
            b"<script>1</script>",
        )
        .await
        .ok();
    assert_eq!(kept["name"], "図.html");
    let path = format!("/api/v1/case-files/{}", kept["id"].as_str().unwrap());
    let mine = resp.get(&path).await;
    assert_eq!(mine.bytes, b"<script>1</script>");
    assert_eq!(mine.headers["content-type"], "application/octet-stream");
    assert!(
        mine.headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    rep.get(&path).await.not_found();
    resp.bytes("/api/v1/case-files", "text/plain", "", b"x")
        .await
        .refused(422, "file_unusable", "IS-13.3");
    let large = vec![0_u8; 10 * 1024 * 1024 + 1];
    let refused = resp
        .bytes("/api/v1/case-files", "text/plain", "a", &large)
        .await;
    assert_eq!(refused.status.as_u16(), 413);
}

/// What the store holds of a case, as text.
async fn stored(app: &App, id: &str) -> String {
    use admin::store::table::rulebook_case::Entity;
    use sea_orm::EntityTrait;
    let id: protocol::id::CaseId = id.parse().unwrap();
    let row = Entity::find_by_id(id.0).one(&*app.house.db).await.unwrap();
    let row = row.unwrap();
    let sealed = String::from_utf8_lossy(&row.sealed.unwrap()).into_owned();
    format!("{} {sealed}", row.body)
}

pub fn permission(person: &Person<'_>, until: &str) -> Value {
    json!({
        "document": "VR",
        "workflow": "password_permission",
        "step": "permit",
        "values": { "person": person.id, "reason": "biometrics_difficult", "until": until },
    })
}

/// A case as it begins with the destruction of a link that went to the wrong destination, as its
/// holder sees it; or status, code and clause of the refusal.
pub async fn try_mis_sent(person: &Person<'_>, values: Value) -> Result<Value, String> {
    let admin = &person.app.house.admin;
    let units = admin.units().await.unwrap();
    let token = person.cookie.split_once('=').unwrap().1;
    let signed_in = admin::sessions::find(&**admin.db(), token, admin.now()).await;
    let signed_in = signed_in.unwrap().unwrap();
    let taker = admin::cases::Taker {
        admin,
        units: &units,
        person: &signed_in,
        witness: None,
        with_effect: true,
    };
    let begin = admin::cases::Begin {
        id: None,
        document: "VR".to_owned(),
        workflow: "mis_send".to_owned(),
        unit: None,
        step: "report".to_owned(),
        values: serde_json::from_value(values).unwrap(),
    };
    let db = admin.db();
    let begun = db
        .write(async |txn| admin::cases::begin(txn, taker, begin).await)
        .await;
    match begun {
        Ok(begun) => {
            let path = format!("/api/v1/cases/{}", begun.stored.case.id);
            Ok(person.get(&path).await.ok())
        }
        Err(not) => {
            let problem = admin::cases::refused(admin, not).await.unwrap().0;
            let clause = problem.clause.unwrap_or_default();
            Err(format!("{} {} {clause}", problem.status, problem.code))
        }
    }
}

pub async fn mis_sent(person: &Person<'_>, noticed: &str) -> Value {
    let values = json!({ "noticed": noticed, "url": ["destroyed"] });
    try_mis_sent(person, values).await.unwrap()
}

pub fn step(code: &str, seen: u32, values: Value) -> Value {
    json!({ "step": code, "seen": seen, "values": values })
}

pub fn path_of(case: &Value) -> (String, String) {
    let id = case["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/cases/{id}");
    (id, path)
}
