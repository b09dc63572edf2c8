//! `listed_headquarters`: the code of the headquarters of the case is a word of a parameter.

use super::{Facts, Guarding, Unmet, Word, Words, data};
use crate::rulebook::parameters;

data! {
    pub struct ListedHeadquarters {
        /// Codes with spaces between them.
        parameter: Word,
    }
}

impl Guarding for ListedHeadquarters {
    fn check(&self, words: &Words<'_>) {
        let is_text = |value: &parameters::Value| matches!(value, parameters::Value::Text(_));
        words.names.parameter(&self.parameter, is_text);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let (rulebook, units) = (facts.context.rulebook, facts.context.units);
        Unmet::unless(rulebook.lists(&self.parameter, facts.case.unit, units))
    }
}
