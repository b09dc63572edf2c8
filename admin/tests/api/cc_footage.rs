//! Recordings: who handles them, how long they are kept, what is never done to them (guideline
//! 3(3) and (4); model 4 to 6).

use serde_json::{Value, json};

use crate::{
    caller::{Answer, App, Person},
    cc::{
        DAY, announced, begin, camera, content, film, film_path, films_on_disk, import,
        keeps_secret, look, permitted, provision, regulation_of, take, told, with_handler,
    },
};

const FILMED: &str = "2026-11-26T21:00:00";

/// A film of a camera in use.
async fn one_film(person: &Person<'_>, handler: &Person<'_>) -> (Value, Value) {
    let camera = camera(person, handler).await;
    let film = import(person, &camera, FILMED, &film(1)).await.ok();
    (camera, film)
}

/// Sets the days of keeping of the group.
async fn keep_for(person: &Person<'_>, days: i64) -> Answer {
    let body = json!({
        "level": "unit", "unit": person.unit, "valid_from": DAY,
        "parameters": [{ "code": "retention_days", "value": { "kind": "count", "count": days } }],
        "texts": [],
    });
    person.post("/api/v1/rulebooks/CC/settings", body).await
}

#[tokio::test]
async fn cc_3_3_ア_1_nobody_without_a_post_handles_recordings() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let (camera, film) = one_film(&person, &handler).await;
    for other in ["mem1", "rep1", "city1", "op1"] {
        let other = app.person(other).await;
        for code in ["handle", "handle_with_permission"] {
            let looked = look(&other, code, &film).await;
            // proves CC-3.3.ア-1
            assert_eq!(told(&looked), "403 not_allowed CC-3.3.ア-1");
        }
        let listed = other.get("/api/v1/footage").await;
        assert_eq!(told(&listed), "403 not_allowed CC-3.3.ア-1");
        let seen = other.get(&content(&film, None)).await;
        assert_eq!(told(&seen), "403 not_allowed CC-3.3.ア-1");
        let brought = import(&other, &camera, FILMED, &crate::cc::film(2)).await;
        assert_eq!(told(&brought), "403 not_allowed CC-3.3.ア-1");
    }
    let listed = person.get("/api/v1/footage").await.ok();
    assert_eq!(listed["files"][0]["id"], film["id"]);
    assert_eq!(
        handler.get("/api/v1/footage").await.ok()["files"],
        listed["files"]
    );
}

#[tokio::test]
async fn cc_3_3_ア_2_the_handler_acts_with_permission_and_by_name() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let (_, film) = one_film(&person, &handler).await;
    keeps_secret(&handler).await;
    let refused = look(&handler, "handle_with_permission", &film).await;
    // proves CC-3.3.ア-2
    assert_eq!(told(&refused), "403 case_exists CC-3.3.ア-2");
    let permission = permitted(&person, &handler).await;
    let viewing = look(&handler, "handle_with_permission", &film).await.ok();
    let seen = handler.get(&content(&film, Some(&viewing))).await;
    assert_eq!(seen.bytes, crate::cc::film(1));
    // The permission ends, and with it the handling.
    take(&person, &permission, "withdraw", json!({})).await.ok();
    let refused = look(&handler, "handle_with_permission", &film).await;
    assert_eq!(told(&refused), "403 case_exists CC-3.3.ア-2");
    // Who is not in the regulation is not permitted, and does not handle.
    let permission = permitted(&person, &handler).await;
    let regulations = person.get("/api/v1/cases?workflow=regulation").await.ok();
    let id = regulations["cases"][0]["id"].as_str().unwrap();
    let named = person.get(&format!("/api/v1/cases/{id}")).await.ok();
    announced(&person, regulation_of(&person)).await;
    take(&person, &named, "replace", json!({})).await.ok();
    let refused = look(&handler, "handle_with_permission", &film).await;
    assert_eq!(told(&refused), "409 case_exists CC-3.3.ア-2");
    take(&person, &permission, "withdraw", json!({})).await.ok();
    let values = json!({ "handler": handler.id, "acts": "閲覧", "until": "2026-12-31" });
    let refused = begin(&person, "handler_permission", "permit", values).await;
    assert_eq!(told(&refused), "409 case_exists CC-3.3.ア-2");
}

