//! The viewer's side: one stream that goes on whatever happens to the publisher.

mod answered;
mod choice;
mod copies;
mod extensions;
mod outgoing;
mod pacer;
mod picture_ids;
mod queue;
mod repair_budget;
mod rewrite;
mod run;
mod sent;
mod track;

pub use self::{
    answered::Answered,
    choice::{LayerChoice, Outlook, Selection},
    copies::Copies,
    extensions::PlayoutDelay,
    outgoing::Outgoing,
    pacer::Pacer,
    queue::{Item, Next, Queue, Urgent},
    repair_budget::RepairBudget,
    run::next_run,
    sent::SentLog,
    track::{DownTrack, Entry, Route},
};
