//! What a rulebook says on a day (前文), and who sets what it leaves open.

use http::StatusCode;
use protocol::person::TerminalKind;
use serde_json::{Value, json};

use crate::caller::{App, Person};

const DAY: &str = "2026-11-27";

#[tokio::test]
async fn vr_0_1_past_its_validity_the_rules_stay_in_force_and_say_so() {
    let app = App::on("2027-12-30").await;
    app.jobs().await;
    let chief = app.person_at("npachief", TerminalKind::Management).await;
    let head = vr(&chief.get("/api/v1/rulebooks").await.ok());
    assert_eq!(
        (&head["past"], &head["days_left"]),
        (&json!(false), &Value::Null)
    );

    // 90 days before the last day, the day itself counted.
    app.set("2028-01-01T08:00:00");
    app.jobs().await;
    let chief = app.person_at("npachief", TerminalKind::Management).await;
    assert_eq!(
        vr(&chief.get("/api/v1/rulebooks").await.ok())["days_left"],
        90
    );
    let told = chief.get("/api/v1/tasks").await.ok();
    assert_eq!(notices_on(&told, "VR-0.1"), 1);
    for (day, warnings) in [("2028-03-01", 2), ("2028-03-31", 3)] {
        app.set(&format!("{day}T08:00:00"));
        app.jobs().await;
        let chief = app.person_at("npachief", TerminalKind::Management).await;
        assert_eq!(
            notices_on(&chief.get("/api/v1/tasks").await.ok(), "VR-0.1"),
            warnings
        );
    }

    app.set("2028-04-01T00:00:00");
    for user in ["npachief", "chief1", "op1"] {
        let person = app.person(user).await;
        let head = vr(&person.get("/api/v1/rulebooks").await.ok());
        assert_eq!(head["past"], true, "{user}");
        assert_eq!(head["in_force"], true);
        assert_eq!(head["original_kept_to"], "2028-03-31");
    }
    // The rules are still enforced.
    let operator = app.person("op1").await;
    let refused = operator
        .register("reception_operator", &operator.unit, "new1")
        .await;
    refused.refused(403, "not_in_matrix", "VR-3.1.3");
}

#[tokio::test]
async fn vr_0_2_one_version_is_in_force_on_a_day() {
    let app = App::on(DAY).await;
    let person = app.person("op1").await;
    let version = async |day: &str| {
        let path = format!("/api/v1/rulebooks/VR?on={day}");
        person.get(&path).await.ok()["head"]["version"].clone()
    };
    // proves VR-0.2
    assert_eq!(version("2023-03-31").await, "2022-09-22");
    assert_eq!(version("2023-04-01").await, "2023-03-23");
    person
        .get("/api/v1/rulebooks/VR?on=2022-09-21")
        .await
        .not_found();
    person.get("/api/v1/rulebooks/XX").await.not_found();
    let view = person.get("/api/v1/rulebooks/VR").await.ok();
    let relations: Vec<_> = view["references"].as_array().unwrap().iter().collect();
    let has = |relation: &str| relations.iter().any(|one| one["relation"] == relation);
    assert!(has("based_on") && has("supersedes"));
}

#[tokio::test]
async fn vr_0_3_a_circular_goes_to_units_and_who_has_not_read_it_is_listed() {
    let app = App::on(DAY).await;
    let chief = app.person("npachief").await;
    let (one, other) = (app.person("op1").await, app.person("opb1").await);
    let body = json!({ "title": "細則の運用について", "body": "通達します。", "units": [one.unit, other.unit] });
    one.post("/api/v1/circulars", body.clone())
        .await
        .refused(403, "not_allowed", "VR-0.3");
    let sent = chief.post("/api/v1/circulars", body).await.ok();
    let id = sent["id"].as_str().unwrap();
    let seen = one.get("/api/v1/circulars").await.ok();
    assert_eq!(
        seen["circulars"][0]["receipts"].as_array().unwrap().len(),
        1,
        "its own alone"
    );
    let read = one
        .post(&format!("/api/v1/circulars/{id}/read"), json!({}))
        .await;
    assert_eq!(read.status, StatusCode::NO_CONTENT);
    let outsider = app.person("rep1").await;
    outsider
        .post(&format!("/api/v1/circulars/{id}/read"), json!({}))
        .await
        .not_found();
    let listed = chief.get("/api/v1/circulars").await.ok();
    for receipt in listed["circulars"][0]["receipts"].as_array().unwrap() {
        let unread = receipt["read_at"].is_null();
        assert_eq!(unread, receipt["unit"] == other.unit.as_str(), "{receipt}");
    }
}

