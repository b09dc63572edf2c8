//! Rooms whose legs lose packets and are far away.

use std::time::Duration;

use super::World;
use crate::{codec::Codec, scripted::Peer};

const FAR: Duration = Duration::from_millis(40);

/// A publisher and a viewer who have seen two seconds without loss.
fn settled() -> (World, usize, usize) {
    let mut world = World::new();
    world.delay = FAR;
    let (publisher, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    world.run_ms(4000);
    (world, publisher, viewer)
}

#[test]
fn a_probe_is_filled_with_packets_sent_before_and_lets_a_viewer_climb() {
    let mut world = World::new();
    world.delay = FAR;
    let camera = Peer::simulcast(Codec::Vp8, 0, world.now);
    world.join(camera, true, None).unwrap();
    world.run_ms(2000);
    let viewer = world.viewer();
    world.run_ms(4000);
    let screen = world.peers[viewer].screen();
    let (repairs, layers) = (screen.repairs, screen.layers.clone());
    assert!((1..200).contains(&repairs), "{repairs}");
    assert_eq!(layers.last(), Some(&0), "the best one: {layers:?}");
    world.run_ms(20_000);
    let screen = world.peers[viewer].screen();
    assert_eq!(screen.layers, layers, "and stays there");
    assert_eq!(screen.repairs, repairs, "nothing is left to try");
}

#[test]
fn a_player_waits_only_where_packets_are_lost() {
    let (mut world, _, viewer) = settled();
    world.run_ms(10_000);
    let asked = |world: &World| world.peers[viewer].screen().feedback.playout_ms.clone();
    assert_eq!(asked(&world), [0; 0]);
    world.loss_percent = 10;
    world.run_ms(5000);
    let risen = *asked(&world).iter().max().unwrap();
    assert!((300..=800).contains(&risen), "{risen} ms");
    world.loss_percent = 0;
    world.run_ms(120_000);
    assert_eq!(asked(&world).last(), Some(&0));
}

#[test]
fn a_packet_that_is_asked_for_twice_goes_once() {
    let (mut world, _, viewer) = settled();
    world.run_ms(10_000);
    let before = world.peers[viewer].screen().repairs;
    let indexes = &world.peers[viewer].screen().indexes;
    let last: Vec<u16> = indexes.iter().rev().take(3).rev().copied().collect();
    for _ in 0..4 {
        world.peers[viewer].ask_again(&last);
        world.run_ms(10);
    }
    world.run_ms(500);
    assert_eq!(world.peers[viewer].screen().repairs, before + 3);
}

#[test]
fn where_repairs_are_lost_too_each_goes_twice() {
    let (mut world, _, viewer) = settled();
    world.loss_percent = 10;
    world.run_ms(5000);
    world.loss_percent = 0;
    world.run_ms(500);
    let before = world.peers[viewer].screen().repairs;
    let indexes = &world.peers[viewer].screen().indexes;
    let last: Vec<u16> = indexes.iter().rev().take(3).rev().copied().collect();
    world.peers[viewer].ask_again(&last);
    world.run_ms(500);
    assert_eq!(world.peers[viewer].screen().repairs, before + 6);
}
