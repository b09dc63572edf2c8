use media_core::far_end::Identity;

use super::*;

const ANSWER: &str = "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96 97\r\n\
    a=candidate:1 1 tcp 9 192.0.2.1 4000 typ host tcptype passive\r\n\
    a=candidate:2 1 udp 9 2001:db8::1 4000 typ host\r\n\
    a=candidate:3 1 UDP 9 192.0.2.1 4001 typ host\r\n\
    a=ice-ufrag:abcd\r\na=ice-pwd:efgh\r\na=fingerprint:sha-256 00:11\r\n\
    a=extmap:5 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n\
    a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack\r\na=rtcp-fb:96 transport-cc\r\n\
    a=rtcp-fb:96 goog-remb\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n";

#[test]
fn an_answer_is_read() {
    let read = agreed(ANSWER).unwrap();
    assert_eq!(read.server.candidate.to_string(), "192.0.2.1:4001");
    assert_eq!((read.media_type, read.rtx_type), (96, Some(97)));
    assert_eq!((read.transport_cc, read.remb), (Some(5), false));
}

#[test]
fn without_transport_feedback_remb_is_left() {
    let text = ANSWER.replace("a=rtcp-fb:96 transport-cc\r\n", "");
    let read = agreed(&text).unwrap();
    assert_eq!((read.transport_cc, read.remb), (None, true));
    let text = text.replace("a=rtcp-fb:96 goog-remb\r\n", "");
    assert!(!agreed(&text).unwrap().remb);
}

#[test]
fn what_cannot_work_is_said() {
    for (from, to, says) in [
        ("m=video 9", "m=video 0", "refused the video"),
        ("VP8", "H264", "no VP8"),
        ("UDP 9", "TCP 9", "no IPv4 address"),
        ("a=ice-pwd:", "a=x:", "a=ice-pwd:"),
    ] {
        let error = agreed(&ANSWER.replace(from, to)).unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[test]
fn an_answer_of_ours_takes_the_numbers_of_the_offer() {
    let far = FarEnd::new(&Identity::generate().unwrap(), [1; 32]);
    let local = "192.0.2.9:5000".parse().unwrap();
    let offer = ANSWER.replace("96", "100").replace("97", "101") + "a=mid:v\r\n";
    let text = answer(&far, local, &offer).unwrap();
    for line in [
        "m=video 9 UDP/TLS/RTP/SAVPF 100 101\r\n",
        "a=mid:v\r\n",
        "a=extmap:5 ",
        "a=rtcp-fb:100 transport-cc\r\n",
        "a=fmtp:101 apt=100\r\n",
        "a=setup:active\r\n",
        "a=recvonly\r\n",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(!text.contains("nack pli"), "it was not offered");
}
