//! The plots of a run.

use super::{
    histogram,
    lines::{self, Goal, Line},
    markup::section,
};
use crate::report::{Report, course::Sample};

pub fn first_frames(report: &Report) -> String {
    let goal = goal(report, "first_frame_p95_ms");
    let plot = histogram::plot(
        "Time from Start to a viewer's first whole frame",
        "ms",
        &report.first_frames_ms,
        goal.as_ref(),
    );
    shown("first-frame", "First frame", "初回映像までの時間", plot)
}

/// All that has time as its axis, side by side where there is room.
pub fn over_time(report: &Report) -> String {
    let plots = [delay, loss, bit_rate, cpu, memory, people].map(|plot| plot(report));
    format!("<div class=\"plots\">\n{}\n</div>", plots.join("\n"))
}

fn delay(report: &Report) -> String {
    let line = |name: &str, of: fn(&Sample) -> Option<f64>| Line {
        name: name.to_owned(),
        points: report
            .course
            .iter()
            .filter_map(|sample| Some((sample.at_s, of(sample)?)))
            .collect(),
    };
    let lines = [
        line("median", |sample| sample.delay_p50_ms),
        line("p99", |sample| sample.delay_p99_ms),
    ];
    let goal = goal(report, "delay_p99_ms");
    let plot = lines::plot(
        "Delay of whole frames, sender to viewer",
        "ms",
        &lines,
        goal.as_ref(),
    );
    shown("delay", "Delay", "遅延", plot)
}

fn loss(report: &Report) -> String {
    let lost = between(report, |from, to| {
        let lost = to.packets_lost - from.packets_lost;
        let all = (to.packets_received - from.packets_received).cast_signed() + lost;
        #[allow(clippy::cast_precision_loss, reason = "packets of half a second")]
        (all > 0).then(|| (lost as f64 * 100.0 / all as f64).max(0.0))
    });
    let lines = [Line {
        name: "lost, repairs counted as arrived".to_owned(),
        points: lost,
    }];
    let goal = goal(report, "loss_percent_max");
    let plot = lines::plot(
        "Packets lost on the way to viewers",
        "%",
        &lines,
        goal.as_ref(),
    );
    shown("loss", "Loss", "パケット損失", plot)
}

fn bit_rate(report: &Report) -> String {
    let rate = |of: fn(&Sample) -> u64| {
        between(report, move |from, to| {
            #[allow(clippy::cast_precision_loss, reason = "bytes of half a second")]
            Some(of(to).saturating_sub(of(from)) as f64 * 8.0 / 1e6 / (to.at_s - from.at_s))
        })
    };
    let lines = [
        Line {
            name: "to viewers".to_owned(),
            points: rate(|sample| sample.bytes_received),
        },
        Line {
            name: "from senders".to_owned(),
            points: rate(|sample| sample.bytes_sent),
        },
    ];
    let plot = lines::plot("Bit rate of media", "Mbit/s", &lines, None);
    shown("bit-rate", "Bit rate", "ビットレート", plot)
}

fn cpu(report: &Report) -> String {
    let server = |index: usize| {
        between(report, move |from, to| {
            let spent =
                to.server_cpu_s.get(index).copied()?? - from.server_cpu_s.get(index).copied()??;
            Some(spent / (to.at_s - from.at_s))
        })
    };
    let mut lines: Vec<Line> = report
        .servers
        .iter()
        .enumerate()
        .map(|(index, (pid, name))| Line {
            name: format!("{name}, pid {pid}"),
            points: server(index),
        })
        .collect();
    lines.push(Line {
        name: "tester".to_owned(),
        points: between(report, |from, to| {
            Some((to.client_cpu_s - from.client_cpu_s) / (to.at_s - from.at_s))
        }),
    });
    let goal = goal(report, "server_cpu_max");
    let plot = lines::plot("CPU-seconds per second", "CPU-s/s", &lines, goal.as_ref());
    shown("cpu", "CPU", "CPU使用量", plot)
}

fn memory(report: &Report) -> String {
    #[allow(clippy::cast_precision_loss, reason = "bytes stay far below 2^52")]
    let of = |index: usize, sample: &Sample| {
        let bytes = sample.server_memory_bytes.get(index).copied()??;
        Some((sample.at_s, bytes as f64 / 1e6))
    };
    let lines: Vec<Line> = report
        .servers
        .iter()
        .enumerate()
        .map(|(index, (pid, name))| Line {
            name: format!("{name}, pid {pid}"),
            points: report.course.iter().filter_map(|s| of(index, s)).collect(),
        })
        .collect();
    let plot = lines::plot("Resident memory of the server", "MB", &lines, None);
    shown("memory", "Memory", "メモリー", plot)
}

fn people(report: &Report) -> String {
    let line = |name: &str, of: fn(&Sample) -> u32| Line {
        name: name.to_owned(),
        points: report
            .course
            .iter()
            .map(|sample| (sample.at_s, of(sample).into()))
            .collect(),
    };
    let lines = [
        line("senders", |sample| sample.callers),
        line("viewers", |sample| sample.viewers),
        line("failed so far", |sample| sample.failed),
    ];
    let plot = lines::plot("Connected at a time", "", &lines, None);
    shown("people", "Connected", "接続数", plot)
}

/// A value for each pair of neighbouring samples, told at the later one.
fn between(report: &Report, of: impl Fn(&Sample, &Sample) -> Option<f64>) -> Vec<(f64, f64)> {
    let pairs = report.course.windows(2);
    pairs
        .filter(|pair| pair[1].at_s - pair[0].at_s > 0.05)
        .filter_map(|pair| Some((pair[1].at_s, of(&pair[0], &pair[1])?)))
        .collect()
}

fn goal(report: &Report, name: &str) -> Option<Goal> {
    let judged = report
        .thresholds
        .iter()
        .find(|judged| judged.name == name)?;
    Some(Goal {
        name: "threshold".to_owned(),
        at: judged.goal,
    })
}

/// A plot without data is left out with its heading.
fn shown(id: &str, english: &str, japanese: &str, plot: String) -> String {
    if plot.is_empty() {
        return plot;
    }
    section(id, english, japanese, &plot)
}
