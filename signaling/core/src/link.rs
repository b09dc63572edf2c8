//! The one-time link [ワンタイムURL] (state machine D1): its delivery, its two time limits, its phones,
//! the readmission of another phone.

use protocol::{
    caller::Consents,
    id::{DeviceId, LinkId},
    report::{Delivery, DeliveryState, EndReason, FunnelStep, Obstacle, ReportState},
    time::UnixMs,
};

use crate::{
    Act, Decision, Effect, Refusal,
    access_code::{self, AccessCode, CodeHash, CodeState, Entered},
    consent::{self, Agreed},
    ending,
    limits::RESEND_PAUSE_MS,
    report::Report,
    rules::Rules,
};

/// State of a link. Every state but the first two answers 410.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    Issued,
    InUse,
    Consumed,
    Expired,
    Destroyed,
    /// No message ever got through until the opening deadline.
    Abandoned,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    pub id: LinkId,
    pub state: LinkState,
    /// The figures of the day on which it was issued.
    pub rules: Rules,
    pub delivery: Delivery,
    pub opening_deadline: UnixMs,
    pub session_cap: Option<UnixMs>,
    /// The operator was warned that the session cap is near.
    pub is_warned: bool,
    pub is_prolonged: bool,
    /// Absent while the switch is off.
    pub code: Option<AccessCode>,
    /// Phones counted so far; the database counts, this is what it said last.
    pub uses: u32,
    pub readmissions: u32,
    pub resumptions: u32,
    pub devices: Vec<Device>,
}

/// A phone bound to a link, known by the hash of its public key or of its cookie.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    pub id: DeviceId,
    pub key_hash: [u8; 32],
    /// Also the time of its consents.
    pub bound_at: UnixMs,
    /// False once a readmitted phone took its place.
    pub is_active: bool,
    pub agreed: Agreed,
}

/// What a phone brings to `start`. Its proof of the key was checked by the shell.
#[derive(Clone, Debug)]
pub struct StartRequest {
    pub key_hash: [u8; 32],
    /// The id the phone gets if it is new.
    pub new_id: DeviceId,
    pub consents: Consents,
    /// The version of the texts that were on the screen.
    pub shown_version: String,
    /// The texts in force.
    pub agreed: Agreed,
    pub code: Option<CodeHash>,
}

impl Link {
    /// A link that is being sent for the first time.
    pub fn issued(id: LinkId, rules: Rules, code: Option<CodeHash>, now: UnixMs) -> Self {
        Self {
            id,
            state: LinkState::Issued,
            rules,
            delivery: Delivery {
                state: DeliveryState::Sending,
                sends: 1,
                sends_max: rules.sends_max,
                sent_ms: now,
            },
            opening_deadline: now.plus_ms(rules.opening_ms),
            session_cap: None,
            is_warned: false,
            is_prolonged: false,
            code: rules
                .access_code
                .zip(code)
                .map(|(rules, hash)| AccessCode::issued(hash, rules)),
            uses: 0,
            readmissions: 0,
            resumptions: 0,
            devices: Vec::new(),
        }
    }

    /// Refuses when nothing can start any more, even where no task has noticed it yet.
    pub fn check_open(&self, now: UnixMs) -> Result<(), Refusal> {
        match self.state {
            LinkState::Issued if now >= self.opening_deadline => Err(Refusal::LinkExpired),
            LinkState::InUse if self.session_cap.is_some_and(|cap| now >= cap) => {
                Err(Refusal::ReportOver)
            }
            LinkState::Issued | LinkState::InUse => Ok(()),
            LinkState::Expired => Err(Refusal::LinkExpired),
            LinkState::Abandoned => Err(Refusal::LinkAbandoned),
            LinkState::Destroyed => Err(Refusal::LinkDestroyed),
            LinkState::Consumed => Err(Refusal::ReportOver),
        }
    }

    /// The moment at which a task has to look at the link again.
    pub fn next_deadline(&self) -> Option<UnixMs> {
        match self.state {
            LinkState::Issued => Some(self.opening_deadline),
            LinkState::InUse if !self.is_warned => self.warning(),
            LinkState::InUse => self.session_cap,
            LinkState::Consumed
            | LinkState::Expired
            | LinkState::Destroyed
            | LinkState::Abandoned => None,
        }
    }

    /// When the operator is warned that the end is near.
    pub fn warning(&self) -> Option<UnixMs> {
        self.session_cap
            .map(|cap| cap.plus_ms(-self.rules.warning_ms))
    }

