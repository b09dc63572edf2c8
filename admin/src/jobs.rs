//! What goes on by itself while the process runs: deadlines strike, heads of the trail are
//! signed, entries past their years go. Each job asks the store anew, so that a restart, another
//! process or a clock that was set loses nothing.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use admin_core::{calendar::japan, deadline::mark::Reading};
use jiff::civil::Date;
use protocol::time::UnixMs;

use crate::{
    Admin,
    deadlines::{self, Carrier, DeadlineError, Look},
    limits::{HEAD_EVERY, PURGE_EVERY},
    store::StoreError,
    trail::{heads, purge},
};

/// Starts the jobs; they end with the runtime.
pub fn start(admin: &Admin, carriers: Vec<Arc<dyn Carrier>>) {
    tokio::spawn(sign_heads(admin.clone()));
    tokio::spawn(keep_deadlines(admin.clone(), carriers));
}

/// Signs a head now and then again and again: at most sixty seconds apart.
async fn sign_heads(admin: Admin) {
    loop {
        if let Err(error) = sign_head(&admin).await {
            tracing::error!(%error, "a head of the trail could not be signed");
        }
        tokio::time::sleep(HEAD_EVERY).await;
    }
}

/// One signed head; also at an orderly stop, so that nothing remains uncovered.
pub async fn sign_head(admin: &Admin) -> Result<(), StoreError> {
    heads::sign(admin.db(), admin.keys().heads(), admin.now())
        .await
        .map(drop)
}

async fn keep_deadlines(admin: Admin, carriers: Vec<Arc<dyn Carrier>>) {
    let mut purged = Purged::default();
    loop {
        let sleep = match look(&admin, &carriers).await {
            Ok(look) => {
                tell(&look);
                purged.go_on(&admin, look.believed).await;
                // A look that only failed must not be repeated without a pause.
                if look.struck > 0 {
                    look.sleep
                } else {
                    look.sleep.max(SHORTEST_PAUSE)
                }
            }
            Err(error) => {
                tracing::error!(%error, "the deadlines could not be looked at");
                RETRY
            }
        };
        tokio::time::sleep(sleep).await;
    }
}

const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
const RETRY: Duration = Duration::from_secs(10);

async fn look(admin: &Admin, carriers: &[Arc<dyn Carrier>]) -> Result<Look, DeadlineError> {
    let clock = admin.clock();
    deadlines::look(admin.db(), carriers, clock.now(), clock.is_settable()).await
}

/// Where purging stands. Entries go by whole days, so that a new day is what there is to wait for;
/// in between it is looked whether a head covers more by now.
#[derive(Default)]
struct Purged {
    done: Option<(Date, Instant)>,
}

impl Purged {
    async fn go_on(&mut self, admin: &Admin, believed: UnixMs) {
        let today = japan::day_of(believed);
        let is_done = |(day, at): (Date, Instant)| day == today && at.elapsed() < PURGE_EVERY;
        if self.done.is_some_and(is_done) {
            return;
        }
        match purge::purge_all(admin.db(), believed).await {
            // Each look takes a bounded number; the next goes on.
            Ok(0) => self.done = Some((today, Instant::now())),
            Ok(entries) => tracing::info!(entries, "entries of the trail past their years went"),
            Err(error) => {
                self.done = Some((today, Instant::now()));
                tracing::error!(%error, "old entries of the trail are still there");
            }
        }
    }
}

fn tell(look: &Look) {
    match look.reading {
        Reading::Steady | Reading::Settling => {}
        Reading::LeaptAhead { by_ms } => {
            tracing::warn!(
                by_ms,
                "the clock leapt ahead; deadlines wait until it has run on steadily"
            );
        }
        Reading::SetBack { by_ms } => tracing::warn!(by_ms, "the clock was set back"),
    }
}
