use std::time::{Duration, Instant};

use super::chunks::Chunks;
use crate::{
    limits,
    transport::{
        dtls::{
            DtlsEvent, HandshakeGuard, RtcDtlsClient,
            hello::HelloReader,
            record::{hello_cookie, records, verify_cookie},
        },
        srtp::Profile,
    },
};

/// Records and fragments of one datagram.
pub fn dtls_record(bytes: &[u8]) {
    let mut covered = 0;
    for record in records(bytes) {
        covered += record.bytes.len();
        for fragment in record.fragments() {
            assert!(fragment.body.len() < bytes.len());
            let _ = (hello_cookie(fragment.body), verify_cookie(fragment.body));
        }
    }
    assert!(covered <= bytes.len());
}

/// A ClientHello in pieces.
pub fn dtls_hello(bytes: &[u8]) {
    let mut reader = HelloReader::default();
    for (_, datagram) in Chunks(bytes) {
        reader.push(datagram);
    }
    assert!(reader.into_datagrams().len() <= limits::HELLO_DATAGRAMS_MAX);
}

/// Datagrams of a peer that has passed ICE but never means to finish.
pub fn dtls_guard(bytes: &[u8]) {
    let mut now = super::start();
    let mut guard = HandshakeGuard::new(super::identity().clone(), super::identity().fingerprint());
    let (mut bytes_in, mut bytes_out) = (0, 0);
    for (operation, datagram) in Chunks(bytes) {
        now += Duration::from_millis(u64::from(operation));
        guard.handle_datagram(datagram, now);
        guard.handle_timeout(now);
        bytes_in += datagram.len();
        while let Some(datagram) = guard.poll_transmit() {
            assert!(datagram.len() <= limits::DATAGRAM_BYTES_MAX);
            bytes_out += datagram.len();
        }
        while let Some(event) = guard.poll_event() {
            assert!(
                matches!(event, DtlsEvent::Closed),
                "connected without a certificate"
            );
        }
    }
    // A flight of 3 KB, repeated; it goes to an address that has proved that it wants it.
    let flights = limits::FLIGHT_REPEATS_MAX as usize + bytes_in / 13 + 1;
    assert!(
        bytes_out <= flights * 4096,
        "{bytes_in} bytes made {bytes_out}"
    );
}

/// A real handshake over a link that loses, repeats, delays, harms and adds datagrams as it
/// likes. The guard must hold its bounds, and both sides may only agree on equal keys.
pub fn dtls_handshake(bytes: &[u8]) {
    let mut now = super::start();
    let identity = super::identity();
    let mut guard = HandshakeGuard::new(identity.clone(), identity.fingerprint());
    let mut client = RtcDtlsClient::new(identity, identity.fingerprint(), Profile::Aes128Gcm, now);
    let mut server_keys = None;
    let mut steps = Chunks(bytes);
    for _ in 0..24 {
        now += Duration::from_millis(60);
        client.handle_timeout(now);
        guard.handle_timeout(now);
        while let Some(datagram) = client.poll_transmit() {
            harm(&mut steps, datagram, |datagram| {
                guard.handle_datagram(datagram, now)
            });
        }
        while let Some(datagram) = guard.poll_transmit() {
            harm(&mut steps, datagram, |datagram| {
                feed(&mut client, datagram, now)
            });
        }
        while let Some(event) = guard.poll_event() {
            if let DtlsEvent::Connected(keys) = event {
                server_keys = Some(keys);
            }
        }
        if steps.0.is_empty() && client.keys.is_some() && server_keys.is_some() {
            break;
        }
    }
    if let (Some(ours), Some(theirs)) = (&server_keys, &client.keys) {
        assert!(ours.is_equal(theirs), "both sides hold other keys");
    }
}

fn feed(client: &mut RtcDtlsClient, datagram: &[u8], now: Instant) {
    client.handle_datagram(datagram, now);
}

/// What the link does to one datagram.
fn harm(steps: &mut Chunks<'_>, mut datagram: Vec<u8>, mut deliver: impl FnMut(&[u8])) {
    let Some((operation, chunk)) = steps.next() else {
        return deliver(&datagram);
    };
    match operation % 6 {
        0 => deliver(&datagram),
        1 => {}
        2 => (0..2).for_each(|_| deliver(&datagram)),
        3 => {
            deliver(chunk);
            deliver(&datagram);
        }
        4 => {
            for (place, byte) in datagram.iter_mut().zip(chunk) {
                *place ^= byte;
            }
            deliver(&datagram);
        }
        _ => deliver(&datagram[..datagram.len() / 2]),
    }
}
