//! `case_exists`: another case is in the state that this step rests on.

use super::{Class, Guarding, Told, Unmet, Words};
use crate::{
    case::{facts::Facts, questions::Question},
    rulebook::{flaw::Word, reader::Reader},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseExists {
    workflow: Word,
    state: Word,
    /// The field that names the case or what it is about, or `actor` for who acts; without it,
    /// the unit of this case.
    field: Option<Word>,
}

const ACTOR: &str = "actor";

impl CaseExists {
    fn question(&self, facts: &Facts<'_>) -> Option<Question> {
        let about = match &self.field {
            Some(field) if **field == *ACTOR => facts.actor?.to_string(),
            Some(field) => facts.value(field)?.key(),
            None => facts.case.unit.to_string(),
        };
        let (workflow, state) = (self.workflow.text.clone(), self.state.text.clone());
        Some(Question::Case { workflow, state, about })
    }
}

impl Guarding for CaseExists {
    const TOLD: Told = Told {
        class: Class::NotYet,
        ja: "先に済ませる手続があります",
        en: "Another matter has to be settled first",
    };

    fn read(table: &Reader<'_>) -> Self {
        Self {
            workflow: table.word("workflow"),
            state: table.word("state"),
            field: table.optional_word("field"),
        }
    }

    fn check(&self, words: &Words<'_>) {
        words.foreign_state(&self.workflow, &self.state);
        let named = self.field.iter().filter(|field| ***field != *ACTOR);
        named.for_each(|field| words.field(field));
    }

    fn questions(&self, facts: &Facts<'_>) -> Vec<Question> {
        self.question(facts).into_iter().collect()
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let exists = self.question(facts).is_some_and(|question| facts.says_yes(&question));
        match &self.field {
            Some(field) if **field != *ACTOR => Unmet::field_unless(field, exists),
            _ => Unmet::unless(exists),
        }
    }
}
