//! Keys that an older version kept in the main database move into the key store, once.

use admin_core::{
    key_day::KeyDay,
    seal::{SealError, SealKey, wrap_aad},
};
use protocol::time::UnixMs;
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder};
use sea_orm_migration::{SchemaManager, prelude::Table};

use super::{
    KeyError,
    store::{Bare, KeyStore, set_mark},
};
use crate::{
    limits::KEYS_AT_ONCE,
    store::{Db, table::report_key},
};

/// That every key which is to come from a main database has come. After it none is taken from
/// there: it could be one that was destroyed since, out of a copy of the database.
const MOVED: &str = "moved";

/// The keys are in the key store before they leave the main database, so that a stop in between
/// loses none: the next start goes on.
pub(super) async fn move_keys(store: &KeyStore, main: &Db) -> Result<(), KeyError> {
    if !SchemaManager::new(&**main).has_table("report_key").await? {
        return Ok(());
    }
    if !store.is_marked(MOVED).await? {
        let old = SealKey::new(&store.root().derive("wrap report keys"));
        let mut pages = report_key::Entity::find()
            .order_by_asc(report_key::Column::Report)
            .paginate(&**main, KEYS_AT_ONCE);
        while let Some(rows) = pages.fetch_and_next().await? {
            store
                .db()
                .write(async |txn| {
                    for row in rows {
                        let key = opened(&old, &row)?;
                        let day = KeyDay::made(key.made);
                        store.insert_missing(txn, &key, day).await?;
                    }
                    Ok::<_, KeyError>(())
                })
                .await?;
        }
        store
            .db()
            .write(async |txn| Ok::<_, KeyError>(set_mark(txn, MOVED, Vec::new()).await?))
            .await?;
    }
    main.write(async |txn| {
        let table = Table::drop().table(report_key::Entity).to_owned();
        SchemaManager::new(txn).drop_table(table).await?;
        Ok::<_, KeyError>(())
    })
    .await?;
    main.note_erased();
    main.wipe().await?;
    Ok(())
}

fn opened(old: &SealKey, row: &report_key::Model) -> Result<Bare, KeyError> {
    let bytes = old.open(&wrap_aad(row.report.as_bytes()), &row.wrapped)?;
    Ok(Bare {
        owner: row.report,
        bytes: bytes.try_into().map_err(|_| SealError::Malformed)?,
        made: UnixMs(row.made_ms),
    })
}
