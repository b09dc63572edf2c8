//! The media node inside this process, and signaling's channel to it.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use admin::{clock::Clock, keys::MediaTokenKeys};
use media_server::{JournalConfig, Node, NodeConfig};
use objects::Objects;
use protocol::{
    media::{MediaEntry, MediaOrder},
    time::UnixMs,
};
use signaling::media::{LinkFuture, MediaLink};

use crate::{cli::ServeOptions, limits::PULL_WAIT, place::Place, turn::Turn};

/// Ports from the pages' port to the first one of media: the one between is `--lan`'s helper.
const PORT_DISTANCE: u16 = 2;

/// Under which path WHIP and WHEP stand.
pub const PATH: &str = "/media";

pub fn start(
    options: &ServeOptions,
    place: &Place,
    keys: &MediaTokenKeys,
    clock: &Clock,
    (turn, copies): (Option<Arc<Turn>>, Option<Objects>),
) -> anyhow::Result<Node> {
    let clock = clock.clone();
    let config = NodeConfig {
        udp_listen: listen_address(options),
        advertised: advertised(options, place),
        tcp: !options.media_udp_only,
        ice_servers: Arc::new(move |claims| {
            let until = UnixMs(claims.exp.saturating_mul(1000));
            turn.as_ref()
                .map_or_else(Vec::new, |turn| turn.servers(&claims.sub, until))
        }),
        path_prefix: PATH.to_owned(),
        journal: Some(JournalConfig {
            copies,
            spill: options.journal_spill.clone(),
            ..JournalConfig::new(options.data.join("journal"))
        }),
        ..NodeConfig::new(keys.public_pem.clone(), Arc::new(move || clock.now()))
    };
    Ok(Node::start(config)?)
}

fn listen_address(options: &ServeOptions) -> SocketAddr {
    if let Some(address) = options.media_listen {
        return address;
    }
    let port = match options.listen.port() {
        0 => 0,
        port => port.saturating_add(PORT_DISTANCE),
    };
    let ip = if options.lan {
        Ipv4Addr::UNSPECIFIED.into()
    } else {
        options.listen.ip()
    };
    SocketAddr::new(ip, port)
}

/// The addresses that phones and consoles are told. Only those of the family we listen on.
fn advertised(options: &ServeOptions, place: &Place) -> Vec<IpAddr> {
    let listen = listen_address(options).ip();
    if !listen.is_unspecified() {
        return vec![listen];
    }
    let own = place.certified().into_iter();
    own.filter(|ip| ip.is_ipv4() == listen.is_ipv4()).collect()
}

/// Signaling's channel to a node of the same process: what goes over the network elsewhere is a
/// call here.
pub struct LocalLink(pub Node);

impl MediaLink for LocalLink {
    fn pull(&self, after: u64, max: usize) -> LinkFuture<'_, Vec<MediaEntry>> {
        Box::pin(async move {
            let outbox = self.0.outbox();
            // Nothing happened in time is an answer too.
            let _ = tokio::time::timeout(PULL_WAIT, outbox.wait(after)).await;
            Ok(outbox.pull(after, max))
        })
    }

    fn acknowledge(&self, seq: u64) -> LinkFuture<'_, ()> {
        self.0.outbox().acknowledge(seq);
        Box::pin(async { Ok(()) })
    }

    fn order(&self, order: MediaOrder) -> LinkFuture<'_, ()> {
        Box::pin(async move { Ok(self.0.order(order).await?) })
    }
}
