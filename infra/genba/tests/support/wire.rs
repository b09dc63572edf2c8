//! A phone or a console at the real media node: offers over HTTPS, media over UDP, and a count of
//! every datagram that the node sends.

use std::{
    net::{SocketAddr, UdpSocket},
    time::{Duration, Instant},
};

use hyper::{Response, body::Bytes};
use media_core::scripted::{Peer, Role};

use super::Server;

pub struct Wire {
    peer: Peer,
    socket: UdpSocket,
    node: SocketAddr,
    heard: usize,
}

/// Posts an offer to `/media/whip` or `/media/whep`.
pub async fn offer(server: &Server, kind: &str, token: &str, offer: &str) -> Response<Bytes> {
    let request = server
        .request("POST", &format!("/media/{kind}"))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/sdp");
    server.send(request.body(offer.to_owned()).unwrap()).await
}

impl Wire {
    pub async fn join(server: &Server, kind: &str, token: &str, mut peer: Peer) -> Self {
        let answer = offer(server, kind, token, &peer.offer).await;
        assert_eq!(answer.status(), 201);
        let answer = String::from_utf8(answer.into_body().to_vec()).unwrap();
        peer.take_answer(&answer, Instant::now());
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_nonblocking(true).unwrap();
        Self {
            peer,
            socket,
            node: candidate(&answer),
            heard: 0,
        }
    }

    /// Frames filmed or shown so far.
    pub fn frames(&self) -> usize {
        match &self.peer.role {
            Role::Viewer(screen) => screen.complete.len(),
            Role::Publisher(camera) => camera.frames as usize,
        }
    }

    /// Datagrams of the node that came so far.
    pub fn heard(&self) -> usize {
        self.heard
    }

    fn turn(&mut self) {
        let (now, mut buffer) = (Instant::now(), [0; 2_048]);
        while let Ok((bytes, from)) = self.socket.recv_from(&mut buffer) {
            assert_eq!(from, self.node);
            self.heard += 1;
            self.peer.receive(&buffer[..bytes], now);
        }
        self.peer.advance(now);
        for datagram in std::mem::take(&mut self.peer.outgoing) {
            // A closed port says so to whoever sends on; a phone would not mind.
            let _ = self.socket.send_to(&datagram, self.node);
        }
    }
}

/// Lets all of them send and hear for a while.
pub async fn run(wires: &mut [&mut Wire], span: Duration) {
    let end = Instant::now() + span;
    while Instant::now() < end {
        wires.iter_mut().for_each(|wire| wire.turn());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

fn candidate(answer: &str) -> SocketAddr {
    let mut candidates = answer
        .lines()
        .filter_map(|line| line.strip_prefix("a=candidate:"))
        .map(|line| line.split(' ').collect::<Vec<_>>());
    let udp = candidates.find(|fields| fields[2] == "udp").unwrap();
    format!("{}:{}", udp[4], udp[5]).parse().unwrap()
}
