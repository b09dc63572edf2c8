//! Figures of video reporting (VR-6): who sees which, and what they count.

use http::Method;
use protocol::{person::TerminalKind, time::UnixMs};
use serde_json::{Value, json};

use crate::{
    house::{House, NUMBER, Person, Phone, jpeg},
    retention::strike_what_is_due,
};

const NATIONAL: &str = "/api/v1/statistics/national";
/// 29 February 2028, 23:59 in Japan.
const BEFORE_MIDNIGHT: UnixMs = UnixMs(1_835_449_140_000);
const OWN: &str = "/api/v1/statistics/headquarters";

async fn npa(house: &House) -> Person<'_> {
    house.person_at("npamgr", TerminalKind::Management).await
}

async fn total(person: &Person<'_>, path: &str) -> Value {
    let answer = person.get(path).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text());
    answer.json()["total"].clone()
}

fn stage<'a>(figures: &'a Value, name: &str) -> &'a Value {
    let stages = figures["funnel"].as_array().unwrap();
    stages.iter().find(|stage| stage["stage"] == name).unwrap()
}

/// The clock goes on between two requests.
pub fn lasted(span_ms: &Value, least: u64) -> bool {
    (least..least + 60_000).contains(&span_ms.as_u64().unwrap_or(0))
}

#[tokio::test]
async fn vr_6_1_the_nation_is_for_the_npa_operations_manager_at_a_management_terminal() {
    let house = House::new().await;
    let manager = house.person("mgr1").await;
    let refused = manager.get(NATIONAL).await;
    let expected = |clause: &str| (403, "not_allowed".to_owned(), Some(clause.to_owned()));
    assert_eq!(refused.refusal(), expected("VR-6.1"));
    for terminal in [TerminalKind::Reception, TerminalKind::Unenrolled] {
        let elsewhere = house.person_at("npamgr", terminal).await;
        let refused = elsewhere.get(NATIONAL).await;
        // proves VR-6.1
        assert_eq!(refused.refusal(), expected("VR-6.1"), "{terminal:?}");
    }
    let answer = npa(&house).await.get(NATIONAL).await.json();
    assert_eq!(answer["scope"], "nation");
    assert_eq!(answer["total"]["issues"], 0);
    assert!(answer["headquarters"].as_array().unwrap().len() >= 47);
    let chief = house.person_at("npachief", TerminalKind::Management).await;
    assert_eq!(chief.get(NATIONAL).await.refusal(), expected("VR-6.1"));
}

#[tokio::test]
async fn vr_6_2_a_headquarters_sees_its_own_and_all_add_up_to_the_nation() {
    let house = House::new().await;
    let (one, other) = (house.person("op1").await, house.person("opb1").await);
    house.invite(&one).await;
    house.invite(&one).await;
    house.invite(&other).await;
    let (manager, neighbour) = (house.person("mgr1").await, house.person("mgrb1").await);
    assert_eq!(total(&manager, OWN).await["issues"], 2);
    let theirs = neighbour.get(OWN).await.json();
    assert_eq!(theirs["total"]["issues"], 1);
    assert_eq!(theirs["headquarters"], json!([]));
    let foreign = theirs["unit"].as_str().unwrap();
    let refused = manager.get(&format!("{OWN}?unit={foreign}")).await;
    let expected = (403, "not_allowed".to_owned(), Some("VR-6.2".to_owned()));
    // proves VR-6.2
    assert_eq!(refused.refusal(), expected);
    let elsewhere = house.person_at("mgr1", TerminalKind::Management).await;
    assert_eq!(elsewhere.get(OWN).await.refusal(), expected);
    assert_eq!(one.get(OWN).await.refusal(), expected);
    let nation = npa(&house).await.get(NATIONAL).await.json();
    let rows = nation["headquarters"].as_array().unwrap();
    for figure in ["issues", "messages", "starts", "undecided", "mis_sends"] {
        let sum: u64 = rows
            .iter()
            .map(|row| row["figures"][figure].as_u64().unwrap())
            .sum();
        assert_eq!(nation["total"][figure], sum, "{figure}");
    }
    assert_eq!(nation["total"]["issues"], 3);
    let parts = nation["periods"].as_array().unwrap();
    let sum: u64 = parts
        .iter()
        .map(|part| part["issues"].as_u64().unwrap())
        .sum();
    assert_eq!(sum, 3);
}

