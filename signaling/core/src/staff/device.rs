//! An officer's registered phone: bound by its key, locked after too many wrong codes.

use protocol::{
    id::{CaseId, DeviceId},
    staff::StaffDeviceState,
    time::UnixMs,
};
use subtle::ConstantTimeEq;

use super::{StaffRefusal, code::GivenCode, rules::StaffRules};
use crate::access_code::CodeHash;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaffDevice {
    pub id: DeviceId,
    pub state: StaffDeviceState,
    pub attempts_left: u32,
    pub registered: UnixMs,
    pub acknowledged: UnixMs,
    pub code: Option<GivenCode>,
    pub last_start: Option<UnixMs>,
}

/// What was typed, beside the codes that would be right; the shell makes them.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    /// What is kept of a given code, made of the typed one.
    pub hash: CodeHash,
    pub digits: &'a str,
    /// The unit's codes that are good now.
    pub of_unit: &'a [String],
}

/// Which code opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The manager's, on the report of this case.
    Given(CaseId),
    /// The unit's: the use is to be reported afterwards (VR-5.1.2).
    OfUnit,
}

/// What an entry comes to. The phone's next state is stored in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entered {
    Right(Opened),
    Wrong,
    /// That was the last try.
    Locks,
}

impl StaffDevice {
    pub fn registered(id: DeviceId, rules: &StaffRules, now: UnixMs) -> Self {
        Self {
            id,
            state: StaffDeviceState::Registered,
            attempts_left: rules.code_attempts,
            registered: now,
            acknowledged: now,
            code: None,
            last_start: None,
        }
    }

    /// Refuses a phone that is none any more.
    pub fn check_registered(&self) -> Result<(), StaffRefusal> {
        match self.state {
            StaffDeviceState::Removed => Err(StaffRefusal::DeviceUnknown),
            StaffDeviceState::Registered | StaffDeviceState::Locked => Ok(()),
        }
    }

    /// Tries a code (VR-5.1.3). Every comparison takes its whole time.
    pub fn enter(
        mut self,
        typed: Typed<'_>,
        rules: &StaffRules,
        now: UnixMs,
    ) -> Result<(Self, Entered), StaffRefusal> {
        self.check_registered()?;
        if self.state == StaffDeviceState::Locked {
            return Err(StaffRefusal::DeviceLocked);
        }
        let given = self
            .code
            .filter(|code| bool::from(code.hash.ct_eq(&typed.hash)));
        let mut is_of_unit = false;
        for code in typed.of_unit {
            is_of_unit |= bool::from(code.as_bytes().ct_eq(typed.digits.as_bytes()));
        }
        let opened = match given {
            Some(code) if code.is_used => return Err(StaffRefusal::CodeUsed),
            Some(code) if now >= code.expires => return Err(StaffRefusal::CodeExpired),
            Some(code) => {
                self.code = Some(GivenCode {
                    is_used: true,
                    ..code
                });
                Opened::Given(code.case)
            }
            None if is_of_unit => Opened::OfUnit,
            None => return Ok(self.wrong()),
        };
        self.attempts_left = rules.code_attempts;
        self.last_start = Some(now);
        Ok((self, Entered::Right(opened)))
    }

    fn wrong(mut self) -> (Self, Entered) {
        self.attempts_left = self.attempts_left.saturating_sub(1);
        if self.attempts_left > 0 {
            return (self, Entered::Wrong);
        }
        self.state = StaffDeviceState::Locked;
        // What was out is void with the lock.
        self.code = None;
        (self, Entered::Locks)
    }

    /// Another code; the old one is void, and a locked phone opens again.
    pub fn give(
        mut self,
        (hash, case): (CodeHash, CaseId),
        rules: &StaffRules,
        now: UnixMs,
    ) -> Result<Self, StaffRefusal> {
        if self.state == StaffDeviceState::Removed {
            return Err(StaffRefusal::DeviceRemoved);
        }
        self.state = StaffDeviceState::Registered;
        self.attempts_left = rules.code_attempts;
        self.code = Some(GivenCode {
            hash,
            case,
            issued: now,
            expires: now.plus_ms(rules.code_valid_ms),
            is_used: false,
        });
        Ok(self)
    }

