//! A day of a wearing officer, from the training to the charger (T5).

use serde_json::json;

use crate::{
    cc::take,
    wc::{app, at, begin, camera, dock, duties, running, shown, taken_in, time, train},
};

#[tokio::test]
async fn wc_t5_an_officer_is_trained_gets_a_code_films_with_pauses_and_docks() {
    let app = app().await;
    running(&app).await;
    let (manager, operator) = (at(&app, "wc_mgr1").await, at(&app, "wc_op1").await);
    let charger = json!({ "location": "community_office", "pc": "PC-1" });
    taken_in(&operator, "multi_charger", "MC-1", charger)
        .await
        .ok();
    let camera = camera(&app, "CAM-1").await;

    train(&app, "wc_off1").await;
    let officer = at(&app, "wc_off1").await;
    let wearer = json!({ "wearer": officer.id });
    let code = begin(&manager, "wearer_code", "issue", wearer).await.ok();
    let printed = format!("/api/v1/cases/{}/code", code["id"].as_str().unwrap());
    let printed = manager.get(&printed).await.ok()["text"].clone();

    crate::wc::hand_out(&app, &camera).await.ok();
    let read = json!({ "text": printed });
    let read = operator.post("/api/v1/codes/read", read).await.ok();
    let start = json!({
        "camera": camera["asset"]["id"], "code": read["case"], "wearer": read["person"]["id"],
        "place": "outdoors", "position": "shoulder", "sign": "seen", "lamp": "seen",
        "cord": "tied", "out_at": time("09:00"), "started_at": time("09:01"),
    });
    let mut session = begin(&operator, "camera_session", "start", start)
        .await
        .ok();
    for (ground, paused, resumed) in [
        ("private_place", "09:20", "09:50"),
        ("traffic_paperwork", "10:10", "10:18"),
    ] {
        let pause = json!({ "ground": ground, "paused_at": time(paused) });
        session = take(&operator, &session, "pause", pause).await.ok();
        let resume = json!({ "resumed_at": time(resumed) });
        session = take(&operator, &session, "resume", resume).await.ok();
    }
    let end = json!({ "ended_at": time("11:30"), "back_at": time("11:32"), "filmed_minutes": 111 });
    let ended = take(&operator, &session, "end", end).await.ok();
    assert_eq!(ended["state"]["code"], "ended");
    assert_eq!(duties(&ended), [] as [&str; 0], "nothing deviates");

    let docked = dock(&app, &camera).await.ok();
    assert_eq!(docked["asset"]["state"]["code"], "stored");
    assert_eq!(duties(&docked), [] as [&str; 0]);
    let entries = docked["entries"].as_array().unwrap().iter();
    let acts: Vec<_> = entries.map(|entry| entry["act"].clone()).collect();
    for act in ["in", "out", "return"] {
        assert!(acts.contains(&json!(act)), "{acts:?}");
    }
    let seen = shown(&officer, &ended).await;
    assert_eq!(seen["done"].as_array().unwrap().len(), 6);
}
