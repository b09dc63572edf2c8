//! The lite side of ICE (RFC 8445 §2.5): answers checks, remembers addresses that passed one, and
//! follows the peer's nomination, also to a new network.

use std::time::Instant;

use super::stun::Request;
use crate::{limits, path::Path, transmit::Transmits};

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

    /// `None` when the check is not this peer's.
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
            checked.moved = self.select(path, now);
        } else if checked.learned.is_some() || self.is_selected(path) {
            checked.moved = self.handle_heard(path, now);
        }
        Some(checked)
    }

    /// Notes that something authentic came by a path; true when media moves there, because the
    /// path before has gone silent: a phone that changed its network need not nominate again.
    pub fn handle_heard(&mut self, path: Path, now: Instant) -> bool {
        let silent = self
            .selected_heard
            .is_none_or(|heard| now >= heard + limits::PATH_SILENCE_TIME);
        if self.is_selected(path) {
            self.selected_heard = Some(now);
            return false;
        }
        silent && self.select(path, now)
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
        moved
    }

    /// Forgets a path; the one that was checked last takes its place.
    pub fn forget(&mut self, path: Path) {
        let same = |other: Path| other.peer() == path.peer();
        self.addresses.retain(|known| !same(known.path));
        if self.selected.is_some_and(same) {
            let latest = self.addresses.iter().max_by_key(|known| known.checked);
            self.selected = latest.map(|known| known.path);
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
    /// Whether the request is authentic and of this generation.
    fn sent(&self, request: &Request<'_>) -> bool {
        let names = (self.local.fragment.as_str(), self.remote.fragment.as_str());
        request.fragments() == Some(names) && request.is_authentic(self.local.password.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::stun;

    fn credentials(fragment: &str, password: &str) -> IceCredentials {
        IceCredentials {
            fragment: fragment.into(),
            password: password.into(),
        }
    }

    fn path(port: u16) -> Path {
        Path::udp(None, ([192, 0, 2, 1], port).into())
    }

    fn check(ice: &mut IceLite, port: u16, bytes: &[u8]) -> Option<Checked> {
        let mut transmits = Transmits::default();
        let request = Request::parse(bytes).unwrap();
        ice.handle_check(
            path(port),
            &request,
            crate::test_clock::start(),
            &mut transmits,
        )
    }

    #[test]
    fn media_follows_the_nomination_to_a_new_network() {
        let mut ice = IceLite::new(credentials("L", "secret"), credentials("R", "other"));
        let (plain, nominating) = (
            stun::request("L:R", "secret", false),
            stun::request("L:R", "secret", true),
        );
        assert_eq!(check(&mut ice, 1, &plain).unwrap().learned, Some(path(1)));
        assert_eq!(
            ice.selected(),
            Some(path(1)),
            "the first valid address is better than none"
        );
        assert!(!check(&mut ice, 2, &plain).unwrap().moved);
        assert_eq!(ice.selected(), Some(path(1)));
        let checked = check(&mut ice, 2, &nominating).unwrap();
        assert_eq!((checked.learned, checked.moved), (None, true));
        assert_eq!(ice.selected(), Some(path(2)));
    }

    #[test]
    fn strangers_change_nothing() {
        let mut ice = IceLite::new(credentials("L", "secret"), credentials("R", "other"));
        for (username, password) in [("L:R", "wrong"), ("L:X", "secret"), ("X:R", "secret")] {
            let bytes = stun::request(username, password, true);
            assert_eq!(check(&mut ice, 1, &bytes), None, "{username} {password}");
        }
        assert_eq!(ice.selected(), None);
        assert_eq!(ice.addresses().count(), 0);
    }

    #[test]
    fn a_new_address_takes_over_from_a_silent_one_without_nomination() {
        let start = crate::test_clock::start();
        let at = |ms| start + std::time::Duration::from_millis(ms);
        let plain = stun::request("L:R", "secret", false);
        let request = Request::parse(&plain).unwrap();
        let mut ice = IceLite::new(credentials("L", "secret"), credentials("R", "other"));
        let check = |ice: &mut IceLite, port, ms| {
            let mut transmits = Transmits::default();
            let checked = ice.handle_check(path(port), &request, at(ms), &mut transmits);
            checked.unwrap().moved
        };
        assert!(!check(&mut ice, 1, 0));
        assert!(!ice.handle_heard(path(1), at(1000)));
        assert!(!check(&mut ice, 2, 1100), "the old path speaks");
        assert!(!check(&mut ice, 2, 2000), "an address that is only kept");
        assert!(
            check(&mut ice, 3, 2000),
            "a new one, and the old path is silent"
        );
        assert!(!ice.handle_heard(path(1), at(2100)), "late packets");
        assert_eq!(ice.selected(), Some(path(3)));
        assert!(
            ice.handle_heard(path(2), at(2600)),
            "media tells the path, too"
        );
        assert_eq!(ice.selected(), Some(path(2)));
    }

    #[test]
    fn a_closed_path_gives_way_to_the_one_checked_last() {
        let mut ice = IceLite::new(credentials("L", "secret"), credentials("R", "other"));
        let nominating = stun::request("L:R", "secret", true);
        for port in [1, 2, 3] {
            check(&mut ice, port, &nominating).unwrap();
        }
        ice.forget(path(3));
        assert!(ice.selected() == Some(path(1)) || ice.selected() == Some(path(2)));
        ice.forget(path(1));
        ice.forget(path(2));
        assert_eq!((ice.selected(), ice.addresses().count()), (None, 0));
        check(&mut ice, 4, &nominating).unwrap();
        assert_eq!(ice.selected(), Some(path(4)));
    }

    #[test]
    fn one_address_over_udp_and_tcp_is_two_paths() {
        let mut ice = IceLite::new(credentials("L", "secret"), credentials("R", "other"));
        let nominating = stun::request("L:R", "secret", true);
        check(&mut ice, 1, &nominating).unwrap();
        let request = Request::parse(&nominating).unwrap();
        let tcp = Path::tcp(7, path(1).remote);
        let now = crate::test_clock::start();
        let checked = ice.handle_check(tcp, &request, now, &mut Transmits::default());
        assert!(checked.unwrap().moved);
        assert_eq!(ice.selected(), Some(tcp));
        assert_eq!(ice.addresses().count(), 2);
    }

    #[test]
    fn a_restart_keeps_the_path_until_its_first_check() {
        let mut ice = IceLite::new(credentials("L", "secret"), credentials("R", "other"));
        let old = stun::request("L:R", "secret", true);
        let new = stun::request("L2:R2", "secret2", true);
        check(&mut ice, 1, &old).unwrap();
        assert_eq!(check(&mut ice, 1, &new), None);
        ice.restart(credentials("L2", "secret2"), credentials("R2", "other2"));
        assert!(check(&mut ice, 1, &old).is_some(), "consent goes on");
        assert_eq!(ice.selected(), Some(path(1)));
        assert!(check(&mut ice, 2, &new).unwrap().moved);
        assert_eq!(ice.selected(), Some(path(2)));
        assert_eq!(check(&mut ice, 1, &old), None, "the old session is over");
        assert_eq!(ice.selected(), Some(path(2)));
    }

    #[test]
    fn addresses_are_bounded_and_the_selected_one_stays() {
        let mut ice = IceLite::new(credentials("L", "secret"), credentials("R", "other"));
        let plain = stun::request("L:R", "secret", false);
        for port in 1..=40 {
            check(&mut ice, port, &plain).unwrap();
        }
        assert_eq!(ice.addresses().count(), limits::ADDRESSES_PER_SESSION_MAX);
        assert!(ice.addresses().any(|address| address == path(1)));
    }
}
