//! The command line of `genba-loadtest run`.

use std::path::PathBuf;

use clap::Args;

use crate::scenario::{GenbaTarget, MediaTarget, Scenario, Seconds, TargetSpec};

/// Plays a scenario: callers, officers and consoles against a media server.
///
/// Prints a table for people and the report as one JSON line last. Exit code 0: every threshold was
/// met; 1: one was missed; 2: the scenario or the command line is wrong; 3: the run is void because
/// the tester itself was too slow. Ctrl-C ends the run and reports the figures so far.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// The scenario, TOML.
    pub scenario: PathBuf,
    /// Writes the report as one self-contained page.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Writes the report as JSON too.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Another seed than the scenario's.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Another length than the scenario's.
    #[arg(long, value_name = "SECONDS")]
    pub duration_s: Option<f64>,
    /// The target is the genba with this demo folder, whatever the scenario says.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The target is the media server of this origin, whatever the scenario says.
    #[arg(long, requires = "token_key", conflicts_with = "data")]
    pub url: Option<String>,
    /// Signs media tokens for --url: Ed25519 private key, PEM.
    #[arg(long, requires = "url", value_name = "PEM")]
    pub token_key: Option<PathBuf>,
    /// Certificates to trust for --url, PEM, and nothing else.
    #[arg(long, requires = "url", value_name = "PEM")]
    pub ca: Option<PathBuf>,
    /// Connect here whatever the name in --url says.
    #[arg(long, requires = "url", value_name = "ADDR:PORT")]
    pub connect: Option<std::net::SocketAddr>,
    /// Measures this process beside those the scenario names; may be repeated.
    #[arg(long = "pid")]
    pub pids: Vec<u32>,
    /// Prints who would come when, and stops.
    #[arg(long)]
    pub plan: bool,
    /// Threads of the tester.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: u16,
}

impl RunArgs {
    /// The command line overrides the file.
    pub fn apply(&self, scenario: &mut Scenario) -> anyhow::Result<()> {
        scenario.seed = self.seed.unwrap_or(scenario.seed);
        if let Some(length) = self.duration_s {
            scenario.duration_s = Seconds::try_from(length).map_err(anyhow::Error::msg)?;
        }
        scenario.server.pids.extend(&self.pids);
        if let Some(data) = self.data.clone() {
            let operator = "op1".to_owned();
            scenario.target = TargetSpec::Genba(GenbaTarget {
                data,
                operator,
                connect: None,
            });
        }
        if let (Some(url), Some(token_key)) = (self.url.clone(), self.token_key.clone()) {
            scenario.target = TargetSpec::Media(MediaTarget {
                url,
                ca: self.ca.clone(),
                connect: self.connect,
                token_key,
            });
        }
        Ok(())
    }
}
