//! What a run hands to its report.

use std::time::{Duration, Instant};

use super::course::Course;
use crate::client::{CallerResult, ViewerResult};

/// How far a sender came. In the order of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Sent,
    Opened,
    Started,
    Connected,
    FirstFrame,
}

impl Step {
    pub const ALL: [Self; 5] = [
        Self::Sent,
        Self::Opened,
        Self::Started,
        Self::Connected,
        Self::FirstFrame,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Opened => "opened",
            Self::Started => "started",
            Self::Connected => "connected",
            Self::FirstFrame => "first frame",
        }
    }
}

/// When a sender reached each step; the tap on Start stands between opened and started.
#[derive(Clone, Copy, Debug, Default)]
pub struct Steps {
    pub begun_at: Option<Instant>,
    pub sent_at: Option<Instant>,
    pub opened_at: Option<Instant>,
    pub tap_at: Option<Instant>,
    pub started_at: Option<Instant>,
    pub connected_at: Option<Instant>,
    pub first_frame_at: Option<Instant>,
}

impl Steps {
    pub fn reached(&self, step: Step) -> Option<Instant> {
        match step {
            Step::Sent => self.sent_at,
            Step::Opened => self.opened_at,
            Step::Started => self.started_at,
            Step::Connected => self.connected_at,
            Step::FirstFrame => self.first_frame_at,
        }
    }

    /// From what moment a step's own time counts.
    pub fn before(&self, step: Step) -> Option<Instant> {
        match step {
            Step::Sent => self.begun_at,
            Step::Opened => self.sent_at,
            Step::Started => self.tap_at,
            Step::Connected => self.started_at,
            Step::FirstFrame => self.connected_at,
        }
    }
}

/// Figures of one sender and its viewers; errors are in words for people.
#[derive(Clone, Debug, Default)]
pub struct StreamFacts {
    pub group: String,
    pub steps: Steps,
    pub result: CallerResult,
    pub failure: Option<String>,
    /// Sessions beyond the first: changes of network and broken connections.
    pub rejoins: u32,
    /// When the sender's network changed.
    pub changes: Vec<Instant>,
    pub stills: u32,
    pub views: Vec<ViewFacts>,
}

#[derive(Clone, Debug, Default)]
pub struct ViewFacts {
    pub group: String,
    pub result: ViewerResult,
    pub failure: Option<String>,
}

/// What was asked and under which conditions.
#[derive(Debug)]
pub struct Facts {
    pub scenario: String,
    pub about: String,
    /// The scenario's text.
    pub text: String,
    pub seed: u64,
    pub target: String,
    /// RFC 3339, UTC.
    pub begun_at: String,
    pub start: Instant,
    pub length: Duration,
    /// Ended by Ctrl-C.
    pub interrupted: bool,
    pub streams_asked: usize,
    pub views_asked: usize,
    pub streams: Vec<StreamFacts>,
    pub course: Course,
}