    /// The latest moment at which the report can end, whatever is still decided: tokens last so
    /// long, because an order ends them earlier and nothing makes them longer.
    pub fn latest_end(&self, now: UnixMs) -> UnixMs {
        let cap = match (self.state, self.session_cap) {
            (_, Some(cap)) => cap,
            (_, None) => now.plus_ms(self.rules.opening_ms + self.rules.session_ms),
        };
        if self.is_prolonged {
            cap
        } else {
            cap.plus_ms(self.rules.prolongation_ms)
        }
    }

    pub fn admits_another_device(&self) -> bool {
        self.uses < self.rules.max_devices.saturating_add(self.readmissions)
    }

    pub fn active_devices(&self) -> impl Iterator<Item = &Device> {
        self.devices.iter().filter(|device| device.is_active)
    }

    pub fn is_active(&self, device: DeviceId) -> bool {
        self.active_devices().any(|known| known.id == device)
    }

    /// Whether a phone that starts anew has to bring a code.
    pub fn asks_code(&self) -> bool {
        self.rules.access_code.is_some()
    }

    fn active_with_key(&self, key_hash: &[u8; 32]) -> Option<DeviceId> {
        self.active_devices()
            .find(|known| known.key_hash == *key_hash)
            .map(|known| known.id)
    }

    /// Makes room for one more phone; the oldest active ones lose their place.
    fn make_room(&mut self) -> Vec<DeviceId> {
        let mut dismissed = Vec::new();
        let places = usize::try_from(self.rules.max_devices)
            .unwrap_or(usize::MAX)
            .max(1);
        let mut active = self.active_devices().count();
        for device in self.devices.iter_mut().filter(|device| device.is_active) {
            if active < places {
                break;
            }
            device.is_active = false;
            dismissed.push(device.id);
            active -= 1;
        }
        dismissed
    }

    fn bind(&mut self, request: &StartRequest, now: UnixMs) -> DeviceId {
        if let Some(back) = self
            .devices
            .iter_mut()
            .find(|d| d.key_hash == request.key_hash)
        {
            back.is_active = true;
            back.bound_at = now;
            back.agreed = request.agreed.clone();
            return back.id;
        }
        self.devices.push(Device {
            id: request.new_id,
            key_hash: request.key_hash,
            bound_at: now,
            is_active: true,
            agreed: request.agreed.clone(),
        });
        request.new_id
    }
}

/// What a gateway said of the message that went out last. A late word about a report that is over
/// changes nothing.
pub fn delivered(
    mut report: Report,
    state: DeliveryState,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    if report.state.is_over() {
        return Ok(report.with([]));
    }
    report.link.delivery.state = state;
    match state {
        DeliveryState::Sending | DeliveryState::Accepted => Ok(report.with([])),
        DeliveryState::Delivered => {
            report.reach(FunnelStep::Delivered, now);
            report.clear_stuck(|obstacle| obstacle == Obstacle::SendFailed);
            Ok(report.with([Effect::Trail(Act::Delivered)]))
        }
        DeliveryState::Failed if report.link.state == LinkState::Issued => {
            let mut decision = report.stuck(Obstacle::SendFailed, now)?;
            decision.effects.push(Effect::Trail(Act::SendFailed));
            Ok(decision)
        }
        DeliveryState::Failed => Ok(report.with([Effect::Trail(Act::SendFailed)])),
    }
}

/// Sends again to the same destination, after a failure or when nothing arrived.
pub fn resend(mut report: Report, now: UnixMs) -> Result<Decision, Refusal> {
    if report.state.is_over() {
        return Err(Refusal::AlreadyOver);
    }
    report.link.check_open(now)?;
    let link = &mut report.link;
    if link.state != LinkState::Issued {
        return Err(Refusal::AlreadyStarted);
    }
    if now < link.delivery.sent_ms.plus_ms(RESEND_PAUSE_MS) {
        return Err(Refusal::SentJustNow);
    }
    if link.delivery.sends >= link.rules.sends_max {
        return Err(Refusal::TooManySends);
    }
    link.delivery.sends += 1;
    link.delivery.state = DeliveryState::Sending;
    link.delivery.sent_ms = now;
    link.opening_deadline = now.plus_ms(link.rules.opening_ms);
    report.clear_stuck(|obstacle| obstacle == Obstacle::SendFailed);
    Ok(report.with([Effect::Trail(Act::Resent)]))
}

