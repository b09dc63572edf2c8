//! One peer connection: built, offered, answered, watched.

use std::{sync::Arc, time::Instant};

use anyhow::{Context as _, bail};
use rtc::{
    interceptor::Slot,
    peer_connection::configuration::media_engine::{MIME_TYPE_H264, MIME_TYPE_OPUS, MIME_TYPE_VP8},
    rtp_transceiver::{
        PayloadType,
        rtp_sender::{RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RtpCodecKind},
    },
};
use tokio::sync::{mpsc, watch};
use webrtc::{
    media_stream::track_remote::TrackRemote,
    peer_connection::{
        MediaEngine, PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler,
        RTCIceGatheringState, RTCPeerConnectionState, RTCSessionDescription, Registry,
        SettingEngineBuilder, crypto, register_default_interceptors,
    },
    runtime::TokioRuntime,
};

use super::observer::{Observer, Seen};
use crate::{
    client::{Endpoint, session::Session, wire},
    film::Codec,
    limits,
};

/// In the chain of interceptors, beyond those of the crate.
const OBSERVER_SLOT: usize = 14_000;
/// A picture and a sound at most.
const TRACKS_MAX: usize = 4;

pub struct Connection {
    pub peer: Box<dyn PeerConnection>,
    pub seen: Arc<Seen>,
    /// What the server sends, as it begins.
    pub tracks: mpsc::Receiver<Arc<dyn TrackRemote>>,
    gathered: watch::Receiver<bool>,
    state: watch::Receiver<RTCPeerConnectionState>,
    session: Option<Session>,
}

struct Handler {
    gathered: watch::Sender<bool>,
    state: watch::Sender<RTCPeerConnectionState>,
    tracks: mpsc::Sender<Arc<dyn TrackRemote>>,
}

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Handler {
    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        if state == RTCIceGatheringState::Complete {
            self.gathered.send_replace(true);
        }
    }

    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        self.state.send_replace(state);
    }

    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        // A server that sends more than was asked for is not listened to.
        let _ = self.tracks.try_send(track);
    }
}

impl Connection {
    pub async fn new(endpoint: &Endpoint, codec: Codec) -> anyhow::Result<Self> {
        let server = endpoint.connection.origin().address().await?;
        let local = wire::local_ip(server).await?;
        let mut engine = MediaEngine::default();
        engine.register_codec(video(codec), RtpCodecKind::Video)?;
        engine.register_codec(opus(), RtpCodecKind::Audio)?;
        let seen = Arc::new(Seen::default());
        let registry = register_default_interceptors(Registry::new(), &mut engine)?
            .with(Slot::from(OBSERVER_SLOT), Observer::new(seen.clone()));
        let settings = SettingEngineBuilder::new()
            .with_crypto_provider(Arc::new(crypto::providers::AwsLcRsProvider::new()))
            .with_include_loopback_candidate(true)
            .build();
        let (gathered, is_gathered) = watch::channel(false);
        let (state, states) = watch::channel(RTCPeerConnectionState::New);
        let (tracks, received) = mpsc::channel(TRACKS_MAX);
        let handler = Handler {
            gathered,
            state,
            tracks,
        };
        let peer = PeerConnectionBuilder::new()
            .with_media_engine(engine)
            .with_setting_engine(settings)
            .with_interceptor_registry(registry)
            .with_handler(Arc::new(handler))
            .with_runtime(Arc::new(TokioRuntime))
            .with_udp_addrs(vec![(local, 0)])
            .build()
            .await?;
        Ok(Self {
            peer: Box::new(peer),
            seen,
            tracks: received,
            gathered: is_gathered,
            state: states,
            session: None,
        })
    }

    /// Offers what was added to the peer and takes the server's answer.
    pub async fn join(&mut self, endpoint: Endpoint) -> anyhow::Result<()> {
        let offer = self.peer.create_offer(None).await?;
        self.peer.set_local_description(offer).await?;
        self.gathered.wait_for(|done| *done).await?;
        let offer = self.peer.local_description().await;
        let offer = offer.context("the client made no offer")?;
        let (session, answer) = Session::join(endpoint, offer.sdp).await?;
        self.session = Some(session);
        let answer = RTCSessionDescription::answer(answer).context("the answer is no SDP")?;
        self.peer
            .set_remote_description(answer)
            .await
            .context("the answer does not fit")
    }

    /// Until ICE and DTLS are up.
    pub async fn connected(&mut self) -> anyhow::Result<Instant> {
        let up = self
            .state
            .wait_for(|state| *state == RTCPeerConnectionState::Connected || is_over(*state));
        let state = tokio::time::timeout(limits::CONNECT_TIMEOUT, up)
            .await
            .with_context(|| {
                format!(
                    "no connection within {} s",
                    limits::CONNECT_TIMEOUT.as_secs()
                )
            })??;
        if is_over(*state) {
            bail!("the connection was not made");
        }
        Ok(Instant::now())
    }

    /// Returns when the connection breaks.
    pub fn broken(&self) -> impl Future<Output = anyhow::Error> + use<> {
        let mut state = self.state.clone();
        async move {
            let _ = state.wait_for(|state| is_over(*state)).await;
            anyhow::anyhow!("the connection was lost")
        }
    }

    /// Tells the server, so that it need not find out by silence.
    pub async fn leave(&mut self) -> anyhow::Result<()> {
        let left = match self.session.take() {
            Some(session) => session.leave().await,
            None => Ok(()),
        };
        self.vanish().await;
        left
    }

    pub async fn vanish(&mut self) {
        // The socket goes with it; there is nobody to tell of an error.
        let _ = self.peer.close().await;
    }
}

fn is_over(state: RTCPeerConnectionState) -> bool {
    matches!(
        state,
        RTCPeerConnectionState::Disconnected
            | RTCPeerConnectionState::Failed
            | RTCPeerConnectionState::Closed
    )
}

/// The film's codec and nothing else.
pub fn video(codec: Codec) -> RTCRtpCodecParameters {
    let feedback = [
        ("goog-remb", ""),
        ("ccm", "fir"),
        ("nack", ""),
        ("nack", "pli"),
    ];
    let (mime_type, fmtp, payload_type): (_, _, PayloadType) = match codec {
        Codec::Vp8 => (MIME_TYPE_VP8, "", 96),
        Codec::H264 => (
            MIME_TYPE_H264,
            "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
            102,
        ),
    };
    RTCRtpCodecParameters {
        rtp_codec: RTCRtpCodec {
            mime_type: mime_type.to_owned(),
            clock_rate: 90_000,
            channels: 0,
            sdp_fmtp_line: fmtp.to_owned(),
            rtcp_feedback: feedback
                .map(|(typ, parameter)| RTCPFeedback {
                    typ: typ.to_owned(),
                    parameter: parameter.to_owned(),
                })
                .to_vec(),
        },
        payload_type,
    }
}

pub fn opus() -> RTCRtpCodecParameters {
    RTCRtpCodecParameters {
        rtp_codec: RTCRtpCodec {
            mime_type: MIME_TYPE_OPUS.to_owned(),
            clock_rate: 48_000,
            channels: 2,
            sdp_fmtp_line: "minptime=10;useinbandfec=1".to_owned(),
            rtcp_feedback: Vec::new(),
        },
        payload_type: 111,
    }
}
