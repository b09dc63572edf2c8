//! A scripted browser for tests: checks, handshakes, sends frames, asks for what it misses.

#![allow(
    clippy::unwrap_used,
    reason = "only tests use it, and want to fail loudly"
)]

mod camera;
mod feedback;
mod layer;
mod player;
mod screen;

use std::time::{Duration, Instant};

use protocol::{id::WebrtcSessionId, time::UnixMs};

pub use self::{camera::Camera, screen::Screen};
pub use crate::transport::sdp::fixtures;
use crate::{
    codec::Codec,
    path::Path,
    transport::{
        Fingerprint, Identity,
        demux::{Protocol, protocol},
        dtls::RtcDtlsClient,
        srtp::{self, Profile, SrtpInbound, SrtpOutbound},
        stun,
    },
};

pub struct Peer {
    pub session: WebrtcSessionId,
    pub subject: String,
    pub offer: String,
    pub path: Path,
    pub outgoing: Vec<Vec<u8>>,
    pub sends: bool,
    pub role: Role,
    /// Set to false to go silent altogether.
    pub alive: bool,
    /// Whether its checks nominate the path they come by.
    pub nominates: bool,
    identity: Identity,
    remote: (String, String),
    dtls: Option<RtcDtlsClient>,
    srtp: Option<(SrtpInbound, SrtpOutbound)>,
    next_check: Instant,
    checks: u64,
}

pub enum Role {
    Publisher(Camera),
    Viewer(Box<Screen>),
}

impl Peer {
    pub fn publisher(codec: Codec, number: usize, now: Instant) -> Self {
        Self::publisher_with(fixtures::CHROMIUM_WHIP, codec, number, now)
    }

    pub fn publisher_with(offer: &str, codec: Codec, number: usize, now: Instant) -> Self {
        let role = Role::Publisher(Camera::new(codec, now));
        Self::new(offer, number, role, now)
    }

    /// A publisher that sends three layers.
    pub fn simulcast(codec: Codec, number: usize, now: Instant) -> Self {
        let role = Role::Publisher(Camera::simulcast(codec, now));
        Self::new(fixtures::CHROMIUM_SIMULCAST, number, role, now)
    }

    pub fn viewer(number: usize, now: Instant) -> Self {
        Self::viewer_with(fixtures::CHROMIUM_WHEP, number, now)
    }

    pub fn viewer_with(offer: &str, number: usize, now: Instant) -> Self {
        Self::new(
            offer,
            number,
            Role::Viewer(Box::new(Screen::new(offer, now))),
            now,
        )
    }

    fn new(template: &str, number: usize, role: Role, now: Instant) -> Self {
        let identity = Identity::generate().unwrap();
        let fingerprint = identity.fingerprint().hex();
        let offer = template
            .lines()
            .map(|line| match line.split_once(':').map(|(key, _)| key) {
                Some("a=ice-ufrag") => format!("a=ice-ufrag:peer{number}"),
                Some("a=fingerprint") => format!("a=fingerprint:sha-256 {fingerprint}"),
                _ => line.to_owned(),
            })
            .fold(String::new(), |text, line| text + &line + "\r\n");
        let port = 10_000 + u16::try_from(number).unwrap();
        Self {
            session: session(number),
            subject: format!("subject {number}"),
            offer,
            path: Path::udp(None, ([192, 0, 2, 7], port).into()),
            outgoing: Vec::new(),
            sends: true,
            role,
            alive: true,
            nominates: true,
            identity,
            remote: (format!("peer{number}"), String::new()),
            dtls: None,
            srtp: None,
            next_check: now,
            checks: 0,
        }
    }

    /// A check that it has not sent before.
    pub fn check(&mut self) -> Vec<u8> {
        self.checks += 1;
        let (username, password) = &self.remote;
        stun::request(username, password, self.nominates, self.checks)
    }

    /// Takes the server's answer; the certificate must be the one that it names.
    pub fn take_answer(&mut self, answer: &str, now: Instant) {
        let value = |key: &str| {
            answer
                .lines()
                .find_map(|line| line.strip_prefix(key))
                .unwrap()
                .to_owned()
        };
        self.remote = (
            format!("{}:{}", value("a=ice-ufrag:"), self.remote.0),
            value("a=ice-pwd:"),
        );
        let fingerprint = Fingerprint::parse(&value("a=fingerprint:")).unwrap();
        self.dtls = Some(RtcDtlsClient::new(
            &self.identity,
            fingerprint,
            Profile::Aes128Gcm,
            now,
        ));
        self.next_check = now;
    }

