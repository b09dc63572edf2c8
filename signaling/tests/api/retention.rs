//! What callers are told about keeping comes true (O-27, O-28, VR-9).

use std::sync::Arc;

use admin::{
    deadlines::{self, Carrier},
    trail::page_after,
};
use http::StatusCode;
use protocol::id::UnitId;
use serde_json::json;

use crate::house::{House, Phone, jpeg};

pub async fn strike_what_is_due(house: &House) {
    let carriers: Vec<Arc<dyn Carrier>> = house.signaling.carriers();
    let now = house.admin.now();
    let look = deadlines::look(house.admin.db(), &carriers, now, true).await;
    assert_eq!(look.unwrap().failed, 0);
}

#[tokio::test]
async fn what_was_received_is_erased_on_the_day_that_the_caller_was_told() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    let phone = Phone::new(&token);
    let told = phone.open(&house).await.json();
    let told = told["consents"]["kept"].as_str().unwrap().to_owned();
    let session = phone.start(&house).await;
    let sent = session.still(&house, "still", &jpeg(5_000)).await;
    let file = sent.json()["file"].as_str().unwrap().to_owned();
    let (later, _) = house.started(&operator).await;
    operator.end(&report).await;
    let listed = operator.get("/api/v1/deadlines?state=open").await.json();
    let open = listed["deadlines"].as_array().unwrap().iter();
    let erasing: Vec<_> = open.filter(|one| one["duty"] == "received_media").collect();
    assert_eq!(erasing.len(), 1, "only what is over: {listed}");
    let due = erasing[0]["due"].as_i64().unwrap();
    let today = admin::core::calendar::japan::day_of(house.admin.now());
    let from = admin::core::calendar::japan::start_of(today).0;
    let days = (due - from) / (24 * 60 * 60 * 1000);
    assert!(told.contains(&format!("sau {days} ngày")), "{days}: {told}");

    let path = format!("/api/v1/reports/{report}");
    let original = format!("{path}/files/{file}/original");
    let set = |at_ms| house.clock.set(protocol::time::UnixMs(at_ms)).unwrap();
    // The clock goes on while somebody signs in.
    set(due - 60_000);
    strike_what_is_due(&house).await;
    let operator = house.person("op1").await;
    assert_eq!(operator.get(&original).await.status, StatusCode::OK);
    set(due);
    let gone = (410, "report_erased".to_owned(), Some("VR-9a".to_owned()));
    assert_eq!(
        operator.get(&original).await.refusal(),
        gone,
        "before a task has looked"
    );
    strike_what_is_due(&house).await;
    assert_eq!(operator.get(&original).await.refusal(), gone);
    assert_eq!(operator.get(&path).await.refusal(), gone);
    assert!(!house.path.join("files").join(&report).exists());
    let list = operator.get("/api/v1/reports").await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.text());
    assert!(!list.text().contains(&report) && list.text().contains(&later));

    let me = operator.get("/api/v1/me").await.json();
    let unit: UnitId = me["unit"].as_str().unwrap().parse().unwrap();
    let entries = page_after(&**house.admin.db(), unit, 0).await.unwrap();
    let proof = entries
        .iter()
        .filter(|entry| entry.action == "erase_report");
    let proof: Vec<_> = proof.collect();
    assert_eq!(proof.len(), 1);
    assert!(proof[0].subjects.contains(&report));
    let late = operator.try_act(&report, "mis-send", json!({"noticed": "x"}));
    assert_eq!(late.await.refusal(), gone);
}
