use bytes::Bytes;
use rtc_rtcp::{
    packet::unmarshal,
    payload_feedbacks::{
        picture_loss_indication::PictureLossIndication,
        receiver_estimated_maximum_bitrate::ReceiverEstimatedMaximumBitrate,
    },
    receiver_report::ReceiverReport,
    sender_report::SenderReport,
    transport_feedbacks::transport_layer_nack::TransportLayerNack,
};

use super::*;

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
        let bytes = written(|buffer| write_bitrate_estimate(buffer, 1, rate, 2));
        let remb: ReceiverEstimatedMaximumBitrate = foreign(&bytes);
        assert!(
            (remb.bitrate - rate as f32).abs() <= rate as f32 / 1000.0,
            "{rate}"
        );
        assert_eq!(remb.ssrcs, [2]);
        let Some(Message::BitrateEstimate { bit_rate_bps }) = messages(&bytes).next() else {
            panic!("not a REMB")
        };
        assert!(bit_rate_bps.abs_diff(u64::from(rate)) <= u64::from(rate) / 1000);
    }
}

#[test]
fn an_absurd_estimate_is_the_largest_there_is() {
    let mut bytes = written(|buffer| write_bitrate_estimate(buffer, 1, 500_000, 2));
    bytes[17] = 0xff;
    let found = messages(&bytes).next();
    let bit_rate_bps = u64::MAX;
    assert_eq!(found, Some(Message::BitrateEstimate { bit_rate_bps }));
}

#[test]
fn blocks_of_a_report_are_those_that_are_there() {
    let blocks = [1, 2, 3].map(|ssrc| ReceptionBlock {
        ssrc,
        fraction_lost: 26,
        last_sender_report: 0x1234_5678,
        delay_since_last: 6554,
        ..ReceptionBlock::default()
    });
    let mut bytes = written(|buffer| write_receiver_report(buffer, 9, &blocks));
    let read = |bytes: &[u8]| match messages(bytes).next() {
        Some(Message::ReceiverReport(found)) => found.iter().collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(read(&bytes), blocks);
    bytes[0] = 0x80 | 31;
    assert_eq!(read(&bytes), blocks, "claims 31");
    bytes[0] = 0x80 | 1;
    assert_eq!(read(&bytes), blocks[..1]);
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
