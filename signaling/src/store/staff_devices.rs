//! The officers' registered phones, from and to their rows.

use admin::{keys::DataKey, problem::Refused};
use protocol::{
    id::{CaseId, DeviceId, StaffUrlId},
    staff::StaffDeviceState,
    time::UnixMs,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use signaling_core::staff::{code::GivenCode, device::StaffDevice, identity::Identity};

use super::{
    table::staff_device,
    words::{json, of_json, of_word, word},
};
use crate::limits::STAFF_DEVICES_LISTED;

/// A phone with its row.
#[derive(Clone, Debug)]
pub struct Registered {
    pub row: staff_device::Model,
    pub device: StaffDevice,
}

const PURPOSE: &str = "officer";

impl Registered {
    pub fn url(&self) -> StaffUrlId {
        StaffUrlId(self.row.url)
    }

    pub fn identity(&self, key: &DataKey) -> Result<Identity, Refused> {
        of_json(
            key.open(PURPOSE, &self.row.identity)
                .map_err(Refused::internal)?,
        )
    }
}

/// A new row.
pub fn row(
    key: &DataKey,
    url: StaffUrlId,
    key_hash: &[u8; 32],
    device: &StaffDevice,
    (identity, text_version): (&Identity, &str),
) -> staff_device::Model {
    let row = staff_device::Model {
        id: device.id.0,
        url: url.0,
        key_hash: key_hash.to_vec(),
        state: String::new(),
        attempts_left: 0,
        registered_ms: device.registered.0,
        acknowledged_ms: 0,
        text_version: text_version.to_owned(),
        identity: key.seal(PURPOSE, json(identity).as_bytes()),
        code_hash: None,
        code_case: None,
        code_issued_ms: None,
        code_expires_ms: None,
        code_is_used: false,
        last_start_ms: None,
    };
    row_after(&row, device)
}

pub async fn insert(txn: &impl ConnectionTrait, row: staff_device::Model) -> Result<(), DbErr> {
    staff_device::Entity::insert(row.into_active_model())
        .exec_without_returning(txn)
        .await
        .map(drop)
}

pub async fn save(txn: &impl ConnectionTrait, phone: &Registered) -> Result<(), DbErr> {
    row_after(&phone.row, &phone.device)
        .into_active_model()
        .reset_all()
        .update(txn)
        .await
        .map(drop)
}

/// Within a transaction its row stays locked until the end.
pub async fn find(db: &impl ConnectionTrait, id: DeviceId) -> Result<Option<Registered>, Refused> {
    let row = staff_device::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(db)
        .await?;
    row.map(registered).transpose()
}

pub async fn of_key(
    db: &impl ConnectionTrait,
    url: StaffUrlId,
    key_hash: &[u8; 32],
) -> Result<Option<Registered>, Refused> {
    let row = staff_device::Entity::find()
        .filter(staff_device::Column::Url.eq(url.0))
        .filter(staff_device::Column::KeyHash.eq(key_hash.to_vec()))
        .lock_exclusive()
        .one(db)
        .await?;
    row.map(registered).transpose()
}

/// All phones of a sheet, the newest first.
pub async fn of_url(
    db: &impl ConnectionTrait,
    url: StaffUrlId,
) -> Result<Vec<Registered>, Refused> {
    let rows = staff_device::Entity::find()
        .filter(staff_device::Column::Url.eq(url.0))
        .order_by_desc(staff_device::Column::RegisteredMs)
        .order_by_desc(staff_device::Column::Id)
        .limit(STAFF_DEVICES_LISTED)
        .all(db)
        .await?;
    rows.into_iter().map(registered).collect()
}

/// Phones that are not removed, and those of them that are locked.
pub async fn count(db: &impl ConnectionTrait, url: StaffUrlId) -> Result<(u32, u32), DbErr> {
    let of_state = |states: &[StaffDeviceState]| {
        let words: Vec<_> = states.iter().map(word).collect();
        staff_device::Entity::find()
            .filter(staff_device::Column::Url.eq(url.0))
            .filter(staff_device::Column::State.is_in(words))
            .count(db)
    };
    let locked = of_state(&[StaffDeviceState::Locked]).await?;
    let registered = of_state(&[StaffDeviceState::Registered]).await?;
    let count = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    Ok((count(registered + locked), count(locked)))
}

fn row_after(row: &staff_device::Model, device: &StaffDevice) -> staff_device::Model {
    let code = device.code;
    staff_device::Model {
        state: word(&device.state),
        attempts_left: i32::try_from(device.attempts_left).unwrap_or(i32::MAX),
        acknowledged_ms: device.acknowledged.0,
        code_hash: code.map(|code| code.hash.to_vec()),
        code_case: code.map(|code| code.case.0),
        code_issued_ms: code.map(|code| code.issued.0),
        code_expires_ms: code.map(|code| code.expires.0),
        code_is_used: code.is_some_and(|code| code.is_used),
        last_start_ms: device.last_start.map(|at| at.0),
        ..row.clone()
    }
}

fn registered(row: staff_device::Model) -> Result<Registered, Refused> {
    let device = StaffDevice {
        id: DeviceId(row.id),
        state: of_word(&row.state)?,
        attempts_left: u32::try_from(row.attempts_left).unwrap_or(0),
        registered: UnixMs(row.registered_ms),
        acknowledged: UnixMs(row.acknowledged_ms),
        code: code(&row)?,
        last_start: row.last_start_ms.map(UnixMs),
    };
    Ok(Registered { row, device })
}

fn code(row: &staff_device::Model) -> Result<Option<GivenCode>, Refused> {
    let (Some(hash), Some(case), Some(issued), Some(expires)) = (
        &row.code_hash,
        row.code_case,
        row.code_issued_ms,
        row.code_expires_ms,
    ) else {
        return Ok(None);
    };
    let hash = hash.as_slice().try_into();
    Ok(Some(GivenCode {
        hash: hash.map_err(|_| Refused::internal("the hash of a code is damaged"))?,
        case: CaseId(case),
        issued: UnixMs(issued),
        expires: UnixMs(expires),
        is_used: row.code_is_used,
    }))
}
