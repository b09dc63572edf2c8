//! Requests that drip, a byte a second: half of them never finish their head, half their body.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use rustls::pki_types::ServerName;
use serde::Serialize;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
};
use tokio_rustls::TlsConnector;

use super::stage::Stage;

const DRIP: Duration = Duration::from_secs(1);
/// Beyond every goal.
const PATIENCE: Duration = Duration::from_secs(40);
const OPENED_AT_ONCE: usize = 50;

/// How long the server bore it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Slow {
    pub opened: usize,
    pub still_open: usize,
    pub longest_s: f64,
}

pub struct Drips(JoinSet<anyhow::Result<Option<Duration>>>);

impl Drips {
    /// Returns when all are connected and drip.
    pub async fn start(stage: &Arc<Stage>, count: u32) -> anyhow::Result<Self> {
        let mut drips = JoinSet::new();
        let mut streams = Vec::new();
        let numbers: Vec<u32> = (0..count).collect();
        for some in numbers.chunks(OPENED_AT_ONCE) {
            let opening = some.iter().map(|_| connect(stage));
            for stream in futures_util::future::join_all(opening).await {
                streams.push(stream.context("opening a connection to drip on")?);
            }
        }
        for (number, stream) in (0..).zip(streams) {
            let token = stage.token()?;
            let head = head(&stage.origin.authority(), &token, number % 2 == 0);
            drips.spawn(drip(stream, head));
        }
        Ok(Self(drips))
    }

    /// Waits until the server has had enough of every one of them.
    pub async fn finish(self) -> Slow {
        let mut slow = Slow::default();
        for borne in self.0.join_all().await {
            slow.opened += 1;
            match borne {
                Ok(Some(time)) => slow.longest_s = slow.longest_s.max(time.as_secs_f64()),
                Ok(None) => slow.still_open += 1,
                // A reset is an end like another, of unknown length.
                Err(_) => {}
            }
        }
        if slow.still_open > 0 {
            slow.longest_s = slow.longest_s.max(PATIENCE.as_secs_f64());
        }
        slow
    }
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

async fn connect(stage: &Stage) -> anyhow::Result<Box<dyn Stream>> {
    let tcp = TcpStream::connect(stage.origin.address().await?).await?;
    if !stage.origin.https {
        return Ok(Box::new(tcp));
    }
    let name = ServerName::try_from(stage.origin.host.clone())?;
    let tls = TlsConnector::from(stage.trust.0.clone());
    Ok(Box::new(tls.connect(name, tcp).await?))
}

/// Of a request whose head goes on for ever, or whose body does.
fn head(authority: &str, token: &str, whole: bool) -> String {
    let mut head = format!("POST /media/whip HTTP/1.1\r\nhost: {authority}\r\n");
    if whole {
        head += &format!(
            "authorization: Bearer {token}\r\ncontent-type: application/sdp\r\ncontent-length: 5000\r\n\r\n"
        );
    } else {
        head += "x-drip: ";
    }
    head
}

/// From the head to the server's closing; nothing when it never does.
async fn drip(mut stream: Box<dyn Stream>, head: String) -> anyhow::Result<Option<Duration>> {
    let start = Instant::now();
    stream.write_all(head.as_bytes()).await?;
    stream.flush().await?;
    let mut answer = [0; 4096];
    while start.elapsed() < PATIENCE {
        match tokio::time::timeout(DRIP, stream.read(&mut answer)).await {
            // Closed, or reset with bytes of ours unread.
            Ok(Ok(0) | Err(_)) => return Ok(Some(start.elapsed())),
            // An answer; the end of the connection follows.
            Ok(Ok(_)) => {}
            Err(_) => {
                if stream.write_all(b"v").await.is_err() || stream.flush().await.is_err() {
                    return Ok(Some(start.elapsed()));
                }
            }
        }
    }
    Ok(None)
}
