//! A report as consoles see it.

use admin::{keys::DataKey, problem::Refused};
use protocol::{
    id::{AccountId, FileId},
    report::ReportView,
    time::UnixMs,
};
use signaling_core::{check_word::check_word, number::masked};

use crate::{
    Signaling,
    store::{points, reports::Loaded},
};

pub fn report_view(
    loaded: &Loaded,
    key: &DataKey,
    signaling: &Signaling,
) -> Result<ReportView, Refused> {
    let Loaded { row, report } = loaded;
    let (hub, sights) = (signaling.hub(), signaling.sights());
    let online = hub.is_online(report.id);
    Ok(ReportView {
        id: report.id,
        number: row.number.clone(),
        state: report.state,
        created_ms: UnixMs(row.created_ms),
        operator: AccountId(row.operator),
        operator_name: row.operator_name.clone(),
        destination_masked: masked(&destination(loaded, key)?),
        check_word: check_word(row.check_word.cast_unsigned()),
        note: open(key, "note", &row.note)?,
        funnel: report.funnel_times(),
        stuck: report.stuck,
        phone: report.phone.clone(),
        caller_online: online,
        last_point: points::open_last(key, row)?,
        statistics: hub.statistics(report.id),
        ladder: sights.ladder(report.id).filter(|_| online),
        live_picture: sights.live_picture(report.id),
        last_picture: row.last_picture.map(FileId),
        opening_deadline_ms: report.link.opening_deadline,
        session_cap_ms: report.link.session_cap,
        ended_ms: report.ended.map(|ending| ending.at),
        end_reason: report.ended.map(|ending| ending.reason),
        totals: report.totals,
        report_after_due_ms: row.report_after_due_ms.map(UnixMs),
    })
}

/// The whole number, E.164.
pub fn destination(loaded: &Loaded, key: &DataKey) -> Result<String, Refused> {
    open(key, "destination", &loaded.row.destination)
}

fn open(key: &DataKey, purpose: &str, sealed: &[u8]) -> Result<String, Refused> {
    let plain = key.open(purpose, sealed).map_err(Refused::internal)?;
    String::from_utf8(plain).map_err(Refused::internal)
}
