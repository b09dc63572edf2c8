//! What a media node kept of a report, opened: its records as a plain stream, chunk by chunk.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, ErrorKind},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    vec,
};

use admin::{
    evidence::{
        chain::{Broken, end},
        journal::{Chunks, JournalFile, files_of, found_in},
    },
    keys::DataKey,
};
use journal::{
    FileKey, Hash, JournalKey,
    chunk::Chunk,
    record::{Codec, Record},
};
use protocol::id::{FileId, ReportId};
use signaling_core::recording::VideoCodec;

/// The opened chunks of all journals of a report in their order. What does not open is left out, for
/// nobody is shown what may be forged; so is what was moved back or stands there twice.
pub struct Records {
    files: vec::IntoIter<JournalFile>,
    key: JournalKey,
    current: Option<Opening>,
    is_damaged: Arc<AtomicBool>,
}

/// A journal that is being read.
struct Opening {
    key: FileKey,
    chunks: Chunks,
    /// Number and hash that the next chunk has to go on from.
    next: u32,
    before: Hash,
    is_over: bool,
    /// Something was left out, of which the stream does not tell yet.
    has_hole: bool,
}

impl Records {
    /// Blocks, as reading does.
    pub fn of(folder: &Path, key: &DataKey) -> io::Result<Self> {
        let found = found_in(folder, key.report())?;
        Ok(Self {
            files: found.files.into_iter(),
            key: JournalKey::new(key.recording_key()),
            current: None,
            is_damaged: Arc::new(AtomicBool::new(!found.foreign.is_empty())),
        })
    }

    /// Tells afterwards whether a part was left out.
    pub fn damage(&self) -> Arc<AtomicBool> {
        self.is_damaged.clone()
    }

    /// The next opened chunk of the journal that is being read.
    fn next_here(&mut self) -> Option<io::Result<Vec<u8>>> {
        let journal = self.current.as_mut()?;
        loop {
            let taken = match journal.chunks.next()? {
                Ok(bytes) => journal.take(&bytes),
                // Where the next chunk begins is not known any more.
                Err(error) if error.kind() == ErrorKind::InvalidData => Taken::Nothing,
                Err(error) => return Some(Err(error)),
            };
            if let Taken::Whole(records) = taken {
                return Some(Ok(records));
            }
            self.is_damaged.store(true, Ordering::Relaxed);
            tracing::error!("a chunk of a journal does not open, or not in its place");
            if let Taken::BehindHole(records) = taken {
                return Some(Ok(records));
            }
        }
    }
}

/// What comes of a chunk.
enum Taken {
    /// It goes on from the one before.
    Whole(Vec<u8>),
    /// It is sound, and something before it is missing.
    BehindHole(Vec<u8>),
    Nothing,
}

impl Opening {
    fn take(&mut self, bytes: &[u8]) -> Taken {
        let chunk = match Chunk::next(bytes) {
            Ok(Some((chunk, []))) if chunk.number >= self.next && !self.is_over => chunk,
            _ => return Taken::Nothing,
        };
        let Ok(records) = chunk.open(&self.key) else {
            self.has_hole = true;
            return Taken::Nothing;
        };
        let follows = chunk.number == self.next && chunk.before == self.before;
        let is_whole = !std::mem::take(&mut self.has_hole) && follows;
        (self.next, self.before) = (chunk.number.saturating_add(1), chunk.hash());
        self.is_over = chunk.is_last;
        if is_whole {
            return Taken::Whole(records);
        }
        // Whoever plays it has to know that names of sessions may be missing.
        let lost = Record::Lost {
            at_ms: chunk.until_ms,
            records: 0,
        };
        let mut told = Vec::new();
        lost.write(&mut told);
        told.extend_from_slice(&records);
        Taken::BehindHole(told)
    }
}

impl Iterator for Records {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(opened) = self.next_here() {
                return Some(opened);
            }
            let file = self.files.next()?;
            let chunks = match file.chunks() {
                Ok(chunks) => chunks,
                Err(error) => return Some(Err(error)),
            };
            self.current = Some(Opening {
                key: self.key.file(&file.head),
                chunks,
                next: 0,
                before: file.head.hash(),
                is_over: false,
                has_hole: false,
            });
        }
    }
}

/// Whether journals end before where the trail says that they went, or are gone. Blocks.
pub fn are_cut(folder: &Path, report: ReportId, noted: &[(FileId, u64)]) -> io::Result<bool> {
    let files = files_of(folder, report)?;
    for (id, chunks) in noted {
        let file = files.iter().find(|file| file.head.file == *id.0.as_bytes());
        let end = match file.map(end) {
            Some(Err(Broken::Io(error))) if error.kind() != ErrorKind::InvalidData => {
                return Err(error);
            }
            Some(Ok(end)) => end.chunks,
            Some(Err(_)) | None => 0,
        };
        if end < *chunks {
            return Ok(true);
        }
    }
    Ok(false)
}

/// In which codecs video was received. Blocks.
pub fn codecs(records: Records) -> io::Result<BTreeSet<VideoCodec>> {
    let (mut tracks, mut found) = (BTreeMap::new(), BTreeSet::new());
    for plain in records {
        let plain = plain?;
        let mut rest = &plain[..];
        while let Ok(Some((record, after))) = Record::next(rest) {
            match record {
                Record::Track(track) => {
                    tracks.insert(track.number, video(track.codec));
                }
                Record::Rtp { track, .. } => found.extend(tracks.get(&track).copied().flatten()),
                _ => {}
            }
            rest = after;
        }
    }
    Ok(found)
}

fn video(codec: Codec) -> Option<VideoCodec> {
    match codec {
        Codec::H264 => Some(VideoCodec::H264),
        Codec::Vp8 => Some(VideoCodec::Vp8),
        Codec::Opus => None,
    }
}

/// Bytes of all journals of a report; none where nothing was recorded. Blocks.
pub fn bytes_of(folder: &Path, report: ReportId) -> io::Result<Option<u64>> {
    let files = files_of(folder, report)?;
    if files.is_empty() {
        return Ok(None);
    }
    let lengths = files.iter().map(|file| Ok(fs::metadata(&file.path)?.len()));
    lengths.sum::<io::Result<u64>>().map(Some)
}
