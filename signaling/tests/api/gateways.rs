//! Several gateways in order, what is never sent twice, receipts, and gateways that are down.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use http::{Method, StatusCode};
use protocol::{gateway::ChannelState, person::TerminalKind};
use serde_json::{Value, json};
use signaling::sms::{
    Delivery, NotSent, OutgoingSms, ProbeFuture, ReceiptLogin, SendFuture, SmsSender,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::house::{Answer, House, NUMBER, Person, Phone, Settings, complete};

type Said = Result<Delivery, NotSent>;

/// A gateway that says what a test tells it to, and takes everything after that.
#[derive(Default)]
pub struct Scripted {
    name: &'static str,
    says: Mutex<VecDeque<Said>>,
    is_down: AtomicBool,
    /// The link and the login of its receipts.
    sent: Mutex<Vec<(String, ReceiptLogin)>>,
}

impl Scripted {
    fn new(name: &'static str, says: impl IntoIterator<Item = Said>) -> Arc<Self> {
        Arc::new(Self {
            name,
            says: Mutex::new(says.into_iter().collect()),
            ..Self::default()
        })
    }

    fn sent(&self) -> usize {
        self.sent.lock().unwrap().len()
    }

    fn token(&self, index: usize) -> String {
        let link = self.sent.lock().unwrap()[index].0.clone();
        link.split_once("/#").unwrap().1.to_owned()
    }

    fn login(&self, index: usize) -> ReceiptLogin {
        self.sent.lock().unwrap()[index].1.clone()
    }
}

impl SmsSender for Scripted {
    fn name(&self) -> &str {
        self.name
    }

    fn send<'a>(&'a self, message: &'a OutgoingSms<'a>) -> SendFuture<'a> {
        assert_eq!(message.destination, "+819012345678");
        let sent = (message.sms.link.clone(), message.login.clone());
        self.sent.lock().unwrap().push(sent);
        let said = self.says.lock().unwrap().pop_front();
        Box::pin(async { said.unwrap_or(Ok(Delivery::Accepted { gateway_id: None })) })
    }

    fn receipt_wait(&self) -> Option<Duration> {
        Some(Duration::from_secs(120))
    }

    fn probe(&self) -> ProbeFuture<'_> {
        let is_up = !self.is_down.load(Ordering::SeqCst);
        Box::pin(async move { is_up })
    }
}

pub fn refused() -> Said {
    Err(NotSent::Refused("no".to_owned()))
}

fn unreachable() -> Said {
    Err(NotSent::Unreachable("not there".to_owned()))
}

fn unknown() -> Said {
    Err(NotSent::Unknown("silence".to_owned()))
}

pub async fn house_of(gateways: Vec<Arc<dyn SmsSender>>) -> House {
    let settings = Settings {
        sms: gateways,
        ..Settings::default()
    };
    House::with(settings).await
}

async fn two(first: impl IntoIterator<Item = Said>) -> (House, Arc<Scripted>, Arc<Scripted>) {
    let (first, second) = (Scripted::new("first", first), Scripted::new("second", []));
    let house = house_of(vec![first.clone(), second.clone()]).await;
    (house, first, second)
}

pub async fn sent(operator: &Person<'_>) -> Value {
    let sent = operator.request_video(NUMBER).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
    sent.json()["report"].clone()
}

fn id(report: &Value) -> &str {
    report["id"].as_str().unwrap()
}

/// What Kannel does when it has news of a message.
async fn receipt(house: &House, login: &ReceiptLogin, kind: &str, answer: &str) -> Answer {
    let pair = format!("{}:{}", login.message, login.password);
    let basic = format!("Basic {}", BASE64_STANDARD.encode(pair));
    let path = format!("/api/v1/gateways/receipt?kind={kind}&answer={answer}");
    let headers = [("authorization", &*basic)];
    house.call(Method::GET, &path, &headers, None).await
}

#[tokio::test]
async fn vr_4_1_3a_the_next_gateway_is_asked_when_the_one_before_says_no_or_is_not_there() {
    for said in [refused(), unreachable()] {
        let (house, first, second) = two([said]).await;
        let operator = house.person("op1").await;
        let report = sent(&operator).await;
        assert_eq!(report["delivery"]["state"], "accepted");
        assert_eq!((first.sent(), second.sent()), (1, 1));
        assert_eq!(report["stuck"], Value::Null);
    }
    // Whoever is known to be down is asked last.
    let (house, first, second) = two([unreachable()]).await;
    let operator = house.person("op1").await;
    sent(&operator).await;
    sent(&operator).await;
    assert_eq!((first.sent(), second.sent()), (1, 2));
}

