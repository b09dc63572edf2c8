//! Tries one forbidden thing inside the sandbox, for the test that the sandbox holds.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::net::UdpSocket;
use std::os::unix::process::CommandExt;
use std::process::Command;

use rustix::process::Pid;
use serde_json::json;

use crate::failure::Failure;
use crate::{channel, sandbox};

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Probe {
    /// Something that is allowed, so that a process that dies of everything is noticed.
    Nothing,
    Socket,
    OpenForReading,
    OpenForWriting,
    Create,
    Unlink,
    Rename,
    Directory,
    Execute,
    Spawn,
    KillParent,
    Memory,
    Time,
}

pub fn run(what: Probe) -> Result<(), Failure> {
    let parent = rustix::process::getppid();
    sandbox::enter(&sandbox::STILL)?;
    let outcome = attempt(what, parent);
    channel::say(&json!({ "probe": match outcome {
        Ok(()) => "worked".to_owned(),
        Err(error) => format!("refused: {error}"),
    }}));
    Ok(())
}

fn attempt(what: Probe, parent: Option<Pid>) -> io::Result<()> {
    match what {
        Probe::Nothing => std::thread::spawn(|| {})
            .join()
            .map_err(|_| io::ErrorKind::Other.into()),
        Probe::Socket => UdpSocket::bind(("127.0.0.1", 0)).map(drop),
        Probe::OpenForReading => File::open("/etc/hostname").map(drop),
        Probe::OpenForWriting => OpenOptions::new().write(true).open("/dev/null").map(drop),
        Probe::Create => File::create("genba-recorder-probe").map(drop),
        Probe::Unlink => fs::remove_file("genba-recorder-probe"),
        Probe::Rename => fs::rename("genba-recorder-probe", "genba-recorder-probe-2"),
        Probe::Directory => fs::create_dir("genba-recorder-probe"),
        Probe::Execute => Err(Command::new("/bin/true").exec()),
        Probe::Spawn => Command::new("/bin/true").status().map(drop),
        Probe::KillParent => ask_for(parent),
        Probe::Memory => Vec::<u8>::new()
            .try_reserve_exact(2 << 30)
            .map_err(io::Error::other),
        Probe::Time => loop {
            std::hint::spin_loop();
        },
    }
}

/// Only asks whether the parent may be signalled.
fn ask_for(parent: Option<Pid>) -> io::Result<()> {
    let parent = parent.ok_or(io::ErrorKind::NotFound)?;
    Ok(rustix::process::test_kill_process(parent)?)
}
