//! One connection, opened when first needed and again when the server has closed it.

use std::time::Duration;

use anyhow::{Context as _, bail};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use protocol::refusal::Problem;
use rustls::pki_types::ServerName;
use serde::{Serialize, de::DeserializeOwned};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::{Origin, Trust};
use crate::limits;

pub struct Connection {
    origin: Origin,
    trust: Trust,
    sender: Option<SendRequest<Full<Bytes>>>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Connection {
    pub fn new(origin: Origin, trust: Trust) -> Self {
        Self {
            origin,
            trust,
            sender: None,
        }
    }

    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// A JSON body there and a JSON answer back; any refusal is an error in its own words.
    pub async fn post<T: DeserializeOwned>(
        &mut self,
        path: &str,
        headers: &[(header::HeaderName, String)],
        body: &impl Serialize,
    ) -> anyhow::Result<(T, HeaderMap)> {
        let mut headers = headers.to_vec();
        headers.push((header::CONTENT_TYPE, "application/json".to_owned()));
        let body = serde_json::to_vec(body)?.into();
        let answer = self
            .request(Method::POST, path, &headers, body)
            .await?
            .accepted(path)?;
        Ok((answer.json(path)?, answer.headers))
    }

    pub async fn get<T: DeserializeOwned>(&mut self, path: &str) -> anyhow::Result<T> {
        let answer = self.request(Method::GET, path, &[], Bytes::new()).await?;
        answer.accepted(path)?.json(path)
    }

    pub async fn request(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(header::HeaderName, String)],
        body: Bytes,
    ) -> anyhow::Result<Answer> {
        let what = format!("{method} {path}");
        // A server may close a quiet connection at the very moment it is used again; what may be
        // repeated is tried once more on a new one (RFC 9110, 9.2.2).
        let again = method.is_idempotent() && self.is_open();
        let first = self.within_time(&method, path, headers, &body).await;
        match first {
            Err(_) if again => {
                self.sender = None;
                self.within_time(&method, path, headers, &body).await
            }
            first => first,
        }
        .with_context(|| format!("{what} failed"))
    }

    async fn within_time(
        &mut self,
        method: &Method,
        path: &str,
        headers: &[(header::HeaderName, String)],
        body: &Bytes,
    ) -> anyhow::Result<Answer> {
        let exchange = self.exchange(method.clone(), path, headers, body.clone());
        tokio::time::timeout(limits::HTTP_TIMEOUT, exchange)
            .await
            .unwrap_or_else(|_| Err(too_slow(limits::HTTP_TIMEOUT)))
    }

    fn is_open(&self) -> bool {
        self.sender.as_ref().is_some_and(SendRequest::is_ready)
    }

    /// Opens the connection ahead of a measured request, as a page that is open has done.
    pub async fn warm_up(&mut self) -> anyhow::Result<()> {
        if !self.is_open() {
            let opened = tokio::time::timeout(limits::HTTP_TIMEOUT, self.open()).await;
            self.sender = Some(opened.unwrap_or_else(|_| Err(too_slow(limits::HTTP_TIMEOUT)))?);
        }
        Ok(())
    }

    async fn exchange(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(header::HeaderName, String)],
        body: Bytes,
    ) -> anyhow::Result<Answer> {
        self.warm_up().await?;
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, self.origin.authority());
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let request = request.body(Full::new(body))?;
        let sender = self.sender.as_mut().context("not connected")?;
        let (head, body) = sender.send_request(request).await?.into_parts();
        let body = Limited::new(body, limits::HTTP_ANSWER_BYTES_MAX);
        let body = body
            .collect()
            .await
            .map_err(|error| anyhow::anyhow!(error))?
            .to_bytes();
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body,
        })
    }

    async fn open(&self) -> anyhow::Result<SendRequest<Full<Bytes>>> {
        let address = self.origin.address().await?;
        let tcp = TcpStream::connect(address)
            .await
            .with_context(|| format!("cannot connect to {address}"))?;
        tcp.set_nodelay(true)?;
        if !self.origin.https {
            return speak(tcp).await;
        }
        let name = ServerName::try_from(self.origin.host.clone())?;
        let tls = TlsConnector::from(self.trust.0.clone())
            .connect(name, tcp)
            .await;
        speak(tls.context("the server's certificate or TLS was not accepted (is --ca right?)")?)
            .await
    }
}

async fn speak<S>(stream: S) -> anyhow::Result<SendRequest<Full<Bytes>>>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // Ends by itself when the sender is dropped or the server closes.
    tokio::spawn(connection);
    Ok(sender)
}

fn too_slow(after: Duration) -> anyhow::Error {
    anyhow::anyhow!("no answer within {} s", after.as_secs())
}

impl Answer {
    /// The answer itself, unless it is a refusal.
    pub fn accepted(self, path: &str) -> anyhow::Result<Self> {
        if self.status.is_success() {
            return Ok(self);
        }
        match serde_json::from_slice::<Problem>(&self.body) {
            Ok(Problem {
                code, message_en, ..
            }) => {
                bail!(
                    "{path} was refused: {} {code}: {message_en}",
                    self.status.as_u16()
                )
            }
            Err(_) => bail!("{path} was answered {}", self.status),
        }
    }

    fn json<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        serde_json::from_slice(&self.body)
            .with_context(|| format!("{path} answered unexpected JSON"))
    }

    pub fn header(&self, name: header::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
