//! The pilot of a force: rules, publicity, three months, reports (WC-N0 to WC-N7, WC-11).

use http::{Method, Request};
use serde_json::{Value, json};

use crate::{
    caller::{Answer, App},
    cc::{take, told},
    wc::{
        DAY, Patrol, adopted, app, at, begin, consulted, duties, four_contents, newest, notices,
        planned, published, running, shown, taken_in,
    },
};

async fn rulebook(app: &App) -> Value {
    let chief = at(app, "wc_chief1").await;
    chief.get("/api/v1/rulebooks/WC").await.ok()
}

/// Somebody without an account.
async fn public(app: &App, path: &str) -> Answer {
    let request = Request::builder().method(Method::GET).uri(path);
    let request = request.body(axum::body::Body::empty()).unwrap();
    app.send(request).await
}

async fn start(app: &App) -> Answer {
    let (chief, case) = (at(app, "wc_chief1").await, planned(app).await);
    take(&chief, &case, "start", json!({})).await
}

#[tokio::test]
async fn wc_n0_1_past_its_validity_the_rules_stay_in_force_and_say_so() {
    let app = app().await;
    let head = rulebook(&app).await["head"].clone();
    let past = (&head["past"], &head["original_kept_to"]);
    // proves WC-N0.1
    assert_eq!(past, (&json!(true), &json!("2027-03-31")));
    assert_eq!(head["in_force"], true);
}

#[tokio::test]
async fn wc_n0_2_the_rulebook_names_the_circular_and_whom_it_addresses() {
    let app = app().await;
    let view = rulebook(&app).await;
    let references = view["references"].as_array().unwrap().iter();
    let own = references.filter(|one| one["clause"] == "WC-N0.2");
    let titles: Vec<_> = own
        .map(|one| one["title"]["ja"].as_str().unwrap().to_owned())
        .collect();
    let told = titles.join("\n");
    let names = [
        "警視庁地域部長",
        "大阪府警察本部長",
        "福岡県警察本部長",
        "警戒の空白",
    ];
    // proves WC-N0.2
    assert!(names.iter().all(|name| told.contains(name)), "{told}");
}

#[tokio::test]
async fn wc_n1_what_is_published_has_benefits_and_problems() {
    let app = app().await;
    running(&app).await;
    app.set("2027-03-01T08:00:00");
    app.jobs().await;
    let chief = at(&app, "wc_chief1").await;
    let over = newest(&chief, "pilot").await;
    let without = take(
        &chief,
        &over,
        "publish",
        json!({ "benefits": "証拠の保全" }),
    )
    .await;
    // proves WC-N1
    assert_eq!(told(&without), "422 field_present WC-N1");
    let without = begin(&chief, "pilot", "plan", json!({ "first_day": DAY })).await;
    assert_eq!(told(&without), "422 field_missing WC-N1");
}

#[tokio::test]
async fn wc_n2_the_pilot_lasts_three_months_of_which_the_first_day_is_one() {
    let app = app().await;
    let pilot = running(&app).await;
    // proves WC-N2
    assert_eq!(pilot["values"]["last_day"], "2027-02-28");
    for (moment, state) in [
        ("2027-02-28T23:55:00", "running"),
        ("2027-03-01T00:00:00", "over"),
    ] {
        app.set(moment);
        app.jobs().await;
        let chief = at(&app, "wc_chief1").await;
        assert_eq!(shown(&chief, &pilot).await["state"]["code"], state);
    }
}

#[tokio::test]
async fn wc_n2_no_filming_begins_after_the_pilot() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    app.set("2027-03-01T00:00:00");
    app.jobs().await;
    let late = patrol.start(json!({})).await;
    // proves WC-N2
    assert_eq!(told(&late), "409 case_exists WC-N2");
}

#[tokio::test]
async fn wc_n3_a_force_that_does_not_take_part_plans_no_pilot() {
    let app = app().await;
    let neighbour = at(&app, "wc_chiefb1").await;
    let plan = json!({ "questions": "効果", "first_day": DAY });
    let planned = begin(&neighbour, "pilot", "plan", plan).await;
    // proves WC-N3
    assert_eq!(told(&planned), "403 listed_headquarters WC-N3");
}

#[tokio::test]
async fn wc_n3_a_force_that_does_not_take_part_registers_no_camera() {
    let app = app().await;
    let (chief, station) = (
        at(&app, "wc_chiefb1").await,
        app.station_under("demo-neighbour").await,
    );
    let manager = json!({
        "document": "WC", "kind": "operations_manager", "unit": station, "from": DAY,
        "person": { "user_id": "wc_mgrb1", "name": "隣県 署長" },
    });
    chief.post("/api/v1/posts", manager).await.ok();
    let manager = at(&app, "wc_mgrb1").await;
    let camera = taken_in(&manager, "wearable_camera", "CAM-9", json!({})).await;
    // proves WC-N3
    assert_eq!(told(&camera), "403 asset_unit_not_listed WC-N3");
}

