//! `in_scope`: the unit, person or asset in a field belongs to the unit or headquarters of the
//! case.

use super::{Answer, Facts, FieldKind, Guarding, Question, Unmet, Value, Word, Words, data};
use crate::{post::appoint::within, rulebook::posts::Scope};

data! {
    pub struct InScope {
        field: Word,
        scope: Scope,
        /// Whether the field may hold nothing.
        or_empty: bool = false,
    }
}

impl Guarding for InScope {
    fn check(&self, words: &Words<'_>) {
        use FieldKind::{Asset, Assets, Person, Persons, Terminals, Unit};
        words.field_of(&self.field, |kind| {
            matches!(kind, Unit | Person | Persons | Asset | Assets | Terminals)
        });
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        if self.or_empty && !facts.has(&self.field) {
            return Ok(());
        }
        let ids = match facts.value(&self.field) {
            Some(
                value @ (Value::Person(_)
                | Value::Persons(_)
                | Value::Asset(_)
                | Value::Assets(_)
                | Value::Terminals(_)),
            ) => value.keys(),
            _ => Vec::new(),
        };
        let asked = facts.ask_all(ids, |id| Question::UnitOf { id });
        let asked = asked.into_iter().map(|answer| match answer {
            Some(Answer::Unit(unit)) => Some(*unit),
            _ => None,
        });
        let named = match facts.value(&self.field) {
            Some(Value::Unit(unit)) => Some(Some(*unit)),
            _ => None,
        };
        let mut units = asked.chain(named).peekable();
        let (own, tree) = (facts.case.unit, facts.context.units);
        let fits = |unit| tree.get(unit).is_some() && within(self.scope, own, unit, tree);
        let belongs = units.peek().is_some() && units.all(|unit| unit.is_some_and(fits));
        Unmet::field_unless(&self.field, belongs)
    }
}
