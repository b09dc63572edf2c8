//! How long a check of ten million entries takes: `trail_speed [ENTRIES]`; making the trail is not
//! counted. `trail_speed ENTRIES lines` prints the trail instead, as `genba export trail` does, for
//! the verifier that reads it; `trail_speed 0 key` prints the key that signed it.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool for its author's terminal"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "it measures; the core itself never looks at a clock"
)]

use std::{
    io::{BufWriter, Write},
    time::{Duration, Instant},
};

use admin::{
    core::trail::{
        Head,
        audit::{Audit, Record},
        hex,
        signed_head::{LastHead, Leaf, PublicKey, Statement},
    },
    trail::{Act, Action, Actor, Subject, line},
};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use protocol::{
    id::{AccountId, ReportId, UnitId},
    time::UnixMs,
};

/// Entries of one minute under one head, as on a busy day of all headquarters.
const UNITS: u8 = 50;
const A_HEAD: u64 = 200;

fn main() {
    let entries = std::env::args()
        .nth(1)
        .map_or(10_000_000, |n| n.parse().unwrap());
    let key = Ed25519KeyPair::from_seed_unchecked(&[1; 32]).unwrap();
    let public: PublicKey = key.public_key().as_ref().try_into().unwrap();
    let mode = std::env::args().nth(2).unwrap_or_default();
    if mode == "key" {
        println!("{}", hex(&public));
        return;
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut audit = Audit::new(vec![public], std::iter::empty());
    let mut ends = vec![(Head::EMPTY, UnixMs(0)); usize::from(UNITS)];
    let (mut last, mut took) = (LastHead::NONE, Duration::ZERO);
    let mut batch = Vec::new();
    for n in 0..entries {
        let unit = u8::try_from(n % u64::from(UNITS)).unwrap();
        let at = UnixMs(1_795_100_400_000 + i64::try_from(n).unwrap());
        let (head, written) = &mut ends[usize::from(unit)];
        let act = Act::new(
            unit_id(unit),
            at,
            Actor::Account(AccountId::new(at, [unit; 10])),
            Action::SendMessage,
        )
        .about(Subject::Report(ReportId::new(at, [unit; 10])))
        .clause("VR-4.1.3a");
        let entry = act.entry_after(head);
        let hash = entry.hash();
        (*head, *written) = (
            Head {
                seq: entry.seq,
                hash,
            },
            at,
        );
        batch.push(Record::Entry(entry, hash));
        if n % A_HEAD == A_HEAD - 1 {
            let leaf = |unit: u8| Leaf {
                unit: unit_id(unit),
                head: ends[usize::from(unit)].0,
                at: ends[usize::from(unit)].1,
            };
            let leaves: Vec<_> = (0..UNITS).map(leaf).collect();
            let head = Statement::after(last, &leaves, at).sign(&key);
            last = head.last();
            batch.push(Record::Head(head, leaves));
        }
        if n % A_HEAD == A_HEAD - 1 || n + 1 == entries {
            if mode == "lines" {
                for record in batch.drain(..) {
                    writeln!(out, "{}", line::write(record)).unwrap();
                }
                continue;
            }
            let start = Instant::now();
            batch.iter().for_each(|record| audit.take(record));
            took += start.elapsed();
            batch.clear();
        }
    }
    out.flush().unwrap();
    drop(out);
    if mode == "lines" {
        return;
    }
    let report = audit.finish();
    assert!(report.is_clean());
    println!(
        "{} entries, {} heads: {:.1} s",
        report.entries,
        report.heads,
        took.as_secs_f64()
    );
}

fn unit_id(n: u8) -> UnitId {
    UnitId::new(UnixMs(1), [n; 10])
}
