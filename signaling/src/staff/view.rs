//! Sheets, phones and uses as chiefs and managers see them.

use admin::{core::rulebook::Rulebook, keys::DataKey, units::Units};
use protocol::{
    id::{ReportId, StaffUrlId},
    staff::{StaffCodeView, StaffDeviceView, StaffUrlView},
    time::UnixMs,
};
use sea_orm::ConnectionTrait;
use signaling_core::staff::rules::StaffRules;

use super::rules::renew_by;
use crate::{
    failure::Failure,
    store::{staff_devices, staff_devices::Registered, staff_sessions, staff_urls::Sheet},
};

pub async fn sheet(
    db: &impl ConnectionTrait,
    units: &Units,
    rules: &StaffRules,
    Sheet { row, url }: &Sheet,
    now: UnixMs,
) -> Result<StaffUrlView, Failure> {
    let (devices, locked) = staff_devices::count(db, url.id).await?;
    let sessions = staff_sessions::running_of_url(db, url.id).await?;
    Ok(StaffUrlView {
        id: url.id,
        headquarters: url.headquarters,
        unit: url.unit,
        unit_name: units.name(url.unit).to_owned(),
        section: row.section.clone(),
        sheet_number: row.sheet_number.clone(),
        state: url.state(now),
        issued_ms: UnixMs(row.issued_ms),
        issued_by: row.issued_by_name.clone(),
        valid_to_ms: url.valid_to,
        text_version: row.text_version.clone(),
        devices,
        locked,
        in_session: u32::try_from(sessions.len()).unwrap_or(u32::MAX),
        unknown_attempts: url.leaks.unknown.now(rules.signal_ms, now),
        wrong_codes: url.leaks.wrong_codes.now(rules.signal_ms, now),
        last_alert_ms: url.leaks.last_told(),
        changed_ms: row.changed_ms.map(UnixMs),
        changed_by: row.changed_by_name.clone(),
        reason: row.reason.clone(),
        replaces: row.replaces.map(StaffUrlId),
    })
}

pub fn device(
    Registered { row, device }: &Registered,
    (key, rulebook): (&DataKey, &Rulebook),
    in_session: Option<ReportId>,
    now: UnixMs,
) -> Result<StaffDeviceView, Failure> {
    let registered = Registered {
        row: row.clone(),
        device: *device,
    };
    let who = registered.identity(key)?;
    let renew_by_ms = renew_by(rulebook, device.acknowledged)?;
    Ok(StaffDeviceView {
        id: device.id,
        staff_number: who.staff_number,
        name: who.name,
        unit: who.unit,
        state: device.state,
        registered_ms: device.registered,
        acknowledged_ms: device.acknowledged,
        renew_by_ms,
        renewal_due: now >= renew_by_ms,
        text_version: row.text_version.clone(),
        last_start_ms: device.last_start,
        in_session,
        code: device.code.map(|code| StaffCodeView {
            issued_ms: code.issued,
            expires_ms: code.expires,
            state: code.state(now),
        }),
    })
}
