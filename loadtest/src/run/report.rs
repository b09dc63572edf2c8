//! The figures of a run from its scenes: pure.

use std::{fmt, process::ExitCode, time::Duration};

use serde::Serialize;

use super::{arguments::ViewersJoin, scene::SceneResult};
use crate::{
    client::{CallerResult, ViewerResult},
    limits,
    stats::{histogram::Histogram, percentiles::Percentiles, table::Table},
};

/// What was asked and what it cost.
#[derive(Clone, Debug, Serialize)]
pub struct Conditions {
    pub url: String,
    pub callers_asked: u32,
    pub viewers_asked: u32,
    #[serde(serialize_with = "as_first_frame_from")]
    pub viewers_join: ViewersJoin,
    pub seconds: f64,
    pub client_cpu_s_per_s: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_cpu_s_per_s: Option<f64>,
    /// Ended by Ctrl-C.
    pub interrupted: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub name: &'static str,
    #[serde(flatten)]
    pub conditions: Conditions,
    pub callers_joined: usize,
    pub viewers_joined: usize,
    pub joins_failed: usize,
    pub viewers_without_frame: usize,
    pub caller_answer_ms: Option<Percentiles>,
    pub viewer_answer_ms: Option<Percentiles>,
    pub caller_join_ms: Option<Percentiles>,
    pub viewer_join_ms: Option<Percentiles>,
    /// To the first frame that a decoder could show.
    pub first_frame_ms: Option<Percentiles>,
    pub frames_sent: u64,
    pub packets_sent: u64,
    pub sent_mbit_per_s: f64,
    pub nacks_received: u64,
    pub key_frame_requests_received: u64,
    pub frames_decodable: u64,
    pub frames_broken: u64,
    pub packets_received: u64,
    pub packets_lost: u64,
    pub received_mbit_per_s: f64,
    pub longest_gap_ms: Option<Percentiles>,
    /// How late the tester itself gave frames to the network.
    pub frame_late_p99_ms: f64,
    #[serde(rename = "void")]
    pub is_void: bool,
    pub failures: Vec<String>,
}

impl Report {
    pub fn new(conditions: Conditions, scenes: &[SceneResult]) -> Self {
        let callers: Vec<_> = scenes
            .iter()
            .filter_map(|s| s.caller.as_ref().ok())
            .collect();
        let viewers: Vec<_> = scenes.iter().flat_map(|s| &s.viewers).flatten().collect();
        let failures: Vec<_> = failures(scenes).collect();
        let sum = |of: fn(&CallerResult) -> u64| callers.iter().map(|c| of(c)).sum::<u64>();
        let seen = |of: fn(&ViewerResult) -> u64| viewers.iter().map(|v| of(v)).sum::<u64>();
        let caller_answers: Vec<_> = callers.iter().map(|c| c.answer_ms).collect();
        let viewer_answers: Vec<_> = viewers.iter().map(|v| v.answer_ms).collect();
        let caller_joins: Vec<_> = callers.iter().map(|c| c.join_ms).collect();
        let viewer_joins: Vec<_> = viewers.iter().map(|v| v.join_ms).collect();
        let gaps: Vec<_> = viewers
            .iter()
            .map(|v| v.counts.longest_gap.as_secs_f64() * 1000.0)
            .collect();
        let frame_late_p99_ms = lateness(&callers).percentile_ms(99.0);
        Self {
            name: "loadtest_run",
            callers_joined: callers.len(),
            viewers_joined: viewers.len(),
            joins_failed: failures.len(),
            viewers_without_frame: viewers
                .iter()
                .filter(|v| v.first_frame_at.is_none())
                .count(),
            caller_answer_ms: Percentiles::of(&caller_answers),
            viewer_answer_ms: Percentiles::of(&viewer_answers),
            caller_join_ms: Percentiles::of(&caller_joins),
            viewer_join_ms: Percentiles::of(&viewer_joins),
            first_frame_ms: Percentiles::of(&first_frames(scenes)),
            frames_sent: sum(|c| c.frames),
            packets_sent: sum(|c| c.packets),
            sent_mbit_per_s: rate(sum(|c| c.bytes), conditions.seconds),
            nacks_received: sum(|c| c.nacks),
            key_frame_requests_received: sum(|c| c.key_frame_requests),
            frames_decodable: seen(|v| v.counts.decodable),
            frames_broken: seen(|v| v.counts.broken),
            packets_received: seen(|v| v.counts.packets),
            packets_lost: seen(|v| v.counts.lost),
            received_mbit_per_s: rate(seen(|v| v.bytes), conditions.seconds),
            longest_gap_ms: Percentiles::of(&gaps),
            frame_late_p99_ms,
            is_void: frame_late_p99_ms > limits::FRAME_LATE_MAX.as_secs_f64() * 1000.0,
            failures: failures
                .into_iter()
                .take(limits::FAILURES_TOLD_MAX)
                .cloned()
                .collect(),
            conditions,
        }
    }

    pub fn exit_code(&self) -> ExitCode {
        // A stream that lasted for no frame is no failure of an interrupted run.
        let unseen = self.viewers_without_frame > 0 && !self.conditions.interrupted;
        match (self.joins_failed > 0 || unseen, self.is_void) {
            (true, _) => ExitCode::from(1),
            (false, true) => ExitCode::from(3),
            (false, false) => ExitCode::SUCCESS,
        }
    }
}

