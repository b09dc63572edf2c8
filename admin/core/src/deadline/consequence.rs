//! What happens when a deadline is due.

use serde::{Deserialize, Serialize};

/// A closed list; its words are those of rulebooks, of the store and of the trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// The subject is deleted, and a proof of it is kept.
    DeleteWithProof,
    /// The subject can no longer be used.
    Expire,
    /// The holder is reminded; nothing else changes.
    Remind,
    /// The duty is overdue, shown so, and the post above its holder hears of it.
    OverdueEscalate,
    /// What was locked until now may be done.
    Unlock,
    /// The subject cannot be used until the duty is done.
    Block,
}

impl Consequence {
    pub const ALL: [Self; 6] = [
        Self::DeleteWithProof,
        Self::Expire,
        Self::Remind,
        Self::OverdueEscalate,
        Self::Unlock,
        Self::Block,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::DeleteWithProof => "delete_with_proof",
            Self::Expire => "expire",
            Self::Remind => "remind",
            Self::OverdueEscalate => "overdue_escalate",
            Self::Unlock => "unlock",
            Self::Block => "block",
        }
    }

    /// The consequence of a stored word.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}
