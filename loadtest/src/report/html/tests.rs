use std::time::{Duration, Instant};

use super::*;
use crate::{
    report::{
        Sample,
        tests::{facts, stream},
    },
    scenario::Thresholds,
};

fn report(about: &str) -> Report {
    let mut facts = facts(vec![stream(Instant::now(), Vec::new())]);
    facts.about = about.to_owned();
    facts.length = Duration::from_secs(5);
    for i in 0..5_u32 {
        facts.course.push(Sample {
            at_s: f64::from(i),
            callers: i,
            packets_received: u64::from(i) * 100,
            packets_lost: i64::from(i),
            bytes_received: u64::from(i) * 100_000,
            delay_p50_ms: Some(3.0),
            delay_p99_ms: Some(7.0 + f64::from(i)),
            server_cpu_s: vec![Some(f64::from(i) / 2.0)],
            server_memory_bytes: vec![Some(50_000_000)],
            ..Sample::default()
        });
    }
    let thresholds = Thresholds {
        delay_p99_ms: Some(10.0),
        ..Thresholds::default()
    };
    let mut report = Report::new(facts, &thresholds);
    report.first_frames_ms = vec![200.0, 300.0, 320.0, 900.0];
    report
}

#[test]
fn the_page_needs_nothing_from_outside() {
    let page = page(&report("with <script>alert(1)</script> in it"));
    for outside in ["http://", "src=", "href=", "@import", "url(", "<script"] {
        // The target's own address is text.
        let page = page.replace("https://localhost:8443", "");
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("&lt;script&gt;"));
}

#[test]
fn every_plot_has_a_summary_and_a_table_behind_it() {
    let page = page(&report(""));
    let count = |what: &str| page.matches(what).count();
    assert_eq!(count("<figure>"), 7);
    assert_eq!(count("role=\"img\""), 7);
    assert_eq!(count("Figures of this plot"), 7);
    assert!(page.contains("p99 from 7 to 11 ms"), "the delay's summary");
    assert!(page.contains("genba, pid 42"));
    assert!(page.contains("threshold 10"));
}

#[test]
fn tags_are_closed() {
    let page = page(&report(""));
    for tag in [
        "section", "figure", "svg", "table", "details", "div", "span", "ul", "li", "dl", "tr",
    ] {
        let opened =
            page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

#[test]
fn a_plot_without_data_is_left_out() {
    let mut empty = report("");
    empty.course.clear();
    empty.first_frames_ms.clear();
    let page = page(&empty);
    assert!(!page.contains("<figure>") && page.contains("Thresholds"));
}
