//! Binds a thread to a core, and tells what it has used.

use rustix::{
    thread::{CpuSet, sched_getaffinity, sched_setaffinity},
    time::{ClockId, clock_gettime},
};

/// User and system time of the calling thread, in microseconds.
pub(crate) fn cpu_us() -> u64 {
    let used = clock_gettime(ClockId::ThreadCPUTime);
    let (seconds, nanoseconds) = (used.tv_sec.unsigned_abs(), used.tv_nsec.unsigned_abs());
    seconds * 1_000_000 + nanoseconds / 1000
}

/// Binds the calling thread to the n-th of the cores it may use.
pub(crate) fn to_core(number: usize) {
    let Ok(allowed) = sched_getaffinity(None) else {
        return;
    };
    let cores: Vec<usize> = (0..CpuSet::MAX_CPU)
        .filter(|core| allowed.is_set(*core))
        .collect();
    let Some(core) = cores.get(number % cores.len().max(1)) else {
        return;
    };
    let mut wanted = CpuSet::new();
    wanted.set(*core);
    if let Err(error) = sched_setaffinity(None, &wanted) {
        tracing::debug!(%error, "a media shard is not bound to a core");
    }
}
