//! What a shard hands over to be kept.

use std::{sync::mpsc::TrySendError, time::Instant};

use protocol::media::{MediaEntry, MediaOrder};

use super::{Command, Shard};

impl Shard {
    pub(super) fn keep_event(&mut self, entry: MediaEntry) {
        match serde_json::to_vec(&entry) {
            Ok(json) => self.sfu.record_event(entry.room, &json, Instant::now()),
            Err(error) => tracing::error!(%error, "an event could not be written down"),
        }
    }

    /// Gives the journal what is to be kept. The channel has a place for every page.
    pub(super) fn hand_over(&mut self, now: Instant) {
        let Some(journal) = &self.journal else {
            return;
        };
        while let Ok(page) = journal.returned.try_recv() {
            self.sfu.return_page(page);
        }
        while let Some(page) = self.sfu.poll_page(now) {
            if let Err(not_sent) = journal.pages.try_send(page) {
                // The writer is gone; its health says so.
                let (TrySendError::Full(page) | TrySendError::Disconnected(page)) = not_sent;
                self.sfu.return_page(page);
            }
        }
    }

    /// Does a command. A key never passes through the core.
    pub(super) fn run_command(&mut self, command: Command) {
        let key = match &command {
            Command::Order {
                order: MediaOrder::Record { room, key },
                ..
            } => Some((*room, key.clone())),
            _ => None,
        };
        command.run(&mut self.sfu, &self.admission, &self.clock);
        if let Some((room, key)) = key
            && let Some(journal) = &self.journal
            && self.sfu.is_recorded(room)
        {
            journal.keys.put(room, &key);
        }
    }
}
