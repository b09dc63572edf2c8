//! The table and the JSON line.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    case::{Case, Measured},
    server::Kind,
};
use crate::{limits, stats::table::Table};

/// Every run of one case.
#[derive(Default)]
pub struct Runs(BTreeMap<Kind, Vec<Measured>>);

#[derive(Debug, Serialize)]
pub struct Row {
    pub case: String,
    pub genba_us: f64,
    pub janus_us: Option<f64>,
    /// The configuration that counts: the better one.
    pub janus_kind: Option<String>,
    pub ratio: Option<f64>,
    pub genba_cpu_percent: f64,
    pub genba_delay_p50_ms: f64,
    pub genba_delay_p99_ms: f64,
    pub janus_delay_p99_ms: Option<f64>,
    pub delivery_percent: f64,
    pub runs: Vec<(String, Vec<Measured>)>,
}

#[derive(Debug, Serialize)]
pub struct Report {
    pub bench: &'static str,
    pub goal_ratio: f64,
    pub met: bool,
    pub void: Vec<String>,
    pub rows: Vec<Row>,
    /// Genba's own counters at the end of a round.
    pub genba_counters: BTreeMap<String, f64>,
}

impl Runs {
    pub fn add(&mut self, kind: Kind, measured: Measured) {
        self.0.entry(kind).or_default().push(measured);
    }

    /// The Janus that did better here, once both have run.
    pub fn better_janus(&self) -> Option<Kind> {
        let janus = self.0.keys().copied().filter(|kind| *kind != Kind::Genba);
        janus.min_by(|a, b| self.median_us(*a).total_cmp(&self.median_us(*b)))
    }

    fn median_us(&self, kind: Kind) -> f64 {
        self.median(kind, |measured| measured.cpu_us_per_packet)
    }

    fn median(&self, kind: Kind, figure: impl Fn(&Measured) -> f64) -> f64 {
        let runs = self.0.get(&kind).map(Vec::as_slice).unwrap_or_default();
        median(runs.iter().map(figure).collect())
    }

    pub fn faults<'a>(&'a self, case: &'a Case) -> impl Iterator<Item = String> + 'a {
        self.0.iter().flat_map(|(kind, runs)| {
            let faults = runs.iter().flat_map(Measured::faults);
            faults.map(|fault| format!("{} {}: {fault}", case.name(), kind.name()))
        })
    }

    pub fn row(&self, case: &Case) -> Row {
        let janus = self.better_janus();
        let genba_us = self.median_us(Kind::Genba);
        let janus_us = janus.map(|kind| self.median_us(kind));
        let all = || self.0.values().flatten();
        Row {
            case: case.name(),
            genba_us,
            janus_us,
            janus_kind: janus.map(Kind::name),
            ratio: janus_us.map(|janus_us| genba_us / janus_us),
            genba_cpu_percent: self.median(Kind::Genba, |run| run.cpu_percent),
            genba_delay_p50_ms: self.median(Kind::Genba, |run| run.delay_p50_ms),
            genba_delay_p99_ms: self.median(Kind::Genba, |run| run.delay_p99_ms),
            janus_delay_p99_ms: janus.map(|kind| self.median(kind, |run| run.delay_p99_ms)),
            delivery_percent: all()
                .map(|run| run.worst_delivery_percent)
                .fold(100.0, f64::min),
            runs: self
                .0
                .iter()
                .map(|(kind, runs)| (kind.name(), runs.clone()))
                .collect(),
        }
    }
}

impl Report {
    pub fn new(all: &[(Case, Runs)], genba_counters: BTreeMap<String, f64>) -> Self {
        let rows: Vec<Row> = all.iter().map(|(case, runs)| runs.row(case)).collect();
        let goal_ratio = limits::COMPARE_RATIO_MAX;
        Self {
            bench: "compare",
            goal_ratio,
            met: rows
                .iter()
                .all(|row| row.ratio.is_none_or(|ratio| ratio <= goal_ratio)),
            void: all
                .iter()
                .flat_map(|(case, runs)| runs.faults(case))
                .collect(),
            rows,
            genba_counters,
        }
    }

