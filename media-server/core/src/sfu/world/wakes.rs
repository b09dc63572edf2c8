//! When the shard is woken, and when it is worth waiting a moment more.

use std::time::Duration;

use super::{STEP, World};
use crate::codec::Codec;

#[test]
fn nobody_is_woken_for_what_is_done_already() {
    let mut world = World::new();
    world.publisher(Codec::Vp8);
    for _ in 0..3 {
        world.viewer();
    }
    world.run_ms(500);
    for _ in 0..400 {
        world.run_ms(5);
        let (sfu, now) = (&world.sfu, world.now);
        let keys = sfu.by_id.values();
        let sessions = keys.filter_map(|key| sfu.sessions.get(*key));
        let wanted = sessions.map(|session| session.poll_timeout(now)).min();
        let (alarm, wanted) = (sfu.poll_timeout().unwrap(), wanted.unwrap());
        assert!(alarm >= wanted, "woken for nothing");
        assert!(alarm <= wanted.max(now + Duration::from_millis(1)), "late");
    }
}

#[test]
fn a_picture_is_waited_for_until_its_last_packet() {
    let mut world = World::new();
    let publisher = world.publisher(Codec::Vp8);
    world.run_ms(300);
    let (mut before_the_end, mut at_the_end) = (0, 0);
    for _ in 0..400 {
        world.now += STEP;
        let peer = &mut world.peers[publisher];
        peer.advance(world.now);
        let path = peer.path;
        let datagrams = std::mem::take(&mut peer.outgoing);
        // Media only: feedback says nothing about pictures.
        let media = |datagram: &&Vec<u8>| {
            datagram[0] >> 6 == 2 && !(64..96).contains(&(datagram[1] & 0x7f))
        };
        let ends: Vec<bool> = datagrams
            .iter()
            .filter(media)
            .map(|datagram| datagram[1] & 0x80 != 0)
            .collect();
        for mut datagram in datagrams {
            let counts = media(&&datagram);
            let ends = datagram[1] & 0x80 != 0;
            world.sfu.handle_datagram(path, &mut datagram, world.now);
            if counts {
                assert_eq!(world.sfu.is_mid_frame(), !ends);
            }
        }
        before_the_end += ends.iter().filter(|ends| !**ends).count();
        at_the_end += ends.iter().filter(|ends| **ends).count();
        world.sfu.handle_timeout(world.now);
        world.sfu.flush(world.now);
        assert!(!world.sfu.is_mid_frame(), "a new turn");
        world.deliver();
    }
    assert!(
        before_the_end > 10 && at_the_end > 10,
        "{before_the_end} {at_the_end}"
    );
}
