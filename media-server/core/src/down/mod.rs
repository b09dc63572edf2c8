//! The viewer's side: one stream that goes on whatever happens to the publisher.

mod rewrite;
mod track;

pub use self::track::{DownTrack, Forwarded, Route};
