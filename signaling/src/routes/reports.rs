//! Reports of the own headquarters.

use admin::{
    keys::KeyError,
    problem::JsonBody,
    random,
    signed_in::SignedIn,
    trail::{Action, Subject},
};
use axum::{Json, extract::State};
use http::StatusCode;
use protocol::{
    caller::ToCaller,
    console::{ConsoleEvent, Say, Watch},
    id::{MessageId, ReportId},
    media::Direction,
    refusal::Problem,
    report::{End, ReportDetail, ReportView},
    text::{Author, Message},
};
use signaling_core::{Command, message::check_body, mis_send::check_not_isolated};

use super::on_report::OnReport;
use crate::{
    Signaling,
    failure::Failure,
    retention,
    sign_outs::viewer,
    store::{files, instructions, messages, points, reports, viewers},
    turn::{Turn, Who},
    view::{destination, report_view},
};

/// The newest reports first, but those that are erased.
#[utoipa::path(
    get,
    path = "/api/v1/reports",
    tag = "reports",
    responses(
        (status = 200, body = Vec<ReportView>),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(signaling): State<Signaling>,
    person: SignedIn,
) -> Result<Json<Vec<ReportView>>, Failure> {
    let admin = signaling.admin();
    let person = admin.authorise(&person, Action::ReadReports).await?;
    let db = &**signaling.admin().db();
    let mut views = Vec::new();
    for loaded in reports::newest(db, person.unit).await? {
        let key = match admin.keys().report_key(loaded.report.id).await {
            Err(KeyError::Destroyed) => continue,
            key => key?,
        };
        views.push(report_view(&loaded, &key, &signaling)?);
    }
    Ok(Json(views))
}

/// Everything about one report; shows the whole number, so it leaves an entry in the trail.
#[utoipa::path(
    get,
    path = "/api/v1/reports/{id}",
    tag = "reports",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ReportDetail),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`report_not_found`, also for another headquarters' report"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`report_erased`: its days of keeping are over"),
    )
)]
pub async fn detail(
    OnReport(signaling, person, id): OnReport,
) -> Result<Json<ReportDetail>, Failure> {
    let mut turn = turn_of(&signaling, &person, Action::ReadReports, id).await?;
    turn.trail(Action::ReadReports, &[]).await?;
    let (key, db) = (turn.key().clone(), turn.txn());
    let destination = destination(turn.loaded(), &key)?;
    let instructions = instructions::all(db, id, &key).await?;
    let watching = viewers::all(db, id).await?;
    let keeping = retention::keeping(db, id).await?;
    // What a wrong recipient sent is for nobody's eyes (VR-4.3.3).
    let (track, messages, files) = match check_not_isolated(turn.report()) {
        Ok(()) => (
            points::track(db, id, &key).await?,
            messages::all(db, id, &key).await?,
            files::all(db, id, &key).await?,
        ),
        Err(_) => (Vec::new(), Vec::new(), Vec::new()),
    };
    Ok(Json(ReportDetail {
        report: turn.finish().await?,
        destination,
        track,
        messages,
        files,
        instructions,
        watching,
        keeping,
    }))
}

/// Ends a report for one of the reasons of VR-4.3.2.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/end",
    tag = "reports",
    params(("id" = String, Path)),
    request_body = End,
    responses(
        (status = 200, body = ReportView),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`already_over`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`reason_missing`"),
    )
)]
pub async fn end(
    OnReport(signaling, person, id): OnReport,
    JsonBody(body): JsonBody<End>,
) -> Result<Json<ReportView>, Failure> {
    let command = Command::OperatorEnds {
        reason: body.reason,
    };
    decide(&signaling, &person, Action::EndReport, id, command).await
}

/// Lets the next phone that starts in, once (VR-2.3).
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/readmit",
    tag = "reports",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = ReportView),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`nothing_to_readmit`, `too_many_readmissions`, `already_over`"),
    )
)]
pub async fn readmit(
    OnReport(signaling, person, id): OnReport,
) -> Result<Json<ReportView>, Failure> {
    decide(
        &signaling,
        &person,
        Action::ReadmitDevice,
        id,
        Command::Readmit,
    )
    .await
}

