//! Whether the chunks of a journal follow each other. No key is needed: the chain goes over what
//! is stored, sealed as it is.

use std::{io, path::Path};

use admin_core::trail::Hash;
use journal::{HEAD_BYTES, Head, chunk::Chunk};
use protocol::id::ReportId;

use super::journal::{JournalFile, paths_in};

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

/// How far a journal goes by what its last whole chunk says of itself, the others unread.
pub fn end(file: &JournalFile) -> Result<ChainHead, Broken> {
    let Some((chunks, bytes, last)) = file.last_chunk()? else {
        return Ok(Chain::after(&file.head).head());
    };
    match Chunk::next(&last) {
        Ok(Some((chunk, []))) if u64::from(chunk.number) + 1 == chunks => Ok(ChainHead {
            chunks,
            bytes,
            hash: chunk.hash(),
            is_ended: chunk.is_last,
        }),
        _ => Err(Broken::Chain { chunk: chunks - 1 }),
    }
}

/// The end of each journal of a report in the order of their names, for the proof of their
/// erasure: nothing stops it. Nobody can tell the end of what the disk does not give, of what was
/// changed, and of what is no journal.
pub fn ends(folder: &Path, report: ReportId) -> Vec<Option<ChainHead>> {
    let told = |error: &dyn std::fmt::Display| {
        tracing::error!(%report, %error, "the end of a journal cannot be read");
    };
    let paths = match paths_in(folder, report) {
        Ok(paths) => paths,
        Err(error) => {
            told(&error);
            return vec![None];
        }
    };
    let end_of = |path: &Path| match JournalFile::open(path)? {
        Some(file) => end(&file).map(Some),
        None => Ok(None),
    };
    let end = |path: &std::path::PathBuf| {
        end_of(path).unwrap_or_else(|error| {
            told(&error);
            None
        })
    };
    paths.iter().map(end).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::evidence::journal::{
        files_of,
        tests::{REPORT, folder, put, written},
    };

    #[test]
    fn an_end_is_the_same_whether_all_of_a_chain_is_read_or_its_last_chunk() {
        let folder = folder("ends");
        assert_eq!(ends(&folder.join("nowhere"), REPORT), []);
        let whole = written(1, 3);
        let two = written(1, 2).len();
        for length in HEAD_BYTES..=whole.len() {
            put(&folder, 1, &whole[..length]);
            let file = &files_of(&folder, REPORT).unwrap()[0];
            let checked = check(file).unwrap();
            assert_eq!(end(file).unwrap(), checked, "{length}");
            assert!(length < two || checked.chunks >= 2);
        }
    }

    #[test]
    fn what_cannot_be_read_stops_nothing_and_is_told() {
        let folder = folder("unreadable");
        let own = folder.join(REPORT.to_string());
        let honest = put(&folder, 1, &written(1, 2));
        fs::rename(honest, own.join("00.journal")).unwrap();
        fs::create_dir(own.join("01.journal")).unwrap();
        fs::write(own.join("02.journal"), [7; 200]).unwrap();
        let mut changed = written(3, 3);
        changed[HEAD_BYTES] = 0xff;
        fs::write(own.join("03.journal"), &changed).unwrap();
        // One in the middle was taken out.
        let three = written(4, 3);
        let (one, two) = (written(4, 1).len(), written(4, 2).len());
        let cut = [&three[..one], &three[two..]].concat();
        fs::write(own.join("04.journal"), cut).unwrap();
        let found = ends(&folder, REPORT);
        assert_eq!(found.len(), 5);
        assert_eq!(found[0].map(|end| end.chunks), Some(2));
        assert_eq!(found[1..], [None; 4]);
    }
}
