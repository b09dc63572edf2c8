//! What is erased is gone from the disk: films that nobody may keep, parts of films, keys, files
//! that no case named.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use admin::{deadlines::restore, footage::inbox, keys::table::data_key, second_copies};
use axum::body::{Body, Bytes};
use futures_util::{StreamExt, stream};
use objects::Objects;
use protocol::{id::FileId, time::UnixMs};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter,
};
use tower::ServiceExt;

use crate::{
    caller::App,
    cc::{DAY, camera, file, film, film_path, films_on_disk, import, ms},
    support::temp_folder,
};

const MINUTE: Duration = Duration::from_secs(60);

/// Puts a file into the watched folder; the recorder let go of it a minute ago.
fn put(folder: &Path, name: &str, bytes: &[u8]) {
    fs::create_dir_all(folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(SystemTime::now() - MINUTE).unwrap();
}

fn files_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

async fn keys(app: &App) -> u64 {
    app.house.keys.count().await.unwrap()
}

#[tokio::test]
async fn a_film_past_its_days_and_one_that_is_there_leave_the_watched_folder() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let camera = camera(&person, &handler).await;
    let folder = app.house.path.join("inbox/demo-group");
    let own = folder.join(camera["number"].as_str().unwrap());
    let days_are_over = "20260901210000_20260901220000.mp4";
    put(&own, days_are_over, &film(1));
    put(&own, "20261126210000_20261126220000.mp4", &film(2));
    assert_eq!(inbox::look(&app.house.admin).await.unwrap(), 1);
    // A stop between the commit and the end of the file leaves it there once more.
    put(&own, "20261126210000_20261126220000.mp4", &film(2));
    assert_eq!(inbox::look(&app.house.admin).await.unwrap(), 0);
    assert_eq!(files_in(&own), [""; 0]);
    let gone = app.subjects_of(&person.unit, "erase_footage").await;
    let about = format!("case:{}", camera["id"].as_str().unwrap());
    let told = ["footage_past", "asset_number_taken"].map(|why| format!("word:{why} {about}"));
    assert_eq!(gone, told);
    let lines = app.trail(&person.unit).await;
    assert!(
        lines.contains(&"erase_footage allowed CC-3.3.イ-1".to_owned()),
        "{lines:?}"
    );
}

#[tokio::test]
async fn what_is_set_aside_goes_after_the_days_of_films() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let camera = camera(&person, &handler).await;
    let folder = app.house.path.join("inbox/demo-group");
    let own = folder.join(camera["number"].as_str().unwrap());
    let nobodys = folder.join("no-camera");
    put(&own, "notes.txt", b"no film");
    put(&nobodys, "20261126210000_20261126220000.mp4", &film(1));
    inbox::look(&app.house.admin).await.unwrap();
    let aside = ["notes.txt.footage_unusable.refused"];
    assert_eq!(files_in(&own), aside);
    // The days count from when it was written, by the clock of the machine.
    let written = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let written = UnixMs(i64::try_from(written.unwrap().as_millis()).unwrap());
    let day_ms = 24 * 3_600_000;
    let after_days = |days: i64| app.house.clock.set(written.plus_ms(days * day_ms)).unwrap();
    after_days(6);
    inbox::look(&app.house.admin).await.unwrap();
    assert_eq!((files_in(&own).len(), files_in(&nobodys).len()), (1, 1));
    after_days(9);
    inbox::look(&app.house.admin).await.unwrap();
    assert_eq!((files_in(&own).len(), files_in(&nobodys).len()), (0, 0));
    let gone = app.subjects_of(&person.unit, "erase_footage").await;
    assert_eq!(gone.len(), 2);
    assert!(gone.iter().all(|about| about.starts_with("word:set_aside")));
}

