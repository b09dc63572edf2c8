//! Calendar years of keeping (第5) and forms whose layout was not supplied.

use admin::rulebooks;
use serde_json::{Value, json};

use crate::{
    caller::App,
    ph::{accepted, at, begin, excepted, go, on_loan, seen, state, stored_photo, with},
    support::House,
};

/// The case of one of the five forms is kept to the end of a day, and disposed of after it.
async fn is_kept_through(app: &App, case: &Value, last: &str, next: &str, who: &str) -> bool {
    let state_at = async |moment: String| {
        app.set(&moment);
        app.jobs().await;
        state(&seen(&at(app, who).await, case).await).to_owned()
    };
    let before = state_at(format!("{last}T23:55:00")).await;
    let after = state_at(format!("{next}T00:00:00")).await;
    (before.as_str(), after.as_str()) == ("kept", "to_dispose")
}

/// Somebody disposes of it and says how.
async fn disposed(app: &App, case: &Value, who: &str) {
    let person = at(app, who).await;
    let done = go(
        &person,
        case,
        "dispose",
        json!({ "disposed_how": "shredded" }),
    )
    .await
    .ok();
    assert_eq!((state(&done), &done["closed"]), ("disposed", &json!(true)));
}

#[tokio::test]
async fn ph_5_1_form_1_is_kept_for_the_calendar_year_after_it_was_completed() {
    let app = App::on("2026-05-01").await;
    let manager = at(&app, "ph_mgr1").await;
    let values = json!({
        "person": at(&app, "ph_staff1").await.id, "rank": "巡査長", "suitability": "適任", "again": "no",
        "designated_on": "2026-05-01",
    });
    let row = begin(&manager, "designation", "designate", values)
        .await
        .ok();
    let ended = json!({ "ended_on": "2026-05-01" });
    let row = go(&manager, &row, "end", ended).await.ok();
    let kept = is_kept_through(&app, &row, "2027-12-31", "2028-01-01", "ph_mgr1").await;
    // proves PH-5.1
    assert!(kept);
    disposed(&app, &row, "ph_mgr1").await;
}

/// A loan of a day in 2026 that was returned on it, with its application.
async fn returned(app: &App, day: &str) -> (Value, Value) {
    let phone = crate::ph::new_phone(app, "P-1").await;
    let operator = at(app, "ph_operator1").await.id;
    let values = json!({
        "consulted_on": day, "consultation": "協議済み", "purpose": "サイバーパトロール", "from": day,
        "until": "2027-03-31", "operator": operator,
    });
    let application = accepted(app, values).await;
    let (general, manager) = (at(app, "ph_general1").await, at(app, "ph_mgr1").await);
    let row = json!({
        "application": application["id"], "phone": phone, "out_on": day, "due_on": "2027-03-31",
        "operator": operator,
    });
    let loan = crate::ph::begin_in(&general, &manager.unit, ("loan", "register"), row)
        .await
        .ok();
    let training =
        json!({ "held_on": day, "trainees": [operator], "contents": ["keeping", "protection"] });
    begin(
        &at(app, "ph_trainer1").await,
        "training",
        "record",
        training,
    )
    .await
    .ok();
    go(&general, &loan, "hand_over", json!({})).await.ok();
    go(&general, &application, "complete", json!({})).await.ok();
    let received = with(crate::ph::received(), json!({ "received_on": day }));
    go(&manager, &loan, "confirm", received).await.ok();
    let wiped = json!({ "wiped": ["apps", "accounts", "data", "settings"] });
    go(&manager, &loan, "wipe", wiped).await.ok();
    go(&manager, &loan, "hand_back", json!({ "returned_on": day }))
        .await
        .ok();
    let closed = go(&general, &loan, "accept", json!({ "condition": "good" }))
        .await
        .ok();
    (application, closed)
}

#[tokio::test]
async fn ph_5_2_form_2_is_kept_for_three_calendar_years_after_the_return() {
    let app = App::on("2026-05-01").await;
    let (_, loan) = returned(&app, "2026-05-01").await;
    let kept = is_kept_through(&app, &loan, "2029-12-31", "2030-01-01", "ph_general1").await;
    // proves PH-5.2
    assert!(kept);
    disposed(&app, &loan, "ph_general1").await;
}

#[tokio::test]
async fn ph_5_3_form_3_is_kept_for_the_calendar_year_after_it_was_completed() {
    let app = App::on("2026-12-31").await;
    let (application, _) = returned(&app, "2026-12-31").await;
    let kept = is_kept_through(&app, &application, "2027-12-31", "2028-01-01", "ph_mgr1").await;
    // proves PH-5.3
    assert!(kept);
    disposed(&app, &application, "ph_mgr1").await;
}

#[tokio::test]
async fn ph_5_4_form_4_is_kept_and_the_photograph_goes_with_its_last_day() {
    let app = App::on(crate::ph::DAY).await;
    let (phone, _) = on_loan(&app, "P-1").await;
    excepted(&app, &["photo"], "no").await;
    let photo = stored_photo(&app, &phone).await;
    let at_end = async |moment: &str| {
        app.set(moment);
        app.jobs().await;
        state(&seen(&at(&app, "ph_contact1").await, &photo).await).to_owned()
    };
    assert_eq!(at_end("2026-12-31T23:55:00").await, "active");
    assert_eq!(at_end("2027-01-01T00:00:00").await, "to_delete");
    let gone = json!({ "deleted_on": "2027-01-01" });
    go(&at(&app, "ph_contact1").await, &photo, "delete", gone)
        .await
        .ok();
    let kept = is_kept_through(&app, &photo, "2028-12-31", "2029-01-01", "ph_mgr1").await;
    // proves PH-5.4
    assert!(kept);
}

