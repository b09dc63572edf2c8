//! Sends at a steady rate from a thread of its own.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use super::raw::Forger;

/// Bursts of this length, so that the thread sleeps between them.
const STEP: Duration = Duration::from_millis(2);

pub struct Barrage {
    stop: Arc<AtomicBool>,
    sent: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
    begun: Instant,
}

/// How it went.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Fired {
    pub sent: u64,
    pub per_s: f64,
}

impl Barrage {
    /// `shot` sends one datagram, told its number; false when the system did not take it.
    pub fn start(
        per_s: u32,
        most: u64,
        mut shot: impl FnMut(&mut Forger, u64) -> bool + Send + 'static,
    ) -> anyhow::Result<Self> {
        let mut forger = Forger::new()?;
        let (stop, sent) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicU64::new(0)),
        );
        let (stopped, counted) = (stop.clone(), sent.clone());
        let begun = Instant::now();
        let thread = std::thread::Builder::new()
            .name("barrage".to_owned())
            .spawn(move || {
                let mut number = 0;
                while !stopped.load(Ordering::Relaxed) && number < most {
                    let due = begun.elapsed().as_secs_f64() * f64::from(per_s);
                    while (number as f64) < due && number < most {
                        counted.fetch_add(u64::from(shot(&mut forger, number)), Ordering::Relaxed);
                        number += 1;
                    }
                    std::thread::sleep(STEP);
                }
            })?;
        Ok(Self {
            stop,
            sent,
            thread: Some(thread),
            begun,
        })
    }

    pub fn is_over(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    pub fn cease(mut self) -> Fired {
        let sent = self.sent.load(Ordering::Relaxed);
        let per_s = sent as f64 / self.begun.elapsed().as_secs_f64();
        self.end();
        Fired { sent, per_s }
    }

    fn end(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Barrage {
    fn drop(&mut self) {
        self.end();
    }
}