#[tokio::test]
async fn of_a_film_whose_sender_left_neither_file_nor_key_stays() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let camera = camera(&person, &handler).await;
    let before = keys(&app).await;
    let from = ms("2026-11-26T21:00:00");
    let path = format!(
        "/api/v1/footage?camera={}&recorded_from={from}&recorded_to={}",
        camera["id"].as_str().unwrap(),
        from + 3_600_000,
    );
    let pieces =
        [film(1), film(2), film(3)].map(|piece| Ok::<_, std::io::Error>(Bytes::from(piece)));
    let body = Body::from_stream(stream::iter(pieces).chain(stream::pending()));
    let request = http::Request::builder()
        .method("POST")
        .uri(path)
        .header("cookie", &person.cookie)
        .header("content-type", "application/octet-stream")
        .header("x-file-name", "ch01.mp4")
        .body(body)
        .unwrap();
    let upload = tokio::spawn(app.router.clone().oneshot(request));
    let wait_for = async |count: usize| {
        for _ in 0..500 {
            if films_on_disk(&app).await.len() == count {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{:?}", films_on_disk(&app).await);
    };
    wait_for(1).await;
    upload.abort();
    assert!(upload.await.unwrap_err().is_cancelled());
    wait_for(0).await;
    assert_eq!(keys(&app).await, before);
    // And the next one has its turn.
    for seed in [4, 5, 6] {
        let taken = import(&person, &camera, "2026-11-26T21:00:00", &film(seed)).await;
        taken.ok();
    }
}

/// Where some bytes stand in the files of the store.
fn found_in_store(app: &App, bytes: &[u8]) -> Vec<PathBuf> {
    let main = fs::read_dir(&app.house.path).unwrap();
    let keys = fs::read_dir(app.house.path.join("keys")).unwrap();
    let files = main.chain(keys).map(|entry| entry.unwrap().path());
    let of_store = files.filter(|path| path.to_string_lossy().contains(".sqlite"));
    let holds = |path: &PathBuf| {
        let content = fs::read(path).unwrap();
        content.windows(bytes.len()).any(|window| window == bytes)
    };
    of_store.filter(holds).collect()
}

/// The key store, as somebody reads it who has its file.
async fn key_store(app: &App) -> DatabaseConnection {
    let file = app.house.path.join("keys/keys.sqlite");
    let url = format!("sqlite://{}", file.display());
    sea_orm::Database::connect(url).await.unwrap()
}

async fn wrapped_key(app: &App, id: &str) -> Vec<u8> {
    let id: FileId = id.parse().unwrap();
    let db = key_store(app).await;
    let row = data_key::Entity::find_by_id(id.0).one(&db).await.unwrap();
    db.close().await.unwrap();
    row.unwrap().wrapped
}

#[tokio::test]
async fn a_destroyed_key_is_in_no_page_of_the_store_any_more() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let camera = camera(&person, &handler).await;
    let taken = import(&person, &camera, "2026-11-26T21:00:00", &film(1)).await;
    let id = taken.ok()["id"].as_str().unwrap().to_owned();
    let key = wrapped_key(&app, &id).await;
    assert!(!found_in_store(&app, &key).is_empty());
    // Once it is in the pages of the store, too.
    let db = key_store(&app).await;
    db.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
        .await
        .unwrap();
    db.close().await.unwrap();
    let in_pages = app.house.path.join("keys/keys.sqlite");
    assert_eq!(found_in_store(&app, &key), [in_pages]);
    app.set("2026-12-27T21:00:00");
    app.jobs().await;
    assert!(!film_path(&app, &id).exists());
    assert_eq!(found_in_store(&app, &key), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_file_that_no_case_names_goes_after_its_day_with_its_key() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    camera(&person, &handler).await;
    let (named, before) = (stored_files(&app).await, keys(&app).await);
    let id = file(&person).await.as_str().unwrap().to_owned();
    let key = wrapped_key(&app, &id).await;
    let admin = &app.house.admin;
    assert_eq!(admin::cases::files::sweep(admin).await.unwrap(), 0);
    app.set("2026-11-28T13:00:00");
    assert_eq!(admin::cases::files::sweep(admin).await.unwrap(), 1);
    assert!(app.house.db.wipe().await.unwrap());
    assert_eq!(stored_files(&app).await, named);
    assert_eq!(keys(&app).await, before);
    assert_eq!(found_in_store(&app, &key), Vec::<PathBuf>::new());
    let gone = app.subjects_of(&person.unit, "forget_case_file").await;
    assert_eq!(gone, [format!("file:{id} account:{}", person.id)]);
}

async fn stored_files(app: &App) -> u64 {
    let files = admin::store::table::case_file::Entity::find();
    files.count(&*app.house.db).await.unwrap()
}

/// Copies a folder but the key store, which no backup has.
fn backup(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), target).unwrap();
        } else if entry.file_name() != "keys" {
            backup(&entry.path(), &target);
        }
    }
}

