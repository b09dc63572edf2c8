//! Deputies [代理]. No clause of the two documents in force names one, so that these tests write
//! them into the posts: an operator may act for a manager, and a handler for the person
//! responsible.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    caller::{Answer, App, Person},
    cases::path_of,
    cc::{DAY, begin, camera, film, import, provision, take, told},
};

const POLICE: (&str, &str, &str) = (
    "video-reporting/posts.toml",
    "code = \"hq_operations_manager\"\n",
    "code = \"hq_operations_manager\"\ndeputies = [\"reception_operator\"]\n",
);
const TOWN: (&str, &str, &str) = (
    "town-cctv/posts.toml",
    "code = \"responsible\"\n",
    "code = \"responsible\"\ndeputies = [\"handler\"]\n",
);

async fn app() -> App {
    App::with_rules(DAY, &[POLICE, TOWN]).await
}

/// The first post of a person, as the person is told of it.
async fn post_of(person: &Person<'_>) -> String {
    let me = person.get("/api/v1/me").await.ok();
    me["posts"][0]["id"].as_str().unwrap().to_owned()
}

/// Lends the own post.
async fn lend(holder: &Person<'_>, deputy: &Person<'_>, from: &str, to: &str) -> Answer {
    let path = format!("/api/v1/posts/{}/delegations", post_of(holder).await);
    let body = json!({ "person": deputy.id, "from": from, "to": to });
    holder.post(&path, body).await
}

/// What a manager sets and an operator does not.
async fn sets_hours(person: &Person<'_>, unit: &str) -> Answer {
    let own = format!("/api/v1/office-hours/{}", person.unit);
    let hours = person.get(&own).await.json();
    let path = format!("/api/v1/office-hours/{unit}");
    person.call(Method::PUT, &path, Some(hours)).await
}

/// The subjects of the newest allowed entry of an action, with its actor and post.
async fn entry(app: &App, unit: &str, action: &str) -> (String, String, String) {
    use admin::store::table::trail_entry::{Column, Entity};
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
    let unit: protocol::id::UnitId = unit.parse().unwrap();
    let row = Entity::find()
        .filter(Column::Unit.eq(unit.0))
        .filter(Column::Action.eq(action))
        .filter(Column::Result.eq("allowed"))
        .order_by_desc(Column::Seq)
        .one(&*app.house.db)
        .await
        .unwrap()
        .unwrap();
    (row.actor, row.post, row.subjects)
}

#[tokio::test]
async fn a_deputy_acts_between_the_days_named_within_the_unit_and_the_trail_names_both() {
    let app = app().await;
    let (manager, deputy) = (app.person("mgr1").await, app.person("op1").await);
    let lent = lend(&manager, &deputy, "2026-11-28", "2026-11-29").await;
    assert_eq!(lent.status, StatusCode::CREATED, "{}", lent.text());
    let lent = lent.json();
    assert_eq!(
        (&lent["title"], &lent["basis"]),
        (&json!("delegated"), &json!("VR-3.1.3"))
    );
    let (actor, _, subjects) = entry(&app, &manager.unit, "delegate_post").await;
    assert_eq!(actor, format!("account:{}", manager.id));
    assert!(
        subjects.contains(&format!("account:{}", deputy.id)),
        "{subjects}"
    );

    for (moment, may) in [
        ("2026-11-27T23:59:59", false),
        ("2026-11-28T00:00:00", true),
        ("2026-11-29T23:59:59", true),
        ("2026-11-30T00:00:00", false),
    ] {
        app.set(moment);
        let deputy = app.person("op1").await;
        let answer = sets_hours(&deputy, &manager.unit).await;
        if may {
            answer.ok();
        } else {
            assert_eq!(told(&answer), "403 not_allowed WC-7.2.4b", "{moment}");
        }
    }
    let (actor, post, subjects) = entry(&app, &manager.unit, "set_office_hours").await;
    assert_eq!(actor, format!("account:{}", deputy.id));
    assert_eq!(post, "hq_operations_manager");
    assert!(
        subjects.contains(&format!("account:{}", manager.id)),
        "{subjects}"
    );
}

