//! What an offer says, as far as it matters here.

use std::io::Cursor;

use rtc_sdp::description::{
    common::Attribute, media::MediaDescription, session::SessionDescription,
};

use super::simulcast::OfferedLayers;
use crate::{
    codec::Kind,
    limits,
    refusal::Refusal,
    transport::{Fingerprint, IceCredentials},
};

#[derive(Debug)]
pub struct Offer {
    pub sections: Vec<Section>,
    /// Mids of the first BUNDLE group.
    pub bundle: Vec<String>,
    pub extmap_allow_mixed: bool,
    session: Transportation,
}

/// The peer's side of ICE and DTLS.
#[derive(Clone, Debug)]
pub struct RemoteTransport {
    pub ice: IceCredentials,
    pub fingerprint: Fingerprint,
}

#[derive(Debug)]
pub struct Section {
    pub media: String,
    pub protocol: String,
    pub formats: Vec<String>,
    pub kind: Option<Kind>,
    pub mid: String,
    pub sends: bool,
    pub receives: bool,
    pub offered: bool,
    pub rtcp_mux: bool,
    pub rtcp_reduced_size: bool,
    pub payloads: Vec<OfferedPayload>,
    /// Numbers and URIs of header extensions.
    pub extensions: Vec<(u8, String)>,
    pub layers: OfferedLayers,
    transport: Transportation,
}

#[derive(Clone, Debug, Default)]
pub struct OfferedPayload {
    pub number: u8,
    pub name: String,
    pub clock_hz: u32,
    pub parameters: String,
    pub feedback: Vec<String>,
}

/// Transport attributes, which may stand at the session or at a section.
#[derive(Clone, Debug, Default)]
struct Transportation {
    fragment: Option<String>,
    password: Option<String>,
    fingerprints: Vec<String>,
    setup: Option<String>,
}

impl Offer {
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        if text.len() > limits::OFFER_BYTES_MAX {
            return Err(Refusal::MalformedOffer("too long"));
        }
        if has_control(text) {
            return Err(Refusal::MalformedOffer("a control character"));
        }
        let session = SessionDescription::unmarshal(&mut Cursor::new(text.as_bytes()))
            .map_err(|_| Refusal::MalformedOffer("not SDP"))?;
        if session.media_descriptions.is_empty() {
            return Err(Refusal::MalformedOffer("no media section"));
        }
        if session.media_descriptions.len() > limits::SECTIONS_PER_OFFER_MAX {
            return Err(Refusal::MalformedOffer("too many media sections"));
        }
        let sections = session
            .media_descriptions
            .iter()
            .map(Section::read)
            .collect::<Result<_, _>>()?;
        let bundle = values(&session.attributes, "group")
            .find_map(|group| group.strip_prefix("BUNDLE"))
            .map(|mids| mids.split_whitespace().map(str::to_owned).collect())
            .unwrap_or_default();
        Ok(Self {
            sections,
            bundle,
            extmap_allow_mixed: has(&session.attributes, "extmap-allow-mixed"),
            session: Transportation::read(&session.attributes),
        })
    }

    /// ICE credentials and certificate of a section: its own attributes count, then the
    /// session's, then those of the sections that it is bundled with (RFC 8843 §7.1.3).
    pub fn transport(&self, section: &Section) -> Result<RemoteTransport, Refusal> {
        let bundled = self
            .sections
            .iter()
            .filter(|other| self.are_bundled(section, other))
            .map(|other| &other.transport);
        let places: Vec<&Transportation> = [&section.transport, &self.session]
            .into_iter()
            .chain(bundled)
            .collect();
        let first = |attribute: fn(&Transportation) -> Option<&String>| {
            places.iter().find_map(|place| attribute(place))
        };
        let fragment = first(|place| place.fragment.as_ref())
            .ok_or(Refusal::MalformedOffer("no ice-ufrag"))?;
        let password =
            first(|place| place.password.as_ref()).ok_or(Refusal::MalformedOffer("no ice-pwd"))?;
        let ice = credentials(fragment, password).ok_or(Refusal::MalformedOffer(
            "ICE credentials of a forbidden form",
        ))?;
        let fingerprint = places
            .iter()
            .flat_map(|place| &place.fingerprints)
            .find_map(|text| Fingerprint::parse(text))
            .ok_or(Refusal::MalformedOffer(
                "no fingerprint with SHA-256, SHA-384 or SHA-512",
            ))?;
        // Without the attribute the offerer is the active side (RFC 4145 §4.1).
        match first(|place| place.setup.as_ref()).map(String::as_str) {
            None | Some("actpass" | "active") => {}
            Some(_) => {
                return Err(Refusal::MalformedOffer(
                    "a=setup must allow the active role",
                ));
            }
        }
        Ok(RemoteTransport { ice, fingerprint })
    }

    /// Whether one transport carries both.
    pub fn are_bundled(&self, one: &Section, other: &Section) -> bool {
        [one, other]
            .iter()
            .all(|section| !section.mid.is_empty() && self.bundle.contains(&section.mid))
    }
}

