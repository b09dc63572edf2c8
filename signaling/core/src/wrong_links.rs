//! Slows whoever tries many wrong links. Right ones never pass through here, so that nobody is
//! refused because of the neighbours behind the same address.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv6Addr},
};

use protocol::time::UnixMs;

use crate::{
    Refusal,
    flood::Bucket,
    limits::{WRONG_LINK_ADDRESSES_MAX, WRONG_LINKS_BURST, WRONG_LINKS_PER_MINUTE},
};

#[derive(Debug, Default)]
pub struct WrongLinks {
    buckets: BTreeMap<IpAddr, Bucket>,
}

impl WrongLinks {
    /// What the sender of a wrong token is told.
    pub fn refuse(&mut self, from: IpAddr, now: UnixMs) -> Refusal {
        self.make_room(now);
        let bucket = self
            .buckets
            .entry(network(from))
            .or_insert_with(|| Bucket::full(WRONG_LINKS_BURST, WRONG_LINKS_PER_MINUTE, now));
        if bucket.take(now) {
            Refusal::LinkUnknown
        } else {
            Refusal::TooManyWrongLinks {
                retry_after_s: bucket.wait_s(),
            }
        }
    }

    fn make_room(&mut self, now: UnixMs) {
        if self.buckets.len() < WRONG_LINK_ADDRESSES_MAX {
            return;
        }
        self.buckets.retain(|_, bucket| !bucket.is_full(now));
        // An attack from everywhere: forgetting somebody only gives that one a fresh start.
        if self.buckets.len() >= WRONG_LINK_ADDRESSES_MAX {
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
        let mut wrong = WrongLinks::default();
        let home: IpAddr = "2001:db8::1".parse().unwrap();
        let same_home: IpAddr = "2001:db8::ffff".parse().unwrap();
        let elsewhere: IpAddr = "192.0.2.1".parse().unwrap();
        for _ in 0..WRONG_LINKS_BURST {
            assert_eq!(wrong.refuse(home, NOW), Refusal::LinkUnknown);
        }
        let slowed = Refusal::TooManyWrongLinks { retry_after_s: 3 };
        assert_eq!(wrong.refuse(same_home, NOW), slowed);
        assert_eq!(wrong.refuse(elsewhere, NOW), Refusal::LinkUnknown);
        assert_eq!(wrong.refuse(home, NOW.plus_ms(3000)), Refusal::LinkUnknown);
    }

    #[test]
    fn memory_stays_bounded_under_an_attack_from_everywhere() {
        let mut wrong = WrongLinks::default();
        for bits in 0..(WRONG_LINK_ADDRESSES_MAX as u32 + 500) {
            wrong.refuse(IpAddr::V4(Ipv4Addr::from_bits(bits)), NOW);
        }
        assert!(wrong.buckets.len() <= WRONG_LINK_ADDRESSES_MAX);
    }
}
