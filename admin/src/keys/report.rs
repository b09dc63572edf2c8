//! Data keys: of a report, a case or a case's file. Each is made with its owner, wrapped by the
//! master key, and destroyed with it.

use std::sync::Arc;

use admin_core::seal::{KEY_BYTES, SealError, SealKey, value_aad, wrap_aad};
use protocol::{
    id::{CaseId, FileId, ReportId, StaffUrlId},
    time::UnixMs,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, prelude::Uuid};

use super::{KeyError, KeyRing};
use crate::{random, store::table::report_key};

/// Seals and opens everything personal of one owner. Cheap to hold, never printed.
#[derive(Debug)]
pub struct DataKey {
    owner: Uuid,
    key: SealKey,
}

impl DataKey {
    /// The report that it is the key of.
    pub fn report(&self) -> ReportId {
        ReportId(self.owner)
    }

    /// Seals a value. `purpose` says what it is, for example `destination` or `message <id>`;
    /// the value opens only under the same purpose of the same owner.
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> Vec<u8> {
        self.key.seal(
            random::bytes(),
            &value_aad(purpose, self.owner.as_bytes()),
            plain,
        )
    }

    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        self.key
            .open(&value_aad(purpose, self.owner.as_bytes()), sealed)
    }

    pub(crate) fn key(&self) -> &SealKey {
        &self.key
    }
}

/// The key of a file whose bytes are still coming. Until it is stored with the file's entry, it
/// goes with this value, and the bytes with it.
pub struct NewFileKey {
    key: Arc<DataKey>,
    row: report_key::ActiveModel,
}

impl NewFileKey {
    pub fn key(&self) -> &Arc<DataKey> {
        &self.key
    }

    pub async fn store(self, txn: &impl ConnectionTrait) -> Result<(), DbErr> {
        report_key::Entity::insert(self.row)
            .exec_without_returning(txn)
            .await
            .map(drop)
    }
}

impl KeyRing {
    /// Makes the key of a new report inside the transaction that makes the report.
    pub async fn make_report_key(
        &self,
        txn: &impl ConnectionTrait,
        report: ReportId,
        now: UnixMs,
    ) -> Result<DataKey, KeyError> {
        self.make_key(txn, report.0, now).await
    }

    /// The key of a report; [`KeyError::Destroyed`] after its deletion.
    pub async fn report_key(
        &self,
        db: &impl ConnectionTrait,
        report: ReportId,
    ) -> Result<DataKey, KeyError> {
        self.key_of(db, report.0).await
    }

    /// The same for a case.
    pub async fn make_case_key(
        &self,
        txn: &impl ConnectionTrait,
        case: CaseId,
        now: UnixMs,
    ) -> Result<DataKey, KeyError> {
        self.make_key(txn, case.0, now).await
    }

    pub async fn case_key(
        &self,
        db: &impl ConnectionTrait,
        case: CaseId,
    ) -> Result<DataKey, KeyError> {
        self.key_of(db, case.0).await
    }

    /// The same for a file of a case.
    pub async fn make_file_key(
        &self,
        txn: &impl ConnectionTrait,
        file: FileId,
        now: UnixMs,
    ) -> Result<DataKey, KeyError> {
        self.make_key(txn, file.0, now).await
    }

    /// The same before anything is stored.
    pub fn new_file_key(&self, file: FileId, now: UnixMs) -> NewFileKey {
        let (key, row) = self.new_key(file.0, now);
        NewFileKey {
            key: Arc::new(key),
            row,
        }
    }

    pub async fn file_key(
        &self,
        db: &impl ConnectionTrait,
        file: FileId,
    ) -> Result<DataKey, KeyError> {
        self.key_of(db, file.0).await
    }

    /// The same for a staff URL, whose phones' officers it seals.
    pub async fn make_staff_key(
        &self,
        txn: &impl ConnectionTrait,
        url: StaffUrlId,
        now: UnixMs,
    ) -> Result<DataKey, KeyError> {
        self.make_key(txn, url.0, now).await
    }

    pub async fn staff_key(
        &self,
        db: &impl ConnectionTrait,
        url: StaffUrlId,
    ) -> Result<DataKey, KeyError> {
        self.key_of(db, url.0).await
    }

    async fn make_key(
        &self,
        txn: &impl ConnectionTrait,
        owner: Uuid,
        now: UnixMs,
    ) -> Result<DataKey, KeyError> {
        let (key, row) = self.new_key(owner, now);
        report_key::Entity::insert(row)
            .exec_without_returning(txn)
            .await?;
        Ok(key)
    }

    fn new_key(&self, owner: Uuid, now: UnixMs) -> (DataKey, report_key::ActiveModel) {
        let bytes: [u8; KEY_BYTES] = random::bytes();
        let aad = wrap_aad(owner.as_bytes());
        let row = report_key::ActiveModel {
            report: Set(owner),
            wrapped: Set(self.wrapping().seal(random::bytes(), &aad, &bytes)),
            made_ms: Set(now.0),
        };
        let key = DataKey {
            owner,
            key: SealKey::new(&bytes),
        };
        (key, row)
    }

    async fn key_of(&self, db: &impl ConnectionTrait, owner: Uuid) -> Result<DataKey, KeyError> {
        let row = report_key::Entity::find_by_id(owner).one(db).await?;
        let row = row.ok_or(KeyError::Destroyed)?;
        let bytes = self
            .wrapping()
            .open(&wrap_aad(owner.as_bytes()), &row.wrapped)?;
        let bytes: [u8; KEY_BYTES] = bytes.try_into().map_err(|_| SealError::Malformed)?;
        Ok(DataKey {
            owner,
            key: SealKey::new(&bytes),
        })
    }
}

/// Destroys a file's key; a file that has none is no error.
pub async fn delete_file_key(txn: &impl ConnectionTrait, file: FileId) -> Result<(), DbErr> {
    report_key::Entity::delete_by_id(file.0)
        .exec(txn)
        .await
        .map(drop)
}

/// Destroys a report's key: what was sealed with it is gone, wherever copies lie.
pub async fn delete_report_key(txn: &impl ConnectionTrait, report: ReportId) -> Result<(), DbErr> {
    report_key::Entity::delete_by_id(report.0)
        .exec(txn)
        .await
        .map(drop)
}
