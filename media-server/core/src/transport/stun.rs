//! STUN binding messages (RFC 8489), as much as an ICE-lite agent needs.

use std::net::{IpAddr, SocketAddr};

use aws_lc_rs::hmac;

const MAGIC_COOKIE: [u8; 4] = 0x2112_a442_u32.to_be_bytes();
const HEADER_BYTES: usize = 20;
const BINDING_REQUEST: [u8; 2] = 0x0001_u16.to_be_bytes();
const BINDING_SUCCESS: [u8; 2] = 0x0101_u16.to_be_bytes();
const BINDING_ERROR: [u8; 2] = 0x0111_u16.to_be_bytes();

const USERNAME: u16 = 0x0006;
const MESSAGE_INTEGRITY: u16 = 0x0008;
const ERROR_CODE: u16 = 0x0009;
const XOR_MAPPED_ADDRESS: u16 = 0x0020;
const USE_CANDIDATE: u16 = 0x0025;
const FINGERPRINT: u16 = 0x8028;
const ICE_CONTROLLED: u16 = 0x8029;
#[cfg(any(test, feature = "far-end"))]
const ICE_CONTROLLING: u16 = 0x802a;
#[cfg(any(test, feature = "far-end"))]
const PRIORITY: u16 = 0x0024;
/// Type preference 110, local preference 65535, component 1 (RFC 8445 §5.1.2).
#[cfg(any(test, feature = "far-end"))]
const PRIORITY_PEER_REFLEXIVE: [u8; 4] = (110_u32 << 24 | 65_535 << 8 | 255).to_be_bytes();

const INTEGRITY_BYTES: usize = 20;
const FINGERPRINT_XOR: u32 = 0x5354_554e;

/// A binding request that is well formed; its integrity is not checked yet.
#[derive(Debug)]
pub struct Request<'a> {
    bytes: &'a [u8],
    pub transaction: [u8; 12],
    username: &'a str,
    /// Where MESSAGE-INTEGRITY begins.
    integrity_at: usize,
    pub use_candidate: bool,
    /// The peer believes to be controlled, which beside a lite agent is a role conflict.
    pub peer_is_controlled: bool,
}

impl<'a> Request<'a> {
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let header = bytes.first_chunk::<HEADER_BYTES>()?;
        let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
        let well_formed = header[..2] == BINDING_REQUEST
            && header[4..8] == MAGIC_COOKIE
            && length == bytes.len() - HEADER_BYTES
            && length.is_multiple_of(4);
        if !well_formed {
            return None;
        }
        let transaction = *header.last_chunk::<12>()?;
        let (mut username, mut integrity_at) = (None, None);
        let (mut use_candidate, mut peer_is_controlled) = (false, false);
        for attribute in Attributes::new(bytes) {
            let Attribute { kind, at, value } = attribute?;
            match kind {
                FINGERPRINT if !fingerprint_fits(bytes, at, value) => return None,
                // Only FINGERPRINT counts after MESSAGE-INTEGRITY.
                _ if integrity_at.is_some() => {}
                USERNAME => username = std::str::from_utf8(value).ok(),
                MESSAGE_INTEGRITY if value.len() == INTEGRITY_BYTES => integrity_at = Some(at),
                USE_CANDIDATE => use_candidate = true,
                ICE_CONTROLLED => peer_is_controlled = true,
                _ => {}
            }
        }
        Some(Self {
            bytes,
            transaction,
            username: username?,
            integrity_at: integrity_at?,
            use_candidate,
            peer_is_controlled,
        })
    }

    /// Our and the peer's fragment of the user name.
    pub fn fragments(&self) -> Option<(&'a str, &'a str)> {
        self.username.split_once(':')
    }

    pub fn is_authentic(&self, password: &[u8]) -> bool {
        integrity_fits(self.bytes, self.integrity_at, password)
    }

    /// Appends a success response that tells the peer its address.
    pub fn write_success(&self, password: &[u8], peer: SocketAddr, buffer: &mut Vec<u8>) {
        self.write_response(BINDING_SUCCESS, password, buffer, |buffer, transaction| {
            write_xor_mapped_address(buffer, peer, transaction);
        });
    }

    /// Appends 487 Role Conflict (RFC 8445 §7.3.1.1).
    pub fn write_role_conflict(&self, password: &[u8], buffer: &mut Vec<u8>) {
        self.write_response(BINDING_ERROR, password, buffer, |buffer, _| {
            write_attribute(buffer, ERROR_CODE, b"\0\0\x04\x57Role Conflict");
        });
    }

    fn write_response(
        &self,
        kind: [u8; 2],
        password: &[u8],
        buffer: &mut Vec<u8>,
        write: impl FnOnce(&mut Vec<u8>, &[u8; 12]),
    ) {
        let start = buffer.len();
        buffer.extend_from_slice(&kind);
        buffer.extend_from_slice(&[0, 0]);
        buffer.extend_from_slice(&MAGIC_COOKIE);
        buffer.extend_from_slice(&self.transaction);
        write(buffer, &self.transaction);
        seal(buffer, start, password);
    }
}

