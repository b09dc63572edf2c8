//! `ground_with_evidence`: a ground is chosen, and what proves that ground is filled in.

use super::{Class, Guarding, Told, Unmet, Words, texts};
use crate::{
    case::{facts::Facts, value::Value},
    rulebook::{flaw::Word, reader::Reader},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroundWithEvidence {
    /// The choice of grounds.
    field: Word,
    evidence: Vec<Evidence>,
}

/// What one ground asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Evidence {
    ground: Word,
    fields: Vec<Word>,
}

impl Guarding for GroundWithEvidence {
    const TOLD: Told = Told {
        class: Class::Incomplete,
        ja: "根拠と、その裏付けとなる事項を入力してください",
        en: "Choose the ground and give what supports it",
    };

    fn read(table: &Reader<'_>) -> Self {
        let evidence = |table: &Reader<'_>| Evidence {
            ground: table.word("ground"),
            fields: table.words("fields"),
        };
        Self { field: table.word("field"), evidence: table.tables("evidence", evidence) }
    }

    fn check(&self, words: &Words<'_>) {
        for evidence in &self.evidence {
            words.options(&self.field, std::slice::from_ref(&evidence.ground));
            evidence.fields.iter().for_each(|field| words.field(field));
        }
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let Some(Value::Choice(ground)) = facts.value(&self.field) else {
            return Unmet::field_unless(&self.field, false);
        };
        // A ground of which nothing is asked here is no ground.
        let Some(evidence) = self.evidence.iter().find(|it| *it.ground == **ground) else {
            return Unmet::field_unless(&self.field, false);
        };
        let missing = texts(&evidence.fields).filter(|field| !facts.has(field));
        Unmet::fields(missing.map(str::to_owned).collect())
    }
}
