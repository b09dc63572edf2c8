//! Refusals of people nobody knows are counted and summarised once a minute, so that a flood of
//! wrong links cannot fill the trail.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use protocol::time::UnixMs;
use sea_orm::DbErr;

use crate::{
    limits::REFUSAL_KINDS,
    problem::Refused,
    store::{Db, StoreError},
    trail::{self, Act, Action, Actor, Subject},
    units,
};

/// A cheap handle; all clones count together.
#[derive(Clone, Debug, Default)]
pub struct Refusals(Arc<Mutex<BTreeMap<&'static str, u64>>>);

impl Refusals {
    /// Counts one refusal by its code.
    pub fn count(&self, code: &'static str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() < REFUSAL_KINDS || counts.contains_key(code) {
            *counts.entry(code).or_default() += 1;
        }
    }

    /// Counts a refusal and hands it on.
    pub fn counted(&self, code: &'static str, refused: Refused) -> Refused {
        self.count(code);
        refused
    }

    /// Writes what was counted since the last time into the root unit's chain: one entry for
    /// each code. Called once a minute and at the end.
    pub async fn write(&self, db: &Db, now: UnixMs) -> Result<(), StoreError> {
        let counts = {
            let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *counts)
        };
        if counts.is_empty() {
            return Ok(());
        }
        db.write(async |txn| {
            let root = units::root(txn).await?;
            let unit = root.ok_or_else(|| DbErr::RecordNotFound("the root unit".to_owned()))?;
            for (code, count) in &counts {
                let act = Act::new(unit, now, Actor::System, Action::SummariseRefusals)
                    .about(Subject::Word(code))
                    .about(Subject::Count(*count))
                    .refused();
                trail::append(txn, &act).await?;
            }
            Ok(())
        })
        .await
    }
}
