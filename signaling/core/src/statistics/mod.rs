//! Figures of video reporting (VR-6): what is kept of each report, and how many of them add up.

mod fact;
mod sum;
mod times;

pub use fact::{Fact, FileCounts, Known, Origin};
pub use sum::Sum;

#[cfg(test)]
mod tests;
