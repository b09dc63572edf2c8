//! `witness`: a second person who may witness is signed in beside the one who acts.

use super::{Facts, FieldKind, Guarding, Kind, Unmet, Word, Words, data};

data! {
    pub struct Witness {
        /// What the witness must be allowed to do.
        action: Word,
        /// The person in this field may witness without that: somebody designated them.
        field: Option<Word>,
    }
}

impl Guarding for Witness {
    fn check(&self, words: &Words<'_>) {
        words.names.known(Kind::Action, &self.action);
        if let Some(field) = &self.field {
            words.field_of(field, |kind| kind == FieldKind::Person);
        }
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let named = self.field.as_ref().and_then(|field| facts.person(field));
        let witnesses = facts.context.witness.is_some_and(|witness| {
            let (context, unit) = (facts.context, facts.taken_for(facts.step));
            let may = || context.may(witness, &self.action, facts.case, unit).is_ok();
            let is_named = named == Some(witness.person);
            Some(witness.person) != facts.actor && (is_named || may())
        });
        Unmet::unless(witnesses)
    }
}
