//! `no_case`: no case of a workflow in one of these states is about what a field names. Those that are
//! there are told by their numbers.

use super::{Answer, Facts, Guarding, Other, Question, Unmet, Value, Word, Words, data, texts};
use crate::rulebook::posts::Scope;

data! {
    pub struct NoCase {
        workflow: Word,
        states: Vec<Word>,
        /// Names what they would be about; without it, this case itself.
        field: Option<Word>,
        scope: Scope = Scope::SameUnit,
    }
}

impl Guarding for NoCase {
    fn check(&self, words: &Words<'_>) {
        for state in &self.states {
            words.foreign_state(&self.workflow, state);
        }
        self.field.iter().for_each(|field| {
            words.field(field);
        });
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let about = match &self.field {
            Some(field) => facts.value(field).map(Value::key),
            None => Some(facts.case.id.to_string()),
        };
        let Some(about) = about else {
            return Unmet::unless(false);
        };
        let asked = facts.ask(Question::Numbers(Other {
            workflow: self.workflow.text.clone(),
            states: texts(&self.states).map(str::to_owned).collect(),
            about: vec![about],
            scope: self.scope,
            with: None,
            on: None,
        }));
        match asked {
            Some(Answer::Numbers(there)) if there.is_empty() => Ok(()),
            Some(Answer::Numbers(there)) => Err(Unmet {
                there: there.clone(),
                ..Unmet::default()
            }),
            _ => Err(Unmet::default()),
        }
    }
}
