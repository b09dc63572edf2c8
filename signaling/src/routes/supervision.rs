//! What the HQ operations manager directs, and what operators answer (VR-4.1.2, VR-4.2.1).

use admin::{
    problem::{JsonBody, UrlPath},
    signed_in::SignedIn,
    trail::{Action, Subject},
};
use axum::{Json, extract::State};
use protocol::{
    id::{AccountId, CaseId, MessageId, ReportId},
    refusal::Problem,
    report::{EndReason, Exercise, ReportView},
    supervision::{Acknowledged, Direct, InstructionKind, Staff, Stop},
};
use signaling_core::{
    Command, Refusal,
    supervision::{check_acknowledges, check_instruction},
};

use super::{
    on_report::OnReport,
    reports::{conclude, turn_of},
    requests::taker,
};
use crate::{
    Signaling,
    failure::Failure,
    request_case,
    store::{instructions, notes::Confirmed},
    turn::{Turn, staff},
};

/// Stops the picture for a while: nothing of it reaches a console, and the phone films nothing.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/hold",
    tag = "supervision",
    params(("id" = String, Path)),
    request_body = Direct,
    responses(
        (status = 200, body = ReportView),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`already_held`, `already_over`"),
    )
)]
pub async fn hold(
    on: OnReport,
    JsonBody(body): JsonBody<Direct>,
) -> Result<Json<ReportView>, Failure> {
    let by = staff(&on.1);
    let command = Some(Command::Hold { by });
    direct(on, InstructionKind::Hold, body.words, command).await
}

#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/release",
    tag = "supervision",
    params(("id" = String, Path)),
    request_body = Direct,
    responses(
        (status = 200, body = ReportView),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`not_held`, `already_over`"),
    )
)]
pub async fn release(
    on: OnReport,
    JsonBody(body): JsonBody<Direct>,
) -> Result<Json<ReportView>, Failure> {
    let command = Some(Command::Release);
    direct(on, InstructionKind::Release, body.words, command).await
}

/// Ends the report; the operator reads the instruction with name and time.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/stop",
    tag = "supervision",
    params(("id" = String, Path)),
    request_body = Stop,
    responses(
        (status = 200, body = ReportView),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`already_over`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`instruction_missing`, `reason_missing`"),
    )
)]
pub async fn stop(
    on: OnReport,
    JsonBody(body): JsonBody<Stop>,
) -> Result<Json<ReportView>, Failure> {
    let reason = body.reason.unwrap_or(EndReason::OtherUnsuitable);
    let command = Some(Command::Stop { reason });
    direct(on, InstructionKind::Stop, body.words, command).await
}

/// The manager handles the report from now on.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/take-over",
    tag = "supervision",
    params(("id" = String, Path)),
    request_body = Direct,
    responses(
        (status = 200, body = ReportView),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`already_handler`, `already_over`"),
    )
)]
pub async fn take_over(
    on: OnReport,
    JsonBody(body): JsonBody<Direct>,
) -> Result<Json<ReportView>, Failure> {
    let by = staff(&on.1);
    let command = Some(Command::TakeOver { by });
    direct(on, InstructionKind::TakeOver, body.words, command).await
}

/// Words that the operator has to acknowledge.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/instructions",
    tag = "supervision",
    params(("id" = String, Path)),
    request_body = Direct,
    responses(
        (status = 200, body = ReportView),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`too_many_instructions`, `already_over`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`instruction_missing`, `instruction_too_long`"),
    )
)]
pub async fn instruct(
    on: OnReport,
    JsonBody(body): JsonBody<Direct>,
) -> Result<Json<ReportView>, Failure> {
    direct(on, InstructionKind::Words, body.words, None).await
}

/// The operator has read an instruction.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/instructions/{instruction}/acknowledge",
    tag = "supervision",
    params(("id" = String, Path), ("instruction" = String, Path)),
    responses(
        (status = 200, body = ReportView),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`instruction_unknown`, `not_handler`"),
    )
)]
pub async fn acknowledge(
    State(signaling): State<Signaling>,
    person: SignedIn,
    UrlPath((id, instruction)): UrlPath<(ReportId, MessageId)>,
) -> Result<Json<ReportView>, Failure> {
    let action = Action::AcknowledgeInstruction;
    let mut turn = turn_of(&signaling, &person, action, id).await?;
    let done = acknowledged(&mut turn, instruction, staff(&person)).await;
    conclude(&signaling, &person, action, turn, done).await
}

