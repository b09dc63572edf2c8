//! How a sender and its viewers come by their rights: signed by ourselves for a bare media server,
//! by the whole journey through the service, or by a token that any server gave.

mod any_server;
mod device;
mod journey;
mod media_key;
mod still;

use bytes::Bytes;

pub use self::{
    any_server::{AnyRoom, AnyServer},
    device::Device,
    journey::{Journey, JourneyRoom, Opening, Ready, sign_in_at},
    media_key::{MediaKey, MediaRoom},
    still::jpeg,
};

use crate::client::Endpoint;

pub enum Access {
    MediaKey(MediaKey),
    Journey(Journey),
    AnyServer(AnyServer),
}

/// One sender's room, before the sender has started.
pub enum Room {
    Media(Box<MediaRoom>),
    Journey(Box<JourneyRoom>),
    AnyServer(Box<AnyRoom>),
}

impl Access {
    /// The link is on its way; servers without invitations have a room at once.
    pub async fn invite(&self, number: u32) -> anyhow::Result<Room> {
        match self {
            Self::MediaKey(access) => Ok(Room::Media(Box::new(access.room().await?))),
            Self::Journey(access) => Ok(Room::Journey(Box::new(access.invite(number).await?))),
            Self::AnyServer(access) => Ok(Room::AnyServer(Box::new(access.room(number)?))),
        }
    }
}

impl Room {
    /// The sender has the page open; what this gives belongs into `start`.
    pub async fn open(&self) -> anyhow::Result<Opening> {
        match self {
            Self::Journey(room) => room.open().await,
            Self::Media(_) | Self::AnyServer(_) => Ok(Opening::default()),
        }
    }

    /// Where one more viewer watches.
    pub async fn view(&self, viewer: u32) -> anyhow::Result<Endpoint> {
        match self {
            Self::Media(room) => room.view(viewer).await,
            Self::Journey(room) => room.view().await,
            Self::AnyServer(room) => room.view().await,
        }
    }

    /// The sender presses Start, or comes back; where to publish.
    pub async fn start(&self, opening: &Opening) -> anyhow::Result<Endpoint> {
        match self {
            Self::Media(room) => room.publish().await,
            Self::Journey(room) => room.start(opening).await,
            Self::AnyServer(room) => room.publish().await,
        }
    }

    pub async fn still(&self, jpeg: Bytes) -> anyhow::Result<()> {
        match self {
            Self::Journey(room) => room.still(jpeg).await,
            Self::Media(_) | Self::AnyServer(_) => anyhow::bail!("this server takes no stills"),
        }
    }

    /// Leaves nothing open behind.
    pub async fn end(&self) -> anyhow::Result<()> {
        match self {
            Self::Media(_) | Self::AnyServer(_) => Ok(()),
            Self::Journey(room) => room.end().await,
        }
    }
}
