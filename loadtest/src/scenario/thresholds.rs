//! What a run must reach.

use serde::Deserialize;

/// Absent: not demanded. Without the table, no join may fail and every viewer must see a frame.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    #[serde(default = "none_allowed")]
    pub join_failures_max: Option<u64>,
    #[serde(default = "none_allowed")]
    pub viewers_without_frame_max: Option<u64>,
    /// Whose picture stood still at the end.
    pub viewers_dark_at_end_max: Option<u64>,
    pub first_frame_p95_ms: Option<f64>,
    pub first_frame_max_ms: Option<f64>,
    /// Of the packets sent to viewers, repairs counted as arrived.
    pub loss_percent_max: Option<f64>,
    pub delay_p99_ms: Option<f64>,
    pub longest_gap_p95_ms: Option<f64>,
    /// Share of the viewers' time without a moving picture.
    pub frozen_percent_max: Option<f64>,
    /// Picture gap at a viewer around a change of the sender's network.
    pub network_change_gap_max_ms: Option<f64>,
    /// CPU-seconds per second of all server processes, while every stream is up.
    pub server_cpu_max: Option<f64>,
    /// Growth of the server's resident memory from the steady state's begin to its end.
    pub server_memory_growth_percent_max: Option<f64>,
}

#[allow(clippy::unnecessary_wraps, reason = "the field's type")]
fn none_allowed() -> Option<u64> {
    Some(0)
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            join_failures_max: none_allowed(),
            viewers_without_frame_max: none_allowed(),
            viewers_dark_at_end_max: None,
            first_frame_p95_ms: None,
            first_frame_max_ms: None,
            loss_percent_max: None,
            delay_p99_ms: None,
            longest_gap_p95_ms: None,
            frozen_percent_max: None,
            network_change_gap_max_ms: None,
            server_cpu_max: None,
            server_memory_growth_percent_max: None,
        }
    }
}
