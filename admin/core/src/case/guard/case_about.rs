//! `case_about`: in the headquarters there is a case of a workflow in one of these states that is about
//! all of this, or there is none.

use super::{Facts, Guarding, Question, Unmet, Value, Word, Words, data, texts};

data! {
    pub struct CaseAbout {
        workflow: Word,
        states: Vec<Word>,
        /// The fields that name what it is about; `actor` stands for who acts, `case` for this case.
        fields: Vec<Word>,
        /// There has to be none.
        absent: bool = false,
    }
}

const ACTOR: &str = "actor";
const CASE: &str = "case";

impl Guarding for CaseAbout {
    fn check(&self, words: &Words<'_>) {
        for state in &self.states {
            words.foreign_state(&self.workflow, state);
        }
        let own = self.fields.iter();
        own.filter(|field| !matches!(&***field, ACTOR | CASE))
            .for_each(|field| {
                words.field(field);
            });
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let about = |field: &Word| match &**field {
            ACTOR => facts.actor.map(|actor| actor.to_string()),
            CASE => Some(facts.case.id.to_string()),
            field => facts.value(field).map(Value::key),
        };
        let about: Option<Vec<_>> = self.fields.iter().map(about).collect();
        let exists = about.map(|about| {
            facts.ask(Question::About {
                workflow: self.workflow.text.clone(),
                states: texts(&self.states).map(str::to_owned).collect(),
                about,
            })
        });
        let wanted = match self.absent {
            true => super::Answer::No,
            false => super::Answer::Yes,
        };
        Unmet::unless(exists.flatten() == Some(&wanted))
    }
}
