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
    fn question(&self, facts: &Facts<'_>) -> Option<Question> {
        let value = facts.value(&self.field)?;
        matches!(value, Value::Person(_) | Value::Asset(_)).then(|| Question::UnitOf { id: value.key() })
    }

    fn unit(&self, facts: &Facts<'_>) -> Option<UnitId> {
        if let Value::Unit(unit) = facts.value(&self.field)? {
            return Some(*unit);
        }
        match facts.answer(&self.question(facts)?)? {
            Answer::Unit(unit) => Some(*unit),
            _ => None,
        }
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
        use FieldKind::{Asset, Person, Unit};
        words.field_of(&self.field, |kind| matches!(kind, Unit | Person | Asset));
    }

    fn questions(&self, facts: &Facts<'_>) -> Vec<Question> {
        self.question(facts).into_iter().collect()
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let own = facts.case.unit;
        let belongs = self.unit(facts).is_some_and(|unit| match self.scope {
            Scope::Any => facts.context.units.get(unit).is_some(),
            Scope::SameHeadquarters => facts.context.units.same_headquarters(own, unit),
            Scope::SameUnit | Scope::SameGroup => own == unit,
            Scope::Below => facts.context.units.is_within(unit, own),
        });
        Unmet::field_unless(&self.field, belongs)
    }
}
