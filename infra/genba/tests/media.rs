//! What ends and revocations mean at the real media node: real packets of a phone, over a real port.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::time::{Duration, Instant};

use media_core::{Codec, scripted::Peer};
use serde_json::json;
use support::{
    Server, cookie_of,
    phone::{begun, parsed, sent, started},
    temp_folder,
    wire::{Wire, offer, run},
};

const A_WHILE: Duration = Duration::from_secs(2);
/// What is on its way when an order is given.
const UNDER_WAY: Duration = Duration::from_secs(1);

#[tokio::test]
async fn vr_4_3_2_after_the_end_the_port_carries_no_packets() {
    let server = Server::start(&temp_folder("end"), &["--demo"]);
    let operator = cookie_of(&server.sign_in("op1").await);
    let (report, whip) = started(&server, &operator).await;
    let whep = watch(&server, &operator, &report).await;
    let (mut phone, mut console) = (publish(&server, &whip).await, view(&server, &whep, 1).await);
    run(&mut [&mut phone, &mut console], A_WHILE).await;
    assert!(console.frames() > 20, "{} frames", console.frames());

    let end = format!("/api/v1/reports/{report}/end");
    let reason = json!({ "reason": "improper_filming" });
    assert_eq!(server.post(&end, &operator, &reason).await.status(), 200);
    run(&mut [&mut phone, &mut console], UNDER_WAY).await;
    let (heard, filmed) = (phone.heard() + console.heard(), phone.frames());
    run(&mut [&mut phone, &mut console], A_WHILE).await;
    assert!(phone.frames() > filmed + 20, "the phone films on");
    let after = phone.heard() + console.heard() - heard;
    // proves VR-4.3.2
    assert_eq!(after, 0, "packets came after the end");
    // Nor does either token open the room again.
    for (kind, token) in [("whip", &whip), ("whep", &whep)] {
        let peer = match kind {
            "whip" => Peer::publisher(Codec::H264, 2, Instant::now()),
            _ => Peer::viewer(3, Instant::now()),
        };
        let again = offer(&server, kind, token, &peer.offer).await;
        assert_eq!(again.status(), 403, "{kind}");
    }
}

#[tokio::test]
async fn vr_3_2b_who_is_revoked_sees_no_packet_more() {
    let server = Server::start(&temp_folder("revoked"), &["--demo"]);
    let (gone, stays) = (
        cookie_of(&server.sign_in("op1").await),
        cookie_of(&server.sign_in("op2").await),
    );
    let (report, whip) = started(&server, &stays).await;
    let token = watch(&server, &gone, &report).await;
    let other = watch(&server, &stays, &report).await;
    let mut phone = publish(&server, &whip).await;
    let (mut revoked, mut colleague) = (
        view(&server, &token, 1).await,
        view(&server, &other, 2).await,
    );
    run(&mut [&mut phone, &mut revoked, &mut colleague], A_WHILE).await;
    for console in [&revoked, &colleague] {
        assert!(console.frames() > 20, "{} frames", console.frames());
    }

    let me = server.request("GET", "/api/v1/me").header("cookie", &gone);
    let me = parsed(&server.send(me.body(String::new()).unwrap()).await);
    let chief = cookie_of(&server.sign_in("chief1").await);
    let revoke = format!(
        "/api/v1/accounts/{}/revoke",
        me["account"].as_str().unwrap()
    );
    assert_eq!(server.post(&revoke, &chief, &json!({})).await.status(), 200);
    // The clause allows five seconds in all.
    run(&mut [&mut phone, &mut revoked, &mut colleague], UNDER_WAY).await;
    let (heard, shown) = (revoked.heard(), colleague.frames());
    run(&mut [&mut phone, &mut revoked, &mut colleague], A_WHILE).await;
    let after = revoked.heard() - heard;
    // proves VR-3.2b
    assert_eq!(after, 0, "packets came after the revocation");
    let peer = Peer::viewer(3, Instant::now());
    let again = offer(&server, "whep", &token, &peer.offer).await;
    // proves VR-3.2b
    assert_eq!(again.status(), 403, "the token is good on");
    assert!(colleague.frames() > shown + 20, "the colleague sees on");
}

async fn publish(server: &Server, token: &str) -> Wire {
    let peer = Peer::publisher(Codec::H264, 0, Instant::now());
    Wire::join(server, "whip", token, peer).await
}

async fn view(server: &Server, token: &str, number: usize) -> Wire {
    Wire::join(server, "whep", token, Peer::viewer(number, Instant::now())).await
}

/// A preview of the message, or a curious router, opens the link and starts nothing.
#[tokio::test]
async fn vr_2_3_ten_plain_gets_of_a_link_use_nothing_up() {
    let server = Server::start(&temp_folder("previews"), &["--demo"]);
    let operator = cookie_of(&server.sign_in("op1").await);
    let link = sent(&server, &operator).await;
    let origin = format!("https://localhost:{}", server.port());
    let (page, token) = link.split_once('#').unwrap();
    for _ in 0..10 {
        let page = server.get(page.strip_prefix(&origin).unwrap()).await;
        assert_eq!(page.status(), 200);
    }
    begun(&server, token).await;
}

/// A console's token to see a report.
async fn watch(server: &Server, person: &str, report: &str) -> String {
    let path = format!("/api/v1/reports/{report}/watch");
    let watch = server.post(&path, person, &json!({})).await;
    assert_eq!(watch.status(), 200);
    parsed(&watch)["whep_token"].as_str().unwrap().to_owned()
}
