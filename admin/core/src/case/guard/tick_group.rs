//! `tick_group`: at least one box of each group is ticked, or these boxes are.

use super::{Facts, Guarding, Unmet, Value, Word, Words, data, texts};

data! {
    pub struct TickGroup {
        fields: Vec<Word>,
        /// All of these; where none are named, any one.
        ticks: Vec<Word>,
    }
}

impl Guarding for TickGroup {
    fn check(&self, words: &Words<'_>) {
        for field in &self.fields {
            words.options(field, &self.ticks);
        }
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let is_ticked = |field: &str| match facts.value(field) {
            Some(Value::Ticks(ticked)) => texts(&self.ticks).all(|tick| ticked.contains(tick)),
            Some(value @ Value::Choice(_)) => {
                self.ticks.is_empty() || value.is_one_of(texts(&self.ticks))
            }
            _ => false,
        };
        let missing = texts(&self.fields).filter(|field| !is_ticked(field));
        let missing: Vec<_> = missing.map(str::to_owned).collect();
        let is_on = |tick: &str| {
            let mut groups = missing.iter().map(|field| facts.value(field));
            groups.all(|value| matches!(value, Some(Value::Ticks(on)) if on.contains(tick)))
        };
        let ticks = texts(&self.ticks).filter(|tick| !is_on(tick));
        let ticks = ticks.map(str::to_owned).collect();
        Unmet::fields(missing).map_err(|unmet| Unmet { ticks, ..unmet })
    }
}
