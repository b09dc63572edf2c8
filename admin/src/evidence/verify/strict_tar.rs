//! Reads the archives that this house writes, and no other form of them: whatever byte of one is
//! changed shows, also where another reader would pass over it.

use std::io::{self, Read};

use tar::Header;

use super::Flaw;
use crate::{
    archive::{BLOCK_BYTES, header, padding},
    evidence::archive::NO_TIME,
};

const BLOCK: usize = BLOCK_BYTES as usize;

/// The head of a file whose content comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub bytes: u64,
}

pub struct StrictTar<R> {
    from: R,
    at: u64,
}

impl<R: Read> StrictTar<R> {
    pub fn new(from: R) -> Self {
        Self { from, at: 0 }
    }

    /// The next file; nothing at the end of the archive, behind which nothing stands.
    pub fn next(&mut self) -> Result<Option<Entry>, Flaw> {
        let from = self.at;
        let block = self.block()?;
        if block == [0; BLOCK] {
            return self.end().map(|()| None);
        }
        entry_of(&block)
            .map(Some)
            .ok_or(Flaw::Unreadable { at: from })
    }

    /// Gives the content of a file piece by piece, and reads on to the next one.
    pub fn content<T>(
        &mut self,
        entry: &Entry,
        read: impl FnOnce(&mut dyn Read) -> io::Result<T>,
    ) -> Result<T, Flaw> {
        let from = self.at;
        let mut content = (&mut self.from).take(entry.bytes);
        let done = read(&mut content).map_err(|_| Flaw::Unreadable { at: from })?;
        let rest = io::copy(&mut content, &mut io::sink());
        rest.map_err(|_| Flaw::Unreadable { at: from })?;
        let left = content.limit();
        self.at += entry.bytes - left;
        if left > 0 {
            return Err(Flaw::CutOff { at: self.at });
        }
        let mut filling = vec![0; padding(entry.bytes)];
        self.exact(&mut filling)?;
        if filling.iter().any(|byte| *byte != 0) {
            return Err(Flaw::Unreadable { at: self.at });
        }
        Ok(done)
    }

    pub fn bytes(&self) -> u64 {
        self.at
    }

    fn end(&mut self) -> Result<(), Flaw> {
        let at = self.at;
        if self.block()? != [0; BLOCK] {
            return Err(Flaw::GoesOn { at });
        }
        let at = self.at;
        match self.from.read(&mut [0]) {
            Ok(0) => Ok(()),
            Ok(_) => Err(Flaw::GoesOn { at }),
            Err(_) => Err(Flaw::Unreadable { at }),
        }
    }

    fn block(&mut self) -> Result<[u8; BLOCK], Flaw> {
        let mut block = [0; BLOCK];
        self.exact(&mut block)?;
        Ok(block)
    }

    fn exact(&mut self, out: &mut [u8]) -> Result<(), Flaw> {
        let at = self.at;
        self.from
            .read_exact(out)
            .map_err(|error| match error.kind() {
                io::ErrorKind::UnexpectedEof => Flaw::CutOff { at },
                _ => Flaw::Unreadable { at },
            })?;
        self.at += out.len() as u64;
        Ok(())
    }
}

/// Reads a head that stands exactly as it is written here.
fn entry_of(block: &[u8; BLOCK]) -> Option<Entry> {
    let read = Header::from_byte_slice(block);
    let name = String::from_utf8(read.path_bytes().into_owned()).ok()?;
    let bytes = read.entry_size().ok()?;
    let mut expected = header(bytes, NO_TIME);
    expected.set_path(&name).ok()?;
    expected.set_cksum();
    (expected.as_bytes() == block).then_some(Entry { name, bytes })
}
