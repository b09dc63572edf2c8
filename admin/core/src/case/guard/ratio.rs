//! `ratio`: with this act, the part is at most so many for each of the whole.

use super::{Facts, Guarding, Question, Unmet, Word, Words, data};

data! {
    pub struct Ratio {
        /// Two counts within the unit, words that the shell knows.
        part: String,
        whole: String,
        /// The parameter that says how many parts one of the whole may have.
        parameter: Word,
    }
}

impl Guarding for Ratio {
    fn check(&self, words: &Words<'_>) {
        words.names.count(&self.parameter);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let count = |of: &String| {
            let (of, within) = (of.clone(), facts.case.unit.to_string());
            let states = Vec::new();
            facts.count(Question::Count { of, within, states })
        };
        let (part, whole) = (count(&self.part), count(&self.whole));
        let holds = match (part, whole, facts.figure(&self.parameter)) {
            (Some(part), Some(whole), Some(each)) => part < whole.saturating_mul(each),
            _ => false,
        };
        Unmet::unless(holds)
    }
}
