//! The first ClientHello, put together from its fragments to read the SRTP profiles it offers.
//! The back end would take the client's order, and browsers list the dearest profile first.

use super::record::{CLIENT_HELLO, records};
use crate::{limits, transport::srtp::Profile};

const USE_SRTP: u16 = 14;

#[derive(Debug, PartialEq, Eq)]
pub enum Hello {
    Incomplete,
    /// The profile to answer with.
    Chosen(Profile),
    /// No profile that is spoken here, or not a ClientHello that can be read.
    Refused,
}

#[derive(Default)]
pub struct HelloReader {
    message: Vec<u8>,
    filled: Vec<bool>,
    datagrams: Vec<Vec<u8>>,
}

impl HelloReader {
    pub fn push(&mut self, datagram: &[u8]) -> Hello {
        if !self.keep(datagram) {
            return Hello::Incomplete;
        }
        for fragment in records(datagram).flat_map(|record| record.fragments()) {
            if fragment.message != CLIENT_HELLO || fragment.sequence != 0 {
                continue;
            }
            if self.message.is_empty() && fragment.length <= limits::HELLO_BYTES_MAX {
                self.message.resize(fragment.length, 0);
                self.filled.resize(fragment.length, false);
            }
            let range = fragment.offset..fragment.offset + fragment.body.len();
            if fragment.length == self.message.len()
                && let Some(place) = self.message.get_mut(range.clone())
            {
                place.copy_from_slice(fragment.body);
                self.filled[range].fill(true);
            }
        }
        if self.message.is_empty() || self.filled.contains(&false) {
            return Hello::Incomplete;
        }
        match offered_profiles(&self.message) {
            Some(offered) => choose(&offered),
            None => Hello::Refused,
        }
    }

    /// The datagrams that carried it, to be replayed to the back end.
    pub fn into_datagrams(self) -> Vec<Vec<u8>> {
        self.datagrams
    }

    fn keep(&mut self, datagram: &[u8]) -> bool {
        let known = self.datagrams.iter().any(|kept| kept == datagram);
        let room = self.datagrams.len() < limits::HELLO_DATAGRAMS_MAX;
        if room && !known {
            self.datagrams.push(datagram.to_vec());
        }
        room
    }
}

fn choose(offered: &[u16]) -> Hello {
    Profile::PREFERENCE
        .into_iter()
        .find(|profile| offered.contains(&profile.number()))
        .map_or(Hello::Refused, Hello::Chosen)
}

/// Profiles in the use_srtp extension of a ClientHello (RFC 5764 §4.1.1).
fn offered_profiles(hello: &[u8]) -> Option<Vec<u16>> {
    let mut reader = Reader(hello);
    reader.take(34)?;
    reader.vector8()?;
    reader.vector8()?;
    reader.vector16()?;
    reader.vector8()?;
    let mut extensions = Reader(reader.vector16()?);
    while !extensions.0.is_empty() {
        let kind = extensions.number16()?;
        let body = extensions.vector16()?;
        if kind == USE_SRTP {
            let list = Reader(body).vector16()?;
            let (pairs, _) = list.as_chunks::<2>();
            return Some(pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect());
        }
    }
    None
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, bytes: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(taken)
    }

    fn number16(&mut self) -> Option<u16> {
        self.take(2)
            .and_then(|bytes| bytes.first_chunk())
            .map(|bytes| u16::from_be_bytes(*bytes))
    }

    fn vector8(&mut self) -> Option<&'a [u8]> {
        let bytes = usize::from(*self.take(1)?.first()?);
        self.take(bytes)
    }

    fn vector16(&mut self) -> Option<&'a [u8]> {
        let bytes = usize::from(self.number16()?);
        self.take(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello(profiles: &[u16]) -> Vec<u8> {
        let mut body = vec![0xfe, 0xfd];
        body.extend_from_slice(&[9; 32]);
        body.extend_from_slice(&[0, 0, 0, 2, 0xc0, 0x2b, 1, 0]);
        let list_bytes = u16::try_from(profiles.len() * 2).unwrap();
        let extension_bytes = list_bytes + 3;
        body.extend_from_slice(&(extension_bytes + 4 + 6).to_be_bytes());
        body.extend_from_slice(&[0, 23, 0, 2, 1, 2]);
        body.extend_from_slice(&[0, 14]);
        body.extend_from_slice(&extension_bytes.to_be_bytes());
        body.extend_from_slice(&list_bytes.to_be_bytes());
        for profile in profiles {
            body.extend_from_slice(&profile.to_be_bytes());
        }
        body.push(0);
        body
    }

    fn datagram(body: &[u8], range: std::ops::Range<usize>) -> Vec<u8> {
        let number = |value: usize| u32::try_from(value).unwrap().to_be_bytes()[1..].to_vec();
        let part = &body[range.clone()];
        let mut datagram = vec![22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0];
        datagram.extend_from_slice(&u16::try_from(part.len() + 12).unwrap().to_be_bytes());
        datagram.push(CLIENT_HELLO);
        datagram.extend(number(body.len()));
        datagram.extend([0, 0]);
        datagram.extend(number(range.start));
        datagram.extend(number(part.len()));
        datagram.extend_from_slice(part);
        datagram
    }

    #[test]
    fn the_cheapest_profile_is_chosen_whatever_the_order() {
        let cases: &[(&[u16], Hello)] = &[
            (&[1, 8, 7], Hello::Chosen(Profile::Aes128Gcm)),
            (&[1, 2, 8], Hello::Chosen(Profile::Aes256Gcm)),
            (&[2, 1], Hello::Chosen(Profile::Aes128CmSha1)),
            (&[2], Hello::Refused),
            (&[], Hello::Refused),
        ];
        for (profiles, expected) in cases {
            let body = hello(profiles);
            let taken = HelloReader::default().push(&datagram(&body, 0..body.len()));
            assert_eq!(taken, *expected, "{profiles:?}");
        }
    }

    #[test]
    fn fragments_come_in_any_order_and_again() {
        let body = hello(&[1, 7]);
        let (first, second) = (datagram(&body, 0..40), datagram(&body, 40..body.len()));
        let mut reader = HelloReader::default();
        assert_eq!(reader.push(&second), Hello::Incomplete);
        assert_eq!(reader.push(&second), Hello::Incomplete);
        assert_eq!(reader.push(&first), Hello::Chosen(Profile::Aes128Gcm));
        assert_eq!(reader.into_datagrams(), [second, first]);
    }

    #[test]
    fn a_hello_that_cannot_be_read_is_refused() {
        let body = hello(&[7]);
        let cut = &body[..body.len() - 6];
        let taken = HelloReader::default().push(&datagram(cut, 0..cut.len()));
        assert_eq!(taken, Hello::Refused);
    }

    #[test]
    fn input_is_bounded() {
        let mut reader = HelloReader::default();
        let body = vec![0; 9000];
        for at in 0..100 {
            reader.push(&datagram(&body, at..at + 1));
        }
        assert!(reader.message.is_empty());
        assert_eq!(reader.datagrams.len(), limits::HELLO_DATAGRAMS_MAX);
    }
}
