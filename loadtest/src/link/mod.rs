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
pub const NEAR_ADDRESS: Ipv4Addr = near_address(0);

const fn near_address(number: u8) -> Ipv4Addr {
    Ipv4Addr::new(10, 99, number, 1)
}

const fn far_address(number: u8) -> Ipv4Addr {
    Ipv4Addr::new(10, 99, number, 2)
}

/// Two namespaces and what joins them.
pub struct Link {
    forwarding: Forwarding,
    near: Namespace,
    far: Namespace,
}

impl Link {
    /// Link `number` between the two.
    pub fn open(
        (near, far): (&str, &str),
        number: u8,
        settings: &LinkSettings,
        seed: u64,
    ) -> anyhow::Result<Self> {
        anyhow::ensure!(near != far, "the two namespaces need two names");
        let (near_tun, far_tun) = (Tun::create()?, Tun::create()?);
        let near = Namespace::open(near)?;
        let far = Namespace::open(far)?;
        let (near_end, far_end) = (near_address(number), far_address(number));
        near.adopt(&near_tun, near_end, far_end)?;
        far.adopt(&far_tun, far_end, near_end)?;
        if number == 0 {
            near.lead(&near_tun, far_end)?;
            far.lead(&far_tun, near_end)?;
        }
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
    let ends = (args.near.as_str(), args.far.as_str());
    let link = Link::open(ends, args.number, &settings, args.seed)?;
    let (near, far) = (near_address(args.number), far_address(args.number));
    eprintln!(
        "link: ready, {} is {near}, {} is {far}, seed {}",
        args.near, args.far, args.seed
    );
    match args.check {
        Some(packets) => check::run(link, packets, &settings),
        None => session::run(link, settings, args),
    }
}
