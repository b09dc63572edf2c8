//! What stands in a server's description.

use std::net::SocketAddr;

use anyhow::{Context as _, ensure};

use super::TRANSPORT_CC_URI;

/// A server's description, read line by line: there is one section of interest.
pub struct Remote<'a>(pub &'a str);

impl<'a> Remote<'a> {
    fn values(&self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .lines()
            .filter_map(move |line| line.trim_end().strip_prefix(key))
    }

    pub fn value(&self, key: &'a str) -> Option<&'a str> {
        self.values(key).next()
    }

    pub fn needed(&self, key: &'a str) -> anyhow::Result<&'a str> {
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

    pub fn media_type(&self) -> anyhow::Result<u8> {
        let port = self.needed("m=video ")?.split(' ').next();
        ensure!(port != Some("0"), "the server refused the video");
        self.payload_types()
            .find(|(_, encoding)| encoding.eq_ignore_ascii_case("VP8/90000"))
            .map(|(number, _)| number)
            .context("the server takes no VP8")
    }

    pub fn rtx_type(&self, media_type: u8) -> Option<u8> {
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

    pub fn has_feedback(&self, media_type: u8, name: &str) -> bool {
        self.values("a=rtcp-fb:").any(|value| {
            value.split_once(' ').is_some_and(|(number, found)| {
                found == name && (number == "*" || number.parse() == Ok(media_type))
            })
        })
    }

    pub fn transport_cc(&self, media_type: u8) -> Option<u8> {
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
    pub fn candidate(&self) -> anyhow::Result<SocketAddr> {
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
