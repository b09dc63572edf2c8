//! One report (state machine D4): its funnel, where the caller is stuck, its totals.

use std::collections::BTreeMap;

use protocol::{
    caller::ToCaller,
    id::{DeviceId, ReportId, UnitId, WebrtcSessionId},
    report::{
        EndReason, FunnelStep, FunnelTime, Obstacle, Phone, ReportState, ReportTotals, Stuck,
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

    pub(crate) fn picture_arrived(mut self, now: UnixMs) -> Result<Decision, Refusal> {
        self.check_not_held()?;
        self.reach(FunnelStep::FirstPicture, now);
        self.file_arrived(now)
    }

    pub(crate) fn pictures_began(mut self, now: UnixMs) -> Result<Decision, Refusal> {
        self.check_not_held()?;
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

    pub(crate) fn file_arrived(mut self, now: UnixMs) -> Result<Decision, Refusal> {
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
    use protocol::{
        caller::Consents,
        id::{AccountId, LinkId},
        text::Language,
    };

    use super::*;
    use crate::{
        Command,
        access_code::CodeHash,
        consent::Agreed,
        decide,
        desk::DeskRules,
        link::StartRequest,
        marks::HintFigures,
        rules::tests::{RULES, WITH_CODE},
    };

    pub(crate) const RIGHT: CodeHash = [5; 32];
    pub(crate) const WRONG: CodeHash = [6; 32];
    const VERSION: &str = "2023-03-23";

    pub(crate) const NOW: UnixMs = UnixMs(1_795_000_000_000);
    pub(crate) const DESK_RULES: DeskRules = DeskRules {
        interruption_ms: 180_000,
        unattended_ms: 60_000,
        hints: HintFigures {
            position_far_m: 3_000.0,
            picture_far_m: 1_000.0,
            picture_time_ms: 60 * 60 * 1000,
        },
    };
    pub(crate) const OPERATOR: u8 = 40;
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

    pub(crate) fn staff(letter: u8) -> Staff {
        Staff {
            account: AccountId::new(UnixMs(1), [letter; 10]),
            name: format!("staff {letter}"),
        }
    }

    pub(crate) fn sent() -> Report {
        let link = Link::issued(LinkId::new(NOW, [1; 10]), RULES, None, NOW);
        Report::sent(
            ReportId::new(NOW, [2; 10]),
            UnitId::new(NOW, [3; 10]),
            staff(OPERATOR),
            Desk::new(DESK_RULES),
            link,
            NOW,
        )
    }

    pub(crate) fn start_of(letter: u8) -> Command {
        Command::Start(StartRequest {
            key_hash: [letter; 32],
            new_id: device(letter),
            consents: ALL,
            shown_version: VERSION.into(),
            agreed: Agreed {
                language: Language::Ja,
                version: VERSION.into(),
                text_hash: [7; 32],
            },
            code: None,
        })
    }

    pub(crate) fn sent_with_code() -> Report {
        let link = Link::issued(LinkId::new(NOW, [1; 10]), WITH_CODE, Some(RIGHT), NOW);
        Report { link, ..sent() }
    }

    pub(crate) fn start_with_code(letter: u8, code: Option<CodeHash>) -> Command {
        let Command::Start(request) = start_of(letter) else {
            unreachable!()
        };
        Command::Start(StartRequest { code, ..request })
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
    fn a_phone_that_stays_away_is_given_up_after_its_grace_and_not_before() {
        let a = device(DEVICE_A);
        let at =
            |report: &Report, command, ms| decide(report, command, NOW.plus_ms(ms)).unwrap().report;
        let away = at(&consented(), Command::Offline { device: a }, 0);
        let grace = DESK_RULES.interruption_ms;
        assert_eq!(away.next_deadline(), Some(NOW.plus_ms(grace)));
        let early = at(&away, Command::Deadline, grace - 1);
        assert_eq!(early, away);
        let lost = at(&away, Command::Deadline, grace);
        assert_eq!(lost.ended.unwrap().reason, EndReason::ConnectionLost);
        // A picture that still comes says that the phone lives.
        let heard = at(&away, Command::PictureArrived, grace - 1);
        assert_eq!(at(&heard, Command::Deadline, grace), heard);
        let back = at(&away, Command::Online { device: a }, 5);
        assert_eq!(back.desk.lost_at, None);
    }

    #[test]
    fn a_held_report_takes_no_picture() {
        let hold = Command::Hold { by: staff(9) };
        let held = decide(&consented(), hold, NOW).unwrap().report;
        for command in [
            Command::PictureArrived,
            Command::PicturesBegan,
            Command::StillAsked { online: true },
        ] {
            let refused = decide(&held, command, NOW).unwrap_err();
            assert_eq!(refused, Refusal::ReportHeld);
        }
        let point = Command::PositionsArrived { points: 1 };
        assert!(decide(&held, point, NOW).is_ok(), "the place goes on");
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
