//! A phone changes its network: its old session finds a new address, or a new session comes.

use protocol::media::{EndCause, MediaEvent};

use super::World;
use crate::{
    codec::Codec,
    limits,
    path::Path,
    scripted::{Peer, fixtures, session},
};

const SILENCE_MS: u64 = limits::PATH_SILENCE_TIME.as_millis() as u64;

/// Runs and tells the longest time without a new picture at the viewer.
fn longest_gap_ms(world: &mut World, viewer: usize, span_ms: u64) -> u64 {
    let shown = |world: &World| world.peers[viewer].screen().complete.len();
    let (mut gap_ms, mut longest_ms, mut before) = (0, 0, shown(world));
    for _ in 0..span_ms / 5 {
        world.run_ms(5);
        gap_ms += 5;
        if shown(world) > before {
            before = shown(world);
            gap_ms = 0;
        }
        longest_ms = gap_ms.max(longest_ms);
    }
    longest_ms
}

fn ends(world: &mut World) -> Vec<(usize, EndCause)> {
    let number = |found| (0..9).find(|number| session(*number) == found).unwrap();
    let ended = world.changes().into_iter().filter_map(|event| match event {
        MediaEvent::PublishEnded { session, cause, .. }
        | MediaEvent::ViewEnded { session, cause, .. } => Some((number(session), cause)),
        _ => None,
    });
    ended.collect()
}

fn assert_one_line(world: &World, viewer: usize) {
    let indexes: Vec<u16> = world.peers[viewer]
        .screen()
        .indexes
        .iter()
        .copied()
        .collect();
    assert!(indexes.windows(2).all(|pair| pair[1] == pair[0] + 1));
}