#[tokio::test]
async fn vr_4_1_3a_what_a_gateway_may_have_is_sent_again_by_the_operator_alone() {
    let (house, first, second) = two([unknown()]).await;
    let operator = house.person("op1").await;
    let report = sent(&operator).await;
    assert_eq!(report["delivery"]["state"], "unknown");
    assert_eq!(report["stuck"]["obstacle"], "send_unknown");
    house.after_minutes(5);
    let report = operator.report(id(&report)).await;
    assert_eq!(report["delivery"]["state"], "unknown");
    assert_eq!((first.sent(), second.sent()), (1, 0), "nothing by itself");

    let again = operator.act(id(&report), "resend", json!({})).await;
    assert_eq!(again["delivery"]["state"], "accepted");
    assert_eq!(again["stuck"], Value::Null);
    assert_eq!(first.sent() + second.sent(), 2);
}

#[tokio::test]
async fn vr_4_1_3a_a_failure_says_why() {
    for (said, reason) in [
        ([refused(), refused()], "refused"),
        ([unreachable(), unreachable()], "unreachable"),
        ([refused(), unreachable()], "refused"),
    ] {
        let [one, other] = said;
        let gateways = [
            Scripted::new("first", [one]),
            Scripted::new("second", [other]),
        ];
        let house = house_of(gateways.map(|one| one as Arc<dyn SmsSender>).into()).await;
        let operator = house.person("op1").await;
        let report = sent(&operator).await;
        assert_eq!(report["delivery"]["state"], "failed");
        assert_eq!(report["delivery"]["reason"], reason);
        assert_eq!(report["stuck"]["obstacle"], "send_failed");
    }
}

#[tokio::test]
async fn vr_4_1_3a_receipts_show_what_became_of_a_message() {
    for (kind, answer, state, reason) in [
        ("1", "", "delivered", Value::Null),
        ("2", "id:1+stat:EXPIRED+err:000", "expired", Value::Null),
        ("2", "id:1+stat:UNDELIV", "failed", json!("undeliverable")),
        ("2", "%ff%00garbage", "failed", json!("undeliverable")),
        ("16", "NACK/11", "failed", json!("rejected")),
        ("4", "", "accepted", Value::Null),
        ("8", "ACK/", "accepted", Value::Null),
        ("garbage", "stat:DELIVRD", "accepted", Value::Null),
        ("999", "", "accepted", Value::Null),
    ] {
        let (house, first, _) = two([]).await;
        let operator = house.person("op1").await;
        let report = sent(&operator).await;
        assert_eq!(report["delivery"]["state"], "accepted");
        // The same receipt may come any number of times.
        for _ in 0..3 {
            let taken = receipt(&house, &first.login(0), kind, answer).await;
            assert_eq!(taken.status, StatusCode::OK, "{kind} {answer}");
        }
        let report = operator.report(id(&report)).await;
        assert_eq!(report["delivery"]["state"], state, "{kind} {answer}");
        assert_eq!(report["delivery"]["reason"], reason, "{kind} {answer}");
        let steps = report["funnel"].as_array().unwrap();
        let is_there = steps.iter().any(|step| step["step"] == "delivered");
        assert_eq!(is_there, state == "delivered");
        let failed = matches!(state, "failed" | "expired");
        assert_eq!(report["stuck"]["obstacle"] == "send_failed", failed);
        // A later word of success corrects an earlier one of failure, never the other way.
        receipt(&house, &first.login(0), "1", "").await;
        receipt(&house, &first.login(0), "2", "").await;
        let report = operator.report(id(&report)).await;
        assert_eq!(report["delivery"]["state"], "delivered");
    }
}

#[tokio::test]
async fn vr_4_1_3a_a_receipt_that_never_comes_shows_as_such_and_may_still_come() {
    let (house, first, _) = two([]).await;
    let operator = house.person("op1").await;
    let report = sent(&operator).await;
    house.after_minutes(2);
    let is_silent = |report: &Value| report["delivery"]["state"] == "no_receipt";
    let silent = operator.wait_for(id(&report), is_silent).await;
    assert_eq!(silent["stuck"], Value::Null, "it may well have arrived");
    receipt(&house, &first.login(0), "1", "").await;
    let report = operator.report(id(&report)).await;
    assert_eq!(report["delivery"]["state"], "delivered");
}

