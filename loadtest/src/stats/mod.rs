//! Measuring; pure apart from the counters that tasks share.

pub mod frames;
pub mod gauge;
pub mod histogram;
pub mod live;
pub mod payload;
pub mod percentiles;
pub mod table;
pub mod unwrap;
