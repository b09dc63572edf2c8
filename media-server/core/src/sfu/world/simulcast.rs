//! Rooms whose publisher sends three layers.

use protocol::media::MediaEvent;

use super::World;
use crate::{codec::Codec, scripted::Peer};

const HIGH: u8 = 0;
const MIDDLE: u8 = 1;
const LOW: u8 = 2;

fn publisher(world: &mut World, codec: Codec) -> usize {
    let peer = Peer::simulcast(codec, world.peers.len(), world.now);
    world.join(peer, true, None).unwrap()
}

fn layers(world: &World, viewer: usize) -> &[u8] {
    &world.peers[viewer].screen().layers
}

fn send(world: &mut World, publisher: usize, layer: u8, sends: bool) {
    world.peers[publisher].camera_mut().layers[usize::from(layer)].sends = sends;
}

#[test]
fn a_viewer_sees_the_best_of_three_layers() {
    for codec in [Codec::Vp8, Codec::H264] {
        let mut world = World::new();
        publisher(&mut world, codec);
        world.run_ms(300);
        let viewer = world.viewer();
        world.run_ms(3000);
        let screen = world.peers[viewer].screen();
        assert_eq!(screen.layers.last(), Some(&HIGH), "{codec:?}");
        let began = &screen.began_with_key_frame;
        assert!(
            began.iter().all(|began| *began),
            "{codec:?} {:?} {began:?}",
            screen.layers
        );
        assert!(screen.complete.len() > 70, "{}", screen.complete.len());
        let firsts = world.events.iter();
        let firsts = firsts.filter(|event| matches!(event, MediaEvent::FirstFrame { .. }));
        assert_eq!(firsts.count(), 1, "one first frame, not one per layer");
    }
}

#[test]
fn losses_of_every_layer_are_repaired() {
    let mut world = World::new();
    let (publisher, viewer) = (publisher(&mut world, Codec::Vp8), world.viewer());
    world.run_ms(2000);
    world.loss_percent = 5;
    let (sent, shown) = progress(&world, publisher, viewer);
    world.run_ms(8000);
    world.loss_percent = 0;
    world.run_ms(500);
    let (sent, shown) = {
        let (now_sent, now_shown) = progress(&world, publisher, viewer);
        (now_sent - sent, now_shown - shown)
    };
    assert!(shown * 100 >= sent * 98, "{shown} of {sent}");
    assert!(world.peers[publisher].camera().nacks > 50);
}

#[test]
fn a_layer_that_stops_is_replaced_within_half_a_second() {
    let mut world = World::new();
    let (publisher, viewer) = (publisher(&mut world, Codec::Vp8), world.viewer());
    world.run_ms(3000);
    assert_eq!(layers(&world, viewer).last(), Some(&HIGH));
    send(&mut world, publisher, HIGH, false);
    let (_, before) = progress(&world, publisher, viewer);
    world.run_ms(600);
    assert_eq!(layers(&world, viewer).last(), Some(&MIDDLE));
    let (_, shown) = progress(&world, publisher, viewer);
    assert!(shown > before, "pictures again within 600 ms");
    send(&mut world, publisher, MIDDLE, false);
    world.run_ms(600);
    assert_eq!(layers(&world, viewer).last(), Some(&LOW));
    send(&mut world, publisher, HIGH, true);
    world.run_ms(4000);
    assert_eq!(layers(&world, viewer).last(), Some(&HIGH));
}

/// Frames filmed, frames seen whole.
fn progress(world: &World, publisher: usize, viewer: usize) -> (usize, usize) {
    let filmed = world.peers[publisher].camera().frames;
    (filmed as usize, world.peers[viewer].screen().complete.len())
}