#[tokio::test]
async fn vr_2_0_words_of_the_parent_outline_stand_in_the_glossary_as_not_supplied() {
    let app = App::on(DAY).await;
    let view = app
        .person("op1")
        .await
        .get("/api/v1/rulebooks/VR")
        .await
        .ok();
    let terms = view["glossary"].as_array().unwrap();
    for word in ["管理端末", "受理端末", "映像等ファイル", "事案情報"] {
        let mut named = terms.iter().filter(|term| term["term"]["ja"] == word);
        let not_supplied = named.any(|term| {
            let source = term["source"]["ja"].as_str().unwrap();
            term["supplied"] == false && source.contains("運用管理要領")
        });
        // proves VR-2.0
        assert!(not_supplied, "{word}");
    }
}

#[tokio::test]
async fn a_rulebook_reads_as_article_rule_in_force_and_parameters() {
    let app = App::on(DAY).await;
    let view = app
        .person("op1")
        .await
        .get("/api/v1/rulebooks/VR")
        .await
        .ok();
    let articles = view["articles"].as_array().unwrap();
    let article = articles
        .iter()
        .find(|one| one["clause"] == "VR-4.1.2")
        .unwrap();
    assert!(!article["article"]["ja"].as_str().unwrap().is_empty());
    let kinds: Vec<_> = article["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| &rule["kind"])
        .collect();
    for kind in ["grant", "guard", "deadline"] {
        assert!(kinds.contains(&&json!(kind)), "{kinds:?}");
    }
    assert!(
        article["parameters"]
            .as_array()
            .unwrap()
            .contains(&json!("report_after_time"))
    );
    // What infra/prove came to when it was run last; an earlier version was never tried.
    let proof = &article["proof"];
    assert_eq!(proof["result"], "proven");
    let test = proof["tests"][0]["test"].as_str().unwrap();
    assert!(test.contains("vr_4_1_2"), "{test}");
    let earlier = "/api/v1/rulebooks/VR?on=2023-03-31";
    let earlier = app.person("op1").await.get(earlier).await.ok();
    let mut lines = earlier["articles"].as_array().unwrap().iter();
    assert!(lines.all(|line| line["proof"].is_null()));
    let parameter = parameter(&view, "report_after_time");
    assert_eq!(parameter["ours"], true);
    assert_eq!(parameter["words"]["ja"], "30分後");
    assert_eq!(parameter["settable"], false);
}

#[tokio::test]
async fn vr_4_1_3b_the_npa_operations_chief_alone_switches_the_access_code() {
    let app = App::on(DAY).await;
    let chief = app.person_at("npachief", TerminalKind::Management).await;
    let on = |on: bool| {
        set(
            "national",
            "access_code_required",
            json!({ "kind": "switch", "on": on }),
        )
    };
    for other in ["npamgr", "npasys", "chief1", "op1"] {
        let refused = app
            .person(other)
            .await
            .post("/api/v1/rulebooks/VR/settings", on(true))
            .await;
        refused.refused(403, "not_allowed", "VR-4.1.3b");
    }
    chief
        .post("/api/v1/rulebooks/VR/settings", on(true))
        .await
        .ok();
    let operator = app.person("op1").await;
    let view = operator.get("/api/v1/rulebooks/VR").await.ok();
    assert_eq!(
        parameter(&view, "access_code_required")["value"]["on"],
        true
    );
    // Whose document it is sets it in either direction.
    chief
        .post("/api/v1/rulebooks/VR/settings", on(false))
        .await
        .ok();
    let view = operator.get("/api/v1/rulebooks/VR").await.ok();
    assert_eq!(
        parameter(&view, "access_code_required")["value"]["on"],
        false
    );
    assert!(
        app.trail(&chief.unit)
            .await
            .contains(&"set_parameters allowed VR-4.1.3b".to_owned())
    );
}

#[tokio::test]
async fn a_force_sets_what_it_may_within_its_own_headquarters_from_a_day_on() {
    let app = App::on(DAY).await;
    let chief = app.person("chief1").await;
    let minutes = |level: &str, minutes: u32, from: &str| {
        let rule = json!({ "after": { "minutes": minutes } });
        let mut body = set(
            level,
            "report_after_time",
            json!({ "kind": "period", "rule": rule }),
        );
        body["valid_from"] = json!(from);
        body
    };
    let path = "/api/v1/rulebooks/VR/settings";
    let made = chief
        .post(path, minutes("force", 15, "2026-12-01"))
        .await
        .ok();
    assert_eq!(made["head"]["in_force"], false);
    let on = async |person: &Person<'_>, day: &str| {
        let view = person
            .get(&format!("/api/v1/rulebooks/VR?on={day}"))
            .await
            .ok();
        parameter(&view, "report_after_time")["words"]["en"].clone()
    };
    assert_eq!(on(&chief, "2026-11-30").await, "30 min later");
    assert_eq!(on(&chief, "2026-12-01").await, "15 min later");
    let neighbour = app.person("opb1").await;
    assert_eq!(on(&neighbour, "2026-12-01").await, "30 min later");

    // Not for the nation, not for another force, not into the past, not what only the nation sets.
    let refused = chief.post(path, minutes("national", 5, DAY)).await;
    refused.refused(403, "not_allowed", "VR-0.2");
    let mut other = minutes("force", 5, "2026-12-02");
    other["unit"] = json!(neighbour.unit);
    chief
        .post(path, other)
        .await
        .refused(403, "not_allowed", "VR-0.2");
    let refused = chief.post(path, minutes("force", 5, "2026-11-26")).await;
    refused.refused(422, "setting_unusable", "VR-3.1");
    let mut devices = set(
        "force",
        "max_devices",
        json!({ "kind": "count", "count": 1 }),
    );
    devices["valid_from"] = json!("2026-12-01");
    chief
        .post(path, devices)
        .await
        .refused(403, "level_too_low", "VR-2.3");
    let mut unfit = set(
        "force",
        "report_after_time",
        json!({ "kind": "count", "count": 1 }),
    );
    unfit["valid_from"] = json!("2026-12-01");
    let refused = chief.post(path, unfit).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.text()
    );
}

