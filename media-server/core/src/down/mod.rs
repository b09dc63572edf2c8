//! The viewer's side: one stream that goes on whatever happens to the publisher.

mod extensions;
mod outgoing;
mod pacer;
mod queue;
mod rewrite;
mod run;
mod sent;
mod track;

pub use self::{
    extensions::PlayoutDelay,
    outgoing::Outgoing,
    pacer::Pacer,
    queue::{Item, Next, Queue, Urgent},
    run::next_run,
    sent::SentLog,
    track::{DownTrack, Entry, Route},
};
