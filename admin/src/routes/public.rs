//! `/api/v1/public/cameras`: what everybody may read about cameras, and a form to complain.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use http::StatusCode;
use protocol::{
    admin::public::{Complaint, ComplaintReceipt, PublicHelp, PublicNotice, PublicRegulation},
    id::CaseId,
    refusal::Problem,
    time::UnixMs,
};
use serde_json::Value as JsonValue;

use crate::{
    Admin,
    address::ClientAddress,
    cases, deadlines,
    problem::{JsonBody, Refused, UrlPath},
    publication,
    trail::Subject,
};

/// Who runs cameras, what they are for, and what danger there is.
#[utoipa::path(
    get,
    path = "/api/v1/public/cameras",
    operation_id = "public_help",
    tag = "public",
    responses((status = 200, body = PublicHelp))
)]
pub async fn help(State(admin): State<Admin>) -> Result<Json<PublicHelp>, Refused> {
    Ok(Json(publication::help(&admin).await?))
}

/// The notice of one group: whose cameras, where, how long films are kept, whom to ask.
#[utoipa::path(
    get,
    path = "/api/v1/public/cameras/{group}",
    operation_id = "public_notice",
    tag = "public",
    params(("group" = String, Path)),
    responses(
        (status = 200, body = PublicNotice),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`: nobody of this code has a regulation in force"),
    )
)]
pub async fn notice(
    State(admin): State<Admin>,
    UrlPath(group): UrlPath<String>,
) -> Result<Json<PublicNotice>, Refused> {
    let published = publication::find(&admin, &group).await?;
    Ok(Json(published.notice(&admin).await?))
}

/// The regulation in force, as it is printed.
#[utoipa::path(
    get,
    path = "/api/v1/public/cameras/{group}/regulation",
    operation_id = "public_regulation",
    tag = "public",
    params(("group" = String, Path)),
    responses(
        (status = 200, body = PublicRegulation),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
    )
)]
pub async fn regulation(
    State(admin): State<Admin>,
    UrlPath(group): UrlPath<String>,
) -> Result<Json<PublicRegulation>, Refused> {
    let published = publication::find(&admin, &group).await?;
    Ok(Json(published.regulation(&admin).await?))
}

/// A complaint or a question; the person responsible hears of it and has to answer.
#[utoipa::path(
    post,
    path = "/api/v1/public/cameras/{group}/complaints",
    operation_id = "public_complain",
    tag = "public",
    params(("group" = String, Path)),
    request_body = Complaint,
    responses(
        (status = 201, body = ComplaintReceipt),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`field_missing`, `value_unfit` (CC-3.6)"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`too_many_complaints` (CC-3.6)"),
    )
)]
pub async fn complain(
    State(admin): State<Admin>,
    address: ClientAddress,
    UrlPath(group): UrlPath<String>,
    JsonBody(body): JsonBody<Complaint>,
) -> Result<(StatusCode, Json<ComplaintReceipt>), Refused> {
    let published = publication::find(&admin, &group).await?;
    let contact = &published.terms.contact;
    let mut values = BTreeMap::from([("content".to_owned(), JsonValue::from(body.content))]);
    if let Some(sender) = body.sender {
        values.insert("sender".to_owned(), JsonValue::from(sender));
    }
    let rulebook = &published.films.rulebook;
    let unit = published.unit.id;
    let begun =
        cases::begin_from_outside(&admin, rulebook, &contact.workflow, unit, values, address.0);
    let row = begun.await?;
    let subject = Subject::Case(CaseId(row.id)).into();
    let answer = deadlines::of(&**admin.db(), &subject, &contact.answer).await?;
    let received_at = UnixMs(row.opened_ms);
    let receipt = ComplaintReceipt {
        receipt: row.number,
        received_at,
        answer_by: answer.map_or(received_at, |answer| answer.due_at),
    };
    Ok((StatusCode::CREATED, Json(receipt)))
}
