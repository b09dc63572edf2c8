//! Video files come in locked, are kept ninety days, and are never edited (第5の2(2), 第7の1, 第7の2(6)).

use serde_json::json;

use crate::{
    cc::{film, film_path, films_on_disk, ms, take, told},
    wc::{self, Patrol, app, at, newest, notices, running, time},
    wc_files::{dock, filed, header, key, listed, locked},
};

#[tokio::test]
async fn wc_2_2_a_film_without_its_times_is_no_video_file() {
    let app = app().await;
    Patrol::of(&app).await;
    let operator = at(&app, "wc_op1").await;
    let key = key(&operator).await;
    let mut header = header(&operator.unit, &film(1));
    header.recorded_to = None;
    let refused = dock(&operator, &locked(key, &header, &film(1))).await;
    // proves WC-2.2
    assert_eq!(told(&refused), "422 filming_times_missing WC-2.2");
    // An end before its parts, or ahead of now, is none either.
    header.recorded_to = Some(protocol::time::UnixMs(time("10:00")));
    let refused = dock(&operator, &locked(key, &header, &film(1))).await;
    assert_eq!(told(&refused), "422 filming_times_missing WC-2.2");
    header.segments.clear();
    header.recorded_to = Some(protocol::time::UnixMs(time("12:01")));
    let refused = dock(&operator, &locked(key, &header, &film(1))).await;
    assert_eq!(told(&refused), "422 filming_times_missing WC-2.2");
    assert_eq!(films_on_disk(&app).await, [] as [String; 0]);
}

#[tokio::test]
async fn wc_5_2_2_a_film_that_nobody_registered_for_is_set_apart() {
    let app = app().await;
    Patrol::of(&app).await;
    let (operator, manager) = (at(&app, "wc_op1").await, at(&app, "wc_mgr1").await);
    let key = key(&operator).await;
    let header = header(&operator.unit, &film(1));
    let file = dock(&operator, &locked(key, &header, &film(1))).await.ok();
    // proves WC-5.2.2
    assert_eq!(file["state"], "quarantined");
    assert_eq!(file.get("wearer"), None);
    // Nobody looks at it, and its days run.
    let looked = crate::wc_files::purpose(&file);
    let looked = wc::begin(&operator, "file_viewing", "open", looked).await;
    assert_eq!(told(&looked), "409 asset_state WC-5.2.2");
    assert_eq!(file["erase_at"], ms("2027-03-01T00:00:00"));
    // The operations manager is told, finds out who it was, and releases it.
    assert_eq!(notices(&manager, "WC-5.2.2").await, 1);
    let case = newest(&manager, "file_incident").await;
    let finding = json!({ "finding": "登録漏れ", "wearer": operator.id });
    let nobody = take(&manager, &case, "release", finding).await;
    assert_eq!(told(&nobody), "422 holds_post WC-5.2.2");
    let finding = json!({ "finding": "登録漏れ", "wearer": at(&app, "wc_off1").await.id });
    let by_operator = take(&operator, &case, "release", finding.clone()).await;
    assert_eq!(by_operator.status.as_u16(), 404);
    take(&manager, &case, "release", finding).await.ok();
    assert_eq!(listed(&operator, &file).await["state"], "stored");
}

#[tokio::test]
async fn wc_7_1_1a_a_docked_camera_is_back_in_its_ledger() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let file = filed(&app, &patrol).await;
    assert_eq!(file["camera"], patrol.camera["asset"]["id"]);
    let path = format!(
        "/api/v1/assets/{}",
        patrol.camera["asset"]["id"].as_str().unwrap()
    );
    let camera = at(&app, "wc_op1").await.get(&path).await.ok();
    // proves WC-7.1.1a
    assert_eq!(camera["asset"]["state"]["code"], "stored");
    assert_eq!(crate::wc::duties(&camera), [] as [&str; 0]);
}

