//! `fewer_than`: other cases of this workflow in these states are fewer in the unit than a number
//! that a case of another workflow says.

use super::{Facts, FieldKind, Guarding, Question, Unmet, Word, Words, data, texts};

data! {
    pub struct FewerThan {
        states: Vec<Word>,
        /// The newest case of this workflow in this state, and its field.
        workflow: Word,
        state: Word,
        field: Word,
    }
}

impl Guarding for FewerThan {
    fn check(&self, words: &Words<'_>) {
        self.states.iter().for_each(|state| words.state(state));
        words.foreign_state(&self.workflow, &self.state);
        let place = &self.field.place;
        words
            .names
            .field_of(place, &self.workflow, &self.field, |kind| {
                matches!(kind, FieldKind::Number { .. })
            });
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let there = facts.count(Question::Cases {
            workflow: facts.case.workflow.clone(),
            states: texts(&self.states).map(str::to_owned).collect(),
        });
        let figure = facts.count(Question::Figure {
            workflow: self.workflow.text.clone(),
            state: self.state.text.clone(),
            field: self.field.text.clone(),
        });
        Unmet::unless(there.zip(figure).is_some_and(|(there, most)| there < most))
    }
}
