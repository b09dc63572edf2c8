//! Footage leaves on four grounds, decided by one person, as one copy, with its facts (guideline
//! 3(5); model 6(2)).

use std::io::Read;

use serde_json::{Value, json};

use crate::{
    caller::{App, Person},
    cases::path_of,
    cc::{DAY, begin, camera, film, import, keeps_secret, ms, provision, take, told},
};

async fn two_films(person: &Person<'_>, handler: &Person<'_>) -> [Value; 2] {
    let camera = camera(person, handler).await;
    let first = import(person, &camera, "2026-11-26T21:00:00", &film(1))
        .await
        .ok();
    let second = import(person, &camera, "2026-11-26T22:00:00", &film(2))
        .await
        .ok();
    keeps_secret(person).await;
    [first, second]
}

/// Handed over, with everything but the record.
async fn handed_over(person: &Person<'_>, films: &[&Value]) -> Value {
    let values = provision(person, "inquiry", films).await;
    let case = begin(person, "provision", "submit", values).await.ok();
    let approved = take(person, &case, "approve", json!({ "decision": ["written"] }))
        .await
        .ok();
    let ready = take(person, &approved, "make_copy", json!({})).await.ok();
    let copy = format!("{}/copy", path_of(&ready).1);
    assert_eq!(person.post(&copy, json!({})).await.status.as_u16(), 200);
    let ready = person.get(&path_of(&ready).1).await.ok();
    let handed = json!({
        "recipient": "下関警察署 ○○巡査部長", "provided_at": ms("2026-11-27T11:30:00"),
        "medium": "DVD-R 1枚",
    });
    take(person, &ready, "hand_over", handed).await.ok()
}

#[tokio::test]
async fn cc_3_5_ア_エ_footage_is_provided_on_four_grounds_with_their_evidence() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let [film, _] = two_films(&person, &handler).await;
    let mut none = provision(&person, "law", &[&film]).await;
    none["ground"] = Value::Null;
    let refused = begin(&person, "provision", "submit", none).await;
    assert_eq!(told(&refused), "422 ground_with_evidence CC-3.5.ア–エ");
    for (ground, evidence) in [
        ("inquiry", "letter_number"),
        ("inquiry", "inquirer"),
        ("law", "statute"),
        ("urgent", "circumstances"),
        ("person", "consent"),
    ] {
        let mut values = provision(&person, ground, &[&film]).await;
        values[evidence] = Value::Null;
        let refused = begin(&person, "provision", "submit", values).await;
        // proves CC-3.5.ア–エ
        assert_eq!(
            told(&refused),
            "422 ground_with_evidence CC-3.5.ア–エ",
            "{ground}"
        );
        let values = provision(&person, ground, &[&film]).await;
        begin(&person, "provision", "submit", values).await.ok();
    }
    // At once for life or property, by phone; written down within a day.
    let values = provision(&person, "urgent", &[&film]).await;
    let urgent = begin(&handler, "provision", "submit", values).await.ok();
    let by_phone = json!({ "phone_decision": "深夜のため電話で決定" });
    let approved = take(&person, &urgent, "approve", by_phone).await.ok();
    let duties = approved["deadlines"].as_array().unwrap();
    let written = duties
        .iter()
        .find(|line| line["duty"] == "written_record")
        .unwrap();
    let within = written["due"].as_i64().unwrap() - ms("2026-11-28T12:00:00");
    assert!(
        (0..60_000).contains(&within),
        "a day from the decision: {within}"
    );
}

