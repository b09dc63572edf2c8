//! `/api/v1/containers`, `/api/v1/cases/{id}/container`, `/api/v1/cases/{id}/mail`: encrypted
//! containers from unit to unit.

use admin_core::rulebook::form::FieldKind;
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use protocol::{
    admin::{
        case::{CaseFile, CaseView},
        exchange::{ContainerLock, OpenContainer},
    },
    id::CaseId,
    refusal::Problem,
};

use super::cases::shown;
use crate::{
    Admin,
    body::RawBody,
    cases::files::{self, New},
    exchange::{self, head_of},
    limits::{CASE_FILE_BYTES, FILE_PACE},
    problem::{JsonBody, Refused, UrlPath},
    sealed_answer,
    signed_in::SignedIn,
    trail::Action,
};

/// A container is nothing else to this server, so that its name says nothing either.
const NAME: &str = "container.html";

/// The page of every container, with `{head}` and `{body}` where a browser puts what it sealed.
#[utoipa::path(
    get,
    path = "/api/v1/containers/page",
    operation_id = "containers_page",
    tag = "exchange",
    responses(
        (status = 200, body = String, content_type = "text/plain"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
pub async fn page(_: SignedIn) -> Response {
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    ([(header::CONTENT_TYPE, text)], exchange::PAGE).into_response()
}

/// Takes a container in, at most 10 MiB, from somebody who may take a step that it belongs to. It
/// waits a day for that step. What is no container is refused before anything of it is kept.
#[utoipa::path(
    post,
    path = "/api/v1/containers",
    operation_id = "containers_keep",
    tag = "exchange",
    request_body(content = Vec<u8>, content_type = "text/html"),
    responses(
        (status = 201, body = CaseFile),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 408, body = Problem, content_type = "application/problem+json", description = "`body_too_slow`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`files_waiting`"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "`body_too_large`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`no_container` (IS-17.5.1.ウ)"),
    )
)]
pub async fn keep(
    State(admin): State<Admin>,
    person: SignedIn,
    body: RawBody,
) -> Result<(StatusCode, Json<CaseFile>), Refused> {
    files::authorise(&admin, &person, FieldKind::Container).await?;
    let content = body.whole(CASE_FILE_BYTES, FILE_PACE).await?;
    let head = head_of(&content);
    if head.is_none() {
        let refused = match files::clause_of(&admin, &person, FieldKind::Container) {
            Some(clause) => no_container().clause(&clause),
            None => no_container(),
        };
        return Err(admin.refuse(&person, Action::KeepCaseFile, refused).await?);
    }
    let new = New {
        name: NAME,
        content_type: "text/html",
        content,
        container: head,
    };
    let kept = files::keep(&admin, &person, new).await?;
    Ok((StatusCode::CREATED, Json(kept)))
}

/// What a browser needs to prove that somebody knows the password.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{id}/container",
    operation_id = "containers_lock",
    tag = "exchange",
    params(("id" = CaseId, Path)),
    responses(
        (status = 200, body = ContainerLock),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`, also for what the person may not see"),
    )
)]
pub async fn lock(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<CaseId>,
) -> Result<Json<ContainerLock>, Refused> {
    Ok(Json(exchange::unlock::lock(&admin, &person, id).await?))
}

/// The container, for those who may take the step for which it goes out and who prove to know its
/// password. Wrong passwords are counted; with the last one that is borne the container is locked.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/container",
    operation_id = "containers_open",
    tag = "exchange",
    params(("id" = CaseId, Path)),
    request_body = OpenContainer,
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`password_wrong` (IS-17.5.1.ウ), `named_in` (IS-17.5.1.ア, IS-17.5.1.イ), `not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`container_locked` (IS-17.5.1.ウ), `wrong_state`, `changed_meanwhile`"),
    )
)]
pub async fn unlock(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<CaseId>,
    JsonBody(body): JsonBody<OpenContainer>,
) -> Result<Response, Refused> {
    let opened = exchange::unlock::unlock(&admin, &person, id, &body.proof).await?;
    let disposition = format!("attachment; filename=\"{}\"", opened.name);
    let disposition = HeaderValue::from_str(&disposition).map_err(Refused::internal)?;
    let mut response = opened.content.into_response();
    let out = response.headers_mut();
    sealed_answer::keep_private(out);
    let kind = HeaderValue::from_static("application/octet-stream");
    out.insert(header::CONTENT_TYPE, kind);
    out.insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}

/// Sends the mail of a case: the test of an address, or a container. The step that stands for it is
/// taken with it.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/mail",
    operation_id = "containers_mail",
    tag = "exchange",
    params(("id" = CaseId, Path)),
    responses(
        (status = 200, body = CaseView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`named_in` (IS-17.5.2.イ), `not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`mail_not_configured`, `relay_not_registered` (IS-17.5.2.ア), `named_case` (IS-17.5.2.オ.(ア)(イ)), `wrong_state`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`address_outside` (IS-17.5.2.ア)"),
        (status = 502, body = Problem, content_type = "application/problem+json", description = "`mail_not_sent`"),
    )
)]
pub async fn mail(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<CaseId>,
) -> Result<Json<CaseView>, Refused> {
    let units = admin.units().await?;
    let done = exchange::mail::send(&admin, &person, &units, id).await?;
    let view = shown(&admin, &person, &units, done).await?;
    admin.tell_taken(id);
    Ok(Json(view))
}

fn no_container() -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "no_container",
        "パスワードで暗号化された資料ではないため、受け取れません。画面で暗号化してから入れてください。",
        "This is no container that a password opens. Seal it on the screen first.",
    )
}
