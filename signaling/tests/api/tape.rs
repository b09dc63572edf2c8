//! Journals as a media node writes them, for reports of a house.

use std::{fs, path::PathBuf};

use admin::random;
use journal::{
    Head, JournalKey,
    chunk::seal,
    record::{Codec, Record, Track},
};
use protocol::{
    id::{ReportId, WebrtcSessionId},
    time::UnixMs,
};

use crate::house::House;

/// When the tape of a test begins.
pub const BEGUN_MS: i64 = 1_795_000_000_000;

/// A journal that grows chunk by chunk.
pub struct Tape {
    pub path: PathBuf,
    head: Head,
    key: journal::FileKey,
    before: journal::Hash,
    chunks: u32,
    /// All records so far as they are.
    pub plain: Vec<u8>,
    /// The same chunk by chunk.
    pub pieces: Vec<Vec<u8>>,
}

impl Tape {
    pub async fn of(house: &House, report: &str) -> Self {
        let report: ReportId = report.parse().unwrap();
        let head = Head {
            report,
            file: random::bytes(),
            begun_ms: UnixMs(BEGUN_MS),
        };
        let key = house.admin.keys().report_key(report).await.unwrap();
        let key = JournalKey::new(key.recording_key()).file(&head);
        let folder = house.path.join("journal").join(report.to_string());
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{}.journal", hex::encode(head.file)));
        fs::write(&path, head.bytes()).unwrap();
        Self {
            path,
            key,
            before: head.hash(),
            head,
            chunks: 0,
            plain: Vec::new(),
            pieces: Vec::new(),
        }
    }

    /// The tape of a phone that sends video.
    pub async fn rolling(house: &House, report: &str, codec: Codec) -> Self {
        let mut tape = Self::of(house, report).await;
        let id = WebrtcSessionId::new(UnixMs(BEGUN_MS), random::bytes());
        let track = Track {
            number: 1,
            session: 1,
            codec,
            layer: 0,
        };
        let session = Record::Session {
            number: 1,
            id,
            at_ms: UnixMs(BEGUN_MS),
        };
        tape.write(&[session, Record::Track(track)]);
        tape.packets(20);
        tape
    }

    /// Packets that no two are alike.
    pub fn packets(&mut self, count: usize) {
        let packets: Vec<[u8; 64]> = (0..count).map(|_| random::bytes()).collect();
        let records: Vec<_> = packets
            .iter()
            .map(|packet| Record::Rtp {
                track: 1,
                at_us: 1_795_000_000_000_000,
                packet,
            })
            .collect();
        self.write(&records);
    }

    /// One chunk.
    pub fn write(&mut self, records: &[Record<'_>]) {
        let mut plain = Vec::new();
        for record in records {
            record.write(&mut plain);
        }
        self.plain.extend_from_slice(&plain);
        self.pieces.push(plain.clone());
        let at = UnixMs(BEGUN_MS + 500 * i64::from(self.chunks));
        let (before, number) = (self.before, self.chunks);
        let (bytes, hash) = seal(&self.key, number, false, at, &before, &mut plain).unwrap();
        self.before = hash;
        self.chunks += 1;
        let mut journal = fs::read(&self.path).unwrap();
        journal.extend(bytes);
        fs::write(&self.path, journal).unwrap();
    }

    pub fn report(&self) -> String {
        self.head.report.to_string()
    }
}
