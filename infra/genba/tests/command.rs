//! The example of a command system against the real server: it announces a call over TLS, and takes
//! and checks the events of the report that came of it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};
use support::{Browser, Server, cookie_of, temp_folder};

fn example() -> Command {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/command-system.py");
    let mut command = Command::new("/usr/bin/python3");
    command.arg(script);
    command
}

struct Listener {
    child: Child,
    lines: BufReader<ChildStdout>,
    port: u16,
}

impl Listener {
    fn start(secret: &str, certificate: &Path, key: &Path, port: u16) -> Self {
        let mut child = example()
            .args(["listen", "--port", &port.to_string()])
            .args([
                Path::new("--certificate"),
                certificate,
                Path::new("--key"),
                key,
            ])
            .env("GENBA_SECRET", secret)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut port = String::new();
        lines.read_line(&mut port).unwrap();
        let port = port.trim().parse().unwrap();
        Self { child, lines, port }
    }

    fn next(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A certificate for localhost that is its own authority: certificate and key.
fn certificate(folder: &Path) -> (PathBuf, PathBuf) {
    std::fs::create_dir_all(folder).unwrap();
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (folder.join("cad.pem"), folder.join("cad.key"));
    std::fs::write(&certificate, cert.pem()).unwrap();
    std::fs::write(&key, signing_key.serialize_pem()).unwrap();
    (certificate, key)
}

async fn chief(server: &Server) -> String {
    let browser = Browser::new();
    let enrol = json!({ "kind": "management", "public_key": browser.public_key() });
    let enrolled = server.post("/api/v1/demo/enrol", "", &enrol).await;
    assert_eq!(enrolled.status(), 201);
    let accounts = server.ready["accounts"].as_array().unwrap();
    let mut chiefs = accounts.iter().filter(|one| one["user_id"] == "chief1");
    let password = chiefs.next().unwrap()["password"].clone();
    let factor = json!({ "kind": "password", "password": password });
    cookie_of(&server.enter("chief1", factor, &browser).await)
}

async fn ask(server: &Server, method: &str, path: &str, cookie: &str, body: Value) -> Value {
    let request = server
        .request(method, path)
        .header("content-type", "application/json")
        .header("cookie", cookie);
    let answer = server.send(request.body(body.to_string()).unwrap()).await;
    assert!(answer.status().is_success(), "{path}: {answer:?}");
    serde_json::from_slice(answer.body()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_of_a_command_system_announces_a_call_and_hears_of_its_report() {
    let (certificate, key) = certificate(&temp_folder("command-keys"));
    let options = ["--demo", "--webhook-host", "localhost", "--webhook-ca"];
    let options = [&options[..], &[certificate.to_str().unwrap()]].concat();
    let server = Server::start(&temp_folder("command"), &options);
    let (chief, operator) = (
        chief(&server).await,
        cookie_of(&server.sign_in("op1").await),
    );
    let port = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    };
    let url = format!("https://localhost:{port}/events");
    let hook = "/api/v1/command/webhook";
    let hook = ask(&server, "PUT", hook, &chief, json!({ "url": url })).await;
    let secret = hook["secret"].as_str().unwrap();
    let mut listener = Listener::start(secret, &certificate, &key, port);
    assert_eq!(listener.port, port);

    let name = json!({ "name": "example" });
    let made = ask(&server, "POST", "/api/v1/command/tokens", &chief, name).await;
    let announce = |token: &str| {
        example()
            .args([
                "announce",
                "--number",
                "09012345678",
                "--case",
                "2026-0123",
                "--url",
            ])
            .arg(format!("https://localhost:{}", server.port()))
            .env("GENBA_TOKEN", token)
            .env("GENBA_CA", server.ready["ca_certificate"].as_str().unwrap())
            .output()
            .unwrap()
    };
    let refused = announce("guessed");
    assert!(!refused.status.success());
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(words.contains("command_token_unknown"), "{words}");
    let announced = announce(made["token"].as_str().unwrap());
    assert!(announced.status.success(), "{announced:?}");
    let call: Value = serde_json::from_slice(&announced.stdout).unwrap();

    let path = format!("/api/v1/calls/{}/take", call["id"].as_str().unwrap());
    let call = ask(&server, "POST", &path, &operator, json!({})).await;
    let asked = json!({
        "safety_confirmed": true,
        "camera_confirmed": true,
        "number_presented": true,
        "reported_to_manager": true,
        "destination": call["number"],
        "calling_number": call["number"],
        "case_number": call["case_number"],
    });
    let prepared = ask(
        &server,
        "POST",
        "/api/v1/requests/prepare",
        &operator,
        asked,
    )
    .await;
    assert_eq!(prepared["risks"], json!([]));
    let send = json!({
        "confirm_token": prepared["confirm_token"],
        "destination": prepared["destination"],
        "compared": true,
    });
    let sent = ask(&server, "POST", "/api/v1/requests/send", &operator, send).await;
    for kind in ["report.sent", "report.delivered"] {
        let event = listener.next();
        assert_eq!(event["type"], kind, "{event}");
        assert_eq!(event["report"], sent["report"]["id"]);
        assert_eq!(event["case_number"], "2026-0123");
    }
}
