//! All rulebooks of the product, by document and version.

use std::{cmp::Ordering, collections::BTreeMap, sync::Arc};

use jiff::civil::Date;

use super::Rulebook;

/// Which version is in force on a day, and which one a case runs under.
#[derive(Clone, Debug, Default)]
pub struct Library(BTreeMap<(String, Date), Arc<Rulebook>>);

/// How a version stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    InForce,
    /// A newer version of the same document has begun.
    Replaced,
    NotYet,
}

impl Library {
    /// How a version stands on a day, with or without what was set on top of it.
    pub fn standing(&self, version: &Rulebook, day: Date) -> Standing {
        let document = &version.document;
        let now = self.on(&document.code, day);
        match now.map(|now| document.valid_from.cmp(&now.document.valid_from)) {
            Some(Ordering::Equal) => Standing::InForce,
            Some(Ordering::Less) => Standing::Replaced,
            Some(Ordering::Greater) | None => Standing::NotYet,
        }
    }

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
