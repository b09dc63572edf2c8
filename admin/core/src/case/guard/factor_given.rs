//! `factor_given`: where a field of a named case holds one of these choices, the person signed in with
//! one of these factors.

use super::{Answer, Facts, FieldKind, Guarding, Question, Unmet, Word, Words, data, texts};

data! {
    pub struct FactorGiven {
        /// The field that names the case.
        field: Word,
        workflow: Word,
        /// Its choice, and which of its options ask for a factor.
        of: Word,
        is: Vec<Word>,
        factors: Vec<Word>,
    }
}

impl Guarding for FactorGiven {
    fn check(&self, words: &Words<'_>) {
        words.field_of(&self.field, |kind| kind == FieldKind::Case);
        let place = &self.of.place;
        words
            .names
            .field_of(place, &self.workflow, &self.of, |kind| {
                matches!(kind, FieldKind::Choice | FieldKind::TickGroup)
            });
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let given = facts.ask(Question::Factor);
        let set = facts.value_of(Some(&self.field), &self.of);
        let is_asked = set.is_none_or(|set| set.is_one_of(texts(&self.is)));
        let fits = match given {
            Some(Answer::Factor(given)) => texts(&self.factors).any(|factor| factor == given),
            _ => false,
        };
        Unmet::unless(fits || !is_asked)
    }
}
