//! How many senders came how far, where the others were lost, and why.

use super::markup::{self, escape};
use crate::report::{FunnelStep, Report, facts::Step, text::number};

fn rows(report: &Report) -> String {
    let mut before = report.streams_asked;
    let mut rows = String::new();
    for step in &report.funnel {
        rows += &row(step, before, report.streams_asked);
        before = step.reached;
    }
    rows
}

pub fn section(report: &Report) -> String {
    let table = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Connection funnel\">\
         <table class=\"funnel\">\n<caption>Senders at each step, and the time the step took\
         </caption>\n<thead><tr><th scope=\"col\">step</th><th scope=\"col\">reached</th>\
         <th scope=\"col\" class=\"wide\">share of {}</th><th scope=\"col\">lost here</th>\
         <th scope=\"col\">median ms</th><th scope=\"col\">p95 ms</th><th scope=\"col\">max ms</th>\
         </tr></thead>\n<tbody>\n{}</tbody></table></div>",
        report.streams_asked,
        rows(report)
    );
    let content = table + &failures(report);
    markup::section("funnel", "Connection funnel", "接続までの段階", &content)
}

fn row(step: &FunnelStep, before: usize, asked: usize) -> String {
    #[allow(clippy::cast_precision_loss, reason = "counts of people")]
    let share = step.reached as f64 * 100.0 / (asked as f64).max(1.0);
    let lost = before.saturating_sub(step.reached);
    let times = step.ms.map_or(["–".into(), "–".into(), "–".into()], |ms| {
        [ms.median_ms, ms.p95_ms, ms.max_ms].map(number)
    });
    let [median, p95, max] = times;
    let lost_class = if lost > 0 { " class=\"bad\"" } else { "" };
    format!(
        "<tr><th scope=\"row\">{} <span lang=\"ja\">{}</span></th><td>{}</td>\
         <td class=\"wide\"><span class=\"share\"><svg viewBox=\"0 0 100 14\" \
         preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"track\" width=\"100\" \
         height=\"14\"/><rect class=\"bar\" width=\"{share:.1}\" height=\"14\"/></svg>\
         <span>{share:.0} %</span></span></td><td{lost_class}>{lost}</td><td>{median}</td>\
         <td>{p95}</td><td>{max}</td></tr>\n",
        step.step.name(),
        japanese(step.step),
        step.reached,
    )
}

fn failures(report: &Report) -> String {
    if report.failures.is_empty() {
        return "<p class=\"note\">No join failed.</p>".to_owned();
    }
    let items: String = report
        .failures
        .iter()
        .map(|kind| {
            format!(
                "<li><strong>{} ×</strong> {}</li>",
                kind.count,
                escape(&kind.reason)
            )
        })
        .collect();
    format!(
        "<h3>Failures <span lang=\"ja\">失敗の理由</span></h3>\n<ul class=\"failures\">{items}</ul>"
    )
}

fn japanese(step: Step) -> &'static str {
    match step {
        Step::Sent => "送信",
        Step::Opened => "開封",
        Step::Started => "開始",
        Step::Connected => "接続",
        Step::FirstFrame => "初回映像",
    }
}