/// Says something to the caller: typed words or a preset phrase.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/messages",
    tag = "reports",
    params(("id" = String, Path)),
    request_body = Say,
    responses(
        (status = 201, body = Message),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`already_over`, `too_many_messages`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`message_empty`, `message_too_long`"),
    )
)]
pub async fn say(
    OnReport(signaling, person, id): OnReport,
    JsonBody(body): JsonBody<Say>,
) -> Result<(StatusCode, Json<Message>), Failure> {
    let action = Action::SendMessage;
    let mut turn = turn_of(&signaling, &person, action, id).await?;
    let message = match said(&mut turn, body).await {
        Ok(message) => message,
        Err(failure) => {
            drop(turn);
            return Err(signaling.refuse_person(&person, action, failure).await);
        }
    };
    turn.finish().await?;
    let Message {
        id: message_id,
        at_ms,
        body,
        ..
    } = message.clone();
    signaling.hub().tell(
        id,
        ToCaller::Message {
            id: message_id,
            at_ms,
            body,
        },
    );
    Ok((StatusCode::CREATED, Json(message)))
}

async fn said(turn: &mut Turn, body: Say) -> Result<Message, Failure> {
    let body = check_body(body.body)?;
    turn.decide(Command::MessageSaid).await?;
    let message = Message {
        id: MessageId::new(turn.now(), random::id()),
        at_ms: turn.now(),
        author: Author::Operator,
        body,
        delivered_ms: None,
    };
    let report = turn.report().id;
    messages::insert(turn.txn(), report, turn.key(), &message, None).await?;
    turn.trail(Action::SendMessage, &[Subject::Message(message.id)])
        .await?;
    turn.event(ConsoleEvent::Message {
        report,
        message: message.clone(),
    });
    Ok(message)
}

/// How to see the live picture; leaves an entry in the trail.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/watch",
    tag = "reports",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = Watch),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`already_over`, `report_held`"),
    )
)]
pub async fn watch(OnReport(signaling, person, id): OnReport) -> Result<Json<Watch>, Failure> {
    let mut turn = turn_of(&signaling, &person, Action::WatchReport, id).await?;
    if let Err(refusal) = turn.report().check_watchable() {
        drop(turn);
        let action = Action::WatchReport;
        return Err(signaling
            .refuse_person(&person, action, refusal.into())
            .await);
    }
    turn.trail(Action::WatchReport, &[]).await?;
    let now = turn.now();
    let until = turn.report().link.latest_end(now);
    turn.finish().await?;
    let subject = viewer(person.account, person.session.0);
    let ice_servers = (signaling.config().ice_servers)(&subject, until);
    Ok(Json(Watch {
        whep_url: signaling.config().whep_url.clone(),
        whep_token: signaling
            .tokens()
            .media(id, subject, Direction::View, (now, until))?,
        ice_servers,
    }))
}

/// A turn of a person who may do this. Reaching for another headquarters' report leaves its entry
/// in the trail of the own one.
pub(super) async fn turn_of(
    signaling: &Signaling,
    person: &SignedIn,
    action: Action,
    id: ReportId,
) -> Result<Turn, Failure> {
    let person = signaling.admin().authorise(person, action).await?;
    let turn = signaling.turn(id, Who::Person(Box::new(person.clone())));
    match turn.await {
        Ok(turn) => Ok(turn),
        Err(failure) => Err(out_of_reach(signaling, &person, action, id, failure).await),
    }
}

pub(super) async fn out_of_reach(
    signaling: &Signaling,
    person: &SignedIn,
    action: Action,
    id: ReportId,
    failure: Failure,
) -> Failure {
    let act = person.act(signaling.admin().now(), action);
    let act = act.about(Subject::Report(id));
    signaling.refuse_act(person, act, failure).await
}

/// One command of a person; a refusal leaves its entry in the trail.
pub(super) async fn decide(
    signaling: &Signaling,
    person: &SignedIn,
    action: Action,
    id: ReportId,
    command: Command,
) -> Result<Json<ReportView>, Failure> {
    let mut turn = turn_of(signaling, person, action, id).await?;
    let done = turn.decide(command).await;
    conclude(signaling, person, action, turn, done).await
}

/// Stores what was done, or refuses with an entry in the trail.
pub(super) async fn conclude(
    signaling: &Signaling,
    person: &SignedIn,
    action: Action,
    turn: Turn,
    done: Result<(), Failure>,
) -> Result<Json<ReportView>, Failure> {
    match done {
        Ok(()) => Ok(Json(turn.finish().await?)),
        Err(failure) => {
            // The refusal's entry needs the store that this turn holds.
            drop(turn);
            Err(signaling.refuse_person(person, action, failure).await)
        }
    }
}
