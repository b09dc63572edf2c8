use super::*;

const MS: Duration = Duration::from_millis(1);

/// Sends `count` packets of 1000 bytes, one each `gap`, and collects (number, due after start).
fn send(
    settings: Settings,
    seed: u64,
    count: u32,
    gap: Duration,
) -> (Vec<(u32, Duration)>, Counts) {
    let start = Instant::now();
    let mut pipe = Pipe::new(settings, seed, start);
    let mut arrived = Vec::new();
    for number in 0..count {
        let now = start + gap * number;
        take(&mut pipe, now, start, &mut arrived);
        let mut packet = number.to_be_bytes().to_vec();
        packet.resize(1000, 0);
        pipe.handle_packet(packet, now);
    }
    take(
        &mut pipe,
        start + gap * count + limits::DELAY_MAX * 4,
        start,
        &mut arrived,
    );
    (arrived, pipe.counts())
}

fn take(pipe: &mut Pipe, now: Instant, start: Instant, arrived: &mut Vec<(u32, Duration)>) {
    while let Some(Delivery { due, packet }) = pipe.poll_packet(now) {
        assert!(due <= now);
        let number = u32::from_be_bytes(packet[..4].try_into().unwrap());
        arrived.push((number, due.duration_since(start)));
    }
}

fn lost_runs(arrived: &[(u32, Duration)], count: u32) -> Vec<u32> {
    let mut runs = Vec::new();
    let mut expected = 0;
    for number in arrived.iter().map(|(number, _)| *number).chain([count]) {
        if number > expected {
            runs.push(number - expected);
        }
        expected = number + 1;
    }
    runs
}

#[test]
fn a_plain_link_delays_each_packet_by_the_same_time() {
    let (arrived, counts) = send(
        Settings {
            delay: 40 * MS,
            ..Settings::default()
        },
        1,
        500,
        MS,
    );
    assert_eq!(arrived.len(), 500);
    assert_eq!(counts.delivered, 500);
    for (number, due) in arrived {
        assert_eq!(due, MS * number + 40 * MS);
    }
}

#[test]
fn nothing_leaves_before_it_is_due() {
    let start = Instant::now();
    let mut pipe = Pipe::new(
        Settings {
            delay: 40 * MS,
            ..Settings::default()
        },
        1,
        start,
    );
    pipe.handle_packet(vec![1], start);
    assert_eq!(pipe.poll_timeout(), Some(start + 40 * MS));
    assert_eq!(pipe.poll_packet(start + 39 * MS), None);
    assert!(pipe.poll_packet(start + 40 * MS).is_some());
    assert_eq!(pipe.poll_timeout(), None);
}

#[test]
fn the_same_seed_loses_the_same_packets_and_another_does_not() {
    let rough = Settings {
        delay: 20 * MS,
        jitter: 15 * MS,
        loss: 0.1,
        reorder: 0.05,
        ..Settings::default()
    };
    let (first, _) = send(rough.clone(), 7, 5000, MS);
    assert_eq!(first, send(rough.clone(), 7, 5000, MS).0);
    assert_ne!(first, send(rough, 8, 5000, MS).0);
}

#[test]
fn independent_loss_comes_to_its_share_in_short_runs() {
    let (arrived, counts) = send(
        Settings {
            loss: 0.1,
            ..Settings::default()
        },
        3,
        100_000,
        MS,
    );
    let share = counts.lost as f64 / 100_000.0;
    assert!((0.095..0.105).contains(&share), "{share}");
    let runs = lost_runs(&arrived, 100_000);
    let mean = runs.iter().sum::<u32>() as f64 / runs.len() as f64;
    assert!((1.05..1.17).contains(&mean), "{mean}");
}

#[test]
fn burst_loss_comes_to_the_same_share_in_long_runs() {
    let bursty = Settings {
        loss: 0.1,
        burst_packets: 8.0,
        ..Settings::default()
    };
    let (arrived, counts) = send(bursty, 3, 200_000, MS);
    let share = counts.lost as f64 / 200_000.0;
    assert!((0.09..0.11).contains(&share), "{share}");
    let runs = lost_runs(&arrived, 200_000);
    let mean = runs.iter().sum::<u32>() as f64 / runs.len() as f64;
    assert!((7.2..8.8).contains(&mean), "{mean}");
}

#[test]
fn total_loss_lets_nothing_through() {
    for burst_packets in [1.0, 5.0] {
        let all = Settings {
            loss: 1.0,
            burst_packets,
            ..Settings::default()
        };
        assert_eq!(send(all, 1, 1000, MS).0.len(), 0);
    }
}

