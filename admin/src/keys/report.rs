//! The data key of a report: made with it, wrapped by the master key, destroyed with it.

use admin_core::seal::{KEY_BYTES, SealError, SealKey, value_aad, wrap_aad};
use protocol::{id::ReportId, time::UnixMs};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};

use super::{KeyError, KeyRing};
use crate::{random, store::table::report_key};

/// Seals and opens everything personal in one report. Cheap to hold, never printed.
#[derive(Debug)]
pub struct DataKey {
    report: ReportId,
    key: SealKey,
}

impl DataKey {
    pub fn report(&self) -> ReportId {
        self.report
    }

    /// Seals a value. `purpose` says what it is, for example `destination` or `message <id>`;
    /// the value opens only under the same purpose of the same report.
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> Vec<u8> {
        self.key.seal(
            random::bytes(),
            &value_aad(purpose, self.report.0.as_bytes()),
            plain,
        )
    }

    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        self.key
            .open(&value_aad(purpose, self.report.0.as_bytes()), sealed)
    }

    pub(crate) fn key(&self) -> &SealKey {
        &self.key
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
        let bytes: [u8; KEY_BYTES] = random::bytes();
        let aad = wrap_aad(report.0.as_bytes());
        let row = report_key::ActiveModel {
            report: Set(report.0),
            wrapped: Set(self.wrapping().seal(random::bytes(), &aad, &bytes)),
            made_ms: Set(now.0),
        };
        report_key::Entity::insert(row)
            .exec_without_returning(txn)
            .await?;
        Ok(DataKey {
            report,
            key: SealKey::new(&bytes),
        })
    }

    /// The key of a report; [`KeyError::Destroyed`] after its deletion.
    pub async fn report_key(
        &self,
        db: &impl ConnectionTrait,
        report: ReportId,
    ) -> Result<DataKey, KeyError> {
        let row = report_key::Entity::find_by_id(report.0).one(db).await?;
        let row = row.ok_or(KeyError::Destroyed)?;
        let bytes = self
            .wrapping()
            .open(&wrap_aad(report.0.as_bytes()), &row.wrapped)?;
        let bytes: [u8; KEY_BYTES] = bytes.try_into().map_err(|_| SealError::Malformed)?;
        Ok(DataKey {
            report,
            key: SealKey::new(&bytes),
        })
    }
}

/// Destroys a report's key: what was sealed with it is gone, wherever copies lie.
pub async fn delete_report_key(txn: &impl ConnectionTrait, report: ReportId) -> Result<(), DbErr> {
    report_key::Entity::delete_by_id(report.0)
        .exec(txn)
        .await
        .map(drop)
}
