//! The SFU as a sans-IO state machine: [`Sfu`] takes datagrams, offers, orders and the time, and
//! gives datagrams, answers, events and the time when it wants to be called again.
//!
//! A turn of the shell is: all datagrams that wait, timers, [`Sfu::flush`]; then drain
//! [`Sfu::poll_transmit`] and [`Sfu::poll_event`].
//! A packet walks demux → transport → up track, and from its store, when the turn ends, room →
//! queue → down track → transport.

mod codec;
mod congestion;
mod down;
mod estimate;
#[cfg(any(test, feature = "far-end"))]
pub mod far_end;
pub mod framing;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod ingress;
pub mod limits;
mod path;
mod publisher;
mod random;
mod recording;
mod refusal;
mod room;
mod rtcp;
mod rtp;
#[cfg(any(test, feature = "scripted-peers"))]
pub mod scripted;
mod sequence;
mod session;
mod sfu;
mod transmit;
mod transport;
mod up;
mod viewer;

pub use self::{
    codec::Codec,
    path::{Carrier, Path},
    recording::{Page, Part},
    refusal::Refusal,
    sfu::{Counters, Event, Expected, Joining, Patched, Patching, Sfu, SfuConfig},
    transmit::Transmit,
    transport::{Identity, identity::IdentityError, sdp::FRAGMENT_MEDIA_TYPE},
};

#[cfg(test)]
mod test_clock {
    /// Any moment will do as the beginning of a test's time.
    #[expect(
        clippy::disallowed_methods,
        reason = "an Instant cannot be made in another way"
    )]
    pub fn start() -> std::time::Instant {
        std::time::Instant::now()
    }
}
