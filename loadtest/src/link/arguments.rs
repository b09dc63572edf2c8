//! The command line of `genba-loadtest link`.

use std::{ffi::OsString, path::PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::settings::LinkSettings;
use crate::limits;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum End {
    Near,
    Far,
}

/// Joins two network namespaces by a link with delay, loss and more; runs a command at one end.
///
/// Needs root. While it runs, lines on standard input change the link: `loss=10 delay=40`,
/// `up.rate=300`, `dead=on`, `profile=lte`; `stats` prints the counts.
#[derive(Debug, Args)]
pub struct LinkArgs {
    /// Namespace of the server's end (10.99.0.1); made and removed unless it exists.
    #[arg(long, default_value = "genba0")]
    pub near: String,
    /// Namespace of the caller's end (10.99.0.2); it reaches nothing but this link.
    #[arg(long, default_value = "genba1")]
    pub far: String,
    /// Number of the link between the same two ends: its addresses are 10.99.N.1 and 10.99.N.2, and
    /// only link 0 becomes the way to everywhere.
    #[arg(long, default_value_t = 0)]
    pub number: u8,
    /// A named network to begin with: good, lte, weak, loss10, loss30, dead.
    #[arg(long)]
    profile: Option<String>,
    /// One way; a round trip takes it twice.
    #[arg(long)]
    delay_ms: Option<f64>,
    /// Extra delay, drawn evenly from zero to this.
    #[arg(long)]
    jitter_ms: Option<f64>,
    /// Share of packets lost in each direction.
    #[arg(long)]
    loss_percent: Option<f64>,
    /// Mean number of packets lost in a row (1: independent loss).
    #[arg(long)]
    burst_packets: Option<f64>,
    /// Share of packets overtaken by later ones.
    #[arg(long)]
    reorder_percent: Option<f64>,
    /// Rate of each direction; 0 is unlimited.
    #[arg(long)]
    rate_kbit: Option<f64>,
    /// Longest wait before the rate limit.
    #[arg(long)]
    queue_ms: Option<f64>,
    /// The same words as on standard input, for one direction alone: "up.loss=10 down.rate=300".
    #[arg(long, value_name = "WORDS")]
    set: Vec<String>,
    /// Equal seeds lose the same packets of an equal stream.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Writes the counts as JSON to this file at the end.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Measures the link itself with this many packets instead of running a command.
    #[arg(long, value_name = "PACKETS", conflicts_with = "command",
          value_parser = clap::value_parser!(u32).range(1..=i64::from(limits::CHECK_PACKETS_MAX)))]
    pub check: Option<u32>,
    /// Which end the command runs at.
    #[arg(long = "in", value_enum, default_value = "far", value_name = "END")]
    pub end: End,
    /// The command; its exit code becomes ours. Without one the link stands until Ctrl-C.
    #[arg(last = true)]
    pub command: Vec<OsString>,
}

impl LinkArgs {
    /// Profile first, then the options, then the words, so that the finer overrides the coarser.
    pub fn settings(&self) -> anyhow::Result<LinkSettings> {
        let options = [
            ("delay", self.delay_ms),
            ("jitter", self.jitter_ms),
            ("loss", self.loss_percent),
            ("burst", self.burst_packets),
            ("reorder", self.reorder_percent),
            ("rate", self.rate_kbit),
            ("queue", self.queue_ms),
        ];
        let profile = self.profile.iter().map(|name| format!("profile={name}"));
        let options = options
            .iter()
            .filter_map(|(key, value)| Some(format!("{key}={}", (*value)?)));
        let mut settings = LinkSettings::default();
        for line in profile.chain(options).chain(self.set.iter().cloned()) {
            settings.apply(&line).context("the link cannot be set so")?;
        }
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        link: LinkArgs,
    }

    fn parse(line: &str) -> LinkArgs {
        Line::try_parse_from(line.split_whitespace()).unwrap().link
    }

    #[test]
    fn options_override_the_profile_and_words_override_both() {
        let args = parse("link --profile loss10 --delay-ms 7.5 --set up.loss=20");
        let settings = args.settings().unwrap();
        assert_eq!(settings.down.delay, Duration::from_micros(7500));
        assert_eq!((settings.up.loss, settings.down.loss), (0.2, 0.1));
    }

    #[test]
    fn what_follows_two_dashes_is_the_command() {
        let args = parse("link --delay-ms 40 -- ping --count 3");
        assert_eq!(args.command, ["ping", "--count", "3"]);
        assert_eq!(args.end, End::Far);
    }

    #[test]
    fn a_bad_option_is_refused_with_its_range() {
        let error = parse("link --loss-percent 101").settings().unwrap_err();
        assert!(format!("{error:#}").contains("from 0 to 100"), "{error:#}");
    }
}
