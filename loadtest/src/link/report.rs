//! What the link says about itself.

use serde::Serialize;

use super::model::Counts;
use crate::stats::{histogram::Histogram, table::Table};

#[derive(Clone, Debug, Serialize)]
pub struct LinkReport {
    pub up: DirectionReport,
    pub down: DirectionReport,
}

#[derive(Clone, Debug, Serialize)]
pub struct DirectionReport {
    #[serde(flatten)]
    pub counts: Counts,
    /// The receiving kernel did not take these.
    pub refused: u64,
    /// How much later than due packets left: the emulator's own error.
    pub late_p50_ms: f64,
    pub late_p99_ms: f64,
    pub late_max_ms: f64,
}

impl DirectionReport {
    pub fn new(counts: Counts, refused: u64, lateness: &Histogram) -> Self {
        Self {
            counts,
            refused,
            late_p50_ms: lateness.percentile_ms(50.0),
            late_p99_ms: lateness.percentile_ms(99.0),
            late_max_ms: lateness.max_ms(),
        }
    }

    fn row(&self, name: &str) -> Vec<String> {
        let Counts {
            received,
            delivered,
            lost,
            queue_dropped,
            dead_dropped,
            reordered,
        } = self.counts;
        let mut row = vec![name.to_owned()];
        row.extend(
            [
                received,
                delivered,
                lost,
                queue_dropped,
                dead_dropped,
                reordered,
                self.refused,
            ]
            .map(|count| count.to_string()),
        );
        row.extend(
            [self.late_p50_ms, self.late_p99_ms, self.late_max_ms].map(|ms| format!("{ms:.2}")),
        );
        row
    }
}

impl LinkReport {
    pub fn table(&self) -> String {
        let mut table = Table::new(&[
            "link",
            "received",
            "delivered",
            "lost",
            "queue full",
            "dead",
            "reordered",
            "refused",
            "late p50 ms",
            "p99",
            "max",
        ]);
        table.row(self.up.row("up (far to near)"));
        table.row(self.down.row("down (near to far)"));
        table.to_string()
    }
}
