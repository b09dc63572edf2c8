//! The command system [通信指令システム]: it announces calls, and a chief keeps its tokens and says
//! where events go.

use admin::{
    problem::{JsonBody, UrlPath},
    random,
    signed_in::SignedIn,
    trail::{self, Action, Actor, Subject},
};
use axum::{Json, extract::State};
use http::StatusCode;
use protocol::{
    command::{AnnounceCall, CommandToken, IncomingCall, MakeCommandToken, SetWebhook, Webhook},
    console::ConsoleEvent,
    id::{CallId, CommandTokenId},
    refusal::Problem,
    time::UnixMs,
};
use signaling_core::Refusal;

use crate::{
    Signaling,
    command::CommandSystem,
    device::sha256,
    failure::Failure,
    limits::COMMAND_NAME_CHARS_MAX,
    store::{
        command_tokens::{self, NewToken},
        webhooks,
    },
    webhooks::secret,
};

/// Announces an incoming call to the consoles of the token's headquarters. The same call twice is
/// one. Nothing is sent to anybody: an operator takes it into a request, or not.
#[utoipa::path(
    post,
    path = "/api/v1/command/calls",
    tag = "command system",
    security(("command_token" = [])),
    request_body = AnnounceCall,
    responses(
        (status = 201, body = IncomingCall),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`command_token_unknown`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`case_number_invalid`, `call_number_invalid`"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn announce(
    State(signaling): State<Signaling>,
    system: CommandSystem,
    JsonBody(body): JsonBody<AnnounceCall>,
) -> Result<(StatusCode, Json<IncomingCall>), Failure> {
    let admin = signaling.admin();
    let now = admin.now();
    let id = CallId::new(now, random::id());
    let announced = signaling.calls().announce(system.unit, &body, id, now);
    let announced = announced.inspect_err(|refusal| admin.refusals().count(refusal.code()))?;
    if announced.is_new {
        let token = Subject::Hash(sha256(system.token.0.as_bytes()));
        let act = trail::Act::new(system.unit, now, Actor::System, Action::AnnounceCall);
        let act = act.about(token);
        let write = admin.db().begin_write().await?;
        trail::append(&*write, &act).await?;
        write.commit().await?;
        let call = announced.call.clone();
        let event = ConsoleEvent::Call { call };
        signaling.hub().publish(system.unit, &event);
    }
    for call in announced.gone {
        let event = ConsoleEvent::CallGone { call };
        signaling.hub().publish(system.unit, &event);
    }
    Ok((StatusCode::CREATED, Json(announced.call)))
}

/// The calls that are offered to the own headquarters.
#[utoipa::path(
    get,
    path = "/api/v1/calls",
    tag = "requests",
    responses(
        (status = 200, body = Vec<IncomingCall>),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn calls(
    State(signaling): State<Signaling>,
    person: SignedIn,
) -> Result<Json<Vec<IncomingCall>>, Failure> {
    let person = signaling
        .admin()
        .authorise(&person, Action::ReadReports)
        .await?;
    let now = signaling.admin().now();
    Ok(Json(signaling.calls().of(person.unit, now)))
}

/// Takes a call into a request that the operator then fills, compares and sends; nobody else is
/// offered it any more.
#[utoipa::path(
    post,
    path = "/api/v1/calls/{id}/take",
    tag = "requests",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = IncomingCall),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`call_gone`"),
    )
)]
pub async fn take(
    State(signaling): State<Signaling>,
    person: SignedIn,
    UrlPath(id): UrlPath<CallId>,
) -> Result<Json<IncomingCall>, Failure> {
    let action = Action::TakeCall;
    let admin = signaling.admin();
    let person = admin.authorise(&person, action).await?;
    let now = admin.now();
    let taken = signaling.calls().take(person.unit, id, now);
    let call = match taken {
        Ok(call) => call,
        Err(refusal) => {
            let refused = signaling.refuse_person(&person, action, refusal.into());
            return Err(refused.await);
        }
    };
    let write = admin.db().begin_write().await?;
    trail::append(&*write, &person.act(now, action)).await?;
    write.commit().await?;
    let event = ConsoleEvent::CallGone { call: id };
    signaling.hub().publish(person.unit, &event);
    Ok(Json(call))
}

/// The tokens of the own headquarters that are good.
#[utoipa::path(
    get,
    path = "/api/v1/command/tokens",
    tag = "command system",
    responses(
        (status = 200, body = Vec<CommandToken>),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn tokens(
    State(signaling): State<Signaling>,
    person: SignedIn,
) -> Result<Json<Vec<CommandToken>>, Failure> {
    let admin = signaling.admin();
    let person = admin.authorise(&person, Action::KeepCommandSystem).await?;
    let tokens = command_tokens::of_unit(&**admin.db(), person.unit).await?;
    Ok(Json(tokens))
}

/// Makes a token for the own headquarters' command system. It is told this once.
#[utoipa::path(
    post,
    path = "/api/v1/command/tokens",
    tag = "command system",
    request_body = MakeCommandToken,
    responses(
        (status = 201, body = CommandToken),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`too_many_command_tokens`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`command_name_invalid`"),
    )
)]
pub async fn make_token(
    State(signaling): State<Signaling>,
    person: SignedIn,
    JsonBody(body): JsonBody<MakeCommandToken>,
) -> Result<(StatusCode, Json<CommandToken>), Failure> {
    let action = Action::KeepCommandSystem;
    let admin = signaling.admin();
    let person = admin.authorise(&person, action).await?;
    match make(&signaling, &person, &body).await {
        Ok(token) => Ok((StatusCode::CREATED, Json(token))),
        Err(failure) => Err(signaling.refuse_person(&person, action, failure).await),
    }
}

