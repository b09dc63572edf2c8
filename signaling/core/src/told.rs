//! What a command system is told of a report.

use protocol::{
    command::EventKind,
    report::{DeliveryState, EndReason, Exercise, FunnelStep},
};

use crate::report::Report;

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    pub kind: EventKind,
    /// Of an end.
    pub reason: Option<EndReason>,
}

impl From<EventKind> for Told {
    fn from(kind: EventKind) -> Self {
        Self { kind, reason: None }
    }
}

/// What changed between two states of a report, in the order in which it happens. A report that is
/// new has none before. Of an exercise nothing is told; one that became real begins with that.
pub fn changes(before: Option<&Report>, after: &Report) -> Vec<Told> {
    let mut told = Vec::new();
    if after.exercise == Exercise::Yes {
        return told;
    }
    let before = before.filter(|before| before.exercise != Exercise::Yes);
    let sends = |report: &Report| report.link.delivery.sends;
    if before.is_none_or(|before| sends(before) < sends(after)) {
        told.push(EventKind::Sent.into());
    }
    let known = before.map(|before| before.link.delivery.state);
    let state = after.link.delivery.state;
    if known != Some(state) {
        told.extend(of_delivery(state).map(Told::from));
    }
    for (step, kind) in [
        (FunnelStep::Opened, EventKind::Opened),
        (FunnelStep::Consented, EventKind::Consented),
        (FunnelStep::FirstPicture, EventKind::FirstPicture),
    ] {
        let was_there = before.is_some_and(|before| before.funnel.contains_key(&step));
        if after.funnel.contains_key(&step) && !was_there {
            told.push(kind.into());
        }
    }
    let was_over = before.is_some_and(|before| before.ended.is_some());
    if let (Some(ending), false) = (after.ended, was_over) {
        told.push(Told {
            kind: EventKind::Ended,
            reason: Some(ending.reason),
        });
    }
    told
}

fn of_delivery(state: DeliveryState) -> Option<EventKind> {
    match state {
        DeliveryState::Delivered => Some(EventKind::Delivered),
        DeliveryState::Failed | DeliveryState::Expired => Some(EventKind::SendFailed),
        DeliveryState::Unknown => Some(EventKind::SendUnknown),
        DeliveryState::Sending | DeliveryState::Accepted | DeliveryState::NoReceipt => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Command, decide,
        report::tests::{NOW, consented, sent},
    };

    fn kinds(before: Option<&Report>, after: &Report) -> Vec<EventKind> {
        let told = changes(before, after).into_iter();
        told.map(|told| told.kind).collect()
    }

    #[test]
    fn nothing_is_told_of_an_exercise_until_it_becomes_real() {
        let exercise = Report {
            exercise: Exercise::Yes,
            ..sent()
        };
        assert_eq!(kinds(None, &exercise), []);
        let real = Report {
            exercise: Exercise::BecameReal,
            ..exercise.clone()
        };
        assert_eq!(kinds(Some(&exercise), &real), kinds(None, &sent()));
        assert!(!kinds(None, &sent()).is_empty());
    }

    #[test]
    fn each_thing_that_happens_is_told_once() {
        let issued = sent();
        assert_eq!(kinds(None, &issued), [EventKind::Sent]);
        assert_eq!(kinds(Some(&issued), &issued), []);
        let failed = Command::Delivery {
            send: 1,
            heard: DeliveryState::Failed.into(),
        };
        let failed = decide(&issued, failed, NOW).unwrap().report;
        assert_eq!(kinds(Some(&issued), &failed), [EventKind::SendFailed]);
        let again = decide(&failed, Command::Resend, NOW.plus_ms(60_000));
        let again = again.unwrap().report;
        assert_eq!(kinds(Some(&failed), &again), [EventKind::Sent]);
        let started = consented();
        let found = kinds(Some(&issued), &started);
        assert!(found.contains(&EventKind::Consented), "{found:?}");
        let end = Command::OperatorEnds {
            reason: Some(EndReason::Finished),
        };
        let ended = decide(&started, end, NOW).unwrap().report;
        let told = changes(Some(&started), &ended);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].kind, EventKind::Ended);
        assert_eq!(told[0].reason, Some(EndReason::Finished));
    }
}
