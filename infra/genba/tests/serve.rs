//! `genba serve` as its users meet it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::{process::Output, time::Duration};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::Value;
use support::{BOOTSTRAP, Server, answered, cookie_of, genba, temp_folder};

fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap()
}

#[tokio::test]
async fn a_demo_starts_is_trusted_signs_in_and_finds_its_data_again() {
    let data = temp_folder("again");
    let server = Server::start(&data, &["--demo"]);
    let console = server.ready["console"].as_str().unwrap();
    assert_eq!(server.line, format!("genba: ready {console}\n"));
    assert!(console.ends_with("/console/"));
    let users: Vec<_> = server.ready["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|account| account["user_id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(users[..5], ["op1", "op2", "op3", "mgr1", "opb1"]);

    let signed_in = server.sign_in("op1").await;
    assert_eq!(signed_in.status(), 200);
    let cookie = signed_in.headers()["set-cookie"]
        .to_str()
        .unwrap()
        .to_owned();
    let cookie = cookie.split(';').next().unwrap();
    let ca = std::fs::read(server.ready["ca_certificate"].as_str().unwrap()).unwrap();
    let accounts = server.ready["accounts"].clone();
    let (ended, took) = server.stop();
    assert!(
        ended.success() && took < Duration::from_secs(5),
        "{ended} after {took:?}"
    );

    let server = Server::start(&data, &[]);
    assert_eq!(server.ready["accounts"], accounts);
    assert_eq!(
        std::fs::read(server.ready["ca_certificate"].as_str().unwrap()).unwrap(),
        ca
    );
    let request = server.request("GET", "/api/v1/me").header("cookie", cookie);
    let me = server.send(request.body(String::new()).unwrap()).await;
    assert_eq!(me.status(), 200, "a session outlives a restart");
    assert_eq!(json(me.body())["user_id"], "op1");
    assert_eq!(json(me.body())["demo"], true);
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_pages() {
    let server = Server::start(&temp_folder("headers"), &["--demo"]);
    for path in ["/", "/console/", "/api/v1/me", "/nowhere", "/healthz"] {
        let response = server.get(path).await;
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert!(
            header("content-security-policy").starts_with("default-src 'self'"),
            "{path}"
        );
        assert!(
            !header("content-security-policy").contains("unsafe"),
            "{path}"
        );
        assert!(header("permissions-policy").contains("camera=(self)"));
        assert!(header("permissions-policy").contains("microphone=()"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin");
        assert!(
            !response.headers().contains_key("strict-transport-security"),
            "localhost"
        );
    }
    assert_eq!(
        server.get("/api/v1/me").await.headers()["cache-control"],
        "no-store"
    );
}

#[tokio::test]
async fn wrong_paths_and_methods_under_api_are_problems() {
    let server = Server::start(&temp_folder("problems"), &["--demo"]);
    let table = [
        ("GET", "/api/v1/nowhere", 404, "not_found"),
        ("POST", "/api/v1/nowhere", 404, "not_found"),
        ("DELETE", "/api/v1/me", 405, "method_not_allowed"),
        ("GET", "/api/v1/me", 401, "not_signed_in"),
        ("GET", "/assets/none.js", 404, "not_found"),
    ];
    for (method, path, status, code) in table {
        let response = server
            .send(server.request(method, path).body(String::new()).unwrap())
            .await;
        assert_eq!(response.status(), status, "{method} {path}");
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json"
        );
        assert_eq!(json(response.body())["code"], code);
    }
}

#[tokio::test]
async fn health_readiness_and_counters_are_there() {
    let server = Server::start(&temp_folder("health"), &["--demo"]);
    assert_eq!(server.get("/healthz").await.status(), 200);
    assert_eq!(server.get("/readyz").await.status(), 200);
    let metrics = server.get("/metrics").await;
    let text = String::from_utf8(metrics.body().to_vec()).unwrap();
    assert!(
        text.contains("genba_http_responses_total{class=\"2xx\"} 2"),
        "{text}"
    );
}

#[tokio::test]
async fn the_clock_is_set_from_outside_and_ends_sessions() {
    let data = temp_folder("clock");
    let server = Server::start(&data, &["--demo", "--clock", "2026-11-20T09:00:00+09:00"]);
    let now_ms = json(server.get("/api/v1/demo/clock").await.body())["now_ms"]
        .as_i64()
        .unwrap();
    assert!(
        (0..60_000).contains(&(now_ms - 1_795_132_800_000)),
        "{now_ms}"
    );
    let signed_in = server.sign_in("op1").await;
    let cookie = signed_in.headers()["set-cookie"]
        .to_str()
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let later = serde_json::json!({ "now_ms": now_ms + 13 * 3_600_000 }).to_string();
    let set = server
        .request("POST", "/api/v1/demo/clock")
        .header("content-type", "application/json");
    assert_eq!(server.send(set.body(later).unwrap()).await.status(), 200);
    let me = server
        .request("GET", "/api/v1/me")
        .header("cookie", &cookie);
    assert_eq!(
        server.send(me.body(String::new()).unwrap()).await.status(),
        401
    );
    drop(server);
    let server = Server::start(&data, &[]);
    assert_eq!(server.get("/api/v1/demo/clock").await.status(), 404);
}

fn fails(options: &[&str], data: &std::path::Path) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = genba()
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .args(options)
        .output()
        .unwrap();
    assert!(!status.success() && stdout.is_empty());
    String::from_utf8(stderr).unwrap()
}

#[tokio::test]
async fn a_production_folder_refuses_everything_of_a_demo() {
    let data = temp_folder("production");
    let bootstrapped = answered(&["bootstrap"], &data, &BOOTSTRAP);
    assert!(bootstrapped.status.success());
    let server = Server::start(&data, &[]);
    assert_eq!(server.ready["accounts"], serde_json::json!([]));
    assert_eq!(server.ready["outbox"], Value::Null);
    for path in ["/api/v1/demo/clock", "/api/v1/demo/people"] {
        assert_eq!(server.get(path).await.status(), 404);
    }
    let enrol = serde_json::json!({ "kind": "reception", "public_key": "x" });
    let enrolled = server.post("/api/v1/demo/enrol", "", &enrol).await;
    assert_eq!(enrolled.status(), 404);
    assert!(fails(&[], &data).contains("another Genba is running"));
    server.stop();
    assert!(fails(&["--demo"], &data).contains("production data folder"));
    assert!(fails(&["--clock"], &data).contains("production data folder"));
    assert!(!data.join("demo.json").exists());
}

#[tokio::test]
async fn a_certificate_of_the_local_ca_is_good_for_local_names_only() {
    let data = temp_folder("names");
    let server = Server::start(&data, &["--demo"]);
    let pem = std::fs::read_to_string(server.ready["ca_certificate"].as_str().unwrap()).unwrap();
    let key = std::fs::metadata(data.join("ca/genba-local-ca.key")).unwrap();
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&key.permissions()) & 0o777,
        0o600
    );
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----"));
    let der =
        <rustls::pki_types::CertificateDer as rustls::pki_types::pem::PemObject>::from_pem_slice(
            pem.as_bytes(),
        )
        .unwrap();
    // id-ce-nameConstraints, critical.
    assert!(
        der.windows(8)
            .any(|bytes| bytes == [0x06, 0x03, 0x55, 0x1d, 0x1e, 0x01, 0x01, 0xff])
    );
}

