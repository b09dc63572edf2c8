//! `POST /api/v1/sign-in`

use admin_core::{attempts::TooMany, limits::PASSWORD_CHARS_MAX};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use protocol::{
    id::{AccountId, UnitId},
    person::{Factor, Me, SignIn},
    refusal::Problem,
};

use crate::{
    Admin,
    accounts::{self, Holder},
    address::ClientAddress,
    problem::{JsonBody, Refused},
    routes::{cookie, sign_out},
    sessions, signed_in,
    trail::{self, Act, Action, Actor},
};

/// Opens a session. A wrong user id and a wrong password look and take the same.
#[utoipa::path(
    post,
    path = "/api/v1/sign-in",
    tag = "people",
    request_body = SignIn,
    responses(
        (status = 200, body = Me, description = "sets the cookie `__Host-genba-session`"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`sign_in_failed`"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`too_many_attempts`, clause VR-8.2"),
    )
)]
pub async fn sign_in(
    State(admin): State<Admin>,
    address: ClientAddress,
    headers: HeaderMap,
    JsonBody(body): JsonBody<SignIn>,
) -> Result<Response, Refused> {
    let user_id = accounts::user_id_as_stored(&body.user_id);
    if let Err(wait) = admin.begin_try(&user_id, address.0) {
        return Err(admin
            .refusals()
            .counted("too_many_attempts", too_many(wait)));
    }
    let holder = accounts::holder_by_user_id(&**admin.db(), &user_id, admin.now()).await?;
    if !proved(&admin, holder.as_ref(), body.factor).await? {
        return Err(fail(&admin, holder.as_ref()).await?);
    }
    let Some(holder) = holder else {
        return Err(failed());
    };
    admin.try_succeeded(&user_id, address.0);
    replace_earlier_session(&admin, &headers).await?;
    open_session(&admin, &holder).await
}

/// Does the same work whether the account exists or not.
async fn proved(admin: &Admin, holder: Option<&Holder>, factor: Factor) -> Result<bool, Refused> {
    let Factor::Password { password } = factor;
    if password.chars().count() > PASSWORD_CHARS_MAX {
        return Ok(false);
    }
    let stored = match holder {
        Some(holder) => accounts::password_hash(&**admin.db(), holder.account.id).await?,
        None => None,
    };
    admin.passwords().is_right(password, stored).await
}

/// A known account's failure goes into its unit's trail, an unknown one is only counted.
async fn fail(admin: &Admin, holder: Option<&Holder>) -> Result<Refused, Refused> {
    match holder {
        Some(holder) => {
            let act = act_of(admin, holder).refused();
            let written = admin
                .db()
                .write(async |txn| Ok::<_, Refused>(trail::append(txn, &act).await?));
            written.await?;
        }
        None => admin.refusals().count("sign_in_failed"),
    }
    Ok(failed())
}

/// A browser that signs in again leaves no older session behind.
async fn replace_earlier_session(admin: &Admin, headers: &HeaderMap) -> Result<(), Refused> {
    let Some(token) = signed_in::token_of(headers) else {
        return Ok(());
    };
    match sessions::find(&**admin.db(), token, admin.now()).await? {
        Some(earlier) => sign_out::end(admin, &earlier).await,
        None => Ok(()),
    }
}

async fn open_session(admin: &Admin, holder: &Holder) -> Result<Response, Refused> {
    let (now, terminal) = (admin.now(), admin.terminal());
    let act = act_of(admin, holder);
    let token = admin
        .db()
        .write(async |txn| {
            trail::append(txn, &act).await?;
            Ok::<_, Refused>(sessions::open(txn, holder, terminal, now).await?)
        })
        .await?;
    let person = sessions::find(&**admin.db(), &token, now).await?;
    let person = person.ok_or_else(|| Refused::internal("a session ended as it began"))?;
    Ok((cookie(Some(&token)), Json(person.me(admin.is_demo()))).into_response())
}

fn act_of(admin: &Admin, holder: &Holder) -> Act {
    let unit = UnitId(holder.appointment.unit);
    let actor = Actor::Account(AccountId(holder.account.id));
    Act::new(unit, admin.now(), actor, Action::SignIn).of(holder.post, admin.terminal())
}

fn failed() -> Refused {
    Refused::new(
        StatusCode::UNAUTHORIZED,
        "sign_in_failed",
        "利用者 ID またはパスワードが違います。",
        "The user id or the password is wrong.",
    )
}

fn too_many(wait: TooMany) -> Refused {
    let wait_s = u32::try_from(wait.wait_ms.max(0) / 1_000 + 1).unwrap_or(u32::MAX);
    let minutes = wait_s.div_ceil(60);
    Refused::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_attempts",
        format!("サインインの失敗が続いたため、約{minutes}分お待ちください。急ぐ場合は管理者に連絡してください。"),
        format!("Too many failed sign-ins. Wait about {minutes} min, or ask your chief."),
    )
    .clause("VR-8.2")
    .retry_after_s(wait_s)
}