#[tokio::test]
async fn a_receipt_opens_nothing_but_its_own_message() {
    let (house, first, _) = two([]).await;
    let operator = house.person("op1").await;
    let (one, other) = (sent(&operator).await, sent(&operator).await);
    let (mine, theirs) = (first.login(0), first.login(1));
    let crossed = ReceiptLogin {
        message: theirs.message.clone(),
        password: mine.password.clone(),
    };
    let unsaid = |message: &str, password: &str| ReceiptLogin {
        message: message.to_owned(),
        password: password.to_owned(),
    };
    for login in [
        crossed,
        unsaid(&mine.message, ""),
        unsaid("", &mine.password),
        unsaid("not an id", "x"),
        unsaid(&mine.message, &mine.password[1..]),
    ] {
        let answer = receipt(&house, &login, "1", "").await;
        answer.is(401, "receipt_login_wrong");
    }
    let path = "/api/v1/gateways/receipt?kind=1";
    for header in ["Basic", "Basic !!!", "Bearer x", "Basic YQ=="] {
        let headers = [("authorization", header)];
        let answer = house.call(Method::GET, path, &headers, None).await;
        answer.is(401, "receipt_login_wrong");
    }
    let answer = house.call(Method::GET, path, &[], None).await;
    answer.is(401, "receipt_login_wrong");
    for report in [&one, &other] {
        let report = operator.report(id(report)).await;
        assert_eq!(report["delivery"]["state"], "accepted");
    }
    // A report that is over hears nothing any more.
    operator.end(id(&one)).await;
    let late = receipt(&house, &mine, "1", "").await;
    assert_eq!(late.status, StatusCode::OK);
    let over = operator.report(id(&one)).await;
    assert_eq!(over["delivery"]["state"], "accepted");
}

#[tokio::test]
async fn vr_4_1_3a_operators_see_that_no_gateway_is_there_before_they_send() {
    let (house, first, second) = two([]).await;
    let operator = house.person("op1").await;
    let health = async || {
        let answer = operator.get("/api/v1/gateways").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    };
    assert_eq!(health().await["sms"]["state"], "ready");
    assert_eq!(health().await["email"]["state"], "ready");
    let mut told = house.signaling.gateway_health();
    for (gateway, state) in [
        (&first, ChannelState::Reserve),
        (&second, ChannelState::Down),
    ] {
        gateway.is_down.store(true, Ordering::SeqCst);
        let is_told = told.wait_for(|health| health.sms.state == state);
        tokio::time::timeout(Duration::from_secs(20), is_told)
            .await
            .unwrap()
            .unwrap();
    }
    let down = health().await;
    assert_eq!(down["sms"]["state"], "down");
    assert_eq!(down["sms"]["gateways"][0]["name"], "first");
    assert_eq!(down["sms"]["gateways"][0]["is_up"], false);
    // Nobody has to report it: the system files it as a fault of its own.
    let system = house.person_at("npasysmgr", TerminalKind::Management).await;
    let faults = async || {
        admin::faults::file(&house.admin).await.unwrap();
        let listed = "/api/v1/cases?document=VR&workflow=fault&open=true";
        let listed = system.get(listed).await.json();
        listed["cases"].as_array().unwrap().len()
    };
    let filed = async || {
        while faults().await == 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), filed())
        .await
        .unwrap();
    // It is tried all the same: the gateway may be back a moment before it is looked at.
    assert_eq!(sent(&operator).await["delivery"]["state"], "accepted");
    assert_eq!(health().await["sms"]["state"], "reserve");
    second.is_down.store(false, Ordering::SeqCst);
    first.is_down.store(false, Ordering::SeqCst);
    let is_back = told.wait_for(|health| health.sms.state == ChannelState::Ready);
    tokio::time::timeout(Duration::from_secs(20), is_back)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn vr_4_1_3a_a_landline_or_a_number_abroad_is_refused_with_words() {
    let (house, first, _) = two([]).await;
    let operator = house.person("op1").await;
    for (number, code) in [
        ("03-3581-0141", "destination_not_mobile"),
        ("+84 91 234 56 78", "destination_abroad"),
        ("+1 202 555 0123", "destination_abroad"),
    ] {
        let answer = operator
            .post("/api/v1/requests/prepare", complete(number))
            .await;
        let (status, found, clause) = answer.refusal();
        assert_eq!((status, &*found), (422, code), "{number}");
        assert_eq!(clause.as_deref(), Some("VR-4.1.3a"));
    }
    assert_eq!(first.sent(), 0);
}

