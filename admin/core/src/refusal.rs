//! How a refusal goes out, and what people read.

use crate::{rulebook::Label, words::words};

words! {
    /// How a refusal goes out.
    pub enum Class {
        /// What was sent is incomplete or wrong: 422.
        Incomplete = "incomplete",
        /// Another has to act, or elsewhere: 403.
        NotAllowed = "not_allowed",
        /// Something else has to happen first: 409.
        NotYet = "not_yet",
        /// The person has to sign in with another factor: 401.
        NotProved = "not_proved",
    }
}

/// The class of a refusal and its words.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    pub class: Class,
    pub ja: &'static str,
    pub en: &'static str,
}

impl Told {
    /// The words for people: with the names of the fields, where fields are wrong.
    pub fn with(self, names: &[&Label]) -> Label {
        if names.is_empty() {
            return Label {
                ja: self.ja.to_owned(),
                en: self.en.to_owned(),
            };
        }
        let ja: Vec<_> = names.iter().map(|name| name.ja.as_str()).collect();
        let en: Vec<_> = names.iter().map(|name| name.en.as_str()).collect();
        Label {
            ja: format!("{}({})", self.ja, ja.join("、")),
            en: format!("{} ({})", self.en, en.join(", ")),
        }
    }
}
