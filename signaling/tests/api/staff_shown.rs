//! Live reports that reception shows to officers in the field.

use http::{Method, StatusCode};
use protocol::media::{MediaEvent, MediaOrder};
use serde_json::{Value, json};

use crate::{
    house::{Answer, House, Person, Session},
    staff_house::{Officer, Sheet, chief, give_code, issue},
};

/// A caller's report and the sessions of two officers.
struct Scene {
    report: String,
    officers: Vec<Session>,
    sheet: Sheet,
}

async fn scene(house: &House, operator: &Person<'_>, manager: &Person<'_>) -> Scene {
    let chief = chief(house).await;
    let sheet = issue(&chief).await;
    let (report, _) = house.started(operator).await;
    let mut officers = Vec::new();
    for name in ["山田", "鈴木"] {
        let (phone, device) = Officer::registered(house, &sheet, name).await;
        let code = give_code(manager, &device).await;
        officers.push(phone.start(house, code["code"].as_str().unwrap()).await);
    }
    Scene {
        report,
        officers,
        sheet,
    }
}

async fn shown(house: &House, officer: &Session) -> Value {
    let bearer = format!("Bearer {}", officer.token);
    let headers = [("authorization", bearer.as_str())];
    let path = "/api/v1/staff/session";
    let answer = house.call(Method::GET, path, &headers, None).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["shown"].clone()
}

async fn watch(house: &House, officer: &Session, report: &str) -> Answer {
    let path = format!("/api/v1/staff/shown/{report}/watch");
    officer.call(house, Method::POST, &path, json!({})).await
}

fn revoked(house: &House, report: &str, officer: &Session) -> usize {
    let orders = house.node.orders.lock().unwrap();
    let subject = format!("officer:{}", officer.report);
    let is_his = |order: &&MediaOrder| match order {
        MediaOrder::Revoke { room, subject: of } => room.to_string() == report && *of == subject,
        _ => false,
    };
    orders.iter().filter(is_his).count()
}

async fn until(what: impl Fn() -> bool) {
    for _ in 0..200 {
        if what() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it never happened");
}

#[tokio::test]
async fn chosen_officers_see_a_report_until_it_is_taken_back() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let scene = scene(&house, &operator, &manager).await;
    let (first, second) = (&scene.officers[0], &scene.officers[1]);
    assert_eq!(shown(&house, first).await, json!([]));
    watch(&house, first, &scene.report)
        .await
        .is(404, "report_not_found");
    let path = format!("/api/v1/reports/{}/officers", scene.report);
    operator
        .post(&path, json!({}))
        .await
        .is(422, "nobody_chosen");
    let nobody = json!({"sessions": [scene.report]});
    operator
        .post(&path, nobody)
        .await
        .is(404, "officer_unknown");
    let seen = operator
        .post(&path, json!({"sessions": [first.report]}))
        .await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text());
    let seen = seen.json()["shown_to"].clone();
    assert_eq!(
        (&seen["all"], &seen["sessions"]),
        (&json!(false), &json!([first.report]))
    );
    let list = shown(&house, first).await;
    assert_eq!(list[0]["report"], json!(scene.report), "{list}");
    assert_eq!(shown(&house, second).await, json!([]));
    let token = watch(&house, first, &scene.report).await;
    assert_eq!(token.status, StatusCode::OK, "{}", token.text());
    assert!(token.json()["whep_token"].is_string());
    watch(&house, second, &scene.report)
        .await
        .is(404, "report_not_found");
    let back = operator.delete(&path).await;
    assert_eq!(back.json()["shown_to"], Value::Null, "{}", back.text());
    until(|| revoked(&house, &scene.report, first) == 1).await;
    assert_eq!(revoked(&house, &scene.report, second), 0);
    assert_eq!(shown(&house, first).await, json!([]));
    operator.delete(&path).await.is(409, "not_shown");
}

