//! A live report goes from one operator to another.

use std::collections::BTreeMap;

use admin::{problem::JsonBody, signed_in::SignedIn, trail::Action};
use axum::{Json, extract::State};
use protocol::{
    id::AccountId,
    refusal::Problem,
    report::ReportView,
    supervision::{Colleague, OfferTo, Staff},
};
use signaling_core::{Command, Refusal};

use super::{
    on_report::OnReport,
    reports::{conclude, decide, turn_of},
};
use crate::{
    Signaling,
    failure::Failure,
    store::{desks, duty},
    turn::Turn,
};

/// Who else of the own reception is signed in, with the reports in their hands.
#[utoipa::path(
    get,
    path = "/api/v1/console/colleagues",
    tag = "supervision",
    responses((status = 200, body = Vec<Colleague>))
)]
pub async fn colleagues(
    State(signaling): State<Signaling>,
    person: SignedIn,
) -> Result<Json<Vec<Colleague>>, Failure> {
    signaling
        .admin()
        .authorise(&person, Action::ReadReports)
        .await?;
    let db = &**signaling.admin().db();
    let mut open: BTreeMap<AccountId, u32> = BTreeMap::new();
    for handled in desks::handled(db).await? {
        *open.entry(handled.handler).or_default() += 1;
    }
    let present = duty::present(db, signaling.admin().now()).await?;
    let mut colleagues: Vec<Colleague> = Vec::new();
    for one in present {
        let is_known = colleagues.iter().any(|known| known.staff == one.staff);
        if one.unit != person.unit || one.staff.account == person.account || is_known {
            continue;
        }
        colleagues.push(Colleague {
            reports: open.get(&one.staff.account).copied().unwrap_or(0),
            staff: one.staff,
        });
    }
    colleagues.sort_by(|a, b| a.staff.name.cmp(&b.staff.name));
    Ok(Json(colleagues))
}

/// The handler offers the report to a colleague who is signed in, and keeps it until it is accepted.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/offer",
    tag = "supervision",
    params(("id" = String, Path)),
    request_body = OfferTo,
    responses(
        (status = 200, body = ReportView),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`colleague_away`, `not_handler`, `already_handler`, `already_over`"),
    )
)]
pub async fn offer(
    OnReport(signaling, person, id): OnReport,
    JsonBody(body): JsonBody<OfferTo>,
) -> Result<Json<ReportView>, Failure> {
    let action = Action::OfferReport;
    let mut turn = turn_of(&signaling, &person, action, id).await?;
    let done = offered(&mut turn, &person, body.to).await;
    conclude(&signaling, &person, action, turn, done).await
}

async fn offered(turn: &mut Turn, person: &SignedIn, to: AccountId) -> Result<(), Failure> {
    let to = colleague(turn, person, to)
        .await?
        .ok_or(Refusal::ColleagueAway)?;
    let by = person.account;
    turn.decide(Command::Offer { by, to }).await
}

async fn colleague(
    turn: &Turn,
    person: &SignedIn,
    to: AccountId,
) -> Result<Option<Staff>, Failure> {
    let present = duty::present(turn.txn(), turn.now()).await?;
    let mut own = present.into_iter().filter(|one| one.unit == person.unit);
    let found = own.find(|one| one.staff.account == to);
    Ok(found.map(|one| one.staff))
}

/// Takes the offer back, or declines it.
#[utoipa::path(
    delete,
    path = "/api/v1/reports/{id}/offer",
    tag = "supervision",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ReportView),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`not_offered`, `already_over`"),
    )
)]
pub async fn withdraw(
    OnReport(signaling, person, id): OnReport,
) -> Result<Json<ReportView>, Failure> {
    let by = person.account;
    let command = Command::WithdrawOffer { by };
    decide(&signaling, &person, Action::OfferReport, id, command).await
}

/// Takes an offered report on.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/accept",
    tag = "supervision",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ReportView),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`not_offered`, `already_over`"),
    )
)]
pub async fn accept(
    OnReport(signaling, person, id): OnReport,
) -> Result<Json<ReportView>, Failure> {
    let by = person.account;
    let command = Command::Accept { by };
    decide(&signaling, &person, Action::AcceptReport, id, command).await
}
