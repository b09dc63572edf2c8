use std::time::Duration;

use protocol::media::{EndCause, MediaEvent, MediaOrder};

use super::World;
use crate::{
    codec::Codec,
    limits,
    path::Path,
    refusal::Refusal,
    scripted::{Peer, session},
    sfu::Joining,
    transport::sdp::fixtures,
};

fn ended(number: usize, events: &[MediaEvent]) -> Option<EndCause> {
    events.iter().find_map(|event| match event {
        MediaEvent::PublishEnded {
            session: found,
            cause,
            ..
        }
        | MediaEvent::ViewEnded {
            session: found,
            cause,
            ..
        } if *found == session(number) => Some(*cause),
        _ => None,
    })
}

/// The viewer's numbers make one line without holes.
pub fn assert_one_line(world: &World, viewer: usize) {
    let indexes: Vec<u16> = world.peers[viewer]
        .screen()
        .indexes
        .iter()
        .copied()
        .collect();
    assert!(indexes.len() > 10);
    let holes = indexes
        .windows(2)
        .filter(|pair| pair[1] != pair[0] + 1)
        .count();
    assert_eq!(holes, 0);
}

#[test]
fn a_viewer_sees_the_picture_whoever_comes_first() {
    for codec in [Codec::H264, Codec::Vp8] {
        for viewer_first in [true, false] {
            let mut world = World::new();
            let viewer = if viewer_first {
                Some(world.viewer())
            } else {
                None
            };
            world.run_ms(300);
            let publisher = world.publisher(codec);
            world.run_ms(1000);
            let viewer = viewer.unwrap_or_else(|| world.viewer());
            world.run_ms(1000);
            let screen = world.peers[viewer].screen();
            assert!(screen.complete.len() > 20, "{codec:?} {viewer_first}");
            assert_eq!(screen.codecs, [codec]);
            assert_eq!(screen.began_with_key_frame, [true]);
            assert!(world.peers[publisher].camera().transport_feedback > 10);
            assert_one_line(&world, viewer);
        }
    }
}

