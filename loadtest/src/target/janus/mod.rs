//! Janus with its VideoRoom plugin over WebSocket. Publishers offer to it, it offers to viewers.

mod channel;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use self::channel::Channel;
use super::{Reply, Room, Session, Target};
use crate::describe::Describe;

const PLUGIN: &str = "janus.plugin.videoroom";

/// One Janus session; everybody in it has a handle of their own.
pub struct Janus {
    line: Arc<Line>,
    /// Room numbers begin here, so that runs do not meet in one room.
    first_room: u64,
}

/// A session's way to the server.
struct Line {
    channel: Channel,
    session: u64,
}

impl Janus {
    /// `url` is that of Janus's WebSocket transport, `ws://HOST:8188/`.
    pub async fn connect(url: &str) -> anyhow::Result<Self> {
        static RUNS: AtomicU64 = AtomicU64::new(1);
        let channel = Channel::open(url).await?;
        let created = channel.request(json!({"janus": "create"})).await?;
        let session = id_of(&created)?;
        channel.keep_alive(session);
        Ok(Self {
            line: Arc::new(Line { channel, session }),
            first_room: RUNS.fetch_add(1, Ordering::Relaxed) * 1_000_000,
        })
    }
}

impl Target for Janus {
    fn room(&self, number: u32) -> Reply<'_, Box<dyn Room>> {
        Box::pin(async move {
            let handle = Handle::attach(self.line.clone()).await?;
            let room = self.first_room + u64::from(number);
            // Everything else is Janus's own default for a video room.
            let body = json!({
                "request": "create", "room": room, "publishers": 1, "videocodec": "vp8",
            });
            handle.message(body, None).await?;
            Ok(Box::new(JanusRoom {
                handle,
                room,
                feed: None,
            }) as Box<dyn Room>)
        })
    }
}

struct JanusRoom {
    /// The one that made the room and takes it down.
    handle: Handle,
    room: u64,
    feed: Option<u64>,
}

impl Room for JanusRoom {
    fn publish<'a>(&'a mut self, client: &'a mut dyn Describe) -> Reply<'a, Box<dyn Session>> {
        Box::pin(async move {
            let handle = Handle::attach(self.handle.line.clone()).await?;
            let body = json!({
                "request": "joinandconfigure", "room": self.room, "ptype": "publisher",
            });
            let jsep = json!({"type": "offer", "sdp": client.offer()?});
            let answered = handle.message(body, Some(jsep)).await?;
            let feed = &answered["plugindata"]["data"]["id"];
            self.feed = Some(feed.as_u64().context("Janus named no feed")?);
            client.take_answer(sdp_of(&answered)?)?;
            Ok(Box::new(handle) as Box<dyn Session>)
        })
    }

    fn view<'a>(
        &'a mut self,
        _viewer: u32,
        client: &'a mut dyn Describe,
    ) -> Reply<'a, Box<dyn Session>> {
        Box::pin(async move {
            let feed = self
                .feed
                .context("in a Janus room viewers come after the publisher")?;
            let handle = Handle::attach(self.handle.line.clone()).await?;
            let body = json!({
                "request": "join", "room": self.room, "ptype": "subscriber",
                "streams": [{"feed": feed}],
            });
            let offered = handle.message(body, None).await?;
            let answer = client.answer(sdp_of(&offered)?)?;
            let jsep = json!({"type": "answer", "sdp": answer});
            handle
                .message(json!({"request": "start"}), Some(jsep))
                .await?;
            Ok(Box::new(handle) as Box<dyn Session>)
        })
    }

    fn end(&mut self) -> Reply<'_, ()> {
        Box::pin(async move {
            let body = json!({"request": "destroy", "room": self.room});
            self.handle.message(body, None).await.map(drop)
        })
    }
}

/// One participant's attachment to the plugin.
struct Handle {
    line: Arc<Line>,
    id: u64,
}

impl Handle {
    async fn attach(line: Arc<Line>) -> anyhow::Result<Self> {
        let request = json!({"janus": "attach", "session_id": line.session, "plugin": PLUGIN});
        let attached = line.channel.request(request).await?;
        let id = id_of(&attached)?;
        Ok(Self { line, id })
    }

    async fn message(&self, body: Value, jsep: Option<Value>) -> anyhow::Result<Value> {
        let mut request = json!({
            "janus": "message", "session_id": self.line.session, "handle_id": self.id,
            "body": body,
        });
        if let Some(jsep) = jsep {
            request["jsep"] = jsep;
        }
        let reply = self.line.channel.request(request).await?;
        let data = &reply["plugindata"]["data"];
        if let Some(error) = data["error"].as_str() {
            bail!("Janus refused '{}': {error}", body["request"]);
        }
        Ok(reply)
    }
}

impl Session for Handle {
    fn leave(self: Box<Self>) -> Reply<'static, ()> {
        Box::pin(async move {
            let request = json!({
                "janus": "detach", "session_id": self.line.session, "handle_id": self.id,
            });
            self.line.channel.request(request).await.map(drop)
        })
    }
}

fn id_of(reply: &Value) -> anyhow::Result<u64> {
    reply["data"]["id"]
        .as_u64()
        .with_context(|| format!("Janus answered without an id: {reply}"))
}

fn sdp_of(reply: &Value) -> anyhow::Result<&str> {
    reply["jsep"]["sdp"]
        .as_str()
        .with_context(|| format!("Janus answered without a description: {reply}"))
}
