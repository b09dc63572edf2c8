//! Keys of days that are over go, and data keys that nobody owns.

use std::sync::Arc;

use admin_core::{deadline::Consequence, key_day::KeyDay};
use protocol::time::UnixMs;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    prelude::Uuid,
    sea_query::{Expr, Query},
};

use super::{
    KeyError, KeyRing,
    store::table::{data_key, day_key},
};
use crate::{
    deadlines::Carrier,
    limits::{KEY_DAYS_READ, KEYS_AT_ONCE, ORPHAN_KEYS_MS},
    store::{Db, table::deadline},
};

impl KeyRing {
    /// Destroys the keys of days that are over, and those of past months under which nothing stands
    /// any more. How many went. The caller says up to when the clock is believed.
    pub async fn destroy_days(&self, main: &Db, believed: UnixMs) -> Result<usize, KeyError> {
        let living = day_key::Entity::find()
            .filter(day_key::Column::Wrapped.is_not_null())
            .order_by_asc(day_key::Column::Day)
            .limit(KEY_DAYS_READ)
            .all(&**self.store.db())
            .await?;
        let mut destroyed = 0;
        for row in living {
            let Ok(day) = row.day.parse::<KeyDay>() else {
                tracing::error!(day = row.day, "the key of no day is left alone");
                continue;
            };
            if day.is_over(believed) {
                self.settle_left(main, row.id).await?;
            }
            if day.is_past(believed) && self.destroy_day(row.id, believed).await? {
                tracing::info!(day = row.day, "the key of a day was destroyed");
                destroyed += 1;
            }
        }
        self.store.wipe().await?;
        Ok(destroyed)
    }

    /// What still stands under a day that is over: a key whose deadline was moved and then was not,
    /// or whose owner could not be erased yet.
    async fn settle_left(&self, main: &Db, day: Uuid) -> Result<(), KeyError> {
        let left: Vec<Uuid> = data_key::Entity::find()
            .select_only()
            .column(data_key::Column::Owner)
            .filter(data_key::Column::DayKey.eq(day))
            .limit(KEYS_AT_ONCE)
            .into_tuple()
            .all(&**self.store.db())
            .await?;
        for owner in left {
            match end_of(&**main, owner).await? {
                End::At(due) if KeyDay::gone_from(due) > self.day_of(day).await? => {
                    self.put_under(owner, due).await?;
                }
                End::At(_) | End::Over => self.store.destroy(owner).await?,
                End::Unknown => {
                    let made = self.store.find(owner).await?.made;
                    self.store.put_under(owner, KeyDay::made(made)).await?;
                }
            }
        }
        Ok(())
    }

    async fn day_of(&self, id: Uuid) -> Result<KeyDay, KeyError> {
        let row = day_key::Entity::find_by_id(id).one(&**self.store.db());
        let row = row.await?.ok_or(KeyError::Destroyed)?;
        row.day.parse().map_err(|_| KeyError::Destroyed)
    }

    /// False where something stands under it.
    async fn destroy_day(&self, day: Uuid, now: UnixMs) -> Result<bool, KeyError> {
        let used = Query::select()
            .column(data_key::Column::DayKey)
            .from(data_key::Entity)
            .and_where(data_key::Column::DayKey.eq(day))
            .to_owned();
        let store = self.store.db();
        let changed = store
            .write(async |txn| {
                let gone = day_key::Entity::update_many()
                    .col_expr(day_key::Column::Wrapped, Expr::value(None::<Vec<u8>>))
                    .col_expr(day_key::Column::DestroyedMs, Expr::value(Some(now.0)))
                    .filter(day_key::Column::Id.eq(day))
                    .filter(day_key::Column::Id.not_in_subquery(used))
                    .exec(txn);
                Ok::<_, KeyError>(gone.await?.rows_affected)
            })
            .await?;
        store.note_erased();
        Ok(changed == 1)
    }

    /// Destroys keys that no row names: of what was made and then not stored, or is not in a database
    /// that was brought back. They wait for a while, so that a newer copy can still be brought back.
    pub async fn sweep_orphans(
        &self,
        carriers: &[Arc<dyn Carrier>],
        now: UnixMs,
    ) -> Result<usize, KeyError> {
        let (mut swept, mut last) = (0, Uuid::nil());
        loop {
            let open = Query::select()
                .column(day_key::Column::Id)
                .from(day_key::Entity)
                .and_where(day_key::Column::Day.starts_with("open-"))
                .to_owned();
            let page: Vec<Uuid> = data_key::Entity::find()
                .select_only()
                .column(data_key::Column::Owner)
                .filter(data_key::Column::Owner.gt(last))
                .filter(data_key::Column::MadeMs.lt(now.plus_ms(-ORPHAN_KEYS_MS).0))
                .filter(data_key::Column::DayKey.in_subquery(open))
                .order_by_asc(data_key::Column::Owner)
                .limit(KEYS_AT_ONCE)
                .into_tuple()
                .all(&**self.store.db())
                .await?;
            let Some(end) = page.last() else {
                return Ok(swept);
            };
            last = *end;
            let mut known = Vec::new();
            for carrier in carriers {
                known.extend(carrier.owned(&page).await?);
            }
            for owner in page.iter().filter(|owner| !known.contains(owner)) {
                self.store.destroy(*owner).await?;
                swept += 1;
            }
        }
    }

    /// How many data keys there are.
    pub async fn count(&self) -> Result<u64, KeyError> {
        Ok(data_key::Entity::find().count(&**self.store.db()).await?)
    }
}

/// What deadlines say of an owner.
enum End {
    At(UnixMs),
    Over,
    Unknown,
}

async fn end_of(main: &impl ConnectionTrait, owner: Uuid) -> Result<End, DbErr> {
    let rows = deadline::Entity::find()
        .filter(
            deadline::Column::Subject
                .is_in(["report", "asset"].map(|kind| format!("{kind}:{owner}"))),
        )
        .filter(deadline::Column::Consequence.eq(Consequence::DeleteWithProof.code()))
        .all(main)
        .await?;
    let open = rows.iter().filter(|row| row.state == "open");
    if let Some(due) = open.map(|row| row.due_ms).max() {
        return Ok(End::At(UnixMs(due)));
    }
    let is_struck = rows.iter().any(|row| row.state == "struck");
    Ok(if is_struck { End::Over } else { End::Unknown })
}
