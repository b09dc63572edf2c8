//! Deadlines and ledgers on a real SQLite file.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use admin::{
    core::{
        asset::{Act as LedgerAct, Around, Kind, NewAsset, Order, RefusalCode},
        calendar::{OfficeHours, japan},
        deadline::{Basis, Consequence, Length, NotNow, Rule, State, Strike, Terms, mark::Reading},
        trail::{Subject, SubjectCode},
    },
    deadlines::{self, Carrier, DeadlineError, Look},
    ledgers::{self, Known, LedgerError},
    store::table::{clock_mark, deadline},
    trail,
};
use protocol::{
    id::{AccountId, AssetId, FileId, UnitId},
    time::UnixMs,
};
use sea_orm::{DatabaseTransaction, EntityTrait};
use support::{House, temp_folder};

const MINUTE_MS: i64 = 60_000;

/// Deletes files, or fails as often as it is told.
#[derive(Default)]
struct Files {
    deleted: AtomicUsize,
    failures: AtomicUsize,
}

#[async_trait::async_trait]
impl Carrier for Files {
    fn kind(&self) -> &'static str {
        "file"
    }

    async fn carry_out(
        &self,
        _: &DatabaseTransaction,
        strike: &Strike,
    ) -> Result<(), DeadlineError> {
        let left = self.failures.load(Ordering::Relaxed);
        if left > 0 {
            self.failures.store(left - 1, Ordering::Relaxed);
            return Err(NotNow::NotDue.into());
        }
        assert_eq!(
            strike.deadline.terms.consequence,
            Consequence::DeleteWithProof
        );
        self.deleted.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

fn file(n: u8) -> SubjectCode {
    Subject::File(FileId::new(UnixMs(1), [n; 10])).into()
}

fn terms(unit: UnitId, subject: SubjectCode, rule: Rule, consequence: Consequence) -> Terms {
    Terms {
        unit,
        subject,
        duty: "retention".to_owned(),
        rule,
        basis: Basis {
            clause: "WC-7.1.2".to_owned(),
            rulebook: "wearable-camera 1".to_owned(),
        },
        event: "file_created".to_owned(),
        consequence,
        holder: Some("operations_manager".to_owned()),
        repeats: false,
    }
}

async fn open(house: &House, terms: Terms, now: UnixMs) -> admin::core::deadline::Deadline {
    let opened = house
        .db
        .write(async |txn| deadlines::open(txn, terms, now, now).await);
    opened.await.unwrap()
}

async fn look(house: &House, carriers: &[Arc<dyn Carrier>], now: UnixMs) -> Look {
    deadlines::look(&house.db, carriers, now, false)
        .await
        .unwrap()
}

/// Looks once a minute, as the job does.
async fn look_each_minute(
    house: &House,
    carriers: &[Arc<dyn Carrier>],
    from: UnixMs,
    minutes: i64,
) -> usize {
    let mut struck = 0;
    for minute in 0..=minutes {
        struck += look(house, carriers, from.plus_ms(minute * MINUTE_MS))
            .await
            .struck;
    }
    struck
}

async fn state(house: &House, id: protocol::id::DeadlineId) -> String {
    let row = deadline::Entity::find_by_id(id.0)
        .one(&*house.db)
        .await
        .unwrap();
    row.unwrap().state
}

#[tokio::test]
async fn a_file_goes_after_its_ninetieth_day_even_when_nobody_was_there() {
    let path = temp_folder();
    let created = japan::start_of("2026-01-01".parse().unwrap()).plus_ms(86_340_000);
    let midnight = japan::start_of("2026-04-01".parse().unwrap());
    let files: Arc<Files> = Arc::default();
    let carriers: [Arc<dyn Carrier>; 1] = [files.clone()];
    let opened = {
        let house = House::open(&path).await;
        let unit = house.unit().await;
        let terms = terms(
            unit,
            file(1),
            Rule::InclusiveDays(90),
            Consequence::DeleteWithProof,
        );
        look(&house, &carriers, created).await;
        open(&house, terms, created).await
    };
    assert_eq!(opened.due_at, midnight);
    // The process was down over the date; after a restart the clock is waited for ten minutes.
    let house = House::open(&path).await;
    let back = midnight.plus_ms(3 * 24 * 60 * MINUTE_MS);
    assert!(matches!(
        look(&house, &carriers, back).await.reading,
        Reading::LeaptAhead { .. }
    ));
    assert_eq!(state(&house, opened.id).await, "open");
    assert!(opened.withholds(back), "meanwhile nobody can read it");
    assert_eq!(look_each_minute(&house, &carriers, back, 30).await, 1);
    assert_eq!(files.deleted.load(Ordering::Relaxed), 1);
    assert_eq!(state(&house, opened.id).await, "struck");
    let unit = house.unit().await;
    let page = trail::page_after(&*house.db, unit, 0).await.unwrap();
    let proof = page.last().unwrap();
    assert_eq!(
        (proof.action.as_str(), proof.clause.as_str()),
        ("strike_deadline", "WC-7.1.2")
    );
    assert!(
        proof.subjects.contains(file(1).as_str())
            && proof.subjects.contains("word:delete_with_proof")
    );
    trail::verify(&*house.db, unit).await.unwrap();
}

#[tokio::test]
async fn a_clock_years_ahead_for_five_minutes_deletes_nothing() {
    let house = House::new().await;
    let (unit, now) = (house.unit().await, house.admin.now());
    let files: Arc<Files> = Arc::default();
    let carriers: [Arc<dyn Carrier>; 1] = [files.clone()];
    look(&house, &carriers, now).await;
    let terms = terms(
        unit,
        file(1),
        Rule::AfterYears(5),
        Consequence::DeleteWithProof,
    );
    let opened = open(&house, terms, now).await;
    let ahead = now.plus_ms(20 * 366 * 24 * 60 * MINUTE_MS);
    assert_eq!(look_each_minute(&house, &carriers, ahead, 5).await, 0);
    assert_eq!(
        look_each_minute(&house, &carriers, now.plus_ms(6 * MINUTE_MS), 60).await,
        0
    );
    assert_eq!(state(&house, opened.id).await, "open");
    assert_eq!(files.deleted.load(Ordering::Relaxed), 0);
    // A clock that is set on purpose is believed at once.
    let set = deadlines::look(&house.db, &carriers, ahead, true)
        .await
        .unwrap();
    assert_eq!(set.struck, 1);
    let mark = clock_mark::Entity::find_by_id("deadlines")
        .one(&*house.db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(mark.believed_ms, ahead.0);
}

#[tokio::test]
async fn one_that_fails_is_tried_again_and_holds_up_no_other() {
    let house = House::new().await;
    let (unit, now) = (house.unit().await, house.admin.now());
    let files: Arc<Files> = Arc::default();
    files.failures.store(2, Ordering::Relaxed);
    let carriers: [Arc<dyn Carrier>; 1] = [files.clone()];
    look(&house, &carriers, now).await;
    let rule = Rule::After(Length::minutes(5));
    let failing = open(
        &house,
        terms(unit, file(1), rule.clone(), Consequence::DeleteWithProof),
        now,
    )
    .await;
    let reminder = open(
        &house,
        terms(
            unit,
            file(2).as_str().replace("file", "case").parse().unwrap(),
            rule.clone(),
            Consequence::Remind,
        ),
        now,
    )
    .await;
    let orphan = open(
        &house,
        terms(
            unit,
            file(3).as_str().replace("file", "case").parse().unwrap(),
            rule,
            Consequence::DeleteWithProof,
        ),
        now,
    )
    .await;
    assert_eq!(
        look_each_minute(&house, &carriers, now.plus_ms(MINUTE_MS), 5).await,
        1
    );
    assert_eq!(state(&house, failing.id).await, "open");
    assert_eq!(state(&house, reminder.id).await, "struck");
    assert_eq!(
        look_each_minute(&house, &carriers, now.plus_ms(7 * MINUTE_MS), 20).await,
        1
    );
    assert_eq!(files.deleted.load(Ordering::Relaxed), 1);
    assert_eq!(
        state(&house, orphan.id).await,
        "open",
        "no deletion is claimed that nobody made"
    );
}

#[tokio::test]
async fn two_schedulers_strike_nothing_twice() {
    let house = House::new().await;
    let (unit, now) = (house.unit().await, house.admin.now());
    let files: Arc<Files> = Arc::default();
    let carriers: [Arc<dyn Carrier>; 1] = [files.clone()];
    look(&house, &carriers, now).await;
    for n in 0..20 {
        open(
            &house,
            terms(
                unit,
                file(n),
                Rule::After(Length::minutes(1)),
                Consequence::DeleteWithProof,
            ),
            now,
        )
        .await;
    }
    let later = now.plus_ms(2 * MINUTE_MS);
    let (one, other) = tokio::join!(
        look(&house, &carriers, later),
        look(&house, &carriers, later)
    );
    assert_eq!(one.struck + other.struck, 20);
    assert_eq!(files.deleted.load(Ordering::Relaxed), 20);
}

#[tokio::test]
async fn a_monthly_duty_follows_itself_and_office_hours_are_the_units_own() {
    let house = House::new().await;
    let (unit, now) = (house.unit().await, house.admin.now());
    look(&house, &[], now).await;
    let monthly = terms(
        unit,
        file(1),
        Rule::CalendarMonthEvery { day: 1 },
        Consequence::OverdueEscalate,
    );
    let first = open(&house, monthly, now).await;
    house
        .db
        .write(async |txn| deadlines::meet(txn, &first, now).await)
        .await
        .unwrap();
    let running = deadlines::running(&*house.db, &file(1)).await.unwrap();
    assert_eq!(running.len(), 1);
    assert!(running[0].due_at > first.due_at);
    let again = house
        .db
        .write(async |txn| deadlines::meet(txn, &first, now).await)
        .await;
    assert!(matches!(again, Err(DeadlineError::NotNow(NotNow::Over))));

    let mut hours = OfficeHours::standard();
    hours.week = [None; 7];
    let closed = house.db.write(async |txn| {
        deadlines::set_hours(txn, unit, &hours, now).await?;
        let rule = Rule::EndOfDutyHours(Length::hours(2));
        deadlines::open(
            txn,
            terms(unit, file(2), rule, Consequence::OverdueEscalate),
            now,
            now,
        )
        .await
    });
    assert!(matches!(closed.await, Err(DeadlineError::NoDue(_))));
}

fn camera() -> Kind {
    // A wearable camera, out for at most a day.
    let kind = serde_json::json!({
        "word": "camera", "clause": "WC-4.1", "first": "in_stock", "last": ["disposed"],
        "transition": [
            { "act": "in", "to": "in_stock", "clause": "WC-4.1" },
            { "act": "out", "from": ["in_stock"], "to": "out", "clause": "WC-4.1" },
            { "act": "return", "from": ["out"], "to": "in_stock", "clause": "WC-4.1" },
            { "act": "dispose", "from": ["in_stock"], "to": "disposed", "clause": "WC-4.1" },
        ],
        "period": [{
            "duty": "return", "clause": "WC-4.1", "rule": { "after": { "hours": 24 } },
            "consequence": "overdue_escalate", "started_by": ["out"], "met_by": ["return"],
        }],
    });
    serde_json::from_value(kind).unwrap()
}

#[tokio::test]
async fn a_camera_goes_out_once_is_missed_after_a_day_and_its_number_is_never_given_again() {
    let house = House::new().await;
    let (unit, now) = (house.unit().await, house.admin.now());
    look(&house, &[], now).await;
    let around = Around::default();
    let known = Known {
        approved: &[],
        rulebook: "wearable-camera 1",
        around: &around,
    };
    let by = AccountId::new(now, [1; 10]);
    let new = |n: u8| NewAsset {
        id: AssetId::new(now, [n; 10]),
        number: "C-001".to_owned(),
        unit,
        parent: None,
        class: None,
        attributes: Default::default(),
    };
    let id = new(1).id;
    let register = async |n| {
        let order = Order::new(LedgerAct::In, by);
        house
            .db
            .write(async |txn| ledgers::register(txn, &camera(), new(n), &order, known, now).await)
            .await
    };
    let act = async |act, at| {
        let order = Order::new(act, by);
        house
            .db
            .write(async |txn| ledgers::act(txn, &camera(), id, &order, known, at).await)
            .await
    };
    register(1).await.unwrap();
    act(LedgerAct::Out, now).await.unwrap();
    let twice = act(LedgerAct::Out, now).await;
    assert!(matches!(twice, Err(LedgerError::Refused(refusal)) if refusal.clause == "WC-4.1"));
    assert_eq!(look_each_minute(&house, &[], now, 24 * 60).await, 1);
    let day_later = now.plus_ms(24 * 60 * MINUTE_MS);
    let running = deadlines::running(&*house.db, &Subject::Asset(id).into())
        .await
        .unwrap();
    assert!(running[0].is_overdue(day_later) && matches!(running[0].state, State::Struck { .. }));
    act(LedgerAct::Return, day_later).await.unwrap();
    assert!(
        deadlines::running(&*house.db, &Subject::Asset(id).into())
            .await
            .unwrap()
            .is_empty()
    );
    act(LedgerAct::Dispose, day_later).await.unwrap();
    assert_eq!(
        ledgers::find(&*house.db, id).await.unwrap().unwrap().state,
        "disposed"
    );
    let reused = register(2).await;
    assert!(
        matches!(reused, Err(LedgerError::Refused(refusal)) if refusal.code == RefusalCode::NumberTaken)
    );
    trail::verify(&*house.db, unit).await.unwrap();
}
