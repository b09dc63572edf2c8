//! A TUN device: IP packets of a network namespace, read and written as messages.

use std::{
    fs::File,
    io::{self, Read as _, Write as _},
    os::fd::{AsFd, BorrowedFd},
};

use anyhow::Context as _;
use rustix::fs::{Mode, OFlags};

pub struct Tun {
    file: File,
    name: String,
}

/// `struct ifreq` of Linux as TUNSETIFF uses it.
#[repr(C)]
struct InterfaceRequest {
    name: [u8; 16],
    flags: i16,
    rest: [u8; 22],
}

const IFF_TUN: i16 = 0x0001;
/// No extra header before each packet.
const IFF_NO_PI: i16 = 0x1000;
const TUNSETIFF: rustix::ioctl::Opcode = 0x4004_54ca;

impl Tun {
    /// A new device with a free name in this process's namespace. It vanishes with this value,
    /// wherever it was moved to.
    pub fn create() -> anyhow::Result<Self> {
        let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = File::from(
            rustix::fs::open("/dev/net/tun", flags, Mode::empty())
                .context("cannot open /dev/net/tun (the kernel needs TUN and this command root)")?,
        );
        let name = attach(&file).context("cannot make a TUN device (this command needs root)")?;
        Ok(Self { file, name })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// One packet, or nothing when none waits.
    pub fn receive(&self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        match (&self.file).read(buffer) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub fn send(&self, packet: &[u8]) -> io::Result<()> {
        (&self.file).write_all(packet)
    }
}

impl AsFd for Tun {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

#[expect(
    unsafe_code,
    reason = "TUNSETIFF is an ioctl, and no safe wrapper exists for it"
)]
fn attach(file: &File) -> anyhow::Result<String> {
    let mut request = InterfaceRequest {
        name: [0; 16],
        flags: IFF_TUN | IFF_NO_PI,
        rest: [0; 22],
    };
    // The kernel puts the first free number in place of %d.
    request.name[..7].copy_from_slice(b"genba%d");
    // SAFETY: TUNSETIFF reads and writes one `struct ifreq`, whose layout and size (40 bytes)
    // `InterfaceRequest` has; it outlives the call.
    unsafe {
        let order = rustix::ioctl::Updater::<TUNSETIFF, InterfaceRequest>::new(&mut request);
        rustix::ioctl::ioctl(file, order)?;
    }
    let length = request
        .name
        .iter()
        .position(|byte| *byte == 0)
        .unwrap_or(request.name.len());
    Ok(String::from_utf8(request.name[..length].to_vec())?)
}
