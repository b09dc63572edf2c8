//! A request that goes out, and the phone that starts with its link.

use serde_json::{Value, json};

use super::{Browser, Server};

/// A report whose phone has started: its id, and the token to publish with.
pub async fn started(server: &Server, operator: &str) -> (String, String) {
    let link = sent(server, operator).await;
    begun(server, link.split_once('#').unwrap().1).await
}

/// The link that went out last.
pub async fn sent(server: &Server, operator: &str) -> String {
    let request = json!({
        "safety_confirmed": true, "camera_confirmed": true, "number_presented": true,
        "reported_to_manager": true, "destination": "090-1234-5678",
    });
    let prepared = server.post("/api/v1/requests/prepare", operator, &request);
    let prepared = parsed(&prepared.await);
    let send = json!({
        "confirm_token": prepared["confirm_token"], "destination": prepared["destination"],
        "compared": true,
    });
    let sent = server.post("/api/v1/requests/send", operator, &send).await;
    assert_eq!(sent.status(), 201);
    let outbox = parsed(&server.get("/api/v1/demo/outbox").await);
    outbox[0]["link"].as_str().unwrap().to_owned()
}

pub async fn begun(server: &Server, token: &str) -> (String, String) {
    let started = begin(server, token).await;
    let word = |name: &str| started[name].as_str().unwrap().to_owned();
    (word("report"), word("whip_token"))
}

/// Everything that a phone is told when it starts.
pub async fn begin(server: &Server, token: &str) -> Value {
    let phone = json!({ "platform": "Android", "browser": "Chrome 140", "language": "ja" });
    let open = json!({ "token": token, "phone": phone });
    let opened = server.post("/api/v1/caller/open", "", &open);
    let opened = parsed(&opened.await);
    let challenge = opened["challenge"].as_str().unwrap();
    let mut device = Browser::new().proof(challenge);
    device["challenge"] = json!(challenge);
    let start = json!({
        "token": token, "language": "ja", "text_version": opened["consents"]["version"],
        "consents": { "copyright": true, "location": true, "privacy": true, "charges": true },
        "device": device,
    });
    let started = server.post("/api/v1/caller/start", "", &start).await;
    assert_eq!(started.status(), 200, "{:?}", started.body());
    parsed(&started)
}

pub fn parsed(answer: &hyper::Response<hyper::body::Bytes>) -> Value {
    serde_json::from_slice(answer.body()).unwrap()
}
