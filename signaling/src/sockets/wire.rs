//! What both kinds of socket share: sending in time, noticing a dead peer.
//! Sockets of foreign pages are refused by `admin::origin::guard`, which stands around all routes.

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use serde::Serialize;
use tokio::time::{Instant, Interval, MissedTickBehavior};

use crate::limits::{
    SOCKET_FAREWELL_WAIT, SOCKET_PING_EVERY, SOCKET_SEND_WAIT, SOCKET_SILENCE_MAX,
};

/// RFC 6455 §7.4.1.
pub const NORMAL: u16 = 1000;
pub const POLICY: u16 = 1008;
/// IANA: try again later.
pub const TRY_LATER: u16 = 1013;

/// The peer is gone or does not take what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

pub async fn send(socket: &mut WebSocket, message: &impl Serialize) -> Result<(), Gone> {
    let text = serde_json::to_string(message).map_err(|_| Gone)?;
    send_text(socket, text.into()).await
}

pub async fn send_text(socket: &mut WebSocket, text: Utf8Bytes) -> Result<(), Gone> {
    send_frame(socket, Message::Text(text)).await
}

/// Closes and waits a moment for the peer to do so: leaving at once with something unread would
/// take back the last words that are still on their way.
pub async fn close(socket: &mut WebSocket, code: u16) {
    let frame = CloseFrame {
        code,
        reason: Utf8Bytes::default(),
    };
    if send_frame(socket, Message::Close(Some(frame)))
        .await
        .is_err()
    {
        return;
    }
    let farewell = async { while let Some(Ok(_)) = socket.recv().await {} };
    let _ = tokio::time::timeout(SOCKET_FAREWELL_WAIT, farewell).await;
}

async fn send_frame(socket: &mut WebSocket, message: Message) -> Result<(), Gone> {
    match tokio::time::timeout(SOCKET_SEND_WAIT, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Gone),
    }
}

/// Pings and the time since the peer was heard.
pub struct Pulse {
    every: Interval,
    heard: Instant,
}

impl Pulse {
    pub fn new() -> Self {
        let mut every = tokio::time::interval(SOCKET_PING_EVERY);
        every.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            every,
            heard: Instant::now(),
        }
    }

    pub fn heard(&mut self) {
        self.heard = Instant::now();
    }

    pub async fn tick(&mut self) {
        self.every.tick().await;
    }

    pub async fn ping(&self, socket: &mut WebSocket) -> Result<(), Gone> {
        if self.heard.elapsed() > SOCKET_SILENCE_MAX {
            return Err(Gone);
        }
        send_frame(socket, Message::Ping(bytes::Bytes::new())).await
    }
}
