//! Real sockets: the caller's page and the consoles.

use std::{net::SocketAddr, time::Duration};

use futures_util::{SinkExt, StreamExt};
use http::{HeaderValue, Method};
use protocol::media::MediaOrder;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest},
};

use crate::house::{House, ORIGIN, Person, Session};

pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

pub async fn connect(
    address: SocketAddr,
    path: &str,
    headers: &[(&'static str, &str)],
) -> Result<Socket, u16> {
    let mut request = format!("ws://{address}{path}")
        .into_client_request()
        .unwrap();
    for (name, value) in headers {
        request
            .headers_mut()
            .insert(*name, HeaderValue::from_str(value).unwrap());
    }
    match connect_async(request).await {
        Ok((socket, _)) => Ok(Socket(socket)),
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(other) => panic!("{other}"),
    }
}

pub async fn caller_socket(address: SocketAddr, session: &Session) -> (Socket, Value) {
    let mut socket = connect(address, "/api/v1/caller/socket", &[("origin", ORIGIN)])
        .await
        .unwrap();
    socket
        .say(json!({"type": "hello", "session_token": session.token}))
        .await;
    let welcome = socket.hear().await.unwrap();
    (socket, welcome)
}

pub async fn console_socket(address: SocketAddr, person: &Person<'_>) -> Socket {
    let headers = [("origin", ORIGIN), ("cookie", person.cookie.as_str())];
    let mut socket = connect(address, "/api/v1/console/socket", &headers)
        .await
        .unwrap();
    assert_eq!(socket.hear().await.unwrap()["type"], "hello");
    socket
}

impl Socket {
    pub async fn say(&mut self, message: Value) {
        self.0
            .send(Message::text(message.to_string()))
            .await
            .unwrap();
    }

    /// The next message, or the code with which the socket closed.
    pub async fn hear(&mut self) -> Result<Value, u16> {
        loop {
            let next = tokio::time::timeout(Duration::from_secs(10), self.0.next());
            match next.await.expect("something is said in time") {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => return Err(frame.map_or(0, |f| f.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(0),
            }
        }
    }

    /// The next message that is as wanted.
    pub async fn hear_until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..200 {
            let message = self.hear().await.expect("the socket stays open");
            if wanted(&message) {
                return message;
            }
        }
        panic!("the message never came");
    }

    /// The same, for who must not fail where it never comes.
    pub async fn hears_within(
        &mut self,
        limit: Duration,
        wanted: impl Fn(&Value) -> bool,
    ) -> Option<Value> {
        let heard = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Text(text))) => {
                        let message = serde_json::from_str(&text).unwrap();
                        if wanted(&message) {
                            return Some(message);
                        }
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                    Some(Ok(_)) => {}
                }
            }
        };
        tokio::time::timeout(limit, heard).await.ok().flatten()
    }
}

fn positions(seq: u32, latitudes: &[f64]) -> Value {
    let points: Vec<Value> = latitudes
        .iter()
        .map(|latitude| {
            json!({"at_ms": 1_795_000_000_000_i64, "latitude_deg": latitude,
                   "longitude_deg": 139.7528, "accuracy_m": 8.0})
        })
        .collect();
    json!({"type": "positions", "seq": seq, "points": points})
}

#[tokio::test]
async fn positions_are_stored_once_shown_at_once_and_named() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let address = house.listen().await;
    let mut console = console_socket(address, &operator).await;
    let (mut phone, welcome) = caller_socket(address, &session).await;
    let told_ms = welcome["now_ms"].as_i64().unwrap();
    assert!((0..5_000).contains(&(house.clock.now().0 - told_ms)));
    assert_eq!(
        welcome,
        json!({"type": "welcome", "messages": [], "held": false, "now_ms": told_ms})
    );
    console
        .hear_until(|e| e["report"]["caller_online"] == true)
        .await;

    phone.say(positions(1, &[35.685, 91.0, 35.686])).await;
    assert_eq!(
        phone.hear().await.unwrap(),
        json!({"type": "positions_received", "seq": 1})
    );
    phone.say(positions(1, &[35.685, 35.686])).await;
    assert_eq!(phone.hear().await.unwrap()["seq"], 1);
    let event = console.hear_until(|e| e["type"] == "points").await;
    assert_eq!(
        event["points"].as_array().unwrap().len(),
        2,
        "the one outside the world is gone"
    );
    assert_eq!(
        event["points"][0]["municipality"]["name_ja"],
        "東京都千代田区"
    );

    let detail = operator
        .get(&format!("/api/v1/reports/{report}"))
        .await
        .json();
    assert_eq!(
        detail["track"].as_array().unwrap().len(),
        2,
        "a repeated batch is stored once"
    );
    assert_eq!(detail["track"][1]["seq"], 2);
    assert_eq!(
        detail["report"]["last_point"]["position"]["latitude_deg"],
        35.686
    );
}

