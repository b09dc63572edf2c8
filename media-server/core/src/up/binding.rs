//! Which layer an SSRC carries: learnt from names on the first packets (RFC 8852), or from the
//! SSRC groups of the offer.

use crate::{limits, rtp::Header, transport::sdp::Layers};

/// At most one media and one retransmission SSRC per layer, so the table is bounded.
pub struct Bindings {
    layers: Layers,
    media: [Option<u32>; limits::LAYERS_MAX],
    repairs: [Option<u32>; limits::LAYERS_MAX],
}

impl Bindings {
    pub fn new(layers: Layers) -> Self {
        let mut bindings = Self {
            layers,
            media: [None; limits::LAYERS_MAX],
            repairs: [None; limits::LAYERS_MAX],
        };
        for (place, ssrc) in bindings
            .media
            .iter_mut()
            .zip(&bindings.layers.groups.layers)
        {
            *place = Some(*ssrc);
        }
        bindings
    }

    /// The layer of a media packet, or of a retransmission; `None` when nothing tells.
    pub fn layer(&mut self, header: &Header, packet: &[u8], repairs: bool) -> Option<usize> {
        if self.layers.count() == 1 {
            return Some(0);
        }
        let known = if repairs { &self.repairs } else { &self.media };
        if let Some(layer) = place(known, header.ssrc) {
            return Some(layer);
        }
        let layer = self
            .named(header, packet, repairs)
            .or_else(|| self.grouped(header.ssrc).filter(|_| repairs))?;
        let table = if repairs {
            &mut self.repairs
        } else {
            &mut self.media
        };
        table[layer] = Some(header.ssrc);
        Some(layer)
    }

    fn named(&self, header: &Header, packet: &[u8], repairs: bool) -> Option<usize> {
        let value = |extension: Option<u8>| header.extension(packet, extension?);
        let name = if repairs {
            value(self.layers.repaired_rid_extension)
        } else {
            value(self.layers.rid_extension)
        }?;
        self.layers
            .rids
            .iter()
            .position(|rid| rid.as_bytes() == name)
    }

    /// The layer whose retransmissions the offer says this SSRC carries.
    fn grouped(&self, ssrc: u32) -> Option<usize> {
        let pairs = &self.layers.groups.repairs;
        let (media, _) = pairs.iter().find(|(_, repairs)| *repairs == ssrc)?;
        place(&self.media, *media)
    }
}

fn place(table: &[Option<u32>], ssrc: u32) -> Option<usize> {
    table.iter().position(|bound| *bound == Some(ssrc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{rtp, transport::sdp::SourceGroups};

    const RID: u8 = 10;
    const REPAIRED_RID: u8 = 11;

    fn named() -> Bindings {
        Bindings::new(Layers {
            rids: ["h", "m", "l"].map(str::to_owned).to_vec(),
            rid_extension: Some(RID),
            repaired_rid_extension: Some(REPAIRED_RID),
            groups: SourceGroups::default(),
        })
    }

    fn packet(ssrc: u32, name: Option<(u8, u8)>) -> Vec<u8> {
        let mut packet = Vec::new();
        rtp::write_header(&mut packet, false, 96, 1, 2, ssrc);
        if let Some((id, name)) = name {
            packet[0] |= 0x10;
            packet.extend_from_slice(&[0xbe, 0xde, 0, 1, id << 4, name, 0, 0]);
        }
        packet
    }

    fn media(bindings: &mut Bindings, ssrc: u32, name: Option<u8>) -> Option<usize> {
        let packet = packet(ssrc, name.map(|name| (RID, name)));
        bindings.layer(&Header::parse(&packet).unwrap(), &packet, false)
    }

    fn repair(bindings: &mut Bindings, ssrc: u32, name: Option<u8>) -> Option<usize> {
        let packet = packet(ssrc, name.map(|name| (REPAIRED_RID, name)));
        bindings.layer(&Header::parse(&packet).unwrap(), &packet, true)
    }

    #[test]
    fn a_name_on_the_first_packet_binds_all_that_follow() {
        let mut bindings = named();
        assert_eq!(media(&mut bindings, 5, None), None, "not told yet");
        assert_eq!(media(&mut bindings, 5, Some(b'l')), Some(2));
        assert_eq!(media(&mut bindings, 5, None), Some(2));
        assert_eq!(media(&mut bindings, 6, Some(b'h')), Some(0));
        assert_eq!(media(&mut bindings, 7, Some(b'x')), None, "never offered");
        assert_eq!(media(&mut bindings, 6, None), Some(0));
    }

    #[test]
    fn probes_by_retransmission_may_come_before_the_media() {
        let mut bindings = named();
        assert_eq!(repair(&mut bindings, 50, Some(b'm')), Some(1));
        assert_eq!(media(&mut bindings, 5, Some(b'm')), Some(1));
        assert_eq!(repair(&mut bindings, 50, None), Some(1));
        assert_eq!(
            media(&mut bindings, 50, None),
            None,
            "bound for repairs only"
        );
    }

    #[test]
    fn groups_tell_what_names_do_not() {
        let mut bindings = named();
        bindings.layers.groups.repairs = vec![(5, 50)];
        assert_eq!(
            repair(&mut bindings, 50, None),
            None,
            "the layer of 5 is unknown"
        );
        media(&mut bindings, 5, Some(b'h'));
        assert_eq!(repair(&mut bindings, 50, None), Some(0));

        let mut old = Bindings::new(Layers {
            groups: SourceGroups {
                layers: vec![11, 12],
                repairs: vec![(11, 21), (12, 22)],
            },
            ..Layers::default()
        });
        assert_eq!(media(&mut old, 12, None), Some(1));
        assert_eq!(repair(&mut old, 21, None), Some(0));
        assert_eq!(media(&mut old, 21, None), None);
        assert_eq!(media(&mut old, 13, None), None, "a stranger");
    }

    #[test]
    fn an_ssrc_that_changes_takes_the_place_of_the_one_before() {
        let mut bindings = named();
        for ssrc in 0..1000 {
            assert_eq!(media(&mut bindings, ssrc, Some(b'h')), Some(0));
        }
        assert_eq!(media(&mut bindings, 999, None), Some(0));
        assert_eq!(media(&mut bindings, 0, None), None);
    }

    #[test]
    fn one_stream_needs_no_name() {
        let mut bindings = Bindings::new(Layers::default());
        assert_eq!(media(&mut bindings, 1, None), Some(0));
        assert_eq!(repair(&mut bindings, 2, None), Some(0));
    }
}
