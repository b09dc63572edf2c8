//! A link that went to the wrong destination (VR-4.3.3), from the press to the closed case.

use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    house::{House, Person, Phone, jpeg},
    sockets::caller_socket,
};

fn noticed() -> Value {
    json!({"noticed": "通報者にSMSが届いていない"})
}

async fn mis_sent(person: &Person<'_>, report: &str) -> Value {
    person.act(report, "mis-send", noticed()).await
}

#[tokio::test]
async fn vr_4_3_3_the_link_is_gone_at_once_and_what_came_is_isolated() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    let phone = Phone::new(&token);
    let session = phone.start(&house).await;
    let address = house.listen().await;
    let (mut page, _) = caller_socket(address, &session).await;
    let sent = session.still(&house, "still", &jpeg(500)).await;
    let file = sent.json()["file"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/reports/{report}");
    let view = format!("{path}/files/{file}/view");
    assert_eq!(operator.get(&view).await.status, StatusCode::OK);

    let silent = operator
        .try_act(&report, "mis-send", json!({"noticed": " "}))
        .await;
    assert_eq!(
        silent.refusal(),
        (422, "noticed_missing".into(), Some("VR-4.3.3".into()))
    );
    let after = mis_sent(&operator, &report).await;
    let reopened = phone.open(&house).await;
    // proves VR-4.3.3
    assert_eq!(reopened.status, StatusCode::GONE, "{}", reopened.text());
    assert_eq!(after["end_reason"], "wrong_destination");
    let told = page.hear_until(|message| message["type"] == "ended").await;
    assert_eq!(told["reason"], "wrong_destination");
    assert!(phone.try_start(&house).await.status.is_client_error());

    for part in ["view", "thumbnail", "original"] {
        let hidden = operator.get(&format!("{path}/files/{file}/{part}")).await;
        assert_eq!(
            hidden.refusal(),
            (403, "media_isolated".into(), Some("VR-4.3.3".into())),
            "{part}"
        );
    }
    let detail = operator.get(&path).await.json();
    for list in ["files", "messages", "track"] {
        assert_eq!(detail[list], json!([]), "{list}");
    }
    assert_eq!(detail["report"]["last_picture"], Value::Null);
}

#[tokio::test]
async fn vr_4_3_3_a_double_click_opens_one_case() {
    let house = House::new().await;
    let (one, two) = (house.person("op1").await, house.person("op2").await);
    let (report, _) = house.started(&one).await;
    let (first, second) = tokio::join!(
        one.try_act(&report, "mis-send", noticed()),
        two.try_act(&report, "mis-send", noticed()),
    );
    let mut both = [first.status.as_u16(), second.status.as_u16()];
    both.sort_unstable();
    assert_eq!(both, [200, 409]);
    let cases = one.get("/api/v1/cases?workflow=mis_send").await.json();
    assert_eq!(cases["cases"].as_array().unwrap().len(), 1, "{cases}");
    // Also after an ordinary end; its reason stays.
    let (later, _) = house.started(&one).await;
    one.end(&later).await;
    let after = mis_sent(&one, &later).await;
    assert_eq!(after["end_reason"], "finished");
    assert!(after["mis_send"]["case"].is_string());
}

#[tokio::test]
async fn vr_4_3_3_the_case_stays_open_until_every_item_is_answered() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let (report, _) = house.started(&operator).await;
    let after = mis_sent(&operator, &report).await;
    let sent = &after["mis_send"];
    let span = sent["due_ms"].as_i64().unwrap() - sent["at_ms"].as_i64().unwrap();
    // The house's clock runs between the report's end and the step of the case.
    let target = 30 * 60 * 1000;
    assert!((target..target + 1000).contains(&span), "{span}");
    let path = format!("/api/v1/cases/{}", sent["case"].as_str().unwrap());
    let case = manager.get(&path).await.json();
    assert_eq!(case["state"]["code"], "open");
    assert_eq!(case["values"]["url"], json!(["destroyed"]), "by itself");
    let notices = manager.get("/api/v1/tasks").await.json()["notices"].clone();
    assert!(notices.to_string().contains("alert"), "{notices}");

    let items = [
        ("contacted", json!("yes")),
        ("contact", json!("電話でおわびした")),
        ("manager", json!(["told"])),
        ("media", json!("isolated")),
    ];
    let mut values = serde_json::Map::new();
    for (field, answer) in items {
        let step = json!({"step": "close", "seen": case["version"], "values": values});
        let early = operator.post(&format!("{path}/steps"), step).await;
        // proves VR-4.3.3
        assert_eq!(early.status, 422, "{field} is open: {}", early.text());
        assert_eq!(early.refusal().2.as_deref(), Some("VR-4.3.3"));
        values.insert(field.to_owned(), answer);
    }
    let step = json!({"step": "close", "seen": case["version"], "values": values});
    let closed = operator.post(&format!("{path}/steps"), step).await;
    assert_eq!(closed.status, StatusCode::OK, "{}", closed.text());
    let closed_ms = operator.report(&report).await["mis_send"]["closed_ms"].clone();
    assert!(closed_ms.is_i64(), "the report tells it, too");
}
