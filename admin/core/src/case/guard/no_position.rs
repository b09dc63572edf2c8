//! `no_position`: the file in a field is a picture that does not show where it was taken.

use super::{Answer, Facts, FieldKind, Guarding, Question, Unmet, Value, Word, Words, data};

data! {
    pub struct NoPosition {
        field: Word,
    }
}

impl Guarding for NoPosition {
    fn check(&self, words: &Words<'_>) {
        words.field_of(&self.field, |kind| kind == FieldKind::File);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let file = facts.value(&self.field).map(Value::key);
        let answer = file.and_then(|file| facts.ask(Question::Position { file }));
        // What cannot be read as a picture could hold anything.
        Unmet::field_unless(&self.field, answer == Some(&Answer::No))
    }
}
