//! What a step does to people: somebody gets a post with it, or loses one, or is signed out.

use admin_core::{
    authority::Basis,
    case::{
        Case, Effects,
        effects::{Given, Recipient},
    },
    post::{
        Title,
        appoint::{Target, appointed},
    },
    rulebook::Rulebook,
};
use protocol::{admin::post::Appointee, id::AccountId};
use sea_orm::DatabaseTransaction;

use crate::{
    Admin,
    posts::{self, appoint::account_of},
    problem::Refused,
    sessions,
    signed_in::SignedIn,
    trail::{self, Action, Subject},
};

pub(super) async fn change(
    txn: &DatabaseTransaction,
    admin: &Admin,
    person: &SignedIn,
    effects: &Effects,
    rulebook: &Rulebook,
) -> Result<(), Refused> {
    let unit = effects.case.unit;
    let by_matrix = |given: &&Given| given.by_matrix;
    if let Some(given) = effects.given.as_ref().filter(by_matrix) {
        posts::by_case::change(txn, admin, person, (unit, given, false), rulebook).await?;
    } else if let Some(given) = &effects.given {
        give(txn, admin, person, given, &effects.case, rulebook).await?;
    }
    if let Some(taken) = effects.taken.as_ref().filter(by_matrix) {
        posts::by_case::change(txn, admin, person, (unit, taken, true), rulebook).await?;
    } else if let Some(taken) = &effects.taken {
        take(txn, admin, person, taken, &effects.case).await?;
    }
    if let Some(account) = effects.signed_out {
        let ended = sessions::end_all(txn, account, admin.now()).await?;
        if !ended.is_empty() {
            let act = person.act(admin.now(), Action::EndSession);
            let act = act.about(Subject::Account(account));
            trail::append(txn, &act.clause(effects.mark.clause.clone())).await?;
        }
    }
    Ok(())
}

/// In the unit of the case, from today on. A user id that was ever given is refused.
async fn give(
    txn: &DatabaseTransaction,
    admin: &Admin,
    person: &SignedIn,
    given: &Given,
    case: &Case,
    rulebook: &Rulebook,
) -> Result<(), Refused> {
    let (now, clause) = (admin.now(), given.clause.as_str());
    let (appointee, action) = match &given.to {
        Recipient::Known(id) => (Appointee::Known { id: *id }, Action::GrantPost),
        Recipient::New { user_id, name } => {
            let (user_id, name) = (user_id.clone(), name.clone());
            (Appointee::New { user_id, name }, Action::RegisterPost)
        }
    };
    let account = account_of(txn, &appointee, now, clause).await?;
    let others = posts::of_kind(txn, &case.document, &given.post, case.unit).await?;
    let others: Vec<_> = others.into_iter().map(|held| held.post).collect();
    let target = Target {
        person: account,
        kind: &given.post,
        unit: case.unit,
    };
    let allowed = Basis {
        clause,
        post: &person.post,
    };
    let today = admin.today();
    let by = person.account;
    let post = appointed(rulebook, &others, by, &allowed, target, today, None)?;
    let id = posts::begin(txn, &post, now).await?;
    let act = person
        .act(now, action)
        .about(Subject::Account(account))
        .about(Subject::Post(id))
        .about(Subject::Unit(case.unit))
        .about(Subject::Case(case.id));
    trail::append(txn, &act.clause(clause)).await?;
    Ok(())
}

/// The post that a case gave ends with the day before.
async fn take(
    txn: &DatabaseTransaction,
    admin: &Admin,
    person: &SignedIn,
    taken: &Given,
    case: &Case,
) -> Result<(), Refused> {
    let Recipient::Known(account) = &taken.to else {
        return Ok(());
    };
    let account: AccountId = *account;
    let (now, today) = (admin.now(), admin.today());
    let yesterday = today.yesterday().map_err(Refused::internal)?;
    let held = posts::of_kind_held(txn, &case.document, &taken.post, case.unit, today).await?;
    let own = held.into_iter().filter(|held| {
        held.post.person == account && matches!(held.post.title, Title::AppointedBy(_))
    });
    for held in own {
        posts::set_end(txn, &held, held.post.ended(yesterday).to).await?;
        let act = person
            .act(now, Action::DeletePost)
            .about(Subject::Account(account))
            .about(Subject::Post(held.id))
            .about(Subject::Case(case.id));
        trail::append(txn, &act.clause(taken.clause.clone())).await?;
    }
    sessions::end_all(txn, account, now).await?;
    Ok(())
}
