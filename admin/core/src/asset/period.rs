//! Which periods of a thing an act starts, starts again or ends.

use protocol::time::UnixMs;

use super::{Asset, Context, DeadlineChange, Kind, Order, Period, StartsAt};
use crate::{
    deadline::{Basis, Consequence, Deadline, Terms},
    trail::Subject,
};

pub(super) fn changes(
    kind: &Kind,
    asset: &Asset,
    order: &Order,
    context: &Context,
    over: bool,
    now: UnixMs,
) -> Vec<DeadlineChange> {
    kind.periods
        .iter()
        .flat_map(|period| changes_of(period, asset, order, context, over, now))
        .collect()
}

fn changes_of(
    period: &Period,
    asset: &Asset,
    order: &Order,
    context: &Context,
    over: bool,
    now: UnixMs,
) -> Vec<DeadlineChange> {
    let own = |deadline: &&Deadline| deadline.terms.duty == period.duty;
    let running = context.deadlines.iter().filter(own).cloned().map(Box::new);
    if period.met_by.contains(&order.act) {
        return running.map(DeadlineChange::Meet).collect();
    }
    let mut open = running.filter(|deadline| deadline.is_open());
    // Years of keeping begin when the ledger is complete (O-56), other periods end with the thing.
    if over != is_retention(period) {
        return if over {
            open.map(DeadlineChange::Cancel).collect()
        } else {
            Vec::new()
        };
    }
    if !period.started_by.contains(&order.act) {
        return Vec::new();
    }
    let terms = terms_of(period, asset, order, context);
    let started_at = match period.starts_at {
        StartsAt::Act => now,
        StartsAt::DueBack => order.due_back.unwrap_or(now),
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

fn is_retention(period: &Period) -> bool {
    period.consequence == Consequence::DeleteWithProof
}

fn terms_of(period: &Period, asset: &Asset, order: &Order, context: &Context) -> Terms {
    Terms {
        unit: asset.unit,
        subject: Subject::Asset(asset.id).into(),
        duty: period.duty.clone(),
        rule: period.rule.clone(),
        basis: Basis {
            clause: period.clause.clone(),
            rulebook: context.rulebook.to_owned(),
        },
        event: order.act.code().to_owned(),
        consequence: period.consequence,
        holder: period.holder.clone(),
        repeats: period.repeats,
    }
}
