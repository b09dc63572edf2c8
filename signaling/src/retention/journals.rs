//! What is asked of the journals of a report that is erased: what the chain of each ends with, and
//! that they go. Their content is nobody's affair here.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use journal::{Hash, Head, chunk::Chunk};
use protocol::id::ReportId;

use crate::limits::JOURNAL_FILES;

/// The end of a journal file's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// Of the last whole chunk, or of the head where there is none.
    pub hash: Hash,
    pub chunks: u64,
}

/// The end of each journal of a report, in the order of their names. A file that is no journal has
/// none. Reads the last chunk of each alone.
pub fn ends(folder: &Path, report: ReportId) -> io::Result<Vec<End>> {
    let entries = match fs::read_dir(folder.join(report.to_string())) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let paths = entries.map(|entry| Ok(entry?.path()));
    let mut paths: Vec<_> = paths.collect::<io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|name| name == "journal"));
    paths.sort();
    paths.truncate(JOURNAL_FILES);
    let ends = paths.iter().map(|path| end_of(path));
    let ends: Vec<_> = ends.collect::<io::Result<_>>()?;
    Ok(ends.into_iter().flatten().collect())
}

/// Takes the journals of a report away; a folder that is not there is no error.
pub fn remove(folder: &Path, report: ReportId) -> io::Result<()> {
    match fs::remove_dir_all(folder.join(report.to_string())) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn end_of(path: &Path) -> io::Result<Option<End>> {
    let mut file = File::open(path)?;
    let total = file.metadata()?.len();
    let mut head = Vec::new();
    file.by_ref()
        .take(journal::HEAD_BYTES as u64)
        .read_to_end(&mut head)?;
    let Ok(head) = Head::parse(&head) else {
        return Ok(None);
    };
    let (mut at, mut last, mut chunks) = (journal::HEAD_BYTES as u64, None, 0);
    // A part of a chunk at the end was never whole.
    while let Some(next) = after_chunk(&mut file, at, total)? {
        (last, at, chunks) = (Some(at), next, chunks + 1);
    }
    let hash = match last {
        None => head.hash(),
        Some(from) => {
            let mut bytes = Vec::new();
            file.seek(SeekFrom::Start(from))?;
            file.take(at - from).read_to_end(&mut bytes)?;
            match Chunk::next(&bytes) {
                Ok(Some((chunk, _))) => chunk.hash(),
                _ => return Ok(None),
            }
        }
    };
    Ok(Some(End { hash, chunks }))
}

/// Where the chunk that begins at `at` ends; nothing where it is not whole.
fn after_chunk(file: &mut File, at: u64, total: u64) -> io::Result<Option<u64>> {
    if at + 4 > total {
        return Ok(None);
    }
    let mut length = [0; 4];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut length)?;
    let length = u64::from(u32::from_be_bytes(length));
    let end = at + 4 + length;
    Ok((length > 0 && end <= total).then_some(end))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use journal::{JournalKey, chunk::seal};
    use protocol::time::UnixMs;

    use super::*;

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("genba-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        path
    }

    #[test]
    fn a_chain_ends_with_its_last_whole_chunk() {
        let (data, report) = (folder("journals"), ReportId::new(UnixMs(1), [3; 10]));
        assert_eq!(ends(&data, report).unwrap(), []);
        let head = Head {
            report,
            file: [9; 16],
            begun_ms: UnixMs(5),
        };
        let key = JournalKey::new([7; 32]).file(&head);
        let mut bytes = head.bytes().to_vec();
        let (first, before) =
            seal(&key, 0, false, UnixMs(6), &head.hash(), &mut vec![1; 9]).unwrap();
        let (second, end) = seal(&key, 1, false, UnixMs(7), &before, &mut vec![2; 900]).unwrap();
        bytes.extend(first);
        bytes.extend(&second);
        // The node was stopped while it wrote the third.
        bytes.extend(&second[..100]);
        let own = data.join(report.to_string());
        fs::create_dir_all(&own).unwrap();
        fs::write(own.join("09.journal"), &bytes).unwrap();
        fs::write(own.join("10.journal"), b"no journal").unwrap();
        let found = ends(&data, report).unwrap();
        assert_eq!(
            found,
            [End {
                hash: end,
                chunks: 2
            }]
        );
        remove(&data, report).unwrap();
        assert!(!own.exists());
        remove(&data, report).unwrap();
    }
}