#[tokio::test]
async fn d5_a_film_and_a_file_that_a_backup_brings_back_go_again_with_their_proof() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let camera = camera(&person, &handler).await;
    let taken = import(&person, &camera, "2026-11-26T21:00:00", &film(1)).await;
    let id = taken.ok()["id"].as_str().unwrap().to_owned();
    let lost = file(&person).await.as_str().unwrap().to_owned();
    let unit = person.unit.clone();
    let (path, now) = (app.house.path.clone(), app.house.clock.now());
    let copy = path.with_extension("backup");
    backup(&path, &copy);
    app.set("2026-12-27T21:00:00");
    app.jobs().await;
    admin::cases::files::sweep(&app.house.admin).await.unwrap();
    app.house.db.close_by_ref().await.unwrap();
    drop(app);
    for name in ["genba.sqlite-wal", "genba.sqlite-shm"] {
        let _ = fs::remove_file(path.join(name));
    }
    backup(&copy, &path);
    let film = path.join("files").join(&id).join(&id);
    assert!(film.exists(), "the backup has it");

    // Its day has not come by the clock; its key is gone.
    let app = App::open(&path, now).await;
    let admin = &app.house.admin;
    let carriers = admin::jobs::own_carriers(admin);
    let erased = restore::reapply(admin, &carriers).await.unwrap();
    assert_eq!(erased, 2);
    assert!(!film.exists());
    let gone = app.subjects_of(&unit, "erase_footage").await;
    assert!(gone.len() == 1 && gone[0].contains(&id), "{gone:?}");
    let gone = app.subjects_of(&unit, "forget_case_file").await;
    assert!(gone.len() == 1 && gone[0].contains(&lost), "{gone:?}");
    fs::remove_dir_all(copy).unwrap();
}

#[tokio::test]
async fn what_a_stop_broke_off_on_its_way_in_goes_at_the_next_start() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let camera = camera(&person, &handler).await;
    let taken = import(&person, &camera, "2026-11-26T21:00:00", &film(1)).await;
    let id = taken.ok()["id"].as_str().unwrap().to_owned();
    let (path, now) = (app.house.path.clone(), app.house.clock.now());
    let kept = film_path(&app, &id);
    app.house.db.close_by_ref().await.unwrap();
    drop(app);
    // A report has files of other names; it is nobody's affair here.
    let [broken, report] = [7, 8].map(|id| sea_orm::prelude::Uuid::from_u128(id).to_string());
    let lay = |owner: &str, file: &str| {
        let folder = path.join("files").join(owner);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(file), "genbasf1").unwrap();
        folder
    };
    let (broken, report) = (lay(&broken, &broken), lay(&report, &broken));
    let app = App::open(&path, now).await;
    // What begins after the start is none of it.
    let later = lay(&sea_orm::prelude::Uuid::from_u128(9).to_string(), "later");
    let admin = &app.house.admin;
    assert_eq!(admin::sealed_files::sweep(admin).await.unwrap(), 1);
    assert_eq!(admin::sealed_files::sweep(admin).await.unwrap(), 0);
    assert!(!broken.exists() && report.exists() && later.exists());
    assert!(kept.exists());
}

