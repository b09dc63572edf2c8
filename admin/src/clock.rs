//! The one clock of the house. It can be set in a demo folder, so that rules of 90 days and of
//! five years are tried from outside; timers of the runtime do not move with it.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::Timestamp;
use protocol::time::UnixMs;

/// A cheap handle; all clones show the same time.
#[derive(Clone, Debug)]
pub struct Clock {
    offset_ms: Arc<AtomicI64>,
    settable: bool,
}

/// The clock was started without `--clock`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the clock can only be set when the server was started with --clock in a demo folder")]
pub struct NotSettable;

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self {
            offset_ms: Arc::default(),
            settable: false,
        }
    }

    /// A clock that can be set; it starts at `start`, or at the machine's time.
    pub fn settable(start: Option<UnixMs>) -> Self {
        let clock = Self {
            offset_ms: Arc::default(),
            settable: true,
        };
        if let Some(start) = start {
            clock
                .offset_ms
                .store(start.since_ms(machine_now()), Ordering::Relaxed);
        }
        clock
    }

    pub fn now(&self) -> UnixMs {
        machine_now().plus_ms(self.offset_ms.load(Ordering::Relaxed))
    }

    pub fn is_settable(&self) -> bool {
        self.settable
    }

    pub fn set(&self, now: UnixMs) -> Result<(), NotSettable> {
        if !self.settable {
            return Err(NotSettable);
        }
        self.offset_ms
            .store(now.since_ms(machine_now()), Ordering::Relaxed);
        Ok(())
    }
}

fn machine_now() -> UnixMs {
    UnixMs(Timestamp::now().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_clock_goes_on_from_there_for_every_clone() {
        let clock = Clock::settable(Some(UnixMs(1_000)));
        let clone = clock.clone();
        assert!((1_000..60_000).contains(&clone.now().0));
        clock.set(UnixMs(5_000_000)).unwrap();
        assert!((5_000_000..5_060_000).contains(&clone.now().0));
    }

    #[test]
    fn the_machines_clock_cannot_be_set() {
        assert_eq!(Clock::system().set(UnixMs(1)), Err(NotSettable));
    }
}
