//! Every role tries every operation that the API document lists: what the grants do not allow is
//! refused with its clause, nothing fails, and nothing of another headquarters comes out.
//!
//! `operations.txt` says for each operation which grant is asked in the person's own unit. An
//! operation that is not listed there fails this test: say who may.

use std::collections::BTreeMap;

use admin::{
    accounts,
    core::authority::Matter,
    sessions::{self, Opening},
};
use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use protocol::person::TerminalKind;
use serde_json::Value;

use crate::house::House;

/// One line of `operations.txt`.
struct Operation {
    method: Method,
    path: String,
    asks: Asks,
    body: String,
}

enum Asks {
    /// This grant, in the own unit; a refusal is 403.
    Grant(String),
    /// Nobody who signs in at a console: callers, the media engine, the demo.
    Others,
    /// Everybody who is signed in, each about the own affairs; or a question about one matter,
    /// which the operation's own tests try.
    Matter,
}

const ENDS_THE_TRIES: [&str; 3] = ["/api/v1/sign-out", "/api/v1/lock", "/api/v1/unlock"];

/// Ids that exist nowhere.
const NOWHERE: &str = "0198c0de-0000-7000-8000-00000000dead";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_role_tries_every_operation() {
    let house = House::new().await;
    let operations = operations();
    let admin = &house.admin;
    let units = admin.units().await.unwrap();
    let mut tried = 0;
    let secret = neighbours_secret(&house).await;
    for account in house.people.clone() {
        for terminal in [
            TerminalKind::Reception,
            TerminalKind::Management,
            TerminalKind::Unenrolled,
        ] {
            let cookie = cookie(&house, &account.user_id, terminal).await;
            let token = cookie.split_once('=').unwrap().1;
            let person = sessions::find(&**admin.db(), token, admin.now()).await;
            let person = person.unwrap().unwrap();
            for operation in &operations {
                let answer = house.send(request(operation, &cookie)).await;
                let (user, status) = (&account.user_id, answer.status);
                let at = format!(
                    "{user} at {terminal:?}: {} {} → {status} {}",
                    operation.method,
                    operation.path,
                    answer.text()
                );
                tried += 1;
                assert!(!status.is_server_error() || status == 503, "{at}");
                assert_ne!(status, StatusCode::UNAUTHORIZED, "{at}");
                if account.headquarters.starts_with("デモ県") {
                    assert!(!answer.text().contains(&secret), "{at}");
                }
                if let Asks::Grant(action) = &operation.asks {
                    let matter = Matter {
                        unit: person.unit,
                        ..admin::own(&person)
                    };
                    let may = admin.may(&person, action, &matter, &units);
                    // A group finds nothing of the police; everybody else is told that they may not.
                    let refused = may.as_ref().err().map(admin::problem::Refused::status);
                    match refused {
                        Some(expected) => assert_eq!(status, expected, "{at}"),
                        None => assert_ne!(status, StatusCode::FORBIDDEN, "{at}"),
                    }
                    if let Err(refused) = may {
                        let clause = answer.refusal().2;
                        assert_eq!(clause, refused.0.clause, "{at}");
                    }
                }
            }
        }
    }
    assert!(tried > 1_000, "{tried}");
}

#[tokio::test]
async fn nobody_without_a_session_gets_in() {
    let house = House::new().await;
    for operation in operations() {
        if matches!(operation.asks, Asks::Others) {
            continue;
        }
        let answer = house.send(request(&operation, "")).await;
        let at = format!("{} {}", operation.method, operation.path);
        assert_eq!(
            answer.status,
            StatusCode::UNAUTHORIZED,
            "{at} {}",
            answer.text()
        );
    }
}

#[test]
fn every_operation_of_the_document_says_whom_it_asks() {
    let listed: Vec<_> = lines().collect();
    for (method, path) in documented() {
        let known = listed
            .iter()
            .any(|line| line[0] == method && line[1] == path);
        assert!(known, "operations.txt does not say who may {method} {path}");
    }
    for line in &listed {
        let exists = documented().any(|(method, path)| line[0] == method && line[1] == path);
        assert!(exists, "there is no {} {}", line[0], line[1]);
    }
}

/// What a neighbour's list holds and nobody else's may: the number of a case.
async fn neighbours_secret(house: &House) -> String {
    let operator = house.person("opb1").await;
    let body = serde_json::json!({
        "document": "VR", "workflow": "mis_send", "step": "report",
        "values": { "noticed": "隣県の誤送信 080-9999-0000", "url": ["destroyed"] },
    });
    let begun = operator.post("/api/v1/cases", body).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text());
    begun.json()["id"].as_str().unwrap().to_owned()
}

async fn cookie(house: &House, user_id: &str, terminal: TerminalKind) -> String {
    let (db, now) = (house.admin.db(), house.admin.now());
    let holder = accounts::holder_by_user_id(&**db, user_id, now).await;
    let holder = holder.unwrap().unwrap();
    let token = db
        .write(async |txn| {
            let token = sessions::open(txn, &holder, Opening::at(terminal), now).await;
            token.map_err(admin::store::StoreError::from)
        })
        .await
        .unwrap();
    format!("__Host-genba-session={token}")
}

fn request(operation: &Operation, cookie: &str) -> Request<Body> {
    let path: String = operation
        .path
        .split('/')
        .map(|part| match part {
            "{document}" => "VR",
            "{kind}" => "recording_medium",
            part if part.starts_with('{') => NOWHERE,
            part => part,
        })
        .collect::<Vec<_>>()
        .join("/");
    Request::builder()
        .method(&operation.method)
        .uri(path)
        .header(header::COOKIE, cookie)
        .header(header::ORIGIN, "https://localhost:8443")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(operation.body.clone()))
        .unwrap()
}

/// The operations to try: those that this crate and the one below serve.
fn operations() -> Vec<Operation> {
    lines()
        .filter(|line| line[1].starts_with("/api/"))
        .map(|line| Operation {
            method: line[0].parse().unwrap(),
            path: line[1].to_owned(),
            asks: match line[2] {
                "matter" => Asks::Matter,
                "others" => Asks::Others,
                grant => Asks::Grant(grant.to_owned()),
            },
            body: line[3].to_owned(),
        })
        // Signing out or locking in the middle stands in the way of the next try.
        .filter(|operation| !ENDS_THE_TRIES.contains(&operation.path.as_str()))
        .filter(|operation| !matches!(operation.asks, Asks::Others))
        .collect()
}

/// Method, path, what is asked, and a body that can be read.
fn lines() -> impl Iterator<Item = [&'static str; 4]> {
    let lines = include_str!("operations.txt").lines();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let mut parts = line.splitn(4, ' ');
            let mut next = || parts.next().unwrap_or_default();
            [next(), next(), next(), next()]
        })
}

fn documented() -> impl Iterator<Item = (String, String)> {
    let document = include_str!("../../../infra/openapi.json");
    let document: Value = serde_json::from_str(document).unwrap();
    let paths: BTreeMap<String, BTreeMap<String, Value>> =
        serde_json::from_value(document["paths"].clone()).unwrap();
    paths.into_iter().flat_map(|(path, methods)| {
        let methods = methods.into_keys();
        methods.map(move |method| (method.to_uppercase(), path.clone()))
    })
}
