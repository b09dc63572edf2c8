//! The life of what a report received (D5): stored once it is whole, opened for a purpose, saved as a
//! numbered copy, erased on its day with a proof. That nothing edits it, and that it is erased earlier
//! by an executed decision alone, is in `keeping.rs`.

use admin::{
    core::calendar::japan,
    evidence::day,
    store::table::{day_leaf, trail_entry},
};
use axum::body::Body;
use http::StatusCode;
use protocol::{id::FileId, time::UnixMs};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryResult, Statement,
};

use crate::{
    exports::{apply, ended, permit, save, taken_in},
    files::{begin, patch, settled, sha256, upload_picture},
    house::{House, jpeg},
    retention::{entries, strike_what_is_due},
};

#[tokio::test]
async fn d5_what_a_phone_sends_is_stored_once_it_is_whole_and_hashed() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let picture = jpeg(100_000);
    let file = begin(&house, &session, "image/jpeg", picture.len()).await;
    patch(
        &house,
        &session,
        &file,
        0,
        Body::from(picture[..60_000].to_vec()),
    )
    .await;
    let path = format!("/api/v1/reports/{report}/files/{file}");
    // Incomplete: not opened, and below no day.
    operator
        .get(&format!("{path}/original"))
        .await
        .is(404, "file_not_found");
    assert_eq!(hash_of(&house, &file).await, (None, None));
    let rest = Body::from(picture[60_000..].to_vec());
    patch(&house, &session, &file, 60_000, rest).await;
    let stored = settled(&operator, &report, &file).await;
    assert_eq!(stored["sha256"], sha256(&picture));
    let (hash, at) = hash_of(&house, &file).await;
    assert!(hash.is_some() && at.is_some());
    assert_eq!(
        operator.get(&format!("{path}/original")).await.bytes,
        picture
    );
}

#[tokio::test]
async fn d5_what_never_comes_whole_or_is_no_picture_is_never_stored() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let half = begin(&house, &session, "image/jpeg", 100_000).await;
    let piece = Body::from(jpeg(100_000)[..60_000].to_vec());
    patch(&house, &session, &half, 0, piece).await;
    let program = begin(&house, &session, "image/jpeg", 1_000).await;
    let bytes = b"MZ\x90\0".repeat(250);
    patch(&house, &session, &program, 0, Body::from(bytes))
        .await
        .is(415, "type_not_supported");
    operator.end(&report).await;
    operator.open_viewing(&report).await;
    for file in [&half, &program] {
        let path = format!("/api/v1/reports/{report}/files/{file}");
        for (part, code) in [
            ("original", "file_not_found"),
            ("view", "file_not_viewable"),
        ] {
            operator.get(&format!("{path}/{part}")).await.is(404, code);
        }
        assert_eq!(hash_of(&house, file).await, (None, None));
    }
    house.after_minutes(24 * 60);
    let admin = &house.admin;
    day::close_before(admin, admin.today()).await.unwrap();
    assert!(days_of(&house, &half).await.is_empty());
}

#[tokio::test]
async fn d5_what_an_ended_report_received_is_opened_for_a_purpose_that_is_written_down() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let picture = jpeg(5_000);
    let sent = session.still(&house, "still", &picture).await.json();
    operator.end(&report).await;
    let file = sent["file"].as_str().unwrap();
    let path = format!("/api/v1/reports/{report}/files/{file}/original");
    let without = operator.get(&path).await;
    assert_eq!(without.status, StatusCode::FORBIDDEN, "{}", without.text());
    let opened = operator.open_viewing(&report).await;
    assert!(opened.status.is_success(), "{}", opened.text());
    assert_eq!(operator.get(&path).await.bytes, picture);
    let looked = entries(&house, "download_original").await;
    let own =
        |entry: &trail_entry::Model| entry.result == "allowed" && entry.subjects.contains(file);
    assert!(looked.iter().any(own), "{looked:?}");
}

#[tokio::test]
async fn d5_saving_leaves_a_numbered_copy_and_the_report_stays_as_it_is() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (manager, chief) = (house.person("mgr1").await, house.person("chief1").await);
    let report = ended(&house, &operator).await;
    let medium = taken_in(&manager, "USB-0001").await;
    let case = apply(&operator, &report, &medium).await;
    permit(&chief, &case).await;
    let saved = save(&operator, &case).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.text());
    operator.open_viewing(&report).await;
    let detail = operator
        .get(&format!("/api/v1/reports/{report}"))
        .await
        .json();
    let file = detail["files"][0]["id"].as_str().unwrap();
    let path = format!("/api/v1/reports/{report}/files/{file}/original");
    assert_eq!(operator.get(&path).await.bytes, jpeg(90_000));
}

