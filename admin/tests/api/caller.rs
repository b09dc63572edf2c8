//! People of the demo who call the API at a terminal.

use std::path::Path;

use admin::{
    accounts, jobs, routes, rulebooks,
    sessions::{self, Opening},
    store::table::trail_entry,
};
use axum::{
    Router,
    body::{Body, to_bytes},
};
use http::{HeaderMap, Method, Request, StatusCode, header};
use objects::Objects;
use protocol::{id::AccountId, person::TerminalKind, time::UnixMs};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::support::{House, temp_folder};

pub struct App {
    pub house: House,
    pub router: Router,
}

/// Somebody signed in.
pub struct Person<'a> {
    pub app: &'a App,
    pub id: AccountId,
    pub unit: String,
    pub cookie: String,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl App {
    /// A house whose clock stands at noon of a day in Japan.
    pub async fn on(day: &str) -> Self {
        let start = at(&format!("{day}T12:00:00"));
        let house = House::open_at(&temp_folder(), Some(start)).await;
        Self {
            router: router(&house),
            house,
        }
    }

    /// A house that was opened otherwise.
    pub fn with(house: House) -> Self {
        Self {
            router: router(&house),
            house,
        }
    }

    /// The same with a store of second copies.
    pub async fn with_objects(day: &str, objects: Objects) -> Self {
        let house = House::with_objects(at(&format!("{day}T12:00:00")), objects).await;
        Self {
            router: router(&house),
            house,
        }
    }

    /// The same with pieces of rulebook files put in the place of others: file, piece, other.
    pub async fn with_rules(day: &str, changes: &[(&str, &str, &str)]) -> Self {
        let mut texts = rulebooks::texts().unwrap();
        for (file, piece, other) in changes {
            let text = texts.get_mut(*file).expect(file);
            assert_eq!(text.matches(piece).count(), 1, "{file}: {piece}");
            *text = text.replace(piece, other);
        }
        let rules = rulebooks::of_texts(&texts).unwrap_or_else(|error| panic!("{error}"));
        let house = House::with_rules(at(&format!("{day}T12:00:00")), rules).await;
        Self {
            router: router(&house),
            house,
        }
    }

    pub fn of(house: House) -> Self {
        let router = router(&house);
        Self { house, router }
    }

    /// Noon of a day in Japan.
    pub fn noon(day: &str) -> UnixMs {
        at(&format!("{day}T12:00:00"))
    }

    /// A house opened from its folder again.
    pub async fn reopened(self) -> Self {
        let (path, now) = (self.house.path.clone(), self.house.clock.now());
        drop(self);
        Self::open(&path, now).await
    }

    pub async fn open(path: &Path, now: UnixMs) -> Self {
        let house = House::open_at(path, Some(now)).await;
        Self {
            router: router(&house),
            house,
        }
    }

    /// A new station under another unit, by the codes of both.
    pub async fn station_under(&self, code: &str) -> String {
        let db = &self.house.db;
        let parent = admin::units::by_code(&**db, code).await.unwrap();
        let new = admin::units::NewUnit {
            kind: admin::core::post::unit::UnitKind::Station,
            code: "new-station",
            name: "新設警察署 / New Station",
            parent,
        };
        let now = self.house.admin.now();
        let made = db.write(async |txn| {
            let made = admin::units::make(txn, new, now).await;
            made.map_err(admin::store::StoreError::from)
        });
        let made = made.await.unwrap();
        self.house.admin.units_changed();
        made.to_string()
    }

    /// Sets the clock to a moment in Japan.
    pub fn set(&self, moment: &str) {
        self.house.clock.set(at(moment)).unwrap();
    }

    /// What the jobs do by themselves: standing deadlines open, what is due strikes.
    pub async fn jobs(&self) {
        let admin = &self.house.admin;
        admin::publication::holder::look(admin).await.unwrap();
        admin::deadlines::standing::open_missing(admin)
            .await
            .unwrap();
        let carriers = jobs::own_carriers(admin);
        loop {
            let now = admin.now();
            let look = admin::deadlines::look(admin.db(), &carriers, now, true)
                .await
                .unwrap();
            assert_eq!(look.failed, 0);
            if look.struck == 0 {
                return;
            }
        }
    }

    /// A demo person at a reception terminal.
    pub async fn person(&self, user_id: &str) -> Person<'_> {
        self.person_at(user_id, TerminalKind::Reception).await
    }

    pub async fn person_at(&self, user_id: &str, terminal: TerminalKind) -> Person<'_> {
        self.person_by(user_id, Opening::at(terminal)).await
    }

    /// The same by a session of its own kind, for example at one enrolled terminal.
    pub async fn person_by(&self, user_id: &str, opening: Opening) -> Person<'_> {
        let now = self.house.admin.now();
        let holder = accounts::holder_by_user_id(&*self.house.db, user_id, now);
        let holder = holder.await.unwrap().expect(user_id);
        let token = self
            .house
            .db
            .write(async |txn| {
                let token = sessions::open(txn, &holder, opening, now).await;
                token.map_err(admin::store::StoreError::from)
            })
            .await
            .unwrap();
        Person {
            app: self,
            id: AccountId(holder.account.id),
            unit: holder.unit().to_string(),
            cookie: format!("__Host-genba-session={token}"),
        }
    }

    /// As if the sessions of a person had been opened with a password.
    pub async fn by_password(&self, person: &Person<'_>) {
        use admin::store::table::session::{Column, Entity};
        Entity::update_many()
            .col_expr(Column::Factor, Expr::value("password"))
            .filter(Column::Account.eq(person.id.0))
            .exec(&*self.house.db)
            .await
            .unwrap();
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 20_000_000).await.unwrap().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }

    /// The entries of a unit's trail, oldest first, as "action result clause".
    pub async fn trail(&self, unit: &str) -> Vec<String> {
        let rows = self.entries(unit).await;
        let line =
            |row: trail_entry::Model| format!("{} {} {}", row.action, row.result, row.clause);
        rows.into_iter().map(line).collect()
    }

    /// The entries of a unit's trail, oldest first.
    pub async fn entries(&self, unit: &str) -> Vec<trail_entry::Model> {
        let unit: protocol::id::UnitId = unit.parse().unwrap();
        trail_entry::Entity::find()
            .filter(trail_entry::Column::Unit.eq(unit.0))
            .order_by_asc(trail_entry::Column::Seq)
            .all(&*self.house.db)
            .await
            .unwrap()
    }

    /// What the entries of an act are about, oldest first.
    pub async fn subjects_of(&self, unit: &str, action: &str) -> Vec<String> {
        let rows = self.entries(unit).await.into_iter();
        let own = rows.filter(|row| row.action == action && row.result == "allowed");
        own.map(|row| row.subjects).collect()
    }
}