#[tokio::test]
async fn cc_3_3_イ_1_footage_is_kept_for_the_days_that_are_set() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    for days in [31, 0] {
        let refused = keep_for(&person, days).await;
        assert_eq!(told(&refused), "422 value_unfit CC-3.3.イ-1", "{days}");
    }
    let not_theirs = keep_for(&handler, 3).await;
    assert_eq!(told(&not_theirs), "403 not_allowed CC-3.3.イ-1");
    keep_for(&person, 3).await.ok();
    let (camera, film) = one_film(&person, &handler).await;
    // proves CC-3.3.イ-1
    assert_eq!(film["erase_at"], crate::cc::ms("2026-11-29T21:00:00"));
    // What is set later touches nothing that is stored.
    keep_for(&person, 1).await.ok();
    let second = import(&person, &camera, "2026-11-26T22:00:00", &crate::cc::film(2))
        .await
        .ok();
    assert_eq!(second["erase_at"], crate::cc::ms("2026-11-27T22:00:00"));
    let old = import(&person, &camera, "2026-11-26T10:00:00", &crate::cc::film(3)).await;
    assert_eq!(told(&old), "422 footage_past CC-3.3.イ-1");
    keeps_secret(&person).await;
    let viewing = look(&person, "handle", &film).await.ok();
    person.get(&content(&film, Some(&viewing))).await.ok();
    // From its moment on nobody sees it, whether or not it is erased yet.
    app.set("2026-11-29T20:59:59");
    let person = app.person("resp1").await;
    let viewing = look(&person, "handle", &film).await.ok();
    person.get(&content(&film, Some(&viewing))).await.ok();
    app.set("2026-11-29T21:00:00");
    let seen = person.get(&content(&film, Some(&viewing))).await;
    assert_eq!(seen.status.as_u16(), 410);
    assert_eq!(seen.json()["code"], "footage_past");
    let listed = person.get("/api/v1/footage").await.ok();
    assert_eq!(listed["files"][1]["state"], "past");
}

#[tokio::test]
async fn cc_3_3_イ_2_nothing_is_changed_or_copied() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let (camera, film) = one_film(&person, &handler).await;
    // Who looks without a viewing takes something out.
    let seen = person.get(&content(&film, None)).await;
    // proves CC-3.3.イ-2
    assert_eq!(told(&seen), "403 no_viewing CC-3.3.イ-2");
    // There is a copy of an approved provision, and none of another.
    let values = provision(&person, "law", &[&film]).await;
    let submitted = begin(&person, "provision", "submit", values).await.ok();
    keeps_secret(&person).await;
    let copy = format!("/api/v1/cases/{}/copy", submitted["id"].as_str().unwrap());
    let unapproved = person.post(&copy, json!({})).await;
    // proves CC-3.3.イ-2
    assert_eq!(told(&unapproved), "409 wrong_state CC-R6.2.ア–エ");
    // No route changes a film, and its ledger is not written by hand.
    let asset = film["id"].as_str().unwrap();
    for method in ["PUT", "PATCH", "DELETE"] {
        let method: http::Method = method.parse().unwrap();
        for path in ["", "/content"] {
            let path = format!("/api/v1/footage/{asset}{path}");
            let answer = person.call(method.clone(), &path, Some(json!({}))).await;
            assert!(
                [404, 405].contains(&answer.status.as_u16()),
                "{method} {path}"
            );
        }
    }
    for act in ["dispose", "out", "in"] {
        let path = format!("/api/v1/assets/{asset}/acts");
        let answer = person
            .post(&path, json!({ "act": act, "method": "key_destroyed" }))
            .await;
        assert_eq!(answer.status.as_u16(), 403, "{act}");
    }
    let by_hand = json!({ "number": "F-1" });
    let by_hand = person.post("/api/v1/ledgers/CC/footage", by_hand).await;
    assert_eq!(by_hand.status.as_u16(), 403);
    // Only films come in, each once, and from a camera of the group that is in use.
    let no_film = import(&person, &camera, FILMED, b"MZ\x90\0 this runs").await;
    assert_eq!(told(&no_film), "422 footage_unusable CC-3.3.イ-2");
    let again = import(&person, &camera, FILMED, &crate::cc::film(1)).await;
    assert_eq!(told(&again), "409 asset_number_taken CC-3.3.イ-2");
    let ahead = import(&person, &camera, "2026-11-27T11:30:00", &crate::cc::film(4)).await;
    assert_eq!(told(&ahead), "422 footage_unusable CC-3.3.イ-2");
    let nowhere = json!({ "id": submitted["id"] });
    let nowhere = import(&person, &nowhere, FILMED, &crate::cc::film(4)).await;
    assert_eq!(nowhere.status.as_u16(), 404);
    // What lies on the disk is sealed, and what was refused lies nowhere.
    assert_eq!(films_on_disk(&app).await, [asset]);
    let sealed = std::fs::read(film_path(&app, asset)).unwrap();
    let plain = crate::cc::film(1);
    assert!(
        !sealed
            .windows(16)
            .any(|window| window == &plain[4_000..4_016])
    );
    use aws_lc_rs::digest::{SHA256, digest};
    let hash = admin::core::trail::hex(digest(&SHA256, &plain).as_ref());
    assert_eq!(film["sha256"], hash.as_str());
}

