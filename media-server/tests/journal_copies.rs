//! What was sealed lies in a real S3 server two seconds later, and a store that is away changes
//! nothing for whoever is live.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

#[path = "../objects/tests/support/mod.rs"]
mod s3;
mod support;

use std::{
    cell::Cell,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use media_core::{Codec, scripted::Peer};
use media_server::JournalConfig;
use objects::{Objects, journal};
use protocol::{
    id::ReportId,
    media::{Direction, RecordingKey},
};
use s3::{Gate, Moto};
use support::{
    TestNode,
    caller::{Caller, run},
    kept,
};
use tokio::time::sleep;

#[tokio::test]
async fn what_was_sealed_is_in_the_store_two_seconds_later_byte_for_byte() {
    let moto = Moto::start();
    let store = Objects::open_with(&s3::url(), s3::settings(moto.address)).unwrap();
    let folder = support::temp_folder("copies");
    let test = node(&folder, &store);
    let key = test.record().await;
    let mut phone = publish(&test).await;
    let is_over = Cell::new(false);
    let live = async {
        run(&mut [&mut phone], Duration::from_secs(6)).await;
        is_over.set(true);
    };
    let watched = async {
        let mut sealed = Vec::new();
        while !is_over.get() {
            let now = Instant::now();
            sealed.push((now, local(&folder, test.room).len() as u64));
            let there = bytes_of(&store, test.room).await;
            let asked = now.elapsed();
            let due = sealed
                .iter()
                .rev()
                .find(|(at, _)| now.duration_since(*at) > Duration::from_secs(2) + asked);
            if let Some((_, due)) = due {
                assert!(there >= *due, "{there} of {due} bytes");
            }
            sleep(Duration::from_millis(100)).await;
        }
        assert!(sealed.len() > 20, "{}", sealed.len());
    };
    tokio::join!(live, watched);
    test.end().await;
    finished(&folder, test.room, &key).await;
    until(Duration::from_secs(3), async || {
        bytes_of(&store, test.room).await == local(&folder, test.room).len() as u64
    })
    .await;
    let kept = kept::read(&folder, test.room, &key);
    assert_eq!((kept.finished, kept.lost), (1, 0));
    assert_eq!(copy(&store, test.room).await, local(&folder, test.room));
    test.node.stop().await;
}

#[tokio::test]
async fn while_the_store_is_away_everything_is_kept_and_it_is_there_afterwards() {
    let moto = Moto::start();
    let gate = Gate::before(moto.address);
    let store = Objects::open_with(&s3::url(), s3::settings(gate.address)).unwrap();
    let folder = support::temp_folder("copies-away");
    let test = node(&folder, &store);
    let key = test.record().await;
    let mut phone = publish(&test).await;
    run(&mut [&mut phone], Duration::from_secs(2)).await;
    gate.close();
    let before = phone.peer.camera().layers[0].packets().count();
    run(&mut [&mut phone], Duration::from_secs(4)).await;
    assert!(store.health().borrow().is_some(), "it is told");
    assert!(phone.peer.camera().layers[0].packets().count() > before + 100);
    assert!(
        test.node
            .journal_health()
            .unwrap()
            .borrow()
            .trouble
            .is_none()
    );
    gate.open();
    run(&mut [&mut phone], Duration::from_secs(1)).await;
    test.end().await;
    finished(&folder, test.room, &key).await;
    until(Duration::from_secs(15), async || {
        bytes_of(&store, test.room).await == local(&folder, test.room).len() as u64
    })
    .await;
    assert_eq!(*store.health().borrow(), None);
    let kept = kept::read(&folder, test.room, &key);
    assert_eq!((kept.finished, kept.torn, kept.lost), (1, 0, 0));
    assert_eq!(copy(&store, test.room).await, local(&folder, test.room));
    test.node.stop().await;
}

#[tokio::test]
async fn a_start_copies_what_the_one_before_could_not_and_brings_nothing_back() {
    let moto = Moto::start();
    let gate = Gate::before(moto.address);
    let store = Objects::open_with(&s3::url(), s3::settings(gate.address)).unwrap();
    let folder = support::temp_folder("copies-again");
    let test = node(&folder, &store);
    test.record().await;
    let mut phone = publish(&test).await;
    run(&mut [&mut phone], Duration::from_secs(2)).await;
    gate.close();
    run(&mut [&mut phone], Duration::from_secs(1)).await;
    let begun = Instant::now();
    test.node.stop().await;
    assert!(
        begun.elapsed() < Duration::from_secs(4),
        "a stop waits for no store"
    );
    gate.open();
    let (there, whole) = (bytes_of(&store, test.room).await, local(&folder, test.room));
    assert!((1..whole.len() as u64).contains(&there), "{there}");
    // A torn end is none of it.
    let path = fs::read_dir(folder.join(test.room.to_string())).unwrap();
    let path = path.last().unwrap().unwrap().path();
    fs::write(&path, [&whole, &whole[48..60]].concat()).unwrap();

    let again = node(&folder, &store);
    until(Duration::from_secs(5), async || {
        copy(&store, test.room).await == whole
    })
    .await;
    again.node.stop().await;

    // What was erased here is not asked for; its copies go by their own way.
    fs::remove_dir_all(folder.join(test.room.to_string())).unwrap();
    store
        .remove_all(&journal::of_report(test.room))
        .await
        .unwrap();
    let last = node(&folder, &store);
    sleep(Duration::from_secs(2)).await;
    assert_eq!(bytes_of(&store, test.room).await, 0);
    last.node.stop().await;
}

#[tokio::test]
async fn of_a_journal_that_is_erased_no_piece_comes_into_the_store_afterwards() {
    let moto = Moto::start();
    let store = Objects::open_with(&s3::url(), s3::settings(moto.address)).unwrap();
    let folder = support::temp_folder("copies-erased");
    // Once while a piece is on its way, and once after nobody waits for it any more.
    for frozen in [Duration::from_secs(2), Duration::from_secs(8)] {
        let test = node(&folder, &store);
        test.record().await;
        let mut phone = publish(&test).await;
        run(&mut [&mut phone], Duration::from_secs(3)).await;
        let before = bytes_of(&store, test.room).await;
        assert!(before > 0);
        moto.freeze();
        run(&mut [&mut phone], frozen).await;
        test.end().await;
        sleep(Duration::from_millis(300)).await;
        fs::remove_dir_all(folder.join(test.room.to_string())).unwrap();
        moto.thaw();
        sleep(Duration::from_secs(6)).await;
        let after = bytes_of(&store, test.room).await;
        assert_eq!(after, before, "{frozen:?}");
        store
            .remove_all(&journal::of_report(test.room))
            .await
            .unwrap();
        test.node.stop().await;
    }
}

fn node(folder: &Path, store: &Objects) -> TestNode {
    let mut config = JournalConfig::new(folder.to_owned());
    config.copies = Some(store.clone());
    TestNode::recording(config)
}

async fn publish(test: &TestNode) -> Caller {
    let peer = Peer::publisher(Codec::Vp8, 0, Instant::now());
    Caller::join(test, peer, Direction::Publish, "phone").await
}

async fn until(limit: Duration, mut is_so: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !is_so().await {
        assert!(begun.elapsed() < limit, "not in {limit:?}");
        sleep(Duration::from_millis(100)).await;
    }
}

/// The order to end reaches the writer in its own time.
async fn finished(folder: &Path, room: ReportId, key: &RecordingKey) {
    until(Duration::from_secs(5), async || {
        kept::read(folder, room, key).finished == 1
    })
    .await;
}

async fn bytes_of(store: &Objects, report: ReportId) -> u64 {
    let journals = store.journals(report).await.unwrap_or_default();
    journals.values().map(|pieces| pieces.bytes).sum()
}

/// The only journal of a report as the store has it.
async fn copy(store: &Objects, report: ReportId) -> Vec<u8> {
    let journals = store.journals(report).await.unwrap();
    let pieces = journals.values().next().unwrap();
    let path: PathBuf = support::temp_folder(&format!("copy-{report}"));
    store.fetch(&pieces.objects, &path).await.unwrap();
    fs::read(path).unwrap()
}

/// The only journal of a report as it lies here; empty before it does.
fn local(folder: &Path, report: ReportId) -> Vec<u8> {
    let Ok(mut entries) = fs::read_dir(folder.join(report.to_string())) else {
        return Vec::new();
    };
    let path = entries.next().map(|entry| entry.unwrap().path());
    path.map_or_else(Vec::new, |path| fs::read(path).unwrap())
}
