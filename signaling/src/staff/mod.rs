//! Staff URLs around their core: figures of the rulebook, phones at a sheet, the report of a use,
//! what officers are shown and what chiefs are told.

pub mod begin;
pub mod codes;
pub mod phone_turn;
pub mod renewal;
pub mod rules;
pub mod shown;
pub mod tell;
pub mod uses;
pub mod view;
pub mod void;
