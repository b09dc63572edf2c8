//! Every act leaves its entry, with ids only, in an unbroken chain.

use admin::trail::{page_after, verify};
use protocol::id::UnitId;
use serde_json::json;

use crate::house::{House, NUMBER, Phone, jpeg};

#[tokio::test]
async fn the_acts_of_a_journey_stand_in_the_trail_of_their_headquarters() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    let phone = Phone::new(&token);
    let session = phone.start(&house).await;
    phone.start(&house).await;
    session.still(&house, "first_picture", &jpeg(500)).await;
    Phone::new(&token).try_start(&house).await;
    let path = format!("/api/v1/reports/{report}");
    operator.post(&format!("{path}/readmit"), json!({})).await;
    operator.post(&format!("{path}/watch"), json!({})).await;
    let phrase = json!({"body": {"kind": "phrase", "phrase": "hold_still"}});
    operator.post(&format!("{path}/messages"), phrase).await;
    operator
        .post(&format!("{path}/end"), json!({}))
        .await
        .is(422, "reason_missing");
    operator.end(&report).await;

    let unit: UnitId = operator.get("/api/v1/me").await.json()["unit"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    verify(&**house.admin.db(), unit).await.unwrap();
    let entries = page_after(&**house.admin.db(), unit, 0).await.unwrap();
    let acts: Vec<(&str, &str, &str)> = entries
        .iter()
        .map(|e| {
            (
                e.action.as_str(),
                e.actor.split(':').next().unwrap(),
                e.result.as_str(),
            )
        })
        .collect();
    for expected in [
        ("send_request", "account", "allowed"),
        ("deliver_link", "system", "allowed"),
        ("start_report", "device", "allowed"),
        ("resume_report", "device", "allowed"),
        ("send_still", "device", "allowed"),
        ("readmit_device", "account", "allowed"),
        ("watch_report", "account", "allowed"),
        ("send_message", "account", "allowed"),
        ("end_report", "account", "refused"),
        ("end_report", "account", "allowed"),
    ] {
        assert!(acts.contains(&expected), "{expected:?} in {acts:?}");
    }
    let refused = entries.iter().find(|e| e.result == "refused").unwrap();
    assert_eq!(refused.clause, "VR-4.3.2");
    for entry in &entries {
        let text = format!("{entry:?}");
        assert!(!text.contains(&NUMBER.replace('-', "")[1..]) && !text.contains(&token));
    }
}

#[tokio::test]
async fn an_act_that_is_refused_by_its_clause_is_remembered() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    operator
        .post("/api/v1/requests/prepare", json!({}))
        .await
        .is(422, "tick_group");
    let unit: UnitId = operator.get("/api/v1/me").await.json()["unit"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let entries = page_after(&**house.admin.db(), unit, 0).await.unwrap();
    let last = entries.last().unwrap();
    assert_eq!(
        (last.action.as_str(), last.clause.as_str()),
        ("prepare_request", "VR-4.1.1a")
    );
}
