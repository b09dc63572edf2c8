use std::time::Instant;

use super::*;
use crate::stats::frames::FrameCounts;

const MS: Duration = Duration::from_millis(1);

fn conditions() -> Conditions {
    Conditions {
        url: "https://localhost:8443".into(),
        callers_asked: 2,
        viewers_asked: 2,
        viewers_join: ViewersJoin::Before,
        seconds: 10.0,
        client_cpu_s_per_s: 0.5,
        server_cpu_s_per_s: None,
        interrupted: false,
    }
}

fn viewer(started_at: Instant, first_frame_at: Option<Instant>) -> ViewerResult {
    let counts = FrameCounts {
        packets: 990,
        lost: 10,
        decodable: 95,
        ..FrameCounts::default()
    };
    ViewerResult {
        answer_ms: 20.0,
        join_ms: 50.0,
        started_at,
        first_frame_at,
        counts,
        bytes: 1_000_000,
    }
}

fn scene(tap_at: Instant, viewers: Vec<Result<ViewerResult, String>>) -> SceneResult {
    let caller = CallerResult {
        join_ms: 80.0,
        frames: 100,
        packets: 1000,
        late: vec![MS],
        ..CallerResult::default()
    };
    SceneResult {
        tap_at: Some(tap_at),
        caller: Ok(caller),
        viewers,
    }
}

#[test]
fn the_first_frame_counts_from_start_or_from_a_later_viewers_beginning() {
    let tap = Instant::now() + Duration::from_secs(60);
    let early = viewer(tap - 2000 * MS, Some(tap + 300 * MS));
    let late = viewer(tap + 5000 * MS, Some(tap + 5100 * MS));
    let report = Report::new(conditions(), &[scene(tap, vec![Ok(early), Ok(late)])]);
    let times = report.first_frame_ms.unwrap();
    assert_eq!(
        (times.samples, times.median_ms, times.max_ms),
        (2, 100.0, 300.0)
    );
    assert_eq!((report.packets_received, report.packets_lost), (1980, 20));
    assert_eq!(report.received_mbit_per_s, 1.6);
    assert_eq!(report.exit_code(), ExitCode::SUCCESS);
}

#[test]
fn failed_joins_are_told_and_end_with_code_1() {
    let now = Instant::now();
    let mut broken = scene(now, vec![Err("no way".into())]);
    broken.caller = Err("refused".into());
    let report = Report::new(conditions(), &[broken]);
    assert_eq!((report.joins_failed, report.callers_joined), (2, 0));
    assert_eq!(report.failures, ["refused", "no way"]);
    assert_eq!(report.exit_code(), ExitCode::from(1));
    assert_eq!(report.first_frame_ms, None);
    assert!(
        report
            .to_string()
            .contains("2 joins failed:\n  refused\n  no way"),
        "{report}"
    );
}

#[test]
fn a_viewer_without_picture_fails_the_run_unless_it_was_cut_short() {
    let now = Instant::now();
    let scenes = [scene(now, vec![Ok(viewer(now, None))])];
    let report = Report::new(conditions(), &scenes);
    assert_eq!(
        (report.viewers_without_frame, report.exit_code()),
        (1, ExitCode::from(1))
    );
    let cut = Report::new(
        Conditions {
            interrupted: true,
            ..conditions()
        },
        &scenes,
    );
    assert_eq!(cut.exit_code(), ExitCode::SUCCESS);
}

#[test]
fn a_tester_that_starves_makes_the_run_void() {
    let now = Instant::now();
    let mut starved = scene(now, vec![Ok(viewer(now, Some(now)))]);
    starved.caller.as_mut().unwrap().late = vec![MS, 60 * MS];
    let report = Report::new(conditions(), &[starved]);
    assert!(report.is_void);
    assert_eq!(report.exit_code(), ExitCode::from(3));
    assert!(report.to_string().contains("VOID"));
}

#[test]
fn the_json_line_carries_the_conditions_and_the_verdict() {
    let json = serde_json::to_value(Report::new(conditions(), &[])).unwrap();
    assert_eq!(json["name"], "loadtest_run");
    assert_eq!(json["viewers_join"], "before");
    assert_eq!(json["void"], false);
    assert_eq!(json["first_frame_ms"], serde_json::Value::Null);
}
