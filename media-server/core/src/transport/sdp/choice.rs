//! Which sections and codecs of an offer are taken.

use super::{
    fragment::Tag,
    h264,
    offer::{Offer, OfferedPayload, RemoteTransport, Section},
    simulcast::Layers,
};
use crate::{
    codec::{Codec, Kind},
    refusal::Refusal,
};

pub const MID_URI: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";
pub const TRANSPORT_CC_URI: &str =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

pub const PLAYOUT_DELAY_URI: &str = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay";
/// What we write are extensions of the one-byte form (RFC 8285 §4.2).
const ONE_BYTE_ID_MAX: u8 = 14;

/// Best first: H.264 is made by a phone's hardware, VP8 is understood by every browser.
const CODECS: [Codec; 3] = [Codec::H264, Codec::Vp8, Codec::Opus];

/// The names of the one profile that is spoken (RFC 8829 §5.1.2).
const PROTOCOLS: [&str; 3] = ["UDP/TLS/RTP/SAVPF", "TCP/TLS/RTP/SAVPF", "RTP/SAVPF"];

/// Which way media is to flow, seen from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    ToReceive,
    ToSend,
}

#[derive(Debug)]
pub struct Choice {
    pub wanted: Wanted,
    pub remote: RemoteTransport,
    pub tag: Tag,
    /// One entry per section of the offer; `None` is answered with port 0.
    pub sections: Vec<Option<Accepted>>,
}

impl Choice {
    pub fn accepted(&self) -> impl Iterator<Item = &Accepted> {
        self.sections.iter().flatten()
    }
}

#[derive(Clone, Debug)]
pub struct Accepted {
    pub kind: Kind,
    /// Best first, never empty.
    pub payloads: Vec<Payload>,
    pub mid_extension: Option<u8>,
    pub transport_cc_extension: Option<u8>,
    /// Towards viewers only.
    pub playout_delay_extension: Option<u8>,
    pub bandwidth: BandwidthFeedback,
    pub layers: Layers,
}

/// How the sender learns what the path carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BandwidthFeedback {
    TransportCc,
    Remb,
    None,
}

#[derive(Clone, Debug)]
pub struct Payload {
    pub codec: Codec,
    pub number: u8,
    /// Payload type of retransmissions (RFC 4588).
    pub rtx: Option<u8>,
    pub parameters: String,
    /// Lines of `a=rtcp-fb` that are taken.
    pub feedback: Vec<&'static str>,
}

/// Takes one video and one audio section where one transport carries both, else one of them.
pub fn choose(offer: &Offer, wanted: Wanted) -> Result<Choice, Refusal> {
    let mut sections: Vec<Option<Accepted>> = vec![None; offer.sections.len()];
    let mut first: Option<&Section> = None;
    let mut codec_missed = false;
    // Video first, so that it is not the one left out when the two are not bundled.
    for kind in [Kind::Video, Kind::Audio] {
        for (section, place) in offer.sections.iter().zip(&mut sections) {
            let joined = first.is_none_or(|first| offer.are_bundled(first, section));
            if section.kind != Some(kind) || !section.is_usable(wanted) || !joined {
                continue;
            }
            *place = section.accept(wanted);
            if place.is_some() {
                first = first.or(Some(section));
                break;
            }
            codec_missed = true;
        }
    }
    let Some(first) = first else {
        return Err(match codec_missed {
            true => Refusal::NoUsableCodec,
            false => Refusal::NoUsableMedia,
        });
    };
    let mut taken = offer.sections.iter().zip(&sections);
    let tagged = taken.find(|(_, accepted)| accepted.is_some());
    let tagged = tagged.map_or(first, |(section, _)| section);
    Ok(Choice {
        wanted,
        remote: offer.transport(first)?,
        tag: Tag {
            kind: tagged.kind.unwrap_or(Kind::Video),
            mid: tagged.mid.clone(),
        },
        sections,
    })
}

