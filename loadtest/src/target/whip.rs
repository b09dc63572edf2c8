//! Servers that speak WHIP (RFC 9725) and WHEP: Genba alone or by the whole journey, and any other.

use super::{Reply, Room, Session, Target};
use crate::{
    access::{self, Access},
    client::{self, Endpoint},
    describe::Describe,
};

/// Rights and addresses come from `access`.
pub struct Whip {
    access: Access,
}

impl Whip {
    pub fn new(access: Access) -> Self {
        Self { access }
    }
}

impl Target for Whip {
    fn room(&self, number: u32) -> Reply<'_, Box<dyn Room>> {
        Box::pin(async move {
            let room = self.access.invite(number).await?;
            Ok(Box::new(WhipRoom(room)) as Box<dyn Room>)
        })
    }
}

struct WhipRoom(access::Room);

impl Room for WhipRoom {
    fn publish<'a>(&'a mut self, client: &'a mut dyn Describe) -> Reply<'a, Box<dyn Session>> {
        Box::pin(async move {
            let opening = self.0.open().await?;
            join(self.0.start(&opening).await?, client).await
        })
    }

    fn view<'a>(
        &'a mut self,
        viewer: u32,
        client: &'a mut dyn Describe,
    ) -> Reply<'a, Box<dyn Session>> {
        Box::pin(async move { join(self.0.view(viewer).await?, client).await })
    }

    fn end(&mut self) -> Reply<'_, ()> {
        Box::pin(self.0.end())
    }
}

async fn join(endpoint: Endpoint, client: &mut dyn Describe) -> anyhow::Result<Box<dyn Session>> {
    Ok(Box::new(client::Session::join_as(endpoint, client).await?))
}

impl Session for client::Session {
    fn leave(self: Box<Self>) -> Reply<'static, ()> {
        Box::pin(client::Session::leave(*self))
    }
}
