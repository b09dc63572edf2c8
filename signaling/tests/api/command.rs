//! The command system: tokens, announced calls that operators take, and signed events.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_STANDARD};
use http::{Method, StatusCode};
use protocol::person::TerminalKind;
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use serde_json::{Value, json};
use signaling::WebhookHosts;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;

use crate::house::{Answer, House, NUMBER, Person, Phone, Settings, complete};

/// A chief of the first headquarters, at a management terminal.
async fn chief(house: &House) -> Person<'_> {
    house.person_at("chief1", TerminalKind::Management).await
}

async fn token(chief: &Person<'_>) -> (String, String) {
    let made = chief
        .post("/api/v1/command/tokens", json!({"name": "通信指令室"}))
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let made = made.json();
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    (text("id"), text("token"))
}

async fn announce(house: &House, token: &str, body: Value) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", &*bearer)];
    let path = "/api/v1/command/calls";
    house.call(Method::POST, path, &headers, Some(body)).await
}

fn call() -> Value {
    json!({"number": NUMBER, "case_number": "2026-0123"})
}

#[tokio::test]
async fn vr_4_1_1b_a_call_prefills_a_request_and_sends_nothing() {
    let house = House::new().await;
    let (chief, operator) = (chief(&house).await, house.person("op1").await);
    let (_, token) = token(&chief).await;
    let announced = announce(&house, &token, call()).await;
    assert_eq!(
        announced.status,
        StatusCode::CREATED,
        "{}",
        announced.text()
    );
    let announced = announced.json();
    assert_eq!(announced["number"], "+819012345678");
    // Said twice, it is one call.
    assert_eq!(announce(&house, &token, call()).await.json(), announced);
    let offered = operator.get("/api/v1/calls").await.json();
    assert_eq!(offered, json!([announced]));
    let outbox = house.call(Method::GET, "/api/v1/demo/outbox", &[], None);
    assert_eq!(outbox.await.json(), json!([]), "nothing goes out by itself");
    let elsewhere = house.person("opb1").await;
    assert_eq!(elsewhere.get("/api/v1/calls").await.json(), json!([]));

    let path = format!("/api/v1/calls/{}/take", announced["id"].as_str().unwrap());
    elsewhere.post(&path, json!({})).await.is(410, "call_gone");
    let taken = operator.post(&path, json!({})).await;
    assert_eq!(taken.json(), announced);
    operator.post(&path, json!({})).await.is(410, "call_gone");
    assert_eq!(operator.get("/api/v1/calls").await.json(), json!([]));

    // Every confirmation is still asked, and the case number stays with the report.
    let mut body = json!({"destination": NUMBER, "case_number": "2026-0123"});
    let bare = operator
        .post("/api/v1/requests/prepare", body.clone())
        .await;
    assert_eq!(bare.refusal().0, 422, "{}", bare.text());
    body = complete(NUMBER);
    body["case_number"] = json!("2026-0123");
    let prepared = operator.post("/api/v1/requests/prepare", body).await.json();
    let sent = operator.send_prepared(&prepared).await.json();
    assert_eq!(sent["report"]["case_number"], "2026-0123");

    // A call that nobody takes ends by itself.
    announce(&house, &token, call()).await;
    house.after_minutes(11);
    assert_eq!(operator.get("/api/v1/calls").await.json(), json!([]));
}

#[tokio::test]
async fn a_token_is_one_headquarters_and_good_until_it_is_revoked() {
    let house = House::new().await;
    let chief = chief(&house).await;
    let (id, token) = token(&chief).await;
    let listed = chief.get("/api/v1/command/tokens").await;
    assert!(!listed.text().contains(&token), "told once");
    assert_eq!(listed.json()[0]["id"], *id);
    for wrong in ["", "x", &token[1..], &token.to_uppercase()] {
        let answer = announce(&house, wrong, call()).await;
        answer.is(401, "command_token_unknown");
    }
    let bare = house.call(Method::POST, "/api/v1/command/calls", &[], Some(call()));
    bare.await.is(401, "command_token_unknown");
    for (body, code) in [
        (json!({}), "case_number_invalid"),
        (
            json!({"case_number": "1".repeat(41)}),
            "case_number_invalid",
        ),
        (
            json!({"case_number": "1", "number": "no number"}),
            "call_number_invalid",
        ),
        (json!([1]), "body_not_understood"),
    ] {
        announce(&house, &token, body).await.is(422, code);
    }
    let path = format!("/api/v1/command/tokens/{id}");
    // Neither an operator nor another headquarters' chief.
    let operator = house.person("op1").await;
    assert_eq!(operator.delete(&path).await.status, StatusCode::FORBIDDEN);
    assert_eq!(chief.delete(&path).await.status, StatusCode::NO_CONTENT);
    chief.delete(&path).await.is(404, "command_token_gone");
    announce(&house, &token, call())
        .await
        .is(401, "command_token_unknown");
}

