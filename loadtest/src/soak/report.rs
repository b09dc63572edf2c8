//! What a soak found: pure.

use std::{fmt, process::ExitCode};

use serde::Serialize;

use super::holdings::Holdings;
use crate::stats::table::Table;

#[derive(Clone, Debug, Serialize)]
pub struct SoakReport {
    pub name: &'static str,
    pub sessions: u64,
    pub failed: u64,
    pub failures: Vec<String>,
    pub seconds: f64,
    pub sessions_per_s: f64,
    pub server_cpu_s: f64,
    /// With nobody there: before, after the first tenth, at the end.
    pub before: Holdings,
    pub warm: Holdings,
    pub after: Holdings,
    pub growth_percent: f64,
    pub growth_percent_max: f64,
    pub leaked_sockets: usize,
    pub passed: bool,
}

impl SoakReport {
    pub fn judge(mut self) -> Self {
        let (warm, after) = (self.warm, self.after);
        #[allow(clippy::cast_precision_loss, reason = "bytes stay far below 2^52")]
        let ratio = after.memory_bytes as f64 / (warm.memory_bytes as f64).max(1.0);
        self.growth_percent = (ratio - 1.0) * 100.0;
        self.leaked_sockets = after.sockets.saturating_sub(warm.sockets);
        self.passed = self.failed == 0
            && self.growth_percent < self.growth_percent_max
            && self.leaked_sockets == 0
            && after.files <= warm.files
            && after.threads <= warm.threads;
        self
    }

    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(u8::from(!self.passed))
    }
}

impl fmt::Display for SoakReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&["nobody there", "memory MB", "sockets", "files", "threads"]);
        for (name, held) in [
            ("before", self.before),
            ("after the first tenth", self.warm),
            ("at the end", self.after),
        ] {
            #[allow(clippy::cast_precision_loss, reason = "bytes stay far below 2^52")]
            let memory_mb = held.memory_bytes as f64 / 1e6;
            table.row(vec![
                name.to_owned(),
                format!("{memory_mb:.2}"),
                held.sockets.to_string(),
                held.files.to_string(),
                held.threads.to_string(),
            ]);
        }
        writeln!(f, "{table}")?;
        writeln!(
            f,
            "{} sessions in and out in {:.0} s ({:.0} a second), {} failed; server {:.1} CPU-seconds; \
             memory grew by {:.2} % (less than {} % is wanted), {} sockets leaked",
            self.sessions,
            self.seconds,
            self.sessions_per_s,
            self.failed,
            self.server_cpu_s,
            self.growth_percent,
            self.growth_percent_max,
            self.leaked_sockets
        )?;
        for failure in &self.failures {
            writeln!(f, "  {failure}")?;
        }
        writeln!(f, "{}", if self.passed { "PASSED" } else { "MISSED" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(memory_bytes: u64, sockets: usize) -> Holdings {
        Holdings {
            memory_bytes,
            sockets,
            files: 20 + sockets,
            threads: 8,
        }
    }

    fn report(warm: Holdings, after: Holdings, failed: u64) -> SoakReport {
        let report = SoakReport {
            name: "soak",
            sessions: 1000,
            failed,
            failures: Vec::new(),
            seconds: 10.0,
            sessions_per_s: 100.0,
            server_cpu_s: 3.0,
            before: held(50_000_000, 4),
            warm,
            after,
            growth_percent: 0.0,
            growth_percent_max: 1.0,
            leaked_sockets: 0,
            passed: false,
        };
        report.judge()
    }

    #[test]
    fn growth_leaks_and_failures_each_miss() {
        let warm = held(100_000_000, 4);
        for (after, failed, passed) in [
            (held(100_900_000, 4), 0, true),
            (held(90_000_000, 3), 0, true),
            (held(101_000_000, 4), 0, false),
            (held(100_000_000, 5), 0, false),
            (held(100_000_000, 4), 1, false),
            (
                Holdings {
                    threads: 9,
                    ..held(100_000_000, 4)
                },
                0,
                false,
            ),
        ] {
            let report = report(warm, after, failed);
            assert_eq!(report.passed, passed, "{report}");
        }
    }

    #[test]
    fn the_table_tells_growth_and_leaks() {
        let text = report(held(100_000_000, 4), held(102_000_000, 6), 0).to_string();
        assert!(
            text.contains("grew by 2.00 %") && text.contains("2 sockets leaked"),
            "{text}"
        );
        assert!(text.ends_with("MISSED\n"));
    }
}
