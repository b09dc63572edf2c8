//! The trail as lines of JSON, one record a line, for a verifier far from the store.

use std::io::{self, BufRead, Read};

use admin_core::trail::{
    Entry, Hash, Head,
    anchor::Anchor,
    audit::Record,
    bytes_of_hex, hash_of_hex, hex,
    signed_head::{Leaf, PUBLIC_KEY_BYTES, PublicKey, SIGNATURE_BYTES, SignedHead, Statement},
};
use protocol::{
    id::UnitId,
    time::UnixMs,
    trail::{HeadLine, HeadsPage},
};
use serde::{Deserialize, Serialize};

use crate::limits::TRAIL_LINE_BYTES;

/// Why a file is no exported trail.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    #[error("line {0} cannot be read: {1}")]
    Json(u64, serde_json::Error),
    #[error("line {0} holds a hash, a signature or a month that is none")]
    Value(u64),
    #[error("line {0} is longer than {TRAIL_LINE_BYTES} bytes")]
    TooLong(u64),
    #[error(transparent)]
    Io(#[from] io::Error),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    Anchor(AnchorLine),
    Entry(EntryLine),
    Head(HeadLine, Vec<EndLine>),
    End {
        unit: UnitId,
        seq: i64,
        hash: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnchorLine {
    unit: UnitId,
    month: String,
    first_seq: i64,
    last_seq: i64,
    closing: String,
    prev: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryLine {
    unit: UnitId,
    seq: i64,
    prev: String,
    at: UnixMs,
    actor: String,
    post: String,
    terminal: String,
    action: String,
    subjects: String,
    clause: String,
    result: String,
    hash: String,
}

/// The end of one chain under a head.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EndLine {
    unit: UnitId,
    seq: i64,
    hash: String,
    at: UnixMs,
}

/// One record as a line, without its line feed.
pub fn write(record: Record) -> String {
    let line = match record {
        Record::Anchor(anchor) => Line::Anchor(AnchorLine {
            unit: anchor.unit,
            month: anchor.month.to_string(),
            first_seq: anchor.first_seq,
            last_seq: anchor.last_seq,
            closing: hex(&anchor.closing),
            prev: hex(&anchor.prev),
        }),
        Record::Entry(entry, hash) => Line::Entry(entry_line(entry, hash)),
        Record::Head(head, leaves) => {
            let ends = leaves.iter().map(|leaf| EndLine {
                unit: leaf.unit,
                seq: leaf.head.seq,
                hash: hex(&leaf.head.hash),
                at: leaf.at,
            });
            Line::Head(head_line(&head), ends.collect())
        }
        Record::End(unit, head) => Line::End {
            unit,
            seq: head.seq,
            hash: hex(&head.hash),
        },
    };
    serde_json::to_string(&line).expect("texts and numbers can be written")
}

/// Reads line by line; a line that cannot be read ends it.
pub fn read(file: &mut impl BufRead, mut take: impl FnMut(Record)) -> Result<(), LineError> {
    lines(file, |number, text| {
        let line = serde_json::from_str(text).map_err(|error| LineError::Json(number, error))?;
        take(record_of(line).ok_or(LineError::Value(number))?);
        Ok(())
    })
}

/// Reads heads held elsewhere: answers of `GET /api/v1/trail/heads`, one a line. Also the keys
/// that they name; whether to trust them is another question.
pub fn read_held(file: &mut impl BufRead) -> Result<(Vec<SignedHead>, Vec<PublicKey>), LineError> {
    let (mut heads, mut keys) = (Vec::new(), Vec::new());
    lines(file, |number, text| {
        let page: HeadsPage =
            serde_json::from_str(text).map_err(|error| LineError::Json(number, error))?;
        let key = key_of_hex(&page.key).ok_or(LineError::Value(number))?;
        if !keys.contains(&key) {
            keys.push(key);
        }
        for line in &page.heads {
            heads.push(head_of(line).ok_or(LineError::Value(number))?);
        }
        Ok(())
    })?;
    heads.sort_by_key(|head| head.statement.number);
    heads.dedup();
    Ok((heads, keys))
}

pub fn key_of_hex(text: &str) -> Option<PublicKey> {
    bytes_of_hex::<PUBLIC_KEY_BYTES>(text)
}

pub fn head_line(head: &SignedHead) -> HeadLine {
    HeadLine {
        number: head.statement.number,
        at: head.statement.at,
        prev: hex(&head.statement.prev),
        leaves: hex(&head.statement.leaves),
        signature: hex(&head.signature),
    }
}

fn lines(
    file: &mut impl BufRead,
    mut each: impl FnMut(u64, &str) -> Result<(), LineError>,
) -> Result<(), LineError> {
    let (mut text, mut number) = (String::new(), 0);
    loop {
        text.clear();
        number += 1;
        let read = file.by_ref().take(TRAIL_LINE_BYTES).read_line(&mut text)?;
        if read == 0 {
            return Ok(());
        }
        if read as u64 == TRAIL_LINE_BYTES && !text.ends_with('\n') {
            return Err(LineError::TooLong(number));
        }
        if !text.trim().is_empty() {
            each(number, &text)?;
        }
    }
}

fn entry_line(entry: Entry, hash: Hash) -> EntryLine {
    EntryLine {
        unit: entry.unit,
        seq: entry.seq,
        prev: hex(&entry.prev_hash),
        at: entry.at,
        actor: entry.actor,
        post: entry.post,
        terminal: entry.terminal,
        action: entry.action,
        subjects: entry.subjects,
        clause: entry.clause,
        result: entry.result,
        hash: hex(&hash),
    }
}

fn record_of(line: Line) -> Option<Record> {
    Some(match line {
        Line::Anchor(line) => Record::Anchor(Anchor {
            unit: line.unit,
            month: line.month.parse().ok()?,
            first_seq: line.first_seq,
            last_seq: line.last_seq,
            closing: hash_of_hex(&line.closing)?,
            prev: hash_of_hex(&line.prev)?,
        }),
        Line::Entry(line) => {
            let hash = hash_of_hex(&line.hash)?;
            Record::Entry(entry_of(line)?, hash)
        }
        Line::Head(line, ends) => {
            let leaves: Option<_> = ends.iter().map(leaf_of).collect();
            Record::Head(head_of(&line)?, leaves?)
        }
        Line::End { unit, seq, hash } => {
            let hash = hash_of_hex(&hash)?;
            Record::End(unit, Head { seq, hash })
        }
    })
}

fn entry_of(line: EntryLine) -> Option<Entry> {
    Some(Entry {
        unit: line.unit,
        seq: line.seq,
        prev_hash: hash_of_hex(&line.prev)?,
        at: line.at,
        actor: line.actor,
        post: line.post,
        terminal: line.terminal,
        action: line.action,
        subjects: line.subjects,
        clause: line.clause,
        result: line.result,
    })
}

fn head_of(line: &HeadLine) -> Option<SignedHead> {
    Some(SignedHead {
        statement: Statement {
            number: line.number,
            at: line.at,
            prev: hash_of_hex(&line.prev)?,
            leaves: hash_of_hex(&line.leaves)?,
        },
        signature: bytes_of_hex::<SIGNATURE_BYTES>(&line.signature)?,
    })
}

fn leaf_of(line: &EndLine) -> Option<Leaf> {
    Some(Leaf {
        unit: line.unit,
        head: Head {
            seq: line.seq,
            hash: hash_of_hex(&line.hash)?,
        },
        at: line.at,
    })
}