/// Adds MESSAGE-INTEGRITY and FINGERPRINT to the message that begins at `start`.
fn seal(buffer: &mut Vec<u8>, start: usize, password: &[u8]) {
    let integrity_at = buffer.len() - start;
    buffer[start + 2..start + 4].copy_from_slice(&length_with_integrity(integrity_at));
    let mut context = integrity_context(password);
    context.update(&buffer[start..]);
    write_attribute(buffer, MESSAGE_INTEGRITY, context.sign().as_ref());
    let length = u16::try_from(buffer.len() - start - HEADER_BYTES + 8).unwrap_or(0);
    buffer[start + 2..start + 4].copy_from_slice(&length.to_be_bytes());
    let crc = crc32(&buffer[start..]) ^ FINGERPRINT_XOR;
    write_attribute(buffer, FINGERPRINT, &crc.to_be_bytes());
}

/// The header's length field as it stood when integrity was computed.
fn length_with_integrity(integrity_at: usize) -> [u8; 2] {
    let length = integrity_at - HEADER_BYTES + 4 + INTEGRITY_BYTES;
    u16::try_from(length).unwrap_or(0).to_be_bytes()
}

/// Whether the MESSAGE-INTEGRITY at this place was made with the password.
fn integrity_fits(bytes: &[u8], integrity_at: usize, password: &[u8]) -> bool {
    let mut header = [0; HEADER_BYTES];
    header.copy_from_slice(&bytes[..HEADER_BYTES]);
    header[2..4].copy_from_slice(&length_with_integrity(integrity_at));
    let mut context = integrity_context(password);
    context.update(&header);
    context.update(&bytes[HEADER_BYTES..integrity_at]);
    let value = &bytes[integrity_at + 4..][..INTEGRITY_BYTES];
    aws_lc_rs::constant_time::verify_slices_are_equal(context.sign().as_ref(), value).is_ok()
}

fn integrity_context(password: &[u8]) -> hmac::Context {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password);
    hmac::Context::with_key(&key)
}

fn write_attribute(buffer: &mut Vec<u8>, kind: u16, value: &[u8]) {
    buffer.extend_from_slice(&kind.to_be_bytes());
    buffer.extend_from_slice(&u16::try_from(value.len()).unwrap_or(0).to_be_bytes());
    buffer.extend_from_slice(value);
    let padding = value.len().next_multiple_of(4) - value.len();
    buffer.extend_from_slice(&[0; 3][..padding]);
}

