//! Two nodes on one folder, and a clock that is set while a node writes.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use media_core::{Codec, scripted::Peer};
use media_server::JournalConfig;
use protocol::{media::Direction, time::UnixMs};
use support::{
    TestNode,
    caller::{Caller, run},
    kept,
};

const DAY_MS: i64 = 24 * 3_600_000;
/// Of a node's clock.
const START_MS: i64 = 1_800_000_000_000;

async fn publish(test: &TestNode, place: usize) -> Caller {
    let peer = Peer::publisher(Codec::Vp8, place, Instant::now());
    Caller::join(test, peer, Direction::Publish, "phone").await
}

fn packets(caller: &Caller) -> BTreeSet<Vec<u8>> {
    caller.peer.camera().layers[0].packets().collect()
}

#[tokio::test]
async fn two_nodes_that_write_into_one_folder_do_each_other_no_harm() {
    let folder = support::temp_folder("journal-two");
    let nodes = [(); 2].map(|()| TestNode::recording(JournalConfig::new(folder.clone())));
    // Both record the same report, as while a phone goes from one to the other.
    let key = nodes[0].record().await;
    nodes[1].record().await;
    let mut first = publish(&nodes[0], 0).await;
    let mut second = publish(&nodes[1], 1).await;
    run(&mut [&mut first, &mut second], Duration::from_secs(2)).await;
    for phone in [&mut first, &mut second] {
        phone.peer.sends = false;
    }
    run(&mut [&mut first, &mut second], Duration::from_millis(200)).await;
    for node in &nodes {
        node.node.stop().await;
    }
    // Reading fails where a chain is broken.
    let kept = kept::read(&folder, nodes[0].room, &key);
    assert_eq!((kept.files, kept.finished, kept.torn), (2, 2, 0));
    let sent: BTreeSet<_> = [&first, &second].into_iter().flat_map(packets).collect();
    let found: BTreeSet<_> = kept.packets.into_keys().collect();
    assert!(
        sent.len() > 300 && found == sent,
        "{} of {}",
        found.len(),
        sent.len()
    );
}

#[tokio::test]
async fn a_second_folder_that_another_node_uses_is_refused_at_the_start() {
    let spill = support::temp_folder("journal-spill-of-two");
    let config = |name: &str| JournalConfig {
        spill: Some(spill.clone()),
        ..JournalConfig::new(support::temp_folder(&format!("journal-spill-{name}")))
    };
    let first = TestNode::recording(config("first"));
    let second = TestNode::try_start(|node| node.journal = Some(config("second")));
    let refused = second.err().unwrap().to_string();
    assert!(refused.contains("another media node uses"), "{refused}");
    first.node.stop().await;
    drop(first);
    let after = TestNode::recording(config("after"));
    after.node.stop().await;
}

#[tokio::test]
async fn a_clock_that_is_set_by_a_day_costs_no_packet_and_no_chain() {
    let folder = support::temp_folder("journal-clock");
    let (start, ahead_ms) = (Instant::now(), Arc::new(AtomicI64::new(0)));
    let set = ahead_ms.clone();
    let test = TestNode::start_with(|node| {
        node.clock = Arc::new(move || {
            let passed_ms = i64::try_from(start.elapsed().as_millis()).unwrap();
            UnixMs(START_MS + passed_ms + set.load(Ordering::Relaxed))
        });
        node.journal = Some(JournalConfig::new(folder.clone()));
    });
    let key = test.record().await;
    let mut phone = publish(&test, 0).await;
    for ahead in [0, DAY_MS, -DAY_MS] {
        ahead_ms.store(ahead, Ordering::Relaxed);
        run(&mut [&mut phone], Duration::from_secs(2)).await;
    }
    phone.peer.sends = false;
    run(&mut [&mut phone], Duration::from_millis(200)).await;
    let health = test.node.journal_health().unwrap().borrow().clone();
    assert_eq!((health.trouble, health.lost_records), (None, 0));
    test.node.stop().await;

    let kept = kept::read(&folder, test.room, &key);
    assert_eq!((kept.files, kept.finished, kept.torn), (1, 1, 0));
    let found: BTreeSet<_> = kept.packets.keys().cloned().collect();
    assert!(found == packets(&phone), "every packet");
    // Each is told at the time that the clock showed.
    let day_of = |at_us: u64| {
        let ms = i64::try_from(at_us / 1000).unwrap() - START_MS;
        ms.div_euclid(DAY_MS)
    };
    let mut days = [-1, 0, 1].map(|day| (day, 0));
    for (_, at_us) in kept.packets.values() {
        let day = days.iter_mut().find(|(day, _)| *day == day_of(*at_us));
        day.unwrap().1 += 1;
    }
    assert!(days.iter().all(|(_, count)| *count > 200), "{days:?}");
}
