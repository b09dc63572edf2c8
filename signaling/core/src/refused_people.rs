//! Bounds how many refusals of one person are written into the trail one by one. A machine behind a
//! sign-in, which walks through ids, must not fill the store; the rest is counted.

use std::collections::BTreeMap;

use protocol::{id::AccountId, time::UnixMs};

use crate::{
    flood::Bucket,
    limits::{REFUSALS_BURST, REFUSALS_PER_MINUTE, REFUSED_PEOPLE_MAX},
};

#[derive(Debug, Default)]
pub struct RefusedPeople(BTreeMap<AccountId, Bucket>);

impl RefusedPeople {
    /// Whether this person's next refusal gets an entry of its own.
    pub fn may_write(&mut self, person: AccountId, now: UnixMs) -> bool {
        if self.0.len() >= REFUSED_PEOPLE_MAX && !self.0.contains_key(&person) {
            self.0.retain(|_, bucket| !bucket.is_full(now));
            // Forgetting somebody only gives that one a fresh start.
            if self.0.len() >= REFUSED_PEOPLE_MAX {
                self.0.pop_first();
            }
        }
        let full = || Bucket::full(REFUSALS_BURST, REFUSALS_PER_MINUTE, now);
        self.0.entry(person).or_insert_with(full).take(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMs = UnixMs(1_795_000_000_000);

    fn person(number: u16) -> AccountId {
        let mut bytes = [0; 10];
        bytes[..2].copy_from_slice(&number.to_be_bytes());
        AccountId::new(NOW, bytes)
    }

    #[test]
    fn a_machine_is_bounded_and_the_others_are_written_as_ever() {
        let mut people = RefusedPeople::default();
        let written = (0..1_000).filter(|_| people.may_write(person(1), NOW));
        assert_eq!(written.count(), REFUSALS_BURST as usize);
        assert!(people.may_write(person(2), NOW));
        let minute = NOW.plus_ms(60_000);
        let later = (0..1_000).filter(|_| people.may_write(person(1), minute));
        assert_eq!(later.count(), REFUSALS_PER_MINUTE as usize);
    }

    #[test]
    fn memory_stays_bounded() {
        let mut people = RefusedPeople::default();
        for number in 0..u16::try_from(REFUSED_PEOPLE_MAX + 100).unwrap() {
            people.may_write(person(number), NOW);
        }
        assert!(people.0.len() <= REFUSED_PEOPLE_MAX);
    }
}
