//! `application/trickle-ice-sdpfrag` (RFC 8840), as PATCH carries it in WHIP and WHEP.

use std::fmt::Write as _;

use super::{
    answer::{LocalTransport, write_candidates},
    offer,
};
use crate::{codec::Kind, limits, refusal::Refusal, transport::IceCredentials};

pub const MEDIA_TYPE: &str = "application/trickle-ice-sdpfrag";

/// What a peer sends after its offer. Its candidates are read for form only: a lite agent never
/// checks them, it waits for the peer's checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// Those of the ICE session that the candidates belong to, or of a new one.
    pub credentials: IceCredentials,
    pub candidates: usize,
}

/// The section that carries the bundle: the one that fragments are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    pub kind: Kind,
    pub mid: String,
}

impl Fragment {
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        if text.len() > limits::FRAGMENT_BYTES_MAX {
            return Err(Refusal::MalformedFragment("too long"));
        }
        let (mut ufrag, mut password, mut candidates) = (None, None, 0);
        for line in text.lines() {
            let (kind, value) = line
                .split_once('=')
                .filter(|(kind, _)| kind.len() == 1)
                .ok_or(Refusal::MalformedFragment("a line is not of SDP"))?;
            if kind != "a" {
                continue;
            }
            match value.split_once(':') {
                // Bundled sections repeat the credentials; the first ones count.
                Some(("ice-ufrag", value)) => ufrag = ufrag.or(Some(value)),
                Some(("ice-pwd", value)) => password = password.or(Some(value)),
                Some(("candidate", value)) => {
                    if !is_candidate(value) {
                        return Err(Refusal::MalformedFragment("a candidate cannot be read"));
                    }
                    candidates += 1;
                }
                _ => {}
            }
        }
        let (Some(ufrag), Some(password)) = (ufrag, password) else {
            return Err(Refusal::MalformedFragment("no ice-ufrag or ice-pwd"));
        };
        let credentials = offer::credentials(ufrag.trim(), password.trim()).ok_or(
            Refusal::MalformedFragment("ICE credentials of a forbidden form"),
        )?;
        Ok(Self {
            credentials,
            candidates,
        })
    }
}

/// Our side of a restarted ICE session.
pub fn write_fragment(tag: &Tag, local: &LocalTransport<'_>) -> String {
    let mut text = String::with_capacity(1024);
    let media = match tag.kind {
        Kind::Audio => "audio",
        Kind::Video => "video",
    };
    // Writing into a String cannot fail.
    let _ = write!(
        text,
        "a=ice-lite\r\nm={media} 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:{}\r\na=ice-ufrag:{}\r\na=ice-pwd:{}\r\n",
        tag.mid, local.ice.fragment, local.ice.password
    );
    let _ = write_candidates(&mut text, local);
    text
}

/// Foundation, component, transport, priority, address, port, `typ`, type (RFC 8839 §5.1).
fn is_candidate(value: &str) -> bool {
    let fields: Vec<&str> = value.split_whitespace().take(8).collect();
    fields.len() == 8
        && fields[1].parse::<u16>().is_ok()
        && fields[3].parse::<u32>().is_ok()
        && fields[5].parse::<u16>().is_ok()
        && fields[6] == "typ"
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHROMIUM_LIKE: &str = "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n\
        m=audio 9 RTP/AVP 0\r\na=mid:0\r\n\
        a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw network-id 1\r\n\
        a=candidate:3471623853 1 tcp 1518280447 198.51.100.1 9 typ host tcptype active\r\n\
        a=candidate:473322822 1 udp 2122194687 7f1e.local 61765 typ host\r\n\
        a=end-of-candidates\r\n";

    #[test]
    fn credentials_and_candidates_are_read() {
        let fragment = Fragment::parse(CHROMIUM_LIKE).unwrap();
        assert_eq!(fragment.credentials.fragment, "EsAw");
        assert_eq!(fragment.credentials.password, "P2uYro0UCOQ4zxjKXaWCBui1");
        assert_eq!(fragment.candidates, 3);
        let no_more = "a=ice-ufrag:EsAw\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\na=end-of-candidates\n";
        assert_eq!(Fragment::parse(no_more).unwrap().candidates, 0);
    }

    #[test]
    fn what_is_no_fragment_is_refused() {
        let long = format!("{CHROMIUM_LIKE}{}", "a=x\r\n".repeat(8000));
        let short_password = CHROMIUM_LIKE.replace("P2uYro0UCOQ4zxjKXaWCBui1", "short");
        let colon = CHROMIUM_LIKE.replace("EsAw", "Es:w");
        let candidate = CHROMIUM_LIKE.replace(" typ host", " host");
        let port = CHROMIUM_LIKE.replace("61764", "99999");
        for (name, text) in [
            ("empty", ""),
            ("words", "hello"),
            ("no credentials", "a=mid:0\r\n"),
            ("too long", &long),
            ("short password", &short_password),
            ("a colon in the user name", &colon),
            ("a candidate without a type", &candidate),
            ("a port that is none", &port),
        ] {
            let refused = matches!(Fragment::parse(text), Err(Refusal::MalformedFragment(_)));
            assert!(refused, "{name}");
        }
    }
}
