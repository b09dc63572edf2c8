//! A database that was brought back from a backup knows nothing of what was erased since. The key
//! store does: before anything is served, every deletion that it remembers is carried out again.

use std::sync::Arc;

use admin_core::{
    deadline::{Consequence, NotNow},
    trail::SubjectCode,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, prelude::Uuid};

use super::{
    Carrier, DeadlineError,
    look::{look, strike_one},
    row::{OPEN, deadline_of},
};
use crate::{
    Admin, cases::files, keys::KeyError, limits::KEYS_AT_ONCE, problem::Refused,
    store::table::deadline,
};

/// Why deletions could not be carried out again.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error(transparent)]
    Deadline(#[from] DeadlineError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("files of cases: {0}")]
    Files(String),
    #[error(transparent)]
    Database(#[from] sea_orm::DbErr),
}

/// Erases what has no key any more, with its bytes and with an entry in the trail, and then what is
/// due as far as the clock is believed. How many were erased for want of their key. What is due by a
/// clock that has to prove itself first is refused to every reader meanwhile.
pub async fn reapply(admin: &Admin, carriers: &[Arc<dyn Carrier>]) -> Result<usize, RestoreError> {
    let mut erased = erase_keyless(admin, carriers).await?;
    let forgotten = files::forget_keyless(admin).await;
    erased += forgotten
        .map_err(|Refused(problem)| RestoreError::Files(problem.message_en.to_string()))?;
    loop {
        let clock = admin.clock();
        let look = look(admin.db(), carriers, clock.now(), clock.is_settable()).await?;
        if look.struck == 0 {
            admin.keys().destroy_days(admin.db(), look.believed).await?;
            return Ok(erased);
        }
    }
}

async fn erase_keyless(
    admin: &Admin,
    carriers: &[Arc<dyn Carrier>],
) -> Result<usize, RestoreError> {
    let (db, mut erased, mut last) = (admin.db(), 0, Uuid::nil());
    loop {
        let page = deadline::Entity::find()
            .filter(deadline::Column::State.eq(OPEN))
            .filter(deadline::Column::Consequence.eq(Consequence::DeleteWithProof.code()))
            .filter(deadline::Column::Id.gt(last))
            .order_by_asc(deadline::Column::Id)
            .limit(KEYS_AT_ONCE)
            .all(&**db)
            .await?;
        let Some(end) = page.last() else {
            return Ok(erased);
        };
        last = end.id;
        let mut kept = Vec::new();
        for row in page {
            let deadline = deadline_of(row)?;
            if let Some(owner) = owner_of(&deadline.terms.subject) {
                kept.push((owner, deadline));
            }
        }
        let owners: Vec<_> = kept.iter().map(|(owner, _)| *owner).collect();
        let gone = admin.keys().without_key(&owners).await?;
        for (owner, deadline) in kept {
            if !gone.contains(&owner) {
                continue;
            }
            let now = admin.now();
            let strike = deadline.strike_gone(now).map_err(DeadlineError::from)?;
            match strike_one(db, carriers, &strike, now).await {
                Ok(()) => erased += 1,
                Err(DeadlineError::NotNow(NotNow::Over)) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// Whose data key a deletion destroys: a report's, a film's, or a case's.
pub(crate) fn owner_of(subject: &SubjectCode) -> Option<Uuid> {
    match subject.parts() {
        ("report" | "asset" | "case", id) => id.parse().ok(),
        _ => None,
    }
}
