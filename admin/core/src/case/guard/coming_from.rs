//! `coming_from`: the case stands in one of these states before the step. A step that leaves several
//! states may let one of them go on and have it explained afterwards.

use super::{Facts, Guarding, Unmet, Word, Words, data, names};

data! {
    pub struct ComingFrom {
        states: Vec<Word>,
    }
}

impl Guarding for ComingFrom {
    fn check(&self, words: &Words<'_>) {
        self.states.iter().for_each(|state| words.state(state));
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        Unmet::unless(names(&self.states, &facts.case.state))
    }
}
