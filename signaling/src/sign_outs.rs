//! A person who is signed out, revoked or behind a locked screen stops seeing live pictures at
//! once.

use admin::sessions::SessionEnded;
use protocol::{id::AccountId, media::MediaOrder};
use tokio::sync::broadcast::error::RecvError;

use crate::{Signaling, failure::Failure, store::reports};

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
    loop {
        match ended.recv().await {
            Ok(over) => {
                if let Err(failure) = revoke(&signaling, &over).await {
                    let code = failure.problem().0.code;
                    tracing::error!(code, "a signed-out viewer may see on until the token ends");
                }
            }
            Err(RecvError::Lagged(missed)) => {
                tracing::error!(
                    missed,
                    "sign-outs were missed; their tokens end by themselves"
                );
            }
            Err(RecvError::Closed) => return,
        }
    }
}

async fn revoke(signaling: &Signaling, over: &SessionEnded) -> Result<(), Failure> {
    let subject = viewer(over.account, over.session.0);
    for room in reports::open(&**signaling.admin().db()).await? {
        let subject = subject.clone();
        signaling.order(MediaOrder::Revoke { room, subject });
    }
    Ok(())
}
