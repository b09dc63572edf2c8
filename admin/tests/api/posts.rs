//! Who registers whom (第3), and what happens when a post is taken away.

use http::{Method, StatusCode};
use protocol::person::TerminalKind;
use serde_json::{Value, json};

use crate::caller::{App, Person};

const DAY: &str = "2026-11-27";

#[tokio::test]
async fn vr_3_1_1_the_npa_operations_chief_alone_registers_chiefs_of_headquarters() {
    let app = App::on(DAY).await;
    let chief = app.person("npachief").await;
    let hq = headquarters(&chief, "hq01").await;
    let made = chief
        .register("hq_operations_chief", &hq, "hokkaido1")
        .await;
    // proves VR-3.1.1
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    assert_eq!(made.json()["basis"], "VR-3.1.1");
    let hq = headquarters(&chief, "hq02").await;
    for other in [
        "npasys",
        "npasysmgr",
        "npamgr",
        "chief1",
        "sys1",
        "sysmgr1",
        "mgr1",
        "op1",
        "city1",
        "rep1",
        "resp1",
        "hand1",
        "mem1",
    ] {
        let other = app.person(other).await;
        let refused = other.register("hq_operations_chief", &hq, "aomori1").await;
        // proves VR-3.1.1
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
        assert_eq!(refused.json()["clause"], "VR-3.1.1", "{}", refused.text());
    }
    let trail = app.trail(&chief.unit).await;
    assert!(
        trail.contains(&"register_post allowed VR-3.1.1".to_owned()),
        "{trail:?}"
    );
    assert!(
        trail.contains(&"register_post refused VR-3.1.1".to_owned()),
        "{trail:?}"
    );
}

#[tokio::test]
async fn vr_3_1_2_the_system_line_registers_nobody_of_the_operation_line() {
    let app = App::on(DAY).await;
    let npa = app.person("npasys").await;
    let demo = app.person("op1").await.unit;
    let hq = headquarters(&npa, "hq01").await;
    let made = npa.register("hq_system_chief", &hq, "system1").await;
    // proves VR-3.1.2
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let refused = npa.register("reception_operator", &demo, "system2").await;
    // proves VR-3.1.2
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
    refused.refused(403, "not_in_matrix", "VR-3.1.3");
    let operations = app.person("npachief").await;
    let refused = operations.register("hq_system_chief", &hq, "system3").await;
    refused.refused(403, "not_in_matrix", "VR-3.1.2");
}

#[tokio::test]
async fn vr_3_1_3_a_chief_registers_operators_of_the_own_headquarters_only() {
    let app = App::on(DAY).await;
    let chief = app.person("chief1").await;
    let neighbour = app.person("opb1").await.unit;
    for (kind, user_id) in [
        ("reception_operator", "new1"),
        ("hq_operations_manager", "new2"),
    ] {
        let made = chief.register(kind, &chief.unit, user_id).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    }
    let refused = chief
        .register("reception_operator", &neighbour, "new3")
        .await;
    // proves VR-3.1.3
    refused.refused(403, "out_of_scope", "VR-3.1.3");
}

#[tokio::test]
async fn vr_3_1_4_a_system_chief_registers_system_managers_of_the_own_headquarters_only() {
    let app = App::on(DAY).await;
    let chief = app.person("sys1").await;
    let neighbour = app.person("opb1").await.unit;
    let made = chief
        .register("hq_system_manager", &chief.unit, "new1")
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let refused = chief
        .register("hq_system_manager", &neighbour, "new2")
        .await;
    // proves VR-3.1.4
    refused.refused(403, "out_of_scope", "VR-3.1.4");
    let refused = chief
        .register("reception_operator", &chief.unit, "new3")
        .await;
    refused.refused(403, "not_in_matrix", "VR-3.1.3");
}

