//! What a siege found: pure, but for printing.

use std::{fmt, io::Write as _, process::ExitCode};

use serde::Serialize;

use crate::stats::{percentiles::Percentiles, table::Table};

/// The run says nothing: the tester was too weak.
const VOID: u8 = 3;

/// One demand and what was measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Check {
    pub what: String,
    pub measured: f64,
    pub goal: f64,
    pub met: bool,
}

/// Whether the server held, and whether the tester was strong enough to ask.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Verdict {
    pub checks: Vec<Check>,
    #[serde(rename = "attack")]
    pub tester: Vec<Check>,
    pub passed: bool,
    #[serde(rename = "void")]
    pub is_void: bool,
}

impl Check {
    pub fn most(what: &str, measured: f64, goal: f64) -> Self {
        Self {
            what: format!("{what}, at most"),
            met: measured <= goal,
            measured,
            goal,
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    pub fn least(what: &str, measured: u64, goal: u64) -> Self {
        Self {
            what: format!("{what}, at least"),
            met: measured >= goal,
            measured: measured as f64,
            goal: goal as f64,
        }
    }
}

impl Verdict {
    /// Void only when the server held: what it failed at, it failed at.
    pub fn of(checks: Vec<Check>, tester: Vec<Check>) -> Self {
        let held = checks.iter().all(|check| check.met);
        let strong = tester.iter().all(|check| check.met);
        Self {
            passed: held && strong,
            is_void: held && !strong,
            checks,
            tester,
        }
    }

    pub fn exit_code(&self) -> ExitCode {
        match (self.passed, self.is_void) {
            (true, _) => ExitCode::SUCCESS,
            (_, true) => ExitCode::from(VOID),
            _ => ExitCode::FAILURE,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&["", "measured", "goal", ""]);
        for check in self.checks.iter().chain(&self.tester) {
            table.row(vec![
                check.what.clone(),
                number(check.measured),
                number(check.goal),
                if check.met { "met" } else { "MISSED" }.to_owned(),
            ]);
        }
        writeln!(f, "{table}")?;
        f.write_str(match (self.passed, self.is_void) {
            (true, _) => "PASSED",
            (_, true) => "VOID: the tester was too weak",
            _ => "MISSED",
        })
    }
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}

pub fn words(times: &Percentiles) -> String {
    format!(
        "{:.1} ms (p50), {:.1} ms (p95), {:.1} ms at most, {} samples",
        times.median_ms, times.p95_ms, times.max_ms, times.samples
    )
}

/// Words for people, then the report as one JSON line.
pub fn print(report: &impl Serialize, verdict: &Verdict, text: &str) -> anyhow::Result<()> {
    let json = serde_json::to_string(report)?;
    writeln!(
        std::io::stdout(),
        "{}\n\n{verdict}\n{json}",
        text.trim_end()
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weak_tester_makes_a_pass_void_but_excuses_no_failure() {
        let good = || vec![Check::most("x", 1.0, 2.0)];
        let bad = || vec![Check::least("y", 1, 2)];
        for (checks, tester, passed, is_void) in [
            (good(), good(), true, false),
            (good(), bad(), false, true),
            (bad(), good(), false, false),
            (bad(), bad(), false, false),
        ] {
            let verdict = Verdict::of(checks, tester);
            assert_eq!((verdict.passed, verdict.is_void), (passed, is_void));
        }
    }
}
