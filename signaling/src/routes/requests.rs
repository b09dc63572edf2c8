//! Asking a caller for video: prepare, then send.

use admin::{
    Admin,
    cases::{Taken, Taker},
    problem::JsonBody,
    random,
    signed_in::SignedIn,
    store::Write,
    trail::{self, Action, Subject},
    units::Units,
};
use axum::{Json, extract::State};
use http::StatusCode;
use protocol::{
    id::{CaseId, LinkId, ReportId},
    refusal::Problem,
    report::Exercise,
    request::{Prepare, Prepared, Send, Sent},
    time::UnixMs,
};
use sea_orm::ConnectionTrait;
use signaling_core::{
    Refusal, check_word,
    desk::Desk,
    link::Link,
    report::Report,
    request::{self, PreparedRequest},
    rules::Rules,
    wording::Wording,
};

use super::codes::new_code;
use crate::{
    Signaling,
    delivery::{self, new_secret},
    device::sha256,
    failure::Failure,
    gateways::Outgoing,
    request_case,
    rulebook::{desk_rules, rules_of},
    store::{
        notes::{Confirmed, Notes},
        promises,
        reports::{self, Loaded},
        requests::{self as prepared_requests, ConfirmToken, Waiting},
        sendings,
        table::report,
        words::{json, word},
    },
    turn::staff,
    unbroken::to_the_end,
    webhooks,
};

/// Checks a request and shows what will go out, for the comparison of the number.
#[utoipa::path(
    post,
    path = "/api/v1/requests/prepare",
    tag = "requests",
    request_body = Prepare,
    responses(
        (status = 200, body = Prepared),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "Names the first missing piece with its clause and field."),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "`sms_not_configured`, `mail_not_configured`, `system_suspended` with the end in words and `Retry-After`"),
    )
)]
pub async fn prepare(
    State(signaling): State<Signaling>,
    person: SignedIn,
    JsonBody(body): JsonBody<Prepare>,
) -> Result<Json<Prepared>, Failure> {
    let action = Action::PrepareRequest;
    let person = signaling.admin().authorise(&person, action).await?;
    signaling.may_begin(&person, action).await?;
    match keep_prepared(&signaling, &person, &body).await {
        Ok(prepared) => Ok(Json(prepared)),
        Err(failure) => Err(signaling.refuse_person(&person, action, failure).await),
    }
}

async fn keep_prepared(
    signaling: &Signaling,
    person: &SignedIn,
    body: &Prepare,
) -> Result<Prepared, Failure> {
    let admin = signaling.admin();
    let units = admin.units().await?;
    let taker = taker(admin, &units, person);
    let write = admin.db().begin_write().await?;
    let taken = match request_case::prepare(&write, taker, body).await {
        Ok(taken) => taken,
        Err(not) => {
            drop(write);
            return Err(request_case::refuse(admin, not).await);
        }
    };
    let rules = rules_of(&taken.rulebook)?;
    let request = request::prepare(body, person.account, &rules, admin.now())?;
    let message_preview = delivery::preview(signaling, request.channel, wording(&request))?;
    let confirm_token = random::token();
    let token = ConfirmToken::of(&confirm_token, signaling.confirm_keys());
    let case = taken.stored.case.id;
    let waiting = Waiting { request, case };
    prepared_requests::insert(&*write, &token, &waiting).await?;
    write.commit().await?;
    let request = waiting.request;
    Ok(Prepared {
        confirm_token,
        channel: request.channel,
        groups: request.groups,
        destination: request.destination,
        risks: request.risks,
        message_preview,
        expires_ms: request.expires,
    })
}

pub(super) fn taker<'a>(admin: &'a Admin, units: &'a Units, person: &'a SignedIn) -> Taker<'a> {
    Taker {
        admin,
        units,
        person,
        witness: None,
        with_effect: true,
    }
}

/// Sends the link after the number was compared; makes the report.
#[utoipa::path(
    post,
    path = "/api/v1/requests/send",
    tag = "requests",
    request_body = Send,
    responses(
        (status = 201, body = Sent),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`not_prepared`, `destination_changed`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`tick_group` with clause VR-4.1.3c: not compared."),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "`system_suspended`"),
    )
)]
pub async fn send(
    State(signaling): State<Signaling>,
    person: SignedIn,
    JsonBody(body): JsonBody<Send>,
) -> Result<(StatusCode, Json<Sent>), Failure> {
    let action = Action::SendRequest;
    let person = signaling.admin().authorise(&person, action).await?;
    signaling.may_begin(&person, action).await?;
    let sent = to_the_end(async move {
        match make_and_send(&signaling, &person, &body).await {
            Ok(sent) => Ok(sent),
            Err(failure) => Err(signaling.refuse_person(&person, action, failure).await),
        }
    });
    Ok((StatusCode::CREATED, Json(sent.await?)))
}

