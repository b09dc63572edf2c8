//! `holds_post`: every person in a field, or who acts, holds a post in the unit of the case.

use super::{Facts, FieldKind, Guarding, Kind, Question, Unmet, Value, Word, Words, data};

data! {
    pub struct HoldsPost {
        /// Absent where it is who acts.
        field: Option<Word>,
        post: Word,
        /// Further posts that are as good.
        or: Vec<Word>,
    }
}

impl Guarding for HoldsPost {
    fn check(&self, words: &Words<'_>) {
        if let Some(field) = &self.field {
            words.field_of(field, |kind| {
                matches!(kind, FieldKind::Person | FieldKind::Persons)
            });
        }
        words.names.known(Kind::Post, &self.post);
        words.names.all_known(Kind::Post, &self.or);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let persons = match &self.field {
            Some(field) => facts.value(field).map_or_else(Vec::new, Value::persons),
            None => facts.actor.into_iter().collect(),
        };
        let asked: Vec<_> = persons
            .into_iter()
            .map(|person| {
                let posts = std::iter::once(&self.post).chain(&self.or);
                let held: Vec<_> = posts
                    .map(|post| {
                        let post = post.text.clone();
                        facts.says_yes(Question::Holds { person, post })
                    })
                    .collect();
                held.contains(&true)
            })
            .collect();
        let holds = !asked.is_empty() && !asked.contains(&false);
        match &self.field {
            Some(field) => Unmet::field_unless(field, holds),
            None => Unmet::unless(holds),
        }
    }
}
