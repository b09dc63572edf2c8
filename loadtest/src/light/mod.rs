//! Clients at the level of RTP: real ICE, DTLS, SRTP and RTCP, no codec and no congestion control,
//! so cheap that hundreds live in one thread beside the server under test.
//!
//! A publisher sends what a browser's encoder once sent (`stream.csv`), scaled to a packet rate,
//! makes key frames when asked and repairs from a store. A viewer counts what arrives of it, how
//! long it was on the way, asks for what is missing and tells the server what a browser would.

mod crowd;
mod delivery;
mod description;
mod figures;
mod film;
mod follow;
mod gaps;
mod join;
mod peer;
mod publisher;
mod socket;
mod stamp;
mod viewer;
mod watched;

pub use self::{
    crowd::{Crowd, PeerId},
    figures::{CrowdFigures, PublisherFigures, ViewerFigures},
    film::Film,
    follow::Life,
    join::{Joiner, PublisherJoiner, ViewerJoiner},
    peer::{Part, Peer},
};
