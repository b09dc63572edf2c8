//! Exchange boxes in the place of a file server (第17の5(1)).

use serde_json::json;

use crate::{
    caller::App,
    cases::path_of,
    cc::{take, told},
    is_exchange::{
        DAY, PASSWORD, PLAIN, Two, at, begin, brought, business, fetch, office, opened, seen,
        stands_in_folder, told_to,
    },
};

#[tokio::test]
async fn is_17_5_1_ア_a_box_is_used_at_the_terminals_named_for_it() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    let [sender, receiver] = two.at_files(&app).await;
    let values = two.box_values(&sender).await;
    // Enrolled and of the unit, but not named for files; and no terminal at all.
    for terminal in [two.other, two.mails[0]] {
        let elsewhere = at(&app, "is_hand1", terminal).await;
        let refused = begin(&elsewhere, "exchange_box", "put", values.clone()).await;
        // proves IS-17.5.1.ア
        assert_eq!(told(&refused), "403 named_in IS-17.5.1.ア");
    }
    let nowhere = office(&app, "is_hand1").await;
    let refused = begin(&nowhere, "exchange_box", "put", values.clone()).await;
    assert_eq!(told(&refused), "403 named_in IS-17.5.1.ア");
    let stored = begin(&sender, "exchange_box", "put", values).await.ok();
    let elsewhere = at(&app, "is_hand2", two.mails[1]).await;
    let refused = fetch(&elsewhere, &stored, PASSWORD).await;
    assert_eq!(told(&refused), "403 named_in IS-17.5.1.ア");
    fetch(&receiver, &stored, PASSWORD).await.ok();
    // A unit names its own terminals.
    let staff = office(&app, "is_hand1").await;
    let mut foreign = two.designation(&staff, 0);
    foreign["file_terminals"] = json!([two.files[1]]);
    let refused = begin(&two.heads[0], "hand_over_designation", "name", foreign).await;
    assert_eq!(told(&refused), "403 in_scope IS-17.5.1.ア");
}

#[tokio::test]
async fn is_17_5_1_イ_nobody_but_named_staff_puts_in_and_fetches() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    let [sender, receiver] = two.at_files(&app).await;
    let mut values = two.box_values(&sender).await;
    let stored = begin(&sender, "exchange_box", "put", values.clone())
        .await
        .ok();
    // The box of another business is closed to the same person.
    values["business"] = business(&app, "遺失物").await["id"].clone();
    let refused = begin(&sender, "exchange_box", "put", values.clone()).await;
    // proves IS-17.5.1.イ
    assert_eq!(told(&refused), "403 named_in IS-17.5.1.イ");
    // Who put it in does not fetch it, and who may only see to the unit finds no box.
    let refused = fetch(&sender, &stored, PASSWORD).await;
    assert_eq!(told(&refused), "403 named_in IS-17.5.1.イ");
    let refused = begin(&two.heads[0], "exchange_box", "put", values).await;
    assert_eq!(told(&refused), "403 not_allowed IS-17.5");
    fetch(&receiver, &stored, PASSWORD).await.ok();
}

#[tokio::test]
async fn is_17_5_1_イ_a_box_is_seen_by_its_staff_alone() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    let [sender, receiver] = two.at_files(&app).await;
    let stored = two.put(&sender).await;
    let path = path_of(&stored).1;
    assert_eq!(seen(&receiver, &stored).await["state"]["code"], "stored");
    // As soon as another is named in their place, the box is closed to them too.
    let staff = office(&app, "is_staff1").await;
    let designations = two.heads[0].get("/api/v1/cases?document=IS&workflow=hand_over_designation");
    let designation = designations.await.ok()["cases"][0].clone();
    let designation = seen(&two.heads[0], &designation).await;
    let mut other = two.designation(&staff, 0);
    other.as_object_mut().unwrap().remove("business");
    let refused = take(&two.heads[0], &designation, "change", other).await;
    assert_eq!(
        told(&refused),
        "409 holds_post IS-17.5",
        "no hand-over staff"
    );
    take(&two.heads[0], &designation, "end", json!({}))
        .await
        .ok();
    let found = sender.get(&path).await;
    // proves IS-17.5.1.イ
    assert_eq!(told(&found), "404 not_found ");
    for other in ["is_head1", "is_head2", "is_sys1", "is_staff1", "is_sup1"] {
        let other = office(&app, other).await;
        other.get(&path).await.not_found();
        other.get(&format!("{path}/container")).await.not_found();
    }
    let register = sender.get("/api/v1/case-registers/IS/exchange_box").await;
    assert!(!register.text().contains("照会結果"), "{}", register.text());
    seen(&receiver, &stored).await;
}