#[test]
fn the_rate_spaces_packets_and_a_full_queue_drops() {
    // 1000 bytes at 800 kbit/s take 10 ms; one each 5 ms is twice what the line carries.
    let narrow = Settings {
        rate_bps: Some(800_000),
        queue: 100 * MS,
        ..Settings::default()
    };
    let (arrived, counts) = send(narrow, 1, 400, 5 * MS);
    for pair in arrived.windows(2) {
        assert_eq!(pair[1].1 - pair[0].1, 10 * MS);
    }
    assert_eq!(counts.lost, 0);
    assert!((180..200).contains(&counts.queue_dropped), "{counts:?}");
    for (number, due) in arrived {
        assert!(
            due - 5 * MS * number <= 110 * MS,
            "waited no longer than the queue and itself"
        );
    }
}

#[test]
fn lost_packets_use_the_line_too() {
    let narrow = Settings {
        rate_bps: Some(800_000),
        queue: 5000 * MS,
        ..Settings::default()
    };
    let (all, _) = send(narrow.clone(), 1, 100, MS);
    let (some, _) = send(
        Settings {
            loss: 0.5,
            ..narrow
        },
        1,
        100,
        MS,
    );
    assert!(some.len() < 80);
    for arrival in &some {
        assert!(
            all.contains(arrival),
            "an arriving packet comes when it would have come anyway"
        );
    }
}

#[test]
fn jitter_varies_the_delay_and_keeps_the_order() {
    let (arrived, _) = send(
        Settings {
            delay: 40 * MS,
            jitter: 20 * MS,
            ..Settings::default()
        },
        5,
        2000,
        5 * MS,
    );
    let delays: Vec<_> = arrived
        .iter()
        .map(|(number, due)| *due - 5 * MS * *number)
        .collect();
    assert!(
        delays
            .iter()
            .all(|delay| (40 * MS..=60 * MS).contains(delay))
    );
    assert!(
        delays
            .iter()
            .max()
            .unwrap()
            .abs_diff(*delays.iter().min().unwrap())
            > 15 * MS
    );
    assert!(arrived.is_sorted_by_key(|(number, _)| *number));
}

#[test]
fn reordered_packets_are_overtaken_and_none_is_lost() {
    let (arrived, counts) = send(
        Settings {
            reorder: 0.1,
            ..Settings::default()
        },
        5,
        5000,
        MS,
    );
    assert_eq!(arrived.len(), 5000);
    let overtaken = arrived
        .windows(2)
        .filter(|pair| pair[1].0 < pair[0].0)
        .count();
    assert!((350..600).contains(&overtaken), "{overtaken}");
    assert!((430..570).contains(&counts.reordered), "{counts:?}");
}

#[test]
fn a_black_hole_swallows_what_is_on_the_way_and_what_comes() {
    let start = Instant::now();
    let delay = Settings {
        delay: 40 * MS,
        ..Settings::default()
    };
    let mut pipe = Pipe::new(delay.clone(), 1, start);
    pipe.handle_packet(vec![1], start);
    pipe.set(Settings {
        dead: true,
        ..delay.clone()
    });
    pipe.handle_packet(vec![2], start);
    pipe.set(delay);
    pipe.handle_packet(vec![3], start);
    assert_eq!(pipe.poll_packet(start + 40 * MS).unwrap().packet, [3]);
    assert_eq!(pipe.poll_packet(start + 400 * MS), None);
    assert_eq!(pipe.counts().dead_dropped, 2);
}

#[test]
fn a_live_change_keeps_the_order() {
    let start = Instant::now();
    let mut pipe = Pipe::new(
        Settings {
            delay: 200 * MS,
            ..Settings::default()
        },
        1,
        start,
    );
    pipe.handle_packet(vec![1], start);
    pipe.set(Settings {
        delay: 10 * MS,
        ..Settings::default()
    });
    pipe.handle_packet(vec![2], start + 5 * MS);
    assert_eq!(pipe.poll_packet(start + 100 * MS), None);
    assert_eq!(pipe.poll_packet(start + 200 * MS).unwrap().packet, [1]);
    assert_eq!(pipe.poll_packet(start + 200 * MS).unwrap().packet, [2]);
}

#[test]
fn no_more_packets_are_on_the_way_than_the_bound() {
    let start = Instant::now();
    let mut pipe = Pipe::new(
        Settings {
            delay: 5000 * MS,
            ..Settings::default()
        },
        1,
        start,
    );
    for _ in 0..limits::PACKETS_ON_THE_WAY_MAX + 10 {
        pipe.handle_packet(vec![], start);
    }
    assert_eq!(pipe.counts().queue_dropped, 10);
}
