//! Passing a report to a neighbouring headquarters: only where the rulebook allows it, only with
//! its manager's acceptance, and on the trail of both.

use std::{future::poll_fn, task::Poll, time::Duration};

use admin::trail::page_after;
use http::StatusCode;
use protocol::{
    id::WebrtcSessionId,
    media::{MediaEvent, MediaOrder},
    time::UnixMs,
};
use sea_orm::{ConnectionTrait, DbBackend, Statement, prelude::Uuid};
use serde_json::{Value, json};

use crate::{
    house::{House, Person},
    sockets::console_socket,
};

async fn unit_of(person: &Person<'_>) -> Value {
    person.get("/api/v1/me").await.json()["unit"].clone()
}

/// The NPA operations chief turns the switch on for the whole country.
async fn allow(house: &House) {
    let chief = house.person("npachief").await;
    let today = admin::core::calendar::japan::day_of(house.admin.now());
    let settings = json!({
        "level": "national",
        "valid_from": today.to_string(),
        "parameters": [{"code": "pass_to_neighbour", "value": {"kind": "switch", "on": true}}],
        "texts": [],
    });
    let made = chief.post("/api/v1/rulebooks/VR/settings", settings).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
}

#[tokio::test]
async fn vr_4_2_1_nothing_passes_while_the_switch_is_off() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let neighbour = house.person("opb1").await;
    let (report, _) = house.started(&operator).await;
    let to = json!({"to": unit_of(&neighbour).await});
    let strange = operator.try_act(&report, "pass", to.clone()).await;
    assert_eq!(
        strange.refusal(),
        (403, "not_allowed".into(), Some("VR-4.2.1".into()))
    );
    let off = manager.try_act(&report, "pass", to).await;
    assert_eq!(
        off.refusal(),
        (409, "passing_off".into(), Some("VR-4.2.1".into()))
    );
    let offered = manager.get("/api/v1/console/headquarters").await.json();
    assert_eq!(offered, json!([]));
    let passes = neighbour.get("/api/v1/passes").await.json();
    assert_eq!(passes, json!([]));
}

#[tokio::test]
async fn vr_4_2_1_the_other_side_sees_nothing_before_it_accepts_and_the_first_nothing_after() {
    let house = House::new().await;
    allow(&house).await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let (stranger, theirs) = (house.person("opb1").await, house.person("mgrb1").await);
    let (report, _) = house.started(&operator).await;
    let address = house.listen().await;
    let mut ours = console_socket(address, &operator).await;
    let mut other = console_socket(address, &theirs).await;
    let to = json!({"to": unit_of(&theirs).await});
    manager.act(&report, "pass", to.clone()).await;
    manager
        .try_act(&report, "pass", to)
        .await
        .is(409, "already_passed");

    let told = other.hear_until(|event| event["type"] == "pass").await;
    assert_eq!(told["pass"]["report"], report);
    let passes = theirs.get("/api/v1/passes").await.json();
    assert_eq!(passes[0]["by"]["name"], "運用 花子");
    let path = format!("/api/v1/reports/{report}");
    for person in [&stranger, &theirs] {
        person.get(&path).await.is(404, "report_not_found");
        person
            .try_act(&report, "watch", json!({}))
            .await
            .is(404, "report_not_found");
    }
    let accept = format!("/api/v1/passes/{report}/accept");
    let operators = stranger.post(&accept, json!({})).await;
    assert_eq!(operators.status, StatusCode::FORBIDDEN);

    let (one, two) = tokio::join!(
        theirs.post(&accept, json!({})),
        theirs.post(&accept, json!({}))
    );
    let mut both = [one.status.as_u16(), two.status.as_u16()];
    both.sort_unstable();
    assert_eq!(both, [200, 404], "a double click accepts once");
    let gone = ours.hear_until(|event| event["type"] == "gone").await;
    assert_eq!(gone["report"], report);
    for person in [&operator, &manager] {
        person.get(&path).await.is(404, "report_not_found");
    }
    let view = theirs.report(&report).await;
    assert_eq!(view["operator"], theirs.account().await);
    let orders = house.node.orders.lock().unwrap().clone();
    let is_revoked = |order: &MediaOrder| matches!(order, MediaOrder::Revoke { .. });
    assert!(
        orders.iter().any(is_revoked),
        "who watched there sees no more"
    );

    for (person, action) in [(&manager, "pass_report"), (&theirs, "accept_pass")] {
        let unit = unit_of(person).await.as_str().unwrap().parse().unwrap();
        let entries = page_after(&**house.admin.db(), unit, 0).await.unwrap();
        assert!(
            entries.iter().any(|entry| entry.action == action),
            "{action}"
        );
    }
}

