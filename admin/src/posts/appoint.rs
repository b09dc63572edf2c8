//! Appointing: the matrix decides, the store keeps, the trail remembers; all in one transaction.

use admin_core::{
    limits::STAFF_CELL_CHARS,
    post::appoint::{Target, appointed, may_appoint},
    rulebook::posts::AppointAct,
};
use protocol::{
    admin::post::{Appoint, Appointee},
    id::AccountId,
};
use sea_orm::{DatabaseTransaction, SqlErr};

use super::{
    Held,
    allowed::{about_word, at_terminal, rulebook},
    begin,
    by_case::not_by_hand,
    of_kind,
    refusal::{day_past, revoked, unusable, user_id_taken},
};
use crate::{
    Admin, accounts, documents,
    problem::{Refused, not_found_problem},
    random,
    signed_in::SignedIn,
    trail::{self, Action, Subject},
    units::Units,
};

/// Gives somebody a post, and registers the person where there is no account yet.
pub async fn appoint(admin: &Admin, person: &SignedIn, body: &Appoint) -> Result<Held, Refused> {
    let units = admin.units().await?;
    let (act, action) = match body.person {
        Appointee::Known { .. } => (AppointAct::Grant, Action::GrantPost),
        Appointee::New { .. } => (AppointAct::Register, Action::RegisterPost),
    };
    let told = person
        .act(admin.now(), action)
        .about(Subject::Unit(body.unit));
    match try_appoint(admin, person, body, (act, action), &units).await {
        Ok(held) => Ok(held),
        Err(refused) => Err(admin.remember_refusal(told, refused).await?),
    }
}

async fn try_appoint(
    admin: &Admin,
    person: &SignedIn,
    body: &Appoint,
    (act, action): (AppointAct, Action),
    units: &Units,
) -> Result<Held, Refused> {
    let (now, today) = (admin.now(), admin.today());
    let rulebook = rulebook(admin, &body.document)?;
    let newcomer = AccountId::new(now, random::id());
    let target = Target {
        person: match &body.person {
            Appointee::Known { id } => *id,
            Appointee::New { .. } => newcomer,
        },
        kind: &body.kind,
        unit: body.unit,
    };
    if units.get(body.unit).is_none() {
        return Err(not_found_problem());
    }
    let posts = person.held();
    not_by_hand(rulebook, &body.kind)?;
    let allowed = may_appoint(rulebook, units, person.account, &posts, act, target, today)?;
    at_terminal(admin, person, &body.document, target, units)?;
    documents::must_be_on(&**admin.db(), units, rulebook, body.unit).await?;
    if body.from.0 < today {
        return Err(day_past(allowed.clause));
    }
    let clause = allowed.clause.to_owned();
    let acting = person.clone().acting(allowed.post, units);
    admin
        .db()
        .write(async |txn| {
            admin.still(txn, person).await?;
            let account = account_of(txn, &body.person, now, &clause).await?;
            let target = Target {
                person: account,
                ..target
            };
            let others = of_kind(txn, &body.document, &body.kind, body.unit).await?;
            let others: Vec<_> = others.into_iter().map(|held| held.post).collect();
            let (from, to) = (body.from.0, body.to.map(|to| to.0));
            let post = appointed(
                rulebook,
                &others,
                person.account,
                &allowed,
                target,
                from,
                to,
            )?;
            let id = begin(txn, &post, now).await?;
            let act = acting
                .act(now, action)
                .about(Subject::Account(account))
                .about(Subject::Post(id))
                .about(Subject::Unit(body.unit));
            let act = about_word(act, &body.kind).clause(clause.clone());
            trail::append(txn, &act).await?;
            Ok(Held { id, post })
        })
        .await
}

/// The account to be given the post; a new one where it is to be registered.
pub(crate) async fn account_of(
    txn: &DatabaseTransaction,
    person: &Appointee,
    now: protocol::time::UnixMs,
    clause: &str,
) -> Result<AccountId, Refused> {
    match person {
        Appointee::Known { id } => {
            let account = accounts::find(txn, *id)
                .await?
                .ok_or_else(not_found_problem)?;
            if account.revoked_ms.is_some() {
                return Err(revoked());
            }
            Ok(*id)
        }
        Appointee::New { user_id, name } => {
            let (user_id, name) = (plain("user_id", user_id)?, plain("name", name)?);
            let made = accounts::make_account(txn, user_id, name, now).await;
            made.map_err(|error| match error.sql_err() {
                Some(SqlErr::UniqueConstraintViolation(_)) => user_id_taken(),
                _ => error.into(),
            })
            .map_err(|refused| match refused.0.clause {
                Some(_) => refused,
                None => refused.clause(clause),
            })
        }
    }
}

/// Text of a name without control characters, and not empty.
pub(super) fn plain<'a>(field: &'static str, text: &'a str) -> Result<&'a str, Refused> {
    let text = text.trim();
    let fits = !text.is_empty()
        && text.chars().count() <= STAFF_CELL_CHARS
        && !text.contains(char::is_control);
    if fits { Ok(text) } else { Err(unusable(field)) }
}
