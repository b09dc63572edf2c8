//! What media-core itself costs for each packet that it forwards, without sockets: the phone's
//! packet opened, kept, and sealed for every viewer. Frames of six packets of 900 bytes, real keys.
//!
//! `cargo run --release -p media-core --features scripted-peers --example forward`

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a bench")]
#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::time::{Duration, Instant};

use media_core::{Codec, Identity, Joining, Sfu, SfuConfig, scripted::Peer};
use protocol::{id::ReportId, time::UnixMs};

const FRAME: Duration = Duration::from_millis(33);
const FRAMES_BEFORE: u32 = 200;
const FRAMES: u32 = 3000;

struct Bench {
    sfu: Sfu,
    publishers: Vec<Peer>,
    viewers: Vec<Peer>,
    now: Instant,
}

fn main() {
    println!("rooms x viewers  packets  ns/packet  packets/run");
    for (rooms, viewers) in [(1, 5), (1, 20), (10, 5)] {
        let mut bench = Bench::connect(rooms, viewers);
        bench.play(FRAMES_BEFORE);
        let before = bench.sfu.counters().packets_forwarded;
        let (spent, runs) = bench.play(FRAMES);
        let packets = bench.sfu.counters().packets_forwarded - before;
        println!(
            "{rooms:5} x {viewers:<9} {packets:7}  {:9.0}  {:11.2}",
            spent.as_secs_f64() * 1e9 / packets as f64,
            packets as f64 / runs as f64
        );
    }
}

impl Bench {
    fn connect(rooms: usize, viewers: usize) -> Self {
        let now = Instant::now();
        let sfu = Sfu::new(SfuConfig {
            identity: Identity::generate().unwrap(),
            candidates: vec!["127.0.0.1:5000".parse().unwrap()],
            tcp_candidates: Vec::new(),
            seed: [5; 32],
            epoch: now,
        });
        let mut bench = Self {
            sfu,
            publishers: Vec::new(),
            viewers: Vec::new(),
            now,
        };
        for room in 0..rooms {
            for member in 0..=viewers {
                let number = room * (viewers + 1) + member;
                let room = ReportId::new(UnixMs(1), [room as u8; 10]);
                bench.join(number, room, member == 0);
            }
        }
        while !bench.peers().all(Peer::is_connected) {
            bench.now += Duration::from_millis(5);
            bench.turn();
            bench.deliver();
        }
        bench
    }

    fn join(&mut self, number: usize, room: ReportId, publishes: bool) {
        let mut peer = if publishes {
            Peer::publisher(Codec::Vp8, number, self.now)
        } else {
            Peer::viewer(number, self.now)
        };
        let joining = Joining {
            session: peer.session,
            room,
            subject: &peer.subject,
            offer: &peer.offer,
            expires: None,
        };
        let answer = if publishes {
            self.sfu.publish(&joining, self.now)
        } else {
            self.sfu.view(&joining, self.now)
        };
        peer.take_answer(&answer.unwrap(), self.now);
        let peers = if publishes {
            &mut self.publishers
        } else {
            &mut self.viewers
        };
        peers.push(peer);
    }

    /// Plays frames; the time inside media-core, and the runs of datagrams that came out.
    fn play(&mut self, frames: u32) -> (Duration, u64) {
        let (mut spent, mut runs) = (Duration::ZERO, 0);
        for _ in 0..frames {
            self.now += FRAME;
            spent += self.turn();
            let start = Instant::now();
            while let Some(transmit) = self.sfu.poll_transmit() {
                std::hint::black_box(transmit.contents);
                runs += 1;
            }
            spent += start.elapsed();
        }
        (spent, runs)
    }

    /// One turn of a shell; the time inside media-core.
    fn turn(&mut self) -> Duration {
        let now = self.now;
        let mut datagrams: Vec<_> = self
            .publishers
            .iter_mut()
            .chain(&mut self.viewers)
            .flat_map(|peer| {
                peer.advance(now);
                let path = peer.path;
                peer.outgoing
                    .drain(..)
                    .map(move |datagram| (path, datagram))
            })
            .collect();
        let start = Instant::now();
        for (path, datagram) in &mut datagrams {
            self.sfu.handle_datagram(*path, datagram, now);
        }
        self.sfu.handle_timeout(now);
        self.sfu.flush(now);
        start.elapsed()
    }

    fn deliver(&mut self) {
        while let Some(transmit) = self.sfu.poll_transmit() {
            let (path, segment_bytes) = (transmit.path, transmit.segment_bytes);
            let contents = transmit.contents.to_vec();
            let peers = self.publishers.iter_mut().chain(&mut self.viewers);
            for peer in peers.filter(|peer| peer.path.remote == path.remote) {
                for datagram in contents.chunks(segment_bytes) {
                    peer.receive(datagram, self.now);
                }
            }
        }
    }

    fn peers(&self) -> impl Iterator<Item = &Peer> {
        self.publishers.iter().chain(&self.viewers)
    }
}
