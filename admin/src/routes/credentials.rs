//! The asker's own factors (VR-2.1).

use axum::{Json, extract::State};
use http::StatusCode;
use protocol::{
    id::CredentialId,
    refusal::Problem,
    sign_in::{Credentials, NewCredential, RegistrationChallenge},
};

use crate::{
    Admin,
    address::ClientAddress,
    problem::{JsonBody, Refused, UrlPath},
    sign_in::credentials,
    signed_in::{SignedIn, WithDuty},
};

/// One's own factors, with their times; neither a password nor a key is given out.
#[utoipa::path(
    get,
    path = "/api/v1/credentials",
    tag = "people",
    responses((status = 200, body = Credentials))
)]
pub async fn list(
    State(admin): State<Admin>,
    WithDuty(person): WithDuty,
) -> Result<Json<Credentials>, Refused> {
    credentials::list(&admin, &person).await.map(Json)
}

/// Begins to register a fingerprint.
#[utoipa::path(
    post,
    path = "/api/v1/credentials/challenge",
    tag = "people",
    responses(
        (status = 200, body = RegistrationChallenge),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`prove_again`, clause VR-8.2"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`too_many_biometrics`, clause VR-2.1"),
    )
)]
pub async fn challenge(
    State(admin): State<Admin>,
    WithDuty(person): WithDuty,
    address: ClientAddress,
) -> Result<Json<RegistrationChallenge>, Refused> {
    let begun = credentials::challenge(&admin, &person, address.0).await?;
    Ok(Json(begun))
}

/// Registers a fingerprint or sets the password. All other sessions of the person end.
#[utoipa::path(
    post,
    path = "/api/v1/credentials",
    tag = "people",
    request_body = NewCredential,
    responses(
        (status = 201, body = Credentials),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`password_not_permitted`, clause VR-8.1a, or `prove_again`, clause VR-8.2"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`biometric_taken`, clause VR-2.2"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`user_id_missing`, `factor_missing` (VR-2.1), `biometric_not_registered` (VR-2.2), `password_unfit` (VR-8.2)"),
    )
)]
pub async fn register(
    State(admin): State<Admin>,
    WithDuty(person): WithDuty,
    JsonBody(new): JsonBody<NewCredential>,
) -> Result<(StatusCode, Json<Credentials>), Refused> {
    let now_has = credentials::register(&admin, &person, new).await?;
    Ok((StatusCode::CREATED, Json(now_has)))
}

/// Revokes one of one's own factors. One has to remain. All other sessions of the person end.
#[utoipa::path(
    delete,
    path = "/api/v1/credentials/{id}",
    tag = "people",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = Credentials),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`last_factor`, clause VR-2.1"),
    )
)]
pub async fn revoke(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<CredentialId>,
) -> Result<Json<Credentials>, Refused> {
    credentials::revoke(&admin, &person, id).await.map(Json)
}
