//! What lies in a journal folder, opened and checked.

use std::{collections::BTreeMap, fs, path::Path};

use journal::{
    HEAD_BYTES, Head, JournalKey,
    chunk::{Chunk, ChunkError},
    record::{Record, Track},
};
use protocol::{
    id::ReportId,
    media::{MediaEntry, RecordingKey},
    time::UnixMs,
};

#[derive(Debug, Default)]
pub struct Kept {
    pub files: usize,
    /// Files of which the last chunk says that it is the last.
    pub finished: usize,
    /// Files that end within a chunk.
    pub torn: usize,
    pub chunks: usize,
    pub sessions: usize,
    pub sessions_ended: usize,
    pub tracks: Vec<Track>,
    /// By track and packet, with the time of arrival in microseconds.
    pub packets: BTreeMap<Vec<u8>, (Track, u64)>,
    pub packets_twice: usize,
    pub sender_reports: Vec<(Track, u64, u32)>,
    pub events: Vec<MediaEntry>,
    pub lost: u32,
    pub until: Option<UnixMs>,
    /// Longest time from the first to the last packet of a chunk.
    pub chunk_us_max: u64,
}

/// Reads every file of a room; a chain that is not whole fails the test.
pub fn read(folder: &Path, room: ReportId, key: &RecordingKey) -> Kept {
    let mut kept = Kept::default();
    let Ok(entries) = fs::read_dir(folder.join(room.to_string())) else {
        return kept;
    };
    let mut files: Vec<_> = entries
        .map(|entry| fs::read(entry.unwrap().path()).unwrap())
        .map(|bytes| (Head::parse(&bytes).unwrap(), bytes))
        .collect();
    files.sort_by_key(|(head, _)| head.begun_ms);
    for (head, bytes) in files {
        assert_eq!(head.report, room);
        kept.files += 1;
        read_file(&head, &bytes[HEAD_BYTES..], key, &mut kept);
    }
    kept
}

fn read_file(head: &Head, mut rest: &[u8], key: &RecordingKey, kept: &mut Kept) {
    let key = JournalKey::new(key.0).file(head);
    let (mut before, mut number, mut is_last) = (head.hash(), 0, false);
    let mut tracks = BTreeMap::new();
    loop {
        let (chunk, after) = match Chunk::next(rest) {
            Ok(Some(next)) => next,
            Ok(None) => break,
            Err(ChunkError::Torn) => {
                kept.torn += 1;
                break;
            }
            Err(error) => panic!("{error}"),
        };
        assert_eq!((chunk.before, chunk.number), (before, number), "the chain");
        assert!(!is_last, "nothing comes after the last chunk");
        read_chunk(&chunk.open(&key).unwrap(), &mut tracks, kept);
        (before, number, is_last, rest) = (chunk.hash(), number + 1, chunk.is_last, after);
        kept.chunks += 1;
        kept.until = kept.until.max(Some(chunk.until_ms));
    }
    kept.finished += usize::from(is_last);
}

fn read_chunk(mut records: &[u8], tracks: &mut BTreeMap<u16, Track>, kept: &mut Kept) {
    let mut times = Vec::new();
    while let Some((record, rest)) = Record::next(records).unwrap() {
        records = rest;
        match record {
            Record::Session { .. } => kept.sessions += 1,
            Record::Track(track) => {
                tracks.insert(track.number, track);
                kept.tracks.push(track);
            }
            Record::Rtp {
                track,
                at_us,
                packet,
            } => {
                times.push(at_us);
                let of = (tracks[&track], at_us);
                let twice = kept.packets.insert(packet.to_vec(), of);
                kept.packets_twice += usize::from(twice.is_some());
            }
            Record::SenderReport {
                track, ntp, rtp, ..
            } => kept.sender_reports.push((tracks[&track], ntp, rtp)),
            Record::SessionEnded { .. } => kept.sessions_ended += 1,
            Record::Event { json } => kept.events.push(serde_json::from_slice(json).unwrap()),
            Record::Lost { records, .. } => kept.lost += records,
        }
    }
    if let Some((first, last)) = times.first().zip(times.last()) {
        // The clock may have been set back in between.
        kept.chunk_us_max = kept.chunk_us_max.max(last.saturating_sub(*first));
    }
}
