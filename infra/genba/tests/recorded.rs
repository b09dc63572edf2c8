//! Makes a recording in a data folder that no server has open: what a bench needs that cannot wait
//! until an hour has been filmed.

#![allow(clippy::unwrap_used, reason = "a tool of benches that may fail")]

use std::{fs, io::Write, path::PathBuf};

use admin::{
    folder::Folder,
    keys::KeyRing,
    store::{self, Migrations},
};
use journal::{Head, JournalKey, chunk::seal, record::Record};
use protocol::{id::ReportId, time::UnixMs};

/// About as much as a phone sends in a second.
const CHUNK_BYTES: usize = 200_000;

/// `GENBA_BENCH_DATA`, `GENBA_BENCH_REPORT`; `GENBA_BENCH_RECORDS` is a file of plain records that
/// begin at `GENBA_BENCH_FROM_MS`.
#[tokio::test]
#[ignore = "infra/benches/first-seek.sh asks for it"]
async fn records_become_a_journal() {
    let word = |name: &str| std::env::var(name).unwrap();
    let data = PathBuf::from(word("GENBA_BENCH_DATA"));
    let report: ReportId = word("GENBA_BENCH_REPORT").parse().unwrap();
    let begun_ms = UnixMs(word("GENBA_BENCH_FROM_MS").parse().unwrap());
    let folder = Folder::open(&data, true).unwrap();
    let lists: &[Migrations] = &[store::migrations, signaling::migrations];
    let db = store::open(&folder.store_url(), lists).await.unwrap();
    let keys = KeyRing::open(&folder, &db).await.unwrap();
    let key = keys.report_key(report).await.unwrap();
    let mut file = [0; 16];
    aws_lc_rs::rand::fill(&mut file).unwrap();
    let head = Head {
        report,
        file,
        begun_ms,
    };
    let key = JournalKey::new(key.recording_key()).file(&head);
    let own = data.join("journal").join(report.to_string());
    fs::create_dir_all(&own).unwrap();
    let name: String = file.iter().map(|byte| format!("{byte:02x}")).collect();
    let out = fs::File::create(own.join(format!("{name}.journal"))).unwrap();
    let mut out = std::io::BufWriter::new(out);
    out.write_all(&head.bytes()).unwrap();
    let records = fs::read(word("GENBA_BENCH_RECORDS")).unwrap();
    let (mut rest, mut before, mut number) = (&records[..], head.hash(), 0);
    while !rest.is_empty() {
        let mut after = rest;
        while rest.len() - after.len() < CHUNK_BYTES {
            match Record::next(after).unwrap() {
                Some((_, next)) => after = next,
                None => break,
            }
        }
        let mut chunk = rest[..rest.len() - after.len()].to_vec();
        let is_last = after.is_empty();
        let sealed = seal(&key, number, is_last, begun_ms, &before, &mut chunk);
        let (bytes, hash) = sealed.unwrap();
        out.write_all(&bytes).unwrap();
        (rest, before, number) = (after, hash, number + 1);
    }
    out.flush().unwrap();
}
