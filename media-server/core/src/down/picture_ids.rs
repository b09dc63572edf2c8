//! VP8's picture ids as one line over many sources (RFC 7741 §4.2): a change of layer must not
//! look like lost frames.

use crate::codec::vp8::Descriptor;

const PICTURE_MASK: u16 = 0x7fff;
const SHORT_MASK: u16 = 0x7f;

/// The highest ids that the viewer saw.
#[derive(Clone, Copy, Debug, Default)]
pub struct PictureIds {
    picture: Option<u16>,
    base: Option<u8>,
}

/// What is added to the ids of one stretch of the line. The same for repeated and late packets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IdShift {
    picture: u16,
    base: u8,
}

/// New ids of one packet and where they stand in its payload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IdPatch {
    long: Option<(usize, u16)>,
    /// A 7-bit picture id.
    short: Option<(usize, u8)>,
    base: Option<(usize, u8)>,
}

impl PictureIds {
    /// The shift of a stretch that begins with this packet: its frame is the next one.
    pub fn begin(&self, first: &Descriptor) -> IdShift {
        let after = |last: u16| last.wrapping_add(1);
        let picture = self.picture.zip(first.picture_id);
        let base = self.base.zip(first.base_layer_index);
        IdShift {
            picture: picture.map_or(0, |(last, id)| after(last).wrapping_sub(id.value)),
            base: base.map_or(0, |(last, id)| last.wrapping_add(1).wrapping_sub(id.value)),
        }
    }

    /// The ids for the viewer; the highest ones move along.
    pub fn advance(&mut self, shift: IdShift, descriptor: &Descriptor) -> IdPatch {
        let patch = shift.patch(descriptor);
        if let Some((_, picture)) = patch.long {
            let ahead = |last: u16| picture.wrapping_sub(last) & PICTURE_MASK;
            if self
                .picture
                .is_none_or(|last| ahead(last) <= PICTURE_MASK / 2)
            {
                self.picture = Some(picture);
            }
        }
        if let Some((_, picture)) = patch.short {
            let picture = u16::from(picture);
            let ahead = |last: u16| picture.wrapping_sub(last) & SHORT_MASK;
            if self
                .picture
                .is_none_or(|last| ahead(last) <= SHORT_MASK / 2)
            {
                self.picture = Some(picture);
            }
        }
        if let Some((_, base)) = patch.base
            && self
                .base
                .is_none_or(|last| base.wrapping_sub(last) <= u8::MAX / 2)
        {
            self.base = Some(base);
        }
        patch
    }
}

impl IdShift {
    pub fn patch(self, descriptor: &Descriptor) -> IdPatch {
        let mut patch = IdPatch {
            base: descriptor
                .base_layer_index
                .map(|index| (index.at, index.value.wrapping_add(self.base))),
            ..IdPatch::default()
        };
        if let Some(id) = descriptor.picture_id {
            let value = id.value.wrapping_add(self.picture);
            if id.long {
                patch.long = Some((id.at, value & PICTURE_MASK));
            } else {
                let [_, low] = (value & SHORT_MASK).to_be_bytes();
                patch.short = Some((id.at, low));
            }
        }
        patch
    }
}

