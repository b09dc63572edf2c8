//! The controlling side of ICE (RFC 8445) with one pair: a check, its nomination, then consent
//! (RFC 7675).

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use super::Server;
use crate::{random::Random, transport::stun};

/// Between checks until the first answer, as browsers pace them.
const CHECK_STEP: Duration = Duration::from_millis(50);
/// Between consent checks on a path that works, as Chromium does.
const CONSENT_STEP: Duration = Duration::from_millis(2500);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Checking,
    Nominating,
    Consenting,
}

pub(super) struct Agent {
    username: String,
    password: String,
    tie_breaker: [u8; 8],
    transaction: [u8; 12],
    stage: Stage,
    due: Instant,
    answered: Option<Instant>,
}

impl Agent {
    pub fn new(username: String, server: &Server, random: &mut Random, now: Instant) -> Self {
        Self {
            username,
            password: server.password.clone(),
            tie_breaker: random.bytes(),
            transaction: random.bytes(),
            stage: Stage::Checking,
            due: now,
            answered: None,
        }
    }

    pub fn due(&self) -> Instant {
        self.due
    }

    pub fn answered(&self) -> Option<Instant> {
        self.answered
    }

    pub fn check(&mut self, now: Instant, random: &mut Random, outgoing: &mut VecDeque<Vec<u8>>) {
        if now < self.due {
            return;
        }
        let step = match self.stage {
            Stage::Checking | Stage::Nominating => CHECK_STEP,
            Stage::Consenting => CONSENT_STEP,
        };
        self.due = now + step;
        self.transaction = random.bytes();
        outgoing.push_back(stun::check(
            &self.username,
            &self.password,
            self.transaction,
            self.tie_breaker,
            self.stage != Stage::Checking,
        ));
    }

    /// True once the pair is nominated.
    pub fn take_answer(&mut self, datagram: &[u8], now: Instant) -> bool {
        if !stun::is_success_of(datagram, self.transaction, self.password.as_bytes()) {
            return false;
        }
        self.answered = Some(now);
        if self.stage == Stage::Checking {
            self.stage = Stage::Nominating;
            self.due = now;
            return false;
        }
        if self.stage == Stage::Nominating {
            self.stage = Stage::Consenting;
            self.due = now + CONSENT_STEP;
        }
        true
    }
}
