//! How a report ends (VR-4.3.2), and the two presses that protect people in the picture
//! (VR-4.2.2.ウ).

use std::time::{Duration, Instant};

use http::StatusCode;
use protocol::media::MediaOrder;
use serde_json::json;

use crate::{
    house::{House, Phone},
    sockets::caller_socket,
};

#[tokio::test]
async fn vr_4_3_2_an_end_with_a_reason_destroys_the_link_and_the_room() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    for reason in [
        "false_report",
        "improper_filming",
        "other_unsuitable",
        "finished",
        "consent_withdrawn",
        "technical",
    ] {
        let (report, token) = house.invite(&operator).await;
        let phone = Phone::new(&token);
        let session = phone.start(&house).await;
        let ended = operator
            .act(&report, "end", json!({"reason": reason}))
            .await;
        assert_eq!(
            (&ended["state"], &ended["end_reason"]),
            (&json!("ended"), &json!(reason))
        );
        let reopened = phone.open(&house).await.status;
        // proves VR-4.3.2
        assert_eq!(reopened, StatusCode::GONE, "{reason}");
        let start = phone.try_start(&house).await;
        assert!(start.status.is_client_error(), "{reason}");
        let still = session
            .still(&house, "still", &crate::house::jpeg(500))
            .await;
        assert!(still.status.is_client_error(), "{reason}");
        tokio::time::sleep(Duration::from_millis(50)).await;
        let room = report.parse().unwrap();
        let last = house.node.orders.lock().unwrap().last().cloned();
        // proves VR-4.3.2
        assert_eq!(last, Some(MediaOrder::End { room }), "{reason}");
    }
}

#[tokio::test]
async fn vr_4_3_2_an_end_needs_one_of_the_six_reasons() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    for body in [
        json!({}),
        json!({"reason": "caller_ended"}),
        json!({"reason": "wrong_destination"}),
        json!({"reason": "unattended"}),
    ] {
        let refused = operator.try_act(&report, "end", body).await;
        assert_eq!(
            refused.refusal(),
            (422, "reason_missing".into(), Some("VR-4.3.2".into()))
        );
    }
    let (one, two) = tokio::join!(operator.end(&report), operator.end(&report));
    let mut both = [one.status.as_u16(), two.status.as_u16()];
    both.sort_unstable();
    assert_eq!(both, [200, 409], "a double click ends once");
}

#[tokio::test]
async fn vr_4_2_2_ウ_both_presses_reach_the_page_within_two_seconds() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let address = house.listen().await;
    let (mut phone, _) = caller_socket(address, &session).await;
    let limit = Duration::from_secs(2);
    let begin = Instant::now();
    let phrase = json!({"body": {"kind": "phrase", "phrase": "point_elsewhere"}});
    operator.try_act(&report, "messages", phrase).await;
    let told = phone.hears_within(limit, |message| {
        message["body"]["phrase"] == "point_elsewhere"
    });
    // proves VR-4.2.2.ウ
    assert!(
        told.await.is_some(),
        "the page was not told to point elsewhere"
    );
    assert!(begin.elapsed() < limit);
    let begin = Instant::now();
    operator
        .act(&report, "end", json!({"reason": "improper_filming"}))
        .await;
    let told = phone.hears_within(limit, |message| message["type"] == "ended");
    let told = told.await;
    // proves VR-4.2.2.ウ
    assert!(told.is_some(), "the page was not told of the end");
    assert!(begin.elapsed() < limit);
    assert_eq!(told.unwrap()["reason"], "improper_filming");
}

#[tokio::test]
async fn vr_4_2_2_x_a_withdrawal_closes_the_stream_within_two_seconds() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let address = house.listen().await;
    let (mut phone, _) = caller_socket(address, &session).await;
    phone.say(json!({"type": "end", "withdrawn": true})).await;
    let begin = Instant::now();
    let room = report.parse().unwrap();
    let is_closed = || {
        let orders = house.node.orders.lock().unwrap();
        orders.contains(&MediaOrder::End { room })
    };
    while !is_closed() && begin.elapsed() < Duration::from_secs(2) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // proves VR-4.2.2.x
    assert!(is_closed(), "the stream goes on");
    let seen = operator.report(&report).await;
    let ended = (&seen["state"], &seen["end_reason"]);
    // proves VR-4.2.2.x
    assert_eq!(ended, (&json!("ended"), &json!("consent_withdrawn")));
}
