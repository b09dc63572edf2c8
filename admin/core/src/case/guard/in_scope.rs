//! `in_scope`: the unit, person or asset in a field belongs to the unit or headquarters of the
//! case.

use protocol::id::UnitId;

use super::{Class, Guarding, Told, Unmet, Words};
use crate::{
    case::{
        facts::Facts,
        questions::{Answer, Question},
        value::Value,
    },
    rulebook::{
        flaw::Word,
        form::FieldKind,
        posts::Scope,
        reader::Reader,
    },
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InScope {
    field: Word,
    scope: Scope,
}

impl InScope {
    fn asked(&self, facts: &Facts<'_>) -> Vec<Question> {
        let named = match facts.value(&self.field) {
            Some(value @ (Value::Person(_) | Value::Asset(_) | Value::Assets(_))) => value.keys(),
            _ => Vec::new(),
        };
        named.into_iter().map(|id| Question::UnitOf { id }).collect()
    }

    /// The units of what is named; nothing where one is unknown.
    fn units(&self, facts: &Facts<'_>) -> Option<Vec<UnitId>> {
        if let Value::Unit(unit) = facts.value(&self.field)? {
            return Some(vec![*unit]);
        }
        let unit = |question: &Question| match facts.answer(question)? {
            Answer::Unit(unit) => Some(*unit),
            _ => None,
        };
        self.asked(facts).iter().map(unit).collect()
    }
}

impl Guarding for InScope {
    const TOLD: Told = Told {
        class: Class::NotAllowed,
        ja: "所属が異なるため、選べません",
        en: "This belongs to another unit",
    };

    fn read(table: &Reader<'_>) -> Self {
        let scope = table.one_of("scope", Scope::NAMES);
        Self {
            field: table.word("field"),
            scope: table.told_if_missing("scope", scope).unwrap_or(Scope::SameUnit),
        }
    }

    fn check(&self, words: &Words<'_>) {
        use FieldKind::{Asset, Assets, Person, Unit};
        words.field_of(&self.field, |kind| matches!(kind, Unit | Person | Asset | Assets));
    }

    fn questions(&self, facts: &Facts<'_>) -> Vec<Question> {
        self.asked(facts)
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let own = facts.case.unit;
        let fits = |unit: &UnitId| match self.scope {
            Scope::Any => facts.context.units.get(*unit).is_some(),
            Scope::SameHeadquarters => facts.context.units.same_headquarters(own, *unit),
            Scope::SameUnit | Scope::SameGroup => own == *unit,
            Scope::Below => facts.context.units.is_within(*unit, own),
        };
        let units = self.units(facts).filter(|units| !units.is_empty());
        let belongs = units.is_some_and(|units| units.iter().all(fits));
        Unmet::field_unless(&self.field, belongs)
    }
}
