//! The report for a terminal.

use std::fmt;

use super::{Report, Verdict};
use crate::{
    limits,
    stats::{percentiles::Percentiles, table::Table},
};

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}, seed {}: {}\n",
            self.scenario, self.seed, self.target
        )?;
        writeln!(f, "{}", self.times())?;
        writeln!(f, "{}", self.counts())?;
        self.fmt_costs(f)?;
        self.fmt_failures(f)?;
        self.fmt_verdict(f)
    }
}

impl Report {
    fn times(&self) -> Table {
        let mut times = Table::new(&["ms", "samples", "median", "p95", "max"]);
        for step in &self.funnel {
            times.row(row(step.step.name(), step.ms));
        }
        for (name, figures) in [
            ("viewer's offer answered", self.views.viewer_answer_ms),
            ("viewer connected", self.views.viewer_join_ms),
            ("Start to a viewer's first frame", self.views.first_frame_ms),
            ("longest gap of a viewer", self.views.longest_gap_ms),
            (
                "stop at a change of network",
                self.views.network_change_gap_ms,
            ),
        ] {
            times.row(row(name, figures));
        }
        times
    }

    fn counts(&self) -> Table {
        let views = &self.views;
        let mut counts = Table::new(&[
            "", "asked", "joined", "frames", "broken", "packets", "lost", "Mbit/s",
        ]);
        counts.row(vec![
            "senders".to_owned(),
            self.streams_asked.to_string(),
            self.callers_joined.to_string(),
            self.frames_sent.to_string(),
            "-".to_owned(),
            self.packets_sent.to_string(),
            "-".to_owned(),
            format!("{:.2}", self.sent_mbit_per_s),
        ]);
        counts.row(vec![
            "viewers".to_owned(),
            self.views_asked.to_string(),
            views.viewers_joined.to_string(),
            views.frames_decodable.to_string(),
            views.frames_broken.to_string(),
            views.packets_received.to_string(),
            views.packets_lost.to_string(),
            format!("{:.2}", views.received_mbit_per_s),
        ]);
        counts
    }

    fn fmt_costs(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} s", self.seconds)?;
        for (name, cpu) in [
            ("tester", self.client_cpu_s_per_s),
            ("server", self.server_cpu_s_per_s),
        ] {
            if let Some(cpu) = cpu {
                write!(f, "; {name} {cpu:.2} CPU-seconds per second")?;
            }
        }
        if let (Some(p50), Some(p99)) = (self.delay_p50_ms, self.delay_p99_ms) {
            write!(f, "; delay of a frame {p50:.0} ms (p50), {p99:.0} ms (p99)")?;
        }
        if let Some(frozen) = self.views.frozen_percent {
            write!(f, "; picture frozen {frozen:.2} % of the time")?;
        }
        writeln!(f, "; tester late by {:.0} ms (p99)", self.frame_late_p99_ms)
    }

    fn fmt_failures(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.joins_failed > 0 {
            writeln!(f, "{} joins failed:", self.joins_failed)?;
        }
        for failure in &self.failures {
            writeln!(f, "  {} × {}", failure.count, failure.reason)?;
        }
        if self.views.viewers_without_frame > 0 {
            writeln!(
                f,
                "{} viewers saw no frame",
                self.views.viewers_without_frame
            )?;
        }
        if self.views.viewers_dark_at_end > 0 {
            let dark = self.views.viewers_dark_at_end;
            writeln!(f, "{dark} viewers had a standing picture at the end")?;
        }
        if self.interrupted {
            writeln!(f, "interrupted: figures so far")?;
        }
        Ok(())
    }

    fn fmt_verdict(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        let mut table = Table::new(&["threshold", "at most", "measured", ""]);
        for judged in &self.thresholds {
            let measured = judged.measured.map(number);
            table.row(vec![
                judged.name.to_owned(),
                number(judged.goal),
                measured.unwrap_or_else(|| "not measured".to_owned()),
                if judged.met { "met" } else { "MISSED" }.to_owned(),
            ]);
        }
        writeln!(f, "{table}")?;
        match self.verdict {
            Verdict::Passed => writeln!(f, "PASSED"),
            Verdict::Missed => writeln!(f, "MISSED: {}", self.missed().join(", ")),
            Verdict::Void => writeln!(
                f,
                "VOID: the tester itself was too slow (frames late by more than {} ms)",
                limits::FRAME_LATE_MAX.as_millis()
            ),
        }
    }

    pub fn missed(&self) -> Vec<&'static str> {
        let missed = self.thresholds.iter().filter(|judged| !judged.met);
        missed.map(|judged| judged.name).collect()
    }
}

/// Three figures that matter, without a tail of zeros.
pub fn number(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 100.0 || size == 0.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    let text = format!("{value:.decimals$}");
    match text.split_once('.') {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => text,
    }
}

fn row(name: &str, figures: Option<Percentiles>) -> Vec<String> {
    let mut row = vec![name.to_owned()];
    match figures {
        Some(Percentiles {
            samples,
            median_ms,
            p95_ms,
            max_ms,
        }) => {
            row.push(samples.to_string());
            row.extend([median_ms, p95_ms, max_ms].map(|ms| format!("{ms:.0}")));
        }
        None => row.extend(["0", "-", "-", "-"].map(str::to_owned)),
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, text) in [
            (0.0, "0"),
            (0.126, "0.13"),
            (1.4, "1.4"),
            (12.34, "12.3"),
            (1000.0, "1000"),
            (270.4, "270"),
        ] {
            assert_eq!(number(value), text);
        }
    }
}