#[tokio::test]
async fn cc_3_5n_a_provision_ends_with_five_facts_in_its_register() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let [first, second] = two_films(&person, &handler).await;
    let values = provision(&person, "inquiry", &[&first, &second]).await;
    let case = begin(&handler, "provision", "submit", values).await.ok();
    let approved = take(
        &person,
        &case,
        "approve",
        json!({ "decision": ["written"] }),
    )
    .await
    .ok();
    let ready = take(&person, &approved, "make_copy", json!({})).await.ok();
    let handed = json!({
        "recipient": "下関警察署 ○○巡査部長", "provided_at": ms("2026-11-27T11:30:00"),
        "medium": "DVD-R 1枚",
    });
    for missing in ["recipient", "provided_at", "medium"] {
        let mut values = handed.clone();
        values[missing] = Value::Null;
        let refused = take(&person, &ready, "hand_over", values).await;
        assert_eq!(refused.status.as_u16(), 422, "{missing}");
        assert_eq!(refused.json()["clause"], "CC-3.5n");
    }
    let provided = take(&person, &ready, "hand_over", handed).await.ok();
    let facts =
        json!({ "content": "自転車の人物", "purpose": "捜査", "reason": "照会に応じるため" });
    for missing in ["content", "purpose", "reason"] {
        let mut values = facts.clone();
        values[missing] = Value::Null;
        let refused = take(&handler, &provided, "record", values).await;
        // proves CC-3.5n
        assert_eq!(told(&refused), "422 field_present CC-3.5n", "{missing}");
    }
    let closed = take(&handler, &provided, "record", facts).await.ok();
    assert_eq!(closed["closed"], true);
    // The register of all provisions, with the five facts, ground, provider, medium, period, hash.
    let register = person.get("/api/v1/case-registers/CC/provision").await;
    assert_eq!(register.headers["content-type"], "text/csv; charset=utf-8");
    let text = register.text();
    for word in [
        "下関警察署 ○○巡査部長",
        "2026-11-27 11:30",
        "自転車の人物",
        "捜査",
        "照会に応じるため",
        "イ 捜査機関又は裁判所の照会",
        "下関署第12号",
        "町内 取扱",
        "DVD-R 1枚",
        "2026-11-26 21:00",
        first["sha256"].as_str().unwrap(),
        second["sha256"].as_str().unwrap(),
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    for outsider in ["rep1", "city1", "op1"] {
        let outsider = app.person(outsider).await;
        outsider
            .get("/api/v1/case-registers/CC/provision")
            .await
            .not_found();
    }
}

#[tokio::test]
async fn cc_r6_2_ア_エ_the_person_responsible_alone_decides() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let [film, _] = two_films(&person, &handler).await;
    let values = provision(&handler, "law", &[&film]).await;
    let case = begin(&handler, "provision", "submit", values).await.ok();
    for (step, values) in [
        ("approve", json!({ "decision": ["written"] })),
        ("refuse", json!({ "refusal_reason": "必要がない" })),
    ] {
        let refused = take(&handler, &case, step, values).await;
        // proves CC-R6.2.ア–エ
        assert_eq!(told(&refused), "403 not_allowed CC-R6.2.ア–エ");
    }
    let unwritten = take(
        &person,
        &case,
        "approve",
        json!({ "phone_decision": "深夜" }),
    )
    .await;
    assert_eq!(told(&unwritten), "422 tick_group CC-R6.2.ア–エ");
    take(
        &person,
        &case,
        "approve",
        json!({ "decision": ["written"] }),
    )
    .await
    .ok();
}

#[tokio::test]
async fn cc_r6_2n_what_was_handed_over_stays_open_until_it_is_recorded() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let [film, _] = two_films(&person, &handler).await;
    let provided = handed_over(&person, &[&film]).await;
    // proves CC-R6.2n
    assert_eq!(provided["closed"], false, "{provided}");
    let facts = json!({ "content": "自転車の人物", "purpose": "捜査", "reason": "照会" });
    let closed = take(&person, &provided, "record", facts).await.ok();
    assert_eq!(closed["closed"], true);
    assert_eq!(closed["values"]["recipient"], "下関警察署 ○○巡査部長");
}

