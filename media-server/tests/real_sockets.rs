//! Scripted peers over real UDP sockets, through threads, routes and outbox.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use std::{
    net::{SocketAddr, UdpSocket},
    time::{Duration, Instant},
};

use http::{StatusCode, header};
use media_core::{
    Codec,
    scripted::{Peer, Role},
};
use protocol::media::{Direction, EndCause, MediaEvent, MediaOrder};
use support::{TestNode, text};

/// A scripted peer on a socket of its own.
struct Caller {
    peer: Peer,
    socket: UdpSocket,
    server: SocketAddr,
    location: String,
}

impl Caller {
    async fn join(test: &TestNode, mut peer: Peer, direction: Direction, subject: &str) -> Self {
        let kind = if direction == Direction::Publish {
            "whip"
        } else {
            "whep"
        };
        let token = test.token(direction, subject);
        let response = test.post(kind, &token, &peer.offer).await;
        assert_eq!(response.status(), StatusCode::CREATED);
        let location = response.headers()[header::LOCATION]
            .to_str()
            .unwrap()
            .to_owned();
        let answer = text(response).await;
        let candidate = answer
            .lines()
            .find(|line| line.starts_with("a=candidate:"))
            .unwrap();
        let fields: Vec<&str> = candidate.split(' ').collect();
        let server = format!("{}:{}", fields[4], fields[5]).parse().unwrap();
        peer.take_answer(&answer, Instant::now());
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_nonblocking(true).unwrap();
        Self {
            peer,
            socket,
            server,
            location,
        }
    }

    fn turn(&mut self) {
        let now = Instant::now();
        let mut buffer = [0; 2000];
        while let Ok((bytes, from)) = self.socket.recv_from(&mut buffer) {
            assert_eq!(from, self.server);
            self.peer.receive(&buffer[..bytes], now);
        }
        self.peer.advance(now);
        for datagram in self.peer.outgoing.drain(..) {
            self.socket.send_to(&datagram, self.server).unwrap();
        }
    }

    fn frames(&self) -> usize {
        match &self.peer.role {
            Role::Viewer(screen) => screen.complete.len(),
            Role::Publisher(camera) => camera.frames as usize,
        }
    }
}

async fn run(callers: &mut [&mut Caller], span: Duration) {
    let end = Instant::now() + span;
    while Instant::now() < end {
        callers.iter_mut().for_each(|caller| caller.turn());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

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