impl IdPatch {
    /// Writes the ids into a copy of the payload that they were made for.
    pub fn apply(&self, payload: &mut [u8]) {
        if let Some((at, id)) = self.long
            && let Some(place) = payload.get_mut(at..at + 2)
        {
            // The upper bit says that 15 bits follow.
            place.copy_from_slice(&(id | !PICTURE_MASK).to_be_bytes());
        }
        for (at, id) in [self.short, self.base].into_iter().flatten() {
            if let Some(place) = payload.get_mut(at) {
                *place = id;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long(picture: u16, base: u8) -> Vec<u8> {
        let [high, low] = picture.to_be_bytes();
        vec![0x90, 0xe0, high | 0x80, low, base, 0x20, 0x50, 0xaa]
    }

    fn short(picture: u8) -> Vec<u8> {
        vec![0x90, 0x80, picture, 0x50, 0xaa]
    }

    /// Ids of a payload: picture, base layer.
    fn ids(payload: &[u8]) -> (u16, Option<u8>) {
        let descriptor = Descriptor::parse(payload).unwrap();
        (
            descriptor.picture_id.unwrap().value,
            descriptor.base_layer_index.map(|index| index.value),
        )
    }

    struct Line {
        ids: PictureIds,
        shift: IdShift,
    }

    impl Line {
        fn new() -> Self {
            Self {
                ids: PictureIds::default(),
                shift: IdShift::default(),
            }
        }

        fn begin(&mut self, payload: &[u8]) -> (u16, Option<u8>) {
            self.shift = self.ids.begin(&Descriptor::parse(payload).unwrap());
            self.go_on(payload)
        }

        fn go_on(&mut self, payload: &[u8]) -> (u16, Option<u8>) {
            let descriptor = Descriptor::parse(payload).unwrap();
            let mut copy = payload.to_vec();
            self.ids.advance(self.shift, &descriptor).apply(&mut copy);
            let place = descriptor.bytes;
            assert_eq!(copy[place..], payload[place..], "the picture is untouched");
            assert_eq!(copy[..2], payload[..2], "the flags are untouched");
            ids(&copy)
        }
    }

    #[test]
    fn a_change_of_layer_leaves_no_hole() {
        let mut line = Line::new();
        assert_eq!(line.begin(&long(100, 7)), (100, Some(7)), "as it came");
        assert_eq!(line.go_on(&long(101, 8)), (101, Some(8)));
        assert_eq!(line.begin(&long(5000, 200)), (102, Some(9)));
        assert_eq!(
            line.go_on(&long(5000, 200)),
            (102, Some(9)),
            "second packet"
        );
        assert_eq!(
            line.go_on(&long(5001, 200)),
            (103, Some(9)),
            "upper temporal layer"
        );
        assert_eq!(line.begin(&long(3, 1)), (104, Some(10)));
    }

    #[test]
    fn late_and_repeated_packets_keep_their_ids() {
        let mut line = Line::new();
        line.begin(&long(10, 0));
        line.begin(&long(700, 50));
        assert_eq!(line.go_on(&long(702, 52)), (13, Some(3)));
        assert_eq!(line.go_on(&long(701, 51)), (12, Some(2)), "late");
        assert_eq!(line.begin(&long(40, 9)), (14, Some(4)), "after the highest");
    }

    #[test]
    fn ids_wrap_at_fifteen_and_at_seven_bits() {
        let mut line = Line::new();
        line.begin(&long(0x7ffe, 254));
        assert_eq!(line.go_on(&long(0x7fff, 255)), (0x7fff, Some(255)));
        assert_eq!(line.go_on(&long(0, 0)), (0, Some(0)));
        assert_eq!(line.begin(&long(0x7fff, 9)), (1, Some(1)));
        assert_eq!(line.go_on(&long(0, 10)), (2, Some(2)));

        let mut line = Line::new();
        line.begin(&short(126));
        assert_eq!(line.go_on(&short(127)), (127, None));
        assert_eq!(line.go_on(&short(0)), (0, None));
        assert_eq!(line.begin(&short(90)), (1, None));
        assert_eq!(line.go_on(&short(91)), (2, None));
    }

    #[test]
    fn a_source_with_shorter_ids_goes_on_modulo_its_width() {
        let mut line = Line::new();
        line.begin(&long(0x1234, 3));
        assert_eq!(line.begin(&short(7)), (0x35, None));
        assert_eq!(line.begin(&long(9, 9)), (0x36, Some(4)));
    }

    #[test]
    fn payloads_without_ids_are_left_alone() {
        let mut ids = PictureIds::default();
        let descriptor = Descriptor::parse(&[0x10, 0x50]).unwrap();
        let shift = ids.begin(&descriptor);
        assert_eq!(ids.advance(shift, &descriptor), IdPatch::default());
        let mut cut = [0x90];
        IdShift {
            picture: 3,
            base: 1,
        }
        .patch(&Descriptor::parse(&long(1, 1)).unwrap())
        .apply(&mut cut);
        assert_eq!(cut, [0x90], "a patch never writes beyond the payload");
    }
}
