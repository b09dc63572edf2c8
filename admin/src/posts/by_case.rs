//! Posts that a step of a case gives or ends: the register of designations and the designation are
//! one act. The appointment matrix is asked as it is where somebody appoints by hand.

use admin_core::{
    case::effects::{Given, Recipient},
    post::appoint::{Target, appointed, may_appoint},
    rulebook::{Rulebook, posts::AppointAct},
};
use http::StatusCode;
use protocol::id::UnitId;
use sea_orm::DatabaseTransaction;

use super::{allowed::about_word, begin, deputy, of_kind, set_end};
use crate::{
    Admin,
    problem::Refused,
    signed_in::SignedIn,
    trail::{self, Action, Subject},
};

/// Gives the post, or ends it from today on. Whoever holds it already keeps it: a new designation
/// is a new row of the register.
pub async fn change(
    txn: &DatabaseTransaction,
    admin: &Admin,
    person: &SignedIn,
    (unit, given, ends): (UnitId, &Given, bool),
    rulebook: &Rulebook,
) -> Result<(), Refused> {
    let Recipient::Known(account) = given.to else {
        return Ok(());
    };
    let (units, today, now) = (admin.units().await?, admin.today(), admin.now());
    let target = Target {
        person: account,
        kind: &given.post,
        unit,
    };
    let (act, action) = match ends {
        true => (AppointAct::Delete, Action::DeletePost),
        false => (AppointAct::Grant, Action::GrantPost),
    };
    let posts = person.held();
    let allowed = may_appoint(rulebook, &units, person.account, &posts, act, target, today)?;
    let acting = person.clone().acting(allowed.post, &units);
    let others = of_kind(txn, &rulebook.document.code, &given.post, unit).await?;
    let own = others.iter().filter(|held| {
        let is_own = held.post.person == account && !held.post.is_delegated();
        is_own && held.post.is_held(today)
    });
    let told = acting
        .act(now, action)
        .about(Subject::Account(account))
        .about(Subject::Unit(unit));
    let told = about_word(told, &given.post).clause(allowed.clause.to_owned());
    if ends {
        let last = today.yesterday().map_err(Refused::internal)?;
        for held in own {
            set_end(txn, held, held.post.ended(last).to).await?;
            deputy::end_lent(txn, &held.post, last).await?;
        }
    } else if own.count() == 0 {
        let others: Vec<_> = others.into_iter().map(|held| held.post).collect();
        let by = person.account;
        let post = appointed(rulebook, &others, by, &allowed, target, today, None)?;
        begin(txn, &post, now).await?;
    } else {
        return Ok(());
    }
    trail::append(txn, &told).await?;
    Ok(())
}

/// Refuses by hand what a step of a case gives with its row of a register.
pub(super) fn not_by_hand(rulebook: &Rulebook, kind: &str) -> Result<(), Refused> {
    let steps = rulebook.workflows.values().flat_map(|it| &it.steps);
    let mut given = steps.filter_map(|step| step.gives.as_ref());
    match given.find(|given| given.by_matrix && *given.post == *kind) {
        None => Ok(()),
        Some(given) => Err(Refused::new(
            StatusCode::CONFLICT,
            "post_by_case",
            "この役割は、指定簿に記入する手続によって指定してください。",
            "Designate this post by the procedure that writes its register.",
        )
        .clause(&given.clause.text)),
    }
}
