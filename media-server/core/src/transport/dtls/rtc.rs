//! The back end on `rtc-dtls`.

use std::{collections::VecDeque, net::SocketAddr, sync::Arc, time::Instant};

use bytes::BytesMut;
use rtc_dtls::{
    config::{ClientAuthType, ConfigBuilder, ExtendedMasterSecretType},
    endpoint::{Endpoint, EndpointEvent},
    extension::extension_use_srtp::SrtpProtectionProfile,
};
use rtc_shared::{TransportProtocol, error::Error};

use super::{Dtls, DtlsEvent};
use crate::transport::{
    Fingerprint, Identity,
    srtp::{KeyMaterial, Profile},
};

const EXPORTER_LABEL: &str = "EXTRACTOR-dtls_srtp";
/// Fits every path with room for tunnels.
const MTU_BYTES: usize = 1200;

/// An endpoint with one peer. The back end knows peers by address, and phones move: both
/// addresses are constants that never reach a wire.
pub struct RtcDtls {
    endpoint: Endpoint,
    profile: Profile,
    fingerprint: Fingerprint,
    events: VecDeque<DtlsEvent>,
}

fn fake_address(last: u8) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, last], 9))
}

impl RtcDtls {
    pub fn new(identity: &Identity, fingerprint: Fingerprint, profile: Profile) -> Option<Self> {
        let config = configuration(identity, &fingerprint, profile)
            .build(false, None)
            .ok()?;
        Some(Self {
            endpoint: Endpoint::new(
                fake_address(1),
                TransportProtocol::UDP,
                Some(Arc::new(config)),
            ),
            profile,
            fingerprint,
            events: VecDeque::new(),
        })
    }

    fn completed(&mut self) -> DtlsEvent {
        match exported_keys(&self.endpoint, self.profile, &self.fingerprint) {
            Some(keys) => DtlsEvent::Connected(keys),
            None => DtlsEvent::Closed,
        }
    }
}

impl Dtls for RtcDtls {
    fn handle_datagram(&mut self, datagram: &[u8], now: Instant) {
        match self
            .endpoint
            .read(now, fake_address(2), None, BytesMut::from(datagram))
        {
            Ok(events) => {
                for event in events {
                    match event {
                        EndpointEvent::HandshakeComplete => {
                            let event = self.completed();
                            self.events.push_back(event);
                        }
                        EndpointEvent::PeerClosed => self.events.push_back(DtlsEvent::Closed),
                        _ => {}
                    }
                }
            }
            Err(error) => {
                tracing::debug!(%error, "DTLS ended");
                self.events.push_back(DtlsEvent::Closed);
            }
        }
    }

    fn poll_transmit(&mut self) -> Option<Vec<u8>> {
        self.endpoint
            .poll_transmit()
            .map(|transmit| transmit.message.to_vec())
    }

    fn poll_event(&mut self) -> Option<DtlsEvent> {
        self.events.pop_front()
    }

    fn close(&mut self, now: Instant) {
        let _ = self.endpoint.stop(now, fake_address(2));
    }
}

fn configuration(
    identity: &Identity,
    fingerprint: &Fingerprint,
    profile: Profile,
) -> ConfigBuilder {
    let fingerprint = fingerprint.clone();
    ConfigBuilder::default()
        .with_crypto_provider(identity.provider.clone())
        .with_certificates(vec![identity.certificate.clone()])
        .with_srtp_protection_profiles(vec![SrtpProtectionProfile::from(profile.number())])
        .with_client_auth(ClientAuthType::RequireAnyClientCert)
        .with_extended_master_secret(ExtendedMasterSecretType::Require)
        .with_mtu(MTU_BYTES)
        // No certificate chain is looked at: the offer's fingerprint is what binds the peer.
        .with_insecure_skip_verify(true)
        .with_verify_peer_certificate(Some(Arc::new(move |chain, _| match chain.first() {
            Some(certificate) if fingerprint.fits(certificate) => Ok(()),
            _ => Err(Error::Other(
                "the certificate is not the offer's".to_owned(),
            )),
        })))
}

fn exported_keys(
    endpoint: &Endpoint,
    profile: Profile,
    fingerprint: &Fingerprint,
) -> Option<KeyMaterial> {
    let state = endpoint.get_connection_state(fake_address(2))?;
    let proven = state
        .peer_certificates
        .first()
        .is_some_and(|peer| fingerprint.fits(peer));
    let agreed = state.srtp_protection_profile() == SrtpProtectionProfile::from(profile.number());
    if !proven || !agreed {
        return None;
    }
    let exported = state
        .export_keying_material(EXPORTER_LABEL, &[], profile.export_bytes())
        .ok()?;
    KeyMaterial::new(profile, exported.into_bytes())
}

#[cfg(any(test, feature = "far-end"))]
pub mod client {
    use super::{
        Arc, BytesMut, Endpoint, EndpointEvent, Fingerprint, Identity, Instant, KeyMaterial,
        Profile, TransportProtocol, configuration, exported_keys, fake_address,
    };

    /// The other end: offers one profile, checks our fingerprint.
    pub struct RtcDtlsClient {
        endpoint: Endpoint,
        profile: Profile,
        fingerprint: Fingerprint,
        pub keys: Option<KeyMaterial>,
        pub closed: bool,
    }

    impl RtcDtlsClient {
        pub fn new(
            identity: &Identity,
            fingerprint: Fingerprint,
            profile: Profile,
            now: Instant,
        ) -> Self {
            let config = configuration(identity, &fingerprint, profile)
                .with_flight_interval(std::time::Duration::from_millis(100))
                .build(true, None)
                .expect("the configuration is complete");
            let mut endpoint = Endpoint::new(fake_address(1), TransportProtocol::UDP, None);
            let _ = endpoint.connect(now, fake_address(2), Arc::new(config), None);
            Self {
                endpoint,
                profile,
                fingerprint,
                keys: None,
                closed: false,
            }
        }

        pub fn handle_datagram(&mut self, datagram: &[u8], now: Instant) {
            let read = self
                .endpoint
                .read(now, fake_address(2), None, BytesMut::from(datagram));
            for event in read.unwrap_or_default() {
                match event {
                    EndpointEvent::HandshakeComplete => {
                        self.keys = exported_keys(&self.endpoint, self.profile, &self.fingerprint);
                    }
                    EndpointEvent::PeerClosed => self.closed = true,
                    _ => {}
                }
            }
        }

        pub fn handle_timeout(&mut self, now: Instant) {
            let _ = self.endpoint.handle_timeout(fake_address(2), now);
        }

        pub fn poll_transmit(&mut self) -> Option<Vec<u8>> {
            self.endpoint
                .poll_transmit()
                .map(|transmit| transmit.message.to_vec())
        }

        pub fn close(&mut self, now: Instant) {
            let _ = self.endpoint.stop(now, fake_address(2));
        }
    }
}