#[tokio::test]
async fn is_17_5_1_ウ_what_is_put_in_opens_with_the_password_alone() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    let [sender, receiver] = two.at_files(&app).await;
    let stored = two.put(&sender).await;
    let refused = fetch(&receiver, &stored, "渡-Kawa-7491-hasi").await;
    // proves IS-17.5.1.ウ
    assert_eq!(told(&refused), "403 password_wrong IS-17.5.1.ウ");
    let lock = receiver
        .get(&format!("{}/container", path_of(&stored).1))
        .await;
    assert_eq!(lock.ok()["tries_left"], 9);
    let fetched = fetch(&receiver, &stored, PASSWORD).await;
    assert!(fetched.status.is_success(), "{}", fetched.text());
    let page = fetched.text();
    assert!(!page.contains("山田") && !page.contains(PASSWORD));
    assert_eq!(opened(&page, "another password"), None);
    let (name, content) = opened(&page, PASSWORD).unwrap();
    assert_eq!(
        (&*name, content),
        ("照会結果.txt", PLAIN.as_bytes().to_vec())
    );
    // Neither stands anywhere on the server, nor what a browser derives from the password.
    for words in [PASSWORD, PLAIN, "山田太郎", "照会結果.txt"] {
        assert!(!stands_in_folder(&app, words), "{words}");
    }
    // There is no other way to its bytes.
    let file = stored["values"]["container"].as_str().unwrap();
    sender
        .get(&format!("/api/v1/case-files/{file}"))
        .await
        .not_found();
}

/// Sealed by the page's own code: what the server takes in and asks for is what browsers make.
#[tokio::test]
async fn is_17_5_1_ウ_a_container_of_a_browser_is_one_for_the_server() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    let [sender, receiver] = two.at_files(&app).await;
    let made = include_bytes!("../support/container.html");
    let mut values = two.box_values(&sender).await;
    values["container"] = brought(&sender, made).await.ok()["id"].clone();
    let stored = begin(&sender, "exchange_box", "put", values).await.ok();
    let fetched = fetch(&receiver, &stored, PASSWORD).await;
    assert_eq!(fetched.bytes, made, "{}", fetched.text());
    let (name, content) = opened(&fetched.text(), PASSWORD).unwrap();
    assert_eq!(
        (&*name, content),
        ("照会結果.txt", PLAIN.as_bytes().to_vec())
    );
}

#[tokio::test]
async fn is_17_5_1_ウ_what_is_no_container_is_not_taken_in() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    let [sender, _] = two.at_files(&app).await;
    for raw in [
        PLAIN.as_bytes(),
        b"PK\x03\x04",
        b"<!doctype html><p>plain</p>",
    ] {
        let refused = brought(&sender, raw).await;
        // proves IS-17.5.1.ウ
        assert_eq!(told(&refused), "422 no_container IS-17.5.1.ウ");
    }
    assert!(!stands_in_folder(&app, PLAIN));
    // Nor a file of another kind in its place.
    let mut values = two.box_values(&sender).await;
    values["container"] = json!("0192d3a0-0000-7000-8000-000000000001");
    let refused = begin(&sender, "exchange_box", "put", values).await;
    assert_eq!(told(&refused), "422 value_unknown IS-17.5.1.ウ");
}

