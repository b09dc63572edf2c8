//! An officer's session: a report that came by a staff URL, and what it asks again and again.

use protocol::{
    caller::ToCaller,
    id::{DeviceId, LinkId, ReportId, StaffUrlId, UnitId},
    report::{DeliveryState, EndReason, FunnelStep, Phone, ReportState},
    staff::StaffPurpose,
    supervision::Staff,
    time::UnixMs,
};
use serde::{Deserialize, Serialize};

use super::{StaffRefusal, rules::StaffRules};
use crate::{
    Act, Decision, Effect, Refusal,
    desk::Desk,
    ending,
    link::{Device, Link, LinkState},
    report::Report,
    rules::Rules,
    start,
};

/// What a report's desk carries of its officer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    pub url: StaffUrlId,
    /// The registered phone.
    pub device: DeviceId,
    pub purpose: StaffPurpose,
    /// Figures in force when it began.
    pub ask_every_ms: i64,
    pub answer_ms: i64,
    ask_at: Option<UnixMs>,
    pub asked: Option<Asked>,
    /// The last question was not answered in time.
    pub is_unanswered: bool,
}

/// "Still initial response?" is on the phone's screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub at: UnixMs,
    pub answer_by: UnixMs,
}

impl Officer {
    pub fn new(
        url: StaffUrlId,
        device: DeviceId,
        purpose: StaffPurpose,
        rules: &StaffRules,
        now: UnixMs,
    ) -> Self {
        Self {
            url,
            device,
            purpose,
            ask_every_ms: rules.ask_every_ms,
            answer_ms: rules.answer_ms,
            ask_at: Some(now.plus_ms(rules.ask_every_ms)),
            asked: None,
            is_unanswered: false,
        }
    }

    pub(crate) fn next_deadline(&self) -> Option<UnixMs> {
        self.asked.map(|asked| asked.answer_by).or(self.ask_at)
    }

    /// The report is over: nothing is asked any more.
    pub(crate) fn closed(self) -> Self {
        Self {
            ask_at: None,
            asked: None,
            ..self
        }
    }

    fn ask_later(&mut self, now: UnixMs) {
        self.asked = None;
        self.ask_at = Some(now.plus_ms(self.ask_every_ms));
    }
}

/// The report of an officer whose code was right: in use from its first moment.
pub fn begun(
    (id, link): (ReportId, LinkId),
    headquarters: UnitId,
    handler: Staff,
    desk: Desk,
    (rules, device, phone): (Rules, Device, Option<Phone>),
    now: UnixMs,
) -> Report {
    let mut link = Link::issued(link, rules, None, now);
    link.state = LinkState::InUse;
    link.delivery.state = DeliveryState::Delivered;
    link.delivery.sends = 0;
    link.session_cap = Some(now.plus_ms(rules.session_ms));
    link.uses = 1;
    link.devices = vec![device];
    let mut report = Report::sent(id, headquarters, handler, desk, link, now);
    report.state = ReportState::Connecting;
    report.phone = phone.map(crate::report::shortened);
    report.funnel.clear();
    report.reach(FunnelStep::Opened, now);
    report.reach(FunnelStep::Consented, now);
    report
}

/// The page was loaded anew; the phone is known by its key.
pub fn resume(report: Report, device: DeviceId, now: UnixMs) -> Result<Decision, Refusal> {
    report.check_device(device, now)?;
    start::resume(report, device, now)
}

/// Asks, or notes that nobody answered. The session goes on: the officer's hands may be full, and
/// a picture that stops may cost a life. The console sees it, and people decide.
pub(crate) fn deadline(mut report: Report, now: UnixMs) -> Decision {
    let Some(officer) = &mut report.desk.staff else {
        return report.with([]);
    };
    if officer.asked.is_some() {
        officer.is_unanswered = true;
        officer.ask_later(now);
        return report.with([Effect::Trail(Act::OfficerSilent)]);
    }
    let answer_by = now.plus_ms(officer.answer_ms);
    officer.asked = Some(Asked { at: now, answer_by });
    officer.ask_at = None;
    let ask = ToCaller::StillInitial {
        answer_by_ms: answer_by,
    };
    report.with([Effect::Trail(Act::OfficerAsked), Effect::Tell(ask)])
}

/// The officer's answer, also a late one. Without a purpose it stays what it was.
pub fn answer(
    mut report: Report,
    device: DeviceId,
    goes_on: bool,
    purpose: Option<StaffPurpose>,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    report.check_device(device, now)?;
    let officer = report.desk.staff.as_mut();
    let officer = officer
        .filter(|officer| officer.asked.is_some() || officer.is_unanswered)
        .ok_or(StaffRefusal::NothingAsked)?;
    officer.is_unanswered = false;
    officer.ask_later(now);
    if let Some(purpose) = purpose {
        officer.purpose = purpose;
    }
    let act = Act::OfficerAnswered {
        purpose: officer.purpose,
        goes_on,
    };
    if goes_on {
        return Ok(report.with([Effect::Trail(act)]));
    }
    let mut ended = ending::end(report, EndReason::CallerEnded, LinkState::Consumed, now);
    ended.effects.insert(0, Effect::Trail(act));
    Ok(ended)
}

