//! The one-time link [ワンタイムURL] (state machine D1): its delivery, its two time limits, its phones.

use protocol::{
    id::{DeviceId, LinkId},
    report::{Delivery, DeliveryState, EndReason, Obstacle},
    time::UnixMs,
};

use crate::{
    Act, Decision, Effect, Refusal,
    access_code::{AccessCode, CodeHash},
    consent::Agreed,
    ending,
    limits::{RESEND_PAUSE_MS, SENDING_MS},
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
    /// When the receipt that a gateway owes counts as never coming.
    pub receipt_due: Option<UnixMs>,
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

impl Link {
    /// A link that is being sent for the first time.
    pub fn issued(id: LinkId, rules: Rules, code: Option<CodeHash>, now: UnixMs) -> Self {
        Self {
            id,
            state: LinkState::Issued,
            rules,
            delivery: Delivery {
                state: DeliveryState::Sending,
                reason: None,
                sends: 1,
                sends_max: rules.sends_max,
                sent_ms: now,
            },
            receipt_due: None,
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
            LinkState::Issued => {
                let opening = Some(self.opening_deadline);
                let deadlines = [opening, self.sending_deadline(), self.receipt_deadline()];
                deadlines.into_iter().flatten().min()
            }
            LinkState::InUse if !self.is_warned => self.warning(),
            LinkState::InUse => self.session_cap,
            LinkState::Consumed
            | LinkState::Expired
            | LinkState::Destroyed
            | LinkState::Abandoned => None,
        }
    }

    /// When nobody knows any more what became of a message that is being sent. The server may have
    /// stopped in the middle, and the secret is gone with it.
    pub fn sending_deadline(&self) -> Option<UnixMs> {
        let is_sending = self.delivery.state == DeliveryState::Sending;
        is_sending.then(|| self.delivery.sent_ms.plus_ms(SENDING_MS))
    }

    /// When the receipt that a gateway owes counts as never coming.
    pub fn receipt_deadline(&self) -> Option<UnixMs> {
        let is_awaited = self.delivery.state == DeliveryState::Accepted;
        self.receipt_due.filter(|_| is_awaited)
    }

    /// Whoever opens the link has its message, whatever is known of the sending.
    pub(crate) fn has_arrived(&mut self) {
        let state = &mut self.delivery.state;
        if *state != DeliveryState::Accepted {
            *state = DeliveryState::Delivered;
        }
        self.delivery.reason = None;
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

    /// Whether a subject of media tokens is a phone whose place another has.
    pub fn is_replaced(&self, subject: &str) -> bool {
        let mut replaced = self.devices.iter().filter(|device| !device.is_active);
        replaced.any(|device| device.id.to_string() == subject)
    }

    pub fn is_active(&self, device: DeviceId) -> bool {
        self.active_devices().any(|known| known.id == device)
    }

    /// Whether a phone that starts anew has to bring a code.
    pub fn asks_code(&self) -> bool {
        self.rules.access_code.is_some()
    }
}

pub(crate) fn is_of_sending(obstacle: Obstacle) -> bool {
    matches!(obstacle, Obstacle::SendFailed | Obstacle::SendUnknown)
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
    let is_sending = link.sending_deadline().is_some_and(|at| now < at);
    if is_sending || now < link.delivery.sent_ms.plus_ms(RESEND_PAUSE_MS) {
        return Err(Refusal::SentJustNow);
    }
    if link.delivery.sends >= link.rules.sends_max {
        return Err(Refusal::TooManySends);
    }
    link.delivery.sends += 1;
    link.delivery.state = DeliveryState::Sending;
    link.delivery.reason = None;
    link.delivery.sent_ms = now;
    link.receipt_due = None;
    link.opening_deadline = now.plus_ms(link.rules.opening_ms);
    report.clear_stuck(is_of_sending);
    Ok(report.with([Effect::Trail(Act::Resent)]))
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
mod tests;