fn at(moment: &str) -> UnixMs {
    let at: jiff::Timestamp = format!("{moment}+09:00").parse().unwrap();
    UnixMs(at.as_millisecond())
}

fn router(house: &House) -> Router {
    let (router, _) = routes::router()
        .with_state(house.admin.clone())
        .split_for_parts();
    router
}

impl Person<'_> {
    pub async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, &self.cookie);
        let request = match body {
            Some(body) => request
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        self.app.send(request.unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PATCH, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None).await
    }

    /// Sends bytes with a content type.
    pub async fn bytes(&self, path: &str, kind: &str, name: &str, bytes: &[u8]) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, kind)
            .header("x-file-name", name)
            .body(Body::from(bytes.to_vec()));
        self.app.send(request.unwrap()).await
    }

    /// Appoints somebody new to a post of 110 video reporting.
    pub async fn register(&self, kind: &str, unit: &str, user_id: &str) -> Answer {
        let today = self.app.house.admin.today().to_string();
        self.post(
            "/api/v1/posts",
            json!({
                "document": "VR",
                "kind": kind,
                "unit": unit,
                "person": { "user_id": user_id, "name": "試験 太郎" },
                "from": today,
            }),
        )
        .await
    }
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The JSON of an answer that has to be a success.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.text());
        self.json()
    }

    /// A refusal with its status, code and clause, and with words in both languages.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str, clause: &str) {
        let problem = self.json();
        let kind = &self.headers[header::CONTENT_TYPE];
        assert_eq!(kind, "application/problem+json", "{}", self.text());
        let found = (
            self.status.as_u16(),
            problem["code"].as_str().unwrap_or_default(),
            problem["clause"].as_str().unwrap_or_default(),
        );
        assert_eq!(found, (status, code, clause), "{}", self.text());
        let told = |name: &str| problem[name].as_str().is_some_and(|text| !text.is_empty());
        assert!(told("message_ja") && told("message_en"));
    }

    #[track_caller]
    pub fn not_found(&self) {
        assert_eq!(self.status, StatusCode::NOT_FOUND, "{}", self.text());
    }
}
