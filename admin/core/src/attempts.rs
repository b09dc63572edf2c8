//! How often somebody may try to sign in.
//!
//! A try is counted before the password is looked at, so that many at once gain nothing, and the
//! count of an account is taken per address, so that nobody can lock an operator out from afar.

use std::{
    collections::{BTreeMap, VecDeque},
    net::IpAddr,
};

use protocol::time::UnixMs;

use crate::{
    limits::{
        TRIES_PER_ACCOUNT_AND_ADDRESS, TRIES_PER_ADDRESS, TRY_ROWS, TRY_WINDOW_MS, USER_ID_CHARS,
    },
    network::network_of,
};

/// When trying again makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many tries; wait {wait_ms} ms")]
pub struct TooMany {
    pub wait_ms: i64,
}

type Key = (Option<String>, IpAddr);

struct Row {
    since: UnixMs,
    tries: u32,
}

/// The tries that still count; bounded, the oldest are forgotten first.
#[derive(Default)]
pub struct Attempts {
    rows: BTreeMap<Key, Row>,
    by_age: VecDeque<(UnixMs, Key)>,
}

impl Attempts {
    /// Counts one try, or refuses it.
    pub fn begin(&mut self, user_id: &str, address: IpAddr, now: UnixMs) -> Result<(), TooMany> {
        self.forget_old(now);
        let account = account_key(user_id, address);
        let anyone = (None, network_of(address));
        self.check(&account, TRIES_PER_ACCOUNT_AND_ADDRESS, now)?;
        self.check(&anyone, TRIES_PER_ADDRESS, now)?;
        self.count(account, now);
        self.count(anyone, now);
        Ok(())
    }

    /// A right password clears the account's count at this address and takes its try back from
    /// the address: a busy room is not slowed by its own successes.
    pub fn succeeded(&mut self, user_id: &str, address: IpAddr) {
        self.rows.remove(&account_key(user_id, address));
        if let Some(row) = self.rows.get_mut(&(None, network_of(address))) {
            row.tries = row.tries.saturating_sub(1);
        }
    }

    pub fn rows(&self) -> usize {
        self.by_age.len()
    }

    fn check(&self, key: &Key, limit: u32, now: UnixMs) -> Result<(), TooMany> {
        match self.rows.get(key) {
            Some(row) if row.tries >= limit => Err(TooMany {
                wait_ms: TRY_WINDOW_MS - now.since_ms(row.since),
            }),
            _ => Ok(()),
        }
    }

    fn count(&mut self, key: Key, now: UnixMs) {
        if let Some(row) = self.rows.get_mut(&key) {
            row.tries += 1;
            return;
        }
        if self.by_age.len() >= TRY_ROWS {
            self.forget_oldest();
        }
        self.by_age.push_back((now, key.clone()));
        self.rows.insert(
            key,
            Row {
                since: now,
                tries: 1,
            },
        );
    }

    fn forget_old(&mut self, now: UnixMs) {
        while let Some((since, _)) = self.by_age.front() {
            // A clock that was set back must not keep rows for ever.
            let age_ms = now.since_ms(*since);
            if (0..TRY_WINDOW_MS).contains(&age_ms) {
                break;
            }
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        let Some((since, key)) = self.by_age.pop_front() else {
            return;
        };
        // A row that was cleared and begun again has a younger line further back.
        if self.rows.get(&key).is_some_and(|row| row.since == since) {
            self.rows.remove(&key);
        }
    }
}

fn account_key(user_id: &str, address: IpAddr) -> Key {
    let user_id = user_id.chars().take(USER_ID_CHARS).collect();
    (Some(user_id), network_of(address))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;

    fn address(n: u16) -> IpAddr {
        IpAddr::from([10, 0, (n >> 8) as u8, n as u8])
    }

    #[test]
    fn the_eleventh_wrong_try_waits_until_the_window_ends() {
        let mut attempts = Attempts::default();
        for n in 0..10 {
            attempts.begin("op1", address(1), UnixMs(n)).unwrap();
        }
        let refused = attempts.begin("op1", address(1), UnixMs(1_000));
        assert_eq!(
            refused,
            Err(TooMany {
                wait_ms: TRY_WINDOW_MS - 1_000
            })
        );
        assert!(
            attempts
                .begin("op1", address(1), UnixMs(TRY_WINDOW_MS))
                .is_ok()
        );
    }

    #[test]
    fn a_neighbour_and_another_account_are_not_slowed() {
        let mut attempts = Attempts::default();
        for _ in 0..11 {
            let _ = attempts.begin("op1", address(1), UnixMs(0));
        }
        assert!(attempts.begin("op1", address(2), UnixMs(1)).is_ok());
        assert!(attempts.begin("op2", address(1), UnixMs(1)).is_ok());
    }

    #[test]
    fn one_address_cannot_try_all_accounts() {
        let mut attempts = Attempts::default();
        let tried = (0..100)
            .filter(|n| {
                attempts
                    .begin(&format!("op{n}"), address(1), UnixMs(0))
                    .is_ok()
            })
            .count();
        assert_eq!(tried, TRIES_PER_ADDRESS as usize);
    }

    #[test]
    fn success_clears_the_account_and_does_not_use_up_the_address() {
        let mut attempts = Attempts::default();
        for n in 0..500 {
            attempts.begin("op1", address(1), UnixMs(n)).unwrap();
            attempts.succeeded("op1", address(1));
        }
    }

    #[test]
    fn one_ipv6_line_is_one_address() {
        let mut attempts = Attempts::default();
        let tried = (0..100u128)
            .filter(|n| {
                let address = IpAddr::V6(Ipv6Addr::from_bits((0x2001_0db8 << 96) | n));
                attempts.begin("op1", address, UnixMs(0)).is_ok()
            })
            .count();
        assert_eq!(tried, TRIES_PER_ACCOUNT_AND_ADDRESS as usize);
    }

    #[test]
    fn memory_is_bounded_and_a_clock_set_back_keeps_nothing() {
        let mut attempts = Attempts::default();
        for n in 0..20_000_u16 {
            attempts
                .begin(&n.to_string(), address(n), UnixMs(5))
                .unwrap();
        }
        assert!(attempts.rows() <= TRY_ROWS);
        assert!(attempts.rows.len() <= TRY_ROWS);
        attempts.begin("op1", address(1), UnixMs(1)).unwrap();
        assert_eq!(attempts.rows(), 2);
    }
}
