//! The other end of a connection: what a browser does about ICE, DTLS and SRTP, for programs that
//! load or test a server. It decides nothing about media.

mod agent;
#[cfg(test)]
mod tests;

use std::{
    collections::VecDeque,
    net::SocketAddr,
    time::{Duration, Instant},
};

use self::agent::Agent;
use crate::{
    random::Random,
    transport::{
        Fingerprint, IceCredentials,
        demux::{Protocol, protocol},
        dtls::RtcDtlsClient,
        srtp::{self, Profile, SrtpInbound, SrtpOutbound},
        stun,
    },
};
pub use crate::{
    rtcp::{
        Message, Nack, ReceptionBlock, messages, transport_cc::Arrivals, write_bitrate_estimate,
        write_nack, write_picture_loss, write_receiver_report, write_sender_report,
    },
    rtp::{FIXED_BYTES as RTP_HEADER_BYTES, Header, write_header},
    sequence::Unwrapper,
    transport::Identity,
};

/// How often an unfinished handshake is looked at.
const HANDSHAKE_STEP: Duration = Duration::from_millis(20);

/// What the server's description says about its end.
#[derive(Clone, Debug)]
pub struct Server {
    pub fragment: String,
    pub password: String,
    /// The value of `a=fingerprint`.
    pub fingerprint: String,
    pub candidate: SocketAddr,
}

/// What a datagram was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// The first bytes of the buffer are now a plain RTP packet.
    Rtp(usize),
    /// The first bytes of the buffer are now a plain compound RTCP packet.
    Rtcp(usize),
    /// Media may flow from now on.
    Connected,
    /// The server said goodbye.
    Closed,
    /// A check, a handshake message, or nothing of ours.
    Other,
}

/// One client's end. AES-128-GCM only; one pair of addresses.
pub struct FarEnd {
    identity: Identity,
    local: IceCredentials,
    random: Random,
    agent: Option<Agent>,
    server: Option<Server>,
    dtls: Option<RtcDtlsClient>,
    srtp: Option<(SrtpInbound, SrtpOutbound)>,
    closed: bool,
    handshake_due: Option<Instant>,
    outgoing: VecDeque<Vec<u8>>,
}

impl FarEnd {
    /// Peers may share one identity; the seed makes everything else.
    pub fn new(identity: &Identity, seed: [u8; 32]) -> Self {
        let mut random = Random::new(seed);
        let local = IceCredentials {
            fragment: random.ice_text::<8>(),
            password: random.ice_text::<24>(),
        };
        Self {
            identity: identity.clone(),
            local,
            random,
            agent: None,
            server: None,
            dtls: None,
            srtp: None,
            closed: false,
            handshake_due: None,
            outgoing: VecDeque::new(),
        }
    }

    /// Fragment and password of our description.
    pub fn credentials(&self) -> (&str, &str) {
        (&self.local.fragment, &self.local.password)
    }

    /// The value of our `a=fingerprint`.
    pub fn fingerprint(&self) -> String {
        format!("sha-256 {}", self.identity.fingerprint().hex())
    }

    pub fn ssrc(&mut self) -> u32 {
        self.random.ssrc()
    }

    /// Begins to check; the DTLS handshake follows by itself.
    pub fn connect(&mut self, server: Server, now: Instant) {
        let username = format!("{}:{}", server.fragment, self.local.fragment);
        self.agent = Some(Agent::new(username, &server, &mut self.random, now));
        self.server = Some(server);
    }

    pub fn is_connected(&self) -> bool {
        self.srtp.is_some() && !self.closed
    }

    /// Decrypts in place.
    pub fn handle_datagram(&mut self, datagram: &mut [u8], now: Instant) -> Received {
        match protocol(datagram) {
            Some(Protocol::Rtp) => self
                .srtp
                .as_mut()
                .and_then(|(inbound, _)| inbound.open_rtp(datagram))
                .map_or(Received::Other, Received::Rtp),
            Some(Protocol::Rtcp) => self
                .srtp
                .as_mut()
                .and_then(|(inbound, _)| inbound.open_rtcp(datagram))
                .map_or(Received::Other, Received::Rtcp),
            Some(Protocol::Dtls) => self.handle_dtls(datagram, now),
            Some(Protocol::Stun) => {
                self.handle_stun(datagram, now);
                Received::Other
            }
            None => Received::Other,
        }
    }