async fn make_and_send(
    signaling: &Signaling,
    person: &SignedIn,
    body: &Send,
) -> Result<Sent, Failure> {
    let admin = signaling.admin();
    let units = admin.units().await?;
    let taker = taker(admin, &units, person);
    let token = confirm_token(signaling, body);
    let write = admin.db().begin_write().await?;
    let waiting = prepared_requests::find(&*write, &token, person.account).await?;
    let request = waiting.as_ref().map(|waiting| &waiting.request);
    let checked = request::check_send(request, body, person.account, admin.now());
    let waiting = match (checked, waiting) {
        (Ok(()), Some(waiting)) => waiting,
        (Ok(()), None) => return Err(Refusal::NotPrepared.into()),
        (Err(refused), waiting) => {
            if let Some(waiting) = waiting.filter(|_| refused.voids_token) {
                promises::take_prepared(&*write, &token.hash).await?;
                let case = waiting.case;
                if let Err(not) = request_case::change_destination(&write, taker, case).await {
                    drop(write);
                    return Err(request_case::refuse(admin, not).await);
                }
                write.commit().await?;
            }
            return Err(refused.refusal.into());
        }
    };
    let compared = match request_case::send(&write, taker, waiting.case, body).await {
        Ok(taken) => taken,
        Err(not) => {
            drop(write);
            return Err(request_case::refuse(admin, not).await);
        }
    };
    if !promises::take_prepared(&*write, &token.hash).await? {
        return Err(Refusal::NotPrepared.into());
    }
    // The figures are those of the day, whatever the version that the case runs under says.
    let rulebook = signaling.rulebook(&*write, person.unit).await?;
    let figures = (&rules_of(&rulebook)?, Desk::new(desk_rules(&rulebook)?));
    let issue = Issue::new(signaling, person, waiting, figures);
    let (channel, wording) = (issue.request.channel, wording(&issue.request));
    let outgoing = Outgoing::new(signaling, channel, wording, &issue.secret)?;
    issue.store(signaling, &write, person, &compared).await?;
    let (id, send) = (issue.report.id, issue.report.link.delivery.sends);
    let message = sendings::queue(&*write, id, send, issue.now).await?;
    write.commit().await?;
    let destination = &issue.request.destination;
    let report = signaling.deliver(message, destination, &outgoing).await?;
    Ok(Sent {
        report,
        access_code: issue.access_code,
    })
}

fn wording(request: &PreparedRequest) -> Wording {
    Wording {
        language: request.language,
        is_exercise: request.is_exercise,
    }
}

/// A link that is about to be issued, with everything that is known only now.
struct Issue {
    request: PreparedRequest,
    case: CaseId,
    report: Report,
    secret: String,
    access_code: Option<String>,
    now: UnixMs,
}

impl Issue {
    fn new(
        signaling: &Signaling,
        person: &SignedIn,
        waiting: Waiting,
        (rules, desk): (&Rules, Desk),
    ) -> Self {
        let now = signaling.admin().now();
        let link = LinkId::new(now, random::id());
        let access_code = rules.access_code.map(new_code);
        let hash = access_code
            .as_deref()
            .map(|code| signaling.code_hash(link.0, code));
        let link = Link::issued(link, *rules, hash, now);
        let id = ReportId::new(now, random::id());
        let report = Report::sent(id, person.unit, staff(person), desk, link, now);
        let exercise = match waiting.request.is_exercise {
            true => Exercise::Yes,
            false => Exercise::No,
        };
        Self {
            report: Report { exercise, ..report },
            request: waiting.request,
            case: waiting.case,
            secret: new_secret(),
            access_code,
            now,
        }
    }

    /// Enters the report with its link, in the transaction of the case's step.
    async fn store(
        &self,
        signaling: &Signaling,
        write: &Write,
        person: &SignedIn,
        compared: &Taken,
    ) -> Result<(), Failure> {
        let row = self.row(signaling, &**write, person, compared).await?;
        let act = person
            .act(self.now, Action::IssueLink)
            .about(Subject::Report(self.report.id))
            .about(Subject::Link(self.report.link.id))
            .about(Subject::Case(compared.stored.case.id));
        let new = Loaded {
            row,
            report: self.report.clone(),
            instructions: Vec::new(),
            measures_closed: None,
            use_due: None,
        };
        reports::insert(&**write, &new, Some(&sha256(self.secret.as_bytes()))).await?;
        trail::append(&**write, &act).await?;
        webhooks::enter(&**write, None, &self.report, self.now).await
    }

    async fn row(
        &self,
        signaling: &Signaling,
        txn: &impl ConnectionTrait,
        person: &SignedIn,
        compared: &Taken,
    ) -> Result<report::Model, Failure> {
        let (now, report) = (self.now, &self.report);
        let report_after_due = request_case::report_after_due(txn, self.case).await?;
        let key = signaling
            .admin()
            .keys()
            .make_report_key(report.id, now)
            .await?;
        let confirmed = Confirmed {
            number: self.request.number_presented,
            // Of an exercise nobody has to be told.
            reported: report_after_due.is_none() && !self.request.is_exercise,
            acknowledged: request_case::acknowledged(txn, &compared.stored.case).await?,
            ..Confirmed::default()
        };
        let notes = Notes {
            calling_number: self.request.calling_number.clone(),
            no_report_reason: self.request.no_report_reason.clone(),
            ..Notes::default()
        };
        let new = reports::New {
            number: reports::next_number(txn, person.unit, now).await?,
            check_word: check_word::draw(random::bytes()),
            channel: word(&self.request.channel),
            language: self.request.language,
            destination: &self.request.destination,
            note: &self.request.note,
        };
        Ok(report::Model {
            report_after_due_ms: report_after_due.map(|due| due.0),
            case_number: self
                .request
                .case_number
                .as_ref()
                .map(|number| key.seal("case number", number.as_bytes())),
            risks: json(&self.request.risks),
            request_case: Some(self.case.0),
            confirmed: Some(confirmed.text()),
            notes: Some(notes.seal(&key)),
            ..reports::new_row(report, &key, new, now)
        })
    }
}

fn confirm_token(signaling: &Signaling, body: &Send) -> ConfirmToken {
    let text = body.confirm_token.as_deref().unwrap_or_default();
    ConfirmToken::of(text, signaling.confirm_keys())
}