#[tokio::test]
async fn vr_4_2_2_x_consent_texts_are_the_npa_operations_managers() {
    let app = App::on(DAY).await;
    let text = json!({
        "level": "national", "valid_from": DAY,
        "texts": [{ "code": "consent_location", "ja": "現在地を知らせます。<b>", "en": "I share my place." }],
    });
    let path = "/api/v1/rulebooks/VR/settings";
    let refused = app.person("npachief").await.post(path, text.clone()).await;
    refused.refused(403, "not_allowed", "VR-4.2.2.x");
    let manager = app.person_at("npamgr", TerminalKind::Management).await;
    let made = manager.post(path, text).await.ok();
    assert_eq!(made["head"]["version"], "2023-03-23+1");
    let view = app
        .person("op1")
        .await
        .get("/api/v1/rulebooks/VR")
        .await
        .ok();
    let texts = view["texts"].as_array().unwrap();
    let text = texts
        .iter()
        .find(|text| text["code"] == "consent_location")
        .unwrap();
    assert_eq!(
        text["label"]["ja"], "現在地を知らせます。<b>",
        "text stays text"
    );
}

fn set(level: &str, code: &str, value: Value) -> Value {
    json!({
        "level": level,
        "valid_from": DAY,
        "parameters": [{ "code": code, "value": value }],
    })
}

