//! One report (state machine D4): its funnel, where the caller is stuck, its totals.

use std::collections::BTreeMap;

use protocol::{
    caller::ToCaller,
    id::{DeviceId, ReportId, UnitId, WebrtcSessionId},
    report::{
        EndReason, FunnelStep, FunnelTime, Obstacle, Phone, ReportState, ReportTotals, Stuck,
    },
    time::UnixMs,
};

use crate::{
    Act, Decision, Effect, Refusal,
    limits::{FILES_AND_STILLS_MAX, MESSAGES_MAX, POINTS_MAX, TEXT_OF_PHONE_CHARS_MAX},
    link::{Link, LinkState},
};

#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub id: ReportId,
    pub headquarters: UnitId,
    pub state: ReportState,
    pub link: Link,
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
    pub fn sent(id: ReportId, headquarters: UnitId, link: Link, now: UnixMs) -> Self {
        Self {
            id,
            headquarters,
            state: ReportState::Invited,
            link,
            funnel: BTreeMap::from([(FunnelStep::Sent, now)]),
            stuck: None,
            phone: None,
            publisher: None,
            live_since: None,
            ended: None,
            totals: ReportTotals::default(),
        }
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

    pub(crate) fn clear_stuck(&mut self, gone: impl FnOnce(Obstacle) -> bool) {
        if self.stuck.is_some_and(|stuck| gone(stuck.obstacle)) {
            self.stuck = None;
        }
    }

    pub(crate) fn sms_delivered(mut self, now: UnixMs) -> Result<Decision, Refusal> {
        self.reach(FunnelStep::Delivered, now);
        Ok(self.with([]))
    }

    pub(crate) fn sms_failed(self, now: UnixMs) -> Result<Decision, Refusal> {
        let mut decision = self.stuck(Obstacle::SmsFailed, now)?;
        decision.effects.push(Effect::Trail(Act::SmsFailed));
        Ok(decision)
    }

    pub(crate) fn open(
        mut self,
        phone: Phone,
        obstacle: Option<Obstacle>,
        now: UnixMs,
    ) -> Result<Decision, Refusal> {
        self.link.check_open(now)?;
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

    pub(crate) fn online(mut self) -> Result<Decision, Refusal> {
        self.clear_stuck(|obstacle| obstacle == Obstacle::Offline);
        Ok(self.with([]))
    }

    pub(crate) fn offline(self, now: UnixMs) -> Result<Decision, Refusal> {
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

    pub(crate) fn picture_arrived(mut self, now: UnixMs) -> Result<Decision, Refusal> {
        self.reach(FunnelStep::FirstPicture, now);
        self.file_arrived()
    }

    pub(crate) fn pictures_began(mut self, now: UnixMs) -> Result<Decision, Refusal> {
        self.reach(FunnelStep::FirstPicture, now);
        Ok(self.with([]))
    }

    pub(crate) fn still_asked(self, online: bool) -> Result<Decision, Refusal> {
        if self.state.is_over() {
            return Err(Refusal::AlreadyOver);
        }
        if !online {
            return Err(Refusal::CallerAway);
        }
        Ok(self.with([
            Effect::Trail(Act::StillAsked),
            Effect::Tell(ToCaller::StillWanted),
        ]))
    }

    pub(crate) fn file_arrived(mut self) -> Result<Decision, Refusal> {
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
fn shortened(phone: Phone) -> Phone {
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
pub(crate) mod tests {
    use protocol::{caller::Consents, id::LinkId, text::Language};

    use super::*;
    use crate::{Command, decide, link::StartRequest};

    pub(crate) const NOW: UnixMs = UnixMs(1_795_000_000_000);
    pub(crate) const DEVICE_A: u8 = 1;
    pub(crate) const DEVICE_B: u8 = 2;
    pub(crate) const ALL: Consents = Consents {
        copyright: true,
        location: true,
        privacy: true,
        charges: true,
    };

    pub(crate) fn device(letter: u8) -> DeviceId {
        DeviceId::new(UnixMs(1), [letter; 10])
    }

    pub(crate) fn session(letter: u8) -> WebrtcSessionId {
        WebrtcSessionId::new(UnixMs(1), [letter; 10])
    }

    pub(crate) fn sent() -> Report {
        let link = Link::issued(LinkId::new(NOW, [1; 10]), 1, NOW);
        Report::sent(
            ReportId::new(NOW, [2; 10]),
            UnitId::new(NOW, [3; 10]),
            link,
            NOW,
        )
    }

    pub(crate) fn start_of(letter: u8) -> Command {
        Command::Start(StartRequest {
            key_hash: [letter; 32],
            new_id: device(letter),
            consents: ALL,
            language: Language::Ja,
            text_version: 1,
        })
    }

    pub(crate) fn consented() -> Report {
        decide(&sent(), start_of(DEVICE_A), NOW).unwrap().report
    }

    #[test]
    fn opening_tells_where_the_caller_is_stuck_before_anything_started() {
        let open = Command::Open {
            phone: Phone {
                platform: "Android\u{7}".repeat(50),
                browser: "LINE".into(),
                language: Language::Vi,
            },
            obstacle: Some(Obstacle::InAppBrowser),
        };
        let opened = decide(&sent(), open, NOW.plus_ms(5)).unwrap().report;
        assert_eq!(opened.state, ReportState::Consenting);
        assert_eq!(opened.stuck.unwrap().obstacle, Obstacle::InAppBrowser);
        let phone = opened.phone.unwrap();
        assert_eq!(phone.platform.chars().count(), TEXT_OF_PHONE_CHARS_MAX);
        assert!(!phone.platform.contains('\u{7}'));
    }

    #[test]
    fn opening_a_started_link_elsewhere_does_not_disturb_the_report() {
        let mut report = consented();
        report.stuck = Some(Stuck {
            obstacle: Obstacle::CameraDenied,
            at_ms: NOW,
        });
        let open = Command::Open {
            phone: Phone::default(),
            obstacle: None,
        };
        let opened = decide(&report, open, NOW.plus_ms(5)).unwrap().report;
        assert_eq!(opened.stuck, report.stuck);
        assert_eq!(opened.state, ReportState::Connecting);
    }

    #[test]
    fn obstacles_come_and_go_and_keep_their_first_time() {
        let a = device(DEVICE_A);
        let denied = |at| {
            move |report: &Report| {
                let command = Command::Stuck {
                    device: a,
                    obstacle: Obstacle::CameraDenied,
                };
                decide(report, command, at).unwrap().report
            }
        };
        let first = denied(NOW.plus_ms(1))(&consented());
        let again = denied(NOW.plus_ms(900))(&first);
        assert_eq!(again.stuck.unwrap().at_ms, NOW.plus_ms(1));
        let permitted = decide(&again, Command::Permitted { device: a }, NOW)
            .unwrap()
            .report;
        assert_eq!(permitted.stuck, None);
        let offline = decide(&permitted, Command::Offline { device: a }, NOW)
            .unwrap()
            .report;
        assert_eq!(offline.stuck.unwrap().obstacle, Obstacle::Offline);
        let online = decide(&offline, Command::Online { device: a }, NOW)
            .unwrap()
            .report;
        assert_eq!(online.stuck, None);
    }

    #[test]
    fn a_strange_device_moves_nothing() {
        let command = Command::Permitted {
            device: device(DEVICE_B),
        };
        assert_eq!(
            decide(&consented(), command, NOW).unwrap_err(),
            Refusal::SessionInvalid
        );
    }

    #[test]
    fn what_may_arrive_is_bounded() {
        let mut full = consented();
        full.totals.files = FILES_AND_STILLS_MAX;
        full.totals.messages = MESSAGES_MAX;
        full.totals.positions = POINTS_MAX;
        for (command, refusal) in [
            (Command::PictureArrived, Refusal::TooManyFiles),
            (Command::MessageSaid, Refusal::TooManyMessages),
            (
                Command::PositionsArrived { points: 1 },
                Refusal::TooManyPositions,
            ),
        ] {
            assert_eq!(decide(&full, command, NOW).unwrap_err(), refusal);
        }
    }
}
