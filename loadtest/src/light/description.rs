//! Descriptions (RFC 8829) of one video section: written for us, read from a server.

use std::net::SocketAddr;

use anyhow::{Context as _, ensure};
use media_core::far_end::{FarEnd, Server};

const TRANSPORT_CC_URI: &str =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
/// Numbers of ours in offers; in answers the server's stand.
const MEDIA_TYPE: u8 = 96;
const RTX_TYPE: u8 = 97;
const TRANSPORT_CC_ID: u8 = 3;
const FEEDBACK: [&str; 5] = ["nack", "nack pli", "ccm fir", "goog-remb", "transport-cc"];

/// SSRCs of a publisher: media and retransmissions.
#[derive(Clone, Copy, Debug)]
pub struct Sources {
    pub media: u32,
    pub rtx: u32,
}

/// What both ends agreed on.
#[derive(Clone, Debug)]
pub struct Agreed {
    pub server: Server,
    pub media_type: u8,
    pub rtx_type: Option<u8>,
    /// Number of the header extension.
    pub transport_cc: Option<u8>,
    /// Where there is no transport-wide feedback.
    pub remb: bool,
}

/// Our numbers for one section.
struct Section<'a> {
    mid: &'a str,
    direction: &'a str,
    media_type: u8,
    rtx_type: Option<u8>,
    transport_cc: Option<u8>,
    feedback: Vec<&'a str>,
    sources: Option<Sources>,
}

pub fn offer(far: &FarEnd, local: SocketAddr, sources: Option<Sources>) -> String {
    let direction = if sources.is_some() {
        "sendonly"
    } else {
        "recvonly"
    };
    let section = Section {
        mid: "0",
        direction,
        media_type: MEDIA_TYPE,
        rtx_type: Some(RTX_TYPE),
        transport_cc: Some(TRANSPORT_CC_ID),
        feedback: FEEDBACK.to_vec(),
        sources,
    };
    write(far, local, &section)
}

/// A viewer's answer to a server that offers.
pub fn answer(far: &FarEnd, local: SocketAddr, offer: &str) -> anyhow::Result<String> {
    let offered = Remote(offer);
    let media_type = offered.media_type()?;
    let section = Section {
        mid: offered.value("a=mid:").unwrap_or("0"),
        direction: "recvonly",
        media_type,
        rtx_type: offered.rtx_type(media_type),
        transport_cc: offered.transport_cc(media_type),
        feedback: FEEDBACK
            .into_iter()
            .filter(|name| offered.has_feedback(media_type, name))
            .collect(),
        sources: None,
    };
    Ok(write(far, local, &section))
}

/// Reads the server's offer or answer.
pub fn agreed(text: &str) -> anyhow::Result<Agreed> {
    let remote = Remote(text);
    let media_type = remote.media_type()?;
    let transport_cc = remote.transport_cc(media_type);
    Ok(Agreed {
        server: Server {
            fragment: remote.needed("a=ice-ufrag:")?.to_owned(),
            password: remote.needed("a=ice-pwd:")?.to_owned(),
            fingerprint: remote.needed("a=fingerprint:")?.to_owned(),
            candidate: remote.candidate()?,
        },
        media_type,
        rtx_type: remote.rtx_type(media_type),
        transport_cc,
        remb: transport_cc.is_none() && remote.has_feedback(media_type, "goog-remb"),
    })
}

