//! A staff URL and its sheet (state machine D2).

use protocol::{
    id::{StaffUrlId, UnitId},
    staff::StaffUrlState,
    time::UnixMs,
};

use super::{StaffRefusal, leak::Leaks};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffUrl {
    pub id: StaffUrlId,
    pub headquarters: UnitId,
    pub unit: UnitId,
    /// Never `Expired`: that follows from the time.
    state: StaffUrlState,
    pub valid_to: UnixMs,
    pub leaks: Leaks,
}

impl StaffUrl {
    pub fn issued(
        id: StaffUrlId,
        (headquarters, unit): (UnitId, UnitId),
        valid_to: UnixMs,
    ) -> Self {
        Self {
            id,
            headquarters,
            unit,
            state: StaffUrlState::Active,
            valid_to,
            leaks: Leaks::default(),
        }
    }

    /// As it is stored.
    pub fn stored(
        id: StaffUrlId,
        (headquarters, unit): (UnitId, UnitId),
        state: StaffUrlState,
        valid_to: UnixMs,
        leaks: Leaks,
    ) -> Self {
        Self {
            id,
            headquarters,
            unit,
            state,
            valid_to,
            leaks,
        }
    }

    pub fn state(&self, now: UnixMs) -> StaffUrlState {
        match self.state {
            StaffUrlState::Active | StaffUrlState::Suspended if now >= self.valid_to => {
                StaffUrlState::Expired
            }
            state => state,
        }
    }

    /// Refuses phones when nothing can start any more, and whatever they want.
    pub fn check_open(&self, now: UnixMs) -> Result<(), StaffRefusal> {
        match self.state(now) {
            StaffUrlState::Active => Ok(()),
            StaffUrlState::Suspended => Err(StaffRefusal::UrlSuspended),
            StaffUrlState::Destroyed => Err(StaffRefusal::UrlDestroyed),
            StaffUrlState::Expired => Err(StaffRefusal::UrlExpired),
        }
    }

    /// The emergency measure of the manager; the chief resumes.
    pub fn suspend(mut self, now: UnixMs) -> Result<Self, StaffRefusal> {
        match self.state(now) {
            StaffUrlState::Active => {
                self.state = StaffUrlState::Suspended;
                Ok(self)
            }
            StaffUrlState::Suspended => Err(StaffRefusal::UrlNotActive),
            _ => Err(StaffRefusal::UrlOver),
        }
    }

    pub fn resume(mut self, now: UnixMs) -> Result<Self, StaffRefusal> {
        match self.state(now) {
            StaffUrlState::Suspended => {
                self.state = StaffUrlState::Active;
                Ok(self)
            }
            StaffUrlState::Active => Err(StaffRefusal::UrlNotSuspended),
            _ => Err(StaffRefusal::UrlOver),
        }
    }

    /// For good, whatever it was; an expired one may still have sessions that run.
    pub fn destroy(mut self) -> Result<Self, StaffRefusal> {
        if self.state == StaffUrlState::Destroyed {
            return Err(StaffRefusal::UrlOver);
        }
        self.state = StaffUrlState::Destroyed;
        Ok(self)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    pub(crate) const NOW: UnixMs = UnixMs(1_795_000_000_000);

    pub(crate) fn url() -> StaffUrl {
        let unit = UnitId::new(NOW, [1; 10]);
        let valid_to = NOW.plus_ms(365 * 24 * 60 * 60_000);
        StaffUrl::issued(StaffUrlId::new(NOW, [2; 10]), (unit, unit), valid_to)
    }

    #[test]
    fn suspended_resumed_destroyed_and_nothing_after() {
        let suspended = url().suspend(NOW).unwrap();
        assert_eq!(suspended.check_open(NOW), Err(StaffRefusal::UrlSuspended));
        assert_eq!(
            suspended.clone().suspend(NOW),
            Err(StaffRefusal::UrlNotActive)
        );
        let resumed = suspended.clone().resume(NOW).unwrap();
        assert_eq!(resumed, url());
        assert_eq!(resumed.resume(NOW), Err(StaffRefusal::UrlNotSuspended));
        let destroyed = suspended.destroy().unwrap();
        assert_eq!(destroyed.check_open(NOW), Err(StaffRefusal::UrlDestroyed));
        assert_eq!(destroyed.clone().resume(NOW), Err(StaffRefusal::UrlOver));
        assert_eq!(destroyed.destroy(), Err(StaffRefusal::UrlOver));
    }

    #[test]
    fn it_expires_at_its_moment_and_can_still_be_destroyed() {
        let url = url();
        assert_eq!(url.check_open(url.valid_to.plus_ms(-1)), Ok(()));
        assert_eq!(url.check_open(url.valid_to), Err(StaffRefusal::UrlExpired));
        let late = url.valid_to;
        assert_eq!(url.clone().suspend(late), Err(StaffRefusal::UrlOver));
        let destroyed = url.destroy().unwrap();
        assert_eq!(destroyed.state(late), StaffUrlState::Destroyed);
    }
}