/// First start, resumption by a bound phone, or start of a readmitted phone.
pub fn start(report: Report, request: StartRequest, now: UnixMs) -> Result<Decision, Refusal> {
    report.link.check_open(now)?;
    // No camera without a live operator (VR-1).
    if report.desk.unattended_until.is_some() {
        return Err(Refusal::NobodyThere);
    }
    match report.link.active_with_key(&request.key_hash) {
        Some(device) => resume(report, device, now),
        None => bind(report, &request, now),
    }
}

fn resume(mut report: Report, device: DeviceId, now: UnixMs) -> Result<Decision, Refusal> {
    if report.link.resumptions >= report.link.rules.resumptions_max {
        return Err(Refusal::TooManyResumptions);
    }
    report.link.resumptions += 1;
    report.totals.resumptions += 1;
    report.clear_stuck(|obstacle| {
        matches!(
            obstacle,
            Obstacle::Offline | Obstacle::InBackground | Obstacle::InAppBrowser
        )
    });
    report.hear(now);
    Ok(report.with([Effect::Trail(Act::Resumed { device })]))
}

fn bind(report: Report, request: &StartRequest, now: UnixMs) -> Result<Decision, Refusal> {
    if !report.link.admits_another_device() {
        return Err(Refusal::UrlUsed);
    }
    let mut report = match access_code::enter(report, request.code, now)? {
        Entered::Right(report) => *report,
        Entered::Wrong(decision) => return Ok(*decision),
    };
    consent::check(&request.consents)?;
    if request.shown_version != request.agreed.version {
        return Err(Refusal::ConsentTextsChanged);
    }
    let dismissed = report.link.make_room();
    let device = report.link.bind(request, now);
    if let Some(code) = &mut report.link.code {
        code.state = CodeState::Used;
    }
    report.link.uses += 1;
    report.link.state = LinkState::InUse;
    let cap = now.plus_ms(report.link.rules.session_ms);
    report.link.session_cap.get_or_insert(cap);
    report.reach(FunnelStep::Consented, now);
    if matches!(report.state, ReportState::Invited | ReportState::Consenting) {
        report.state = ReportState::Connecting;
    }
    report.clear_stuck(|_| true);
    report.hear(now);
    let mut effects = vec![Effect::CountUse, Effect::Trail(Act::Started { device })];
    for old in dismissed {
        effects.push(Effect::Trail(Act::Replaced { device: old }));
        effects.push(Effect::Order(protocol::media::MediaOrder::Revoke {
            room: report.id,
            subject: old.to_string(),
        }));
        effects.push(Effect::Dismiss { device: old });
    }
    Ok(report.with(effects))
}

/// Lets the next phone in, once (VR-2.3). Pressing twice still admits one.
pub fn readmit(mut report: Report, now: UnixMs) -> Result<Decision, Refusal> {
    if report.state.is_over() {
        return Err(Refusal::AlreadyOver);
    }
    report.link.check_open(now)?;
    if report.link.state != LinkState::InUse {
        return Err(Refusal::NothingToReadmit);
    }
    if report.link.admits_another_device() {
        return Ok(report.with([]));
    }
    if report.link.readmissions >= report.link.rules.readmissions_max {
        return Err(Refusal::TooManyReadmissions);
    }
    report.link.readmissions += 1;
    report.clear_stuck(|obstacle| obstacle == Obstacle::OtherDevice);
    Ok(report.with([Effect::Trail(Act::Readmitted)]))
}

/// Moves the session cap once; the shell has asked for the reason.
pub fn prolong(mut report: Report, now: UnixMs) -> Result<Decision, Refusal> {
    if report.state.is_over() {
        return Err(Refusal::AlreadyOver);
    }
    report.link.check_open(now)?;
    let link = &mut report.link;
    let cap = link.session_cap.ok_or(Refusal::NotStarted)?;
    if link.is_prolonged {
        return Err(Refusal::AlreadyProlonged);
    }
    link.session_cap = Some(cap.plus_ms(link.rules.prolongation_ms));
    link.is_prolonged = true;
    // The end is near once more, and is told once more.
    link.is_warned = false;
    Ok(report.with([Effect::Trail(Act::Prolonged)]))
}

/// The warning before the session cap.
pub(crate) fn warn(mut report: Report) -> Decision {
    report.link.is_warned = true;
    report.with([Effect::Trail(Act::Warned)])
}

