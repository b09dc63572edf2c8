//! Words that people read, in Japanese and in English.

use std::collections::BTreeMap;

use protocol::text::Language;

use super::{
    flaw::{Place, Word},
    reader::Reader,
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

/// A text that is shown as it stands, for example a consent item. A layer may replace it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub code: String,
    pub label: Label,
    /// The same in the other languages of the caller's page.
    pub other: Other,
    /// The act of setting it; nobody sets it by a screen where it is absent.
    pub set_by: Option<Word>,
    pub clause: Word,
    pub place: Place,
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
    pub(super) fn read(table: &Reader<'_>) -> Self {
        Self {
            code: table.text("code"),
            label: table.label(),
            other: other(table),
            set_by: table.optional_word("set_by"),
            clause: table.word("clause"),
            place: table.place(),
        }
    }

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

/// A word that another document defines (VR-2.0).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub code: String,
    pub label: Label,
    /// In our words, where the other document is not at hand.
    pub meaning: Label,
    /// The title of the document that defines it.
    pub source: Label,
    /// False where the text of that document is not at hand.
    pub supplied: bool,
    pub clause: Word,
    pub place: Place,
}

impl Term {
    pub(super) fn read(table: &Reader<'_>) -> Self {
        Self {
            code: table.text("code"),
            label: table.label(),
            meaning: table
                .table("meaning", |table| table.label())
                .unwrap_or_default(),
            source: table
                .table("source", |table| table.label())
                .unwrap_or_default(),
            supplied: table.flag("supplied"),
            clause: table.word("clause"),
            place: table.place(),
        }
    }
}

/// The table `other` of a text: languages with their words.
pub(super) fn other(table: &Reader<'_>) -> Other {
    let read = |table: &Reader<'_>| -> Other {
        let told = OTHER
            .iter()
            .filter_map(|(key, language)| Some((*language, table.optional_text(key)?)));
        told.collect()
    };
    table.table("other", read).unwrap_or_default()
}

/// What the screen calls a clause: its title in our words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    pub clause: Word,
    pub title: Label,
}

impl Article {
    pub(super) fn read(table: &Reader<'_>) -> Self {
        Self {
            clause: table.word("clause"),
            title: table.label(),
        }
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
