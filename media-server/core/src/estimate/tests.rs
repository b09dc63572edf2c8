use std::time::Duration;

use super::{
    Estimator,
    link::{Link, Sender},
};
use crate::rtcp::ReceptionBlock;

/// Chance must not decide whether a test passes.
fn seeds() -> impl Iterator<Item = u64> {
    (0..20).map(|step| step * 7919 + 3)
}

/// The estimate in Mbit/s.
fn estimate(sender: &Sender) -> f64 {
    f64::from(sender.estimator.estimate_bps()) / 1e6
}

#[test]
fn a_fresh_viewer_on_10_mbit_reaches_2_5_mbit_within_two_seconds() {
    for seed in seeds() {
        for stream_bps in [0.5e6, 1.5e6] {
            let mut sender = Sender::new(Link::default(), stream_bps, seed);
            sender.run_ms(2000);
            let found = estimate(&sender);
            assert!((2.5..=10.0).contains(&found), "seed {seed}: {found}");
            assert!(sender.probe_bytes < 100_000, "{} bytes", sender.probe_bytes);
        }
    }
}

#[test]
fn a_link_that_falls_to_400_kbit_is_followed_within_a_second() {
    for seed in seeds() {
        let mut sender = Sender::new(Link::default(), 2.5e6, seed);
        sender.adapts = true;
        sender.run_ms(10_000);
        assert!(
            estimate(&sender) > 2.4,
            "seed {seed}: {}",
            estimate(&sender)
        );
        sender.link.rate_bps = 0.4e6;
        sender.run_ms(1000);
        assert!(
            estimate(&sender) < 0.5,
            "seed {seed}: {}",
            estimate(&sender)
        );
        sender.run_ms(4000);
        sender.run_ms(5000);
        assert!(
            (0.2..0.45).contains(&estimate(&sender)),
            "{}",
            estimate(&sender)
        );
        assert!(sender.wait_us_max < 250_000, "{} µs", sender.wait_us_max);
        sender.link.rate_bps = 10e6;
        sender.run_ms(8000);
        assert!(
            estimate(&sender) > 2.0,
            "seed {seed}: {}",
            estimate(&sender)
        );
    }
}

#[test]
fn a_tenth_lost_at_random_does_not_starve_it() {
    for seed in seeds() {
        let link = Link {
            loss_percent: 10.0,
            ..Link::default()
        };
        let mut sender = Sender::new(link, 2e6, seed);
        sender.adapts = true;
        sender.run_ms(5000);
        let mut lowest = f64::MAX;
        for _ in 0..50 {
            sender.run_ms(500);
            lowest = lowest.min(estimate(&sender));
        }
        assert!(lowest > 1.8, "seed {seed}: {lowest}");
        let known = sender.estimator.loss_share();
        assert!((0.05..0.15).contains(&known), "seed {seed}: {known}");
    }
}

#[test]
fn three_tenths_lost_at_random_keep_a_picture() {
    for seed in seeds() {
        let link = Link {
            loss_percent: 30.0,
            ..Link::default()
        };
        let mut sender = Sender::new(link, 2e6, seed);
        sender.adapts = true;
        sender.run_ms(10_000);
        let mut lowest = f64::MAX;
        for _ in 0..40 {
            sender.run_ms(500);
            lowest = lowest.min(estimate(&sender));
        }
        assert!(lowest > 0.4, "seed {seed}: {lowest}");
    }
}

#[test]
fn noise_of_a_busy_receiver_is_not_congestion() {
    for seed in seeds() {
        let link = Link {
            sleep_us: 60_000,
            ..Link::default()
        };
        let mut sender = Sender::new(link, 1.5e6, seed);
        sender.adapts = true;
        sender.run_ms(6000);
        let mut lowest = f64::MAX;
        for _ in 0..60 {
            sender.run_ms(500);
            lowest = lowest.min(estimate(&sender));
        }
        assert!(lowest > 1.4, "seed {seed}: {lowest}");
    }
}

#[test]
fn a_stream_larger_than_the_link_does_not_fill_its_queue() {
    for seed in seeds() {
        let link = Link {
            rate_bps: 1e6,
            queue_us: 2_000_000,
            ..Link::default()
        };
        let mut sender = Sender::new(link, 1.5e6, seed);
        sender.run_ms(5000);
        let mut waits = Vec::new();
        for _ in 0..20 {
            sender.run_ms(1000);
            waits.push(sender.wait_us_max);
        }
        waits.sort_unstable();
        assert!(waits[10] < 250_000 && waits[19] < 500_000, "{waits:?}");
        assert!(
            (0.6..1.05).contains(&estimate(&sender)),
            "{}",
            estimate(&sender)
        );
    }
}

