//! How a light client joins a target, and becomes a peer of a crowd.

use std::{
    net::{IpAddr, SocketAddr, UdpSocket},
    sync::Arc,
    time::Instant,
};

use anyhow::Context as _;
use media_core::far_end::{FarEnd, Identity};

use super::{
    description::{self, Agreed, Sources},
    film::Film,
    peer::{Part, Peer},
    publisher::Publisher,
    socket::Socket,
    viewer::Viewer,
};
use crate::describe::Describe;

/// Makes clients that share one certificate and one local address.
#[derive(Clone)]
pub struct Joiner {
    identity: Identity,
    local: IpAddr,
}

/// A client before it knows the server's description.
struct Joining {
    far: FarEnd,
    socket: UdpSocket,
    address: SocketAddr,
    agreed: Option<Agreed>,
}

pub struct PublisherJoiner {
    joining: Joining,
    film: Arc<Film>,
    sources: Sources,
}

pub struct ViewerJoiner {
    joining: Joining,
    ssrc: u32,
}

impl Joiner {
    /// `local` is the address by which servers reach us.
    pub fn new(local: IpAddr) -> anyhow::Result<Self> {
        Ok(Self {
            identity: Identity::generate()?,
            local,
        })
    }

    pub fn publisher(&self, film: Arc<Film>) -> anyhow::Result<PublisherJoiner> {
        let mut joining = self.joining()?;
        let sources = Sources {
            media: joining.far.ssrc(),
            rtx: joining.far.ssrc(),
        };
        Ok(PublisherJoiner {
            joining,
            film,
            sources,
        })
    }

    pub fn viewer(&self) -> anyhow::Result<ViewerJoiner> {
        let mut joining = self.joining()?;
        let ssrc = joining.far.ssrc();
        Ok(ViewerJoiner { joining, ssrc })
    }

    fn joining(&self) -> anyhow::Result<Joining> {
        let mut seed = [0; 32];
        aws_lc_rs::rand::fill(&mut seed)?;
        let socket = UdpSocket::bind((self.local, 0))
            .with_context(|| format!("cannot open a socket on {}", self.local))?;
        socket.set_nonblocking(true)?;
        Ok(Joining {
            far: FarEnd::new(&self.identity, seed),
            address: socket.local_addr()?,
            socket,
            agreed: None,
        })
    }
}

impl Joining {
    fn finish(mut self, part: impl FnOnce(Agreed) -> Part) -> anyhow::Result<Peer> {
        let agreed = self.agreed.context("the client has not joined yet")?;
        let now = Instant::now();
        let socket = Socket::new(self.socket, agreed.server.candidate)?;
        self.far.connect(agreed.server.clone(), now);
        Ok(Peer::new(self.far, socket, part(agreed), now))
    }
}

impl PublisherJoiner {
    /// `place` is the frame of the film with which it begins.
    pub fn finish(self, place: usize) -> anyhow::Result<Peer> {
        let (film, sources) = (self.film, self.sources);
        self.joining.finish(|agreed| {
            Part::Publisher(Box::new(Publisher::new(film, place, sources, agreed)))
        })
    }
}

impl ViewerJoiner {
    pub fn finish(self) -> anyhow::Result<Peer> {
        let (ssrc, now) = (self.ssrc, Instant::now());
        self.joining
            .finish(|agreed| Part::Viewer(Box::new(Viewer::new(agreed, ssrc, now))))
    }
}

impl Describe for PublisherJoiner {
    fn offer(&mut self) -> anyhow::Result<String> {
        let Joining { far, address, .. } = &self.joining;
        Ok(description::offer(far, *address, Some(self.sources)))
    }

    fn take_answer(&mut self, answer: &str) -> anyhow::Result<()> {
        self.joining.agreed = Some(description::agreed(answer)?);
        Ok(())
    }

    fn answer(&mut self, _offer: &str) -> anyhow::Result<String> {
        anyhow::bail!("a publisher offers itself")
    }
}

impl Describe for ViewerJoiner {
    fn offer(&mut self) -> anyhow::Result<String> {
        let Joining { far, address, .. } = &self.joining;
        Ok(description::offer(far, *address, None))
    }

    fn take_answer(&mut self, answer: &str) -> anyhow::Result<()> {
        self.joining.agreed = Some(description::agreed(answer)?);
        Ok(())
    }

    fn answer(&mut self, offer: &str) -> anyhow::Result<String> {
        self.joining.agreed = Some(description::agreed(offer)?);
        let Joining { far, address, .. } = &self.joining;
        description::answer(far, *address, offer)
    }
}
