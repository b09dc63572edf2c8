//! Whether the chunks of a journal follow each other. No key is needed: the chain goes over what
//! is stored, sealed as it is.

use std::io;

use admin_core::trail::Hash;
use journal::{HEAD_BYTES, Head, chunk::Chunk};

use super::journal::JournalFile;

/// How far a chain goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainHead {
    pub chunks: u64,
    /// Of the file, up to the end of the last chunk.
    pub bytes: u64,
    /// The hash of the last chunk; that of the file's head where there is none yet.
    pub hash: Hash,
    /// The node said that nothing comes after it.
    pub is_ended: bool,
}

/// Why a journal does not hold.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    #[error("chunk {chunk} does not follow the one before it")]
    Chain { chunk: u64 },
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// A check that is under way.
#[derive(Clone, Copy, Debug)]
pub struct Chain(ChainHead);

impl Chain {
    pub fn after(head: &Head) -> Self {
        Self(ChainHead {
            chunks: 0,
            bytes: HEAD_BYTES as u64,
            hash: head.hash(),
            is_ended: false,
        })
    }

    /// Takes the bytes of the next chunk.
    pub fn take(&mut self, bytes: &[u8]) -> Result<ChainHead, Broken> {
        let head = self.0;
        let broken = Broken::Chain { chunk: head.chunks };
        let Ok(Some((chunk, []))) = Chunk::next(bytes) else {
            return Err(broken);
        };
        let follows = u64::from(chunk.number) == head.chunks && chunk.before == head.hash;
        if head.is_ended || !follows {
            return Err(broken);
        }
        self.0 = ChainHead {
            chunks: head.chunks + 1,
            bytes: head.bytes + bytes.len() as u64,
            hash: chunk.hash(),
            is_ended: chunk.is_last,
        };
        Ok(self.0)
    }

    pub fn head(&self) -> ChainHead {
        self.0
    }
}

/// Reads a journal from its head to its last whole chunk.
pub fn check(file: &JournalFile) -> Result<ChainHead, Broken> {
    let mut chain = Chain::after(&file.head);
    for chunk in file.chunks()? {
        chain.take(&chunk?)?;
    }
    Ok(chain.head())
}
