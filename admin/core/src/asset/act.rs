//! What is done to a thing.

use serde::{Deserialize, Serialize};

/// A closed list; its words are those of rulebooks and of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Taken into the ledger, made or received; also more pieces of the same.
    In,
    /// Taken out, lent, put to use.
    Out,
    Return,
    /// Looked for and found in order.
    Inspect,
    /// Handed to another keeper or storage place.
    Custody,
    /// No longer needed: it has to be disposed of.
    Retire,
    /// Destroyed, wiped or written off for good.
    Dispose,
    Lose,
    Find,
}

impl Act {
    pub const ALL: [Self; 9] = [
        Self::In,
        Self::Out,
        Self::Return,
        Self::Inspect,
        Self::Custody,
        Self::Retire,
        Self::Dispose,
        Self::Lose,
        Self::Find,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::Return => "return",
            Self::Inspect => "inspect",
            Self::Custody => "custody",
            Self::Retire => "retire",
            Self::Dispose => "dispose",
            Self::Lose => "lose",
            Self::Find => "find",
        }
    }

    /// The act of a stored word.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }
}
