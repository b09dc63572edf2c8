//! `count_max`: there are fewer of these than a parameter allows.

use super::{Class, Guarding, Told, Unmet, Words};
use crate::{
    case::{facts::Facts, questions::Question},
    rulebook::{flaw::Word, reader::Reader},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountMax {
    /// What is counted, a word that the shell knows.
    of: String,
    /// The field within whose value it is counted; without it, within the unit.
    field: Option<Word>,
    parameter: Word,
}

impl CountMax {
    fn question(&self, facts: &Facts<'_>) -> Option<Question> {
        let within = match &self.field {
            Some(field) => facts.value(field)?.key(),
            None => facts.case.unit.to_string(),
        };
        Some(Question::Count { of: self.of.clone(), within })
    }
}

impl Guarding for CountMax {
    const TOLD: Told = Told {
        class: Class::NotYet,
        ja: "数の上限に達しています",
        en: "The limit of their number is reached",
    };

    fn read(table: &Reader<'_>) -> Self {
        Self {
            of: table.text("of"),
            field: table.optional_word("field"),
            parameter: table.word("parameter"),
        }
    }

    fn check(&self, words: &Words<'_>) {
        words.count(&self.parameter);
        self.field.iter().for_each(|field| words.field(field));
    }

    fn questions(&self, facts: &Facts<'_>) -> Vec<Question> {
        self.question(facts).into_iter().collect()
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let there = self.question(facts).and_then(|question| facts.count(&question));
        let max = facts.context.rulebook.count(&self.parameter);
        let max = max.and_then(|max| u64::try_from(max).ok());
        Unmet::unless(matches!((there, max), (Some(there), Some(max)) if there < max))
    }
}
