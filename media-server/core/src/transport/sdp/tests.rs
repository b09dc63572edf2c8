//! Real offers of browsers, and the answers they get.

use super::{fixtures::*, *};
use crate::{
    codec::{Codec, Kind},
    refusal::Refusal,
    transport::{IceCredentials, Identity},
};

fn chosen(text: &str, wanted: Wanted) -> Result<Choice, Refusal> {
    choose(&Offer::parse(text)?, wanted)
}

fn codecs(choice: &Choice, kind: Kind) -> Vec<(Codec, u8, Option<u8>)> {
    choice
        .accepted()
        .filter(|accepted| accepted.kind == kind)
        .flat_map(|accepted| &accepted.payloads)
        .map(|payload| (payload.codec, payload.number, payload.rtx))
        .collect()
}

fn answered(text: &str, wanted: Wanted) -> String {
    let offer = Offer::parse(text).unwrap();
    let choice = choose(&offer, wanted).unwrap();
    let ice = IceCredentials {
        fragment: "frag".into(),
        password: "p".repeat(24),
    };
    let candidates = [
        "203.0.113.5:4000".parse().unwrap(),
        "[2001:db8::5]:4000".parse().unwrap(),
    ];
    let local = LocalTransport {
        tcp_candidates: &candidates[..1],
        ice: &ice,
        fingerprint: &Identity::generate().unwrap().fingerprint(),
        candidates: &candidates,
        session: 7,
    };
    write(&offer, &choice, &local, |kind| match (wanted, kind) {
        (Wanted::ToReceive, _) => None,
        (Wanted::ToSend, Kind::Video) => Some((111, Some(222))),
        (Wanted::ToSend, Kind::Audio) => Some((333, None)),
    })
}

fn count(text: &str, line: &str) -> usize {
    text.lines().filter(|found| found.starts_with(line)).count()
}

/// What is kept and shown has no extensions: a browser that may not tell how its camera is held
/// turns the pictures.
#[test]
fn how_a_camera_is_held_is_never_told_beside_the_picture() {
    const URI: &str = "urn:3gpp:video-orientation";
    assert!(CHROMIUM_WHIP.contains(URI) && CHROMIUM_WHEP.contains(URI));
    for (offer, wanted) in [
        (CHROMIUM_WHIP, Wanted::ToReceive),
        (CHROMIUM_WHEP, Wanted::ToSend),
    ] {
        assert!(!answered(offer, wanted).contains(URI));
    }
}

#[test]
fn the_best_codecs_of_each_browser_are_taken() {
    use Codec::{H264, Opus, Vp8};
    let chromium = chosen(CHROMIUM_WHIP, Wanted::ToReceive).unwrap();
    assert_eq!(
        codecs(&chromium, Kind::Video),
        [(H264, 108, Some(109)), (Vp8, 96, Some(97))]
    );
    let viewer = chosen(CHROMIUM_WHEP, Wanted::ToSend).unwrap();
    assert_eq!(codecs(&viewer, Kind::Video).len(), 2);
    assert_eq!(codecs(&viewer, Kind::Audio), [(Opus, 111, None)]);
    let firefox = chosen(FIREFOX_WHIP, Wanted::ToReceive).unwrap();
    assert_eq!(
        codecs(&firefox, Kind::Video),
        [(Vp8, 120, Some(124))],
        "Debian's has no H.264"
    );
    let viewer = chosen(FIREFOX_WHEP, Wanted::ToSend).unwrap();
    assert_eq!(codecs(&viewer, Kind::Video), [(Vp8, 120, Some(124))]);
}

#[test]
fn h264_is_answered_as_offered_and_only_where_it_can_be_read() {
    let single = |text: &str| text.replace("packetization-mode=1", "packetization-mode=0");
    let (phone, viewer) = (single(CHROMIUM_WHIP), single(CHROMIUM_WHEP));
    let answer = answered(&phone, Wanted::ToReceive);
    let format =
        "a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f";
    assert_eq!(count(&answer, format), 1, "{answer}");
    let viewer = chosen(&viewer, Wanted::ToSend).unwrap();
    let video = codecs(&viewer, Kind::Video);
    assert!(matches!(video[..], [(Codec::Vp8, ..)]), "{video:?}");
}

