//! Real things of a headquarters or a group: what its own people reach, and nobody else.

use std::collections::BTreeMap;

use admin::{
    accounts,
    core::{post::Post, post::Title},
    posts,
    sessions::{self, Opening},
    store::{
        StoreError,
        table::{asset, deadline, notice},
    },
    terminals::{self, NewTerminal},
    units,
};
use axum::body::Body;
use http::{Method, Request, header};
use protocol::{
    id::{AccountId, UnitId},
    person::TerminalKind,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, prelude::Uuid};
use serde_json::json;

use crate::{
    exports,
    house::{House, NUMBER, Person, jpeg},
    staff_house::{self, Officer},
};

/// An id that exists nowhere.
pub const NOWHERE: &str = "0198c0de-0000-7000-8000-00000000dead";

/// Ids and words by the names that `operations.txt` uses.
#[derive(Clone)]
pub struct Things {
    pub unit: UnitId,
    words: BTreeMap<&'static str, String>,
}

impl Things {
    fn of(unit: UnitId, house: &House, words: &[(&'static str, String)]) -> Self {
        let today = house.admin.today();
        let own = [
            ("unit", unit.to_string()),
            ("today", today.to_string()),
            ("tomorrow", today.tomorrow().unwrap().to_string()),
            ("kind", "recording_medium".to_owned()),
            ("office", "nowhere".to_owned()),
        ];
        let words = own.iter().chain(words).cloned().collect();
        Self { unit, words }
    }

    /// Nothing but ids that exist nowhere.
    pub fn none(house: &House, unit: UnitId) -> Self {
        Self::of(unit, house, &[])
    }

    /// The same with another thing for a word.
    pub fn with(mut self, word: &'static str, thing: &str) -> Self {
        self.words.insert(word, thing.to_owned());
        self
    }

    pub fn get(&self, word: &str) -> &str {
        self.words.get(word).map_or(NOWHERE, String::as_str)
    }

    /// A text in which `<word>` stands for a thing.
    pub fn fill(&self, text: &str) -> String {
        let mut filled = text.to_owned();
        for (word, value) in &self.words {
            filled = filled.replace(&format!("<{word}>"), value);
        }
        for word in ["account", "post", "new"] {
            filled = filled.replace(&format!("<{word}>"), NOWHERE);
        }
        filled
    }

    /// The same with a person, a post and a terminal that nobody has touched yet.
    pub async fn afresh(&self, house: &House) -> Self {
        let (mut fresh, now) = (self.clone(), house.admin.now());
        let word = admin::random::token().replace(['-', '_'], "x");
        let (document, kind) = (self.get("document").to_owned(), self.get("post_kind"));
        let new = (word.as_str(), document.as_str(), kind);
        let (account, post) = appoint(house, self.unit, new).await;
        let key = admin::random::bytes::<64>();
        let mut public_key = [4; 65];
        public_key[1..].copy_from_slice(&key);
        let new = NewTerminal {
            kind: TerminalKind::Reception,
            unit: self.unit,
            name: "新しい端末",
            public_key,
            enrolled_by: None,
        };
        let db = house.admin.db();
        let terminal = db.write(async |txn| terminals::enrol(txn, new, now).await);
        let terminal = terminal.await.unwrap().to_string();
        for (name, value) in [
            ("account", account.to_string()),
            ("post", post),
            ("terminal", terminal),
            ("new", format!("new{word}")),
        ] {
            fresh.words.insert(name, value);
        }
        fresh
    }

    /// A report with a picture and an instruction, a case with a file, and all the rest.
    pub async fn of_headquarters(house: &House, operator: &str, manager: &str) -> Self {
        let operator = house.person(operator).await;
        let manager = house.person(manager).await;
        let unit = unit_of(&operator).await;
        let (report, session) = house.started(&operator).await;
        let still = session.still(house, "first_picture", &jpeg(500)).await;
        let told = json!({"words": "現在地を確認"});
        let told = manager.act(&report, "instructions", told).await;
        let (wrong, _) = house.started(&operator).await;
        let noticed = json!({"noticed": "隣県の誤送信 080-9999-0000"});
        let begun = operator.act(&wrong, "mis-send", noticed).await["mis_send"].clone();
        let credentials = operator.get("/api/v1/credentials").await.json();
        let word = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let begin = json!({
            "document": "VR", "workflow": "password_permission", "step": "permit", "unit": unit,
            "values": {
                "person": operator.account().await, "reason": "biometrics_difficult",
                "until": house.admin.today().tomorrow().unwrap().to_string(),
            },
        });
        let chief = demo_chief(house, unit).await;
        let sheet = staff_house::issue(&chief).await;
        let (phone, device) = Officer::registered(house, &sheet, "山田").await;
        let used = json!({"purpose": "initial_response"});
        let used = phone.post(house, "uses", used).await.json();
        let medium = thing(house, unit, "outside_medium", "{}").await;
        let export = exports::apply(&operator, &report, &medium).await;
        let value = json!({"kind": "switch", "on": true});
        let setting = json!({
            "level": "force", "valid_from": house.admin.today().to_string(),
            "parameters": [{"code": "manager_acknowledges", "value": value}], "texts": [],
        });
        Self::of(
            unit,
            house,
            &[
                ("document", "VR".to_owned()),
                ("workflow", "mis_send".to_owned()),
                ("step", "note".to_owned()),
                ("post_kind", "reception_operator".to_owned()),
                ("report", report),
                ("kind", "outside_medium".to_owned()),
                ("asset", medium),
                ("export", word(&export["id"])),
                ("file", word(&still.json()["file"])),
                ("instruction", word(&told["instructions"][0]["id"])),
                ("case", word(&begun["case"])),
                ("staff_url", sheet.id),
                ("staff_device", device),
                ("staff_use", word(&used["case"])),
                ("begin", begin.to_string()),
                ("setting", setting.to_string()),
                ("credential", word(&credentials["lines"][0]["id"])),
                ("notice", notice_to(house, unit).await),
                ("circular", circular_to(house, unit).await),
                ("review", review_of(house, unit).await),
            ],
        )
    }

    /// With a token of its command system, and a call that it announced and nobody took yet.
    pub async fn with_a_call(mut self, house: &House) -> Self {
        let chief = demo_chief(house, self.unit).await;
        let named = json!({"name": "通信指令室"});
        let token = chief.post("/api/v1/command/tokens", named).await.json();
        let bearer = format!("Bearer {}", token["token"].as_str().unwrap());
        let headers = [("authorization", &*bearer)];
        let said = json!({"number": NUMBER, "case_number": "2026-0123"});
        let path = "/api/v1/command/calls";
        let announced = house.call(Method::POST, path, &headers, Some(said));
        let call = announced.await.json();
        for (word, of) in [("command_token", &token), ("call", &call)] {
            let id = of["id"].as_str().unwrap().to_owned();
            self.words.insert(word, id);
        }
        self
    }

    /// A camera that is being registered, a recording medium and a film.
    pub async fn of_group(house: &House, responsible: &Person<'_>) -> Self {
        let unit = unit_of(responsible).await;
        let case = json!({
            "document": "CC", "workflow": "registration", "step": "answer_kind", "unit": unit,
            "values": {"face_recognition": "no"},
        });
        let begun = responsible.post("/api/v1/cases", case.clone()).await;
        let begun = begun.json()["id"].as_str().unwrap().to_owned();
        let film = json!({
            "camera": begun, "name": "a.mp4", "content_type": "video/mp4", "bytes": "10",
            "sha256": "00", "recorded_from": "1", "recorded_to": "2",
        });
        let value = json!({"kind": "count", "count": 3});
        let setting = json!({
            "level": "unit", "unit": unit, "valid_from": house.admin.today().to_string(),
            "parameters": [{"code": "retention_days", "value": value}], "texts": [],
        });
        let words = [
            ("document", "CC".to_owned()),
            ("workflow", "registration".to_owned()),
            ("step", "agree".to_owned()),
            ("post_kind", "handler".to_owned()),
            ("begin", case.to_string()),
            ("setting", setting.to_string()),
            ("case_file", case_file(responsible).await),
            ("asset", thing(house, unit, "recording_medium", "{}").await),
            (
                "footage",
                thing(house, unit, "footage", &film.to_string()).await,
            ),
            ("case", begun),
        ];
        Self::of(unit, house, &words)
    }
}

/// The operations chief of a headquarters of the demo.
async fn demo_chief(house: &House, unit: UnitId) -> Person<'_> {
    for person in house
        .people
        .iter()
        .filter(|person| person.post == "hq_operations_chief")
    {
        let chief = signed_in(house, &person.user_id, TerminalKind::Management).await;
        if unit_of(&chief).await == unit {
            return chief;
        }
    }
    panic!("a headquarters has no chief");
}

/// Somebody signed in without a word about passwords.
pub async fn signed_in<'a>(house: &'a House, user_id: &str, terminal: TerminalKind) -> Person<'a> {
    let (db, now) = (house.admin.db(), house.admin.now());
    let holder = accounts::holder_by_user_id(&**db, user_id, now).await;
    let holder = holder.unwrap().unwrap();
    let opened = db.write(async |txn| {
        let token = sessions::open(txn, &holder, Opening::at(terminal), now).await;
        token.map_err(StoreError::from)
    });
    let token = opened.await.unwrap();
    Person {
        house,
        cookie: format!("__Host-genba-session={token}"),
    }
}