#[tokio::test]
async fn a_deputy_acts_in_no_other_headquarters_and_never_in_what_nobody_may_lend() {
    let app = app().await;
    let (manager, deputy) = (app.person("mgr1").await, app.person("op1").await);
    lend(&manager, &deputy, DAY, DAY).await.ok();
    let (deputy, foreign) = (app.person("op1").await, app.person("mgrb1").await);
    let answer = sets_hours(&deputy, &foreign.unit).await;
    assert!(
        [403, 404].contains(&answer.status.as_u16()),
        "{}",
        answer.text()
    );
    let token = json!({ "holder": "audit", "days": 30 });
    let token = deputy.post("/api/v1/trail/heads-tokens", token).await;
    assert_eq!(told(&token), "403 not_allowed IS-13.3");
    sets_hours(&app.person("op2").await, &manager.unit)
        .await
        .refused(403, "not_allowed", "WC-7.2.4b");
}

#[tokio::test]
async fn what_is_no_delegation_is_refused_and_remembered() {
    let app = app().await;
    let (manager, deputy) = (app.person("mgr1").await, app.person("op1").await);
    let own = post_of(&manager).await;
    let path = format!("/api/v1/posts/{own}/delegations");
    let body = |person: &Person<'_>, from: &str, to: &str| json!({ "person": person.id, "from": from, "to": to });
    let days = ("2026-11-27", "2026-11-30");
    let other = app.person("sys1").await;
    // Neither another post nor the same one of another headquarters.
    for nobody in [&other, &app.person("opb1").await] {
        let refused = manager.post(&path, body(nobody, days.0, days.1)).await;
        refused.refused(409, "no_deputy_post", "VR-3.1.3");
    }
    let refused = other.post(&path, body(&deputy, days.0, days.1)).await;
    refused.refused(403, "not_holder", "VR-3.1.3");
    let refused = manager.post(&path, body(&deputy, days.1, days.0)).await;
    refused.refused(422, "delegation_period", "VR-3.1.3");
    let refused = manager
        .post(&path, body(&deputy, days.0, "2036-11-30"))
        .await;
    refused.refused(422, "delegation_period", "VR-3.1.3");
    // A deputy lends nothing on.
    let lent = manager
        .post(&path, body(&deputy, days.0, days.1))
        .await
        .ok();
    let lent = format!("/api/v1/posts/{}/delegations", lent["id"].as_str().unwrap());
    let again = app.person("op2").await;
    let deputy = app.person("op1").await;
    let refused = deputy.post(&lent, body(&again, days.0, days.1)).await;
    refused.refused(403, "not_holder", "VR-3.1.3");
    let trail = app.trail(&manager.unit).await;
    let refused = trail
        .iter()
        .filter(|line| *line == "delegate_post refused VR-3.1.3");
    assert_eq!(refused.count(), 6, "{trail:?}");
}

#[tokio::test]
async fn a_deputy_whose_delegation_is_withdrawn_is_out_within_the_second() {
    for by in ["chief1", "mgr1"] {
        let app = app().await;
        let (manager, deputy) = (app.person("mgr1").await, app.person("op1").await);
        let lent = lend(&manager, &deputy, "2026-11-27", "2026-11-30")
            .await
            .ok();
        let deputy = app.person("op1").await;
        sets_hours(&deputy, &manager.unit).await.ok();
        let by = app.person(by).await;
        let path = format!("/api/v1/posts/{}", lent["id"].as_str().unwrap());
        assert_eq!(by.delete(&path).await.status, StatusCode::NO_CONTENT);
        let next = sets_hours(&deputy, &manager.unit).await;
        assert_eq!(told(&next), "401 not_signed_in ");
        let again = app.person("op1").await;
        let refused = sets_hours(&again, &manager.unit).await;
        assert_eq!(told(&refused), "403 not_allowed WC-7.2.4b");
        // Somebody who lent nothing takes nothing back.
        let lent = lend(&manager, &again, "2026-11-27", "2026-11-30")
            .await
            .ok();
        let path = format!("/api/v1/posts/{}", lent["id"].as_str().unwrap());
        let stranger = app.person("op2").await;
        assert_eq!(
            told(&stranger.delete(&path).await),
            "403 not_in_matrix VR-3.1.3"
        );
    }
}

