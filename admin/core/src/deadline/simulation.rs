//! Five simulated years with restarts and a clock that errs: nothing early, nothing later than an
//! hour, everything exactly once; and no key is gone before what it opens, also where decisions move
//! the day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use protocol::id::ReportId;
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::*;
use crate::{
    calendar::japan,
    deadline::{
        mark::ClockMark,
        scheduler::{ROWS, look},
    },
    key_day::KeyDay,
    trail::Subject,
};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
const YEARS: i64 = 5;

/// A rule of every kind, with parameters short enough to come due within the years.
fn rules() -> Vec<Rule> {
    let thirty_days = || Box::new(Rule::After(Length::hours(720)));
    vec![
        Rule::After(Length::minutes(10)),
        Rule::AfterMonths(6),
        Rule::AfterYears(1),
        Rule::InclusiveDays(90),
        Rule::InclusiveMonths(3),
        Rule::CalendarMonthEvery { day: 20 },
        Rule::CalendarYears(1),
        Rule::FiscalYears(1),
        Rule::WorkingDays(1),
        Rule::EndOfDutyHours(Length::hours(2)),
        Rule::FixedDate(date(2028, 3, 31)),
        Rule::EarlierOf(thirty_days(), Box::new(Rule::AfterMonths(1))),
        Rule::DaysBefore {
            days: 7,
            of: Box::new(Rule::AfterYears(1)),
        },
    ]
}

/// Where the clock stands and how long the server is away, in true time.
#[derive(Default)]
struct Weather {
    offset_ms: i64,
    offset_until: i64,
    down_until: i64,
}

impl Weather {
    fn turn(&mut self, random: &mut impl Rng, now: i64) {
        if self.offset_ms != 0 && now >= self.offset_until {
            self.offset_ms = 0;
        } else if self.offset_ms == 0 && random.random_ratio(1, 20_000) {
            // Ahead by minutes to twenty years, set right within nine minutes; or behind by up to
            // three days, set right within half an hour.
            let (offset_ms, lasts_min) = if random.random() {
                (
                    random.random_range(11 * MINUTE_MS..20 * 365 * DAY_MS),
                    random.random_range(1..9),
                )
            } else {
                (
                    -random.random_range(11 * MINUTE_MS..3 * DAY_MS),
                    random.random_range(1..30),
                )
            };
            self.offset_ms = offset_ms;
            self.offset_until = now + lasts_min * MINUTE_MS;
        }
        if random.random_ratio(1, 50_000) {
            self.down_until = now + random.random_range(MINUTE_MS..3 * DAY_MS);
        }
    }
}

/// What outlives a restart.
struct Store {
    open: BTreeMap<(UnixMs, DeadlineId), Deadline>,
    mark: ClockMark,
    struck: BTreeMap<DeadlineId, u32>,
    opened: u32,
    moved: u32,
    /// What is to be deleted, under the days of the keys.
    days: BTreeMap<KeyDay, BTreeSet<DeadlineId>>,
    days_gone: u32,
}

impl Store {
    fn open(&mut self, random: &mut impl Rng, rules: &[Rule], now: UnixMs) {
        let rule = rules[random.random_range(0..rules.len())].clone();
        let (id, bytes) = self.next_id();
        let terms = Terms {
            unit: UnitId::new(UnixMs(1), [1; 10]),
            subject: Subject::Report(ReportId::new(UnixMs(1), bytes)).into(),
            duty: "any".to_owned(),
            rule,
            basis: Basis {
                clause: "WC-7.1.2".to_owned(),
                rulebook: "any 1".to_owned(),
            },
            event: "any".to_owned(),
            consequence: Consequence::ALL[random.random_range(0..6)],
            holder: None,
            repeats: false,
        };
        let deadline = Deadline::open(id, terms, now, &OfficeHours::standard()).unwrap();
        self.insert(deadline);
    }

    fn next_id(&self) -> (DeadlineId, [u8; 10]) {
        let mut bytes = [0; 10];
        bytes[..4].copy_from_slice(&self.opened.to_be_bytes());
        (DeadlineId::new(UnixMs(1), bytes), bytes)
    }

    fn insert(&mut self, deadline: Deadline) {
        self.opened += 1;
        if deadline.terms.consequence == Consequence::DeleteWithProof {
            let day = KeyDay::gone_from(deadline.due_at);
            self.days.entry(day).or_default().insert(deadline.id);
        }
        self.open.insert((deadline.due_at, deadline.id), deadline);
    }