/// Another group of the demo's town, with somebody for each of its posts; their user ids begin
/// with `other_`.
pub async fn another_group(house: &House) -> UnitId {
    let (db, now) = (house.admin.db(), house.admin.now());
    let city = units::by_code(&**db, "demo-city").await.unwrap();
    let new = units::NewUnit {
        kind: admin::core::post::unit::UnitKind::Group,
        code: "demo-group-2",
        name: "隣の町内会",
        parent: city,
    };
    let made = db.write(async |txn| units::make(txn, new, now).await.map_err(StoreError::from));
    let unit = made.await.unwrap();
    house.admin.units_changed();
    for kind in ["representative", "responsible", "handler"] {
        appoint(house, unit, (&format!("other_{kind}"), "CC", kind)).await;
    }
    unit
}

/// Somebody new with a post: user id, document, kind.
async fn appoint(
    house: &House,
    unit: UnitId,
    (user_id, document, kind): (&str, &str, &str),
) -> (AccountId, String) {
    let (db, now) = (house.admin.db(), house.admin.now());
    let made = db.write(async |txn| {
        let account = accounts::make_account(txn, user_id, "新任 太郎", now).await?;
        let nobody = AccountId(Uuid::nil());
        let post = Post {
            document: document.to_owned(),
            kind: kind.to_owned(),
            person: account,
            unit,
            from: posts::today(now),
            to: None,
            title: Title::Bootstrap(nobody, nobody),
            basis: String::new(),
        };
        let post = posts::begin(txn, &post, now).await?;
        Ok::<_, StoreError>((account, post.to_string()))
    });
    made.await.unwrap()
}

