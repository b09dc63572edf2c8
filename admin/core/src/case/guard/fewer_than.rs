//! `fewer_than`: other cases of this workflow in these states are fewer in the unit than a number
//! that a case of another workflow says.

use super::{Class, Guarding, Told, Unmet, Words, texts};
use crate::{
    case::{facts::Facts, questions::Question},
    rulebook::{flaw::Word, reader::Reader},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FewerThan {
    states: Vec<Word>,
    /// The newest case of this workflow in this state, and its field.
    workflow: Word,
    state: Word,
    field: Word,
}

impl FewerThan {
    fn counted(&self, facts: &Facts<'_>) -> Question {
        Question::Cases {
            workflow: facts.case.workflow.clone(),
            states: texts(&self.states).map(str::to_owned).collect(),
        }
    }

    fn figure(&self) -> Question {
        Question::Figure {
            workflow: self.workflow.text.clone(),
            state: self.state.text.clone(),
            field: self.field.text.clone(),
        }
    }
}

impl Guarding for FewerThan {
    const TOLD: Told = Told {
        class: Class::NotYet,
        ja: "定められた数を超えます",
        en: "There would be more than is set",
    };

    fn read(table: &Reader<'_>) -> Self {
        Self {
            states: table.words("states"),
            workflow: table.word("workflow"),
            state: table.word("state"),
            field: table.word("field"),
        }
    }

    fn check(&self, words: &Words<'_>) {
        self.states.iter().for_each(|state| words.state(state));
        words.foreign_state(&self.workflow, &self.state);
        words.foreign_number(&self.workflow, &self.field);
    }

    fn questions(&self, facts: &Facts<'_>) -> Vec<Question> {
        vec![self.counted(facts), self.figure()]
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let there = facts.count(&self.counted(facts));
        let figure = facts.count(&self.figure());
        Unmet::unless(matches!((there, figure), (Some(there), Some(figure)) if there < figure))
    }
}
