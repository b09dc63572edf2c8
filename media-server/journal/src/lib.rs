//! The format of a journal: what a media node received for one report, as it came.
//!
//! A journal file belongs to one report and one start of a node. It begins with a [`Head`]; then
//! come [chunks](chunk), each sealed with the report's key and bound to the one before by its
//! hash. Opened one after the other, chunks are a stream of [records](record).

pub mod chunk;
mod head;
mod key;
pub mod record;

pub use head::{HEAD_BYTES, Head, HeadError};
pub use key::{FileKey, JournalKey};

/// SHA-256.
pub type Hash = [u8; 32];

fn hash(parts: &[&[u8]]) -> Hash {
    let mut context = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
    for part in parts {
        context.update(part);
    }
    let mut hash = Hash::default();
    hash.copy_from_slice(context.finish().as_ref());
    hash
}
