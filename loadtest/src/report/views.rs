//! What viewers saw.

use std::time::{Duration, Instant};

use serde::Serialize;

use super::{
    facts::{StreamFacts, ViewFacts},
    mbit_per_s,
};
use crate::{
    client::{ViewerResult, ms_between},
    limits,
    stats::percentiles::Percentiles,
};

#[derive(Clone, Debug, Serialize)]
pub struct ViewFigures {
    pub viewers_joined: usize,
    /// Of those who waited long enough for one.
    pub viewers_without_frame: u64,
    /// Their picture stood still when they or the sender left.
    pub viewers_dark_at_end: u64,
    pub viewer_answer_ms: Option<Percentiles>,
    pub viewer_join_ms: Option<Percentiles>,
    /// From Start, or from the viewer's own joining where that was later, to the first frame that
    /// a decoder could show.
    pub first_frame_ms: Option<Percentiles>,
    pub frames_decodable: u64,
    pub frames_broken: u64,
    pub packets_received: u64,
    pub packets_lost: u64,
    pub loss_percent: f64,
    pub audio_packets_received: u64,
    pub received_mbit_per_s: f64,
    pub longest_gap_ms: Option<Percentiles>,
    pub frozen_percent: Option<f64>,
    pub network_changes: usize,
    /// The stop that a change of the sender's network caused at each viewer; 0 where it saw none.
    pub network_change_gap_ms: Option<Percentiles>,
}

impl ViewFigures {
    pub fn new(streams: &[StreamFacts], seconds: f64) -> Self {
        let views: Vec<&ViewerResult> = streams
            .iter()
            .flat_map(|s| &s.views)
            .map(|v| &v.result)
            .collect();
        let sum = |of: fn(&ViewerResult) -> u64| views.iter().map(|v| of(v)).sum::<u64>();
        let all = |of: fn(&ViewerResult) -> Option<f64>| {
            let samples: Vec<_> = views.iter().filter_map(|v| of(v)).collect();
            Percentiles::of(&samples)
        };
        let (received, lost) = (sum(|v| v.counts.packets), sum(|v| v.counts.lost));
        let count = |is: fn(&StreamFacts, &ViewerResult) -> bool| {
            let of = |s: &StreamFacts| s.views.iter().filter(|v| is(s, &v.result)).count() as u64;
            streams.iter().map(of).sum()
        };
        Self {
            viewers_joined: views.iter().filter(|v| v.join_ms.is_some()).count(),
            viewers_without_frame: count(waited_in_vain),
            viewers_dark_at_end: count(|_, view| is_dark_at_end(view)),
            viewer_answer_ms: all(|v| v.answer_ms),
            viewer_join_ms: all(|v| v.join_ms),
            first_frame_ms: Percentiles::of(&first_frames_ms(streams)),
            frames_decodable: sum(|v| v.counts.decodable),
            frames_broken: sum(|v| v.counts.broken),
            packets_received: received,
            packets_lost: lost,
            loss_percent: percent(lost, received + lost),
            audio_packets_received: sum(|v| v.audio_packets),
            received_mbit_per_s: mbit_per_s(sum(|v| v.bytes), seconds),
            longest_gap_ms: all(|v| {
                let seen = v.counts.decodable > 1;
                seen.then_some(v.counts.longest_gap.as_secs_f64() * 1000.0)
            }),
            frozen_percent: frozen_percent(&views),
            network_changes: streams.iter().map(|s| s.changes.len()).sum(),
            network_change_gap_ms: Percentiles::of(&change_gaps_ms(streams)),
        }
    }
}

/// From Start, or from the viewer's own beginning where that was later.
pub fn first_frames_ms(streams: &[StreamFacts]) -> Vec<f64> {
    streams
        .iter()
        .flat_map(|s| first_frames(s, |_| true))
        .collect()
}

/// Of one group: of its streams and of what it watched.
pub fn first_frames_of(streams: &[StreamFacts], group: &str) -> Vec<f64> {
    let of = |s: &StreamFacts| first_frames(s, |v| s.group == group || v.group == group);
    streams.iter().flat_map(of).collect()
}

fn first_frames(stream: &StreamFacts, is_wanted: impl Fn(&ViewFacts) -> bool) -> Vec<f64> {
    let time = |view: &ViewFacts| {
        let from = stream.steps.tap_at?.max(view.result.started_at?);
        Some(ms_between(from, view.result.first_frame_at?))
    };
    let wanted = stream.views.iter().filter(|view| is_wanted(view));
    wanted.filter_map(time).collect()
}

/// Joined, and nothing came although the sender was there for a while.
fn waited_in_vain(stream: &StreamFacts, view: &ViewerResult) -> bool {
    let waited = || {
        let from = stream.steps.connected_at?.max(view.started_at?);
        Some(view.left_at?.saturating_duration_since(from))
    };
    view.join_ms.is_some()
        && view.first_frame_at.is_none()
        && waited().is_some_and(|time| time >= limits::FIRST_FRAME_PATIENCE)
}

fn is_dark_at_end(view: &ViewerResult) -> bool {
    let tail = |view: &ViewerResult| Some((view.left_at?, view.last_frame_at?));
    // Sender and viewer drain one after the other before they leave.
    let usual = limits::DRAIN * 2 + Duration::from_secs(1);
    tail(view).is_some_and(|(left, last)| left.saturating_duration_since(last) > usual)
}

fn frozen_percent(views: &[&ViewerResult]) -> Option<f64> {
    let mut watched = Duration::ZERO;
    let mut frozen = Duration::ZERO;
    for view in views {
        let (Some(first), Some(last)) = (view.first_frame_at, view.last_frame_at) else {
            continue;
        };
        watched += last.saturating_duration_since(first);
        frozen += view
            .freezes
            .iter()
            .map(|freeze| freeze.length())
            .sum::<Duration>();
    }
    (!watched.is_zero()).then(|| frozen.as_secs_f64() / watched.as_secs_f64() * 100.0)
}

fn change_gaps_ms(streams: &[StreamFacts]) -> Vec<f64> {
    let mut gaps = Vec::new();
    for stream in streams {
        for change in &stream.changes {
            let gap = |view: &ViewFacts| change_gap_ms(*change, &view.result);
            gaps.extend(stream.views.iter().filter_map(gap));
        }
    }
    gaps
}

/// Nothing for a viewer that did not see the picture before and after.
fn change_gap_ms(change: Instant, view: &ViewerResult) -> Option<f64> {
    let saw_both = view.first_frame_at? < change && view.last_frame_at? > change;
    let near = |from: Instant| from < change + limits::CHANGE_EFFECT_MAX;
    let stop = view.freezes.iter().find(|f| f.to > change && near(f.from));
    saw_both.then(|| stop.map_or(0.0, |stop| stop.length().as_secs_f64() * 1000.0))
}

#[allow(clippy::cast_precision_loss, reason = "packets stay far below 2^52")]
fn percent(part: u64, whole: u64) -> f64 {
    part as f64 * 100.0 / (whole as f64).max(1.0)
}