#[tokio::test]
async fn wc_7_1_1b_only_what_the_unit_locked_becomes_a_video_file() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let operator = at(&app, "wc_op1").await;
    let unlocked = dock(&operator, &film(1)).await;
    // proves WC-7.1.1b
    assert_eq!(told(&unlocked), "422 package_unlocked WC-7.1.1b");
    let plain = format!(
        "/api/v1/footage?camera={}&recorded_from={}&recorded_to={}",
        patrol.camera["asset"]["id"].as_str().unwrap(),
        time("09:10"),
        time("10:10"),
    );
    let kind = "application/octet-stream";
    let plain = operator.bytes(&plain, kind, "a.mp4", &film(1)).await;
    assert_eq!(told(&plain), "422 package_unlocked WC-7.1.1b");
    let (key, about) = (key(&operator).await, header(&operator.unit, &film(1)));
    let package = locked(key, &about, &film(1));
    let wrong = dock(&operator, &locked([7; 32], &about, &film(1))).await;
    assert_eq!(told(&wrong), "422 package_key WC-7.1.1b");
    let cut = dock(&operator, &package[..package.len() - 70_000]).await;
    assert_eq!(told(&cut), "422 package_changed WC-7.1.1b");
    let mut other = about.clone();
    other.sha256 = "0".repeat(64);
    let other = dock(&operator, &locked(key, &other, &film(1))).await;
    assert_eq!(told(&other), "422 package_changed WC-7.1.1b");
    let mut nobodys = about.clone();
    nobodys.camera = "CAM-9".to_owned();
    let nobodys = dock(&operator, &locked(key, &nobodys, &film(1))).await;
    assert_eq!(told(&nobodys), "422 package_camera WC-7.1.1b");
    // Another unit takes nothing of it, and has another key.
    let east = at(&app, "wc_mgr2").await;
    let elsewhere = dock(&east, &package).await;
    assert_eq!(told(&elsewhere), "403 package_of_other_unit WC-7.1.1b");
    assert_ne!(crate::wc_files::key(&east).await, key);
    // Nothing of what was refused lies anywhere.
    assert_eq!(films_on_disk(&app).await, [] as [String; 0]);
    let file = filed(&app, &patrol).await;
    let made = file["imported_at"].as_i64().unwrap() - time("12:00");
    assert!((0..60_000).contains(&made), "{made}");
    assert_eq!(file["sha256"], about.sha256.as_str());
    assert_eq!(file["wearer"]["user_id"], "wc_off1");
    assert_eq!(file["parts"].as_array().unwrap().len(), 2);
    // What lies on the disk is sealed.
    let (id, plain) = (file["id"].as_str().unwrap(), film(1));
    let sealed = std::fs::read(film_path(&app, id)).unwrap();
    let is_plain = |window: &[u8]| window == &plain[4_000..4_016];
    assert!(!sealed.windows(16).any(is_plain));
    // The same package again changes nothing.
    let again = dock(&operator, &package).await;
    assert_eq!(told(&again), "409 asset_number_taken WC-7.1.1b");
    assert_eq!(listed(&operator, &file).await["state"], "stored");
}

#[tokio::test]
async fn a_film_from_outside_the_pilot_is_not_taken_in() {
    let app = app().await;
    Patrol::of(&app).await;
    let operator = at(&app, "wc_op1").await;
    let mut header = header(&operator.unit, &film(1));
    header.segments.clear();
    header.recorded_from = Some(protocol::time::UnixMs(ms("2026-11-30T23:59:00")));
    let early = dock(&operator, &locked(key(&operator).await, &header, &film(1))).await;
    assert_eq!(told(&early), "422 outside_period WC-N2");
    header.recorded_from = Some(protocol::time::UnixMs(ms("2026-12-01T00:00:00")));
    dock(&operator, &locked(key(&operator).await, &header, &film(1)))
        .await
        .ok();
}

#[tokio::test]
async fn nothing_comes_in_before_a_pilot_runs_or_away_from_a_management_pc() {
    let app = app().await;
    let operator = at(&app, "wc_op1").await;
    wc::camera(&app, "CAM-1").await;
    let header = header(&operator.unit, &film(1));
    let package = locked(key(&operator).await, &header, &film(1));
    let before = dock(&operator, &package).await;
    assert_eq!(told(&before), "422 outside_period WC-N2");
    running(&app).await;
    let kind = protocol::person::TerminalKind::Office;
    let office = app.person_at("wc_op1", kind).await;
    assert_eq!(
        told(&dock(&office, &package).await),
        "403 not_allowed WC-7.1.1b"
    );
    let staff = at(&app, "wc_staff1").await;
    assert_eq!(
        told(&dock(&staff, &package).await),
        "403 not_allowed WC-7.1.1b"
    );
    dock(&operator, &package).await.ok();
}

