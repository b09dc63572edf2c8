use std::time::Duration;

use bytes::Bytes;
use rtc_rtcp::{
    packet::unmarshal,
    payload_feedbacks::{
        picture_loss_indication::PictureLossIndication,
        receiver_estimated_maximum_bitrate::ReceiverEstimatedMaximumBitrate,
    },
    receiver_report::ReceiverReport,
    sender_report::SenderReport,
    transport_feedbacks::{
        transport_layer_cc::{PacketStatusChunk, SymbolTypeTcc, TransportLayerCc},
        transport_layer_nack::TransportLayerNack,
    },
};

use super::{transport_cc::Arrivals, *};

fn written(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut buffer = Vec::new();
    write(&mut buffer);
    buffer
}

/// Reads with another implementation.
fn foreign<T: 'static + Clone>(bytes: &[u8]) -> T {
    let packets = unmarshal(&mut Bytes::copy_from_slice(bytes)).unwrap();
    packets
        .iter()
        .find_map(|packet| packet.as_any().downcast_ref::<T>())
        .unwrap()
        .clone()
}

#[test]
fn others_read_our_reports() {
    let block = ReceptionBlock {
        ssrc: 9,
        fraction_lost: 12,
        lost: 345,
        highest_sequence: 0x1_0007,
        jitter: 77,
        last_sender_report: 0x1234_5678,
        delay_since_last: 65_536,
    };
    let report: ReceiverReport = foreign(&written(|buffer| {
        write_receiver_report(buffer, 1, &[block])
    }));
    assert_eq!(report.ssrc, 1);
    let found = &report.reports[0];
    assert_eq!(
        (found.ssrc, found.fraction_lost, found.total_lost),
        (9, 12, 345)
    );
    assert_eq!((found.last_sequence_number, found.jitter), (0x1_0007, 77));

    let report: SenderReport = foreign(&written(|buffer| {
        write_sender_report(buffer, 5, 0x0102_0304_0506_0708, 9, 3, 4)
    }));
    assert_eq!(
        (report.ssrc, report.ntp_time, report.rtp_time),
        (5, 0x0102_0304_0506_0708, 9)
    );
    assert_eq!((report.packet_count, report.octet_count), (3, 4));
}

#[test]
fn others_read_our_requests() {
    let lost = [65_530, 65_531, 65_535, 4, 5, 40];
    let bytes = written(|buffer| write_nack(buffer, 1, 2, &lost));
    let nack: TransportLayerNack = foreign(&bytes);
    let found: Vec<u16> = nack
        .nacks
        .iter()
        .flat_map(|pair| pair.packet_list())
        .collect();
    assert_eq!(found, lost);
    let Some(Message::Nack(own)) = messages(&bytes).next() else {
        panic!("not a NACK")
    };
    assert_eq!(
        (own.media, own.sequences().collect::<Vec<_>>()),
        (2, lost.to_vec())
    );

    let pli: PictureLossIndication = foreign(&written(|buffer| write_picture_loss(buffer, 1, 2)));
    assert_eq!((pli.sender_ssrc, pli.media_ssrc), (1, 2));

    for rate in [100_000_u32, 262_143, 262_144, 2_500_000] {
        let remb: ReceiverEstimatedMaximumBitrate = foreign(&written(|buffer| {
            write_bitrate_estimate(buffer, 1, rate, 2)
        }));
        assert!(
            (remb.bitrate - rate as f32).abs() <= rate as f32 / 1000.0,
            "{rate}"
        );
        assert_eq!(remb.ssrcs, [2]);
    }
}

#[test]
fn key_frame_requests_of_both_kinds_are_read() {
    let pli = written(|buffer| write_picture_loss(buffer, 1, 7));
    let mut fir = vec![0x84, 206, 0, 4];
    fir.extend_from_slice(&[0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7, 3, 0, 0, 0]);
    for bytes in [pli, fir] {
        assert_eq!(
            messages(&bytes).next(),
            Some(Message::KeyFrameRequest { media: 7 })
        );
    }
}

#[test]
fn malformed_packets_end_the_reading() {
    for bytes in [
        &[][..],
        &[0x80],
        &[0x80, 200, 0, 9, 1],
        &[0x00, 200, 0, 0],
        &[0x81, 205, 0, 0],
    ] {
        let found: Vec<_> = messages(bytes).collect();
        assert!(
            found.iter().all(|message| *message == Message::Other),
            "{bytes:?}"
        );
    }
    let endless = [0x80, 202, 0, 0].repeat(1000);
    assert_eq!(messages(&endless).count(), limits::RTCP_MESSAGES_MAX);
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
            arrivals.record(*sequence, epoch + Duration::from_micros(*at_us));
        }
        let bytes = written(|buffer| arrivals.write(buffer, 1, 2));
        let feedback: TransportLayerCc = foreign(&bytes);
        let found = read_back(&feedback);
        assert_eq!(found.len(), expected.len(), "round {round}");
        for ((sequence, at_us), (wanted, wanted_us)) in found.iter().zip(&expected) {
            assert_eq!(sequence, wanted);
            assert!(
                (at_us - i64::try_from(*wanted_us).unwrap()).abs() < 500,
                "round {round}"
            );
        }
        base = base.wrapping_add(30);
    }
}

#[test]
fn feedback_is_due_soon_after_a_packet_and_then_not() {
    let now = crate::test_clock::start();
    let mut arrivals = Arrivals::new(now);
    assert_eq!(arrivals.due(), None);
    arrivals.record(1, now);
    assert_eq!(arrivals.due(), Some(now + limits::FEEDBACK_TIME));
    arrivals.write(&mut Vec::new(), 1, 2);
    assert_eq!(arrivals.due(), None);
}
