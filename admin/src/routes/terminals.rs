//! The register of terminals (VR-8.1a, O-30), and how a browser comes into it.

use admin_core::{
    action::{terminal_code, terminal_of},
    authority::Matter,
};
use axum::{Json, extract::State};
use http::StatusCode;
use protocol::{
    id::{AccountId, TerminalId, UnitId},
    person::TerminalKind,
    refusal::Problem,
    sign_in::{Enrol, NewTerminal, OneTimeCode, TerminalLine},
};

use super::sign_in::too_many;
use crate::{
    Admin,
    address::ClientAddress,
    own,
    problem::{JsonBody, Refused, UrlPath, not_found_problem},
    sessions,
    sign_in::{
        codes::{self, NewCode, Purpose},
        credentials::checked_name,
    },
    signed_in::SignedIn,
    terminals,
    trail::{self, Act, Action, Actor, Subject},
};

/// Terminals of the units whose terminals the asker keeps.
#[utoipa::path(
    get,
    path = "/api/v1/terminals",
    tag = "terminals",
    responses(
        (status = 200, body = Vec<TerminalLine>),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`, clause VR-8.1a"),
    )
)]
pub async fn list(
    State(admin): State<Admin>,
    person: SignedIn,
) -> Result<Json<Vec<TerminalLine>>, Refused> {
    let units = admin.units_for(&person, Action::ReadTerminals).await?;
    let all = admin.units().await?;
    Ok(Json(terminals::list(&**admin.db(), &units, &all).await?))
}

/// Makes the code with which one browser becomes a terminal of a unit.
#[utoipa::path(
    post,
    path = "/api/v1/terminals/codes",
    tag = "terminals",
    request_body = NewTerminal,
    responses(
        (status = 201, body = OneTimeCode),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`, clause VR-8.1a"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`name_unusable` or `terminal_kind_unusable`"),
    )
)]
pub async fn make_code(
    State(admin): State<Admin>,
    person: SignedIn,
    JsonBody(new): JsonBody<NewTerminal>,
) -> Result<(StatusCode, Json<OneTimeCode>), Refused> {
    let unit = new.unit.unwrap_or(person.unit);
    let action = Action::MakeEnrolmentCode;
    let by = admin
        .authorise_on(
            &person,
            action,
            &Matter {
                unit,
                ..own(&person)
            },
        )
        .await?;
    let name = checked_name(&new.name)?;
    if new.kind == TerminalKind::Unenrolled {
        return Err(kind_unusable());
    }
    let (db, today) = (&**admin.db(), admin.today());
    if let Err(refused) = terminals::is_no_such_thing(db, admin.rules(), today, &name).await {
        return Err(admin.refuse(&by, action, refused).await?);
    }
    let now = admin.now();
    let code = NewCode {
        purpose: Purpose::Enrolment(new.kind),
        unit,
        name: &name,
        made_by: Some(person.account),
        life_ms: admin.figure_ms("enrolment_code_time", unit).await?,
    };
    let act = by
        .act(now, action)
        .about(Subject::Unit(unit))
        .about(Subject::Word(terminal_code(new.kind)));
    let made = admin
        .db()
        .write(async |txn| {
            admin.still(txn, &by).await?;
            trail::append(txn, &act).await?;
            Ok::<_, Refused>(codes::make(txn, code, now).await?)
        })
        .await;
    match made {
        Ok(made) => Ok((StatusCode::CREATED, Json(made))),
        Err(refused) => Err(admin.remember_refusal(act, refused).await?),
    }
}

