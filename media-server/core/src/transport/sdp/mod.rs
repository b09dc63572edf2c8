//! One offer, one answer (RFC 8829, RFC 9725). Offers are read with `rtc-sdp`; answers are written
//! by hand, because order matters to browsers.

mod answer;
mod choice;
mod fragment;
mod h264;
mod offer;
mod simulcast;

pub use self::{
    answer::{LocalTransport, write},
    choice::{Accepted, BandwidthFeedback, Choice, Payload, Wanted, choose},
    fragment::{Fragment, MEDIA_TYPE as FRAGMENT_MEDIA_TYPE, Tag, write_fragment},
    offer::{Offer, RemoteTransport},
    simulcast::Layers,
};

#[cfg(test)]
pub use self::simulcast::SourceGroups;

#[cfg(any(test, feature = "scripted-peers"))]
pub mod fixtures;

#[cfg(test)]
mod tests;