#[test]
fn a_caller_whose_picture_stalls_keeps_no_packets_and_goes_on_as_before() {
    let mut world = World::new();
    let (caller, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    world.run_ms(1000);
    assert!(world.sfu.kept_bytes() > 100_000);
    world.peers[caller].sends = false;
    world.run_ms(2500);
    assert_eq!(world.sfu.kept_bytes(), 0);
    world.peers[caller].sends = true;
    let shown = world.peers[viewer].screen().complete.len();
    world.run_ms(1000);
    assert!(world.peers[viewer].screen().complete.len() >= shown + 27);
    assert_one_line(&world, viewer);
}

#[test]
fn the_journal_tells_the_story_in_order() {
    let mut world = World::new();
    world.publisher(Codec::Vp8);
    world.run_ms(500);
    world.viewer();
    world.run_ms(4500);
    let statistics = world
        .events
        .iter()
        .filter(|event| {
            matches!(event, MediaEvent::Statistics { frames_per_s, packets_lost: 0, viewers, .. }
            if *frames_per_s > 25.0 && *viewers == 1)
        })
        .count();
    assert_eq!(statistics, 2);
    let subject = |number| format!("subject {number}");
    assert_eq!(
        world.changes(),
        [
            MediaEvent::Connected {
                session: session(0),
                subject: subject(0)
            },
            MediaEvent::FirstFrame {
                session: session(0),
                codec: "VP8".into()
            },
            MediaEvent::ViewStarted {
                session: session(1),
                subject: subject(1),
                viewers: 1
            },
        ]
    );
}

#[test]
fn frames_go_on_with_a_tenth_of_all_datagrams_lost_both_ways() {
    for codec in [Codec::H264, Codec::Vp8] {
        let mut world = World::new();
        let (publisher, viewer) = (world.publisher(codec), world.viewer());
        world.run_ms(2000);
        world.loss_percent = 10;
        let before = world.peers[publisher].camera().frames;
        let shown_before = world.peers[viewer].screen().complete.len();
        world.run_ms(10_000);
        world.loss_percent = 0;
        world.run_ms(1000);
        let sent = world.peers[publisher].camera().frames - before;
        let screen = world.peers[viewer].screen();
        let shown = screen.complete.len() - shown_before;
        assert!(
            sent > 300 && shown * 100 >= sent as usize * 99,
            "{codec:?}: {shown} of {sent}"
        );
        assert!(world.peers[publisher].camera().nacks > 100);
        assert!(screen.repairs > 100);
    }
}

#[test]
fn a_new_publisher_continues_the_viewers_stream_even_with_another_codec() {
    let mut world = World::new();
    let viewer = world.viewer();
    let first = world.publisher(Codec::H264);
    world.run_ms(1000);
    let seen = world.peers[viewer].screen().complete.len();
    let second = world.publisher(Codec::Vp8);
    world.run_ms(1000);
    let events = world.changes();
    assert_eq!(ended(first, &events), Some(EndCause::Replaced));
    assert_eq!(ended(viewer, &events), None);
    assert!(world.peers[first].said_goodbye_to() && world.peers[second].is_connected());
    let screen = world.peers[viewer].screen();
    assert_eq!(screen.codecs, [Codec::H264, Codec::Vp8]);
    assert_eq!(screen.began_with_key_frame, [true, true]);
    assert!(screen.complete.len() > seen + 20);
    assert_one_line(&world, viewer);
    let times: Vec<u32> = screen.complete.iter().copied().collect();
    let widest = times
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .max()
        .unwrap();
    assert!(widest < 90_000, "timestamps go on: {widest}");
}

#[test]
fn a_publisher_that_never_connects_replaces_nobody() {
    let mut world = World::new();
    let (first, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    world.run_ms(1000);
    let silent = world.publisher(Codec::Vp8);
    world.peers[silent].alive = false;
    world.run_ms(40_000);
    assert!(
        world
            .changes()
            .iter()
            .all(|event| !matches!(event, MediaEvent::PublishEnded { .. }))
    );
    assert_eq!(world.sfu.counters().sessions, 2);
    let before = world.peers[viewer].screen().complete.len();
    world.run_ms(1000);
    assert!(world.peers[viewer].screen().complete.len() > before + 20);
    assert!(world.peers[first].is_connected());
}

#[test]
fn twenty_viewers_at_once_cost_the_phone_few_key_frames() {
    let mut world = World::new();
    let publisher = world.publisher(Codec::Vp8);
    world.run_ms(2000);
    let before = world.peers[publisher].camera().key_requests;
    for _ in 0..20 {
        world.viewer();
        world.run_ms(20);
    }
    world.run_ms(1500);
    let asked = world.peers[publisher].camera().key_requests - before;
    assert!((1..=3).contains(&asked), "{asked}");
    for viewer in 1..=20 {
        let screen = world.peers[viewer].screen();
        assert!(screen.complete.len() > 20);
        assert_eq!(screen.began_with_key_frame, [true]);
    }
}

#[test]
fn a_phone_that_changes_its_address_goes_on_at_once() {
    let mut world = World::new();
    let (publisher, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    world.run_ms(1000);
    let now = world.now;
    world.peers[publisher].move_to(40_000, now);
    let before = world.peers[viewer].screen().complete.len();
    world.run_ms(300);
    assert!(world.peers[viewer].screen().complete.len() >= before + 7);
    assert_eq!(world.sfu.counters().moves, 1);
    assert_one_line(&world, viewer);
}

#[test]
fn five_seconds_without_a_network_leave_the_session_and_the_picture_returns() {
    let mut world = World::new();
    let viewer = world.viewer();
    world.publisher(Codec::Vp8);
    world.run_ms(1000);
    world.loss_percent = 100;
    world.run_ms(5000);
    world.loss_percent = 0;
    let before = world.peers[viewer].screen().complete.len();
    world.run_ms(1000);
    assert!(world.peers[viewer].screen().complete.len() > before + 20);
    let ends = world
        .changes()
        .iter()
        .filter(|event| {
            matches!(
                event,
                MediaEvent::PublishEnded { .. } | MediaEvent::ViewEnded { .. }
            )
        })
        .count();
    assert_eq!(ends, 0);
}

#[test]
fn holding_stops_the_picture_and_releasing_brings_it_back() {
    let mut world = World::new();
    let (publisher, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    world.run_ms(1000);
    let (room, now) = (world.room, world.now);
    world.sfu.order(&MediaOrder::Hold { room }, now);
    let held = world.peers[viewer].screen().complete.len();
    world.run_ms(1000);
    assert_eq!(world.peers[viewer].screen().complete.len(), held);
    assert!(world.peers[publisher].is_connected());
    let now = world.now;
    world.sfu.order(&MediaOrder::Release { room }, now);
    world.run_ms(1000);
    assert!(world.peers[viewer].screen().complete.len() > held + 20);
    assert_one_line(&world, viewer);
}

#[test]
fn orders_end_who_they_name() {
    let mut world = World::new();
    let (publisher, one, other) = (world.publisher(Codec::Vp8), world.viewer(), world.viewer());
    world.run_ms(1000);
    let (room, now) = (world.room, world.now);
    let subject = world.peers[one].subject.clone();
    world.sfu.order(&MediaOrder::Revoke { room, subject }, now);
    world.deliver();
    assert_eq!(ended(one, &world.changes()), Some(EndCause::Ordered));
    world.sfu.order(&MediaOrder::End { room }, now);
    world.deliver();
    let events = world.changes();
    assert_eq!(ended(publisher, &events), Some(EndCause::Ordered));
    assert_eq!(ended(other, &events), Some(EndCause::Ordered));
    assert!(world.peers.iter().all(Peer::said_goodbye_to));
    assert_eq!(
        (world.sfu.counters().sessions, world.sfu.counters().rooms),
        (0, 0)
    );
}

#[test]
fn deleting_needs_the_right_subject() {
    let mut world = World::new();
    let publisher = world.publisher(Codec::Vp8);
    world.run_ms(500);
    let (room, now) = (world.room, world.now);
    let id = session(publisher);
    assert_eq!(
        world.sfu.close(id, room, "another", now),
        Err(Refusal::UnknownSession)
    );
    assert_eq!(world.sfu.close(id, room, "subject 0", now), Ok(()));
    world.deliver();
    assert_eq!(ended(publisher, &world.changes()), Some(EndCause::Deleted));
    assert_eq!(
        world.sfu.close(id, room, "subject 0", now),
        Err(Refusal::UnknownSession)
    );
}

#[test]
fn a_silent_camera_stalls_and_resumes() {
    let mut world = World::new();
    let publisher = world.publisher(Codec::Vp8);
    world.run_ms(1000);
    world.changes();
    world.peers[publisher].sends = false;
    world.run_ms(3000);
    assert_eq!(
        world.changes(),
        [MediaEvent::Stalled {
            session: session(publisher)
        }]
    );
    world.peers[publisher].sends = true;
    world.run_ms(1000);
    assert_eq!(
        world.changes(),
        [MediaEvent::Resumed {
            session: session(publisher)
        }]
    );
}

#[test]
fn goodbyes_silence_and_the_tokens_end_are_told_apart() {
    let mut world = World::new();
    let (publisher, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    let expires = Some(world.now + Duration::from_secs(3));
    let peer = Peer::viewer(2, world.now);
    let brief = world.join(peer, false, expires).unwrap();
    world.run_ms(5000);
    assert_eq!(ended(brief, &world.changes()), Some(EndCause::Ordered));
    let now = world.now;
    world.peers[viewer].say_goodbye(now);
    world.run_ms(50);
    assert_eq!(ended(viewer, &world.changes()), Some(EndCause::Closed));
    let (silent, patience_ms) = (world.viewer(), |time: Duration| time.as_millis() as u64);
    world.run_ms(1000);
    for (peer, time) in [
        (silent, limits::CONSENT_TIME),
        (publisher, limits::PUBLISHER_SILENCE_TIME_MAX),
    ] {
        world.peers[peer].alive = false;
        world.run_ms(patience_ms(time) - 1000);
        assert_eq!(ended(peer, &world.changes()), None);
        world.run_ms(2000);
        assert_eq!(ended(peer, &world.changes()), Some(EndCause::TimedOut));
    }
    assert_eq!(
        (world.sfu.counters().sessions, world.sfu.counters().rooms),
        (0, 0)
    );
}

#[test]
fn a_viewer_without_the_codec_waits_while_the_others_see() {
    let mut world = World::new();
    world.publisher(Codec::H264);
    let firefox = Peer::viewer_with(fixtures::FIREFOX_WHEP, 1, world.now);
    let without = world.join(firefox, false, None).unwrap();
    let with = world.viewer();
    world.run_ms(2000);
    assert!(world.peers[without].screen().complete.is_empty());
    assert!(world.peers[without].is_connected());
    assert!(world.peers[with].screen().complete.len() > 40);
}

#[test]
fn a_slow_viewer_costs_the_others_nothing() {
    let mut world = World::new();
    let publisher = world.publisher(Codec::Vp8);
    let (dead, well) = (world.viewer(), world.viewer());
    world.run_ms(1000);
    world.peers[dead].alive = false;
    let (sent, shown) = (
        world.peers[publisher].camera().frames,
        world.peers[well].screen().complete.len(),
    );
    world.run_ms(5000);
    let sent = world.peers[publisher].camera().frames - sent;
    let shown = world.peers[well].screen().complete.len() - shown;
    assert!(shown as u32 + 2 >= sent, "{shown} of {sent}");
}

#[test]
fn the_publishers_clock_reaches_the_viewers() {
    let mut world = World::new();
    world.publisher(Codec::Vp8);
    let viewer = world.viewer();
    world.run_ms(4000);
    assert!(world.peers[viewer].screen().reports >= 3);
}

#[test]
fn rooms_have_bounds() {
    let mut world = World::new();
    for _ in 0..limits::VIEWERS_PER_ROOM_MAX {
        world.viewer();
    }
    assert_eq!(world.try_viewer().unwrap_err(), Refusal::RoomFull);
}

#[test]
fn refused_offers_leave_nothing_behind() {
    let mut world = World::new();
    let now = world.now;
    let joining = Joining {
        session: session(1),
        room: world.room,
        subject: "x",
        offer: fixtures::CHROMIUM_WHIP,
        expires: None,
    };
    assert_eq!(world.sfu.view(&joining, now), Err(Refusal::NoUsableMedia));
    let malformed = Joining {
        offer: "v=0",
        ..joining
    };
    assert!(world.sfu.publish(&malformed, now).is_err());
    assert_eq!(
        (world.sfu.counters().sessions, world.sfu.counters().rooms),
        (0, 0)
    );
    assert_eq!(world.sfu.poll_timeout(), None);
}

#[test]
fn strangers_datagrams_change_nothing() {
    let mut world = World::new();
    let (_, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    world.run_ms(1000);
    let known = world.peers[0].path;
    let stranger = Path::udp(None, ([203, 0, 113, 9], 9).into());
    let mut state = 5_u64;
    for round in 0..20_000_u32 {
        let mut datagram: Vec<u8> = (0..round % 200)
            .map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                (state >> 33) as u8
            })
            .collect();
        if let Some(first) = datagram.first_mut() {
            *first = [0, 22, 0x80, 0x81, 0x90, 200][round as usize % 6];
        }
        let path = if round % 2 == 0 { stranger } else { known };
        world.sfu.handle_datagram(path, &mut datagram, world.now);
        world.deliver();
    }
    let before = world.peers[viewer].screen().complete.len();
    world.run_ms(1000);
    assert!(world.peers[viewer].screen().complete.len() > before + 25);
    assert_eq!(world.sfu.counters().sessions, 2);
}
