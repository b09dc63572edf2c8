//! `field_present`: fields are filled in.

use super::{Class, Guarding, Told, Unmet, Words, texts};
use crate::{
    case::facts::Facts,
    rulebook::{flaw::Word, reader::Reader},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPresent {
    fields: Vec<Word>,
}

impl Guarding for FieldPresent {
    const TOLD: Told = Told {
        class: Class::Incomplete,
        ja: "入力が必要な項目があります",
        en: "Something is not filled in",
    };

    fn read(table: &Reader<'_>) -> Self {
        Self { fields: table.words("fields") }
    }

    fn check(&self, words: &Words<'_>) {
        self.fields.iter().for_each(|field| words.field(field));
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let missing = texts(&self.fields).filter(|field| !facts.has(field));
        Unmet::fields(missing.map(str::to_owned).collect())
    }
}
