//! Sessions that are begun and not finished: bounded in time and number.

use std::time::{Duration, Instant};

use protocol::{
    id::{ReportId, WebrtcSessionId},
    time::UnixMs,
};

use super::World;
use crate::{
    codec::Codec,
    limits,
    path::Path,
    refusal::Refusal,
    scripted::Peer,
    sfu::Joining,
    transport::{sdp::fixtures, stun},
};

fn numbered(number: u32) -> [u8; 10] {
    let mut bytes = [9; 10];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    bytes
}

/// Posts an offer into a room of its own and never answers again.
fn post(world: &mut World, number: u32) -> Result<String, Refusal> {
    let joining = Joining {
        session: WebrtcSessionId::new(UnixMs(2), numbered(number)),
        room: ReportId::new(UnixMs(2), numbered(number)),
        subject: "nobody",
        offer: fixtures::CHROMIUM_WHIP,
        expires: None,
    };
    world.sfu.publish(&joining, world.now)
}

fn check(world: &mut World, answer: &str, port: u16) {
    let value = |text: &str, key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key));
        line.unwrap().to_owned()
    };
    let username = format!(
        "{}:{}",
        value(answer, "a=ice-ufrag:"),
        value(fixtures::CHROMIUM_WHIP, "a=ice-ufrag:")
    );
    let mut request = stun::request(&username, &value(answer, "a=ice-pwd:"), true, 1);
    let path = Path::udp(None, ([198, 51, 100, 1], port).into());
    world.sfu.handle_datagram(path, &mut request, world.now);
    world.deliver();
}

fn gone_after(world: &mut World, begun: Instant) -> Duration {
    while world.sfu.counters().sessions > 0 {
        world.run_ms(100);
    }
    assert_eq!(world.sfu.counters().rooms, 0);
    world.now - begun
}

#[test]
fn whoever_only_posts_an_offer_is_gone_after_ten_seconds() {
    let mut world = World::new();
    let begun = world.now;
    post(&mut world, 1).unwrap();
    let lived = gone_after(&mut world, begun);
    assert!(
        lived < limits::CHECK_TIME_MAX + Duration::from_millis(200),
        "{lived:?}"
    );
}

#[test]
fn whoever_only_passes_ice_is_gone_within_fifteen_seconds() {
    for check_at_ms in [100, 5000, 9900] {
        let mut world = World::new();
        let begun = world.now;
        let answer = post(&mut world, 1).unwrap();
        world.run_ms(check_at_ms);
        for _ in 0..3 {
            check(&mut world, &answer, 7);
            world.run_ms(30);
        }
        assert_eq!(world.sfu.counters().sessions, 1);
        let lived = gone_after(&mut world, begun);
        assert!(
            lived <= Duration::from_secs(15),
            "{check_at_ms} ms: {lived:?}"
        );
    }
}

#[test]
fn a_slow_phone_that_has_begun_its_handshake_gets_thirty_seconds() {
    let mut world = World::new();
    let slow = world.publisher(Codec::Vp8);
    // Long enough for the first ClientHello and the answer to it, then nothing.
    world.run_ms(5);
    world.loss_percent = 100;
    assert!(!world.peers[slow].is_connected());
    world.run_ms(29_000);
    assert_eq!(world.sfu.counters().half_open, 1);
    world.run_ms(2000);
    assert_eq!(world.sfu.counters().sessions, 0);
}

#[test]
fn a_flood_of_half_open_sessions_keeps_nobody_out() {
    let mut world = World::new();
    let (publisher, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    world.run_ms(1000);
    let flood = u32::try_from(limits::HALF_OPEN_MAX).unwrap() + 500;
    for number in 0..flood {
        post(&mut world, number).unwrap();
    }
    let counters = world.sfu.counters();
    assert_eq!(counters.half_open, limits::HALF_OPEN_MAX as u64);
    assert_eq!(counters.half_open_dropped, 500);
    assert_eq!(counters.sessions, limits::HALF_OPEN_MAX as u64 + 2);

    let late = Peer::viewer(2, world.now);
    let late = world.join(late, false, None).unwrap();
    let frames = |world: &World| {
        let sent = world.peers[publisher].camera().frames as usize;
        (sent, world.peers[viewer].screen().complete.len())
    };
    let before = frames(&world);
    world.run_ms(2000);
    assert!(world.peers[late].screen().complete.len() > 40);
    let after = frames(&world);
    assert!(after.0 > before.0 + 50);
    assert!(
        after.1 - before.1 + 1 >= after.0 - before.0,
        "{before:?} {after:?}"
    );

    world.run_ms(10_000);
    let counters = world.sfu.counters();
    assert_eq!(
        (counters.half_open, counters.sessions, counters.rooms),
        (0, 3, 1)
    );
}