    pub fn table(&self) -> Table {
        let mut table = Table::new(&[
            "rooms x viewers x packets/s",
            "genba µs",
            "janus µs",
            "ratio",
            "janus / genba",
            "genba delay p50, p99 ms",
            "janus p99 ms",
            "delivered %",
            "janus that counts",
        ]);
        let figure = |value: Option<f64>, digits: usize| {
            value.map_or_else(|| "-".to_owned(), |value| format!("{value:.digits$}"))
        };
        for row in &self.rows {
            table.row(vec![
                row.case.clone(),
                figure(Some(row.genba_us), 2),
                figure(row.janus_us, 2),
                figure(row.ratio, 3),
                figure(row.ratio.map(|ratio| 1.0 / ratio), 1),
                format!(
                    "{:.2}, {:.2}",
                    row.genba_delay_p50_ms, row.genba_delay_p99_ms
                ),
                figure(row.janus_delay_p99_ms, 2),
                figure(Some(row.delivery_percent), 2),
                row.janus_kind.clone().unwrap_or_else(|| "-".to_owned()),
            ]);
        }
        table
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => values[length / 2],
        length => f64::midpoint(values[length / 2 - 1], values[length / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::case::CASES, *};

    fn run(cpu_us_per_packet: f64) -> Measured {
        Measured {
            cpu_us_per_packet,
            cpu_percent: 1.0,
            packets: 1000,
            worst_delivery_percent: 100.0,
            delay_p50_ms: 1.0,
            delay_p99_ms: 2.0,
            send_late_p99_ms: 0.1,
            read_late_p99_ms: 0.1,
            feedback_sent: 1,
            repaired: 0,
            padding: 0,
            key_frame_requests: 0,
            ended: Vec::new(),
        }
    }

    fn runs(genba: &[f64], janus: &[f64], tuned: &[f64]) -> Runs {
        let mut runs = Runs::default();
        for (kind, figures) in [
            (Kind::Genba, genba),
            (Kind::Janus, janus),
            (Kind::JanusLoops(2), tuned),
        ] {
            for figure in figures {
                runs.add(kind, run(*figure));
            }
        }
        runs
    }

    #[test]
    fn medians_count_and_so_does_the_better_janus() {
        let row = runs(&[5.0, 9.0, 6.0], &[30.0], &[24.0, 16.0]).row(&CASES[0]);
        assert_eq!((row.genba_us, row.janus_us), (6.0, Some(20.0)));
        assert_eq!(row.janus_kind.as_deref(), Some("janus, event_loops = 2"));
        assert_eq!(row.ratio, Some(0.3));
    }

    #[test]
    fn one_row_above_the_goal_misses_it() {
        let good = || runs(&[6.0], &[30.0], &[]);
        let all = [(CASES[0], good()), (CASES[1], good())];
        assert!(Report::new(&all, BTreeMap::new()).met);
        let all = [(CASES[0], good()), (CASES[1], runs(&[11.0], &[30.0], &[]))];
        assert!(!Report::new(&all, BTreeMap::new()).met);
    }

    #[test]
    fn losses_and_starving_clients_void_the_run() {
        for (spoil, says) in [
            (
                (|run: &mut Measured| run.worst_delivery_percent = 99.8) as fn(&mut Measured),
                "99.80 %",
            ),
            (|run| run.send_late_p99_ms = 6.0, "starved"),
            (|run| run.ended.push("viewer 3".to_owned()), "viewer 3"),
        ] {
            let mut spoiled = run(5.0);
            spoil(&mut spoiled);
            let mut runs = Runs::default();
            runs.add(Kind::Genba, spoiled);
            let report = Report::new(&[(CASES[0], runs)], BTreeMap::new());
            assert!(report.void[0].contains(says), "{:?}", report.void);
        }
    }
}
