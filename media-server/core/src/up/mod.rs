//! The publisher's side: what arrived, what is missing, what to ask for.

mod frames;
mod key_frames;
mod nack;
mod receive_log;
mod repairs;
mod store;
mod track;

pub use self::{
    store::Stored,
    track::{Arrival, PayloadUse, SenderClock, Source, UpTrack},
};
