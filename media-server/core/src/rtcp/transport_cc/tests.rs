use std::time::{Duration, Instant};

use bytes::Bytes;
use rtc_rtcp::{
    packet::unmarshal,
    transport_feedbacks::transport_layer_cc::{PacketStatusChunk, SymbolTypeTcc, TransportLayerCc},
};

use super::*;
use crate::{
    limits,
    rtcp::{Message, messages},
};

const MS: Duration = Duration::from_millis(1);

fn written(arrivals: &mut Arrivals, now: Instant) -> Vec<u8> {
    let mut buffer = Vec::new();
    arrivals.write(&mut buffer, 1, 2, now);
    buffer
}

/// Reads with another implementation.
fn foreign(bytes: &[u8]) -> TransportLayerCc {
    let packets = unmarshal(&mut Bytes::copy_from_slice(bytes)).unwrap();
    let found = packets[0].as_any().downcast_ref::<TransportLayerCc>();
    found.unwrap().clone()
}

/// Reads with our own reader: number and time in microseconds.
fn own(bytes: &[u8]) -> Vec<(u16, i64)> {
    let Some(Message::TransportFeedback(feedback)) = messages(bytes).next() else {
        panic!("not a feedback")
    };
    let reference_us = feedback.reference_us();
    feedback
        .statuses()
        .filter_map(|status| Some((status.number, reference_us + status.arrived_us?)))
        .collect()
}

fn symbols(feedback: &TransportLayerCc) -> Vec<SymbolTypeTcc> {
    let mut symbols: Vec<_> = feedback
        .packet_chunks
        .iter()
        .flat_map(|chunk| match chunk {
            PacketStatusChunk::RunLengthChunk(run) => {
                vec![run.packet_status_symbol; usize::from(run.run_length)]
            }
            PacketStatusChunk::StatusVectorChunk(vector) => vector.symbol_list.clone(),
        })
        .collect();
    symbols.truncate(usize::from(feedback.packet_status_count));
    symbols
}

/// Arrivals as another implementation reads them: number and time in microseconds.
fn read_back(feedback: &TransportLayerCc) -> Vec<(u16, i64)> {
    let mut at_us = i64::from(feedback.reference_time) * 64_000;
    let mut deltas = feedback.recv_deltas.iter();
    let mut sequence = feedback.base_sequence_number;
    let mut found = Vec::new();
    for symbol in symbols(feedback) {
        if symbol != SymbolTypeTcc::PacketNotReceived {
            at_us += deltas.next().unwrap().delta;
            found.push((sequence, at_us));
        }
        sequence = sequence.wrapping_add(1);
    }
    found
}

#[test]
fn others_read_our_transport_feedback() {
    let epoch = crate::test_clock::start();
    let mut arrivals = Arrivals::new(epoch);
    let mut state = 3_u64;
    let mut base = 65_400_u16;
    let mut now_us = 500_000_u64;
    for round in 0..40 {
        let mut expected = Vec::new();
        let mut jitter = Vec::new();
        for step in 0..30_u16 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            now_us += if (state >> 40).is_multiple_of(50) {
                90_000
            } else {
                (state >> 33) % 3000
            };
            if !(state >> 50).is_multiple_of(4) {
                let sequence = base.wrapping_add(step);
                jitter.push(sequence);
                expected.push((sequence, now_us));
            }
        }
        for (sequence, at_us) in &expected {
            arrivals.record(*sequence, 1000, epoch + Duration::from_micros(*at_us));
        }
        let now = epoch + Duration::from_micros(now_us);
        let bytes = written(&mut arrivals, now);
        let feedback = foreign(&bytes);
        let found = read_back(&feedback);
        assert_eq!(found.len(), expected.len(), "round {round}");
        for ((sequence, at_us), (wanted, wanted_us)) in found.iter().zip(&expected) {
            assert_eq!(sequence, wanted);
            assert!(
                (at_us - i64::try_from(*wanted_us).unwrap()).abs() < 500,
                "round {round}"
            );
        }
        assert_eq!(own(&bytes), found, "round {round}");
        base = base.wrapping_add(30);
    }
}

#[test]
fn feedback_goes_with_the_first_packet_after_the_interval() {
    let start = crate::test_clock::start();
    let mut arrivals = Arrivals::new(start);
    assert_eq!(arrivals.due(), None);
    arrivals.record(1, 1000, start);
    assert_eq!(arrivals.due(), Some(start), "the first at once");
    written(&mut arrivals, start);
    assert_eq!(arrivals.due(), None);

    arrivals.record(2, 1000, start + MS);
    let waits = arrivals.due().unwrap() - start;
    assert!(waits > limits::FEEDBACK_TIME_MIN, "no timer of its own");
    let later = start + 2 * limits::FEEDBACK_TIME_MIN;
    arrivals.record(3, 1000, later);
    assert_eq!(arrivals.due(), Some(later));
}

