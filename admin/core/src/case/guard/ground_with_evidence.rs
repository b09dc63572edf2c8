//! `ground_with_evidence`: a ground is chosen, and what proves that ground is filled in.

use super::{Facts, Guarding, Unmet, Value, Word, Words, data};

data! {
    pub struct GroundWithEvidence {
        /// The choice of grounds.
        field: Word,
        evidence: Vec<Evidence>,
    }
}

data! {
    /// What one ground asks for.
    pub struct Evidence {
        ground: Word,
        fields: Vec<Word>,
    }
}

impl Guarding for GroundWithEvidence {
    fn check(&self, words: &Words<'_>) {
        for evidence in &self.evidence {
            words.options(&self.field, std::slice::from_ref(&evidence.ground));
            words.fields(&evidence.fields);
        }
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let chosen = match facts.value(&self.field) {
            Some(Value::Choice(ground)) => self.evidence.iter().find(|it| *it.ground == **ground),
            _ => None,
        };
        match chosen {
            Some(evidence) => Unmet::fields(facts.missing(&evidence.fields)),
            // A ground of which nothing is asked here is no ground.
            None => Unmet::field_unless(&self.field, false),
        }
    }
}