#[tokio::test]
async fn d5_on_its_day_a_report_is_erased_with_a_proof_and_its_rows_stay() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let picture = jpeg(5_000);
    let sent = session.still(&house, "still", &picture).await.json();
    let file = sent["file"].as_str().unwrap().to_owned();
    operator.end(&report).await;
    let listed = operator.get("/api/v1/deadlines?state=open").await.json();
    let open = listed["deadlines"].as_array().unwrap().iter();
    let mut own = open.filter(|one| one["subject"] == format!("report:{report}"));
    let due = own.next().unwrap()["due"].as_i64().unwrap();
    house.clock.set(UnixMs(due - 60_000)).unwrap();
    strike_what_is_due(&house).await;
    assert!(
        house.path.join("files").join(&report).exists(),
        "not a minute early"
    );
    house.clock.set(UnixMs(due)).unwrap();
    strike_what_is_due(&house).await;
    assert!(!house.path.join("files").join(&report).exists());
    let key = house.admin.keys().report_key(report.parse().unwrap()).await;
    assert!(key.is_err());
    let why = entries(&house, "erase_report").await;
    assert!(why[0].subjects.contains("word:auto"), "{why:?}");
    let proof = entries(&house, "erase_file").await;
    let hash = sha256(&picture);
    let size = picture.len();
    assert_eq!(
        proof[0].subjects,
        format!("report:{report} file:{file} count:{size} hash:{hash}")
    );
    let kept = row_of(&house, "report", &report).await;
    let number: String = kept.try_get("", "number").unwrap();
    let ended: Option<i64> = kept.try_get("", "ended_ms").unwrap();
    assert!(!number.is_empty() && ended.is_some());
    assert_eq!(hash_of(&house, &file).await.0, Some(hash));
}

#[tokio::test]
async fn what_comes_over_midnight_stands_below_the_day_on_which_it_was_whole() {
    let house = House::new().await;
    let today = house.admin.today();
    let (next, after) = (
        today.tomorrow().unwrap(),
        today.tomorrow().unwrap().tomorrow().unwrap(),
    );
    let midnight = japan::start_of(next);
    let set = |at: UnixMs| house.clock.set(at).unwrap();
    set(midnight.plus_ms(-60_000));
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let before = upload_picture(&house, &session).await;
    settled(&house.person("op1").await, &report, &before).await;
    let picture = jpeg(100_000);
    let over = begin(&house, &session, "image/jpeg", picture.len()).await;
    patch(
        &house,
        &session,
        &over,
        0,
        Body::from(picture[..60_000].to_vec()),
    )
    .await;
    set(midnight.plus_ms(1_000));
    let admin = &house.admin;
    assert_eq!(day::close_before(admin, next).await.unwrap(), 1);
    let rest = Body::from(picture[60_000..].to_vec());
    patch(&house, &session, &over, 60_000, rest).await;
    let operator = house.person("op1").await;
    settled(&operator, &report, &over).await;
    let still = session.still(&house, "still", &jpeg(4_000)).await.json();
    let still = still["file"].as_str().unwrap();
    set(japan::start_of(after).plus_ms(1_000));
    assert_eq!(day::close_before(admin, after).await.unwrap(), 1);
    let below = async |file: &str| days_of(&house, file).await.join(" ");
    assert_eq!(below(&before).await, today.to_string());
    assert_eq!(below(&over).await, next.to_string());
    assert_eq!(below(still).await, next.to_string());
}

/// A row of a table as it is stored.
async fn row_of(house: &House, table: &str, id: &str) -> QueryResult {
    let id: FileId = id.parse().unwrap();
    let sql = format!("SELECT * FROM {table} WHERE id = ?");
    let asked = Statement::from_sql_and_values(DbBackend::Sqlite, sql, [id.0.into()]);
    let row = house.admin.db().query_one_raw(asked).await;
    row.unwrap().unwrap()
}

async fn hash_of(house: &House, file: &str) -> (Option<String>, Option<i64>) {
    let row = row_of(house, "report_file", file).await;
    let hash = row.try_get("", "sha256").unwrap();
    (hash, row.try_get("", "hashed_ms").unwrap())
}

/// The days below whose roots a file stands.
async fn days_of(house: &House, file: &str) -> Vec<String> {
    let id: FileId = file.parse().unwrap();
    let rows = day_leaf::Entity::find()
        .filter(day_leaf::Column::Thing.eq(id.0))
        .all(&**house.admin.db())
        .await;
    rows.unwrap().into_iter().map(|row| row.day).collect()
}
