//! `not_same_person`: who acts took none of these steps and stands in none of these fields.

use super::{Class, Guarding, Told, Unmet, Words, texts};
use crate::{
    case::facts::Facts,
    rulebook::{
        flaw::Word,
        form::FieldKind,
        reader::Reader,
    },
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotSamePerson {
    steps: Vec<Word>,
    fields: Vec<Word>,
}

impl Guarding for NotSamePerson {
    const TOLD: Told = Told {
        class: Class::NotAllowed,
        ja: "同じ人が続けて行うことはできません。別の人が行ってください",
        en: "The same person may not do both; another person has to",
    };

    fn read(table: &Reader<'_>) -> Self {
        Self { steps: table.words("steps"), fields: table.words("fields") }
    }

    fn check(&self, words: &Words<'_>) {
        self.steps.iter().for_each(|step| words.step(step));
        self.fields.iter().for_each(|field| words.field_of(field, |kind| kind == FieldKind::Person));
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let took = texts(&self.steps).flat_map(|step| facts.case.takers(step));
        let named = texts(&self.fields).filter_map(|field| facts.person(field));
        let same = took.chain(named).any(|person| Some(person) == facts.actor);
        Unmet::unless(!same && facts.actor.is_some())
    }
}