#[tokio::test]
async fn cc_3_4_whoever_handles_recordings_says_first_that_they_keep_secret() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let (_, film) = one_film(&person, &handler).await;
    let untold = begin(&person, "secrecy", "acknowledge", json!({ "secret": [] })).await;
    assert_eq!(told(&untold), "422 tick_group CC-3.4");
    let refused = look(&person, "handle", &film).await;
    // proves CC-3.4
    assert_eq!(told(&refused), "409 training_exists CC-3.4");
    keeps_secret(&person).await;
    look(&person, "handle", &film).await.ok();
    // It stays recorded.
    let kept = person.get("/api/v1/cases?workflow=secrecy").await.ok();
    assert_eq!(kept["cases"][0]["closed"], true);
}

#[tokio::test]
async fn cc_r4_1_the_person_responsible_does_everything_and_a_member_nothing() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let other = app.person("mem1").await;
    let begun = begin(
        &other,
        "registration",
        "answer_kind",
        json!({ "face_recognition": "no" }),
    );
    // proves CC-R4.1
    assert_eq!(told(&begun.await), "403 not_allowed CC-R4.1");
    let regulation = with_handler(regulation_of(&other), &handler);
    let adopted = begin(&other, "regulation", "adopt", regulation).await;
    assert_eq!(told(&adopted), "403 not_allowed CC-3.2");
    // Cameras, permission, provision, complaint: all of A5.
    let (_, film) = one_film(&person, &handler).await;
    let permit = json!({ "handler": handler.id, "acts": "閲覧", "until": "2026-12-31" });
    let provided = provision(&person, "law", &[&film]).await;
    let asked = json!({ "received_on": DAY, "content": "問い合わせ" });
    for (workflow, code, values, clause) in [
        ("handler_permission", "permit", permit, "CC-3.3.ア-2"),
        ("provision", "submit", provided, "CC-3.3.ア-1"),
        ("complaint", "record", asked, "CC-3.6"),
    ] {
        let refused = begin(&other, workflow, code, values).await;
        // proves CC-R4.1
        assert_eq!(told(&refused), format!("403 not_allowed {clause}"));
    }
    let new = json!({
        "document": "CC", "kind": "handler", "unit": other.unit,
        "person": { "user_id": "new1", "name": "町内 次郎" }, "from": DAY,
    });
    let designated = other.post("/api/v1/posts", new).await;
    assert_eq!(told(&designated), "403 not_in_matrix CC-R4.2");
    permitted(&person, &handler).await;
    let values = provision(&person, "law", &[&film]).await;
    let case = begin(&person, "provision", "submit", values).await.ok();
    take(
        &person,
        &case,
        "approve",
        json!({ "decision": ["written"] }),
    )
    .await
    .ok();
    let values = json!({ "received_on": DAY, "content": "問い合わせ" });
    let complaint = begin(&person, "complaint", "record", values).await.ok();
    let answer = json!({ "answer": "説明した", "measures": "角度を変えた" });
    take(&person, &complaint, "answer", answer).await.ok();
    let refused = take(&other, &case, "refuse", json!({ "refusal_reason": "x" })).await;
    assert_eq!(
        refused.status.as_u16(),
        404,
        "a case that is not theirs is not there"
    );
}