#[tokio::test]
async fn words_go_both_ways_once_and_are_there_after_a_reconnect() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let address = house.listen().await;
    let mut console = console_socket(address, &operator).await;
    let (mut phone, _) = caller_socket(address, &session).await;

    let path = format!("/api/v1/reports/{report}/messages");
    let phrase = json!({"body": {"kind": "phrase", "phrase": "stay_safe"}});
    let said = operator.post(&path, phrase.clone()).await.json();
    let heard = phone.hear_until(|m| m["type"] == "message").await;
    assert_eq!(heard["body"], phrase["body"]);
    phone
        .say(json!({"type": "shown", "message": said["id"]}))
        .await;
    console
        .hear_until(|e| e["message"]["delivered_ms"].is_i64())
        .await;

    let say = json!({"type": "say", "client_key": "0123456789abcdef", "words": " はい "});
    for _ in 0..2 {
        phone.say(say.clone()).await;
        phone.hear_until(|m| m["type"] == "say_received").await;
    }
    console
        .hear_until(|e| e["message"]["body"]["words"] == "はい")
        .await;
    phone
        .say(json!({"type": "say", "client_key": "0123456789abcdeg", "words": " "}))
        .await;
    assert_eq!(phone.hear().await.unwrap()["code"], "message_empty");
    drop(phone);
    let (_, welcome) = caller_socket(address, &session).await;
    assert_eq!(welcome["messages"].as_array().unwrap().len(), 2);
    operator
        .post(&path, json!({"body": {"kind": "words", "words": ""}}))
        .await
        .is(422, "message_empty");
    let long = json!({"body": {"kind": "words", "words": "字".repeat(501)}});
    operator.post(&path, long).await.is(422, "message_too_long");
}

#[tokio::test]
async fn where_a_caller_is_stuck_and_that_it_left_is_seen() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let address = house.listen().await;
    let (mut phone, _) = caller_socket(address, &session).await;
    phone
        .say(json!({"type": "stuck", "obstacle": "camera_denied"}))
        .await;
    operator
        .wait_for(&report, |r| r["stuck"]["obstacle"] == "camera_denied")
        .await;
    phone.say(json!({"type": "permitted"})).await;
    operator.wait_for(&report, |r| r["stuck"].is_null()).await;
    drop(phone);
    let gone = operator
        .wait_for(&report, |r| r["stuck"]["obstacle"] == "offline")
        .await;
    assert_eq!(gone["caller_online"], false);
    let _back = caller_socket(address, &session).await;
    operator
        .wait_for(&report, |r| {
            r["stuck"].is_null() && r["caller_online"] == true
        })
        .await;
}

#[tokio::test]
async fn either_side_ends_and_the_other_hears_it() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let address = house.listen().await;
    let (report, session) = house.started(&operator).await;
    let (mut phone, _) = caller_socket(address, &session).await;
    operator.end(&report).await;
    let ended = phone.hear_until(|m| m["type"] == "ended").await;
    assert_eq!(ended["reason"], "finished");
    assert_eq!(phone.hear().await, Err(1000));

    let (report, session) = house.started(&operator).await;
    let (mut phone, _) = caller_socket(address, &session).await;
    let mut console = console_socket(address, &operator).await;
    phone.say(json!({"type": "end", "withdrawn": true})).await;
    let seen = console
        .hear_until(|e| e["report"]["state"] == "ended")
        .await;
    assert_eq!(seen["report"]["end_reason"], "consent_withdrawn");
    assert_eq!(
        phone.hear_until(|m| m["type"] == "ended").await["reason"],
        "consent_withdrawn"
    );
    phone.say(positions(1, &[35.0])).await;
    assert_eq!(phone.hear().await, Err(1000));
    let detail = operator
        .get(&format!("/api/v1/reports/{report}"))
        .await
        .json();
    assert_eq!(detail["track"], json!([]), "no position after the end");
}

#[tokio::test]
async fn a_socket_needs_a_session_soon_and_from_our_own_page() {
    let house = House::new().await;
    let address = house.listen().await;
    let path = "/api/v1/caller/socket";
    assert_eq!(
        connect(address, path, &[("origin", "https://evil.example")])
            .await
            .err(),
        Some(403)
    );
    for first in [
        json!({"type": "hello", "session_token": "x"}),
        json!({"type": "ping"}),
        json!(5),
    ] {
        let mut socket = connect(address, path, &[]).await.unwrap();
        socket.say(first).await;
        let refused = socket.hear().await.unwrap();
        assert_eq!(
            (&refused["type"], &refused["code"]),
            (&json!("refused"), &json!("session_invalid"))
        );
        assert_eq!(socket.hear().await, Err(1008));
    }
    let mut silent = connect(address, path, &[]).await.unwrap();
    assert_eq!(silent.hear().await.unwrap()["code"], "session_invalid");
}

