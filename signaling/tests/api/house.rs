//! A demo house in a folder of its own, and people and phones that use it.

use std::{
    convert::Infallible,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use admin::{
    Admin, AdminConfig,
    clock::Clock,
    deadlines::Carrier,
    demo::{self, DemoAccount},
    folder::Folder,
    footage::Folders,
    jobs,
    keys::{KeyRing, media_token_keys},
    origin::{self, Origins},
    random, rulebooks,
    sealed_files::SealedFiles,
    sign_in::relying_party::RelyingParty,
    store::{self, table::setting},
    terminals::{self, NewTerminal},
};
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    middleware::from_fn_with_state,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use futures_util::{StreamExt, stream};
use http::{HeaderMap, Method, Request, StatusCode, header};
use objects::Objects;
use protocol::{
    media::{MediaEntry, MediaEvent, MediaOrder},
    person::TerminalKind,
};
use sea_orm::{ActiveValue::Set, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use signaling::{
    Signaling, SignalingConfig, WebhookHosts,
    mail::MailSender,
    media::{LinkFuture, MediaLink},
    sms::SmsSender,
};
use tokio::sync::oneshot;
use tower::ServiceExt;

pub const ORIGIN: &str = "https://localhost:8443";
pub const NUMBER: &str = "090-1234-5678";
/// The version of the rulebook that tests run under.
pub const TEXT_VERSION: &str = "2023-03-23";

/// A media node that says what a test tells it to, and remembers its orders.
#[derive(Default)]
pub struct ScriptedNode {
    entries: Mutex<Vec<MediaEntry>>,
    acknowledged: Mutex<u64>,
    pub orders: Mutex<Vec<MediaOrder>>,
}

impl ScriptedNode {
    pub fn say(&self, room: &str, event: MediaEvent) {
        let mut entries = self.entries.lock().unwrap();
        let seq = entries.len() as u64 + 1;
        let at_ms = protocol::time::UnixMs(1);
        entries.push(MediaEntry {
            seq,
            at_ms,
            room: room.parse().unwrap(),
            event,
        });
    }

    pub fn acknowledged(&self) -> u64 {
        *self.acknowledged.lock().unwrap()
    }
}

impl MediaLink for ScriptedNode {
    fn pull(&self, after: u64, max: usize) -> LinkFuture<'_, Vec<MediaEntry>> {
        let entries = self.entries.lock().unwrap();
        let lines = entries
            .iter()
            .filter(|entry| entry.seq > after)
            .take(max)
            .cloned()
            .collect();
        Box::pin(async move { Ok(lines) })
    }

    fn acknowledge(&self, seq: u64) -> LinkFuture<'_, ()> {
        *self.acknowledged.lock().unwrap() = seq;
        Box::pin(async { Ok(()) })
    }

    fn order(&self, order: MediaOrder) -> LinkFuture<'_, ()> {
        self.orders.lock().unwrap().push(order);
        Box::pin(async { Ok(()) })
    }
}

pub struct House {
    pub path: PathBuf,
    pub admin: Admin,
    pub clock: Clock,
    pub signaling: Signaling,
    pub node: Arc<ScriptedNode>,
    pub router: Router,
    pub people: Vec<DemoAccount>,
    terminal: TerminalKind,
    /// The folder outlives the house, for a restart.
    keeps_folder: bool,
    _folder: Folder,
}

pub struct Settings {
    pub path: PathBuf,
    pub recorder: PathBuf,
    pub demo: bool,
    /// In the order in which they are asked.
    pub sms: Vec<Arc<dyn SmsSender>>,
    pub mail: Option<Arc<dyn MailSender>>,
    pub webhooks: WebhookHosts,
    /// Where second copies go.
    pub objects: Option<Objects>,
    /// Of everybody who signs in; the browser is enrolled first.
    pub terminal: TerminalKind,
}

