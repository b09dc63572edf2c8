//! `POST /api/v1/accounts/{id}/registration-code`

use admin_core::{
    post::appoint::{Target, may_appoint},
    rulebook::posts::AppointAct,
};
use axum::{Json, extract::State};
use http::StatusCode;
use protocol::{id::AccountId, refusal::Problem, sign_in::OneTimeCode};

use crate::{
    Admin, accounts,
    posts::{
        self,
        allowed::{at_terminal, rulebook},
    },
    problem::{Refused, UrlPath, not_found_problem},
    sign_in::{
        codes::{self, NewCode, Purpose},
        tell::{self, Change},
    },
    signed_in::SignedIn,
    trail::{self, Action, Subject},
    units::Units,
};

/// Makes the code with which a person registers a first factor of the own. Who may is who may
/// change the credentials of one of the person's posts. It is shown once, to be handed over; an
/// older one becomes void.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{id}/registration-code",
    tag = "posts",
    params(("id" = AccountId, Path)),
    responses(
        (status = 201, body = OneTimeCode),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_in_matrix`, `own_rights`, … with the clause of the appointment matrix"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
    )
)]
pub async fn make(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<AccountId>,
) -> Result<(StatusCode, Json<OneTimeCode>), Refused> {
    let action = Action::MakeRegistrationCode;
    let units = admin.units().await?;
    let acting = match allowed(&admin, &person, id, &units).await {
        Ok(acting) => acting,
        Err(refused) => {
            let act = person.act(admin.now(), action).about(Subject::Account(id));
            return Err(admin.remember_refusal(act, refused).await?);
        }
    };
    let account = accounts::find(&**admin.db(), id).await?;
    let account = account.ok_or_else(not_found_problem)?;
    let now = admin.now();
    let code = NewCode {
        purpose: Purpose::Registration(id),
        unit: acting.unit,
        name: "",
        made_by: Some(person.account),
        life_ms: admin
            .figure_ms("registration_code_time", acting.unit)
            .await?,
    };
    let act = acting.act(now, action).about(Subject::Account(id));
    let made = admin
        .db()
        .write(async |txn| {
            admin.still(txn, &person).await?;
            trail::append(txn, &act).await?;
            let who = (id, account.name.as_str());
            tell::changed(txn, &admin, &units, who, Change::CodeMade).await?;
            Ok::<_, Refused>(codes::make(txn, code, now).await?)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// The asker in the post that is enough for one of the other's posts.
async fn allowed(
    admin: &Admin,
    person: &SignedIn,
    id: AccountId,
    units: &Units,
) -> Result<SignedIn, Refused> {
    let (today, own) = (admin.today(), person.held());
    let mut refused = None;
    for held in posts::held_by(&**admin.db(), id, today).await? {
        let target = Target {
            person: id,
            kind: &held.post.kind,
            unit: held.post.unit,
        };
        let rulebook = rulebook(admin, &held.post.document)?;
        let act = AppointAct::Change;
        match may_appoint(rulebook, units, person.account, &own, act, target, today) {
            Ok(allowed) => {
                at_terminal(admin, person, &held.post.document, target, units)?;
                return Ok(person.clone().acting(allowed.post, units));
            }
            Err(denied) => refused = refused.or(Some(Refused::from(denied))),
        }
    }
    Err(refused.unwrap_or_else(not_found_problem))
}
