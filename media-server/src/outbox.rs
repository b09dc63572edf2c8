//! Numbered events that wait for signaling, in memory. What is kept of them elsewhere has the
//! same numbers, so each gets its own when it happens; an event that finds no place gets none.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use media_core::Event;
use protocol::{
    media::{MediaEntry, MediaEvent},
    time::UnixMs,
};
use tokio::sync::Notify;

use crate::limits;

#[derive(Default)]
pub struct Outbox {
    entries: Mutex<Entries>,
    changed: Notify,
}

#[derive(Default)]
struct Entries {
    waiting: VecDeque<MediaEntry>,
    last_seq: u64,
    dropped: u64,
}

impl Outbox {
    /// The event's number; none where there is no place for it. Statistics leave most of the
    /// place to changes of state.
    pub(crate) fn push(&self, at_ms: UnixMs, event: Event) -> Option<u64> {
        let mut entries = self.entries();
        let Event { room, event } = event;
        let max = match event {
            MediaEvent::Statistics { .. } => limits::OUTBOX_STATISTICS_MAX,
            _ => limits::OUTBOX_MAX,
        };
        if entries.waiting.len() >= max {
            entries.dropped += 1;
            return None;
        }
        entries.last_seq += 1;
        let seq = entries.last_seq;
        entries.waiting.push_back(MediaEntry {
            seq,
            at_ms,
            room,
            event,
        });
        drop(entries);
        self.changed.notify_waiters();
        Some(seq)
    }

    /// Entries with numbers above `after`, oldest first, at most `max` and [`limits::PULL_MAX`].
    pub fn pull(&self, after: u64, max: usize) -> Vec<MediaEntry> {
        let entries = self.entries();
        let first = entries.waiting.partition_point(|entry| entry.seq <= after);
        let max = max.min(limits::PULL_MAX);
        entries.waiting.range(first..).take(max).cloned().collect()
    }

    /// Returns when there is something to pull above `after`.
    pub async fn wait(&self, after: u64) {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            // Registered before the look, so that nothing pushed in between is missed.
            changed.as_mut().enable();
            let newest = self.entries().waiting.back().map(|entry| entry.seq);
            if newest.is_some_and(|newest| newest > after) {
                return;
            }
            changed.await;
        }
    }

    /// Forgets entries up to this number.
    pub fn acknowledge(&self, seq: u64) {
        let mut entries = self.entries();
        let done = entries.waiting.partition_point(|entry| entry.seq <= seq);
        entries.waiting.drain(..done);
    }

    /// False when nobody has pulled for so long that new sessions must wait.
    pub(crate) fn has_room(&self) -> bool {
        self.entries().waiting.len() < limits::OUTBOX_ADMISSION_MAX
    }

    /// Entries that wait, and entries that were dropped.
    pub(crate) fn fill(&self) -> (u64, u64) {
        let entries = self.entries();
        (entries.waiting.len() as u64, entries.dropped)
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use protocol::id::{ReportId, WebrtcSessionId};

    use super::*;

    fn change() -> Event {
        let session = WebrtcSessionId::new(UnixMs(1), [0; 10]);
        Event {
            room: ReportId::new(UnixMs(1), [0; 10]),
            event: MediaEvent::Stalled { session },
        }
    }

    fn statistics() -> Event {
        let session = WebrtcSessionId::new(UnixMs(1), [0; 10]);
        let event = MediaEvent::Statistics {
            session,
            bit_rate_bps: 1,
            packets: 1,
            packets_lost: 0,
            frames_per_s: 30.0,
            viewers: 1,
            layers: Vec::new(),
            views: Vec::new(),
        };
        Event { event, ..change() }
    }

    fn numbers(outbox: &Outbox, after: u64, max: usize) -> Vec<u64> {
        outbox
            .pull(after, max)
            .iter()
            .map(|entry| entry.seq)
            .collect()
    }

    #[test]
    fn entries_are_numbered_without_gaps_and_stay_until_acknowledged() {
        let outbox = Outbox::default();
        for _ in 0..5 {
            assert!(outbox.push(UnixMs(7), change()).is_some());
        }
        assert_eq!(numbers(&outbox, 0, 3), [1, 2, 3]);
        assert_eq!(
            numbers(&outbox, 0, 9),
            [1, 2, 3, 4, 5],
            "again, from the beginning"
        );
        assert_eq!(numbers(&outbox, 4, 9), [5]);
        outbox.acknowledge(3);
        assert_eq!(numbers(&outbox, 0, 9), [4, 5]);
        outbox.acknowledge(99);
        assert_eq!(numbers(&outbox, 0, 9), Vec::<u64>::new());
        outbox.push(UnixMs(7), change());
        assert_eq!(numbers(&outbox, 5, 9), [6]);
    }

    #[test]
    fn statistics_leave_room_for_state_changes() {
        let outbox = Outbox::default();
        for _ in 0..limits::OUTBOX_STATISTICS_MAX + 100 {
            outbox.push(UnixMs(1), statistics());
        }
        assert_eq!(outbox.fill(), (limits::OUTBOX_STATISTICS_MAX as u64, 100));
        for _ in 0..limits::OUTBOX_STATISTICS_MAX + 50 {
            outbox.push(UnixMs(1), change());
        }
        let mut changes = 0;
        let mut after = 0;
        loop {
            let entries = outbox.pull(after, limits::PULL_MAX);
            let Some(last) = entries.last() else { break };
            assert_eq!(entries[0].seq, after + 1);
            after = last.seq;
            changes += entries
                .iter()
                .filter(|entry| matches!(entry.event, MediaEvent::Stalled { .. }))
                .count();
            outbox.acknowledge(after);
        }
        assert_eq!(changes, limits::OUTBOX_STATISTICS_MAX + 50);
    }

    #[tokio::test]
    async fn waiting_ends_with_the_next_entry() {
        let outbox = Arc::new(Outbox::default());
        let waiting = tokio::spawn({
            let outbox = outbox.clone();
            async move { outbox.wait(0).await }
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(!waiting.is_finished());
        outbox.push(UnixMs(1), change());
        tokio::time::timeout(Duration::from_secs(5), waiting)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(numbers(&outbox, 0, 9), [1]);
        let nothing = tokio::time::timeout(Duration::from_millis(20), outbox.wait(1)).await;
        assert!(nothing.is_err(), "everything was seen");
    }
}
