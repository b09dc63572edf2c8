//! What arrives is kept: scripted peers over real sockets, and the journal opened afterwards.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use media_core::{Codec, scripted::Peer};
use media_server::JournalConfig;
use protocol::{
    id::ReportId,
    media::{Direction, MediaEvent, MediaOrder, RecordingKey},
    time::UnixMs,
};
use support::{
    TestNode,
    caller::{Caller, run},
    kept::{self, Kept},
};

#[tokio::test]
async fn what_arrives_is_kept_byte_for_byte_and_finished_at_the_end() {
    let folder = temp_folder("whole");
    let test = TestNode::recording(JournalConfig::new(folder.clone()));
    let key = test.record().await;
    let mut phone = publish(&test, Peer::simulcast(Codec::Vp8, 0, Instant::now())).await;
    run(&mut [&mut phone], Duration::from_secs(3)).await;
    phone.peer.sends = false;
    run(&mut [&mut phone], Duration::from_millis(100)).await;
    test.end().await;
    let kept = finished(&folder, test.room, &key).await;

    assert_eq!((kept.files, kept.finished, kept.torn), (1, 1, 0));
    assert_eq!((kept.sessions, kept.sessions_ended, kept.lost), (1, 1, 0));
    assert_eq!((kept.tracks.len(), kept.packets_twice), (3, 0));
    let sent: Vec<_> = phone.peer.camera().layers.iter().collect();
    for (layer, height) in sent.iter().zip([2, 1, 0]) {
        let packets: Vec<_> = layer.packets().collect();
        assert!(packets.len() > 50, "{}", packets.len());
        let named = packets.iter().map(|packet| kept.packets.get(packet));
        let tracks: Vec<_> = named
            .map(|found| found.map(|(track, _)| track.layer))
            .collect();
        assert_eq!(tracks, vec![Some(height); packets.len()]);
    }
    let all: usize = sent.iter().map(|layer| layer.packets().count()).sum();
    assert_eq!(kept.packets.len(), all, "nothing else");
    assert!(kept.sender_reports.len() >= 6, "{:?}", kept.sender_reports);
    assert!(kept.chunk_us_max <= 500_000, "{} us", kept.chunk_us_max);
    // The node's clock began at this moment.
    let first_us = kept
        .packets
        .values()
        .map(|(_, at_us)| *at_us)
        .min()
        .unwrap();
    assert!((1_800_000_000_000_000..1_800_000_010_000_000).contains(&first_us));
    let told = test.node.outbox().pull(0, 100);
    assert_eq!(kept.events, told, "the events with their numbers");
    let last = &told.last().unwrap().event;
    assert!(matches!(last, MediaEvent::PublishEnded { .. }), "{last:?}");
    test.node.stop().await;
}

#[tokio::test]
async fn sessions_and_tracks_are_named_again_so_that_no_chunk_stands_for_all() {
    let folder = temp_folder("named");
    let test = TestNode::recording(JournalConfig::new(folder.clone()));
    let key = test.record().await;
    let mut phone = publish(&test, Peer::publisher(Codec::Vp8, 0, Instant::now())).await;
    run(&mut [&mut phone], Duration::from_secs(8)).await;
    test.node.stop().await;
    let kept = kept::read(&folder, test.room, &key);
    assert!(kept.chunks > 25, "{}", kept.chunks);
    assert_eq!((kept.sessions, kept.sessions_ended), (2, 1));
    assert_eq!(kept.tracks.len(), 2);
    assert_eq!(kept.tracks[0], kept.tracks[1]);
}

#[tokio::test]
async fn what_is_lost_on_the_way_and_sent_again_is_kept_as_what_it_repeats() {
    let folder = temp_folder("repaired");
    let test = TestNode::recording(JournalConfig::new(folder.clone()));
    let key = test.record().await;
    let mut phone = publish(&test, Peer::publisher(Codec::H264, 0, Instant::now())).await;
    run(&mut [&mut phone], Duration::from_secs(1)).await;
    phone.loses_one_in = Some(10);
    run(&mut [&mut phone], Duration::from_secs(3)).await;
    phone.loses_one_in = None;
    run(&mut [&mut phone], Duration::from_secs(1)).await;
    test.node.stop().await;
    let kept = kept::read(&folder, test.room, &key);

    assert_eq!((kept.finished, kept.torn), (1, 0), "a stop finishes too");
    let camera = phone.peer.camera();
    assert!(camera.nacks > 20, "{}", camera.nacks);
    let sent: Vec<_> = camera.layers[0].packets().collect();
    let found = sent
        .iter()
        .filter(|packet| kept.packets.contains_key(*packet));
    let found = found.count();
    // What was sent in the last moment may not have come.
    assert!(found + 20 > sent.len(), "{found} of {}", sent.len());
    assert_eq!(kept.packets.len(), found, "as they were sent at first");
    assert_eq!(kept.packets_twice, 0);
}