#[tokio::test]
async fn nobody_changes_the_own_rights_or_appoints_at_a_terminal_that_is_not_enrolled() {
    let app = App::on(DAY).await;
    let chief = app.person("chief1").await;
    let own = json!({
        "document": "VR", "kind": "reception_operator", "unit": chief.unit,
        "person": { "id": chief.id }, "from": DAY,
    });
    let refused = chief.post("/api/v1/posts", own).await;
    refused.refused(403, "own_rights", "VR-3.1.3");
    let outside = app.person_at("chief1", TerminalKind::Unenrolled).await;
    let refused = outside
        .register("reception_operator", &chief.unit, "new1")
        .await;
    refused.refused(403, "not_allowed", "VR-8.1a");
}

#[tokio::test]
async fn vr_3_2b_who_is_revoked_is_out_at_once_and_the_user_id_is_never_given_again() {
    let app = App::on(DAY).await;
    let chief = app.person("chief1").await;
    let tablet = app.person("op1").await;
    let notebook = app.person("op1").await;
    assert_eq!(tablet.get("/api/v1/me").await.status, StatusCode::OK);
    let mut ended = app.house.admin.ended_sessions();
    let path = format!("/api/v1/accounts/{}/revoke", tablet.id);
    assert_eq!(chief.post(&path, json!({})).await.ok()["sessions"], 2);
    for session in [&tablet, &notebook] {
        let next = session.get("/api/v1/me").await;
        assert_eq!(next.status, StatusCode::UNAUTHORIZED);
        // Sockets hear of it at once.
        assert_eq!(ended.try_recv().unwrap().account, tablet.id);
    }
    let again = chief
        .register("reception_operator", &chief.unit, "OP1 ")
        .await;
    again.refused(409, "user_id_taken", "VR-3.2b");
    let known = json!({
        "document": "VR", "kind": "reception_operator", "unit": chief.unit,
        "person": { "id": tablet.id }, "from": DAY,
    });
    chief
        .post("/api/v1/posts", known)
        .await
        .refused(409, "revoked", "VR-3.2b");
    let trail = app.trail(&chief.unit).await;
    assert!(
        trail
            .iter()
            .any(|line| line.starts_with("revoke_credentials allowed"))
    );
}

#[tokio::test]
async fn vr_3_2b_nobody_revokes_whom_they_do_not_register() {
    let app = App::on(DAY).await;
    let operator = app.person("op1").await;
    let path = format!("/api/v1/accounts/{}/revoke", operator.id);
    let refused = async |user: &str, code: &str| {
        let person = app.person(user).await;
        let refused = person.post(&path, json!({})).await;
        refused.refused(403, code, "VR-3.1.3");
        let trail = app.trail(&person.unit).await;
        assert_eq!(trail.last().unwrap(), "revoke_credentials refused VR-3.1.3");
    };
    refused("chiefb1", "out_of_scope").await;
    for other in ["mgr1", "op2", "sys1", "npachief", "npasys"] {
        refused(other, "not_in_matrix").await;
    }
    assert_eq!(operator.get("/api/v1/me").await.status, StatusCode::OK);
    // Nor do they see a button for it.
    let (own, other) = (app.person("chief1").await, app.person("sys1").await);
    let acts = async |person: &Person<'_>| {
        let posts = person
            .get(&format!("/api/v1/posts?unit={}", own.unit))
            .await;
        post_of(&posts.ok(), "op1")["acts"].to_string()
    };
    assert!(acts(&own).await.contains("revoke"));
    assert!(!acts(&other).await.contains("revoke"));
}

