//! A scripted browser: checks, handshakes, sends frames, asks for what it misses.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use protocol::id::WebrtcSessionId;

use crate::{
    codec::{Codec, Kind},
    path::Path,
    rtcp::{self, Message},
    rtp::{self, Header, Packet},
    transport::{
        Fingerprint, Identity,
        demux::{Protocol, protocol},
        dtls::RtcDtlsClient,
        sdp::{self, Offer, Wanted, tests as offers},
        srtp::{self, Profile, SrtpInbound, SrtpOutbound},
        stun,
    },
    up::{PayloadUse, UpTrack},
};

const FRAME: Duration = Duration::from_millis(33);
const PARTS: u16 = 6;
const MEDIA_SSRC: u32 = 0x1000;
const RTX_SSRC: u32 = 0x2000;

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
    identity: Identity,
    remote: (String, String),
    dtls: Option<RtcDtlsClient>,
    srtp: Option<(SrtpInbound, SrtpOutbound)>,
    next_check: Instant,
}

pub enum Role {
    Publisher(Camera),
    Viewer(Screen),
}

pub struct Camera {
    codec: Codec,
    next_frame: Instant,
    index: u64,
    rtx_index: u64,
    transport_cc: u16,
    key: bool,
    sent: BTreeMap<u16, Vec<u8>>,
    pub frames: u32,
    pub key_requests: u32,
    pub nacks: u32,
    pub transport_feedback: u32,
}

pub struct Screen {
    track: UpTrack,
    /// Parts of each frame, by timestamp.
    parts: BTreeMap<u32, u16>,
    /// Timestamps of frames of which every part came.
    pub complete: BTreeSet<u32>,
    pub codecs: Vec<Codec>,
    pub indexes: BTreeSet<u16>,
    pub reports: u32,
    pub repairs: u32,
}

impl Peer {
    pub fn publisher(codec: Codec, number: usize) -> Self {
        let camera = Camera {
            codec,
            next_frame: Instant::now(),
            index: 65_500,
            rtx_index: 0,
            transport_cc: 0,
            key: true,
            sent: BTreeMap::new(),
            frames: 0,
            key_requests: 0,
            nacks: 0,
            transport_feedback: 0,
        };
        Self::new(offers::CHROMIUM_WHIP, number, Role::Publisher(camera))
    }

    pub fn viewer(number: usize) -> Self {
        Self::viewer_with(offers::CHROMIUM_WHEP, number)
    }

    pub fn viewer_with(offer: &str, number: usize) -> Self {
        let offered = Offer::parse(offer).unwrap();
        let choice = sdp::choose(&offered, Wanted::ToSend).unwrap();
        let video = choice
            .accepted()
            .find(|accepted| accepted.kind == Kind::Video)
            .unwrap();
        let screen = Screen {
            track: UpTrack::new(video.clone(), 1, Instant::now()),
            parts: BTreeMap::new(),
            complete: BTreeSet::new(),
            codecs: Vec::new(),
            indexes: BTreeSet::new(),
            reports: 0,
            repairs: 0,
        };
        Self::new(offer, number, Role::Viewer(screen))
    }

