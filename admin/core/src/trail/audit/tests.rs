//! A trail with two units, heads, and five-year-old entries already purged; then every kind of
//! tampering, by table and by random.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use jiff::civil::date;
use protocol::id::ReportId;
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::*;
use crate::{
    action::Action,
    calendar::{Month, japan},
    trail::{Act, Actor, Subject, anchor::Purging, signed_head::Statement},
};

const HOUR_MS: i64 = 3_600_000;

fn unit(n: u8) -> UnitId {
    UnitId::new(UnixMs(1), [n; 10])
}

fn pair(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

fn public(seed: u8) -> PublicKey {
    pair(seed).public_key().as_ref().try_into().unwrap()
}

/// The honest server: appends, signs, purges.
struct Server {
    records: Vec<Record>,
    ends: BTreeMap<UnitId, (Head, UnixMs)>,
    grown: std::collections::BTreeSet<UnitId>,
    last: LastHead,
}

impl Server {
    fn new() -> Self {
        Self {
            records: Vec::new(),
            ends: BTreeMap::new(),
            grown: Default::default(),
            last: LastHead::NONE,
        }
    }

    fn append(&mut self, act: &Act) {
        let (head, _) = self
            .ends
            .get(&act.unit)
            .copied()
            .unwrap_or((Head::EMPTY, act.at));
        let entry = act.entry_after(&head);
        let hash = entry.hash();
        let head = Head {
            seq: entry.seq,
            hash,
        };
        self.ends.insert(act.unit, (head, act.at));
        self.grown.insert(act.unit);
        self.records.push(Record::Entry(entry, hash));
    }

    fn sign(&mut self, now: UnixMs) {
        let grown = std::mem::take(&mut self.grown);
        let leaves: Vec<_> = grown
            .into_iter()
            .map(|unit| Leaf {
                unit,
                head: self.ends[&unit].0,
                at: self.ends[&unit].1,
            })
            .collect();
        let head = Statement::after(self.last, &leaves, now).sign(&pair(1));
        self.last = head.last();
        self.records.push(Record::Head(head, leaves));
    }

    fn purge(&mut self, unit: UnitId, now: UnixMs) {
        let last = self.records.iter().rev().find_map(|record| match record {
            Record::Anchor(anchor) if anchor.unit == unit => Some(*anchor),
            _ => None,
        });
        let mut purging = Purging::new(last, i64::MAX, 5, now);
        for record in &self.records {
            if let Record::Entry(entry, hash) = record
                && entry.unit == unit
                && !purging.take(entry, *hash)
            {
                break;
            }
        }
        let purge = purging.finish().unwrap();
        self.records.retain(|record| match record {
            Record::Entry(entry, _) => entry.unit != unit || entry.seq > purge.last.last_seq,
            Record::Anchor(anchor) => anchor.unit != unit,
            _ => true,
        });
        for anchor in purge.anchors.iter().rev() {
            self.records.insert(0, Record::Anchor(*anchor));
        }
        self.append(&purge.proof(now));
    }

    fn close(mut self) -> Vec<Record> {
        for (unit, (head, _)) in &self.ends {
            self.records.push(Record::End(*unit, *head));
        }
        self.records
    }
}

/// Entries from late 2026 to early 2027 in two units, those up to the first days of December
/// purged in 2031, a head after every fifth act.
fn trail() -> Vec<Record> {
    let mut server = Server::new();
    let start = japan::start_of(date(2026, 11, 20));
    for n in 0..60_u8 {
        let at = start.plus_ms(i64::from(n) * 17 * HOUR_MS);
        let act = Act::new(unit(1 + n % 3 / 2), at, Actor::System, Action::SendRequest)
            .about(Subject::Report(ReportId::new(at, [n; 10])));
        server.append(&act);
        if n % 5 == 4 {
            server.sign(at.plus_ms(30_000));
        }
    }
    let later = japan::start_of(date(2031, 12, 7));
    server.purge(unit(1), later);
    server.purge(unit(2), later);
    server.sign(later.plus_ms(30_000));
    server.close()
}

fn heads(records: &[Record]) -> Vec<SignedHead> {
    records
        .iter()
        .filter_map(|record| match record {
            Record::Head(head, _) => Some(*head),
            _ => None,
        })
        .collect()
}

fn audit(records: &[Record], held: &[SignedHead]) -> Report {
    let mut audit = Audit::new(vec![public(1)], held.iter().copied());
    records.iter().for_each(|record| audit.take(record));
    audit.finish()
}

/// The places of one unit's entries.
fn entries_of(records: &[Record], of: UnitId) -> Vec<usize> {
    let is_own = |record: &Record| matches!(record, Record::Entry(entry, _) if entry.unit == of);
    (0..records.len())
        .filter(|at| is_own(&records[*at]))
        .collect()
}

fn entry_mut(record: &mut Record) -> (&mut Entry, &mut Hash) {
    match record {
        Record::Entry(entry, hash) => (entry, hash),
        other => panic!("{other:?} is no entry"),
    }
}

fn entry_mut_of(records: &mut [Record], of: UnitId, nth: usize) -> (&mut Entry, &mut Hash) {
    let at = entries_of(records, of)[nth];
    entry_mut(&mut records[at])
}

/// What a superuser of the database can do: number and hash a unit's entries anew from where the
/// chain starts, and say so at its end.
fn recompute(records: &mut [Record], of: UnitId) {
    let anchor = records.iter().rev().find_map(|record| match record {
        Record::Anchor(anchor) if anchor.unit == of => Some(anchor.head()),
        _ => None,
    });
    let mut head = anchor.unwrap_or(Head::EMPTY);
    for at in entries_of(records, of) {
        let (entry, hash) = entry_mut(&mut records[at]);
        entry.seq = head.seq + 1;
        entry.prev_hash = head.hash;
        *hash = entry.hash();
        head = Head {
            seq: entry.seq,
            hash: *hash,
        };
    }
    for record in records {
        if let Record::End(unit, end) = record
            && *unit == of
        {
            *end = head;
        }
    }
}

/// A thief of the signing key also signs all heads anew.
fn resign(records: &mut [Record], seed: u8) {
    let mut ends: BTreeMap<UnitId, (Head, UnixMs)> = BTreeMap::new();
    let mut last = LastHead::NONE;
    for record in records {
        match record {
            Record::Anchor(anchor) => {
                ends.insert(anchor.unit, (anchor.head(), UnixMs(0)));
            }
            Record::Entry(entry, hash) => {
                ends.insert(
                    entry.unit,
                    (
                        Head {
                            seq: entry.seq,
                            hash: *hash,
                        },
                        entry.at,
                    ),
                );
            }
            Record::Head(head, leaves) => {
                for leaf in leaves.iter_mut() {
                    if let Some((end, at)) = ends.get(&leaf.unit)
                        && *at != UnixMs(0)
                    {
                        (leaf.head, leaf.at) = (*end, *at);
                    }
                }
                *head = Statement::after(last, leaves, head.statement.at).sign(&pair(seed));
                last = head.last();
            }
            Record::End(..) => {}
        }
    }
}

#[test]
fn an_honest_trail_is_clean_with_and_without_heads_held_elsewhere() {
    let records = trail();
    for held in [vec![], heads(&records), heads(&records)[3..5].to_vec()] {
        let report = audit(&records, &held);
        assert_eq!(report.findings.kept(), []);
        assert!(report.is_clean());
        assert_eq!(
            (report.units, report.heads, report.held),
            (2, 13, held.len() as u64)
        );
    }
    let anchored = records
        .iter()
        .filter(|record| matches!(record, Record::Anchor(_)))
        .count();
    assert_eq!(anchored, 4, "two months of two units");
}

#[test]
fn every_kind_of_tampering_is_named() {
    type Tamper = fn(&mut Vec<Record>);
    type Names = fn(&Finding) -> bool;
    let table: [(&str, Tamper, Names); 14] = [
        (
            "edited",
            |r| {
                let at = entries_of(r, unit(1))[3];
                entry_mut(&mut r[at]).0.clause = "VR-9".to_owned()
            },
            |f| matches!(f, Finding::Edited { .. }),
        ),
        (
            "edited with its own hash",
            |r| {
                let (entry, hash) = entry_mut_of(r, unit(1), 3);
                entry.at = UnixMs(5);
                *hash = entry.hash();
            },
            |f| matches!(f, Finding::Unlinked { .. }),
        ),
        (
            "missing",
            |r| drop(r.remove(entries_of(r, unit(1))[3])),
            |f| matches!(f, Finding::Missing { from, to, .. } if from == to),
        ),
        (
            "reordered",
            |r| {
                let at = entries_of(r, unit(1));
                r.swap(at[3], at[4]);
            },
            |f| matches!(f, Finding::Reordered { .. }),
        ),
        (
            "recomputed after a head",
            |r| {
                let at = entries_of(r, unit(1))[3];
                entry_mut(&mut r[at]).0.result = "refused".to_owned();
                recompute(r, unit(1));
            },
            |f| matches!(f, Finding::Rewritten { .. }),
        ),
        (
            "left out and recomputed",
            |r| {
                r.remove(entries_of(r, unit(1))[3]);
                recompute(r, unit(1));
            },
            |f| matches!(f, Finding::Cut { .. } | Finding::Rewritten { .. }),
        ),
        (
            "cut off after a head",
            |r| {
                let at = entries_of(r, unit(1));
                r.remove(*at.last().unwrap());
                recompute(r, unit(1));
            },
            |f| matches!(f, Finding::Cut { .. }),
        ),
        (
            "a head left out",
            |r| {
                let at = r
                    .iter()
                    .position(|record| matches!(record, Record::Head(..)))
                    .unwrap();
                r.remove(at);
            },
            |f| matches!(f, Finding::HeadsBroken { .. }),
        ),
        (
            "a head's chain ends changed",
            |r| {
                let heads = r.iter_mut().rev().find_map(|record| match record {
                    Record::Head(_, leaves) => Some(leaves),
                    _ => None,
                });
                heads.unwrap().pop();
            },
            |f| matches!(f, Finding::HeadEdited { .. }),
        ),
        (
            "signed with another key",
            |r| resign(r, 2),
            |f| matches!(f, Finding::HeadForged { number: 13 }),
        ),
        (
            "an anchor's hash",
            |r| {
                let Record::Anchor(anchor) = &mut r[1] else {
                    panic!()
                };
                anchor.closing[0] ^= 1;
            },
            |f| {
                matches!(
                    f,
                    Finding::Unproven { .. }
                        | Finding::AnchorForged { .. }
                        | Finding::Unlinked { .. }
                )
            },
        ),
        (
            "an anchor gone",
            |r| drop(r.remove(0)),
            |f| matches!(f, Finding::AnchorMisplaced { .. }),
        ),
        (
            "more purged than proven",
            |r| {
                let at = entries_of(r, unit(1))[0];
                let (entry, hash) = entry_mut(&mut r[at]);
                let (seq, hash) = (entry.seq, *hash);
                r.remove(at);
                let own = |record: &&mut Record| matches!(record, Record::Anchor(anchor) if anchor.unit == unit(1));
                let Some(Record::Anchor(anchor)) = r.iter_mut().filter(own).last() else {
                    panic!()
                };
                (anchor.last_seq, anchor.closing) = (seq, hash);
            },
            |f| matches!(f, Finding::Unproven { .. }),
        ),
        (
            "the end in the store",
            |r| {
                let Some(Record::End(_, end)) = r.last_mut() else {
                    panic!()
                };
                end.seq += 1;
            },
            |f| matches!(f, Finding::EndDiffers { .. }),
        ),
    ];
    for (what, tamper, named) in table {
        let mut records = trail();
        tamper(&mut records);
        let report = audit(&records, &[]);
        assert!(
            report.findings.kept().iter().any(named),
            "{what}: {:?}",
            report.findings.kept()
        );
    }
}

#[test]
fn entries_purged_before_their_time_are_found_whatever_date_the_proof_gives() {
    for dated in [date(2031, 12, 7), date(2099, 1, 1)] {
        let mut server = Server::new();
        let at = japan::start_of(date(2031, 11, 20));
        for n in 0..10 {
            server.append(&Act::new(
                unit(1),
                at.plus_ms(n),
                Actor::System,
                Action::SendRequest,
            ));
        }
        server.sign(at.plus_ms(60_000));
        // The purge of somebody who changed the server's clock, or its database.
        server.purge(unit(1), japan::start_of(date(2037, 1, 1)));
        for record in &mut server.records {
            if let Record::Entry(entry, hash) = record {
                entry.at = japan::start_of(dated);
                *hash = entry.hash();
                let end = Head {
                    seq: entry.seq,
                    hash: *hash,
                };
                server.ends.insert(unit(1), (end, entry.at));
            }
        }
        server.sign(at.plus_ms(120_000));
        let report = audit(&server.close(), &[]);
        let early = |f: &Finding| matches!(f, Finding::PurgedEarly { seq: 10, .. });
        assert!(
            report.findings.kept().iter().any(early),
            "{:?}",
            report.findings.kept()
        );
    }
}

#[test]
fn a_thief_of_the_key_is_found_by_heads_held_elsewhere() {
    let honest = trail();
    let mut records = honest.clone();
    let at = entries_of(&records, unit(1))[3];
    entry_mut(&mut records[at]).0.result = "refused".to_owned();
    recompute(&mut records, unit(1));
    resign(&mut records, 1);
    assert!(
        audit(&records, &[]).is_clean(),
        "the forgery is perfect by itself"
    );
    let report = audit(&records, &heads(&honest)[12..]);
    assert_eq!(
        report.findings.kept(),
        [Finding::HeadReplaced { number: 13 }]
    );

    // A restored older copy lacks heads that others hold.
    let short = &honest[..honest
        .iter()
        .rposition(|record| matches!(record, Record::Head(..)))
        .unwrap()];
    let report = audit(short, &heads(&honest));
    assert!(
        report
            .findings
            .kept()
            .contains(&Finding::HeadMissing { number: 13 })
    );

    let mut forged = heads(&honest)[4];
    forged.statement.at = UnixMs(0);
    let report = audit(&honest, &[forged]);
    assert_eq!(report.findings.kept(), [Finding::HeldForged { number: 5 }]);
}

/// One random change of one record, as with a database editor.
fn edit(records: &mut [Record], random: &mut impl Rng) {
    let at = random.random_range(0..records.len());
    let bit = 1 << random.random_range(0..8);
    let byte = random.random_range(0..32);
    match &mut records[at] {
        Record::Anchor(anchor) => match random.random_range(0..5) {
            0 => anchor.closing[byte] ^= bit,
            1 => anchor.prev[byte] ^= bit,
            2 => anchor.month = Month::of(UnixMs(0)),
            3 => anchor.first_seq += 1,
            _ => anchor.last_seq += 1,
        },
        Record::Entry(entry, hash) => match random.random_range(0..8) {
            0 => entry.at = entry.at.plus_ms(random.random_range(1..HOUR_MS)),
            1 => entry.actor.push('x'),
            2 => entry.action = "end_report".to_owned(),
            3 => entry.subjects.clear(),
            4 => entry.result = "refused".to_owned(),
            5 => entry.seq += random.random_range(1..5),
            6 => entry.prev_hash[byte] ^= bit,
            _ => hash[byte] ^= bit,
        },
        Record::Head(head, leaves) => match random.random_range(0..6) {
            0 => head.signature[byte] ^= bit,
            1 => head.statement.at = head.statement.at.plus_ms(1),
            2 => head.statement.prev[byte] ^= bit,
            3 => head.statement.number += 1,
            4 if !leaves.is_empty() => leaves[0].head.hash[byte] ^= bit,
            _ => head.statement.leaves[byte] ^= bit,
        },
        Record::End(_, end) => end.hash[byte] ^= bit,
    }
}

/// One forgery by somebody who knows the format.
fn forge(records: &mut Vec<Record>, random: &mut impl Rng) {
    let of = unit(random.random_range(1..=2));
    let own = entries_of(records, of);
    let at = own[random.random_range(0..own.len())];
    match random.random_range(0..5) {
        0 => {
            let (entry, _) = entry_mut(&mut records[at]);
            entry.result = "refused".to_owned();
            recompute(records, of);
        }
        1 => {
            records.remove(at);
            recompute(records, of);
        }
        2 => {
            let copy = records[at].clone();
            records.insert(at, copy);
            recompute(records, of);
        }
        3 => {
            // The end cut off, its heads with it: only heads held elsewhere can show that.
            records.truncate(at);
            recompute(records, of);
        }
        _ => {
            let other = own[random.random_range(0..own.len())];
            if other == at {
                records.remove(at);
            } else {
                records.swap(at, other);
            }
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a bench asks for more edits")]
fn ten_thousand_random_changes_are_all_found() {
    let edits = std::env::var("GENBA_TAMPERINGS").ok();
    let edits = edits.map_or(10_000, |edits| edits.parse().unwrap());
    let honest = trail();
    let held = heads(&honest);
    let mut random = Pcg64Mcg::seed_from_u64(47);
    let mut found = 0;
    while found < edits {
        let mut records = honest.clone();
        if random.random() {
            edit(&mut records, &mut random);
        } else {
            forge(&mut records, &mut random);
        }
        // Some exchange nothing.
        if records != honest {
            let report = audit(&records, &held[held.len() - 1..]);
            assert!(!report.is_clean(), "change {found} was not found");
            found += 1;
        }
    }
    eprintln!("{found} of {edits} edits of a trail were found");
}

#[test]
fn findings_are_bounded_and_still_counted() {
    let mut findings = Findings::default();
    for seq in 0..5_000 {
        findings.add(Finding::Edited { unit: unit(1), seq });
    }
    assert_eq!(findings.total(), 5_000);
    assert_eq!(findings.kept().len(), crate::limits::FINDINGS_KEPT);
}

/// Some entries of one unit without heads, and where they end.
fn chain(length: u8) -> (Vec<(Entry, Hash)>, Head) {
    let mut head = Head::EMPTY;
    let mut entries = Vec::new();
    for n in 0..length {
        let at = UnixMs(i64::from(n));
        let act = Act::new(unit(1), at, Actor::System, Action::SendRequest)
            .about(Subject::Report(ReportId::new(UnixMs(5), [n; 10])));
        let entry = act.entry_after(&head);
        let (seq, hash) = (entry.seq, entry.hash());
        head = Head { seq, hash };
        entries.push((entry, hash));
    }
    (entries, head)
}

fn found_in(entries: &[(Entry, Hash)], head: Head) -> Option<Finding> {
    let mut audit = Audit::new(Vec::new(), []);
    for (entry, hash) in entries {
        audit.take(&Record::Entry(entry.clone(), *hash));
    }
    audit.take(&Record::End(unit(1), head));
    audit.finish().findings.kept().first().copied()
}

#[test]
fn an_untouched_chain_holds() {
    let (entries, head) = chain(5);
    assert_eq!(found_in(&entries, head), None);
    assert_eq!(found_in(&[], Head::EMPTY), None);
}

#[test]
fn every_kind_of_change_is_found_where_it_was_made() {
    type Change = fn(&mut Vec<(Entry, Hash)>);
    let (own, other) = (unit(1), unit(2));
    let table: [(Change, Finding); 6] = [
        (
            |rows| rows[2].0.clause = "VR-9".to_owned(),
            Finding::Edited { unit: own, seq: 3 },
        ),
        (
            |rows| rows[2].0.at = UnixMs(99),
            Finding::Edited { unit: own, seq: 3 },
        ),
        (
            |rows| {
                rows[2].0.actor = "account:x".to_owned();
                rows[2].1 = rows[2].0.hash();
            },
            Finding::Unlinked { unit: own, seq: 4 },
        ),
        (
            |rows| drop(rows.remove(1)),
            Finding::Missing {
                unit: own,
                from: 2,
                to: 2,
            },
        ),
        (
            |rows| drop(rows.pop()),
            Finding::EndDiffers { unit: own, seq: 4 },
        ),
        (
            |rows| rows[0].0.unit = unit(2),
            Finding::Edited {
                unit: other,
                seq: 1,
            },
        ),
    ];
    for (change, expected) in table {
        let (mut entries, head) = chain(5);
        change(&mut entries);
        assert_eq!(found_in(&entries, head), Some(expected));
    }
}

#[test]
fn text_cannot_move_from_one_field_to_the_next_unseen() {
    let (entries, _) = chain(1);
    let mut moved = entries[0].0.clone();
    moved.action.push('x');
    let mut other = entries[0].0.clone();
    other.subjects.insert(0, 'x');
    assert_ne!(moved.hash(), other.hash());
}