#[test]
fn publishers_are_asked_for_the_best_feedback_they_know() {
    let bandwidth = |text: &str| {
        let choice = chosen(text, Wanted::ToReceive).unwrap();
        let video = choice.accepted().next().unwrap();
        (video.bandwidth, video.transport_cc_extension)
    };
    assert_eq!(
        bandwidth(CHROMIUM_WHIP),
        (BandwidthFeedback::TransportCc, Some(4))
    );
    let remb = CHROMIUM_WHIP.replace(" transport-cc\r", " x\r");
    assert_eq!(bandwidth(&remb), (BandwidthFeedback::Remb, None));
    let nothing = remb.replace("goog-remb", "x");
    assert_eq!(bandwidth(&nothing), (BandwidthFeedback::None, None));
}

#[test]
fn phones_are_told_the_least_to_send_and_viewers_are_not() {
    let answer = answered(CHROMIUM_WHIP, Wanted::ToReceive);
    assert_eq!(count(&answer, "a=fmtp:96 x-google-min-bitrate=150"), 1);
    let h264 = answer.lines().find(|line| line.starts_with("a=fmtp:108"));
    let h264 = h264.unwrap();
    assert!(h264.contains("packetization-mode=1;"), "{h264}");
    assert!(h264.ends_with(";x-google-min-bitrate=150"), "{h264}");
    let sound = answer.lines().filter(|line| line.starts_with("a=fmtp:111"));
    assert!(sound.into_iter().all(|line| !line.contains("x-google")));
    let viewer = answered(CHROMIUM_WHEP, Wanted::ToSend);
    assert!(!viewer.contains("x-google"), "{viewer}");
}

#[test]
fn viewers_are_asked_for_feedback_and_told_their_playout_delay() {
    let extensions = |text: &str, kind| {
        let choice = chosen(text, Wanted::ToSend).unwrap();
        let accepted = choice.accepted().find(|found| found.kind == kind).unwrap();
        let (transport_cc, playout) = (
            accepted.transport_cc_extension,
            accepted.playout_delay_extension,
        );
        (accepted.bandwidth, transport_cc, playout)
    };
    let transport_cc = BandwidthFeedback::TransportCc;
    for (text, kind, expected) in [
        (CHROMIUM_WHEP, Kind::Video, (transport_cc, Some(4), Some(5))),
        (CHROMIUM_WHEP, Kind::Audio, (transport_cc, Some(4), None)),
        (FIREFOX_WHEP, Kind::Video, (transport_cc, Some(7), Some(6))),
    ] {
        assert_eq!(extensions(text, kind), expected);
    }
    let wide = CHROMIUM_WHEP.replace("a=extmap:4 ", "a=extmap:15 ");
    let remb = (BandwidthFeedback::Remb, None, Some(5));
    assert_eq!(extensions(&wide, Kind::Video), remb, "no one-byte form");
    for text in [CHROMIUM_WHEP, FIREFOX_WHEP] {
        let answer = answered(text, Wanted::ToSend);
        assert!(count(&answer, "a=rtcp-fb:") > 0 && answer.contains(" transport-cc\r\n"));
        assert!(answer.contains("/sendonly http://www.webrtc.org/experiments/rtp-hdrext/playout"));
        let publisher = answered(&text.replace("recvonly", "sendonly"), Wanted::ToReceive);
        assert!(!publisher.contains("playout-delay"));
    }
}

