use std::time::{Duration, Instant};

use super::{super::RtcDtlsClient, *};

/// A server behind its guard and a client, joined by a link that a test may harm.
struct World {
    guard: HandshakeGuard,
    client: RtcDtlsClient,
    now: Instant,
    server_keys: bool,
    server_closed: bool,
}

impl World {
    fn new(client_certificate_fits: bool) -> Self {
        let (server, client) = (Identity::generate().unwrap(), Identity::generate().unwrap());
        let expected = if client_certificate_fits {
            client.fingerprint()
        } else {
            server.fingerprint()
        };
        let now = crate::test_clock::start();
        Self {
            guard: HandshakeGuard::new(server.clone(), expected),
            client: RtcDtlsClient::new(&client, server.fingerprint(), Profile::Aes128Gcm, now),
            now,
            server_keys: false,
            server_closed: false,
        }
    }

    /// One step of 10 ms; `lose` decides for each datagram, `true` for those to the server.
    fn step(&mut self, mut lose: impl FnMut(bool) -> bool) {
        self.now += Duration::from_millis(10);
        self.client.handle_timeout(self.now);
        self.guard.handle_timeout(self.now);
        while let Some(datagram) = self.client.poll_transmit() {
            if !lose(true) {
                self.guard.handle_datagram(&datagram, self.now);
            }
        }
        while let Some(datagram) = self.guard.poll_transmit() {
            if !lose(false) {
                self.client.handle_datagram(&datagram, self.now);
            }
        }
        while let Some(event) = self.guard.poll_event() {
            match event {
                DtlsEvent::Connected(_) => self.server_keys = true,
                DtlsEvent::Closed => self.server_closed = true,
            }
        }
    }

    fn run(&mut self, steps: usize, mut lose: impl FnMut(bool) -> bool) -> bool {
        for _ in 0..steps {
            self.step(&mut lose);
        }
        self.server_keys && self.client.keys.is_some()
    }
}

#[test]
fn a_clean_handshake_gives_both_sides_keys() {
    let mut world = World::new(true);
    assert!(world.run(20, |_| false));
    assert!(!world.server_closed);
}

#[test]
fn a_certificate_that_the_offer_did_not_name_is_refused() {
    let mut world = World::new(false);
    assert!(!world.run(100, |_| false));
    assert!(world.server_closed && !world.server_keys);
}

#[test]
fn handshakes_survive_a_fifth_of_all_datagrams_lost() {
    let mut state = 42_u64;
    let failed = (0..30)
        .filter(|_| {
            let mut world = World::new(true);
            !world.run(1500, |_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                (state >> 33) % 100 < 20
            })
        })
        .count();
    assert_eq!(failed, 0);
}

#[test]
fn the_lost_last_flight_is_repeated_when_the_client_asks() {
    let mut world = World::new(true);
    let mut answers = 0;
    assert!(world.run(100, |to_server| {
        answers += usize::from(!to_server);
        // The client's third answer is the server's last flight.
        !to_server && world_last_flight(answers)
    }));
}

fn world_last_flight(answer: usize) -> bool {
    (3..=4).contains(&answer)
}

#[test]
fn plaintext_alerts_and_foreign_hellos_do_no_harm() {
    let mut world = World::new(true);
    let alert = [21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40];
    let data = [23, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 10, 0, 1, 1];
    let mut hello = vec![22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 11, 0, 12 + 56];
    hello.extend_from_slice(&[1, 0, 0, 56, 0, 1, 0, 0, 0, 0, 0, 56, 0xfe, 0xfd]);
    hello.extend_from_slice(&[3; 32]);
    hello.extend_from_slice(&[0, 20]);
    hello.extend_from_slice(&[7; 20]);
    for _ in 0..30 {
        for injected in [&alert[..], &data, &hello, &[22, 0xfe], &[]] {
            world.guard.handle_datagram(injected, world.now);
        }
        world.step(|_| false);
    }
    assert!(world.server_keys && !world.server_closed);
}

#[test]
fn a_flood_of_fragments_uses_up_the_peers_budget() {
    let mut world = World::new(true);
    let mut fragment = vec![22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 4, 12];
    fragment.extend_from_slice(&[11, 0xff, 0xff, 0xff, 0, 9, 0, 0, 0, 0, 4, 0]);
    fragment.resize(13 + 12 + 1024, 0);
    world.run(2, |_| false);
    for _ in 0..10_000 {
        world.guard.handle_datagram(&fragment, world.now);
    }
    assert!(world.guard.handshake_bytes > limits::HANDSHAKE_BYTES_MAX);
    assert!(
        !world.run(100, |_| false),
        "who floods is not served any more"
    );
}

#[test]
fn goodbyes_are_heard_on_both_sides() {
    let mut world = World::new(true);
    assert!(world.run(20, |_| false));
    world.client.close(world.now);
    world.step(|_| false);
    assert!(world.server_closed);

    let mut world = World::new(true);
    assert!(world.run(20, |_| false));
    world.guard.close(world.now);
    world.step(|_| false);
    assert!(world.client.closed);
}

#[test]
fn an_unanswered_flight_is_repeated_with_growing_pauses_and_not_for_ever() {
    let mut world = World::new(true);
    world.step(|_| false);
    let mut repeats_ms = Vec::new();
    for step_ms in (10..200_000).step_by(10) {
        world
            .guard
            .handle_timeout(world.now + Duration::from_millis(step_ms));
        if std::iter::from_fn(|| world.guard.poll_transmit()).count() > 0 {
            repeats_ms.push(step_ms);
        }
    }
    assert_eq!(repeats_ms[..5], [100, 300, 700, 1500, 3100]);
    assert_eq!(repeats_ms.len(), limits::FLIGHT_REPEATS_MAX as usize);
}
