//! Sheets for officers, and the phones that scan them.

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::{Method, StatusCode};
use protocol::person::TerminalKind;
use serde_json::{Value, json};

use crate::house::{Answer, House, Person, Session, TEXT_VERSION};

/// A sheet as the chief was told of it.
pub struct Sheet {
    pub id: String,
    pub token: String,
    pub answer: Value,
}

pub async fn chief(house: &House) -> Person<'_> {
    house.person_at("chief1", TerminalKind::Management).await
}

/// The chief issues a sheet for the headquarters.
pub async fn issue(chief: &Person<'_>) -> Sheet {
    let issued = chief.post("/api/v1/staff-urls", json!({})).await;
    assert_eq!(issued.status, StatusCode::CREATED, "{}", issued.text());
    let answer = issued.json();
    let url = answer["url"].as_str().unwrap();
    Sheet {
        id: answer["staff_url"]["id"].as_str().unwrap().to_owned(),
        token: url.split_once('#').unwrap().1.to_owned(),
        answer,
    }
}

/// An officer's phone with a key that it never gives away.
pub struct Officer {
    pub token: String,
    key: EcdsaKeyPair,
}

impl Officer {
    pub fn new(sheet: &Sheet) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        Self {
            token: sheet.token.clone(),
            key,
        }
    }

    /// The same phone at another address.
    pub fn at(self, token: &str) -> Self {
        Self {
            token: token.to_owned(),
            ..self
        }
    }

    fn public_key(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.key.public_key().as_ref())
    }

    pub async fn open(&self, house: &House) -> Answer {
        let body = json!({"token": self.token, "public_key": self.public_key()});
        house
            .call(Method::POST, "/api/v1/staff/open", &[], Some(body))
            .await
    }

    /// Says something with a fresh challenge.
    pub async fn post(&self, house: &House, path: &str, mut body: Value) -> Answer {
        let opened = self.open(house).await.json();
        let challenge = opened["challenge"].as_str().unwrap_or_default().to_owned();
        // A figure that was set makes another version.
        if body["text_version"] == TEXT_VERSION {
            body["text_version"] = opened["texts"]["version"].clone();
        }
        body["token"] = json!(self.token);
        body["device"] = self.proof(&challenge);
        let path = format!("/api/v1/staff/{path}");
        house.call(Method::POST, &path, &[], Some(body)).await
    }

    pub fn proof(&self, challenge: &str) -> Value {
        let signature = self.key.sign(&SystemRandom::new(), challenge.as_bytes());
        json!({
            "public_key": self.public_key(),
            "challenge": challenge,
            "signature": BASE64_URL_SAFE_NO_PAD.encode(signature.unwrap().as_ref()),
        })
    }

    /// A phone that is registered under a name; and its id.
    pub async fn registered(house: &House, sheet: &Sheet, name: &str) -> (Self, String) {
        let phone = Self::new(sheet);
        let answer = phone.post(house, "register", identity(name)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        let id = answer.json()["device"].as_str().unwrap().to_owned();
        (phone, id)
    }

    pub async fn try_start(&self, house: &House, code: &str) -> Answer {
        self.post(house, "start", start_with(code)).await
    }

    pub async fn start(&self, house: &House, code: &str) -> Session {
        let answer = self.try_start(house, code).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        session(answer.json())
    }
}

pub fn session(answer: Value) -> Session {
    let started = &answer["started"];
    Session {
        report: started["report"].as_str().unwrap().to_owned(),
        token: started["session_token"].as_str().unwrap().to_owned(),
        answer,
    }
}

pub fn identity(name: &str) -> Value {
    json!({
        "staff_number": "A-1234", "name": name, "unit": "地域課",
        "acknowledged": true, "text_version": TEXT_VERSION,
    })
}

pub fn start_with(code: &str) -> Value {
    json!({
        "access_code": code, "purpose": "initial_response",
        "notice_acknowledged": true, "text_version": TEXT_VERSION,
        "phone": {"platform": "Android", "browser": "Chrome 140", "language": "ja"},
    })
}

/// The unit's code as the manager sees it.
pub async fn unit_code(manager: &Person<'_>, sheet: &Sheet) -> Value {
    let path = format!("/api/v1/staff-urls/{}/code", sheet.id);
    let answer = manager.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

/// The manager enters a report by voice and reads a code out.
pub async fn give_code(manager: &Person<'_>, device: &str) -> Value {
    let path = format!("/api/v1/staff-devices/{device}/code");
    let body = json!({"purpose": "initial_response", "words": "交通事故の現場"});
    let answer = manager.post(&path, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

pub fn wrong(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..code.len() - 1])
}

/// Alerts with a clause, as somebody's task list shows them.
pub async fn alerts(person: &Person<'_>, clause: &str) -> Vec<Value> {
    let tasks = person.get("/api/v1/tasks").await.json();
    let notices = tasks["notices"].as_array().unwrap().iter();
    notices
        .filter(|notice| notice["clause"] == clause)
        .cloned()
        .collect()
}