#[test]
fn answers_are_lite_passive_and_name_the_candidates() {
    for (text, wanted) in [
        (CHROMIUM_WHIP, Wanted::ToReceive),
        (CHROMIUM_WHEP, Wanted::ToSend),
        (FIREFOX_WHIP, Wanted::ToReceive),
        (FIREFOX_WHEP, Wanted::ToSend),
    ] {
        let answer = answered(text, wanted);
        let sections = count(text, "m=");
        assert_eq!(count(&answer, "m="), sections);
        assert_eq!(count(&answer, "a=ice-lite"), 1);
        assert_eq!(count(&answer, "a=setup:passive"), sections);
        assert_eq!(count(&answer, "a=rtcp-mux"), sections);
        assert!(answer.contains("a=candidate:1 1 udp 2130706431 203.0.113.5 4000 typ host\r\n"));
        assert!(answer.contains(" 2001:db8::5 4000 typ host\r\n"));
        assert!(answer.contains(
            "a=candidate:3 1 tcp 1520435199 203.0.113.5 4000 typ host tcptype passive\r\n"
        ));
        assert!(
            answer
                .lines()
                .all(|line| !line.contains("VP9") && !line.contains("simulcast"))
        );
        let wrong = match wanted {
            Wanted::ToReceive => "a=sendonly",
            Wanted::ToSend => "a=recvonly",
        };
        assert_eq!(count(&answer, wrong), 0);
        // Another reader must find it well formed.
        let bytes = answer.replace("setup:passive", "setup:active");
        assert!(Offer::parse(&bytes).is_ok());
    }
}

#[test]
fn the_media_source_stands_before_its_retransmissions() {
    let answer = answered(CHROMIUM_WHEP, Wanted::ToSend);
    let at = |needle: &str| answer.find(needle).unwrap();
    assert!(at("a=ssrc-group:FID 111 222") < at("a=ssrc:111 cname"));
    assert!(at("a=ssrc:111 msid") < at("a=ssrc:222 cname"));
    assert!(answer.contains("a=ssrc:333 cname"));
}

#[test]
fn sections_that_cannot_be_used_are_rejected_politely() {
    let data = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n\
                a=mid:9\r\na=sctp-port:5000\r\n";
    let video = CHROMIUM_WHIP.find("m=video").unwrap();
    let second = CHROMIUM_WHIP[video..].replace("a=mid:0", "a=mid:1");
    let text = format!("{CHROMIUM_WHIP}{second}{data}").replace("BUNDLE 0", "BUNDLE 0 1 9");
    let answer = answered(&text, Wanted::ToReceive);
    assert!(answer.contains("a=group:BUNDLE 0\r\n"));
    assert!(answer.contains("m=video 0 UDP/TLS/RTP/SAVPF 96\r\n"));
    assert!(answer.contains("m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n"));
    assert!(answer.contains("a=mid:9\r\n"));
}

/// An offer of Chromium to view, with its sections in the other order or one alone.
fn rearranged(kinds: &[&str]) -> String {
    let (head, rest) = CHROMIUM_WHEP.split_at(CHROMIUM_WHEP.find("m=").unwrap());
    let second = rest[2..].find("m=").unwrap() + 2;
    let sections = [&rest[..second], &rest[second..]];
    let section = |kind: &&str| {
        let found = sections
            .iter()
            .find(|section| section.starts_with(&format!("m={kind}")));
        *found.unwrap()
    };
    let chosen: Vec<&str> = kinds.iter().map(section).collect();
    let mid = |section: &&str| {
        let line = section.lines().find_map(|line| line.strip_prefix("a=mid:"));
        line.unwrap().to_owned()
    };
    let group = chosen.iter().map(mid).collect::<Vec<_>>().join(" ");
    let head = head.replace("BUNDLE 0 1", &format!("BUNDLE {group}"));
    head + &chosen.concat()
}

#[test]
fn sections_are_taken_in_any_order_and_alone() {
    for kinds in [
        &["video", "audio"][..],
        &["audio", "video"],
        &["audio"],
        &["video"],
    ] {
        let answer = answered(&rearranged(kinds), Wanted::ToSend);
        let found: Vec<&str> = answer
            .lines()
            .filter_map(|line| line.strip_prefix("m=")?.split_once(" 9 "))
            .map(|(kind, _)| kind)
            .collect();
        assert_eq!(found, kinds);
        assert_eq!(count(&answer, "a=group:BUNDLE"), 1);
    }
}

