//! Which deadlines strike now, and when to look again.
//!
//! A pure function of what is stored: a restart loses nothing because there is nothing to lose.
//! The shell calls it at least once a minute; then nothing strikes early, and nothing more than
//! an hour late.

use protocol::time::UnixMs;

use super::{
    Deadline, Strike,
    mark::{ClockMark, Reading},
};
use crate::limits::{SCHEDULER_SLEEP_MS, STRIKES_AT_ONCE};

/// What one look gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// At most [`STRIKES_AT_ONCE`], those due first. Each is stored on the condition that its row
    /// is still open, so that a second scheduler or a second look strikes nothing twice.
    pub strikes: Vec<Strike>,
    /// To be stored.
    pub mark: ClockMark,
    pub reading: Reading,
    /// Look again after this long, or earlier.
    pub sleep_ms: i64,
}

/// How many rows a look needs: those that strike, and the next.
pub const ROWS: usize = STRIKES_AT_ONCE + 1;

/// One look at the open deadlines that are due first, in the order of their due moments; at most
/// [`ROWS`] are looked at.
pub fn look(due_first: &[Deadline], mark: ClockMark, now: UnixMs) -> Round {
    let (mark, reading) = mark.read(now);
    let mut strikes: Vec<Strike> = Vec::new();
    let mut next_due = None;
    for deadline in due_first.iter().take(ROWS) {
        let told = strikes
            .iter()
            .any(|strike| strike.deadline.id == deadline.id);
        if told || !deadline.is_open() {
            continue;
        }
        let is_believed = deadline.due_at <= mark.believed;
        match deadline.strike(now) {
            Ok(strike) if is_believed && strikes.len() < STRIKES_AT_ONCE => strikes.push(strike),
            _ => next_due = next_due.or(Some(deadline.due_at)),
        }
    }
    let sleep_ms = next_due.map_or(SCHEDULER_SLEEP_MS, |due| due.since_ms(mark.believed));
    Round {
        strikes,
        mark,
        reading,
        sleep_ms: sleep_ms.clamp(0, SCHEDULER_SLEEP_MS),
    }
}
