//! One journal file that is being written.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use journal::{FileKey, HEAD_BYTES, Hash, Head, JournalKey, chunk};
use protocol::{id::ReportId, time::UnixMs};

use super::{
    disk::{Disk, DiskFile},
    home::{OpenFile, OpenFiles},
};
use crate::{limits, node::random};

pub(super) struct JournalFile {
    pub file: Arc<dyn DiskFile>,
    pub folder: PathBuf,
    /// Has bytes that no commit has covered.
    pub is_dirty: bool,
    /// Its name is not confirmed.
    pub is_new: bool,
    open: OpenFile,
    key: FileKey,
    number: u32,
    before: Hash,
    bytes: u64,
}

impl JournalFile {
    /// Makes a file with its first chunk. What could not be begun whole is taken away again.
    pub fn begin(
        (disk, open): (&dyn Disk, &Arc<OpenFiles>),
        folder: &Path,
        (report, key): (ReportId, &JournalKey),
        (records, is_last, until): (&[u8], bool, UnixMs),
    ) -> io::Result<Self> {
        let file = random().ok_or_else(|| io::Error::other("the system gives no random bytes"))?;
        let head = Head {
            report,
            file,
            begun_ms: until,
        };
        let folder = folder.join(report.to_string());
        disk.make_folder(&folder)?;
        let path = folder.join(format!("{}.journal", hex::encode(file)));
        let open = OpenFile::new(path, open);
        let mut begun = Self {
            file: disk.create(open.path())?,
            open,
            folder,
            is_dirty: true,
            is_new: true,
            key: key.file(&head),
            number: 0,
            before: head.hash(),
            bytes: HEAD_BYTES as u64,
        };
        let first = begun.seal(records, is_last, until);
        let whole = first.and_then(|(chunk, hash)| {
            let mut bytes = head.bytes().to_vec();
            bytes.extend_from_slice(&chunk);
            begun.file.append(&bytes)?;
            begun.appended(chunk.len(), hash);
            Ok(())
        });
        if let Err(error) = whole {
            // Nothing is in it that could be read.
            let _ = disk.remove(begun.open.path());
            return Err(error);
        }
        Ok(begun)
    }

    /// Appends a chunk; its bytes. After an error the file is done with: what was torn is cut off,
    /// if the disk still does that, and no number is ever used twice.
    pub fn append(&mut self, records: &[u8], is_last: bool, until: UnixMs) -> io::Result<usize> {
        let (chunk, hash) = self.seal(records, is_last, until)?;
        if let Err(error) = self.file.append(&chunk) {
            let _ = self.file.cut(self.bytes);
            return Err(error);
        }
        self.appended(chunk.len(), hash);
        Ok(chunk.len())
    }

    /// Whether another file has to be begun.
    pub fn is_full(&self) -> bool {
        self.bytes >= limits::JOURNAL_FILE_BYTES_MAX || self.number >= limits::JOURNAL_CHUNKS_MAX
    }

    /// Whether the next chunk begins with the names of sessions and tracks.
    pub fn wants_names(&self) -> bool {
        self.number.is_multiple_of(limits::JOURNAL_NAMES_EVERY)
    }

    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    fn seal(&self, records: &[u8], is_last: bool, until: UnixMs) -> io::Result<(Vec<u8>, Hash)> {
        let mut records = records.to_vec();
        let (number, before) = (self.number, &self.before);
        chunk::seal(&self.key, number, is_last, until, before, &mut records)
            .map_err(io::Error::other)
    }

    fn appended(&mut self, bytes: usize, hash: Hash) {
        self.bytes += bytes as u64;
        self.number += 1;
        self.before = hash;
        self.is_dirty = true;
    }
}
