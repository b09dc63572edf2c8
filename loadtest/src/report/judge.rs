//! Whether a run reached what was demanded.

use serde::Serialize;

use super::Report;
use crate::scenario::Thresholds;

/// One demand and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judged {
    pub name: &'static str,
    pub goal: f64,
    /// Absent: not measured, which misses every goal.
    pub measured: Option<f64>,
    pub met: bool,
    /// Counts people who could not be served, which no slowness of the tester excuses.
    #[serde(skip)]
    pub is_hard: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Passed,
    Missed,
    /// The tester itself starved: the figures would speak of it.
    Void,
}

impl Verdict {
    pub fn code(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::Missed => 1,
            Self::Void => 3,
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts of people")]
pub fn judge(report: &Report, thresholds: &Thresholds) -> Vec<Judged> {
    let views = &report.views;
    let (first, gap) = (views.first_frame_ms, views.longest_gap_ms);
    // A stream that lasted for no frame is no failure of an interrupted run.
    let unseen = if report.interrupted {
        0
    } else {
        views.viewers_without_frame
    };
    let hard = [
        (
            "join_failures_max",
            thresholds.join_failures_max,
            report.joins_failed,
        ),
        (
            "viewers_without_frame_max",
            thresholds.viewers_without_frame_max,
            unseen,
        ),
        (
            "viewers_dark_at_end_max",
            thresholds.viewers_dark_at_end_max,
            views.viewers_dark_at_end,
        ),
    ];
    let hard = hard.into_iter().filter_map(|(name, goal, measured)| {
        Some(judged(name, goal? as f64, Some(measured as f64), true))
    });
    let soft = [
        (
            "first_frame_p95_ms",
            thresholds.first_frame_p95_ms,
            first.map(|p| p.p95_ms),
        ),
        (
            "first_frame_max_ms",
            thresholds.first_frame_max_ms,
            first.map(|p| p.max_ms),
        ),
        (
            "loss_percent_max",
            thresholds.loss_percent_max,
            Some(views.loss_percent),
        ),
        ("delay_p99_ms", thresholds.delay_p99_ms, report.delay_p99_ms),
        (
            "longest_gap_p95_ms",
            thresholds.longest_gap_p95_ms,
            gap.map(|p| p.p95_ms),
        ),
        (
            "frozen_percent_max",
            thresholds.frozen_percent_max,
            views.frozen_percent,
        ),
        (
            "network_change_gap_max_ms",
            thresholds.network_change_gap_max_ms,
            views.network_change_gap_ms.map(|p| p.max_ms),
        ),
        (
            "server_cpu_max",
            thresholds.server_cpu_max,
            report.server_cpu_s_per_s,
        ),
        (
            "server_memory_growth_percent_max",
            thresholds.server_memory_growth_percent_max,
            report.server_memory_growth_percent,
        ),
    ];
    let soft = soft
        .into_iter()
        .filter_map(|(name, goal, measured)| Some(judged(name, goal?, measured, false)));
    hard.chain(soft).collect()
}

/// Every goal is a most.
fn judged(name: &'static str, goal: f64, measured: Option<f64>, is_hard: bool) -> Judged {
    Judged {
        name,
        goal,
        measured,
        met: measured.is_some_and(|measured| measured <= goal),
        is_hard,
    }
}

pub fn verdict(report: &Report) -> Verdict {
    let missed = |hard_only: bool| {
        let mut all = report.thresholds.iter();
        all.any(|judged| !judged.met && (judged.is_hard || !hard_only))
    };
    match report.is_void {
        _ if missed(true) => Verdict::Missed,
        true => Verdict::Void,
        false if missed(false) => Verdict::Missed,
        false => Verdict::Passed,
    }
}
