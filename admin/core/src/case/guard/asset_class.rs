//! `asset_class`: the thing that a field names is of one of these classes, or of the one that another
//! field holds.

use super::{Facts, FieldKind, Guarding, Question, Unmet, Value, Word, Words, data, texts};

data! {
    pub struct AssetClass {
        field: Word,
        classes: Vec<Word>,
        /// The choice that says its class.
        same_as: Option<Word>,
    }
}

impl Guarding for AssetClass {
    fn check(&self, words: &Words<'_>) {
        words.fields_of([&self.field], |kind| kind == FieldKind::Asset);
        words.fields_of(&self.same_as, |kind| kind == FieldKind::Choice);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let said = self.same_as.iter();
        let said = said.filter_map(|field| facts.value(field).map(Value::key));
        let classes = texts(&self.classes).map(str::to_owned).chain(said);
        let asked = facts.value(&self.field).map(|asset| Question::Class {
            asset: asset.key(),
            classes: classes.collect(),
        });
        let fits = asked.is_some_and(|asked| facts.says_yes(asked));
        Unmet::field_unless(&self.field, fits)
    }
}
