//! What a media node says moves reports, and what signaling orders reaches it.

use std::time::Duration;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::StatusCode;
use protocol::{
    id::{ReportId, WebrtcSessionId},
    media::{
        Direction, EndCause, MEDIA_AUDIENCE, MediaClaims, MediaEvent, MediaOrder, RecordingKey,
        StreamTotals, VideoLayer,
    },
    time::UnixMs,
};
use serde_json::json;

use crate::house::House;

fn session(letter: u8) -> WebrtcSessionId {
    WebrtcSessionId::new(UnixMs(1), [letter; 10])
}

#[tokio::test]
async fn the_picture_comes_stops_and_comes_back_and_the_funnel_says_so() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    let subject = "phone".to_owned();
    house.node.say(
        &report,
        MediaEvent::Connected {
            session: session(1),
            subject,
        },
    );
    house.node.say(
        &report,
        MediaEvent::FirstFrame {
            session: session(1),
            codec: "video/H264".into(),
        },
    );
    house.node.say(
        &report,
        MediaEvent::Statistics {
            session: session(1),
            bit_rate_bps: 900_000,
            packets: 10,
            packets_lost: 1,
            frames_per_s: 24.0,
            viewers: 2,
            layers: vec![VideoLayer {
                bit_rate_bps: 900_000,
                frames_per_s: 24.0,
                width: 640,
                height: 360,
            }],
            views: Vec::new(),
        },
    );
    let live = operator
        .wait_for(&report, |r| r["statistics"]["viewers"] == 2)
        .await;
    assert_eq!(live["state"], "live");
    assert_eq!(live["statistics"]["layers"][0]["height"], 360);
    let steps: Vec<&str> = live["funnel"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["step"].as_str().unwrap())
        .collect();
    assert_eq!(
        steps,
        [
            "sent",
            "delivered",
            "opened",
            "consented",
            "connected",
            "first_picture",
            "first_frame"
        ]
    );
    house.node.say(
        &report,
        MediaEvent::Stalled {
            session: session(1),
        },
    );
    operator
        .wait_for(&report, |r| r["state"] == "interrupted")
        .await;
    house.node.say(
        &report,
        MediaEvent::Resumed {
            session: session(1),
        },
    );
    operator.wait_for(&report, |r| r["state"] == "live").await;
    let totals = StreamTotals {
        bytes: 1000,
        packets: 10,
        packets_lost: 1,
    };
    let cause = EndCause::Closed;
    house.node.say(
        &report,
        MediaEvent::PublishEnded {
            session: session(1),
            cause,
            totals,
        },
    );
    let after = operator
        .wait_for(&report, |r| r["totals"]["media_bytes"] == 1000)
        .await;
    assert_eq!(after["totals"]["interruptions"], 2);
    assert_eq!(after["statistics"], json!(null));
    for _ in 0..100 {
        if house.node.acknowledged() == 6 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!(
        "the lines were not acknowledged: {}",
        house.node.acknowledged()
    );
}

#[tokio::test]
async fn an_event_of_an_unknown_room_does_not_stop_the_others() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    let nowhere = protocol::id::ReportId::new(UnixMs(1), [9; 10]).to_string();
    house.node.say(
        &nowhere,
        MediaEvent::Stalled {
            session: session(1),
        },
    );
    let subject = "phone".to_owned();
    house.node.say(
        &report,
        MediaEvent::Connected {
            session: session(1),
            subject,
        },
    );
    operator
        .wait_for(&report, |r| r["funnel"].to_string().contains("connected"))
        .await;
}

#[tokio::test]
async fn the_end_of_a_report_is_ordered_and_tokens_say_who_and_which_way() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, phone) = house.started(&operator).await;
    let watch = operator
        .post(&format!("/api/v1/reports/{report}/watch"), json!({}))
        .await;
    assert_eq!(watch.status, StatusCode::OK);
    let watch = watch.json();
    assert_eq!(watch["whep_url"], "/media/whep");
    let publish = claims(phone.answer["whip_token"].as_str().unwrap());
    let view = claims(watch["whep_token"].as_str().unwrap());
    assert_eq!(
        (publish.direction, view.direction),
        (Direction::Publish, Direction::View)
    );
    for claims in [&publish, &view] {
        assert_eq!(claims.aud, MEDIA_AUDIENCE);
        assert_eq!(claims.room.to_string(), report);
        // The node ends a session with its token: it must last as long as the report may, with
        // its one prolongation.
        let cap_ms = phone.answer["session_cap_ms"].as_i64().unwrap() + 30 * 60_000;
        assert!((cap_ms..=cap_ms + 1000).contains(&(claims.exp * 1000)));
    }
    assert_ne!(publish.sub, view.sub);
    operator.end(&report).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    let room = report.parse().unwrap();
    assert!(
        house
            .node
            .orders
            .lock()
            .unwrap()
            .contains(&MediaOrder::End { room })
    );
}

#[tokio::test]
async fn a_report_is_recorded_before_its_phone_has_a_token_and_again_after_a_restart() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _phone) = house.started(&operator).await;
    let room: ReportId = report.parse().unwrap();
    let key = house.admin.keys().report_key(room).await;
    let order = MediaOrder::Record {
        room,
        key: RecordingKey(key.unwrap().recording_key()),
    };
    let given = || house.node.orders.lock().unwrap().clone();
    // The phone's answer came after it.
    assert_eq!(given(), std::slice::from_ref(&order));
    let session = session(1);
    let subject = "phone".to_owned();
    house
        .node
        .say(&report, MediaEvent::Connected { session, subject });
    operator
        .wait_for(&report, |r| r["state"] == "connecting")
        .await;
    let house = house.restart().await;
    for _ in 0..100 {
        if house.node.orders.lock().unwrap().contains(&order) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{:?}", house.node.orders.lock().unwrap());
}

#[tokio::test]
async fn a_viewer_who_signs_out_is_sent_away_from_the_picture() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _phone) = house.started(&operator).await;
    let watch = operator
        .post(&format!("/api/v1/reports/{report}/watch"), json!({}))
        .await
        .json();
    let subject = claims(watch["whep_token"].as_str().unwrap()).sub;
    operator.post("/api/v1/sign-out", json!({})).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let room = report.parse().unwrap();
    let revoked = MediaOrder::Revoke { room, subject };
    assert!(house.node.orders.lock().unwrap().contains(&revoked));
}

fn claims(token: &str) -> MediaClaims {
    let body = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(body).unwrap()).unwrap()
}