/// Credentials of a form that RFC 8839 §5.4 allows, as far as a user name can carry them.
pub fn credentials(fragment: &str, password: &str) -> Option<IceCredentials> {
    let lengths = (4..=256).contains(&fragment.len()) && (22..=256).contains(&password.len());
    let letters = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b':')
    };
    (lengths && letters(fragment) && letters(password)).then(|| IceCredentials {
        fragment: fragment.to_owned(),
        password: password.to_owned(),
    })
}

impl Section {
    fn read(media: &MediaDescription) -> Result<Self, Refusal> {
        let attributes = &media.attributes;
        let name = &media.media_name;
        let (sends, receives) = directions(attributes);
        let mut section = Self {
            media: name.media.clone(),
            protocol: name.protos.join("/"),
            formats: name.formats.clone(),
            kind: match name.media.as_str() {
                "audio" => Some(Kind::Audio),
                "video" => Some(Kind::Video),
                _ => None,
            },
            mid: values(attributes, "mid")
                .next()
                .unwrap_or_default()
                .to_owned(),
            sends,
            receives,
            offered: name.port.value != 0 || has(attributes, "bundle-only"),
            rtcp_mux: has(attributes, "rtcp-mux"),
            rtcp_reduced_size: has(attributes, "rtcp-rsize"),
            payloads: Vec::new(),
            extensions: values(attributes, "extmap").filter_map(extension).collect(),
            layers: OfferedLayers::default(),
            transport: Transportation::read(attributes),
        };
        if section.kind.is_some() {
            section.payloads = payloads(name.formats.iter(), attributes)?;
        }
        if section.kind == Some(Kind::Video) {
            section.layers = OfferedLayers::read(attributes);
        }
        Ok(section)
    }

    pub fn extension(&self, uri: &str) -> Option<u8> {
        self.extensions
            .iter()
            .find(|(_, found)| found == uri)
            .map(|(number, _)| *number)
    }
}

impl Transportation {
    fn read(attributes: &[Attribute]) -> Self {
        let first = |key| values(attributes, key).next().map(str::to_owned);
        Self {
            fragment: first("ice-ufrag"),
            password: first("ice-pwd"),
            fingerprints: values(attributes, "fingerprint")
                .map(str::to_owned)
                .collect(),
            setup: first("setup"),
        }
    }
}

fn payloads<'a>(
    formats: impl Iterator<Item = &'a String>,
    attributes: &[Attribute],
) -> Result<Vec<OfferedPayload>, Refusal> {
    let mut payloads = Vec::new();
    for format in formats {
        let number =
            format
                .parse()
                .ok()
                .filter(|number| *number < 128)
                .ok_or(Refusal::MalformedOffer(
                    "a payload type is not a number below 128",
                ))?;
        payloads.push(OfferedPayload {
            number,
            ..OfferedPayload::default()
        });
    }
    for (key, value) in attributes
        .iter()
        .filter_map(|found| Some((found.key.as_str(), found.value.as_ref()?)))
    {
        let Some((number, text)) = value.split_once(' ') else {
            continue;
        };
        let chosen = payloads
            .iter_mut()
            .filter(|found| number == "*" || number.parse() == Ok(found.number));
        for payload in chosen {
            match key {
                "rtpmap" => payload.read_map(text),
                "fmtp" => text.clone_into(&mut payload.parameters),
                "rtcp-fb" => payload.feedback.push(text.trim().to_owned()),
                _ => {}
            }
        }
    }
    Ok(payloads)
}

impl OfferedPayload {
    fn read_map(&mut self, text: &str) {
        let mut parts = text.trim().split('/');
        parts.next().unwrap_or_default().clone_into(&mut self.name);
        self.clock_hz = parts
            .next()
            .and_then(|clock| clock.parse().ok())
            .unwrap_or(0);
    }

    /// One parameter of `a=fmtp`.
    pub fn parameter(&self, key: &str) -> Option<&str> {
        self.parameters
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(found, _)| found.eq_ignore_ascii_case(key))
            .map(|(_, value)| value.trim())
    }

    pub fn has_feedback(&self, wanted: &str) -> bool {
        self.feedback.iter().any(|found| found == wanted)
    }
}

/// Some readers end a line at a lone CR, so a mid that holds one would add lines to the answer.
fn has_control(text: &str) -> bool {
    text.split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
        .any(|line| line.contains(|found: char| found.is_control() && found != '\t'))
}

fn directions(attributes: &[Attribute]) -> (bool, bool) {
    let is = |key| has(attributes, key);
    if is("sendonly") {
        (true, false)
    } else if is("recvonly") {
        (false, true)
    } else {
        let active = !is("inactive");
        (active, active)
    }
}

fn extension(value: &str) -> Option<(u8, String)> {
    let mut parts = value.split_whitespace();
    let number = parts.next()?.split('/').next()?.parse().ok()?;
    Some((number, parts.next()?.to_owned()))
}

fn has(attributes: &[Attribute], key: &str) -> bool {
    attributes.iter().any(|found| found.key == key)
}

pub fn values<'a>(attributes: &'a [Attribute], key: &'a str) -> impl Iterator<Item = &'a str> {
    attributes
        .iter()
        .filter(move |found| found.key == key)
        .filter_map(|found| found.value.as_deref())
}
