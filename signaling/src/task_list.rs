//! What was done at the task list of the admin page shows on the consoles at once: the report to the
//! manager that was left for later (VR-4.1.2).

use protocol::id::CaseId;
use tokio::sync::broadcast::error::RecvError;

use crate::{
    Signaling,
    failure::Failure,
    store::{reports, staff_sessions},
};

pub(crate) async fn watch(signaling: Signaling) {
    let mut taken = signaling.admin().taken_steps();
    loop {
        match taken.recv().await {
            Ok(case) => {
                if let Err(failure) = show(&signaling, case).await {
                    let code = failure.problem().0.code;
                    tracing::warn!(code, "a step of a request is not on the consoles yet");
                }
            }
            Err(RecvError::Lagged(missed)) => tracing::warn!(missed, "steps of cases were missed"),
            Err(RecvError::Closed) => return,
        }
    }
}

async fn show(signaling: &Signaling, case: CaseId) -> Result<(), Failure> {
    let db = &**signaling.admin().db();
    if let Some(report) = reports::of_request(db, case).await? {
        return signaling.show(report).await;
    }
    match staff_sessions::of_case(db, case).await? {
        Some(session) => signaling.show(session.report).await,
        None => Ok(()),
    }
}
