//! The figures of a run: pure.

pub mod course;
pub mod facts;
mod failures;
pub mod html;
mod judge;
mod views;

mod text;

use std::process::ExitCode;

use serde::Serialize;

use self::{
    course::{Sample, client_cpu, server_cpu, server_memory},
    facts::{Facts, Step, StreamFacts},
    views::ViewFigures,
};
pub use self::{
    failures::FailureKind,
    judge::{Judged, Verdict},
};
use crate::{
    client::{CallerResult, ms_between},
    limits,
    scenario::Thresholds,
    stats::percentiles::Percentiles,
};

#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub name: &'static str,
    pub scenario: String,
    pub about: String,
    pub seed: u64,
    pub target: String,
    pub begun_at: String,
    pub seconds: f64,
    pub interrupted: bool,
    pub verdict: Verdict,
    #[serde(rename = "void")]
    pub is_void: bool,
    pub thresholds: Vec<Judged>,
    pub streams_asked: usize,
    pub views_asked: usize,
    pub funnel: Vec<FunnelStep>,
    pub joins_failed: u64,
    pub failures: Vec<FailureKind>,
    pub groups: Vec<GroupFigures>,
    pub callers_joined: usize,
    pub rejoins: u64,
    pub stills_uploaded: u64,
    pub caller_answer_ms: Option<Percentiles>,
    pub caller_join_ms: Option<Percentiles>,
    pub frames_sent: u64,
    pub packets_sent: u64,
    pub sent_mbit_per_s: f64,
    pub nacks_received: u64,
    pub key_frame_requests_received: u64,
    #[serde(flatten)]
    pub views: ViewFigures,
    pub delay_p50_ms: Option<f64>,
    pub delay_p99_ms: Option<f64>,
    /// While nearly all senders were up; over the whole run where that was no time.
    pub server_cpu_s_per_s: Option<f64>,
    pub client_cpu_s_per_s: Option<f64>,
    pub server_memory_growth_percent: Option<f64>,
    /// How late the tester itself gave frames to the network.
    pub frame_late_p99_ms: f64,
    /// Process ids and names of the server.
    pub servers: Vec<(u32, String)>,
    pub course: Vec<Sample>,
    #[serde(skip)]
    pub first_frames_ms: Vec<f64>,
    #[serde(skip)]
    pub text_of_scenario: String,
}

/// How many senders came so far, and how long the step took those who made it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct FunnelStep {
    #[serde(serialize_with = "as_name")]
    pub step: Step,
    pub reached: usize,
    pub ms: Option<Percentiles>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupFigures {
    pub group: String,
    pub streams: usize,
    pub views: usize,
    pub failed: usize,
    pub mbit_per_s: f64,
    pub packets_lost: u64,
    pub first_frame_ms: Option<Percentiles>,
}

