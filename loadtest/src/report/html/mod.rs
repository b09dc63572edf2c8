//! The report as one page that needs nothing else: no script, no font, no picture from outside.

mod figure;
mod funnel;
mod histogram;
mod lines;
mod markup;
mod plots;
mod scale;
mod tables;
mod tiles;

use self::markup::escape;
use super::{Report, Verdict};

/// The whole page.
pub fn page(report: &Report) -> String {
    let title = escape(&report.scenario);
    let parts = [
        head(report),
        tiles::tiles(report),
        tables::thresholds(report),
        funnel::section(report),
        plots::first_frames(report),
        plots::over_time(report),
        tables::groups(report),
        tables::figures(report),
        tables::conditions(report),
    ];
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title} · load test</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n{}\n\
         </main>\n</body>\n</html>\n",
        include_str!("style.css"),
        parts.join("\n")
    )
}

fn head(report: &Report) -> String {
    let (class, sign, word, word_ja, why) = match report.verdict {
        Verdict::Passed => (
            "passed",
            "✓",
            "Passed",
            "合格",
            "Every threshold was met.".to_owned(),
        ),
        Verdict::Missed => {
            let why = format!("Missed: {}.", report.missed().join(", "));
            ("missed", "✕", "Missed", "不合格", why)
        }
        Verdict::Void => (
            "void",
            "–",
            "Void",
            "無効",
            "The tester itself was too slow: the figures would speak of it, not of the server."
                .to_owned(),
        ),
    };
    let interrupted = if report.interrupted {
        "<p class=\"note\">The run was interrupted; these are the figures so far.</p>"
    } else {
        ""
    };
    let about = if report.about.is_empty() {
        String::new()
    } else {
        format!("<p class=\"about\">{}</p>", escape(&report.about))
    };
    format!(
        "<header>\n<p class=\"kind\">Load test <span lang=\"ja\">負荷試験</span></p>\n\
         <h1>{}</h1>\n{about}\n<p class=\"run\">{} · <time datetime=\"{2}\">{2}</time> · \
         {3:.0} s · seed {4}</p>\n<p class=\"verdict {class}\"><span aria-hidden=\"true\">{sign}\
         </span> <strong>{word}</strong> <span lang=\"ja\">{word_ja}</span> <span class=\"why\">\
         {why}</span></p>\n{interrupted}\n</header>",
        escape(&report.scenario),
        escape(&report.target),
        escape(&report.begun_at),
        report.seconds,
        report.seed,
    )
}

#[cfg(test)]
mod tests;
