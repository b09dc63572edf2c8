//! The bus inside one process: events to consoles, messages to callers' sockets, who is there.
//! Losing it loses nothing: consoles fetch anew and phones come back.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use admin::{sessions::SessionId, signed_in::SignedIn};
use axum::extract::ws::Utf8Bytes;
use protocol::{
    caller::ToCaller,
    console::ConsoleEvent,
    id::{AccountId, DeviceId, ReportId, UnitId},
    report::MediaStatistics,
    time::UnixMs,
};
use tokio::sync::{broadcast, mpsc};

use crate::limits::{
    CALLER_MESSAGES_HELD, CALLER_SOCKETS_MAX, CONSOLE_EVENTS_HELD, CONSOLE_SOCKETS_MAX,
    CONSOLE_SOCKETS_PER_PERSON, CONSOLE_SOCKETS_PER_SESSION, SHOWN_MOVED_EVERY_MS,
};

#[derive(Default)]
pub struct Hub(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    consoles: BTreeMap<UnitId, broadcast::Sender<Utf8Bytes>>,
    /// How many consoles each session has open, and whose it is.
    listeners: BTreeMap<SessionId, (AccountId, usize)>,
    callers: BTreeMap<ReportId, Line>,
    statistics: BTreeMap<ReportId, MediaStatistics>,
    /// Whose consoles see a report, as far as something of it was told; spares asking the store
    /// for each statistic.
    homes: BTreeMap<ReportId, UnitId>,
    /// When an officer's page was told last that a shown caller has moved.
    moves_told: BTreeMap<ReportId, UnixMs>,
    connections: u64,
}

impl Inner {
    /// Open consoles of a person's session, and of the person.
    fn open_of(&self, person: &SignedIn) -> (usize, usize) {
        let own = self.listeners.get(&person.session);
        let others = self.listeners.values();
        let of_person = others.filter(|(account, _)| *account == person.account);
        (
            own.map_or(0, |(_, count)| *count),
            of_person.map(|(_, count)| count).sum(),
        )
    }
}

/// The one socket of a report's phone.
struct Line {
    device: DeviceId,
    connection: u64,
    to_caller: mpsc::Sender<ToCaller>,
}

/// A phone's place in the hub.
pub struct Place {
    pub connection: u64,
    pub messages: mpsc::Receiver<ToCaller>,
}

impl Hub {
    /// The ear of a person's console, which is there until it [`went`](Self::went). `None` when
    /// there are too many, or too many of this person.
    pub fn listen(&self, person: &SignedIn) -> Option<broadcast::Receiver<Utf8Bytes>> {
        let mut inner = self.lock();
        inner
            .consoles
            .retain(|_, sender| sender.receiver_count() > 0);
        let open: usize = inner
            .consoles
            .values()
            .map(broadcast::Sender::receiver_count)
            .sum();
        let (of_session, of_person) = inner.open_of(person);
        if open >= CONSOLE_SOCKETS_MAX
            || of_session >= CONSOLE_SOCKETS_PER_SESSION
            || of_person >= CONSOLE_SOCKETS_PER_PERSON
        {
            return None;
        }
        let new = (person.account, 0);
        inner.listeners.entry(person.session).or_insert(new).1 += 1;
        let sender = inner
            .consoles
            .entry(person.unit)
            .or_insert_with(|| broadcast::Sender::new(CONSOLE_EVENTS_HELD));
        Some(sender.subscribe())
    }

    pub fn went(&self, session: SessionId) {
        let mut inner = self.lock();
        if let Some((_, count)) = inner.listeners.get_mut(&session) {
            *count -= 1;
            if *count == 0 {
                inner.listeners.remove(&session);
            }
        }
    }

    pub fn is_listening(&self, person: AccountId) -> bool {
        let inner = self.lock();
        let mut listeners = inner.listeners.values();
        listeners.any(|(listener, _)| *listener == person)
    }

    /// The sessions of people at an open console.
    pub fn sessions_of(&self, people: &BTreeSet<AccountId>) -> BTreeSet<SessionId> {
        let inner = self.lock();
        let theirs = inner.listeners.iter();
        theirs
            .filter(|(_, (person, _))| people.contains(person))
            .map(|(session, _)| *session)
            .collect()
    }

