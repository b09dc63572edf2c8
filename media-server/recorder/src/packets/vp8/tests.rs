use super::*;
use crate::packets::rtp::Packet;

const KEY: [u8; 10] = [0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x41, 0xf0, 0x00];
const DELTA: [u8; 3] = [0x11, 0, 0];

/// One picture a packet: id, count of the lowest layer, layer and `y` for sync, or nothing.
fn payload(id: u8, layers: Option<(u8, u8, bool)>, data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x90];
    match layers {
        None => bytes.extend([0x80, id]),
        Some((base, layer, sync)) => {
            bytes.extend([0xe0, id, base, layer << 6 | u8::from(sync) << 5]);
        }
    }
    bytes.extend_from_slice(data);
    bytes
}

fn push(vp8: &mut Vp8, timestamp: u32, end: &str, payload: &[u8], out: &mut Vec<Frame>) {
    let ordered = Ordered {
        packet: Packet {
            marker: end.contains('m'),
            sequence: 0,
            timestamp,
            ssrc: 0,
            payload: payload.to_vec(),
        },
        at_us: 0,
        after_loss: end.contains('*'),
    };
    vp8.push(&ordered, out);
}

fn came(packets: &[(u32, &str, Vec<u8>)]) -> Vec<u32> {
    let (mut vp8, mut out) = (Vp8::default(), Vec::new());
    for (timestamp, end, payload) in packets {
        push(&mut vp8, *timestamp, end, payload, &mut out);
    }
    vp8.end();
    out.iter().map(|f| f.timestamp).collect()
}

#[test]
fn packets_become_pictures_without_their_descriptors() {
    let (mut vp8, mut out) = (Vp8::default(), Vec::new());
    push(&mut vp8, 1, "*", &payload(1, None, &KEY), &mut out);
    push(&mut vp8, 1, "m", &[0x80, 0x80, 1, 7, 8], &mut out);
    assert_eq!(out[0].bytes, [&KEY[..], &[7, 8]].concat());
    assert!(out[0].is_key);
    assert_eq!(size(&out[0].bytes), Some((0x140, 0xf0)));
    assert_eq!(size(&DELTA), None);
}

#[test]
fn without_layers_a_lost_picture_costs_all_until_the_next_key_frame() {
    let packets = [
        (1, "*m", payload(1, None, &KEY)),
        (2, "m", payload(2, None, &DELTA)),
        (3, "*m", payload(4, None, &DELTA)),
        (4, "m", payload(5, None, &DELTA)),
        (5, "m", payload(6, None, &KEY)),
        (6, "m", payload(7, None, &DELTA)),
    ];
    assert_eq!(came(&packets), [1, 2, 5, 6]);
}

#[test]
fn a_lost_packet_between_numbered_pictures_costs_nothing() {
    let packets = [
        (1, "*m", payload(127, None, &KEY)),
        (2, "*m", payload(0, None, &DELTA)),
    ];
    assert_eq!(came(&packets), [1, 2]);
}

#[test]
fn a_picture_with_a_missing_packet_is_left_out() {
    let packets = [
        (1, "m", payload(1, None, &KEY)),
        (2, "", payload(2, None, &DELTA)),
        (2, "*m", vec![0x80, 0x80, 2, 9]),
        (3, "m", payload(3, None, &DELTA)),
    ];
    assert_eq!(came(&packets), [1]);
    let headless = [
        (1, "m", payload(1, None, &KEY)),
        (2, "*m", vec![0x80, 0x80, 2, 9]),
        (3, "m", payload(3, None, &DELTA)),
    ];
    assert_eq!(came(&headless), [1]);
}

#[test]
fn a_loss_above_the_lowest_layer_costs_only_what_depends_on_it() {
    let packets = [
        (1, "m", payload(1, Some((9, 0, false)), &KEY)),
        (2, "m", payload(2, Some((9, 1, true)), &DELTA)),
        (3, "*m", payload(4, Some((9, 1, false)), &DELTA)),
        (4, "m", payload(5, Some((10, 0, false)), &DELTA)),
        (5, "m", payload(6, Some((10, 1, false)), &DELTA)),
        (6, "m", payload(7, Some((11, 0, false)), &DELTA)),
        (7, "m", payload(8, Some((11, 1, true)), &DELTA)),
        (8, "m", payload(9, Some((11, 1, false)), &DELTA)),
    ];
    assert_eq!(came(&packets), [1, 2, 4, 6, 7, 8]);
    let base_lost = [
        (1, "m", payload(1, Some((9, 0, false)), &KEY)),
        (2, "*m", payload(3, Some((11, 0, false)), &DELTA)),
        (3, "m", payload(4, Some((12, 0, false)), &DELTA)),
    ];
    assert_eq!(came(&base_lost), [1]);
}

#[test]
fn no_payload_makes_it_panic() {
    let full = payload(200, Some((1, 3, true)), &KEY);
    let (mut vp8, mut out) = (Vp8::default(), Vec::new());
    for length in 0..full.len() {
        for first in 0..=u8::MAX {
            let mut bytes = full[..length].to_vec();
            if let Some(byte) = bytes.first_mut() {
                *byte = first;
            }
            push(&mut vp8, u32::from(first) / 2, "m", &bytes, &mut out);
        }
    }
}