impl Default for Settings {
    fn default() -> Self {
        let name = random::token().replace('-', "_");
        let manifest = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        Self {
            path: PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name),
            recorder: manifest.join("tests/api/recorder.sh"),
            demo: true,
            sms: Vec::new(),
            mail: None,
            webhooks: WebhookHosts::default(),
            objects: None,
            terminal: TerminalKind::Reception,
        }
    }
}

impl House {
    pub async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    pub async fn with(settings: Settings) -> Self {
        let folder = Folder::open(&settings.path, true).unwrap();
        let lists: &[store::Migrations] = &[store::migrations, signaling::migrations];
        let db = store::open(&folder.store_url(), lists).await.unwrap();
        let keys = Arc::new(KeyRing::open(&folder, &db).await.unwrap());
        let clock = Clock::settable(None);
        let rules = Arc::new(rulebooks::load().unwrap());
        let people = demo::seed(&folder, &db, &keys, &rules, clock.now())
            .await
            .unwrap();
        let admin = Admin::new(AdminConfig {
            db,
            clock: clock.clone(),
            keys,
            rules,
            demo: settings.demo,
            people: people.clone(),
            relying_party: RelyingParty::new(ORIGIN).unwrap(),
            files: SealedFiles::open_with(&settings.path, settings.objects).unwrap(),
            films: Folders::new(&settings.path, None),
        });
        let node = Arc::new(ScriptedNode::default());
        let config = SignalingConfig {
            origin: ORIGIN.to_owned(),
            folder: settings.path.clone(),
            recorder: settings.recorder,
            media: node.clone(),
            sms: settings.sms,
            mail: settings.mail,
            webhooks: settings.webhooks,
            token_keys: media_token_keys(&folder).unwrap(),
            whip_url: "/media/whip".to_owned(),
            whep_url: "/media/whep".to_owned(),
            ice_servers: Arc::new(|_, _| Vec::new()),
            street_map: None,
        };
        let signaling = Signaling::start(config, admin.clone()).await.unwrap();
        let (people_routes, _) = admin::routes::router()
            .with_state(admin.clone())
            .split_for_parts();
        let router = people_routes
            .merge(signaling.router())
            .layer(from_fn_with_state(
                Origins::new([ORIGIN.to_owned()]),
                origin::guard,
            ));
        let path = settings.path;
        Self {
            path,
            admin,
            clock,
            signaling,
            node,
            router,
            people,
            terminal: settings.terminal,
            keeps_folder: false,
            _folder: folder,
        }
    }

    /// A house in a country that has switched access codes on.
    pub async fn with_access_codes() -> Self {
        let house = Self::new().await;
        house
            .set(
                "access_code_required",
                json!({"kind": "switch", "on": true}),
            )
            .await;
        house
    }

    /// Sets a parameter for the whole nation, from today on.
    pub async fn set(&self, parameter: &str, value: Value) {
        self.settle(json!({"parameters": [{"code": parameter, "value": value}], "texts": []}))
            .await;
    }

    /// Enters what somebody has set on top of the rulebook.
    pub async fn settle(&self, body: Value) {
        let seq = setting::Entity::find()
            .count(&**self.admin.db())
            .await
            .unwrap();
        let row = setting::ActiveModel {
            seq: Set(i64::try_from(seq).unwrap() + 1),
            document: Set("VR".to_owned()),
            based_on: Set(TEXT_VERSION.to_owned()),
            level: Set("national".to_owned()),
            unit: Set(Default::default()),
            valid_from: Set("2023-04-01".to_owned()),
            author: Set(Default::default()),
            made_ms: Set(self.clock.now().0),
            body: Set(body.to_string()),
        };
        setting::Entity::insert(row)
            .exec_without_returning(&**self.admin.db())
            .await
            .unwrap();
    }

    /// Stops this house and opens its folder again.
    pub async fn restart(self) -> Self {
        Self::open(self.close().await).await
    }

    /// Stops this house; its folder stays.
    pub async fn close(mut self) -> PathBuf {
        self.keeps_folder = true;
        self.signaling.stop();
        self.admin.db().close_by_ref().await.unwrap();
        self.path.clone()
    }

