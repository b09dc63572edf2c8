//! The key store: keys under the key of a day, gone with that day, and in no copy of anything else.

use std::{
    fs,
    path::{Path, PathBuf},
};

use admin::{
    folder::Folder,
    jobs,
    keys::{
        KeyError, KeyRing,
        table::{data_key, day_key},
    },
    store::{self, table::report_key},
};
use admin_core::{
    calendar::japan,
    seal::{SealKey, value_aad, wrap_aad},
};
use aws_lc_rs::hkdf;
use jiff::civil::date;
use protocol::{
    id::{CaseId, ReportId},
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Database, DatabaseConnection, EntityTrait, QueryFilter,
};

use crate::support::{House, temp_folder};

const DAY_MS: i64 = 24 * 3_600_000;

fn report(n: u8) -> ReportId {
    ReportId::new(UnixMs(1), [n; 10])
}

fn start() -> UnixMs {
    japan::start_of(date(2026, 11, 20)).plus_ms(DAY_MS / 2)
}

/// The key store, as somebody reads it who has its file.
async fn key_store(path: &Path) -> DatabaseConnection {
    let file = path.join("keys/keys.sqlite");
    let url = format!("sqlite://{}", file.display());
    Database::connect(url).await.unwrap()
}

async fn wrapped(path: &Path, owner: ReportId) -> Vec<u8> {
    let db = key_store(path).await;
    let row = data_key::Entity::find_by_id(owner.0).one(&db).await;
    db.close().await.unwrap();
    row.unwrap().unwrap().wrapped
}

/// The living key of a day.
async fn day(path: &Path, day: &str) -> Option<Vec<u8>> {
    let db = key_store(path).await;
    let row = day_key::Entity::find()
        .filter(day_key::Column::Day.eq(day))
        .one(&db)
        .await;
    db.close().await.unwrap();
    row.unwrap().and_then(|row| row.wrapped)
}

/// The files of both stores in which some bytes stand.
fn found(path: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let own = fs::read_dir(path).unwrap();
    let keys = fs::read_dir(path.join("keys")).unwrap();
    let files = own.chain(keys).map(|entry| entry.unwrap().path());
    let holds = |file: &PathBuf| {
        let content = fs::read(file).unwrap_or_default();
        content.windows(bytes.len()).any(|window| window == bytes)
    };
    files.filter(|file| file.is_file()).filter(holds).collect()
}

#[tokio::test]
async fn the_key_of_a_day_goes_with_the_day_and_with_it_what_stood_under_it() {
    let house = House::open_at(&temp_folder(), Some(start())).await;
    let (keys, due) = (&house.keys, japan::start_of(date(2026, 11, 27)));
    let made = keys.make_report_key(report(1), start()).await.unwrap();
    let sealed = made.seal("destination", b"+819012345678");
    let open = wrapped(&house.path, report(1)).await;
    assert!(keys.put_under(report(1).0, due).await.unwrap());
    let under_day = wrapped(&house.path, report(1)).await;
    assert_ne!(open, under_day);
    let found_now = keys.report_key(report(1)).await.unwrap();
    assert_eq!(
        found_now.open("destination", &sealed).unwrap(),
        b"+819012345678"
    );
    // Its month's key lives on: what it wrapped must not lie about.
    keys.destroy_days(&house.db, start()).await.unwrap();
    assert_eq!(found(&house.path, &open), Vec::<PathBuf>::new());
    let day_key = day(&house.path, "2026-11-26").await.unwrap();
    // A minute before, everything is there.
    keys.destroy_days(&house.db, due.plus_ms(-60_000))
        .await
        .unwrap();
    assert!(keys.report_key(report(1)).await.is_ok());
    keys.destroy_report_key(report(1)).await.unwrap();
    keys.destroy_days(&house.db, due).await.unwrap();
    assert_eq!(day(&house.path, "2026-11-26").await, None);
    for gone in [&under_day, &day_key] {
        assert_eq!(found(&house.path, gone), Vec::<PathBuf>::new());
    }
    // A copy of the wrapped key is worth nothing now: nobody can unwrap it.
    let again = keys.report_key(report(1)).await;
    assert!(matches!(again, Err(KeyError::Destroyed)));
}

#[tokio::test]
async fn a_key_whose_deadline_was_not_stored_after_all_outlives_the_day() {
    let house = House::open_at(&temp_folder(), Some(start())).await;
    let keys = &house.keys;
    keys.make_report_key(report(1), start()).await.unwrap();
    // The transaction that ended the report was taken back.
    let due = japan::start_of(date(2026, 11, 27));
    keys.put_under(report(1).0, due).await.unwrap();
    keys.destroy_days(&house.db, due).await.unwrap();
    assert!(keys.report_key(report(1)).await.is_ok());
    assert_eq!(day(&house.path, "2026-11-26").await, None);
}