#[tokio::test]
async fn a_file_that_no_case_names_goes_from_the_store_of_copies_too() {
    let store = temp_folder();
    let objects = Objects::open(&format!("file://{}", store.display())).unwrap();
    let app = App::with_objects(DAY, objects).await;
    tokio::spawn(second_copies::keep(app.house.admin.clone()));
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    camera(&person, &handler).await;
    let id = file(&person).await.as_str().unwrap().to_owned();
    let copy = store.join("files").join(&id).join(&id);
    until(&|| copy.exists()).await;
    app.set("2026-11-28T13:00:00");
    let admin = &app.house.admin;
    assert_eq!(admin::cases::files::sweep(admin).await.unwrap(), 1);
    let gone = app.subjects_of(&person.unit, "forget_case_file").await;
    let about = format!("file:{id} account:{} word:copies_ordered", person.id);
    assert_eq!(gone, [about]);
    until(&|| !copy.exists()).await;
}

async fn until(is_so: &dyn Fn() -> bool) {
    for _ in 0..1_500 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("not within 15 seconds");
}

#[tokio::test]
async fn d5_a_film_of_a_camera_has_a_copy_and_it_goes_on_its_day() {
    let store = temp_folder();
    let objects = Objects::open(&format!("file://{}", store.display())).unwrap();
    let app = App::with_objects(DAY, objects).await;
    tokio::spawn(second_copies::keep(app.house.admin.clone()));
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let camera = camera(&person, &handler).await;
    let taken = import(&person, &camera, "2026-11-26T21:00:00", &film(1)).await;
    let id = taken.ok()["id"].as_str().unwrap().to_owned();
    let copy = store.join("files").join(&id).join(&id);
    let own = film_path(&app, &id);
    until(&|| fs::read(&copy).is_ok_and(|bytes| bytes == fs::read(&own).unwrap())).await;
    app.set("2026-12-27T21:00:00");
    app.jobs().await;
    assert!(!own.exists());
    let proof = app.subjects_of(&person.unit, "erase_footage").await;
    assert!(proof[0].contains("word:copies_ordered"), "{proof:?}");
    until(&|| !copy.exists()).await;
    for _ in 0..500 {
        let gone = app.subjects_of(&person.unit, "erase_copies").await;
        if gone == [format!("asset:{id} count:1")] {
            return;
        }
        assert_eq!(gone, [""; 0]);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("nobody says that the copy went");
}

#[tokio::test]
async fn files_of_cases_come_out_of_the_database_of_an_older_version_once() {
    use admin::{cases::files, sealed_files::move_case_files, store::table::case_file};
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    camera(&person, &handler).await;
    let id = file(&person).await.as_str().unwrap().to_owned();
    let read = async || person.get(&format!("/api/v1/case-files/{id}")).await.bytes;
    let content = read().await;
    let lies = film_path(&app, &id);
    assert!(lies.exists() && !content.is_empty());
    // As the older version left it, after a start that was broken off in the middle of the file.
    let key = app.house.keys.file_key(id.parse().unwrap()).await.unwrap();
    let older = key.seal("case file content", &content);
    let row = async || {
        let row = case_file::Entity::find_by_id(id.parse::<sea_orm::prelude::Uuid>().unwrap());
        row.one(&*app.house.db).await.unwrap().unwrap()
    };
    assert!(row().await.content.is_empty());
    let filled = case_file::Entity::update_many()
        .col_expr(
            case_file::Column::Content,
            sea_orm::sea_query::Expr::value(older.clone()),
        )
        .filter(case_file::Column::Id.eq(row().await.id));
    filled.exec(&*app.house.db).await.unwrap();
    fs::write(&lies, "genbasf1").unwrap();
    let admin = &app.house.admin;
    assert_eq!(move_case_files(admin).await.unwrap(), 1);
    assert_eq!(read().await, content);
    assert!(row().await.content.is_empty());
    assert_eq!(move_case_files(admin).await.unwrap(), 0);
    assert!(app.house.db.wipe().await.unwrap());
    assert_eq!(found_in_store(&app, &older), Vec::<PathBuf>::new());
    // A file that nobody named goes from the disk, too.
    app.set("2026-11-28T13:00:00");
    assert_eq!(files::sweep(admin).await.unwrap(), 1);
    assert!(!lies.exists());
}
