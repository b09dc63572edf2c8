//! CPU time of a process with all its threads, to the nanosecond.

use std::fs;

use anyhow::{Context as _, ensure};

/// Seconds that the living threads of the process have run, user and system, from the scheduler's
/// own account; the sum of `/proc/PID/stat` counts hundredths of a second only.
pub fn seconds(pid: u32) -> anyhow::Result<f64> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task"))
        .with_context(|| format!("process {pid} has ended"))?;
    let mut total_ns = 0;
    for task in tasks {
        let path = task?.path().join("schedstat");
        // A thread may end meanwhile.
        if let Ok(text) = fs::read_to_string(path) {
            total_ns += parse(&text).context("schedstat is not as expected")?;
        }
    }
    ensure!(
        total_ns > 0,
        "the kernel keeps no schedstat for process {pid}"
    );
    Ok(total_ns as f64 / 1e9)
}

fn parse(schedstat: &str) -> Option<u64> {
    schedstat.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_figure_is_the_time_on_a_processor() {
        assert_eq!(parse("123456789 5 6\n"), Some(123_456_789));
        assert_eq!(parse(""), None);
    }

    #[test]
    fn all_threads_count() {
        let before = seconds(std::process::id()).unwrap();
        std::thread::scope(|scope| {
            let worker = scope.spawn(|| {
                let begin = std::time::Instant::now();
                while begin.elapsed() < std::time::Duration::from_millis(50) {}
                seconds(std::process::id()).unwrap()
            });
            assert!(worker.join().unwrap() > before + 0.01);
        });
    }
}