    pub fn publish(&self, headquarters: UnitId, event: &ConsoleEvent) {
        let sender = self.lock().consoles.get(&headquarters).cloned();
        let Some(sender) = sender else { return };
        send_to([sender], event);
    }

    /// Tells the consoles of every headquarters.
    pub fn publish_to_all(&self, event: &ConsoleEvent) {
        let senders: Vec<_> = self.lock().consoles.values().cloned().collect();
        send_to(senders, event);
    }

    /// Puts a phone's socket in its place; an older one of the report closes.
    pub fn join(&self, report: ReportId, device: DeviceId) -> Option<Place> {
        let mut inner = self.lock();
        if inner.callers.len() >= CALLER_SOCKETS_MAX && !inner.callers.contains_key(&report) {
            return None;
        }
        inner.connections += 1;
        let connection = inner.connections;
        let (to_caller, messages) = mpsc::channel(CALLER_MESSAGES_HELD);
        inner.callers.insert(
            report,
            Line {
                device,
                connection,
                to_caller,
            },
        );
        Some(Place {
            connection,
            messages,
        })
    }

    /// Takes a socket out. False when a newer one has its place already.
    pub fn leave(&self, report: ReportId, connection: u64) -> bool {
        let mut inner = self.lock();
        let is_current = inner
            .callers
            .get(&report)
            .is_some_and(|line| line.connection == connection);
        if is_current {
            inner.callers.remove(&report);
        }
        is_current
    }

    /// Closes the socket of a phone whose session is over.
    pub fn dismiss(&self, report: ReportId, device: DeviceId) {
        let mut inner = self.lock();
        if inner
            .callers
            .get(&report)
            .is_some_and(|line| line.device == device)
        {
            inner.callers.remove(&report);
        }
    }

    /// Tells the phone, if it is there. One that does not listen is cut and fetches all when it
    /// comes back.
    pub fn tell(&self, report: ReportId, message: ToCaller) {
        let mut inner = self.lock();
        let Some(line) = inner.callers.get(&report) else {
            return;
        };
        if line.to_caller.try_send(message).is_err() {
            inner.callers.remove(&report);
        }
    }

    /// Whether an officer's page is told now that a shown caller has moved; not at every step.
    pub fn may_tell_move(&self, report: ReportId, now: UnixMs) -> bool {
        let mut inner = self.lock();
        let told = inner.moves_told.get(&report);
        if told.is_some_and(|told| now.since_ms(*told).abs() < SHOWN_MOVED_EVERY_MS) {
            return false;
        }
        inner.moves_told.insert(report, now);
        true
    }

    pub fn is_online(&self, report: ReportId) -> bool {
        self.lock().callers.contains_key(&report)
    }

    pub fn statistics(&self, report: ReportId) -> Option<MediaStatistics> {
        self.lock().statistics.get(&report).cloned()
    }

    pub fn set_statistics(&self, report: ReportId, statistics: MediaStatistics) {
        self.lock().statistics.insert(report, statistics);
    }

    /// Notes whose consoles see a report.
    pub fn set_home(&self, report: ReportId, headquarters: UnitId) {
        self.lock().homes.insert(report, headquarters);
    }

    pub fn home(&self, report: ReportId) -> Option<UnitId> {
        self.lock().homes.get(&report).copied()
    }

    /// Whether any console listens.
    pub fn has_consoles(&self) -> bool {
        let inner = self.lock();
        let mut consoles = inner.consoles.values();
        consoles.any(|sender| sender.receiver_count() > 0)
    }

    pub fn forget_statistics(&self, report: ReportId) {
        self.lock().statistics.remove(&report);
    }

    /// Forgets a report that is over.
    pub fn forget(&self, report: ReportId) {
        let mut inner = self.lock();
        inner.statistics.remove(&report);
        inner.homes.remove(&report);
        inner.moves_told.remove(&report);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn send_to(senders: impl IntoIterator<Item = broadcast::Sender<Utf8Bytes>>, event: &ConsoleEvent) {
    let text: Utf8Bytes = match serde_json::to_string(event) {
        Ok(text) => text.into(),
        Err(cause) => return tracing::error!(%cause, "an event could not be written down"),
    };
    for sender in senders {
        // An error says that the last console has just left.
        let _ = sender.send(text.clone());
    }
}
