//! The same against a real S3 server and a folder, and what only S3 does: parts, breaks, silence.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use futures_util::TryStreamExt;
use objects::{Object, ObjectError, Objects, journal, limits::PART_BYTES};
use protocol::{id::ReportId, time::UnixMs};
use support::{Gate, Moto, settings, url};

#[tokio::test]
async fn s3_keeps_gives_back_lists_and_takes_away() {
    let moto = Moto::start();
    let store = Objects::open_with(&url(), settings(moto.address)).unwrap();
    one_life(&store, "s3").await;
}

#[tokio::test]
async fn a_folder_does_the_same() {
    let folder = temp("folder");
    let store = Objects::open(&format!("file://{}", folder.display())).unwrap();
    one_life(&store, "folder").await;
    let left: Vec<_> = fs::read_dir(&folder).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

async fn one_life(store: &Objects, name: &str) {
    store
        .put("a/1", Bytes::from_static(b"first"))
        .await
        .unwrap();
    store
        .put("a/b/2", Bytes::from_static(b"second"))
        .await
        .unwrap();
    store
        .put("ab/3", Bytes::from_static(b"other"))
        .await
        .unwrap();
    store
        .put("a/1", Bytes::from_static(b"again"))
        .await
        .unwrap();
    assert_eq!(store.read("a/1", 1..4).await.unwrap(), "gai");
    assert_eq!(store.size("a/b/2").await.unwrap(), Some(6));
    assert_eq!(store.size("a/2").await.unwrap(), None);
    let missing = store.read("a/2", 0..1).await;
    assert!(matches!(missing, Err(ObjectError::Missing)), "{missing:?}");
    let mut listed: Vec<Object> = store.list("a").try_collect().await.unwrap();
    listed.sort_by(|one, two| one.name.cmp(&two.name));
    let names: Vec<_> = listed.iter().map(|it| (&*it.name, it.bytes)).collect();
    assert_eq!(names, [("a/1", 5), ("a/b/2", 6)], "not what only begins so");
    assert_eq!(store.folders("a").await.unwrap(), ["b"]);

    // A film in parts, and back by ranges.
    let (folder, film) = (
        temp(&format!("{name}-film")),
        content(2 * PART_BYTES + 12_345),
    );
    let path = folder.join("film");
    fs::write(&path, &film).unwrap();
    let stored = store
        .put_file("files/x/film", &path, &folder)
        .await
        .unwrap();
    assert_eq!(stored.bytes, film.len() as u64);
    assert_eq!(stored.sha256, digest(&SHA256, &film).as_ref());
    let at = PART_BYTES as u64 - 3;
    let range = store.read("files/x/film", at..at + 6).await.unwrap();
    assert_eq!(range, film[PART_BYTES - 3..PART_BYTES + 3]);
    let objects: Vec<Object> = store.list("files/x").try_collect().await.unwrap();
    let back = folder.join("home/again");
    assert_eq!(store.fetch(&objects, &back).await.unwrap(), stored.bytes);
    assert!(fs::read(&back).unwrap() == film);
    // Nothing of what was on its way stays: the film, and the folder of what came back.
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
    assert_eq!(fs::read_dir(folder.join("home")).unwrap().count(), 1);
    let gone = Object {
        name: "files/x/gone".to_owned(),
        bytes: 5,
    };
    let both = [objects[0].clone(), gone];
    assert!(store.fetch(&both, &folder.join("half")).await.is_err());
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2, "no half file");

    // Pieces of a journal, one of them put twice, the second time with more.
    let report = ReportId::new(UnixMs(1), [4; 10]);
    for (first, last, text) in [(0, 1, "ab"), (2, 2, "c"), (2, 3, "cd"), (5, 5, "f")] {
        let piece = journal::piece(report, &[9; 16], first, last);
        store.put(&piece, Bytes::from(text)).await.unwrap();
    }
    let journals = store.journals(report).await.unwrap();
    let pieces = &journals[&[9; 16]];
    assert_eq!((journals.len(), pieces.chunks, pieces.bytes), (1, 4, 4));
    store
        .fetch(&pieces.objects, &folder.join("journal"))
        .await
        .unwrap();
    assert_eq!(fs::read(folder.join("journal")).unwrap(), b"abcd");

    assert_eq!(store.remove_all("journal").await.unwrap(), 4);
    assert_eq!(store.remove_all("files/x").await.unwrap(), 1);
    assert_eq!(store.remove_all("a").await.unwrap(), 2);
    assert_eq!(store.remove_all("a").await.unwrap(), 0, "once is enough");
    store.remove("ab/3").await.unwrap();
    store.remove("ab/3").await.unwrap();
    let mark = || store.create("mark", Bytes::from_static(b"mine"));
    assert!(mark().await.unwrap() && !mark().await.unwrap());
    store.remove("mark").await.unwrap();
    assert!(store.health().borrow().is_none());
}

#[tokio::test]
async fn many_objects_are_listed_and_go_page_by_page() {
    let moto = Moto::start();
    let store = Objects::open_with(&url(), settings(moto.address)).unwrap();
    let puts = (0..1_050).map(|n| {
        let store = store.clone();
        async move {
            store
                .put(&format!("many/{n:04}"), Bytes::from_static(b"x"))
                .await
        }
    });
    let puts: Vec<_> = puts.collect();
    for put in puts {
        put.await.unwrap();
    }
    let listed: Vec<Object> = store.list("many").try_collect().await.unwrap();
    assert_eq!(listed.len(), 1_050);
    assert_eq!(store.remove_all("many").await.unwrap(), 1_050);
}