#[tokio::test]
async fn a_flood_closes_its_own_socket_and_no_other() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let address = house.listen().await;
    let (report, session) = house.started(&operator).await;
    let (_, neighbour) = house.started(&operator).await;
    let (mut calm, _) = caller_socket(address, &neighbour).await;
    let (mut wild, _) = caller_socket(address, &session).await;
    let flood = async {
        for _ in 0..1_000 {
            if wild
                .0
                .send(Message::text("{\"type\":\"ping\"}"))
                .await
                .is_err()
            {
                break;
            }
        }
        let refused = wild.hear_until(|m| m["type"] == "refused").await;
        assert_eq!(refused["code"], "too_many_requests");
        assert_eq!(wild.hear().await, Err(1008));
    };
    flood.await;
    calm.say(json!({"type": "ping"})).await;
    assert_eq!(calm.hear().await.unwrap()["type"], "pong");
    let (mut back, _) = caller_socket(address, &session).await;
    back.say(json!({"type": "say", "client_key": "a".repeat(16), "words": "x".repeat(70_000)}))
        .await;
    let end = back.hear().await;
    assert!(
        end.is_err() || end.unwrap()["type"] == "refused",
        "an oversize frame ends the socket"
    );
    assert_eq!(operator.report(&report).await["state"], "connecting");
}

#[tokio::test]
async fn a_readmitted_phone_closes_the_old_ones_socket() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let address = house.listen().await;
    let (report, token) = house.invite(&operator).await;
    let old = crate::house::Phone::new(&token).start(&house).await;
    let (mut socket, _) = caller_socket(address, &old).await;
    operator
        .post(&format!("/api/v1/reports/{report}/readmit"), json!({}))
        .await;
    let new = crate::house::Phone::new(&token).start(&house).await;
    let code = loop {
        if let Err(code) = socket.hear().await {
            break code;
        }
    };
    assert_eq!(code, 1013);
    let mut again = connect(address, "/api/v1/caller/socket", &[])
        .await
        .unwrap();
    again
        .say(json!({"type": "hello", "session_token": old.token}))
        .await;
    assert_eq!(again.hear().await.unwrap()["code"], "session_invalid");
    let (_socket, welcome) = caller_socket(address, &new).await;
    assert_eq!(welcome["type"], "welcome");
}

#[tokio::test]
async fn consoles_hear_their_own_headquarters_only_and_end_with_their_session() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let neighbour = house.person("opb1").await;
    let address = house.listen().await;
    let mut own = console_socket(address, &operator).await;
    let mut foreign = console_socket(address, &neighbour).await;
    let (report, _) = house.invite(&operator).await;
    own.hear_until(|e| e["report"]["id"] == report.as_str())
        .await;
    let path = "/api/v1/console/socket";
    assert_eq!(connect(address, path, &[]).await.err(), Some(401));
    let evil = [
        ("origin", "https://evil.example"),
        ("cookie", operator.cookie.as_str()),
    ];
    assert_eq!(connect(address, path, &evil).await.err(), Some(403));

    let out = [("cookie", neighbour.cookie.as_str())];
    house
        .call(Method::POST, "/api/v1/sign-out", &out, Some(json!({})))
        .await;
    assert_eq!(
        foreign.hear().await.unwrap()["type"],
        "signed_out",
        "nothing of the other before"
    );
    assert_eq!(foreign.hear().await, Err(1000));
}

