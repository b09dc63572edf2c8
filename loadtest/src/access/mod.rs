//! How a caller and its viewers come by their rights: signed by ourselves for a bare media server,
//! or by the whole journey through the service.

mod device;
mod journey;
mod media_key;

pub use self::{
    journey::{Journey, JourneyRoom, Ready},
    media_key::{MediaKey, MediaRoom},
};

use crate::client::Endpoint;

pub enum Access {
    MediaKey(MediaKey),
    Journey(Journey),
}

/// One caller's room, before the caller has started.
pub enum Room {
    Media(Box<MediaRoom>),
    Journey(Box<JourneyRoom>),
}

impl Access {
    /// Everything that happens before the caller presses Start.
    pub async fn invite(&self, number: u32) -> anyhow::Result<Room> {
        match self {
            Self::MediaKey(access) => Ok(Room::Media(Box::new(access.room().await?))),
            Self::Journey(access) => Ok(Room::Journey(Box::new(access.invite(number).await?))),
        }
    }
}

impl Room {
    /// Where one more viewer watches.
    pub async fn view(&mut self, viewer: u32) -> anyhow::Result<Endpoint> {
        match self {
            Self::Media(room) => room.view(viewer).await,
            Self::Journey(room) => room.view().await,
        }
    }

    /// The caller presses Start; where to publish.
    pub async fn start(&mut self) -> anyhow::Result<Endpoint> {
        match self {
            Self::Media(room) => room.publish(),
            Self::Journey(room) => room.start().await,
        }
    }

    /// Leaves nothing open behind.
    pub async fn end(&mut self) -> anyhow::Result<()> {
        match self {
            Self::Media(_) => Ok(()),
            Self::Journey(room) => room.end().await,
        }
    }
}
