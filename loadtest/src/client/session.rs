//! WHIP (RFC 9725) and WHEP as a client speaks them: offer by POST, leave by DELETE.

use anyhow::{Context as _, ensure};
use bytes::Bytes;
use http::{Method, StatusCode, header};

use crate::{describe::Describe, http::Connection};

/// Where to post an offer, with which right, over which connection.
pub struct Endpoint {
    pub connection: Connection,
    pub path: String,
    pub token: String,
}

/// A session on the server; `leave` ends it.
pub struct Session {
    connection: Connection,
    path: String,
    token: String,
}

impl Session {
    /// One offer, one answer, for a client that describes itself.
    pub async fn join_as(endpoint: Endpoint, client: &mut dyn Describe) -> anyhow::Result<Self> {
        let (session, answer) = Self::join(endpoint, client.offer()?).await?;
        client.take_answer(&answer)?;
        Ok(session)
    }

    /// The session to leave later with the answer (SDP).
    pub async fn join(endpoint: Endpoint, offer: String) -> anyhow::Result<(Self, String)> {
        let Endpoint {
            mut connection,
            path,
            token,
        } = endpoint;
        let origin = connection.origin().clone();
        let headers = [
            bearer(&token),
            (header::CONTENT_TYPE, "application/sdp".to_owned()),
        ];
        let body = Bytes::from(offer);
        let answer = connection
            .request(Method::POST, &path, &headers, body)
            .await?
            .accepted(&path)?;
        ensure!(
            answer.status == StatusCode::CREATED,
            "{path} answered {}",
            answer.status
        );
        let location = answer
            .header(header::LOCATION)
            .context("the answer has no Location")?;
        let (session_origin, session_path) = origin.resolve(location)?;
        ensure!(
            session_origin == origin,
            "the session is on another server: {location}"
        );
        let sdp = std::str::from_utf8(&answer.body).context("the answer is no text")?;
        Ok((
            Self {
                connection,
                path: session_path,
                token,
            },
            sdp.to_owned(),
        ))
    }

    pub async fn leave(mut self) -> anyhow::Result<()> {
        let headers = [bearer(&self.token)];
        let answer = self
            .connection
            .request(Method::DELETE, &self.path, &headers, Bytes::new())
            .await?;
        answer.accepted("leaving").map(drop)
    }
}

fn bearer(token: &str) -> (header::HeaderName, String) {
    (header::AUTHORIZATION, format!("Bearer {token}"))
}
