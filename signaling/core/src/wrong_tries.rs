//! Slows whoever tries many wrong links or codes. Right links never pass through here, so that
//! nobody is refused because of the neighbours behind the same address.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv6Addr},
};

use protocol::time::UnixMs;

use crate::{
    flood::Bucket,
    limits::{WRONG_TRIES_ADDRESSES_MAX, WRONG_TRIES_BURST, WRONG_TRIES_PER_MINUTE},
};

#[derive(Debug, Default)]
pub struct WrongTries {
    buckets: BTreeMap<IpAddr, Bucket>,
}

impl WrongTries {
    /// Takes note of a wrong try; the seconds to wait when there were too many.
    pub fn note(&mut self, from: IpAddr, now: UnixMs) -> Option<u32> {
        self.make_room(now);
        let bucket = self
            .buckets
            .entry(network(from))
            .or_insert_with(|| Bucket::full(WRONG_TRIES_BURST, WRONG_TRIES_PER_MINUTE, now));
        if bucket.take(now) {
            None
        } else {
            Some(bucket.wait_s())
        }
    }

    /// The seconds that this address has to wait before it may try at all. Counts nothing.
    pub fn must_wait(&mut self, from: IpAddr, now: UnixMs) -> Option<u32> {
        let bucket = self.buckets.get_mut(&network(from))?;
        if bucket.has_one(now) {
            None
        } else {
            Some(bucket.wait_s())
        }
    }

    fn make_room(&mut self, now: UnixMs) {
        if self.buckets.len() < WRONG_TRIES_ADDRESSES_MAX {
            return;
        }
        self.buckets.retain(|_, bucket| !bucket.is_full(now));
        // An attack from everywhere: forgetting somebody only gives that one a fresh start.
        if self.buckets.len() >= WRONG_TRIES_ADDRESSES_MAX {
            self.buckets.pop_first();
        }
    }
}

/// One customer of an IPv6 provider holds a /64.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const NOW: UnixMs = UnixMs(1_795_000_000_000);

    #[test]
    fn many_wrong_ones_from_one_network_are_slowed_and_forgiven_in_time() {
        let mut wrong = WrongTries::default();
        let home: IpAddr = "2001:db8::1".parse().unwrap();
        let same_home: IpAddr = "2001:db8::ffff".parse().unwrap();
        let elsewhere: IpAddr = "192.0.2.1".parse().unwrap();
        for _ in 0..WRONG_TRIES_BURST {
            assert_eq!(wrong.must_wait(home, NOW), None);
            assert_eq!(wrong.note(home, NOW), None);
        }
        assert_eq!(wrong.must_wait(same_home, NOW), Some(3));
        assert_eq!(wrong.note(same_home, NOW), Some(3));
        assert_eq!(wrong.must_wait(elsewhere, NOW), None);
        assert_eq!(wrong.note(elsewhere, NOW), None);
        assert_eq!(wrong.must_wait(home, NOW.plus_ms(3000)), None);
        assert_eq!(wrong.note(home, NOW.plus_ms(3000)), None);
    }

    #[test]
    fn memory_stays_bounded_under_an_attack_from_everywhere() {
        let mut wrong = WrongTries::default();
        for bits in 0..(WRONG_TRIES_ADDRESSES_MAX as u32 + 500) {
            wrong.note(IpAddr::V4(Ipv4Addr::from_bits(bits)), NOW);
        }
        assert!(wrong.buckets.len() <= WRONG_TRIES_ADDRESSES_MAX);
    }
}
