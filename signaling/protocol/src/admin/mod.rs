//! The rule engine on the wire: posts, rulebooks, cases, deadlines and ledgers, one file a noun.

pub mod announcement;
pub mod case;
pub mod circular;
pub mod deadline;
pub mod exchange;
pub mod footage;
pub mod form;
pub mod label;
pub mod ledger;
pub mod notice;
pub mod office_hours;
pub mod person;
pub mod post;
pub mod print;
pub mod public;
pub mod review;
pub mod rulebook;
pub mod staff_list;
pub mod training;
pub mod unit;
pub mod workflow;
