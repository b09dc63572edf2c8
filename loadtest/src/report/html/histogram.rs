//! How often which value came.

use super::{
    figure::{Figure, HEIGHT, WIDTH},
    lines::Goal,
    scale::Scale,
};
use crate::{report::text::number, stats::percentiles::Percentiles};

const BARS_WANTED: u32 = 30;

pub fn plot(caption: &str, unit: &str, values: &[f64], goal: Option<&Goal>) -> String {
    let Some(figures) = Percentiles::of(values) else {
        return String::new();
    };
    let near = goal.filter(|goal| goal.at <= figures.max_ms * 3.0);
    let top = figures.max_ms.max(near.map_or(0.0, |goal| goal.at));
    let bars = Scale::to(top, BARS_WANTED);
    let width = bars.ticks[1];
    let mut counts = vec![0_u32; bars.ticks.len() - 1];
    for value in values {
        let bar = bars
            .ticks
            .iter()
            .rposition(|tick| tick <= value)
            .unwrap_or(0);
        counts[bar.min(bars.ticks.len() - 2)] += 1;
    }
    let x = Scale {
        max: bars.max,
        ticks: Scale::ending_at(bars.max, 6).ticks,
    };
    let y = Scale::to(counts.iter().copied().max().unwrap_or(1).into(), 4);
    let mut drawing = String::new();
    for (left, count) in bars.ticks.iter().zip(&counts) {
        let (px, height) = (WIDTH * x.place(*left), HEIGHT * y.place(f64::from(*count)));
        let step = WIDTH * width / x.max;
        drawing += &format!(
            "<rect class=\"bar\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{height:.1}\"/>",
            px + step * 0.06,
            HEIGHT - height,
            step * 0.88
        );
    }
    for (class, at) in [("p50", figures.median_ms), ("p95", figures.p95_ms)] {
        drawing += &upright(class, WIDTH * x.place(at));
    }
    if let Some(goal) = near {
        drawing += &upright("goal", WIDTH * x.place(goal.at));
    }
    let rows = bars
        .ticks
        .iter()
        .zip(&counts)
        .filter(|(_, count)| **count > 0);
    Figure {
        caption,
        summary: format!(
            "{caption}: {} samples, median {} {unit}, 95th percentile {} {unit}, longest {} {unit}.",
            figures.samples,
            number(figures.median_ms),
            number(figures.p95_ms),
            number(figures.max_ms)
        ),
        x: (unit, &x),
        y: ("viewers", &y),
        legend: legend(&figures, goal),
        drawing,
        heads: vec!["from ms", "to ms", "viewers"],
        rows: rows
            .map(|(left, count)| {
                vec![number(*left), number(left + width), count.to_string()]
            })
            .collect(),
    }
    .markup()
}

fn upright(class: &str, at: f64) -> String {
    format!("<line class=\"{class}\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"0\" y2=\"{HEIGHT}\"/>")
}

fn legend(figures: &Percentiles, goal: Option<&Goal>) -> String {
    let swatch = |class: &str, text: String| {
        format!(
            "<li><svg viewBox=\"0 0 8 16\" width=\"8\" height=\"16\" aria-hidden=\"true\">\
             <line class=\"{class}\" x1=\"4\" x2=\"4\" y1=\"0\" y2=\"16\"/></svg>{text}</li>"
        )
    };
    let mut items = swatch("p50", format!("median {} ms", number(figures.median_ms)))
        + &swatch("p95", format!("p95 {} ms", number(figures.p95_ms)));
    if let Some(goal) = goal {
        items += &swatch("goal", format!("{} {} ms", goal.name, number(goal.at)));
    }
    format!("<ul class=\"legend\">{items}</ul>")
}
