//! Figures from samples: pure, so that a figure can be trusted without a network.

pub mod histogram;
pub mod percentiles;
pub mod table;
