//! Merkle trees as in RFC 6962 §2.1: one hash for all things of a day, and a short proof for each
//! that it is among them.

use aws_lc_rs::digest::{Context, SHA256};

use crate::trail::{Hash, hash_of};

/// The hash of a thing's bytes. Leaves and nodes are labelled apart, so that no node passes for a
/// leaf.
pub fn leaf(bytes: &[u8]) -> Hash {
    hash(&[&[0], bytes])
}

fn node(left: &Hash, right: &Hash) -> Hash {
    hash(&[&[1], left, right])
}

fn hash(parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    parts.iter().for_each(|part| context.update(part));
    hash_of(context)
}

/// The root over the hashes of leaves; that of nothing at all is the hash of nothing.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => hash(&[]),
        [one] => *one,
        more => {
            let (left, right) = more.split_at(split(more.len()));
            node(&root(left), &root(right))
        }
    }
}

/// The hashes beside the way from a leaf to the root, the nearest first; nothing where there is no
/// such leaf.
pub fn path(leaves: &[Hash], place: usize) -> Option<Vec<Hash>> {
    if place >= leaves.len() {
        return None;
    }
    if leaves.len() == 1 {
        return Some(Vec::new());
    }
    let at = split(leaves.len());
    let (left, right) = leaves.split_at(at);
    let (mut path, beside) = if place < at {
        (path(left, place)?, root(right))
    } else {
        (self::path(right, place - at)?, root(left))
    };
    path.push(beside);
    Some(path)
}

/// The root to which a leaf leads by its path; nothing where the path does not fit its place.
pub fn root_by(leaf: &Hash, place: usize, leaves: usize, path: &[Hash]) -> Option<Hash> {
    if place >= leaves {
        return None;
    }
    let Some((beside, nearer)) = path.split_last() else {
        return (leaves == 1).then_some(*leaf);
    };
    if leaves == 1 {
        return None;
    }
    let at = split(leaves);
    if place < at {
        let left = root_by(leaf, place, at, nearer)?;
        Some(node(&left, beside))
    } else {
        let right = root_by(leaf, place - at, leaves - at, nearer)?;
        Some(node(beside, &right))
    }
}

/// The largest power of two below a count of two or more.
fn split(leaves: usize) -> usize {
    leaves.next_power_of_two() / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trail::hex;

    /// The inputs and roots of the reference implementation of Certificate Transparency.
    const INPUTS: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    const ROOTS: [(usize, &str); 4] = [
        (
            0,
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ),
        (
            1,
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        ),
        (
            2,
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        ),
        (
            8,
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ),
    ];

    fn leaves() -> Vec<Hash> {
        INPUTS.iter().map(|input| leaf(input)).collect()
    }

    #[test]
    fn roots_are_those_of_certificate_transparency() {
        for (count, expected) in ROOTS {
            assert_eq!(hex(&root(&leaves()[..count])), expected, "{count}");
        }
    }

    #[test]
    fn every_leaf_leads_to_its_root_and_nothing_else_does() {
        for count in 1..=40_usize {
            let leaves: Vec<_> = (0..count).map(|n| leaf(&[n as u8])).collect();
            let whole = root(&leaves);
            for place in 0..count {
                let path = path(&leaves, place).unwrap();
                let lead = |leaf, place, path: &[Hash]| root_by(leaf, place, count, path);
                assert_eq!(lead(&leaves[place], place, &path), Some(whole));
                let other = (place + 1) % count;
                assert!(count == 1 || lead(&leaves[other], place, &path) != Some(whole));
                assert!(count == 1 || lead(&leaves[place], other, &path) != Some(whole));
                if let Some((_, shorter)) = path.split_last() {
                    assert_ne!(lead(&leaves[place], place, shorter), Some(whole));
                }
                let longer = [&path[..], &[whole]].concat();
                assert_ne!(lead(&leaves[place], place, &longer), Some(whole));
            }
            assert_eq!(path(&leaves, count), None);
            assert_eq!(root_by(&leaves[0], count, count, &[]), None);
        }
    }
}
