//! Peers whose UDP is blocked, and strangers on the TCP port.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use media_core::{Codec, scripted::Peer};
use protocol::media::{Direction, MediaEvent};
use rustix::process::{Resource, getrlimit, setrlimit};
use support::{
    TestNode,
    caller::{Caller, run},
    text,
};

#[tokio::test]
async fn a_picture_crosses_the_node_by_tcp_alone() {
    let test = TestNode::start();
    let now = Instant::now();
    let viewer = Peer::viewer(1, now);
    let mut viewer = Caller::join_by_tcp(&test, viewer, Direction::View, "console").await;
    let phone = Peer::publisher(Codec::Vp8, 0, now);
    let mut phone = Caller::join_by_tcp(&test, phone, Direction::Publish, "phone").await;
    run(&mut [&mut phone, &mut viewer], Duration::from_secs(2)).await;
    let (sent, shown) = (phone.frames(), viewer.frames());
    assert!(sent > 30 && shown + 20 >= sent, "{shown} of {sent}");
    let metrics = test.node.metrics();
    assert_eq!((metrics.tcp_connections, metrics.datagrams_dropped), (2, 0));

    // A closed connection leaves the session, which goes on when the peer comes back by another.
    let token = test.token(Direction::Publish, "phone");
    assert_eq!(test.delete(&phone.location, &token).await.status(), 200);
    test.event(|event| matches!(event, MediaEvent::PublishEnded { .. }))
        .await;
    drop(viewer);
    wait_for(|| test.node.metrics().tcp_connections == 0).await;
    assert_eq!(test.node.metrics().sessions, 1);
    test.node.stop().await;
}

#[tokio::test]
async fn strangers_are_sent_home_and_leave_the_others_alone() {
    let test = TestNode::start();
    let phone = Peer::publisher(Codec::Vp8, 0, Instant::now());
    let mut phone = Caller::join_by_tcp(&test, phone, Direction::Publish, "phone").await;
    run(&mut [&mut phone], Duration::from_millis(500)).await;
    let address = *test
        .node
        .addresses()
        .iter()
        .find(|address| TcpStream::connect(address).is_ok())
        .unwrap();

    // Too long a frame, and media without a check.
    for bytes in [&[0xff, 0xff, 1, 2, 3][..], &[0x40, 0, 0x80]] {
        let mut stranger = TcpStream::connect(address).unwrap();
        stranger.write_all(bytes).unwrap();
        assert_closed(&mut stranger, Duration::from_secs(2));
    }
    let mut silent = TcpStream::connect(address).unwrap();
    let mut babbling = TcpStream::connect(address).unwrap();
    let frame: Vec<u8> = [0, 40].into_iter().chain([0x80; 40]).collect();
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(7) {
        babbling.write_all(&frame).unwrap();
        run(&mut [&mut phone], Duration::from_millis(20)).await;
    }
    for stranger in [&mut silent, &mut babbling] {
        assert_closed(stranger, Duration::from_secs(4));
    }
    // A shard tells what it counted at the end of its turn, a moment after it closed.
    run(&mut [&mut phone], Duration::from_millis(200)).await;
    let metrics = test.node.metrics();
    assert!(metrics.tcp_strangers_closed >= 2 && metrics.datagrams_unknown > 100);
    assert!(phone.peer.is_connected());
    test.node.stop().await;
}

#[tokio::test]
async fn a_crowd_of_strangers_keeps_no_phone_out() {
    let test = TestNode::start();
    allow_many_files();
    let addresses = test.node.addresses();
    let most = media_server::limits::TCP_CONNECTIONS_MAX;
    let mut crowd: Vec<TcpStream> = Vec::new();
    for _ in 0..most {
        crowd.extend(addresses.iter().map(|address| connect(*address)));
    }
    let phone = Peer::publisher(Codec::Vp8, 0, Instant::now());
    let mut phone = Caller::join_by_tcp(&test, phone, Direction::Publish, "phone").await;
    run(&mut [&mut phone], Duration::from_secs(1)).await;
    assert!(phone.peer.is_connected() && phone.frames() > 10);
    let metrics = test.node.metrics();
    assert!(metrics.tcp_connections <= (2 * most) as u64);
    assert!(metrics.tcp_strangers_closed > 0);
    test.node.stop().await;
}

#[tokio::test]
async fn a_viewer_that_does_not_read_loses_packets_and_nobody_else_does() {
    let test = TestNode::start();
    let now = Instant::now();
    let slow = Peer::viewer(1, now);
    let mut slow = Caller::join_by_tcp(&test, slow, Direction::View, "slow").await;
    let well = Peer::viewer(2, now);
    let mut well = Caller::join(&test, well, Direction::View, "well").await;
    let phone = Peer::publisher(Codec::Vp8, 0, now);
    let mut phone = Caller::join(&test, phone, Direction::Publish, "phone").await;
    run(
        &mut [&mut phone, &mut well, &mut slow],
        Duration::from_secs(1),
    )
    .await;
    assert!(slow.frames() > 5);
    let (sent, shown) = (phone.frames(), well.frames());
    run(&mut [&mut phone, &mut well], Duration::from_secs(6)).await;
    let (sent, shown) = (phone.frames() - sent, well.frames() - shown);
    assert!(shown + 3 >= sent, "{shown} of {sent}");
    assert!(test.node.metrics().datagrams_dropped > 0);

    let before = slow.frames();
    run(
        &mut [&mut phone, &mut well, &mut slow],
        Duration::from_secs(2),
    )
    .await;
    assert!(slow.frames() > before + 20, "the picture comes back");
    test.node.stop().await;
}

#[tokio::test]
async fn a_node_for_udp_alone_neither_offers_tcp_nor_opens_it() {
    let test = TestNode::start_with(|config| config.tcp = false);
    let token = test.token(Direction::Publish, "phone");
    let offer = Peer::publisher(Codec::Vp8, 0, Instant::now()).offer;
    let answer = text(test.post("whip", &token, &offer).await).await;
    assert!(
        answer.contains(" udp ") && !answer.contains(" tcp "),
        "{answer}"
    );
    for address in test.node.addresses() {
        let refused = TcpStream::connect(address).unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    }
    test.node.stop().await;
}

fn allow_many_files() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit).unwrap();
}

fn connect(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).unwrap()
}

fn assert_closed(stream: &mut TcpStream, within: Duration) {
    stream.set_read_timeout(Some(within)).unwrap();
    match stream.read(&mut [0; 16]) {
        Ok(0) => {}
        Ok(bytes) => panic!("{bytes} bytes came"),
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset),
    }
}

async fn wait_for(condition: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(5);
    while !condition() {
        assert!(Instant::now() < end);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
