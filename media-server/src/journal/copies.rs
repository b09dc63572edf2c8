//! Second copies of journals, in an object store: what was sealed goes there a second later, read
//! from the file that it was written to. So neither a shard nor a writer knows of it, and while the
//! store is away the file is what waits: nothing is held in memory.
//!
//! What a store has of a file is asked once, after a start; it tells it by itself.

use std::{
    collections::{BTreeMap, VecDeque},
    fs::{self, File},
    io::{self, ErrorKind, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::Bytes;
use futures_util::{TryStreamExt, stream};
use journal::{
    HEAD_BYTES,
    chunk::{CHUNK_HEAD_BYTES, Chunk, ChunkError, PLAIN_BYTES_MAX, TAG_BYTES},
};
use objects::{ObjectError, Objects, journal as names};
use protocol::id::ReportId;
use tokio::{runtime::Handle, sync::watch, task::JoinHandle};

use super::home::OpenFiles;
use crate::{config::JournalConfig, limits};

/// The copying that goes on.
pub(super) struct Copying {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
    runtime: Handle,
}

struct Copies {
    places: Places,
    files: BTreeMap<Id, Copied>,
    /// Reports of an earlier start, not compared with the store yet.
    earlier: VecDeque<ReportId>,
}

type Id = (ReportId, names::FileId);

/// Where files lie, and where their copies go.
struct Places {
    objects: Objects,
    folders: Vec<PathBuf>,
    open: Arc<OpenFiles>,
}

/// How far the copy of a file goes.
#[derive(Clone, Copy, Debug, Default)]
struct Copied {
    bytes: u64,
    chunks: u32,
    /// The last chunk of a piece of which nobody knows whether it arrived: it goes again as it was.
    tried: Option<u32>,
    is_done: bool,
}

/// Whole chunks that follow each other.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    last: u32,
    bytes: Vec<u8>,
}

impl Copying {
    /// Nothing where nobody wants copies.
    pub fn start(config: &JournalConfig, open: &Arc<OpenFiles>) -> io::Result<Option<Self>> {
        let Some(objects) = config.copies.clone() else {
            return Ok(None);
        };
        let runtime = Handle::try_current().map_err(io::Error::other)?;
        let folders = [Some(config.folder.clone()), config.spill.clone()];
        let places = Places {
            objects,
            folders: folders.into_iter().flatten().collect(),
            open: open.clone(),
        };
        let (stop, stopped) = watch::channel(false);
        let task = runtime.spawn(run(places, stopped));
        Ok(Some(Self {
            stop,
            task,
            runtime,
        }))
    }

    /// Copies what the writers left, if the store takes it soon; else the next start does. Blocks.
    pub fn finish(self) {
        self.stop.send_replace(true);
        let last = async { tokio::time::timeout(limits::JOURNAL_COPY_END, self.task).await };
        if self.runtime.block_on(last).is_err() {
            tracing::warn!("the ends of journals are copied at the next start");
        }
    }
}

async fn run(places: Places, mut stop: watch::Receiver<bool>) {
    let folders = places.folders.clone();
    let earlier = tokio::task::spawn_blocking(move || reports_in(&folders)).await;
    let mut copies = Copies {
        places,
        files: BTreeMap::new(),
        earlier: earlier.unwrap_or_default().into(),
    };
    let mut pause = limits::JOURNAL_COPY_TIME;
    loop {
        let is_last = *stop.borrow_and_update();
        pause = match copies.round().await {
            Ok(()) => limits::JOURNAL_COPY_TIME,
            // The store's health tells it.
            Err(_) => (pause * 2).min(limits::JOURNAL_COPY_PAUSE_MAX),
        };
        if is_last {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            changed = stop.changed() => if changed.is_err() {
                return;
            }
        }
    }
}

impl Copies {
    /// What is new first, then a few of the reports that were there at the start.
    async fn round(&mut self) -> Result<(), ObjectError> {
        for path in self.places.open.take_begun() {
            if let Some(id) = id_of(&path) {
                self.files.entry(id).or_default();
            }
        }
        let places = &self.places;
        let copied = stream::iter(self.files.iter_mut().map(Ok));
        let copied = copied.try_for_each_concurrent(limits::JOURNAL_COPIES_AT_ONCE, |(id, it)| {
            places.copy(*id, it)
        });
        let copied = copied.await;
        self.files.retain(|_, copied| !copied.is_done);
        copied?;
        for _ in 0..limits::JOURNAL_COMPARED {
            let Some(report) = self.earlier.front().copied() else {
                break;
            };
            for (id, copied) in self.places.compare(report).await? {
                self.files.entry(id).or_insert(copied);
            }
            self.earlier.pop_front();
        }
        Ok(())
    }
}

impl Places {
    /// Copies what a file has more than its copy.
    async fn copy(&self, id: Id, copied: &mut Copied) -> Result<(), ObjectError> {
        for _ in 0..limits::JOURNAL_PIECES_PER_ROUND {
            let is_open = self.is_open(id);
            let Some(path) = self.find(id) else {
                // It was erased, or comes to be just now.
                if let Some(last) = copied.tried {
                    let name = names::piece(id.0, &id.1, copied.chunks, last);
                    self.objects.remove(&name).await?;
                    copied.tried = None;
                }
                copied.is_done = !is_open;
                return Ok(());
            };
            let from = *copied;
            let read = blocking(move || Piece::read(&path, from)).await;
            let piece = match read {
                Ok(piece) => piece,
                // It comes home from the second folder just now.
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
                Err(error) => {
                    tracing::error!(report = %id.0, %error, "a journal cannot be copied");
                    copied.is_done = error.kind() == ErrorKind::InvalidData;
                    return Ok(());
                }
            };
            let Some(piece) = piece else {
                copied.is_done = !is_open;
                return Ok(());
            };
            copied.tried = Some(piece.last);
            let name = names::piece(id.0, &id.1, from.chunks, piece.last);
            let bytes = piece.bytes.len() as u64;
            self.objects.put(&name, Bytes::from(piece.bytes)).await?;
            if self.find(id).is_none() {
                // Erased while it was on its way.
                self.objects.remove(&name).await?;
            }
            *copied = Copied {
                bytes: from.bytes + bytes,
                chunks: piece.last + 1,
                ..Copied::default()
            };
        }
        Ok(())
    }

    fn find(&self, id: Id) -> Option<PathBuf> {
        self.paths(id).find(|path| path.exists())
    }

    fn is_open(&self, id: Id) -> bool {
        self.paths(id).any(|path| self.open.has(&path))
    }

    fn paths(&self, (report, file): Id) -> impl Iterator<Item = PathBuf> {
        let name = format!("{report}/{}.journal", hex::encode(file));
        self.folders.iter().map(move |folder| folder.join(&name))
    }

    /// The files of a report that go further than their copies.
    async fn compare(&self, report: ReportId) -> Result<Vec<(Id, Copied)>, ObjectError> {
        let there = self.objects.journals(report).await?;
        let folders = self.folders.clone();
        let lengths = blocking(move || Ok(lengths_of(&folders, report))).await?;
        let further = lengths.into_iter().filter_map(|(file, length)| {
            let copied = there.get(&file).map_or_else(Copied::default, |it| Copied {
                bytes: it.bytes,
                chunks: it.chunks,
                ..Copied::default()
            });
            (copied.bytes < length).then_some(((report, file), copied))
        });
        Ok(further.collect())
    }
}

impl Piece {
    /// The next whole chunks of a file, with its head where they are the first. Nothing where there
    /// is no whole one yet.
    fn read(path: &Path, from: Copied) -> io::Result<Option<Self>> {
        let mut file = File::open(path)?;
        let piece = Self::read_some(&mut file, from, limits::JOURNAL_PIECE_BYTES)?;
        if piece.is_some() || file.metadata()?.len() - from.bytes < limits::JOURNAL_PIECE_BYTES {
            return Ok(piece);
        }
        // One chunk may be longer than a piece should be.
        let longest = CHUNK_HEAD_BYTES + PLAIN_BYTES_MAX + TAG_BYTES + HEAD_BYTES;
        Self::read_some(&mut file, from, longest as u64)
    }

    fn read_some(file: &mut File, from: Copied, most: u64) -> io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(from.bytes))?;
        file.take(most).read_to_end(&mut bytes)?;
        let head = if from.bytes == 0 { HEAD_BYTES } else { 0 };
        let Some(mut rest) = bytes.get(head..) else {
            return Ok(None);
        };
        let (mut last, mut end) = (None, head);
        while last.is_none() || last != from.tried {
            let (chunk, after) = match Chunk::next(rest) {
                Ok(Some(next)) => next,
                Ok(None) | Err(ChunkError::Torn) => break,
                // What comes before it is copied at least.
                Err(_) if last.is_some() => break,
                Err(error) => return Err(io::Error::new(ErrorKind::InvalidData, error)),
            };
            last = Some(chunk.number);
            end = bytes.len() - after.len();
            rest = after;
        }
        bytes.truncate(end);
        Ok(last.map(|last| Self { last, bytes }))
    }
}