/// The report's headquarters as the store says.
async fn home_of(house: &House, report: &str) -> String {
    let sql = "SELECT headquarters FROM report WHERE id = ?";
    let id: protocol::id::ReportId = report.parse().unwrap();
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, [id.0.into()]);
    let row = house.admin.db().query_one_raw(statement).await.unwrap();
    let home: Uuid = row.unwrap().try_get("", "headquarters").unwrap();
    protocol::id::UnitId(home).to_string()
}

#[tokio::test]
async fn vr_4_2_1_who_watched_is_sent_away_also_when_the_acceptors_page_closes_at_once() {
    let house = House::new().await;
    allow(&house).await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let theirs = house.person("mgrb1").await;
    let (report, _) = house.started(&operator).await;
    // Somebody whose session is gone by now, and whose token is not.
    let subject = format!("{}:{report}", operator.account().await);
    let view = MediaEvent::ViewStarted {
        session: WebrtcSessionId::new(UnixMs(1), [7; 10]),
        subject: subject.clone(),
        viewers: 1,
    };
    house.node.say(&report, view);
    let path = format!("/api/v1/reports/{report}");
    while operator.get(&path).await.json()["watching"] == json!([]) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let unit = unit_of(&theirs).await;
    manager.act(&report, "pass", json!({"to": unit})).await;

    // The acceptance is polled until it is stored, and then left alone.
    let accept = format!("/api/v1/passes/{report}/accept");
    let mut accepting = Box::pin(theirs.post(&accept, json!({})));
    while !poll_fn(|context| Poll::Ready(accepting.as_mut().poll(context).is_ready())).await {
        tokio::time::sleep(Duration::from_millis(5)).await;
        if home_of(&house, &report).await == unit.as_str().unwrap() {
            break;
        }
    }
    drop(accepting);
    let room = report.parse().unwrap();
    let revoked = MediaOrder::Revoke { room, subject };
    for _ in 0..100 {
        if house.node.orders.lock().unwrap().contains(&revoked) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{:?}", house.node.orders.lock().unwrap());
}

#[tokio::test]
async fn vr_4_2_1_an_offer_can_be_declined_or_taken_back() {
    let house = House::new().await;
    allow(&house).await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let theirs = house.person("mgrb1").await;
    let (report, _) = house.started(&operator).await;
    let to = json!({"to": unit_of(&theirs).await});
    let own = json!({"to": unit_of(&manager).await});
    manager
        .try_act(&report, "pass", own)
        .await
        .is(422, "headquarters_unknown");
    manager.act(&report, "pass", to.clone()).await;
    let decline = format!("/api/v1/passes/{report}/decline");
    assert_eq!(
        theirs.post(&decline, json!({})).await.status,
        StatusCode::NO_CONTENT
    );
    manager.act(&report, "pass", to).await;
    let back = manager
        .delete(&format!("/api/v1/reports/{report}/pass"))
        .await;
    assert_eq!(back.status, StatusCode::OK);
    theirs
        .post(&format!("/api/v1/passes/{report}/accept"), json!({}))
        .await
        .is(404, "report_not_found");
    assert_eq!(operator.report(&report).await["pass"], Value::Null);
}