    fn new(template: &str, number: usize, role: Role) -> Self {
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
            session: super::session(number),
            subject: format!("subject {number}"),
            offer,
            path: Path {
                local: None,
                remote: ([192, 0, 2, 7], port).into(),
            },
            outgoing: Vec::new(),
            sends: true,
            role,
            alive: true,
            identity,
            remote: (format!("peer{number}"), String::new()),
            dtls: None,
            srtp: None,
            next_check: Instant::now(),
        }
    }

    pub fn take_answer(&mut self, answer: &str, server: &Identity, now: Instant) {
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
        assert_eq!(fingerprint, server.fingerprint());
        self.dtls = Some(RtcDtlsClient::new(
            &self.identity,
            fingerprint,
            Profile::Aes128Gcm,
            now,
        ));
        self.next_check = now;
        if let Role::Publisher(camera) = &mut self.role {
            camera.next_frame = now;
        }
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

    pub fn screen(&self) -> &Screen {
        match &self.role {
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

    pub fn advance(&mut self, now: Instant) {
        if !self.alive {
            return;
        }
        if now >= self.next_check {
            let pause_ms = if self.is_connected() { 500 } else { 50 };
            self.next_check = now + Duration::from_millis(pause_ms);
            let (username, password) = &self.remote;
            self.outgoing
                .push(stun::tests::request(username, password, true));
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

impl Camera {
    fn film(&mut self, now: Instant, outbound: &mut SrtpOutbound, outgoing: &mut Vec<Vec<u8>>) {
        if now < self.next_frame {
            return;
        }
        self.next_frame = now + FRAME;
        self.frames += 1;
        let key = std::mem::take(&mut self.key);
        for part in 0..PARTS {
            let mut packet = Vec::new();
            let number = if self.codec == Codec::H264 { 108 } else { 96 };
            let timestamp = self.frames.wrapping_mul(2970);
            let sequence = self.index as u16;
            let marker = part == PARTS - 1;
            rtp::write_header(&mut packet, marker, number, sequence, timestamp, MEDIA_SSRC);
            packet[0] |= 0x10;
            packet.extend_from_slice(&[0xbe, 0xde, 0, 1, 0x41]);
            packet.extend_from_slice(&self.transport_cc.to_be_bytes());
            packet.push(0);
            packet.extend_from_slice(&payload(self.codec, key, part));
            self.sent.insert(sequence, packet[20..].to_vec());
            outbound
                .seal_rtp(self.index, &mut packet, 0)
                .unwrap();
            outgoing.push(packet);
            self.index += 1;
            self.transport_cc = self.transport_cc.wrapping_add(1);
        }
        let mut report = Vec::new();
        if self.frames.is_multiple_of(30) {
            let ntp = u64::from(self.frames) << 32;
            rtcp::write_sender_report(&mut report, MEDIA_SSRC, ntp, self.frames * 2970, 1, 1);
            outbound.seal_rtcp(&mut report, 0).unwrap();
            outgoing.push(report);
        }
    }

    fn obey(&mut self, report: &[u8], outbound: &mut SrtpOutbound, outgoing: &mut Vec<Vec<u8>>) {
        self.transport_feedback += u32::from(report[0] & 0x1f == 15 && report[1] == 205);
        for message in rtcp::messages(report) {
            match message {
                Message::KeyFrameRequest { media: MEDIA_SSRC } => {
                    self.key_requests += 1;
                    self.key = true;
                }
                Message::Nack(nack) => {
                    for sequence in nack.sequences() {
                        self.nacks += 1;
                        self.repeat(sequence, outbound, outgoing);
                    }
                }
                _ => {}
            }
        }
    }

    fn repeat(&mut self, sequence: u16, outbound: &mut SrtpOutbound, outgoing: &mut Vec<Vec<u8>>) {
        let Some(payload) = self.sent.get(&sequence) else {
            return;
        };
        let mut packet = Vec::new();
        let number = if self.codec == Codec::H264 { 109 } else { 97 };
        // The timestamp is that of the original packet.
        let behind = (self.index as u16).wrapping_sub(sequence);
        let frame = self.frames - u32::from((behind - 1) / PARTS);
        let marker = (behind - 1).is_multiple_of(PARTS);
        let rtx = self.rtx_index as u16;
        rtp::write_header(
            &mut packet,
            marker,
            number,
            rtx,
            frame.wrapping_mul(2970),
            RTX_SSRC,
        );
        packet.extend_from_slice(&sequence.to_be_bytes());
        packet.extend_from_slice(payload);
        outbound.seal_rtp(self.rtx_index, &mut packet, 0).unwrap();
        self.rtx_index += 1;
        outgoing.push(packet);
    }
}

impl Screen {
    fn show(&mut self, bytes: &[u8], now: Instant) {
        let header = Header::parse(bytes).unwrap();
        let payload = header.payload(bytes).unwrap();
        let (codec, sequence, payload, repaired) = match self.track.payload_use(header.payload_type)
        {
            Some(PayloadUse::Media(codec)) => (codec, header.sequence, payload, false),
            Some(PayloadUse::Retransmission(codec)) => {
                self.repairs += 1;
                let (original, rest) = payload.split_first_chunk().unwrap();
                (codec, u16::from_be_bytes(*original), rest, true)
            }
            None => panic!("payload type {} was not answered", header.payload_type),
        };
        let ssrc = if repaired {
            self.track.ssrc().unwrap()
        } else {
            header.ssrc
        };
        let timestamp = header.timestamp;
        let packet = Packet {
            codec,
            marker: header.marker,
            sequence,
            timestamp,
            ssrc,
            payload,
        };
        if self.track.receive(&packet, repaired, now).is_none() {
            return;
        }
        if self.codecs.last() != Some(&codec) {
            self.codecs.push(codec);
        }
        self.indexes.insert(sequence);
        let parts = self.parts.entry(timestamp).or_default();
        *parts += 1;
        if *parts == PARTS {
            self.complete.insert(timestamp);
        }
    }

    fn ask(&mut self, now: Instant, outbound: &mut SrtpOutbound, outgoing: &mut Vec<Vec<u8>>) {
        let due = self.track.take_requests(now);
        let Some(media) = self.track.ssrc() else {
            return;
        };
        if !due.requests.is_empty() {
            let mut report = Vec::new();
            rtcp::write_nack(&mut report, 1, media, &due.requests);
            outbound.seal_rtcp(&mut report, 0).unwrap();
            outgoing.push(report);
        }
    }
}

fn payload(codec: Codec, key: bool, part: u16) -> Vec<u8> {
    let mut payload = match (codec, key, part) {
        (Codec::Vp8, true, 0) => vec![0x10, 0x10],
        (Codec::Vp8, false, 0) => vec![0x10, 0x11],
        (Codec::Vp8, _, _) => vec![0x00, 0x10],
        (_, true, 0) => vec![0x67, 0x42],
        (_, true, 1) => vec![0x7c, 0x85],
        (_, true, _) => vec![0x7c, 0x05],
        (_, false, 0) => vec![0x7c, 0x81],
        (_, false, _) => vec![0x7c, 0x01],
    };
    payload.resize(900, 0);
    payload
}
