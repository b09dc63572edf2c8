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
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

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

    /// User name, password, and whether it nominates.
    type Check = (&'static str, &'static str, bool);
    const PLAIN: Check = ("L:R", "secret", false);
    const NOMINATING: Check = ("L:R", "secret", true);

    /// A check that nobody has sent before.
    fn fresh((username, password, nominates): Check) -> Vec<u8> {
        static SENT: AtomicU64 = AtomicU64::new(0);
        let number = SENT.fetch_add(1, Ordering::Relaxed);
        stun::request(username, password, nominates, number)
    }

    fn check_at(ice: &mut IceLite, path: Path, bytes: &[u8], now: Instant) -> Option<Checked> {
        let request = Request::parse(bytes).unwrap();
        ice.handle_check(path, &request, now, &mut Transmits::default())
    }

    fn check(ice: &mut IceLite, port: u16, check: Check) -> Option<Checked> {
        let now = crate::test_clock::start();
        check_at(ice, path(port), &fresh(check), now)
    }

    #[test]
    fn media_follows_the_nomination_to_a_new_network() {
        let mut ice = IceLite::new(credentials("L", "secret"), credentials("R", "other"));
        assert_eq!(check(&mut ice, 1, PLAIN).unwrap().learned, Some(path(1)));
        assert_eq!(
            ice.selected(),
            Some(path(1)),
            "the first valid address is better than none"
        );
        assert!(!check(&mut ice, 2, PLAIN).unwrap().moved);
        assert_eq!(ice.selected(), Some(path(1)));
        let checked = check(&mut ice, 2, NOMINATING).unwrap();
        assert_eq!((checked.learned, checked.moved), (None, true));
        assert_eq!(ice.selected(), Some(path(2)));
    }

    #[test]
    fn strangers_change_nothing() {
        let mut ice = IceLite::new(credentials("L", "secret"), credentials("R", "other"));
        for (username, password) in [("L:R", "wrong"), ("L", "secret"), ("X:R", "secret")] {
            let stranger = check(&mut ice, 1, (username, password, true));
            assert_eq!(stranger, None, "{username} {password}");
        }
        assert_eq!(ice.selected(), None);
        assert_eq!(ice.addresses().count(), 0);
    }

    #[test]
    fn a_peer_may_look_for_the_way_under_a_new_fragment() {
        let mut ice = IceLite::new(credentials("L", "secret"), credentials("R", "other"));
        check(&mut ice, 1, NOMINATING).unwrap();
        assert!(check(&mut ice, 2, ("L:new", "secret", true)).unwrap().moved);
        assert_eq!(ice.selected(), Some(path(2)));
    }

    #[test]
    fn a_new_address_takes_over_from_a_silent_one_without_nomination() {
        let start = crate::test_clock::start();
        let at = |ms| start + std::time::Duration::from_millis(ms);
        let mut ice = IceLite::new(credentials("L", "secret"), credentials("R", "other"));
        let check = |ice: &mut IceLite, port, ms| {
            let checked = check_at(ice, path(port), &fresh(PLAIN), at(ms));
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
    fn a_check_counts_once_and_only_from_where_it_came_first() {
        let now = crate::test_clock::start();
        let mut ice = IceLite::new(credentials("L", "secret"), credentials("R", "other"));
        let first = fresh(NOMINATING);
        assert!(check_at(&mut ice, path(1), &first, now).is_some());
        assert_eq!(check_at(&mut ice, path(2), &first, now), None, "a replay");
        let again = check_at(&mut ice, path(1), &first, now);
        assert!(again.is_some(), "its answer was lost");
        for _ in 0..limits::CHECKS_REMEMBERED - 1 {
            check(&mut ice, 1, PLAIN).unwrap();
        }
        assert_eq!(check_at(&mut ice, path(2), &first, now), None);
        assert_eq!(ice.heard.len(), limits::CHECKS_REMEMBERED);
        assert_eq!(ice.addresses().count(), 1);
    }

    #[test]
    fn beside_a_live_path_a_nomination_waits_for_the_peers_own_packet() {
        let start = crate::test_clock::start();
        let at = |ms| start + std::time::Duration::from_millis(ms);
        let mut ice = IceLite::new(credentials("L", "secret"), credentials("R", "other"));
        let nominate = |ice: &mut IceLite, port, ms| {
            check_at(ice, path(port), &fresh(NOMINATING), at(ms))
                .unwrap()
                .moved
        };
        assert!(!nominate(&mut ice, 1, 0));
        assert!(nominate(&mut ice, 2, 10), "no media yet");
        assert!(!ice.handle_heard(path(2), at(100)));
        assert!(!nominate(&mut ice, 1, 200), "the path before is alive");
        assert!(!ice.handle_heard(path(2), at(210)));
        assert_eq!(ice.selected(), Some(path(2)));
        assert!(ice.handle_heard(path(1), at(220)), "and here the peer is");
        assert_eq!(ice.selected(), Some(path(1)));
        assert!(nominate(&mut ice, 3, 700), "the path before is silent");
        assert_eq!(ice.selected(), Some(path(3)));
    }

    #[test]
    fn a_closed_path_gives_way_to_the_one_checked_last() {
        let mut ice = IceLite::new(credentials("L", "secret"), credentials("R", "other"));
        for port in [1, 2, 3] {
            check(&mut ice, port, NOMINATING).unwrap();
        }
        ice.forget(path(3));
        assert!(ice.selected() == Some(path(1)) || ice.selected() == Some(path(2)));
        ice.forget(path(1));
        ice.forget(path(2));
        assert_eq!((ice.selected(), ice.addresses().count()), (None, 0));
        check(&mut ice, 4, NOMINATING).unwrap();
        assert_eq!(ice.selected(), Some(path(4)));
    }

    #[test]
    fn one_address_over_udp_and_tcp_is_two_paths() {
        let mut ice = IceLite::new(credentials("L", "secret"), credentials("R", "other"));
        check(&mut ice, 1, NOMINATING).unwrap();
        let tcp = Path::tcp(7, path(1).remote);
        let now = crate::test_clock::start();
        let checked = check_at(&mut ice, tcp, &fresh(NOMINATING), now);
        assert!(checked.unwrap().moved);
        assert_eq!(ice.selected(), Some(tcp));
        assert_eq!(ice.addresses().count(), 2);
    }

    #[test]
    fn a_restart_keeps_the_path_until_its_first_check() {
        let mut ice = IceLite::new(credentials("L", "secret"), credentials("R", "other"));
        let (old, new) = (NOMINATING, ("L2:R2", "secret2", true));
        check(&mut ice, 1, old).unwrap();
        assert_eq!(check(&mut ice, 1, new), None);
        ice.restart(credentials("L2", "secret2"), credentials("R2", "other2"));
        assert!(check(&mut ice, 1, old).is_some(), "consent goes on");
        assert_eq!(ice.selected(), Some(path(1)));
        assert!(check(&mut ice, 2, new).unwrap().moved);
        assert_eq!(ice.selected(), Some(path(2)));
        assert_eq!(check(&mut ice, 1, old), None, "the old session is over");
        assert_eq!(ice.selected(), Some(path(2)));
    }

    #[test]
    fn addresses_are_bounded_and_the_selected_one_stays() {
        let mut ice = IceLite::new(credentials("L", "secret"), credentials("R", "other"));
        for port in 1..=40 {
            check(&mut ice, port, PLAIN).unwrap();
        }
        assert_eq!(ice.addresses().count(), limits::ADDRESSES_PER_SESSION_MAX);
        assert!(ice.addresses().any(|address| address == path(1)));
    }
}
