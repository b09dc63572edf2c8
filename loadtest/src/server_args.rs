//! Options that say which running server on this machine is meant.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;

/// Where the server is.
#[derive(Clone, Debug, Args)]
pub struct ServerArgs {
    /// Origin of the server.
    #[arg(long)]
    pub url: String,
    /// Certificates to trust, PEM, and nothing else.
    #[arg(long, value_name = "PEM")]
    pub ca: Option<PathBuf>,
    /// Connect here whatever the name in the URL says.
    #[arg(long, value_name = "ADDR:PORT")]
    pub connect: Option<SocketAddr>,
    /// Signs media tokens: Ed25519 private key, PEM.
    #[arg(long, value_name = "PEM")]
    pub token_key: PathBuf,
    /// The server's process.
    #[arg(long)]
    pub pid: u32,
}