#[tokio::test]
async fn ph_5_5_form_5_is_kept_for_the_calendar_year_after_it_was_received() {
    let app = App::on(crate::ph::DAY).await;
    let contact = crate::ph::met(&app).await;
    let report = crate::ph::reported(&app, &contact.case).await;
    let kept = is_kept_through(&app, &report, "2027-12-31", "2028-01-01", "ph_mgr1").await;
    // proves PH-5.5
    assert!(kept);
    disposed(&app, &report, "ph_mgr1").await;
}

#[tokio::test]
async fn ph_o_56_a_row_that_is_not_complete_is_not_kept_to_an_end() {
    let app = App::on(crate::ph::DAY).await;
    let (_, loan) = on_loan(&app, "P-1").await;
    app.set("2032-01-01T09:00:00");
    app.jobs().await;
    let open = seen(&at(&app, "ph_general1").await, &loan).await;
    assert_eq!(state(&open), "overdue");
}

#[tokio::test]
async fn ph_f_forms_are_told_by_document_and_number_and_as_proposals() {
    let app = App::on(crate::ph::DAY).await;
    let view = at(&app, "ph_mgr1")
        .await
        .get("/api/v1/rulebooks/PH")
        .await
        .ok();
    let forms = view["forms"].as_array().unwrap();
    let mut papers: Vec<_> = forms
        .iter()
        .filter(|form| form["paper"].is_object())
        .map(|form| {
            (
                form["paper"]["document"]["en"].as_str().unwrap(),
                form["paper"]["number"].as_str().unwrap(),
                form["paper"]["supplied"] == false,
            )
        })
        .collect();
    papers.sort_unstable();
    let number = |n: u8| format!("別記様式第{n}号");
    let has = |document: &str, n: u8| {
        papers
            .iter()
            .any(|(of, it, ours)| of.contains(document) && *it == number(n) && *ours)
    };
    // proves PH-F
    assert!((1..=5).all(|n| has("cyber-patrol phone", n)), "{papers:?}");
    assert!(
        [1, 6, 9, 12].iter().all(|n| has("Detailed rules", *n)),
        "{papers:?}"
    );
}

/// The rules with another version beside, from the next day on, in which a form has one field more.
fn with_new_form() -> rulebooks::Rules {
    let mut texts = rulebooks::texts().unwrap();
    let folder = "cyber-patrol-phones/";
    let own: Vec<_> = texts
        .iter()
        .filter(|(name, _)| name.starts_with(folder))
        .map(|(name, text)| (name.clone(), text.clone()))
        .collect();
    for (name, text) in own {
        let text = match name.as_str() {
            "cyber-patrol-phones/rulebook.toml" => text
                .replace("version = \"2020-03-25\"", "version = \"2026-11-28\"")
                .replace("valid_from = 2020-03-25", "valid_from = 2026-11-28")
                .replace("valid_to = 2024-03-31\n", ""),
            "cyber-patrol-phones/workflows/breach.toml" => {
                let field = "[[form.field]]\ncode = \"found_by\"";
                let new = "[[form.field]]\ncode = \"sheet\"\nja = \"整理番号\"\nen = \"Sheet\"\nkind = \"text\"\nrequired = true\nclause = \"PH-F\"\n\n[[form.field]]\ncode = \"found_by\"";
                assert!(text.contains(field));
                text.replacen(field, new, 1).replace(
                    "fills = [\"phone\", \"rule\", \"happened\"]",
                    "fills = [\"sheet\", \"phone\", \"rule\", \"happened\"]",
                )
            }
            _ => text,
        };
        texts.insert(name.replace(folder, "cyber-patrol-phones-next/"), text);
    }
    rulebooks::of_texts(&texts).unwrap_or_else(|error| panic!("{error}"))
}

#[tokio::test]
async fn ph_f_a_form_is_replaced_by_a_version_and_old_cases_stay_readable() {
    let start: jiff::Timestamp = "2026-11-27T12:00:00+09:00".parse().unwrap();
    let start = protocol::time::UnixMs(start.as_millisecond());
    let app = App::with(House::with_rules(start, with_new_form()).await);
    let values = json!({ "rule": "functions", "happened": "撮影" });
    let old = begin(
        &at(&app, "ph_asst1").await,
        "breach",
        "report",
        values.clone(),
    )
    .await
    .ok();
    app.set("2026-11-28T12:00:00");
    let assistant = at(&app, "ph_asst1").await;
    let refused = begin(&assistant, "breach", "report", values.clone()).await;
    assert_eq!(crate::cc::told(&refused), "422 field_missing PH-F");
    let new = begin(
        &assistant,
        "breach",
        "report",
        with(values, json!({ "sheet": "3" })),
    )
    .await
    .ok();
    assert_eq!(
        (&old["rulebook"], &new["rulebook"]),
        (&json!("2020-03-25"), &json!("2026-11-28"))
    );
    let read = seen(&assistant, &old).await;
    assert_eq!(
        (&read["values"]["rule"], &read["readable"]),
        (&json!("functions"), &json!(true))
    );
}
