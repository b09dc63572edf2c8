//! The lock screen.

use axum::{Json, extract::State};
use http::StatusCode;
use protocol::{
    person::Me,
    refusal::Problem,
    sign_in::{Lock, Unlock},
};

use super::sign_in::{failed, too_many};
use crate::{
    Admin,
    address::ClientAddress,
    credentials::password_until,
    problem::{JsonBody, Refused},
    sign_in::lock,
    signed_in::{AnySession, SignedIn},
};

/// How the own session stands; a locked one may ask.
#[utoipa::path(
    get,
    path = "/api/v1/lock",
    tag = "people",
    responses(
        (status = 200, body = Lock),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
pub async fn show(
    State(admin): State<Admin>,
    AnySession(person): AnySession,
) -> Result<Json<Lock>, Refused> {
    let today = admin.today();
    let until = password_until(&**admin.db(), person.account, today).await?;
    let times = lock::times(&**admin.db(), person.session, admin.now()).await?;
    Ok(Json(Lock {
        locked: person.locked,
        user_id: person.user_id,
        name: person.name,
        password: until.is_some(),
        after_s: seconds(times.after_ms),
        left_s: seconds(times.left_ms),
    }))
}

/// A second that has begun counts; nothing is left of a time that is over.
fn seconds(span_ms: i64) -> u32 {
    u32::try_from(span_ms.max(0).saturating_add(999) / 1_000).unwrap_or(u32::MAX)
}

/// Locks the screen: until it is unlocked the session can do nothing but sign out.
#[utoipa::path(
    post,
    path = "/api/v1/lock",
    tag = "people",
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
pub async fn lock(
    State(admin): State<Admin>,
    AnySession(person): AnySession,
) -> Result<StatusCode, Refused> {
    lock::lock(&admin, &person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Unlocks with a factor of the same person. A fingerprint needs a challenge of sign-in.
#[utoipa::path(
    post,
    path = "/api/v1/unlock",
    tag = "people",
    request_body = Unlock,
    responses(
        (status = 200, body = Me),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`sign_in_failed` or `not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`password_not_permitted`, clause VR-8.1a"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`too_many_attempts`, clause VR-8.2"),
    )
)]
pub async fn unlock(
    State(admin): State<Admin>,
    AnySession(person): AnySession,
    address: ClientAddress,
    JsonBody(body): JsonBody<Unlock>,
) -> Result<Json<Me>, Refused> {
    if let Err(wait) = admin.begin_try(&person.user_id, address.0) {
        let refusals = admin.refusals();
        return Err(refusals.counted("too_many_attempts", too_many(wait)));
    }
    let ceremony = admin
        .ceremonies()
        .take_sign_in(body.ceremony.as_deref(), admin.now());
    let unlocked = lock::unlock(&admin, &person, ceremony.as_ref(), body.factor).await?;
    unlocked.ok_or_else(failed)?;
    admin.try_succeeded(&person.user_id, address.0);
    let units = admin.units().await?;
    Ok(Json(person.me(&admin, &units)))
}

/// The person touched the page; without this the screen locks by itself.
#[utoipa::path(
    post,
    path = "/api/v1/touch",
    tag = "people",
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 423, body = Problem, content_type = "application/problem+json", description = "`session_locked`"),
    )
)]
pub async fn touch(State(admin): State<Admin>, person: SignedIn) -> Result<StatusCode, Refused> {
    lock::touch(&admin, person.session).await?;
    Ok(StatusCode::NO_CONTENT)
}
