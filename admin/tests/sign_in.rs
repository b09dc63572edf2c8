//! The routes, called as a browser calls them.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use admin::{origin, problem, routes, trail};
use axum::{
    Router,
    body::{Body, to_bytes},
    middleware::from_fn_with_state,
    response::Response,
};
use http::{Method, Request, StatusCode, header};
use protocol::{person::Me, refusal::Problem};
use serde_json::json;
use support::House;
use tower::ServiceExt;

fn app(house: &House) -> Router {
    let origins = origin::Origins::new(["https://localhost:8443".to_owned()]);
    let (router, _) = routes::router()
        .with_state(house.admin.clone())
        .split_for_parts();
    router
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(from_fn_with_state(origins, origin::guard))
}

fn post(path: &str, body: &serde_json::Value) -> Request<Body> {
    Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap()
}

fn sign_in(user_id: &str, password: &str) -> Request<Body> {
    let factor = json!({ "kind": "password", "password": password });
    post(
        "/api/v1/sign-in",
        &json!({ "user_id": user_id, "factor": factor }),
    )
}

async fn problem_of(response: Response) -> Problem {
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "application/problem+json"
    );
    let status = response.status();
    let body = to_bytes(response.into_body(), 100_000).await.unwrap();
    let problem: Problem = serde_json::from_slice(&body).unwrap();
    assert_eq!(problem.status, status.as_u16());
    assert!(!problem.message_ja.is_empty() && !problem.message_en.is_empty());
    problem
}

async fn code_of(app: &Router, request: Request<Body>) -> (u16, String) {
    let problem = problem_of(app.clone().oneshot(request).await.unwrap()).await;
    (problem.status, problem.code)
}

fn with_cookie(method: Method, path: &str, cookie: &str) -> Request<Body> {
    let builder = Request::builder()
        .method(method)
        .uri(path)
        .header(header::COOKIE, cookie);
    builder.body(Body::empty()).unwrap()
}