#[test]
fn offers_without_bundle_get_one_section_and_video_before_audio() {
    let unbundled = rearranged(&["audio", "video"]).replace("a=group:BUNDLE", "a=x-group");
    let answer = answered(&unbundled, Wanted::ToSend);
    assert!(answer.contains("m=audio 0 ") && answer.contains("m=video 9 "));
    assert_eq!(count(&answer, "a=group"), 0);
    let without_mid: String = rearranged(&["video"])
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("a=mid") && !line.starts_with("a=group"))
        .collect();
    let answer = answered(&without_mid, Wanted::ToSend);
    assert!(answer.contains("m=video 9 "));
    assert_eq!((count(&answer, "a=mid"), count(&answer, "a=group")), (0, 0));
}

#[test]
fn transport_attributes_may_stand_at_the_session_or_at_another_bundled_section() {
    let plain = chosen(&rearranged(&["audio", "video"]), Wanted::ToSend).unwrap();
    let is_transport = |line: &str| {
        ["a=ice-ufrag", "a=ice-pwd", "a=fingerprint", "a=setup"]
            .iter()
            .any(|key| line.starts_with(key))
    };
    let offer = rearranged(&["audio", "video"]);
    let video = offer.find("m=video").unwrap();
    let (audio_part, video_part) = offer.split_at(video);
    let bare = |part: &str| -> String {
        let lines = part.split_inclusive('\n');
        lines.filter(|line| !is_transport(line)).collect()
    };
    let at_audio = format!("{audio_part}{}", bare(video_part));
    let lines: String = audio_part
        .split_inclusive('\n')
        .filter(|line| is_transport(line))
        .collect();
    let first_section = offer.find("m=").unwrap();
    let at_session = format!(
        "{}{lines}{}",
        &offer[..first_section],
        bare(&offer[first_section..])
    );
    for text in [at_audio, at_session] {
        let moved = chosen(&text, Wanted::ToSend).unwrap();
        assert_eq!(moved.remote.ice, plain.remote.ice);
    }
}

#[test]
fn roles_protocols_and_missing_sources_of_other_clients_are_understood() {
    let without_sources: String = CHROMIUM_WHIP
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("a=ssrc"))
        .collect();
    let changed = |from: &str, to: &str| CHROMIUM_WHIP.replace(from, to);
    for (name, text) in [
        ("active", changed("setup:actpass", "setup:active")),
        ("no role", changed("a=setup:actpass\r\n", "")),
        ("TCP/TLS", changed("UDP/TLS/RTP", "TCP/TLS/RTP")),
        ("RTP/SAVPF", changed("UDP/TLS/RTP", "RTP")),
        ("no sources", without_sources),
    ] {
        let answer = answered(&text, Wanted::ToReceive);
        assert_eq!(count(&answer, "a=setup:passive"), 1, "{name}");
        let media = answer.lines().find(|line| line.starts_with("m=")).unwrap();
        assert!(media.contains(" 9 "), "{name}: {media}");
    }
    let passive = CHROMIUM_WHIP.replace("setup:actpass", "setup:passive");
    assert!(chosen(&passive, Wanted::ToReceive).is_err());
}

#[test]
fn what_cannot_be_answered_is_refused_with_its_reason() {
    let malformed = |reason| Refusal::MalformedOffer(reason);
    let without = |line: &str| {
        CHROMIUM_WHIP
            .split_inclusive('\n')
            .filter(|found| !found.starts_with(line))
            .collect::<String>()
    };
    let cases = [
        ("empty", String::new(), malformed("not SDP")),
        ("words", "hello".to_owned(), malformed("not SDP")),
        (
            "no section",
            "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n".to_owned(),
            malformed("no media section"),
        ),
        (
            "no ufrag",
            without("a=ice-ufrag"),
            malformed("no ice-ufrag"),
        ),
        ("no pwd", without("a=ice-pwd"), malformed("no ice-pwd")),
        (
            "no fingerprint",
            without("a=fingerprint"),
            malformed("no fingerprint with SHA-256, SHA-384 or SHA-512"),
        ),
        (
            "passive",
            CHROMIUM_WHIP.replace("setup:actpass", "setup:passive"),
            malformed("a=setup must allow the active role"),
        ),
        ("no mux", without("a=rtcp-mux"), Refusal::NoUsableMedia),
        (
            "receives only",
            CHROMIUM_WHIP.replace("a=sendonly", "a=recvonly"),
            Refusal::NoUsableMedia,
        ),
        (
            "no codec",
            CHROMIUM_WHIP.replace("VP8/", "X8/").replace("H264/", "X4/"),
            Refusal::NoUsableCodec,
        ),
        ("too long", "v".repeat(70_000), malformed("too long")),
        (
            "a line hidden in a mid",
            CHROMIUM_WHIP.replace("a=mid:0", "a=mid:0\ra=candidate:1"),
            malformed("a control character"),
        ),
        (
            "a zero byte",
            CHROMIUM_WHIP.replace("a=mid:0", "a=mid:0\0"),
            malformed("a control character"),
        ),
    ];
    for (name, text, expected) in cases {
        assert_eq!(
            chosen(&text, Wanted::ToReceive).unwrap_err(),
            expected,
            "{name}"
        );
    }
}

