//! One encrypted connection to one peer: ICE-lite, DTLS and SRTP. The only folder that names the
//! protocol crates; they draw their own nonces here and nowhere else.

pub mod demux;
pub mod dtls;
mod ice;
pub mod identity;
pub mod sdp;
pub mod srtp;
pub mod stun;

use std::time::Instant;

use self::{
    dtls::{DtlsEvent, HandshakeGuard},
    ice::IceLite,
    srtp::{SrtpInbound, SrtpOutbound},
};
pub use self::{
    ice::{Checked, IceCredentials},
    identity::{Fingerprint, Identity},
};
use crate::{path::Path, transmit::Transmits};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportEvent {
    /// Media may flow.
    Connected,
    /// The peer said goodbye, or the handshake failed.
    Closed,
}

pub struct Transport {
    ice: IceLite,
    dtls: HandshakeGuard,
    srtp: Option<(SrtpInbound, SrtpOutbound)>,
}

impl Transport {
    pub fn new(identity: &Identity, local: IceCredentials, remote: sdp::RemoteTransport) -> Self {
        Self {
            ice: IceLite::new(local, remote.ice),
            dtls: HandshakeGuard::new(identity.clone(), remote.fingerprint),
            srtp: None,
        }
    }

    /// Answers a connectivity check; tells which address to learn and which to forget.
    pub fn handle_check(
        &mut self,
        path: Path,
        request: &stun::Request<'_>,
        now: Instant,
        transmits: &mut Transmits,
    ) -> Option<Checked> {
        self.ice.handle_check(path, request, now, transmits)
    }

    /// Every address that passed a check.
    pub fn addresses(&self) -> impl Iterator<Item = Path> + '_ {
        self.ice.addresses()
    }

    /// Whether these are the peer's present ICE credentials.
    pub fn is_remote(&self, credentials: &IceCredentials) -> bool {
        self.ice.is_remote(credentials)
    }

    /// Begins ICE anew; DTLS, SRTP and the path of media stay.
    pub fn restart(&mut self, local: IceCredentials, remote: IceCredentials) {
        self.ice.restart(local, remote);
    }

    /// Sends nothing more on a path.
    pub fn forget(&mut self, path: Path) {
        self.ice.forget(path);
    }

    /// Takes a DTLS datagram from a validated address.
    pub fn handle_dtls(
        &mut self,
        path: Path,
        datagram: &[u8],
        now: Instant,
        transmits: &mut Transmits,
    ) -> Option<TransportEvent> {
        self.dtls.handle_datagram(datagram, now);
        self.flush_dtls(path, transmits)
    }

    pub fn handle_timeout(
        &mut self,
        now: Instant,
        transmits: &mut Transmits,
    ) -> Option<TransportEvent> {
        let path = self.ice.selected()?;
        self.dtls.handle_timeout(now);
        self.flush_dtls(path, transmits)
    }

    /// Whether a whole ClientHello has come.
    pub fn is_shaking_hands(&self) -> bool {
        self.dtls.has_begun()
    }

    pub fn poll_timeout(&self) -> Option<Instant> {
        self.dtls.poll_timeout()
    }

    /// Says goodbye.
    pub fn close(&mut self, now: Instant, transmits: &mut Transmits) {
        self.dtls.close(now);
        if let Some(path) = self.ice.selected() {
            let _ = self.flush_dtls(path, transmits);
        }
    }

    /// Takes keys as if a handshake had given them, where making one would cost too much.
    #[cfg(any(test, feature = "fuzzing"))]
    pub fn skip_handshake(&mut self, keys: &srtp::KeyMaterial) {
        self.srtp = srtp::contexts(keys);
    }

    /// Decrypts in place and returns the length of the plain packet.
    pub fn open_rtp(&mut self, packet: &mut [u8]) -> Option<usize> {
        let (inbound, _) = self.srtp.as_mut()?;
        inbound.open_rtp(packet)
    }

    pub fn open_rtcp(&mut self, packet: &mut [u8]) -> Option<usize> {
        let (inbound, _) = self.srtp.as_mut()?;
        inbound.open_rtcp(packet)
    }

    /// Notes that an authentic packet came by a path; true when ours go there from now on.
    pub fn handle_heard(&mut self, path: Path, now: Instant) -> bool {
        self.ice.handle_heard(path, now)
    }

    /// Writes, protects and queues one RTP packet. `index` is its sequence number without wrap.
    pub fn send_rtp(
        &mut self,
        index: u64,
        transmits: &mut Transmits,
        write: impl FnOnce(&mut Vec<u8>),
    ) {
        let (Some(path), Some((_, outbound))) = (self.ice.selected(), self.srtp.as_ref()) else {
            return;
        };
        transmits.push_with(path, |buffer| {
            let start = buffer.len();
            write(buffer);
            outbound.seal_rtp(index, buffer, start)
        });
    }

    /// Writes, protects and queues one compound RTCP packet.
    pub fn send_rtcp(&mut self, transmits: &mut Transmits, write: impl FnOnce(&mut Vec<u8>)) {
        let (Some(path), Some((_, outbound))) = (self.ice.selected(), self.srtp.as_mut()) else {
            return;
        };
        transmits.push_with(path, |buffer| {
            let start = buffer.len();
            write(buffer);
            outbound.seal_rtcp(buffer, start)
        });
    }

    fn flush_dtls(&mut self, path: Path, transmits: &mut Transmits) -> Option<TransportEvent> {
        while let Some(datagram) = self.dtls.poll_transmit() {
            transmits.push(path, &datagram);
        }
        match self.dtls.poll_event()? {
            DtlsEvent::Connected(keys) => {
                let pair = srtp::contexts(&keys);
                let event = if pair.is_some() {
                    TransportEvent::Connected
                } else {
                    TransportEvent::Closed
                };
                self.srtp = pair;
                Some(event)
            }
            DtlsEvent::Closed => Some(TransportEvent::Closed),
        }
    }
}
