//! DTLS records and handshake fragments (RFC 6347 §4), read without keys.

pub const CHANGE_CIPHER_SPEC: u8 = 20;
pub const HANDSHAKE: u8 = 22;
pub const CLIENT_HELLO: u8 = 1;
pub const HELLO_VERIFY_REQUEST: u8 = 3;

const RECORD_HEADER_BYTES: usize = 13;
const FRAGMENT_HEADER_BYTES: usize = 12;

#[derive(Clone, Copy)]
pub struct Record<'a> {
    pub kind: u8,
    pub epoch: u16,
    pub bytes: &'a [u8],
}

impl<'a> Record<'a> {
    pub fn body(&self) -> &'a [u8] {
        &self.bytes[RECORD_HEADER_BYTES..]
    }

    /// Handshake fragments, which can be read in the first epoch only.
    pub fn fragments(&self) -> Fragments<'a> {
        let readable = self.kind == HANDSHAKE && self.epoch == 0;
        Fragments {
            rest: if readable { self.body() } else { &[] },
        }
    }
}

/// The records of one datagram; stops at the first that is cut off.
pub fn records(mut rest: &[u8]) -> impl Iterator<Item = Record<'_>> {
    std::iter::from_fn(move || {
        let header = rest.first_chunk::<RECORD_HEADER_BYTES>()?;
        let length = usize::from(u16::from_be_bytes([header[11], header[12]]));
        let (bytes, after) = rest.split_at_checked(RECORD_HEADER_BYTES + length)?;
        rest = after;
        let epoch = u16::from_be_bytes([header[3], header[4]]);
        Some(Record {
            kind: header[0],
            epoch,
            bytes,
        })
    })
}

#[derive(Clone, Copy)]
pub struct Fragment<'a> {
    pub message: u8,
    pub sequence: u16,
    /// Length of the whole message.
    pub length: usize,
    pub offset: usize,
    pub body: &'a [u8],
}

pub struct Fragments<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Fragments<'a> {
    type Item = Fragment<'a>;

    fn next(&mut self) -> Option<Fragment<'a>> {
        let header = self.rest.first_chunk::<FRAGMENT_HEADER_BYTES>()?;
        let number = |at: usize| {
            usize::from(header[at]) << 16
                | usize::from(header[at + 1]) << 8
                | usize::from(header[at + 2])
        };
        let (fragment, rest) = self
            .rest
            .split_at_checked(FRAGMENT_HEADER_BYTES + number(9))?;
        self.rest = rest;
        Some(Fragment {
            message: header[0],
            sequence: u16::from_be_bytes([header[4], header[5]]),
            length: number(1),
            offset: number(6),
            body: &fragment[FRAGMENT_HEADER_BYTES..],
        })
    }
}

/// The cookie at the beginning of a ClientHello's body.
pub fn hello_cookie(body: &[u8]) -> Option<&[u8]> {
    let session_bytes = usize::from(*body.get(34)?);
    let at = 35 + session_bytes;
    let cookie_bytes = usize::from(*body.get(at)?);
    body.get(at + 1..at + 1 + cookie_bytes)
}

/// The cookie in a HelloVerifyRequest's body.
pub fn verify_cookie(body: &[u8]) -> Option<&[u8]> {
    let cookie_bytes = usize::from(*body.get(2)?);
    body.get(3..3 + cookie_bytes)
}