#[tokio::test]
async fn a_person_signs_in_is_known_and_signs_out() {
    let house = House::new().await;
    let app = app(&house);
    let request = sign_in(" OP1", house.password_of("op1"));
    let response = app.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let cookie = response.headers()[header::SET_COOKIE]
        .to_str()
        .unwrap()
        .to_owned();
    for part in [
        "__Host-genba-session=",
        "; Path=/;",
        "Secure",
        "HttpOnly",
        "SameSite=Strict",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let cookie = cookie.split(';').next().unwrap();
    let me = app
        .clone()
        .oneshot(with_cookie(Method::GET, "/api/v1/me", cookie))
        .await
        .unwrap();
    let me: Me = serde_json::from_slice(&to_bytes(me.into_body(), 10_000).await.unwrap()).unwrap();
    assert_eq!((me.user_id.as_str(), me.demo), ("op1", true));

    let out = with_cookie(Method::POST, "/api/v1/sign-out", cookie);
    assert_eq!(
        app.clone().oneshot(out).await.unwrap().status(),
        StatusCode::NO_CONTENT
    );
    let me = with_cookie(Method::GET, "/api/v1/me", cookie);
    assert_eq!(code_of(&app, me).await, (401, "not_signed_in".to_owned()));

    let unit = house.unit().await;
    let rows = trail::page_after(&*house.db, unit, 0).await.unwrap();
    let acts: Vec<_> = rows.iter().map(|row| row.action.as_str()).collect();
    assert_eq!(acts[acts.len() - 2..], ["sign_in", "sign_out"]);
    assert!(trail::verify(&*house.db, unit).await.is_ok());
}

#[tokio::test]
async fn the_eleventh_wrong_password_waits_and_even_the_right_one_with_it() {
    let house = House::new().await;
    let app = app(&house);
    for _ in 0..10 {
        let failed = code_of(&app, sign_in("op1", "wrong wrong wrong")).await;
        assert_eq!(failed, (401, "sign_in_failed".to_owned()));
    }
    let request = sign_in("op1", house.password_of("op1"));
    let problem = problem_of(app.clone().oneshot(request).await.unwrap()).await;
    assert_eq!(
        (problem.status, problem.code.as_str()),
        (429, "too_many_attempts")
    );
    assert_eq!(problem.clause.as_deref(), Some("VR-8.2"));
    assert!(problem.retry_after_s.unwrap() > 800);
    let other = app
        .clone()
        .oneshot(sign_in("op2", house.password_of("op2")))
        .await
        .unwrap();
    assert_eq!(other.status(), StatusCode::OK);
    house
        .clock
        .set(house.admin.now().plus_ms(15 * 60_000 + 1))
        .unwrap();
    let later = sign_in("op1", house.password_of("op1"));
    assert_eq!(app.oneshot(later).await.unwrap().status(), StatusCode::OK);

    let rows = trail::page_after(&*house.db, house.unit().await, 0)
        .await
        .unwrap();
    let refused = rows
        .iter()
        .filter(|row| row.action == "sign_in" && row.result == "refused");
    assert_eq!(refused.count(), 10);
}

#[tokio::test]
async fn an_unknown_account_looks_and_takes_like_a_known_one() {
    let house = House::new().await;
    let app = app(&house);
    let mut fastest_ms = Vec::new();
    for user_id in ["op1", "nobody"] {
        let mut fastest = f64::MAX;
        for _ in 0..5 {
            let start = std::time::Instant::now();
            let failed = code_of(&app, sign_in(user_id, "wrong wrong wrong")).await;
            fastest = fastest.min(start.elapsed().as_secs_f64() * 1_000.0);
            assert_eq!(failed, (401, "sign_in_failed".to_owned()));
        }
        fastest_ms.push(fastest);
    }
    // Without the same hashing an unknown account would answer some fifty times faster.
    assert!(fastest_ms[1] * 3.0 > fastest_ms[0], "{fastest_ms:?}");
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_problems_that_quote_nothing() {
    let house = House::new().await;
    let app = app(&house);
    let raw = |kind: &str, body: &str| {
        Request::builder()
            .method(Method::POST)
            .uri("/api/v1/sign-in")
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body.to_owned()))
            .unwrap()
    };
    let secret = r#"{"user_id":"op1","factor":{"kind":"hunter2"}}"#;
    let table = [
        (raw("application/json", "{"), 400, "body_not_json"),
        (raw("application/json", secret), 422, "body_not_understood"),
        (raw("text/plain", "{}"), 415, "content_type_not_json"),
        (post("/api/v1/nowhere", &json!({})), 404, "not_found"),
        (
            with_cookie(Method::GET, "/api/v1/sign-in", ""),
            405,
            "method_not_allowed",
        ),
    ];
    for (request, status, code) in table {
        assert_eq!(code_of(&app, request).await, (status, code.to_owned()));
    }
    let quoted = problem_of(app.oneshot(raw("application/json", secret)).await.unwrap()).await;
    assert!(!format!("{quoted:?}").contains("hunter2"));
}

#[tokio::test]
async fn a_page_of_another_site_cannot_act() {
    let house = House::new().await;
    let app = app(&house);
    for (origin, allowed) in [
        ("https://evil.example", false),
        ("null", false),
        ("https://localhost:8443", true),
    ] {
        let mut request = sign_in("op1", house.password_of("op1"));
        request
            .headers_mut()
            .insert(header::ORIGIN, origin.parse().unwrap());
        let response = app.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status() == StatusCode::OK, allowed, "{origin}");
    }
    let mut socket = with_cookie(Method::GET, "/api/v1/me", "");
    socket
        .headers_mut()
        .insert(header::UPGRADE, "websocket".parse().unwrap());
    socket
        .headers_mut()
        .insert(header::ORIGIN, "https://evil.example".parse().unwrap());
    assert_eq!(
        code_of(&app, socket).await,
        (403, "foreign_origin".to_owned())
    );
}
