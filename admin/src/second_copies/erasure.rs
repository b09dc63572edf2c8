//! Copies of what is erased. That they have to go is written with the proof, for each store that was
//! ever used; a job takes them away when the store answers, and writes how many went.

use std::convert::Infallible;

use admin_core::trail::SubjectCode;
use futures_util::TryStreamExt;
use objects::ObjectError;
use protocol::{id::UnitId, time::UnixMs};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict,
};

use super::Copies;
use crate::{
    Admin,
    limits::{COPIES_ERASED, COPY_PAUSE, COPY_PAUSE_MAX, ERASURE_LOOK},
    problem::Refused,
    store::table::{object_erasure as row, object_store},
    trail::{self, Act, Action, Actor},
};

/// Says in a proof that copies go as well, of which another entry follows.
pub const ORDERED: trail::Subject = trail::Subject::Word("copies_ordered");

/// What of a trail's entry the copies need once they are gone.
#[derive(Debug)]
pub struct Order<'a> {
    pub unit: UnitId,
    pub subject: SubjectCode,
    pub clause: &'a str,
    pub at: UnixMs,
    /// Everything below these names.
    pub below: &'a [String],
}

impl Order<'_> {
    /// Writes it down in the transaction of the proof. Whether there may be copies anywhere.
    pub async fn write(&self, txn: &impl ConnectionTrait, admin: &Admin) -> Result<bool, DbErr> {
        let stores = object_store::Entity::find().all(txn).await?;
        for store in &stores {
            for below in self.below {
                let row = row::ActiveModel {
                    store: Set(store.url.clone()),
                    below: Set(below.clone()),
                    unit: Set(self.unit.0),
                    subject: Set(self.subject.as_str().to_owned()),
                    clause: Set(self.clause.to_owned()),
                    ordered_ms: Set(self.at.0),
                    objects: Set(None),
                };
                let again = OnConflict::columns([row::Column::Store, row::Column::Below])
                    .do_nothing()
                    .to_owned();
                row::Entity::insert(row)
                    .on_conflict(again)
                    .exec_without_returning(txn)
                    .await?;
            }
        }
        if let Some(copies) = admin.files().copies() {
            copies.erased.notify_one();
        }
        Ok(!stores.is_empty())
    }
}

/// What stays in stores that this server was not started with.
pub(super) async fn tell_left(admin: &Admin) {
    match row::Entity::find().count(&**admin.db()).await {
        Ok(0) => {}
        Ok(left) => tracing::warn!(
            left,
            "copies wait to be erased in a store that is not used now"
        ),
        Err(error) => tracing::warn!(%error, "what waits to be erased is not known"),
    }
}

pub(super) async fn go_on(admin: &Admin, copies: &Copies) -> Infallible {
    let mut pause = COPY_PAUSE;
    loop {
        match look(admin, copies).await {
            // There may be more.
            Ok(1..) => pause = COPY_PAUSE,
            Ok(0) => {
                pause = COPY_PAUSE;
                let _ = tokio::time::timeout(ERASURE_LOOK, copies.erased.notified()).await;
                // What was ordered just now is committed by then.
                tokio::time::sleep(COPY_PAUSE).await;
            }
            Err(error) => {
                tracing::warn!(%error, "copies of what was erased are still there");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(COPY_PAUSE_MAX);
            }
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum Left {
    #[error(transparent)]
    Store(#[from] ObjectError),
    #[error("{}", .0.0.message_en)]
    Database(Refused),
}

impl From<Refused> for Left {
    fn from(refused: Refused) -> Self {
        Self::Database(refused)
    }
}

impl From<DbErr> for Left {
    fn from(error: DbErr) -> Self {
        Self::Database(error.into())
    }
}

/// Takes away some of what has to go from this store, the oldest first. How many orders were done.
async fn look(admin: &Admin, copies: &Copies) -> Result<usize, Left> {
    let due = row::Entity::find()
        .filter(row::Column::Store.eq(copies.objects.url()))
        .order_by_asc(row::Column::OrderedMs)
        .limit(COPIES_ERASED)
        .all(&**admin.db())
        .await?;
    for row in &due {
        erase(admin, copies, row).await?;
    }
    Ok(due.len())
}

async fn erase(admin: &Admin, copies: &Copies, row: &row::Model) -> Result<(), Left> {
    let objects = match row.objects {
        Some(counted) => counted,
        None => count(admin, copies, row).await?,
    };
    copies.objects.abandon(&row.below, &copies.uploads).await?;
    copies.objects.remove_all(&row.below).await?;
    let subject = row.subject.parse::<SubjectCode>();
    let subject = subject.map_err(Refused::internal)?;
    let act = Act::new(
        UnitId(row.unit),
        admin.now(),
        Actor::System,
        Action::EraseCopies,
    )
    .about(subject)
    .about(trail::Subject::Count(objects.unsigned_abs()))
    .clause(row.clause.clone());
    admin
        .db()
        .write(async |txn| {
            row::Entity::delete_by_id((row.store.clone(), row.below.clone()))
                .exec(txn)
                .await?;
            Ok::<_, Refused>(trail::append(txn, &act).await?)
        })
        .await?;
    Ok(())
}

/// Counted once, before the first goes: what is broken off still tells of all.
async fn count(admin: &Admin, copies: &Copies, row: &row::Model) -> Result<i64, Left> {
    let listed = copies.objects.list(&row.below);
    let objects = listed.try_fold(0, async |count, _| Ok(count + 1)).await?;
    admin
        .db()
        .write(async |txn| {
            let counted = row::ActiveModel {
                objects: Set(Some(objects)),
                ..row.clone().into()
            };
            row::Entity::update(counted).exec(txn).await?;
            Ok::<_, Refused>(())
        })
        .await?;
    Ok(objects)
}