#[tokio::test]
async fn a_link_that_is_opened_has_arrived_whatever_the_gateway_says() {
    let (house, first, _) = two([]).await;
    let operator = house.person("op1").await;
    let report = sent(&operator).await;
    receipt(&house, &first.login(0), "2", "").await;
    let failed = operator.report(id(&report)).await;
    assert_eq!(failed["delivery"]["state"], "failed");
    Phone::new(&first.token(0)).open(&house).await;
    let opened = operator.report(id(&report)).await;
    assert_eq!(opened["delivery"]["state"], "delivered");
    assert_eq!(opened["delivery"]["reason"], Value::Null);
}

/// What a service between us and Kannel, or a broken Kannel, does with a connection.
#[derive(Clone, Copy)]
enum Breaks {
    /// Reads the request and answers so.
    Says(&'static str),
    /// Reads the request and never answers.
    Hangs,
}

const THERE: &str = "HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\nno";

/// Serves one kind of answer; says its port.
async fn broken(how: Breaks) -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4_096];
            let read = stream.read(&mut request).await.unwrap_or(0);
            // A look whether it is there carries no number.
            let asked = String::from_utf8_lossy(&request[..read]);
            match how {
                _ if !asked.contains("x-kannel-to") => {
                    let _ = stream.write_all(THERE.as_bytes()).await;
                }
                Breaks::Says(answer) => {
                    let _ = stream.write_all(answer.as_bytes()).await;
                }
                Breaks::Hangs => held.push(stream),
            }
        }
    });
    port
}

fn kannel_at(port: u16) -> Arc<dyn SmsSender> {
    use signaling::gateways::kannel::{Kannel, KannelConfig};
    let config = KannelConfig {
        name: "kannel".to_owned(),
        url: format!("http://127.0.0.1:{port}/cgi-bin/sendsms"),
        user: "genba".to_owned(),
        password: "secret".to_owned(),
        sender: "110".to_owned(),
        smsc: None,
        authority: None,
        receipts: "https://localhost:8443".to_owned(),
        receipt_wait: Duration::from_secs(120),
    };
    Arc::new(Kannel::new(config).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn vr_4_1_3a_half_an_answer_and_nonsense_leave_the_message_unknown() {
    let table = [
        (Breaks::Says(""), "unknown", 0),
        (Breaks::Says("\u{1}\u{2}\u{3} what?"), "unknown", 0),
        (
            Breaks::Says("HTTP/1.1 202 Accepted\r\ncontent-length: 24\r\n\r\n0: Acc"),
            "unknown",
            0,
        ),
        (
            Breaks::Says("HTTP/1.1 202 Accepted\r\ncontent-length: 5\r\n\r\nhello"),
            "unknown",
            0,
        ),
        (
            Breaks::Says("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n"),
            "unknown",
            0,
        ),
        (Breaks::Hangs, "unknown", 0),
        (
            Breaks::Says("HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\nno"),
            "accepted",
            1,
        ),
        (
            Breaks::Says("HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno"),
            "accepted",
            1,
        ),
        (
            Breaks::Says(
                "HTTP/1.1 202 Accepted\r\ncontent-length: 24\r\n\r\n0: Accepted for delivery",
            ),
            "accepted",
            0,
        ),
    ];
    let tried = table.map(|(how, state, asked_on)| {
        // On the stack, nine houses at once would be too large.
        Box::pin(async move {
            let second = Scripted::new("second", []);
            let house = house_of(vec![kannel_at(broken(how).await), second.clone()]).await;
            let operator = house.person("op1").await;
            let report = sent(&operator).await;
            assert_eq!(report["delivery"]["state"], state);
            assert_eq!(second.sent(), asked_on, "{state}");
        })
    });
    futures_util::future::join_all(tried).await;
}
