//! Whether what arrives is kept, for whoever raises the alarm.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use protocol::time::UnixMs;
use tokio::sync::watch;

use super::state::WriterState;
use crate::{config::WallClock, limits};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalHealth {
    /// None while everything is written in time.
    pub trouble: Option<JournalTrouble>,
    /// Since the start.
    pub lost_records: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalTrouble {
    pub since_ms: UnixMs,
    pub cause: String,
    /// The second folder takes what the first does not.
    pub spills: bool,
}

/// Looks at the writers from outside, for a disk that does not answer holds up whoever asks it.
/// Ends when nobody listens.
pub(super) fn watch(
    states: &[Arc<WriterState>],
    clock: &WallClock,
    told: &watch::Sender<JournalHealth>,
) {
    while !told.is_closed() {
        let found = look(states, clock());
        told.send_if_modified(|health| change(health, found));
        std::thread::sleep(Duration::from_millis(limits::JOURNAL_LOOK_MS));
    }
}

fn look(states: &[Arc<WriterState>], now: UnixMs) -> JournalHealth {
    let lost = |state: &Arc<WriterState>| {
        state.lost_records.load(Ordering::Relaxed) + state.told_lost.load(Ordering::Relaxed)
    };
    let mut troubles: Vec<_> = states
        .iter()
        .filter_map(|state| state.trouble(now))
        .collect();
    // What is not kept at all is told before what is kept elsewhere.
    troubles.sort_by_key(|trouble| trouble.spills);
    JournalHealth {
        trouble: troubles.into_iter().next(),
        lost_records: states.iter().map(lost).sum(),
    }
}

/// A trouble that goes on keeps its beginning.
fn change(health: &mut JournalHealth, mut found: JournalHealth) -> bool {
    if let (Some(before), Some(trouble)) = (&health.trouble, &mut found.trouble) {
        trouble.since_ms = before.since_ms.min(trouble.since_ms);
    }
    let changes = *health != found;
    *health = found;
    changes
}
