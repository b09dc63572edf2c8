//! Which layer one viewer shall see.

use std::time::{Duration, Instant};

use crate::up::{Ladder, Rung, layer_bit};

/// Below this share of the layer's rate, in percent, the path does not carry it.
const DOWN_PERCENT: u64 = 95;
/// With this much, in percent of the layer above, that layer has a future.
const UP_PERCENT: u64 = 125;
/// How long there must be room before a climb.
const CALM_TIME: Duration = Duration::from_millis(1500);
/// The same for a viewer that has just come: nothing speaks against the path yet.
const CALM_TIME_FRESH: Duration = Duration::from_millis(300);
const FRESH_TIME: Duration = Duration::from_secs(5);
/// A climb that ends within this time has failed, and the next one waits twice as long.
const PROBATION_TIME: Duration = Duration::from_secs(10);
const CALM_TIME_MAX: Duration = Duration::from_secs(60);
/// After a step down the queue needs this long to drain before it speaks again.
const SETTLE_TIME: Duration = Duration::from_millis(1000);

/// What is known of a viewer's path.
#[derive(Clone, Copy, Debug)]
pub struct Outlook {
    /// `None` where nothing is measured: such a viewer is not limited.
    pub estimate_bps: Option<u64>,
    /// Packets wait longer for their turn than a steady path makes them.
    pub congested: bool,
}

/// What may enter a viewer's stream. Bits stand for layers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub target: Option<u8>,
    /// Layers that may be shown until the target's key frame comes: it and lower ones.
    acceptable: u8,
    sent: u8,
}

impl Selection {
    pub fn accepts(&self, layer: u8) -> bool {
        self.acceptable & layer_bit(layer) != 0
    }

    pub fn is_sent(&self, layer: u8) -> bool {
        self.sent & layer_bit(layer) != 0
    }
}

/// Decides; the caller changes over at a key frame.
#[derive(Debug, Default)]
pub struct LayerChoice {
    target: Option<u8>,
    began: Option<Instant>,
    /// Since when there has been room for a higher layer.
    calm_since: Option<Instant>,
    climbed: Option<Instant>,
    stepped_down: Option<Instant>,
    /// Climbs that failed in a row.
    failures: u32,
}

impl LayerChoice {
    /// The layer to show, if any is sent, and what may stand in for it.
    pub fn selection(&self, ladder: &Ladder) -> Selection {
        let bits = |rungs: &[Rung]| {
            rungs
                .iter()
                .fold(0, |bits, rung| bits | layer_bit(rung.layer))
        };
        let place = self.target.and_then(|target| ladder.place(target));
        let up_to_target = place.map_or(&[][..], |place| &ladder.rungs()[..=place]);
        Selection {
            target: self.target,
            acceptable: bits(up_to_target),
            sent: bits(ladder.rungs()),
        }
    }

    /// Bits per second that would permit a climb; 0 where there is nothing to climb to.
    pub fn goal_bps(&self, ladder: &Ladder) -> u64 {
        let rungs = ladder.rungs();
        let place = self.target.and_then(|target| ladder.place(target));
        let above = place.and_then(|place| rungs.get(place + 1));
        above.map_or(0, needed_bps)
    }

    /// Looks at the ladder and the path again.
    pub fn decide(&mut self, ladder: &Ladder, outlook: Outlook, now: Instant) {
        self.began.get_or_insert(now);
        let rungs = ladder.rungs();
        if rungs.is_empty() {
            return;
        }
        let place = self.target.and_then(|target| ladder.place(target));
        let Some(place) = place else {
            // The layer of before is gone, or there was none: the best that fits, at once.
            self.calm_since = None;
            self.target = Some(rungs[affordable(rungs, outlook)].layer);
            return;
        };
        if self.must_go_down(&rungs[place], outlook, now) {
            self.go_down(rungs, place, outlook, now);
        } else {
            self.consider_climbing(rungs, place, outlook, now);
        }
    }

    fn must_go_down(&self, present: &Rung, outlook: Outlook, now: Instant) -> bool {
        let settling = self.stepped_down.is_some_and(|at| now < at + SETTLE_TIME);
        let poor = outlook.estimate_bps.is_some_and(|estimate| {
            estimate * 100 < u64::from(present.bit_rate_bps) * DOWN_PERCENT
        });
        poor || (outlook.congested && !settling)
    }

    fn go_down(&mut self, rungs: &[Rung], place: usize, outlook: Outlook, now: Instant) {
        self.calm_since = None;
        if place == 0 {
            return;
        }
        let failed = self
            .climbed
            .take()
            .is_some_and(|at| now < at + PROBATION_TIME);
        self.failures = if failed { self.failures + 1 } else { 0 };
        self.stepped_down = Some(now);
        let below = affordable(rungs, outlook).min(place - 1);
        self.target = Some(rungs[below].layer);
    }

    fn consider_climbing(&mut self, rungs: &[Rung], place: usize, outlook: Outlook, now: Instant) {
        let has_room = |rung: &Rung| {
            // A layer that is not measured yet may cost anything.
            let known = rung.bit_rate_bps > 0;
            known
                && outlook
                    .estimate_bps
                    .is_none_or(|estimate| estimate >= needed_bps(rung))
        };
        let above = &rungs[place + 1..];
        let Some(highest) = above.iter().take_while(|rung| has_room(rung)).last() else {
            self.calm_since = None;
            return;
        };
        let since = *self.calm_since.get_or_insert(now);
        if !outlook.congested && now >= since + self.calm_time(now) {
            self.calm_since = None;
            self.climbed = Some(now);
            self.target = Some(highest.layer);
        }
    }

    fn calm_time(&self, now: Instant) -> Duration {
        let fresh = self.began.is_some_and(|began| now < began + FRESH_TIME);
        if fresh && self.stepped_down.is_none() {
            return CALM_TIME_FRESH;
        }
        let factor = 2_u32.saturating_pow(self.failures);
        CALM_TIME.saturating_mul(factor).min(CALM_TIME_MAX)
    }
}

fn needed_bps(rung: &Rung) -> u64 {
    u64::from(rung.bit_rate_bps) * UP_PERCENT / 100
}

/// Place of the highest layer that the estimate carries; the lowest is always shown.
fn affordable(rungs: &[Rung], outlook: Outlook) -> usize {
    rungs
        .iter()
        .rposition(|rung| {
            let known = rung.bit_rate_bps > 0;
            known
                && outlook
                    .estimate_bps
                    .is_none_or(|estimate| u64::from(rung.bit_rate_bps) <= estimate)
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests;
