//! The life of a one-time link (state machine D1): delivery, both deadlines, prolongation,
//! destruction.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use http::{Method, StatusCode};
use serde_json::{Value, json};
use signaling::sms::{Delivery, NotSent, OutgoingSms, SendFuture, SmsSender};

use tokio::sync::Notify;

use crate::house::{Answer, House, NUMBER, Person, Phone, Settings, open};

/// A gateway that fails so many times and then takes everything, or loses it.
#[derive(Default)]
struct WeakGateway {
    failures: AtomicU32,
    sent: Mutex<Vec<(String, String)>>,
}

impl SmsSender for WeakGateway {
    fn name(&self) -> &str {
        "weak"
    }

    fn send<'a>(&'a self, message: &'a OutgoingSms<'a>) -> SendFuture<'a> {
        let (to, link) = (message.destination.to_owned(), message.sms.link.clone());
        Box::pin(async move {
            self.sent.lock().unwrap().push((to, link));
            let left = self.failures.load(Ordering::SeqCst);
            if left > 0 {
                self.failures.store(left - 1, Ordering::SeqCst);
                return Err(NotSent::Refused("not now".to_owned()));
            }
            Ok(Delivery::Accepted { gateway_id: None })
        })
    }
}

impl WeakGateway {
    fn token(&self, index: usize) -> String {
        let sent = self.sent.lock().unwrap();
        sent[index].1.split_once("/#").unwrap().1.to_owned()
    }
}

/// A gateway that takes a message only when it is let.
#[derive(Default)]
struct SlowGateway {
    sent: AtomicU32,
    asked: Notify,
    let_go: Notify,
}

impl SmsSender for SlowGateway {
    fn name(&self) -> &str {
        "slow"
    }

    fn send<'a>(&'a self, _: &'a OutgoingSms<'a>) -> SendFuture<'a> {
        Box::pin(async {
            self.sent.fetch_add(1, Ordering::SeqCst);
            self.asked.notify_one();
            self.let_go.notified().await;
            Ok(Delivery::Accepted { gateway_id: None })
        })
    }
}

/// Begins a request and leaves once the gateway was asked, as a page does that is reloaded.
async fn leave_in_the_middle(asking: impl Future<Output = Answer>, gateway: &SlowGateway) {
    tokio::select! {
        answer = asking => panic!("answered before the gateway: {}", answer.text()),
        () = gateway.asked.notified() => {}
    }
}

async fn slow_house() -> (House, Arc<SlowGateway>) {
    let gateway = Arc::new(SlowGateway::default());
    let settings = Settings {
        sms: vec![gateway.clone()],
        ..Settings::default()
    };
    (House::with(settings).await, gateway)
}

async fn only_report(operator: &Person<'_>) -> Value {
    let list = operator.get("/api/v1/reports").await.json();
    assert_eq!(list.as_array().unwrap().len(), 1, "{list}");
    list[0].clone()
}

