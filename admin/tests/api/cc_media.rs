//! Recording media: kept locked, never taken out, destroyed so that nobody plays them (guideline
//! 3(3)ウ and エ; model 5(2) and (4)).

use serde_json::{Value, json};

use crate::{
    caller::{App, Person},
    cc::{DAY, told},
};

const PATH: &str = "/api/v1/ledgers/CC/recording_medium";

async fn taken_in(keeper: &Person<'_>) -> String {
    let place = json!({ "name": "事務所の金庫", "lockable": true });
    let medium = json!({ "number": "SD-1", "place": place });
    let taken = keeper.post(PATH, medium).await.ok();
    format!(
        "/api/v1/assets/{}/acts",
        taken["asset"]["id"].as_str().unwrap()
    )
}

#[tokio::test]
async fn cc_3_3_ウ_1_a_medium_is_kept_locked_and_never_taken_out() {
    let app = App::on(DAY).await;
    let keeper = app.person("resp1").await;
    let open = json!({ "number": "SD-2", "place": { "name": "机の上", "lockable": false } });
    let refused = keeper.post(PATH, open).await;
    assert_eq!(told(&refused), "409 asset_place_not_lockable CC-3.3.ウ-1");
    let acts = taken_in(&keeper).await;
    let out = keeper.post(&acts, json!({ "act": "out" })).await;
    // proves CC-3.3.ウ-1
    assert_eq!(told(&out), "409 asset_state CC-3.3.ウ-1");
}

#[tokio::test]
async fn cc_r5_2_a_medium_moves_to_locked_places_only() {
    let app = App::on(DAY).await;
    let keeper = app.person("hand1").await;
    let acts = taken_in(&keeper).await;
    let moved = |lockable: bool| json!({ "act": "custody", "place": { "name": "集会所", "lockable": lockable } });
    let refused = keeper.post(&acts, moved(false)).await;
    // proves CC-R5.2
    assert_eq!(told(&refused), "409 asset_place_not_lockable CC-R5.2");
    keeper.post(&acts, moved(true)).await.ok();
    keeper.post(&acts, json!({ "act": "inspect" })).await.ok();
}

#[tokio::test]
async fn cc_3_3_エ_a_medium_that_is_not_needed_is_destroyed_in_a_week() {
    let app = App::on(DAY).await;
    let keeper = app.person("resp1").await;
    let acts = taken_in(&keeper).await;
    let medium = acts.trim_end_matches("/acts").to_owned();
    let retired = keeper.post(&acts, json!({ "act": "retire" })).await.ok();
    let duty = &retired["deadlines"][0];
    assert_eq!(
        (&duty["duty"], &duty["clause"]),
        (&json!("medium_disposal"), &json!("CC-3.3.エ"))
    );
    app.set("2026-12-04T00:00:00");
    app.jobs().await;
    let keeper = app.person("resp1").await;
    let overdue = keeper.get("/api/v1/deadlines?state=overdue").await.ok();
    assert_eq!(overdue["deadlines"][0]["duty"], "medium_disposal");
    let refused = keeper.post(&acts, json!({ "act": "dispose" })).await;
    // proves CC-3.3.エ
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.text());
    // Nothing went: the medium is there as it was, and its duty runs on.
    let still = keeper.get(&medium).await.ok();
    assert_eq!(still["asset"], retired["asset"]);
    assert_eq!(still["entries"], retired["entries"]);
    assert_eq!(still["deadlines"][0]["state"], "overdue");
    let ledger = async || {
        let trail = app.trail(&keeper.unit).await.into_iter();
        trail
            .filter(|line| line.starts_with("keep_ledger"))
            .collect::<Vec<_>>()
    };
    let told = ledger().await;
    assert_eq!(told.last().unwrap(), "keep_ledger refused CC-R5.4");
    let gone = json!({ "act": "dispose", "method": "crushed" });
    let gone = keeper.post(&acts, gone).await.ok();
    assert_eq!(gone["asset"]["state"]["end"], true);
    assert_eq!(gone["deadlines"][0]["state"], "done");
    let last = gone["entries"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["method"], &last["by"]["name"]),
        (&json!("crushed"), &json!("町内 管理"))
    );
    assert_ne!(last["at"], Value::Null);
    let told = ledger().await;
    assert!(told.last().unwrap().starts_with("keep_ledger allowed"));
    let overdue = keeper.get("/api/v1/deadlines?state=overdue").await.ok();
    assert_eq!(overdue["deadlines"], json!([]));
}

#[tokio::test]
async fn cc_r5_4_disposal_leaves_nothing_to_play() {
    let app = App::on(DAY).await;
    let keeper = app.person("resp1").await;
    let acts = taken_in(&keeper).await;
    for method in [json!(null), json!("thrown_away"), json!("")] {
        let refused = keeper
            .post(&acts, json!({ "act": "dispose", "method": method }))
            .await;
        // proves CC-R5.4
        assert_eq!(told(&refused), "422 asset_method_missing CC-R5.4");
    }
}
