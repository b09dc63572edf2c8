//! People who mean harm: on the way of packets, in possession of a token, or at the camera itself.

use super::World;
use crate::{
    codec::Codec,
    limits,
    path::Path,
    sfu::Counters,
    transport::demux::{Protocol, protocol},
};

/// An address from which nobody joins.
fn elsewhere(port: u16) -> Path {
    Path::udp(None, ([203, 0, 113, 66], port).into())
}

/// What the world sent to an address since the last look.
fn sent_to(world: &mut World, path: Path) -> usize {
    std::mem::take(&mut world.strays)
        .into_iter()
        .filter(|stray| stray.peer() == path.peer())
        .count()
}

/// The peer's datagrams of one kind, as somebody on the way sees them.
fn overheard(world: &World, peer: usize, kind: Protocol) -> Vec<Vec<u8>> {
    let path = world.peers[peer].path.peer();
    let seen = world.overheard.iter();
    seen.filter(|(from, bytes)| from.peer() == path && protocol(bytes) == Some(kind))
        .map(|(_, bytes)| bytes.clone())
        .collect()
}

fn shown(world: &World, viewer: usize) -> usize {
    world.peers[viewer].screen().complete.len()
}

/// Runs, and fails unless the viewer saw what the camera filmed meanwhile.
fn assert_undisturbed(world: &mut World, camera: usize, viewer: usize, span_ms: u64) {
    let look = |world: &World| {
        let filmed = world.peers[camera].camera().frames as usize;
        (filmed, shown(world, viewer))
    };
    let before = look(world);
    world.run_ms(span_ms);
    let after = look(world);
    let (filmed, seen) = (after.0 - before.0, after.1 - before.1);
    assert!(filmed > 20 && seen + 1 >= filmed, "{seen} of {filmed}");
}

fn change(before: Counters, world: &World, of: impl Fn(&Counters) -> u64) -> u64 {
    of(&world.sfu.counters()) - of(&before)
}

