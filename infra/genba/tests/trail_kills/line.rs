//! A connection that is kept, to a server that may be gone at any moment.

use std::{net::SocketAddr, time::Duration};

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response, StatusCode,
    body::Bytes,
    client::conn::http1::{self, SendRequest},
};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use serde_json::Value;
use tokio::{net::TcpStream, sync::watch};
use tokio_rustls::TlsConnector;

/// Whoever waits longer counts the request as unanswered.
const PATIENCE: Duration = Duration::from_secs(20);

/// What was answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub body: Value,
}

impl Answer {
    /// The server says that it is done.
    pub fn is_done(&self) -> bool {
        self.status.is_success()
    }

    /// The server says that it could not, and nothing of what it may have done.
    pub fn is_fault(&self) -> bool {
        self.status.is_server_error()
    }

    pub fn word(&self, name: &str) -> String {
        self.body[name].as_str().unwrap_or_default().to_owned()
    }
}

/// One request that can be sent again as it is.
#[derive(Clone, Debug)]
pub struct Ask {
    pub method: &'static str,
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Ask {
    pub fn json(method: &'static str, path: impl Into<String>, body: &Value) -> Self {
        Self {
            method,
            path: path.into(),
            headers: vec![("content-type", "application/json".to_owned())],
            body: body.to_string().into_bytes(),
        }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

pub struct Line {
    tls: TlsConnector,
    /// Where the server listens, while it runs.
    port: watch::Receiver<Option<u16>>,
    open: Option<(u16, SendRequest<Full<Bytes>>)>,
}

impl Line {
    pub fn new(tls: TlsConnector, port: watch::Receiver<Option<u16>>) -> Self {
        Self {
            tls,
            port,
            open: None,
        }
    }

    /// Asks once the server runs. Nothing where the answer did not come.
    pub async fn ask(&mut self, ask: &Ask) -> Option<Answer> {
        let port = self.port.wait_for(Option::is_some).await.ok()?.unwrap();
        if self.open.as_ref().is_none_or(|(to, _)| *to != port) {
            self.open = connect(&self.tls, port).await.map(|sender| (port, sender));
        }
        let (_, sender) = self.open.as_mut()?;
        let answered = tokio::time::timeout(PATIENCE, answer(sender, port, ask)).await;
        let answered = answered.ok().flatten();
        if answered.is_none() {
            self.open = None;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        answered
    }
}

async fn connect(tls: &TlsConnector, port: u16) -> Option<SendRequest<Full<Bytes>>> {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let tcp = TcpStream::connect(address).await.ok()?;
    let name = ServerName::try_from("localhost").ok()?;
    let tls = tls.connect(name, tcp).await.ok()?;
    let (sender, connection) = http1::handshake(TokioIo::new(tls)).await.ok()?;
    tokio::spawn(connection);
    Some(sender)
}

async fn answer(sender: &mut SendRequest<Full<Bytes>>, port: u16, ask: &Ask) -> Option<Answer> {
    sender.ready().await.ok()?;
    let mut request = Request::builder()
        .method(ask.method)
        .uri(&ask.path)
        .header("host", format!("localhost:{port}"));
    for (name, value) in &ask.headers {
        request = request.header(*name, value);
    }
    let body = Full::new(Bytes::from(ask.body.clone()));
    let response: Response<_> = sender.send_request(request.body(body).ok()?).await.ok()?;
    let (parts, body) = response.into_parts();
    // What breaks off before its end is no answer.
    let body = body.collect().await.ok()?.to_bytes();
    Some(Answer {
        status: parts.status,
        body: serde_json::from_slice(&body).unwrap_or(Value::Null),
    })
}
