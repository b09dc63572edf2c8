//! What the server holds, as its machine sees it.

use std::{fs, time::Duration};

use anyhow::Context as _;
use serde::Serialize;

use crate::process;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Holdings {
    pub memory_bytes: u64,
    /// Open files, sockets included.
    pub files: usize,
    pub sockets: usize,
    pub threads: usize,
}

impl Holdings {
    pub fn of(pid: u32) -> anyhow::Result<Self> {
        let gone = || format!("the server (process {pid}) has ended");
        let targets: Vec<_> = fs::read_dir(format!("/proc/{pid}/fd"))
            .with_context(gone)?
            .filter_map(|entry| fs::read_link(entry.ok()?.path()).ok())
            .collect();
        let is_socket = |path: &&std::path::PathBuf| path.to_string_lossy().starts_with("socket:");
        Ok(Self {
            memory_bytes: process::memory_bytes(pid).with_context(gone)?,
            sockets: targets.iter().filter(is_socket).count(),
            files: targets.len(),
            threads: fs::read_dir(format!("/proc/{pid}/task"))
                .with_context(gone)?
                .count(),
        })
    }

    /// After the server had time to forget: the smallest holdings within the patience, because
    /// what comes back down was not kept.
    pub async fn settled(pid: u32, patience: Duration) -> anyhow::Result<Self> {
        let end = tokio::time::Instant::now() + patience;
        let mut least = Self::of(pid)?;
        while tokio::time::Instant::now() < end {
            tokio::time::sleep(Duration::from_millis(500)).await;
            let now = Self::of(pid)?;
            least = Self {
                memory_bytes: least.memory_bytes.min(now.memory_bytes),
                files: least.files.min(now.files),
                sockets: least.sockets.min(now.sockets),
                threads: least.threads.min(now.threads),
            };
        }
        Ok(least)
    }
}

#[cfg(test)]
mod tests {
    use std::net::UdpSocket;

    use super::*;

    #[test]
    fn a_socket_that_is_kept_shows() {
        let before = Holdings::of(std::process::id()).unwrap();
        let kept = UdpSocket::bind("127.0.0.1:0").unwrap();
        let after = Holdings::of(std::process::id()).unwrap();
        assert!(after.sockets > before.sockets, "{before:?} {after:?}");
        assert!(after.files > before.files && after.memory_bytes > 0);
        drop(kept);
    }

    #[test]
    fn a_server_that_has_ended_is_told() {
        let error = Holdings::of(u32::MAX).unwrap_err().to_string();
        assert!(error.contains("has ended"), "{error}");
    }
}
