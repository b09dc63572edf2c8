use journal::record::Record;
use protocol::{id::ReportId, time::UnixMs};

use super::{Page, Part, Recording};
use crate::{limits, test_clock};

const A: fn() -> ReportId = || ReportId::new(UnixMs(1), [1; 10]);
const B: fn() -> ReportId = || ReportId::new(UnixMs(1), [2; 10]);

/// What a page tells, in short.
fn told(page: &Page) -> Vec<String> {
    let name = |room: ReportId| if room == A() { "a" } else { "b" };
    let mut told = Vec::new();
    for part in page.parts() {
        match part {
            Part::End { room } => told.push(format!("{} ends", name(room))),
            Part::Records { room, mut records } => {
                while let Some((record, rest)) = Record::next(records).unwrap() {
                    records = rest;
                    told.push(match record {
                        Record::Event { json } => format!("{} {}", name(room), json.len()),
                        Record::Lost { records, .. } => format!("{} lost {records}", name(room)),
                        other => format!("{other:?}"),
                    });
                }
            }
        }
    }
    told
}

#[test]
fn rooms_share_pages_and_a_page_goes_when_it_is_full_or_old() {
    let now = test_clock::start();
    let mut recording = Recording::new(2);
    assert!(recording.keep(A()) && recording.keep(B()) && recording.keep(A()));
    recording.event(A(), &[0; 10], now);
    recording.event(A(), &[0; 11], now);
    recording.event(B(), &[0; 12], now);
    recording.event(A(), &[0; 13], now);
    assert!(recording.poll_page(now).is_none());
    let due = recording.due().unwrap();
    assert_eq!(due, now + limits::PAGE_TIME);
    let page = recording.poll_page(due).unwrap();
    assert_eq!(told(&page), ["a 10", "a 11", "b 12", "a 13"]);
    recording.return_page(page);
    let half = vec![0; limits::PAGE_BYTES / 2 - 100];
    for _ in 0..3 {
        recording.event(B(), &half, now);
    }
    let full = recording.poll_page(now).unwrap();
    assert_eq!(told(&full).len(), 2);
    assert!(recording.poll_page(now).is_none());
}

#[test]
fn what_finds_no_page_is_counted_and_told_when_there_is_one() {
    let now = test_clock::start();
    let mut recording = Recording::new(1);
    recording.keep(A());
    recording.keep(B());
    recording.event(A(), &[0; 10], now);
    let due = now + limits::PAGE_TIME;
    let page = recording.poll_page(due).unwrap();
    recording.event(A(), &[0; 11], due);
    recording.event(B(), &[0; 12], due);
    recording.event(A(), &[0; 13], due);
    let too_large = vec![0; limits::PAGE_BYTES];
    recording.event(B(), &too_large, due);
    recording.finish(B());
    assert!(recording.poll_page(due).is_none());
    assert_eq!(recording.counted(), (4, 0));
    recording.return_page(page);
    recording.event(A(), &[0; 14], due);
    let page = recording.poll_page(due + limits::PAGE_TIME).unwrap();
    assert_eq!(told(&page), ["a lost 2", "b lost 2", "a 14", "b ends"]);
    assert!(recording.is_kept(A()) && !recording.is_kept(B()));
}

#[test]
fn without_pages_nothing_is_recorded() {
    let now = test_clock::start();
    let mut recording = Recording::default();
    assert!(!recording.keep(A()));
    recording.event(A(), &[0; 10], now);
    assert!(recording.poll_page(now + limits::PAGE_TIME).is_none());
    assert_eq!(recording.counted(), (0, 0));
}