    pub fn handle_timeout(&mut self, now: Instant) {
        if let Some(agent) = &mut self.agent {
            agent.check(now, &mut self.random, &mut self.outgoing);
        }
        if self.handshake_due.is_some_and(|due| due <= now) {
            self.handshake_due = Some(now + HANDSHAKE_STEP);
            if let Some(dtls) = &mut self.dtls {
                dtls.handle_timeout(now);
            }
            self.flush_dtls();
        }
    }

    /// When to call [`Self::handle_timeout`] next.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let check = self.agent.as_ref().map(Agent::due);
        check.into_iter().chain(self.handshake_due).min()
    }

    pub fn poll_transmit(&mut self) -> Option<Vec<u8>> {
        self.outgoing.pop_front()
    }

    /// When the server last answered a check: consent to send lasts 30 s from then (RFC 7675).
    pub fn consent_from(&self) -> Option<Instant> {
        self.agent.as_ref().and_then(Agent::answered)
    }

    /// Protects the RTP packet that begins at `start` and ends with the buffer. `index` is its
    /// sequence number without wrap.
    pub fn seal_rtp(&mut self, index: u64, buffer: &mut Vec<u8>, start: usize) -> Option<()> {
        let (_, outbound) = self.srtp.as_mut()?;
        outbound.seal_rtp(index, buffer, start)
    }

    pub fn seal_rtcp(&mut self, buffer: &mut Vec<u8>, start: usize) -> Option<()> {
        let (_, outbound) = self.srtp.as_mut()?;
        outbound.seal_rtcp(buffer, start)
    }

    /// Says goodbye.
    pub fn close(&mut self, now: Instant) {
        if let Some(dtls) = &mut self.dtls {
            dtls.close(now);
        }
        self.flush_dtls();
    }

    fn handle_dtls(&mut self, datagram: &[u8], now: Instant) -> Received {
        let Some(dtls) = &mut self.dtls else {
            return Received::Other;
        };
        dtls.handle_datagram(datagram, now);
        let goodbye = dtls.closed && !self.closed;
        self.closed |= goodbye;
        let keys = dtls.keys.as_ref().filter(|_| self.srtp.is_none());
        let connected = keys.and_then(srtp::client_contexts);
        self.flush_dtls();
        if goodbye {
            return Received::Closed;
        }
        if connected.is_none() {
            return Received::Other;
        }
        self.srtp = connected;
        self.handshake_due = None;
        Received::Connected
    }

    fn handle_stun(&mut self, datagram: &[u8], now: Instant) {
        let (Some(agent), Some(server)) = (&mut self.agent, &self.server) else {
            return;
        };
        if let Some(request) = stun::Request::parse(datagram) {
            // A full agent checks us too.
            let ours = request
                .fragments()
                .is_some_and(|(local, _)| local == self.local.fragment);
            if ours && request.is_authentic(self.local.password.as_bytes()) {
                self.outgoing
                    .push_back(answer(&request, &self.local.password, server.candidate));
            }
            return;
        }
        let nominated = agent.take_answer(datagram, now);
        if nominated && self.dtls.is_none() {
            self.begin_handshake(now);
        }
    }

    fn begin_handshake(&mut self, now: Instant) {
        let fingerprint = self
            .server
            .as_ref()
            .and_then(|server| Fingerprint::parse(&server.fingerprint));
        let Some(fingerprint) = fingerprint else {
            self.closed = true;
            return;
        };
        let profile = Profile::Aes128Gcm;
        let dtls = RtcDtlsClient::new(&self.identity, fingerprint, profile, now);
        self.dtls = Some(dtls);
        self.handshake_due = Some(now + HANDSHAKE_STEP);
        self.flush_dtls();
    }

    fn flush_dtls(&mut self) {
        if let Some(dtls) = &mut self.dtls {
            self.outgoing
                .extend(std::iter::from_fn(|| dtls.poll_transmit()));
        }
    }
}

/// The success response to a check of the server.
fn answer(request: &stun::Request<'_>, password: &str, server: SocketAddr) -> Vec<u8> {
    let mut buffer = Vec::new();
    request.write_success(password.as_bytes(), server, &mut buffer);
    buffer
}
