//! What statistics keep of one report: no destination, number, name, post, place or token.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{
    report::{EndReason, Exercise, FunnelStep, Obstacle},
    request::{Channel, DestinationRisk},
    staff::StaffPurpose,
    statistics::ReportException,
    time::UnixMs,
};
use serde::{Deserialize, Serialize};

use crate::report::Report;

/// Who films.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Somebody who called 110 and got a one-time link.
    #[default]
    Caller,
    /// An officer with a staff URL (VR-5).
    Staff,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fact {
    pub origin: Origin,
    pub messages: u32,
    /// When each step was reached first, counted from the sending.
    pub reached_ms: BTreeMap<FunnelStep, u64>,
    pub ended: Option<EndReason>,
    /// From the sending to the end.
    pub length_ms: u64,
    /// What stood in the way when it ended.
    pub obstacle: Option<Obstacle>,
    pub live_ms: u64,
    pub is_mis_sent: bool,
    pub exceptions: BTreeSet<ReportException>,
    pub files: FileCounts,
}

/// Pictures and films that arrived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileCounts {
    pub stills: u32,
    pub pictures: u32,
    pub films: u32,
}

/// What the report itself does not hold.
#[derive(Clone, Debug, Default)]
pub struct Known<'a> {
    pub origin: Origin,
    /// Absent where nothing went out, to an officer.
    pub channel: Option<Channel>,
    pub risks: &'a [DestinationRisk],
    /// The manager, or whoever has to know, was told before it began.
    pub is_reported: bool,
    pub files: FileCounts,
    /// What was known of it before.
    pub before: Option<&'a Fact>,
    /// Where the caller was stuck before this change; the end itself forgets it.
    pub stuck_before: Option<Obstacle>,
}

impl Fact {
    /// Nothing of an exercise (VR-10).
    pub fn of(report: &Report, known: &Known<'_>) -> Option<Self> {
        if report.exercise == Exercise::Yes {
            return None;
        }
        let sent = report.funnel.get(&FunnelStep::Sent).copied();
        let after = |at: UnixMs| {
            let span_ms = sent.map_or(0, |sent| at.since_ms(sent));
            u64::try_from(span_ms).unwrap_or(0)
        };
        let steps = report.funnel.iter();
        let was_over = known.before.is_some_and(|before| before.ended.is_some());
        Some(Self {
            origin: known.origin,
            messages: report.link.delivery.sends,
            reached_ms: steps.map(|(step, at)| (*step, after(*at))).collect(),
            ended: report.ended.map(|ending| ending.reason),
            length_ms: report.ended.map_or(0, |ending| after(ending.at)),
            obstacle: match (report.ended, known.before) {
                (None, _) => None,
                (Some(_), Some(before)) if was_over => before.obstacle,
                (Some(_), _) => known.stuck_before,
            },
            live_ms: report.totals.live_ms,
            is_mis_sent: report.desk.mis_send.is_some(),
            exceptions: exceptions(report, known),
            files: known.files,
        })
    }

    pub(super) fn has(&self, step: FunnelStep) -> bool {
        self.reached_ms.contains_key(&step)
    }
}

/// An officer uses it for something else than initial response (VR-5.2.1).
fn is_other_purpose(report: &Report) -> bool {
    let officer = report.desk.staff.as_ref();
    officer.is_some_and(|officer| officer.purpose == StaffPurpose::Exception)
}

fn exceptions(report: &Report, known: &Known<'_>) -> BTreeSet<ReportException> {
    use ReportException as E;
    let is_staff = known.origin == Origin::Staff;
    let has = |risk| known.risks.contains(&risk);
    let table = [
        (!is_staff && !known.is_reported, E::WithoutReport),
        (has(DestinationRisk::ByVoice), E::NumberByVoice),
        (
            has(DestinationRisk::DiffersFromCallingNumber),
            E::NumberDiffers,
        ),
        (known.channel == Some(Channel::Email), E::ByEmail),
        (report.link.is_prolonged, E::Prolonged),
        (report.link.readmissions > 0, E::Readmitted),
        (report.exercise == Exercise::BecameReal, E::BeganAsExercise),
        (is_staff && !known.is_reported, E::StaffWithoutReport),
        (is_other_purpose(report), E::StaffForOtherPurpose),
    ];
    let there = table.into_iter().filter(|(there, _)| *there);
    there.map(|(_, exception)| exception).collect()
}
