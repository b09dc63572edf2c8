//! The answer's text.

use std::{
    fmt::{self, Write as _},
    net::SocketAddr,
};

use super::{
    choice::{Accepted, Choice, MID_URI, PLAYOUT_DELAY_URI, Payload, TRANSPORT_CC_URI, Wanted},
    offer::{Offer, Section},
    simulcast::{REPAIRED_RID_URI, RID_URI},
};
use crate::{
    codec::{Codec, Kind},
    limits,
    transport::{Fingerprint, IceCredentials},
};

/// Our side of ICE and DTLS.
pub struct LocalTransport<'a> {
    pub ice: &'a IceCredentials,
    pub fingerprint: &'a Fingerprint,
    /// Host candidates.
    pub candidates: &'a [SocketAddr],
    /// Passive host candidates of TCP (RFC 6544).
    pub tcp_candidates: &'a [SocketAddr],
    /// Number of the session line.
    pub session: u32,
}

/// Below every kind of UDP candidate, as libwebrtc ranks it.
const TCP_TYPE_PREFERENCE: u32 = 90;
/// Direction preference 4 for passive, and the highest other preference (RFC 6544 §4.2).
const TCP_PASSIVE_PREFERENCE: u32 = 4 << 13 | 0x1fff;

/// Priority of the n-th host candidate (RFC 8445 §5.1.2.1).
fn priority(kind: u32, preference: u32, place: usize) -> u32 {
    let place = u32::try_from(place).unwrap_or(u32::MAX);
    kind << 24 | preference.saturating_sub(place) << 8 | 255
}

/// SSRCs of what we send in one section: media and retransmissions.
pub type Sources = (u32, Option<u32>);

/// Writes the answer; `sources` tells the SSRCs of a section in which we send.
pub fn write(
    offer: &Offer,
    choice: &Choice,
    local: &LocalTransport<'_>,
    sources: impl Fn(Kind) -> Option<Sources>,
) -> String {
    let mut text = String::with_capacity(4096);
    // Writing into a String cannot fail.
    let _ = write_all(&mut text, offer, choice, local, sources);
    text
}

fn write_all(
    text: &mut String,
    offer: &Offer,
    choice: &Choice,
    local: &LocalTransport<'_>,
    sources: impl Fn(Kind) -> Option<Sources>,
) -> fmt::Result {
    let sections = || offer.sections.iter().zip(&choice.sections);
    write!(
        text,
        "v=0\r\no=- {} 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n",
        local.session
    )?;
    let bundled: Vec<&str> = sections()
        .filter(|(section, accepted)| accepted.is_some() && offer.bundle.contains(&section.mid))
        .map(|(section, _)| section.mid.as_str())
        .collect();
    if !bundled.is_empty() {
        write!(text, "a=group:BUNDLE {}\r\n", bundled.join(" "))?;
    }
    if offer.extmap_allow_mixed {
        text.push_str("a=extmap-allow-mixed\r\n");
    }
    text.push_str("a=ice-lite\r\na=msid-semantic: WMS *\r\n");
    for (section, accepted) in sections() {
        match accepted {
            None => write_rejected(text, section)?,
            Some(accepted) => {
                write_head(text, section, accepted)?;
                write_transport(text, local)?;
                write_section(text, section, accepted, choice.wanted)?;
                if choice.wanted == Wanted::ToSend
                    && let Some(sources) = sources(accepted.kind)
                {
                    write_sources(text, accepted.kind, sources)?;
                }
            }
        }
    }
    Ok(())
}

fn write_rejected(text: &mut String, section: &Section) -> fmt::Result {
    let (media, protocol) = (&section.media, &section.protocol);
    let format = section.formats.first().map_or("0", String::as_str);
    write!(
        text,
        "m={media} 0 {protocol} {format}\r\nc=IN IP4 0.0.0.0\r\na=inactive\r\n"
    )?;
    if !section.mid.is_empty() {
        write!(text, "a=mid:{}\r\n", section.mid)?;
    }
    Ok(())
}

fn write_head(text: &mut String, section: &Section, accepted: &Accepted) -> fmt::Result {
    write!(text, "m={} 9 {}", section.media, section.protocol)?;
    for payload in &accepted.payloads {
        write!(text, " {}", payload.number)?;
        if let Some(rtx) = payload.rtx {
            write!(text, " {rtx}")?;
        }
    }
    text.push_str("\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n");
    Ok(())
}

fn write_transport(text: &mut String, local: &LocalTransport<'_>) -> fmt::Result {
    write_candidates(text, local)?;
    write!(text, "a=ice-ufrag:{}\r\n", local.ice.fragment)?;
    write!(text, "a=ice-pwd:{}\r\n", local.ice.password)?;
    write!(
        text,
        "a=fingerprint:sha-256 {}\r\na=setup:passive\r\n",
        local.fingerprint.hex()
    )
}

