//! Links over a real Kannel, and a server that is killed while a gateway is being asked.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::{
    io::Read,
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use support::{
    Server, cookie_of,
    kannel::{Kannel, Ports},
    temp_folder,
};

async fn get(server: &Server, cookie: &str, path: &str) -> Value {
    let request = server.request("GET", path).header("cookie", cookie);
    let answer = server.send(request.body(String::new()).unwrap()).await;
    assert_eq!(answer.status(), 200, "{path}: {answer:?}");
    serde_json::from_slice(answer.body()).unwrap()
}

/// Asks for video and sends the link; the answer of the sending.
async fn send(server: &Server, cookie: &str) -> Value {
    let asked = json!({
        "safety_confirmed": true,
        "camera_confirmed": true,
        "number_presented": true,
        "reported_to_manager": true,
        "destination": "090-1234-5678",
    });
    let prepared = server
        .post("/api/v1/requests/prepare", cookie, &asked)
        .await;
    let prepared: Value = serde_json::from_slice(prepared.body()).unwrap();
    let send = json!({
        "confirm_token": prepared["confirm_token"],
        "destination": prepared["destination"],
        "compared": true,
    });
    let sent = server.post("/api/v1/requests/send", cookie, &send).await;
    assert_eq!(sent.status(), 201, "{sent:?}");
    let sent: Value = serde_json::from_slice(sent.body()).unwrap();
    sent["report"].clone()
}

async fn until(server: &Server, cookie: &str, path: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let end = Instant::now() + Duration::from_secs(40);
    loop {
        let found = get(server, cookie, path).await;
        if is_so(&found) {
            return found;
        }
        assert!(Instant::now() < end, "{path} never became so: {found}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn vr_4_1_3a_a_link_goes_out_by_kannel_as_soon_as_it_is_there() {
    let (folder, ports) = (temp_folder("kannel"), Ports::free());
    let file = ports.gateways(&folder);
    let options = ["--demo", "--sms-gateways", file.to_str().unwrap()];
    let server = Server::start(&temp_folder("kannel-genba"), &options);
    let operator = cookie_of(&server.sign_in("op1").await);
    // Kannel is not there yet: that shows, and nothing is lost without a word.
    let state = |state: &'static str| move |health: &Value| health["sms"]["state"] == state;
    until(&server, &operator, "/api/v1/gateways", state("down")).await;
    let failed = send(&server, &operator).await;
    assert_eq!(failed["delivery"]["reason"], "unreachable");

    let authority = server.ready["ca_certificate"].as_str().unwrap();
    let kannel = Kannel::start(&folder, &ports, authority.as_ref());
    until(&server, &operator, "/api/v1/gateways", state("ready")).await;
    let report = send(&server, &operator).await;
    let is_taken = |state: &Value| state == "accepted" || state == "delivered";
    assert!(is_taken(&report["delivery"]["state"]), "{report}");
    let end = Instant::now() + Duration::from_secs(20);
    while kannel.received().is_empty() && Instant::now() < end {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let received = kannel.received();
    assert_eq!(received.len(), 1, "{received:?}");
    assert!(
        received[0].starts_with("110 +819012345678 ucs-2 "),
        "{received:?}"
    );
    // "https://", as the network sees UCS-2.
    let link = "%00h%00t%00t%00p%00s%00%3A%00%2F%00%2F";
    assert_eq!(received[0].matches(link).count(), 1, "{received:?}");
}

/// Takes messages and answers none; counts those that name a number.
fn silent_gateway(count: Arc<AtomicUsize>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let mut held = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4_096];
            let read = stream.read(&mut request).unwrap_or(0);
            let asked = String::from_utf8_lossy(&request[..read]).into_owned();
            count.fetch_add(usize::from(asked.contains("x-kannel-to")), Ordering::SeqCst);
            held.push(stream);
        }
    });
    port
}

#[tokio::test(flavor = "multi_thread")]
async fn d1_a_server_that_is_killed_between_submit_and_answer_sends_nothing_twice() {
    let count = Arc::new(AtomicUsize::new(0));
    let mut ports = Ports::free();
    ports.sendsms = silent_gateway(count.clone());
    let file = ports.gateways(&temp_folder("killed-gateways"));
    let options = ["--demo", "--sms-gateways", file.to_str().unwrap()];
    let data = temp_folder("killed");
    let server = Server::start(&data, &options);
    let operator = cookie_of(&server.sign_in("op1").await);
    let sending = send(&server, &operator);
    let asked = async {
        while count.load(Ordering::SeqCst) == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        report = sending => panic!("answered: {report}"),
        () = asked => {}
    }
    // SIGKILL: nothing is tidied up.
    drop(server);
    let server = Server::start(&data, &options);
    let operator = cookie_of(&server.sign_in("op1").await);
    let list = get(&server, &operator, "/api/v1/reports").await;
    assert_eq!(list[0]["delivery"]["state"], "unknown", "{list}");
    assert_eq!(list[0]["stuck"]["obstacle"], "send_unknown");
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(count.load(Ordering::SeqCst), 1, "asked again by itself");
}