async fn blocking<T: Send + 'static>(
    run: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(run)
        .await
        .map_err(io::Error::other)?
}

fn reports_in(folders: &[PathBuf]) -> Vec<ReportId> {
    let entries = folders
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok());
    let names = entries.flatten().flatten().map(|entry| entry.file_name());
    let mut found: Vec<ReportId> = names
        .filter_map(|name| name.to_str()?.parse().ok())
        .collect();
    found.sort();
    found.dedup();
    found
}

fn lengths_of(folders: &[PathBuf], report: ReportId) -> Vec<(names::FileId, u64)> {
    let own = folders.iter().map(|folder| folder.join(report.to_string()));
    let entries = own.filter_map(|folder| fs::read_dir(folder).ok());
    let paths = entries.flatten().flatten().map(|entry| entry.path());
    let lengths = paths.filter_map(|path| {
        let (_, file) = id_of(&path)?;
        Some((file, path.metadata().ok()?.len()))
    });
    lengths.collect()
}

/// Whose journal a path names; nothing where it names none.
fn id_of(path: &Path) -> Option<Id> {
    path.extension().filter(|ending| *ending == "journal")?;
    let mut file = names::FileId::default();
    hex::decode_to_slice(path.file_stem()?.to_str()?, &mut file).ok()?;
    let report = path.parent()?.file_name()?.to_str()?.parse().ok()?;
    Some((report, file))
}

