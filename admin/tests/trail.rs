//! Heads, search, purge and the audit on a real SQLite file.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use admin::{
    core::trail::{
        audit::{Audit, Finding, Record, Report},
        signed_head::SignedHead,
    },
    heads_token::{self, TokenRefusal},
    limits::CHECK_AGAIN,
    problem::Refused,
    store::table::{trail_entry, trail_head},
    trail::{
        self, Act, Action, Actor, Subject, heads, line, purge,
        search::{self, Search},
        stream,
    },
};
use protocol::{
    id::{ReportId, UnitId},
    time::UnixMs,
    trail::HeadsPage,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use serde_json::json;
use support::{House, desk::Desk};

const DAY_MS: i64 = 24 * 3_600_000;

async fn append(house: &House, act: Act) -> i64 {
    let written = house
        .db
        .write(async |txn| Ok::<_, Refused>(trail::append(txn, &act).await?));
    written.await.unwrap()
}

fn act(unit: UnitId, at: UnixMs) -> Act {
    Act::new(unit, at, Actor::System, Action::SendRequest)
        .about(Subject::Report(ReportId::new(at, [1; 10])))
        .clause("VR-4.1.3a")
}

async fn sign(house: &House, now: UnixMs) -> SignedHead {
    heads::sign(&house.db, house.keys.heads(), now)
        .await
        .unwrap()
}

async fn records(house: &House) -> Vec<Record> {
    let mut records = Vec::new();
    let read = stream::read(&*house.db, |record| {
        records.push(record);
        Ok::<_, DbErr>(())
    });
    read.await.unwrap();
    records
}

async fn audit(house: &House, held: &[SignedHead]) -> Report {
    let mut audit = Audit::new(vec![house.keys.heads().public()], held.iter().copied());
    for record in records(house).await {
        audit.take(&record);
    }
    audit.finish()
}

#[tokio::test]
async fn heads_cover_what_grew_and_the_audit_finds_what_was_changed_below_them() {
    let house = House::new().await;
    let unit = house.unit().await;
    let now = house.admin.now();
    let first = sign(&house, now).await;
    for n in 0..5 {
        append(&house, act(unit, now.plus_ms(n))).await;
    }
    let second = sign(&house, now.plus_ms(60_000)).await;
    let idle = sign(&house, now.plus_ms(120_000)).await;
    assert_eq!(second.statement.number, 2);
    assert_eq!(idle.statement.prev, second.hash());
    assert!(idle.is_signed_by(&house.keys.heads().public()));
    let held = [first, second, idle];
    let report = audit(&house, &held).await;
    assert_eq!(report.findings.kept(), []);
    assert_eq!((report.heads, report.held), (3, 3));
    assert!(report.entries > 5, "the demo's people are in the trail too");

    // A superuser edits one row, hashes the rest of the chain anew and moves its end.
    let rows = trail_entry::Entity::find()
        .filter(trail_entry::Column::Unit.eq(unit.0))
        .all(&*house.db)
        .await
        .unwrap();
    let mut prev = None;
    for row in rows {
        let mut entry = entry_of(&row);
        if entry.seq == 2 {
            entry.result = "refused".to_owned();
        }
        entry.prev_hash = prev.unwrap_or(entry.prev_hash);
        let hash = entry.hash();
        prev = Some(hash);
        let mut changed = row.into_active_model();
        changed.result = Set(entry.result);
        changed.prev_hash = Set(entry.prev_hash.to_vec());
        changed.hash = Set(hash.to_vec());
        changed.update(&*house.db).await.unwrap();
    }
    let end = trail_head::ActiveModel {
        unit: Set(unit.0),
        hash: Set(prev.unwrap().to_vec()),
        ..Default::default()
    };
    end.update(&*house.db).await.unwrap();
    assert!(
        trail::verify(&*house.db, unit).await.is_ok(),
        "the chain alone looks whole"
    );
    let report = audit(&house, &held).await;
    let rewritten = |finding: &Finding| matches!(finding, Finding::Rewritten { number: 1, .. });
    assert!(
        report.findings.kept().iter().any(rewritten),
        "{:?}",
        report.findings
    );
}

fn entry_of(row: &trail_entry::Model) -> admin::core::trail::Entry {
    admin::core::trail::Entry {
        unit: UnitId(row.unit),
        seq: row.seq,
        prev_hash: row.prev_hash.clone().try_into().unwrap(),
        at: UnixMs(row.at_ms),
        actor: row.actor.clone(),
        post: row.post.clone(),
        terminal: row.terminal.clone(),
        action: row.action.clone(),
        subjects: row.subjects.clone(),
        clause: row.clause.clone(),
        result: row.result.clone(),
    }
}

#[tokio::test]
async fn a_cut_end_is_found_though_the_store_agrees_with_itself() {
    let house = House::new().await;
    let unit = house.unit().await;
    let now = house.admin.now();
    for n in 0..5 {
        append(&house, act(unit, now.plus_ms(n))).await;
    }
    let held = sign(&house, now).await;
    let end = trail_head::Entity::find_by_id(unit.0)
        .one(&*house.db)
        .await
        .unwrap()
        .unwrap();
    trail_entry::Entity::delete_by_id((unit.0, end.seq))
        .exec(&*house.db)
        .await
        .unwrap();
    let last = trail_entry::Entity::find_by_id((unit.0, end.seq - 1))
        .one(&*house.db)
        .await
        .unwrap()
        .unwrap();
    let mut cut = end.into_active_model();
    cut.seq = Set(last.seq);
    cut.hash = Set(last.hash);
    cut.update(&*house.db).await.unwrap();
    let report = audit(&house, &[held]).await;
    let is_cut = |finding: &Finding| matches!(finding, Finding::Cut { ends_at, seq, .. } if ends_at + 1 == *seq);
    assert!(
        report.findings.kept().iter().any(is_cut),
        "{:?}",
        report.findings
    );
}

#[tokio::test]
async fn entries_go_after_five_years_and_the_chain_stays_whole() {
    let house = House::new().await;
    let unit = house.unit().await;
    let now = house.admin.now();
    for n in 0..40 {
        append(&house, act(unit, now.plus_ms(n * DAY_MS))).await;
    }
    let before = audit(&house, &[]).await.entries;
    // Nothing goes without a signed head, nor before its time.
    let five_years_on = now.plus_ms(5 * 366 * DAY_MS);
    assert_eq!(purge::purge_all(&house.db, five_years_on).await.unwrap(), 0);
    sign(&house, now.plus_ms(40 * DAY_MS)).await;
    assert_eq!(
        purge::purge_all(&house.db, now.plus_ms(5 * 365 * DAY_MS))
            .await
            .unwrap(),
        0
    );
    let gone = purge::purge_all(&house.db, five_years_on.plus_ms(35 * DAY_MS))
        .await
        .unwrap();
    assert!(gone > 30, "{gone}");
    sign(&house, five_years_on.plus_ms(35 * DAY_MS)).await;
    let rest = purge::purge_all(&house.db, five_years_on.plus_ms(60 * DAY_MS))
        .await
        .unwrap();
    assert!(rest > 0);
    sign(&house, five_years_on.plus_ms(60 * DAY_MS)).await;

    let report = audit(&house, &[]).await;
    assert_eq!(report.findings.kept(), []);
    assert!(report.entries < before);
    let head = trail::verify(&*house.db, unit).await.unwrap();
    assert!(head.seq > 40);
    let anchors = records(&house)
        .await
        .into_iter()
        .filter(|record| matches!(record, Record::Anchor(_)));
    assert!(anchors.count() >= 2, "one for each month");

    // The entries of another week taken away by hand, as if they had gone in order.
    let oldest = trail_entry::Entity::find()
        .filter(trail_entry::Column::Unit.eq(unit.0))
        .one(&*house.db)
        .await
        .unwrap()
        .unwrap();
    trail_entry::Entity::delete_by_id((oldest.unit, oldest.seq))
        .exec(&*house.db)
        .await
        .unwrap();
    assert!(!audit(&house, &[]).await.is_clean());
}

#[tokio::test]
async fn an_exported_trail_is_read_back_as_it_was() {
    let house = House::new().await;
    let unit = house.unit().await;
    let now = house.admin.now();
    append(&house, act(unit, now)).await;
    let head = sign(&house, now).await;
    purge::purge_all(&house.db, now.plus_ms(6 * 366 * DAY_MS))
        .await
        .unwrap();
    let stored = records(&house).await;
    let text: String = stored
        .iter()
        .map(|record| line::write(record.clone()) + "\n")
        .collect();
    let mut read = Vec::new();
    line::read(&mut text.as_bytes(), |record| read.push(record)).unwrap();
    assert_eq!(read, stored);
    for wrong in [
        "{}",
        "{\"entry\":{}}",
        "x",
        &text.replace("\"hash\":\"", "\"hash\":\"z"),
    ] {
        assert!(line::read(&mut wrong.as_bytes(), |_| ()).is_err());
    }

    let page = HeadsPage {
        key: admin::core::trail::hex(&house.keys.heads().public()),
        heads: vec![line::head_line(&head)],
    };
    let text = serde_json::to_string(&page).unwrap();
    let (held, keys) = line::read_held(&mut format!("{text}\n{text}\n").as_bytes()).unwrap();
    assert_eq!(
        (held, keys),
        (vec![head], vec![house.keys.heads().public()])
    );
}

#[tokio::test]
async fn a_search_stays_in_its_unit_and_pages_backwards() {
    let house = House::new().await;
    let unit = house.unit().await;
    let other = admin::units::root(&*house.db).await.unwrap().unwrap();
    let now = house.admin.now();
    append(&house, act(other, now)).await;
    for n in 0..150 {
        append(&house, act(unit, now.plus_ms(n))).await;
    }
    append(&house, act(unit, now).refused()).await;
    let find = async |search: Search| search::find(&*house.db, unit, &search).await.unwrap();
    let sent = || Search {
        action: Some("send_request".to_owned()),
        ..Search::default()
    };
    let first = find(sent()).await;
    assert_eq!(first.lines.len(), 100);
    assert!(first.lines.iter().all(|line| line.unit == unit));
    assert!(first.lines.is_sorted_by(|a, b| a.seq > b.seq));
    let second = find(Search {
        before: first.before,
        ..sent()
    })
    .await;
    assert_eq!((second.lines.len(), second.before), (51, None));
    let refused = find(Search {
        result: Some("refused".to_owned()),
        ..sent()
    })
    .await;
    assert_eq!(refused.lines.len(), 1);
    let subject = first.lines[0].subjects[0].clone();
    let about = find(Search {
        subject: Some(subject),
        from: Some(now),
        ..Search::default()
    })
    .await;
    assert!(!about.lines.is_empty());
    let none = find(Search {
        to: Some(UnixMs(0)),
        ..Search::default()
    })
    .await;
    assert!(none.lines.is_empty());
    let wild = find(Search {
        subject: Some("%".to_owned()),
        ..Search::default()
    })
    .await;
    assert!(wild.lines.is_empty(), "a wildcard is only a character");
    let made = find(Search {
        subject: Some("word:sen".to_owned()),
        ..Search::default()
    })
    .await;
    assert!(made.lines.is_empty(), "a subject is asked for whole");
}

#[tokio::test]
async fn t13_a_changed_row_shows_where_the_trail_is_read() {
    let house = House::new().await;
    let unit = house.unit().await;
    let manager = Desk::of(&house, "mgr1", "reception").await;
    let path = "/api/v1/trail/check";
    let operator = Desk::of(&house, "op1", "reception").await;
    let refused = operator.post(path, json!({})).await;
    assert_eq!(refused.refusal(), (403, "not_allowed", "IS-13.3"));
    let before = manager.get("/api/v1/trail/state").await;
    assert!(before.is(200).body["check"].is_null(), "not checked yet");
    let checked = manager.post(path, json!({})).await;
    let check = &checked.is(200).body["check"];
    assert_eq!(
        (&check["holds"], &check["signs"]),
        (&json!(true), &json!(0))
    );
    let at = check["at"].as_i64().unwrap();

    let row = trail_entry::Entity::find()
        .filter(trail_entry::Column::Unit.eq(unit.0))
        .filter(trail_entry::Column::Seq.eq(2))
        .one(&*house.db)
        .await
        .unwrap();
    let mut row = row.unwrap().into_active_model();
    row.action = Set("sign_out".to_owned());
    row.update(&*house.db).await.unwrap();
    // Who asks again at once gets the answer of before.
    let again = manager.post(path, json!({})).await;
    assert_eq!(again.body["check"]["at"], at);
    tokio::time::sleep(CHECK_AGAIN).await;
    let found = manager.post(path, json!({})).await;
    let check = &found.is(200).body["check"];
    assert_eq!(
        (&check["holds"], &check["first_seq"]),
        (&json!(false), &json!(2))
    );
    let shown = manager.get("/api/v1/trail/state").await;
    assert_eq!(&shown.body["check"], check);
    // The neighbour's chain is another one.
    let neighbour = Desk::of(&house, "mgrb1", "reception").await;
    let other = neighbour.get("/api/v1/trail/state").await;
    assert_eq!(other.is(200).body["check"]["holds"], true);
}

#[tokio::test]
async fn a_heads_token_is_good_for_its_days_and_nothing_else() {
    let house = House::new().await;
    let now = house.admin.now();
    let made = heads_token::make(&house.keys, "safety-commission", 2, now).unwrap();
    assert_eq!(made.expires, now.plus_ms(2 * DAY_MS));
    let check = |token: &str, at| heads_token::check(&house.keys, token, at);
    assert_eq!(check(&made.token, made.expires.plus_ms(-1)), Ok(()));
    assert_eq!(check(&made.token, made.expires), Err(TokenRefusal::Expired));
    let later = made.token.replace(
        &made.expires.0.to_string(),
        &(made.expires.0 + 1).to_string(),
    );
    for forged in ["", ".", "a.b.c", &later, &made.token[1..]] {
        assert_eq!(check(forged, now), Err(TokenRefusal::Unknown), "{forged}");
    }
    for (holder, days) in [
        ("", 1),
        ("A", 1),
        ("a b", 1),
        ("a.b", 1),
        ("a", 0),
        ("a", 401),
    ] {
        assert!(
            heads_token::make(&house.keys, holder, days, now).is_none(),
            "{holder} {days}"
        );
    }
}

/// Appends entries to a chain by whole pages, as no act does.
async fn fill(house: &House, unit: UnitId, count: i64) {
    use admin::core::trail::Head;
    let head = trail_head::Entity::find_by_id(unit.0)
        .one(&*house.db)
        .await
        .unwrap()
        .unwrap();
    let mut last = Head {
        seq: head.seq,
        hash: head.hash.clone().try_into().unwrap(),
    };
    let mut left = count;
    let written = house.db.write(async |txn| {
        while left > 0 {
            let rows = (0..left.min(1_000)).map(|n| {
                let entry = act(unit, UnixMs(n)).entry_after(&last);
                let hash = entry.hash();
                last = Head {
                    seq: entry.seq,
                    hash,
                };
                row_of(entry, hash)
            });
            let rows: Vec<_> = rows.collect();
            left -= i64::try_from(rows.len()).unwrap();
            trail_entry::Entity::insert_many(rows)
                .exec_without_returning(txn)
                .await?;
        }
        let mut head = head.into_active_model();
        (head.seq, head.hash) = (Set(last.seq), Set(last.hash.to_vec()));
        head.update(txn).await?;
        Ok::<_, Refused>(())
    });
    written.await.unwrap();
}

fn row_of(entry: admin::core::trail::Entry, hash: [u8; 32]) -> trail_entry::ActiveModel {
    trail_entry::ActiveModel {
        unit: Set(entry.unit.0),
        seq: Set(entry.seq),
        prev_hash: Set(entry.prev_hash.to_vec()),
        at_ms: Set(entry.at.0),
        actor: Set(entry.actor),
        post: Set(entry.post),
        terminal: Set(entry.terminal),
        action: Set(entry.action),
        subjects: Set(entry.subjects),
        clause: Set(entry.clause),
        result: Set(entry.result),
        hash: Set(hash.to_vec()),
    }
}

/// The memory of this process, in MiB.
fn memory_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kib = line.unwrap().split_whitespace().nth(1).unwrap();
    kib.parse::<u64>().unwrap() / 1024
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "fills a store for some minutes; run it to measure"]
async fn a_million_entries_are_checked_in_little_memory_while_others_write() {
    use std::{
        sync::atomic::{AtomicBool, AtomicU64, Ordering},
        time::{Duration, Instant},
    };
    let house = House::new().await;
    let now = house.admin.now();
    let chains = trail_head::Entity::find().all(&*house.db).await.unwrap();
    let units: Vec<_> = chains.iter().map(|row| UnitId(row.unit)).collect();
    let each = 1_000_000 / units.len() as i64 / 10 + 1;
    for _ in 0..10 {
        for unit in &units {
            fill(&house, *unit, each).await;
        }
        sign(&house, now).await;
    }
    let before = memory_mib();
    let (is_over, most) = (AtomicBool::new(false), AtomicU64::new(before));
    let begun = Instant::now();
    let check = async {
        let checked = trail::check::check(&house.admin).await.unwrap();
        is_over.store(true, Ordering::Relaxed);
        (checked, begun.elapsed())
    };
    let others = async {
        let (mut writes, mut slowest) = (0_u32, Duration::ZERO);
        while !is_over.load(Ordering::Relaxed) {
            let begun = Instant::now();
            append(&house, act(units[0], now)).await;
            slowest = slowest.max(begun.elapsed());
            writes += 1;
            most.fetch_max(memory_mib(), Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        (writes, slowest)
    };
    let ((checked, took), (writes, slowest)) = tokio::join!(check, others);
    let grew = most.load(Ordering::Relaxed) - before;
    let entries = checked.entries;
    println!(
        "{entries} entries of {} units: {took:.1?}, {grew} MiB more; slowest of {writes} writes \
         meanwhile {slowest:.0?}",
        units.len(),
    );
    assert!(entries >= 1_000_000 && checked.total == 0);
    assert!(grew < 200, "{grew} MiB");
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
}