impl Report {
    pub fn new(facts: Facts, thresholds: &Thresholds) -> Self {
        let seconds = facts.length.as_secs_f64();
        let streams = &facts.streams;
        let sum = |of: fn(&CallerResult) -> u64| streams.iter().map(|s| of(&s.result)).sum::<u64>();
        let answers: Vec<_> = streams.iter().filter_map(|s| s.result.answer_ms).collect();
        let joins: Vec<_> = streams.iter().filter_map(|s| s.result.join_ms).collect();
        let course = &facts.course;
        let whole = course.samples.first().zip(course.samples.last());
        let steady = course.steady().or(whole);
        let memory = steady.and_then(|(from, to)| growth(server_memory(from)?, server_memory(to)?));
        let failures = failures::count(streams);
        let late_ms = course.late.percentile_ms(99).unwrap_or_default();
        let mut report = Self {
            name: "loadtest_run",
            scenario: facts.scenario,
            about: facts.about,
            seed: facts.seed,
            target: facts.target,
            begun_at: facts.begun_at,
            seconds,
            interrupted: facts.interrupted,
            verdict: Verdict::Passed,
            is_void: late_ms > limits::FRAME_LATE_MAX.as_secs_f64() * 1000.0,
            thresholds: Vec::new(),
            streams_asked: facts.streams_asked,
            views_asked: facts.views_asked,
            funnel: funnel(streams),
            joins_failed: failures.iter().map(|kind| kind.count).sum(),
            failures,
            groups: groups(streams, seconds),
            callers_joined: joins.len(),
            rejoins: streams.iter().map(|s| u64::from(s.rejoins)).sum(),
            stills_uploaded: streams.iter().map(|s| u64::from(s.stills)).sum(),
            caller_answer_ms: Percentiles::of(&answers),
            caller_join_ms: Percentiles::of(&joins),
            frames_sent: sum(|c| c.frames),
            packets_sent: sum(|c| c.packets),
            sent_mbit_per_s: mbit_per_s(sum(|c| c.bytes), seconds),
            nacks_received: sum(|c| c.nacks),
            key_frame_requests_received: sum(|c| c.key_frame_requests),
            views: ViewFigures::new(streams, seconds),
            delay_p50_ms: course.delay.percentile_ms(50),
            delay_p99_ms: course.delay.percentile_ms(99),
            server_cpu_s_per_s: steady.and_then(|(from, to)| server_cpu(from, to)),
            client_cpu_s_per_s: steady.and_then(|(from, to)| client_cpu(from, to)),
            server_memory_growth_percent: memory,
            frame_late_p99_ms: late_ms,
            servers: course.servers.clone(),
            first_frames_ms: views::first_frames_ms(streams),
            course: facts.course.samples,
            text_of_scenario: facts.text,
        };
        report.thresholds = judge::judge(&report, thresholds);
        report.verdict = judge::verdict(&report);
        report
    }

    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.verdict.code())
    }
}

fn funnel(streams: &[StreamFacts]) -> Vec<FunnelStep> {
    let step = |step| {
        let reached = streams.iter().filter_map(|s| s.steps.reached(step)).count();
        let took: Vec<_> = streams
            .iter()
            .filter_map(|s| Some(ms_between(s.steps.before(step)?, s.steps.reached(step)?)))
            .collect();
        FunnelStep {
            step,
            reached,
            ms: Percentiles::of(&took),
        }
    };
    Step::ALL.map(step).to_vec()
}

/// Senders by their group, then watchers by theirs.
fn groups(streams: &[StreamFacts], seconds: f64) -> Vec<GroupFigures> {
    let mut names: Vec<&str> = Vec::new();
    let sending = streams.iter().map(|s| s.group.as_str());
    let watching = streams
        .iter()
        .flat_map(|s| &s.views)
        .map(|v| v.group.as_str());
    for name in sending.chain(watching) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let group = |name: &str| {
        let streams_of = || streams.iter().filter(|s| s.group == name);
        let views_of = || {
            let views = |s: &'_ StreamFacts| s.views.iter().filter(|v| v.group == name).count();
            streams.iter().map(views).sum()
        };
        let bytes: u64 = streams_of().map(|s| s.result.bytes).sum();
        let seen = || {
            streams
                .iter()
                .flat_map(|s| &s.views)
                .filter(|v| v.group == name)
        };
        let seen_bytes: u64 = seen().map(|v| v.result.bytes).sum();
        let failed = streams_of().filter(|s| s.failure.is_some()).count()
            + seen().filter(|v| v.failure.is_some()).count();
        GroupFigures {
            group: name.to_owned(),
            streams: streams_of().count(),
            views: views_of(),
            failed,
            mbit_per_s: mbit_per_s(bytes + seen_bytes, seconds),
            packets_lost: seen().map(|v| v.result.counts.lost).sum(),
            first_frame_ms: Percentiles::of(&views::first_frames_of(streams, name)),
        }
    };
    names.into_iter().map(group).collect()
}

#[allow(clippy::cast_precision_loss, reason = "bytes stay far below 2^52")]
fn mbit_per_s(bytes: u64, seconds: f64) -> f64 {
    bytes as f64 * 8.0 / 1e6 / seconds.max(0.001)
}

#[allow(clippy::cast_precision_loss, reason = "bytes stay far below 2^52")]
fn growth(from: u64, to: u64) -> Option<f64> {
    (from > 0).then(|| (to as f64 / from as f64 - 1.0) * 100.0)
}

fn as_name<S: serde::Serializer>(step: &Step, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(step.name())
}

#[cfg(test)]
mod tests;
