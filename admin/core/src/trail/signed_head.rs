//! Signed heads: what the ends of all chains were at a moment, signed so that another
//! organisation can hold them against us.
//!
//! A head names the chains that grew since the head before it, and that head's hash: whoever
//! holds one head holds all before it. The signature is part of what the next head hashes.

use aws_lc_rs::{
    digest::{Context, SHA256},
    signature::{ED25519, Ed25519KeyPair, UnparsedPublicKey},
};
use protocol::{id::UnitId, time::UnixMs};

use super::{Hash, Head, START, entry::hash_of};

pub const SIGNATURE_BYTES: usize = 64;
pub const PUBLIC_KEY_BYTES: usize = 32;

/// An Ed25519 public key.
pub type PublicKey = [u8; PUBLIC_KEY_BYTES];

/// The end of one unit's chain at a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    pub unit: UnitId,
    pub head: Head,
    /// When the entry at that end was written.
    pub at: UnixMs,
}

/// What is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// From 1 without gaps.
    pub number: i64,
    pub at: UnixMs,
    /// The hash of the signed head before this one; zeros before the first.
    pub prev: Hash,
    /// [`hash_leaves`] over the chains that grew.
    pub leaves: Hash,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedHead {
    pub statement: Statement,
    pub signature: [u8; SIGNATURE_BYTES],
}

/// The end of the row of heads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastHead {
    pub number: i64,
    pub hash: Hash,
}

impl LastHead {
    pub const NONE: Self = Self {
        number: 0,
        hash: START,
    };
}

impl Statement {
    /// What the head after `last` says; `leaves` in the order of their units.
    pub fn after(last: LastHead, leaves: &[Leaf], now: UnixMs) -> Self {
        Self {
            number: last.number + 1,
            at: now,
            prev: last.hash,
            leaves: hash_leaves(leaves),
        }
    }

    pub fn sign(self, key: &Ed25519KeyPair) -> SignedHead {
        let mut signature = [0; SIGNATURE_BYTES];
        signature.copy_from_slice(key.sign(&self.canonical()).as_ref());
        SignedHead {
            statement: self,
            signature,
        }
    }

    /// The signed bytes: a label, then every field in its full width, big endian.
    pub fn canonical(&self) -> Vec<u8> {
        let mut bytes = Vec::from(b"genba trail head 1\0");
        bytes.extend_from_slice(&self.number.to_be_bytes());
        bytes.extend_from_slice(&self.at.0.to_be_bytes());
        bytes.extend_from_slice(&self.prev);
        bytes.extend_from_slice(&self.leaves);
        bytes
    }
}

impl SignedHead {
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        let bytes = self.statement.canonical();
        UnparsedPublicKey::new(&ED25519, key)
            .verify(&bytes, &self.signature)
            .is_ok()
    }

    pub fn hash(&self) -> Hash {
        let mut context = Context::new(&SHA256);
        context.update(&self.statement.canonical());
        context.update(&self.signature);
        hash_of(context)
    }

    pub fn last(&self) -> LastHead {
        LastHead {
            number: self.statement.number,
            hash: self.hash(),
        }
    }
}

pub fn hash_leaves(leaves: &[Leaf]) -> Hash {
    let mut context = Context::new(&SHA256);
    context.update(b"genba trail leaves 1\0");
    for leaf in leaves {
        context.update(leaf.unit.0.as_bytes());
        context.update(&leaf.head.seq.to_be_bytes());
        context.update(&leaf.head.hash);
        context.update(&leaf.at.0.to_be_bytes());
    }
    hash_of(context)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::KeyPair;

    use super::*;

    fn key(seed: u8) -> (Ed25519KeyPair, PublicKey) {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
        let public = pair.public_key().as_ref().try_into().unwrap();
        (pair, public)
    }

    fn leaf(unit: u8, seq: i64) -> Leaf {
        Leaf {
            unit: UnitId::new(UnixMs(1), [unit; 10]),
            head: Head {
                seq,
                hash: [unit; 32],
            },
            at: UnixMs(seq),
        }
    }

    #[test]
    fn a_head_is_its_keys_and_every_byte_of_it_counts() {
        let (pair, public) = key(1);
        let head = Statement::after(LastHead::NONE, &[leaf(1, 5)], UnixMs(7)).sign(&pair);
        assert!(head.is_signed_by(&public));
        assert!(!head.is_signed_by(&key(2).1));
        let statement = head.statement;
        let changed = [
            Statement {
                number: 2,
                ..statement
            },
            Statement {
                at: UnixMs(8),
                ..statement
            },
            Statement {
                prev: [1; 32],
                ..statement
            },
            Statement {
                leaves: START,
                ..statement
            },
        ];
        for statement in changed {
            assert!(!SignedHead { statement, ..head }.is_signed_by(&public));
        }
        let mut other = head;
        other.signature[0] ^= 1;
        assert_ne!(
            other.hash(),
            head.hash(),
            "the next head pins the signature too"
        );
    }

    #[test]
    fn the_signed_bytes_stay_as_they_are() {
        let statement = Statement {
            number: 1,
            at: UnixMs(2),
            prev: [3; 32],
            leaves: [4; 32],
        };
        let bytes = statement.canonical();
        assert_eq!(bytes.len(), 19 + 8 + 8 + 32 + 32);
        assert_eq!(&bytes[..19], b"genba trail head 1\0");
        assert_eq!(
            bytes[19..35],
            [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2]
        );
    }

    #[test]
    fn leaves_cannot_be_exchanged_or_left_out() {
        let all = hash_leaves(&[leaf(1, 5), leaf(2, 6)]);
        for other in [
            vec![],
            vec![leaf(1, 5)],
            vec![leaf(2, 6), leaf(1, 5)],
            vec![leaf(1, 6), leaf(2, 6)],
        ] {
            assert_ne!(hash_leaves(&other), all);
        }
    }
}
