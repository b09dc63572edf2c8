//! Samples of the run's course.

use std::{sync::atomic::Ordering, time::Instant};

use crate::{
    process,
    report::course::{Course, Sample},
    stats::live::Live,
};

pub struct Sampler {
    course: Course,
    start: Instant,
}

impl Sampler {
    /// A process of the server that does not exist is an error now, not a hole in the report.
    pub fn start(pids: &[u32], start: Instant) -> anyhow::Result<Self> {
        let named = |pid: &u32| Ok((*pid, process::name(*pid)?));
        let servers = pids.iter().map(named).collect::<anyhow::Result<_>>()?;
        Ok(Self {
            course: Course::new(servers),
            start,
        })
    }

    pub fn take(&mut self, live: &Live) -> Sample {
        let (delay, late) = (live.delay.take(), live.late.take());
        self.course.delay.add(&delay);
        self.course.late.add(&late);
        let servers = &self.course.servers;
        let sample = Sample {
            at_s: self.start.elapsed().as_secs_f64(),
            callers: live.callers.load(Ordering::Relaxed),
            viewers: live.viewers.load(Ordering::Relaxed),
            first_frames: live.first_frames.load(Ordering::Relaxed),
            failed: live.failed.load(Ordering::Relaxed),
            packets_received: live.packets_received.load(Ordering::Relaxed),
            packets_lost: live.packets_lost.load(Ordering::Relaxed),
            bytes_received: live.bytes_received.load(Ordering::Relaxed),
            bytes_sent: live.bytes_sent.load(Ordering::Relaxed),
            delay_p50_ms: delay.percentile_ms(50),
            delay_p99_ms: delay.percentile_ms(99),
            client_cpu_s: process::cpu_s("self").unwrap_or_default(),
            server_cpu_s: servers
                .iter()
                .map(|(pid, _)| process::cpu_s(&pid.to_string()).ok())
                .collect(),
            server_memory_bytes: servers
                .iter()
                .map(|(pid, _)| process::memory_bytes(*pid))
                .collect(),
        };
        self.course.push(sample.clone());
        sample
    }

    pub fn finish(self) -> Course {
        self.course
    }
}
