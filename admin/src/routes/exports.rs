//! `/api/v1/exports/{id}`: a report on its way to an outside medium.

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use http::{HeaderName, HeaderValue, header};
use protocol::{id::CaseId, refusal::Problem};

use crate::{
    Admin,
    evidence::export,
    problem::{Refused, UrlPath},
    sealed_answer,
    signed_in::SignedIn,
};

/// The password goes in a head of the answer: heads of answers stand in no log and no history.
const PASSWORD: HeaderName = HeaderName::from_static("genba-password");
const DIGEST: HeaderName = HeaderName::from_static("repr-digest");

/// The one copy of a permitted export, by its case: a locked archive with manifest, signature and proof.
/// `genba-password` opens it and is shown this once; `repr-digest` (RFC 9530) is its hash, which
/// stands in the case too. Only who applied takes it.
#[utoipa::path(
    post,
    path = "/api/v1/exports/{id}",
    operation_id = "exports_take",
    tag = "exports",
    params(("id" = CaseId, Path)),
    responses(
        (status = 200, content_type = "application/octet-stream", body = Vec<u8>, headers(
            ("genba-password" = String, description = "Opens the archive; nobody can tell it again"),
            ("repr-digest" = String, description = "`sha-256` of the archive"),
        )),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`: not permitted, or not to this person (VR-9a)"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`wrong_state`: the copy is taken, or the permission is over; `asset_state`: the medium is not in store (VR-9b); `report_running` (VR-9a)"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`report_erased` (VR-9a)"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "`storage_full`: the permission is not used up"),
    )
)]
pub async fn take(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<CaseId>,
) -> Result<Response, Refused> {
    let export = export::take(&admin, &person, id).await?;
    let value = |text: String| HeaderValue::from_str(&text).map_err(Refused::internal);
    let disposition = value(format!("attachment; filename=\"{}\"", export.name))?;
    let digest = BASE64_STANDARD.encode(export.sha256);
    let digest = value(format!("sha-256=:{digest}:"))?;
    let mut password = value(export.password.clone())?;
    password.set_sensitive(true);
    let bytes = export.bytes;
    let mut response = Body::from_stream(export.stream()).into_response();
    let out = response.headers_mut();
    sealed_answer::keep_private(out);
    let kind = HeaderValue::from_static("application/octet-stream");
    out.insert(header::CONTENT_TYPE, kind);
    out.insert(header::CONTENT_DISPOSITION, disposition);
    out.insert(header::CONTENT_LENGTH, bytes.into());
    out.insert(DIGEST, digest);
    out.insert(PASSWORD, password);
    Ok(response)
}
