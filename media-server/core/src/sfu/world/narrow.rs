//! Viewers behind ways that carry little.

use std::time::{Duration, Instant};

use super::{World, simulcast::HIGH};
use crate::{codec::Codec, scripted::Peer};

/// A rate and the queue before it.
pub struct Way {
    rate_bps: u64,
    queue: Duration,
    free: Instant,
}

impl Way {
    /// When a datagram is through; `None` where the queue is full.
    pub fn pass(&mut self, bytes: usize, now: Instant) -> Option<Instant> {
        let free = self.free.max(now);
        if free - now > self.queue {
            return None;
        }
        let takes_us = bytes as u64 * 8_000_000 / self.rate_bps;
        self.free = free + Duration::from_micros(takes_us);
        Some(self.free)
    }
}

impl World {
    fn narrow(&mut self, viewer: usize, rate_bps: u64) {
        let way = Way {
            rate_bps,
            queue: Duration::from_millis(300),
            free: self.now,
        };
        self.narrow.insert(self.peers[viewer].path.remote, way);
    }
}

/// A viewer of three layers, settled behind 10 Mbit/s.
fn settled() -> (World, usize) {
    let mut world = World::new();
    world.delay = Duration::from_millis(20);
    let camera = Peer::simulcast(Codec::Vp8, 0, world.now);
    world.join(camera, true, None).unwrap();
    world.run_ms(2000);
    let viewer = world.viewer();
    world.narrow(viewer, 10_000_000);
    world.run_ms(8000);
    assert_eq!(shown(&world, viewer), Some(&HIGH));
    (world, viewer)
}

fn shown(world: &World, viewer: usize) -> Option<&u8> {
    world.peers[viewer].screen().layers.last()
}

/// Longest time without a new picture since then.
pub fn longest_gap(world: &World, viewer: usize, since: Instant) -> Duration {
    let times = &world.peers[viewer].screen().player.times;
    let seen = times.iter().copied().filter(|at| *at >= since);
    let edges: Vec<_> = [since].into_iter().chain(seen).chain([world.now]).collect();
    let gaps = edges.windows(2).map(|pair| pair[1] - pair[0]);
    gaps.max().unwrap()
}

#[test]
fn a_path_that_becomes_narrow_soon_carries_a_small_picture() {
    let (mut world, viewer) = settled();
    world.narrow(viewer, 500_000);
    let cut = world.now;
    world.run_ms(2000);
    let gap = longest_gap(&world, viewer, cut);
    assert!(gap < Duration::from_millis(800), "{gap:?}");
    assert_ne!(shown(&world, viewer), Some(&HIGH));
    let since = world.now;
    world.run_ms(18_000);
    let gap = longest_gap(&world, viewer, since);
    assert!(gap < Duration::from_millis(150), "{gap:?}");
}

#[test]
fn a_path_that_is_wide_again_soon_carries_the_best_picture() {
    for narrow_s in [5, 20, 60] {
        let (mut world, viewer) = settled();
        world.narrow(viewer, 500_000);
        world.run_ms(narrow_s * 1000);
        assert_ne!(shown(&world, viewer), Some(&HIGH));
        world.narrow(viewer, 10_000_000);
        world.run_ms(9000);
        assert_eq!(shown(&world, viewer), Some(&HIGH), "after {narrow_s} s");
    }
}

#[test]
fn three_packets_lost_in_ten_on_a_narrow_path_leave_a_moving_picture() {
    for seed in 0..6 {
        let (mut world, viewer) = settled();
        world.state += seed * 1000;
        world.delay = Duration::from_millis(100);
        world.narrow(viewer, 300_000);
        for layer in &mut world.peers[0].camera_mut().layers {
            layer.set_key_parts(20);
        }
        world.loses_only = Some(world.peers[viewer].path.remote);
        world.loss_percent = 30;
        world.run_ms(5000);
        let before = world.peers[viewer].screen().player.times.len();
        world.run_ms(60_000);
        let frames = world.peers[viewer].screen().player.times.len() - before;
        assert!(frames > 10 * 60, "seed {seed}: {frames}");
    }
}
