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
fn a_closed_path_takes_with_it_when_it_was_heard() {
    let start = crate::test_clock::start();
    let at = |ms| start + std::time::Duration::from_millis(ms);
    let tcp = Path::tcp(7, path(1).remote);
    let on_tcp = || {
        let mut ice = IceLite::new(credentials("L", "secret"), credentials("R", "other"));
        check_at(&mut ice, tcp, &fresh(NOMINATING), at(0)).unwrap();
        assert!(!ice.handle_heard(tcp, at(1000)));
        ice
    };
    let mut alone = on_tcp();
    alone.forget(tcp);
    assert_eq!(alone.selected(), None);
    check_at(&mut alone, path(2), &fresh(PLAIN), at(1010)).unwrap();
    assert_eq!(alone.selected(), Some(path(2)), "no path is not a live one");

    let mut beside = on_tcp();
    check_at(&mut beside, path(3), &fresh(PLAIN), at(1100)).unwrap();
    check_at(&mut beside, path(2), &fresh(PLAIN), at(1200)).unwrap();
    assert!(!beside.handle_heard(tcp, at(1350)));
    beside.forget(tcp);
    assert_eq!(beside.selected(), Some(path(2)));
    let until_silent = 1200 + limits::PATH_SILENCE_TIME.as_millis() as u64;
    assert!(!beside.handle_heard(path(3), at(until_silent - 1)));
    assert!(beside.handle_heard(path(3), at(until_silent)));
    assert_eq!(beside.selected(), Some(path(3)));
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