#[tokio::test]
async fn a_deputy_acts_no_longer_than_the_holder() {
    let app = app().await;
    let (chief, manager) = (app.person("chief1").await, app.person("mgr1").await);
    let own = format!("/api/v1/posts/{}", post_of(&manager).await);
    let deputy = app.person("op1").await;
    let lent = lend(&manager, &deputy, "2026-11-27", "2026-12-15")
        .await
        .ok();
    let last_day = async |id: &Value| {
        let posts = chief.get("/api/v1/posts").await.ok();
        let posts = posts["posts"].as_array().unwrap().clone();
        let found = posts.into_iter().find(|post| post["id"] == *id);
        found.map(|post| post["to"].clone())
    };
    let own_lent = format!("/api/v1/posts/{}", lent["id"].as_str().unwrap());
    for longer in [json!("2026-12-16"), Value::Null] {
        let refused = chief.patch(&own_lent, json!({ "to": longer })).await;
        refused.refused(422, "delegation_period", "VR-3.1.3");
    }
    assert_eq!(last_day(&lent["id"]).await, Some(json!("2026-12-15")));
    chief.patch(&own, json!({ "to": "2026-12-01" })).await.ok();
    assert_eq!(last_day(&lent["id"]).await, Some(json!("2026-12-01")));
    let deputy = app.person("op1").await;
    sets_hours(&deputy, &manager.unit).await.ok();
    chief.delete(&own).await;
    assert_eq!(
        sets_hours(&deputy, &manager.unit).await.status,
        StatusCode::UNAUTHORIZED
    );
    let deputy = app.person("op1").await;
    sets_hours(&deputy, &manager.unit)
        .await
        .refused(403, "not_allowed", "WC-7.2.4b");
    assert_eq!(last_day(&lent["id"]).await, None);
}

#[tokio::test]
async fn the_deputies_of_somebody_revoked_are_out_too() {
    let app = app().await;
    let (chief, manager) = (app.person("chief1").await, app.person("mgr1").await);
    lend(
        &manager,
        &app.person("op1").await,
        "2026-11-27",
        "2026-11-30",
    )
    .await
    .ok();
    let deputy = app.person("op1").await;
    let revoke = format!("/api/v1/accounts/{}/revoke", manager.id);
    chief.post(&revoke, json!({})).await.ok();
    assert_eq!(
        sets_hours(&deputy, &manager.unit).await.status,
        StatusCode::UNAUTHORIZED
    );
    let again = app.person("op1").await;
    let refused = sets_hours(&again, &manager.unit).await;
    assert_eq!(told(&refused), "403 not_allowed WC-7.2.4b");
}

#[tokio::test]
async fn a_deputy_decides_a_case_of_the_own_group_and_no_other() {
    let app = app().await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let camera = camera(&person, &handler).await;
    let film = import(&person, &camera, "2026-11-26T21:00:00", &film(1))
        .await
        .ok();
    let values = provision(&person, "law", &[&film]).await;
    let case = begin(&person, "provision", "submit", values).await.ok();
    let written = json!({ "decision": ["written"] });
    let refused = take(&handler, &case, "approve", written.clone()).await;
    assert_eq!(told(&refused), "403 not_allowed CC-R6.2.ア–エ");
    lend(&person, &handler, DAY, DAY).await.ok();
    let deputy = app.person("hand1").await;
    let approved = take(&deputy, &case, "approve", written.clone()).await.ok();
    assert_eq!(approved["state"]["code"], "approved");
    let (actor, post, subjects) = entry(&app, &person.unit, "decide_provision").await;
    assert_eq!(
        (actor, post.as_str()),
        (format!("account:{}", deputy.id), "responsible")
    );
    assert!(subjects.contains(&path_of(&case).0), "{subjects}");
    assert!(
        subjects.contains(&format!("account:{}", person.id)),
        "{subjects}"
    );
    // The day after, it is the holder's alone again.
    let values = provision(&person, "law", &[&film]).await;
    let next = begin(&person, "provision", "submit", values).await.ok();
    app.set("2026-11-28T00:00:00");
    let refused = take(
        &app.person("hand1").await,
        &next,
        "approve",
        written.clone(),
    )
    .await;
    assert_eq!(told(&refused), "403 not_allowed CC-R6.2.ア–エ");
    let person = app.person("resp1").await;
    let shown = person.get(&path_of(&next).1).await.ok();
    take(&person, &shown, "approve", written).await.ok();
}