#[tokio::test]
async fn wc_7_1_2_a_file_is_erased_by_itself_after_ninety_days() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    app.set("2026-12-01T23:59:00");
    let file = filed(&app, &patrol).await;
    // proves WC-7.1.2
    assert_eq!(file["erase_at"], ms("2027-03-01T00:00:00"));
    let day = |at: &str| app.set(at);
    // From day 83 on it is among those that go soon.
    day("2027-02-20T12:00:00");
    assert_eq!(
        listed(&at(&app, "wc_op1").await, &file).await["expires_soon"],
        false
    );
    day("2027-02-21T00:00:00");
    app.jobs().await;
    assert_eq!(
        listed(&at(&app, "wc_op1").await, &file).await["expires_soon"],
        true
    );
    // Day 90 is the last, whatever the pilot does meanwhile.
    day("2027-02-28T23:55:00");
    app.jobs().await;
    assert_eq!(
        listed(&at(&app, "wc_op1").await, &file).await["state"],
        "stored"
    );
    // Nobody was there when it came: it is caught up on at the next start.
    let app = {
        app.set("2027-03-05T09:00:00");
        app.reopened().await
    };
    app.jobs().await;
    let operator = at(&app, "wc_op1").await;
    let gone = listed(&operator, &file).await;
    assert_eq!(gone["state"], "erased");
    assert_eq!(gone["sha256"], file["sha256"]);
    assert_eq!(gone["erased"]["clause"], "WC-7.1.2");
    assert_eq!(films_on_disk(&app).await, [] as [String; 0]);
    let erased = app.trail(&operator.unit).await;
    assert!(erased.contains(&"erase_footage allowed WC-7.1.2".to_owned()));
}

#[tokio::test]
async fn wc_7_2_6a_nobody_edits_or_erases_a_file_and_a_change_is_found() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let file = filed(&app, &patrol).await;
    let (manager, id) = (at(&app, "wc_mgr1").await, file["id"].as_str().unwrap());
    let path = format!("/api/v1/footage/{id}");
    for method in ["PUT", "DELETE"] {
        let method: http::Method = method.parse().unwrap();
        let refused = manager.call(method, &path, Some(json!({}))).await;
        assert_eq!(told(&refused), "405 footage_unchangeable WC-7.2.6a");
    }
    for act in ["dispose", "inspect", "custody"] {
        let by_hand = json!({ "act": act, "method": "key_destroyed" });
        let by_hand = manager
            .post(&format!("/api/v1/assets/{id}/acts"), by_hand)
            .await;
        assert_eq!(by_hand.status.as_u16(), 403, "{act}");
    }
    let check = format!("{path}/check");
    let sound = manager.post(&check, json!({})).await.ok();
    assert_eq!(sound["sound"], true);
    assert_eq!(
        admin::footage::check::all(&app.house.admin).await.unwrap(),
        0
    );
    let on_disk = film_path(&app, id);
    let mut bytes = std::fs::read(&on_disk).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&on_disk, bytes).unwrap();
    let changed = admin::footage::check::all(&app.house.admin).await.unwrap();
    // proves WC-7.2.6a
    assert_eq!(changed, 1);
    let told_by = app.trail(&manager.unit).await;
    assert!(told_by.contains(&"check_footage refused WC-7.2.6a".to_owned()));
    // It is the operations manager's to look into, once.
    let found = manager.post(&check, json!({})).await.ok();
    assert_eq!(found["sound"], false);
    let case = newest(&manager, "file_incident").await;
    assert_eq!(case["state"]["code"], "open");
    let examined = json!({ "finding": "記憶装置の故障" });
    take(&manager, &case, "examine", examined).await.ok();
}
