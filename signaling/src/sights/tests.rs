use protocol::id::AccountId;
use sea_orm::prelude::Uuid;

use super::*;
use crate::convert::Facts;

const NOW: UnixMs = UnixMs(1_000_000);

fn report(number: u8) -> ReportId {
    ReportId::new(NOW, [number; 10])
}

fn session() -> SessionId {
    SessionId(Uuid::from_u128(7))
}

fn picture(text: &'static str) -> Picture {
    Picture {
        facts: Facts {
            width_px: 640,
            height_px: 360,
            ..Facts::default()
        },
        jpeg: Bytes::from_static(text.as_bytes()),
    }
}

fn viewer(at_ms: UnixMs, frozen_ms: u32) -> Viewer {
    Viewer {
        account: AccountId::new(NOW, [1; 10]),
        name: String::new(),
        at_ms,
        viewing: Viewing {
            frozen_ms,
            ..Viewing::default()
        },
    }
}

#[test]
fn a_step_is_told_once() {
    let sights = Sights::default();
    assert!(sights.set_step(report(1), LadderStep::Pictures, NOW));
    assert!(!sights.set_step(report(1), LadderStep::Pictures, NOW.plus_ms(5)));
    assert_eq!(sights.ladder(report(1)).unwrap().since_ms, NOW);
    sights.forget(report(1));
    assert_eq!(sights.ladder(report(1)), None);
}

#[test]
fn pictures_begin_once_and_come_one_a_second() {
    let sights = Sights::default();
    let arrivals: Vec<_> = (0..60)
        .map(|second| sights.admit_picture(report(1), NOW.plus_ms(second * 1000)))
        .collect();
    assert_eq!(arrivals[0], Ok(true));
    assert!(arrivals[1..].iter().all(|arrival| *arrival == Ok(false)));
    let flood = (0..100).filter(|_| sights.admit_picture(report(2), NOW).is_ok());
    assert_eq!(flood.count(), PICTURES_BURST as usize);
    let later = NOW.plus_ms(60_000 + PICTURES_PAUSE_MS);
    assert_eq!(sights.admit_picture(report(1), later), Ok(true));
}

#[test]
fn the_newest_picture_takes_the_place_of_the_one_before() {
    let sights = Sights::default();
    let session = session();
    assert!(sights.look(report(1), session, NOW).is_none());
    for text in ["first", "second"] {
        sights.keep_picture(report(1), picture(text), NOW);
    }
    assert_eq!(sights.live_picture(report(1)).unwrap().seq, 2);
    let (jpeg, first) = sights.look(report(1), session, NOW).unwrap();
    assert_eq!((&jpeg[..], first), (&b"second"[..], true));
    sights.note_look(report(1), session, NOW);
    let later = NOW.plus_ms(1000);
    assert!(!sights.look(report(1), session, later).unwrap().1);
    assert_eq!(sights.watchers(report(1), later), [session]);
    let silent = later.plus_ms(VIEWING_OLD_MS);
    assert_eq!(sights.watchers(report(1), silent), [session]);
    assert!(sights.watchers(report(1), silent.plus_ms(1)).is_empty());
}

#[test]
fn beyond_the_bound_the_oldest_picture_goes() {
    let sights = Sights::default();
    let id = |number: i64| ReportId::new(NOW.plus_ms(number), [0; 10]);
    let last = PICTURES_KEPT_MAX as i64;
    for number in 0..=last {
        sights.keep_picture(id(number), picture("x"), NOW.plus_ms(number));
    }
    assert!(sights.live_picture(id(0)).is_none());
    assert!(sights.live_picture(id(1)).is_some() && sights.live_picture(id(last)).is_some());
}

#[test]
fn a_viewer_speaks_every_few_seconds_and_is_forgotten_when_silent() {
    let sights = Sights::default();
    let session = session();
    assert!(sights.note_viewing(report(1), session, viewer(NOW, 100)));
    assert!(!sights.note_viewing(report(1), session, viewer(NOW.plus_ms(10), 100)));
    let later = NOW.plus_ms(5_000);
    assert!(sights.note_viewing(report(1), session, viewer(later, 300)));
    assert_eq!(sights.totals(later).0.frozen_ms, 300);
    assert_eq!(sights.viewers(report(1), later).len(), 1);
    assert_eq!(sights.watchers(report(1), later), [session]);
    let silent = later.plus_ms(VIEWING_OLD_MS + 1);
    assert_eq!(sights.totals(silent).1.len(), 0);
    assert_eq!(sights.viewers(report(1), silent).len(), 0);
}
