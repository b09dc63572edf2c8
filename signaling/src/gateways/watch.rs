//! Looks whether the gateways are there, so that operators know before they send.

use admin::faults::FaultKind;
use futures_util::future::join_all;
use protocol::{
    console::ConsoleEvent,
    gateway::{ChannelState, GatewayHealth},
};
use tokio::{sync::watch, time::timeout};

use super::Gateway;
use crate::{
    Signaling,
    limits::{GATEWAY_PROBE_EVERY, GATEWAY_PROBE_WAIT},
};

pub(crate) async fn watch(signaling: Signaling) {
    loop {
        let looks = signaling.gateways().all().map(|gateway| async {
            let answer = timeout(GATEWAY_PROBE_WAIT, gateway.probe()).await;
            signaling.note_gateway(gateway, matches!(answer, Ok(true)));
        });
        join_all(looks).await;
        signaling.note_channels();
        tokio::time::sleep(GATEWAY_PROBE_EVERY).await;
    }
}

impl Signaling {
    /// Whether links go out, as it changes.
    pub fn gateway_health(&self) -> watch::Receiver<GatewayHealth> {
        self.health().subscribe()
    }

    /// A channel by which nothing goes out is a fault of the system (D16) that nobody else reports.
    fn note_channels(&self) {
        let (health, faults) = (self.gateways().health(), self.admin().faults());
        for (kind, channel) in [
            (FaultKind::Gateway, health.sms),
            (FaultKind::Mail, health.email),
        ] {
            let names: Vec<_> = channel.gateways.iter().map(|line| &*line.name).collect();
            match channel.state {
                ChannelState::Down => faults.report(kind, &names.join(", ")),
                ChannelState::Ready | ChannelState::Reserve => faults.restored(kind),
                ChannelState::Absent => {}
            }
        }
    }

    /// Notes that a gateway is there, or not, and tells everybody when that is news.
    pub(crate) fn note_gateway(&self, gateway: &Gateway, is_up: bool) {
        if !gateway.note(is_up, self.admin().now()) {
            return;
        }
        let name = gateway.name();
        if is_up {
            tracing::info!(gateway = name, "a gateway is back");
        } else {
            tracing::error!(gateway = name, "a gateway is down");
        }
        let health = self.gateways().health();
        self.health().send_replace(health.clone());
        let event = ConsoleEvent::Gateways { health };
        self.hub().publish_to_all(&event);
    }
}
