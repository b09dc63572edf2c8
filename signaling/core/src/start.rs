//! A phone starts under its link, comes back, or is let in after another.

use protocol::{
    caller::Consents,
    id::DeviceId,
    report::{FunnelStep, Obstacle, ReportState},
    time::UnixMs,
};

use crate::{
    Act, Decision, Effect, Refusal,
    access_code::{self, CodeHash, CodeState, Entered},
    consent::{self, Agreed},
    link::{Device, Link, LinkState},
    report::Report,
};

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

pub(crate) fn resume(
    mut report: Report,
    device: DeviceId,
    now: UnixMs,
) -> Result<Decision, Refusal> {
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