pub(super) fn write_candidates(text: &mut String, local: &LocalTransport<'_>) -> fmt::Result {
    let udp = local.candidates.iter().enumerate();
    let tcp = local.tcp_candidates.iter().enumerate();
    for (place, candidate) in udp {
        let (ip, port) = (candidate.ip(), candidate.port());
        let (foundation, priority) = (place + 1, priority(126, 65_535, place));
        write!(
            text,
            "a=candidate:{foundation} 1 udp {priority} {ip} {port} typ host\r\n"
        )?;
    }
    for (place, candidate) in tcp {
        let (ip, port) = (candidate.ip(), candidate.port());
        let foundation = local.candidates.len() + place + 1;
        let priority = priority(TCP_TYPE_PREFERENCE, TCP_PASSIVE_PREFERENCE, place);
        write!(
            text,
            "a=candidate:{foundation} 1 tcp {priority} {ip} {port} typ host tcptype passive\r\n"
        )?;
    }
    text.push_str("a=end-of-candidates\r\n");
    Ok(())
}

fn write_section(
    text: &mut String,
    section: &Section,
    accepted: &Accepted,
    wanted: Wanted,
) -> fmt::Result {
    if !section.mid.is_empty() {
        write!(text, "a=mid:{}\r\n", section.mid)?;
    }
    for (number, uri) in [
        (accepted.mid_extension, MID_URI),
        (accepted.transport_cc_extension, TRANSPORT_CC_URI),
        (accepted.layers.rid_extension, RID_URI),
        (accepted.layers.repaired_rid_extension, REPAIRED_RID_URI),
    ] {
        if let Some(number) = number {
            write!(text, "a=extmap:{number} {uri}\r\n")?;
        }
    }
    // Firefox offers it with a direction, so the answer has one (RFC 8285 §6).
    if let Some(number) = accepted.playout_delay_extension {
        write!(text, "a=extmap:{number}/sendonly {PLAYOUT_DELAY_URI}\r\n")?;
    }
    text.push_str(match wanted {
        Wanted::ToReceive => "a=recvonly\r\na=rtcp-mux\r\n",
        Wanted::ToSend => "a=sendonly\r\na=rtcp-mux\r\n",
    });
    if section.rtcp_reduced_size {
        text.push_str("a=rtcp-rsize\r\n");
    }
    accepted
        .payloads
        .iter()
        .try_for_each(|payload| write_payload(text, payload, wanted))?;
    write_layers(text, &accepted.layers.rids)
}

fn write_payload(text: &mut String, payload: &Payload, wanted: Wanted) -> fmt::Result {
    let Payload {
        codec,
        number,
        parameters,
        ..
    } = payload;
    let channels = if *codec == Codec::Opus { "/2" } else { "" };
    let (name, clock_hz) = (codec.name(), codec.clock_hz());
    write!(text, "a=rtpmap:{number} {name}/{clock_hz}{channels}\r\n")?;
    for feedback in &payload.feedback {
        write!(text, "a=rtcp-fb:{number} {feedback}\r\n")?;
    }
    // Chromium's word for the least that it sends; others pass over what they do not know
    // (RFC 8866 §6.15).
    let sends_video = codec.kind() == Kind::Video && matches!(wanted, Wanted::ToReceive);
    let floor = sends_video.then(|| format!("x-google-min-bitrate={}", limits::ENCODER_KBPS_MIN));
    let offered = (!parameters.is_empty()).then(|| parameters.clone());
    let all: Vec<String> = offered.into_iter().chain(floor).collect();
    if !all.is_empty() {
        write!(text, "a=fmtp:{number} {}\r\n", all.join(";"))?;
    }
    match payload.rtx {
        Some(rtx) => write!(
            text,
            "a=rtpmap:{rtx} rtx/{clock_hz}\r\na=fmtp:{rtx} apt={number}\r\n"
        ),
        None => Ok(()),
    }
}

/// The layers that we take (RFC 8853 §5.3.2); those left out are not sent.
fn write_layers(text: &mut String, rids: &[String]) -> fmt::Result {
    for rid in rids {
        write!(text, "a=rid:{rid} recv\r\n")?;
    }
    match rids {
        [] => Ok(()),
        _ => write!(text, "a=simulcast:recv {}\r\n", rids.join(";")),
    }
}

/// The media SSRC stands first: browsers take the first line as the media's.
fn write_sources(text: &mut String, kind: Kind, (media, rtx): Sources) -> fmt::Result {
    let track = match kind {
        Kind::Audio => "audio",
        Kind::Video => "video",
    };
    write!(text, "a=msid:genba {track}\r\n")?;
    if let Some(rtx) = rtx {
        write!(text, "a=ssrc-group:FID {media} {rtx}\r\n")?;
    }
    for ssrc in [Some(media), rtx].into_iter().flatten() {
        write!(
            text,
            "a=ssrc:{ssrc} cname:genba\r\na=ssrc:{ssrc} msid:genba {track}\r\n"
        )?;
    }
    Ok(())
}
