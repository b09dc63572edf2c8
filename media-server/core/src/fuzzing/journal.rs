use journal::{
    HEAD_BYTES, Hash, Head, JournalKey,
    chunk::{Chunk, seal},
    record::{Codec, Record, Track},
};
use protocol::{
    id::{ReportId, WebrtcSessionId},
    time::UnixMs,
};

/// A journal file as it may lie on a disk that somebody else could write to, or, with an even
/// first byte, a plain stream of records. What is read is written again as it was.
pub fn journal(bytes: &[u8]) {
    let Some((&kind, bytes)) = bytes.split_first() else {
        return;
    };
    if kind % 2 == 0 {
        return records(bytes);
    }
    let Ok(head) = Head::parse(bytes) else {
        return;
    };
    assert_eq!(head.bytes(), bytes[..HEAD_BYTES]);
    let (key, mut rest) = (key().file(&head), &bytes[HEAD_BYTES..]);
    while let Ok(Some((chunk, after))) = Chunk::next(rest) {
        assert!(after.len() < rest.len());
        if let Ok(plain) = chunk.open(&key) {
            records(&plain);
            let (number, until) = (chunk.number, chunk.until_ms);
            let mut plain = plain;
            let again = seal(
                &key,
                number,
                chunk.is_last,
                until,
                &chunk.before,
                &mut plain,
            );
            let (bytes, hash) = again.expect("what opens can be sealed");
            assert_eq!(
                (&bytes[..], hash),
                (&rest[..rest.len() - after.len()], chunk.hash())
            );
        }
        rest = after;
    }
}

fn records(mut bytes: &[u8]) {
    while let Ok(Some((record, rest))) = Record::next(bytes) {
        let mut again = Vec::new();
        record.write(&mut again);
        assert_eq!(again, bytes[..bytes.len() - rest.len()]);
        bytes = rest;
    }
}

fn key() -> JournalKey {
    JournalKey::new([3; 32])
}

/// A stream of records, and a file of two chunks with it.
pub(super) fn journal_seeds() -> [Vec<u8>; 2] {
    let at_ms = UnixMs(1_800_000_000_000);
    let at_us = 1_800_000_000_000_001;
    let mut plain = Vec::new();
    for record in [
        Record::Session {
            number: 0,
            id: WebrtcSessionId::new(at_ms, [1; 10]),
            at_ms,
        },
        Record::Track(Track {
            number: 0,
            session: 0,
            codec: Codec::Vp8,
            layer: 1,
        }),
        Record::Rtp {
            track: 0,
            at_us,
            packet: &[0x80; 20],
        },
        Record::SenderReport {
            track: 0,
            at_us,
            ntp: 1 << 40,
            rtp: 9,
        },
        Record::Lost { at_ms, records: 4 },
        Record::Event { json: b"{}" },
        Record::SessionEnded { number: 0, at_ms },
    ] {
        record.write(&mut plain);
    }
    let head = Head {
        report: ReportId::new(at_ms, [2; 10]),
        file: [4; 16],
        begun_ms: at_ms,
    };
    let key = key().file(&head);
    let sealed = |number, is_last, before: Hash| {
        seal(&key, number, is_last, at_ms, &before, &mut plain.clone()).expect("a small chunk")
    };
    let (first, hash) = sealed(0, false, head.hash());
    let (second, _) = sealed(1, true, hash);
    let file = [&[1][..], &head.bytes(), &first, &second].concat();
    [[&[0][..], &plain].concat(), file]
}
