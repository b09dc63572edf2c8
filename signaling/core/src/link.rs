//! The one-time link [ワンタイムURL] (state machine D1): its two time limits, its phones, the
//! readmission of another phone.

use protocol::{
    caller::Consents,
    id::{DeviceId, LinkId},
    report::{FunnelStep, Obstacle, ReportState},
    text::Language,
    time::UnixMs,
};

use crate::{
    Act, Decision, Effect, Refusal, consent,
    limits::{OPENING_DEADLINE_MS, READMISSIONS_MAX, RESUMPTIONS_MAX, SESSION_CAP_MS},
    report::Report,
};

/// State of a link. Every state but the first two answers 410.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    Issued,
    InUse,
    Consumed,
    Expired,
    Destroyed,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    pub id: LinkId,
    pub state: LinkState,
    pub opening_deadline: UnixMs,
    pub session_cap: Option<UnixMs>,
    /// Distinct phones that the link admits without a readmission.
    pub max_devices: u32,
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
    pub bound_at: UnixMs,
    /// False once a readmitted phone took its place.
    pub is_active: bool,
    /// Language and version of the consent texts that were accepted.
    pub consent_language: Language,
    pub consent_text_version: u32,
}

/// What a phone brings to `start`. Its proof of the key was checked by the shell.
#[derive(Clone, Debug)]
pub struct StartRequest {
    pub key_hash: [u8; 32],
    /// The id the phone gets if it is new.
    pub new_id: DeviceId,
    pub consents: Consents,
    pub language: Language,
    pub text_version: u32,
}

impl Link {
    pub fn issued(id: LinkId, max_devices: u32, now: UnixMs) -> Self {
        Self {
            id,
            state: LinkState::Issued,
            opening_deadline: now.plus_ms(OPENING_DEADLINE_MS),
            session_cap: None,
            max_devices,
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
            LinkState::Consumed | LinkState::Destroyed => Err(Refusal::ReportOver),
        }
    }

    /// The moment at which a task has to look at the link again.
    pub fn next_deadline(&self) -> Option<UnixMs> {
        match self.state {
            LinkState::Issued => Some(self.opening_deadline),
            LinkState::InUse => self.session_cap,
            LinkState::Consumed | LinkState::Expired | LinkState::Destroyed => None,
        }
    }

    pub fn admits_another_device(&self) -> bool {
        self.uses < self.max_devices.saturating_add(self.readmissions)
    }

    pub fn active_devices(&self) -> impl Iterator<Item = &Device> {
        self.devices.iter().filter(|device| device.is_active)
    }

    pub fn is_active(&self, device: DeviceId) -> bool {
        self.active_devices().any(|known| known.id == device)
    }

    fn active_with_key(&self, key_hash: &[u8; 32]) -> Option<DeviceId> {
        self.active_devices()
            .find(|known| known.key_hash == *key_hash)
            .map(|known| known.id)
    }

    /// Makes room for one more phone; the oldest active ones lose their place.
    fn make_room(&mut self) -> Vec<DeviceId> {
        let mut dismissed = Vec::new();
        let places = usize::try_from(self.max_devices)
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
            return back.id;
        }
        self.devices.push(Device {
            id: request.new_id,
            key_hash: request.key_hash,
            bound_at: now,
            is_active: true,
            consent_language: request.language,
            consent_text_version: request.text_version,
        });
        request.new_id
    }
}

/// First start, resumption by a bound phone, or start of a readmitted phone.
pub fn start(report: Report, request: StartRequest, now: UnixMs) -> Result<Decision, Refusal> {
    report.link.check_open(now)?;
    match report.link.active_with_key(&request.key_hash) {
        Some(device) => resume(report, device),
        None => bind(report, &request, now),
    }
}

fn resume(mut report: Report, device: DeviceId) -> Result<Decision, Refusal> {
    if report.link.resumptions >= RESUMPTIONS_MAX {
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
    Ok(report.with([Effect::Trail(Act::Resumed { device })]))
}

fn bind(mut report: Report, request: &StartRequest, now: UnixMs) -> Result<Decision, Refusal> {
    if !report.link.admits_another_device() {
        return Err(Refusal::UrlUsed);
    }
    consent::check(&request.consents)?;
    let dismissed = report.link.make_room();
    let device = report.link.bind(request, now);
    report.link.uses += 1;
    report.link.state = LinkState::InUse;
    report
        .link
        .session_cap
        .get_or_insert(now.plus_ms(SESSION_CAP_MS));
    report.reach(FunnelStep::Consented, now);
    if matches!(report.state, ReportState::Invited | ReportState::Consenting) {
        report.state = ReportState::Connecting;
    }
    report.clear_stuck(|_| true);
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
    if report.link.readmissions >= READMISSIONS_MAX {
        return Err(Refusal::TooManyReadmissions);
    }
    report.link.readmissions += 1;
    report.clear_stuck(|obstacle| obstacle == Obstacle::OtherDevice);
    Ok(report.with([Effect::Trail(Act::Readmitted)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Command, decide,
        report::tests::{DEVICE_A, DEVICE_B, NOW, consented, sent, start_of},
    };

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
            (sent(), OPENING_DEADLINE_MS, Refusal::LinkExpired),
            (consented(), SESSION_CAP_MS, Refusal::ReportOver),
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
}