#[tokio::test]
async fn a_command_system_that_floods_is_slowed_down() {
    let house = House::new().await;
    let (_, token) = token(&chief(&house).await).await;
    let mut slowed = 0;
    for number in 0..100 {
        let body = json!({"case_number": number.to_string()});
        let answer = announce(&house, &token, body).await;
        match answer.status {
            StatusCode::CREATED => {}
            _ => {
                answer.is(429, "too_many_requests");
                slowed += 1;
            }
        }
    }
    assert!((20..=40).contains(&slowed), "{slowed}");
    let operator = house.person("op1").await;
    let offered = operator.get("/api/v1/calls").await.json();
    assert_eq!(offered.as_array().unwrap().len(), 50, "bounded");
}

/// Headers and body of each request.
type Taken = Arc<Mutex<Vec<(String, String)>>>;

/// A command system that takes events over TLS and answers with the status that a test sets.
struct Taker {
    hosts: WebhookHosts,
    url: String,
    status: Arc<AtomicU16>,
    taken: Taken,
}

impl Taker {
    async fn start() -> Self {
        let rcgen::CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let certificate = CertificateDer::from_pem_slice(cert.pem().as_bytes()).unwrap();
        let key = PrivateKeyDer::from_pem_slice(signing_key.serialize_pem().as_bytes()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (status, taken) = (Arc::new(AtomicU16::new(204)), Taken::default());
        let (says, notes) = (status.clone(), taken.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, says, notes) = (acceptor.clone(), says.clone(), notes.clone());
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else {
                        return;
                    };
                    let text = read_request(&mut stream).await;
                    let status = says.load(Ordering::SeqCst);
                    let (head, body) = text.split_once("\r\n\r\n").unwrap();
                    notes
                        .lock()
                        .unwrap()
                        .push((head.to_ascii_lowercase(), body.to_owned()));
                    let answer = format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\n\r\n");
                    let _ = stream.write_all(answer.as_bytes()).await;
                    let _ = stream.shutdown().await;
                });
            }
        });
        Self {
            hosts: WebhookHosts {
                hosts: vec!["localhost".to_owned()],
                authority: Some(cert.pem().into_bytes()),
            },
            url: format!("https://localhost:{port}/events"),
            status,
            taken,
        }
    }

    fn taken(&self) -> Vec<(String, String)> {
        self.taken.lock().unwrap().clone()
    }

    async fn wait_for(&self, count: usize) -> Vec<(String, String)> {
        for _ in 0..300 {
            if self.taken().len() >= count {
                return self.taken();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{} of {count} events", self.taken().len());
    }
}

async fn read_request(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut text = Vec::new();
    let mut piece = [0; 4_096];
    loop {
        let read = stream.read(&mut piece).await.unwrap_or(0);
        text.extend_from_slice(&piece[..read]);
        let so_far = String::from_utf8_lossy(&text).into_owned();
        if read == 0 || so_far.contains("\r\n\r\n") && so_far.ends_with('}') {
            return so_far;
        }
    }
}

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let prefix = format!("{name}: ");
    let lines = head.lines();
    let found = lines.filter_map(|line| line.strip_prefix(&*prefix)).next();
    found.unwrap_or_else(|| panic!("{name} in {head}"))
}

