//! Sessions whose sheet or phone is void end (VR-5.2.3). Whoever voids one looks at once; the task
//! looks again, so that a stop in between leaves none running.

use protocol::{
    report::EndReason,
    staff::{StaffDeviceState, StaffUrlState},
};
use signaling_core::{Command, Refusal};

use crate::{
    Signaling,
    failure::Failure,
    limits::VOID_LOOK,
    store::{
        staff_devices,
        staff_sessions::{self, StaffSession},
        staff_urls,
    },
    turn::Who,
};

pub(crate) async fn watch(signaling: Signaling) {
    loop {
        end_all(&signaling).await;
        tokio::time::sleep(VOID_LOOK).await;
    }
}

/// One session that cannot be ended must not keep the others running.
pub async fn end_all(signaling: &Signaling) {
    let void = match staff_sessions::running_void(&**signaling.admin().db()).await {
        Ok(void) => void,
        Err(cause) => {
            tracing::warn!(%cause, "void sessions of officers could not be looked for");
            return;
        }
    };
    for session in void {
        if let Err(failure) = end(signaling, session).await {
            let (report, code) = (session.report, failure.problem().0.code);
            tracing::error!(%report, code, "a void session of an officer could not be ended");
        }
    }
}

async fn end(signaling: &Signaling, session: StaffSession) -> Result<(), Failure> {
    let Some(reason) = reason(signaling, session).await? else {
        return Ok(());
    };
    let mut turn = signaling.turn(session.report, Who::System).await?;
    match turn.decide(Command::VoidOfficer { reason }).await {
        Ok(()) => turn.finish().await.map(drop),
        // It ended by itself meanwhile.
        Err(Failure::Refusal(Refusal::AlreadyOver)) => Ok(()),
        Err(failure) => Err(failure),
    }
}

async fn reason(
    signaling: &Signaling,
    session: StaffSession,
) -> Result<Option<EndReason>, Failure> {
    let (db, now) = (&**signaling.admin().db(), signaling.admin().now());
    let sheet = staff_urls::find(db, session.url).await?;
    let of_url = sheet.and_then(|sheet| match sheet.url.state(now) {
        StaffUrlState::Suspended => Some(EndReason::StaffUrlSuspended),
        StaffUrlState::Destroyed => Some(EndReason::StaffUrlDestroyed),
        // What runs when a sheet expires may go on to its end.
        StaffUrlState::Active | StaffUrlState::Expired => None,
    });
    if of_url.is_some() {
        return Ok(of_url);
    }
    let phone = staff_devices::find(db, session.device).await?;
    let is_removed = phone.is_some_and(|phone| phone.device.state == StaffDeviceState::Removed);
    Ok(is_removed.then_some(EndReason::StaffDeviceRemoved))
}
