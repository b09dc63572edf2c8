//! A console on which a live report is operated or watched does not lock by itself: watching needs
//! no touch. Which sessions these are follows from who handles a report and who fetches its picture.

use std::collections::BTreeSet;

use admin::sessions::SessionId;
use sea_orm::DbErr;

use crate::{Signaling, limits::IN_USE_LOOK, store::reports};

pub(crate) async fn watch(signaling: Signaling) {
    let mut before = BTreeSet::new();
    loop {
        match sessions(&signaling).await {
            Ok(now) => {
                // Each stays one look longer: to a clock that was just set every viewer seems old.
                signaling.admin().in_use().set(&before | &now);
                before = now;
            }
            Err(cause) => tracing::warn!(%cause, "it could not be looked which consoles are used"),
        }
        tokio::time::sleep(IN_USE_LOOK).await;
    }
}

/// Open consoles of those who handle a report that runs, and everybody who sees its picture.
async fn sessions(signaling: &Signaling) -> Result<BTreeSet<SessionId>, DbErr> {
    let running = reports::running(&**signaling.admin().db()).await?;
    let now = signaling.admin().now();
    let handlers: BTreeSet<_> = running.iter().map(|(_, handler)| *handler).collect();
    let mut sessions = signaling.hub().sessions_of(&handlers);
    for (report, _) in running {
        sessions.extend(signaling.sights().watchers(report, now));
    }
    Ok(sessions)
}