#[tokio::test]
async fn cc_r5_1_one_copy_leaves_and_the_films_stay_as_they_are() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let [first, second] = two_films(&person, &handler).await;
    let values = provision(&person, "inquiry", &[&first, &second]).await;
    let case = begin(&person, "provision", "submit", values).await.ok();
    let path = path_of(&case).1;
    let copy = format!("{path}/copy");
    let early = person.post(&copy, json!({})).await;
    assert_eq!(told(&early), "409 wrong_state CC-R6.2.ア–エ");
    let approved = take(
        &person,
        &case,
        "approve",
        json!({ "decision": ["written"] }),
    )
    .await
    .ok();
    let early = person.post(&copy, json!({})).await;
    assert_eq!(told(&early), "409 wrong_state CC-3.3.イ-2");
    take(&person, &approved, "make_copy", json!({})).await.ok();
    for outsider in ["rep1", "city1", "op1"] {
        app.person(outsider)
            .await
            .post(&copy, json!({}))
            .await
            .not_found();
    }
    let taken = person.post(&copy, json!({})).await;
    assert_eq!(taken.status.as_u16(), 200, "{}", taken.text());
    assert_eq!(taken.headers["content-type"], "application/x-tar");
    let files = untar(&taken.bytes);
    let films: Vec<_> = files
        .iter()
        .filter(|(name, _)| name.starts_with("films/"))
        .map(|(_, bytes)| bytes)
        .collect();
    assert_eq!(films, [&film(1), &film(2)]);
    let (name, sums) = files.last().unwrap();
    assert_eq!(name, "SHA256SUMS");
    let sums = String::from_utf8(sums.clone()).unwrap();
    assert!(sums.contains(first["sha256"].as_str().unwrap()), "{sums}");
    let again = person.post(&copy, json!({})).await;
    // proves CC-R5.1
    assert_eq!(told(&again), "409 count_max CC-3.3.イ-2");
    let shown = person.get(&path).await.ok();
    let fetched = shown["done"].as_array().unwrap().iter();
    assert_eq!(
        fetched.filter(|done| done["step"] == "take_copy").count(),
        1
    );
}

#[tokio::test]
async fn cc_3_3_イ_2_the_one_copy_is_not_used_up_without_being_fetched() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let [film, _] = two_films(&person, &handler).await;
    let values = provision(&person, "inquiry", &[&film]).await;
    let case = begin(&person, "provision", "submit", values).await.ok();
    let written = json!({ "decision": ["written"] });
    let approved = take(&person, &case, "approve", written).await.ok();
    let ready = take(&person, &approved, "make_copy", json!({})).await.ok();
    let offered: Vec<_> = ready["steps"].as_array().unwrap().iter().collect();
    assert!(
        offered.iter().all(|step| step["code"] != "take_copy"),
        "{offered:?}"
    );
    let by_hand = take(&person, &ready, "take_copy", json!({})).await;
    // proves CC-3.3.イ-2
    assert_eq!(told(&by_hand), "403 not_by_hand CC-3.3.イ-2");
    let trail = app.trail(&person.unit).await;
    let refused = "handle_recording refused CC-3.3.イ-2";
    assert_eq!(trail.iter().filter(|line| *line == refused).count(), 1);
    let path = path_of(&ready).1;
    let copy = person.post(&format!("{path}/copy"), json!({})).await;
    assert_eq!(copy.status.as_u16(), 200, "{}", copy.text());
    let files = untar(&copy.bytes);
    let film = files.iter().find(|(name, _)| name.starts_with("films/"));
    assert_eq!(film.unwrap().1, crate::cc::film(1));
    let taken = person.get(&path).await.ok();
    assert_eq!(taken["done"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn cc_3_4_a_copy_leaves_with_the_person_responsible_alone_who_keeps_secret() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let camera = camera(&person, &handler).await;
    let bytes = film(1);
    let film = import(&person, &camera, "2026-11-26T21:00:00", &bytes);
    let film = film.await.ok();
    let values = provision(&person, "inquiry", &[&film]).await;
    let case = begin(&handler, "provision", "submit", values).await.ok();
    let written = json!({ "decision": ["written"] });
    let approved = take(&person, &case, "approve", written).await.ok();
    let refused = take(&handler, &approved, "make_copy", json!({})).await;
    assert_eq!(told(&refused), "403 not_allowed CC-3.3.ア-1");
    let ready = take(&person, &approved, "make_copy", json!({})).await.ok();
    let copy = format!("{}/copy", path_of(&ready).1);
    let refused = handler.post(&copy, json!({})).await;
    assert_eq!(told(&refused), "403 not_allowed CC-3.3.ア-1");
    let refused = person.post(&copy, json!({})).await;
    assert_eq!(told(&refused), "409 training_exists CC-3.4");
    keeps_secret(&person).await;
    assert_eq!(person.post(&copy, json!({})).await.status.as_u16(), 200);
}

/// Names and contents of a tar archive.
fn untar(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = tar::Archive::new(bytes);
    let entries = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().display().to_string();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        (name, content)
    });
    entries.collect()
}