fn write(far: &FarEnd, local: SocketAddr, section: &Section<'_>) -> String {
    let (fragment, password) = far.credentials();
    let media = section.media_type;
    let mut lines = vec![
        "v=0".to_owned(),
        "o=- 1 1 IN IP4 127.0.0.1".to_owned(),
        "s=-".to_owned(),
        "t=0 0".to_owned(),
        format!("a=group:BUNDLE {}", section.mid),
        "a=msid-semantic: WMS *".to_owned(),
        match section.rtx_type {
            Some(rtx) => format!("m=video 9 UDP/TLS/RTP/SAVPF {media} {rtx}"),
            None => format!("m=video 9 UDP/TLS/RTP/SAVPF {media}"),
        },
        "c=IN IP4 0.0.0.0".to_owned(),
        "a=rtcp:9 IN IP4 0.0.0.0".to_owned(),
        format!(
            "a=candidate:1 1 udp 2130706431 {} {} typ host",
            local.ip(),
            local.port()
        ),
        "a=end-of-candidates".to_owned(),
        format!("a=ice-ufrag:{fragment}"),
        format!("a=ice-pwd:{password}"),
        format!("a=fingerprint:{}", far.fingerprint()),
        "a=setup:active".to_owned(),
        format!("a=mid:{}", section.mid),
    ];
    lines.extend(
        section
            .transport_cc
            .map(|id| format!("a=extmap:{id} {TRANSPORT_CC_URI}")),
    );
    lines.push(format!("a={}", section.direction));
    lines.push("a=rtcp-mux".to_owned());
    lines.push("a=rtcp-rsize".to_owned());
    lines.push(format!("a=rtpmap:{media} VP8/90000"));
    lines.extend(
        section
            .feedback
            .iter()
            .map(|name| format!("a=rtcp-fb:{media} {name}")),
    );
    if let Some(rtx) = section.rtx_type {
        lines.push(format!("a=rtpmap:{rtx} rtx/90000"));
        lines.push(format!("a=fmtp:{rtx} apt={media}"));
    }
    if let Some(Sources { media, rtx }) = section.sources {
        lines.push("a=msid:light video".to_owned());
        lines.push(format!("a=ssrc-group:FID {media} {rtx}"));
        for ssrc in [media, rtx] {
            lines.push(format!("a=ssrc:{ssrc} cname:light"));
            lines.push(format!("a=ssrc:{ssrc} msid:light video"));
        }
    }
    lines.join("\r\n") + "\r\n"
}

/// A server's description, read line by line: there is one section of interest.
struct Remote<'a>(&'a str);

impl<'a> Remote<'a> {
    fn values(&self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .lines()
            .filter_map(move |line| line.trim_end().strip_prefix(key))
    }

    fn value(&self, key: &'a str) -> Option<&'a str> {
        self.values(key).next()
    }

    fn needed(&self, key: &'a str) -> anyhow::Result<&'a str> {
        self.value(key)
            .with_context(|| format!("the server's description has no {key}"))
    }

    /// Payload type and encoding of each `a=rtpmap`.
    fn payload_types(&self) -> impl Iterator<Item = (u8, &'a str)> {
        self.values("a=rtpmap:").filter_map(|value| {
            let (number, encoding) = value.split_once(' ')?;
            Some((number.parse().ok()?, encoding))
        })
    }

    fn media_type(&self) -> anyhow::Result<u8> {
        let port = self.needed("m=video ")?.split(' ').next();
        ensure!(port != Some("0"), "the server refused the video");
        self.payload_types()
            .find(|(_, encoding)| encoding.eq_ignore_ascii_case("VP8/90000"))
            .map(|(number, _)| number)
            .context("the server takes no VP8")
    }

    fn rtx_type(&self, media_type: u8) -> Option<u8> {
        let apt = format!("apt={media_type}");
        let rtx: Vec<u8> = self
            .payload_types()
            .filter(|(_, encoding)| encoding.eq_ignore_ascii_case("rtx/90000"))
            .map(|(number, _)| number)
            .collect();
        self.values("a=fmtp:").find_map(|value| {
            let (number, parameters) = value.split_once(' ')?;
            let number = number.parse().ok()?;
            let belongs = parameters.split(';').any(|one| one.trim() == apt);
            (belongs && rtx.contains(&number)).then_some(number)
        })
    }

    fn has_feedback(&self, media_type: u8, name: &str) -> bool {
        self.values("a=rtcp-fb:").any(|value| {
            value.split_once(' ').is_some_and(|(number, found)| {
                found == name && (number == "*" || number.parse() == Ok(media_type))
            })
        })
    }

    fn transport_cc(&self, media_type: u8) -> Option<u8> {
        let id = self.values("a=extmap:").find_map(|value| {
            let (id, uri) = value.split_once(' ')?;
            let id = id.split('/').next()?;
            uri.trim()
                .starts_with(TRANSPORT_CC_URI)
                .then(|| id.parse().ok())?
        })?;
        self.has_feedback(media_type, "transport-cc").then_some(id)
    }

    /// The first IPv4 host candidate over UDP.
    fn candidate(&self) -> anyhow::Result<SocketAddr> {
        self.values("a=candidate:")
            .find_map(|value| {
                let words: Vec<&str> = value.split_whitespace().collect();
                let udp = words.get(2)?.eq_ignore_ascii_case("udp");
                let host = words.get(7) == Some(&"host");
                let ip: std::net::Ipv4Addr = words.get(4)?.parse().ok()?;
                let port = words.get(5)?.parse().ok()?;
                (udp && host).then(|| (ip, port).into())
            })
            .context("the server named no IPv4 address for UDP")
    }
}

#[cfg(test)]
mod tests {
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
}
