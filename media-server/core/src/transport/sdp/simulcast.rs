//! Layers of a publisher's offer: by name (RFC 8851, RFC 8853), or by SSRC groups (RFC 5576) as
//! older clients do.

use rtc_sdp::description::common::Attribute;

use super::offer::{Section, values};
use crate::limits;

pub const RID_URI: &str = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
pub const REPAIRED_RID_URI: &str = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";

/// What an offer tells about layers, bounded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfferedLayers {
    /// Names in the order of the offer.
    pub rids: Vec<String>,
    pub groups: SourceGroups,
}

/// SSRCs that the offer names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceGroups {
    /// One media SSRC per layer (`SIM`).
    pub layers: Vec<u32>,
    /// Media SSRC and that of its retransmissions (`FID`).
    pub repairs: Vec<(u32, u32)>,
}

/// The layers that are taken. None of both kinds: one stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layers {
    /// Names of layers, told by [`Layers::rid_extension`].
    pub rids: Vec<String>,
    pub rid_extension: Option<u8>,
    /// Tells whose retransmissions a stream carries.
    pub repaired_rid_extension: Option<u8>,
    pub groups: SourceGroups,
}

impl Layers {
    pub fn count(&self) -> usize {
        self.rids.len().max(self.groups.layers.len()).max(1)
    }
}

impl OfferedLayers {
    pub fn read(attributes: &[Attribute]) -> Self {
        let sent: Vec<&str> = values(attributes, "rid")
            .take(limits::RIDS_PER_OFFER_MAX)
            .filter_map(sent_rid)
            .collect();
        let mut rids: Vec<String> = Vec::new();
        for rid in values(attributes, "simulcast").flat_map(sent_layers) {
            let known = rids.iter().any(|taken| taken == rid);
            if rids.len() < limits::LAYERS_MAX && !known && sent.contains(&rid) {
                rids.push(rid.to_owned());
            }
        }
        Self {
            rids,
            groups: SourceGroups::read(attributes),
        }
    }
}

impl SourceGroups {
    fn read(attributes: &[Attribute]) -> Self {
        let mut groups = Self::default();
        for group in values(attributes, "ssrc-group").take(limits::SOURCE_GROUPS_MAX) {
            let mut words = group.split_whitespace();
            let semantics = words.next();
            let sources: Option<Vec<u32>> = words.map(|word| word.parse().ok()).collect();
            match (semantics, sources.as_deref()) {
                (Some("SIM"), Some(sources)) if groups.layers.is_empty() => {
                    groups.layers = sources[..sources.len().min(limits::LAYERS_MAX)].to_vec();
                }
                (Some("FID"), Some(&[media, repairs])) => groups.repairs.push((media, repairs)),
                _ => {}
            }
        }
        groups
    }
}

impl Section {
    /// The layers to take: names need the header extension that carries them.
    pub fn layers(&self) -> Layers {
        let offered = &self.layers;
        let rid_extension = self.extension(RID_URI);
        if rid_extension.is_none() || offered.rids.is_empty() {
            return Layers {
                groups: offered.groups.clone(),
                ..Layers::default()
            };
        }
        Layers {
            rids: offered.rids.clone(),
            rid_extension,
            repaired_rid_extension: self.extension(REPAIRED_RID_URI),
            // Named layers are bound by name; what repairs which may still be told by group.
            groups: SourceGroups {
                layers: Vec::new(),
                repairs: offered.groups.repairs.clone(),
            },
        }
    }
}

/// The name in `a=rid:NAME send …`.
fn sent_rid(value: &str) -> Option<&str> {
    let mut words = value.split_whitespace();
    let rid = words.next()?;
    let is_name = rid.len() <= limits::RID_BYTES_MAX
        && rid
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    (is_name && words.next() == Some("send")).then_some(rid)
}

/// Names in `a=simulcast:send h;~m;l`: the first alternative of each layer, paused ones included.
fn sent_layers(value: &str) -> impl Iterator<Item = &str> {
    let mut words = value.split_whitespace();
    let list = words.find(|word| *word == "send").and(words.next());
    list.unwrap_or_default()
        .split(';')
        .take(limits::RIDS_PER_OFFER_MAX)
        .filter_map(|layer| layer.split(',').next())
        .map(|rid| rid.trim_start_matches('~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> OfferedLayers {
        let attributes: Vec<Attribute> = lines
            .iter()
            .map(|line| {
                let (key, value) = line.split_once(':').unwrap();
                Attribute::new(key.to_owned(), Some(value.to_owned()))
            })
            .collect();
        OfferedLayers::read(&attributes)
    }

    #[test]
    fn names_are_read_in_the_offered_order() {
        let long = format!("rid:{} send", "x".repeat(40));
        let cases: &[(&str, &[&str], &[&str])] = &[
            (
                "three",
                &[
                    "rid:h send",
                    "rid:m send",
                    "rid:l send",
                    "simulcast:send h;m;l",
                ],
                &["h", "m", "l"],
            ),
            (
                "restrictions, alternatives and a pause",
                &[
                    "rid:1 send pt=96;max-width=1280",
                    "rid:2 send",
                    "simulcast:send 1,9;~2",
                ],
                &["1", "2"],
            ),
            (
                "both directions",
                &["rid:a recv", "rid:b send", "simulcast:recv a send b"],
                &["b"],
            ),
            (
                "never declared",
                &["rid:h send", "simulcast:send h;ghost"],
                &["h"],
            ),
            (
                "declared for receiving",
                &["rid:h recv", "simulcast:send h"],
                &[],
            ),
            (
                "twice the same",
                &["rid:h send", "simulcast:send h;h;h"],
                &["h"],
            ),
            ("no list", &["rid:h send", "simulcast:send"], &[]),
            ("too long a name", &[&long, "simulcast:send xxxx"], &[]),
            ("no simulcast line", &["rid:h send", "rid:m send"], &[]),
        ];
        for (name, lines, expected) in cases {
            assert_eq!(read(lines).rids, *expected, "{name}");
        }
    }

    #[test]
    fn absurd_numbers_of_layers_are_cut() {
        let mut lines: Vec<String> = (0..5000).map(|rid| format!("rid:{rid} send")).collect();
        let all: Vec<String> = (0..5000).map(|rid| rid.to_string()).collect();
        lines.push(format!("simulcast:send {}", all.join(";")));
        lines.push(format!("ssrc-group:SIM {}", all.join(" ")));
        lines.extend((0..5000).map(|ssrc| format!("ssrc-group:FID {ssrc} {}", ssrc + 1)));
        let offered = read(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(offered.rids, ["0", "1", "2"]);
        assert_eq!(offered.groups.layers, [0, 1, 2]);
        assert_eq!(offered.groups.repairs.len(), limits::SOURCE_GROUPS_MAX - 1);
    }

    #[test]
    fn groups_name_layers_and_their_repairs() {
        let offered = read(&[
            "ssrc-group:SIM 11 12 13",
            "ssrc-group:FID 11 21",
            "ssrc-group:FID 12 22",
            "ssrc-group:FID 13 twenty-three",
            "ssrc-group:FEC-FR 11 31",
        ]);
        assert_eq!(offered.groups.layers, [11, 12, 13]);
        assert_eq!(offered.groups.repairs, [(11, 21), (12, 22)]);
    }
}
