//! How a person and a terminal are proven (VR-8): factors, ceremonies, codes, locks.

pub mod codes;
pub mod credentials;
pub mod in_use;
pub mod lock;
pub mod relying_party;
pub mod sweep;
pub mod tell;

pub(crate) mod ceremony;
pub(crate) mod decoys;
pub(crate) mod factor;
pub(crate) mod first;
pub(crate) mod proof;
pub(crate) mod rules;
