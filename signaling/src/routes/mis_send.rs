//! A link that went to the wrong destination (VR-4.3.3): destroyed at once, and its case opens in
//! the rule engine, where it is closed once every item is answered.

use admin::{
    cases::{self, Begin, NotTaken, Taker},
    core::trail::SubjectCode,
    deadlines,
    problem::JsonBody,
    trail::{Action, Subject},
};
use axum::Json;
use protocol::{
    admin::form::FieldValue,
    id::CaseId,
    refusal::Problem,
    report::{MisSend, ReportView},
    time::UnixMs,
};
use signaling_core::{Command, mis_send::check_noticed};

use super::{on_report::OnReport, reports::turn_of};
use crate::{failure::Failure, turn::Turn};

/// Destroys the link, ends the report, hides what came and opens the case of the measures, all in
/// one transaction.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/mis-send",
    tag = "reports",
    params(("id" = String, Path)),
    request_body = MisSend,
    responses(
        (status = 200, body = ReportView),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`mis_send_known`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`noticed_missing`, `noticed_too_long`"),
    )
)]
pub async fn report(
    OnReport(signaling, person, id): OnReport,
    JsonBody(body): JsonBody<MisSend>,
) -> Result<Json<ReportView>, Failure> {
    let action = Action::ReportMisSend;
    let units = signaling.admin().units().await?;
    let mut turn = turn_of(&signaling, &person, action, id).await?;
    let taker = Taker {
        admin: signaling.admin(),
        units: &units,
        person: &person,
        witness: None,
        with_effect: true,
    };
    match mis_sent(&mut turn, taker, body).await {
        Ok(()) => Ok(Json(turn.finish().await?)),
        Err(Refusing::Here(failure)) => {
            drop(turn);
            Err(signaling.refuse_person(&person, action, failure).await)
        }
        Err(Refusing::Engine(not)) => {
            drop(turn);
            Err(cases::refused(signaling.admin(), *not).await?.into())
        }
    }
}

/// Who refused.
enum Refusing {
    Here(Failure),
    Engine(Box<NotTaken>),
}

impl<E: Into<Failure>> From<E> for Refusing {
    fn from(error: E) -> Self {
        Self::Here(error.into())
    }
}

async fn mis_sent(turn: &mut Turn, taker: Taker<'_>, body: MisSend) -> Result<(), Refusing> {
    let noticed = check_noticed(body.noticed.as_deref())?;
    let begin = Begin {
        id: None,
        document: "VR".to_owned(),
        workflow: "mis_send".to_owned(),
        unit: Some(turn.report().headquarters),
        step: "report".to_owned(),
        values: [
            ("noticed".to_owned(), FieldValue::Text(noticed)),
            (
                "url".to_owned(),
                FieldValue::Ticks(vec!["destroyed".to_owned()]),
            ),
        ]
        .into(),
    };
    let begun = cases::begin(turn.txn(), taker, begin).await;
    let taken = begun.map_err(|not| Refusing::Engine(Box::new(not)))?;
    let case = taken.stored.case.id;
    let due = due_of(turn, case).await?;
    turn.decide(Command::MisSend { case, due }).await?;
    Ok(())
}

/// Until when the measures should be done: the first of the deadlines that the case opened.
async fn due_of(turn: &Turn, case: CaseId) -> Result<UnixMs, Failure> {
    let subject = SubjectCode::from(Subject::Case(case));
    let running = deadlines::running(turn.txn(), &subject).await;
    let running = running.map_err(Failure::internal)?;
    let first = running.first().map(|deadline| deadline.due_at);
    first.ok_or_else(|| Failure::internal("the measures of a mis-send have no deadline"))
}