#[test]
fn broken_offers_never_panic() {
    let mut state = 9_u64;
    for text in [
        CHROMIUM_WHIP,
        CHROMIUM_SIMULCAST,
        CHROMIUM_WHEP,
        FIREFOX_WHIP,
        FIREFOX_WHEP,
    ] {
        for _ in 0..400 {
            let mut bytes = text.as_bytes().to_vec();
            for _ in 0..4 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                let at = (state >> 33) as usize % bytes.len().max(1);
                if bytes.is_empty() {
                    break;
                }
                match state >> 60 {
                    0..6 => bytes[at] = (state >> 8) as u8,
                    6..11 => drop(bytes.drain(at..(at + 9).min(bytes.len()))),
                    _ => bytes.truncate(at.max(1)),
                }
            }
            let text = String::from_utf8_lossy(&bytes);
            for wanted in [Wanted::ToReceive, Wanted::ToSend] {
                if let Ok(offer) = Offer::parse(&text) {
                    let _ = choose(&offer, wanted);
                }
            }
        }
    }
}

#[test]
fn an_offer_with_layers_is_answered_with_layers() {
    let answer = answered(CHROMIUM_SIMULCAST, Wanted::ToReceive);
    for line in [
        "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n",
        "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id\r\n",
        "a=rid:h recv\r\na=rid:m recv\r\na=rid:l recv\r\na=simulcast:recv h;m;l\r\n",
    ] {
        assert!(answer.contains(line), "{line}");
    }
    let choice = chosen(CHROMIUM_SIMULCAST, Wanted::ToReceive).unwrap();
    assert_eq!(choice.accepted().next().unwrap().layers.count(), 3);
}

#[test]
fn firefox_names_layers_and_the_ssrcs_that_repair_them() {
    let answer = answered(FIREFOX_SIMULCAST, Wanted::ToReceive);
    assert!(answer.contains("a=simulcast:recv h;m;l\r\n"));
    assert!(answer.contains("a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n"));
    let choice = chosen(FIREFOX_SIMULCAST, Wanted::ToReceive).unwrap();
    let layers = &choice.accepted().next().unwrap().layers;
    assert_eq!((layers.count(), layers.groups.repairs.len()), (3, 3));
}

#[test]
fn layers_that_cannot_be_told_apart_are_one_stream() {
    let text = CHROMIUM_SIMULCAST.replace("sdes:rtp-stream-id", "x");
    let answer = answered(&text, Wanted::ToReceive);
    assert!(!answer.contains("simulcast") && !answer.contains("a=rid"));
    let choice = chosen(&text, Wanted::ToReceive).unwrap();
    assert_eq!(choice.accepted().next().unwrap().layers.count(), 1);
}

#[test]
fn more_than_three_layers_are_left_out() {
    let text = CHROMIUM_SIMULCAST
        .replace("a=rid:h send\r\n", "a=rid:x send\r\na=rid:h send\r\n")
        .replace("send h;m;l", "send h;m;l;x");
    let answer = answered(&text, Wanted::ToReceive);
    assert!(answer.contains("a=simulcast:recv h;m;l\r\n"));
    assert!(!answer.contains("a=rid:x"));
}
