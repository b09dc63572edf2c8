//! Rooms whose publisher sends three layers.

use std::time::Duration;

use protocol::media::MediaEvent;

use super::{World, narrow::longest_gap, tests::assert_one_line};
use crate::{
    codec::Codec,
    scripted::{Peer, session},
};

pub const HIGH: u8 = 0;
const MIDDLE: u8 = 1;
const LOW: u8 = 2;

/// What carries one of the layers and not the next.
const LOW_BPS: u32 = 300_000;
const MIDDLE_BPS: u32 = 1_000_000;
const HIGH_BPS: u32 = 5_000_000;

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

#[test]
fn a_layer_that_stops_under_loss_leaves_a_short_gap() {
    for loss_percent in [0, 10] {
        let mut world = World::new();
        world.delay = Duration::from_millis(40);
        let (publisher, viewer) = (publisher(&mut world, Codec::Vp8), world.viewer());
        world.run_ms(5000);
        world.loss_percent = loss_percent;
        world.run_ms(3000);
        assert_eq!(layers(&world, viewer).last(), Some(&HIGH));
        send(&mut world, publisher, HIGH, false);
        let stopped = world.now;
        world.run_ms(1500);
        assert_eq!(layers(&world, viewer).last(), Some(&MIDDLE));
        let gap = longest_gap(&world, viewer, stopped);
        assert!(
            gap < Duration::from_millis(350),
            "{loss_percent} %: {gap:?}"
        );
    }
}

#[test]
fn a_change_of_layer_is_one_line_for_the_viewer() {
    for codec in [Codec::Vp8, Codec::H264] {
        let mut world = World::new();
        publisher(&mut world, codec);
        let viewer = world.viewer();
        for believed_bps in [HIGH_BPS, LOW_BPS, MIDDLE_BPS, HIGH_BPS, LOW_BPS, HIGH_BPS] {
            believe(&mut world, viewer, believed_bps);
            // A climb waits longer after one that failed.
            world.run_ms(8000);
        }
        let screen = world.peers[viewer].screen();
        let changes = [HIGH, LOW, MIDDLE, HIGH, LOW, HIGH];
        assert!(screen.layers.ends_with(&changes), "{:?}", screen.layers);
        let began = screen.began_with_key_frame.iter();
        assert!(began.skip(1).all(|began| *began), "only at key frames");
        assert_one_line(&world, viewer);
        assert_one_picture_line(&world, viewer);
    }
}

/// Timestamps advance by one frame's time, picture ids by one.
fn assert_one_picture_line(world: &World, viewer: usize) {
    let screen = world.peers[viewer].screen();
    let times: Vec<u32> = screen.complete.iter().copied().collect();
    for pair in times.windows(2) {
        let ticks = pair[1].wrapping_sub(pair[0]);
        // Where two layers show one moment, the second follows at once.
        assert!((1..=2 * 2970).contains(&ticks), "{ticks} ticks");
    }
    let ids: Vec<u16> = screen.pictures.values().copied().collect();
    let steps = ids
        .windows(2)
        .map(|pair| pair[1].wrapping_sub(pair[0]) & 0x7fff);
    assert!(steps.into_iter().all(|step| step == 1), "{ids:?}");
}

#[test]
fn each_viewer_has_its_own_layer() {
    let mut world = World::new();
    publisher(&mut world, Codec::Vp8);
    let (narrow, wide) = (world.viewer(), world.viewer());
    believe(&mut world, narrow, LOW_BPS);
    world.run_ms(3000);
    assert_eq!(layers(&world, narrow).last(), Some(&LOW));
    assert_eq!(layers(&world, wide).last(), Some(&HIGH));
    assert!(world.peers[narrow].screen().complete.len() > 60);
}

#[test]
fn key_frames_are_asked_of_the_layer_that_needs_them() {
    let mut world = World::new();
    let publisher = publisher(&mut world, Codec::Vp8);
    // Too much for whoever has just come.
    world.peers[publisher].camera_mut().layers[usize::from(MIDDLE)].set_parts(4);
    let narrow = world.viewer();
    believe(&mut world, narrow, LOW_BPS);
    world.run_ms(3000);
    let asked = |world: &World| {
        let camera = world.peers[publisher].camera();
        [HIGH, MIDDLE, LOW].map(|layer| camera.layers[usize::from(layer)].key_requests)
    };
    let before = asked(&world);
    for _ in 0..10 {
        let viewer = world.viewer();
        believe(&mut world, viewer, LOW_BPS);
        world.run_ms(20);
    }
    world.run_ms(1500);
    let after = asked(&world);
    assert_eq!((after[0], after[1]), (before[0], before[1]));
    assert!(
        (1..=2).contains(&(after[2] - before[2])),
        "{before:?} {after:?}"
    );
}

#[test]
fn statistics_tell_the_layers_and_who_sees_which() {
    let mut world = World::new();
    publisher(&mut world, Codec::Vp8);
    let (narrow, wide) = (world.viewer(), world.viewer());
    believe(&mut world, narrow, LOW_BPS);
    world.run_ms(4500);
    let statistics = world.events.iter().rev().find_map(|event| match event {
        MediaEvent::Statistics { layers, views, .. } => Some((layers, views)),
        _ => None,
    });
    let (layers, views) = statistics.unwrap();
    let sizes: Vec<_> = layers
        .iter()
        .map(|layer| (layer.width, layer.height))
        .collect();
    assert_eq!(sizes, [(320, 180), (640, 360), (1280, 720)]);
    let camera = world.peers[0].camera();
    for (layer, sent) in layers.iter().zip(camera.layers.iter().rev()) {
        let (measured, sent) = (u64::from(layer.bit_rate_bps), sent.bit_rate_bps());
        assert!(
            measured * 10 > sent * 9 && measured * 9 < sent * 10,
            "{layer:?} {sent}"
        );
        assert!((28.0..=32.0).contains(&layer.frames_per_s), "{layer:?}");
    }
    let seen: Vec<_> = views
        .iter()
        .map(|view| (view.session, view.layer))
        .collect();
    assert_eq!(seen, [(session(narrow), Some(0)), (session(wide), Some(2))]);
}

/// A viewer that says what its path carries, from now on.
fn believe(world: &mut World, viewer: usize, believed_bps: u32) {
    world.peers[viewer].screen_mut().feedback.believed_bps = Some(believed_bps);
}

/// Frames filmed, frames seen whole.
fn progress(world: &World, publisher: usize, viewer: usize) -> (usize, usize) {
    let filmed = world.peers[publisher].camera().frames;
    (filmed as usize, world.peers[viewer].screen().complete.len())
}
