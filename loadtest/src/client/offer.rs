//! The offers of str0m clients.

use std::{net::SocketAddr, time::Instant};

use str0m::{
    Candidate, Rtc, RtcConfig, RtcError,
    change::{SdpOffer, SdpPendingOffer},
    media::{Direction, MediaKind, Mid},
};

use crate::film::Codec;

pub struct Offered {
    pub rtc: Rtc,
    pub mids: Mids,
    pub offer: SdpOffer,
    pub pending: SdpPendingOffer,
}

#[derive(Clone, Copy, Debug)]
pub struct Mids {
    pub video: Mid,
    pub audio: Option<Mid>,
}

/// Sends the film's codec and nothing else.
pub fn caller(
    local: SocketAddr,
    codec: Codec,
    sound: bool,
    now: Instant,
) -> Result<Offered, RtcError> {
    let config =
        codecs(codec, sound).set_stats_interval(Some(std::time::Duration::from_millis(500)));
    offer(config, Direction::SendOnly, sound, local, now)
}

/// Takes what the film's codec carries, packet by packet: a viewer counts, it does not decode.
pub fn viewer(
    local: SocketAddr,
    codec: Codec,
    sound: bool,
    now: Instant,
) -> Result<Offered, RtcError> {
    let config = codecs(codec, sound).set_rtp_mode(true);
    offer(config, Direction::RecvOnly, sound, local, now)
}

fn codecs(codec: Codec, sound: bool) -> RtcConfig {
    RtcConfig::new()
        .clear_codecs()
        .enable_vp8(codec == Codec::Vp8)
        .enable_h264(codec == Codec::H264)
        .enable_opus(sound, false)
}

fn offer(
    config: RtcConfig,
    direction: Direction,
    sound: bool,
    local: SocketAddr,
    now: Instant,
) -> Result<Offered, RtcError> {
    let mut rtc = config.build(now);
    rtc.add_local_candidate(Candidate::host(local, "udp")?);
    let mut changes = rtc.sdp_api();
    let video = changes.add_media(MediaKind::Video, direction, None, None, None);
    let audio = sound.then(|| changes.add_media(MediaKind::Audio, direction, None, None, None));
    let (offer, pending) = changes.apply().expect("a medium was added");
    Ok(Offered {
        rtc,
        mids: Mids { video, audio },
        offer,
        pending,
    })
}
