//! `POST /api/v1/sign-out`

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use protocol::refusal::Problem;

use crate::{
    Admin,
    problem::Refused,
    routes::cookie,
    sessions::{self, SessionEnded, Standing},
    signed_in::{AnySession, SignedIn},
    trail::{self, Action},
};

/// Ends the session everywhere, its sockets included.
#[utoipa::path(
    post,
    path = "/api/v1/sign-out",
    tag = "people",
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
pub async fn sign_out(
    State(admin): State<Admin>,
    AnySession(person): AnySession,
) -> Result<Response, Refused> {
    end(&admin, &person).await?;
    Ok((StatusCode::NO_CONTENT, cookie(None)).into_response())
}

/// Ends a session with its entry in the trail.
pub(super) async fn end(admin: &Admin, person: &SignedIn) -> Result<(), Refused> {
    let now = admin.now();
    let act = person.act(now, Action::SignOut);
    admin
        .db()
        .write(async |txn| {
            sessions::end(txn, person.session, now).await?;
            trail::append(txn, &act).await?;
            Ok::<_, Refused>(())
        })
        .await?;
    admin.tell_ended(SessionEnded {
        session: person.session,
        account: person.account,
        standing: Standing::Over,
    });
    Ok(())
}
