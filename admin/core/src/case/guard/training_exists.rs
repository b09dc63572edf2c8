//! `training_exists`: the person has been trained.

use super::{Class, Guarding, Told, Unmet, Words};
use crate::{
    case::{facts::Facts, questions::Question},
    rulebook::{
        flaw::Word,
        form::FieldKind,
        reader::Reader,
    },
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrainingExists {
    topic: String,
    /// Whose training; without it, of the one who acts.
    field: Option<Word>,
}

impl TrainingExists {
    fn question(&self, facts: &Facts<'_>) -> Option<Question> {
        let person = facts.person_or_actor(self.field.as_deref())?;
        Some(Question::Training { person, topic: self.topic.clone() })
    }
}

impl Guarding for TrainingExists {
    const TOLD: Told = Told {
        class: Class::NotYet,
        ja: "必要な教養・訓練の記録がありません",
        en: "There is no record of the training that is needed",
    };

    fn read(table: &Reader<'_>) -> Self {
        Self { topic: table.text("topic"), field: table.optional_word("field") }
    }

    fn check(&self, words: &Words<'_>) {
        if let Some(field) = &self.field {
            words.field_of(field, |kind| kind == FieldKind::Person);
        }
    }

    fn questions(&self, facts: &Facts<'_>) -> Vec<Question> {
        self.question(facts).into_iter().collect()
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        Unmet::unless(self.question(facts).is_some_and(|question| facts.says_yes(&question)))
    }
}
