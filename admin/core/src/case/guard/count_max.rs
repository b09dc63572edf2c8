//! `count_max`: there are fewer of these than a parameter allows.

use super::{Facts, Guarding, Question, Unmet, Value, Word, Words, data, texts};

data! {
    pub struct CountMax {
        /// What is counted, a word that the shell knows.
        of: String,
        /// The field within whose value it is counted; without it, within the unit.
        field: Option<Word>,
        parameter: Word,
        /// Where cases of a workflow are counted: in these states alone.
        states: Vec<Word>,
    }
}

impl Guarding for CountMax {
    fn check(&self, words: &Words<'_>) {
        words.names.count(&self.parameter);
        for state in &self.states {
            let place = &state.place;
            words.names.state_of(place, &self.of, state);
        }
        if let Some(field) = &self.field {
            words.field(field);
        }
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let within = match &self.field {
            Some(field) => facts.value(field).map(Value::key),
            None => Some(facts.case.unit.to_string()),
        };
        let of = self.of.clone();
        let states = texts(&self.states).map(str::to_owned).collect();
        let question = |within| Question::Count { of, within, states };
        let there = within.and_then(|within| facts.count(question(within)));
        let most = facts.figure(&self.parameter);
        Unmet::unless(there.zip(most).is_some_and(|(there, most)| there < most))
    }
}
