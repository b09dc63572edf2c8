//! The frame around every plot: axes as text that keeps its size on any screen, drawing stretched.

use super::{
    markup::{escape, table},
    scale::Scale,
};
use crate::report::text::number;

/// Drawings are made on this canvas and stretched.
pub const WIDTH: f64 = 1000.0;
pub const HEIGHT: f64 = 300.0;

pub struct Figure<'a> {
    pub caption: &'a str,
    /// One sentence for those who do not see the plot.
    pub summary: String,
    pub x: (&'a str, &'a Scale),
    pub y: (&'a str, &'a Scale),
    pub legend: String,
    /// SVG elements on the canvas.
    pub drawing: String,
    pub heads: Vec<&'a str>,
    pub rows: Vec<Vec<String>>,
}

impl Figure<'_> {
    pub fn markup(&self) -> String {
        let Self {
            caption,
            summary,
            x: (x_unit, x),
            y: (y_unit, y),
            legend,
            drawing,
            heads,
            rows,
        } = self;
        let lines: String = y
            .ticks
            .iter()
            .map(|tick| {
                let at = HEIGHT * (1.0 - y.place(*tick));
                format!(
                    "<line class=\"grid\" x1=\"0\" x2=\"{WIDTH}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>"
                )
            })
            .collect();
        format!(
            "<figure>\n<figcaption>{caption}</figcaption>\n{legend}\n\
             <div class=\"plot\" role=\"img\" aria-label=\"{}\">\n\
             <div class=\"unit\">{y_unit}</div>\n<div class=\"ys\">{}</div>\n\
             <svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" preserveAspectRatio=\"none\" \
             aria-hidden=\"true\" focusable=\"false\">{lines}{drawing}</svg>\n\
             <div class=\"xs\">{}</div>\n<div class=\"xunit\">{x_unit}</div>\n</div>\n\
             <details><summary>Figures of this plot <span lang=\"ja\">数値表</span></summary>\n{}\n\
             </details>\n</figure>",
            escape(summary),
            labels(y, "bottom"),
            labels(x, "left"),
            table(caption, heads, rows)
        )
    }
}

fn labels(scale: &Scale, side: &str) -> String {
    let label = |tick: &f64| {
        let at = scale.place(*tick) * 100.0;
        format!("<span style=\"{side}:{at:.2}%\">{}</span>", number(*tick))
    };
    scale.ticks.iter().map(label).collect()
}
