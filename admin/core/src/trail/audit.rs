//! The separate verifier: reads a trail record by record and says what was changed.
//!
//! It needs no database and holds one line per unit, however long the trail is. The order of the
//! records is the order in which things were written: a unit's anchors before its entries, and
//! the entries that a head covers before the head. Heads held elsewhere come beside, in the order
//! of their numbers: without them a thief of the signing key could compute everything anew.

mod finding;

use std::{collections::BTreeMap, iter::Peekable};

use protocol::{id::UnitId, time::UnixMs};

use super::{
    Entry, Hash, Head, START,
    anchor::{Anchor, Proven, may_go_at, proven_by},
    signed_head::{LastHead, Leaf, PublicKey, SignedHead, hash_leaves},
};
use crate::limits::{AUDIT_UNITS, TRAIL_YEARS};

pub use finding::{Finding, Findings};

/// One stored record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    Anchor(Anchor),
    /// An entry and the hash stored with it.
    Entry(Entry, Hash),
    Head(SignedHead, Vec<Leaf>),
    /// Where the store says that a unit's chain ends.
    End(UnitId, Head),
}

/// What was read, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub units: u64,
    pub entries: u64,
    pub heads: u64,
    /// Heads held elsewhere that are the ones read here.
    pub held: u64,
    pub last_head: Option<SignedHead>,
    pub findings: Findings,
}

impl Report {
    pub fn is_clean(&self) -> bool {
        self.findings.total() == 0
    }
}

/// A check that is under way.
pub struct Audit<H: Iterator<Item = SignedHead>> {
    keys: Vec<PublicKey>,
    held: Peekable<H>,
    units: BTreeMap<UnitId, Unit>,
    last: LastHead,
    report: Report,
}

/// What is known of one unit's chain so far.
#[derive(Default)]
struct Unit {
    head: Head,
    /// At the end of the purged part.
    anchor: Option<Anchor>,
    /// The newest moment under the anchor that a head vouches for.
    purged_until: Option<UnixMs>,
    proof: Option<Proof>,
    /// A rewritten or cut chain differs at every later head; once is enough.
    told: bool,
}

#[derive(Clone, Copy)]
struct Proof {
    of: Proven,
    seq: i64,
    at: UnixMs,
}

impl<H: Iterator<Item = SignedHead>> Audit<H> {
    /// `keys` are the trusted public keys; `held` the heads held elsewhere, by number.
    pub fn new(keys: Vec<PublicKey>, held: impl IntoIterator<IntoIter = H>) -> Self {
        Self {
            keys,
            held: held.into_iter().peekable(),
            units: BTreeMap::new(),
            last: LastHead::NONE,
            report: Report::default(),
        }
    }

    pub fn take(&mut self, record: &Record) {
        match record {
            Record::Anchor(anchor) => self.anchor(anchor),
            Record::Entry(entry, stored) => self.entry(entry, *stored),
            Record::Head(head, leaves) => self.head(head, leaves),
            Record::End(unit, stored) => self.end(*unit, *stored),
        }
    }

    /// What remains to be asked at the end.
    pub fn finish(mut self) -> Report {
        if let Some(head) = self.report.last_head
            && !self.is_trusted(&head)
        {
            let number = head.statement.number;
            self.tell(Finding::HeadForged { number });
        }
        while let Some(held) = self.held.next() {
            self.held_without_match(&held);
        }
        for (unit, state) in std::mem::take(&mut self.units) {
            self.anchor_is_proven(unit, &state);
            self.report.units += 1;
        }
        self.report
    }

    fn anchor(&mut self, anchor: &Anchor) {
        let Some(state) = self.unit(anchor.unit) else {
            return;
        };
        let (before, prev) = state
            .anchor
            .map_or((Head::EMPTY, START), |last| (last.head(), last.hash()));
        let follows = before == state.head
            && anchor.prev == prev
            && anchor.first_seq == before.seq + 1
            && anchor.last_seq >= anchor.first_seq;
        state.head = anchor.head();
        state.anchor = Some(*anchor);
        if !follows {
            let (unit, seq) = (anchor.unit, anchor.first_seq);
            self.tell(Finding::AnchorMisplaced { unit, seq });
        }
    }

    fn entry(&mut self, entry: &Entry, stored: Hash) {
        self.report.entries += 1;
        let (unit, seq) = (entry.unit, entry.seq);
        let Some(state) = self.unit(unit) else {
            return;
        };
        let expected = state.head.seq + 1;
        let follows = entry.prev_hash == state.head.hash;
        if seq >= expected {
            state.head = Head { seq, hash: stored };
            if let Some(of) = proven_by(entry) {
                let at = entry.at;
                state.proof = Some(Proof { of, seq, at });
            }
        }
        if entry.hash() != stored {
            self.tell(Finding::Edited { unit, seq });
        }
        if seq < expected {
            self.tell(Finding::Reordered { unit, seq });
        } else if seq > expected {
            let (from, to) = (expected, seq - 1);
            self.tell(Finding::Missing { unit, from, to });
        } else if !follows {
            self.tell(Finding::Unlinked { unit, seq });
        }
    }

