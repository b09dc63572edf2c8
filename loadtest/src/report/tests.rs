use std::time::{Duration, Instant};

use super::{
    course::Course,
    facts::{Steps, ViewFacts},
    *,
};
use crate::{
    client::ViewerResult,
    stats::{
        frames::{FrameCounts, Freeze},
        gauge::Gauge,
    },
};

const MS: Duration = Duration::from_millis(1);
const S: Duration = Duration::from_secs(1);

pub fn facts(streams: Vec<StreamFacts>) -> Facts {
    let views_asked = streams.iter().map(|stream| stream.views.len()).sum();
    Facts {
        scenario: "test".into(),
        about: String::new(),
        text: "name = \"test\"".into(),
        seed: 1,
        target: "https://localhost:8443".into(),
        begun_at: "2026-11-25T10:00:00Z".into(),
        start: Instant::now(),
        length: 10 * S,
        interrupted: false,
        streams_asked: streams.len(),
        views_asked,
        streams,
        course: Course::new(vec![(42, "genba".into())]),
    }
}

fn viewer(started_at: Instant, first_frame_at: Option<Instant>) -> ViewFacts {
    let counts = FrameCounts {
        packets: 990,
        lost: 10,
        decodable: 95,
        longest_gap: 40 * MS,
        ..FrameCounts::default()
    };
    ViewFacts {
        group: "desk".into(),
        failure: None,
        result: ViewerResult {
            answer_ms: Some(20.0),
            join_ms: Some(50.0),
            started_at: Some(started_at),
            left_at: Some(started_at + 12 * S),
            first_frame_at,
            last_frame_at: first_frame_at.map(|at| at + 10 * S),
            counts,
            bytes: 1_000_000,
            ..ViewerResult::default()
        },
    }
}

/// Tapped two seconds after its beginning.
pub fn stream(begun_at: Instant, views: Vec<ViewFacts>) -> StreamFacts {
    StreamFacts {
        group: "citizens".into(),
        steps: Steps {
            begun_at: Some(begun_at),
            sent_at: Some(begun_at + 30 * MS),
            opened_at: Some(begun_at + 50 * MS),
            tap_at: Some(begun_at + 2 * S),
            started_at: Some(begun_at + 2 * S + 40 * MS),
            connected_at: Some(begun_at + 2 * S + 100 * MS),
            first_frame_at: views.iter().filter_map(|v| v.result.first_frame_at).min(),
        },
        result: CallerResult {
            join_ms: Some(60.0),
            frames: 100,
            packets: 1000,
            ..CallerResult::default()
        },
        views,
        ..StreamFacts::default()
    }
}

fn report(streams: Vec<StreamFacts>) -> Report {
    Report::new(facts(streams), &Thresholds::default())
}

#[test]
fn the_first_frame_counts_from_start_or_from_a_later_viewers_beginning() {
    let now = Instant::now();
    let tap = now + 2 * S;
    let early = viewer(now, Some(tap + 300 * MS));
    let late = viewer(tap + 5 * S, Some(tap + 5 * S + 100 * MS));
    let report = report(vec![stream(now, vec![early, late])]);
    let times = report.views.first_frame_ms.unwrap();
    assert_eq!(
        (times.samples, times.median_ms, times.max_ms),
        (2, 100.0, 300.0)
    );
    let views = &report.views;
    assert_eq!((views.packets_received, views.packets_lost), (1980, 20));
    assert_eq!((views.received_mbit_per_s, views.loss_percent), (1.6, 1.0));
    assert_eq!(report.verdict, Verdict::Passed);
}

#[test]
fn the_funnel_counts_who_came_how_far_and_times_each_step_alone() {
    let now = Instant::now();
    let seen = stream(now, vec![viewer(now, Some(now + 2 * S + 400 * MS))]);
    let mut refused = stream(now, vec![]);
    refused.failure = Some("starting: refused".into());
    refused.steps.started_at = None;
    refused.steps.connected_at = None;
    let report = report(vec![seen, refused]);
    let steps: Vec<_> = report
        .funnel
        .iter()
        .map(|step| (step.step.name(), step.reached, step.ms.unwrap().max_ms))
        .collect();
    assert_eq!(
        steps,
        [
            ("sent", 2, 30.0),
            ("opened", 2, 20.0),
            ("started", 1, 40.0),
            ("connected", 1, 60.0),
            ("first frame", 1, 300.0)
        ]
    );
}

#[test]
fn failed_joins_are_told_and_miss_the_threshold() {
    let now = Instant::now();
    let mut broken = stream(now, vec![viewer(now, None)]);
    broken.failure = Some("refused".into());
    broken.views[0].failure = Some("no way".into());
    let report = report(vec![broken]);
    assert_eq!((report.joins_failed, report.verdict), (2, Verdict::Missed));
    assert!(report.missed().contains(&"join_failures_max"));
    assert!(
        report.to_string().contains("2 joins failed:\n  1 × "),
        "{report}"
    );
}

