//! Staff URLs [職員用URL] (VR-5): the sheet (state machine D2), the registered phones, their access
//! codes (D3), what an officer's session asks, what an officer is shown.

pub mod code;
pub mod device;
pub mod identity;
pub mod leak;
pub mod officer;
pub mod purpose;
pub mod refusal;
pub mod rules;
pub mod show;
pub mod url;

pub use refusal::{Class, StaffRefusal};

#[cfg(test)]
mod random_walk;
