//! PATCH: trickled candidates and ICE restarts, as RFC 9725 §4.3 has them; ICE servers in `Link`.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{body::Body, response::Response};
use http::{Method, Request, header};
use media_core::{Codec, FRAGMENT_MEDIA_TYPE, scripted::Peer};
use protocol::{caller::IceServer, media::Direction, refusal::Problem};
use support::{
    TestNode,
    caller::{Caller, run},
    text,
};

fn fragment(peer: &Peer) -> String {
    let value = |key| {
        peer.offer
            .lines()
            .find(|line| line.starts_with(key))
            .unwrap()
    };
    let (ufrag, password) = (value("a=ice-ufrag:"), value("a=ice-pwd:"));
    format!(
        "{ufrag}\r\n{password}\r\nm=video 9 RTP/AVP 0\r\na=mid:0\r\n\
         a=candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host\r\na=end-of-candidates\r\n"
    )
}

async fn patch(
    test: &TestNode,
    location: &str,
    subject: &str,
    headers: &[(&str, &str)],
    body: String,
) -> Response {
    let token = test.token(Direction::Publish, subject);
    let mut request = Request::patch(location).header("authorization", format!("Bearer {token}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    test.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn candidates_are_taken_for_the_ice_session_that_is_named() {
    let test = TestNode::start();
    let phone = Peer::publisher(Codec::Vp8, 0, Instant::now());
    let phone = Caller::join(&test, phone, Direction::Publish, "phone").await;
    let (known, location) = (fragment(&phone.peer), phone.location.as_str());
    assert_eq!(phone.entity_tag, "\"ice-0\"");
    let of = ("content-type", FRAGMENT_MEDIA_TYPE);
    let taken = patch(
        &test,
        location,
        "phone",
        &[of, ("if-match", "\"ice-0\"")],
        known.clone(),
    )
    .await;
    assert_eq!(taken.status(), 204);
    let star = patch(
        &test,
        location,
        "phone",
        &[of, ("if-match", "*")],
        known.clone(),
    )
    .await;
    assert_eq!(star.status(), 204);

    let long = format!("{known}{}", "a=x\r\n".repeat(20_000));
    let first = ("if-match", "\"ice-0\"");
    for (subject, headers, body, status, code) in [
        ("phone", vec![of], &known, 428, "ice_session_not_named"),
        (
            "phone",
            vec![of, ("if-match", "\"ice-1\"")],
            &known,
            412,
            "ice_session_changed",
        ),
        (
            "phone",
            vec![of, ("if-match", "\"other\"")],
            &known,
            412,
            "ice_session_changed",
        ),
        (
            "phone",
            vec![first],
            &known,
            415,
            "content_type_not_fragment",
        ),
        (
            "phone",
            vec![of, first],
            &"hello".to_owned(),
            400,
            "fragment_malformed",
        ),
        ("phone", vec![of, first], &long, 413, "offer_too_large"),
        ("another", vec![of, first], &known, 404, "media_not_found"),
    ] {
        let response = patch(&test, location, subject, &headers, body.clone()).await;
        assert_eq!(response.status(), status, "{code}");
        if status == 415 {
            assert_eq!(response.headers()["accept-patch"], FRAGMENT_MEDIA_TYPE);
        }
        let problem: Problem = serde_json::from_str(&text(response).await).unwrap();
        assert_eq!(problem.code, code);
    }
    test.node.stop().await;
}

/// Whether so many pictures come, in a second or so; a busy machine may take longer.
async fn shows(phone: &mut Caller, viewer: &mut Caller, pictures: usize) -> bool {
    let wanted = viewer.frames() + pictures;
    for _ in 0..50 {
        run(&mut [&mut *phone, &mut *viewer], Duration::from_millis(100)).await;
        if viewer.frames() >= wanted {
            return true;
        }
    }
    false
}

#[tokio::test]
async fn a_restart_gives_a_new_ice_session_and_the_picture_goes_on() {
    let test = TestNode::start();
    let now = Instant::now();
    let viewer = Peer::viewer(1, now);
    let mut viewer = Caller::join(&test, viewer, Direction::View, "console").await;
    let phone = Peer::publisher(Codec::Vp8, 0, now);
    let mut phone = Caller::join(&test, phone, Direction::Publish, "phone").await;
    run(&mut [&mut phone, &mut viewer], Duration::from_secs(1)).await;

    let renewed = fragment(&phone.peer)
        .replace("peer0", "renewed")
        .replace("a=ice-pwd:", "a=ice-pwd:new");
    let headers = [("content-type", FRAGMENT_MEDIA_TYPE), ("if-match", "*")];
    let response = patch(&test, &phone.location, "phone", &headers, renewed).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()[header::ETAG], "\"ice-1\"");
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        FRAGMENT_MEDIA_TYPE
    );
    let answer = text(response).await;
    for line in [
        "a=ice-lite",
        "m=video 9 ",
        "a=mid:0",
        "a=candidate:",
        "a=end-of-candidates",
    ] {
        assert!(answer.contains(line), "{line} in {answer}");
    }
    let by_the_old_path = shows(&mut phone, &mut viewer, 15).await;
    assert!(by_the_old_path, "media goes on by the old path");
    phone.peer.restart_ice("renewed", &answer, Instant::now());
    assert!(shows(&mut phone, &mut viewer, 20).await);

    let late = patch(
        &test,
        &phone.location,
        "phone",
        &[headers[0], ("if-match", "\"ice-0\"")],
        fragment(&phone.peer),
    )
    .await;
    assert_eq!(late.status(), 412, "a candidate of the session before");
    test.node.stop().await;
}

#[tokio::test]
async fn ice_servers_are_told_to_whom_may_use_them() {
    let test = TestNode::start_with(|config| {
        config.ice_servers = Arc::new(|claims| {
            vec![IceServer {
                urls: vec!["turns:turn.example:443?transport=tcp".to_owned()],
                username: Some(format!("{}:x", claims.exp)),
                credential: Some("c2VjcmV0".to_owned()),
            }]
        });
    });
    let claims = test.claims(Direction::Publish, "phone");
    let wanted = format!(
        "<turns:turn.example:443?transport=tcp>; rel=\"ice-server\"; username=\"{}:x\"; \
         credential=\"c2VjcmV0\"; credential-type=\"password\"",
        claims.exp
    );
    let token = test.sign(&claims);
    let offer = media_core::scripted::fixtures::CHROMIUM_WHIP;
    let response = test.post("whip", &token, offer).await;
    assert_eq!(response.headers()[header::LINK], wanted);
    let exposed = response.headers()[header::ACCESS_CONTROL_EXPOSE_HEADERS]
        .to_str()
        .unwrap();
    assert!(exposed.contains("Link") && exposed.contains("ETag"));

    let options = |token: Option<&str>| {
        let mut request = Request::builder()
            .method(Method::OPTIONS)
            .uri("/media/whip");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        test.send(request.body(Body::empty()).unwrap())
    };
    assert_eq!(options(Some(&token)).await.headers()[header::LINK], wanted);
    assert!(!options(None).await.headers().contains_key(header::LINK));
    assert!(
        !options(Some("nonsense"))
            .await
            .headers()
            .contains_key(header::LINK)
    );
    test.node.stop().await;
}
