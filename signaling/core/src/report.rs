//! One report (state machine D4): its funnel, where the caller is stuck, its totals.

use std::collections::BTreeMap;

use protocol::{
    caller::ToCaller,
    id::{DeviceId, ReportId, UnitId, WebrtcSessionId},
    report::{
        EndReason, Exercise, FunnelStep, FunnelTime, Obstacle, Phone, ReportState, ReportTotals,
        Stuck,
    },
    supervision::Staff,
    time::UnixMs,
};

use crate::{
    Act, Decision, Effect, Refusal,
    desk::Desk,
    limits::{FILES_AND_STILLS_MAX, MESSAGES_MAX, POINTS_MAX, TEXT_OF_PHONE_CHARS_MAX},
    link::{Link, LinkState},
};

#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub id: ReportId,
    pub headquarters: UnitId,
    /// Never `Held`: what goes on below a hold comes back with the release.
    pub state: ReportState,
    pub exercise: Exercise,
    pub link: Link,
    /// Who handles it now.
    pub handler: Staff,
    pub desk: Desk,
    /// When each step was reached first.
    pub funnel: BTreeMap<FunnelStep, UnixMs>,
    pub stuck: Option<Stuck>,
    pub phone: Option<Phone>,
    /// The media session whose picture counts.
    pub publisher: Option<WebrtcSessionId>,
    pub live_since: Option<UnixMs>,
    pub ended: Option<Ending>,
    pub totals: ReportTotals,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    pub at: UnixMs,
    pub reason: EndReason,
}

impl Report {
    /// A report whose link was just made for sending.
    pub fn sent(
        id: ReportId,
        headquarters: UnitId,
        handler: Staff,
        desk: Desk,
        link: Link,
        now: UnixMs,
    ) -> Self {
        Self {
            id,
            headquarters,
            state: ReportState::Invited,
            exercise: Exercise::No,
            link,
            handler,
            desk,
            funnel: BTreeMap::from([(FunnelStep::Sent, now)]),
            stuck: None,
            phone: None,
            publisher: None,
            live_since: None,
            ended: None,
            totals: ReportTotals::default(),
        }
    }

    /// The state as people see it.
    pub fn shown_state(&self) -> ReportState {
        match self.desk.held {
            Some(_) => ReportState::Held,
            None => self.state,
        }
    }

    /// The moment at which a task has to look at it again.
    pub fn next_deadline(&self) -> Option<UnixMs> {
        let deadlines = [self.link.next_deadline(), self.desk.next_deadline()];
        deadlines.into_iter().flatten().min()
    }

    /// Refuses what a held report does not take: pictures.
    pub fn check_not_held(&self) -> Result<(), Refusal> {
        if self.desk.held.is_some() {
            Err(Refusal::ReportHeld)
        } else {
            Ok(())
        }
    }

    /// Refuses media of a phone that may send none: the report is over or held, or another phone
    /// took the place. Asked again in the turn that stores what came.
    pub fn check_sends(&self, device: DeviceId, now: UnixMs) -> Result<(), Refusal> {
        self.check_device(device, now)?;
        self.check_not_held()
    }

    /// Refuses consoles where no live picture may be.
    pub fn check_watchable(&self) -> Result<(), Refusal> {
        if self.state.is_over() {
            return Err(Refusal::AlreadyOver);
        }
        self.check_not_held()
    }

    pub fn funnel_times(&self) -> Vec<FunnelTime> {
        self.funnel
            .iter()
            .map(|(step, at)| FunnelTime {
                step: *step,
                at_ms: *at,
            })
            .collect()
    }

    /// Refuses a phone whose session is over: the report ended or another phone took its place.
    pub fn check_device(&self, device: DeviceId, now: UnixMs) -> Result<(), Refusal> {
        if self.state.is_over() {
            return Err(Refusal::ReportOver);
        }
        self.link.check_open(now)?;
        if self.link.is_active(device) {
            Ok(())
        } else {
            Err(Refusal::SessionInvalid)
        }
    }

    /// True when a phone was bound before and no other is awaited.
    pub fn started_before(&self) -> bool {
        self.link.state == LinkState::InUse && !self.link.admits_another_device()
    }

    pub(crate) fn of_device(self, device: DeviceId) -> Result<Self, Refusal> {
        if self.state.is_over() {
            return Err(Refusal::ReportOver);
        }
        if self.link.is_active(device) {
            Ok(self)
        } else {
            Err(Refusal::SessionInvalid)
        }
    }

    pub(crate) fn with(self, effects: impl IntoIterator<Item = Effect>) -> Decision {
        Decision {
            report: self,
            effects: effects.into_iter().collect(),
        }
    }

    /// Notes the first time of a step; what comes after the end is no step any more.
    pub(crate) fn reach(&mut self, step: FunnelStep, now: UnixMs) {
        if !self.state.is_over() {
            self.funnel.entry(step).or_insert(now);
        }
    }

    /// The grace of a phone that is neither there nor live runs from the moment it fell silent.
    pub(crate) fn watch_silence(&mut self, now: UnixMs) {
        let has_started = self.link.state == LinkState::InUse;
        let is_silent = has_started
            && self.desk.is_away
            && !self.state.is_over()
            && self.state != ReportState::Live;
        self.desk.lost_at = is_silent.then(|| {
            let grace_ms = self.desk.rules.interruption_ms;
            self.desk.lost_at.unwrap_or(now.plus_ms(grace_ms))
        });
    }