#[test]
fn a_viewer_without_picture_misses_unless_it_had_no_time_or_the_run_was_cut_short() {
    let now = Instant::now();
    let dark = || vec![stream(now, vec![viewer(now, None)])];
    assert_eq!(report(dark()).views.viewers_without_frame, 1);
    assert_eq!(report(dark()).missed(), ["viewers_without_frame_max"]);
    let mut hasty = dark();
    hasty[0].views[0].result.left_at = Some(now + 3 * S);
    assert_eq!(report(hasty).views.viewers_without_frame, 0);
    let cut = Facts {
        interrupted: true,
        ..facts(dark())
    };
    assert_eq!(
        Report::new(cut, &Thresholds::default()).verdict,
        Verdict::Passed
    );
}

#[test]
fn a_picture_that_stops_before_the_end_is_counted() {
    let now = Instant::now();
    let mut streams = vec![stream(now, vec![viewer(now, Some(now + S))])];
    assert_eq!(report(streams.clone()).views.viewers_dark_at_end, 0);
    streams[0].views[0].result.last_frame_at = Some(now + 5 * S);
    assert_eq!(report(streams).views.viewers_dark_at_end, 1);
}

#[test]
fn a_change_of_network_costs_the_stop_that_it_caused() {
    let now = Instant::now();
    let change = now + 6 * S;
    let mut seen = viewer(now, Some(now + 3 * S));
    let stop = |from, length| Freeze {
        from: now + from,
        to: now + from + length,
    };
    seen.result.freezes = vec![stop(4 * S, 300 * MS), stop(6 * S - 20 * MS, 900 * MS)];
    let untouched = viewer(now, Some(now + 3 * S));
    let too_late = viewer(now, Some(now + 7 * S));
    let mut stream = stream(now, vec![seen, untouched, too_late]);
    stream.changes = vec![change];
    let report = report(vec![stream]);
    let gap = report.views.network_change_gap_ms.unwrap();
    assert_eq!((gap.samples, gap.median_ms, gap.max_ms), (2, 0.0, 900.0));
    assert_eq!(report.views.frozen_percent, Some(4.0));
}

fn with_lateness(late: Duration, streams: Vec<StreamFacts>) -> Facts {
    let gauge = Gauge::default();
    gauge.add(late);
    let mut facts = facts(streams);
    facts.course.late = gauge.take();
    facts
}

#[test]
fn a_tester_that_starves_makes_the_run_void_but_excuses_no_failed_join() {
    let now = Instant::now();
    let fine = || vec![stream(now, vec![viewer(now, Some(now + 3 * S))])];
    let demands = Thresholds {
        first_frame_max_ms: Some(1.0),
        ..Thresholds::default()
    };
    for (late, code, word) in [
        (5 * MS, 1, "MISSED: first_frame_max_ms"),
        (60 * MS, 3, "VOID"),
    ] {
        let report = Report::new(with_lateness(late, fine()), &demands);
        assert_eq!(report.verdict.code(), code);
        assert!(report.to_string().contains(word), "{report}");
    }
    let mut refused = fine();
    refused[0].failure = Some("refused".into());
    let report = Report::new(with_lateness(60 * MS, refused), &demands);
    assert_eq!((report.is_void, report.verdict.code()), (true, 1));
}

#[test]
fn every_threshold_is_a_most_and_what_was_not_measured_misses() {
    let now = Instant::now();
    let fine = || facts(vec![stream(now, vec![viewer(now, Some(now + 3 * S))])]);
    type Set = fn(&mut Thresholds, f64);
    let table: [(&str, Set, Option<f64>); 5] = [
        (
            "first_frame_p95_ms",
            |t, v| t.first_frame_p95_ms = Some(v),
            Some(1000.0),
        ),
        (
            "loss_percent_max",
            |t, v| t.loss_percent_max = Some(v),
            Some(1.0),
        ),
        (
            "longest_gap_p95_ms",
            |t, v| t.longest_gap_p95_ms = Some(v),
            Some(40.0),
        ),
        ("delay_p99_ms", |t, v| t.delay_p99_ms = Some(v), None),
        ("server_cpu_max", |t, v| t.server_cpu_max = Some(v), None),
    ];
    for (name, set, measured) in table {
        let mut thresholds = Thresholds::default();
        set(&mut thresholds, measured.unwrap_or(1.0));
        let missed = Report::new(fine(), &thresholds).missed();
        assert_eq!(missed.contains(&name), measured.is_none(), "{name}");
        set(&mut thresholds, measured.unwrap_or(1.0) - 0.01);
        assert_eq!(Report::new(fine(), &thresholds).missed(), [name], "{name}");
    }
}

#[test]
fn the_json_line_carries_the_conditions_and_the_verdict() {
    let json = serde_json::to_value(report(Vec::new())).unwrap();
    assert_eq!(json["name"], "loadtest_run");
    assert_eq!(
        (&json["verdict"], &json["void"]),
        (&"passed".into(), &false.into())
    );
    assert_eq!(json["first_frame_ms"], serde_json::Value::Null);
    assert_eq!(json["servers"][0][1], "genba");
}
