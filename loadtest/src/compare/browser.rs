//! A real Chromium as publisher. Its page asks us for everything, so that it can publish to any
//! target: it offers, we carry the offer to the target and the answer back.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context as _, bail};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

use crate::{
    describe::Describe,
    limits,
    target::{Room, Session},
};

const PAGE: &str = include_str!("browser.html");

/// Ends with the value.
pub struct Browser {
    child: Child,
    profile: PathBuf,
}

/// The page's offer and what became of it.
struct Carried {
    offer: String,
    answer: Option<String>,
}

impl Browser {
    /// Publishes the film into the room; it connects by itself.
    pub async fn publish(
        film: &Path,
        room: &mut dyn Room,
    ) -> anyhow::Result<(Self, Box<dyn Session>)> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let browser = Self::start(film, listener.local_addr()?.port())?;
        let offered = tokio::time::timeout(limits::BROWSER_START_WAIT, offer(&listener));
        let (mut page, offer) = offered.await.context("Chromium makes no offer")??;
        let mut carried = Carried {
            offer,
            answer: None,
        };
        let session = room.publish(&mut carried).await?;
        let answer = carried.answer.context("the server gave no answer")?;
        respond(&mut page, "application/sdp", &answer).await?;
        Ok((browser, session))
    }

    fn start(film: &Path, port: u16) -> anyhow::Result<Self> {
        let profile = std::env::temp_dir().join(format!("genba-browser-{}", std::process::id()));
        let child = Command::new("chromium")
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
            ])
            .arg(format!("--user-data-dir={}", profile.display()))
            .args([
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
            ])
            .arg(format!(
                "--use-file-for-fake-video-capture={}",
                film.display()
            ))
            .arg(format!("http://127.0.0.1:{port}/"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start chromium (Debian package chromium)")?;
        Ok(Self { child, profile })
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

impl Describe for Carried {
    fn offer(&mut self) -> anyhow::Result<String> {
        Ok(self.offer.clone())
    }

    fn take_answer(&mut self, answer: &str) -> anyhow::Result<()> {
        self.answer = Some(answer.to_owned());
        Ok(())
    }

    fn answer(&mut self, _offer: &str) -> anyhow::Result<String> {
        bail!("a publisher offers itself")
    }
}

/// Serves the page until it posts its offer.
async fn offer(listener: &TcpListener) -> anyhow::Result<(TcpStream, String)> {
    loop {
        let (mut stream, _) = listener.accept().await?;
        let (line, body) = request(&mut stream).await?;
        if line.starts_with("POST /offer ") {
            return Ok((stream, body));
        }
        respond(&mut stream, "text/html", PAGE).await?;
    }
}

/// Request line and body of one HTTP/1.1 request of our own page.
async fn request(stream: &mut TcpStream) -> anyhow::Result<(String, String)> {
    let mut input = BufReader::new(stream.take(limits::BROWSER_REQUEST_BYTES_MAX));
    let (mut first, mut length) = (String::new(), 0);
    input.read_line(&mut first).await?;
    loop {
        let mut line = String::new();
        input.read_line(&mut line).await?;
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse()?;
        }
    }
    let mut body = String::new();
    input.take(length).read_to_string(&mut body).await?;
    Ok((first, body))
}

async fn respond(stream: &mut TcpStream, kind: &str, body: &str) -> anyhow::Result<()> {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all((head + body).as_bytes()).await?;
    stream.shutdown().await?;
    Ok(())
}
