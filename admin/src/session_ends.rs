//! How sessions end before their time: a person is revoked, and open sockets hear of it.

use protocol::id::AccountId;
use tokio::{sync::broadcast::error::RecvError, time::MissedTickBehavior};

use crate::{
    Admin, accounts,
    limits::SESSION_LOOK,
    posts::{self, allowed::Allowed},
    problem::Refused,
    sessions::{self, SessionId, Standing},
    sign_in::codes,
    signed_in::SignedIn,
    trail::{self, Action, Subject},
};

impl Admin {
    /// Returns when the session is locked or over: signed out, revoked or expired. A socket selects
    /// on it and closes.
    pub async fn session_over(&self, session: SessionId) -> Standing {
        let mut ended = self.ended_sessions();
        let mut look = tokio::time::interval(SESSION_LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                told = ended.recv() => match told {
                    Ok(told) if told.session == session => return told.standing,
                    Ok(_) => continue,
                    // Some were missed.
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return Standing::Over,
                },
                _ = look.tick() => {}
            }
            match sessions::standing(&**self.db(), session, self.now()).await {
                Ok(Standing::Runs) => {}
                Ok(standing) => return standing,
                Err(cause) => tracing::warn!(%cause, "a session could not be looked up"),
            }
        }
    }

    /// Ends all sessions of an account and bars its credentials for good (VR-3.2b). Whoever
    /// revokes has to be let take away each of the posts that the other holds. How many sessions
    /// ended comes back.
    pub async fn revoke(&self, account: AccountId, by: &SignedIn) -> Result<usize, Refused> {
        let (now, units) = (self.now(), self.units().await?);
        let told = by.act(now, Action::RevokeCredentials);
        let told = told.about(Subject::Account(account));
        let ended = self
            .db()
            .write(async |txn| {
                self.still(txn, by).await?;
                let posts = posts::of_person(txn, account).await?;
                let (clause, post) = Allowed::to_revoke(self, by, &posts, &units)?;
                accounts::revoke_credentials(txn, account, now).await?;
                codes::void(txn, account, now).await?;
                let lost = posts::end_all(txn, account, posts::today(now)).await?;
                let acting = by.clone().acting(&post, &units);
                let act = acting.act(now, Action::RevokeCredentials);
                let act = act.about(Subject::Account(account)).clause(clause);
                trail::append(txn, &act).await?;
                Ok::<_, Refused>(sessions::end_of(txn, lost, now).await?)
            })
            .await;
        let ended = match ended {
            Ok(ended) => ended,
            Err(refused) => return Err(self.remember_refusal(told, refused).await?),
        };
        let count = ended.len();
        ended.into_iter().for_each(|told| self.tell_ended(told));
        Ok(count)
    }
}
