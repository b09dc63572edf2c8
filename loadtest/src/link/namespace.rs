//! Network namespaces by the `ip` program, taken down again when the value goes.

use std::{net::Ipv4Addr, path::Path, process::Command};

use anyhow::{Context as _, bail, ensure};

use super::tun::Tun;
use crate::limits;

pub struct Namespace {
    name: String,
    /// One that was there before is left as it is.
    made_here: bool,
}

impl Namespace {
    pub fn open(name: &str) -> anyhow::Result<Self> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        ensure!(
            !name.is_empty() && name.len() <= 64 && name.chars().all(plain),
            "'{name}' is no name for a namespace: letters, digits, - and _ only"
        );
        let made_here = !Path::new("/run/netns").join(name).exists();
        if made_here {
            ip(&["netns", "add", name])?;
        }
        let namespace = Self {
            name: name.to_owned(),
            made_here,
        };
        namespace.ip(&["link", "set", "lo", "up"])?;
        Ok(namespace)
    }

    /// Moves the device in and gives it its address.
    pub fn adopt(&self, tun: &Tun, own: Ipv4Addr, other: Ipv4Addr) -> anyhow::Result<()> {
        let device = tun.name();
        ip(&["link", "set", device, "netns", &self.name])?;
        // Without IPv6 addresses the kernel sends nothing of its own over the link.
        self.ip(&["link", "set", device, "addrgenmode", "none"])?;
        let queue = limits::TUN_QUEUE_PACKETS.to_string();
        self.ip(&[
            "link",
            "set",
            device,
            "txqueuelen",
            &queue,
            "mtu",
            "1500",
            "up",
        ])?;
        self.ip(&[
            "addr",
            "add",
            &own.to_string(),
            "peer",
            &other.to_string(),
            "dev",
            device,
        ])
    }

    /// Makes the device the way to everywhere.
    pub fn lead(&self, tun: &Tun, other: Ipv4Addr) -> anyhow::Result<()> {
        self.ip(&[
            "route",
            "replace",
            "default",
            "via",
            &other.to_string(),
            "dev",
            tun.name(),
        ])
    }

    /// A command that will run inside.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name]).arg(program);
        command
    }

    pub fn ip(&self, words: &[&str]) -> anyhow::Result<()> {
        ip(&[&["-n", self.name.as_str()], words].concat())
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        if self.made_here
            && let Err(error) = ip(&["netns", "del", &self.name])
        {
            eprintln!("loadtest: the namespace {} stays: {error:#}", self.name);
        }
    }
}

pub fn ip(words: &[&str]) -> anyhow::Result<()> {
    let output = Command::new("ip")
        .args(words)
        .output()
        .context("cannot run the program 'ip' (Debian package iproute2)")?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "'ip {}' failed: {} (this command needs root)",
            words.join(" "),
            said.trim()
        );
    }
    Ok(())
}
