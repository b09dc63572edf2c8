//! `/api/v1/workflows`, `/api/v1/cases`: forms that run through steps.

use admin_core::case::{Case, guard::Guard};
use axum::{
    Json,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use protocol::{
    admin::{
        case::{BeginCase, CasePage, CaseView, TakeStep, WitnessSignIn},
        workflow::{BeginnableWorkflow, WorkflowList},
    },
    id::{CaseId, UnitId},
    refusal::Problem,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::QueryParams;
use crate::{
    Admin,
    cases::{self, Begin, NotTaken, Taken, Taker, list::Asked, see, store, view},
    posts::view::label,
    problem::{JsonBody, Refused, UrlPath, not_found_problem},
    random, rulebooks,
    signed_in::SignedIn,
    trail::{Action, Subject},
    units::Units,
    witness,
};

/// The workflows that the person may begin, each with its form and its first steps.
#[utoipa::path(
    get,
    path = "/api/v1/workflows",
    operation_id = "cases_workflows",
    tag = "cases",
    responses(
        (status = 200, body = WorkflowList),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
pub async fn workflows(
    State(admin): State<Admin>,
    person: SignedIn,
) -> Result<Json<WorkflowList>, Refused> {
    let units = admin.units().await?;
    let mut found = Vec::new();
    for base in admin.rules().on(admin.today()) {
        let document = &base.document;
        let own = person
            .posts
            .iter()
            .find(|held| held.post.document == document.code);
        let Some(unit) = own.map(|held| held.post.unit) else {
            continue;
        };
        let rulebook = admin.rulebook(&**admin.db(), &document.code, unit).await?;
        for workflow in rulebook.workflows.values() {
            let id = CaseId::new(admin.now(), random::id());
            let blank = Case::blank(id, unit, &rulebook, workflow);
            let steps = view::steps_now(&admin, &person, &units, &blank, &rulebook);
            let form = rulebook.forms.get(&workflow.form.text);
            let (Some(form), false) = (form, steps.is_empty()) else {
                continue;
            };
            found.push(BeginnableWorkflow {
                document: document.code.clone(),
                document_title: label(&document.title),
                workflow: workflow.code.clone(),
                label: label(&workflow.label),
                form: rulebooks::view::form(form),
                first_steps: steps.into_iter().map(view::step_view).collect(),
                flow: rulebooks::view::workflow(workflow),
                clause: workflow.clause.text.clone(),
            });
        }
    }
    Ok(Json(WorkflowList { workflows: found }))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CasesQuery {
    document: Option<String>,
    workflow: Option<String>,
    /// `true` for cases in which something still has to happen, `false` for the others.
    open: Option<bool>,
    unit: Option<UnitId>,
    /// What the cases are about: an id or a word that is not personal.
    about: Option<String>,
    /// Cases that were begun before this one.
    before: Option<CaseId>,
}

/// The newest cases that the person may see.
#[utoipa::path(
    get,
    path = "/api/v1/cases",
    operation_id = "cases_list",
    tag = "cases",
    params(CasesQuery),
    responses(
        (status = 200, body = CasePage),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "`query_not_understood`"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
pub async fn list(
    State(admin): State<Admin>,
    person: SignedIn,
    query: QueryParams<CasesQuery>,
) -> Result<Json<CasePage>, Refused> {
    let Query(query) = query.map_err(|_| super::not_understood())?;
    let asked = Asked {
        document: query.document,
        workflow: query.workflow,
        open: query.open,
        unit: query.unit,
        about: query.about,
        before: query.before,
    };
    Ok(Json(cases::list::page(&admin, &person, &asked).await?))
}

/// One case with everything in it and what the person may do now. Where it holds what is personal,
/// a session that looks at it for the first time leaves an entry in the trail.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{id}",
    operation_id = "cases_read",
    tag = "cases",
    params(("id" = CaseId, Path)),
    responses(
        (status = 200, body = CaseView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`, also for what the person may not see"),
    )
)]
pub async fn read(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<CaseId>,
) -> Result<Json<CaseView>, Refused> {
    let (units, db) = (admin.units().await?, &**admin.db());
    let act = person
        .act(admin.now(), Action::ReadCase)
        .about(Subject::Case(id));
    if let Some(row) = store::find_row(db, id).await? {
        let stored = store::open(admin.keys(), row).await?;
        let case = &stored.case;
        let version = admin.rules().version(db, &case.document, &case.rulebook);
        if let Some(rulebook) = version.await?
            && see::may_see(db, &admin, &person, &units, case, &rulebook).await?
        {
            let view = view::case_view(db, &admin, &person, &units, &stored, &rulebook).await?;
            see::note_look(&admin, &person, &stored, &act).await?;
            return Ok(Json(view));
        }
    }
    let refused = not_found_problem();
    Err(admin.remember_refusal(act, refused).await?)
}

/// Begins a case with its first step.
#[utoipa::path(
    post,
    path = "/api/v1/cases",
    operation_id = "cases_begin",
    tag = "cases",
    request_body = BeginCase,
    responses(
        (status = 201, body = CaseView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`, `witness_unknown`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`, `not_by_hand`, and guards that want another person"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`begun_already`, `wrong_state`, and guards that want something else first"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`field_missing`, `field_unknown`, `value_unfit`, `value_unknown`, `step_unknown`, and guards on what is filled in"),
    )
)]
pub async fn begin(
    State(admin): State<Admin>,
    address: crate::address::ClientAddress,
    person: SignedIn,
    JsonBody(body): JsonBody<BeginCase>,
) -> Result<(StatusCode, Json<CaseView>), Refused> {
    let units = admin.units().await?;
    let clause = witness_clause(&admin, &body.document, &body.workflow, &body.step);
    let witness = witness_of(&admin, &person, body.witness, address, &clause).await?;
    let taker = Taker {
        admin: &admin,
        units: &units,
        person: &person,
        witness: witness.as_ref(),
        with_effect: false,
    };
    let begin = Begin {
        id: body.id,
        document: body.document,
        workflow: body.workflow,
        unit: body.unit,
        step: body.step,
        values: body.values,
    };
    let done = admin
        .db()
        .write(async |txn| cases::begin(txn, taker, begin).await)
        .await;
    admin.suspensions_changed();
    let view = shown(&admin, &person, &units, done).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Takes a step. `seen` is the version that was on the screen: who acts on an older one is refused.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/steps",
    operation_id = "cases_take",
    tag = "cases",
    params(("id" = CaseId, Path)),
    request_body = TakeStep,
    responses(
        (status = 200, body = CaseView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`, `witness_unknown`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`, `not_by_hand`, `already_approved`, and guards that want another person"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`changed_meanwhile`, `wrong_state`, `nothing_open`, and guards that want something else first"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "as for `POST /api/v1/cases`"),
    )
)]
pub async fn take(
    State(admin): State<Admin>,
    address: crate::address::ClientAddress,
    person: SignedIn,
    UrlPath(id): UrlPath<CaseId>,
    JsonBody(body): JsonBody<TakeStep>,
) -> Result<Json<CaseView>, Refused> {
    let units = admin.units().await?;
    let clause = match &body.witness {
        Some(_) => store::find_row(&**admin.db(), id).await?.map_or_else(
            || witness::OWN_FACTORS.to_owned(),
            |row| witness_clause(&admin, &row.document, &row.workflow, &body.step),
        ),
        None => String::new(),
    };
    let witness = witness_of(&admin, &person, body.witness, address, &clause).await?;
    let taker = Taker {
        admin: &admin,
        units: &units,
        person: &person,
        witness: witness.as_ref(),
        with_effect: false,
    };
    let TakeStep {
        step, seen, values, ..
    } = body;
    let done = admin
        .db()
        .write(async |txn| cases::take(txn, taker, id, &step, seen, &values).await)
        .await;
    admin.suspensions_changed();
    let view = shown(&admin, &person, &units, done).await?;
    admin.tell_taken(id);
    Ok(Json(view))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RegisterQuery {
    /// The unit of the person's post in the document when absent; all that the person may see where
    /// something is asked about.
    unit: Option<UnitId>,
    /// What the cases are about: an id or a word that is not personal.
    about: Option<String>,
    state: Option<String>,
    /// Cases that were begun before this one.
    before: Option<CaseId>,
}

/// The register of one workflow, as a table for a spreadsheet: a line for each case with all its
/// fields, and who took each step when. Where the document keeps a ledger of what the system gives
/// out, the table is entered there and has its number for a name.
#[utoipa::path(
    get,
    path = "/api/v1/case-registers/{document}/{workflow}",
    operation_id = "cases_register",
    tag = "cases",
    params(("document" = String, Path), ("workflow" = String, Path), RegisterQuery),
    responses(
        (status = 200, body = String, content_type = "text/csv"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`, also for who takes no part in the workflow"),
    )
)]
pub async fn register(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath((document, workflow)): UrlPath<(String, String)>,
    query: QueryParams<RegisterQuery>,
) -> Result<Response, Refused> {
    let Query(query) = query.map_err(|_| super::not_understood())?;
    let lines = cases::register::Lines {
        unit: query.unit,
        about: query.about,
        state: query.state,
        before: query.before,
    };
    let part = cases::register::register(&admin, &person, &document, &workflow, &lines).await?;
    // Where the next part begins: asked again with `before`.
    let next = part
        .before
        .map_or_else(String::new, |next| next.to_string());
    let name = match &part.number {
        Some(number) => format!("attachment; filename=\"{number}.csv\""),
        None => "attachment; filename=\"register.csv\"".to_owned(),
    };
    let name = HeaderValue::try_from(name).map_err(Refused::internal)?;
    let headers = [
        (
            header::HeaderName::from_static("x-before"),
            HeaderValue::from_str(&next).map_err(Refused::internal)?,
        ),
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, part.csv).into_response())
}

/// The clause by which a step asks for a witness.
fn witness_clause(admin: &Admin, document: &str, workflow: &str, step: &str) -> String {
    let rulebook = admin.rules().document_on(document, admin.today());
    let workflow = rulebook.and_then(|rulebook| rulebook.workflows.get(workflow));
    let step = workflow.and_then(|workflow| workflow.step(step));
    let mut guards = step.into_iter().flat_map(|step| &step.guards);
    let asks = guards.find(|rule| matches!(rule.guard, Guard::Witness(_)));
    asks.map_or(witness::OWN_FACTORS, |rule| &rule.clause.text)
        .to_owned()
}

async fn witness_of(
    admin: &Admin,
    person: &SignedIn,
    witness: Option<WitnessSignIn>,
    address: crate::address::ClientAddress,
    clause: &str,
) -> Result<Option<SignedIn>, Refused> {
    match witness {
        Some(witness) => witness::prove(admin, person, witness, address, clause)
            .await
            .map(Some),
        None => Ok(None),
    }
}

pub(super) async fn shown(
    admin: &Admin,
    person: &SignedIn,
    units: &Units,
    done: Result<Taken, NotTaken>,
) -> Result<CaseView, Refused> {
    let taken = match done {
        Ok(taken) => taken,
        Err(not) => return Err(cases::refused(admin, not).await?),
    };
    let db = &**admin.db();
    view::case_view(db, admin, person, units, &taken.stored, &taken.rulebook).await
}
