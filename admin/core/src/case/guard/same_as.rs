//! `same_as`: a field holds what another case says in a field of its own.

use super::{Answer, Facts, FieldKind, Guarding, Question, Unmet, Value, Word, Words, data};

data! {
    pub struct SameAs {
        field: Word,
        /// The field that names the other case, and the workflow of that.
        case: Word,
        workflow: Word,
        /// The other case's field.
        of: Word,
    }
}

impl Guarding for SameAs {
    fn check(&self, words: &Words<'_>) {
        words.field(&self.field);
        words.field_of(&self.case, |kind| kind == FieldKind::Case);
        let place = &self.of.place;
        words
            .names
            .field_of(place, &self.workflow, &self.of, |_| true);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let question = |case: String| Question::Value {
            case,
            field: self.of.text.clone(),
        };
        let other = facts.value(&self.case).map(Value::key);
        let other = other.and_then(|case| facts.ask(question(case)));
        let own = facts.value(&self.field).map(Value::key);
        let same = matches!((other, own), (Some(Answer::Text(other)), Some(own)) if *other == own);
        Unmet::field_unless(&self.field, same)
    }
}