#[tokio::test]
async fn a_held_room_is_kept_on_and_each_room_has_its_own_journal() {
    let folder = temp_folder("held");
    let mut test = TestNode::recording(JournalConfig::new(folder.clone()));
    let (first, second) = (test.room, ReportId::new(UnixMs(5), [8; 10]));
    let key = test.record().await;
    let now = Instant::now();
    let mut viewer = Caller::join(&test, Peer::viewer(1, now), Direction::View, "desk").await;
    let mut phone = publish(&test, Peer::publisher(Codec::Vp8, 0, now)).await;
    test.room = second;
    let other_key = RecordingKey([9; 32]);
    let order = MediaOrder::Record {
        room: second,
        key: other_key.clone(),
    };
    test.node.order(order).await.unwrap();
    let mut other = publish(&test, Peer::publisher(Codec::H264, 2, now)).await;
    run(
        &mut [&mut phone, &mut viewer, &mut other],
        Duration::from_secs(1),
    )
    .await;
    let hold = MediaOrder::Hold { room: first };
    test.node.order(hold).await.unwrap();
    run(
        &mut [&mut phone, &mut viewer, &mut other],
        Duration::from_millis(300),
    )
    .await;
    let (shown, filmed) = (viewer.frames(), phone.frames());
    run(
        &mut [&mut phone, &mut viewer, &mut other],
        Duration::from_secs(1),
    )
    .await;
    assert_eq!(viewer.frames(), shown, "nothing is shown");
    assert!(phone.frames() > filmed + 15);
    test.node.stop().await;

    for (room, key, caller) in [(first, &key, &phone), (second, &other_key, &other)] {
        let kept = kept::read(&folder, room, key);
        let sent: Vec<_> = caller.peer.camera().layers[0].packets().collect();
        let found = sent
            .iter()
            .filter(|packet| kept.packets.contains_key(*packet));
        let found = found.count();
        assert!(found + 20 > sent.len(), "{found} of {}", sent.len());
        assert_eq!(kept.packets.len(), found, "of this room alone");
        assert!(kept.events.iter().all(|entry| entry.room == room));
    }
}

#[tokio::test]
async fn a_room_without_a_key_is_not_kept_and_the_node_says_so() {
    let folder = temp_folder("without-a-key");
    let test = TestNode::recording(JournalConfig::new(folder.clone()));
    let mut phone = publish(&test, Peer::publisher(Codec::Vp8, 0, Instant::now())).await;
    run(&mut [&mut phone], Duration::from_secs(1)).await;
    let metrics = test.node.metrics();
    assert!(metrics.packets_unrecorded > 50, "{metrics:?}");
    assert_eq!(metrics.journal_bytes, 0);
    // The order comes late: from now on it is kept, from a picture on.
    let asked = phone.peer.camera().key_requests;
    let key = test.record().await;
    run(&mut [&mut phone], Duration::from_secs(1)).await;
    assert!(phone.peer.camera().key_requests > asked);
    test.node.stop().await;
    let kept = kept::read(&folder, test.room, &key);
    assert!(kept.packets.len() > 50, "{}", kept.packets.len());
}

#[tokio::test]
async fn a_start_leaves_what_was_there_alone_and_begins_a_file_of_its_own() {
    let folder = temp_folder("again");
    let mut before = Vec::new();
    for starts in 1..=2 {
        let test = TestNode::recording(JournalConfig::new(folder.clone()));
        let key = test.record().await;
        let mut phone = publish(&test, Peer::publisher(Codec::Vp8, 0, Instant::now())).await;
        run(&mut [&mut phone], Duration::from_secs(1)).await;
        test.node.stop().await;
        let kept = kept::read(&folder, test.room, &key);
        assert_eq!((kept.files, kept.finished), (starts, starts));
        let files = files(&folder.join(test.room.to_string()));
        for (path, bytes) in &before {
            assert!(files.contains(&(PathBuf::clone(path), Vec::clone(bytes))));
        }
        before = files;
    }
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(before[0].0.parent().unwrap()), 0o700);
    assert_eq!(mode(&before[0].0), 0o600);
}

async fn publish(test: &TestNode, peer: Peer) -> Caller {
    Caller::join(test, peer, Direction::Publish, "phone").await
}

/// The journal of a room that has ended, once its last chunk is there.
async fn finished(folder: &Path, room: ReportId, key: &RecordingKey) -> Kept {
    for _ in 0..100 {
        let kept = kept::read(folder, room, key);
        if kept.finished > 0 {
            return kept;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the journal is not finished");
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .map(|path| (path.clone(), std::fs::read(path).unwrap()))
        .collect()
}

fn temp_folder(name: &str) -> PathBuf {
    support::temp_folder(&format!("journal-{name}"))
}
