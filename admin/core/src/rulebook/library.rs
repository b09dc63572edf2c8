//! All rulebooks of the product, by document and version.

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;

use super::Rulebook;

/// Which version is in force on a day, and which one a case runs under.
#[derive(Clone, Debug, Default)]
pub struct Library(BTreeMap<(String, Date), Arc<Rulebook>>);

impl Library {
    /// A version replaces an earlier one of the same first day.
    pub fn add(&mut self, rulebook: Rulebook) {
        let document = &rulebook.document;
        self.0.insert(
            (document.code.clone(), document.valid_from),
            Arc::new(rulebook),
        );
    }

    /// The only version that is in force on a day: the last that had begun. It stays in force when
    /// its validity has passed, until another replaces it (O-2).
    pub fn on(&self, document: &str, day: Date) -> Option<&Arc<Rulebook>> {
        let begun = (document.to_owned(), Date::MIN)..=(document.to_owned(), day);
        self.0
            .range(begun)
            .next_back()
            .map(|(_, rulebook)| rulebook)
    }

    /// The documents that have a version.
    pub fn documents(&self) -> std::collections::BTreeSet<&str> {
        self.0
            .keys()
            .map(|(document, _)| document.as_str())
            .collect()
    }

    /// A version by its name: what a case was opened under.
    pub fn version(&self, document: &str, version: &str) -> Option<&Arc<Rulebook>> {
        self.all().find(|rulebook| {
            rulebook.document.code == document && rulebook.document.version == version
        })
    }

    pub fn all(&self) -> impl Iterator<Item = &Arc<Rulebook>> {
        self.0.values()
    }
}
