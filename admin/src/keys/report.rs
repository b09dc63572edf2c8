//! Data keys: of a report, a case, a case's file, a film or a staff URL. Each is made before its
//! owner is stored, wrapped by the key of a day, and destroyed before its owner says so.

use std::sync::Arc;

use admin_core::{
    key_day::KeyDay,
    seal::{KEY_BYTES, SealError, SealKey, value_aad},
};
use aws_lc_rs::hkdf;
use protocol::{
    id::{CaseId, FileId, ReportId, StaffUrlId},
    time::UnixMs,
};
use sea_orm::prelude::Uuid;

use super::{KeyError, KeyRing, derive, store::Bare};
use crate::random;

/// Seals and opens everything personal of one owner. Cheap to hold, never printed.
#[derive(Debug)]
pub struct DataKey {
    owner: Uuid,
    key: SealKey,
    derivation: hkdf::Prk,
}

impl DataKey {
    /// Whose key it is.
    pub fn owner(&self) -> Uuid {
        self.owner
    }

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

    /// The key of the report's recording, which a media node gets instead of this one: whoever has
    /// it opens no word and no number.
    pub fn recording_key(&self) -> [u8; 32] {
        let mut key = [0; KEY_BYTES];
        derive(&self.derivation, "genba journal 1", &mut key);
        key
    }

    pub(crate) fn key(&self) -> &SealKey {
        &self.key
    }

    fn of(bare: &Bare) -> Self {
        Self {
            owner: bare.owner,
            key: SealKey::new(&bare.bytes),
            derivation: hkdf::Salt::new(hkdf::HKDF_SHA256, b"").extract(&bare.bytes),
        }
    }
}

/// The key of a file whose bytes are still coming. Until it is stored with the file's entry, it
/// goes with this value, and the bytes with it.
pub struct NewFileKey {
    key: Arc<DataKey>,
    bare: Bare,
}

impl NewFileKey {
    pub fn key(&self) -> &Arc<DataKey> {
        &self.key
    }

    /// Stores it under the day from which its file has to be gone, before the file is entered.
    pub async fn store(self, keys: &KeyRing, gone_from: UnixMs) -> Result<(), KeyError> {
        let day = KeyDay::gone_from(gone_from);
        keys.store.insert(&self.bare, day).await
    }

    /// Stores the key of a file that has no last day yet.
    pub async fn store_made(self, keys: &KeyRing, now: UnixMs) -> Result<(), KeyError> {
        keys.store.insert(&self.bare, KeyDay::made(now)).await
    }
}

impl KeyRing {
    /// Makes the key of a new report, before the report is stored.
    pub async fn make_report_key(
        &self,
        report: ReportId,
        now: UnixMs,
    ) -> Result<DataKey, KeyError> {
        self.make_key(report.0, now).await
    }

    /// The key of a report; [`KeyError::Destroyed`] after its deletion.
    pub async fn report_key(&self, report: ReportId) -> Result<DataKey, KeyError> {
        self.key_of(report.0).await
    }

    /// Destroys a report's key: what was sealed with it is gone, wherever copies lie.
    pub async fn destroy_report_key(&self, report: ReportId) -> Result<(), KeyError> {
        self.store.destroy(report.0).await
    }

    /// The same for a case.
    pub async fn make_case_key(&self, case: CaseId, now: UnixMs) -> Result<DataKey, KeyError> {
        self.make_key(case.0, now).await
    }

    pub async fn case_key(&self, case: CaseId) -> Result<DataKey, KeyError> {
        self.key_of(case.0).await
    }

    /// What a case holds of persons cannot be read any more.
    pub async fn destroy_case_key(&self, case: CaseId) -> Result<(), KeyError> {
        self.store.destroy(case.0).await
    }

    /// The same for a file of a case.
    pub async fn make_file_key(&self, file: FileId, now: UnixMs) -> Result<DataKey, KeyError> {
        self.make_key(file.0, now).await
    }

    /// The same before anything is stored.
    pub fn new_file_key(&self, file: FileId, now: UnixMs) -> NewFileKey {
        let bare = new_key(file.0, now);
        NewFileKey {
            key: Arc::new(DataKey::of(&bare)),
            bare,
        }
    }

    pub async fn file_key(&self, file: FileId) -> Result<DataKey, KeyError> {
        self.key_of(file.0).await
    }

    pub async fn destroy_file_key(&self, file: FileId) -> Result<(), KeyError> {
        self.store.destroy(file.0).await
    }

    /// The same for a staff URL, whose phones' officers it seals.
    pub async fn make_staff_key(&self, url: StaffUrlId, now: UnixMs) -> Result<DataKey, KeyError> {
        self.make_key(url.0, now).await
    }

    pub async fn staff_key(&self, url: StaffUrlId) -> Result<DataKey, KeyError> {
        self.key_of(url.0).await
    }

    /// Puts the key of an owner under the day from which that has to be gone: before the deadline
    /// is stored, so that a key is never gone before its deadline. False where there is no key.
    pub async fn put_under(&self, owner: Uuid, gone_from: UnixMs) -> Result<bool, KeyError> {
        self.store
            .put_under(owner, KeyDay::gone_from(gone_from))
            .await
    }

    /// Of some owners those whose key is gone.
    pub async fn without_key(&self, owners: &[Uuid]) -> Result<Vec<Uuid>, KeyError> {
        let present = self.store.present(owners).await?;
        let gone = owners.iter().filter(|owner| !present.contains(owner));
        Ok(gone.copied().collect())
    }

    async fn make_key(&self, owner: Uuid, now: UnixMs) -> Result<DataKey, KeyError> {
        let bare = new_key(owner, now);
        self.store.insert(&bare, KeyDay::made(now)).await?;
        Ok(DataKey::of(&bare))
    }

    async fn key_of(&self, owner: Uuid) -> Result<DataKey, KeyError> {
        Ok(DataKey::of(&self.store.find(owner).await?))
    }
}

fn new_key(owner: Uuid, now: UnixMs) -> Bare {
    Bare {
        owner,
        bytes: random::bytes(),
        made: now,
    }
}