#[test]
fn a_replayed_check_moves_nothing_and_is_not_answered() {
    let mut world = World::new();
    let (phone, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    world.overhears = true;
    world.run_ms(2000);
    let checks = overheard(&world, phone, Protocol::Stun);
    assert!(checks.len() >= 3);
    let before = world.sfu.counters();
    for (number, check) in checks.iter().enumerate() {
        let path = elsewhere(4000 + u16::try_from(number).unwrap());
        world
            .sfu
            .handle_datagram(path, &mut check.clone(), world.now);
        world.run_ms(5);
        assert_eq!(sent_to(&mut world, path), 0, "check {number}");
    }
    assert_undisturbed(&mut world, phone, viewer, 1000);
    assert_eq!(change(before, &world, |all| all.moves), 0);
    assert_eq!(
        change(before, &world, |all| all.checks_refused),
        checks.len() as u64
    );
    // The same check by the same path is a repetition, whose answer was lost.
    let (path, now) = (world.peers[phone].path, world.now);
    let last = checks.last().unwrap();
    let before = world.sfu.counters();
    world.sfu.handle_datagram(path, &mut last.clone(), now);
    assert_eq!(change(before, &world, |all| all.checks_refused), 0);
}

#[test]
fn a_check_that_was_kept_back_moves_no_media_while_the_phone_speaks() {
    let mut world = World::new();
    let (phone, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    world.run_ms(1000);
    // It never reached us, so it is new to us; the attacker has it alone.
    let check = world.peers[phone].check();
    let path = elsewhere(4000);
    let before = world.sfu.counters();
    for _ in 0..100 {
        world
            .sfu
            .handle_datagram(path, &mut check.clone(), world.now);
        world.run_ms(20);
    }
    assert_eq!(change(before, &world, |all| all.moves), 0);
    // Nothing but answers to the checks went there.
    assert!(sent_to(&mut world, path) <= 100);
    assert!(shown(&world, viewer) >= 85);
}

#[test]
fn a_participant_cannot_take_the_address_of_a_live_session() {
    let mut world = World::new();
    let (phone, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    let attacker = world.viewer();
    world.run_ms(1000);
    let victim = world.peers[phone].path;
    let before = world.sfu.counters();
    for _ in 0..3 {
        let mut check = world.peers[attacker].check();
        world.sfu.handle_datagram(victim, &mut check, world.now);
        assert_undisturbed(&mut world, phone, viewer, 1000);
    }
    assert_eq!(change(before, &world, |all| all.checks_refused), 3);
    assert_eq!(change(before, &world, |all| all.packets_refused), 0);
    // An address whose session has fallen silent is free for whoever comes next behind that NAT.
    world.peers[phone].alive = false;
    world.run_ms(limits::ADDRESS_DEFENDED_TIME.as_millis() as u64 + 100);
    let before = world.sfu.counters();
    let mut check = world.peers[attacker].check();
    world.sfu.handle_datagram(victim, &mut check, world.now);
    assert_eq!(change(before, &world, |all| all.checks_refused), 0);
}

#[test]
fn a_camera_that_sends_ten_times_its_rate_is_cut_and_other_rooms_lose_nothing() {
    let mut world = World::new();
    let (loud, fan) = (world.publisher(Codec::Vp8), world.viewer());
    world.room = super::room(2);
    let (phone, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    // Until no probe repeats packets any more.
    world.run_ms(5000);
    let before = world.sfu.counters();
    let repairs = world.peers[viewer].screen().repairs;
    // Ten times what a phone is asked for at most, in packets of the usual size.
    let parts = limits::BIT_RATE_BPS_MAX / 8 * 10 / 900 * 33 / 1000;
    let loudly = |world: &mut World, parts: u8| {
        let camera = world.peers[loud].camera_mut();
        camera.layers[0].set_parts(parts);
    };
    world.overhears = true;
    loudly(&mut world, u8::try_from(parts).unwrap());
    assert_undisturbed(&mut world, phone, viewer, 2000);
    world.overhears = false;
    let media = [Protocol::Rtp, Protocol::Rtcp];
    let sent = media.map(|kind| overheard(&world, loud, kind).len());
    let sent = sent.iter().sum::<usize>() as u64;
    let taken = sent - change(before, &world, |all| all.ingress_dropped);
    let most = (limits::INGRESS_BYTES_PER_S * 2 + limits::INGRESS_BURST_BYTES) / 900;
    let most = u64::try_from(most).unwrap();
    assert!(sent > 2 * most, "{sent} sent");
    assert!(
        (most * 9 / 10..=most).contains(&taken),
        "{taken} of {sent} taken"
    );
    assert_eq!(change(before, &world, |all| all.packets_refused), 0);
    assert_eq!(world.peers[viewer].screen().repairs, repairs);
    // The loud one is cut, not thrown out: it may be a fault, and it may come to its senses.
    loudly(&mut world, 6);
    world.run_ms(2000);
    assert_undisturbed(&mut world, loud, fan, 1000);
}

#[test]
fn strangers_who_forge_replay_and_bleed_change_nothing() {
    let mut world = World::new();
    let (phone, viewer) = (world.publisher(Codec::Vp8), world.viewer());
    world.overhears = true;
    world.run_ms(2000);
    let before = world.sfu.counters();
    let mut injected = 0;
    let captured = std::mem::take(&mut world.overheard);
    world.overhears = false;
    let (home, screen) = (world.peers[phone].path, world.peers[viewer].path);
    for (number, (_, bytes)) in captured.iter().enumerate() {
        if !matches!(protocol(bytes), Some(Protocol::Rtp | Protocol::Rtcp)) {
            continue;
        }
        let mut forged = bytes.clone();
        let place = number % (forged.len() - 2) + 2;
        forged[place] ^= 1 << (number % 8);
        for (path, bytes) in [
            (home, bytes),
            (home, &forged),
            (screen, bytes),
            (screen, &forged),
            (elsewhere(5000), bytes),
        ] {
            world
                .sfu
                .handle_datagram(path, &mut bytes.clone(), world.now);
            injected += 1;
        }
        if number % 20 == 0 {
            world.run_ms(5);
        }
    }
    assert!(injected > 500, "{injected}");
    let refused = change(before, &world, |all| all.packets_refused);
    let unknown = change(before, &world, |all| all.datagrams_unknown);
    assert_eq!(refused + unknown, injected);
    assert_eq!(change(before, &world, |all| all.ingress_dropped), 0);
    assert_eq!(change(before, &world, |all| all.moves), 0);
    assert_eq!(sent_to(&mut world, elsewhere(5000)), 0);
    assert_undisturbed(&mut world, phone, viewer, 1000);
}
