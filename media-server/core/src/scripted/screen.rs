//! Counts the frames that came whole and asks for parts that are missing.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use super::{feedback::Feedback, layer::Tag, player::Player};
use crate::{
    codec::{Codec, Kind, vp8::Descriptor},
    rtcp,
    rtp::{Header, Packet},
    transport::{
        sdp::{self, Accepted, Offer, Wanted},
        srtp::SrtpOutbound,
    },
    up::{PayloadUse, UpTrack},
};

pub struct Screen {
    track: UpTrack,
    pub feedback: Feedback,
    /// Parts of each frame, by timestamp.
    parts: BTreeMap<u32, u8>,
    /// Timestamps of frames of which every part came.
    pub complete: BTreeSet<u32>,
    /// When they were complete.
    pub times: Vec<Instant>,
    pub codecs: Vec<Codec>,
    /// Layers in the order in which they were seen.
    pub layers: Vec<u8>,
    /// What is shown of VP8 frames.
    pub player: Player,
    /// Timestamps of key frames.
    keys: BTreeSet<u32>,
    /// Picture ids of VP8 frames, by timestamp.
    pub pictures: BTreeMap<u32, u16>,
    /// Whether the first packet of each codec and layer was one to begin with.
    pub began_with_key_frame: Vec<bool>,
    pub indexes: BTreeSet<u16>,
    pub reports: u32,
    pub repairs: u32,
}

impl Screen {
    pub fn new(offer: &str, now: Instant) -> Self {
        let choice = sdp::choose(&Offer::parse(offer).unwrap(), Wanted::ToSend).unwrap();
        let video = |accepted: &&Accepted| accepted.kind == Kind::Video;
        let shown = choice
            .accepted()
            .find(video)
            .or(choice.accepted().next())
            .unwrap();
        Self {
            track: UpTrack::new(shown.clone(), 1, 0, now),
            feedback: Feedback::new(shown, now),
            parts: BTreeMap::new(),
            complete: BTreeSet::new(),
            times: Vec::new(),
            codecs: Vec::new(),
            layers: Vec::new(),
            player: Player::default(),
            keys: BTreeSet::new(),
            pictures: BTreeMap::new(),
            began_with_key_frame: Vec::new(),
            indexes: BTreeSet::new(),
            reports: 0,
            repairs: 0,
        }
    }

    pub fn show(&mut self, bytes: &[u8], now: Instant) {
        let header = Header::parse(bytes).unwrap();
        let payload = header.payload(bytes).unwrap();
        self.feedback.hear(&header, bytes, now);
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
        let tag = Tag::read(payload);
        let other_codec = self.codecs.last() != Some(&codec);
        if other_codec || self.layers.last() != Some(&tag.layer) {
            self.layers.push(tag.layer);
            if other_codec {
                self.codecs.push(codec);
            }
            self.began_with_key_frame
                .push(codec.starts_key_frame(payload));
        }
        self.indexes.insert(sequence);
        let parts = self.parts.entry(timestamp).or_default();
        *parts += 1;
        let is_complete = *parts == tag.parts;
        if is_complete {
            self.complete.insert(timestamp);
            self.times.push(now);
        }
        if codec == Codec::Vp8 {
            let id = Descriptor::parse(payload).unwrap().picture_id.unwrap();
            self.pictures.insert(timestamp, id.value);
            if codec.starts_key_frame(payload) {
                self.keys.insert(timestamp);
            }
            if is_complete {
                let key = self.keys.contains(&timestamp);
                self.player.take(id.value, key, now);
            }
        }
    }

    pub fn ask_again(&self, sequences: &[u16], outbound: &mut SrtpOutbound) -> Vec<u8> {
        let mut report = Vec::new();
        rtcp::write_nack(&mut report, 1, self.track.ssrc().unwrap(), sequences);
        outbound.seal_rtcp(&mut report, 0).unwrap();
        report
    }

    pub fn ask(&mut self, now: Instant, outbound: &mut SrtpOutbound, outgoing: &mut Vec<Vec<u8>>) {
        self.feedback.tell(now, outbound, outgoing);
        let Some(media) = self.track.ssrc() else {
            return;
        };
        let due = self.track.take_requests(now);
        if !due.requests.is_empty() {
            let mut report = Vec::new();
            rtcp::write_nack(&mut report, 1, media, due.requests);
            outbound.seal_rtcp(&mut report, 0).unwrap();
            outgoing.push(report);
        }
        if self.player.is_out_of_patience(now) {
            let mut report = Vec::new();
            rtcp::write_picture_loss(&mut report, 1, media);
            outbound.seal_rtcp(&mut report, 0).unwrap();
            outgoing.push(report);
        }
    }
}
