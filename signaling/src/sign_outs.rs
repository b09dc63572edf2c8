//! A person who is signed out, revoked or behind a locked screen stops seeing live pictures at
//! once.

use admin::sessions::{self, SessionEnded};
use protocol::{id::AccountId, media::MediaOrder, time::UnixMs};
use tokio::sync::broadcast::error::RecvError;

use crate::{Signaling, failure::Failure, limits::SIGN_OUT_LATE_MS, store::reports};

/// The subject of a viewer's media token: one sign-in of one person.
pub(crate) fn viewer(account: impl std::fmt::Display, session: impl std::fmt::Display) -> String {
    format!("{account}:{session}")
}

/// Who a viewer is.
pub(crate) fn account_of(subject: &str) -> Option<AccountId> {
    subject.split_once(':')?.0.parse().ok()
}

pub(crate) async fn watch(signaling: Signaling) {
    let mut ended = signaling.admin().ended_sessions();
    let mut heard = signaling.admin().now();
    loop {
        let heard_before = heard;
        let told = ended.recv().await;
        heard = signaling.admin().now();
        let revoked = match told {
            Ok(over) => revoke(&signaling, &over).await,
            // A whole force may be signed out at once.
            Err(RecvError::Lagged(_)) => revoke_since(&signaling, heard_before).await,
            Err(RecvError::Closed) => return,
        };
        if let Err(failure) = revoked {
            let code = failure.problem().0.code;
            tracing::error!(code, "a signed-out viewer may see on until the token ends");
        }
    }
}

/// Some were not heard: the store knows them all.
async fn revoke_since(signaling: &Signaling, heard: UnixMs) -> Result<(), Failure> {
    let since = heard.plus_ms(-SIGN_OUT_LATE_MS);
    let mut after = None;
    loop {
        let db = &**signaling.admin().db();
        let page = sessions::ended_since(db, since, after).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(last.session);
        for over in &page {
            revoke(signaling, over).await?;
        }
    }
}

async fn revoke(signaling: &Signaling, over: &SessionEnded) -> Result<(), Failure> {
    revoke_everywhere(signaling, viewer(over.account, over.session.0)).await
}

/// A viewer sees no live picture any more, whichever it was.
pub(crate) async fn revoke_everywhere(
    signaling: &Signaling,
    subject: String,
) -> Result<(), Failure> {
    for room in reports::open(&**signaling.admin().db()).await? {
        let subject = subject.clone();
        signaling.order(MediaOrder::Revoke { room, subject });
    }
    Ok(())
}