/// Makes the asking browser a terminal. The code is the right to it; nobody is signed in.
#[utoipa::path(
    post,
    path = "/api/v1/terminals",
    tag = "terminals",
    request_body = Enrol,
    responses(
        (status = 201, body = TerminalLine),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`enrolment_code_invalid`, clause VR-8.1a"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`terminal_enrolled` or `too_many_terminals`, clause VR-8.1a"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`public_key_unusable`, clause VR-8.1a"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`too_many_attempts`, clause VR-8.2"),
    )
)]
pub async fn enrol(
    State(admin): State<Admin>,
    address: ClientAddress,
    JsonBody(body): JsonBody<Enrol>,
) -> Result<(StatusCode, Json<TerminalLine>), Refused> {
    let public_key = terminals::read_key(&body.public_key)?;
    if let Err(wait) = admin.begin_try(CODE_TRIES, address.0) {
        let refusals = admin.refusals();
        return Err(refusals.counted("too_many_attempts", too_many(wait)));
    }
    let now = admin.now();
    let units = admin.units().await?;
    let line = admin
        .db()
        .write(async |txn| {
            let Some(code) = codes::spend_enrolment(txn, &body.code, now).await? else {
                return Err(admin
                    .refusals()
                    .counted("enrolment_code_invalid", code_invalid()));
            };
            let kind = code.terminal.as_deref().and_then(terminal_of);
            let new = terminals::NewTerminal {
                kind: kind.ok_or_else(code_invalid)?,
                unit: UnitId(code.unit),
                name: &code.name,
                public_key,
                enrolled_by: code.made_by.map(AccountId),
            };
            let id = terminals::enrol(txn, new, now).await?;
            let actor = new.enrolled_by.map_or(Actor::System, Actor::Account);
            let act = Act::new(new.unit, now, actor, Action::EnrolTerminal)
                .about(Subject::Terminal(id))
                .about(Subject::Word(terminal_code(new.kind)));
            trail::append(txn, &act).await?;
            terminals::line(txn, id, &units)
                .await?
                .ok_or_else(not_found_problem)
        })
        .await?;
    admin.try_succeeded(CODE_TRIES, address.0);
    Ok((StatusCode::CREATED, Json(line)))
}

/// Tries of codes are counted apart from those of any person.
const CODE_TRIES: &str = "";

/// Revokes a terminal for good. The sessions at it end.
#[utoipa::path(
    delete,
    path = "/api/v1/terminals/{id}",
    tag = "terminals",
    params(("id" = String, Path)),
    responses(
        (status = 204),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`, clause VR-8.1a"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
    )
)]
pub async fn revoke(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<TerminalId>,
) -> Result<StatusCode, Refused> {
    let action = Action::RevokeTerminal;
    let unit = terminals::unit_of(&**admin.db(), id).await?;
    let unit = unit.ok_or_else(not_found_problem)?;
    let by = admin
        .authorise_on(
            &person,
            action,
            &Matter {
                unit,
                ..own(&person)
            },
        )
        .await?;
    let now = admin.now();
    let act = by.act(now, action).about(Subject::Terminal(id));
    let ended = admin
        .db()
        .write(async |txn| {
            admin.still(txn, &by).await?;
            if !terminals::revoke(txn, id, now).await? {
                return Err(not_found_problem());
            }
            trail::append(txn, &act).await?;
            Ok::<_, Refused>(sessions::end_at_terminal(txn, id, now).await?)
        })
        .await;
    match ended {
        Ok(ended) => ended.into_iter().for_each(|told| admin.tell_ended(told)),
        Err(refused) => return Err(admin.remember_refusal(act, refused).await?),
    }
    Ok(StatusCode::NO_CONTENT)
}

fn code_invalid() -> Refused {
    Refused::new(
        StatusCode::UNAUTHORIZED,
        "enrolment_code_invalid",
        "登録コードが正しくないか、期限が切れています。新しいコードを受け取ってください。",
        "The code is wrong, used or expired. Ask for a new one.",
    )
    .clause("VR-8.1a")
}

fn kind_unusable() -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "terminal_kind_unusable",
        "受理端末又は管理端末を選んでください。",
        "Choose a reception or a management terminal.",
    )
    .clause("VR-8.1a")
    .field("kind")
}
