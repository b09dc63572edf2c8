//! WebRTC clients over WHIP and WHEP: an engine of another family than the server's, so that a
//! picture that arrives also proves interoperability.

mod caller;
mod offer;
mod peer;
mod session;
mod viewer;

pub use self::{
    caller::{Caller, CallerResult},
    session::Endpoint,
    viewer::{Viewer, ViewerResult},
};
