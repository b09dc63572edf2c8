//! What the routes of every shell hold of this crate.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use admin_core::{
    attempts::{Attempts, TooMany},
    grants,
};
use protocol::{id::AccountId, person::TerminalKind, time::UnixMs};
use tokio::sync::broadcast::{self, error::RecvError};

use crate::{
    accounts,
    clock::Clock,
    keys::KeyRing,
    limits::{ENDED_SESSIONS_HELD, SESSION_LOOK},
    passwords::Passwords,
    problem::Refused,
    refusals::Refusals,
    sessions::{self, SessionEnded, SessionId},
    signed_in::SignedIn,
    store::Db,
    trail::{self, Action, Subject},
};

/// What this crate is started with.
pub struct AdminConfig {
    pub db: Db,
    pub clock: Clock,
    pub keys: Arc<KeyRing>,
    /// True in a demo folder.
    pub demo: bool,
    /// The terminal kind of every session until terminals are enrolled.
    pub terminal: TerminalKind,
}

/// A cheap handle.
#[derive(Clone)]
pub struct Admin(Arc<Inner>);

struct Inner {
    config: AdminConfig,
    passwords: Passwords,
    attempts: Mutex<Attempts>,
    refusals: Refusals,
    ended: broadcast::Sender<SessionEnded>,
}

impl Admin {
    pub fn new(config: AdminConfig) -> Self {
        Self(Arc::new(Inner {
            config,
            passwords: Passwords::new(),
            attempts: Mutex::default(),
            refusals: Refusals::default(),
            ended: broadcast::Sender::new(ENDED_SESSIONS_HELD),
        }))
    }

    pub fn db(&self) -> &Db {
        &self.0.config.db
    }

    pub fn clock(&self) -> &Clock {
        &self.0.config.clock
    }

    pub fn now(&self) -> UnixMs {
        self.0.config.clock.now()
    }

    pub fn keys(&self) -> &Arc<KeyRing> {
        &self.0.config.keys
    }

    pub fn is_demo(&self) -> bool {
        self.0.config.demo
    }

    /// Counts refusals of people nobody knows; `genba` writes them into the trail each minute.
    pub fn refusals(&self) -> &Refusals {
        &self.0.refusals
    }

    /// Asks the grants; a refusal leaves its entry in the trail and goes out as 403 with its
    /// clause.
    pub async fn authorise(&self, person: &SignedIn, action: Action) -> Result<(), Refused> {
        let Err(denied) = grants::may(person.post, person.terminal, action) else {
            return Ok(());
        };
        let act = person
            .act(self.now(), action)
            .clause(denied.clause)
            .refused();
        self.db()
            .write(async |txn| Ok::<_, Refused>(trail::append(txn, &act).await?))
            .await?;
        Err(denied.into())
    }

    /// Hears of every session that ends in this process.
    pub fn ended_sessions(&self) -> broadcast::Receiver<SessionEnded> {
        self.0.ended.subscribe()
    }

    /// Returns when the session is over: signed out, revoked or expired. A socket selects on it
    /// and closes.
    pub async fn session_over(&self, session: SessionId) {
        let mut ended = self.ended_sessions();
        loop {
            let told = tokio::time::timeout(SESSION_LOOK, ended.recv()).await;
            match told {
                Ok(Ok(told)) if told.session == session => return,
                Ok(Ok(_)) => continue,
                // Time to look, or some were missed.
                Err(_) | Ok(Err(RecvError::Lagged(_))) => {}
                Ok(Err(RecvError::Closed)) => return,
            }
            match sessions::is_running(&**self.db(), session, self.now()).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(cause) => tracing::warn!(%cause, "a session could not be looked up"),
            }
        }
    }

    /// Ends all sessions of an account and bars its credentials for good (VR-3.2b).
    pub async fn revoke(&self, account: AccountId, by: &SignedIn) -> Result<(), Refused> {
        self.authorise(by, Action::RevokeCredentials).await?;
        self.revoke_with(account, by.act(self.now(), Action::RevokeCredentials))
            .await
    }

    /// The same for an act that was allowed elsewhere.
    pub async fn revoke_with(&self, account: AccountId, act: trail::Act) -> Result<(), Refused> {
        let now = self.now();
        let act = act.about(Subject::Account(account));
        let ended = self
            .db()
            .write(async |txn| {
                accounts::revoke_credentials(txn, account, now).await?;
                trail::append(txn, &act).await?;
                Ok::<_, Refused>(sessions::end_all(txn, account, now).await?)
            })
            .await?;
        ended.into_iter().for_each(|told| self.tell_ended(told));
        Ok(())
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    pub(crate) fn terminal(&self) -> TerminalKind {
        self.0.config.terminal
    }

    pub(crate) fn tell_ended(&self, told: SessionEnded) {
        // Nobody listens while no socket is open.
        let _ = self.0.ended.send(told);
    }

    pub(crate) fn begin_try(&self, user_id: &str, address: IpAddr) -> Result<(), TooMany> {
        let mut attempts = self
            .0
            .attempts
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        attempts.begin(user_id, address, self.now())
    }

    pub(crate) fn try_succeeded(&self, user_id: &str, address: IpAddr) {
        let mut attempts = self
            .0
            .attempts
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        attempts.succeeded(user_id, address);
    }
}
