//! The trail: append-only entries of one unit, each holding the hash of the one before.
//!
//! An entry holds ids and words of closed lists, never a name, a number or a text: personal
//! values die with their report's key, the chain stays whole.

use aws_lc_rs::digest::{Context, SHA256};
use protocol::{
    id::{AccountId, DeviceId, FileId, LinkId, MessageId, ReportId, UnitId},
    person::{Post, TerminalKind},
    time::UnixMs,
};

use crate::{
    action::{Action, post_code, terminal_code},
    limits::TRAIL_SUBJECTS,
};

pub type Hash = [u8; 32];

/// What the first entry of a unit holds as the hash before it.
pub const START: Hash = [0; 32];

/// Who acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    Account(AccountId),
    /// A caller's phone.
    Device(DeviceId),
    /// Somebody who holds a link and nothing else yet.
    LinkHolder,
    /// The system on its own, for example at a deadline.
    System,
}

/// What an act was about: ids and counts only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Account(AccountId),
    Report(ReportId),
    Link(LinkId),
    Device(DeviceId),
    File(FileId),
    Message(MessageId),
    /// A word of a closed list, for example an end reason or a refusal's code.
    Word(&'static str),
    Count(u64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Allowed,
    Refused,
}

/// An act as its shell tells it; the chain adds number and hash.
#[derive(Clone, Debug)]
pub struct Act {
    pub unit: UnitId,
    pub at: UnixMs,
    pub actor: Actor,
    pub post: Option<Post>,
    pub terminal: Option<TerminalKind>,
    pub action: Action,
    /// At most [`TRAIL_SUBJECTS`]; more are cut.
    pub subjects: Vec<Subject>,
    pub clause: Option<&'static str>,
    pub outcome: Outcome,
}

impl Act {
    /// An allowed act without subjects.
    pub fn new(unit: UnitId, at: UnixMs, actor: Actor, action: Action) -> Self {
        Self {
            unit,
            at,
            actor,
            post: None,
            terminal: None,
            action,
            subjects: Vec::new(),
            clause: None,
            outcome: Outcome::Allowed,
        }
    }

    pub fn of(mut self, post: Post, terminal: TerminalKind) -> Self {
        self.post = Some(post);
        self.terminal = Some(terminal);
        self
    }

    pub fn about(mut self, subject: Subject) -> Self {
        self.subjects.push(subject);
        self
    }

    pub fn clause(mut self, clause: &'static str) -> Self {
        self.clause = Some(clause);
        self
    }

    pub fn refused(mut self) -> Self {
        self.outcome = Outcome::Refused;
        self
    }

    /// The act as the entry after `head`.
    pub fn entry_after(&self, head: &Head) -> Entry {
        Entry {
            unit: self.unit,
            seq: head.seq + 1,
            prev_hash: head.hash,
            at: self.at,
            actor: actor_text(self.actor),
            post: self.post.map(post_code).unwrap_or_default().to_owned(),
            terminal: self
                .terminal
                .map(terminal_code)
                .unwrap_or_default()
                .to_owned(),
            action: self.action.code().to_owned(),
            subjects: subjects_text(&self.subjects),
            clause: self.clause.unwrap_or_default().to_owned(),
            result: outcome_text(self.outcome).to_owned(),
        }
    }
}

/// An entry as it is stored: words, so that old entries can be checked after lists have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub unit: UnitId,
    /// From 1 without gaps in each unit.
    pub seq: i64,
    pub prev_hash: Hash,
    pub at: UnixMs,
    pub actor: String,
    pub post: String,
    pub terminal: String,
    pub action: String,
    pub subjects: String,
    pub clause: String,
    pub result: String,
}

impl Entry {
    /// SHA-256 over a labelled, length-prefixed encoding: no two entries share their bytes.
    pub fn hash(&self) -> Hash {
        let mut context = Context::new(&SHA256);
        context.update(b"genba trail entry 1\0");
        context.update(self.unit.0.as_bytes());
        context.update(&self.seq.to_be_bytes());
        context.update(&self.prev_hash);
        context.update(&self.at.0.to_be_bytes());
        for text in [
            &self.actor,
            &self.post,
            &self.terminal,
            &self.action,
            &self.subjects,
            &self.clause,
            &self.result,
        ] {
            context.update(&(text.len() as u64).to_be_bytes());
            context.update(text.as_bytes());
        }
        let mut hash = START;
        hash.copy_from_slice(context.finish().as_ref());
        hash
    }
}

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
        Self {
            unit,
            head: Head::EMPTY,
        }
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

fn actor_text(actor: Actor) -> String {
    match actor {
        Actor::Account(id) => format!("account:{id}"),
        Actor::Device(id) => format!("device:{id}"),
        Actor::LinkHolder => "link_holder".to_owned(),
        Actor::System => "system".to_owned(),
    }
}

fn subjects_text(subjects: &[Subject]) -> String {
    let texts: Vec<_> = subjects
        .iter()
        .take(TRAIL_SUBJECTS)
        .map(subject_text)
        .collect();
    texts.join(" ")
}

fn subject_text(subject: &Subject) -> String {
    match subject {
        Subject::Account(id) => format!("account:{id}"),
        Subject::Report(id) => format!("report:{id}"),
        Subject::Link(id) => format!("link:{id}"),
        Subject::Device(id) => format!("device:{id}"),
        Subject::File(id) => format!("file:{id}"),
        Subject::Message(id) => format!("message:{id}"),
        Subject::Word(word) => format!("word:{word}"),
        Subject::Count(n) => format!("count:{n}"),
    }
}

fn outcome_text(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Allowed => "allowed",
        Outcome::Refused => "refused",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
