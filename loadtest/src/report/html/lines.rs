//! Lines over time.

use super::{
    figure::{Figure, HEIGHT, WIDTH},
    markup::escape,
    scale::Scale,
};
use crate::report::text::number;

/// A line; its style is given by its place among the others.
pub struct Line {
    pub name: String,
    pub points: Vec<(f64, f64)>,
}

/// A horizontal line that must not be crossed.
pub struct Goal {
    pub name: String,
    pub at: f64,
}

/// Points drawn at most; more would lie on each other.
const POINTS_MAX: usize = 400;
/// Rows of the table behind a plot.
const ROWS_MAX: usize = 40;
/// Styles of lines in the page's style sheet.
const STYLES: usize = 6;

pub fn plot(caption: &str, unit: &str, lines: &[Line], goal: Option<&Goal>) -> String {
    let points = || lines.iter().flat_map(|line| &line.points);
    if points().next().is_none() {
        return String::new();
    }
    let last_s = points().map(|point| point.0).fold(0.0, f64::max);
    let highest = points().map(|point| point.1).fold(0.0, f64::max);
    let goal_at = goal.map_or(0.0, |goal| goal.at);
    // A goal far above the data is told in the legend and would flatten the lines.
    let near = goal_at <= highest * 3.0;
    let top = if near { highest.max(goal_at) } else { highest };
    let (x, y) = (Scale::ending_at(last_s, 6), Scale::to(top, 4));
    let mut drawing: String = lines
        .iter()
        .enumerate()
        .map(|(i, line)| drawn(line, i, &x, &y))
        .collect();
    if goal.is_some() && near {
        let at = HEIGHT * (1.0 - y.place(goal_at));
        drawing += &format!(
            "<line class=\"goal\" x1=\"0\" x2=\"{WIDTH}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>"
        );
    }
    let (heads, rows) = rows(lines);
    Figure {
        caption,
        summary: summary(caption, unit, lines),
        x: ("s", &x),
        y: (unit, &y),
        legend: legend(lines, goal),
        drawing,
        heads: heads.iter().map(String::as_str).collect(),
        rows,
    }
    .markup()
}

fn drawn(line: &Line, style: usize, x: &Scale, y: &Scale) -> String {
    let step = line.points.len().div_ceil(POINTS_MAX).max(1);
    let points: Vec<String> = line
        .points
        .chunks(step)
        .filter_map(|chunk| {
            // The highest of those that share a place: peaks are what one looks for.
            let (at, value) = chunk.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
            let (px, py) = (WIDTH * x.place(*at), HEIGHT * (1.0 - y.place(*value)));
            Some(format!("{px:.1},{py:.1}"))
        })
        .collect();
    format!(
        "<polyline class=\"line s{}\" points=\"{}\"/>",
        style % STYLES,
        points.join(" ")
    )
}

fn legend(lines: &[Line], goal: Option<&Goal>) -> String {
    let swatch = |class: &str, name: &str| {
        format!(
            "<li><svg viewBox=\"0 0 28 8\" width=\"28\" height=\"8\" aria-hidden=\"true\">\
             <line class=\"{class}\" x1=\"0\" x2=\"28\" y1=\"4\" y2=\"4\"/></svg>{}</li>",
            escape(name)
        )
    };
    let mut items: String = lines
        .iter()
        .enumerate()
        .map(|(i, line)| swatch(&format!("line s{}", i % STYLES), &line.name))
        .collect();
    if let Some(goal) = goal {
        items += &swatch("goal", &format!("{} {}", goal.name, number(goal.at)));
    }
    format!("<ul class=\"legend\">{items}</ul>")
}

fn summary(caption: &str, unit: &str, lines: &[Line]) -> String {
    let told: Vec<String> = lines
        .iter()
        .filter(|line| !line.points.is_empty())
        .map(|line| {
            let values = line.points.iter().map(|point| point.1);
            let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), value| {
                (low.min(value), high.max(value))
            });
            format!(
                "{} from {} to {} {unit}",
                line.name,
                number(low),
                number(high)
            )
        })
        .collect();
    format!("{caption}: {}.", told.join("; "))
}

fn rows(lines: &[Line]) -> (Vec<String>, Vec<Vec<String>>) {
    let names = lines.iter().map(|line| line.name.clone());
    let heads = std::iter::once("s".to_owned()).chain(names).collect();
    let longest = lines.iter().max_by_key(|line| line.points.len());
    let times: Vec<f64> = longest.map_or(Vec::new(), |line| {
        line.points.iter().map(|point| point.0).collect()
    });
    let step = times.len().div_ceil(ROWS_MAX).max(1);
    let value = |line: &Line, at: f64| {
        let found = line
            .points
            .iter()
            .find(|point| point.0 >= at && point.0 < at + 0.001);
        found.map_or_else(|| "–".to_owned(), |point| number(point.1))
    };
    let row = |at: &f64| {
        let values = lines.iter().map(|line| value(line, *at));
        std::iter::once(format!("{at:.1}")).chain(values).collect()
    };
    (heads, times.iter().step_by(step).map(row).collect())
}