#[cfg(test)]
mod tests {
    use journal::{Head, JournalKey, chunk::seal};
    use protocol::time::UnixMs;

    use super::*;

    #[test]
    fn pieces_are_whole_chunks_and_one_that_was_tried_stays_as_it_was() {
        let head = Head {
            report: ReportId::new(UnixMs(1), [1; 10]),
            file: [2; 16],
            begun_ms: UnixMs(1),
        };
        let key = JournalKey::new([3; 32]).file(&head);
        let (mut bytes, mut before, mut ends) = (head.bytes().to_vec(), head.hash(), Vec::new());
        for number in 0..4 {
            let mut records = vec![7; 100];
            let sealed = seal(&key, number, false, UnixMs(2), &before, &mut records).unwrap();
            bytes.extend(sealed.0);
            before = sealed.1;
            ends.push(bytes.len());
        }
        let path = std::env::temp_dir().join(format!("genba-piece-{}", std::process::id()));
        let read = |length: usize, from: Copied| {
            fs::write(&path, &bytes[..length]).unwrap();
            Piece::read(&path, from)
        };
        let piece = |from: usize, to: usize, last: u32| {
            let bytes = bytes[from..to].to_vec();
            Some(Piece { last, bytes })
        };
        let none = Copied::default();
        assert_eq!(read(20, none).unwrap(), None);
        assert_eq!(read(HEAD_BYTES, none).unwrap(), None);
        assert_eq!(read(ends[0] - 1, none).unwrap(), None);
        assert_eq!(read(ends[1] + 9, none).unwrap(), piece(0, ends[1], 1));
        let from = Copied {
            bytes: ends[1] as u64,
            chunks: 2,
            ..none
        };
        assert_eq!(read(ends[2] - 1, from).unwrap(), None);
        assert_eq!(read(ends[3], from).unwrap(), piece(ends[1], ends[3], 3));
        let tried = Copied {
            tried: Some(2),
            ..from
        };
        assert_eq!(read(ends[3], tried).unwrap(), piece(ends[1], ends[2], 2));
        bytes[ends[2]..ends[2] + 4].fill(0xff);
        let read = |from: Copied| {
            fs::write(&path, &bytes).unwrap();
            Piece::read(&path, from)
        };
        assert_eq!(read(from).unwrap().unwrap().last, 2);
        let damaged = Copied {
            bytes: ends[2] as u64,
            chunks: 3,
            ..none
        };
        assert_eq!(read(damaged).unwrap_err().kind(), ErrorKind::InvalidData);
        fs::remove_file(path).unwrap();
    }
}
