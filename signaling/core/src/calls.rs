//! Incoming calls that a command system announced and that no operator took yet. They live in memory:
//! a call is over in minutes, and its number is kept nowhere.

use std::collections::{BTreeMap, VecDeque};

use protocol::{
    command::{AnnounceCall, IncomingCall},
    id::{CallId, UnitId},
    time::UnixMs,
};

use crate::{
    Refusal,
    limits::{CALL_MS, CALLS_MAX, CASE_NUMBER_CHARS_MAX},
    number,
};

#[derive(Debug, Default)]
pub struct Calls(BTreeMap<UnitId, VecDeque<IncomingCall>>);

/// What is on the screens after an announcement.
#[derive(Debug, PartialEq, Eq)]
pub struct Announced {
    pub call: IncomingCall,
    /// False: the command system said so before.
    pub is_new: bool,
    /// Made room for it.
    pub gone: Vec<CallId>,
}

/// A case number as a command system writes it.
pub fn case_number(typed: Option<&str>) -> Result<Option<String>, Refusal> {
    let text = typed.map(str::trim).unwrap_or_default();
    if text.is_empty() {
        return Ok(None);
    }
    let is_long = text.chars().count() > CASE_NUMBER_CHARS_MAX;
    if is_long || text.chars().any(char::is_control) {
        return Err(Refusal::CaseNumberInvalid);
    }
    Ok(Some(text.to_owned()))
}

impl Calls {
    /// Takes an announcement in. The same call twice is one.
    pub fn announce(
        &mut self,
        unit: UnitId,
        said: &AnnounceCall,
        id: CallId,
        now: UnixMs,
    ) -> Result<Announced, Refusal> {
        let case_number = case_number(said.case_number.as_deref())?;
        let case_number = case_number.ok_or(Refusal::CaseNumberInvalid)?;
        let typed = said.number.as_deref().map(str::trim).unwrap_or_default();
        let number = match typed {
            "" => None,
            typed => Some(number::e164(typed).ok_or(Refusal::CallNumberInvalid)?),
        };
        let mut gone = self.forget(unit, now);
        let calls = self.0.entry(unit).or_default();
        let known = calls
            .iter()
            .find(|call| call.case_number == case_number && call.number == number);
        if let Some(call) = known.cloned() {
            return Ok(Announced {
                call,
                is_new: false,
                gone,
            });
        }
        while calls.len() >= CALLS_MAX {
            gone.extend(calls.pop_front().map(|call| call.id));
        }
        let call = IncomingCall {
            id,
            at_ms: now,
            expires_ms: now.plus_ms(CALL_MS),
            number,
            case_number,
        };
        calls.push_back(call.clone());
        Ok(Announced {
            call,
            is_new: true,
            gone,
        })
    }

    /// What is offered to a headquarters, the oldest first.
    pub fn of(&mut self, unit: UnitId, now: UnixMs) -> Vec<IncomingCall> {
        self.forget(unit, now);
        let calls = self.0.get(&unit).into_iter().flatten();
        calls.cloned().collect()
    }

    /// One operator takes it; nobody else is offered it any more.
    pub fn take(&mut self, unit: UnitId, id: CallId, now: UnixMs) -> Result<IncomingCall, Refusal> {
        self.forget(unit, now);
        let calls = self.0.get_mut(&unit).ok_or(Refusal::CallGone)?;
        let place = calls.iter().position(|call| call.id == id);
        let call = place.and_then(|place| calls.remove(place));
        call.ok_or(Refusal::CallGone)
    }

    fn forget(&mut self, unit: UnitId, now: UnixMs) -> Vec<CallId> {
        let Some(calls) = self.0.get_mut(&unit) else {
            return Vec::new();
        };
        let gone = calls.iter().filter(|call| call.expires_ms <= now);
        let gone = gone.map(|call| call.id).collect();
        calls.retain(|call| call.expires_ms > now);
        if calls.is_empty() {
            self.0.remove(&unit);
        }
        gone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMs = UnixMs(1_795_000_000_000);

    fn unit(letter: u8) -> UnitId {
        UnitId::new(UnixMs(1), [letter; 10])
    }

    fn id(number: usize) -> CallId {
        let mut random = [0; 10];
        random[..2].copy_from_slice(&(number as u16).to_be_bytes());
        CallId::new(NOW, random)
    }

    fn said(number: Option<&str>, case: &str) -> AnnounceCall {
        AnnounceCall {
            number: number.map(str::to_owned),
            case_number: Some(case.to_owned()),
        }
    }

    #[test]
    fn a_call_is_offered_to_its_headquarters_until_somebody_takes_it() {
        let mut calls = Calls::default();
        let call = said(Some("０９０-1234-5678"), " 0123 ");
        let announced = calls.announce(unit(1), &call, id(1), NOW).unwrap();
        assert_eq!(announced.call.number.as_deref(), Some("+819012345678"));
        assert_eq!(announced.call.case_number, "0123");
        let again = calls.announce(unit(1), &call, id(2), NOW).unwrap();
        assert_eq!((again.is_new, again.call.id), (false, id(1)));
        assert_eq!(calls.of(unit(2), NOW), []);
        assert_eq!(calls.take(unit(2), id(1), NOW), Err(Refusal::CallGone));
        assert_eq!(calls.take(unit(1), id(1), NOW).unwrap(), announced.call);
        assert_eq!(calls.take(unit(1), id(1), NOW), Err(Refusal::CallGone));
    }

    #[test]
    fn calls_end_by_themselves_and_are_bounded() {
        let mut calls = Calls::default();
        for number in 0..CALLS_MAX + 3 {
            let call = said(None, &number.to_string());
            calls.announce(unit(1), &call, id(number), NOW).unwrap();
        }
        let offered = calls.of(unit(1), NOW);
        assert_eq!(offered.len(), CALLS_MAX);
        assert_eq!(offered[0].id, id(3), "the oldest made room");
        assert_eq!(calls.of(unit(1), NOW.plus_ms(CALL_MS)), []);
        let late = calls.take(unit(1), id(3), NOW.plus_ms(CALL_MS));
        assert_eq!(late, Err(Refusal::CallGone));
    }

    #[test]
    fn what_is_no_call_is_refused() {
        let mut calls = Calls::default();
        let long = "1".repeat(CASE_NUMBER_CHARS_MAX + 1);
        for (call, refusal) in [
            (AnnounceCall::default(), Refusal::CaseNumberInvalid),
            (said(None, "  "), Refusal::CaseNumberInvalid),
            (said(None, "a\u{0}b"), Refusal::CaseNumberInvalid),
            (said(None, &long), Refusal::CaseNumberInvalid),
            (said(Some("withheld"), "1"), Refusal::CallNumberInvalid),
        ] {
            let refused = calls.announce(unit(1), &call, id(1), NOW).unwrap_err();
            assert_eq!(refused, refusal);
        }
    }
}
