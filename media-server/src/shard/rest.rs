//! How a shard rests between turns. Waking up costs more than a packet, so what comes close
//! together is read together: woken in the middle of a picture the shard holds still a moment more,
//! and when the next datagram was there at once, it does not even ask to be woken.

use std::time::Duration;

use crate::limits;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    /// Not at all: something is known to wait.
    None,
    /// Sleep so long, whatever comes.
    Sleep(Duration),
    /// Until something comes, or so long.
    Wait(Duration),
}

#[derive(Default)]
pub(crate) struct Rests {
    /// Datagrams come faster than one turn after the other.
    busy: bool,
    /// Just woken by a datagram: others may be close behind.
    woken: bool,
}

impl Rests {
    /// What to do before the next turn. `due` is the time until the next timer.
    pub fn next(&self, idle: bool, due: Duration) -> Rest {
        match (idle, self.busy) {
            (false, _) => Rest::None,
            (true, true) => Rest::Sleep(due.min(limits::HOLD_TIME)),
            (true, false) => Rest::Wait(due),
        }
    }

    /// Notes how a wait ended.
    pub fn woken(&mut self, by_datagram: bool, waited: Duration) {
        self.busy = by_datagram && waited < limits::HOLD_TIME;
        self.woken = by_datagram;
    }

    /// How long to hold still before more is read: what ends with a whole picture need not wait.
    pub fn hold(&mut self, mid_frame: bool) -> Option<Duration> {
        (std::mem::take(&mut self.woken) && mid_frame).then_some(limits::HOLD_TIME)
    }

    /// Notes what a turn without a wait before it found.
    pub fn slept(&mut self, received: bool) {
        self.busy &= received;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_millis(20);
    const SHORT: Duration = Duration::from_micros(100);
    const HOLD: Duration = limits::HOLD_TIME;

    #[test]
    fn a_picture_that_is_not_whole_is_waited_for_once() {
        let mut rests = Rests::default();
        assert_eq!(rests.next(true, LONG), Rest::Wait(LONG));
        rests.woken(true, LONG);
        assert_eq!(rests.hold(true), Some(HOLD));
        assert_eq!(rests.hold(true), None, "once");
        assert_eq!(rests.next(true, LONG), Rest::Wait(LONG));
    }

    #[test]
    fn what_is_whole_goes_at_once() {
        let mut rests = Rests::default();
        rests.woken(true, LONG);
        assert_eq!(rests.hold(false), None);
        rests.woken(false, LONG);
        assert_eq!(rests.hold(true), None, "nothing came");
    }

    #[test]
    fn under_load_there_is_one_wake_up_a_turn() {
        let mut rests = Rests::default();
        rests.woken(true, SHORT);
        for _ in 0..3 {
            assert_eq!(rests.next(true, LONG), Rest::Sleep(HOLD));
            rests.slept(true);
        }
        rests.slept(false);
        assert_eq!(rests.next(true, LONG), Rest::Wait(LONG), "calm again");
    }

    #[test]
    fn timers_and_commands_are_not_held_back() {
        let mut rests = Rests::default();
        rests.woken(false, SHORT);
        assert_eq!(rests.next(false, LONG), Rest::None);
        rests.woken(true, SHORT);
        assert_eq!(rests.next(true, SHORT), Rest::Sleep(SHORT));
    }
}
