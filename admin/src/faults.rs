//! Faults that the system notices of its own (VR-7.2.1). Whoever notices one says so as often as
//! it likes: there is one slot a kind, and a job files one case of a kind at a time, notes in it
//! when the fault is over, and when it is there again.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use admin_core::{case::value::Value, rulebook::workflow::Event};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value as Json, json};
use tokio::sync::Notify;

use crate::{
    Admin,
    cases::{by_event, store},
    limits::{FAULT_DETAIL_CHARS, FAULT_PAUSE},
    problem::Refused,
    store::table::rulebook_case::{self as row, Column},
    units,
};

const DOCUMENT: &str = "VR";
const WORKFLOW: &str = "fault";

/// What can be wrong; the words are choices of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    Gateway,
    Mail,
    DiskFull,
    DiskBroken,
    Recorder,
    Journal,
    Objects,
    /// What was received is not what it was.
    Evidence,
    Clock,
    Media,
}

impl FaultKind {
    fn code(self) -> &'static str {
        match self {
            Self::Gateway => "gateway",
            Self::Mail => "mail",
            Self::DiskFull => "disk_full",
            Self::DiskBroken => "disk_broken",
            Self::Recorder => "recorder",
            Self::Journal => "journal",
            Self::Objects => "objects",
            Self::Evidence => "evidence",
            Self::Clock => "clock",
            Self::Media => "media",
        }
    }

    /// By this word its case is found again.
    fn source(self) -> String {
        format!("genba:{}", self.code())
    }
}

/// A cheap handle.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    slots: Mutex<BTreeMap<FaultKind, Slot>>,
    news: Notify,
}

#[derive(Clone, Debug, Default)]
struct Slot {
    is_there: bool,
    detail: String,
    /// What the store says, as far as this process knows, and since when.
    filed: Option<(bool, Instant)>,
}

impl Slot {
    /// Something that comes and goes is written down once in a while.
    fn waits(&self) -> bool {
        self.filed
            .is_none_or(|(filed, at)| filed != self.is_there && at.elapsed() >= FAULT_PAUSE)
    }
}

impl Faults {
    /// Something is wrong. `detail` goes into the case as it stands.
    pub fn report(&self, kind: FaultKind, detail: &str) {
        self.say(kind, true, detail);
    }

    /// It is well.
    pub fn restored(&self, kind: FaultKind) {
        self.say(kind, false, "");
    }

    fn say(&self, kind: FaultKind, is_there: bool, detail: &str) {
        let mut slots = self.lock();
        let slot = slots.entry(kind).or_default();
        let is_news = slot.is_there != is_there || slot.filed.is_none();
        if is_there && is_news {
            let plain = detail.chars().filter(|c| !c.is_control());
            slot.detail = plain.take(FAULT_DETAIL_CHARS).collect();
        }
        slot.is_there = is_there;
        drop(slots);
        if is_news {
            self.0.news.notify_one();
        }
    }

    /// Returns when something was said that is not filed.
    pub(crate) async fn news(&self) {
        self.0.news.notified().await;
    }

    fn waiting(&self) -> Vec<(FaultKind, Slot)> {
        let slots = self.lock();
        let waiting = slots.iter().filter(|(_, slot)| slot.waits());
        waiting.map(|(kind, slot)| (*kind, slot.clone())).collect()
    }

    fn filed(&self, kind: FaultKind, is_there: bool) {
        if let Some(slot) = self.lock().get_mut(&kind) {
            slot.filed = Some((is_there, Instant::now()));
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<FaultKind, Slot>> {
        self.0.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Files what was said. What cannot be stored is said again the next time.
pub async fn file(admin: &Admin) -> Result<(), Refused> {
    for (kind, slot) in admin.faults().waiting() {
        admin
            .db()
            .write(async |txn| file_one(txn, admin, kind, &slot).await)
            .await?;
        admin.faults().filed(kind, slot.is_there);
    }
    Ok(())
}

async fn file_one(
    txn: &DatabaseTransaction,
    admin: &Admin,
    kind: FaultKind,
    slot: &Slot,
) -> Result<(), Refused> {
    let root = units::root(txn).await?;
    let root = root.ok_or_else(|| Refused::internal("there is no root unit"))?;
    let source = kind.source();
    let open = row::Entity::find()
        .filter(store::is_about(&source))
        .filter(Column::Document.eq(DOCUMENT))
        .filter(Column::Workflow.eq(WORKFLOW))
        .filter(Column::Unit.eq(root.0))
        .filter(Column::Closed.eq(false))
        .order_by_desc(Column::Id)
        .one(txn)
        .await?;
    let Some(row) = open else {
        if !slot.is_there {
            return Ok(());
        }
        let rulebook = admin.rulebook(txn, DOCUMENT, root).await?;
        let values = named([
            ("kind", json!(kind.code())),
            ("content", json!(slot.detail)),
            ("source", json!(source)),
        ]);
        let (workflow, event) = ((&*rulebook, WORKFLOW), (Event::Noticed, &values));
        let begun = by_event::begin(txn, admin, workflow, root, event);
        return begun.await.map(drop);
    };
    let case = store::without_personal(&row)?;
    let is_over = matches!(case.values.get("restored_itself"), Some(Value::Moment(_)));
    let (event, value) = match (slot.is_there, is_over) {
        (true, true) => (Event::Noticed, Json::Null),
        (false, false) => (Event::Restored, json!(admin.now())),
        _ => return Ok(()),
    };
    let values = named([("restored_itself", value)]);
    let gone_on = by_event::go_on(txn, admin, row, (event, &values)).await?;
    gone_on.map_err(|refusal| Refused::internal(format!("a fault does not go on: {refusal}")))
}

fn named<const N: usize>(values: [(&str, Json); N]) -> BTreeMap<String, Json> {
    values
        .map(|(field, value)| (field.to_owned(), value))
        .into()
}
