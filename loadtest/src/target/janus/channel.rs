//! Requests and replies of the Janus API over one WebSocket.

use std::{collections::HashMap, time::Duration};

use anyhow::{Context as _, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{
    net::TcpStream,
    sync::{mpsc, oneshot},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest as _, http::HeaderValue},
};

use crate::limits;

/// Janus ends sessions that are silent for 60 s.
const KEEP_ALIVE: Duration = Duration::from_secs(25);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

struct Request {
    message: Value,
    reply: oneshot::Sender<Value>,
}

/// The socket itself belongs to a task, which ends with the last channel.
#[derive(Clone)]
pub struct Channel {
    requests: mpsc::Sender<Request>,
}

impl Channel {
    pub async fn open(url: &str) -> anyhow::Result<Self> {
        let mut request = url.into_client_request()?;
        request.headers_mut().insert(
            "sec-websocket-protocol",
            HeaderValue::from_static("janus-protocol"),
        );
        let (socket, _) = tokio::time::timeout(limits::HTTP_TIMEOUT, connect_async(request))
            .await
            .with_context(|| format!("{url} does not answer"))?
            .with_context(|| format!("cannot connect to {url}"))?;
        let (requests, received) = mpsc::channel(limits::JANUS_REQUESTS_WAITING_MAX);
        tokio::spawn(serve(socket, received));
        Ok(Self { requests })
    }

    /// The reply proper; Janus acknowledges some requests first.
    pub async fn request(&self, message: Value) -> anyhow::Result<Value> {
        let (reply, replied) = oneshot::channel();
        let what = message["janus"].to_string();
        self.requests
            .send(Request { message, reply })
            .await
            .ok()
            .context("Janus closed the connection")?;
        let reply = tokio::time::timeout(limits::HTTP_TIMEOUT, replied)
            .await
            .with_context(|| format!("Janus does not answer {what}"))?
            .context("Janus closed the connection")?;
        if reply["janus"] == "error" {
            bail!("Janus refused {what}: {}", reply["error"]["reason"]);
        }
        Ok(reply)
    }

    /// Until the channel is dropped.
    pub fn keep_alive(&self, session: u64) {
        let requests = self.requests.downgrade();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(KEEP_ALIVE).await;
                let Some(requests) = requests.upgrade() else {
                    return;
                };
                let message = json!({"janus": "keepalive", "session_id": session});
                // Its acknowledgement is of no interest.
                let (reply, _) = oneshot::channel();
                if requests.send(Request { message, reply }).await.is_err() {
                    return;
                }
            }
        });
    }
}

async fn serve(mut socket: Socket, mut requests: mpsc::Receiver<Request>) {
    let mut waiting: HashMap<String, oneshot::Sender<Value>> = HashMap::new();
    let mut number = 0_u64;
    loop {
        tokio::select! {
            request = requests.recv() => {
                let Some(Request { mut message, reply }) = request else {
                    let _ = socket.close(None).await;
                    return;
                };
                number += 1;
                let transaction = number.to_string();
                message["transaction"] = Value::from(transaction.clone());
                waiting.retain(|_, reply| !reply.is_closed());
                waiting.insert(transaction, reply);
                if socket.send(Message::text(message.to_string())).await.is_err() {
                    return;
                }
            }
            arrived = socket.next() => {
                let Some(Ok(arrived)) = arrived else {
                    return;
                };
                let Message::Text(text) = arrived else {
                    continue;
                };
                if let Ok(reply) = serde_json::from_str(&text) {
                    hand_over(reply, &mut waiting);
                }
            }
        }
    }
}

fn hand_over(reply: Value, waiting: &mut HashMap<String, oneshot::Sender<Value>>) {
    if reply["janus"] == "ack" {
        return;
    }
    let asker = reply["transaction"]
        .as_str()
        .and_then(|name| waiting.remove(name));
    if let Some(asker) = asker {
        let _ = asker.send(reply);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acknowledgement_is_not_yet_the_reply() {
        let mut waiting = HashMap::new();
        let (reply, mut replied) = oneshot::channel();
        waiting.insert("7".to_owned(), reply);
        hand_over(json!({"janus": "ack", "transaction": "7"}), &mut waiting);
        hand_over(json!({"janus": "event", "transaction": "8"}), &mut waiting);
        hand_over(json!({"janus": "webrtcup"}), &mut waiting);
        assert!(replied.try_recv().is_err());
        hand_over(json!({"janus": "event", "transaction": "7"}), &mut waiting);
        assert_eq!(replied.try_recv().unwrap()["janus"], "event");
    }
}
