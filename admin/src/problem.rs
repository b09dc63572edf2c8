//! How every shell refuses: `application/problem+json` with words a person understands.
//!
//! Refuse what the asker did with [`Refused::new`] and one of the status codes 4xx; turn a fault
//! of our own into [`Refused::internal`] (or `?`), which logs the cause and shows none of it.

use admin_core::refusal::Class;
use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Path, Request, rejection::JsonRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header, request::Parts};
use protocol::refusal::Problem;
use serde::de::DeserializeOwned;

use crate::{limits::JSON_BODY_TIME, store::StoreError};

/// How a refusal of the rules goes out.
pub(crate) fn status_of(class: Class) -> StatusCode {
    match class {
        Class::Incomplete => StatusCode::UNPROCESSABLE_ENTITY,
        Class::NotAllowed => StatusCode::FORBIDDEN,
        Class::NotYet => StatusCode::CONFLICT,
        Class::NotProved => StatusCode::UNAUTHORIZED,
    }
}

/// A refusal on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub Box<Problem>);

impl Refused {
    pub fn new(
        status: StatusCode,
        code: &str,
        ja: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self(Box::new(Problem {
            status: status.as_u16(),
            title: status.canonical_reason().unwrap_or("Refused").to_owned(),
            code: code.to_owned(),
            clause: None,
            message_ja: ja.into(),
            message_en: en.into(),
            field: None,
            retry_after_s: None,
        }))
    }

    pub fn clause(mut self, clause: &str) -> Self {
        self.0.clause = Some(clause.to_owned());
        self
    }

    pub fn field(mut self, field: &str) -> Self {
        self.0.field = Some(field.to_owned());
        self
    }

    pub fn retry_after_s(mut self, seconds: u32) -> Self {
        self.0.retry_after_s = Some(seconds);
        self
    }

    /// A fault of ours. The cause goes to the log, the asker learns only that it was not them.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "a request failed through a fault of the server");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal_error",
            "サーバーで問題が起きました。もう一度お試しください。続く場合は管理者に連絡してください。",
            "Something went wrong on the server. Try again; if it stays, tell the administrator.",
        )
    }

    /// The store did not answer in time.
    pub fn busy() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "ただいま混み合っています。少し待ってからもう一度お試しください。",
            "The server is busy. Wait a moment and try again.",
        )
        .retry_after_s(2)
    }

    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = self.status();
        let retry_after_s = self.0.retry_after_s;
        let mut response = (status, Json(self.0)).into_response();
        let headers = response.headers_mut();
        let problem = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, problem);
        if status == StatusCode::REQUEST_TIMEOUT {
            // What still comes of the body is nobody's.
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        if let Some(seconds) = retry_after_s {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::busy(),
            StoreError::Database(cause) => Self::internal(cause),
        }
    }
}

impl From<sea_orm::DbErr> for Refused {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::internal(error)
    }
}

impl From<admin_core::authority::NotAllowed<'_>> for Refused {
    fn from(denied: admin_core::authority::NotAllowed<'_>) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "not_allowed",
            "この操作は、あなたの役割とこの端末では許可されていません。",
            "Your post and this terminal are not allowed to do this.",
        )
        .clause(denied.clause)
    }
}

/// A JSON body whose parse errors are problems, and one that comes too slowly. Serde's own words
/// are not passed on, because they quote what was sent.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        let body = Json::<T>::from_request(request, state);
        match tokio::time::timeout(JSON_BODY_TIME, body).await {
            Ok(Ok(Json(body))) => Ok(Self(body)),
            Ok(Err(rejection)) => Err(refuse_json(&rejection)),
            Err(_) => Err(body_too_slow()),
        }
    }
}

fn refuse_json(rejection: &JsonRejection) -> Refused {
    match rejection {
        JsonRejection::JsonSyntaxError(_) => Refused::new(
            StatusCode::BAD_REQUEST,
            "body_not_json",
            "送られた内容を JSON として読めません。",
            "The body is not JSON.",
        ),
        JsonRejection::JsonDataError(_) => Refused::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "body_not_understood",
            "送られた内容の項目が足りないか、形が違います。",
            "The body lacks a field or holds one of another kind.",
        ),
        JsonRejection::MissingJsonContentType(_) => Refused::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "content_type_not_json",
            "Content-Type は application/json にしてください。",
            "Send Content-Type: application/json.",
        ),
        other if other.status() == StatusCode::PAYLOAD_TOO_LARGE => body_too_large(),
        _ => body_unreadable(),
    }
}

pub(crate) fn body_unreadable() -> Refused {
    Refused::new(
        StatusCode::BAD_REQUEST,
        "body_unreadable",
        "送られた内容を最後まで受け取れませんでした。",
        "The body did not arrive whole.",
    )
}

pub fn body_too_large() -> Refused {
    Refused::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body_too_large",
        "送られた内容が大きすぎます。",
        "The body is too large.",
    )
}

pub(crate) fn body_too_slow() -> Refused {
    Refused::new(
        StatusCode::REQUEST_TIMEOUT,
        "body_too_slow",
        "送られた内容が時間内に届きませんでした。もう一度お試しください。",
        "The body did not arrive in time. Try again.",
    )
}

/// Path parameters; one that cannot be read names nothing that exists.
pub struct UrlPath<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for UrlPath<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        path.map(|Path(value)| Self(value))
            .map_err(|_| not_found_problem())
    }
}

/// Fallback for paths nobody serves.
pub async fn not_found() -> Refused {
    not_found_problem()
}

/// Fallback for methods a path does not have.
pub async fn method_not_allowed() -> Refused {
    Refused::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "このアドレスでは、この操作はできません。",
        "This address does not take this method.",
    )
}

pub fn not_found_problem() -> Refused {
    Refused::new(
        StatusCode::NOT_FOUND,
        "not_found",
        "このアドレスには何もありません。",
        "There is nothing at this address.",
    )
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use futures_util::stream;

    use super::*;

    #[tokio::test]
    async fn a_body_that_drips_is_not_waited_for() {
        let dripping = stream::unfold((), async |()| {
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            Some((Ok::<_, std::convert::Infallible>(" "), ()))
        });
        let request = Request::post("/")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from_stream(dripping))
            .unwrap();
        let read = JsonBody::<serde_json::Value>::from_request(request, &());
        let read = tokio::time::timeout(JSON_BODY_TIME + std::time::Duration::from_secs(5), read);
        let refused = read.await.expect("an answer although the body goes on");
        let response = refused.err().unwrap().into_response();
        assert_eq!(response.status(), StatusCode::REQUEST_TIMEOUT);
        assert_eq!(response.headers()[header::CONNECTION], "close");
    }
}