async fn make(
    signaling: &Signaling,
    person: &SignedIn,
    body: &MakeCommandToken,
) -> Result<CommandToken, Failure> {
    let name = body.name.as_deref().map(str::trim).unwrap_or_default();
    if name.is_empty() || name.chars().count() > COMMAND_NAME_CHARS_MAX {
        return Err(Refusal::CommandNameInvalid.into());
    }
    let admin = signaling.admin();
    let now = admin.now();
    let token = random::token();
    let new = NewToken {
        id: CommandTokenId::new(now, random::id()),
        unit: person.unit,
        name,
        hash: sha256(token.as_bytes()),
        by: person.account,
    };
    let write = admin.db().begin_write().await?;
    if !command_tokens::insert(&*write, &new, now).await? {
        return Err(Refusal::TooManyCommandTokens.into());
    }
    let act = person.act(now, Action::KeepCommandSystem);
    let act = act.about(Subject::Word("token_made"));
    let act = act.about(Subject::Hash(sha256(new.id.0.as_bytes())));
    trail::append(&*write, &act).await?;
    write.commit().await?;
    Ok(CommandToken {
        id: new.id,
        name: name.to_owned(),
        made_ms: now,
        token: Some(token),
    })
}

/// Makes a token void, at once.
#[utoipa::path(
    delete,
    path = "/api/v1/command/tokens/{id}",
    tag = "command system",
    params(("id" = String, Path)),
    responses(
        (status = 204),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`command_token_gone`"),
    )
)]
pub async fn revoke_token(
    State(signaling): State<Signaling>,
    person: SignedIn,
    UrlPath(id): UrlPath<CommandTokenId>,
) -> Result<StatusCode, Failure> {
    let action = Action::KeepCommandSystem;
    let admin = signaling.admin();
    let person = admin.authorise(&person, action).await?;
    let now = admin.now();
    let write = admin.db().begin_write().await?;
    if !command_tokens::revoke(&*write, person.unit, id, now).await? {
        drop(write);
        let refusal = Refusal::CommandTokenGone.into();
        return Err(signaling.refuse_person(&person, action, refusal).await);
    }
    let act = person
        .act(now, action)
        .about(Subject::Word("token_revoked"));
    let act = act.about(Subject::Hash(sha256(id.0.as_bytes())));
    trail::append(&*write, &act).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where the own headquarters' events go.
#[utoipa::path(
    get,
    path = "/api/v1/command/webhook",
    tag = "command system",
    responses(
        (status = 200, body = Option<Webhook>),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn webhook(
    State(signaling): State<Signaling>,
    person: SignedIn,
) -> Result<Json<Option<Webhook>>, Failure> {
    let admin = signaling.admin();
    let person = admin.authorise(&person, Action::KeepCommandSystem).await?;
    let db = &**admin.db();
    let Some(row) = webhooks::of_unit(db, person.unit).await? else {
        return Ok(Json(None));
    };
    let waiting = webhooks::waiting(db, person.unit).await?;
    Ok(Json(Some(Webhook {
        url: row.url,
        made_ms: UnixMs(row.made_ms),
        waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
        secret: None,
    })))
}

/// Says where events go from now on. The secret that signs them is told this once; another setting
/// has another one.
#[utoipa::path(
    put,
    path = "/api/v1/command/webhook",
    tag = "command system",
    request_body = SetWebhook,
    responses(
        (status = 200, body = Webhook),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`webhook_url_invalid`, `webhook_host_not_allowed`"),
    )
)]
pub async fn set_webhook(
    State(signaling): State<Signaling>,
    person: SignedIn,
    JsonBody(body): JsonBody<SetWebhook>,
) -> Result<Json<Webhook>, Failure> {
    let action = Action::KeepCommandSystem;
    let admin = signaling.admin();
    let person = admin.authorise(&person, action).await?;
    let url = body.url.as_deref().map(str::trim).unwrap_or_default();
    if let Err(refusal) = signaling.config().webhooks.service(url) {
        let refused = signaling.refuse_person(&person, action, refusal.into());
        return Err(refused.await);
    }
    let now = admin.now();
    let write = admin.db().begin_write().await?;
    let row = webhooks::set(&*write, person.unit, url, person.account, now).await?;
    let act = person.act(now, action).about(Subject::Word("webhook_set"));
    trail::append(&*write, &act).await?;
    let waiting = webhooks::waiting(&*write, person.unit).await?;
    write.commit().await?;
    let (text, _) = secret(signaling.webhook_keys(), &row);
    Ok(Json(Webhook {
        url: row.url,
        made_ms: now,
        waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
        secret: Some(text),
    }))
}

/// No events any more; those that wait are dropped.
#[utoipa::path(
    delete,
    path = "/api/v1/command/webhook",
    tag = "command system",
    responses(
        (status = 204),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn remove_webhook(
    State(signaling): State<Signaling>,
    person: SignedIn,
) -> Result<StatusCode, Failure> {
    let action = Action::KeepCommandSystem;
    let admin = signaling.admin();
    let person = admin.authorise(&person, action).await?;
    let write = admin.db().begin_write().await?;
    if webhooks::remove(&*write, person.unit).await? {
        let act = person.act(admin.now(), action);
        let act = act.about(Subject::Word("webhook_removed"));
        trail::append(&*write, &act).await?;
    }
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
