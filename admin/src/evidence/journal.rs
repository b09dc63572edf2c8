//! Journals as they lie on the disk: which ones a report has, and their chunks, one at a time.
//! Nothing here writes, and a journal may be read while its node goes on with it.

use std::{
    fs::{self, File},
    io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use journal::{
    HEAD_BYTES, Head,
    chunk::{CHUNK_HEAD_BYTES, PLAIN_BYTES_MAX, TAG_BYTES},
};
use protocol::id::ReportId;

use crate::limits::JOURNAL_FILES;

/// How the names of journals end.
const ENDING: &str = "journal";
const LENGTH_BYTES: usize = 4;
const CHUNK_BYTES_MIN: usize = CHUNK_HEAD_BYTES + TAG_BYTES;
const CHUNK_BYTES_MAX: usize = CHUNK_HEAD_BYTES + PLAIN_BYTES_MAX + TAG_BYTES;

/// One file, with what it says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalFile {
    pub path: PathBuf,
    pub head: Head,
}

/// The reports that have journals; none where there is no folder of them.
pub fn reports_in(folder: &Path) -> io::Result<Vec<ReportId>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in entries {
        let name = entry?.file_name();
        found.extend(name.to_str().and_then(|name| name.parse::<ReportId>().ok()));
    }
    Ok(found)
}

/// What lies in the folder of a report under the names of journals.
#[derive(Debug, Default)]
pub struct Found {
    /// In the order in which they were begun.
    pub files: Vec<JournalFile>,
    /// No journals of this report: their heads were changed, or somebody put them there.
    pub foreign: Vec<PathBuf>,
}

/// Nothing where a report has no folder. A file whose head was not written whole holds nothing and
/// is left out.
pub fn found_in(folder: &Path, report: ReportId) -> io::Result<Found> {
    let mut found = Found::default();
    for path in paths_in(folder, report)? {
        match JournalFile::open(&path) {
            Ok(Some(file)) if file.belongs_to(report) => found.files.push(file),
            Ok(None) => {}
            Err(error) if !is_content(error.kind()) => return Err(error),
            Ok(Some(_)) | Err(_) => {
                tracing::error!(path = %path.display(), "this is no journal of its report");
                found.foreign.push(path);
            }
        }
    }
    let order = |file: &JournalFile| (file.head.begun_ms, file.head.file);
    found.files.sort_by_key(order);
    Ok(found)
}

/// The journals of a report in the order in which they were begun, as [`found_in`] finds them.
pub fn files_of(folder: &Path, report: ReportId) -> io::Result<Vec<JournalFile>> {
    Ok(found_in(folder, report)?.files)
}

/// In the order of their names.
pub(super) fn paths_in(folder: &Path, report: ReportId) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder.join(report.to_string())) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_none_or(|ending| ending != ENDING) {
            continue;
        }
        if paths.len() >= JOURNAL_FILES {
            return Err(io::Error::other("a report has more journals than any"));
        }
        paths.push(path);
    }
    paths.sort();
    Ok(paths)
}

/// Not a fault of the disk: what lies there is no journal.
fn is_content(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::InvalidData | ErrorKind::IsADirectory)
}

impl JournalFile {
    /// Reads the head; nothing where the file ends within it.
    pub fn open(path: &Path) -> io::Result<Option<Self>> {
        let mut bytes = Vec::with_capacity(HEAD_BYTES);
        File::open(path)?
            .take(HEAD_BYTES as u64)
            .read_to_end(&mut bytes)?;
        if bytes.len() < HEAD_BYTES {
            return Ok(None);
        }
        let head = Head::parse(&bytes).map_err(invalid)?;
        let path = path.to_owned();
        Ok(Some(Self { path, head }))
    }

    /// Its name without the folder.
    pub fn name(&self) -> String {
        format!("{}.{ENDING}", admin_core::trail::hex(&self.head.file))
    }

    /// The chunks from the first one on.
    pub fn chunks(&self) -> io::Result<Chunks> {
        let mut file = BufReader::new(File::open(&self.path)?);
        file.seek_relative(HEAD_BYTES as i64)?;
        Ok(Chunks::new(file))
    }

