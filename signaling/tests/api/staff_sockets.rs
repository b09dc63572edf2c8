//! An officer's page at its socket: places, questions, what is shown, the end.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{
    house::House,
    sockets::{caller_socket, console_socket},
    staff_house::{Officer, chief, give_code, issue},
};

fn is_of(kind: &'static str) -> impl Fn(&Value) -> bool {
    move |message| message["type"] == kind
}

#[tokio::test]
async fn an_officers_page_is_heard_asked_shown_and_ended() {
    let house = House::new().await;
    let address = house.listen().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let chief = chief(&house).await;
    let minutes = json!({"kind": "period", "rule": {"after": {"minutes": 2}}});
    house.set("staff_prompt_interval", minutes).await;
    let sheet = issue(&chief).await;
    let (callers, caller) = house.started(&operator).await;
    let (phone, device) = Officer::registered(&house, &sheet, "山田").await;
    let code = give_code(&manager, &device).await;
    let begun = phone.start(&house, code["code"].as_str().unwrap()).await;
    let mut console = console_socket(address, &operator).await;
    let (mut officer, welcome) = caller_socket(address, &begun).await;
    assert_eq!(welcome["type"], "welcome", "{welcome}");

    // The place comes to the console like a caller's.
    let point = json!({
        "latitude_deg": 35.6586, "longitude_deg": 139.7454, "accuracy_m": 8.0,
        "at_ms": house.clock.now().0,
    });
    let places = json!({"type": "positions", "seq": 1, "points": [point]});
    officer.say(places.clone()).await;
    officer.hear_until(is_of("positions_received")).await;
    let told = console.hear_until(is_of("points")).await;
    assert_eq!(told["report"], json!(begun.report), "{told}");
    let seen = operator.report(&begun.report).await;
    assert_eq!(seen["staff"]["name"], "山田");
    assert!(seen["last_point"].is_object(), "{seen}");

    // Shown to the officer, and where the caller is.
    let path = format!("/api/v1/reports/{callers}/officers");
    operator.post(&path, json!({"all": true})).await;
    officer.hear_until(is_of("shown_changed")).await;
    let (mut phone_of_caller, _) = caller_socket(address, &caller).await;
    phone_of_caller.say(places).await;
    officer.hear_until(is_of("shown_changed")).await;
    let bearer = format!("Bearer {}", begun.token);
    let headers = [("authorization", bearer.as_str())];
    let path = "/api/v1/staff/session";
    let mut shown = Value::Null;
    for _ in 0..100 {
        let session = house.call(http::Method::GET, path, &headers, None).await;
        shown = session.json()["shown"][0].clone();
        if shown["last_point"].is_object() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(shown["track"].as_array().map(Vec::len), Some(1), "{shown}");

    house.after_minutes(2);
    let asked = officer.hear_until(is_of("still_initial")).await;
    assert!(asked["answer_by_ms"].is_i64(), "{asked}");

    // Destroyed: the page hears it within a second.
    let destroy = format!("/api/v1/staff-urls/{}/destroy", sheet.id);
    let before = Instant::now();
    chief.post(&destroy, json!({"reason": "紛失"})).await;
    let ended = officer.hear_until(is_of("ended")).await;
    assert_eq!(ended["reason"], "staff_url_destroyed");
    assert!(
        before.elapsed() < Duration::from_secs(1),
        "{:?}",
        before.elapsed()
    );
    assert!(officer.hear().await.is_err(), "the socket closes");
}