#[tokio::test]
async fn vr_6_1_one_report_adds_one_in_each_figure_that_it_should() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let npa = npa(&house).await;
    let before = total(&npa, NATIONAL).await;
    assert_eq!(before["issues"], 0);
    let mut without_report = crate::house::complete(NUMBER);
    without_report["reported_to_manager"] = json!(false);
    without_report["no_report_reason"] = json!("通話が切れそうなため");
    let prepared = operator
        .post("/api/v1/requests/prepare", without_report)
        .await;
    assert_eq!(
        total(&npa, NATIONAL).await,
        before,
        "what is prepared counts nowhere"
    );
    let sent = operator.send_prepared(&prepared.json()).await.json();
    let report = sent["report"]["id"].as_str().unwrap().to_owned();
    let link = house.newest_link().await;
    let session = Phone::new(link.split_once("/#").unwrap().1)
        .start(&house)
        .await;
    house.clock.set(house.clock.now().plus_ms(4_000)).unwrap();
    session.still(&house, "first_picture", &jpeg(2_000)).await;
    let running = total(&npa, NATIONAL).await;
    assert_eq!(
        (&running["issues"], &running["starts"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(running["endings"], json!([]));
    house.after_minutes(3);
    operator.end(&report).await;
    let after = total(&npa, NATIONAL).await;
    for (figure, count) in [
        ("issues", 1),
        ("messages", 1),
        ("starts", 1),
        ("refusals", 0),
        ("undecided", 0),
        ("pictures_only", 1),
        ("mis_sends", 0),
        ("stills", 1),
        ("films", 0),
    ] {
        assert_eq!(after[figure], count, "{figure}");
    }
    assert_eq!(stage(&after, "consented")["reached"], 1);
    assert_eq!(stage(&after, "permitted")["reached"], 0);
    assert_eq!(
        after["endings"],
        json!([{"reason": "finished", "count": 1}])
    );
    let exceptions = json!([{"exception": "without_report", "count": 1}]);
    assert_eq!(after["exceptions"], exceptions);
    assert!(lasted(&after["first_picture"]["median_ms"], 4_000));
    assert!(lasted(&after["length"]["median_ms"], 184_000));
    assert_eq!(after["staff"]["uses"], 0);
}

#[tokio::test]
async fn vr_6_1_losses_and_refusals_are_told_apart() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (_, token) = house.invite(&operator).await;
    let refuse = json!({"token": token});
    house
        .call(Method::POST, "/api/v1/caller/refuse", &[], Some(refuse))
        .await;
    let (opened, token) = house.invite(&operator).await;
    let phone = json!({"platform": "iPhone", "browser": "LINE", "language": "ja"});
    let body = json!({"token": token, "phone": phone, "obstacle": "in_app_browser"});
    house
        .call(Method::POST, "/api/v1/caller/open", &[], Some(body))
        .await;
    operator.end(&opened).await;
    house.invite(&operator).await;
    house.after_minutes(11);
    let manager = house.person("mgr1").await;
    for _ in 0..200 {
        if total(&manager, OWN).await["undecided"] == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let figures = total(&manager, OWN).await;
    assert_eq!(figures["refusals"], 1);
    // The demo's gateway says that it delivered.
    assert_eq!(stage(&figures, "opened")["lost"], 1);
    assert_eq!(
        stage(&figures, "delivered")["lost"],
        2,
        "one refused unread, one never opened"
    );
    let obstacles = json!([{"obstacle": "in_app_browser", "count": 1}]);
    assert_eq!(figures["obstacles"], obstacles);
}

#[tokio::test]
async fn vr_6_1_a_day_ends_at_midnight_in_japan_and_a_report_counts_where_it_began() {
    let house = House::new().await;
    house.clock.set(BEFORE_MIDNIGHT).unwrap();
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    house.after_minutes(2);
    operator.end(&report).await;
    house.invite(&operator).await;
    let npa = npa(&house).await;
    let on = |from: &str, to: &str| format!("{NATIONAL}?from={from}&to={to}&step=month");
    let leap = npa.get(&on("2028-02-29", "2028-02-29")).await.json();
    assert_eq!(leap["total"]["issues"], 1);
    assert_eq!(
        leap["total"]["endings"][0]["count"], 1,
        "ended after midnight"
    );
    let march = npa.get(&on("2028-03-01", "2028-03-01")).await.json();
    assert_eq!(march["total"]["issues"], 1);
    assert_eq!(march["total"]["endings"], json!([]));
    let both = npa.get(&on("2028-02-01", "2028-03-31")).await.json();
    let parts = both["periods"].as_array().unwrap();
    let ends: Vec<_> = parts.iter().map(|part| &part["to"]).collect();
    assert_eq!(ends, ["2028-02-29", "2028-03-31"]);
    assert!(parts.iter().all(|part| part["issues"] == 1));
    let before = npa.get(&on("2028-02-28", "2028-02-28")).await.json();
    assert_eq!(before["total"]["issues"], 0);
}

#[tokio::test]
async fn vr_6_1_figures_stay_when_what_was_received_is_erased() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    session.still(&house, "first_picture", &jpeg(2_000)).await;
    operator.end(&report).await;
    let first = house.admin.today();
    let span = format!("{OWN}?from={first}&to={first}");
    let manager = house.person("mgr1").await;
    let before = total(&manager, &span).await;
    assert_eq!(
        (&before["issues"], &before["stills"]),
        (&json!(1), &json!(1))
    );
    house.after_minutes(9 * 24 * 60);
    strike_what_is_due(&house).await;
    let manager = house.person("mgr1").await;
    let gone = manager.get(&format!("/api/v1/reports/{report}")).await;
    assert_eq!(gone.status.as_u16(), 410, "{}", gone.text());
    assert_eq!(total(&manager, &span).await, before);
}

#[tokio::test]
async fn vr_6_2_spans_are_bounded_and_understood() {
    let house = House::new().await;
    let manager = house.person("mgr1").await;
    for (query, status, code) in [
        ("from=2026-11-02&to=2026-11-01", 422, "span_backwards"),
        ("from=2026-04-01&to=2027-04-02", 422, "span_too_long"),
        ("from=0001-01-01&to=9999-12-31", 422, "span_too_long"),
        ("from=2026-02-30", 400, "query_not_understood"),
        ("step=hour", 400, "query_not_understood"),
        ("who=1", 400, "query_not_understood"),
    ] {
        manager
            .get(&format!("{OWN}?{query}"))
            .await
            .is(status, code);
    }
    let year = manager
        .get(&format!("{OWN}?from=2026-04-01&to=2027-04-01"))
        .await;
    assert_eq!(year.status.as_u16(), 200, "{}", year.text());
}

#[tokio::test]
async fn vr_6_1_the_table_says_the_same_as_the_page() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    house.invite(&operator).await;
    let npa = npa(&house).await;
    let table = npa.get(&format!("{NATIONAL}?format=csv&step=whole")).await;
    assert_eq!(table.headers["content-type"], "text/csv; charset=utf-8");
    let text = table.text();
    let lines: Vec<_> = text.trim_start_matches('\u{feff}').lines().collect();
    let columns = lines[0].split(',').count();
    assert!(text.starts_with('\u{feff}') && lines[0].starts_with("期間の初日"));
    assert!(lines.len() >= 48, "a line for each headquarters");
    assert!(lines.iter().all(|line| line.split(',').count() == columns));
    let issues: u32 = lines[1..]
        .iter()
        .map(|line| line.split(',').nth(3).unwrap().parse::<u32>().unwrap())
        .sum();
    assert_eq!(issues, 1);
    let english = npa.get(&format!("{NATIONAL}?format=csv&language=en")).await;
    assert!(english.text().contains("One-time links"));
    assert_eq!(
        english.text().lines().count(),
        2,
        "one day, one headquarters"
    );
}
