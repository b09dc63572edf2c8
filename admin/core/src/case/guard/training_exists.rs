//! `training_exists`: the person has been trained.

use super::{Facts, FieldKind, Guarding, Question, Unmet, Word, Words, data};

data! {
    pub struct TrainingExists {
        topic: String,
        /// Whose training; without it, of the one who acts.
        field: Option<Word>,
    }
}

impl Guarding for TrainingExists {
    fn check(&self, words: &Words<'_>) {
        if let Some(field) = &self.field {
            words.field_of(field, |kind| kind == FieldKind::Person);
        }
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let person = match &self.field {
            Some(field) => facts.person(field),
            None => facts.actor,
        };
        let topic = self.topic.clone();
        let trained = |person| facts.says_yes(Question::Training { person, topic });
        Unmet::unless(person.is_some_and(trained))
    }
}