fn failures(scenes: &[SceneResult]) -> impl Iterator<Item = &String> {
    scenes.iter().flat_map(|scene| {
        let viewers = scene
            .viewers
            .iter()
            .filter_map(|viewer| viewer.as_ref().err());
        scene.caller.as_ref().err().into_iter().chain(viewers)
    })
}

/// From Start, or from the viewer's own beginning where that was later.
fn first_frames(scenes: &[SceneResult]) -> Vec<f64> {
    let mut times = Vec::new();
    for scene in scenes {
        let Some(tap_at) = scene.tap_at else { continue };
        for viewer in scene.viewers.iter().flatten() {
            let Some(seen_at) = viewer.first_frame_at else {
                continue;
            };
            let from = tap_at.max(viewer.started_at);
            times.push(seen_at.saturating_duration_since(from).as_secs_f64() * 1000.0);
        }
    }
    times
}

fn lateness(callers: &[&CallerResult]) -> Histogram {
    let mut histogram = Histogram::default();
    callers
        .iter()
        .flat_map(|caller| &caller.late)
        .for_each(|late| histogram.add(*late));
    histogram
}

#[allow(clippy::cast_precision_loss, reason = "bytes stay far below 2^52")]
fn rate(bytes: u64, seconds: f64) -> f64 {
    bytes as f64 * 8.0 / 1_000_000.0 / seconds.max(Duration::from_millis(1).as_secs_f64())
}

fn as_first_frame_from<S: serde::Serializer>(
    join: &ViewersJoin,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match join {
        ViewersJoin::Before => "before",
        ViewersJoin::After => "after",
    })
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Conditions {
            callers_asked,
            viewers_asked,
            viewers_join,
            ..
        } = self.conditions;
        let first_frame = match viewers_join {
            ViewersJoin::Before => "start to first frame",
            ViewersJoin::After => "viewer's joining to first frame",
        };
        let mut times = Table::new(&["ms", "samples", "median", "p95", "max"]);
        times.row(row("caller's offer answered", self.caller_answer_ms));
        times.row(row("caller connected", self.caller_join_ms));
        times.row(row("viewer's offer answered", self.viewer_answer_ms));
        times.row(row("viewer connected", self.viewer_join_ms));
        times.row(row(first_frame, self.first_frame_ms));
        times.row(row("longest gap of a viewer", self.longest_gap_ms));
        writeln!(f, "{times}")?;
        let mut counts = Table::new(&[
            "", "asked", "joined", "frames", "broken", "packets", "lost", "Mbit/s",
        ]);
        counts.row(cells(
            ["callers sent"],
            callers_asked,
            self.callers_joined,
            [
                self.frames_sent.to_string(),
                "-".to_owned(),
                self.packets_sent.to_string(),
                "-".to_owned(),
                format!("{:.2}", self.sent_mbit_per_s),
            ],
        ));
        counts.row(cells(
            ["viewers received"],
            viewers_asked,
            self.viewers_joined,
            [
                self.frames_decodable.to_string(),
                self.frames_broken.to_string(),
                self.packets_received.to_string(),
                self.packets_lost.to_string(),
                format!("{:.2}", self.received_mbit_per_s),
            ],
        ));
        writeln!(f, "{counts}")?;
        self.fmt_verdict(f)
    }
}

impl Report {
    fn fmt_verdict(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Conditions {
            seconds,
            client_cpu_s_per_s,
            server_cpu_s_per_s,
            interrupted,
            ..
        } = self.conditions;
        write!(
            f,
            "{seconds:.1} s; CPU seconds per second: tester {client_cpu_s_per_s:.2}"
        )?;
        if let Some(server) = server_cpu_s_per_s {
            write!(f, ", server {server:.2}")?;
        }
        writeln!(f, "; frames late by {:.1} ms (p99)", self.frame_late_p99_ms)?;
        if interrupted {
            writeln!(f, "interrupted: figures so far")?;
        }
        if self.joins_failed > 0 {
            writeln!(f, "{} joins failed:", self.joins_failed)?;
        }
        for failure in &self.failures {
            writeln!(f, "  {failure}")?;
        }
        if self.viewers_without_frame > 0 {
            writeln!(f, "{} viewers saw no frame", self.viewers_without_frame)?;
        }
        if self.is_void {
            let bound = limits::FRAME_LATE_MAX.as_millis();
            writeln!(
                f,
                "VOID: the tester itself was too slow (more than {bound} ms)"
            )?;
        }
        Ok(())
    }
}

fn row(name: &str, figures: Option<Percentiles>) -> Vec<String> {
    let mut row = vec![name.to_owned()];
    match figures {
        Some(Percentiles {
            samples,
            median_ms,
            p95_ms,
            max_ms,
        }) => {
            row.push(samples.to_string());
            row.extend([median_ms, p95_ms, max_ms].map(|ms| format!("{ms:.0}")));
        }
        None => row.extend(["0", "-", "-", "-"].map(str::to_owned)),
    }
    row
}

fn cells(name: [&str; 1], asked: u32, joined: usize, rest: [String; 5]) -> Vec<String> {
    let head = [name[0].to_owned(), asked.to_string(), joined.to_string()];
    head.into_iter().chain(rest).collect()
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
