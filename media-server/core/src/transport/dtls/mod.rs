//! DTLS 1.2 as a server, behind a trait so that another back end can take its place.

mod guard;
pub(crate) mod hello;
pub(crate) mod record;
mod rtc;

use std::time::Instant;

pub use self::guard::HandshakeGuard;
use super::srtp::KeyMaterial;

pub enum DtlsEvent {
    /// The peer holds the key of the certificate that its offer named.
    Connected(KeyMaterial),
    /// The peer said goodbye, or the handshake failed for good.
    Closed,
}

/// One association. It sees only datagrams that [`HandshakeGuard`] let through.
pub trait Dtls {
    fn handle_datagram(&mut self, datagram: &[u8], now: Instant);
    fn poll_transmit(&mut self) -> Option<Vec<u8>>;
    fn poll_event(&mut self) -> Option<DtlsEvent>;
    /// Queues the goodbye.
    fn close(&mut self, now: Instant);
}

#[cfg(any(test, feature = "far-end"))]
pub use self::rtc::client::RtcDtlsClient;
