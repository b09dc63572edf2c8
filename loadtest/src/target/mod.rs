//! Servers that can be loaded, behind one trait: rooms are opened, clients publish and view.
//!
//! A client of any engine joins by what it can say and hear ([`Describe`]); who offers and who
//! answers is the target's affair. Nothing here touches media.
//!
//! ```text
//! let mut room = target.room(0).await?;
//! let session = room.publish(&mut client).await?;
//! let watching = room.view(0, &mut other_client).await?;
//! watching.leave().await?;
//! session.leave().await?;
//! room.end().await?;
//! ```

mod janus;
mod whip;

use std::pin::Pin;

pub use self::{janus::Janus, whip::Whip};
use crate::describe::Describe;

/// What every call of a target gives, in the end.
pub type Reply<'a, T> = Pin<Box<dyn Future<Output = anyhow::Result<T>> + Send + 'a>>;

pub trait Target: Send + Sync {
    /// Everything that happens before the caller of this number begins.
    fn room(&self, number: u32) -> Reply<'_, Box<dyn Room>>;
}

pub trait Room: Send {
    /// Joins as the one who films; media may flow once ICE and DTLS are through.
    fn publish<'a>(&'a mut self, client: &'a mut dyn Describe) -> Reply<'a, Box<dyn Session>>;

    /// Joins as the n-th who watches.
    fn view<'a>(
        &'a mut self,
        viewer: u32,
        client: &'a mut dyn Describe,
    ) -> Reply<'a, Box<dyn Session>>;

    /// Leaves nothing open behind.
    fn end(&mut self) -> Reply<'_, ()>;
}

/// A client's place on the server.
pub trait Session: Send {
    fn leave(self: Box<Self>) -> Reply<'static, ()>;
}
