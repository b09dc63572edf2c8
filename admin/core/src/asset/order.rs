//! What somebody wants to do, and what has to be known to decide it.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{
    id::{AccountId, AssetId, CaseId, UnitId},
    time::UnixMs,
};

use super::{Act, Asset};
use crate::deadline::Deadline;

/// Where a thing is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub name: String,
    pub lockable: bool,
}

impl Place {
    /// A place that has a ledger of its own: what its class says can be locked, can.
    pub fn of(asset: &Asset) -> Self {
        Self {
            name: asset.number.clone(),
            lockable: asset.class.as_deref() == Some(LOCKABLE),
        }
    }
}

/// The class of a storage place with a lock.
pub const LOCKABLE: &str = "lockable";

/// An act that somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub act: Act,
    pub quantity: u32,
    pub by: AccountId,
    pub confirmed_by: Option<AccountId>,
    pub witness: Option<AccountId>,
    pub method: Option<String>,
    pub place: Option<Place>,
    pub due_back: Option<UnixMs>,
    /// The case whose step orders it.
    pub case: Option<CaseId>,
    /// The unit to which the thing goes over with it.
    pub keeper: Option<UnitId>,
    /// What stands beside the line.
    pub remarks: Option<String>,
    /// That nothing is lost or damaged, said by the one who acts.
    pub unharmed: bool,
}

impl Order {
    /// An act on one piece, with nothing else said.
    pub fn new(act: Act, by: AccountId) -> Self {
        Self {
            act,
            quantity: 1,
            by,
            confirmed_by: None,
            witness: None,
            method: None,
            place: None,
            due_back: None,
            case: None,
            keeper: None,
            remarks: None,
            unharmed: false,
        }
    }
}

/// What the shell has loaded.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Deadlines of this thing that are open, or overdue.
    pub deadlines: &'a [Deadline],
    /// Kinds of approved cases that name this thing and were not used up.
    pub approved: &'a [String],
    /// The rulebook version that the kind comes from.
    pub rulebook: &'a str,
    pub around: &'a Around,
}

/// What tables ask about the unit of a thing.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// The parameters that name the code of its headquarters.
    pub listed: BTreeSet<String>,
    /// The posts that somebody holds there.
    pub held: BTreeSet<String>,
}

/// A thing about to be taken into the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAsset {
    pub id: AssetId,
    pub number: String,
    pub unit: UnitId,
    /// The thing of which it is a copy.
    pub parent: Option<AssetId>,
    pub class: Option<String>,
    pub attributes: BTreeMap<String, String>,
}