#[tokio::test]
async fn vr_3_2b_each_chief_revokes_those_of_the_own_line() {
    let app = App::on(DAY).await;
    for (chief, person) in [
        ("npachief", "npamgr"),
        ("npasys", "npasysmgr"),
        ("sys1", "sysmgr1"),
        ("npasys", "sys1"),
        ("chief1", "mgr1"),
        ("npachief", "chief1"),
    ] {
        let (chief, person) = (app.person(chief).await, app.person(person).await);
        let path = format!("/api/v1/accounts/{}/revoke", person.id);
        chief.post(&path, json!({})).await.ok();
        let gone = person.get("/api/v1/me").await;
        assert_eq!(gone.status, StatusCode::UNAUTHORIZED);
    }
    // Who holds a post of each line is let go by each chief from the own.
    let (system, operations) = (app.person("npasys").await, app.person("npachief").await);
    let hq = headquarters(&operations, "hq01").await;
    let both = operations
        .register("hq_operations_chief", &hq, "both1")
        .await;
    let both = both.ok()["person"]["id"].clone();
    let second = json!({
        "document": "VR", "kind": "hq_system_chief", "unit": hq, "person": { "id": both },
        "from": DAY,
    });
    let second = system.post("/api/v1/posts", second).await.ok();
    let path = format!("/api/v1/accounts/{}/revoke", both.as_str().unwrap());
    for (chief, clause) in [(&system, "VR-3.1.1"), (&operations, "VR-3.1.2")] {
        let refused = chief.post(&path, json!({})).await;
        refused.refused(403, "not_in_matrix", clause);
    }
    let second = format!("/api/v1/posts/{}", second["id"].as_str().unwrap());
    assert_eq!(system.delete(&second).await.status, StatusCode::NO_CONTENT);
    operations.post(&path, json!({})).await.ok();
}

#[tokio::test]
async fn vr_3_2b_a_post_ends_with_its_last_day() {
    let app = App::on(DAY).await;
    let chief = app.person("chief1").await;
    let posts = chief
        .get(&format!("/api/v1/posts?unit={}", chief.unit))
        .await
        .ok();
    let post = post_of(&posts, "op2");
    let operator = app.person("op2").await;
    let path = format!("/api/v1/posts/{}", post["id"].as_str().unwrap());
    let until = json!({ "to": "2026-11-28" });
    chief.call(Method::PATCH, &path, Some(until)).await.ok();
    app.set("2026-11-28T23:59:50");
    let late = app.person("op2").await;
    assert_eq!(late.get("/api/v1/me").await.status, StatusCode::OK);
    app.set("2026-11-29T00:00:00");
    for session in [operator, late] {
        assert_eq!(
            session.get("/api/v1/me").await.status,
            StatusCode::UNAUTHORIZED
        );
    }
}

