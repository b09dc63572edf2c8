//! The peer connection of one client and its offer.

use std::{net::SocketAddr, time::Instant};

use str0m::{
    Candidate, Rtc, RtcConfig, RtcError,
    change::{SdpOffer, SdpPendingOffer},
    media::{Direction, MediaKind, Mid},
};

use crate::film::Codec;

pub struct Offered {
    pub rtc: Rtc,
    pub mid: Mid,
    pub offer: SdpOffer,
    pub pending: SdpPendingOffer,
}

/// Sends the film's codec and nothing else.
pub fn caller(local: SocketAddr, codec: Codec, now: Instant) -> Result<Offered, RtcError> {
    let config = RtcConfig::new()
        .clear_codecs()
        .enable_vp8(codec == Codec::Vp8)
        .enable_h264(codec == Codec::H264)
        .set_stats_interval(Some(std::time::Duration::from_millis(500)));
    offer(config, Direction::SendOnly, local, now)
}

/// Takes what the film's codec carries, packet by packet: a viewer counts, it does not decode.
pub fn viewer(local: SocketAddr, codec: Codec, now: Instant) -> Result<Offered, RtcError> {
    let config = RtcConfig::new()
        .clear_codecs()
        .enable_vp8(codec == Codec::Vp8)
        .enable_h264(codec == Codec::H264)
        .set_rtp_mode(true);
    offer(config, Direction::RecvOnly, local, now)
}

fn offer(
    config: RtcConfig,
    direction: Direction,
    local: SocketAddr,
    now: Instant,
) -> Result<Offered, RtcError> {
    let mut rtc = config.build(now);
    rtc.add_local_candidate(Candidate::host(local, "udp")?);
    let mut changes = rtc.sdp_api();
    let mid = changes.add_media(MediaKind::Video, direction, None, None, None);
    let (offer, pending) = changes.apply().expect("a medium was added");
    Ok(Offered {
        rtc,
        mid,
        offer,
        pending,
    })
}
