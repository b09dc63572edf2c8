//! The key store: a database of its own, which no ordinary backup may contain. What is destroyed
//! here opens in no copy of anything else.

mod migration;
pub mod table;

use std::path::Path;

use admin_core::{
    key_day::KeyDay,
    seal::{KEY_BYTES, SealError, SealKey, day_aad, wrap_aad},
};
use protocol::time::UnixMs;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QuerySelect, prelude::Uuid, sea_query::OnConflict,
};

use super::{KeyError, root::Root};
use crate::{
    folder::private_folder,
    random,
    store::{self, Db},
};
use table::{data_key, day_key, mark};

pub(super) struct KeyStore {
    db: Db,
    root: Box<dyn Root>,
}

/// A data key in the clear, on its way from or into the store.
pub(super) struct Bare {
    pub owner: Uuid,
    pub bytes: [u8; KEY_BYTES],
    pub made: UnixMs,
}

const NAME: &str = "keys.sqlite";

/// Which store it is.
const ID: &str = "id";

impl KeyStore {
    pub async fn open(folder: &Path, root: Box<dyn Root>) -> Result<Self, KeyError> {
        private_folder(folder)?;
        let url = format!("sqlite://{}?mode=rwc", folder.join(NAME).display());
        let db = store::open(&url, &[migration::migrations]).await?;
        Ok(Self { db, root })
    }

    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Whether a folder has one.
    pub fn is_there(folder: &Path) -> bool {
        folder.join(NAME).exists()
    }

    /// Drawn once.
    pub async fn id(&self) -> Result<Vec<u8>, KeyError> {
        let drawn = random::bytes::<16>().to_vec();
        self.db
            .write(async |txn| {
                set_mark(txn, ID, drawn).await?;
                let row = mark::Entity::find_by_id(ID).one(txn).await?;
                Ok(row.map(|row| row.value).unwrap_or_default())
            })
            .await
    }

    pub async fn is_marked(&self, name: &str) -> Result<bool, KeyError> {
        let row = mark::Entity::find_by_id(name).one(&*self.db).await?;
        Ok(row.is_some())
    }

    /// Enters a new data key.
    pub async fn insert(&self, key: &Bare, day: KeyDay) -> Result<(), KeyError> {
        self.db
            .write(async |txn| {
                let row = self.wrapped(txn, key, day).await?;
                data_key::Entity::insert(row)
                    .exec_without_returning(txn)
                    .await?;
                Ok(())
            })
            .await
    }

    /// Enters data keys that another store had; those that are here already stay as they are.
    pub async fn insert_missing(
        &self,
        txn: &DatabaseTransaction,
        key: &Bare,
        day: KeyDay,
    ) -> Result<(), KeyError> {
        let row = self.wrapped(txn, key, day).await?;
        let there = OnConflict::column(data_key::Column::Owner)
            .do_nothing()
            .to_owned();
        data_key::Entity::insert(row)
            .on_conflict(there)
            .exec_without_returning(txn)
            .await?;
        Ok(())
    }

    pub async fn find(&self, owner: Uuid) -> Result<Bare, KeyError> {
        Ok(self.find_in(&*self.db, owner).await?.0)
    }

    /// Puts a data key under another day's, at once or not at all. False where there is none.
    pub async fn put_under(&self, owner: Uuid, day: KeyDay) -> Result<bool, KeyError> {
        let moved = self
            .db
            .write(async |txn| {
                let (key, old) = match self.find_in(txn, owner).await {
                    Err(KeyError::Destroyed) => return Ok(false),
                    found => found?,
                };
                if old != day.to_string() {
                    let row = self.wrapped(txn, &key, day).await?;
                    data_key::Entity::update(row).exec(txn).await?;
                }
                Ok::<_, KeyError>(true)
            })
            .await?;
        // The old wrapping lies in the log, and its month's key lives on.
        self.db.note_erased();
        Ok(moved)
    }

    /// Destroys a data key; one that is not there is no error.
    pub async fn destroy(&self, owner: Uuid) -> Result<(), KeyError> {
        self.db
            .write(async |txn| {
                data_key::Entity::delete_by_id(owner).exec(txn).await?;
                Ok::<_, KeyError>(())
            })
            .await?;
        self.db.note_erased();
        self.wipe().await
    }