    fn head(&mut self, head: &SignedHead, leaves: &[Leaf]) {
        self.report.heads += 1;
        let statement = &head.statement;
        let number = statement.number;
        if number != self.last.number + 1 || statement.prev != self.last.hash {
            self.tell(Finding::HeadsBroken { number });
        }
        if hash_leaves(leaves) != statement.leaves {
            self.tell(Finding::HeadEdited { number });
        }
        self.last = head.last();
        self.compare_with_held(head);
        for leaf in leaves {
            self.leaf(head, leaf);
        }
        self.report.last_head = Some(*head);
    }

    fn leaf(&mut self, head: &SignedHead, leaf: &Leaf) {
        let number = head.statement.number;
        let (unit, seq) = (leaf.unit, leaf.head.seq);
        let Some(state) = self.unit(unit) else {
            return;
        };
        let anchor = state.anchor.map_or(Head::EMPTY, |anchor| anchor.head());
        let found = if seq < anchor.seq {
            None
        } else if seq == anchor.seq {
            (leaf.head != anchor).then_some(Finding::AnchorForged { unit, seq })
        } else if seq > state.head.seq {
            let ends_at = state.head.seq;
            Some(Finding::Cut {
                unit,
                ends_at,
                seq,
                number,
            })
        } else if leaf.head != state.head {
            Some(Finding::Rewritten { unit, seq, number })
        } else {
            None
        };
        if seq <= anchor.seq {
            state.purged_until = state.purged_until.max(Some(leaf.at));
        }
        // A proof counts from when a head saw it at the latest, whatever date it gives itself.
        if let Some(proof) = state.proof.as_mut().filter(|proof| proof.seq <= seq) {
            proof.at = proof.at.min(head.statement.at);
        }
        let told = state.told;
        state.told |= found.is_some();
        if let Some(found) = found.filter(|_| !told) {
            self.tell(found);
        }
    }

    fn end(&mut self, unit: UnitId, stored: Head) {
        let Some(state) = self.unit(unit) else {
            return;
        };
        if state.head != stored && !state.told {
            let seq = state.head.seq;
            self.tell(Finding::EndDiffers { unit, seq });
        }
    }

    fn compare_with_held(&mut self, head: &SignedHead) {
        let number = head.statement.number;
        while let Some(held) = self.held.next_if(|held| held.statement.number < number) {
            self.held_without_match(&held);
        }
        while let Some(held) = self.held.next_if(|held| held.statement.number == number) {
            if !self.is_trusted(&held) {
                self.tell(Finding::HeldForged { number });
            } else if held != *head {
                self.tell(Finding::HeadReplaced { number });
            } else {
                self.report.held += 1;
            }
        }
    }

    fn held_without_match(&mut self, held: &SignedHead) {
        let number = held.statement.number;
        self.tell(if self.is_trusted(held) {
            Finding::HeadMissing { number }
        } else {
            Finding::HeldForged { number }
        });
    }

    fn anchor_is_proven(&mut self, unit: UnitId, state: &Unit) {
        let Some(anchor) = state.anchor else {
            return;
        };
        let seq = anchor.last_seq;
        let proven = Proven {
            last_seq: seq,
            anchor: anchor.hash(),
        };
        match state.proof.filter(|proof| proof.of == proven) {
            None => self.tell(Finding::Unproven { unit, seq }),
            Some(proof) => {
                let early = |until| may_go_at(until, TRAIL_YEARS) > proof.at;
                if state.purged_until.is_some_and(early) {
                    self.tell(Finding::PurgedEarly { unit, seq });
                }
            }
        }
    }

    fn is_trusted(&self, head: &SignedHead) -> bool {
        self.keys.iter().any(|key| head.is_signed_by(key))
    }

    fn tell(&mut self, finding: Finding) {
        self.report.findings.add(finding);
    }

    /// The state of a unit; `None` when there are more units than any country has.
    fn unit(&mut self, unit: UnitId) -> Option<&mut Unit> {
        if self.units.len() >= AUDIT_UNITS && !self.units.contains_key(&unit) {
            self.report.findings.add(Finding::TooManyUnits { unit });
            return None;
        }
        Some(self.units.entry(unit).or_default())
    }
}

#[cfg(test)]
mod tests;