    /// Somebody decides that something is kept for some days more, or erased now.
    fn decide(&mut self, random: &mut impl Rng, now: UnixMs) {
        let mut later = self.open.values().filter(|one| {
            one.terms.consequence == Consequence::DeleteWithProof && one.due_at > now
        });
        let Some(old) = later.next_back().cloned() else {
            return;
        };
        let day = japan::day_of(old.due_at.plus_ms(random.random_range(1..90) * DAY_MS));
        let to = if random.random() {
            japan::start_of(day)
        } else {
            now
        };
        let moved = old.moved(self.next_id().0, old.terms.clone(), to, now);
        self.open.remove(&(old.due_at, old.id));
        let under = self.days.get_mut(&KeyDay::gone_from(old.due_at)).unwrap();
        assert!(under.remove(&old.id));
        self.moved += 1;
        self.insert(moved.unwrap().next);
    }

    /// Keys of days go as far as the clock is believed.
    fn destroy_days(&mut self, now: i64) {
        while let Some(first) = self.days.first_entry() {
            if !first.key().is_over(self.mark.believed) {
                return;
            }
            for id in first.remove() {
                let left = self.open.values().find(|one| one.id == id);
                let due = left.map_or(0, |one| one.due_at.0);
                assert!(due <= now, "a key went {} ms early", due - now);
            }
            self.days_gone += 1;
        }
    }

    /// One look of the shell; returns what struck.
    fn look(&mut self, reading: UnixMs) -> Vec<Strike> {
        let due = self.open.values().take(ROWS);
        let due = due.take_while(|deadline| deadline.due_at <= reading);
        let rows: Vec<_> = due.cloned().collect();
        let round = look(&rows, self.mark, reading);
        self.mark = round.mark;
        for strike in &round.strikes {
            let deadline = &strike.deadline;
            self.open.remove(&(deadline.due_at, deadline.id));
            let day = KeyDay::gone_from(deadline.due_at);
            if let Some(under) = self.days.get_mut(&day) {
                under.remove(&deadline.id);
            }
            *self.struck.entry(deadline.id).or_default() += 1;
        }
        round.strikes
    }
}

fn simulate(seed: u64) -> (u32, i64) {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let start = japan::start_of(date(2026, 11, 20)).0;
    let mut store = Store {
        open: BTreeMap::new(),
        mark: ClockMark::at(UnixMs(start)),
        struck: BTreeMap::new(),
        opened: 0,
        moved: 0,
        days: BTreeMap::new(),
        days_gone: 0,
    };
    let (rules, mut weather) = (rules(), Weather::default());
    let (mut up_since, mut latest_ms) = (start, 0);
    let end = start + YEARS * 365 * DAY_MS;
    let mut now = start;
    while now < end {
        now += random.random_range(20_000..=MINUTE_MS);
        weather.turn(&mut random, now);
        if now < weather.down_until {
            up_since = weather.down_until;
            continue;
        }
        if weather.offset_ms == 0 && random.random_ratio(1, 700) {
            store.open(&mut random, &rules, UnixMs(now));
        }
        if weather.offset_ms == 0 && random.random_ratio(1, 5_000) {
            store.decide(&mut random, UnixMs(now));
        }
        for strike in store.look(UnixMs(now + weather.offset_ms)) {
            let due = strike.deadline.due_at.0;
            assert!(due <= now, "seed {seed}: early by {} ms", due - now);
            // A rulebook's fixed date may have passed when its deadline opens.
            let could = due.max(up_since).max(strike.deadline.started_at.0);
            latest_ms = latest_ms.max(now - could);
        }
        store.destroy_days(now);
    }
    assert!(store.days_gone > 200 && store.moved > 200, "seed {seed}");
    let day_left = store.days.keys().next();
    assert!(
        day_left.is_none_or(|day| !day.is_over(UnixMs(end - HOUR_MS))),
        "seed {seed}: {day_left:?}"
    );
    let left_over = store
        .open
        .keys()
        .filter(|(due, _)| due.0 < end - HOUR_MS)
        .count();
    assert_eq!(left_over, 0, "seed {seed}");
    assert!(
        store.struck.values().all(|times| *times == 1),
        "seed {seed}"
    );
    let known = store.struck.len() + store.open.len() + store.moved as usize;
    assert_eq!(known, store.opened as usize);
    (u32::try_from(store.struck.len()).unwrap(), latest_ms)
}

#[test]
fn five_years_of_deadlines_strike_on_time_and_once() {
    let (mut struck, mut latest_ms) = (0, 0);
    for seed in 0..4 {
        let (count, late_ms) = simulate(seed);
        struck += count;
        latest_ms = latest_ms.max(late_ms);
    }
    assert!(struck > 10_000, "{struck}");
    assert!(latest_ms <= HOUR_MS, "late by {latest_ms} ms");
}