    /// Opens a folder again.
    pub async fn open(path: PathBuf) -> Self {
        Self::with(Settings {
            path,
            ..Settings::default()
        })
        .await
    }

    /// What every shell carries out when a deadline strikes.
    pub fn carriers(&self) -> Vec<Arc<dyn Carrier>> {
        let mut all = self.signaling.carriers();
        all.extend(jobs::own_carriers(&self.admin));
        all
    }

    /// Signs a demo account in at a terminal of the house's kind.
    pub async fn person(&self, user_id: &str) -> Person<'_> {
        self.person_at(user_id, self.terminal).await
    }

    /// Signs a demo account in at a browser of its own.
    pub async fn person_at(&self, user_id: &str, terminal: TerminalKind) -> Person<'_> {
        let account = self
            .people
            .iter()
            .find(|person| person.user_id == user_id)
            .unwrap();
        let mut body = json!({
            "user_id": user_id,
            "factor": {"kind": "password", "password": account.password},
        });
        if terminal != TerminalKind::Unenrolled {
            let browser = Browser::enrolled(self, terminal).await;
            let asked = json!({"user_id": user_id});
            let asked = self.call(Method::POST, "/api/v1/sign-in/challenge", &[], Some(asked));
            let asked = asked.await.json();
            body["ceremony"] = asked["ceremony"].clone();
            body["terminal"] = browser.proof(asked["challenge"].as_str().unwrap());
        }
        let answer = self
            .call(Method::POST, "/api/v1/sign-in", &[], Some(body))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        Person {
            house: self,
            cookie: cookie.split(';').next().unwrap().to_owned(),
        }
    }

    pub async fn call(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = match body {
            Some(body) => request
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        self.send(request.unwrap()).await
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        let answer = Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        };
        if answer.status.is_client_error() || answer.status.is_server_error() {
            answer.check_problem();
        }
        answer
    }

    /// The clock goes on by some minutes.
    pub fn after_minutes(&self, minutes: i64) {
        let then = self.clock.now().plus_ms(minutes * 60_000);
        self.clock.set(then).unwrap();
    }

    /// The newest link of the outbox.
    pub async fn newest_link(&self) -> String {
        let answer = self
            .call(Method::GET, "/api/v1/demo/outbox", &[], None)
            .await;
        answer.json()[0]["link"].as_str().unwrap().to_owned()
    }

    /// Serves on a loopback port, for sockets.
    pub async fn listen(&self) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = self
            .router
            .clone()
            .into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        address
    }

    /// Sends a link and returns its report and its token.
    pub async fn invite(&self, person: &Person<'_>) -> (String, String) {
        let sent = person.request_video(NUMBER).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
        let report = sent.json()["report"]["id"].as_str().unwrap().to_owned();
        let link = self.newest_link().await;
        (report, link.split_once("/#").unwrap().1.to_owned())
    }

    /// Sends a link to a phone that starts.
    pub async fn started(&self, person: &Person<'_>) -> (String, Session) {
        let (report, token) = self.invite(person).await;
        let session = Phone::new(&token).start(self).await;
        (report, session)
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.signaling.stop();
        if !self.keeps_folder {
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Status, code and clause of a refusal.
    pub fn refusal(&self) -> (u16, String, Option<String>) {
        let problem = self.json();
        let text = |name: &str| problem[name].as_str().map(str::to_owned);
        (
            self.status.as_u16(),
            text("code").unwrap_or_default(),
            text("clause"),
        )
    }

    #[track_caller]
    pub fn is(&self, status: u16, code: &str) {
        let (found, problem, _) = self.refusal();
        assert_eq!((found, problem.as_str()), (status, code), "{}", self.text());
    }

    /// Every refusal is a problem with words in both languages.
    fn check_problem(&self) {
        if self.bytes.is_empty() {
            return;
        }
        let kind = self
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok());
        assert_eq!(kind, Some("application/problem+json"), "{}", self.text());
        let problem: protocol::refusal::Problem = serde_json::from_slice(&self.bytes).unwrap();
        assert!(!problem.message_ja.is_empty() && !problem.message_en.is_empty());
        assert_eq!(problem.status, self.status.as_u16());
    }
}

