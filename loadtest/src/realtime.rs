//! Precedence for the threads that measure: time spent waiting for a processor would be told as
//! the network's.

/// Lets the calling thread run as soon as it can, ahead of every ordinary one. Needs root; without
/// it the figures are honest still, but coarser. Only for threads that wait nearly all the time.
#[expect(unsafe_code, reason = "no safe wrapper exists for sched_setscheduler")]
pub fn request() {
    let parameters = libc::sched_param { sched_priority: 10 };
    // SAFETY: 0 names the calling thread, and the kernel only reads `parameters`, which outlives
    // the call. A refusal leaves the thread as it was.
    unsafe {
        libc::sched_setscheduler(0, libc::SCHED_FIFO | libc::SCHED_RESET_ON_FORK, &parameters)
    };
}
