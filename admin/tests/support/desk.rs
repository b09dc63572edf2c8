//! People at browsers, asking the routes as their pages do.

use std::{convert::Infallible, pin::Pin};

use admin::{origin, problem, routes};
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    middleware::from_fn_with_state,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use futures_util::{StreamExt, stream};
use http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tower::ServiceExt;

use super::{House, ORIGIN, authenticator::Reader};

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    /// Status, code and clause of a refusal.
    pub fn refusal(&self) -> (u16, &str, &str) {
        let text = |field: &str| self.body[field].as_str().unwrap_or_default();
        (self.status.as_u16(), text("code"), text("clause"))
    }

    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }

    fn cookie(&self) -> String {
        let cookie = self.headers[header::SET_COOKIE].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }
}

/// A browser: perhaps a terminal, perhaps somebody is signed in.
pub struct Desk {
    router: Router,
    key: Option<EcdsaKeyPair>,
    pub cookie: String,
}

impl Desk {
    /// A browser that is no terminal.
    pub fn new(house: &House) -> Self {
        let origins = origin::Origins::new([ORIGIN.to_owned()]);
        let (router, _) = routes::router()
            .with_state(house.admin.clone())
            .split_for_parts();
        let router = router
            .fallback(problem::not_found)
            .method_not_allowed_fallback(problem::method_not_allowed)
            .layer(from_fn_with_state(origins, origin::guard));
        Self {
            router,
            key: None,
            cookie: String::new(),
        }
    }

    /// A terminal by the one press of a demo.
    pub async fn terminal(house: &House, kind: &str) -> Self {
        let mut desk = Self::new(house);
        let public_key = desk.new_key();
        let body = json!({ "kind": kind, "public_key": public_key });
        desk.post("/api/v1/demo/enrol", body).await.is(201);
        desk
    }

    /// Somebody of the demo, signed in at a terminal of the own.
    pub async fn of(house: &House, user_id: &str, kind: &str) -> Self {
        let mut desk = Self::terminal(house, kind).await;
        desk.enter(user_id, house.password_of(user_id))
            .await
            .is(200);
        desk
    }

    /// Makes the key with which this browser becomes a terminal.
    pub fn new_key(&mut self) -> String {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let public = BASE64.encode(key.public_key().as_ref());
        self.key = Some(key);
        public
    }

    pub fn forget_key(&mut self) {
        self.key = None;
    }

    pub async fn challenge(&self, user_id: &str) -> Value {
        let body = json!({ "user_id": user_id });
        let asked = self.post("/api/v1/sign-in/challenge", body).await;
        asked.is(200);
        asked.body
    }

    pub fn proof(&self, challenge: &Value) -> Option<Value> {
        let key = self.key.as_ref()?;
        let signed = challenge["challenge"].as_str().unwrap();
        let signature = key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        Some(json!({
            "public_key": BASE64.encode(key.public_key().as_ref()),
            "signature": BASE64.encode(signature.as_ref()),
        }))
    }

    /// Signs in with a password.
    pub async fn enter(&mut self, user_id: &str, password: &str) -> Answer {
        let factor = json!({ "kind": "password", "password": password });
        let challenge = self.challenge(user_id).await;
        self.enter_with(user_id, factor, &challenge).await
    }

    /// Signs in with a fingerprint.
    pub async fn touch(&mut self, user_id: &str, reader: &mut Reader) -> Answer {
        let challenge = self.challenge(user_id).await;
        let credential = reader.get(&challenge["webauthn"]);
        let factor = json!({ "kind": "webauthn", "credential": credential });
        self.enter_with(user_id, factor, &challenge).await
    }

    /// Signs in with a code that a chief handed over.
    pub async fn begin(&mut self, user_id: &str, code: &str) -> Answer {
        let factor = json!({ "kind": "registration_code", "code": code });
        let challenge = self.challenge(user_id).await;
        self.enter_with(user_id, factor, &challenge).await
    }

    pub async fn enter_with(&mut self, user_id: &str, factor: Value, challenge: &Value) -> Answer {
        let mut body = json!({
            "user_id": user_id,
            "factor": factor,
            "ceremony": challenge["ceremony"],
        });
        if let Some(proof) = self.proof(challenge) {
            body["terminal"] = proof;
        }
        let answer = self.post("/api/v1/sign-in", body).await;
        if answer.status == StatusCode::OK {
            self.cookie = answer.cookie();
        }
        answer
    }

    /// Registers a reader for the person who is signed in.
    pub async fn register(&self, user_id: &str, reader: &mut Reader) -> Answer {
        let asked = self.post("/api/v1/credentials/challenge", json!({})).await;
        asked.is(200);
        let credential = reader.create(&asked.body["webauthn"]);
        let biometric = json!({
            "ceremony": asked.body["ceremony"],
            "name": "右手人差し指",
            "credential": credential,
        });
        let body = json!({ "user_id": user_id, "biometric": biometric });
        self.post("/api/v1/credentials", body).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.ask(Method::DELETE, path, None).await
    }

    pub async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(method, path, body).await
    }

    /// Posts all but the last byte, and comes back once the server waits for it.
    pub async fn hold<'a>(&'a self, path: &'a str, body: Value) -> Held<'a> {
        let mut text = body.to_string();
        let last = text.split_off(text.len() - 1);
        let (waits, is_waited_for) = oneshot::channel();
        let (release, is_released) = oneshot::channel();
        let rest = stream::once(async move {
            let _ = waits.send(());
            let _ = is_released.await;
            Ok(last)
        });
        let first = stream::once(async move { Ok::<_, Infallible>(text) });
        let body = Body::from_stream(first.chain(rest));
        let mut answer = Box::pin(self.send(Method::POST, path, body));
        tokio::select! {
            early = &mut answer => panic!("answered without its body: {}", early.body),
            reached = is_waited_for => reached.unwrap(),
        }
        Held { release, answer }
    }

    async fn send(&self, method: Method, path: &str, body: Body) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/json");
        let request = request.body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 4_000_000).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: serde_json::from_slice(&body).unwrap_or_default(),
        }
    }
}

/// A request whose last byte has not come.
pub struct Held<'a> {
    release: oneshot::Sender<()>,
    answer: Pin<Box<dyn Future<Output = Answer> + 'a>>,
}

impl Held<'_> {
    pub async fn release(self) -> Answer {
        self.release.send(()).unwrap();
        self.answer.await
    }
}