/// The staff URL was suspended or destroyed, or the phone was removed (VR-5.2.3).
pub fn void(report: Report, reason: EndReason, now: UnixMs) -> Result<Decision, Refusal> {
    if report.state.is_over() {
        return Err(Refusal::AlreadyOver);
    }
    Ok(ending::end(report, reason, LinkState::Destroyed, now))
}

#[cfg(test)]
pub(crate) mod tests {
    use protocol::text::Language;

    use super::*;
    use crate::{
        Command,
        consent::Agreed,
        decide,
        report::tests::{DESK_RULES, DEVICE_A, NOW, device, staff},
        rules::tests::RULES as LINK_RULES,
        staff::rules::RULES,
    };

    pub(crate) fn session() -> Report {
        let mut desk = Desk::new(DESK_RULES);
        desk.staff = Some(Officer::new(
            StaffUrlId::new(NOW, [7; 10]),
            DeviceId::new(NOW, [8; 10]),
            StaffPurpose::InitialResponse,
            &RULES,
            NOW,
        ));
        let phone = Device {
            id: device(DEVICE_A),
            key_hash: [1; 32],
            bound_at: NOW,
            is_active: true,
            agreed: Agreed {
                language: Language::Ja,
                version: "1".into(),
                text_hash: [0; 32],
            },
        };
        let ids = (ReportId::new(NOW, [5; 10]), LinkId::new(NOW, [6; 10]));
        let rules = Rules {
            session_ms: RULES.session_ms,
            ..LINK_RULES
        };
        let unit = UnitId::new(NOW, [3; 10]);
        begun(ids, unit, staff(1), desk, (rules, phone, None), NOW)
    }

    fn officer(report: &Report) -> Officer {
        report.desk.staff.unwrap()
    }

    #[test]
    fn it_is_asked_after_half_an_hour_and_silence_is_shown_while_it_goes_on() {
        let ask_at = NOW.plus_ms(RULES.ask_every_ms);
        assert_eq!(session().next_deadline(), Some(ask_at));
        let early = decide(&session(), Command::Deadline, ask_at.plus_ms(-1)).unwrap();
        assert_eq!(early.report, session());
        let asked = decide(&session(), Command::Deadline, ask_at).unwrap();
        let answer_by_ms = ask_at.plus_ms(RULES.answer_ms);
        let told = Effect::Tell(ToCaller::StillInitial { answer_by_ms });
        assert!(asked.effects.contains(&told));
        let silent = decide(&asked.report, Command::Deadline, answer_by_ms).unwrap();
        assert!(officer(&silent.report).is_unanswered);
        assert!(!silent.report.state.is_over());
        let again = answer_by_ms.plus_ms(RULES.ask_every_ms);
        assert_eq!(silent.report.next_deadline(), Some(again));
    }

    #[test]
    fn an_answer_goes_on_or_ends_and_nobody_answers_what_was_not_asked() {
        let answer = |goes_on, purpose| Command::OfficerAnswers {
            device: device(DEVICE_A),
            goes_on,
            purpose,
        };
        let unasked = decide(&session(), answer(true, None), NOW).unwrap_err();
        assert_eq!(unasked, StaffRefusal::NothingAsked.into());
        let at = NOW.plus_ms(RULES.ask_every_ms);
        let asked = decide(&session(), Command::Deadline, at).unwrap().report;
        let exception = answer(true, Some(StaffPurpose::Exception));
        let on = decide(&asked, exception, at).unwrap().report;
        assert_eq!(officer(&on).purpose, StaffPurpose::Exception);
        assert_eq!(officer(&on).asked, None);
        let over = decide(&asked, answer(false, None), at).unwrap().report;
        assert_eq!(over.ended.unwrap().reason, EndReason::CallerEnded);
        assert_eq!(over.next_deadline(), None);
    }

    #[test]
    fn it_ends_with_its_url_and_has_no_link_to_send_again() {
        let reason = EndReason::StaffUrlDestroyed;
        let over = decide(&session(), Command::VoidOfficer { reason }, NOW).unwrap();
        assert_eq!(over.report.ended.unwrap().reason, reason);
        for command in [Command::Resend, Command::Readmit, Command::Destroy] {
            let refused = decide(&session(), command, NOW).unwrap_err();
            assert_eq!(refused, StaffRefusal::OfficersReport.into());
        }
    }

    #[test]
    fn it_is_resumed_by_its_phone_and_ends_at_its_cap() {
        let back = Command::ResumeOfficer {
            device: device(DEVICE_A),
        };
        let back = decide(&session(), back, NOW).unwrap().report;
        assert_eq!(back.totals.resumptions, 1);
        let cap = NOW.plus_ms(RULES.session_ms);
        let mut report = session();
        report.desk.staff = None;
        report.link.is_warned = true;
        let over = decide(&report, Command::Deadline, cap).unwrap().report;
        assert_eq!(over.ended.unwrap().reason, EndReason::SessionCap);
    }
}