    pub fn acknowledge(mut self, now: UnixMs) -> Result<Self, StaffRefusal> {
        self.check_registered()?;
        self.acknowledged = now;
        Ok(self)
    }

    pub fn remove(mut self) -> Result<Self, StaffRefusal> {
        if self.state == StaffDeviceState::Removed {
            return Err(StaffRefusal::DeviceRemoved);
        }
        self.state = StaffDeviceState::Removed;
        self.code = None;
        Ok(self)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::staff::{rules::RULES, url::tests::NOW};

    pub(crate) const RIGHT: CodeHash = [1; 32];
    pub(crate) const WRONG: CodeHash = [2; 32];

    pub(crate) fn device() -> StaffDevice {
        StaffDevice::registered(DeviceId::new(NOW, [3; 10]), &RULES, NOW)
    }

    pub(crate) fn case() -> CaseId {
        CaseId::new(NOW, [4; 10])
    }

    fn enter(
        device: StaffDevice,
        hash: CodeHash,
        at: UnixMs,
    ) -> Result<(StaffDevice, Entered), StaffRefusal> {
        let of_unit = ["12345678".to_owned()];
        let typed = Typed {
            hash,
            digits: "00000000",
            of_unit: &of_unit,
        };
        device.enter(typed, &RULES, at)
    }

    #[test]
    fn vr_5_1_3_the_fifth_wrong_code_locks_and_another_code_opens() {
        let mut phone = device().give((RIGHT, case()), &RULES, NOW).unwrap();
        for _ in 0..4 {
            let (next, entered) = enter(phone, WRONG, NOW).unwrap();
            assert_eq!(entered, Entered::Wrong);
            phone = next;
        }
        let (locked, entered) = enter(phone, WRONG, NOW).unwrap();
        assert_eq!(entered, Entered::Locks);
        assert_eq!(enter(locked, RIGHT, NOW), Err(StaffRefusal::DeviceLocked));
        let again = locked.give((RIGHT, case()), &RULES, NOW).unwrap();
        let (_, entered) = enter(again, RIGHT, NOW).unwrap();
        assert_eq!(entered, Entered::Right(Opened::Given(case())));
    }

    #[test]
    fn a_given_code_opens_once_and_in_time() {
        let phone = device().give((RIGHT, case()), &RULES, NOW).unwrap();
        let expires = phone.code.unwrap().expires;
        assert_eq!(enter(phone, RIGHT, expires), Err(StaffRefusal::CodeExpired));
        let (used, _) = enter(phone, RIGHT, expires.plus_ms(-1)).unwrap();
        assert_eq!(enter(used, RIGHT, NOW), Err(StaffRefusal::CodeUsed));
        assert_eq!(used.attempts_left, RULES.code_attempts);
    }

    #[test]
    fn the_units_code_opens_and_says_so() {
        let of_unit = ["12345678".to_owned(), "87654321".to_owned()];
        for digits in ["12345678", "87654321"] {
            let typed = Typed {
                hash: WRONG,
                digits,
                of_unit: &of_unit,
            };
            let (_, entered) = device().enter(typed, &RULES, NOW).unwrap();
            assert_eq!(entered, Entered::Right(Opened::OfUnit));
        }
        let typed = Typed {
            hash: WRONG,
            digits: "1234567",
            of_unit: &of_unit,
        };
        let (_, entered) = device().enter(typed, &RULES, NOW).unwrap();
        assert_eq!(entered, Entered::Wrong);
    }

    #[test]
    fn a_removed_phone_is_unknown_whatever_it_types() {
        let removed = device()
            .give((RIGHT, case()), &RULES, NOW)
            .unwrap()
            .remove()
            .unwrap();
        assert_eq!(enter(removed, RIGHT, NOW), Err(StaffRefusal::DeviceUnknown));
        assert_eq!(
            removed.give((RIGHT, case()), &RULES, NOW),
            Err(StaffRefusal::DeviceRemoved)
        );
        assert_eq!(removed.remove(), Err(StaffRefusal::DeviceRemoved));
    }
}
