//! Which periods of a thing an act starts, starts again or ends.

use super::{Asset, DeadlineChange, Period, StartsAt, decide::Doing};
use crate::{
    deadline::{Basis, Consequence, Deadline, Terms},
    trail::Subject,
};

impl Doing<'_> {
    /// `over` says that the act was the last one to this thing.
    pub(super) fn changes(&self, asset: &Asset, over: bool) -> Vec<DeadlineChange> {
        let concerns = |period: &&Period| {
            let class = |class| asset.class.as_ref() == Some(class);
            period.classes.is_empty() || period.classes.iter().any(class)
        };
        let periods = self.kind.periods.iter().filter(concerns);
        let changes = periods.flat_map(|period| self.changes_of(period, asset, over));
        changes.collect()
    }

    fn changes_of(&self, period: &Period, asset: &Asset, over: bool) -> Vec<DeadlineChange> {
        let own = |deadline: &&Deadline| deadline.terms.duty == period.duty;
        let deadlines = self.context.deadlines.iter();
        let running = deadlines.filter(own).cloned().map(Box::new);
        if period.met_by.contains(&self.order.act) {
            // A reminder that has struck is over.
            let met = running
                .filter(|one| one.has_begun(self.now) && one.meet(self.now).is_ok())
                .map(DeadlineChange::Meet);
            return met.collect();
        }
        let mut open = running.filter(|deadline| deadline.is_open());
        // Years of keeping begin when the ledger is complete (O-56), other periods end with the
        // thing.
        let is_retention = period.consequence == Consequence::DeleteWithProof;
        if over && !is_retention {
            return open.map(DeadlineChange::Cancel).collect();
        }
        if over != is_retention || !period.started_by.contains(&self.order.act) {
            return Vec::new();
        }
        let terms = self.terms_of(period, asset);
        let started_at = match period.starts_at {
            StartsAt::Act => self.now,
            StartsAt::DueBack => self.order.due_back.unwrap_or(self.now),
        };
        vec![match open.next() {
            Some(old) => DeadlineChange::Restart {
                old,
                terms,
                started_at,
            },
            None => DeadlineChange::Open { terms, started_at },
        }]
    }

    fn terms_of(&self, period: &Period, asset: &Asset) -> Terms {
        Terms {
            unit: asset.unit,
            subject: Subject::Asset(asset.id).into(),
            duty: period.duty.clone(),
            rule: period.rule.clone(),
            basis: Basis {
                clause: period.clause.clone(),
                rulebook: self.context.rulebook.to_owned(),
            },
            event: self.order.act.code().to_owned(),
            consequence: period.consequence,
            holder: period.holder.clone(),
            repeats: period.repeats,
        }
    }
}
