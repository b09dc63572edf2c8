//! Live reports that reception shows to officers: who sees what, and what their pages are told.

use protocol::{
    caller::ToCaller,
    id::{ReportId, UnitId},
    media::MediaOrder,
    staff::ShownReport,
    time::UnixMs,
};
use sea_orm::ConnectionTrait;
use signaling_core::{
    report::Report,
    staff::show::{Shown, viewer},
};

use crate::{
    Signaling,
    failure::Failure,
    limits::SHOWN_TRACK,
    sign_outs::revoke_everywhere,
    store::{
        desks, points,
        reports::{self, Loaded},
        staff_sessions, staff_urls,
    },
    view::report_view,
};

/// After a turn: whoever sees a report no longer is cut off, and the officers' pages are told.
pub async fn follow(
    signaling: &Signaling,
    before: &Report,
    after: &Report,
    now: UnixMs,
) -> Result<(), Failure> {
    let (was_over, is_over) = (before.state.is_over(), after.state.is_over());
    if after.desk.staff.is_some() && is_over && !was_over {
        revoke_everywhere(signaling, viewer(after.id)).await?;
    }
    let (old, new) = (&before.desk.shown, &after.desk.shown);
    if old.is_none() && new.is_none() {
        return Ok(());
    }
    let is_news = old != new
        || before.state != after.state
        || before.desk.held.is_some() != after.desk.held.is_some();
    let db = &**signaling.admin().db();
    let sessions = staff_sessions::running_of_headquarters(db, before.headquarters).await?;
    for officer in sessions.into_iter().map(|session| session.report) {
        let (saw, sees) = (before.is_shown_to(officer), after.is_shown_to(officer));
        if saw && !sees && !is_over {
            let (room, subject) = (after.id, viewer(officer));
            signaling.order(MediaOrder::Revoke { room, subject });
        }
        let is_told = (saw || sees) && (is_news || signaling.hub().may_tell_move(officer, now));
        if is_told {
            signaling.hub().tell(officer, ToCaller::ShownChanged);
        }
    }
    Ok(())
}

/// The headquarters whose reports an officer's session is shown.
pub async fn headquarters_of(
    db: &impl ConnectionTrait,
    session: ReportId,
) -> Result<Option<UnitId>, Failure> {
    let Some(session) = staff_sessions::find(db, session).await? else {
        return Ok(None);
    };
    let sheet = staff_urls::find(db, session.url).await?;
    Ok(sheet.map(|sheet| sheet.url.headquarters))
}

/// What an officer's session is shown, the newest first.
pub async fn to_session(
    signaling: &Signaling,
    session: ReportId,
) -> Result<Vec<ShownReport>, Failure> {
    let db = &**signaling.admin().db();
    let Some(headquarters) = headquarters_of(db, session).await? else {
        return Ok(Vec::new());
    };
    let mut all = Vec::new();
    for id in desks::shown(db, headquarters).await? {
        let loaded = reports::load(db, id).await?;
        let Some(loaded) = loaded.filter(|one| one.report.is_shown_to(session)) else {
            continue;
        };
        if let Some(shown) = loaded.report.desk.shown.clone() {
            all.push(view(signaling, &loaded, shown).await?);
        }
    }
    all.sort_by_key(|one| std::cmp::Reverse(one.shown_ms));
    Ok(all)
}

async fn view(
    signaling: &Signaling,
    loaded: &Loaded,
    shown: Shown,
) -> Result<ShownReport, Failure> {
    let (admin, id) = (signaling.admin(), loaded.report.id);
    let db = &**admin.db();
    let key = admin.keys().report_key(id).await?;
    let view = report_view(loaded, &key, signaling)?;
    let mut track = points::track(db, id, &key).await?;
    track.drain(..track.len().saturating_sub(SHOWN_TRACK));
    Ok(ShownReport {
        report: id,
        number: view.number,
        state: view.state,
        exercise: view.exercise,
        note: view.note,
        shown_ms: shown.at,
        by_name: shown.by.name,
        last_point: view.last_point,
        track,
        stated_place: view.stated_place,
    })
}
