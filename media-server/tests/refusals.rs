//! What the WHIP and WHEP routes say to requests that are wrong, and to foreign pages.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use std::{
    convert::Infallible,
    time::{Duration, Instant},
};

use axum::body::Body;
use futures_util::{StreamExt as _, stream};
use http::{Method, Request, StatusCode, header};
use media_core::scripted::fixtures::{CHROMIUM_WHEP, CHROMIUM_WHIP};
use protocol::{
    media::{Direction, MediaClaims, MediaOrder},
    refusal::Problem,
};
use support::{TestNode, text};

async fn problem(response: axum::response::Response) -> (u16, String) {
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "application/problem+json"
    );
    assert_eq!(response.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    let status = response.status().as_u16();
    let problem: Problem = serde_json::from_str(&text(response).await).unwrap();
    assert_eq!(problem.status, status);
    assert!(!problem.message_ja.is_empty() && !problem.message_en.is_empty());
    (status, problem.code)
}

#[tokio::test]
async fn wrong_tokens_are_refused() {
    let test = TestNode::start();
    let good = test.claims(Direction::Publish, "phone");
    let signed = |change: &dyn Fn(&mut MediaClaims)| {
        let mut claims = good.clone();
        change(&mut claims);
        test.sign(&claims)
    };
    let stranger = TestNode::start();
    let cases = [
        ("nonsense".to_owned(), 401, "media_token_invalid"),
        (
            stranger.token(Direction::Publish, "phone"),
            401,
            "media_token_invalid",
        ),
        (
            signed(&|claims| claims.aud = "another".into()),
            401,
            "media_token_invalid",
        ),
        (
            signed(&|claims| claims.exp = claims.iat),
            401,
            "media_token_expired",
        ),
        (
            signed(&|claims| claims.direction = Direction::View),
            403,
            "media_direction_wrong",
        ),
    ];
    for (token, status, code) in cases {
        let response = test.post("whip", &token, CHROMIUM_WHIP).await;
        assert_eq!(problem(response).await, (status, code.to_owned()));
    }
    let bare = Request::post("/media/whip")
        .header("content-type", "application/sdp")
        .body(Body::from(CHROMIUM_WHIP))
        .unwrap();
    let response = test.send(bare).await;
    assert_eq!(response.headers()[header::WWW_AUTHENTICATE], "Bearer");
    assert_eq!(
        problem(response).await,
        (401, "media_token_invalid".to_owned())
    );
}

#[tokio::test]
async fn wrong_bodies_are_refused() {
    let test = TestNode::start();
    let token = test.token(Direction::Publish, "phone");
    let too_large = "v".repeat(65 * 1024);
    let no_codec = CHROMIUM_WHIP.replace("VP8/", "X/").replace("H264/", "Y/");
    let cases = [
        ("hello", 400, "offer_malformed"),
        (CHROMIUM_WHEP, 422, "offer_without_media"),
        (no_codec.as_str(), 422, "codec_not_supported"),
        (too_large.as_str(), 413, "offer_too_large"),
    ];
    for (offer, status, code) in cases {
        let response = test.post("whip", &token, offer).await;
        assert_eq!(problem(response).await, (status, code.to_owned()));
    }
    let json = Request::post("/media/whip")
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .body(Body::from("{}"))
        .unwrap();
    let response = test.send(json).await;
    assert_eq!(response.headers()["accept-post"], "application/sdp");
    assert_eq!(
        problem(response).await,
        (415, "content_type_not_sdp".to_owned())
    );
}

#[tokio::test]
async fn a_body_that_drips_is_not_waited_for() {
    let test = TestNode::start();
    let token = test.token(Direction::Publish, "phone");
    let begun = stream::iter([Ok::<_, Infallible>("v=0\r\n")]);
    let dripping = Request::post("/media/whip")
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/sdp")
        .body(Body::from_stream(begun.chain(stream::pending())))
        .unwrap();
    let start = Instant::now();
    let response = tokio::time::timeout(Duration::from_secs(14), test.send(dripping));
    let response = response.await.expect("an answer although the body goes on");
    assert!(start.elapsed() > Duration::from_secs(9), "a slow phone");
    assert_eq!(response.headers()[header::CONNECTION], "close");
    let (status, code) = problem(response).await;
    assert_eq!((status, code.as_str()), (408, "offer_too_slow"));
}

