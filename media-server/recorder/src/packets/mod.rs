//! From records of what arrived to pictures and sound with their times: no file, no FFmpeg.

mod choice;
mod clock;
pub mod h264;
pub mod opus;
mod queue;
pub mod records;
mod reorder;
mod rtp;
mod timeline;
mod track;
pub mod vp8;

pub use timeline::{Flow, Sample, Sink, Wanted, play};

/// A picture or a piece of sound, as it was put together from packets.
#[derive(Debug, PartialEq, Eq)]
pub struct Frame {
    pub timestamp: u32,
    /// When its last packet arrived.
    pub at_us: i64,
    /// Nothing before it is needed to decode it.
    pub is_key: bool,
    pub bytes: Vec<u8>,
}