#[tokio::test]
async fn a_post_that_is_taken_away_ends_its_sessions_now() {
    let app = App::on(DAY).await;
    let chief = app.person("chief1").await;
    let operator = app.person("op3").await;
    let posts = chief
        .get(&format!("/api/v1/posts?unit={}", chief.unit))
        .await
        .ok();
    let path = format!(
        "/api/v1/posts/{}",
        post_of(&posts, "op3")["id"].as_str().unwrap()
    );
    let neighbour = app.person("chiefb1").await;
    neighbour
        .delete(&path)
        .await
        .refused(403, "out_of_scope", "VR-3.1.3");
    assert_eq!(chief.delete(&path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(
        operator.get("/api/v1/me").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn vr_3_2a_a_chief_sees_the_own_credentials_and_reviews_them_every_six_months() {
    let app = App::on(DAY).await;
    app.jobs().await;
    let chief = app.person("chief1").await;
    let posts = chief.get("/api/v1/posts").await.ok();
    let units = posts["posts"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|post| post["document"] == "VR")
        .map(|post| &post["unit"]);
    assert!(units.into_iter().all(|unit| *unit == chief.unit.as_str()));
    let reviews = chief.get("/api/v1/access-reviews").await.ok();
    let review = &reviews["reviews"][0];
    // proves VR-3.2a
    assert_eq!(review["clause"], "VR-3.2a");
    assert_eq!(review["overdue"], false);
    let rows: Vec<_> = review["rows"].as_array().unwrap().clone();
    // Operators and the manager; the system line is another chief's.
    let kinds: Vec<_> = rows
        .iter()
        .map(|row| row["post"]["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds
            .iter()
            .filter(|kind| **kind == "reception_operator")
            .count(),
        3
    );
    assert!(!kinds.contains(&"hq_system_manager"));

    // Six months on, the day of the start counted, it is overdue and stays open.
    app.set("2027-05-28T12:00:00");
    app.jobs().await;
    let chief = app.person("chief1").await;
    let review = chief.get("/api/v1/access-reviews").await.ok()["reviews"][0].clone();
    // proves VR-3.2a
    assert_eq!(review["overdue"], true);
    let tasks = chief.get("/api/v1/tasks").await.ok();
    let alerts = tasks["notices"].as_array().unwrap();
    assert!(
        alerts.iter().any(|notice| notice["clause"] == "VR-3.2a"),
        "{tasks}"
    );

    let path = format!(
        "/api/v1/access-reviews/{}/answers",
        review["id"].as_str().unwrap()
    );
    let operator = app.person("op1").await;
    let all = review["rows"].as_array().unwrap();
    for (answered, row) in all.iter().enumerate() {
        // What is not answered yet stays open, and overdue.
        let now = chief.get("/api/v1/access-reviews").await.ok();
        let mut open = now["reviews"].as_array().unwrap().iter();
        let own = open.find(|open| open["id"] == review["id"]).unwrap();
        assert_eq!(own["overdue"], true, "after {answered} answers");
        let of = row["post"]["person"]["user_id"].as_str().unwrap();
        let decision = if of == "op1" { "revoke" } else { "keep" };
        let answer = json!({ "post": row["post"]["id"], "decision": decision });
        let refused = operator.post(&path, answer.clone()).await;
        assert!(
            matches!(refused.status.as_u16(), 401 | 403),
            "{}",
            refused.text()
        );
        let kept = chief.post(&path, answer).await;
        assert_eq!(kept.status, StatusCode::NO_CONTENT, "{}", kept.text());
    }
    assert_eq!(
        operator.get("/api/v1/me").await.status,
        StatusCode::UNAUTHORIZED
    );
    let open = chief.get("/api/v1/access-reviews").await.ok();
    let ids = open["reviews"]
        .as_array()
        .unwrap()
        .iter()
        .map(|open| &open["id"]);
    assert!(
        ids.into_iter().all(|id| *id != review["id"]),
        "what was answered is done"
    );
}

/// The review of a chief, as the page shows it.
async fn review_of(person: &Person<'_>) -> Value {
    let reviews = person.get("/api/v1/access-reviews").await.ok();
    reviews["reviews"][0].clone()
}

fn answers_to(review: &Value) -> String {
    let id = review["id"].as_str().unwrap();
    format!("/api/v1/access-reviews/{id}/answers")
}

#[tokio::test]
async fn a_revocation_and_its_answer_are_stored_together_or_not_at_all() {
    use sea_orm::ConnectionTrait;
    let app = App::on(DAY).await;
    app.jobs().await;
    let (chief, operator) = (app.person("chief1").await, app.person("op1").await);
    let review = review_of(&chief).await;
    let rows = review["rows"].as_array().unwrap();
    let own = |row: &&Value| row["post"]["person"]["user_id"] == "op1";
    let revoke = json!({
        "post": rows.iter().find(own).unwrap()["post"]["id"], "decision": "revoke",
    });
    let db = &app.house.db;
    let stop = "CREATE TRIGGER stop BEFORE INSERT ON review_answer \
                BEGIN SELECT RAISE(ABORT, 'the disk is full'); END";
    db.execute_unprepared(stop).await.unwrap();
    let failed = chief.post(&answers_to(&review), revoke.clone()).await;
    assert_eq!(failed.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(operator.get("/api/v1/me").await.status, StatusCode::OK);
    db.execute_unprepared("DROP TRIGGER stop").await.unwrap();
    let done = chief.post(&answers_to(&review), revoke).await;
    assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.text());
    let gone = operator.get("/api/v1/me").await;
    assert_eq!(gone.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_review_whose_last_row_went_another_way_is_done() {
    let app = App::on(DAY).await;
    app.jobs().await;
    let chief = app.person("chief1").await;
    let review = review_of(&chief).await;
    let rows = review["rows"].as_array().unwrap();
    let (last, others) = rows.split_last().unwrap();
    for row in others {
        let keep = json!({ "post": row["post"]["id"], "decision": "keep" });
        let kept = chief.post(&answers_to(&review), keep).await;
        assert_eq!(kept.status, StatusCode::NO_CONTENT, "{}", kept.text());
    }
    app.jobs().await;
    assert_eq!(review_of(&chief).await["id"], review["id"], "one is open");
    let path = format!("/api/v1/posts/{}", last["post"]["id"].as_str().unwrap());
    chief.delete(&path).await;
    app.jobs().await;
    assert_ne!(review_of(&chief).await["id"], review["id"]);
    let met = app.subjects_of(&chief.unit, "review_credentials").await;
    let own = format!("deadline:{}", review["id"].as_str().unwrap());
    let met = met.last().unwrap();
    assert!(met.starts_with(&own) && met.ends_with(&format!("count:{}", others.len())));
}

#[tokio::test]
async fn the_review_of_a_chief_who_keeps_nobody_is_done_on_its_last_day() {
    let app = App::on(DAY).await;
    app.jobs().await;
    let chief = app.person("chief1").await;
    let review = review_of(&chief).await;
    for row in review["rows"].as_array().unwrap() {
        let path = format!("/api/v1/posts/{}", row["post"]["id"].as_str().unwrap());
        assert_eq!(chief.delete(&path).await.status, StatusCode::NO_CONTENT);
    }
    app.jobs().await;
    assert_eq!(review_of(&chief).await["id"], review["id"], "it is early");
    app.set("2027-05-27T12:00:00");
    app.jobs().await;
    app.set("2027-05-28T12:00:00");
    app.jobs().await;
    let chief = app.person("chief1").await;
    let next = review_of(&chief).await;
    assert_ne!(next["id"], review["id"]);
    assert_eq!(next["overdue"], false);
    let tasks = chief.get("/api/v1/tasks").await.ok();
    let alerts = tasks["notices"].as_array().unwrap();
    let of_review = |notice: &&Value| notice["clause"] == "VR-3.2a";
    assert_eq!(alerts.iter().filter(of_review).count(), 0, "{tasks}");
}

#[tokio::test]
async fn a_staff_list_is_entered_as_it_was_looked_at_or_not_at_all() {
    let app = App::on(DAY).await;
    let chief = app.person("chief1").await;
    let list = "user_id,name,unit,post,from,to\n\
                new1,新任 一,demo,reception_operator,,\n\
                new2,=cmd(),demo,reception_operator,,\n\
                new3,新任 三,demo-neighbour,reception_operator,,\n";
    let path = "/api/v1/staff-lists/preview";
    let seen = chief
        .bytes(path, "text/csv", "", list.as_bytes())
        .await
        .ok();
    let rows = seen["rows"].as_array().unwrap();
    assert_eq!(rows[0]["change"]["user_id"], "new1");
    for row in &rows[1..] {
        assert!(row["change"].is_null() && !row["flaws"][0]["ja"].as_str().unwrap().is_empty());
    }
    let token = json!({ "token": seen["token"] });
    let other = app.person("chiefb1").await;
    other
        .post("/api/v1/staff-lists", token.clone())
        .await
        .not_found();

    // Meanwhile somebody took the user id.
    chief
        .register("reception_operator", &chief.unit, "new1")
        .await
        .ok();
    let changed = chief.post("/api/v1/staff-lists", token).await;
    changed.refused(409, "list_changed", "VR-3.1");

    let list = list.replace("new1", "new9");
    let seen = chief
        .bytes(path, "text/csv", "", list.as_bytes())
        .await
        .ok();
    let token = json!({ "token": seen["token"] });
    let entered = chief.post("/api/v1/staff-lists", token.clone()).await.ok();
    assert_eq!(entered["entered"], 1);
    assert_eq!(app.person("new9").await.unit, chief.unit);
    chief.post("/api/v1/staff-lists", token).await.not_found();
}

#[tokio::test]
async fn a_transferred_person_leaves_the_posts_of_the_old_unit() {
    let app = App::on(DAY).await;
    let chief = app.person("chief1").await;
    let (person, to) = (app.person("op2").await.id, app.person("opb1").await.unit);
    let transfer = json!({
        "person": person, "from_unit": chief.unit, "to_unit": to, "on": "2026-12-01",
    });
    let other = app
        .person("mgr1")
        .await
        .post("/api/v1/transfers", transfer.clone())
        .await;
    other.refused(403, "not_in_matrix", "VR-3.1.3");
    let changes = chief.post("/api/v1/transfers", transfer).await.ok();
    assert_eq!(changes["ended"][0]["to"], "2026-11-30");
    app.set("2026-12-01T00:00:00");
    let now = app.house.admin.now();
    let holder = admin::accounts::holder_by_user_id(&*app.house.db, "op2", now)
        .await
        .unwrap();
    assert!(holder.is_none());
}

/// Lets people ask at once while nobody may write, so that each has read what it reads before.
async fn at_once<T>(app: &App, asked: impl Future<Output = T>) -> T {
    let write = app.house.db.begin_write().await.unwrap();
    let released = async {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        write.commit().await.unwrap();
    };
    tokio::join!(asked, released).0
}

#[tokio::test]
async fn of_two_transfers_at_once_one_succeeds() {
    let app = App::on(DAY).await;
    let (one, other) = (app.person("chief1").await, app.person("chief1").await);
    let (person, to) = (app.person("op2").await, app.person("opb1").await.unit);
    let transfer = json!({
        "person": person.id, "from_unit": one.unit, "to_unit": to, "on": "2026-12-01",
    });
    let path = "/api/v1/transfers";
    let both = async { tokio::join!(one.post(path, transfer.clone()), other.post(path, transfer)) };
    let (first, second) = at_once(&app, both).await;
    let (won, lost) = match first.status {
        StatusCode::OK => (first, second),
        _ => (second, first),
    };
    assert_eq!(won.ok()["ended"].as_array().unwrap().len(), 1);
    lost.refused(409, "changed_meanwhile", "VR-3.2b");
    let trail = app.trail(&one.unit).await;
    let told = |result: &str| {
        let start = format!("transfer_person {result}");
        trail.iter().filter(|line| line.starts_with(&start)).count()
    };
    assert_eq!((told("allowed"), told("refused")), (1, 1), "{trail:?}");
    // Who never was there is not there.
    let nobody = json!({
        "person": person.id, "from_unit": to, "to_unit": one.unit, "on": "2026-12-01",
    });
    one.post(path, nobody).await.not_found();
}

#[tokio::test]
async fn a_single_post_never_has_two_holders_and_what_is_over_stays_over() {
    let app = App::on(DAY).await;
    let npa = app.person("npachief").await;
    let hq = app.person("chief1").await.unit;
    let posts = npa.get(&format!("/api/v1/posts?unit={hq}")).await.ok();
    let first = post_of(&posts, "chief1")["id"].clone();
    let first = format!("/api/v1/posts/{}", first.as_str().unwrap());
    let until = |day: Option<&str>| json!({ "to": day });
    npa.patch(&first, until(Some("2026-11-30"))).await.ok();
    let second = json!({
        "document": "VR", "kind": "hq_operations_chief", "unit": hq, "from": "2026-12-01",
        "person": { "user_id": "chief9", "name": "後任 責任" },
    });
    let second = npa.post("/api/v1/posts", second).await.ok();
    for day in [None, Some("2026-12-01"), Some("2027-03-31")] {
        let refused = npa.patch(&first, until(day)).await;
        refused.refused(409, "post_held", "VR-3.1.1");
    }
    // The first may still go sooner, and the second to any day.
    npa.patch(&first, until(Some("2026-11-29"))).await.ok();
    npa.patch(&first, until(Some("2026-11-30"))).await.ok();
    let second = format!("/api/v1/posts/{}", second["id"].as_str().unwrap());
    npa.patch(&second, until(Some("2027-03-31"))).await.ok();
    npa.patch(&second, until(None)).await.ok();
    assert_eq!(npa.delete(&second).await.status, StatusCode::NO_CONTENT);

    app.set("2026-12-01T00:00:00");
    let npa = app.person("npachief").await;
    for path in [&first, &second] {
        let refused = npa.patch(path, until(Some("2027-03-31"))).await;
        refused.refused(409, "post_over", "VR-3.1.1");
        npa.delete(path).await.refused(409, "post_over", "VR-3.1.1");
    }
    let trail = app.trail(&npa.unit).await;
    let refused = |line: &&String| line.as_str() == "change_post refused VR-3.1.1";
    assert_eq!(trail.iter().filter(refused).count(), 5, "{trail:?}");
}

#[tokio::test]
async fn nobody_holds_the_same_post_twice_on_a_day() {
    let app = App::on(DAY).await;
    let (chief, operator) = (app.person("chief1").await, app.person("op2").await);
    let posts = chief
        .get(&format!("/api/v1/posts?unit={}", chief.unit))
        .await;
    let first = post_of(&posts.ok(), "op2")["id"].clone();
    let first = format!("/api/v1/posts/{}", first.as_str().unwrap());
    let again = json!({
        "document": "VR", "kind": "reception_operator", "unit": chief.unit,
        "person": { "id": operator.id }, "from": "2026-12-01",
    });
    let twice = chief.post("/api/v1/posts", again.clone()).await;
    twice.refused(409, "held_already", "VR-3.1.3");
    let until = json!({ "to": "2026-11-30" });
    chief.patch(&first, until.clone()).await.ok();
    chief.post("/api/v1/posts", again).await.ok();
    let longer = chief.patch(&first, json!({ "to": null })).await;
    longer.refused(409, "held_already", "VR-3.1.3");
    chief.patch(&first, until).await.ok();
}

#[tokio::test]
async fn of_a_change_and_an_appointment_at_once_one_succeeds() {
    let app = App::on(DAY).await;
    let (one, other) = (app.person("npachief").await, app.person("npachief").await);
    let hq = app.person("chief1").await.unit;
    let posts = one.get(&format!("/api/v1/posts?unit={hq}")).await.ok();
    let first = post_of(&posts, "chief1")["id"].clone();
    let first = format!("/api/v1/posts/{}", first.as_str().unwrap());
    let until = json!({ "to": "2026-11-30" });
    one.patch(&first, until).await.ok();
    let second = json!({
        "document": "VR", "kind": "hq_operations_chief", "unit": hq, "from": "2026-12-01",
        "person": { "user_id": "chief9", "name": "後任 責任" },
    });
    let longer = json!({ "to": null });
    let both = async {
        tokio::join!(
            one.post("/api/v1/posts", second),
            other.patch(&first, longer)
        )
    };
    let (made, longer) = at_once(&app, both).await;
    let lost = match made.status {
        StatusCode::CREATED => longer,
        _ => made,
    };
    lost.refused(409, "post_held", "VR-3.1.1");
}

#[tokio::test]
async fn me_tells_all_posts_of_all_documents() {
    let app = App::on(DAY).await;
    let city = app.person("city1").await;
    let me = app.person("rep1").await.get("/api/v1/me").await.ok();
    assert_eq!(me["posts"][0]["document"], "CC");
    assert_eq!(me["posts"][0]["label"]["ja"], "団体の代表者");
    // The town appoints in its groups alone.
    let appointable = city.get("/api/v1/posts/appointable").await.ok();
    let posts = appointable["posts"].as_array().unwrap();
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0]["kind"], "representative");
    // And sees no unit of the police.
    let units = city.get("/api/v1/units").await.ok();
    assert_eq!(units["units"].as_array().unwrap().len(), 2);
}

/// A headquarters that has nobody yet.
async fn headquarters(person: &crate::caller::Person<'_>, code: &str) -> String {
    let units = person.get("/api/v1/units").await.ok();
    let units = units["units"].as_array().unwrap();
    let unit = units.iter().find(|unit| unit["code"] == code).unwrap();
    unit["id"].as_str().unwrap().to_owned()
}

fn post_of(posts: &Value, user_id: &str) -> Value {
    let posts = posts["posts"].as_array().unwrap();
    let found = posts
        .iter()
        .find(|post| post["person"]["user_id"] == user_id);
    found.unwrap().clone()
}