#[tokio::test]
async fn a_key_that_nobody_owns_goes_after_thirty_days_and_no_other() {
    let house = House::open_at(&temp_folder(), Some(start())).await;
    let keys = &house.keys;
    let before = keys.count().await.unwrap();
    assert!(before > 0, "cases of the demo");
    // The key is made before the case is stored; then the store was busy.
    let lost = CaseId::new(start(), [7; 10]);
    keys.make_case_key(lost, start()).await.unwrap();
    let carriers = jobs::own_carriers(&house.admin);
    let sweep = async |days: i64| {
        let now = start().plus_ms(days * DAY_MS);
        keys.sweep_orphans(&carriers, now).await.unwrap()
    };
    assert_eq!(sweep(29).await, 0);
    assert_eq!(sweep(31).await, 1);
    assert_eq!(keys.count().await.unwrap(), before);
    assert!(matches!(
        keys.case_key(lost).await,
        Err(KeyError::Destroyed)
    ));
}

#[tokio::test]
async fn without_its_own_key_store_a_database_is_not_opened() {
    let path = temp_folder();
    drop(House::open(&path).await);
    let keys = path.join("keys");
    let aside = path.join("aside");
    fs::create_dir(&aside).unwrap();
    for name in ["keys.sqlite", "keys.sqlite-wal", "keys.sqlite-shm"] {
        let _ = fs::rename(keys.join(name), aside.join(name));
    }
    let folder = Folder::open(&path, false).unwrap();
    let db = store::open(&folder.store_url(), &[store::migrations])
        .await
        .unwrap();
    let missing = KeyRing::open(&folder, &db).await;
    assert!(matches!(missing, Err(KeyError::Missing(_))), "{missing:?}");
    assert!(!keys.join("keys.sqlite").exists(), "and none is made");
    let other = temp_folder();
    drop(House::open(&other).await);
    fs::copy(other.join("keys/keys.sqlite"), keys.join("keys.sqlite")).unwrap();
    let foreign = KeyRing::open(&folder, &db).await;
    assert!(
        matches!(foreign, Err(KeyError::ForeignStore(_))),
        "{foreign:?}"
    );
}

/// A database as the version before wrote it: the key in its own table, under the root key.
async fn older(path: &Path, owner: ReportId, key: &[u8; 32]) -> Vec<u8> {
    let folder = Folder::open(path, true).unwrap();
    let db = store::open(&folder.store_url(), &[store::migrations])
        .await
        .unwrap();
    let root = [9; 32];
    fs::create_dir_all(path.join("keys")).unwrap();
    fs::write(path.join("keys/master.key"), root).unwrap();
    let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"genba master key 1");
    let mut wrapping = [0; 32];
    let expanded = salt.extract(&root);
    let expanded = expanded.expand(&[b"wrap report keys"], hkdf::HKDF_SHA256);
    expanded.unwrap().fill(&mut wrapping).unwrap();
    let wrapped = SealKey::new(&wrapping).seal([5; 12], &wrap_aad(owner.0.as_bytes()), key);
    let row = report_key::ActiveModel {
        report: Set(owner.0),
        wrapped: Set(wrapped.clone()),
        made_ms: Set(start().0),
    };
    report_key::Entity::insert(row)
        .exec_without_returning(&*db)
        .await
        .unwrap();
    db.close_by_ref().await.unwrap();
    wrapped
}

#[tokio::test]
async fn keys_of_an_older_database_move_once_and_a_copy_of_it_brings_none_back() {
    let path = temp_folder();
    let key = [3; 32];
    let old = older(&path, report(1), &key).await;
    let copy = path.with_extension("copy");
    fs::copy(path.join("genba.sqlite"), &copy).unwrap();
    let sealed = {
        let aad = value_aad("destination", report(1).0.as_bytes());
        SealKey::new(&key).seal([6; 12], &aad, b"+819012345678")
    };
    {
        let house = House::open(&path).await;
        let moved = house.keys.report_key(report(1)).await.unwrap();
        assert_eq!(
            moved.open("destination", &sealed).unwrap(),
            b"+819012345678"
        );
        assert_eq!(found(&path, &old), Vec::<PathBuf>::new());
        house.keys.destroy_report_key(report(1)).await.unwrap();
        house.db.close_by_ref().await.unwrap();
    }
    for name in ["genba.sqlite-wal", "genba.sqlite-shm", "demo.json"] {
        let _ = fs::remove_file(path.join(name));
    }
    fs::copy(&copy, path.join("genba.sqlite")).unwrap();
    let house = House::open(&path).await;
    let again = house.keys.report_key(report(1)).await;
    assert!(matches!(again, Err(KeyError::Destroyed)), "{again:?}");
    assert_eq!(found(&path, &old), Vec::<PathBuf>::new());
}
