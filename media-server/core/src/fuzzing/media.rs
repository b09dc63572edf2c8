use std::{collections::BTreeSet, time::Duration};

use super::chunks::Chunks;
use crate::{
    codec::Codec,
    estimate::{Estimator, SentPacket},
    limits,
    rtcp::{
        self, Message,
        transport_cc::{Arrivals, Feedback},
    },
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
        match message {
            Message::Nack(nack) => assert!(nack.sequences().count() <= bytes.len() / 4 * 17),
            Message::ReceiverReport(blocks) => assert!(blocks.iter().count() <= 31),
            Message::TransportFeedback(feedback) => {
                let count = feedback.statuses().count();
                assert!(count <= usize::from(limits::FEEDBACK_PACKETS_MAX));
            }
            _ => {}
        }
    }
    assert!(messages <= limits::RTCP_MESSAGES_MAX);
}

/// Payloads of video, as they reach each codec's reader.
pub fn codecs(bytes: &[u8]) {
    for codec in [Codec::H264, Codec::Vp8, Codec::Opus] {
        let _ = codec.starts_key_frame(bytes);
        if let Some(size) = codec.picture_size(bytes) {
            let _ = size.pixels();
        }
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
/// What it says has come must have come.
pub fn transport_cc(bytes: &[u8]) {
    let mut now = super::start();
    let mut arrivals = Arrivals::new(now);
    let mut recorded = BTreeSet::new();
    let mut buffer = Vec::new();
    for step in bytes.as_chunks::<3>().0 {
        now += Duration::from_micros(u64::from(step[2]) * u64::from(step[2]) * 50);
        let number = u16::from_be_bytes([step[0], step[1]]);
        arrivals.record(number, 1200, now);
        recorded.insert(number);
        if arrivals.due().is_none_or(|due| due > now) {
            continue;
        }
        buffer.clear();
        arrivals.write(&mut buffer, 1, 2, now);
        if buffer.is_empty() {
            continue;
        }
        let words = usize::from(u16::from_be_bytes([buffer[2], buffer[3]]));
        assert_eq!(buffer.len(), 4 * (words + 1), "the length is the message's");
        let Some(Message::TransportFeedback(feedback)) = rtcp::messages(&buffer).next() else {
            panic!("our own feedback cannot be read");
        };
        for status in feedback.statuses() {
            let came = status.arrived_us.is_some();
            assert!(!came || recorded.contains(&status.number), "it never came");
        }
    }
}

/// Feedback of a viewer that lies as it likes about packets that were sent 2 ms apart.
pub fn estimator(bytes: &[u8]) {
    let begun = super::start();
    let mut now = begun;
    let mut estimator = Estimator::new(begun);
    let sent = |number: u16| {
        let packet = SentPacket {
            sent_us: 0,
            bytes: 1200,
            cluster: number / 64 % 3,
        };
        let at = begun + Duration::from_millis(2 * u64::from(number));
        (number < 600).then_some((0x1_0000 + u64::from(number), at, packet))
    };
    for (operation, chunk) in Chunks(bytes) {
        now += Duration::from_millis(u64::from(operation >> 2));
        match operation % 4 {
            0 | 1 => {
                if let Some(feedback) = Feedback::parse(chunk) {
                    estimator.transport_feedback(&feedback, sent, now);
                }
            }
            2 => drop(estimator.poll_probe(now)),
            _ => {
                let rate = chunk
                    .first_chunk()
                    .map_or(0, |bytes| u32::from_be_bytes(*bytes));
                estimator.set_demand(u64::from(rate), u64::from(rate) * 3);
            }
        }
        assert!(estimator.estimate_bps() <= limits::ESTIMATE_BPS_MAX);
        let pacing = limits::PACING_RATE_BPS_MIN..=limits::PACING_RATE_BPS_MAX;
        assert!(pacing.contains(&u64::from(estimator.pacing_rate_bps())));
        assert!(
            (0.0..=1.0).contains(&estimator.loss_share()),
            "loss is a share"
        );
        assert!(estimator.round_trip(now) < Duration::from_secs(60));
    }
}

/// One up track against a set of the numbers that it took: no packet twice, requests only for
/// what is missing, and all of it bounded.
pub fn up_track(bytes: &[u8]) {
    let offer = Offer::parse(fixtures::CHROMIUM_WHIP).expect("the fixture reads");
    let choice = choose(&offer, Wanted::ToReceive).expect("the fixture fits");
    let video = choice.accepted().last().expect("the fixture has video");
    let mut now = super::start();
    let mut track = UpTrack::new(video.clone(), 1, 0, now);
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
