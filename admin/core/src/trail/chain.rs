//! A unit's chain, checked entry by entry.

use protocol::id::UnitId;

use super::{Entry, Hash, START};

/// The end of a unit's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub seq: i64,
    pub hash: Hash,
}

impl Head {
    pub const EMPTY: Self = Self {
        seq: 0,
        hash: START,
    };
}

/// Where a chain was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("entry {seq} is missing")]
    Missing { seq: i64 },
    #[error("entry {seq} does not follow the one before it")]
    Unlinked { seq: i64 },
    #[error("entry {seq} was changed")]
    Changed { seq: i64 },
    #[error("entry {seq} belongs to another unit")]
    ForeignUnit { seq: i64 },
    #[error("the chain ends at entry {seq}, not where its head says")]
    Cut { seq: i64 },
}

/// Checks a chain entry by entry, so that a long one need not be in memory.
#[derive(Clone, Copy, Debug)]
pub struct Checker {
    unit: UnitId,
    head: Head,
}

impl Checker {
    pub fn new(unit: UnitId) -> Self {
        Self::after(unit, Head::EMPTY)
    }

    /// Goes on where the purged part of a chain ends.
    pub fn after(unit: UnitId, head: Head) -> Self {
        Self { unit, head }
    }

    pub fn head(&self) -> Head {
        self.head
    }

    /// Takes the next stored entry and the hash stored with it.
    pub fn check(&mut self, entry: &Entry, stored: Hash) -> Result<(), Broken> {
        let seq = self.head.seq + 1;
        if entry.seq != seq {
            return Err(Broken::Missing { seq });
        }
        if entry.unit != self.unit {
            return Err(Broken::ForeignUnit { seq });
        }
        if entry.prev_hash != self.head.hash {
            return Err(Broken::Unlinked { seq });
        }
        if entry.hash() != stored {
            return Err(Broken::Changed { seq });
        }
        self.head = Head { seq, hash: stored };
        Ok(())
    }

    /// Compares the end that was reached with the head that was stored.
    pub fn finish(self, stored: Head) -> Result<Head, Broken> {
        if self.head == stored {
            Ok(stored)
        } else {
            Err(Broken::Cut { seq: self.head.seq })
        }
    }
}

/// Checks a whole chain that is in memory.
pub fn verify(unit: UnitId, entries: &[(Entry, Hash)], head: Head) -> Result<Head, Broken> {
    let mut checker = Checker::new(unit);
    for (entry, stored) in entries {
        checker.check(entry, *stored)?;
    }
    checker.finish(head)
}

#[cfg(test)]
mod tests {
    use protocol::{id::ReportId, time::UnixMs};

    use super::*;
    use crate::{
        action::Action,
        trail::{Act, Actor, Subject},
    };

    fn unit(n: u8) -> UnitId {
        UnitId::new(UnixMs(1), [n; 10])
    }

    fn chain(length: u8) -> (Vec<(Entry, Hash)>, Head) {
        let mut head = Head::EMPTY;
        let mut entries = Vec::new();
        for n in 0..length {
            let act = Act::new(
                unit(1),
                UnixMs(i64::from(n)),
                Actor::System,
                Action::SendRequest,
            )
            .about(Subject::Report(ReportId::new(UnixMs(5), [n; 10])));
            let entry = act.entry_after(&head);
            head = Head {
                seq: entry.seq,
                hash: entry.hash(),
            };
            entries.push((entry, head.hash));
        }
        (entries, head)
    }

    #[test]
    fn an_untouched_chain_holds() {
        let (entries, head) = chain(5);
        assert_eq!(verify(unit(1), &entries, head), Ok(head));
        assert_eq!(verify(unit(1), &[], Head::EMPTY), Ok(Head::EMPTY));
    }

    #[test]
    fn every_kind_of_change_is_found_where_it_was_made() {
        type Change = fn(&mut Vec<(Entry, Hash)>);
        let table: [(Change, Broken); 6] = [
            (
                |rows| rows[2].0.clause = "VR-9".to_owned(),
                Broken::Changed { seq: 3 },
            ),
            (|rows| rows[2].0.at = UnixMs(99), Broken::Changed { seq: 3 }),
            (
                |rows| {
                    rows[2].0.actor = "account:x".to_owned();
                    rows[2].1 = rows[2].0.hash();
                },
                Broken::Unlinked { seq: 4 },
            ),
            (|rows| drop(rows.remove(1)), Broken::Missing { seq: 2 }),
            (|rows| drop(rows.pop()), Broken::Cut { seq: 4 }),
            (
                |rows| rows[0].0.unit = unit(2),
                Broken::ForeignUnit { seq: 1 },
            ),
        ];
        for (change, expected) in table {
            let (mut entries, head) = chain(5);
            change(&mut entries);
            assert_eq!(verify(unit(1), &entries, head), Err(expected));
        }
    }

    #[test]
    fn text_cannot_move_from_one_field_to_the_next_unseen() {
        let (entries, _) = chain(1);
        let mut moved = entries[0].0.clone();
        moved.action.push('x');
        let mut other = entries[0].0.clone();
        other.subjects.insert(0, 'x');
        assert_ne!(moved.hash(), other.hash());
    }
}