#[tokio::test]
async fn d1_a_message_goes_out_to_its_end_when_the_operators_page_is_gone() {
    let (house, gateway) = slow_house().await;
    let operator = house.person("op1").await;
    leave_in_the_middle(operator.request_video(NUMBER), &gateway).await;
    let report = only_report(&operator).await;
    assert_eq!(report["delivery"]["state"], "sending");
    let id = report["id"].as_str().unwrap();
    gateway.let_go.notify_one();
    let is_accepted = |report: &Value| report["delivery"]["state"] == "accepted";
    operator.wait_for(id, is_accepted).await;

    house.after_minutes(1);
    leave_in_the_middle(operator.try_act(id, "resend", json!({})), &gateway).await;
    gateway.let_go.notify_one();
    let again = operator.wait_for(id, is_accepted).await;
    assert_eq!(again["delivery"]["sends"], 2);
    assert_eq!(gateway.sent.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn d1_a_message_that_a_stop_of_the_server_broke_off_is_not_sent_again_by_itself() {
    let (house, gateway) = slow_house().await;
    let operator = house.person("op1").await;
    leave_in_the_middle(operator.request_video(NUMBER), &gateway).await;
    let house = house.restart().await;
    let operator = house.person("op1").await;
    let report = only_report(&operator).await;
    let id = report["id"].as_str().unwrap();
    // The gateway was asked: whether it has the message, nobody knows.
    assert_eq!(report["delivery"]["state"], "unknown");
    assert_eq!(report["stuck"]["obstacle"], "send_unknown");
    house.after_minutes(1);
    // Nothing is sent again unless the operator asks.
    let outbox = || house.call(Method::GET, "/api/v1/demo/outbox", &[], None);
    assert_eq!(outbox().await.json(), json!([]));
    operator.act(id, "resend", json!({})).await;
    assert_eq!(outbox().await.json().as_array().unwrap().len(), 1);
    let again = operator.report(id).await;
    assert_eq!(again["stuck"], Value::Null);
}

async fn house_with(failures: u32) -> (House, Arc<WeakGateway>) {
    let gateway = Arc::new(WeakGateway::default());
    gateway.failures.store(failures, Ordering::SeqCst);
    let settings = Settings {
        sms: vec![gateway.clone()],
        ..Settings::default()
    };
    (House::with(settings).await, gateway)
}

fn steps(report: &Value) -> Vec<&str> {
    let funnel = report["funnel"].as_array().unwrap();
    funnel.iter().map(|s| s["step"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn d1_after_a_failure_the_link_is_sent_again_to_the_same_number_without_a_new_case() {
    let (house, gateway) = house_with(1).await;
    let operator = house.person("op1").await;
    let sent = operator.request_video(NUMBER).await.json();
    let report = sent["report"].clone();
    let id = report["id"].as_str().unwrap();
    assert_eq!(report["delivery"]["state"], "failed");
    assert_eq!(report["stuck"]["obstacle"], "send_failed");
    let path = format!("/api/v1/reports/{id}/resend");
    // A double click sends one message.
    operator
        .post(&path, json!({}))
        .await
        .is(409, "sent_just_now");
    house.after_minutes(1);
    let again = operator.post(&path, json!({})).await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.text());
    let again = again.json();
    assert_eq!(again["id"], report["id"]);
    assert_eq!(again["number"], report["number"]);
    assert_eq!(again["delivery"]["state"], "accepted");
    assert_eq!(again["delivery"]["sends"], 2);
    assert_eq!(again["stuck"], Value::Null);
    assert!(again["opening_deadline_ms"].as_i64() > report["opening_deadline_ms"].as_i64());
    assert_eq!(steps(&again), ["sent"], "accepted is not delivered");
    let destinations: Vec<_> = gateway.sent.lock().unwrap().clone();
    assert_eq!(destinations[0].0, destinations[1].0);

    // Lost, sent once more, and then never again.
    house.after_minutes(1);
    let third = operator.post(&path, json!({})).await.json();
    assert_eq!(third["delivery"]["sends"], 3);
    house.after_minutes(1);
    operator
        .post(&path, json!({}))
        .await
        .is(409, "too_many_sends");
    // A message that comes late works like the others, for one phone in all.
    let first = Phone::new(&gateway.token(1)).start(&house).await;
    assert_eq!(first.report, id);
    Phone::new(&gateway.token(2))
        .try_start(&house)
        .await
        .is(409, "url_used");
    operator
        .post(&path, json!({}))
        .await
        .is(409, "already_started");
}

#[tokio::test]
async fn d1_a_link_that_never_got_through_is_given_up_with_its_own_words() {
    let (house, gateway) = house_with(9).await;
    let operator = house.person("op1").await;
    let sent = operator.request_video(NUMBER).await.json();
    let id = sent["report"]["id"].as_str().unwrap().to_owned();
    house.after_minutes(10);
    let given_up = operator.wait_for(&id, |r| r["state"] == "ended").await;
    assert_eq!(given_up["end_reason"], "not_delivered");
    let tapped = open(&house, &gateway.token(0)).await;
    let clause = Some("VR-4.1.3a".to_owned());
    assert_eq!(tapped.refusal(), (410, "url_abandoned".into(), clause));
}

#[tokio::test]
async fn d1_every_end_of_a_link_answers_410_with_its_own_code() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (expired, expired_token) = house.invite(&operator).await;
    house.after_minutes(10);
    operator.wait_for(&expired, |r| r["state"] == "ended").await;
    let (destroyed, destroyed_token) = house.invite(&operator).await;
    let path = format!("/api/v1/reports/{destroyed}/destroy");
    assert_eq!(operator.post(&path, json!({})).await.status, StatusCode::OK);
    let (consumed, consumed_token) = house.invite(&operator).await;
    let phone = Phone::new(&consumed_token);
    phone.start(&house).await;
    operator.end(&consumed).await;
    for (token, code) in [
        (&expired_token, "url_expired"),
        (&destroyed_token, "url_destroyed"),
        (&consumed_token, "report_over"),
    ] {
        let clause = Some("VR-2.3".to_owned());
        assert_eq!(
            open(&house, token).await.refusal(),
            (410, code.into(), clause)
        );
        let start = Phone::new(token).body_with("AAAA");
        let started = crate::house::start(&house, start).await;
        assert!(
            matches!(started.status.as_u16(), 401 | 410),
            "{}",
            started.text()
        );
    }
}

#[tokio::test]
async fn d1_destroying_ends_a_running_report_at_once_whoever_of_the_headquarters_presses() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let manager = house.person("mgr1").await;
    let neighbour = house.person("opb1").await;
    let (report, session) = house.started(&operator).await;
    let path = format!("/api/v1/reports/{report}/destroy");
    neighbour
        .post(&path, json!({}))
        .await
        .is(404, "report_not_found");
    let destroyed = manager.post(&path, json!({})).await.json();
    assert_eq!(destroyed["state"], "ended");
    assert_eq!(destroyed["end_reason"], "destroyed");
    operator
        .post(&path, json!({}))
        .await
        .is(409, "already_over");
    let picture = crate::house::jpeg(100);
    session
        .still(&house, "still", &picture)
        .await
        .is(410, "report_over");
    let orders = house.node.orders.lock().unwrap().clone();
    let ended = |order: &protocol::media::MediaOrder| matches!(order, protocol::media::MediaOrder::End { room } if room.to_string() == report);
    assert!(orders.iter().any(ended), "the media node is told");
}

#[tokio::test]
async fn d1_the_operator_is_warned_five_minutes_before_and_prolongs_once_with_a_reason() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (unstarted, _) = house.invite(&operator).await;
    let reason = json!({"reason": "現場の状況が続いている"});
    let early = format!("/api/v1/reports/{unstarted}/prolong");
    operator
        .post(&early, reason.clone())
        .await
        .is(409, "not_started");

    let (report, session) = house.started(&operator).await;
    let path = format!("/api/v1/reports/{report}/prolong");
    house.after_minutes(54);
    assert_eq!(operator.report(&report).await["ends_soon"], false);
    house.after_minutes(1);
    let warned = operator.wait_for(&report, |r| r["ends_soon"] == true).await;
    assert_eq!(warned["prolongable"], true);
    let refused = operator.post(&path, json!({"reason": "  "})).await;
    let clause = Some("VR-2.3".to_owned());
    assert_eq!(
        refused.refusal(),
        (422, "prolong_reason_missing".into(), clause)
    );
    assert_eq!(refused.json()["field"], "reason");
    let prolonged = operator.post(&path, reason.clone()).await.json();
    let added =
        prolonged["session_cap_ms"].as_i64().unwrap() - warned["session_cap_ms"].as_i64().unwrap();
    assert_eq!(added, 30 * 60_000);
    assert_eq!(
        (&prolonged["ends_soon"], &prolonged["prolongable"]),
        (&json!(false), &json!(false))
    );
    operator
        .post(&path, reason)
        .await
        .is(409, "already_prolonged");

    // The phone's session outlives the first cap and not the second.
    house.after_minutes(10);
    let picture = crate::house::jpeg(100);
    let still = session.still(&house, "still", &picture).await;
    assert_eq!(still.status, StatusCode::CREATED, "{}", still.text());
    house.after_minutes(25);
    let over = operator.wait_for(&report, |r| r["state"] == "ended").await;
    assert_eq!(over["end_reason"], "session_cap");
    let late = session.still(&house, "still", &picture).await;
    assert!(matches!(late.status.as_u16(), 401 | 410));
}

#[tokio::test]
async fn vr_2_3_the_figures_are_the_rulebooks_and_a_link_keeps_those_of_its_day() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (_, earlier) = house.invite(&operator).await;
    let minutes = |n: u32| json!({"kind": "period", "rule": {"after": {"minutes": n}}});
    house.set("opening_time", minutes(3)).await;
    house
        .set("max_devices", json!({"kind": "count", "count": 2}))
        .await;
    let (report, later) = house.invite(&operator).await;
    let seen = operator.report(&report).await;
    let opening =
        seen["opening_deadline_ms"].as_i64().unwrap() - seen["created_ms"].as_i64().unwrap();
    assert_eq!(opening, 3 * 60_000);
    for _ in 0..2 {
        Phone::new(&later).start(&house).await;
    }
    Phone::new(&later)
        .try_start(&house)
        .await
        .is(409, "url_used");
    house.after_minutes(4);
    Phone::new(&earlier).start(&house).await;
    Phone::new(&earlier)
        .try_start(&house)
        .await
        .is(409, "url_used");
}
