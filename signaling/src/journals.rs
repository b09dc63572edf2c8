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
    evidence::journal::{Chunks, JournalFile, files_of},
    keys::DataKey,
};
use journal::{
    FileKey, JournalKey,
    chunk::Chunk,
    record::{Codec, Record},
};
use protocol::id::ReportId;
use signaling_core::recording::VideoCodec;

/// The opened chunks of all journals of a report in their order. A chunk that does not open ends
/// its journal: nobody is shown what may be forged.
pub struct Records {
    files: vec::IntoIter<JournalFile>,
    key: JournalKey,
    current: Option<(FileKey, Chunks)>,
    is_damaged: Arc<AtomicBool>,
}

impl Records {
    /// Blocks, as reading does.
    pub fn of(folder: &Path, key: &DataKey) -> io::Result<Self> {
        Ok(Self {
            files: files_of(folder, key.report())?.into_iter(),
            key: JournalKey::new(key.recording_key()),
            current: None,
            is_damaged: Arc::default(),
        })
    }

    /// Tells afterwards whether a part was left out.
    pub fn damage(&self) -> Arc<AtomicBool> {
        self.is_damaged.clone()
    }

    /// The next opened chunk of the journal that is being read.
    fn next_here(&mut self) -> Option<io::Result<Vec<u8>>> {
        let (key, chunks) = self.current.as_mut()?;
        let opened = match chunks.next()? {
            Ok(bytes) => opened(key, &bytes),
            Err(error) if error.kind() == ErrorKind::InvalidData => None,
            Err(error) => return Some(Err(error)),
        };
        if opened.is_none() {
            self.is_damaged.store(true, Ordering::Relaxed);
            tracing::error!("a chunk of a journal does not open");
        }
        opened.map(Ok)
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
            match file.chunks() {
                Ok(chunks) => self.current = Some((self.key.file(&file.head), chunks)),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

fn opened(key: &FileKey, bytes: &[u8]) -> Option<Vec<u8>> {
    let (chunk, _) = Chunk::next(bytes).ok()??;
    chunk.open(key).ok()
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
