//! How entries go after their years without breaking the chain (IS-13.3, O-33, O-41, O-47).
//!
//! Entries go day by day, the oldest first. Of each month an anchor stays: which entries it had
//! and the hash of the last one, from which the chain goes on. The purge itself is an entry of
//! the same chain and proves the deletion.

use aws_lc_rs::digest::{Context, SHA256};
use protocol::{id::UnitId, time::UnixMs};

use super::{Act, Actor, Entry, Hash, Head, START, Subject, entry::hash_of, subject};
use crate::{
    action::Action,
    calendar::{Month, OfficeHours},
    deadline::Rule,
    limits::TRAIL_YEARS,
};

/// What stays of a unit's entries of one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    pub unit: UnitId,
    pub month: Month,
    pub first_seq: i64,
    pub last_seq: i64,
    /// The hash of the last entry that went; once the whole month has gone, its closing hash.
    pub closing: Hash,
    /// [`Anchor::hash`] of the month before; zeros for the first.
    pub prev: Hash,
}

impl Anchor {
    pub fn count(&self) -> i64 {
        self.last_seq - self.first_seq + 1
    }

    /// Where the chain goes on.
    pub fn head(&self) -> Head {
        Head {
            seq: self.last_seq,
            hash: self.closing,
        }
    }

    /// Anchors form a chain of their own, whose end the latest proof of deletion names.
    pub fn hash(&self) -> Hash {
        let mut context = Context::new(&SHA256);
        context.update(b"genba trail anchor 1\0");
        context.update(self.unit.0.as_bytes());
        context.update(&self.first_seq.to_be_bytes());
        context.update(&self.last_seq.to_be_bytes());
        context.update(&self.closing);
        context.update(&self.prev);
        context.update(self.month.to_string().as_bytes());
        hash_of(context)
    }
}

/// When an entry may go: so many years after it, its own day not counted, and never before the
/// five years of the clause.
pub fn may_go_at(entry_at: UnixMs, years: u16) -> UnixMs {
    let rule = Rule::AfterYears(years.max(TRAIL_YEARS));
    // Beyond the calendar nothing goes.
    rule.due(entry_at, &OfficeHours::standard())
        .unwrap_or(UnixMs(i64::MAX))
}

/// Finds the entries of a unit that go now: the oldest ones, without a gap, each past its years
/// and covered by a signed head.
#[derive(Debug)]
pub struct Purging {
    now: UnixMs,
    years: u16,
    covered_seq: i64,
    after_seq: i64,
    anchors: Vec<Anchor>,
}

/// The entries that go and what stays of them; written in one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purge {
    pub unit: UnitId,
    /// All entries after this one and up to the end of the last anchor go.
    pub after_seq: i64,
    pub last: Anchor,
    /// The anchors to store; the first may replace the one of its month.
    pub anchors: Vec<Anchor>,
}

impl Purging {
    /// `last` is the unit's newest anchor, `covered_seq` the last entry under a signed head;
    /// entries are kept `years`, at least five.
    pub fn new(last: Option<Anchor>, covered_seq: i64, years: u16, now: UnixMs) -> Self {
        Self {
            now,
            years,
            covered_seq,
            after_seq: last.map_or(0, |anchor| anchor.last_seq),
            anchors: last.into_iter().collect(),
        }
    }

    /// Takes the next entry of the chain; false when it stays, and all after it.
    pub fn take(&mut self, entry: &Entry, hash: Hash) -> bool {
        let next = self.anchors.last().map_or(1, |anchor| anchor.last_seq + 1);
        let goes = entry.seq == next
            && entry.seq <= self.covered_seq
            && may_go_at(entry.at, self.years) <= self.now;
        if !goes {
            return false;
        }
        // A clock that was set back must not open an older month again.
        let month = Month::of(entry.at);
        match self.anchors.last_mut() {
            Some(anchor) if anchor.month >= month => {
                anchor.last_seq = entry.seq;
                anchor.closing = hash;
            }
            last => {
                let prev = last.map_or(START, |anchor| anchor.hash());
                self.anchors.push(Anchor {
                    unit: entry.unit,
                    month,
                    first_seq: entry.seq,
                    last_seq: entry.seq,
                    closing: hash,
                    prev,
                });
            }
        }
        true
    }

    /// What is to be done; `None` when every entry stays.
    pub fn finish(self) -> Option<Purge> {
        let last = *self.anchors.last()?;
        (last.last_seq > self.after_seq).then_some(Purge {
            unit: last.unit,
            after_seq: self.after_seq,
            last,
            anchors: self.anchors,
        })
    }
}

impl Purge {
    pub fn count(&self) -> i64 {
        self.last.last_seq - self.after_seq
    }

    /// The proof of deletion, to be appended to the unit's chain.
    pub fn proof(&self, now: UnixMs) -> Act {
        Act::new(self.unit, now, Actor::System, Action::PurgeTrail)
            .about(Subject::Entry(self.last.last_seq))
            .about(Subject::Hash(self.last.hash()))
            .about(Subject::Count(self.count().unsigned_abs()))
            .clause("IS-13.3")
    }
}

/// What a proof of deletion names: the last entry that went, and the hash of its anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proven {
    pub last_seq: i64,
    pub anchor: Hash,
}

/// What an entry proves, if it is a proof of deletion.
pub fn proven_by(entry: &Entry) -> Option<Proven> {
    if entry.action != Action::PurgeTrail.code() || entry.actor != "system" {
        return None;
    }
    let (mut seq, mut hash) = (None, None);
    for code in entry.subject_codes() {
        match code.parts() {
            ("entry", value) => seq = value.parse().ok(),
            ("hash", value) => hash = subject::hash_of_hex(value),
            _ => {}
        }
    }
    Some(Proven {
        last_seq: seq?,
        anchor: hash?,
    })
}

#[cfg(test)]
mod tests;