    /// How many whole chunks there are, where the last one ends, and its bytes. Those before it are
    /// passed over unread.
    pub fn last_chunk(&self) -> io::Result<Option<(u64, u64, Vec<u8>)>> {
        let mut file = File::open(&self.path)?;
        let total = file.metadata()?.len();
        let (mut at, mut last, mut chunks) = (HEAD_BYTES as u64, None, 0);
        while at + LENGTH_BYTES as u64 <= total {
            let mut length = [0; LENGTH_BYTES];
            file.seek(SeekFrom::Start(at))?;
            file.read_exact(&mut length)?;
            let end = at + chunk_bytes(length)? as u64;
            if end > total {
                break;
            }
            (last, at, chunks) = (Some(at), end, chunks + 1);
        }
        let Some(from) = last else { return Ok(None) };
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(from))?;
        file.take(at - from).read_to_end(&mut bytes)?;
        Ok(Some((chunks, at, bytes)))
    }

    fn belongs_to(&self, report: ReportId) -> bool {
        let named = self.path.file_name().is_some_and(|it| *it == *self.name());
        named && self.head.report == report
    }
}

/// The whole chunks of a journal as bytes, in their order. It ends before a chunk that is not there
/// whole: the node was stopped while it wrote it, or writes it now.
#[derive(Debug)]
pub struct Chunks<R = BufReader<File>> {
    file: R,
    is_over: bool,
}

impl<R: Read> Chunks<R> {
    /// `file` stands behind the head.
    pub fn new(file: R) -> Self {
        let is_over = false;
        Self { file, is_over }
    }

    fn read(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        if self.fill(&mut bytes, LENGTH_BYTES)?.is_none() {
            return Ok(None);
        }
        let length = chunk_bytes(bytes.first_chunk().copied().unwrap_or_default())?;
        let whole = self.fill(&mut bytes, length - LENGTH_BYTES)?;
        Ok(whole.map(|()| bytes))
    }

    /// Reads so many bytes more; nothing where the file ends before.
    fn fill(&mut self, bytes: &mut Vec<u8>, more: usize) -> io::Result<Option<()>> {
        let read = (&mut self.file).take(more as u64).read_to_end(bytes)?;
        Ok((read == more).then_some(()))
    }
}

impl<R: Read> Iterator for Chunks<R> {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let read = self.read().transpose();
        self.is_over = !matches!(read, Some(Ok(_)));
        read
    }
}

/// Of a whole chunk that begins with these bytes.
fn chunk_bytes(length: [u8; LENGTH_BYTES]) -> io::Result<usize> {
    let bytes = LENGTH_BYTES + u32::from_be_bytes(length) as usize;
    if (CHUNK_BYTES_MIN..=CHUNK_BYTES_MAX).contains(&bytes) {
        Ok(bytes)
    } else {
        Err(invalid(journal::chunk::ChunkError::Malformed))
    }
}