#[tokio::test]
async fn wc_n5_the_pilot_waits_for_the_rules_of_the_force() {
    let app = app().await;
    published(&app).await;
    let without = start(&app).await;
    // proves WC-N5
    assert_eq!(told(&without), "409 case_exists WC-N5");
    let rules = adopted(&app).await;
    let by = |step: usize| rules["done"][step]["by"]["name"].clone();
    assert_eq!((by(0), by(1)), (json!("本部 企画"), json!("本部 地域")));
    start(&app).await.ok();
}

#[tokio::test]
async fn wc_n5_nobody_adopts_the_own_draft() {
    let app = app().await;
    let chief = at(&app, "wc_chief1").await;
    let rules = json!({ "title": "要領", "differences": "なし", "effective_on": "2026-11-01" });
    let drafted = begin(&chief, "force_rules", "draft", rules).await.ok();
    let own = take(&chief, &drafted, "adopt", json!({})).await;
    // proves WC-N5
    assert_eq!(told(&own), "403 not_same_person WC-N5");
}

#[tokio::test]
async fn wc_n5_a_force_sets_what_the_rules_leave_open_for_itself_and_never_more_loosely() {
    let app = app().await;
    let set = async |user_id: &str, value: Value| {
        let chief = at(&app, user_id).await;
        let body = json!({
            "level": "force", "unit": at(&app, "wc_chief1").await.unit, "valid_from": DAY,
            "parameters": [{ "code": "checklist_needed", "value": value }], "texts": [],
        });
        chief.post("/api/v1/rulebooks/WC/settings", body).await
    };
    let (on, off) = (
        json!({ "kind": "switch", "on": true }),
        json!({ "kind": "switch", "on": false }),
    );
    let own = set("wc_chief1", on.clone()).await;
    // proves WC-N5
    assert_eq!(told(&own), "201  ", "{}", own.text());
    let looser = told(&set("wc_chief1", off).await);
    assert_eq!(looser, "409 only_narrower WC-4.5");
    let others = told(&set("wc_chiefb1", on).await);
    assert_eq!(others, "403 not_allowed WC-N5");
}

#[tokio::test]
async fn wc_n6a_the_pilot_waits_for_its_publicity() {
    let app = app().await;
    adopted(&app).await;
    let without = start(&app).await;
    // proves WC-N6a
    assert_eq!(told(&without), "409 case_exists WC-N6a");
    let nothing = public(&app, "/api/v1/public/announcements/WC/demo").await;
    assert_eq!(nothing.status.as_u16(), 404);
    published(&app).await;
    start(&app).await.ok();
}

#[tokio::test]
async fn wc_n6a_everybody_reads_the_four_contents() {
    let app = app().await;
    published(&app).await;
    let page = public(&app, "/api/v1/public/announcements/WC/demo").await;
    let page = page.json();
    let values = &page["announcements"][0]["values"];
    let told = |field: &str| values[field].as_str().unwrap_or_default().to_owned();
    let contents = [
        told("purpose"),
        told("implementing_units"),
        told("period_to"),
        told("rules_content"),
    ];
    // proves WC-N6a
    assert_eq!(
        contents,
        [
            "効果と課題の把握",
            "デモ中央警察署",
            "2027-02-28",
            "要領の概要"
        ]
    );
    assert_eq!(told("method"), "", "nothing else goes out");
    let units = public(&app, "/api/v1/public/announcements").await.json();
    assert_eq!(units["units"][0]["unit_code"], "demo");
    let other = public(&app, "/api/v1/public/announcements/WC/demo-neighbour").await;
    assert_eq!(other.status.as_u16(), 404);
}

#[tokio::test]
async fn wc_n6a_publicity_without_one_of_its_contents_is_refused() {
    let app = app().await;
    let mut contents = four_contents();
    contents["rules_content"] = Value::Null;
    let case = consulted(&app, contents).await;
    let chief = at(&app, "wc_chief1").await;
    let without = take(&chief, &case, "publish", json!({})).await;
    // proves WC-N6a
    assert_eq!(told(&without), "422 field_present WC-N6a");
}

#[tokio::test]
async fn wc_n6b_the_general_chief_is_consulted_first() {
    let app = app().await;
    let chief = at(&app, "wc_chief1").await;
    let drafted = begin(&chief, "publicity", "draft", four_contents())
        .await
        .ok();
    let at_once = take(&chief, &drafted, "publish", json!({})).await;
    // proves WC-N6b
    assert_eq!(told(&at_once), "409 coming_from WC-N6b");
    let asked = take(&chief, &drafted, "consult", json!({})).await.ok();
    assert_eq!(duties(&asked), ["publicity_answer"]);
    let agency = at(&app, "wc_npa1").await;
    let objection = json!({ "agreed": "no", "answer": "実施所属を明確に" });
    let back = take(&agency, &asked, "answer", objection).await.ok();
    assert_eq!(back["state"]["code"], "drafted", "an objection leads back");
}

