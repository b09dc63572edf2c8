//! `not_same_person`: who acts took none of these steps and stands in none of these fields.

use super::{Facts, FieldKind, Guarding, Unmet, Word, Words, data, texts};

data! {
    pub struct NotSamePerson {
        steps: Vec<Word>,
        fields: Vec<Word>,
    }
}

impl Guarding for NotSamePerson {
    fn check(&self, words: &Words<'_>) {
        self.steps.iter().for_each(|step| words.step(step));
        for field in &self.fields {
            words.field_of(field, |kind| kind == FieldKind::Person);
        }
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let took = texts(&self.steps).flat_map(|step| facts.case.takers(step));
        let named = texts(&self.fields).filter_map(|field| facts.person(field));
        let same = took.chain(named).any(|person| Some(person) == facts.actor);
        Unmet::unless(!same && facts.actor.is_some())
    }
}
