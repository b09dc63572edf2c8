//! Transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01): tells a sender
//! when each packet arrived, so that it adapts to the path.

mod read;
mod write;

pub use self::{read::Feedback, write::Arrivals};

/// Arrival times count 250 µs.
const TICK_US: i64 = 250;
/// The reference time counts 64 ms.
const TICKS_PER_REFERENCE: i64 = 256;

#[cfg(test)]
mod tests;