/// Somebody signed in at a console.
pub struct Person<'a> {
    pub house: &'a House,
    pub cookie: String,
}

impl Person<'_> {
    pub async fn get(&self, path: &str) -> Answer {
        let headers = [("cookie", self.cookie.as_str())];
        self.house.call(Method::GET, path, &headers, None).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        let headers = [("cookie", self.cookie.as_str())];
        self.house
            .call(Method::PUT, path, &headers, Some(body))
            .await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        let headers = [("cookie", self.cookie.as_str())];
        self.house.call(Method::DELETE, path, &headers, None).await
    }

    /// The id under which others name this person.
    pub async fn account(&self) -> String {
        let me = self.get("/api/v1/me").await.json();
        me["account"].as_str().unwrap().to_owned()
    }

    /// Does something to a report that must succeed.
    pub async fn act(&self, report: &str, what: &str, body: Value) -> Value {
        let answer = self
            .post(&format!("/api/v1/reports/{report}/{what}"), body)
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{what}: {}", answer.text());
        answer.json()
    }

    /// Tries the same.
    pub async fn try_act(&self, report: &str, what: &str, body: Value) -> Answer {
        self.post(&format!("/api/v1/reports/{report}/{what}"), body)
            .await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        let headers = [("cookie", self.cookie.as_str())];
        self.house
            .call(Method::POST, path, &headers, Some(body))
            .await
    }

    /// Posts all but the last byte, and comes back once the server waits for it. What is given
    /// sends the rest.
    pub async fn hold<'a>(&'a self, path: &str, body: Value) -> impl AsyncFnOnce() -> Answer + 'a {
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
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from_stream(first.chain(rest)));
        let mut answer = Box::pin(self.house.send(request.unwrap()));
        tokio::select! {
            early = &mut answer => panic!("answered without its body: {}", early.text()),
            reached = is_waited_for => reached.unwrap(),
        }
        async move || {
            release.send(()).unwrap();
            answer.await
        }
    }

    /// Prepares, compares and sends.
    pub async fn request_video(&self, number: &str) -> Answer {
        let prepared = self
            .post("/api/v1/requests/prepare", complete(number))
            .await;
        assert_eq!(prepared.status, StatusCode::OK, "{}", prepared.text());
        self.send_prepared(&prepared.json()).await
    }

    /// Compares and sends what was prepared.
    pub async fn send_prepared(&self, prepared: &Value) -> Answer {
        let send = json!({
            "confirm_token": prepared["confirm_token"],
            "destination": prepared["destination"],
            "compared": true,
        });
        self.post("/api/v1/requests/send", send).await
    }

    pub async fn report(&self, id: &str) -> Value {
        let answer = self.get(&format!("/api/v1/reports/{id}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()["report"].clone()
    }

    pub async fn end(&self, id: &str) -> Answer {
        self.post(
            &format!("/api/v1/reports/{id}/end"),
            json!({"reason": "finished"}),
        )
        .await
    }

    /// Opens what an ended report received.
    pub async fn open_viewing(&self, id: &str) -> Answer {
        let purpose = json!({"purpose": "review", "note": "確認"});
        self.try_act(id, "viewings", purpose).await
    }

    /// Looks again until the report is as expected.
    pub async fn wait_for(&self, id: &str, expected: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..200 {
            let report = self.report(id).await;
            if expected(&report) {
                return report;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!(
            "the report never became as expected: {}",
            self.report(id).await
        );
    }
}

/// A browser that is a terminal of every unit.
struct Browser(EcdsaKeyPair);

impl Browser {
    async fn enrolled(house: &House, kind: TerminalKind) -> Self {
        let browser = Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap());
        let db = house.admin.db();
        let new = NewTerminal {
            kind,
            unit: admin::units::root(&**db).await.unwrap().unwrap(),
            name: "test",
            public_key: browser.0.public_key().as_ref().try_into().unwrap(),
            enrolled_by: None,
        };
        let now = house.admin.now();
        db.write(async |txn| terminals::enrol(txn, new, now).await)
            .await
            .unwrap();
        browser
    }

    fn public_key(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0.public_key().as_ref())
    }

    fn proof(&self, challenge: &str) -> Value {
        let signature = self.0.sign(&SystemRandom::new(), challenge.as_bytes());
        json!({
            "public_key": self.public_key(),
            "signature": BASE64_URL_SAFE_NO_PAD.encode(signature.unwrap().as_ref()),
        })
    }
}

pub fn complete(number: &str) -> Value {
    json!({
        "safety_confirmed": true,
        "camera_confirmed": true,
        "number_presented": true,
        "reported_to_manager": true,
        "destination": number,
    })
}

/// A phone with a key that it never gives away.
pub struct Phone {
    token: String,
    key: EcdsaKeyPair,
}

/// A phone's session.
pub struct Session {
    pub report: String,
    pub token: String,
    pub answer: Value,
}

impl Phone {
    pub fn new(token: &str) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        Self {
            token: token.to_owned(),
            key,
        }
    }

    pub async fn open(&self, house: &House) -> Answer {
        open(house, &self.token).await
    }

    /// The body of a start with a fresh challenge.
    pub async fn start_body(&self, house: &House) -> Value {
        let opened = self.open(house).await.json();
        let challenge = opened["challenge"].as_str().unwrap_or_default();
        let mut body = self.body_with(challenge);
        if let Some(version) = opened["consents"]["version"].as_str() {
            body["text_version"] = json!(version);
        }
        body
    }

    pub fn body_with(&self, challenge: &str) -> Value {
        let signature = self
            .key
            .sign(&SystemRandom::new(), challenge.as_bytes())
            .unwrap();
        json!({
            "token": self.token,
            "consents": {"copyright": true, "location": true, "privacy": true, "charges": true},
            "language": "ja",
            "text_version": TEXT_VERSION,
            "device": {
                "public_key": BASE64_URL_SAFE_NO_PAD.encode(self.key.public_key().as_ref()),
                "challenge": challenge,
                "signature": BASE64_URL_SAFE_NO_PAD.encode(signature.as_ref()),
            },
        })
    }

    pub async fn try_start(&self, house: &House) -> Answer {
        let body = self.start_body(house).await;
        start(house, body).await
    }

    pub async fn start(&self, house: &House) -> Session {
        let answer = self.try_start(house).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let answer = answer.json();
        Session {
            report: answer["report"].as_str().unwrap().to_owned(),
            token: answer["session_token"].as_str().unwrap().to_owned(),
            answer,
        }
    }
}

