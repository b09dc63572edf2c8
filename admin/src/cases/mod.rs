//! Cases in the store: begun, taken on step by step, shown. What is allowed is the core's to say;
//! a step is stored with its deadlines, notices, ledger acts and its entry in the trail, or not at
//! all.
//!
//! Other shells take steps inside transactions of their own: [`begin`] and [`take`]; a refusal of
//! theirs is remembered by [`refused`] after that transaction was given up.

mod about;
mod answers;
pub mod by_event;
mod carrier;
mod counted;
pub(crate) mod effects;
mod erase;
pub mod extract;
pub mod files;
mod from_outside;
mod holders;
pub mod list;
mod receipts;
pub mod register;
pub mod see;
pub mod store;
mod take;
mod things;
pub mod view;

pub use carrier::CaseCarrier;
pub use from_outside::begin_from_outside;
pub use take::{Begin, NotTaken, Taken, Taker, begin, refused, take, try_take};
