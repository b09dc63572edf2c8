//! Stops of the system (VR-7.1.1) as every request asks for them: what was announced is held in
//! each process, so that the question costs nothing, and the moments themselves decide, not when
//! a deadline struck.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use admin_core::case::{Case, told::moment as moment_words, value::Value};
use http::StatusCode;
use protocol::{id::CaseId, system::SuspensionView, time::UnixMs};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    Admin,
    cases::store,
    limits::{SUSPENSIONS_HELD, SUSPENSIONS_READ},
    posts::view::label,
    problem::Refused,
    signed_in::SignedIn,
    store::table::rulebook_case::{self as row, Column},
    trail::Action,
    units,
};

const DOCUMENT: &str = "VR";
const WORKFLOW: &str = "suspension";
const ANNOUNCED: [&str; 2] = ["announced", "suspended"];

/// A stop that was announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspension {
    pub case: CaseId,
    pub from: UnixMs,
    /// From this moment on the system runs again.
    pub until: UnixMs,
    /// Reports that run at the start go on (O-35).
    pub drains: bool,
    pub ground: String,
}

impl Suspension {
    pub fn runs(&self, now: UnixMs) -> bool {
        self.from <= now && now < self.until
    }
}

/// What was read last. Another process may announce one, so it is read again after a moment.
#[derive(Debug, Default)]
pub(crate) struct Held(Mutex<Option<Known>>);

type Known = (Instant, Arc<[Suspension]>);

impl Held {
    fn known(&self) -> Option<Known> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn keep(&self, read_at: Instant, all: Arc<[Suspension]>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((read_at, all));
    }

    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Admin {
    /// The stop that runs, else the next one.
    pub async fn suspension(&self) -> Result<Option<Suspension>, DbErr> {
        let now = self.now();
        let all = self.suspensions().await?;
        let ahead = all.iter().filter(|one| now < one.until);
        Ok(ahead.min_by_key(|one| one.from).cloned())
    }

    /// The stop that runs now. Where several overlap, the one that ends last.
    pub async fn suspended(&self) -> Result<Option<Suspension>, DbErr> {
        let now = self.now();
        let all = self.suspensions().await?;
        let running = all.iter().filter(|one| one.runs(now));
        Ok(running.max_by_key(|one| one.until).cloned())
    }

    async fn suspensions(&self) -> Result<Arc<[Suspension]>, DbErr> {
        if let Some((at, all)) = self.held_suspensions().known()
            && at.elapsed() < SUSPENSIONS_HELD
        {
            return Ok(all);
        }
        // What is read before a change must not count as read after it.
        let read_at = Instant::now();
        let all: Arc<[Suspension]> = load(&**self.db()).await?.into();
        self.held_suspensions().keep(read_at, all.clone());
        Ok(all)
    }

    /// A case went on; the next who asks reads again.
    pub fn suspensions_changed(&self) {
        self.held_suspensions().forget();
    }

    /// Refuses a person who would begin something while the system stands still.
    pub async fn may_begin(&self, person: &SignedIn, action: Action) -> Result<(), Refused> {
        match self.stands_still().await? {
            Some(refused) => Err(self.refuse(person, action, refused).await?),
            None => Ok(()),
        }
    }

    /// The refusal of everybody who would begin something, while the system stands still.
    pub async fn stands_still(&self) -> Result<Option<Refused>, Refused> {
        match self.suspended().await? {
            Some(suspension) => self.suspension_refusal(&suspension).await.map(Some),
            None => Ok(None),
        }
    }

    async fn suspension_refusal(&self, suspension: &Suspension) -> Result<Refused, Refused> {
        let db = &**self.db();
        let root = units::root(db).await?;
        let root = root.ok_or_else(|| Refused::internal("there is no root unit"))?;
        let rulebook = self.rulebook(db, DOCUMENT, root).await?;
        let words = rulebook.texts.get("system_suspended");
        let words = words.ok_or_else(|| Refused::internal("a stop has no words"))?;
        let until = moment_words(suspension.until);
        let words = words
            .label
            .filled(|name| (name == "until").then_some(&until));
        let left_s = suspension.until.since_ms(self.now()).max(0) / 1_000 + 1;
        Ok(Refused::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "system_suspended",
            words.ja,
            words.en,
        )
        .clause("VR-7.1.1")
        .retry_after_s(u32::try_from(left_s).unwrap_or(u32::MAX)))
    }

    /// As pages show it.
    pub async fn suspension_view(&self) -> Result<Option<SuspensionView>, Refused> {
        let Some(suspension) = self.suspension().await? else {
            return Ok(None);
        };
        let db = &**self.db();
        let rulebook = match units::root(db).await? {
            Some(root) => Some(self.rulebook(db, DOCUMENT, root).await?),
            None => None,
        };
        let form = rulebook
            .as_ref()
            .and_then(|rulebook| rulebook.forms.get(WORKFLOW));
        let field = form.and_then(|form| form.field("ground"));
        let ground = field.and_then(|field| {
            let mut options = field.options.iter();
            options.find(|option| option.code == suspension.ground)
        });
        Ok(Some(SuspensionView {
            case: suspension.case,
            from_ms: suspension.from,
            until_ms: suspension.until,
            drains: suspension.drains,
            ground: ground
                .map(|option| label(&option.label))
                .unwrap_or_default(),
        }))
    }
}

async fn load(db: &impl ConnectionTrait) -> Result<Vec<Suspension>, DbErr> {
    let rows = row::Entity::find()
        .filter(Column::Document.eq(DOCUMENT))
        .filter(Column::Workflow.eq(WORKFLOW))
        .filter(Column::State.is_in(ANNOUNCED))
        .order_by_desc(Column::Id)
        .limit(SUSPENSIONS_READ)
        .all(db)
        .await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        all.extend(suspension_of(&store::without_personal(row)?));
    }
    Ok(all)
}

fn suspension_of(case: &Case) -> Option<Suspension> {
    let moment = |field: &str| match case.values.get(field) {
        Some(Value::Moment(at)) => Some(*at),
        _ => None,
    };
    let choice = |field: &str| match case.values.get(field) {
        Some(Value::Choice(code)) => code.clone(),
        _ => String::new(),
    };
    Some(Suspension {
        case: case.id,
        from: moment("from")?,
        until: moment("until")?,
        drains: choice("running") == "drain",
        ground: choice("ground"),
    })
}