/// The report to the manager that was not made beforehand (VR-4.1.2).
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/report-afterwards",
    tag = "supervision",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ReportView),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`nothing_to_report`"),
    )
)]
pub async fn report_afterwards(
    OnReport(signaling, person, id): OnReport,
) -> Result<Json<ReportView>, Failure> {
    let action = Action::ReportRequest;
    let admin = signaling.admin();
    let mut turn = turn_of(&signaling, &person, action, id).await?;
    let mut done = note_reported(&mut turn);
    if done.is_ok() {
        match turn.loaded().row.request_case.map(CaseId) {
            None => done = turn.trail(action, &[]).await,
            Some(case) => {
                let units = admin.units().await?;
                let taker = taker(admin, &units, &person);
                if let Err(not) = request_case::report(turn.txn(), taker, case).await {
                    drop(turn);
                    return Err(request_case::refuse(admin, not).await);
                }
            }
        }
    }
    conclude(&signaling, &person, action, turn, done).await
}

/// The manager has taken note of the report (VR-4.1.2).
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/acknowledge-report",
    tag = "supervision",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ReportView),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`nothing_to_acknowledge`"),
    )
)]
pub async fn acknowledge_report(
    OnReport(signaling, person, id): OnReport,
) -> Result<Json<ReportView>, Failure> {
    let action = Action::AcknowledgeRequest;
    let mut turn = turn_of(&signaling, &person, action, id).await?;
    let done = noted(&mut turn, staff(&person)).await;
    conclude(&signaling, &person, action, turn, done).await
}

/// What the manager does to a report, and says with it.
async fn direct(
    OnReport(signaling, person, id): OnReport,
    kind: InstructionKind,
    words: Option<String>,
    command: Option<Command>,
) -> Result<Json<ReportView>, Failure> {
    let action = Action::Supervise;
    let mut turn = turn_of(&signaling, &person, action, id).await?;
    let done = directed(&mut turn, &person, kind, words, command).await;
    conclude(&signaling, &person, action, turn, done).await
}

async fn directed(
    turn: &mut Turn,
    person: &SignedIn,
    kind: InstructionKind,
    words: Option<String>,
    command: Option<Command>,
) -> Result<(), Failure> {
    let needs_words = matches!(kind, InstructionKind::Words | InstructionKind::Stop);
    let open = turn.loaded().instructions.len();
    let words = check_instruction(words.as_deref(), needs_words, open)?;
    // Whoever had the report hears of it, also of losing it.
    let to = turn.report().handler.clone();
    match command {
        Some(command) => turn.decide(command).await?,
        None if turn.report().state.is_over() => return Err(Refusal::AlreadyOver.into()),
        None => {
            turn.trail(Action::Supervise, &[Subject::Word("instruct")])
                .await?;
        }
    }
    if to.account == person.account {
        return Ok(());
    }
    turn.instruct(kind, (Some(staff(person)), to), words).await
}

async fn acknowledged(turn: &mut Turn, id: MessageId, by: Staff) -> Result<(), Failure> {
    let known = turn.loaded().instructions.iter().find(|row| row.id == id.0);
    let to = known.ok_or(Refusal::InstructionUnknown)?.given_to;
    check_acknowledges(turn.report(), AccountId(to), by.account)?;
    if !instructions::acknowledge(turn.txn(), id, &by, turn.now()).await? {
        return Err(Refusal::InstructionUnknown.into());
    }
    turn.forget_instruction(id);
    turn.trail(Action::AcknowledgeInstruction, &[Subject::Message(id)])
        .await
}

fn note_reported(turn: &mut Turn) -> Result<(), Failure> {
    let mut confirmed = Confirmed::of(&turn.loaded().row)?;
    // Of an exercise nobody has to be told.
    if confirmed.is_told() || turn.report().exercise == Exercise::Yes {
        return Err(Refusal::NothingToReport.into());
    }
    confirmed.reported_after = Some(turn.now());
    turn.row().confirmed = Some(confirmed.text());
    turn.row().report_after_due_ms = None;
    Ok(())
}

async fn noted(turn: &mut Turn, by: Staff) -> Result<(), Failure> {
    let mut confirmed = Confirmed::of(&turn.loaded().row)?;
    if !confirmed.is_told() || confirmed.acknowledged.is_some() {
        return Err(Refusal::NothingToAcknowledge.into());
    }
    confirmed.acknowledged = Some(Acknowledged {
        by,
        at_ms: turn.now(),
    });
    turn.row().confirmed = Some(confirmed.text());
    turn.trail(Action::AcknowledgeRequest, &[]).await
}
