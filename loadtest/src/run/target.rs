//! Which server is driven.

use std::path::PathBuf;

use anyhow::Context as _;

use super::arguments::RunArgs;
use crate::access::Ready;

/// The server, by the options or else by what it wrote into its demo folder.
pub struct Target {
    pub url: String,
    pub ca: Option<PathBuf>,
    pub server_pid: Option<u32>,
    pub ready: Option<Ready>,
}

impl Target {
    pub fn find(args: &RunArgs) -> anyhow::Result<Self> {
        let ready = args.demo_data.as_deref().map(Ready::load).transpose()?;
        let told = ready.as_ref();
        let url = args
            .url
            .clone()
            .or_else(|| told.map(|ready| ready.console.clone()));
        let ca = args
            .ca
            .clone()
            .or_else(|| told.and_then(|ready| ready.ca_certificate.clone()));
        let server_pid = args.server_pid.or_else(|| told.and_then(|ready| ready.pid));
        Ok(Self {
            url: url.context("--url is missing")?,
            ca,
            server_pid,
            ready,
        })
    }
}
