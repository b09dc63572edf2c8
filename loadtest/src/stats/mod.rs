//! Figures from samples: pure, so that a figure can be trusted without a network.

pub mod frames;
pub mod histogram;
mod payload;
pub mod percentiles;
pub mod table;