#[tokio::test]
async fn open_files_are_limited_by_the_system_alone() {
    let maximum = getrlimit(Resource::Nofile).maximum;
    let low = Rlimit {
        current: Some(256),
        maximum,
    };
    setrlimit(Resource::Nofile, low).unwrap();
    let server = Server::start(&temp_folder("files"), &["--demo"]);
    let text = server.get("/metrics").await;
    let text = String::from_utf8(text.body().to_vec()).unwrap();
    let figure = |name: &str| -> u64 {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap();
        line.rsplit(' ').next().unwrap().parse().unwrap()
    };
    assert_eq!(figure("process_max_fds "), maximum.unwrap_or(u64::MAX));
    let open = figure("process_open_fds ");
    assert!((10..256).contains(&open), "{open}");
}

async fn watch(server: &Server, cookie: &str, report: &str) -> (u16, String) {
    let path = format!("/api/v1/reports/{report}/watch");
    let watch = server.post(&path, cookie, &serde_json::json!({})).await;
    let token = json(watch.body())["whep_token"].as_str().map(str::to_owned);
    (watch.status().as_u16(), token.unwrap_or_default())
}

/// An offer that cannot be read is refused as such only after its token was found good.
async fn offers(server: &Server, token: &str) -> Value {
    let request = server
        .request("POST", "/media/whep")
        .header("content-type", "application/sdp")
        .header("authorization", format!("Bearer {token}"));
    let answer = server.send(request.body("hello".to_owned()).unwrap()).await;
    json(answer.body())["code"].clone()
}

#[tokio::test]
async fn vr_3_2b_who_was_out_before_a_restart_sees_no_picture_after_it() {
    let data = temp_folder("restart-watch");
    let server = Server::start(&data, &["--demo"]);
    let out = cookie_of(&server.sign_in("op1").await);
    let stays = cookie_of(&server.sign_in("op2").await);
    let request = serde_json::json!({
        "safety_confirmed": true,
        "camera_confirmed": true,
        "number_presented": true,
        "reported_to_manager": true,
        "destination": "090-1234-5678",
    });
    let prepared = server.post("/api/v1/requests/prepare", &out, &request);
    let prepared = json(prepared.await.body());
    let send = serde_json::json!({
        "confirm_token": prepared["confirm_token"],
        "destination": prepared["destination"],
        "compared": true,
    });
    let sent = server.post("/api/v1/requests/send", &out, &send).await;
    let sent = json(sent.body());
    let report = sent["report"]["id"].as_str().unwrap();

    let (status, token) = watch(&server, &out, report).await;
    assert_eq!(status, 200);
    let (_, other) = watch(&server, &stays, report).await;
    for token in [&token, &other] {
        assert_eq!(offers(&server, token).await, "offer_malformed");
    }
    let gone = server.post("/api/v1/sign-out", &out, &Value::Null).await;
    assert_eq!(gone.status(), 204);
    // The token's time has whole seconds.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    server.stop();

    let server = Server::start(&data, &["--demo"]);
    for token in [&token, &other] {
        assert_eq!(offers(&server, token).await, "media_token_old");
    }
    // A console asks again, and who is signed in gets a new one.
    assert_eq!(watch(&server, &out, report).await.0, 401);
    let (status, renewed) = watch(&server, &stays, report).await;
    assert_eq!(status, 200);
    assert_eq!(offers(&server, &renewed).await, "offer_malformed");
}
