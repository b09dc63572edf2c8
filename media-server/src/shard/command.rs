//! What a shard is asked to do.

use std::time::{Duration, Instant};

use media_core::{Expected, Joining, Patched, Patching, Refusal, Sfu};
use protocol::{
    id::WebrtcSessionId,
    media::{Direction, MediaClaims, MediaOrder},
};
use tokio::sync::oneshot;

use crate::{
    admission::{Admission, Denied},
    config::WallClock,
};

pub(crate) enum Command {
    Join(Box<JoinRequest>),
    Patch(Box<PatchRequest>, MediaClaims),
    Close {
        session: WebrtcSessionId,
        claims: MediaClaims,
        done: oneshot::Sender<Result<(), Refusal>>,
    },
    Order {
        order: MediaOrder,
        done: oneshot::Sender<()>,
    },
    Stop,
}

pub(crate) struct JoinRequest {
    pub session: WebrtcSessionId,
    pub claims: MediaClaims,
    pub offer: String,
    pub answer: oneshot::Sender<Result<String, NotJoined>>,
}

pub(crate) struct PatchRequest {
    pub session: WebrtcSessionId,
    pub expected: Expected,
    pub fragment: String,
    pub done: oneshot::Sender<Result<Patched, Refusal>>,
}

#[derive(Debug)]
pub(crate) enum NotJoined {
    Denied(Denied),
    Refused(Refusal),
}

impl Command {
    pub fn run(self, sfu: &mut Sfu, admission: &Admission, clock: &WallClock) {
        let now = Instant::now();
        // Who asked may have gone; then nobody waits for the answer.
        match self {
            Self::Join(request) => {
                let joined = join(sfu, admission, clock, &request, now);
                let _ = request.answer.send(joined);
            }
            Self::Patch(request, claims) => {
                let patching = Patching {
                    session: request.session,
                    room: claims.room,
                    subject: &claims.sub,
                    expected: request.expected,
                    fragment: &request.fragment,
                };
                let _ = request.done.send(sfu.patch(&patching, now));
            }
            Self::Close {
                session,
                claims,
                done,
            } => {
                let _ = done.send(sfu.close(session, claims.room, &claims.sub, now));
            }
            Self::Order { order, done } => {
                sfu.order(&order, now);
                let _ = done.send(());
            }
            Self::Stop => {}
        }
    }
}

fn join(
    sfu: &mut Sfu,
    admission: &Admission,
    clock: &WallClock,
    request: &JoinRequest,
    now: Instant,
) -> Result<String, NotJoined> {
    let claims = &request.claims;
    admission.permits(claims).map_err(NotJoined::Denied)?;
    let left_ms = claims.exp.saturating_mul(1000).saturating_sub(clock().0);
    let left = Duration::from_millis(u64::try_from(left_ms).unwrap_or(0));
    let joining = Joining {
        session: request.session,
        room: claims.room,
        subject: &claims.sub,
        offer: &request.offer,
        expires: now.checked_add(left),
    };
    match claims.direction {
        Direction::Publish => sfu.publish(&joining, now),
        Direction::View => sfu.view(&joining, now),
    }
    .map_err(NotJoined::Refused)
}
