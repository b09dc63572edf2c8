//! No report without somebody who handles it, and no camera without an operator (VR-1): when a
//! handler has signed out, somebody else goes on; with nobody there the report's time runs.

use admin::sessions::SessionEnded;
use protocol::{
    id::{AccountId, UnitId},
    supervision::{InstructionKind, Staff},
};
use signaling_core::Command;
use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::{
    Signaling,
    failure::Failure,
    limits::ATTENDANCE_LOOK,
    store::{
        desks::{self, Handled},
        duty::{self, Present},
    },
    turn::Who,
};

pub(crate) async fn watch(signaling: Signaling) {
    let mut ended = signaling.admin().ended_sessions();
    loop {
        if let Err(failure) = look(&signaling).await {
            let code = failure.problem().0.code;
            tracing::warn!(code, "it could not be looked who handles what");
        }
        if next_look(&mut ended).await.is_err() {
            return;
        }
    }
}

/// A session ran out without a word, or somebody signed out.
async fn next_look(ended: &mut Receiver<SessionEnded>) -> Result<(), RecvError> {
    match tokio::time::timeout(ATTENDANCE_LOOK, ended.recv()).await {
        Err(_) | Ok(Ok(_) | Err(RecvError::Lagged(_))) => Ok(()),
        Ok(Err(closed)) => Err(closed),
    }
}

async fn look(signaling: &Signaling) -> Result<(), Failure> {
    let db = &**signaling.admin().db();
    let handled = desks::handled(db).await?;
    if handled.is_empty() {
        return Ok(());
    }
    let signed_in = duty::signed_in(db, signaling.admin().now()).await?;
    let is_calm = |report: &Handled| {
        signed_in.contains(&report.handler) && report.desk.unattended_until.is_none()
    };
    if handled.iter().all(is_calm) {
        return Ok(());
    }
    let present = duty::present(db, signaling.admin().now()).await?;
    for report in handled.iter().filter(|report| !is_calm(report)) {
        // One report must not keep the others waiting.
        if let Err(failure) = attend(signaling, report, &present).await {
            let (id, code) = (report.report, failure.problem().0.code);
            tracing::error!(report = %id, code, "a report could not be handed on");
        }
    }
    Ok(())
}

async fn attend(
    signaling: &Signaling,
    handled: &Handled,
    present: &[Present],
) -> Result<(), Failure> {
    let own = |one: &&Present| one.unit == handled.headquarters;
    let is_there = present
        .iter()
        .filter(own)
        .any(|one| one.staff.account == handled.handler);
    let mut turn = signaling.turn(handled.report, Who::System).await?;
    if turn.report().handler.account != handled.handler {
        return Ok(());
    }
    if is_there {
        turn.decide(Command::HandlerBack).await?;
        turn.finish().await?;
        return Ok(());
    }
    let heir = heir(signaling, handled, present);
    turn.decide(Command::HandlerLeft { heir: heir.clone() })
        .await?;
    if let Some(heir) = heir {
        turn.instruct(InstructionKind::HandedOn, (None, heir), String::new())
            .await?;
    }
    turn.finish().await?;
    Ok(())
}

/// Whom it was offered to; else a manager, else an operator, those at an open console first.
fn heir(signaling: &Signaling, handled: &Handled, present: &[Present]) -> Option<Staff> {
    let asked = handled.desk.offer.as_ref().map(|offer| offer.to.account);
    choose(signaling, handled.headquarters, asked, present)
}

/// Who takes a report on that nobody handles.
pub(crate) fn choose(
    signaling: &Signaling,
    headquarters: UnitId,
    asked: Option<AccountId>,
    present: &[Present],
) -> Option<Staff> {
    let own = present.iter().filter(|one| one.unit == headquarters);
    let rank = |one: &&Present| {
        let account = one.staff.account;
        (
            asked == Some(account),
            signaling.hub().is_listening(account),
            one.is_manager,
        )
    };
    own.rev().max_by_key(rank).map(|one| one.staff.clone())
}
