//! A scripted peer on a socket of its own.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream, UdpSocket},
    time::{Duration, Instant},
};

use http::{StatusCode, header};
use media_core::{
    framing::{Deframer, write_frame},
    scripted::{Peer, Role},
};
use protocol::media::Direction;

use super::{TestNode, text};

pub struct Caller {
    pub peer: Peer,
    pub location: String,
    pub entity_tag: String,
    /// Every so many datagrams one is lost on the way.
    pub loses_one_in: Option<usize>,
    sent: usize,
    wire: Wire,
    server: SocketAddr,
}

enum Wire {
    Udp(UdpSocket),
    Tcp(TcpStream, Deframer),
}

impl Caller {
    pub async fn join(test: &TestNode, peer: Peer, direction: Direction, subject: &str) -> Self {
        let joined = offer(test, peer, direction, subject).await;
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_nonblocking(true).unwrap();
        joined.by(Wire::Udp(socket), "udp")
    }

    /// By the answer's TCP candidate.
    pub async fn join_by_tcp(
        test: &TestNode,
        peer: Peer,
        direction: Direction,
        subject: &str,
    ) -> Self {
        let joined = offer(test, peer, direction, subject).await;
        let stream = TcpStream::connect(candidate(&joined.answer, "tcp")).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_nonblocking(true).unwrap();
        joined.by(Wire::Tcp(stream, Deframer::default()), "tcp")
    }

    pub fn turn(&mut self) {
        let now = Instant::now();
        self.read(now);
        self.peer.advance(now);
        for datagram in std::mem::take(&mut self.peer.outgoing) {
            self.sent += 1;
            if self
                .loses_one_in
                .is_some_and(|of| self.sent.is_multiple_of(of))
            {
                continue;
            }
            match &mut self.wire {
                Wire::Udp(socket) => {
                    socket.send_to(&datagram, self.server).unwrap();
                }
                Wire::Tcp(stream, _) => {
                    let mut frame = Vec::new();
                    write_frame(&datagram, &mut frame);
                    // A test's frames fit the system's buffer.
                    stream.write_all(&frame).unwrap();
                }
            }
        }
    }

    fn read(&mut self, now: Instant) {
        let mut buffer = vec![0; 65_536];
        match &mut self.wire {
            Wire::Udp(socket) => {
                while let Ok((bytes, from)) = socket.recv_from(&mut buffer) {
                    assert_eq!(from, self.server);
                    self.peer.receive(&buffer[..bytes], now);
                }
            }
            Wire::Tcp(stream, deframer) => loop {
                let bytes = match stream.read(&mut buffer) {
                    Ok(0) => return,
                    Ok(bytes) => bytes,
                    Err(error) => return assert_eq!(error.kind(), ErrorKind::WouldBlock),
                };
                let peer = &mut self.peer;
                deframer
                    .push(&mut buffer[..bytes], |datagram| peer.receive(datagram, now))
                    .unwrap();
            },
        }
    }

    /// Frames filmed or shown.
    pub fn frames(&self) -> usize {
        match &self.peer.role {
            Role::Viewer(screen) => screen.complete.len(),
            Role::Publisher(camera) => camera.frames as usize,
        }
    }
}

/// A peer with its answer, before it has a wire.
struct Joined {
    peer: Peer,
    location: String,
    entity_tag: String,
    answer: String,
}

impl Joined {
    fn by(self, wire: Wire, transport: &str) -> Caller {
        Caller {
            peer: self.peer,
            location: self.location,
            entity_tag: self.entity_tag,
            loses_one_in: None,
            sent: 0,
            wire,
            server: candidate(&self.answer, transport),
        }
    }
}

/// Lets callers run for a while.
pub async fn run(callers: &mut [&mut Caller], span: Duration) {
    let end = Instant::now() + span;
    while Instant::now() < end {
        callers.iter_mut().for_each(|caller| caller.turn());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn offer(test: &TestNode, mut peer: Peer, direction: Direction, subject: &str) -> Joined {
    let kind = match direction {
        Direction::Publish => "whip",
        Direction::View => "whep",
    };
    let token = test.token(direction, subject);
    let response = test.post(kind, &token, &peer.offer).await;
    assert_eq!(response.status(), StatusCode::CREATED);
    let value = |name| response.headers()[name].to_str().unwrap().to_owned();
    let (location, entity_tag) = (value(header::LOCATION), value(header::ETAG));
    let answer = text(response).await;
    peer.take_answer(&answer, Instant::now());
    Joined {
        peer,
        location,
        entity_tag,
        answer,
    }
}

/// The server's address for a transport.
pub fn candidate(answer: &str, transport: &str) -> SocketAddr {
    answer
        .lines()
        .filter_map(|line| line.strip_prefix("a=candidate:"))
        .map(|line| line.split(' ').collect::<Vec<_>>())
        .find(|fields| fields[2] == transport)
        .map(|fields| format!("{}:{}", fields[4], fields[5]).parse().unwrap())
        .unwrap()
}
