//! A report as consoles see it.

use admin::{keys::DataKey, problem::Refused};
use protocol::{
    id::FileId,
    report::{MisSent, ReportView},
    staff::{ShownTo, StaffOnReport},
    supervision::Confirmations,
    time::UnixMs,
};
use signaling_core::{
    area_code,
    check_word::check_word,
    link::LinkState,
    marks::{Known, hints},
    request::masked,
    staff::show::Shown,
};

use crate::{
    Signaling,
    store::{
        instructions,
        notes::{Confirmed, Notes, OfficerNote},
        points,
        reports::{self, Loaded},
        words::of_json,
    },
};

pub fn report_view(
    loaded: &Loaded,
    key: &DataKey,
    signaling: &Signaling,
) -> Result<ReportView, Refused> {
    let Loaded {
        row,
        report,
        instructions,
        measures_closed,
        ..
    } = loaded;
    let (hub, sights) = (signaling.hub(), signaling.sights());
    let online = hub.is_online(report.id);
    let channel = reports::channel(row)?;
    let link = &report.link;
    let desk = &report.desk;
    let notes = Notes::open(key, row)?;
    let last_point = points::open_last(key, row)?;
    let area = notes.calling_number.as_deref().and_then(area_code::area);
    let known = Known {
        stated: notes.stated_place.as_ref(),
        last: last_point.as_ref(),
        number_area: area,
        claims: &notes.claims,
    };
    let hints = hints(&known, signaling.gazetteer(), &desk.rules.hints);
    // What came from a wrong recipient is hidden.
    let is_open = desk.mis_send.is_none();
    let instructions = instructions.iter().map(|row| instructions::view(row, key));
    Ok(ReportView {
        id: report.id,
        number: row.number.clone(),
        state: report.shown_state(),
        exercise: report.exercise,
        created_ms: UnixMs(row.created_ms),
        operator: report.handler.account,
        operator_name: report.handler.name.clone(),
        channel,
        destination_masked: match channel {
            Some(channel) => masked(channel, &destination(loaded, key)?),
            None => String::new(),
        },
        risks: of_json(&row.risks)?,
        delivery: link.delivery,
        access_code: link.code.map(|code| code.view()),
        check_word: check_word(row.check_word.cast_unsigned()),
        note: open(key, "note", &row.note)?,
        case_number: match &row.case_number {
            Some(sealed) => Some(open(key, "case number", sealed)?),
            None => None,
        },
        funnel: report.funnel_times(),
        stuck: report.stuck,
        phone: report.phone.clone(),
        caller_online: online,
        last_point: last_point.filter(|_| is_open),
        statistics: hub.statistics(report.id),
        ladder: sights.ladder(report.id).filter(|_| online),
        live_picture: sights.live_picture(report.id),
        last_picture: row.last_picture.map(FileId).filter(|_| is_open),
        opening_deadline_ms: link.opening_deadline,
        session_cap_ms: link.session_cap,
        ends_soon: link.is_warned && link.state == LinkState::InUse,
        prolongable: link.state == LinkState::InUse && !link.is_prolonged,
        spoken_consent_ms: row.spoken_consent_ms.map(UnixMs),
        ended_ms: report.ended.map(|ending| ending.at),
        end_reason: report.ended.map(|ending| ending.reason),
        totals: report.totals,
        report_after_due_ms: row.report_after_due_ms.map(UnixMs),
        confirmations: confirmations(loaded, &notes)?,
        held: desk.held.clone(),
        offer: desk.offer.clone(),
        unattended_until_ms: desk.unattended_until,
        instructions: instructions.collect::<Result<_, _>>()?,
        pass: desk.pass.clone(),
        mis_send: desk.mis_send.map(|mis_send| MisSent {
            at_ms: mis_send.at,
            case: mis_send.case,
            due_ms: mis_send.due,
            closed_ms: *measures_closed,
        }),
        number_area: area.map(|area| area.name.clone()),
        hints: if is_open { hints } else { Vec::new() },
        stated_place: notes.stated_place,
        checks: notes.checks,
        staff: officer(loaded, notes.officer),
        shown_to: desk.shown.as_ref().map(shown_to),
    })
}

/// Without the first two nothing goes out at all (VR-4.1.1).
fn confirmations(loaded: &Loaded, notes: &Notes) -> Result<Confirmations, Refused> {
    let confirmed = Confirmed::of(&loaded.row)?;
    Ok(Confirmations {
        safety: true,
        camera: true,
        number: confirmed.number,
        reported: confirmed.reported,
        no_report_reason: notes.no_report_reason.clone(),
        reported_after_ms: confirmed.reported_after,
        acknowledged: confirmed.acknowledged,
    })
}

/// Who the officer is, where the report came by a staff URL.
fn officer(loaded: &Loaded, noted: Option<OfficerNote>) -> Option<StaffOnReport> {
    let (officer, noted) = (loaded.report.desk.staff?, noted?);
    Some(StaffOnReport {
        device: officer.device,
        staff_number: noted.identity.staff_number,
        name: noted.identity.name,
        unit: noted.identity.unit,
        sheet_number: noted.sheet_number,
        purpose: officer.purpose,
        reason: noted.reason,
        reported: noted.reported,
        report_due_ms: loaded.use_due,
        asked_ms: officer.asked.map(|asked| asked.at),
        answer_by_ms: officer.asked.map(|asked| asked.answer_by),
        unanswered: officer.is_unanswered,
    })
}

fn shown_to(shown: &Shown) -> ShownTo {
    ShownTo {
        all: shown.all,
        sessions: shown.sessions.clone(),
        by: shown.by.clone(),
        at_ms: shown.at,
    }
}

/// The whole number, E.164, or the whole address.
pub fn destination(loaded: &Loaded, key: &DataKey) -> Result<String, Refused> {
    open(key, "destination", &loaded.row.destination)
}

fn open(key: &DataKey, purpose: &str, sealed: &[u8]) -> Result<String, Refused> {
    let plain = key.open(purpose, sealed).map_err(Refused::internal)?;
    String::from_utf8(plain).map_err(Refused::internal)
}