#[tokio::test]
async fn all_officers_see_it_and_who_watches_is_noted() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let scene = scene(&house, &operator, &manager).await;
    let officer = &scene.officers[1];
    let path = format!("/api/v1/reports/{}/officers", scene.report);
    operator.post(&path, json!({"all": true})).await;
    for officer in &scene.officers {
        assert_eq!(watch(&house, officer, &scene.report).await.status, 200);
    }
    let session = protocol::id::WebrtcSessionId::new(protocol::time::UnixMs(1), [7; 10]);
    let subject = format!("officer:{}", officer.report);
    let event = MediaEvent::ViewStarted {
        session,
        subject: subject.clone(),
        viewers: 1,
    };
    house.node.say(&scene.report, event);
    let detail = format!("/api/v1/reports/{}", scene.report);
    let mut watching = json!([]);
    for _ in 0..100 {
        watching = operator.get(&detail).await.json()["watching"].clone();
        if watching != json!([]) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(watching[0]["officer"], true, "{watching}");
    assert_eq!(watching[0]["staff"]["name"], "鈴木");
    // The caller is told as well that somebody looks on; the end takes it from everybody.
    operator.end(&scene.report).await;
    let watching = operator.get(&detail).await.json()["watching"].clone();
    assert!(watching[0]["until_ms"].is_i64(), "{watching}");
    assert_eq!(shown(&house, officer).await, json!([]));
    watch(&house, officer, &scene.report)
        .await
        .is(404, "report_not_found");
    let trail = manager.get("/api/v1/trail?action=start_view").await.json();
    assert_eq!(trail["lines"].as_array().map(Vec::len), Some(1), "{trail}");
}

#[tokio::test]
async fn an_officer_whose_sheet_is_suspended_sees_nothing_any_more() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let scene = scene(&house, &operator, &manager).await;
    let path = format!("/api/v1/reports/{}/officers", scene.report);
    operator.post(&path, json!({"all": true})).await;
    let suspend = format!("/api/v1/staff-urls/{}/suspend", scene.sheet.id);
    let reason = json!({"reason": "漏えいのおそれ"});
    let suspended = manager.post(&suspend, reason).await;
    assert_eq!(suspended.status, StatusCode::OK, "{}", suspended.text());
    for officer in &scene.officers {
        until(|| revoked(&house, &scene.report, officer) > 0).await;
        let refused = watch(&house, officer, &scene.report).await;
        assert_eq!(refused.status, StatusCode::GONE, "{}", refused.text());
    }
}

#[tokio::test]
async fn only_the_own_headquarters_is_shown_and_a_hold_holds_for_officers() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let scene = scene(&house, &operator, &manager).await;
    let neighbour = house.person("opb1").await;
    let path = format!("/api/v1/reports/{}/officers", scene.report);
    let foreign = neighbour.post(&path, json!({"all": true})).await;
    foreign.is(404, "report_not_found");
    let (theirs, _) = house.started(&neighbour).await;
    let their = format!("/api/v1/reports/{theirs}/officers");
    neighbour.post(&their, json!({"all": true})).await;
    let stranger = json!({"sessions": [scene.officers[0].report]});
    neighbour
        .post(&their, stranger)
        .await
        .is(404, "officer_unknown");
    assert_eq!(shown(&house, &scene.officers[0]).await, json!([]));
    watch(&house, &scene.officers[0], &theirs)
        .await
        .is(404, "report_not_found");
    operator.post(&path, json!({"all": true})).await;
    manager.act(&scene.report, "hold", json!({})).await;
    watch(&house, &scene.officers[0], &scene.report)
        .await
        .is(409, "report_held");
    // Nobody is shown the own picture.
    let own = format!("/api/v1/reports/{}/officers", scene.officers[0].report);
    operator.post(&own, json!({"all": true})).await;
    let list = shown(&house, &scene.officers[0]).await;
    assert_eq!(list.as_array().map(Vec::len), Some(1), "{list}");
}
