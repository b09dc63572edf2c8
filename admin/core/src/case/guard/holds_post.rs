//! `holds_post`: the person in a field holds a post in the unit of the case.

use super::{Class, Guarding, Told, Unmet, Words};
use crate::{
    case::{facts::Facts, questions::Question},
    rulebook::{
        flaw::Word,
        form::FieldKind,
        reader::Reader,
    },
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldsPost {
    field: Word,
    post: Word,
}

impl HoldsPost {
    fn question(&self, facts: &Facts<'_>) -> Option<Question> {
        let person = facts.person(&self.field)?;
        Some(Question::Holds { person, post: self.post.text.clone() })
    }
}

impl Guarding for HoldsPost {
    const TOLD: Told = Told {
        class: Class::NotYet,
        ja: "この人は必要な役割に任命されていません",
        en: "This person does not hold the post that is needed",
    };

    fn read(table: &Reader<'_>) -> Self {
        Self { field: table.word("field"), post: table.word("post") }
    }

    fn check(&self, words: &Words<'_>) {
        words.field_of(&self.field, |kind| kind == FieldKind::Person);
        words.post(&self.post);
    }

    fn questions(&self, facts: &Facts<'_>) -> Vec<Question> {
        self.question(facts).into_iter().collect()
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let holds = self.question(facts).is_some_and(|question| facts.says_yes(&question));
        Unmet::field_unless(&self.field, holds)
    }
}
