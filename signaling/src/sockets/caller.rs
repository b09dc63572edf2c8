//! The socket of a caller's page: positions, texts and states one way, the operator's words the
//! other. An open socket is what "online" means.

use axum::{
    extract::{
        State, WebSocketUpgrade,
        ws::{Message as Frame, WebSocket},
    },
    response::Response,
};
use protocol::caller::{FromCaller, ToCaller};
use signaling_core::{
    Command, Refusal,
    flood::Bucket,
    limits::{SOCKET_BURST, SOCKET_FRAME_BYTES_MAX, SOCKET_MESSAGES_PER_S},
};

use super::desk::Desk;
use super::wire::{Gone, NORMAL, POLICY, Pulse, TRY_LATER, close, send};
use crate::{
    Signaling,
    caller::Caller,
    failure::{Failure, problem_of},
    hub::Place,
    limits::HELLO_WAIT,
};

/// `GET /api/v1/caller/socket`
pub async fn open(
    State(signaling): State<Signaling>,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Failure> {
    Ok(upgrade
        .max_message_size(SOCKET_FRAME_BYTES_MAX)
        .on_upgrade(move |socket| serve(signaling, socket)))
}

async fn serve(signaling: Signaling, mut socket: WebSocket) {
    let caller = match hello(&signaling, &mut socket).await {
        Ok(caller) => caller,
        Err(failure) => return turn_away(&mut socket, failure).await,
    };
    let Some(place) = signaling.hub().join(caller.report, caller.device) else {
        return close(&mut socket, TRY_LATER).await;
    };
    let connection = place.connection;
    let mut line = Line {
        desk: Desk {
            signaling: signaling.clone(),
            caller,
        },
        socket,
    };
    if let Err(failure) = line.run(place).await {
        turn_away(&mut line.socket, failure).await;
    }
    if signaling.hub().leave(caller.report, connection) {
        note_presence(
            &signaling,
            caller,
            Command::Offline {
                device: caller.device,
            },
        )
        .await;
    }
}

/// The first message must say who it is, soon.
async fn hello(signaling: &Signaling, socket: &mut WebSocket) -> Result<Caller, Failure> {
    let first = tokio::time::timeout(HELLO_WAIT, socket.recv()).await;
    let Ok(Some(Ok(Frame::Text(text)))) = first else {
        return Err(Refusal::SessionInvalid.into());
    };
    match serde_json::from_str(&text) {
        Ok(FromCaller::Hello { session_token }) => {
            Caller::of_token(signaling, &session_token).await
        }
        _ => Err(Refusal::SessionInvalid.into()),
    }
}

/// Says why and closes.
async fn turn_away(socket: &mut WebSocket, failure: Failure) {
    let problem = failure.problem().0;
    let refused = ToCaller::Refused {
        code: problem.code,
        message_ja: problem.message_ja,
        message_en: problem.message_en,
    };
    let _ = send(socket, &refused).await;
    close(socket, POLICY).await;
}

/// Online and offline are shown; a report that is over has neither.
async fn note_presence(signaling: &Signaling, caller: Caller, command: Command) {
    let noted = async {
        let mut turn = signaling.turn(caller.report, caller.who()).await?;
        match turn.decide(command).await {
            Ok(()) | Err(Failure::Refusal(_)) => {}
            Err(fault) => return Err(fault),
        }
        turn.finish().await?;
        signaling.show(caller.report).await
    };
    if let Err(failure) = noted.await {
        tracing::warn!(
            code = failure.problem().0.code,
            "a caller's presence could not be noted"
        );
    }
}

/// One caller's open socket.
struct Line {
    desk: Desk,
    socket: WebSocket,
}

impl Line {
    /// Serves until either side is done. A failure is told before the socket closes.
    async fn run(&mut self, mut place: Place) -> Result<(), Failure> {
        let online = Command::Online {
            device: self.desk.caller.device,
        };
        note_presence(&self.desk.signaling, self.desk.caller, online).await;
        let messages = self.desk.messages_so_far().await?;
        let held = self.desk.is_held().await?;
        let now = self.desk.signaling.admin().now();
        let welcome = ToCaller::Welcome {
            messages,
            held,
            now_ms: now,
        };
        let mut state = send(&mut self.socket, &welcome).await;
        let mut bucket = Bucket::full(SOCKET_BURST, SOCKET_MESSAGES_PER_S * 60, now);
        let mut pulse = Pulse::new();
        while state.is_ok() {
            state = tokio::select! {
                message = place.messages.recv() => self.tell(message).await,
                frame = self.socket.recv() => {
                    pulse.heard();
                    self.hear(frame, &mut bucket).await?
                }
                () = pulse.tick() => pulse.ping(&mut self.socket).await,
            };
        }
        Ok(())
    }

    /// `None`: the place was taken away, because the phone was replaced or listens no more.
    async fn tell(&mut self, message: Option<ToCaller>) -> Result<(), Gone> {
        let Some(message) = message else {
            close(&mut self.socket, TRY_LATER).await;
            return Err(Gone);
        };
        send(&mut self.socket, &message).await?;
        if matches!(message, ToCaller::Ended { .. }) {
            close(&mut self.socket, NORMAL).await;
            return Err(Gone);
        }
        Ok(())
    }

    async fn hear(
        &mut self,
        frame: Option<Result<Frame, axum::Error>>,
        bucket: &mut Bucket,
    ) -> Result<Result<(), Gone>, Failure> {
        let text = match frame {
            Some(Ok(Frame::Text(text))) => text,
            Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => return Ok(Ok(())),
            Some(Ok(Frame::Close(_))) | None => return Ok(Err(Gone)),
            Some(Ok(Frame::Binary(_))) => return Err(malformed()),
            // Too large a frame ends here, too; a lost connection cannot be told anything anyway.
            Some(Err(_)) => return Err(Refusal::TooManyRequests.into()),
        };
        if !bucket.take(self.desk.signaling.admin().now()) {
            return Err(Refusal::TooManyRequests.into());
        }
        let message = serde_json::from_str(&text).map_err(|_| malformed())?;
        match self.desk.take(message).await {
            Ok(Some(answer)) => Ok(send(&mut self.socket, &answer).await),
            Ok(None) => Ok(Ok(())),
            // The session is over: told, then closed. Other refusals leave the socket open.
            Err(Failure::Refusal(over @ (Refusal::SessionInvalid | Refusal::ReportOver))) => {
                Err(over.into())
            }
            Err(Failure::Refusal(refusal)) => Ok(self.refuse(refusal).await),
            Err(fault) => Err(fault),
        }
    }

    async fn refuse(&mut self, refusal: Refusal) -> Result<(), Gone> {
        let problem = problem_of(refusal).0;
        let refused = ToCaller::Refused {
            code: problem.code,
            message_ja: problem.message_ja,
            message_en: problem.message_en,
        };
        send(&mut self.socket, &refused).await
    }
}

fn malformed() -> Failure {
    admin::problem::Refused::new(
        http::StatusCode::BAD_REQUEST,
        "message_malformed",
        "送られたメッセージを読めません。ページを読み込み直してください。",
        "The message could not be read. Reload the page.",
    )
    .into()
}