#[test]
fn feedback_uses_a_small_share_of_the_stream() {
    for (packet_bytes, expected_ms) in [(60, 250..=250), (450, 90..=140), (5000, 50..=50)] {
        let start = crate::test_clock::start();
        let mut arrivals = Arrivals::new(start);
        let mut written_ms = Vec::new();
        for step in 0..1000_u16 {
            let at_ms = 33 * u32::from(step);
            let now = start + MS * at_ms;
            arrivals.record(step, packet_bytes, now);
            if arrivals.due().is_some_and(|due| due <= now) {
                written(&mut arrivals, now);
                written_ms.push(at_ms);
            }
        }
        let count = u32::try_from(written_ms.len()).unwrap();
        let interval_ms = written_ms[written_ms.len() - 1] / (count - 1);
        let (low, high) = (*expected_ms.start(), *expected_ms.end() + 33);
        assert!(
            (low..=high).contains(&interval_ms),
            "{packet_bytes} bytes: {interval_ms} ms"
        );
    }
}

#[test]
fn a_late_packet_does_not_make_others_look_lost() {
    let start = crate::test_clock::start();
    let mut arrivals = Arrivals::new(start);
    for number in [10, 12, 13] {
        arrivals.record(number, 1000, start + MS * u32::from(number));
    }
    let first = own(&written(&mut arrivals, start + 20 * MS));
    assert_eq!(numbers(&first), [10, 12, 13]);
    arrivals.record(14, 1000, start + 60 * MS);
    arrivals.record(11, 1000, start + 61 * MS);
    let second = own(&written(&mut arrivals, start + 70 * MS));
    assert_eq!(numbers(&second), [11, 12, 13, 14]);
    assert_eq!(second[1], first[1], "with the time of its arrival");

    arrivals.record(16, 1000, start + 130 * MS);
    let bytes = written(&mut arrivals, start + 140 * MS);
    let statuses = |bytes: &[u8]| match messages(bytes).next() {
        Some(Message::TransportFeedback(feedback)) => feedback
            .statuses()
            .map(|status| (status.number, status.arrived_us.is_some()))
            .collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        statuses(&bytes),
        [(15, false), (16, true)],
        "a loss between two messages is told"
    );
}

#[test]
fn a_jump_of_numbers_begins_anew() {
    let start = crate::test_clock::start();
    let mut arrivals = Arrivals::new(start);
    arrivals.record(1, 1000, start);
    arrivals.record(20_000, 1000, start + MS);
    let found = own(&written(&mut arrivals, start + MS));
    assert_eq!(numbers(&found), [20_000]);
}

fn numbers(found: &[(u16, i64)]) -> Vec<u16> {
    found.iter().map(|(number, _)| *number).collect()
}

/// A body with this count, these chunks and these bytes of deltas.
fn body(count: u16, chunks: &[u16], deltas: &[u8]) -> Vec<u8> {
    let mut body = vec![0, 0, 0, 1, 0, 0, 0, 2, 0, 100];
    body.extend_from_slice(&count.to_be_bytes());
    body.extend_from_slice(&[0, 0, 1, 7]);
    for chunk in chunks {
        body.extend_from_slice(&chunk.to_be_bytes());
    }
    body.extend_from_slice(deltas);
    body
}

#[test]
fn every_kind_of_chunk_is_read() {
    type Case = (
        &'static str,
        u16,
        &'static [u16],
        &'static [u8],
        &'static [Option<i64>],
    );
    const NO: Option<i64> = None;
    const fn small(ticks: i64) -> Option<i64> {
        Some(ticks * TICK_US)
    }
    const CASES: [Case; 5] = [
        ("a run", 2, &[0x2002], &[4, 1], &[small(4), small(5)]),
        ("a run of losses", 3, &[0x0003], &[], &[NO, NO, NO]),
        (
            "one bit each",
            3,
            &[0xa800],
            &[2, 3],
            &[small(2), NO, small(5)],
        ),
        (
            "two bits each",
            3,
            &[0xd200],
            &[8, 0xff, 0xfc],
            &[small(8), NO, small(4)],
        ),
        ("the reserved symbol", 2, &[0xf400], &[6], &[NO, small(6)]),
    ];
    for (what, count, chunks, deltas, expected) in CASES {
        let body = body(count, chunks, deltas);
        let feedback = Feedback::parse(&body).unwrap();
        let found: Vec<_> = feedback
            .statuses()
            .map(|status| status.arrived_us)
            .collect();
        assert_eq!(found, expected, "{what}");
        assert_eq!(feedback.reference_us(), 64_000);
    }
}

#[test]
fn lies_about_lengths_are_harmless() {
    let refused: [(&str, Vec<u8>); 4] = [
        ("no head", vec![0; 15]),
        ("chunks missing", body(30, &[0x2001], &[1])),
        ("endless empty chunks", body(1, &[0; 40], &[])),
        ("too many packets", body(u16::MAX, &[0x1fff; 9], &[])),
    ];
    for (what, body) in refused {
        assert_eq!(Feedback::parse(&body), None, "{what}");
    }
    let short = body(5, &[0x2005], &[1, 2]);
    let feedback = Feedback::parse(&short).unwrap();
    assert_eq!(feedback.statuses().count(), 2, "ends with the deltas");
}

#[test]
fn garbage_is_read_to_its_end() {
    let mut state = 9_u64;
    let mut read = 0;
    for _ in 0..20_000 {
        let mut bytes = [0_u8; 80];
        for byte in &mut bytes {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            *byte = (state >> 56) as u8;
        }
        bytes[10] &= 0x07;
        let length = usize::from(bytes[0] % 80);
        if let Some(feedback) = Feedback::parse(&bytes[..length]) {
            read += feedback.statuses().count();
        }
    }
    assert!(read > 1000, "{read}");
}