    /// Something came from the phone: its grace begins anew.
    pub(crate) fn hear(&mut self, now: UnixMs) {
        self.desk.lost_at = None;
        self.watch_silence(now);
    }

    pub(crate) fn clear_stuck(&mut self, gone: impl FnOnce(Obstacle) -> bool) {
        if self.stuck.is_some_and(|stuck| gone(stuck.obstacle)) {
            self.stuck = None;
        }
    }

    pub(crate) fn open(
        mut self,
        phone: Phone,
        obstacle: Option<Obstacle>,
        now: UnixMs,
    ) -> Result<Decision, Refusal> {
        self.link.check_open(now)?;
        self.link.has_arrived();
        self.reach(FunnelStep::Delivered, now);
        self.reach(FunnelStep::Opened, now);
        if self.link.state == LinkState::InUse {
            return Ok(self.with([]));
        }
        if self.state == ReportState::Invited {
            self.state = ReportState::Consenting;
        }
        self.phone = Some(shortened(phone));
        self.stuck = obstacle.map(|obstacle| Stuck {
            obstacle,
            at_ms: now,
        });
        Ok(self.with([]))
    }

    /// An obstacle that lasts keeps the time at which it was noticed first.
    pub(crate) fn stuck(mut self, obstacle: Obstacle, now: UnixMs) -> Result<Decision, Refusal> {
        let is_known = self.stuck.is_some_and(|stuck| stuck.obstacle == obstacle);
        if !self.state.is_over() && !is_known {
            self.stuck = Some(Stuck {
                obstacle,
                at_ms: now,
            });
        }
        Ok(self.with([]))
    }

    pub(crate) fn unstuck(mut self) -> Result<Decision, Refusal> {
        self.clear_stuck(|obstacle| obstacle != Obstacle::OtherDevice);
        Ok(self.with([]))
    }

    pub(crate) fn online(mut self, now: UnixMs) -> Result<Decision, Refusal> {
        self.clear_stuck(|obstacle| obstacle == Obstacle::Offline);
        self.desk.is_away = false;
        self.hear(now);
        Ok(self.with([]))
    }

    pub(crate) fn offline(mut self, now: UnixMs) -> Result<Decision, Refusal> {
        self.desk.is_away = true;
        self.watch_silence(now);
        self.stuck(Obstacle::Offline, now)
    }

    pub(crate) fn permitted(mut self, now: UnixMs) -> Result<Decision, Refusal> {
        self.reach(FunnelStep::Permitted, now);
        self.clear_stuck(|obstacle| {
            matches!(
                obstacle,
                Obstacle::CameraAsked | Obstacle::CameraDenied | Obstacle::CameraBusy
            )
        });
        Ok(self.with([]))
    }

    pub(crate) fn picture_arrived(
        mut self,
        device: DeviceId,
        now: UnixMs,
    ) -> Result<Decision, Refusal> {
        self.reach(FunnelStep::FirstPicture, now);
        self.file_arrived(device, now)
    }

    pub(crate) fn pictures_began(
        mut self,
        device: DeviceId,
        now: UnixMs,
    ) -> Result<Decision, Refusal> {
        self.check_sends(device, now)?;
        self.hear(now);
        self.reach(FunnelStep::FirstPicture, now);
        Ok(self.with([]))
    }

    pub(crate) fn still_asked(self, online: bool) -> Result<Decision, Refusal> {
        if self.state.is_over() {
            return Err(Refusal::AlreadyOver);
        }
        self.check_not_held()?;
        if !online {
            return Err(Refusal::CallerAway);
        }
        Ok(self.with([
            Effect::Trail(Act::StillAsked),
            Effect::Tell(ToCaller::StillWanted),
        ]))
    }

    pub(crate) fn file_arrived(
        mut self,
        device: DeviceId,
        now: UnixMs,
    ) -> Result<Decision, Refusal> {
        self.check_sends(device, now)?;
        self.hear(now);
        if self.totals.files >= FILES_AND_STILLS_MAX {
            return Err(Refusal::TooManyFiles);
        }
        self.totals.files += 1;
        Ok(self.with([]))
    }

    pub(crate) fn positions_arrived(mut self, points: u32) -> Result<Decision, Refusal> {
        if self.totals.positions.saturating_add(points) > POINTS_MAX {
            return Err(Refusal::TooManyPositions);
        }
        self.totals.positions += points;
        Ok(self.with([]))
    }

    pub(crate) fn message_said(mut self) -> Result<Decision, Refusal> {
        if self.state.is_over() {
            return Err(Refusal::AlreadyOver);
        }
        if self.totals.messages >= MESSAGES_MAX {
            return Err(Refusal::TooManyMessages);
        }
        self.totals.messages += 1;
        Ok(self.with([]))
    }
}

/// The phone describes itself; a stranger's words stay short.
pub(crate) fn shortened(phone: Phone) -> Phone {
    let short = |text: String| -> String {
        text.chars()
            .filter(|c| !c.is_control())
            .take(TEXT_OF_PHONE_CHARS_MAX)
            .collect()
    };
    Phone {
        platform: short(phone.platform),
        browser: short(phone.browser),
        ..phone
    }
}

#[cfg(test)]
pub(crate) mod tests;
