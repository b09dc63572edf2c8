//! `ratio`: with this act, the part is at most so many for each of the whole.

use super::{Class, Guarding, Told, Unmet, Words};
use crate::{
    case::{facts::Facts, questions::Question},
    rulebook::{flaw::Word, reader::Reader},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// Two counts within the unit, words that the shell knows.
    part: String,
    whole: String,
    /// The parameter that says how many parts one of the whole may have.
    parameter: Word,
}

impl Ratio {
    fn question(of: &str, facts: &Facts<'_>) -> Question {
        Question::Count { of: of.to_owned(), within: facts.case.unit.to_string() }
    }
}

impl Guarding for Ratio {
    const TOLD: Told = Told {
        class: Class::NotYet,
        ja: "定められた割合を超えます",
        en: "This would exceed the ratio that is set",
    };

    fn read(table: &Reader<'_>) -> Self {
        Self {
            part: table.text("part"),
            whole: table.text("whole"),
            parameter: table.word("parameter"),
        }
    }

    fn check(&self, words: &Words<'_>) {
        words.count(&self.parameter);
    }

    fn questions(&self, facts: &Facts<'_>) -> Vec<Question> {
        vec![Self::question(&self.part, facts), Self::question(&self.whole, facts)]
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let part = facts.count(&Self::question(&self.part, facts));
        let whole = facts.count(&Self::question(&self.whole, facts));
        let each = facts.context.rulebook.count(&self.parameter);
        let each = each.and_then(|each| u64::try_from(each).ok());
        let holds = match (part, whole, each) {
            (Some(part), Some(whole), Some(each)) => part < whole.saturating_mul(each),
            _ => false,
        };
        Unmet::unless(holds)
    }
}
