//! Ends what has reached its deadline, by the house's clock; also forgets what has expired.

use std::time::{Duration, Instant};

use protocol::id::ReportId;
use signaling_core::Command;

use crate::{
    Signaling,
    failure::Failure,
    limits::{DEADLINE_LOOK, FORGET_EVERY},
    store::{promises, reports},
    turn::Who,
};

pub(crate) async fn watch(signaling: Signaling) {
    let mut forgotten: Option<Instant> = None;
    loop {
        let pause = end_due(&signaling).await.unwrap_or_else(|failure| {
            tracing::warn!(
                code = failure.problem().0.code,
                "a deadline could not be kept yet"
            );
            DEADLINE_LOOK
        });
        if forgotten.is_none_or(|at| at.elapsed() >= FORGET_EVERY) {
            forgotten = Some(Instant::now());
            if let Err(failure) = forget(&signaling).await {
                tracing::warn!(
                    code = failure.problem().0.code,
                    "expired rows are still there"
                );
            }
        }
        tokio::time::sleep(pause).await;
    }
}

/// Ends every report whose deadline has come; how long to wait for the next one. Asking the store
/// each time costs one look at an index and holds after a restart and after the clock was set.
async fn end_due(signaling: &Signaling) -> Result<Duration, Failure> {
    let next = reports::deadlines(&**signaling.admin().db()).await?;
    for (report, at) in next {
        let now = signaling.admin().now();
        if at > now {
            let wait_ms = u64::try_from(at.0 - now.0).unwrap_or(0);
            return Ok(Duration::from_millis(wait_ms).min(DEADLINE_LOOK));
        }
        // One report that cannot be ended must not keep the others open.
        if let Err(failure) = end(signaling, report).await {
            let code = failure.problem().0.code;
            tracing::error!(%report, code, "a report could not be ended at its deadline");
        }
    }
    Ok(DEADLINE_LOOK)
}

async fn end(signaling: &Signaling, report: ReportId) -> Result<(), Failure> {
    let mut turn = signaling.turn(report, Who::System).await?;
    turn.decide(Command::Deadline).await?;
    turn.finish().await?;
    Ok(())
}

async fn forget(signaling: &Signaling) -> Result<(), Failure> {
    let write = signaling.admin().db().begin_write().await?;
    promises::forget_expired(&*write, signaling.admin().now()).await?;
    write.commit().await?;
    Ok(())
}
