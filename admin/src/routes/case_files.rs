//! `/api/v1/case-files`: files for the file fields of cases.

use admin_core::rulebook::form::FieldKind;
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use protocol::{admin::case::CaseFile, id::FileId, refusal::Problem};

use crate::{
    Admin,
    body::RawBody,
    cases::files::{self, New},
    limits::{CASE_FILE_BYTES, FILE_PACE},
    problem::{Refused, UrlPath},
    signed_in::SignedIn,
};

/// Takes a file in, at most 10 MiB, from somebody who may take a step that a file belongs to;
/// `x-file-name` is its name, percent-encoded where it is not ASCII. It waits a day for that step.
#[utoipa::path(
    post,
    path = "/api/v1/case-files",
    operation_id = "case_files_keep",
    tag = "cases",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    params(("x-file-name" = String, Header)),
    responses(
        (status = 201, body = CaseFile),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 408, body = Problem, content_type = "application/problem+json", description = "`body_too_slow`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`files_waiting`"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "`body_too_large`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`file_unusable`"),
    )
)]
pub async fn keep(
    State(admin): State<Admin>,
    person: SignedIn,
    headers: HeaderMap,
    body: RawBody,
) -> Result<(StatusCode, Json<CaseFile>), Refused> {
    files::authorise(&admin, &person, FieldKind::File).await?;
    let content = body.whole(CASE_FILE_BYTES, FILE_PACE).await?;
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let name = decoded(text("x-file-name").unwrap_or_default());
    let kind = text("content-type").filter(|kind| kind.len() <= 100);
    let kind = kind.unwrap_or("application/octet-stream");
    let new = New {
        name: &name,
        content_type: kind,
        content,
        container: None,
    };
    let kept = files::keep(&admin, &person, new).await?;
    Ok((StatusCode::CREATED, Json(kept)))
}

/// The bytes of a file, for those who may see its case. Always a download: a browser never shows
/// what somebody brought as a page of ours.
#[utoipa::path(
    get,
    path = "/api/v1/case-files/{id}",
    operation_id = "case_files_read",
    tag = "cases",
    params(("id" = FileId, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`, also for what the person may not see"),
    )
)]
pub async fn read(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<FileId>,
) -> Result<Response, Refused> {
    let file = files::open(&admin, &person, id).await?;
    let disposition = format!("attachment; filename*=UTF-8''{}", encoded(&file.name));
    let disposition = HeaderValue::from_str(&disposition).map_err(Refused::internal)?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        ),
        (header::CONTENT_DISPOSITION, disposition),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
    ];
    Ok((headers, file.content).into_response())
}

/// Percent-encoding as in RFC 8187; letters, digits and a few signs stand as they are.
fn encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    name.bytes()
        .map(|byte| match plain(byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}

pub(super) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after
            .get(..2)
            .and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match byte.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_as_they_went() {
        for name in ["a.pdf", "様式 第1号.pdf", "50%.txt", "a\"b;c.txt"] {
            assert_eq!(decoded(&encoded(name)), name);
        }
        assert_eq!(decoded("100%"), "100%");
    }
}