/// Ends the link at once, whatever it was doing.
pub fn destroy(report: Report, now: UnixMs) -> Result<Decision, Refusal> {
    if report.state.is_over() {
        return Err(Refusal::AlreadyOver);
    }
    let mut destroyed = ending::end(report, EndReason::Destroyed, LinkState::Destroyed, now);
    destroyed.effects.insert(0, Effect::Trail(Act::Destroyed));
    Ok(destroyed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Command, decide,
        report::tests::{DEVICE_A, DEVICE_B, NOW, consented, sent, start_of},
        rules::tests::RULES,
    };

    const RESUMPTIONS_MAX: u32 = RULES.resumptions_max;
    const READMISSIONS_MAX: u32 = RULES.readmissions_max;

    #[test]
    fn ten_openings_count_no_use_and_one_start_counts_one() {
        let mut report = sent();
        for second in 0..10 {
            let open = Command::Open {
                phone: Default::default(),
                obstacle: None,
            };
            report = decide(&report, open, NOW.plus_ms(second * 1000))
                .unwrap()
                .report;
        }
        assert_eq!(report.link.uses, 0);
        let started = decide(&report, start_of(DEVICE_A), NOW.plus_ms(11_000)).unwrap();
        assert_eq!(started.report.link.uses, 1);
        assert_eq!(started.effects[0], Effect::CountUse);
    }

    #[test]
    fn a_second_phone_is_refused_until_readmitted_and_then_takes_the_place() {
        let report = consented();
        let refused = decide(&report, start_of(DEVICE_B), NOW).unwrap_err();
        assert_eq!(refused, Refusal::UrlUsed);
        let once = decide(&report, Command::Readmit, NOW).unwrap().report;
        let twice = decide(&once, Command::Readmit, NOW).unwrap().report;
        let moved = decide(&twice, start_of(DEVICE_B), NOW).unwrap();
        assert_eq!(moved.report.link.active_devices().count(), 1);
        assert!(
            moved
                .effects
                .iter()
                .any(|effect| matches!(effect, Effect::Dismiss { .. }))
        );
        let old = decide(&moved.report, start_of(DEVICE_A), NOW).unwrap_err();
        assert_eq!(old, Refusal::UrlUsed);
    }

    #[test]
    fn the_same_phone_resumes_without_consents_and_without_a_use() {
        let report = consented();
        let Command::Start(mut request) = start_of(DEVICE_A) else {
            unreachable!()
        };
        request.consents = Consents::default();
        let resumed = decide(&report, Command::Start(request), NOW).unwrap();
        assert_eq!(resumed.report.link.uses, 1);
        assert_eq!(resumed.report.totals.resumptions, 1);
        assert!(!resumed.effects.contains(&Effect::CountUse));
    }

    #[test]
    fn resumptions_are_bounded() {
        let mut report = consented();
        report.link.resumptions = RESUMPTIONS_MAX;
        let refused = decide(&report, start_of(DEVICE_A), NOW).unwrap_err();
        assert_eq!(refused, Refusal::TooManyResumptions);
    }

    #[test]
    fn both_time_limits_hold_to_the_millisecond() {
        for (report, span_ms, refusal) in [
            (sent(), RULES.opening_ms, Refusal::LinkExpired),
            (consented(), RULES.session_ms, Refusal::ReportOver),
        ] {
            assert!(decide(&report, start_of(DEVICE_A), NOW.plus_ms(span_ms - 1)).is_ok());
            let late = decide(&report, start_of(DEVICE_A), NOW.plus_ms(span_ms)).unwrap_err();
            assert_eq!(late, refusal);
        }
    }

    #[test]
    fn readmission_needs_a_phone_and_is_bounded() {
        assert_eq!(
            decide(&sent(), Command::Readmit, NOW).unwrap_err(),
            Refusal::NothingToReadmit
        );
        let mut report = consented();
        report.link.readmissions = READMISSIONS_MAX;
        report.link.uses = READMISSIONS_MAX + 1;
        assert_eq!(
            decide(&report, Command::Readmit, NOW).unwrap_err(),
            Refusal::TooManyReadmissions
        );
    }

    #[test]
    fn a_message_is_sent_again_a_few_times_and_each_time_opens_the_window_anew() {
        let failed = |report: &Report, at| {
            let command = Command::Delivery(DeliveryState::Failed);
            decide(report, command, at).unwrap().report
        };
        let mut report = failed(&sent(), NOW);
        assert_eq!(report.stuck.unwrap().obstacle, Obstacle::SendFailed);
        let at_once = decide(&report, Command::Resend, NOW).unwrap_err();
        assert_eq!(at_once, Refusal::SentJustNow);
        let mut now = NOW;
        for sends in 2..=RULES.sends_max {
            now = now.plus_ms(60_000);
            report = decide(&report, Command::Resend, now).unwrap().report;
            assert_eq!(report.link.delivery.sends, sends);
            assert_eq!(report.link.delivery.state, DeliveryState::Sending);
            assert_eq!(report.link.opening_deadline, now.plus_ms(RULES.opening_ms));
            assert_eq!(report.stuck, None);
            report = failed(&report, now);
        }
        let late = decide(&report, Command::Resend, now.plus_ms(60_000)).unwrap_err();
        assert_eq!(late, Refusal::TooManySends);
        let given_up = decide(&report, Command::Deadline, now.plus_ms(RULES.opening_ms)).unwrap();
        assert_eq!(given_up.report.link.state, LinkState::Abandoned);
        assert_eq!(
            given_up.report.ended.unwrap().reason,
            EndReason::NotDelivered
        );
        let tapped = decide(&given_up.report, start_of(DEVICE_A), now).unwrap_err();
        assert_eq!(tapped, Refusal::LinkAbandoned);
    }

    #[test]
    fn a_link_in_use_is_not_sent_again() {
        let refused = decide(&consented(), Command::Resend, NOW.plus_ms(60_000)).unwrap_err();
        assert_eq!(refused, Refusal::AlreadyStarted);
    }

    #[test]
    fn the_end_is_announced_prolonged_once_and_announced_again() {
        let mut report = consented();
        let warning = NOW.plus_ms(RULES.session_ms - RULES.warning_ms);
        assert_eq!(report.link.next_deadline(), Some(warning));
        report = decide(&report, Command::Deadline, warning).unwrap().report;
        assert!(report.link.is_warned && !report.state.is_over());
        let cap = NOW.plus_ms(RULES.session_ms);
        assert_eq!(report.link.next_deadline(), Some(cap));
        report = decide(&report, Command::Prolong, warning).unwrap().report;
        let new_cap = cap.plus_ms(RULES.prolongation_ms);
        assert_eq!(report.link.session_cap, Some(new_cap));
        assert_eq!(report.link.latest_end(warning), new_cap);
        assert!(!report.link.is_warned);
        let twice = decide(&report, Command::Prolong, warning).unwrap_err();
        assert_eq!(twice, Refusal::AlreadyProlonged);
        assert!(
            !decide(&report, Command::Deadline, cap)
                .unwrap()
                .report
                .state
                .is_over()
        );
        let over = decide(&report, Command::Deadline, new_cap).unwrap().report;
        assert_eq!(over.ended.unwrap().reason, EndReason::SessionCap);
        assert_eq!(
            decide(&sent(), Command::Prolong, NOW).unwrap_err(),
            Refusal::NotStarted
        );
    }

    #[test]
    fn a_destroyed_link_answers_so_and_cannot_be_destroyed_twice() {
        for report in [sent(), consented()] {
            let destroyed = decide(&report, Command::Destroy, NOW).unwrap();
            assert_eq!(destroyed.report.link.state, LinkState::Destroyed);
            let tapped = decide(&destroyed.report, start_of(DEVICE_A), NOW).unwrap_err();
            assert_eq!(tapped, Refusal::LinkDestroyed);
            let twice = decide(&destroyed.report, Command::Destroy, NOW).unwrap_err();
            assert_eq!(twice, Refusal::AlreadyOver);
        }
    }

    #[test]
    fn consents_are_given_to_the_texts_in_force() {
        let Command::Start(mut request) = start_of(DEVICE_A) else {
            unreachable!()
        };
        request.shown_version = "older".into();
        let refused = decide(&sent(), Command::Start(request), NOW).unwrap_err();
        assert_eq!(refused, Refusal::ConsentTextsChanged);
    }

    #[test]
    fn as_many_phones_as_the_rule_says_start_side_by_side() {
        let mut report = sent();
        report.link.rules.max_devices = 2;
        for letter in [DEVICE_A, DEVICE_B] {
            report = decide(&report, start_of(letter), NOW).unwrap().report;
        }
        assert_eq!(report.link.active_devices().count(), 2);
        assert_eq!(
            decide(&report, start_of(3), NOW).unwrap_err(),
            Refusal::UrlUsed
        );
    }
}