#[tokio::test]
async fn cc_r4_2_only_the_person_responsible_designates_a_handler() {
    let app = App::on(DAY).await;
    let designate = async |user: &str| {
        let person = app.person(user).await;
        let unit = app.person("resp1").await.unit;
        let body = json!({
            "document": "CC", "kind": "handler", "unit": unit,
            "person": { "user_id": format!("{user}-new"), "name": "町内 次郎" }, "from": DAY,
        });
        person.post("/api/v1/posts", body).await
    };
    for other in ["city1", "rep1", "hand1"] {
        let refused = designate(other).await;
        // proves CC-R4.2
        assert_eq!(told(&refused), "403 not_in_matrix CC-R4.2", "{other}");
    }
    designate("resp1").await.ok();
}

#[tokio::test]
async fn cc_r4_3_nobody_else_handles_even_with_a_permission() {
    let app = App::on(DAY).await;
    let (person, other) = (app.person("resp1").await, app.person("rep1").await);
    let (_, film) = one_film(&person, &app.person("hand1").await).await;
    let values = json!({ "handler": other.id, "acts": "閲覧", "until": "2026-12-31" });
    let permitted = begin(&person, "handler_permission", "permit", values).await;
    assert_eq!(told(&permitted), "409 holds_post CC-R4.2");
    let looked = look(&other, "handle_with_permission", &film).await;
    // proves CC-R4.3
    assert_eq!(told(&looked), "403 not_allowed CC-3.3.ア-1");
}

#[tokio::test]
async fn cc_r4_4_the_handler_keeps_secret_too() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let (_, film) = one_film(&person, &handler).await;
    permitted(&person, &handler).await;
    let refused = look(&handler, "handle_with_permission", &film).await;
    // proves CC-R4.4
    assert_eq!(told(&refused), "409 training_exists CC-R4.4");
    keeps_secret(&handler).await;
    look(&handler, "handle_with_permission", &film).await.ok();
}

#[tokio::test]
async fn cc_r5_3_footage_is_gone_after_thirty_days_and_the_proof_stays() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    keep_for(&person, 30).await.ok();
    let (_, film) = one_film(&person, &handler).await;
    let values = provision(&person, "law", &[&film]).await;
    let case = begin(&person, "provision", "submit", values).await.ok();
    let path = crate::cases::path_of(&case).1;
    app.set("2026-12-26T20:59:59");
    app.jobs().await;
    let person = app.person("resp1").await;
    keeps_secret(&person).await;
    let viewing = look(&person, "handle", &film).await.ok();
    let before = person.get(&content(&film, Some(&viewing))).await;
    assert_eq!(before.bytes, crate::cc::film(1), "never early");
    // Thirty days and a day.
    app.set("2026-12-27T21:00:00");
    app.jobs().await;
    let person = app.person("resp1").await;
    let listed = person.get("/api/v1/footage").await.ok();
    let line = &listed["files"][0];
    // proves CC-R5.3
    assert_eq!(line["state"], "erased", "{listed}");
    assert_eq!(line["sha256"], film["sha256"]);
    assert_eq!(line["erased"]["clause"], "CC-R5.3");
    assert_eq!(line["erased"]["method"]["code"], "key_destroyed");
    // The file is away, its key with it, and the trail tells of it with the hash.
    assert!(films_on_disk(&app).await.is_empty());
    let id: protocol::id::FileId = film["id"].as_str().unwrap().parse().unwrap();
    assert!(app.house.keys.file_key(id).await.is_err());
    let trail = app.trail(&person.unit).await;
    assert!(
        trail.contains(&"erase_footage allowed CC-R5.3".to_owned()),
        "{trail:?}"
    );
    // What waited for a copy of it is void (D13), and nobody looks any more.
    assert_eq!(person.get(&path).await.ok()["state"]["code"], "void");
    let refused = look(&person, "handle", &film).await;
    assert_eq!(told(&refused), "409 asset_state CC-R5.3");
}

#[tokio::test]
async fn a_month_from_february_is_shorter_than_thirty_days() {
    let app = App::on("2027-02-10").await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let body = json!({
        "level": "unit", "unit": person.unit, "valid_from": "2027-02-10",
        "parameters": [{ "code": "retention_days", "value": { "kind": "count", "count": 30 } }],
        "texts": [],
    });
    person
        .post("/api/v1/rulebooks/CC/settings", body)
        .await
        .ok();
    let camera = camera(&person, &handler).await;
    let film = import(&person, &camera, "2027-02-10T10:00:00", &film(1))
        .await
        .ok();
    assert_eq!(film["erase_at"], crate::cc::ms("2027-03-10T10:00:00"));
}