fn vr(list: &Value) -> Value {
    let heads = list["rulebooks"].as_array().unwrap();
    let now = heads
        .iter()
        .find(|head| head["document"] == "VR" && head["in_force"] == true);
    now.unwrap().clone()
}

fn parameter(view: &Value, code: &str) -> Value {
    let parameters = view["parameters"].as_array().unwrap();
    let found = parameters
        .iter()
        .find(|parameter| parameter["code"] == code);
    found.unwrap().clone()
}

fn notices_on(tasks: &Value, clause: &str) -> usize {
    let notices = tasks["notices"].as_array().unwrap();
    notices
        .iter()
        .filter(|notice| notice["clause"] == clause)
        .count()
}

#[tokio::test]
async fn a_version_that_a_newer_one_replaced_is_not_enforced_any_more() {
    let app = App::on(DAY).await;
    let person = app.person("op1").await;
    let list = person.get("/api/v1/rulebooks").await.ok();
    let standing = |version: &str| {
        let heads = list["rulebooks"].as_array().unwrap();
        let head = heads
            .iter()
            .find(|head| head["version"] == version)
            .unwrap();
        ["in_force", "replaced", "past"].map(|field| head[field] == true)
    };
    assert_eq!(standing("2022-09-22"), [false, true, false]);
    assert_eq!(standing("2023-03-23"), [true, false, false]);
    let old = person.get("/api/v1/rulebooks/VR?on=2023-03-31").await.ok();
    assert_eq!(old["head"]["replaced"], true);
}

#[tokio::test]
async fn every_rule_on_an_article_has_a_name() {
    let app = App::on(DAY).await;
    for (user, document) in [("op1", "VR"), ("resp1", "CC")] {
        let path = format!("/api/v1/rulebooks/{document}");
        let view = app.person(user).await.get(&path).await.ok();
        let articles = view["articles"].as_array().unwrap();
        let mut rules = 0;
        for rule in articles
            .iter()
            .flat_map(|it| it["rules"].as_array().unwrap())
        {
            for language in ["ja", "en"] {
                let name = rule["label"][language].as_str().unwrap_or_default();
                assert!(!name.is_empty(), "{rule}");
            }
            rules += 1;
        }
        assert!(rules > 50, "{document}: {rules}");
        if document == "VR" {
            let of = |clause: &str, kind: &str| {
                let article = articles.iter().find(|it| it["clause"] == clause).unwrap();
                let mut rules = article["rules"].as_array().unwrap().iter();
                rules.find(|rule| rule["kind"] == kind).unwrap()["label"].clone()
            };
            assert_eq!(
                of("VR-6.2", "grant"),
                json!({
                    "ja": "本部運用管理者:警察本部の統計の取得",
                    "en": "HQ operations manager: Read the statistics of the headquarters",
                })
            );
            assert_eq!(
                of("VR-3.1.4", "appointment")["en"],
                "HQ system chief → HQ system manager"
            );
        }
    }
}

#[tokio::test]
async fn units_stand_in_the_order_of_the_country() {
    let app = App::on(DAY).await;
    let units = app.person("npachief").await.get("/api/v1/units").await.ok();
    let codes: Vec<_> = units["units"]
        .as_array()
        .unwrap()
        .iter()
        .map(|unit| unit["code"].as_str().unwrap())
        .collect();
    let country = app.house.admin.rules().headquarters().iter();
    let country: Vec<_> = country.map(|one| one.code.as_str()).collect();
    let (headquarters, areas) = country.split_at(47);
    let demo = ["demo", "demo-neighbour"];
    let expected = [&["npa"][..], headquarters, &demo, areas].concat();
    // Divisions and stations of the demo come after them.
    assert_eq!(codes[..expected.len()], expected[..]);
}
