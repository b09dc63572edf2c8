//! Links by e-mail over a real relay: TLS by STARTTLS, a login, and a refusal that shows.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
    sync::Arc,
};

use http::StatusCode;
use serde_json::{Value, json};
use signaling::mail::{RelayConfig, SmtpRelay};

use crate::house::{Answer, House, Person, Phone, Settings, complete};

struct Relay {
    child: Child,
    lines: BufReader<ChildStdout>,
    port: u16,
    authority: Vec<u8>,
    folder: PathBuf,
}

impl Relay {
    fn start() -> Self {
        let folder = Settings::default().path;
        std::fs::create_dir_all(&folder).unwrap();
        let rcgen::CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let (certificate, key) = (folder.join("relay.crt"), folder.join("relay.key"));
        std::fs::write(&certificate, cert.pem()).unwrap();
        std::fs::write(&key, signing_key.serialize_pem()).unwrap();
        let script =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../admin/tests/support/relay.py");
        let mut child = Command::new("/usr/bin/python3")
            .args([script, certificate, key])
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 with aiosmtpd, as infra/setup/packages.txt says");
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut port = String::new();
        lines.read_line(&mut port).unwrap();
        Self {
            port: port.trim().parse().expect("the relay says its port"),
            authority: cert.pem().into_bytes(),
            child,
            lines,
            folder,
        }
    }

    fn config(&self) -> RelayConfig {
        RelayConfig {
            host: "localhost".to_owned(),
            port: self.port,
            implicit_tls: false,
            authority: Some(self.authority.clone()),
            user: Some(("genba".to_owned(), "secret of the relay".to_owned())),
            from: "110番映像通報 <no-reply@police.example.jp>".to_owned(),
        }
    }

    fn next_mail(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

async fn house_with(config: &RelayConfig) -> House {
    let settings = Settings {
        mail: Some(Arc::new(SmtpRelay::new(config).unwrap())),
        ..Settings::default()
    };
    House::with(settings).await
}

async fn mail_to(operator: &Person<'_>, address: &str) -> Answer {
    let mut body = complete(address);
    body["number_presented"] = json!(false);
    body["channel"] = json!("email");
    body["email_reason"] = json!("SMSを受信できない端末");
    let prepared = operator.post("/api/v1/requests/prepare", body).await;
    assert_eq!(prepared.status, StatusCode::OK, "{}", prepared.text());
    operator.send_prepared(&prepared.json()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn vr_4_1_3a_a_link_goes_out_by_mail_over_a_relay_with_tls_and_login() {
    let mut relay = Relay::start();
    let house = house_with(&relay.config()).await;
    let operator = house.person("op1").await;
    let sent = mail_to(&operator, "taro@example.jp").await.json();
    assert_eq!(sent["report"]["delivery"]["state"], "accepted");
    let mail = relay.next_mail();
    assert_eq!(mail["to"], json!(["taro@example.jp"]));
    assert_eq!(mail["from"], "no-reply@police.example.jp");
    assert_eq!(mail["tls"], true);
    assert_eq!(mail["subject"], "警察から映像のお願い");
    let text = mail["text"].as_str().unwrap();
    assert_eq!(text.matches("https://").count(), 1);
    let token = text
        .split_once("/#")
        .unwrap()
        .1
        .split_whitespace()
        .next()
        .unwrap();
    let session = Phone::new(token).start(&house).await;
    assert_eq!(session.report, sent["report"]["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn vr_4_1_3a_what_the_relay_refuses_shows_on_the_console() {
    let relay = Relay::start();
    let house = house_with(&relay.config()).await;
    let operator = house.person("op1").await;
    let refused = mail_to(&operator, "nobody@example.jp").await.json();
    assert_eq!(refused["report"]["delivery"]["state"], "failed");
    assert_eq!(refused["report"]["stuck"]["obstacle"], "send_failed");

    let mut wrong = relay.config();
    wrong.user = Some(("genba".to_owned(), "guessed".to_owned()));
    let mut strange = relay.config();
    strange.authority = None;
    for config in [wrong, strange] {
        let house = house_with(&config).await;
        let operator = house.person("op1").await;
        let refused = mail_to(&operator, "taro@example.jp").await.json();
        assert_eq!(
            refused["report"]["delivery"]["state"], "failed",
            "no login, no trust, no mail"
        );
    }
}

/// A server that takes the connection and then says nothing, or says so much and stops.
async fn hanging(says: &'static [u8]) -> RelayConfig {
    use tokio::io::AsyncWriteExt;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(says).await;
            held.push(stream);
        }
    });
    RelayConfig {
        host: "localhost".to_owned(),
        port,
        implicit_tls: false,
        authority: None,
        user: None,
        from: "110 <no-reply@police.example.jp>".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn vr_4_1_3a_a_relay_that_hangs_is_given_up_and_shows_as_down() {
    let greets = b"220 relay\r\n".as_slice();
    let tried = [b"".as_slice(), greets, b"\0\x01garbage\r\n"].map(|says| {
        Box::pin(async move {
            let house = house_with(&hanging(says).await).await;
            let operator = house.person("op1").await;
            let start = std::time::Instant::now();
            let sent = mail_to(&operator, "taro@example.jp").await.json();
            let waited = start.elapsed();
            assert!(waited < std::time::Duration::from_secs(25), "{waited:?}");
            // The message never left: the session did not get as far as that.
            assert_eq!(sent["report"]["delivery"]["state"], "failed");
            assert_eq!(sent["report"]["delivery"]["reason"], "unreachable");
            let health = operator.get("/api/v1/gateways").await.json();
            assert_eq!(health["email"]["state"], "down");
        })
    });
    futures_util::future::join_all(tried).await;
}
