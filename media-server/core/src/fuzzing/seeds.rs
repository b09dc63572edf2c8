use std::time::Duration;

use super::{chunks::join, identity, journal::journal_seeds, start};
use crate::{
    framing::write_frame,
    rtcp, rtp,
    transport::{dtls::RtcDtlsClient, sdp::fixtures, srtp::Profile, stun},
};

/// Inputs to begin with: the target's name and the bytes.
pub fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let hellos = client_hello();
    let hello = hellos.concat();
    let pieces = join(hellos.iter().map(|datagram| (20, datagram.as_slice())));
    let (packet, report) = (packet(), report());
    let [media, strangers] = [media_steps(&packet, &report), stranger_steps(&hello)];
    let line: Vec<u8> = (0..60).flat_map(|number| [0, number, 40]).collect();
    let offers = [
        fixtures::CHROMIUM_WHIP,
        fixtures::CHROMIUM_WHEP,
        fixtures::CHROMIUM_SIMULCAST,
        fixtures::FIREFOX_WHIP,
        fixtures::FIREFOX_WHEP,
    ];
    let fingerprint = format!("sha-256 {}", identity().fingerprint().hex());
    let mut seeds = vec![
        ("codecs", vec![0x90, 0xe0, 0x91, 0x11, 0x01, 0x20, 0x50]),
        ("codecs", vec![0x78, 0, 2, 0x67, 0x42, 0, 2, 0x65, 0x88]),
        ("demux", packet.clone()),
        ("dtls_guard", pieces.clone()),
        (
            "dtls_handshake",
            join([(0, &[][..]), (2, &[]), (1, &[]), (3, &hello), (4, &[0, 1])]),
        ),
        ("dtls_hello", pieces),
        ("dtls_record", hello),
        (
            "estimator",
            join([(3, &[0, 8, 0, 0][..]), (80, &feedback()), (82, &[])]),
        ),
        ("fingerprint", fingerprint.into_bytes()),
        ("framing", frames(&[packet.as_slice(), &report])),
        ("rtcp", report.clone()),
        ("rtp", packet.clone()),
        ("sdp_fragment", FRAGMENT.as_bytes().to_vec()),
        ("sfu_media", media),
        ("sfu_strangers", strangers),
        ("srtp", packet),
        ("srtp", report),
        ("stun", stun::request("local:remote", "password", true, 1)),
        ("transport_cc", line),
        ("up_track", up_track_steps()),
    ];
    seeds.extend(journal_seeds().map(|seed| ("journal", seed)));
    seeds.extend(offers.map(|offer| ("sdp_offer", offer.as_bytes().to_vec())));
    seeds
}

const FRAGMENT: &str = "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n\
    m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\n\
    a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0\r\n\
    a=end-of-candidates\r\n";

/// Cut into pieces of seven bytes.
fn frames(datagrams: &[&[u8]]) -> Vec<u8> {
    let mut bytes = vec![7];
    for datagram in datagrams {
        write_frame(&datagram[..datagram.len().min(1500)], &mut bytes);
    }
    bytes
}

fn client_hello() -> Vec<Vec<u8>> {
    let mut client = RtcDtlsClient::new(
        identity(),
        identity().fingerprint(),
        Profile::Aes128Gcm,
        start(),
    );
    client.handle_timeout(start());
    std::iter::from_fn(|| client.poll_transmit()).collect()
}

/// A VP8 key frame with one header extension and padding.
fn packet() -> Vec<u8> {
    let mut packet = Vec::new();
    rtp::write_header(&mut packet, true, 96, 65_535, 3000, 1);
    packet[0] |= 0x30;
    packet.extend_from_slice(&[0xbe, 0xde, 0, 1, 0x41, 0, 7, 0]);
    packet.extend_from_slice(&[0x90, 0x80, 0x91, 0x11, 0x50, 1, 2, 0, 0, 3]);
    packet
}

fn report() -> Vec<u8> {
    let mut report = Vec::new();
    rtcp::write_sender_report(&mut report, 1, 1 << 33, 3000, 1, 1);
    rtcp::write_receiver_report(&mut report, 1, &[rtcp::ReceptionBlock::default()]);
    rtcp::write_nack(&mut report, 1, 1, &[65_535, 0, 1, 40]);
    rtcp::write_picture_loss(&mut report, 1, 1);
    rtcp::write_bitrate_estimate(&mut report, 1, 1_000_000, 1);
    report
}

/// The body of feedback about twenty packets, without the RTCP header.
fn feedback() -> Vec<u8> {
    let mut now = start();
    let mut arrivals = rtcp::transport_cc::Arrivals::new(now);
    for number in 0..20 {
        now += Duration::from_millis(u64::from(number));
        arrivals.record(number * 2, 1200, now);
    }
    let mut buffer = Vec::new();
    arrivals.write(&mut buffer, 1, 1, now);
    buffer.split_off(4)
}

fn media_steps(packet: &[u8], report: &[u8]) -> Vec<u8> {
    let key_frame = [0x60, 0, 1, 1, 0x10, 0x50, 0, 0];
    let frame = [0x60, 0, 2, 2, 0x10, 0x51, 0, 0];
    let gap = [0x60, 0, 9, 3, 0x10, 0x51, 0, 0];
    join([
        (3, &key_frame[..]),
        (3, &frame),
        (3, &gap),
        (13, &[0; 20]),
        (0, packet),
        (6, report),
        (7, report),
        (14, &[0]),
        (14, &[1]),
        (15, &[]),
        (3, &key_frame),
        (24, report),
        (10, packet),
    ])
}

fn stranger_steps(hello: &[u8]) -> Vec<u8> {
    let check = stun::request("local:remote", "password", true, 1);
    join([
        (0, &check[..]),
        (1, hello),
        (1, &check),
        (3, hello),
        (6, &[]),
    ])
}

fn up_track_steps() -> Vec<u8> {
    let steps: Vec<[u8; 6]> = (0..40)
        .map(|at| [0, at * 3 % 50, at / 3, 0x10, 0x50, 0])
        .collect();
    join(steps.iter().map(|step| (0x12, &step[..])))
}
