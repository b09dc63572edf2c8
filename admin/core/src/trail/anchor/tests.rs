use jiff::civil::date;

use super::*;
use crate::{calendar::japan, trail::Head};

fn unit() -> UnitId {
    UnitId::new(UnixMs(1), [1; 10])
}

/// A chain with one entry at noon of each of the given days.
fn chain(days: &[jiff::civil::Date]) -> Vec<(Entry, Hash)> {
    let mut head = Head::EMPTY;
    let mut entries = Vec::new();
    for day in days {
        let at = japan::start_of(*day).plus_ms(43_200_000);
        let entry = Act::new(unit(), at, Actor::System, Action::ExpireReport).entry_after(&head);
        let hash = entry.hash();
        head = Head {
            seq: entry.seq,
            hash,
        };
        entries.push((entry, hash));
    }
    entries
}

fn purge(
    last: Option<Anchor>,
    covered: i64,
    now: UnixMs,
    entries: &[(Entry, Hash)],
) -> Option<Purge> {
    let mut purging = Purging::new(last, covered, 5, now);
    for (entry, hash) in entries {
        if !purging.take(entry, *hash) {
            break;
        }
    }
    purging.finish()
}

const DAYS: [jiff::civil::Date; 4] = [
    date(2026, 11, 20),
    date(2026, 11, 30),
    date(2026, 12, 1),
    date(2027, 1, 5),
];

#[test]
fn an_entry_goes_when_its_five_years_are_over_and_not_before() {
    let entries = chain(&DAYS);
    let last_day = japan::start_of(date(2031, 11, 20));
    let after = japan::start_of(date(2031, 11, 21));
    assert_eq!(purge(None, 4, last_day, &entries), None);
    assert_eq!(purge(None, 4, after.plus_ms(-1), &entries), None);
    let gone = purge(None, 4, after, &entries).unwrap();
    assert_eq!(
        (gone.after_seq, gone.last.last_seq, gone.count()),
        (0, 1, 1)
    );
    assert_eq!(gone.last.closing, entries[0].1);
}

#[test]
fn years_may_be_more_than_five_and_never_fewer() {
    let entries = chain(&DAYS);
    let count = |years, day| {
        let mut purging = Purging::new(None, 4, years, japan::start_of(day));
        entries
            .iter()
            .take_while(|(entry, hash)| purging.take(entry, *hash))
            .count()
    };
    assert_eq!(count(1, date(2031, 11, 20)), 0);
    assert_eq!(count(1, date(2031, 11, 21)), 1);
    assert_eq!(count(7, date(2033, 11, 20)), 0);
    assert_eq!(count(7, date(2033, 11, 21)), 1);
}

#[test]
fn each_month_leaves_its_anchor_with_its_closing_hash() {
    let entries = chain(&DAYS);
    let first = purge(None, 4, japan::start_of(date(2031, 11, 21)), &entries).unwrap();
    let rest = purge(
        first.anchors.last().copied(),
        4,
        japan::start_of(date(2031, 12, 25)),
        &entries[1..],
    );
    let rest = rest.unwrap();
    assert_eq!((rest.after_seq, rest.count()), (1, 2));
    let months: Vec<_> = rest
        .anchors
        .iter()
        .map(|anchor| {
            (
                anchor.month.to_string(),
                anchor.first_seq,
                anchor.last_seq,
                anchor.closing,
            )
        })
        .collect();
    assert_eq!(
        months,
        [
            ("2026-11".to_owned(), 1, 2, entries[1].1),
            ("2026-12".to_owned(), 3, 3, entries[2].1),
        ]
    );
}

#[test]
fn nothing_goes_that_no_signed_head_covers_or_that_lies_behind_a_gap() {
    let entries = chain(&DAYS);
    let late = japan::start_of(date(2040, 1, 1));
    assert_eq!(purge(None, 2, late, &entries).unwrap().last.last_seq, 2);
    assert_eq!(purge(None, 0, late, &entries), None);
    assert_eq!(purge(None, 4, late, &entries[1..]), None);
}

#[test]
fn the_proof_of_deletion_is_read_back_from_its_entry() {
    let entries = chain(&DAYS);
    let now = japan::start_of(date(2040, 1, 1));
    let gone = purge(None, 4, now, &entries).unwrap();
    let last = Head {
        seq: 4,
        hash: entries[3].1,
    };
    let proof = gone.proof(now).entry_after(&last);
    let proven = Proven {
        last_seq: 4,
        anchor: gone.last.hash(),
    };
    assert_eq!(proven_by(&proof), Some(proven));
    assert_eq!(proof.clause, "IS-13.3");
    assert_eq!(gone.anchors[1].prev, gone.anchors[0].hash());
    assert_eq!(proven_by(&entries[0].0), None);
    let mut forged = proof.clone();
    forged.actor = "account:x".to_owned();
    assert_eq!(proven_by(&forged), None);
}
