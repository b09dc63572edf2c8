//! Why an offer or an order was not taken.

use thiserror::Error;

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("the offer cannot be read: {0}")]
    MalformedOffer(&'static str),
    #[error("the fragment cannot be read: {0}")]
    MalformedFragment(&'static str),
    #[error("the offer has no video or audio section of the wanted direction")]
    NoUsableMedia,
    #[error("the offer has no codec in common: H264, VP8 for video, opus for audio")]
    NoUsableCodec,
    #[error("the room has all the viewers it may have")]
    RoomFull,
    #[error("this shard has all the sessions it may have")]
    ServerFull,
    #[error("no such session")]
    UnknownSession,
    #[error("the ICE session is not the one that was named")]
    OtherIceSession,
}
