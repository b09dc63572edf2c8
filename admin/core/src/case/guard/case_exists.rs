//! `case_exists`: another case is in the state that this step rests on.

use super::{Facts, Guarding, Question, Unmet, Value, Word, Words, data};

data! {
    pub struct CaseExists {
        workflow: Word,
        state: Word,
        /// The field that names the case or what it is about, or `actor` for who acts; without it,
        /// the unit of this case.
        field: Option<Word>,
    }
}

const ACTOR: &str = "actor";

impl CaseExists {
    fn named(&self) -> Option<&Word> {
        self.field.as_ref().filter(|field| ***field != *ACTOR)
    }
}

impl Guarding for CaseExists {
    fn check(&self, words: &Words<'_>) {
        words.foreign_state(&self.workflow, &self.state);
        self.named().and_then(|field| words.field(field));
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let about = match (&self.field, self.named()) {
            (_, Some(field)) => facts.value(field).map(Value::key),
            (Some(_), None) => facts.actor.map(|actor| actor.to_string()),
            (None, None) => Some(facts.case.unit.to_string()),
        };
        let question = |about| Question::Case {
            workflow: self.workflow.text.clone(),
            state: self.state.text.clone(),
            about,
        };
        let exists = about.is_some_and(|about| facts.says_yes(question(about)));
        match self.named() {
            Some(field) => Unmet::field_unless(field, exists),
            None => Unmet::unless(exists),
        }
    }
}
