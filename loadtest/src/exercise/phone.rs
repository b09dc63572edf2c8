//! A caller's phone: opens a link, starts, speaks over its socket, sends a picture.

use anyhow::{Context as _, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use http::{HeaderName, Method, header};
use protocol::{
    caller::{Consents, FromCaller, Open, Opened, Start, Started, ToCaller},
    report::Phone as PhoneKind,
    text::Language,
};
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};

use super::links::Link;
use crate::{
    access::{Device, jpeg},
    http::{Connection, Origin, Trust},
    limits,
};

/// A picture as a phone's camera takes it at first.
const PICTURE_BYTES: usize = 60_000;

pub struct Phone {
    link: Link,
    origin: Origin,
    trust: Trust,
    device: Device,
    opened: Option<Opened>,
    session: Option<String>,
    socket: Option<WebSocketStream<TlsStream<TcpStream>>>,
}

impl Phone {
    pub fn new(link: Link, trust: Trust) -> anyhow::Result<Self> {
        let (origin, _) = Origin::split(&link.page, None)?;
        Ok(Self {
            link,
            origin,
            trust,
            device: Device::new()?,
            opened: None,
            session: None,
            socket: None,
        })
    }

    /// Opens the page; a link that is no exercise is left alone from here on.
    pub async fn open(&mut self) -> anyhow::Result<()> {
        let open = Open {
            token: self.link.token.clone(),
            phone: PhoneKind {
                platform: "Android".to_owned(),
                browser: "exercise".to_owned(),
                language: Language::Ja,
            },
            obstacle: None,
        };
        let path = "/api/v1/caller/open";
        let (opened, _): (Opened, _) = self.connection().post(path, &[], &open).await?;
        if opened.exercise.is_none() {
            bail!("this link is no exercise; nobody plays with it");
        }
        self.opened = Some(opened);
        Ok(())
    }

    pub async fn start(&mut self) -> anyhow::Result<()> {
        let opened = self.opened.as_ref().context("not opened")?;
        let start = Start {
            token: self.link.token.clone(),
            consents: Consents {
                copyright: true,
                location: true,
                privacy: true,
                charges: true,
            },
            language: opened.consents.language,
            text_version: opened.consents.version.clone(),
            access_code: None,
            device: Some(self.device.prove(&opened.challenge)?),
        };
        let path = "/api/v1/caller/start";
        let (started, _): (Started, _) = self.connection().post(path, &[], &start).await?;
        self.session = Some(started.session_token);
        Ok(())
    }

    pub async fn connect(&mut self) -> anyhow::Result<()> {
        let tcp = TcpStream::connect(self.origin.address().await?).await?;
        let name = ServerName::try_from(self.origin.host.clone())?;
        let tls = TlsConnector::from(self.trust.0.clone())
            .connect(name, tcp)
            .await?;
        let url = format!("wss://{}/api/v1/caller/socket", self.origin.authority());
        let shaken = client_async(url.into_client_request()?, tls);
        let (socket, _) = tokio::time::timeout(limits::HTTP_TIMEOUT, shaken).await??;
        self.socket = Some(socket);
        let session_token = self.session.clone().context("not started")?;
        self.say(&FromCaller::Hello { session_token }).await
    }

    pub fn vanish(&mut self) {
        self.socket = None;
    }

    pub async fn say(&mut self, message: &FromCaller) -> anyhow::Result<()> {
        let socket = self.socket.as_mut().context("not connected")?;
        let text = serde_json::to_string(message)?;
        Ok(socket.send(Message::text(text)).await?)
    }

    /// What the police say next; nothing once the socket is closed.
    pub async fn hear(&mut self) -> Option<ToCaller> {
        let socket = self.socket.as_mut()?;
        loop {
            if let Message::Text(text) = socket.next().await?.ok()? {
                return serde_json::from_str(&text).ok();
            }
        }
    }

    /// The first picture, as the page sends it before there is video.
    pub async fn film(&mut self) -> anyhow::Result<()> {
        self.say(&FromCaller::Permitted).await?;
        let picture = tokio::task::spawn_blocking(|| jpeg(PICTURE_BYTES)).await??;
        let session = self.session.clone().context("not started")?;
        let headers = [
            (header::AUTHORIZATION, format!("Bearer {session}")),
            (header::CONTENT_TYPE, "image/jpeg".to_owned()),
            (
                HeaderName::from_static("x-genba-kind"),
                "first_picture".to_owned(),
            ),
        ];
        let path = "/api/v1/caller/stills";
        let sent = self
            .connection()
            .request(Method::POST, path, &headers, picture)
            .await?;
        sent.accepted(path).map(drop)
    }

    fn connection(&self) -> Connection {
        Connection::new(self.origin.clone(), self.trust.clone())
    }
}