fn invalid(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, error)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Write;

    use journal::{JournalKey, chunk::seal};
    use protocol::time::UnixMs;
    use sea_orm::prelude::Uuid;

    use super::*;
    use crate::evidence::chain::{Broken, ChainHead, check};

    pub(crate) const REPORT: ReportId = ReportId(Uuid::from_bytes([1; 16]));

    pub(crate) fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("genba-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join(REPORT.to_string())).unwrap();
        folder
    }

    pub(crate) fn head(file: u8) -> Head {
        Head {
            report: REPORT,
            file: [file; 16],
            begun_ms: UnixMs(1_795_000_000_000 + i64::from(file)),
        }
    }

    /// A journal of some chunks, the last with its mark.
    pub(crate) fn written(file: u8, chunks: u32) -> Vec<u8> {
        let head = head(file);
        let key = JournalKey::new([7; 32]).file(&head);
        let (mut bytes, mut before) = (head.bytes().to_vec(), head.hash());
        for number in 0..chunks {
            let mut records = format!("records {number}").into_bytes();
            let at = head.begun_ms.plus_ms(i64::from(number) * 500);
            let last = number + 1 == chunks;
            let sealed = seal(&key, number, last, at, &before, &mut records).unwrap();
            bytes.extend(sealed.0);
            before = sealed.1;
        }
        bytes
    }

    pub(crate) fn put(folder: &Path, file: u8, bytes: &[u8]) -> PathBuf {
        let name = JournalFile {
            path: PathBuf::new(),
            head: head(file),
        }
        .name();
        let path = folder.join(REPORT.to_string()).join(name);
        File::create(&path).unwrap().write_all(bytes).unwrap();
        path
    }

    #[test]
    fn journals_of_a_report_come_in_their_order_and_whole() {
        let folder = folder("journals");
        put(&folder, 2, &written(2, 3));
        put(&folder, 1, &written(1, 2));
        put(&folder, 3, &written(3, 0)[..20]);
        fs::write(folder.join(REPORT.to_string()).join("note.txt"), b"x").unwrap();
        let files = files_of(&folder, REPORT).unwrap();
        let heads: Vec<_> = files.iter().map(|file| file.head).collect();
        assert_eq!(heads, [head(1), head(2)]);
        let chunks: io::Result<Vec<_>> = files[1].chunks().unwrap().collect();
        assert_eq!(chunks.unwrap().concat(), written(2, 3)[HEAD_BYTES..]);
        let whole = check(&files[1]).unwrap();
        assert_eq!((whole.chunks, whole.is_ended), (3, true));
        let other = ReportId(Uuid::from_bytes([9; 16]));
        assert_eq!(files_of(&folder, other).unwrap(), []);
    }

    #[test]
    fn a_torn_tail_ends_a_journal_at_its_last_whole_chunk() {
        let folder = folder("torn");
        let (whole, two) = (written(1, 3), written(1, 2).len());
        for length in (HEAD_BYTES..whole.len()).rev() {
            put(&folder, 1, &whole[..length]);
            let files = files_of(&folder, REPORT).unwrap();
            let head = check(&files[0]).unwrap();
            assert!(head.chunks < 3 && !head.is_ended, "{length}");
            assert!(length < two || head.chunks == 2, "{length}");
        }
    }

    #[test]
    fn a_file_that_lies_in_a_wrong_place_is_left_out() {
        let folder = folder("foreign");
        let path = put(&folder, 1, &written(1, 2));
        fs::rename(&path, path.with_file_name("00.journal")).unwrap();
        assert_eq!(files_of(&folder, REPORT).unwrap(), []);
        let mut changed = written(2, 2);
        changed[3] ^= 1;
        put(&folder, 2, &changed);
        fs::create_dir(folder.join(REPORT.to_string()).join("03.journal")).unwrap();
        put(&folder, 4, &written(4, 1));
        let found = found_in(&folder, REPORT).unwrap();
        assert_eq!(found.foreign.len(), 3, "{found:?}");
        let heads: Vec<_> = found.files.iter().map(|file| file.head).collect();
        assert_eq!(heads, [head(4)], "the others do not hide what is sound");
    }

    #[test]
    fn whatever_byte_is_flipped_the_chain_or_its_end_differs() {
        let folder = folder("flipped");
        let whole = written(1, 4);
        put(&folder, 1, &whole);
        let honest = check(&files_of(&folder, REPORT).unwrap()[0]).unwrap();
        for place in HEAD_BYTES..whole.len() {
            let mut changed = whole.clone();
            changed[place] ^= 0x20;
            put(&folder, 1, &changed);
            let found = check(&files_of(&folder, REPORT).unwrap()[0]);
            assert!(found.is_err() || found.unwrap() != honest, "{place}");
        }
    }

    #[test]
    fn chunks_that_change_places_or_go_on_after_the_last_break_the_chain() {
        let folder = folder("places");
        let whole = written(1, 3);
        put(&folder, 1, &whole);
        let files = files_of(&folder, REPORT).unwrap();
        let chunks: Vec<_> = files[0].chunks().unwrap().map(Result::unwrap).collect();
        let order = |places: &[usize]| {
            let mut bytes = head(1).bytes().to_vec();
            for place in places {
                bytes.extend(&chunks[*place]);
            }
            put(&folder, 1, &bytes);
            check(&files[0])
        };
        assert!(matches!(order(&[0, 1, 2]), Ok(ChainHead { chunks: 3, .. })));
        let broken = |found| matches!(found, Err(Broken::Chain { .. }));
        assert!(broken(order(&[1, 0, 2])));
        assert!(broken(order(&[0, 2])));
        assert!(broken(order(&[0, 0, 1, 2])));
        assert!(broken(order(&[0, 1, 2, 2])));
    }
}