#[tokio::test]
async fn cc_r6_1_each_look_has_its_purpose_and_its_note() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let (_, film) = one_film(&person, &handler).await;
    keeps_secret(&person).await;
    for (field, value) in [("purpose", json!(null)), ("note", json!(" "))] {
        let mut values = json!({ "footage": film["id"], "purpose": "deter", "note": "確認" });
        values[field] = value;
        let refused = begin(&person, "handling", "handle", values).await;
        // proves CC-R6.1
        assert_eq!(told(&refused), "422 field_missing CC-R6.1", "{field}");
    }
    let curious = json!({ "footage": film["id"], "purpose": "curiosity", "note": "確認" });
    let refused = begin(&person, "handling", "handle", curious).await;
    assert_eq!(told(&refused), "422 value_unfit CC-R6.1");
    // A viewing is for its own person, its own film and half an hour.
    let viewing = look(&person, "handle", &film).await.ok();
    let path = content(&film, Some(&viewing));
    let seen = person.get(&path).await;
    assert_eq!(seen.bytes, crate::cc::film(1));
    assert_eq!(seen.headers["content-disposition"], "inline");
    assert_eq!(seen.headers["cache-control"], "private, no-store");
    let other = handler.get(&path).await;
    assert_eq!(told(&other), "403 no_viewing CC-3.3.イ-2");
    app.set("2026-11-27T12:40:00");
    let late = person.get(&path).await;
    assert_eq!(told(&late), "403 no_viewing CC-3.3.イ-2");
    let trail = app.trail(&person.unit).await;
    let looks = trail
        .iter()
        .filter(|line| line.starts_with("view_footage allowed"));
    assert_eq!(looks.count(), 1);
}

#[tokio::test]
async fn however_a_film_is_asked_for_each_look_stands_in_the_trail() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let (_, one) = one_film(&person, &handler).await;
    keeps_secret(&person).await;
    let looks = async || {
        let trail = app.trail(&person.unit).await;
        let own = |line: &&String| line.starts_with("view_footage allowed");
        trail.iter().filter(own).count()
    };
    let whole = film(1);
    for (told, (range, first_byte)) in [
        ("bytes=-99999999999", 0),
        ("bytes=1-", 1),
        ("lines=1-2", 0),
        ("bytes=-10", whole.len() - 10),
    ]
    .into_iter()
    .enumerate()
    {
        let viewing = look(&person, "handle", &one).await.ok();
        for range in [range, "bytes=5-9"] {
            let request = http::Request::builder()
                .uri(content(&one, Some(&viewing)))
                .header("cookie", &person.cookie)
                .header("range", range)
                .body(axum::body::Body::empty());
            let seen = app.send(request.unwrap()).await;
            let expected = match range {
                "bytes=5-9" => &whole[5..10],
                _ => &whole[first_byte..],
            };
            assert_eq!(seen.bytes, expected, "{range}");
            assert_eq!(looks().await, told + 1, "{range}");
        }
    }
}

#[tokio::test]
async fn films_come_by_the_watched_folder_too() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let camera = camera(&person, &handler).await;
    let number = camera["number"].as_str().unwrap();
    let inbox = app.house.path.join("inbox/demo-group").join(number);
    std::fs::create_dir_all(&inbox).unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let path = inbox.join(name);
        std::fs::write(&path, bytes).unwrap();
        // The recorder has let go of it for a while.
        let file = std::fs::File::options().write(true).open(&path).unwrap();
        let quiet = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
        file.set_modified(quiet).unwrap();
    };
    put("ch1_20261126210000_20261126220000.mp4", &film(1));
    put("notes.txt", b"no film");
    std::fs::write(inbox.join("20261127090000_20261127100000.mp4"), film(2)).unwrap();
    let taken = admin::footage::inbox::look(&app.house.admin).await.unwrap();
    assert_eq!(taken, 1, "what is still being written stays");
    let listed = person.get("/api/v1/footage").await.ok();
    let line = &listed["files"][0];
    assert_eq!(line["recorded_from"], crate::cc::ms(FILMED));
    assert_eq!(line["name"], "ch1_20261126210000_20261126220000.mp4");
    assert_eq!(line["imported_by"], Value::Null);
    let mut left: Vec<_> = std::fs::read_dir(&inbox)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    let aside = [
        "20261127090000_20261127100000.mp4",
        "notes.txt.footage_unusable.refused",
    ];
    assert_eq!(left, aside);
}