fn write_xor_mapped_address(buffer: &mut Vec<u8>, peer: SocketAddr, transaction: &[u8; 12]) {
    let mut mask = [0; 16];
    mask[..4].copy_from_slice(&MAGIC_COOKIE);
    mask[4..].copy_from_slice(transaction);
    let port = peer.port() ^ u16::from_be_bytes([mask[0], mask[1]]);
    let mut value = [0; 20];
    value[2..4].copy_from_slice(&port.to_be_bytes());
    let masked = |octets: &[u8], value: &mut [u8; 20]| {
        for (place, (octet, mask)) in value[4..].iter_mut().zip(octets.iter().zip(mask)) {
            *place = octet ^ mask;
        }
    };
    // A socket for both families reports IPv4 peers in mapped form; the peer knows only IPv4.
    match peer.ip().to_canonical() {
        IpAddr::V4(ip) => {
            value[1] = 1;
            masked(&ip.octets(), &mut value);
            write_attribute(buffer, XOR_MAPPED_ADDRESS, &value[..8]);
        }
        IpAddr::V6(ip) => {
            value[1] = 2;
            masked(&ip.octets(), &mut value);
            write_attribute(buffer, XOR_MAPPED_ADDRESS, &value);
        }
    }
}

fn fingerprint_fits(bytes: &[u8], at: usize, value: &[u8]) -> bool {
    let crc = crc32(&bytes[..at]) ^ FINGERPRINT_XOR;
    at + 8 == bytes.len() && value == crc.to_be_bytes()
}

struct Attribute<'a> {
    kind: u16,
    at: usize,
    value: &'a [u8],
}

/// Walks the attributes; yields `None` once when they are malformed.
struct Attributes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Attributes<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: HEADER_BYTES,
        }
    }

    fn read(&self) -> Option<Attribute<'a>> {
        let head = self.bytes.get(self.at..self.at + 4)?;
        let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
        let value = self.bytes.get(self.at + 4..self.at + 4 + length)?;
        Some(Attribute {
            kind: u16::from_be_bytes([head[0], head[1]]),
            at: self.at,
            value,
        })
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Option<Attribute<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let attribute = self.read();
        self.at = match &attribute {
            Some(attribute) => attribute.at + 4 + attribute.value.len().next_multiple_of(4),
            None => self.bytes.len(),
        };
        Some(attribute)
    }
}

/// CRC-32 of ITU V.42, as FINGERPRINT needs it.
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = crc_table();
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        TABLE[usize::from(crc.to_le_bytes()[0] ^ byte)] ^ (crc >> 8)
    })
}

const fn crc_table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "below 256")]
        let mut crc = index as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            };
            bit += 1;
        }
        table[index] = crc;
        index += 1;
    }
    table
}

#[cfg(any(test, feature = "far-end"))]
/// A check as a controlling browser sends it (RFC 8445 §7.2.2).
pub fn check(
    username: &str,
    password: &str,
    transaction: [u8; 12],
    tie_breaker: [u8; 8],
    use_candidate: bool,
) -> Vec<u8> {
    let mut buffer = Vec::new();
    buffer.extend_from_slice(&BINDING_REQUEST);
    buffer.extend_from_slice(&[0, 0]);
    buffer.extend_from_slice(&MAGIC_COOKIE);
    buffer.extend_from_slice(&transaction);
    write_attribute(&mut buffer, USERNAME, username.as_bytes());
    write_attribute(&mut buffer, ICE_CONTROLLING, &tie_breaker);
    write_attribute(&mut buffer, PRIORITY, &PRIORITY_PEER_REFLEXIVE);
    if use_candidate {
        write_attribute(&mut buffer, USE_CANDIDATE, &[]);
    }
    seal(&mut buffer, 0, password.as_bytes());
    buffer
}

#[cfg(any(test, feature = "far-end"))]
/// Whether these bytes are the authentic success response to the check of this transaction.
pub fn is_success_of(bytes: &[u8], transaction: [u8; 12], password: &[u8]) -> bool {
    let Some(header) = bytes.first_chunk::<HEADER_BYTES>() else {
        return false;
    };
    if header[..2] != BINDING_SUCCESS || header[8..] != transaction {
        return false;
    }
    let integrity = Attributes::new(bytes)
        .map_while(|attribute| attribute)
        .find(|found| found.kind == MESSAGE_INTEGRITY && found.value.len() == INTEGRITY_BYTES);
    integrity.is_some_and(|found| integrity_fits(bytes, found.at, password))
}

