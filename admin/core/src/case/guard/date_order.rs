//! `date_order`: one day or moment does not lie after another. `now` stands for this moment.

use super::{Class, Guarding, Told, Unmet, Words};
use crate::{
    case::facts::Facts,
    rulebook::{
        flaw::Word,
        form::FieldKind,
        reader::Reader,
    },
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateOrder {
    earlier: Word,
    later: Word,
    /// Whether both may be the same.
    or_equal: bool,
}

impl Guarding for DateOrder {
    const TOLD: Told = Told {
        class: Class::Incomplete,
        ja: "日時の前後関係が正しくありません",
        en: "The dates are in the wrong order",
    };

    fn read(table: &Reader<'_>) -> Self {
        Self {
            earlier: table.word("earlier"),
            later: table.word("later"),
            or_equal: table.flag("or_equal"),
        }
    }

    fn check(&self, words: &Words<'_>) {
        for field in [&self.earlier, &self.later] {
            if &**field != "now" {
                words.field_of(field, |kind| matches!(kind, FieldKind::Date | FieldKind::Moment));
            }
        }
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let (earlier, later) = (facts.moment(&self.earlier), facts.moment(&self.later));
        let in_order = match (earlier, later) {
            (Some(earlier), Some(later)) => earlier < later || self.or_equal && earlier == later,
            _ => false,
        };
        let fields = [&self.earlier, &self.later].into_iter().filter(|field| &***field != "now");
        let fields = fields.map(|field| field.text.clone()).collect();
        if in_order { Ok(()) } else { Unmet::fields(fields) }
    }
}