pub async fn unit_of(person: &Person<'_>) -> UnitId {
    let me = person.get("/api/v1/me").await.json();
    me["unit"].as_str().unwrap().parse().unwrap()
}

pub async fn case_file(person: &Person<'_>) -> String {
    let request = Request::post("/api/v1/case-files")
        .header(header::COOKIE, &person.cookie)
        .header(header::CONTENT_TYPE, "application/pdf")
        .header("x-file-name", "a.pdf")
        .body(Body::from("%PDF-1"));
    let kept = person.house.send(request.unwrap()).await;
    kept.json()["id"].as_str().unwrap().to_owned()
}

/// A thing of a ledger.
async fn thing(house: &House, unit: UnitId, kind: &str, attributes: &str) -> String {
    let id = Uuid::from_bytes(admin::random::bytes());
    let row = asset::ActiveModel {
        id: Set(id),
        unit: Set(unit.0),
        document: Set(String::new()),
        parent: Set(None),
        kind: Set(kind.to_owned()),
        number: Set(id.to_string()),
        state: Set("stored".to_owned()),
        class: Set(None),
        attributes: Set(attributes.to_owned()),
        held: Set(1),
        given_out: Set(0),
    };
    let stored = asset::Entity::insert(row).exec_without_returning(&**house.admin.db());
    stored.await.unwrap();
    id.to_string()
}

async fn notice_to(house: &House, unit: UnitId) -> String {
    let id = Uuid::from_bytes(admin::random::bytes());
    let row = notice::ActiveModel {
        id: Set(id),
        at_ms: Set(house.admin.now().0),
        document: Set("VR".to_owned()),
        post: Set("hq_operations_manager".to_owned()),
        unit: Set(unit.0),
        account: Set(None),
        kind: Set("alert".to_owned()),
        text_ja: Set("お知らせ".to_owned()),
        text_en: Set("A notice".to_owned()),
        clause: Set("VR-4.3.3".to_owned()),
        case: Set(None),
        circular: Set(None),
    };
    let stored = notice::Entity::insert(row).exec_without_returning(&**house.admin.db());
    stored.await.unwrap();
    id.to_string()
}

async fn circular_to(house: &House, unit: UnitId) -> String {
    let chief = signed_in(house, "npachief", TerminalKind::Management).await;
    let body = json!({"title": "通達", "body": "よく読むこと", "units": [unit]});
    let sent = chief.post("/api/v1/circulars", body).await;
    sent.json()["id"].as_str().unwrap().to_owned()
}

async fn review_of(house: &House, unit: UnitId) -> String {
    let found = deadline::Entity::find()
        .filter(deadline::Column::Unit.eq(unit.0))
        .filter(deadline::Column::Duty.eq("access_review"))
        .one(&**house.admin.db());
    let found = found.await.unwrap();
    found.map_or(NOWHERE.to_owned(), |found| found.id.to_string())
}
