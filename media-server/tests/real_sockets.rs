//! Scripted peers over real UDP sockets, through threads, routes and outbox.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use std::time::{Duration, Instant};

use http::StatusCode;
use media_core::{Codec, scripted::Peer};
use protocol::media::{Direction, EndCause, MediaEvent, MediaOrder};
use support::{
    TestNode,
    caller::{Caller, run},
};

#[tokio::test]
async fn a_picture_crosses_the_node_and_the_outbox_tells_it() {
    let test = TestNode::start();
    let now = Instant::now();
    let viewer = Peer::viewer(1, now);
    let mut viewer = Caller::join(&test, viewer, Direction::View, "console").await;
    let phone = Peer::publisher(Codec::H264, 0, now);
    let mut phone = Caller::join(&test, phone, Direction::Publish, "phone").await;
    run(&mut [&mut phone, &mut viewer], Duration::from_secs(3)).await;
    let (sent, shown) = (phone.frames(), viewer.frames());
    assert!(sent > 50 && shown + 20 >= sent, "{shown} of {sent}");

    test.event(
        |event| matches!(event, MediaEvent::Connected { subject, .. } if subject == "phone"),
    )
    .await;
    test.event(|event| matches!(event, MediaEvent::FirstFrame { codec, .. } if codec == "H264"))
        .await;
    test.event(|event| matches!(event, MediaEvent::ViewStarted { viewers: 1, .. }))
        .await;
    test.event(|event| matches!(event, MediaEvent::Statistics { packets, .. } if *packets > 100))
        .await;
    let metrics = test.node.metrics();
    assert_eq!((metrics.sessions, metrics.rooms, metrics.shards), (2, 1, 2));
    assert!(metrics.packets_forwarded > 300 && metrics.datagrams_dropped == 0);

    let token = test.token(Direction::View, "console");
    assert_eq!(
        test.delete(&viewer.location, &token).await.status(),
        StatusCode::OK
    );
    test.event(|event| {
        matches!(
            event,
            MediaEvent::ViewEnded {
                cause: EndCause::Deleted,
                ..
            }
        )
    })
    .await;
    test.node
        .order(MediaOrder::End { room: test.room })
        .await
        .unwrap();
    let ended = test
        .event(|event| matches!(event, MediaEvent::PublishEnded { .. }))
        .await;
    let MediaEvent::PublishEnded { cause, totals, .. } = ended else {
        panic!("filtered above")
    };
    assert!(cause == EndCause::Ordered && totals.packets > 300 && totals.packets_lost == 0);
    run(&mut [&mut phone], Duration::from_millis(100)).await;
    assert!(phone.peer.said_goodbye_to());
    test.node.stop().await;
    assert_eq!(test.node.metrics().sessions, 0);
}

#[tokio::test]
async fn an_idle_node_sleeps() {
    let test = TestNode::start();
    let used_ms = || {
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
        let fields: Vec<&str> = stat
            .rsplit(')')
            .next()
            .unwrap()
            .split_whitespace()
            .collect();
        (fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()) * 10
    };
    let viewer = Peer::viewer(1, Instant::now());
    let mut viewer = Caller::join(&test, viewer, Direction::View, "console").await;
    run(&mut [&mut viewer], Duration::from_millis(500)).await;
    let before = used_ms();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let used = used_ms() - before;
    assert!(used <= 100, "{used} ms of CPU in two idle seconds");
    test.node.stop().await;
}