pub async fn open(house: &House, token: &str) -> Answer {
    let phone = json!({"platform": "Android", "browser": "Chrome 140", "language": "vi"});
    let body = json!({"token": token, "phone": phone});
    house
        .call(Method::POST, "/api/v1/caller/open", &[], Some(body))
        .await
}

pub async fn start(house: &House, body: Value) -> Answer {
    house
        .call(Method::POST, "/api/v1/caller/start", &[], Some(body))
        .await
}

impl Session {
    pub async fn call(&self, house: &House, method: Method, path: &str, body: Value) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        house
            .call(method, path, &[("authorization", &bearer)], Some(body))
            .await
    }

    pub async fn bytes(
        &self,
        house: &House,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header("authorization", format!("Bearer {}", self.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        house.send(request.body(body).unwrap()).await
    }

    pub async fn still(&self, house: &House, kind: &str, picture: &[u8]) -> Answer {
        let headers = [("content-type", "image/jpeg"), ("x-genba-kind", kind)];
        let body = Body::from(picture.to_vec());
        self.bytes(house, Method::POST, "/api/v1/caller/stills", &headers, body)
            .await
    }
}

/// Bytes that begin like a JPEG.
pub fn jpeg(bytes: usize) -> Vec<u8> {
    let mut picture = b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec();
    picture.resize(bytes, 7);
    picture
}
