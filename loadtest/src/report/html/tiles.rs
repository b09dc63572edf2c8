//! The few figures one looks at first.

use crate::report::{Report, text::number};

pub fn tiles(report: &Report) -> String {
    let views = &report.views;
    let ms = |value: Option<f64>| value.map(|value| format!("{} <small>ms</small>", number(value)));
    let tiles = [
        tile(
            "First frame, p95",
            "初回映像",
            ms(views.first_frame_ms.map(|figures| figures.p95_ms)),
            views.first_frame_ms.map(|f| {
                format!(
                    "median {} ms, longest {} ms",
                    number(f.median_ms),
                    number(f.max_ms)
                )
            }),
        ),
        tile(
            "Viewers connected",
            "視聴者",
            Some(format!(
                "{} <small>of {}</small>",
                views.viewers_joined, report.views_asked
            )),
            Some(format!(
                "{} of {} senders, {} joins failed",
                report.callers_joined, report.streams_asked, report.joins_failed
            )),
        ),
        tile(
            "Packets lost",
            "損失",
            Some(format!("{} <small>%</small>", number(views.loss_percent))),
            Some(format!(
                "{} of {}",
                views.packets_lost,
                views.packets_received + views.packets_lost
            )),
        ),
        tile(
            "Delay, p99",
            "遅延",
            ms(report.delay_p99_ms),
            report
                .delay_p50_ms
                .map(|p50| format!("median {} ms, sender to viewer", number(p50))),
        ),
        tile(
            "Server",
            "サーバー",
            report
                .server_cpu_s_per_s
                .map(|cpu| format!("{} <small>CPU-s/s</small>", number(cpu))),
            report
                .client_cpu_s_per_s
                .map(|cpu| format!("tester {} CPU-s/s", number(cpu))),
        ),
        tile(
            "To viewers",
            "配信",
            Some(format!(
                "{} <small>Mbit/s</small>",
                number(views.received_mbit_per_s)
            )),
            Some(format!(
                "from senders {} Mbit/s",
                number(report.sent_mbit_per_s)
            )),
        ),
    ];
    format!("<dl class=\"tiles\">\n{}\n</dl>", tiles.join("\n"))
}

fn tile(name: &str, name_ja: &str, value: Option<String>, note: Option<String>) -> String {
    format!(
        "<div><dt>{name} <span lang=\"ja\">{name_ja}</span></dt><dd class=\"value\">{}</dd>\
         <dd class=\"note\">{}</dd></div>",
        value.unwrap_or_else(|| "–".to_owned()),
        note.unwrap_or_else(|| "not measured".to_owned())
    )
}
