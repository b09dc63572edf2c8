//! Access codes (VR-4.1.3b): entered by a caller, issued anew by an operator.

use admin::{
    address::ClientAddress, problem::JsonBody, random, signed_in::SignedIn, trail::Action,
};
use axum::{Json, extract::State};
use http::StatusCode;
use protocol::{caller::EnterCode, id::ReportId, refusal::Problem, request::CodeIssued};
use signaling_core::{Command, Refusal, access_code, rules::CodeRules};

use super::{caller::find, on_report::OnReport, reports::turn_of};
use crate::{Signaling, failure::Failure, turn::Who};

/// Says whether a code is right, before the consents are read. The start brings it once more.
#[utoipa::path(
    post,
    path = "/api/v1/caller/code",
    tag = "caller",
    request_body = EnterCode,
    responses(
        (status = 204),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`code_wrong`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`code_used`: ask for another one"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`url_destroyed` after the last try, `url_expired`, `report_over`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`code_missing`"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`too_many_wrong_codes`; nothing was tried"),
    )
)]
pub async fn enter(
    State(signaling): State<Signaling>,
    ClientAddress(from): ClientAddress,
    JsonBody(body): JsonBody<EnterCode>,
) -> Result<StatusCode, Failure> {
    let (report, link) = find(&signaling, &body.token, from).await?;
    signaling.may_try_code(from)?;
    let typed = access_code::normalised(&body.access_code).ok_or(Refusal::CodeMissing)?;
    let hash = signaling.code_hash(link.0, &typed);
    let mut turn = signaling.turn(report, Who::LinkHolder).await?;
    turn.decide(Command::CheckCode { hash }).await?;
    match turn.finish().await {
        Ok(_) => Ok(StatusCode::NO_CONTENT),
        Err(failure) => {
            if let Failure::Refusal(refusal) = &failure {
                signaling.note_wrong_code(from);
                signaling.admin().refusals().count(refusal.code());
            }
            Err(failure)
        }
    }
}

/// Another code, to be read out; the old one is void.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/access-code",
    tag = "reports",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = CodeIssued),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`code_off`, `already_over`"),
    )
)]
pub async fn issue(OnReport(signaling, person, id): OnReport) -> Result<Json<CodeIssued>, Failure> {
    let action = Action::IssueAccessCode;
    match issue_in_turn(&signaling, &person, action, id).await {
        Ok(issued) => Ok(Json(issued)),
        Err(failure) => Err(signaling.refuse_person(&person, action, failure).await),
    }
}

async fn issue_in_turn(
    signaling: &Signaling,
    person: &SignedIn,
    action: Action,
    id: ReportId,
) -> Result<CodeIssued, Failure> {
    let mut turn = turn_of(signaling, person, action, id).await?;
    let link = &turn.report().link;
    let access_code = new_code(link.rules.access_code.ok_or(Refusal::CodeOff)?);
    let hash = signaling.code_hash(link.id.0, &access_code);
    turn.decide(Command::IssueCode { hash }).await?;
    let report = turn.finish().await?;
    Ok(CodeIssued {
        report,
        access_code,
    })
}

/// Bytes rarely fail to give a code; draws in a row never do.
pub(super) fn new_code(rules: CodeRules) -> String {
    std::iter::repeat_with(|| access_code::draw(&random::bytes(), rules.digits))
        .flatten()
        .next()
        .expect("the iterator never ends")
}
