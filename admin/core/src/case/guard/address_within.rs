//! `address_within`: the e-mail address in a field lies in a domain that a case of another workflow
//! in this headquarters lists.

use super::{Answer, Facts, FieldKind, Guarding, Question, Unmet, Value, Word, Words, data};
use crate::limits::ADDRESS_CHARS;

data! {
    pub struct AddressWithin {
        address: Word,
        /// The workflow whose cases in this state list domains in this field, with spaces between.
        workflow: Word,
        state: Word,
        field: Word,
    }
}

impl Guarding for AddressWithin {
    fn check(&self, words: &Words<'_>) {
        let is_text = |kind| matches!(kind, FieldKind::Text { .. });
        words.field_of(&self.address, is_text);
        words.foreign_state(&self.workflow, &self.state);
        let place = &self.field.place;
        let names = &words.names;
        names.field_of(place, &self.workflow, &self.field, is_text);
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let lists = facts.ask(Question::Texts {
            workflow: self.workflow.text.clone(),
            state: self.state.text.clone(),
            field: self.field.text.clone(),
        });
        let within = match (facts.value(&self.address), lists) {
            (Some(Value::Text(address)), Some(Answer::Texts(lists))) => {
                lists.iter().any(|list| is_within(address, list))
            }
            _ => false,
        };
        Unmet::field_unless(&self.address, within)
    }
}

/// Whether an address is one of a list of domains; those below a domain are not in it.
pub fn is_within(address: &str, domains: &str) -> bool {
    let plain =
        |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | ',' | ';' | '(' | ')');
    let Some((name, domain)) = address.split_once('@') else {
        return false;
    };
    let whole = address.len() <= ADDRESS_CHARS
        && !name.is_empty()
        && !domain.contains('@')
        && address.chars().all(plain);
    whole
        && domains
            .split_whitespace()
            .any(|listed| listed.eq_ignore_ascii_case(domain))
}

#[cfg(test)]
mod tests {
    use super::is_within;

    #[test]
    fn an_address_is_one_of_a_listed_domain_and_of_none_below_it() {
        let domains = "police.example.jp pref.example.jp";
        for address in ["a@police.example.jp", "a.b+c@PREF.example.jp"] {
            assert!(is_within(address, domains), "{address}");
        }
        for address in [
            "a@example.jp",
            "a@sub.police.example.jp",
            "a@police.example.jp.example.com",
            "a@b@police.example.jp",
            "@police.example.jp",
            "police.example.jp",
            "a b@police.example.jp",
            "a@police.example.jp\r\nBcc: x@example.com",
            "<a@police.example.jp>",
            "",
        ] {
            assert!(!is_within(address, domains), "{address}");
        }
    }
}
