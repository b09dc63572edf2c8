//! A thing that has a ledger: a camera, a phone, a recording medium, material on paper, a
//! recording, a document, a code, a URL, an account elsewhere.
//!
//! One ledger serves all of them. What may be done to a kind of thing, in which state and with
//! whose confirmation, is a table of the rulebook ([`Kind`]); [`decide`] only follows it, and each
//! refusal names the clause that the table gives.

mod act;
mod decide;
mod kind;
mod need;
mod order;
mod period;
mod refusal;

use std::collections::BTreeMap;

use protocol::{
    id::{AccountId, AssetId, CaseId, UnitId},
    time::UnixMs,
};

use crate::words::words;

pub use act::Act;
pub use decide::{DeadlineChange, Effects, decide, register};
pub use kind::{Incident, Kind, KindError, Need, Period, Requirement, StartsAt, Transition};
pub use order::{Around, Context, NewAsset, Order, Place};
pub use refusal::{Refusal, RefusalCode};

/// A thing as its ledger stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    pub id: AssetId,
    /// The word of its [`Kind`].
    pub kind: String,
    /// Given once within its kind and unit; rows stay, so that none is ever given again.
    pub number: String,
    pub unit: UnitId,
    /// The thing of which it is a copy.
    pub parent: Option<AssetId>,
    pub state: String,
    /// For example `personal` or `specially_important`; decides which needs apply.
    pub class: Option<String>,
    pub attributes: BTreeMap<String, String>,
    /// Pieces in the unit's hands, and pieces given out: one and none for a single thing.
    pub held: u32,
    pub out: u32,
}

words! {
    /// Which pieces of a thing are counted.
    pub enum Pieces {
        Held = "held",
        Out = "out",
    }
}

impl Asset {
    /// Whether an amount is at most so many as these pieces, or wholly as many.
    pub fn balances(&self, of: Pieces, amount: u32, whole: bool) -> bool {
        let there = match of {
            Pieces::Held => self.held,
            Pieces::Out => self.out,
        };
        if whole {
            amount == there
        } else {
            amount <= there
        }
    }
}

/// One line of a ledger; never changed, never deleted before its years are over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub asset: AssetId,
    pub act: Act,
    pub quantity: u32,
    pub by: AccountId,
    pub confirmed_by: Option<AccountId>,
    pub witness: Option<AccountId>,
    /// How it was disposed of, as the table words it.
    pub method: Option<String>,
    pub place: Option<Place>,
    pub due_back: Option<UnixMs>,
    /// The case whose step did it.
    pub case: Option<CaseId>,
    pub remarks: Option<String>,
    /// The state it left the thing in.
    pub state: String,
    pub clause: String,
    pub at: UnixMs,
}

#[cfg(test)]
mod tests;