#[tokio::test]
async fn is_17_5_1_ウ_after_ten_wrong_passwords_the_box_is_locked() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    let [sender, receiver] = two.at_files(&app).await;
    let stored = two.put(&sender).await;
    for nth in 1..10 {
        let refused = fetch(&receiver, &stored, &format!("guess {nth}")).await;
        assert_eq!(told(&refused), "403 password_wrong IS-17.5.1.ウ", "{nth}");
    }
    let refused = fetch(&receiver, &stored, "guess 10").await;
    assert_eq!(told(&refused), "409 container_locked IS-17.5.1.ウ");
    let right = fetch(&receiver, &stored, PASSWORD).await;
    // proves IS-17.5.1.ウ
    assert_eq!(told(&right), "409 wrong_state IS-17.5.1.イ");
    let locked = seen(&sender, &stored).await;
    assert_eq!(locked["state"]["code"], "locked");
    let alerts = told_to(&two.heads[0]).await;
    assert!(
        alerts.iter().any(|text| text.contains("ロックしました")),
        "{alerts:?}"
    );
    let tried = app.trail(&receiver.unit).await;
    let tried = tried
        .iter()
        .filter(|line| line.starts_with("unlock_container refused"));
    assert_eq!(tried.count(), 10);
    // The cause is written down, and what lies there goes.
    let refused = take(&sender, &locked, "examine", json!({ "finding": " " })).await;
    assert_eq!(told(&refused), "422 field_present IS-17.5.1.ウ");
    let found = json!({ "finding": "パスワードの伝達誤り。改めて格納する。" });
    let over = take(&sender, &locked, "examine", found).await.ok();
    assert_eq!(
        (&over["state"]["code"], &over["closed"]),
        (&json!("withdrawn"), &json!(true))
    );
}

#[tokio::test]
async fn is_17_5_1_エ_a_confirmed_receipt_empties_the_box_at_once() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    let [sender, receiver] = two.at_files(&app).await;
    let stored = two.put(&sender).await;
    let file = stored["values"]["container"].as_str().unwrap();
    let folder = app.house.path.join("files").join(file);
    assert!(folder.exists());
    let opened = json!({ "opened": ["opened"] });
    let early = take(&receiver, &stored, "receive", opened.clone()).await;
    assert_eq!(told(&early), "409 wrong_state IS-17.5.1.イ");
    fetch(&receiver, &stored, PASSWORD).await.ok();
    let fetched = seen(&receiver, &stored).await;
    let by_sender = take(&sender, &fetched, "receive", opened.clone()).await;
    assert_eq!(told(&by_sender), "403 named_in IS-17.5.1.イ");
    let received = take(&receiver, &fetched, "receive", opened).await.ok();
    // proves IS-17.5.1.エ
    assert!(!folder.exists(), "its bytes are still there");
    assert_eq!(received["closed"], true);
    let gone = app.subjects_of(&sender.unit, "erase_case_file").await;
    assert_eq!(gone.len(), 1);
    assert!(gone[0].contains(&format!("file:{file} hash:")), "{gone:?}");
    let id = file.parse().unwrap();
    assert!(
        app.house.keys.file_key(id).await.is_err(),
        "its key is destroyed"
    );
    receiver
        .get(&format!("{}/container", path_of(&stored).1))
        .await
        .not_found();
}

#[tokio::test]
async fn is_17_5_1_エ_what_nobody_collects_goes_after_a_day_with_an_alert() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    let [sender, _] = two.at_files(&app).await;
    let stored = two.put(&sender).await;
    let file = stored["values"]["container"].as_str().unwrap();
    let folder = app.house.path.join("files").join(file);
    app.set("2026-11-28T11:59:00");
    app.jobs().await;
    assert!(folder.exists());
    app.set("2026-11-28T12:00:05");
    app.jobs().await;
    // proves IS-17.5.1.エ
    assert!(!folder.exists(), "a day has passed");
    let head = office(&app, "is_head1").await;
    let alerts = told_to(&head).await;
    assert!(
        alerts
            .iter()
            .any(|text| text.contains("期限までに受領されなかった")),
        "{alerts:?}"
    );
    let [sender, _] = two.at_files(&app).await;
    assert_eq!(seen(&sender, &stored).await["state"]["code"], "expired");
}
