//! One WHIP or WHEP session.

use std::time::{Duration, Instant};

use protocol::id::{ReportId, WebrtcSessionId};

use crate::{
    ingress::Ingress,
    limits,
    publisher::Publisher,
    transport::{Transport, sdp::Tag},
    viewer::Viewer,
};

pub struct Session {
    pub id: WebrtcSessionId,
    pub room: ReportId,
    pub subject: String,
    pub transport: Transport,
    pub role: Role,
    /// Never used twice, unlike a place in the table.
    pub serial: u64,
    /// Our user name fragments: the present one, and that before a restart.
    pub fragments: Vec<String>,
    /// Rises with each restart of ICE.
    pub ice_generation: u32,
    pub tag: Tag,
    pub heard: Instant,
    pub ingress: Ingress,
    pub begun: Instant,
    /// When the setup is given up unless it gets further.
    pub setup_until: Instant,
    pub expires: Option<Instant>,
    pub connected: bool,
    /// Something is to be done for it before the turn ends.
    pub touched: bool,
}

pub enum Role {
    Publisher(Box<Publisher>),
    Viewer(Box<Viewer>),
}

impl Session {
    /// When the session is over unless something happens.
    pub fn over_at(&self) -> Instant {
        let over = if self.connected {
            self.heard + self.silence_time_max()
        } else {
            self.setup_until
        };
        self.expires.map_or(over, |expires| over.min(expires))
    }

    fn silence_time_max(&self) -> Duration {
        match self.role {
            Role::Publisher(_) => limits::PUBLISHER_SILENCE_TIME_MAX,
            Role::Viewer(_) => limits::CONSENT_TIME,
        }
    }

    /// Whether the peer was heard lately enough to be sent anything.
    pub fn has_consent(&self, now: Instant) -> bool {
        now < self.heard + limits::CONSENT_TIME
    }

    /// An authentic check came: the path is there, so the handshake must begin soon. True when
    /// that changed the time.
    pub fn was_checked(&mut self, now: Instant) -> bool {
        let waits = !self.connected && !self.transport.is_shaking_hands();
        let until = now + limits::HELLO_TIME_MAX;
        let sooner = waits && until < self.setup_until;
        if sooner {
            self.setup_until = until;
        }
        sooner
    }

    /// Once the handshake has begun, a slow one may take its time.
    pub fn got_dtls(&mut self) {
        if !self.connected && self.transport.is_shaking_hands() {
            self.setup_until = self.begun + limits::SETUP_TIME_MAX;
        }
    }

    /// Whether its addresses are its own: nobody else's check can take them.
    pub fn holds_addresses(&self, now: Instant) -> bool {
        self.connected && now < self.heard + limits::ADDRESS_DEFENDED_TIME
    }

    pub fn has_expired(&self, now: Instant) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }

    pub fn poll_timeout(&self, now: Instant) -> Instant {
        let role = match &self.role {
            Role::Publisher(_) if !self.has_consent(now) => None,
            Role::Publisher(publisher) => publisher.poll_timeout(now),
            Role::Viewer(viewer) => viewer.poll_timeout(),
        };
        [self.transport.poll_timeout(), role]
            .into_iter()
            .flatten()
            .fold(self.over_at(), Instant::min)
    }
}
