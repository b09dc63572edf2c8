//! Locking and opening the chunks of a package.

use aws_lc_rs::digest::{SHA256, digest};

use super::package::{Chunk, Header, LAST, MAGIC};
use crate::seal::{NONCE_BYTES, SealError, SealKey};

/// A key together with the package that it opens or locks.
pub struct PackageLock {
    key: SealKey,
    bound: [u8; 32],
}

impl PackageLock {
    /// For the chunks behind these bytes: everything before the first chunk.
    pub fn new(key: SealKey, before: &[u8]) -> Self {
        let mut bound = [0; 32];
        bound.copy_from_slice(digest(&SHA256, before).as_ref());
        Self { key, bound }
    }

    pub fn open(&self, chunk: &Chunk) -> Result<Vec<u8>, SealError> {
        let aad = self.aad(chunk.number, chunk.last);
        self.key.open(&aad, &chunk.sealed)
    }

    /// A chunk with its length in front. Take 12 random bytes as a nonce.
    pub fn lock(
        &self,
        nonce: [u8; NONCE_BYTES],
        (number, last): (u64, bool),
        plain: &[u8],
    ) -> Vec<u8> {
        let sealed = self.key.seal(nonce, &self.aad(number, last), plain);
        let length = sealed.len() as u32 | if last { LAST } else { 0 };
        [&length.to_be_bytes()[..], &sealed].concat()
    }

    fn aad(&self, number: u64, last: bool) -> Vec<u8> {
        let mut aad = b"genba camera package 1\0".to_vec();
        aad.extend_from_slice(&self.bound);
        aad.extend_from_slice(&number.to_be_bytes());
        aad.push(u8::from(last));
        aad
    }
}

/// The bytes before the first chunk.
pub fn begin(header: &Header) -> Vec<u8> {
    let text = serde_json::to_vec(header).expect("ids, numbers and texts can be written");
    [&MAGIC[..], &(text.len() as u32).to_be_bytes(), &text].concat()
}

#[cfg(test)]
mod tests {
    use protocol::{id::UnitId, time::UnixMs};

    use super::{
        super::package::{Flaw, Piece, Reader, Segment},
        *,
    };
    use crate::limits::PACKAGE_CHUNK_BYTES;

    const KEY: [u8; 32] = [7; 32];

    fn header() -> Header {
        let segment = |from, to| Segment {
            from: UnixMs(from),
            to: UnixMs(to),
        };
        Header {
            unit: UnitId::new(UnixMs(1), [1; 10]),
            camera: "WC-001".to_owned(),
            name: "a.mp4".to_owned(),
            recorded_from: Some(UnixMs(1_000)),
            recorded_to: Some(UnixMs(9_000)),
            segments: vec![segment(1_000, 4_000), segment(5_000, 9_000)],
            bytes: 6,
            sha256: "0".repeat(64),
        }
    }

    /// A film of two chunks.
    fn package() -> Vec<u8> {
        let mut package = begin(&header());
        let lock = PackageLock::new(SealKey::new(&KEY), &package);
        package.extend(lock.lock([1; 12], (0, false), b"fi"));
        package.extend(lock.lock([2; 12], (1, true), b"lm"));
        package
    }

    #[derive(Debug, PartialEq)]
    enum Refused {
        Flaw(Flaw),
        Seal,
    }

    /// What comes out where so many bytes arrive at once.
    fn opened(package: &[u8], at_once: usize, key: [u8; 32]) -> Result<Vec<u8>, Refused> {
        let (mut reader, mut lock, mut plain) = (Reader::default(), None, Vec::new());
        for bytes in package.chunks(at_once) {
            reader.push(bytes);
            while let Some(piece) = reader.take().map_err(Refused::Flaw)? {
                match piece {
                    Piece::Header(told, before) => {
                        assert!(told.times().is_some());
                        lock = Some(PackageLock::new(SealKey::new(&key), &before));
                    }
                    Piece::Chunk(chunk) => {
                        let lock = lock.as_ref().unwrap();
                        plain.extend(lock.open(&chunk).map_err(|_| Refused::Seal)?);
                    }
                }
            }
        }
        reader.finish().map_err(Refused::Flaw)?;
        Ok(plain)
    }

    #[test]
    fn a_package_opens_with_its_key_however_its_bytes_arrive() {
        for at_once in [1, 3, 7, 100_000] {
            assert_eq!(opened(&package(), at_once, KEY), Ok(b"film".to_vec()));
        }
        assert_eq!(opened(&package(), 64, [8; 32]), Err(Refused::Seal));
    }

    #[test]
    fn every_changed_missing_or_further_byte_is_found() {
        let package = package();
        for at in 0..package.len() {
            let mut changed = package.clone();
            changed[at] ^= 0x11;
            assert!(opened(&changed, 64, KEY).is_err(), "byte {at}");
            assert!(opened(&package[..at], 64, KEY).is_err(), "cut at {at}");
        }
        let longer = [&package[..], b"x"].concat();
        assert_eq!(opened(&longer, 64, KEY), Err(Refused::Flaw(Flaw::AfterEnd)));
    }

    #[test]
    fn what_is_no_package_is_told_apart() {
        let film = [b"\0\0\0\x18ftypisom".to_vec(), vec![0; 2_000]].concat();
        assert_eq!(opened(&film, 10, KEY), Err(Refused::Flaw(Flaw::Unlocked)));
        assert_eq!(
            opened(&film[..20], 10, KEY),
            Err(Refused::Flaw(Flaw::Unlocked))
        );
        let text = vec![b'x'; 2_000];
        assert_eq!(opened(&text, 10, KEY), Err(Refused::Flaw(Flaw::NoPackage)));
        let huge = [&MAGIC[..], &u32::MAX.to_be_bytes()].concat();
        assert_eq!(opened(&huge, 64, KEY), Err(Refused::Flaw(Flaw::Header)));
        let mut chunk = begin(&header());
        chunk.extend((PACKAGE_CHUNK_BYTES as u32 * 2).to_be_bytes());
        assert_eq!(opened(&chunk, 64, KEY), Err(Refused::Flaw(Flaw::Chunk)));
    }

    #[test]
    fn parts_lie_in_order_within_the_film() {
        let told = |change: fn(&mut Header)| {
            let mut header = header();
            change(&mut header);
            header.times()
        };
        assert_eq!(told(|_| ()), Some((UnixMs(1_000), UnixMs(9_000))));
        assert_eq!(told(|it| it.recorded_to = None), None);
        assert_eq!(told(|it| it.recorded_from = Some(UnixMs(9_000))), None);
        assert_eq!(told(|it| it.segments.swap(0, 1)), None);
        assert_eq!(told(|it| it.segments[1].to = UnixMs(9_001)), None);
        assert_eq!(told(|it| it.segments[0].to = UnixMs(1_000)), None);
    }
}
