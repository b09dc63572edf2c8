//! Years of a headquarters and of a town's group in minutes: reports and films come in, some are
//! kept longer, some are erased by a decision, periods change, the clock jumps, the server stands
//! still or starts again. What is there is counted from outside: bytes on the disk, keys in the key
//! store, answers to whoever reads. Due moments are counted here anew, not asked.

use std::{collections::BTreeMap, fs, path::Path};

use admin::{
    core::calendar::japan,
    deadlines::restore,
    jobs::{self, Keeper},
    keys::table::{data_key, day_key},
};
use http::StatusCode;
use protocol::{person::TerminalKind, time::UnixMs};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, prelude::Uuid};
use serde_json::{Value, json};

use crate::{
    house::{House, Person, jpeg},
    retention::journal_of,
    things::signed_in,
    town::{self, Camera},
};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Whatever is due is gone within this.
const LATE_MS: i64 = HOUR_MS;
/// A clock that is wrong for longer than the scheduler waits is believed: that is its rule.
const JUMP_MINUTES: i64 = 8;

#[derive(Clone, Copy, Debug)]
enum Event {
    Arrivals,
    End(usize),
    Keep(usize),
    Except(usize),
    /// A minute before this due moment, and at it.
    Before(usize, i64),
    Due(usize, i64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Report,
    Film,
}

/// Something that was received.
#[derive(Debug)]
struct Item {
    kind: Kind,
    id: String,
    /// The first picture of a report.
    file: String,
    /// Nothing while it is still running.
    due_ms: Option<i64>,
    is_gone: bool,
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub reports: u32,
    pub films: u32,
    pub kept: u32,
    pub exceptions: u32,
    pub periods: u32,
    pub jumps: u32,
    pub outages: u32,
    pub restarts: u32,
    /// Bytes or key were gone before their moment.
    pub early: u32,
    /// Bytes or key were there an hour after it, the server running.
    pub late: u32,
    /// Refused before its moment, or shown after it.
    pub read_wrong: u32,
    /// Files, and keys of days, that are there when everything is over.
    pub left: u32,
    pub latest_ms: i64,
}

struct Years {
    house: House,
    keys: DatabaseConnection,
    camera: Camera,
    keeper: Keeper,
    draw: Draw,
    queue: BTreeMap<(i64, u64), Event>,
    queued: u64,
    items: Vec<Item>,
    /// The true time. The server's clock may differ.
    now: i64,
    skew_ms: i64,
    up_since: i64,
    /// How many days reports that end from now on are kept, and films that come in.
    days: i64,
    film_days: i64,
    tally: Tally,
}

/// So many days, and the time until everything that came in them is over.
pub async fn run(seed: u64, days: i64) -> Tally {
    let mut years = Years::begin(seed).await;
    let until = years.now + days * DAY_MS;
    years.plan(years.now + HOUR_MS, Event::Arrivals);
    while let Some(((at, _), event)) = years.queue.pop_first() {
        if years.draw.below(150) == 0 {
            years = years.restarted().await;
        }
        years.disturb(at).await;
        years.advance(at).await;
        match event {
            Event::Arrivals => years.arrivals(until).await,
            Event::End(item) => years.end(item).await,
            Event::Keep(item) => years.keep(item).await,
            Event::Except(item) => years.except(item).await,
            Event::Before(item, due) if years.is_due_at(item, due) => years.read(item).await,
            Event::Due(item, due) if years.is_due_at(item, due) => years.is_over(item).await,
            Event::Before(..) | Event::Due(..) => {}
        }
    }
    years.finish().await
}

impl Years {
    async fn begin(seed: u64) -> Self {
        let house = House::new().await;
        let camera = town::camera(&house).await;
        // The morning of the next day.
        let now = japan::start_of(japan::day_of(house.clock.now())).0 + DAY_MS + 10 * HOUR_MS;
        let keys = key_store(&house.path).await;
        Self {
            house,
            keys,
            camera,
            keeper: Keeper::default(),
            draw: Draw(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            queue: BTreeMap::new(),
            queued: 0,
            items: Vec::new(),
            now,
            skew_ms: 0,
            up_since: now,
            days: 7,
            film_days: 7,
            tally: Tally::default(),
        }
    }

    fn plan(&mut self, at: i64, event: Event) {
        self.queued += 1;
        self.queue.insert((at, self.queued), event);
    }

    fn is_due_at(&self, item: usize, due: i64) -> bool {
        self.items[item].due_ms == Some(due)
    }

    /// An item is due from now on, or anew.
    fn due(&mut self, item: usize, due: i64) {
        self.items[item].due_ms = Some(due);
        self.plan(due - MINUTE_MS, Event::Before(item, due));
        self.plan(due, Event::Due(item, due));
    }

    /// Lets time pass. Nobody looks while nothing is to come; then the clock has to prove itself.
    async fn advance(&mut self, to: i64) {
        if to - self.now > 15 * MINUTE_MS {
            self.now = to - 11 * MINUTE_MS;
            self.turn().await;
        }
        while self.now < to {
            self.now = to.min(self.now + 5 * MINUTE_MS);
            self.turn().await;
        }
    }

    /// One round of the server's own job, by the server's clock, and a count.
    async fn turn(&mut self) {
        let shown = UnixMs(self.now + self.skew_ms);
        self.house.clock.set(shown).unwrap();
        let carriers = self.house.carriers();
        let turn = self.keeper.turn(&self.house.admin, &carriers, false);
        turn.await;
        self.count().await;
    }

    /// What may happen before something else does. Not while a report runs: what becomes of it then
    /// is told elsewhere.
    async fn disturb(&mut self, at: i64) {
        if self.items.iter().any(|item| item.due_ms.is_none()) {
            return;
        }
        match self.draw.below(150) {
            0..=2 => {
                self.tally.outages += 1;
                self.now = at.max(self.now) + self.draw.between(HOUR_MS, 5 * DAY_MS);
                self.up_since = self.now;
                self.turn().await;
                self.advance(self.now + 11 * MINUTE_MS).await;
            }
            3..=14 if at - self.now > JUMP_MINUTES * MINUTE_MS => {
                self.tally.jumps += 1;
                let minutes = self.draw.between(1, JUMP_MINUTES);
                self.advance(at - minutes * MINUTE_MS).await;
                self.skew_ms = match self.draw.below(3) {
                    0 => -self.draw.between(1, 30) * DAY_MS,
                    1 => self.draw.between(1, 40) * DAY_MS,
                    _ => self.draw.between(40, 4_000) * DAY_MS,
                };
                for _ in 0..minutes {
                    self.now += MINUTE_MS;
                    self.turn().await;
                }
                self.skew_ms = 0;
                self.turn().await;
            }
            _ => {}
        }
    }

    async fn restarted(self) -> Self {
        self.keys.close_by_ref().await.unwrap();
        let house = self.house.restart().await;
        house.clock.set(UnixMs(self.now)).unwrap();
        let again = restore::reapply(&house.admin, &house.carriers()).await;
        assert_eq!(again.unwrap(), 0, "nothing had lost its key");
        let mut years = Self {
            keys: key_store(&house.path).await,
            house,
            keeper: Keeper::default(),
            ..self
        };
        years.tally.restarts += 1;
        years.count().await;
        years
    }

    /// Bytes and keys, as somebody finds them who has the machine's disk.
    async fn count(&mut self) {
        let names = names_below(&self.house.path);
        let ids = self.items.iter().filter(|item| !item.is_gone);
        let ids: Vec<Uuid> = ids.map(|item| item.id.parse().unwrap()).collect();
        let rows = data_key::Entity::find().filter(data_key::Column::Owner.is_in(ids));
        let rows = rows.all(&self.keys).await.unwrap();
        for item in self.items.iter_mut().filter(|item| !item.is_gone) {
            let has_bytes = names.iter().any(|name| name.contains(&item.id));
            let has_key = rows.iter().any(|row| row.owner.to_string() == item.id);
            match item.due_ms {
                Some(due) if self.now >= due => {
                    let over_ms = self.now - due.max(self.up_since);
                    if !has_bytes && !has_key {
                        item.is_gone = true;
                        self.tally.latest_ms = self.tally.latest_ms.max(over_ms);
                    } else if over_ms > LATE_MS {
                        eprintln!("late: {item:?}, bytes {has_bytes}, key {has_key}");
                        item.is_gone = true;
                        self.tally.late += 1;
                    }
                }
                _ if has_bytes && has_key => {}
                _ => {
                    eprintln!("early: {item:?} at {}", self.now);
                    item.is_gone = true;
                    self.tally.early += 1;
                }
            }
        }
    }

    /// A report or two, a film or two; now and then a new period.
    async fn arrivals(&mut self, until: i64) {
        jobs::sign_head(&self.house.admin).await.unwrap();
        if self.draw.below(6) == 0 {
            self.change_periods().await;
        }
        for _ in 0..self.draw.between(1, 2) {
            self.report().await;
        }
        for _ in 0..self.draw.between(0, 2) {
            self.film().await;
        }
        let day = japan::start_of(japan::day_of(UnixMs(self.now))).0;
        let next = day + self.draw.between(1, 9) * DAY_MS + self.draw.between(9, 20) * HOUR_MS;
        if next < until {
            self.plan(next, Event::Arrivals);
        }
    }

    async fn change_periods(&mut self) {
        self.tally.periods += 1;
        self.days = self.draw.between(1, 40);
        self.film_days = self.draw.between(1, 28);
        let rule = json!({"kind": "period", "rule": {"inclusive_days": self.days}});
        self.house.set("received_media_kept", rule).await;
        town::keep_for(&self.house, self.film_days).await;
    }

    async fn report(&mut self) {
        let (id, file) = {
            let operator = self.person("op1").await;
            let (report, session) = self.house.started(&operator).await;
            let sent = session.still(&self.house, "still", &jpeg(3_000)).await;
            let file = sent.json()["file"].as_str().unwrap().to_owned();
            journal_of(&self.house.path.join("journal"), &report);
            (report, file)
        };
        self.tally.reports += 1;
        self.items.push(Item {
            kind: Kind::Report,
            id,
            file,
            due_ms: None,
            is_gone: false,
        });
        let end = self.now + self.draw.between(1, 9) * MINUTE_MS;
        self.plan(end, Event::End(self.items.len() - 1));
    }

    async fn film(&mut self) {
        // It is there an hour after it began, and its days are not over.
        let ago = self.draw.between(2, self.film_days * 24 - 2) * HOUR_MS;
        let from = self.now - ago;
        let id = town::import(&self.house, &self.camera, from).await;
        self.tally.films += 1;
        self.items.push(Item {
            kind: Kind::Film,
            id,
            file: String::new(),
            due_ms: None,
            is_gone: false,
        });
        // To the hour, not to the day.
        self.due(self.items.len() - 1, from + self.film_days * DAY_MS);
    }

    /// The day of the end is the first; the last one still counts.
    async fn end(&mut self, item: usize) {
        {
            let operator = self.person("op1").await;
            let ended = operator.end(&self.items[item].id).await;
            assert_eq!(ended.status, StatusCode::OK, "{}", ended.text());
        }
        let day = japan::start_of(japan::day_of(UnixMs(self.now))).0;
        let due = day + self.days * DAY_MS;
        self.due(item, due);
        let at = self.now + self.draw.between(0, due - self.now - HOUR_MS);
        match self.draw.below(10) {
            0 | 1 => self.plan(at, Event::Keep(item)),
            2 => self.plan(at, Event::Except(item)),
            _ => {}
        }
    }

    async fn keep(&mut self, item: usize) {
        let Some(due) = self.still_due(item) else {
            return;
        };
        let more_days = self.draw.between(0, 60);
        let until = day(due + more_days * DAY_MS);
        let until = json!({"kept_until": until});
        self.decided(item, "keep", "permit", until).await;
        self.tally.kept += 1;
        let due = due + (more_days + 1) * DAY_MS;
        self.due(item, due);
        if self.draw.below(3) == 0 {
            let at = self.now + self.draw.between(0, due - self.now - HOUR_MS);
            self.plan(at, Event::Except(item));
        }
    }

    async fn except(&mut self, item: usize) {
        if self.still_due(item).is_none() {
            return;
        }
        let ticks = json!({"confirmed": ["no_evidence", "cannot_be_undone"]});
        self.decided(item, "exception_deletion", "decide", ticks)
            .await;
        self.tally.exceptions += 1;
        // It was decided while the clock went on.
        self.now = self.house.clock.now().0;
        self.due(item, self.now);
    }

    fn still_due(&self, item: usize) -> Option<i64> {
        let due = self.items[item].due_ms?;
        (due - self.now > MINUTE_MS).then_some(due)
    }

    /// The manager applies, the chief decides.
    async fn decided(&self, item: usize, workflow: &str, step: &str, values: Value) {
        let mut applied = json!({"report": self.items[item].id, "reason": "理由"});
        if let Some(until) = values.get("kept_until") {
            applied["kept_until"] = until.clone();
        }
        let body =
            json!({"document": "VR", "workflow": workflow, "step": "apply", "values": applied});
        let case = self.person("mgr1").await.post("/api/v1/cases", body).await;
        assert_eq!(case.status, StatusCode::CREATED, "{}", case.text());
        let path = format!(
            "/api/v1/cases/{}/steps",
            case.json()["id"].as_str().unwrap()
        );
        let body = json!({"step": step, "seen": 1, "values": values});
        let decided = self.person("chief1").await.post(&path, body).await;
        assert_eq!(decided.status, StatusCode::OK, "{}", decided.text());
    }

    /// Shown until its moment, refused from then on.
    async fn read(&mut self, item: usize) {
        let (now, of) = (self.now, &self.items[item]);
        let Some(due) = of.due_ms else { return };
        self.house.clock.set(UnixMs(now)).unwrap();
        let answer = match of.kind {
            Kind::Film => town::look(&self.house, &of.id).await,
            Kind::Report => {
                let operator = self.person("op1").await;
                operator.open_viewing(&of.id).await;
                let path = format!("/api/v1/reports/{}/files/{}/original", of.id, of.file);
                operator.get(&path).await
            }
        };
        let is_shown = answer.status == StatusCode::OK;
        let is_right = is_shown == (now < due) && (is_shown || answer.status.is_client_error());
        if !is_right {
            eprintln!("read at {now}: {of:?}: {}", answer.status);
            self.tally.read_wrong += 1;
        }
    }

    async fn is_over(&mut self, item: usize) {
        self.turn().await;
        self.read(item).await;
        while !self.items[item].is_gone {
            self.advance(self.now + 5 * MINUTE_MS).await;
        }
    }

    async fn person(&self, user_id: &str) -> Person<'_> {
        let terminal = match user_id {
            "op1" => TerminalKind::Reception,
            _ => TerminalKind::Management,
        };
        signed_in(&self.house, user_id, terminal).await
    }

