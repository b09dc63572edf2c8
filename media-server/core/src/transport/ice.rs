//! The lite side of ICE (RFC 8445 §2.5): answers checks, remembers addresses that passed one, and
//! follows the peer's nomination, also to a new network.

use std::{collections::VecDeque, time::Instant};

use super::stun::Request;
use crate::{
    limits,
    path::{Path, Peer},
    transmit::Transmits,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IceCredentials {
    pub fragment: String,
    pub password: String,
}

/// What an authentic check changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// An address that passed its first check.
    pub learned: Option<Path>,
    /// An address that had to make room.
    pub forgotten: Option<Path>,
    /// Media goes to this check's address from now on.
    pub moved: bool,
}

/// The credentials of both sides, until a restart.
struct Generation {
    local: IceCredentials,
    remote: IceCredentials,
}

pub struct IceLite {
    present: Generation,
    /// Before a restart; dropped with the first check of the present one.
    previous: Option<Generation>,
    /// Oldest check first.
    addresses: Vec<Address>,
    selected: Option<Path>,
    /// When something authentic last came by the selected path.
    selected_heard: Option<Instant>,
    /// Nominated beside a path that is alive: media follows with the peer's first own packet.
    nominated: Option<Path>,
    /// Protected packets have come, which nobody can replay.
    has_media: bool,
    /// Transactions of late and who sent them, the oldest first.
    heard: VecDeque<([u8; 12], Peer)>,
}

struct Address {
    path: Path,
    checked: Instant,
}

impl IceLite {
    pub fn new(local: IceCredentials, remote: IceCredentials) -> Self {
        Self {
            present: Generation { local, remote },
            previous: None,
            addresses: Vec::new(),
            selected: None,
            selected_heard: None,
            nominated: None,
            has_media: false,
            heard: VecDeque::new(),
        }
    }

    pub fn selected(&self) -> Option<Path> {
        self.selected
    }

