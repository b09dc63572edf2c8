//! Requests for key frames, merged and throttled.

use std::time::Instant;

use crate::limits;

#[derive(Default)]
pub struct KeyFrameRequests {
    wanted: bool,
    asked: Option<Instant>,
}

impl KeyFrameRequests {
    /// True when nobody has wanted one yet.
    pub fn want(&mut self) -> bool {
        !std::mem::replace(&mut self.wanted, true)
    }

    /// A key frame began.
    pub fn came(&mut self) {
        self.wanted = false;
    }

    /// When to ask next; a request that is not answered is repeated.
    pub fn due(&self, now: Instant) -> Option<Instant> {
        let rested = self
            .asked
            .map_or(now, |asked| asked + limits::KEY_FRAME_REQUEST_TIME);
        self.wanted.then_some(rested)
    }

    /// Whether to ask now.
    pub fn take_due(&mut self, now: Instant) -> bool {
        let due = self.due(now).is_some_and(|due| due <= now);
        if due {
            self.asked = Some(now);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn twenty_joins_make_one_request() {
        let start = crate::test_clock::start();
        let mut requests = KeyFrameRequests::default();
        let mut sent = 0;
        for at_ms in 0..20 {
            requests.want();
            sent += u32::from(requests.take_due(start + Duration::from_millis(at_ms)));
        }
        assert_eq!(sent, 1);
        requests.came();
        assert!(!requests.take_due(start + Duration::from_secs(9)));
    }

    #[test]
    fn an_unanswered_request_is_repeated_after_a_rest() {
        let start = crate::test_clock::start();
        let mut requests = KeyFrameRequests::default();
        requests.want();
        assert!(requests.take_due(start));
        let later = start + limits::KEY_FRAME_REQUEST_TIME;
        assert!(!requests.take_due(later - Duration::from_millis(1)));
        assert_eq!(requests.due(later), Some(later));
        assert!(requests.take_due(later));
    }
}
