//! What stands in the report as tables.

use super::markup::{escape, section, table};
use crate::{
    report::{Report, text::number},
    stats::percentiles::Percentiles,
};

pub fn thresholds(report: &Report) -> String {
    let row = |judged: &crate::report::Judged| {
        let (class, word) = if judged.met {
            ("good", "✓ met")
        } else {
            ("bad", "✕ missed")
        };
        let measured = judged
            .measured
            .map_or_else(|| "not measured".to_owned(), number);
        format!(
            "<tr><th scope=\"row\"><code>{}</code></th><td class=\"{class}\">{word}</td>\
             <td>{measured}</td><td>{}</td></tr>\n",
            judged.name,
            number(judged.goal)
        )
    };
    let rows: String = report.thresholds.iter().map(row).collect();
    let content = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Thresholds\"><table>\n\
         <caption>What the scenario demands</caption>\n<thead><tr><th scope=\"col\">threshold</th>\
         <th scope=\"col\">verdict</th><th scope=\"col\">measured</th><th scope=\"col\">at most</th>\
         </tr></thead>\n<tbody>\n{rows}</tbody></table></div>"
    );
    section("thresholds", "Thresholds", "合格基準", &content)
}

pub fn groups(report: &Report) -> String {
    let rows: Vec<_> = report
        .groups
        .iter()
        .map(|group| {
            let first = group.first_frame_ms;
            vec![
                group.group.clone(),
                group.streams.to_string(),
                group.views.to_string(),
                group.failed.to_string(),
                number(group.mbit_per_s),
                group.packets_lost.to_string(),
                first.map_or_else(|| "–".to_owned(), |f| number(f.median_ms)),
                first.map_or_else(|| "–".to_owned(), |f| number(f.p95_ms)),
            ]
        })
        .collect();
    let heads = [
        "group",
        "streams",
        "views",
        "failed",
        "Mbit/s",
        "lost packets",
        "first frame median ms",
        "p95 ms",
    ];
    let content = table("Groups of the scenario", &heads, &rows);
    section("groups", "Groups", "グループ別", &content)
}

pub fn figures(report: &Report) -> String {
    let views = &report.views;
    let times = [
        ("sender's offer answered", report.caller_answer_ms),
        ("sender connected", report.caller_join_ms),
        ("viewer's offer answered", views.viewer_answer_ms),
        ("viewer connected", views.viewer_join_ms),
        ("Start to a viewer's first frame", views.first_frame_ms),
        ("longest gap of a viewer", views.longest_gap_ms),
        ("stop at a change of network", views.network_change_gap_ms),
    ];
    let times: Vec<_> = times
        .into_iter()
        .map(|(name, ms)| time_row(name, ms))
        .collect();
    let counts = [
        ("frames sent", report.frames_sent),
        ("frames decodable at viewers", views.frames_decodable),
        ("frames broken at viewers", views.frames_broken),
        ("packets sent", report.packets_sent),
        ("packets received", views.packets_received),
        ("packets of sound received", views.audio_packets_received),
        ("retransmissions asked of senders", report.nacks_received),
        (
            "key frames asked of senders",
            report.key_frame_requests_received,
        ),
        ("sessions beyond the first", report.rejoins),
        ("stills uploaded", report.stills_uploaded),
        ("viewers without a frame", views.viewers_without_frame),
        (
            "viewers whose picture stood at the end",
            views.viewers_dark_at_end,
        ),
    ];
    let counts: Vec<_> = counts
        .into_iter()
        .map(|(name, count)| vec![name.to_owned(), count.to_string()])
        .collect();
    let content = table(
        "Times in ms",
        &["", "samples", "median", "p95", "max"],
        &times,
    ) + &table("Counts", &["", "count"], &counts);
    section("figures", "All figures", "全数値", &content)
}

fn time_row(name: &str, ms: Option<Percentiles>) -> Vec<String> {
    let figures = ms.map_or(
        ["0".into(), "–".into(), "–".into(), "–".into()],
        |ms| {
            [
                ms.samples.to_string(),
                number(ms.median_ms),
                number(ms.p95_ms),
                number(ms.max_ms),
            ]
        },
    );
    std::iter::once(name.to_owned()).chain(figures).collect()
}

pub fn conditions(report: &Report) -> String {
    let late = number(report.frame_late_p99_ms);
    let content = format!(
        "<p>The tester gave frames to the network at most {late} ms late in 99 of 100 cases; beyond \
         {} ms a run is void. Delay counts from there to the whole frame at a viewer, on one clock. \
         CPU is user and system time of all threads, from the first to the last moment at which \
         nearly all senders were up.</p>\n<details><summary>The scenario as it was played \
         <span lang=\"ja\">シナリオ</span></summary>\n<pre tabindex=\"0\">{}</pre></details>",
        crate::limits::FRAME_LATE_MAX.as_millis(),
        escape(&report.text_of_scenario)
    );
    section("conditions", "Conditions", "条件", &content)
}