    async fn finish(mut self) -> Tally {
        self.advance(self.now + 2 * DAY_MS).await;
        assert!(self.items.iter().all(|item| item.is_gone));
        let names = names_below(&self.house.path);
        let is_left = |item: &&Item| names.iter().any(|name| name.contains(&item.id));
        let files = self.items.iter().filter(is_left).count();
        let days = day_key::Entity::find().filter(day_key::Column::Wrapped.is_not_null());
        let days = days.all(&self.keys).await.unwrap();
        let today = day(self.now);
        let is_past = |row: &&day_key::Model| !row.day.starts_with("open") && row.day < today;
        let days = days.iter().filter(is_past).count();
        self.tally.left = u32::try_from(files + days).unwrap();
        self.keys.close_by_ref().await.unwrap();
        self.tally
    }
}

fn day(at_ms: i64) -> String {
    japan::day_of(UnixMs(at_ms)).to_string()
}

/// The key store, as somebody reads it who has its file.
async fn key_store(data: &Path) -> DatabaseConnection {
    let file = data.join("keys/keys.sqlite");
    let url = format!("sqlite://{}?mode=ro", file.display());
    sea_orm::Database::connect(url).await.unwrap()
}

/// The paths of everything below a folder but its databases.
fn names_below(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        // Temporary files go while they are listed.
        let Ok(entry) = entry else { continue };
        let path = entry.path();
        if path.is_dir() {
            names.extend(names_below(&path));
        }
        names.push(path.display().to_string());
    }
    names
}

/// Equal seeds draw the same.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    /// Both ends are drawn too.
    fn between(&mut self, from: i64, to: i64) -> i64 {
        let span = (to - from + 1).max(1).unsigned_abs();
        from + i64::try_from(self.below(span)).unwrap()
    }
}