#[test]
fn a_single_layer_is_not_throttled_on_a_link_that_carries_it() {
    let mut sender = Sender::new(Link::default(), 2.5e6, 7);
    let mut least = u32::MAX;
    for _ in 0..100 {
        sender.run_ms(100);
        least = least.min(sender.estimator.pacing_rate_bps());
    }
    assert!(least >= 3_000_000, "{least}");
    let share = sender.delivered as f64 * 8.0 / 10.0 / 2.5e6;
    assert!(share > 0.95, "{share}");
}

#[test]
fn on_a_fast_network_frames_soon_leave_in_one_run() {
    for stream_bps in [1.3e6, 5e6] {
        let link = Link {
            rate_bps: 1e9,
            delay_us: 300,
            ..Link::default()
        };
        let mut sender = Sender::new(link, stream_bps, 3);
        sender.run_ms(2000);
        let found = sender.estimator.pacing_rate_bps();
        assert!(found >= 25_000_000, "{stream_bps}: {found}");
    }
}

#[test]
fn a_longer_way_is_not_congestion_for_long() {
    let mut sender = Sender::new(Link::default(), 1.5e6, 9);
    sender.adapts = true;
    sender.run_ms(5000);
    sender.link.delay_us = 150_000;
    sender.run_ms(10_000);
    assert!(estimate(&sender) > 1.5, "{}", estimate(&sender));
}

#[test]
fn the_round_trip_is_known() {
    let link = Link {
        delay_us: 40_000,
        ..Link::default()
    };
    let mut sender = Sender::new(link, 1.5e6, 9);
    sender.run_ms(3000);
    let found = sender.estimator.round_trip(sender.now());
    let expected = Duration::from_millis(80)..Duration::from_millis(95);
    assert!(expected.contains(&found), "{found:?}");
}

#[test]
fn two_viewers_are_independent() {
    let mut alone = Sender::new(Link::default(), 1.5e6, 5);
    let mut beside = Sender::new(Link::default(), 1.5e6, 5);
    let slow = Link {
        rate_bps: 0.3e6,
        ..Link::default()
    };
    let mut starving = Sender::new(slow, 1.5e6, 6);
    for _ in 0..100 {
        alone.run_ms(50);
        beside.run_ms(50);
        starving.run_ms(50);
    }
    assert_eq!(estimate(&alone), estimate(&beside));
    assert!(estimate(&starving) < 0.5);
}

#[test]
fn a_viewer_that_only_reports_losses_is_judged_by_them() {
    let start = crate::test_clock::start();
    let play = |lost: &dyn Fn(f64) -> f64, believed_bps: Option<u64>| {
        let mut estimator = Estimator::new(start);
        let mut block = ReceptionBlock::default();
        for second in 0..60 {
            let now = start + Duration::from_secs(second);
            estimator.set_demand(1_500_000, 3_000_000);
            let sent_bps = f64::from(estimator.estimate_bps()).min(1.5e6);
            block.fraction_lost = (lost(sent_bps) * 256.0) as u8;
            block.highest_sequence += (sent_bps / 8.0 / 1200.0) as u32;
            estimator.reception(&block, now);
            if let Some(believed) = believed_bps {
                estimator.bitrate_estimate(believed);
            }
        }
        f64::from(estimator.estimate_bps()) / 1e6
    };
    // The last estimate in Mbit/s.
    let clean = play(&|_| 0.0, None);
    assert!((2.0..2.5).contains(&clean), "{clean}");
    let random = play(&|_| 0.1, None);
    assert!(random > 1.3, "{random}");
    let policed = play(&|bps| (1.0 - 0.8e6 / bps).max(0.0), None);
    assert!((0.6..1.1).contains(&policed), "{policed}");
    assert_eq!(play(&|_| 0.0, Some(1_000_000)), 1.0);
    assert_eq!(play(&|_| 0.0, Some(u64::MAX)), 20.0);
    assert_eq!(play(&|_| 1.0, Some(0)), 0.05);
}

#[test]
fn reports_tell_the_round_trip_before_any_feedback() {
    let start = crate::test_clock::start();
    let mut estimator = Estimator::new(start);
    estimator.report_sent(0x1234_5678_0000, start);
    let block = ReceptionBlock {
        last_sender_report: 0x1234_5678,
        delay_since_last: 65_536 / 2,
        ..ReceptionBlock::default()
    };
    let now = start + Duration::from_millis(620);
    estimator.reception(&block, now);
    assert_eq!(estimator.round_trip(now), Duration::from_millis(120));
}