#[tokio::test]
async fn other_methods_and_paths_are_refused_and_options_answered() {
    let test = TestNode::start();
    let request = |method: Method, path: &str| {
        Request::builder()
            .method(method)
            .uri(path)
            .body(Body::empty())
            .unwrap()
    };
    let session = "/media/whip/018f0000-0000-7000-8000-000000000000";
    for (method, path, status) in [
        (Method::GET, "/media/whip", 405),
        (Method::GET, "/media/whep", 405),
        (Method::PUT, "/media/whip", 405),
        (Method::GET, session, 405),
        (Method::PUT, session, 405),
        (Method::POST, "/media/other", 404),
    ] {
        let response = test.send(request(method.clone(), path)).await;
        assert_eq!(problem(response).await.0, status, "{method} {path}");
    }
    let head = test.send(request(Method::HEAD, "/media/whip")).await;
    assert_eq!(head.status(), StatusCode::METHOD_NOT_ALLOWED);
    let response = test.send(request(Method::OPTIONS, "/media/whip")).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert_eq!(response.headers()["accept-post"], "application/sdp");
    assert!(!response.headers().contains_key(header::LINK));
    let of_session = test.send(request(Method::OPTIONS, session)).await;
    assert_eq!(
        of_session.headers()["accept-patch"],
        "application/trickle-ice-sdpfrag"
    );
    assert_eq!(
        of_session.headers()[header::ALLOW],
        "PATCH, DELETE, OPTIONS"
    );
    let allowed = response.headers()[header::ACCESS_CONTROL_ALLOW_HEADERS]
        .to_str()
        .unwrap();
    assert!(allowed.contains("Authorization") && allowed.contains("Content-Type"));
}

#[tokio::test]
async fn only_its_owner_deletes_a_session() {
    let test = TestNode::start();
    let token = test.token(Direction::Publish, "phone");
    let response = test.post("whip", &token, CHROMIUM_WHIP).await;
    assert_eq!(response.status(), StatusCode::CREATED);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/sdp");
    assert!(response.headers().contains_key(header::ETAG));
    let exposed = response.headers()[header::ACCESS_CONTROL_EXPOSE_HEADERS]
        .to_str()
        .unwrap();
    assert!(exposed.contains("Location"));
    let location = response.headers()[header::LOCATION]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(location.starts_with("/media/whip/"));

    let other = test.token(Direction::Publish, "another");
    let refused = problem(test.delete(&location, &other).await).await;
    assert_eq!(refused, (404, "media_not_found".to_owned()));
    let nonsense = problem(test.delete("/media/whip/nonsense", &token).await).await;
    assert_eq!(nonsense.0, 404);
    assert_eq!(
        test.delete(&location, &token).await.status(),
        StatusCode::OK
    );
    assert_eq!(problem(test.delete(&location, &token).await).await.0, 404);
}

#[tokio::test]
async fn orders_outlive_the_sessions_they_end() {
    let test = TestNode::start();
    let publish = test.token(Direction::Publish, "phone");
    let view = test.token(Direction::View, "console");
    let room = test.room;
    let revoke = MediaOrder::Revoke {
        room,
        subject: "phone".to_owned(),
    };
    test.node.order(revoke).await.unwrap();
    let refused = problem(test.post("whip", &publish, CHROMIUM_WHIP).await).await;
    assert_eq!(refused, (403, "media_ended".to_owned()));
    assert_eq!(
        test.post("whep", &view, CHROMIUM_WHEP).await.status(),
        StatusCode::CREATED
    );

    test.now_ms
        .fetch_add(1000, std::sync::atomic::Ordering::Relaxed);
    let newer = test.token(Direction::Publish, "phone");
    assert_eq!(
        test.post("whip", &newer, CHROMIUM_WHIP).await.status(),
        StatusCode::CREATED
    );

    test.node.order(MediaOrder::End { room }).await.unwrap();
    for (kind, token, offer) in [
        ("whip", &newer, CHROMIUM_WHIP),
        ("whep", &view, CHROMIUM_WHEP),
    ] {
        let refused = problem(test.post(kind, token, offer).await).await;
        assert_eq!(refused, (403, "media_ended".to_owned()));
    }
    test.node.stop().await;
    assert_eq!(
        test.node
            .order(MediaOrder::Hold { room })
            .await
            .unwrap_err()
            .to_string(),
        "the media node is too busy or has stopped"
    );
}

#[tokio::test]
async fn a_token_to_view_from_before_the_start_is_refused_and_one_to_publish_is_not() {
    let test = TestNode::start();
    let issued = |direction: Direction, age_s: i64| {
        let mut claims = test.claims(direction, "somebody");
        claims.iat -= age_s;
        test.sign(&claims)
    };
    let before = issued(Direction::View, 1);
    let refused = problem(test.post("whep", &before, CHROMIUM_WHEP).await).await;
    assert_eq!(refused, (403, "media_token_old".to_owned()));
    let renewed = issued(Direction::View, 0);
    let view = test.post("whep", &renewed, CHROMIUM_WHEP).await;
    assert_eq!(view.status(), StatusCode::CREATED);
    let caller = issued(Direction::Publish, 1);
    let publish = test.post("whip", &caller, CHROMIUM_WHIP).await;
    assert_eq!(publish.status(), StatusCode::CREATED);

    // The clock was wrong at the start and is set back: consoles of now are let in.
    test.now_ms
        .fetch_sub(3_600_000, std::sync::atomic::Ordering::Relaxed);
    let of_now = issued(Direction::View, 0);
    let view = test.post("whep", &of_now, CHROMIUM_WHEP).await;
    assert_eq!(view.status(), StatusCode::CREATED);
}

#[test]
fn the_description_names_every_route() {
    let api = media_server::open_api("/media");
    let paths: Vec<&str> = api.paths.paths.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "/media/whep",
            "/media/whep/{session}",
            "/media/whip",
            "/media/whip/{session}"
        ]
    );
}
