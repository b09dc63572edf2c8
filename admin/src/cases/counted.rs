//! What the system fills at a step: figures, and the last day of a period.

use admin_core::{
    calendar::{OfficeHours, japan},
    case::{Case, Command, value::Value},
    rulebook::{Rulebook, workflow::Counted},
};
use jiff::civil::Date;
use protocol::time::UnixMs;
use sea_orm::DatabaseTransaction;

use super::store;
use crate::{figures, problem::Refused, units::Units};

/// The command with the figures that the system fills at its step.
pub(super) async fn with(
    txn: &DatabaseTransaction,
    (case, rulebook): (&Case, &Rulebook),
    units: &Units,
    command: &Command,
    now: UnixMs,
) -> Result<Command, Refused> {
    let workflow = rulebook.workflows.get(&case.workflow);
    let step = workflow.and_then(|workflow| workflow.step(&command.step));
    let mut command = command.clone();
    for counts in step.map_or(&[][..], |step| &step.counts) {
        let value = match &counts.what {
            Counted::Figure(figure) => {
                let figure = rulebook.figures.get(&figure.text);
                let figure = figure.ok_or_else(|| Refused::internal("there is no such figure"))?;
                figures::value(txn, rulebook, figure, case.unit, units)
                    .await?
                    .into()
            }
            Counted::LastDayOf(kind) => {
                let last = last_day_of(kind, case, &command, rulebook, now);
                serde_json::to_value(last).map_err(Refused::internal)?
            }
        };
        command.values.insert(counts.field.text.clone(), value);
    }
    Ok(command)
}

/// Nothing where the day from which it counts is not known.
fn last_day_of(
    kind: &str,
    case: &Case,
    command: &Command,
    rulebook: &Rulebook,
    now: UnixMs,
) -> Option<Date> {
    let kind = rulebook.deadlines.get(kind)?;
    let start = match &kind.start {
        None => now,
        Some(field) => {
            let form = store::form_of(case, rulebook)?.field(field)?;
            let brought = command.values.get(&field.text);
            let brought = brought.and_then(|json| Value::read(form, json));
            match brought.as_ref().or_else(|| case.values.get(&field.text))? {
                Value::Date(day) => japan::start_of(*day),
                Value::Moment(at) => *at,
                _ => return None,
            }
        }
    };
    let due = rulebook.period(kind)?.due(start, &OfficeHours::standard());
    Some(japan::day_of(due.ok()?.plus_ms(-1)))
}
