//! `holds_post`: the person in a field holds a post in the unit of the case.

use super::{Facts, FieldKind, Guarding, Kind, Question, Unmet, Word, Words, data};

data! {
    pub struct HoldsPost {
        field: Word,
        post: Word,
    }
}

impl Guarding for HoldsPost {
    fn check(&self, words: &Words<'_>) {
        words.field_of(&self.field, |kind| kind == FieldKind::Person);
        words.names.known(Kind::Post, &self.post);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let holds = facts.person(&self.field).is_some_and(|person| {
            let post = self.post.text.clone();
            facts.says_yes(Question::Holds { person, post })
        });
        Unmet::field_unless(&self.field, holds)
    }
}