#[cfg(any(test, feature = "scripted-peers"))]
/// The check of this number, which makes its transaction.
pub fn request(username: &str, password: &str, use_candidate: bool, number: u64) -> Vec<u8> {
    let mut transaction = [7; 12];
    transaction[4..].copy_from_slice(&number.to_be_bytes());
    check(username, password, transaction, [1; 8], use_candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sample request of RFC 5769 §2.1.
    const SAMPLE: &str = "000100582112a442b7e7a701bc34d686fa87dfae\
        802200105354554e207465737420636c69656e74\
        002400046e0001ff80290008932ff9b151263b36\
        000600096576746a3a68367659202020\
        000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2\
        80280004e57a3bcf";
    const SAMPLE_PASSWORD: &[u8] = b"VOkJxbRl1RmTxUk/WvJxBt";

    #[test]
    fn the_sample_request_of_the_standard_is_authentic() {
        let bytes = hex::decode(SAMPLE.replace(' ', "")).unwrap();
        let request = Request::parse(&bytes).unwrap();
        assert_eq!(request.fragments(), Some(("evtj", "h6vY")));
        assert!(request.peer_is_controlled && !request.use_candidate);
        assert!(request.is_authentic(SAMPLE_PASSWORD));
        assert!(!request.is_authentic(b"another password"));
    }

    #[test]
    fn a_changed_byte_anywhere_is_noticed() {
        let good = request("local:remote", "password", true, 1);
        assert!(Request::parse(&good).is_some_and(|request| request.is_authentic(b"password")));
        // FINGERPRINT may be absent, so its type alone proves nothing.
        let fingerprint_type = good.len() - 8..good.len() - 6;
        for at in (0..good.len()).filter(|at| !fingerprint_type.contains(at)) {
            let mut bad = good.clone();
            bad[at] ^= 1;
            let taken =
                Request::parse(&bad).is_some_and(|request| request.is_authentic(b"password"));
            assert!(!taken, "byte {at}");
        }
        for length in 0..good.len() {
            assert!(Request::parse(&good[..length]).is_none(), "length {length}");
        }
    }

    #[test]
    fn the_answer_tells_the_address_and_is_sealed() {
        let bytes = request("a:b", "password", false, 1);
        let mut answer = vec![0xff; 3];
        let peer: SocketAddr = "192.0.2.1:32853".parse().unwrap();
        Request::parse(&bytes)
            .unwrap()
            .write_success(b"password", peer, &mut answer);
        let answer = &answer[3..];
        assert_eq!(answer[..2], BINDING_SUCCESS);
        assert_eq!(answer[20..24], [0, 0x20, 0, 8]);
        assert_eq!(answer[24..32], [0, 1, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43]);
        let crc = crc32(&answer[..answer.len() - 8]) ^ FINGERPRINT_XOR;
        assert_eq!(answer[answer.len() - 4..], crc.to_be_bytes());
    }

    /// The sample responses of RFC 5769 §2.2 and §2.3, which carry a SOFTWARE attribute before
    /// what we write ourselves.
    #[test]
    fn responses_are_sealed_as_the_standard_shows() {
        let transaction = "b7e7a701bc34d686fa87dfae";
        let software = "8022000b7465737420766563746f7220";
        let cases = [
            (
                "192.0.2.1:32853",
                "0101003c",
                "002000080001a147e112a643\
                 000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7\
                 80280004c07d4c96",
            ),
            (
                "[2001:db8:1234:5678:11:2233:4455:6677]:32853",
                "01010048",
                "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9\
                 00080014a382954e4be67bf11784c97c8292c275bfe3ed41\
                 80280004c8fb0b4c",
            ),
        ];
        for (peer, head, tail) in cases {
            let head = format!("{head}2112a442{transaction}{software}");
            let mut message = hex::decode(&head).unwrap();
            let transaction = hex::decode(transaction).unwrap().try_into().unwrap();
            write_xor_mapped_address(&mut message, peer.parse().unwrap(), &transaction);
            seal(&mut message, 0, SAMPLE_PASSWORD);
            assert_eq!(hex::encode(message), head + &tail.replace(' ', ""));
        }
    }
}
