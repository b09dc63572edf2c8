use std::{
    collections::BTreeMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

use protocol::{
    id::{ReportId, WebrtcSessionId},
    media::{MediaEvent, MediaOrder},
    time::UnixMs,
};

use super::chunks::Chunks;
use crate::{
    limits,
    path::Path,
    rtp::{self, Header},
    sequence::Unwrapper,
    sfu::{Joining, Sfu, SfuConfig},
    transport::{
        demux::{Protocol, protocol},
        sdp::fixtures,
        srtp::{KeyMaterial, Profile, SrtpInbound, SrtpOutbound, client_contexts},
        stun,
    },
};

const STRANGER: u16 = 9;

/// Datagrams from anywhere, while one peer is half-way in. Nothing may be sent to an address that
/// has not passed a check, and the peer's session stays.
pub fn sfu_strangers(bytes: &[u8]) {
    let mut engine = Engine::new();
    let peer = engine.join(true, 1, room(1));
    engine.check(peer);
    engine.drain();
    for (operation, chunk) in Chunks(bytes) {
        match operation % 4 {
            0 => engine.datagram(STRANGER + u16::from(operation), chunk),
            1 => engine.datagram(engine.members[peer].port, chunk),
            2 => engine.pass(Duration::from_millis(u64::from(operation))),
            _ => engine.datagram(STRANGER, chunk),
        }
    }
    let setup_is_over = engine.now > engine.begun + limits::SETUP_TIME_MAX;
    assert!(setup_is_over || engine.sfu.counters().sessions <= 1);
}

/// Peers that hold keys and send what they like: two publishers of one room in turn, two viewers,
/// and a viewer of another room, who must never see a packet.
pub fn sfu_media(bytes: &[u8]) {
    let mut engine = Engine::new();
    let members = [
        engine.join(true, 1, room(1)),
        engine.join(false, 2, room(1)),
        engine.join(false, 3, room(1)),
        engine.join(false, 4, room(2)),
    ];
    for member in members {
        engine.check(member);
        engine.connect(member);
    }
    engine.drain();
    let mut publisher = members[0];
    for (operation, chunk) in Chunks(bytes) {
        let viewer = members[1 + usize::from(operation >> 4 & 1)];
        match operation % 16 {
            0..=2 => engine.rtp(publisher, chunk.to_vec()),
            3..=5 => engine.rtp(publisher, framed(chunk)),
            6 => engine.rtcp(publisher, chunk.to_vec()),
            7 | 8 => engine.rtcp(viewer, chunk.to_vec()),
            9 => engine.rtp(viewer, chunk.to_vec()),
            10 => engine.datagram(engine.members[publisher].port, chunk),
            11 => engine.datagram(engine.members[viewer].port, chunk),
            12 => engine.datagram(STRANGER, chunk),
            13 => engine.pass(Duration::from_millis(10 * chunk.len() as u64)),
            14 => engine.order(chunk.first().is_some_and(|first| first & 1 == 0)),
            _ => publisher = engine.take_over(publisher),
        }
    }
    assert_eq!(
        engine.members[members[3]].media, 0,
        "a packet reached another room"
    );
}

/// A packet with a header that fits the offer, so that the fuzzer need not find one.
fn framed(chunk: &[u8]) -> Vec<u8> {
    let (head, payload) = chunk.split_at(chunk.len().min(4));
    let at = |place: usize| head.get(place).copied().unwrap_or(0);
    const TYPES: [u8; 8] = [96, 108, 97, 109, 111, 96, 108, 97];
    let number = TYPES[usize::from(at(0) & 7)];
    let ssrc = 1 + u32::from(at(0) >> 3 & 3);
    let sequence = u16::from_be_bytes([at(1), at(2)]);
    let mut packet = Vec::new();
    let timestamp = u32::from(at(3)) * 3000;
    rtp::write_header(
        &mut packet,
        at(0) & 0x20 != 0,
        number,
        sequence,
        timestamp,
        ssrc,
    );
    if at(0) & 0x40 != 0 {
        packet[0] |= 0x10;
        packet.extend_from_slice(&[0xbe, 0xde, 0, 1, 0x41, at(1), at(2), 0]);
    }
    packet.extend_from_slice(payload);
    packet
}

fn room(number: u8) -> ReportId {
    ReportId::new(UnixMs(1), [number; 10])
}

struct Engine {
    sfu: Sfu,
    now: Instant,
    begun: Instant,
    members: Vec<Member>,
}

struct Member {
    session: WebrtcSessionId,
    port: u16,
    username: String,
    password: String,
    checked: bool,
    over: bool,
    keys: KeyMaterial,
    srtp: (SrtpInbound, SrtpOutbound),
    sent: BTreeMap<u32, Unwrapper>,
    /// RTP packets that it received.
    media: u64,
}

impl Engine {
    fn new() -> Self {
        let now = super::start();
        Self {
            sfu: Sfu::new(SfuConfig {
                identity: super::identity().clone(),
                candidates: vec![SocketAddr::from(([192, 0, 2, 1], 9))],
                tcp_candidates: Vec::new(),
                seed: [5; 32],
                epoch: now,
            }),
            now,
            begun: now,
            members: Vec::new(),
        }
    }

    fn join(&mut self, publishes: bool, number: u8, room: ReportId) -> usize {
        let session = WebrtcSessionId::new(UnixMs(1), [number; 10]);
        let offer = if publishes {
            fixtures::CHROMIUM_WHIP
        } else {
            fixtures::CHROMIUM_WHEP
        };
        let joining = Joining {
            session,
            room,
            subject: "fuzzer",
            offer,
            expires: None,
        };
        let answer = if publishes {
            self.sfu.publish(&joining, self.now)
        } else {
            self.sfu.view(&joining, self.now)
        };
        let answer = answer.expect("the fixture is answered");
        let value = |text: &str, key: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(key));
            line.expect("the line is there").to_owned()
        };
        let profile = Profile::Aes128Gcm;
        let keys = KeyMaterial::new(profile, vec![number; profile.export_bytes()]);
        let keys = keys.expect("the length fits");
        let fragment = value(&answer, "a=ice-ufrag:");
        self.members.push(Member {
            session,
            port: 100 + u16::from(number),
            username: format!("{fragment}:{}", value(offer, "a=ice-ufrag:")),
            password: value(&answer, "a=ice-pwd:"),
            checked: false,
            over: false,
            srtp: client_contexts(&keys).expect("the keys fit"),
            keys,
            sent: BTreeMap::new(),
            media: 0,
        });
        self.members.len() - 1
    }

    fn check(&mut self, member: usize) {
        let member = &mut self.members[member];
        member.checked = true;
        let request = stun::request(&member.username, &member.password, true, 1);
        let port = member.port;
        self.datagram(port, &request);
    }

    fn connect(&mut self, member: usize) {
        let Member { session, keys, .. } = &self.members[member];
        self.sfu.skip_handshake(*session, keys, self.now);
    }

    /// Another publisher takes over; the old one's address stays in the world.
    fn take_over(&mut self, publisher: usize) -> usize {
        if self.members.len() >= 12 {
            return publisher;
        }
        let number = u8::try_from(self.members.len() + 1).unwrap_or(u8::MAX);
        let next = self.join(true, number, room(1));
        self.check(next);
        self.connect(next);
        self.drain();
        next
    }

    fn order(&mut self, hold: bool) {
        let room = room(1);
        let order = if hold {
            MediaOrder::Hold { room }
        } else {
            MediaOrder::Release { room }
        };
        self.sfu.order(&order, self.now);
        self.drain();
    }

    fn pass(&mut self, span: Duration) {
        self.now += span;
        self.sfu.handle_timeout(self.now);
        self.drain();
    }

    fn rtp(&mut self, member: usize, mut packet: Vec<u8>) {
        let Some(header) = Header::parse(&packet) else {
            return;
        };
        let Member {
            sent, srtp, port, ..
        } = &mut self.members[member];
        let index = sent
            .entry(header.ssrc)
            .or_default()
            .advance(header.sequence);
        // The line of numbers begins one cycle above zero, the packet index of SRTP at zero.
        let index = index.saturating_sub(0x1_0000);
        if index & 0xffff != u64::from(header.sequence) {
            return;
        }
        let port = *port;
        if srtp.1.seal_rtp(index, &mut packet, 0).is_some() {
            self.datagram(port, &packet);
        }
    }

    fn rtcp(&mut self, member: usize, mut packet: Vec<u8>) {
        let Member { srtp, port, .. } = &mut self.members[member];
        let port = *port;
        if packet.len() >= 8 && srtp.1.seal_rtcp(&mut packet, 0).is_some() {
            self.datagram(port, &packet);
        }
    }

    fn datagram(&mut self, port: u16, datagram: &[u8]) {
        let path = Path::udp(None, SocketAddr::from(([192, 0, 2, 7], port)));
        self.sfu
            .handle_datagram(path, &mut datagram.to_vec(), self.now);
        self.drain();
    }

    /// Everything that is sent goes to a validated address and opens there, once.
    fn drain(&mut self) {
        self.sfu.flush(self.now);
        while let Some(transmit) = self.sfu.poll_transmit() {
            let port = transmit.path.remote.port();
            assert!(transmit.segment_bytes <= limits::DATAGRAM_BYTES_MAX + 64);
            let member = self.members.iter_mut().find(|member| member.port == port);
            let member = member.expect("sent to a stranger");
            assert!(member.checked, "sent to an address without a check");
            for datagram in transmit.contents.chunks(transmit.segment_bytes) {
                member.receive(datagram);
            }
        }
        while let Some(event) = self.sfu.poll_event() {
            if let MediaEvent::PublishEnded { session, .. }
            | MediaEvent::ViewEnded { session, .. } = event.event
            {
                for member in &mut self.members {
                    member.over |= member.session == session;
                }
            }
        }
    }
}

impl Member {
    fn receive(&mut self, datagram: &[u8]) {
        let mut bytes = datagram.to_vec();
        match protocol(datagram) {
            Some(Protocol::Rtp) => {
                let length = self.srtp.0.open_rtp(&mut bytes).expect("it opens, once");
                assert!(Header::parse(&bytes[..length]).is_some());
                assert!(!self.over, "media after the end");
                self.media += 1;
            }
            Some(Protocol::Rtcp) => {
                self.srtp.0.open_rtcp(&mut bytes).expect("it opens, once");
            }
            Some(Protocol::Stun | Protocol::Dtls) => {}
            None => panic!("sent something of no protocol"),
        }
    }
}