    /// Takes what was destroyed off the disk; where somebody reads, the next look does it.
    pub async fn wipe(&self) -> Result<(), KeyError> {
        if !self.db.wipe().await? {
            tracing::debug!("destroyed keys are wiped off the log at the next look");
        }
        Ok(())
    }

    /// Of some owners those that have a key.
    pub async fn present(&self, owners: &[Uuid]) -> Result<Vec<Uuid>, KeyError> {
        let found = data_key::Entity::find()
            .select_only()
            .column(data_key::Column::Owner)
            .filter(data_key::Column::Owner.is_in(owners.iter().copied()))
            .into_tuple()
            .all(&*self.db)
            .await?;
        Ok(found)
    }

    async fn find_in(
        &self,
        db: &impl ConnectionTrait,
        owner: Uuid,
    ) -> Result<(Bare, String), KeyError> {
        let found = data_key::Entity::find_by_id(owner)
            .find_also_related(day_key::Entity)
            .one(db)
            .await?;
        let Some((row, Some(day))) = found else {
            return Err(KeyError::Destroyed);
        };
        let Some(key) = self.opened(&day)? else {
            return Err(KeyError::Destroyed);
        };
        let bytes = key.open(&wrap_aad(owner.as_bytes()), &row.wrapped)?;
        let bare = Bare {
            owner,
            bytes: bytes.try_into().map_err(|_| SealError::Malformed)?,
            made: UnixMs(row.made_ms),
        };
        Ok((bare, day.day))
    }

    /// A row for a data key under a day's key, which is made where there is none.
    async fn wrapped(
        &self,
        txn: &DatabaseTransaction,
        key: &Bare,
        day: KeyDay,
    ) -> Result<data_key::ActiveModel, KeyError> {
        let (id, under) = self.day(txn, day).await?;
        let aad = wrap_aad(key.owner.as_bytes());
        Ok(data_key::ActiveModel {
            owner: Set(key.owner),
            day_key: Set(id),
            wrapped: Set(under.seal(random::bytes(), &aad, &key.bytes)),
            made_ms: Set(key.made.0),
        })
    }

    async fn day(
        &self,
        txn: &DatabaseTransaction,
        day: KeyDay,
    ) -> Result<(Uuid, SealKey), KeyError> {
        let day = day.to_string();
        let living = day_key::Entity::find()
            .filter(day_key::Column::Day.eq(&day))
            .filter(day_key::Column::Wrapped.is_not_null())
            .one(txn)
            .await?;
        if let Some(row) = living
            && let Some(key) = self.opened(&row)?
        {
            return Ok((row.id, key));
        }
        let (id, key) = (
            Uuid::from_bytes(random::bytes()),
            random::bytes::<KEY_BYTES>(),
        );
        let wrapped = self.root.wrap(&day_aad(&day, id.as_bytes()), &key)?;
        let row = day_key::ActiveModel {
            id: Set(id),
            day: Set(day),
            wrapped: Set(Some(wrapped)),
            destroyed_ms: Set(None),
        };
        day_key::Entity::insert(row)
            .exec_without_returning(txn)
            .await?;
        Ok((id, SealKey::new(&key)))
    }

    /// Nothing where it was destroyed.
    fn opened(&self, row: &day_key::Model) -> Result<Option<SealKey>, KeyError> {
        let Some(wrapped) = &row.wrapped else {
            return Ok(None);
        };
        let aad = day_aad(&row.day, row.id.as_bytes());
        Ok(Some(SealKey::new(&self.root.unwrap(&aad, wrapped)?)))
    }

    pub fn root(&self) -> &dyn Root {
        &*self.root
    }
}

/// Notes something once.
pub(super) async fn set_mark(
    txn: &impl ConnectionTrait,
    name: &str,
    value: Vec<u8>,
) -> Result<(), DbErr> {
    let row = mark::ActiveModel {
        name: Set(name.to_owned()),
        value: Set(value),
    };
    let there = OnConflict::column(mark::Column::Name)
        .do_nothing()
        .to_owned();
    mark::Entity::insert(row)
        .on_conflict(there)
        .exec_without_returning(txn)
        .await
        .map(drop)
}
