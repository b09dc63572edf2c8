//! The real program with a data folder of its own, and a browser's view of it.

#![allow(dead_code, reason = "each test binary uses its part")]

pub mod faults;
pub mod kannel;
pub mod phone;
pub mod wire;

use std::{
    io::{BufRead, BufReader, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http_body_util::{BodyExt, Full};
use hyper::{Request, Response, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

pub struct Server {
    child: Child,
    pub line: String,
    pub ready: Value,
}

impl Server {
    pub fn start(data: &Path, options: &[&str]) -> Self {
        Self::run(genba(), data, options)
    }

    /// With more in its environment.
    pub fn start_with(
        data: &Path,
        options: &[&str],
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let mut command = genba();
        command.envs(environment);
        Self::run(command, data, options)
    }

    /// The same; a write beyond the limit of a file's size fails, and does not end the server.
    pub fn start_unharmed_by_size(data: &Path, options: &[&str]) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$@\"", "sh"]);
        command.arg(env!("CARGO_BIN_EXE_genba"));
        Self::run(command, data, options)
    }

    fn run(mut command: Command, data: &Path, options: &[&str]) -> Self {
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(options)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert!(line.starts_with("genba: ready "), "{line:?}");
        let ready = std::fs::read(data.join("ready.json")).unwrap();
        Self {
            child,
            line,
            ready: serde_json::from_slice(&ready).unwrap(),
        }
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What trusts the server's certificates.
    pub fn tls(&self) -> TlsConnector {
        let ca = PathBuf::from(self.ready["ca_certificate"].as_str().unwrap());
        TlsConnector::from(trusting(&ca))
    }

    pub fn port(&self) -> u16 {
        let console = self.ready["console"].as_str().unwrap();
        console
            .strip_prefix("https://localhost:")
            .unwrap()
            .split('/')
            .next()
            .unwrap()
            .parse()
            .unwrap()
    }

    /// Sends the signal that a service manager sends, and waits.
    pub fn stop(mut self) -> (ExitStatus, Duration) {
        let start = Instant::now();
        let kill = Command::new("kill")
            .arg(self.child.id().to_string())
            .status()
            .unwrap();
        assert!(kill.success());
        (self.child.wait().unwrap(), start.elapsed())
    }

    /// A connection as a browser makes it that trusts the local CA.
    pub async fn connect(&self) -> TlsStream<TcpStream> {
        let address = SocketAddr::from(([127, 0, 0, 1], self.port()));
        let tcp = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        self.tls().connect(name, tcp).await.unwrap()
    }

    /// One request over a connection of its own.
    pub async fn send(&self, request: Request<String>) -> Response<Bytes> {
        let tls = self.connect().await;
        let (mut sender, connection) = http1::handshake(TokioIo::new(tls)).await.unwrap();
        let connection = tokio::spawn(connection);
        let response = sender
            .send_request(request.map(|body| Full::new(Bytes::from(body))))
            .await;
        let (parts, body) = response.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        connection.abort();
        Response::from_parts(parts, body)
    }

    pub async fn get(&self, path: &str) -> Response<Bytes> {
        self.send(self.request("GET", path).body(String::new()).unwrap())
            .await
    }

    pub fn request(&self, method: &str, path: &str) -> hyper::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header("host", format!("localhost:{}", self.port()))
    }

    /// Signs a demo account in at a reception terminal.
    pub async fn sign_in(&self, user_id: &str) -> Response<Bytes> {
        let accounts = self.ready["accounts"].as_array().unwrap();
        let account = accounts
            .iter()
            .find(|account| account["user_id"] == user_id)
            .unwrap();
        let browser = Browser::new();
        let enrol = json!({ "kind": "reception", "public_key": browser.public_key() });
        let enrolled = self.post("/api/v1/demo/enrol", "", &enrol).await;
        assert_eq!(enrolled.status(), 201);
        let factor = json!({ "kind": "password", "password": account["password"] });
        self.enter(user_id, factor, &browser).await
    }

    /// Signs somebody in at a browser that is a terminal.
    pub async fn enter(&self, user_id: &str, factor: Value, browser: &Browser) -> Response<Bytes> {
        let ask = json!({ "user_id": user_id });
        let asked = self.post("/api/v1/sign-in/challenge", "", &ask).await;
        let asked: Value = serde_json::from_slice(asked.body()).unwrap();
        let body = json!({
            "user_id": user_id,
            "factor": factor,
            "ceremony": asked["ceremony"],
            "terminal": browser.proof(asked["challenge"].as_str().unwrap()),
        });
        self.post("/api/v1/sign-in", "", &body).await
    }

    pub async fn post(&self, path: &str, cookie: &str, body: &Value) -> Response<Bytes> {
        let request = self
            .request("POST", path)
            .header("content-type", "application/json")
            .header("cookie", cookie);
        self.send(request.body(body.to_string()).unwrap()).await
    }
}

/// The key of a browser that is or becomes a terminal.
pub struct Browser(EcdsaKeyPair);

impl Browser {
    pub fn new() -> Self {
        Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    pub fn public_key(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0.public_key().as_ref())
    }

    /// What a terminal proves itself with, and a caller's phone.
    pub fn proof(&self, challenge: &str) -> Value {
        let signature = self.0.sign(&SystemRandom::new(), challenge.as_bytes());
        json!({
            "public_key": self.public_key(),
            "signature": BASE64_URL_SAFE_NO_PAD.encode(signature.unwrap().as_ref()),
        })
    }
}

pub fn cookie_of(signed_in: &Response<Bytes>) -> String {
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn genba() -> Command {
    Command::new(env!("CARGO_BIN_EXE_genba"))
}

/// Runs a command whose questions are answered line by line.
pub fn answered(words: &[&str], data: &Path, lines: &[&str]) -> Output {
    let mut child = genba()
        .args(words)
        .arg("--data")
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    // A command that refuses early does not read on.
    let _ = input.write_all((lines.join("\n") + "\n").as_bytes());
    drop(input);
    child.wait_with_output().unwrap()
}

/// What two keepers answer at `genba bootstrap`.
pub const BOOTSTRAP: [&str; 10] = [
    "鍵野 一",
    "correct horse battery",
    "鍵野 二",
    "staple of another kind",
    "npa-op",
    "警察 運用",
    "npa-sys",
    "警察 系統",
    "correct horse battery",
    "staple of another kind",
];

/// A word that nobody else has drawn.
pub fn random_word() -> String {
    let mut bytes = [0; 24];
    aws_lc_rs::rand::fill(&mut bytes).unwrap();
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// A path that does not exist yet, below the build's own temporary folder.
pub fn temp_folder(name: &str) -> PathBuf {
    let path =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    path
}

fn trusting(ca: &Path) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(ca).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    Arc::new(config)
}
