//! What the documents in which somebody holds a post ask of a sign-in.

use std::{collections::BTreeSet, sync::Arc};

use admin_core::{deadline::Rule, rulebook::Rulebook};
use protocol::{id::AccountId, sign_in::Duty, time::UnixMs};
use sea_orm::ConnectionTrait;

use super::{factor, first};
use crate::{Admin, posts::Held, problem::Refused, signed_in::SignedIn};

/// Switch: one session at a time.
const ONE_SESSION: &str = "one_session";
/// Days after which a password is changed.
const PASSWORD_AGE: &str = "password_age_days";
/// How many earlier passwords are not used again.
const PASSWORD_HISTORY: &str = "password_history";
const LOCK_AFTER: &str = "lock_after";

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// The rulebooks of the documents in which somebody holds a post, as they are for that unit.
pub async fn of(
    db: &impl ConnectionTrait,
    admin: &Admin,
    posts: &[Held],
) -> Result<Vec<Arc<Rulebook>>, Refused> {
    let mut known = BTreeSet::new();
    let mut rules = Vec::new();
    for Held { post, .. } in posts {
        if known.insert((post.document.clone(), post.unit)) {
            rules.push(admin.rulebook(db, &post.document, post.unit).await?);
        }
    }
    Ok(rules)
}

/// The clause by which a person may have one session at a time. Whoever works under a document as
/// well that does not ask for it, as reception with its two terminals, may have several.
pub fn one_session(rules: &[Arc<Rulebook>]) -> Option<String> {
    let all = rules.iter().all(|rulebook| rulebook.is_on(ONE_SESSION));
    let first = rules.first().filter(|_| all)?;
    clause_of(first, ONE_SESSION)
}

/// The shortest time to lock among these and the one that is given.
pub fn lock_ms(rules: &[Arc<Rulebook>], otherwise_ms: i64) -> i64 {
    let spans = rules
        .iter()
        .filter_map(|rulebook| match rulebook.rule(LOCK_AFTER) {
            Some(Rule::After(length)) => Some(length.ms()),
            _ => None,
        });
    spans.fold(otherwise_ms, i64::min)
}

/// What comes first for a person who gave this factor.
pub async fn duty(
    db: &impl ConnectionTrait,
    admin: &Admin,
    account: AccountId,
    posts: &[Held],
    by_password: bool,
) -> Result<Option<Duty>, Refused> {
    let rules = of(db, admin, posts).await?;
    if by_password && is_aged(db, &rules, account, admin.now()).await? {
        return Ok(Some(Duty::ChangePassword));
    }
    let open = first::open(db, admin, account, posts).await?;
    Ok((!open.is_empty()).then_some(Duty::Acknowledge))
}

async fn is_aged(
    db: &impl ConnectionTrait,
    rules: &[Arc<Rulebook>],
    account: AccountId,
    now: UnixMs,
) -> Result<bool, Refused> {
    let days = rules
        .iter()
        .filter_map(|rulebook| rulebook.count(PASSWORD_AGE));
    let Some(days) = days.min() else {
        return Ok(false);
    };
    let row = factor::password(db, account.0).await?;
    Ok(row.is_some_and(|row| {
        let since = UnixMs(row.changed_ms.unwrap_or(row.registered_ms));
        now.since_ms(since) > days.saturating_mul(DAY_MS)
    }))
}

/// How many earlier passwords a person does not use again, and the clause.
pub async fn password_history(
    db: &impl ConnectionTrait,
    admin: &Admin,
    person: &SignedIn,
) -> Result<Option<(u64, String)>, Refused> {
    let rules = of(db, admin, &person.posts).await?;
    let asked = rules.iter().filter_map(|rulebook| {
        let count = u64::try_from(rulebook.count(PASSWORD_HISTORY)?).ok()?;
        Some((count, clause_of(rulebook, PASSWORD_HISTORY)?))
    });
    Ok(asked.max())
}

/// The clause of a parameter in the first document of the person that has it.
pub fn clause(admin: &Admin, person: &SignedIn, parameter: &str) -> Option<String> {
    let mut held = person.posts.iter();
    held.find_map(|held| {
        let document = &held.post.document;
        let rulebook = admin.rules().document_on(document, admin.today())?;
        clause_of(rulebook, parameter)
    })
}

/// The same for what the person has to do first.
pub fn clause_of_age(admin: &Admin, person: &SignedIn) -> Option<String> {
    clause(admin, person, PASSWORD_AGE)
}

pub fn clause_of_lock(admin: &Admin, person: &SignedIn) -> Option<String> {
    clause(admin, person, LOCK_AFTER)
}

fn clause_of(rulebook: &Rulebook, parameter: &str) -> Option<String> {
    let parameter = rulebook.parameters.get(parameter)?;
    Some(parameter.clause.text.clone())
}
