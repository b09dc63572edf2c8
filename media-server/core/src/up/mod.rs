//! The publisher's side: what arrived, what is missing, what to ask for.

mod binding;
mod frames;
mod key_frames;
mod ladder;
mod meter;
mod nack;
mod receive_log;
mod repairs;
mod store;
mod track;

pub use self::{
    binding::Bindings,
    ladder::{Ladder, Rung, layer_bit},
    store::Stored,
    track::{Arrival, PayloadUse, SenderClock, Source, UpTrack},
};
