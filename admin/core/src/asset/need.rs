//! Whether an order brings what a line of the table needs.

use super::{Asset, RefusalCode, Requirement, decide::Doing};
use crate::limits::ASSET_TEXT_BYTES;

impl Doing<'_> {
    pub(super) fn meets(
        &self,
        requirement: &Requirement,
        asset: &Asset,
    ) -> Result<(), RefusalCode> {
        let Doing {
            order,
            context,
            now,
            ..
        } = *self;
        let holds = |holds: bool, code| if holds { Ok(()) } else { Err(code) };
        match requirement {
            Requirement::Case(_) | Requirement::AnyCase(_) => {
                let mut kinds = requirement.cases().iter();
                let any = kinds.any(|kind| context.approved.contains(kind));
                holds(any, RefusalCode::CaseMissing)
            }
            Requirement::Confirmation => {
                let by = order.confirmed_by.ok_or(RefusalCode::NotConfirmed)?;
                holds(by != order.by, RefusalCode::ConfirmedBySelf)
            }
            Requirement::Witness => {
                let witness = order.witness.ok_or(RefusalCode::WitnessMissing)?;
                let apart = witness != order.by && order.confirmed_by != Some(witness);
                holds(apart, RefusalCode::WitnessNotApart)
            }
            Requirement::Method(of) => {
                let listed = order.method.as_ref().is_some_and(|it| of.contains(it));
                holds(listed, RefusalCode::MethodMissing)
            }
            Requirement::Place { lockable } => {
                let place = order.place.as_ref().filter(|it| is_short_text(&it.name));
                let place = place.ok_or(RefusalCode::PlaceMissing)?;
                holds(place.lockable || !lockable, RefusalCode::PlaceNotLockable)
            }
            Requirement::DueBack => {
                let due_back = order.due_back.ok_or(RefusalCode::DueBackMissing)?;
                holds(due_back > now, RefusalCode::DueBackPast)
            }
            Requirement::Unharmed => holds(order.unharmed, RefusalCode::NotUnharmed),
            Requirement::Attribute(name) => {
                let value = asset.attributes.get(name).map(|value| value.trim());
                let filled = value.is_some_and(|value| !value.is_empty());
                holds(filled, RefusalCode::AttributeMissing)
            }
            Requirement::OneOf { attribute, of } => {
                let value = asset.attributes.get(attribute);
                let known = value.is_some_and(|value| of.contains(value));
                holds(known, RefusalCode::AttributeUnfit)
            }
            Requirement::Listed(parameter) => {
                let listed = context.around.listed.contains(parameter);
                holds(listed, RefusalCode::NotListed)
            }
            Requirement::Held(post) => {
                holds(context.around.held.contains(post), RefusalCode::PostNotHeld)
            }
            Requirement::Unlocked { lifted_by } => {
                let locked = context.deadlines.iter().any(|deadline| deadline.locks(now));
                let mut lifting = lifted_by.iter();
                let lifted = lifting.any(|kind| context.approved.contains(kind));
                holds(!locked || lifted, RefusalCode::StillLocked)
            }
        }
    }
}

fn is_short_text(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= ASSET_TEXT_BYTES
}
