//! What a start tells: one line on standard output, and `ready.json` in the data folder.

use std::{io::Write, path::Path};

use admin::{demo::DemoAccount, folder::private_file};
use serde::Serialize;

/// The content of `ready.json`. Accounts are there in a demo folder only.
#[derive(Serialize)]
pub struct Ready<'a> {
    pub console: String,
    pub caller: String,
    pub outbox: Option<String>,
    pub ca_certificate: &'a Path,
    pub accounts: &'a [DemoAccount],
    pub pid: u32,
    /// The first UDP port of media.
    pub media_port: Option<u16>,
}

impl Ready<'_> {
    /// Writes the file first, so that who reads the line finds it.
    pub fn announce(&self, data: &Path) -> anyhow::Result<()> {
        private_file(&data.join("ready.json"), &serde_json::to_vec_pretty(self)?)?;
        let mut out = std::io::stdout().lock();
        // Nobody may be reading; the server serves all the same.
        let _ = writeln!(out, "genba: ready {}", self.console).and_then(|()| out.flush());
        Ok(())
    }
}
