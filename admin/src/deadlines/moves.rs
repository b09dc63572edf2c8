//! Decisions that something is kept for longer than its days, or erased before them.

use admin_core::{
    case::effects::Moved,
    deadline::{Consequence, Deadline, Rule, Terms},
    trail::SubjectCode,
};
use protocol::id::UnitId;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{DeadlineError, hours_of, new_id, of, restore::owner_of, row};
use crate::{Admin, problem::Refused};

/// The deadline of a kind of something in a unit's own headquarters, unless it has come.
pub async fn movable(
    db: &impl ConnectionTrait,
    admin: &Admin,
    unit: UnitId,
    subject: &str,
    duty: &str,
) -> Result<Option<Deadline>, Refused> {
    let Ok(subject) = subject.parse::<SubjectCode>() else {
        return Ok(None);
    };
    let (found, units) = (of(db, &subject, duty).await?, admin.units().await?);
    Ok(found.filter(|deadline| {
        let is_own = units.same_headquarters(deadline.terms.unit, unit);
        is_own && deadline.is_open() && admin.now() < deadline.due_at
    }))
}

/// Puts another moment in its place. The key goes under the new day first: were it the other way
/// round, a stop in between could destroy it with the old one.
pub async fn decide(
    txn: &DatabaseTransaction,
    admin: &Admin,
    old: &Deadline,
    moved: &Moved,
) -> Result<(), Refused> {
    let now = admin.now();
    let rule = moved.until.map(Rule::FixedDate);
    let due = match &rule {
        None => now,
        Some(rule) => {
            let hours = hours_of(txn, old.terms.unit).await?;
            rule.due(now, &hours).map_err(DeadlineError::from)?
        }
    };
    let terms = Terms {
        rule: rule.unwrap_or_else(|| old.terms.rule.clone()),
        basis: moved.basis.clone(),
        event: moved.event.clone(),
        ..old.terms.clone()
    };
    let new = old.moved(new_id(now), terms, due, now);
    let new = new.map_err(DeadlineError::from)?;
    if old.terms.consequence == Consequence::DeleteWithProof
        && let Some(owner) = owner_of(&old.terms.subject)
    {
        admin.keys().put_under(owner, due).await?;
    }
    row::change(txn, old, &new.old).await?;
    row::insert(txn, &new.next).await?;
    Ok(())
}