    /// Takes new ICE credentials: its own fragment and the server's.
    pub fn restart_ice(&mut self, fragment: &str, answer: &str, now: Instant) {
        let value = |key: &str| {
            answer
                .lines()
                .find_map(|line| line.strip_prefix(key))
                .unwrap()
        };
        let username = format!("{}:{fragment}", value("a=ice-ufrag:"));
        self.remote = (username, value("a=ice-pwd:").to_owned());
        self.next_check = now;
    }

    pub fn is_connected(&self) -> bool {
        self.srtp.is_some()
    }

    pub fn said_goodbye_to(&self) -> bool {
        self.dtls.as_ref().is_some_and(|dtls| dtls.closed)
    }

    pub fn camera(&self) -> &Camera {
        match &self.role {
            Role::Publisher(camera) => camera,
            Role::Viewer(_) => panic!("a viewer has no camera"),
        }
    }

    pub fn camera_mut(&mut self) -> &mut Camera {
        match &mut self.role {
            Role::Publisher(camera) => camera,
            Role::Viewer(_) => panic!("a viewer has no camera"),
        }
    }

    pub fn screen(&self) -> &Screen {
        match &self.role {
            Role::Viewer(screen) => screen,
            Role::Publisher(_) => panic!("a publisher has no screen"),
        }
    }

    pub fn screen_mut(&mut self) -> &mut Screen {
        match &mut self.role {
            Role::Viewer(screen) => screen,
            Role::Publisher(_) => panic!("a publisher has no screen"),
        }
    }

    /// Changes the network: a new address, checked at once.
    pub fn move_to(&mut self, port: u16, now: Instant) {
        self.path.remote.set_port(port);
        self.next_check = now;
    }

    pub fn say_goodbye(&mut self, now: Instant) {
        if let Some(dtls) = &mut self.dtls {
            dtls.close(now);
            self.outgoing
                .extend(std::iter::from_fn(|| dtls.poll_transmit()));
        }
    }

    /// Asks for packets of a viewer's stream although they came.
    pub fn ask_again(&mut self, sequences: &[u16]) {
        let (Role::Viewer(screen), Some((_, outbound))) = (&self.role, &mut self.srtp) else {
            return;
        };
        let report = screen.ask_again(sequences, outbound);
        self.outgoing.push(report);
    }

    pub fn advance(&mut self, now: Instant) {
        if !self.alive {
            return;
        }
        if now >= self.next_check {
            let pause_ms = if self.is_connected() { 500 } else { 50 };
            self.next_check = now + Duration::from_millis(pause_ms);
            let check = self.check();
            self.outgoing.push(check);
        }
        if let Some(dtls) = &mut self.dtls {
            dtls.handle_timeout(now);
            self.outgoing
                .extend(std::iter::from_fn(|| dtls.poll_transmit()));
            if self.srtp.is_none()
                && let Some(keys) = &dtls.keys
            {
                self.srtp = srtp::client_contexts(keys);
            }
        }
        let Some((_, outbound)) = &mut self.srtp else {
            return;
        };
        match &mut self.role {
            Role::Publisher(camera) if self.sends => {
                camera.film(now, outbound, &mut self.outgoing);
            }
            Role::Publisher(_) => {}
            Role::Viewer(screen) => screen.ask(now, outbound, &mut self.outgoing),
        }
    }

    pub fn receive(&mut self, datagram: &[u8], now: Instant) {
        let mut bytes = datagram.to_vec();
        match protocol(datagram) {
            Some(Protocol::Dtls) => {
                if let Some(dtls) = &mut self.dtls {
                    dtls.handle_datagram(datagram, now);
                }
            }
            Some(Protocol::Rtp) => {
                let Some((inbound, _)) = &mut self.srtp else {
                    return;
                };
                let length = inbound
                    .open_rtp(&mut bytes)
                    .expect("the server's packet opens once");
                if let Role::Viewer(screen) = &mut self.role {
                    screen.show(&bytes[..length], now);
                }
            }
            Some(Protocol::Rtcp) => {
                let Some((inbound, outbound)) = &mut self.srtp else {
                    return;
                };
                let length = inbound
                    .open_rtcp(&mut bytes)
                    .expect("the server's report opens once");
                match &mut self.role {
                    Role::Publisher(camera) => {
                        camera.obey(&bytes[..length], outbound, &mut self.outgoing);
                    }
                    Role::Viewer(screen) => {
                        screen.reports += u32::from(bytes[1] == 200);
                    }
                }
            }
            Some(Protocol::Stun) | None => {}
        }
    }
}

/// The session of the n-th peer.
pub fn session(number: usize) -> WebrtcSessionId {
    WebrtcSessionId::new(UnixMs(1), [u8::try_from(number).unwrap_or(u8::MAX); 10])
}
