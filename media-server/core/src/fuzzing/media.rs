use std::{collections::BTreeSet, time::Duration};

use super::chunks::Chunks;
use crate::{
    codec::Codec,
    limits,
    rtcp::{self, Message, transport_cc::Arrivals},
    rtp::{Header, Packet},
    transport::{
        demux,
        sdp::{Offer, Wanted, choose, fixtures},
        srtp::{KeyMaterial, Profile, contexts},
    },
    up::UpTrack,
};

pub fn demux(bytes: &[u8]) {
    let found = demux::protocol(bytes);
    let first = bytes.first().copied().unwrap_or(255);
    match found {
        Some(demux::Protocol::Stun) => assert!(first < 4),
        Some(demux::Protocol::Dtls) => assert!((20..64).contains(&first)),
        Some(_) => assert!(first >> 6 == 2 && bytes.len() > 1),
        None => {}
    }
}

/// A plain RTP packet: header, every extension, payload.
pub fn rtp(bytes: &[u8]) {
    let Some(header) = Header::parse(bytes) else {
        return;
    };
    assert!(header.bytes <= bytes.len());
    for id in 0..=u8::MAX {
        if let Some(value) = header.extension(bytes, id) {
            assert!(value.len() <= 255);
        }
    }
    if let Some(payload) = header.payload(bytes) {
        assert!(payload.len() + header.bytes <= bytes.len());
    }
}

/// A compound RTCP packet.
pub fn rtcp(bytes: &[u8]) {
    let mut messages = 0;
    for message in rtcp::messages(bytes) {
        messages += 1;
        if let Message::Nack(nack) = message {
            assert!(nack.sequences().count() <= bytes.len() / 4 * 17);
        }
    }
    assert!(messages <= limits::RTCP_MESSAGES_MAX);
}

/// Payloads of video, as they reach each codec's reader.
pub fn codecs(bytes: &[u8]) {
    for codec in [Codec::H264, Codec::Vp8, Codec::Opus] {
        let _ = codec.starts_key_frame(bytes);
    }
}

/// Bytes that come from a validated address without being authentic, for every profile; then
/// authentic ones of any content, which must open once.
pub fn srtp(bytes: &[u8]) {
    for profile in Profile::PREFERENCE {
        let keys = KeyMaterial::new(profile, vec![7; profile.export_bytes()]);
        let keys = keys.expect("the length fits");
        // All keys are equal, so that each side opens what it sealed.
        let (mut inbound, mut outbound) = contexts(&keys).expect("the keys fit");
        assert_eq!(
            inbound.open_rtp(&mut bytes.to_vec()),
            None,
            "a forged packet opens"
        );
        assert_eq!(
            inbound.open_rtcp(&mut bytes.to_vec()),
            None,
            "a forged report opens"
        );
        if let Some(header) = Header::parse(bytes) {
            let mut sealed = bytes.to_vec();
            let index = u64::from(header.sequence);
            outbound
                .seal_rtp(index, &mut sealed, 0)
                .expect("it is sealed");
            let mut copy = sealed.clone();
            assert_eq!(inbound.open_rtp(&mut sealed), Some(bytes.len()));
            assert_eq!(&sealed[..bytes.len()], bytes);
            assert_eq!(inbound.open_rtp(&mut copy), None, "a replay opens");
        }
        if bytes.len() >= 8 {
            let mut sealed = bytes.to_vec();
            outbound.seal_rtcp(&mut sealed, 0).expect("it is sealed");
            let mut copy = sealed.clone();
            assert_eq!(inbound.open_rtcp(&mut sealed), Some(bytes.len()));
            assert_eq!(&sealed[..bytes.len()], bytes);
            assert_eq!(inbound.open_rtcp(&mut copy), None, "a replay opens");
        }
    }
}

/// Transport-wide numbers as a phone may send them, with pauses, and our feedback about them.
pub fn transport_cc(bytes: &[u8]) {
    let mut now = super::start();
    let mut arrivals = Arrivals::new(now);
    let mut buffer = Vec::new();
    for step in bytes.chunks_exact(3) {
        now += Duration::from_micros(u64::from(step[2]) * u64::from(step[2]) * 50);
        arrivals.record(u16::from_be_bytes([step[0], step[1]]), now);
        if arrivals.due().is_some_and(|due| due <= now) {
            buffer.clear();
            arrivals.write(&mut buffer, 1, 2);
            if !buffer.is_empty() {
                let words = usize::from(u16::from_be_bytes([buffer[2], buffer[3]]));
                assert_eq!(buffer.len(), 4 * (words + 1), "the length is the message's");
                assert_eq!(rtcp::messages(&buffer).count(), 1);
            }
        }
    }
}

/// One up track against a set of the numbers that it took: no packet twice, requests only for
/// what is missing, and all of it bounded.
pub fn up_track(bytes: &[u8]) {
    let offer = Offer::parse(fixtures::CHROMIUM_WHIP).expect("the fixture reads");
    let choice = choose(&offer, Wanted::ToReceive).expect("the fixture fits");
    let video = choice.accepted().last().expect("the fixture has video");
    let mut now = super::start();
    let mut track = UpTrack::new(video.clone(), 1, now);
    let mut taken = BTreeSet::new();
    for (operation, chunk) in Chunks(bytes) {
        now += Duration::from_millis(u64::from(operation >> 4) * 3);
        let Some((&[high, low, stamp], payload)) = chunk.split_first_chunk() else {
            continue;
        };
        let sequence = u16::from_be_bytes([high, low]);
        let packet = Packet {
            codec: if operation & 1 == 0 {
                Codec::Vp8
            } else {
                Codec::H264
            },
            marker: operation & 2 != 0,
            sequence,
            timestamp: u32::from(stamp) * 3000,
            ssrc: u32::from(operation & 4),
            payload,
        };
        if let Some(arrival) = track.receive(&packet, operation & 8 != 0, now) {
            let new = taken.insert((arrival.source.generation, arrival.index));
            assert!(new, "a packet was taken twice");
        }
        let due = track.take_requests(now);
        assert!(due.requests.len() <= limits::MISSING_MAX);
        let _ = track.report(now);
    }
    assert!(track.lost() < u64::from(u32::MAX));
}