impl Section {
    fn is_usable(&self, wanted: Wanted) -> bool {
        let flows = match wanted {
            Wanted::ToReceive => self.sends,
            Wanted::ToSend => self.receives,
        };
        flows && self.offered && self.rtcp_mux && PROTOCOLS.contains(&self.protocol.as_str())
    }

    fn accept(&self, wanted: Wanted) -> Option<Accepted> {
        let kind = self.kind?;
        let transport_cc_extension = self
            .extension(TRANSPORT_CC_URI)
            .filter(|id| wanted == Wanted::ToReceive || *id <= ONE_BYTE_ID_MAX);
        let mut chosen: Vec<&OfferedPayload> = CODECS
            .into_iter()
            .filter(|codec| codec.kind() == kind)
            .filter_map(|codec| best(&self.payloads, codec, wanted))
            .collect();
        chosen.dedup_by_key(|payload| payload.number);
        let bandwidth = match transport_cc_extension {
            Some(_)
                if chosen
                    .iter()
                    .all(|found| found.has_feedback("transport-cc")) =>
            {
                BandwidthFeedback::TransportCc
            }
            _ if chosen.iter().any(|found| found.has_feedback("goog-remb")) => {
                BandwidthFeedback::Remb
            }
            _ => BandwidthFeedback::None,
        };
        let payloads: Vec<_> = chosen
            .into_iter()
            .filter_map(|found| self.payload(found, bandwidth))
            .collect();
        let transport_cc_extension =
            transport_cc_extension.filter(|_| bandwidth == BandwidthFeedback::TransportCc);
        (!payloads.is_empty()).then_some(Accepted {
            kind,
            payloads,
            mid_extension: match wanted {
                Wanted::ToReceive => self.extension(MID_URI),
                Wanted::ToSend => None,
            },
            transport_cc_extension,
            playout_delay_extension: self
                .extension(PLAYOUT_DELAY_URI)
                .filter(|id| wanted == Wanted::ToSend && *id <= ONE_BYTE_ID_MAX),
            bandwidth,
            layers: match wanted {
                Wanted::ToReceive => self.layers(),
                Wanted::ToSend => Layers::default(),
            },
        })
    }

    fn payload(&self, found: &OfferedPayload, bandwidth: BandwidthFeedback) -> Option<Payload> {
        let codec = CODECS.into_iter().find(|codec| is(found, *codec))?;
        let rtx = self.payloads.iter().find(|other| {
            other.name.eq_ignore_ascii_case("rtx")
                && other.parameter("apt").and_then(|apt| apt.parse().ok()) == Some(found.number)
        });
        let mut feedback = Vec::new();
        if codec.kind() == Kind::Video {
            feedback.extend(
                ["nack", "nack pli", "ccm fir"]
                    .into_iter()
                    .filter(|wanted| found.has_feedback(wanted)),
            );
        }
        match bandwidth {
            BandwidthFeedback::TransportCc => feedback.push("transport-cc"),
            BandwidthFeedback::Remb if found.has_feedback("goog-remb") => {
                feedback.push("goog-remb")
            }
            BandwidthFeedback::Remb | BandwidthFeedback::None => {}
        }
        Some(Payload {
            codec,
            number: found.number,
            rtx: rtx.map(|rtx| rtx.number),
            parameters: match codec {
                Codec::H264 => h264::answered(found),
                Codec::Vp8 | Codec::Opus => found.parameters.clone(),
            },
            feedback,
        })
    }
}

fn is(payload: &OfferedPayload, codec: Codec) -> bool {
    payload.name.eq_ignore_ascii_case(codec.name()) && payload.clock_hz == codec.clock_hz()
}

fn best(payloads: &[OfferedPayload], codec: Codec, wanted: Wanted) -> Option<&OfferedPayload> {
    let mut fitting = payloads.iter().filter(|payload| is(payload, codec));
    if codec != Codec::H264 {
        return fitting.next();
    }
    fitting
        .filter_map(|payload| Some((h264::preference(payload, wanted)?, payload)))
        .min_by(|(one, _), (other, _)| one.cmp(other))
        .map(|(_, payload)| payload)
}
