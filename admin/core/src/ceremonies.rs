//! Proofs that are under way: what was asked is kept at the server, for a short time, and is
//! taken away with the first answer, right or wrong.

use std::{
    collections::{BTreeMap, VecDeque},
    net::IpAddr,
};

use protocol::time::UnixMs;

use crate::{
    limits::{CEREMONIES, CEREMONIES_PER_NETWORK, CEREMONY_MS},
    network::network_of,
};

/// The name of one ceremony: 128 random bits.
pub type CeremonyName = [u8; 16];

/// One network began too many at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many ceremonies of one network are under way")]
pub struct TooManyCeremonies;

struct Kept<S> {
    state: S,
    network: IpAddr,
    since: UnixMs,
}

/// Bounded: a network has its share, and beyond the whole those give way whose network has most.
pub struct Ceremonies<S> {
    kept: BTreeMap<CeremonyName, Kept<S>>,
    by_age: VecDeque<CeremonyName>,
    /// How many each network has.
    shares: BTreeMap<IpAddr, usize>,
}

impl<S> Default for Ceremonies<S> {
    fn default() -> Self {
        Self {
            kept: BTreeMap::new(),
            by_age: VecDeque::new(),
            shares: BTreeMap::new(),
        }
    }
}

impl<S> Ceremonies<S> {
    pub fn begin(
        &mut self,
        name: CeremonyName,
        state: S,
        address: IpAddr,
        now: UnixMs,
    ) -> Result<(), TooManyCeremonies> {
        self.forget_old(now);
        let network = network_of(address);
        let own = self.shares.get(&network).copied().unwrap_or_default();
        if own >= CEREMONIES_PER_NETWORK {
            return Err(TooManyCeremonies);
        }
        while self.kept.len() >= CEREMONIES {
            self.forget_oldest_of_the_largest();
        }
        let since = now;
        let kept = Kept {
            state,
            network,
            since,
        };
        self.kept.insert(name, kept);
        self.by_age.push_back(name);
        *self.shares.entry(network).or_default() += 1;
        Ok(())
    }

    /// What was kept, once and in time.
    pub fn take(&mut self, name: &CeremonyName, now: UnixMs) -> Option<S> {
        let kept = self.remove(name)?;
        self.by_age.retain(|other| other != name);
        is_fresh(kept.since, now).then_some(kept.state)
    }

    pub fn len(&self) -> usize {
        self.kept.len()
    }

    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    fn forget_old(&mut self, now: UnixMs) {
        while let Some(kept) = self.by_age.front().and_then(|name| self.kept.get(name)) {
            if is_fresh(kept.since, now) {
                break;
            }
            self.forget_oldest();
        }
    }

    /// A crowd of networks that each use their share pushes out its own, and nobody with a few.
    fn forget_oldest_of_the_largest(&mut self) {
        let most = self.shares.values().max();
        let is_of_largest = |name: &CeremonyName| {
            let kept = self.kept.get(name);
            kept.is_none_or(|kept| self.shares.get(&kept.network) == most)
        };
        let place = self.by_age.iter().position(is_of_largest);
        if let Some(name) = place.and_then(|place| self.by_age.remove(place)) {
            self.remove(&name);
        }
    }

    fn forget_oldest(&mut self) {
        if let Some(name) = self.by_age.pop_front() {
            self.remove(&name);
        }
    }

    fn remove(&mut self, name: &CeremonyName) -> Option<Kept<S>> {
        let kept = self.kept.remove(name)?;
        if let Some(share) = self.shares.get_mut(&kept.network) {
            *share -= 1;
            if *share == 0 {
                self.shares.remove(&kept.network);
            }
        }
        Some(kept)
    }
}

/// A clock that was set back must not keep a ceremony for ever.
fn is_fresh(since: UnixMs, now: UnixMs) -> bool {
    (0..CEREMONY_MS).contains(&now.since_ms(since))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(n: u32) -> CeremonyName {
        u128::from(n).to_be_bytes()
    }

    fn address(n: u32) -> IpAddr {
        IpAddr::from((0x0a00_0000 + n).to_be_bytes())
    }

    #[test]
    fn a_ceremony_is_taken_once_and_in_time() {
        let mut ceremonies = Ceremonies::default();
        let begin = UnixMs(1_000);
        for n in 0..3 {
            ceremonies.begin(name(n), n, address(1), begin).unwrap();
        }
        assert_eq!(ceremonies.take(&name(0), begin), Some(0));
        assert_eq!(ceremonies.take(&name(0), begin), None);
        let last = begin.plus_ms(CEREMONY_MS - 1);
        assert_eq!(ceremonies.take(&name(1), last), Some(1));
        assert_eq!(ceremonies.take(&name(2), last.plus_ms(1)), None);
        assert_eq!(ceremonies.take(&name(9), begin), None);
        assert!(ceremonies.is_empty() && ceremonies.shares.is_empty());
    }

    #[test]
    fn one_network_cannot_crowd_out_the_others() {
        let mut ceremonies = Ceremonies::default();
        let share = u32::try_from(CEREMONIES_PER_NETWORK).unwrap();
        for n in 0..share {
            ceremonies
                .begin(name(n), (), address(1), UnixMs(5))
                .unwrap();
        }
        let more = ceremonies.begin(name(share), (), address(1), UnixMs(5));
        assert_eq!(more, Err(TooManyCeremonies));
        ceremonies
            .begin(name(share), (), address(2), UnixMs(5))
            .unwrap();
        let later = UnixMs(5 + CEREMONY_MS);
        ceremonies.begin(name(0), (), address(1), later).unwrap();
        assert_eq!(ceremonies.len(), 1);
    }

    #[test]
    fn a_crowd_of_networks_pushes_out_nobody_with_a_few() {
        let mut ceremonies = Ceremonies::default();
        let share = u32::try_from(CEREMONIES_PER_NETWORK).unwrap();
        let networks = 2 * u32::try_from(CEREMONIES / CEREMONIES_PER_NETWORK).unwrap();
        ceremonies
            .begin(name(0), (), address(0), UnixMs(5))
            .unwrap();
        for n in 0..networks * share {
            let from = address(1 + n % networks);
            ceremonies.begin(name(1 + n), (), from, UnixMs(6)).unwrap();
        }
        assert_eq!(ceremonies.len(), CEREMONIES);
        assert_eq!(ceremonies.by_age.len(), CEREMONIES);
        assert_eq!(ceremonies.take(&name(0), UnixMs(7)), Some(()));
    }

    #[test]
    fn memory_is_bounded_and_a_clock_set_back_keeps_nothing() {
        let mut ceremonies = Ceremonies::default();
        for n in 0..10_000 {
            ceremonies
                .begin(name(n), (), address(n), UnixMs(9))
                .unwrap();
        }
        assert_eq!(ceremonies.len(), CEREMONIES);
        assert_eq!(ceremonies.by_age.len(), CEREMONIES);
        ceremonies
            .begin(name(20_000), (), address(1), UnixMs(1))
            .unwrap();
        assert_eq!(ceremonies.len(), 1);
    }
}
