//! A console's socket: events of its headquarters, until its session ends or is locked.

use admin::{
    sessions::{SessionId, Standing},
    signed_in::SignedIn,
    trail::Action,
};
use axum::{
    extract::{
        State, WebSocketUpgrade,
        ws::{Message, Utf8Bytes, WebSocket},
    },
    response::Response,
};
use protocol::console::ConsoleEvent;
use signaling_core::{Refusal, limits::SOCKET_FRAME_BYTES_MAX};
use tokio::sync::broadcast::{self, error::RecvError};

use super::wire::{Gone, NORMAL, Pulse, TRY_LATER, close, send, send_text};
use crate::{Signaling, failure::Failure};

/// `GET /api/v1/console/socket`
pub async fn open(
    State(signaling): State<Signaling>,
    person: SignedIn,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Failure> {
    let admin = signaling.admin();
    let person = admin.authorise(&person, Action::ReadReports).await?;
    let events = signaling
        .hub()
        .listen(&person)
        .ok_or(Refusal::TooManyRequests)?;
    let seat = Seat(signaling.clone(), person.session);
    Ok(upgrade
        .max_message_size(SOCKET_FRAME_BYTES_MAX)
        .on_upgrade(move |socket| async move {
            serve(&signaling, &person, events, socket).await;
            drop(seat);
        }))
}

/// A console's place in the hub, also while the socket is not open yet.
struct Seat(Signaling, SessionId);

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.hub().went(self.1);
    }
}

async fn serve(
    signaling: &Signaling,
    person: &SignedIn,
    mut events: broadcast::Receiver<Utf8Bytes>,
    mut socket: WebSocket,
) {
    let session_over = signaling.admin().session_over(person.session);
    tokio::pin!(session_over);
    let hello = ConsoleEvent::Hello {
        server_ms: signaling.admin().now(),
    };
    let mut state = send(&mut socket, &hello).await;
    let mut pulse = Pulse::new();
    while state.is_ok() {
        state = tokio::select! {
            event = events.recv() => tell(&mut socket, event).await,
            standing = &mut session_over => {
                let last_words = match standing {
                    Standing::Locked => ConsoleEvent::Locked,
                    Standing::Runs | Standing::Over => ConsoleEvent::SignedOut,
                };
                let _ = send(&mut socket, &last_words).await;
                return close(&mut socket, NORMAL).await;
            }
            message = socket.recv() => hear(&mut pulse, message),
            () = pulse.tick() => pulse.ping(&mut socket).await,
        };
    }
}

/// A console that was too slow fetches anew.
async fn tell(socket: &mut WebSocket, event: Result<Utf8Bytes, RecvError>) -> Result<(), Gone> {
    match event {
        Ok(text) => send_text(socket, text).await,
        Err(RecvError::Lagged(_)) => send(socket, &ConsoleEvent::Resync).await,
        Err(RecvError::Closed) => {
            close(socket, TRY_LATER).await;
            Err(Gone)
        }
    }
}

/// A console has nothing to say here; what it sends only shows that it is there.
fn hear(pulse: &mut Pulse, message: Option<Result<Message, axum::Error>>) -> Result<(), Gone> {
    match message {
        Some(Ok(Message::Close(_)) | Err(_)) | None => Err(Gone),
        Some(Ok(_)) => {
            pulse.heard();
            Ok(())
        }
    }
}