#[tokio::test]
async fn an_upload_that_was_broken_off_goes_on_with_the_parts_that_are_there() {
    let moto = Moto::start();
    let gate = Gate::before(moto.address);
    let store = Objects::open_with(&url(), settings(gate.address)).unwrap();
    let (folder, film) = (temp("broken-off"), content(5 * PART_BYTES));
    let path = folder.join("film");
    fs::write(&path, &film).unwrap();
    gate.close_after(3 * PART_BYTES as u64 + 100_000);
    let broken = store.put_file("files/x/film", &path, &folder).await;
    assert!(matches!(broken, Err(ObjectError::Away(_))), "{broken:?}");
    assert!(store.health().borrow().is_some());
    assert_eq!(store.size("files/x/film").await.ok().flatten(), None);

    // Another process: only the small file says how far it came.
    gate.open();
    let store = Objects::open_with(&url(), settings(gate.address)).unwrap();
    let before = gate.sent();
    let stored = store
        .put_file("files/x/film", &path, &folder)
        .await
        .unwrap();
    assert_eq!(stored.sha256, digest(&SHA256, &film).as_ref());
    let again = gate.sent() - before;
    assert!(again < 2 * PART_BYTES as u64 + 100_000, "{again} bytes");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "the film alone");

    // A file that is another one by then begins anew, and one that is given up goes.
    gate.close_after(PART_BYTES as u64 + 100_000);
    store
        .put_file("files/y/film", &path, &folder)
        .await
        .unwrap_err();
    gate.open();
    let other: Vec<_> = film.iter().map(|byte| byte ^ 0xff).collect();
    fs::write(&path, &other).unwrap();
    let lost = store.put_file("files/y/film", &path, &folder).await;
    assert!(matches!(lost, Err(ObjectError::Missing)), "{lost:?}");
    let stored = store
        .put_file("files/y/film", &path, &folder)
        .await
        .unwrap();
    assert_eq!(stored.sha256, digest(&SHA256, &other).as_ref());
    gate.close_after(PART_BYTES as u64 + 100_000);
    store
        .put_file("files/z/film", &path, &folder)
        .await
        .unwrap_err();
    gate.open();
    store.abandon("files/z", &folder).await.unwrap();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

#[tokio::test]
async fn bytes_that_change_on_their_way_are_not_taken_for_a_copy() {
    let moto = Moto::start();
    let gate = Gate::before(moto.address);
    let store = Objects::open_with(&url(), settings(gate.address)).unwrap();
    let folder = temp("changed");
    let path = folder.join("film");
    for bytes in [500_000, PART_BYTES + 500_000] {
        fs::write(&path, content(bytes)).unwrap();
        gate.flip_after(bytes as u64 / 2);
        // A store that checks refuses it; behind one that does not, what comes back is compared.
        let changed = store.put_file("files/x/film", &path, &folder).await;
        assert!(changed.is_err(), "{changed:?}");
        assert_eq!(store.size("files/x/film").await.unwrap(), None);
        store
            .put_file("files/x/film", &path, &folder)
            .await
            .unwrap();
        store.remove("files/x/film").await.unwrap();
    }
}

#[tokio::test]
async fn a_store_that_is_away_or_silent_is_told_in_seconds_and_no_secret_with_it() {
    let moto = Moto::start();
    let gate = Gate::before(moto.address);
    let store = Objects::open_with(&url(), settings(gate.address)).unwrap();
    let health = store.health();
    let put = || store.put("a", Bytes::from_static(b"x"));
    put().await.unwrap();
    assert_eq!(*health.borrow(), None);
    for (silent, cause) in [(false, "connection"), (true, "no answer in time")] {
        if silent {
            moto.freeze();
        } else {
            gate.close();
        }
        let begun = Instant::now();
        let error = put().await.unwrap_err().to_string();
        assert!(
            begun.elapsed() < Duration::from_secs(8),
            "{:?}",
            begun.elapsed()
        );
        assert!(error.contains(cause), "{error}");
        assert!(!error.contains("never-in-a-log"), "{error}");
        assert_eq!(health.borrow().as_deref(), Some(&*error));
        moto.thaw();
        gate.open();
        put().await.unwrap();
        assert_eq!(*health.borrow(), None);
    }
    // A bucket that is not there is trouble as well, though nothing is away.
    let other = Objects::open_with("s3://no-such-bucket", settings(moto.address)).unwrap();
    assert!(other.put("a", Bytes::from_static(b"x")).await.is_err());
    assert!(other.health().borrow().is_some());
}

#[test]
fn a_url_has_no_secret_and_names_a_store() {
    let wrong = [
        "",
        "s3://",
        "s3://key:secret@bucket",
        "s3://bucket/x?AWS_SECRET_ACCESS_KEY=y",
        "file://relative",
        "https://bucket.example.jp",
        "/folder",
    ];
    for url in wrong {
        let opened = Objects::open_with(url, settings("127.0.0.1:9".parse().unwrap()));
        let error = opened.unwrap_err().to_string();
        assert!(!error.contains("secret"), "{error}");
    }
}

/// Bytes that do not repeat.
fn content(bytes: usize) -> Vec<u8> {
    let mut state = 7_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        state.to_be_bytes()[0]
    };
    (0..bytes).map(|_| next()).collect()
}

fn temp(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("objects-{name}"));
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}
