//! `includes_holders`: among the persons in a field is, for each of these posts, one who holds it in the
//! unit of the case.

use super::{Facts, FieldKind, Guarding, Kind, Question, Unmet, Value, Word, Words, data, texts};

data! {
    pub struct IncludesHolders {
        field: Word,
        posts: Vec<Word>,
    }
}

impl Guarding for IncludesHolders {
    fn check(&self, words: &Words<'_>) {
        words.field_of(&self.field, |kind| kind == FieldKind::Persons);
        words.names.all_known(Kind::Post, &self.posts);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let persons = facts
            .value(&self.field)
            .map_or_else(Vec::new, Value::persons);
        let mut complete = true;
        for post in texts(&self.posts) {
            // Every one is asked before an answer counts.
            let held = persons.iter().filter(|person| {
                let (person, post) = (**person, post.to_owned());
                facts.says_yes(Question::Holds { person, post })
            });
            complete &= held.count() > 0;
        }
        Unmet::field_unless(&self.field, complete)
    }
}
