//! Which protocol a datagram carries (RFC 7983).

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    Stun,
    Dtls,
    Rtp,
    Rtcp,
}

pub fn protocol(datagram: &[u8]) -> Option<Protocol> {
    let (&first, rest) = datagram.split_first()?;
    match first {
        0..=3 => Some(Protocol::Stun),
        20..=63 => Some(Protocol::Dtls),
        128..=191 => match rest.first()? {
            // RTCP packet types as RFC 5761 §4 keeps them apart from payload types.
            192..=223 => Some(Protocol::Rtcp),
            _ => Some(Protocol::Rtp),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_the_protocol() {
        let cases: &[(&[u8], Option<Protocol>)] = &[
            (&[], None),
            (&[0, 1], Some(Protocol::Stun)),
            (&[22, 254], Some(Protocol::Dtls)),
            (&[0x80, 96], Some(Protocol::Rtp)),
            (&[0x80, 0x80 | 96], Some(Protocol::Rtp)),
            (&[0x80, 200], Some(Protocol::Rtcp)),
            (&[0x8f, 205], Some(Protocol::Rtcp)),
            (&[0x80], None),
            (&[64, 0], None),
            (&[255, 255], None),
        ];
        for (datagram, expected) in cases {
            assert_eq!(protocol(datagram), *expected, "{datagram:?}");
        }
    }
}