#[test]
fn a_phone_whose_address_changes_unsaid_is_followed_by_its_media() {
    let mut world = World::new();
    let (phone, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    world.run_ms(1000);
    world.peers[phone].nominates = false;
    let now = world.now;
    world.peers[phone].move_to(40_000, now);
    let gap_ms = longest_gap_ms(&mut world, viewer, SILENCE_MS + 50);
    assert!(gap_ms <= 70, "{gap_ms} ms");
    assert_eq!(world.sfu.counters().moves, 1);
    let heard = world.peers[phone].camera().transport_feedback;
    world.run_ms(500);
    assert!(world.peers[phone].camera().transport_feedback > heard + 4);
    assert_one_line(&world, viewer);
}

#[test]
fn after_a_silence_the_first_check_from_a_new_address_is_enough() {
    let mut world = World::new();
    let (phone, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    world.run_ms(1000);
    world.peers[phone].alive = false;
    world.run_ms(SILENCE_MS + 50);
    let now = world.now;
    let peer = &mut world.peers[phone];
    (peer.alive, peer.nominates, peer.sends) = (true, false, false);
    peer.move_to(40_000, now);
    world.run_ms(10);
    assert_eq!(world.sfu.counters().moves, 1);
    world.peers[phone].sends = true;
    assert!(longest_gap_ms(&mut world, viewer, 500) <= 70);
}

#[test]
fn after_a_closed_connection_the_next_address_is_good_at_once() {
    let mut world = World::new();
    let (_, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    let udp = world.peers[viewer].path;
    let tcp = Path::tcp(7, udp.remote);
    world.peers[viewer].path = tcp;
    world.run_ms(1000);
    world.sfu.handle_closed(tcp);
    // What it still has to say is lost, so that nothing but a check can tell the new path.
    (world.loses_only, world.loss_percent) = (Some(tcp.remote), 100);
    world.run_ms(100);
    world.loss_percent = 0;
    let now = world.now;
    world.peers[viewer].path = udp;
    world.peers[viewer].move_to(40_000, now);
    let gap_ms = longest_gap_ms(&mut world, viewer, 1000);
    assert!(gap_ms <= 70, "{gap_ms} ms");
}

#[test]
fn a_publisher_is_waited_for_and_sent_nothing_without_consent() {
    let ms = |time: std::time::Duration| u64::try_from(time.as_millis()).unwrap();
    let mut world = World::new();
    let (phone, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    world.run_ms(1000);
    // What still goes to the old address finds nobody there.
    let leave = |world: &mut World, port| {
        let (now, old) = (world.now, world.peers[phone].path.peer());
        world.peers[phone].move_to(port, now);
        world.peers[phone].alive = false;
        old
    };
    let sent = |world: &mut World, old| {
        let strays = std::mem::take(&mut world.strays);
        strays.iter().filter(|path| path.peer() == old).count()
    };
    let old = leave(&mut world, 40_000);
    world.run_ms(ms(limits::CONSENT_TIME) - 1000);
    world.strays.clear();
    // Whoever comes wants a key frame, for which the phone is asked again and again.
    let early = world.viewer();
    world.run_ms(800);
    // Nobody asks anew, so that the next request is due when consent has ended.
    let set_alive = |world: &mut World, alive| {
        for viewer in [viewer, early] {
            world.peers[viewer].alive = alive;
        }
    };
    set_alive(&mut world, false);
    world.run_ms(200);
    assert!(sent(&mut world, old) > 0);
    world.run_ms(1000);
    assert_eq!(sent(&mut world, old), 0, "what was due before");
    set_alive(&mut world, true);
    let late = world.viewer();
    world.run_ms(60_000);
    assert_eq!(sent(&mut world, old), 0);
    let key = world.sfu.by_id[&session(phone)];
    let waiting = world.sfu.sessions.get(key).unwrap();
    let wakes = waiting.poll_timeout(world.now);
    assert_eq!(wakes, waiting.over_at(), "woken to do nothing");
    world.peers[phone].alive = true;
    let before = world.peers[viewer].screen().complete.len();
    world.run_ms(150);
    assert!(world.peers[viewer].screen().complete.len() > before);
    let begun = [early, late].map(|viewer| !world.peers[viewer].screen().complete.is_empty());
    assert_eq!(begun, [true, true]);
    assert_eq!(ends(&mut world), []);
    let old = leave(&mut world, 40_001);
    world.run_ms(ms(limits::CONSENT_TIME));
    world.strays.clear();
    world.run_ms(ms(limits::PUBLISHER_SILENCE_TIME_MAX - limits::CONSENT_TIME) + 100);
    assert_eq!(ends(&mut world), [(phone, EndCause::TimedOut)]);
    assert_eq!(sent(&mut world, old), 0, "no goodbye either");
}

#[test]
fn a_second_address_that_is_only_kept_alive_moves_nothing() {
    let mut world = World::new();
    let phone = world.publisher(Codec::Vp8);
    world.run_ms(1000);
    let (now, home) = (world.now, world.peers[phone].path.remote.port());
    world.peers[phone].nominates = false;
    for port in [40_000, home, 40_000, home] {
        let now = world.now.max(now);
        world.peers[phone].sends = port == home;
        world.peers[phone].move_to(port, now);
        world.run_ms(300);
    }
    assert_eq!(world.sfu.counters().moves, 0);
}

#[test]
fn a_new_session_takes_over_with_its_first_picture_and_without_a_gap() {
    let mut world = World::new();
    let (old, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    world.run_ms(1000);
    let peer = Peer::publisher(Codec::Vp8, 2, world.now);
    let new = world.join(peer, true, None).unwrap();
    world.peers[new].sends = false;
    assert!(longest_gap_ms(&mut world, viewer, 1000) <= 70);
    assert!(world.peers[new].is_connected());
    assert_eq!(ends(&mut world), [], "connected is not enough");
    world.peers[new].sends = true;
    let gap_ms = longest_gap_ms(&mut world, viewer, 1000);
    assert!(gap_ms <= 70, "{gap_ms} ms");
    assert_eq!(ends(&mut world), [(old, EndCause::Replaced)]);
    assert_one_line(&world, viewer);
}

#[test]
fn what_the_old_session_still_sends_does_no_harm() {
    let mut world = World::new();
    let (old, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    world.run_ms(1000);
    let new = world.publisher(Codec::Vp8);
    world.run_ms(500);
    assert_eq!(ends(&mut world), [(old, EndCause::Replaced)]);
    let (sent, unknown) = (
        world.peers[new].camera().frames,
        world.sfu.counters().datagrams_unknown,
    );
    let shown = world.peers[viewer].screen().complete.len();
    world.run_ms(1000);
    assert!(world.peers[old].camera().frames > 50, "it goes on sending");
    assert!(world.sfu.counters().datagrams_unknown > unknown + 100);
    let sent = world.peers[new].camera().frames - sent;
    let shown = world.peers[viewer].screen().complete.len() - shown;
    assert!(
        shown as u32 + 1 >= sent && shown as u32 <= sent + 1,
        "{shown} of {sent}"
    );
    assert_one_line(&world, viewer);
}

#[test]
fn when_an_address_and_a_session_race_one_publisher_is_left() {
    for new_first in [true, false] {
        let mut world = World::new();
        let (old, viewer) = (world.publisher(Codec::Vp8), world.viewer());
        world.run_ms(1000);
        world.peers[old].alive = false;
        world.run_ms(1000);
        let back = |world: &mut World| {
            let now = world.now;
            world.peers[old].alive = true;
            world.peers[old].move_to(40_000, now);
        };
        if !new_first {
            back(&mut world);
        }
        let peer = Peer::publisher(Codec::Vp8, 2, world.now);
        let new = world.join(peer, true, None).unwrap();
        if new_first {
            back(&mut world);
        }
        let gap_ms = longest_gap_ms(&mut world, viewer, 2000);
        assert!(gap_ms <= 100, "{gap_ms} ms");
        assert_eq!(ends(&mut world), [(old, EndCause::Replaced)]);
        assert_eq!(world.sfu.counters().sessions, 2);
        assert!(world.peers[new].is_connected());
        assert_one_line(&world, viewer);
    }
}

#[test]
fn when_the_old_session_comes_back_the_new_one_may_go_unused() {
    let mut world = World::new();
    let (old, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    world.run_ms(1000);
    let peer = Peer::publisher(Codec::Vp8, 2, world.now);
    let new = world.join(peer, true, None).unwrap();
    world.peers[new].sends = false;
    world.run_ms(500);
    let now = world.now;
    world.peers[old].move_to(40_000, now);
    world.peers[new].say_goodbye(now);
    assert!(longest_gap_ms(&mut world, viewer, 1000) <= 70);
    assert_eq!(ends(&mut world), [(new, EndCause::Closed)]);
    assert_eq!(world.sfu.counters().sessions, 2);
}

#[test]
fn a_session_that_waits_follows_when_the_old_one_ends() {
    let mut world = World::new();
    let (old, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    world.run_ms(1000);
    let peer = Peer::publisher(Codec::Vp8, 2, world.now);
    let new = world.join(peer, true, None).unwrap();
    world.peers[new].sends = false;
    world.run_ms(500);
    let now = world.now;
    world.peers[old].say_goodbye(now);
    world.run_ms(100);
    assert_eq!(ends(&mut world), [(old, EndCause::Closed)]);
    let before = world.peers[viewer].screen().complete.len();
    world.peers[new].sends = true;
    world.run_ms(1000);
    assert!(world.peers[viewer].screen().complete.len() > before + 25);
    assert_eq!(ends(&mut world), []);
}

#[test]
fn sound_alone_is_carried_and_never_stalls_a_picture() {
    let mut world = World::new();
    let phone = Peer::publisher_with(&fixtures::audio_whip(), Codec::Opus, 0, world.now);
    let phone = world.join(phone, true, None).unwrap();
    let console = Peer::viewer_with(&fixtures::audio_whep(), 1, world.now);
    let console = world.join(console, false, None).unwrap();
    world.run_ms(3000);
    world.peers[phone].sends = false;
    world.run_ms(4000);
    assert!(world.peers[console].screen().complete.len() > 60);
    let names: Vec<_> = world.changes().iter().map(std::mem::discriminant).collect();
    let (connected, view) = (
        MediaEvent::Connected {
            session: session(0),
            subject: String::new(),
        },
        MediaEvent::ViewStarted {
            session: session(1),
            subject: String::new(),
            viewers: 1,
        },
    );
    let wanted = [&connected, &view].map(std::mem::discriminant);
    assert!(names.len() == 2 && wanted.iter().all(|kind| names.contains(kind)));
}