/// What VR-3.2b promises: no more than a second after the chief's act nothing of the person is
/// left, neither socket nor picture nor token. Two terminals at once are allowed.
#[tokio::test]
async fn vr_3_2b_revocation_reaches_sockets_media_and_tokens_within_a_second() {
    let house = House::new().await;
    let address = house.listen().await;
    let tablet = house.person("op1").await;
    let notebook = house.person("op1").await;
    let (report, _) = house.started(&tablet).await;
    let mut sockets = vec![
        console_socket(address, &tablet).await,
        console_socket(address, &notebook).await,
    ];
    let watch = tablet
        .post(&format!("/api/v1/reports/{report}/watch"), json!({}))
        .await;
    assert_eq!(watch.status, 200, "{}", watch.text());
    let me = tablet.get("/api/v1/me").await.json();
    let account = me["account"].as_str().unwrap().to_owned();
    let chief = house
        .person_at("chief1", protocol::person::TerminalKind::Management)
        .await;

    let begun = std::time::Instant::now();
    let path = format!("/api/v1/accounts/{account}/revoke");
    let revoked = chief.post(&path, json!({})).await;
    assert_eq!(revoked.status, 200, "{}", revoked.text());
    for person in [&tablet, &notebook] {
        // proves VR-3.2b
        person.get("/api/v1/me").await.is(401, "not_signed_in");
        let watch = format!("/api/v1/reports/{report}/watch");
        person
            .post(&watch, json!({}))
            .await
            .is(401, "not_signed_in");
    }
    for socket in &mut sockets {
        let limit = Duration::from_secs(5);
        let told = socket.hears_within(limit, |event| event["type"] == "signed_out");
        // proves VR-3.2b
        assert!(told.await.is_some(), "a console stays open");
        assert_eq!(socket.hear().await, Err(1000));
    }
    let is_revoked = || {
        let orders = house.node.orders.lock().unwrap();
        let subjects = orders.iter().filter_map(|order| match order {
            MediaOrder::Revoke { room, subject } => Some((room.to_string(), subject.clone())),
            _ => None,
        });
        let own = |(room, subject): &(String, String)| {
            *room == report && subject.starts_with(&format!("{account}:"))
        };
        subjects.filter(own).count() == 2
    };
    while !is_revoked() {
        assert!(begun.elapsed() < Duration::from_secs(1));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(1), "{took:?}");

    // The user id is spent (VR-3.2b).
    let new = json!({
        "document": "VR", "kind": "reception_operator", "unit": me["unit"],
        "person": { "user_id": "OP1", "name": "別人 太郎" }, "from": house.admin.today().to_string(),
    });
    let again = chief.post("/api/v1/posts", new).await;
    // proves VR-3.2b
    again.is(409, "user_id_taken");
}

/// The same when another process wrote it: the store is all that both have.
#[tokio::test]
async fn vr_3_2b_what_another_process_revoked_closes_a_socket_within_a_second() {
    let house = House::new().await;
    let address = house.listen().await;
    let person = house.person("op1").await;
    let mut socket = console_socket(address, &person).await;
    let me = person.get("/api/v1/me").await.json();
    let account = me["account"].as_str().unwrap().parse().unwrap();
    let now = house.admin.now();
    let begun = std::time::Instant::now();
    let ended = house
        .admin
        .db()
        .write(async |txn| {
            let ended = admin::sessions::end_all(txn, account, now).await;
            ended.map_err(admin::store::StoreError::from)
        })
        .await;
    assert_eq!(ended.unwrap().len(), 1);
    socket
        .hear_until(|event| event["type"] == "signed_out")
        .await;
    assert!(
        begun.elapsed() < Duration::from_secs(1),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn a_locked_screen_hears_and_sees_nothing() {
    let house = House::new().await;
    let address = house.listen().await;
    let person = house.person("op1").await;
    let (report, _) = house.started(&person).await;
    let mut socket = console_socket(address, &person).await;
    let locked = person.post("/api/v1/lock", json!({})).await;
    assert_eq!(locked.status, 204);
    socket.hear_until(|event| event["type"] == "locked").await;
    assert_eq!(socket.hear().await, Err(1000));
    let watch = format!("/api/v1/reports/{report}/watch");
    person
        .post(&watch, json!({}))
        .await
        .is(423, "session_locked");
    person
        .get("/api/v1/reports")
        .await
        .is(423, "session_locked");
    let headers = [("origin", ORIGIN), ("cookie", person.cookie.as_str())];
    let refused = connect(address, "/api/v1/console/socket", &headers).await;
    assert_eq!(refused.err(), Some(423));
    for _ in 0..200 {
        let revoked = |order: &MediaOrder| matches!(order, MediaOrder::Revoke { .. });
        if house.node.orders.lock().unwrap().iter().any(revoked) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the live picture did not go");
}

#[tokio::test]
async fn one_sign_in_does_not_take_the_consoles_of_all() {
    let house = House::new().await;
    let address = house.listen().await;
    let person = house.person("op1").await;
    let mut sockets = Vec::new();
    for _ in 0..10 {
        sockets.push(console_socket(address, &person).await);
    }
    let headers = [("origin", ORIGIN), ("cookie", person.cookie.as_str())];
    let path = "/api/v1/console/socket";
    assert_eq!(connect(address, path, &headers).await.err(), Some(429));
    // A second sign-in has its own, and a window that closes makes room.
    let tablet = house.person("op1").await;
    let _own = console_socket(address, &tablet).await;
    drop(sockets.pop());
    for _ in 0..200 {
        match connect(address, path, &headers).await {
            Ok(_) => return,
            Err(status) => assert_eq!(status, 429),
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("a closed window keeps its place");
}
