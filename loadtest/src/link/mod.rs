//! A link between two network namespaces in userspace, for kernels without `tc netem`:
//! packets of one TUN device come out of the other, delayed and lost as asked.

pub mod arguments;
pub mod check;
pub mod forward;
pub mod model;
pub mod namespace;
pub mod orders;
pub mod probe;
pub mod profiles;
pub mod report;
mod session;
pub mod settings;
pub mod tun;

use std::{
    net::Ipv4Addr,
    process::{Command, ExitCode},
};

use self::{
    arguments::{End, LinkArgs},
    forward::Forwarding,
    namespace::Namespace,
    settings::LinkSettings,
    tun::Tun,
};

/// RFC 1918 addresses that exist only inside the two namespaces.
pub const NEAR_ADDRESS: Ipv4Addr = Ipv4Addr::new(10, 99, 0, 1);
pub const FAR_ADDRESS: Ipv4Addr = Ipv4Addr::new(10, 99, 0, 2);

/// Two namespaces and what joins them.
pub struct Link {
    forwarding: Forwarding,
    near: Namespace,
    far: Namespace,
}

impl Link {
    pub fn open(near: &str, far: &str, settings: &LinkSettings, seed: u64) -> anyhow::Result<Self> {
        anyhow::ensure!(near != far, "the two namespaces need two names");
        let (near_tun, far_tun) = (Tun::create()?, Tun::create()?);
        let near = Namespace::open(near)?;
        let far = Namespace::open(far)?;
        near.adopt(&near_tun, NEAR_ADDRESS, FAR_ADDRESS)?;
        far.adopt(&far_tun, FAR_ADDRESS, NEAR_ADDRESS)?;
        let forwarding = Forwarding::start(near_tun, far_tun, settings, seed)?;
        Ok(Self {
            forwarding,
            near,
            far,
        })
    }

    /// A command that will run at that end.
    pub fn command(&self, end: End, program: &std::ffi::OsStr) -> Command {
        match end {
            End::Near => self.near.command(program),
            End::Far => self.far.command(program),
        }
    }
}

/// `genba-loadtest link`.
pub fn run(args: &LinkArgs) -> anyhow::Result<ExitCode> {
    let settings = args.settings()?;
    let link = Link::open(&args.near, &args.far, &settings, args.seed)?;
    eprintln!(
        "link: ready, {} is {NEAR_ADDRESS}, {} is {FAR_ADDRESS}, seed {}",
        args.near, args.far, args.seed
    );
    match args.check {
        Some(packets) => check::run(link, packets, &settings),
        None => session::run(link, settings, args),
    }
}
