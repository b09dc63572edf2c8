//! Words that people read, in Japanese and in English.

use std::collections::BTreeMap;

use protocol::text::Language;

use super::{
    datum::{Read, data},
    flaw::Word,
    reader::Value,
};

/// One name or sentence in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    pub ja: String,
    pub en: String,
}

impl Label {
    /// The words with values in the place of `{names}`. A line that names what has no value is
    /// left out.
    pub fn filled<'a>(&self, value: impl Fn(&str) -> Option<&'a Self>) -> Self {
        let fill = |text: &str, pick: fn(&Self) -> &String| {
            let lines = text.lines().filter_map(|line| {
                let mut filled = String::new();
                let mut rest = line;
                while let Some((before, after)) = rest.split_once('{') {
                    let (name, after) = after.split_once('}')?;
                    filled.push_str(before);
                    filled.push_str(pick(value(name)?));
                    rest = after;
                }
                Some(filled + rest)
            });
            lines.collect::<Vec<_>>().join("\n")
        };
        Self {
            ja: fill(&self.ja, |label| &label.ja),
            en: fill(&self.en, |label| &label.en),
        }
    }
}

data! {
    /// A text that is shown as it stands, for example a consent item. A layer may replace it.
    pub struct Text {
        pub code: String,
        pub label: Label,
        /// The same in the other languages of the caller's page.
        pub other: Other = Other::new(),
        /// The act of setting it; nobody sets it by a screen where it is absent.
        pub set_by: Option<Word>,
        pub clause: Word,
    }
}

/// Translations beside the two languages that every text has.
pub type Other = BTreeMap<Language, String>;

const OTHER: [(&str, Language); 5] = [
    ("ja-easy", Language::JaEasy),
    ("zh", Language::Zh),
    ("ko", Language::Ko),
    ("vi", Language::Vi),
    ("pt", Language::Pt),
];

impl Text {
    /// The words in a language. Where there is no translation, easy Japanese falls back to
    /// Japanese and every other language to English.
    pub fn in_language(&self, language: Language) -> &str {
        let translated = self.other.get(&language).map(String::as_str);
        translated.unwrap_or(match language {
            Language::Ja | Language::JaEasy => &self.label.ja,
            _ => &self.label.en,
        })
    }
}

impl Read for Other {
    fn read(value: Value<'_>) -> Option<Self> {
        let table = value.table()?;
        let told = |(key, language)| Some((language, table.optional(key)?));
        Some(OTHER.into_iter().filter_map(told).collect())
    }
}

data! {
    /// A word that another document defines (VR-2.0).
    pub struct Term {
        pub code: String,
        pub label: Label,
        /// In our words, where the other document is not at hand.
        pub meaning: Label = Label::default(),
        /// The title of the document that defines it.
        pub source: Label = Label::default(),
        /// False where the text of that document is not at hand.
        pub supplied: bool = false,
        pub clause: Word,
    }
}

data! {
    /// What the screen calls a clause: its title in our words.
    pub struct Article {
        pub clause: Word,
        pub title: Label,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fill_a_text_and_a_line_without_its_value_goes() {
        let text = Label {
            ja: "1 {name}の規程\n(2) {handler}\n終わり".to_owned(),
            en: "1 Rules of {name}\n(2) {handler}\nEnd {".to_owned(),
        };
        let name = Label {
            ja: "自治会{handler}".to_owned(),
            en: "the association".to_owned(),
        };
        let filled = text.filled(|word| (word == "name").then_some(&name));
        // What a value holds is not read as a name again; what is not closed is no name.
        assert_eq!(filled.ja, "1 自治会{handler}の規程\n終わり");
        assert_eq!(filled.en, "1 Rules of the association");
    }
}
