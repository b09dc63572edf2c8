//! What a person sees while a run goes on.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::report::course::{Sample, client_cpu, server_cpu};

/// How often a line is printed where there is no terminal for a bar.
const LINE_GAP: Duration = Duration::from_secs(5);

pub struct Progress {
    bar: ProgressBar,
    is_terminal: bool,
    last: Sample,
    last_line_at: Instant,
}

impl Progress {
    pub fn new(length: Duration) -> anyhow::Result<Self> {
        let style = ProgressStyle::with_template("{bar:24} {msg}")
            .context("the progress bar")?
            .progress_chars("█▌░");
        let length_ms = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
        let is_terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
        let target = if is_terminal {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        Ok(Self {
            bar: ProgressBar::with_draw_target(Some(length_ms), target).with_style(style),
            is_terminal,
            last: Sample::default(),
            last_line_at: Instant::now(),
        })
    }

    pub fn show(&mut self, sample: Sample, views: usize) {
        let line = line(&self.last, &sample, views);
        if self.is_terminal {
            self.bar
                .set_position(Duration::from_secs_f64(sample.at_s).as_millis() as u64);
            self.bar.set_message(line);
        } else if self.last_line_at.elapsed() >= LINE_GAP {
            self.last_line_at = Instant::now();
            eprintln!("loadtest: {line}");
        }
        self.last = sample;
    }

    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}

fn line(last: &Sample, now: &Sample, views: usize) -> String {
    let seconds = (now.at_s - last.at_s).max(0.001);
    #[allow(clippy::cast_precision_loss, reason = "bytes of half a second")]
    let mbit = (now.bytes_received - last.bytes_received) as f64 * 8.0 / 1e6 / seconds;
    let lost = now.packets_lost - last.packets_lost;
    let mut line = format!(
        "{:.0} s · {} callers · {}/{views} viewers · {} first frames · {lost} lost · {mbit:.1} Mbit/s",
        now.at_s, now.callers, now.viewers, now.first_frames
    );
    if let Some(delay) = now.delay_p99_ms {
        line += &format!(" · delay {delay:.0} ms");
    }
    for (name, cpu) in [
        ("server", server_cpu(last, now)),
        ("tester", client_cpu(last, now)),
    ] {
        if let Some(cpu) = cpu {
            line += &format!(" · {name} {:.0} %", cpu * 100.0);
        }
    }
    if now.failed > 0 {
        line += &format!(" · {} FAILED", now.failed);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_live_line_tells_what_changed_since_the_sample_before() {
        let last = Sample {
            at_s: 1.0,
            bytes_received: 1_000_000,
            packets_lost: 2,
            server_cpu_s: vec![Some(1.0)],
            ..Sample::default()
        };
        let now = Sample {
            at_s: 1.5,
            callers: 2,
            viewers: 5,
            first_frames: 5,
            failed: 1,
            bytes_received: 1_500_000,
            packets_lost: 5,
            delay_p99_ms: Some(7.0),
            server_cpu_s: vec![Some(1.25)],
            client_cpu_s: 0.1,
            ..Sample::default()
        };
        assert_eq!(
            line(&last, &now, 6),
            "2 s · 2 callers · 5/6 viewers · 5 first frames · 3 lost · 8.0 Mbit/s · delay 7 ms · \
             server 50 % · tester 20 % · 1 FAILED"
        );
    }
}