fn kinds(taken: &[(String, String)]) -> Vec<String> {
    let bodies = taken.iter().map(|(_, body)| body);
    let events = bodies.map(|body| serde_json::from_str::<Value>(body).unwrap());
    events
        .map(|event| event["type"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_to_a_report_is_told_in_order_signed_and_without_persons() {
    let taker = Taker::start().await;
    let house = House::with(Settings {
        webhooks: taker.hosts.clone(),
        ..Settings::default()
    })
    .await;
    let (chief, operator) = (chief(&house).await, house.person("op1").await);
    let body = json!({"url": taker.url});
    let set = chief.put("/api/v1/command/webhook", body).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text());
    let secret = set.json()["secret"].as_str().unwrap().to_owned();
    let shown = chief.get("/api/v1/command/webhook").await;
    assert!(!shown.text().contains("whsec_"), "told once");

    // The command system is down at first: everything waits, and nothing overtakes.
    taker.status.store(503, Ordering::SeqCst);
    let mut body = complete(NUMBER);
    body["case_number"] = json!("2026-0123");
    body["note"] = json!("通報者は山田さん");
    let prepared = operator.post("/api/v1/requests/prepare", body).await.json();
    let sent = operator.send_prepared(&prepared).await.json();
    let report = sent["report"]["id"].as_str().unwrap();
    let link = house.newest_link().await;
    Phone::new(link.split_once("/#").unwrap().1)
        .start(&house)
        .await;
    operator.end(report).await;
    let refused = taker.wait_for(1).await;
    assert_eq!(kinds(&refused)[0], "report.sent");
    taker.taken.lock().unwrap().clear();
    taker.status.store(204, Ordering::SeqCst);
    house.after_minutes(1);
    let taken = taker.wait_for(5).await;
    assert_eq!(
        kinds(&taken),
        [
            "report.sent",
            "report.delivered",
            "report.opened",
            "report.consented",
            "report.ended"
        ]
    );
    let first = (
        header(&refused[0].0, "webhook-id"),
        header(&taken[0].0, "webhook-id"),
    );
    assert_eq!(first.0, first.1, "the same event has the same id");
    let key = BASE64_STANDARD
        .decode(secret.strip_prefix("whsec_").unwrap())
        .unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    for (head, body) in &taken {
        let (id, at) = (
            header(head, "webhook-id"),
            header(head, "webhook-timestamp"),
        );
        let tag = hmac::sign(&key, format!("{id}.{at}.{body}").as_bytes());
        let expected = format!("v1,{}", BASE64_STANDARD.encode(tag));
        assert_eq!(
            header(head, "webhook-signature"),
            expected.to_ascii_lowercase()
        );
        let event: Value = serde_json::from_str(body).unwrap();
        assert_eq!(event["report"], report);
        assert_eq!(event["case_number"], "2026-0123");
        for personal in ["9012345678", "山田", "佐藤", "/#"] {
            assert!(!body.contains(personal), "{body}");
        }
    }
    let ended: Value = serde_json::from_str(&taken[4].1).unwrap();
    assert_eq!(ended["reason"], "finished");
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(
        taker.taken().len(),
        5,
        "once it was taken, it is not told again"
    );

    assert_eq!(
        chief.delete("/api/v1/command/webhook").await.status,
        StatusCode::NO_CONTENT
    );
    operator.request_video(NUMBER).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(taker.taken().len(), 5, "nobody listens any more");
}

#[tokio::test]
async fn events_go_to_named_hosts_by_tls_alone() {
    let taker = Taker::start().await;
    let house = House::with(Settings {
        webhooks: taker.hosts.clone(),
        ..Settings::default()
    })
    .await;
    let chief = chief(&house).await;
    for (url, code) in [
        ("http://localhost/events", "webhook_url_invalid"),
        ("https://u:p@localhost/events", "webhook_url_invalid"),
        ("", "webhook_url_invalid"),
        ("https://169.254.169.254/", "webhook_host_not_allowed"),
        (
            "https://localhost.evil.example/",
            "webhook_host_not_allowed",
        ),
    ] {
        let set = chief
            .put("/api/v1/command/webhook", json!({"url": url}))
            .await;
        set.is(422, code);
    }
    let operator = house.person("op1").await;
    let body = json!({"url": taker.url});
    let refused = operator.put("/api/v1/command/webhook", body).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(
        chief.get("/api/v1/command/webhook").await.json(),
        Value::Null
    );
}