#[tokio::test]
async fn wc_n7_1_a_request_for_results_stands_at_each_force_until_its_day() {
    let app = app().await;
    let agency = at(&app, "wc_npa1").await;
    let request = json!({ "items": "効果と課題、苦情の件数", "due_on": "2026-12-10" });
    begin(&agency, "result_request", "ask", request).await.ok();
    let chief = at(&app, "wc_chief1").await;
    let asked = newest(&chief, "result").await;
    // proves WC-N7.1
    assert_eq!(asked["values"]["items"], "効果と課題、苦情の件数");
    assert_eq!(duties(&asked), ["result_due"]);
    let neighbour = newest(&at(&app, "wc_chiefb1").await, "result").await;
    assert_eq!(neighbour, Value::Null, "it takes no part");
    app.set("2026-12-11T00:00:00");
    app.jobs().await;
    let chief = at(&app, "wc_chief1").await;
    let late = shown(&chief, &asked).await;
    assert_eq!(duties(&late), ["result_due overdue"]);
    let report = take(&chief, &late, "report", json!({ "report": "次のとおり" }))
        .await
        .ok();
    assert_eq!(
        report["values"]["sessions"], 0,
        "the figures are the system's"
    );
    let agency = at(&app, "wc_npa1").await;
    take(&agency, &report, "take", json!({})).await.ok();
}

#[tokio::test]
async fn wc_n7_1_the_day_of_a_request_is_kept_in_sight() {
    let app = app().await;
    let agency = at(&app, "wc_npa1").await;
    let past = json!({ "items": "効果", "due_on": "2026-11-30" });
    let past = begin(&agency, "result_request", "ask", past).await;
    // proves WC-N7.1
    assert_eq!(told(&past), "422 date_order WC-N7.1");
}

#[tokio::test]
async fn wc_n7_2_findings_are_shared_with_all_forces_and_raw_reports_are_not() {
    let app = app().await;
    let agency = at(&app, "wc_npa1").await;
    let request = json!({ "items": "効果", "due_on": "2026-12-10" });
    begin(&agency, "result_request", "ask", request).await.ok();
    let chief = at(&app, "wc_chief1").await;
    let result = newest(&chief, "result").await;
    let findings = json!({ "findings": "適正な職務執行の検証に役立つ。" });
    let compiled = begin(&agency, "findings", "compile", findings).await.ok();
    let shared = take(&agency, &compiled, "share", json!({})).await.ok();
    let neighbour = at(&app, "wc_chiefb1").await;
    let read = notices(&neighbour, "WC-N7.2").await;
    // proves WC-N7.2
    assert_eq!(read, 1);
    assert_eq!(shown(&neighbour, &shared).await["values"], shared["values"]);
    let raw = format!("/api/v1/cases/{}", result["id"].as_str().unwrap());
    neighbour.get(&raw).await.not_found();
}

#[tokio::test]
async fn wc_11_after_the_pilot_a_report_and_a_publication_are_due() {
    let app = app().await;
    let pilot = running(&app).await;
    app.set("2027-03-01T08:00:00");
    app.jobs().await;
    let chief = at(&app, "wc_chief1").await;
    let over = shown(&chief, &pilot).await;
    // proves WC-11
    assert_eq!(duties(&over), ["commission_report", "result_publication"]);
    app.set("2027-03-31T08:00:00");
    app.jobs().await;
    let chief = at(&app, "wc_chief1").await;
    let late = shown(&chief, &pilot).await;
    let overdue = ["commission_report overdue", "result_publication overdue"];
    assert_eq!(duties(&late), overdue);
    let day = json!({ "reported_on": "2027-03-31" });
    let reported = take(&chief, &late, "report_to_commission", day).await.ok();
    assert_eq!(duties(&reported), ["result_publication overdue"]);
}

#[tokio::test]
async fn wc_11_the_public_page_shows_figures_and_no_person() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let session = patrol.start(json!({})).await.ok();
    patrol.end(&session, "11:00", "11:05").await.ok();
    app.set("2027-03-01T08:00:00");
    app.jobs().await;
    let chief = at(&app, "wc_chief1").await;
    let over = shown(&chief, &patrol.pilot).await;
    let texts = json!({ "benefits": "証拠の保全", "problems": "電池の持ち" });
    take(&chief, &over, "publish", texts).await.ok();
    let page = public(&app, "/api/v1/public/announcements/WC/demo").await;
    let results = page.json()["announcements"][0].clone();
    let told = |field: &str| results["values"][field].clone();
    let figures = [told("cameras"), told("sessions"), told("filmed_minutes")];
    // proves WC-11
    assert_eq!(figures, [1, 1, 100]);
    let officer = at(&app, "wc_off1").await.id.to_string();
    assert!(!page.text().contains(&officer) && !page.text().contains("地域一"));
}