    pub fn addresses(&self) -> impl Iterator<Item = Path> + '_ {
        self.addresses.iter().map(|address| address.path)
    }

    pub fn is_remote(&self, credentials: &IceCredentials) -> bool {
        self.present.remote == *credentials
    }

    /// New credentials (RFC 8445 §9). Media stays on the selected path until a check nominates
    /// another.
    pub fn restart(&mut self, local: IceCredentials, remote: IceCredentials) {
        let next = Generation { local, remote };
        self.previous = Some(std::mem::replace(&mut self.present, next));
    }

    /// `None` when the check is not this peer's, or was heard before from elsewhere.
    pub fn handle_check(
        &mut self,
        path: Path,
        request: &Request<'_>,
        now: Instant,
        transmits: &mut Transmits,
    ) -> Option<Checked> {
        if self.present.sent(request) {
            self.previous = None;
        } else if !self
            .previous
            .as_ref()
            .is_some_and(|generation| generation.sent(request))
        {
            return None;
        }
        if self.is_replay(path, request.transaction) {
            return None;
        }
        let generation = self.previous.as_ref().unwrap_or(&self.present);
        let password = generation.local.password.as_bytes();
        if request.peer_is_controlled {
            transmits.push_with(path, |buffer| {
                request.write_role_conflict(password, buffer);
                Some(())
            });
            return None;
        }
        transmits.push_with(path, |buffer| {
            request.write_success(password, path.remote, buffer);
            Some(())
        });
        let mut checked = self.remember(path, now);
        if request.use_candidate || self.selected.is_none() {
            checked.moved = self.nominate(path, now);
        } else if checked.learned.is_some() || self.is_selected(path) {
            checked.moved = self.hear(path, now);
        }
        Some(checked)
    }

    /// Notes that a protected packet came by a path; true when media moves there, because it was
    /// nominated, or because the path before has gone silent: a phone that changed its network
    /// need not nominate again.
    pub fn handle_heard(&mut self, path: Path, now: Instant) -> bool {
        self.has_media = true;
        let nominated = self.nominated;
        if nominated.is_some_and(|nominated| nominated.peer() == path.peer()) {
            return self.select(path, now);
        }
        self.hear(path, now)
    }

    /// A check cannot prove that it is fresh: one that never reached us may come from anybody. So
    /// it does not draw media away from a path by which protected packets come.
    fn nominate(&mut self, path: Path, now: Instant) -> bool {
        if self.has_media && !self.is_silent(now) && !self.is_selected(path) {
            self.nominated = Some(path);
            return false;
        }
        self.select(path, now)
    }

    fn hear(&mut self, path: Path, now: Instant) -> bool {
        if self.is_selected(path) {
            self.selected_heard = Some(now);
            return false;
        }
        self.is_silent(now) && self.select(path, now)
    }

    fn is_silent(&self, now: Instant) -> bool {
        self.selected_heard
            .is_none_or(|heard| now >= heard + limits::PATH_SILENCE_TIME)
    }

    /// Whether somebody else sent this check before. The same one by the same path is a
    /// repetition, whose answer was lost.
    fn is_replay(&mut self, path: Path, transaction: [u8; 12]) -> bool {
        let known = self.heard.iter().find(|(heard, _)| *heard == transaction);
        if let Some((_, peer)) = known {
            return *peer != path.peer();
        }
        if self.heard.len() >= limits::CHECKS_REMEMBERED {
            self.heard.pop_front();
        }
        self.heard.push_back((transaction, path.peer()));
        false
    }

    fn is_selected(&self, path: Path) -> bool {
        self.selected
            .is_some_and(|selected| selected.peer() == path.peer())
    }

    /// True when another path was selected before.
    fn select(&mut self, path: Path, now: Instant) -> bool {
        let moved = self.selected.is_some() && !self.is_selected(path);
        self.selected = Some(path);
        self.selected_heard = Some(now);
        self.nominated = None;
        moved
    }

    /// Forgets a path; the one that was checked last takes its place.
    pub fn forget(&mut self, path: Path) {
        let same = |other: Path| other.peer() == path.peer();
        self.addresses.retain(|known| !same(known.path));
        self.nominated = self.nominated.filter(|path| !same(*path));
        if self.selected.is_some_and(same) {
            let latest = self.addresses.iter().max_by_key(|known| known.checked);
            self.selected = latest.map(|known| known.path);
            // What was heard by the path that is gone says nothing of this one.
            self.selected_heard = latest.map(|known| known.checked);
        }
    }

    fn remember(&mut self, path: Path, now: Instant) -> Checked {
        let mut checked = Checked {
            learned: None,
            forgotten: None,
            moved: false,
        };
        if let Some(known) = self
            .addresses
            .iter_mut()
            .find(|known| known.path.peer() == path.peer())
        {
            *known = Address { path, checked: now };
            return checked;
        }
        if self.addresses.len() >= limits::ADDRESSES_PER_SESSION_MAX {
            let selected = self.selected;
            let oldest = self
                .addresses
                .iter()
                .enumerate()
                .filter(|(_, address)| Some(address.path) != selected)
                .min_by_key(|(_, address)| address.checked)
                .map(|(at, _)| at);
            checked.forgotten = oldest.map(|at| self.addresses.swap_remove(at).path);
        }
        self.addresses.push(Address { path, checked: now });
        checked.learned = Some(path);
        checked
    }
}

impl Generation {
    /// Whether the request is authentic and of this generation. The peer's own fragment is not
    /// asked (RFC 8445 §7.3): after a long gap it looks for the way anew under another one.
    fn sent(&self, request: &Request<'_>) -> bool {
        let ours = request.fragments().map(|(ours, _)| ours);
        ours == Some(self.local.fragment.as_str())
            && request.is_authentic(self.local.password.as_bytes())
    }
}

#[cfg(test)]
mod tests;
