//! A node with its tokens, for tests that cross the shell.

#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(clippy::unwrap_used, reason = "only tests use it")]

pub mod caller;
pub mod disk;
pub mod kept;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use aws_lc_rs::{
    encoding::AsDer,
    signature::{Ed25519KeyPair, KeyPair},
};
use axum::{body::Body, response::Response};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::Request;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use media_server::{JournalConfig, Node, NodeConfig, StartError};
use protocol::{
    id::ReportId,
    media::{Direction, MEDIA_AUDIENCE, MediaClaims, MediaEvent, MediaOrder, RecordingKey},
    time::UnixMs,
};
use tower::ServiceExt;

pub struct TestNode {
    pub node: Node,
    pub room: ReportId,
    pub now_ms: Arc<AtomicI64>,
    key: EncodingKey,
}

impl TestNode {
    pub fn start() -> Self {
        Self::start_with(|_| {})
    }

    pub fn start_with(change: impl FnOnce(&mut NodeConfig)) -> Self {
        Self::try_start(change).unwrap()
    }

    pub fn try_start(change: impl FnOnce(&mut NodeConfig)) -> Result<Self, StartError> {
        let keys = Ed25519KeyPair::generate().unwrap();
        let der = keys.public_key().as_der().unwrap();
        let text = STANDARD.encode(der.as_ref());
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n");
        let now_ms = Arc::new(AtomicI64::new(1_800_000_000_000));
        let clock = now_ms.clone();
        let mut config =
            NodeConfig::new(pem, Arc::new(move || UnixMs(clock.load(Ordering::Relaxed))));
        config.shards = 2;
        config.pin_threads = false;
        change(&mut config);
        Ok(Self {
            node: Node::start(config)?,
            room: ReportId::new(UnixMs(5), [9; 10]),
            now_ms,
            key: EncodingKey::from_ed_der(keys.to_pkcs8().unwrap().as_ref()),
        })
    }

    /// A node that keeps what arrives below a folder, with a clock that runs from `start`.
    pub fn recording_since(config: JournalConfig, start: Instant) -> Self {
        Self::start_with(|node| {
            let begin = (node.clock)().0;
            node.clock = Arc::new(move || {
                let passed = i64::try_from(start.elapsed().as_millis()).unwrap();
                UnixMs(begin + passed)
            });
            node.journal = Some(config);
        })
    }

    pub fn recording(config: JournalConfig) -> Self {
        Self::recording_since(config, Instant::now())
    }

    pub async fn record(&self) -> RecordingKey {
        let key = RecordingKey([7; 32]);
        let order = MediaOrder::Record {
            room: self.room,
            key: key.clone(),
        };
        self.node.order(order).await.unwrap();
        key
    }

    pub async fn end(&self) {
        let order = MediaOrder::End { room: self.room };
        self.node.order(order).await.unwrap();
    }

    pub fn claims(&self, direction: Direction, subject: &str) -> MediaClaims {
        let seconds = self.now_ms.load(Ordering::Relaxed) / 1000;
        MediaClaims {
            aud: MEDIA_AUDIENCE.to_owned(),
            sub: subject.to_owned(),
            room: self.room,
            direction,
            iat: seconds,
            exp: seconds + 600,
        }
    }

    pub fn sign(&self, claims: &MediaClaims) -> String {
        encode(&Header::new(Algorithm::EdDSA), claims, &self.key).unwrap()
    }

    pub fn token(&self, direction: Direction, subject: &str) -> String {
        self.sign(&self.claims(direction, subject))
    }

    pub async fn send(&self, request: Request<Body>) -> Response {
        self.node.router().oneshot(request).await.unwrap()
    }

    pub async fn post(&self, kind: &str, token: &str, offer: &str) -> Response {
        let request = Request::post(format!("/media/{kind}"))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/sdp")
            .body(Body::from(offer.to_owned()))
            .unwrap();
        self.send(request).await
    }

    pub async fn delete(&self, location: &str, token: &str) -> Response {
        let request = Request::delete(location)
            .header("authorization", format!("Bearer {token}"))
            .body(Body::empty())
            .unwrap();
        self.send(request).await
    }

    /// Pulls until an event fits; fails after ten seconds.
    pub async fn event(&self, fits: impl Fn(&MediaEvent) -> bool) -> MediaEvent {
        let search = async {
            let mut after = 0;
            loop {
                self.node.outbox().wait(after).await;
                for entry in self.node.outbox().pull(after, 100) {
                    assert_eq!((entry.seq, entry.room), (after + 1, self.room));
                    after = entry.seq;
                    if fits(&entry.event) {
                        return entry.event;
                    }
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(10), search)
            .await
            .expect("the event came")
    }
}

/// A path that does not exist yet, below the build's own temporary folder.
pub fn temp_folder(name: &str) -> PathBuf {
    let name = format!("{name}-{}", std::process::id());
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    path
}

pub async fn text(response: Response) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20)
        .await
        .unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}
