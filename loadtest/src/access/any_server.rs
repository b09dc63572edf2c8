//! Any WHIP and WHEP server.

use crate::{
    client::Endpoint,
    http::{Connection, Origin, Trust},
    scenario::WhipTarget,
};

pub struct AnyServer {
    target: WhipTarget,
    trust: Trust,
}

pub struct AnyRoom {
    whip: (Origin, String),
    whep: (Origin, String),
    token: String,
    trust: Trust,
}

impl AnyServer {
    pub fn new(target: &WhipTarget, trust: Trust) -> Self {
        Self {
            target: target.clone(),
            trust,
        }
    }

    pub fn room(&self, number: u32) -> anyhow::Result<AnyRoom> {
        let split = |url: &str| {
            let url = url.replace("{room}", &number.to_string());
            Origin::split(&url, self.target.connect)
        };
        Ok(AnyRoom {
            whip: split(&self.target.whip_url)?,
            whep: split(&self.target.whep_url)?,
            token: self.target.token.clone().unwrap_or_default(),
            trust: self.trust.clone(),
        })
    }
}

impl AnyRoom {
    pub async fn publish(&self) -> anyhow::Result<Endpoint> {
        self.endpoint(&self.whip).await
    }

    pub async fn view(&self) -> anyhow::Result<Endpoint> {
        self.endpoint(&self.whep).await
    }

    async fn endpoint(&self, (origin, path): &(Origin, String)) -> anyhow::Result<Endpoint> {
        let mut connection = Connection::new(origin.clone(), self.trust.clone());
        connection.warm_up().await?;
        Ok(Endpoint {
            connection,
            path: path.clone(),
            token: self.token.clone(),
        })
    }
}
