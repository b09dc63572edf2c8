//! Descriptions (RFC 8829) of one video section: written for us, read from a server.

mod remote;
mod section;

use std::net::SocketAddr;

use media_core::far_end::{FarEnd, Server};

use self::{remote::Remote, section::Section};

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
    section.write(far, local)
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
    Ok(section.write(far, local))
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

#[cfg(test)]
mod tests;
