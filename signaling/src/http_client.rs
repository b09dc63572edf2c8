//! One request to another service: HTTP/1.1, over TLS or not. What is known of a request that failed
//! is whether it can have reached the service.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use http::{Request, StatusCode, Uri, header, uri::Scheme};
use http_body_util::{BodyExt, Full, Limited};
use hyper::{body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;

use crate::limits::ANSWER_BYTES_MAX;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpFault {
    /// The request never left.
    #[error("not connected: {0}")]
    NotConnected(String),
    /// The request may have been read and done.
    #[error("no whole answer: {0}")]
    NoAnswer(String),
}

/// Where requests go.
#[derive(Clone)]
pub struct Service {
    url: Uri,
    host: String,
    port: u16,
    tls: Option<TlsConnector>,
}

/// How long each half of a request may take.
#[derive(Clone, Copy)]
pub struct Waits {
    pub connect: Duration,
    pub answer: Duration,
}

/// Trust in the public authorities, and in one of our own.
pub fn trust(authority: Option<&[u8]>) -> anyhow::Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(pem) = authority {
        let mut any = false;
        for certificate in CertificateDer::pem_slice_iter(pem) {
            roots.add(certificate.context("the authority's PEM")?)?;
            any = true;
        }
        anyhow::ensure!(any, "the authority's file holds no certificate");
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

impl Service {
    /// A URL without user or password: neither may stand in one.
    pub fn new(url: &str, authority: Option<&[u8]>) -> anyhow::Result<Self> {
        let url: Uri = url.parse().with_context(|| format!("{url} is no URL"))?;
        let place = url.authority().context("the URL names no host")?;
        anyhow::ensure!(!place.as_str().contains('@'), "no login stands in a URL");
        let is_tls = match url.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => anyhow::bail!("{url} begins with http:// or https://"),
        };
        let tls = if is_tls {
            Some(TlsConnector::from(Arc::new(trust(authority)?)))
        } else {
            None
        };
        Ok(Self {
            host: place.host().trim_matches(['[', ']']).to_owned(),
            port: place.port_u16().unwrap_or(if is_tls { 443 } else { 80 }),
            url,
            tls,
        })
    }

    pub fn host(&self) -> &str {
        &self.host
    }

    pub fn is_tls(&self) -> bool {
        self.tls.is_some()
    }

    /// A request to the URL, with its `Host`.
    pub fn post(&self) -> http::request::Builder {
        let path = self.url.path_and_query().map_or("/", |path| path.as_str());
        let host = self.url.authority().map_or("", |place| place.as_str());
        Request::post(path).header(header::HOST, host)
    }

    /// Sends one request over a connection of its own and reads the answer, up to its bound.
    pub async fn send(
        &self,
        request: Request<Full<Bytes>>,
        waits: Waits,
    ) -> Result<(StatusCode, Bytes), HttpFault> {
        let not_connected =
            |cause: &dyn std::fmt::Display| HttpFault::NotConnected(cause.to_string());
        let connecting = timeout(waits.connect, TcpStream::connect((&*self.host, self.port)));
        let tcp = connecting.await.map_err(|cause| not_connected(&cause))?;
        let tcp = tcp.map_err(|cause| not_connected(&cause))?;
        let Some(tls) = &self.tls else {
            return exchange(tcp, request, waits.answer).await;
        };
        let name =
            ServerName::try_from(self.host.clone()).map_err(|cause| not_connected(&cause))?;
        let shaking = timeout(waits.connect, tls.connect(name, tcp));
        let stream = shaking.await.map_err(|cause| not_connected(&cause))?;
        let stream = stream.map_err(|cause| not_connected(&cause))?;
        exchange(stream, request, waits.answer).await
    }
}

async fn exchange<S>(
    stream: S,
    request: Request<Full<Bytes>>,
    wait: Duration,
) -> Result<(StatusCode, Bytes), HttpFault>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let asked = async {
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let connection = tokio::spawn(connection);
        let answer = sender.send_request(request).await;
        let answer = async {
            let (parts, body) = answer?.into_parts();
            let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await;
            let body = body.map_err(|cause| anyhow::anyhow!("{cause}"))?;
            Ok::<_, anyhow::Error>((parts.status, body.to_bytes()))
        };
        let answer = answer.await;
        connection.abort();
        answer
    };
    match timeout(wait, asked).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(broken)) => Err(HttpFault::NoAnswer(broken.to_string())),
        Err(late) => Err(HttpFault::NoAnswer(late.to_string())),
    }
}
