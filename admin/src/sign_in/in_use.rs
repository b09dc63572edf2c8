//! Sessions that do not lock by themselves now: what runs on their screens is looked at without a
//! touch. Another shell says which; the store hears of it as of touches, so that every process
//! knows and the time to lock runs anew once the use is over.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use protocol::time::UnixMs;

use crate::{limits::TOUCH_EVERY_MS, sessions::SessionId};

#[derive(Default)]
pub struct InUse(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    sessions: BTreeSet<SessionId>,
    told: Option<UnixMs>,
}

impl InUse {
    /// In the place of what was said before.
    pub fn set(&self, sessions: BTreeSet<SessionId>) {
        self.lock().sessions = sessions;
    }

    pub fn contains(&self, session: SessionId) -> bool {
        self.lock().sessions.contains(&session)
    }

    /// Those of which the store has to hear now; nobody when it heard a moment ago.
    pub(super) fn due(&self, now: UnixMs) -> BTreeSet<SessionId> {
        let mut inner = self.lock();
        let is_recent = |told: UnixMs| (0..TOUCH_EVERY_MS).contains(&now.since_ms(told));
        if inner.sessions.is_empty() || inner.told.is_some_and(is_recent) {
            return BTreeSet::new();
        }
        inner.told = Some(now);
        inner.sessions.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::prelude::Uuid;

    use super::*;

    #[test]
    fn the_store_hears_every_few_seconds_and_at_once_after_a_leap() {
        let in_use = InUse::default();
        let session = SessionId(Uuid::from_u128(7));
        assert!(in_use.due(UnixMs(0)).is_empty());
        in_use.set(BTreeSet::from([session]));
        let now = UnixMs(1_000_000);
        assert!(in_use.due(now).contains(&session));
        assert!(in_use.due(now.plus_ms(TOUCH_EVERY_MS - 1)).is_empty());
        assert!(in_use.due(now.plus_ms(TOUCH_EVERY_MS)).contains(&session));
        assert!(in_use.due(now.plus_ms(3_600_000)).contains(&session));
        assert!(in_use.due(now).contains(&session), "the clock was set back");
        in_use.set(BTreeSet::new());
        assert!(in_use.due(now.plus_ms(7_200_000)).is_empty());
    }
}
