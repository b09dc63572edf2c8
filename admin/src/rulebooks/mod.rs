//! The rulebooks of the product: files beside this crate, built into a release and read from the
//! source folder in a debug build. They are checked at start; a flaw keeps the server from it.

mod headquarters;
mod in_force;
mod proofs;
pub mod set;
mod settings;
pub mod view;

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex},
};

use admin_core::rulebook::{Rulebook, Source, clauses::Clauses, flaw::Flaw, library::Library};
use jiff::civil::Date;
use rust_embed::RustEmbed;

pub use headquarters::Headquarters;
pub use proofs::Proofs;
pub use settings::{setting_of, value_view};

#[derive(RustEmbed)]
#[folder = "rulebooks"]
struct Files;

const PROOFS: &str = "proofs.json";

/// Why the server does not start.
#[derive(Debug)]
pub enum RulebookError {
    /// Everything that is wrong, with file and line.
    Flaws(Vec<Flaw>),
    /// A file is missing or no text.
    Unreadable(String),
}

impl std::error::Error for RulebookError {}

impl fmt::Display for RulebookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(file) => write!(f, "admin/rulebooks/{file} cannot be read"),
            Self::Flaws(flaws) => {
                write!(f, "the rulebooks have {} flaws:", flaws.len())?;
                flaws
                    .iter()
                    .try_for_each(|flaw| write!(f, "\nadmin/rulebooks/{flaw}"))
            }
        }
    }
}

/// The documents as their files say them, and what was set on top of them.
#[derive(Debug)]
pub struct Rules {
    library: Library,
    headquarters: Vec<Headquarters>,
    proofs: Proofs,
    layered: Mutex<BTreeMap<(String, String), Arc<Rulebook>>>,
}

/// The text of each file, by its name below `admin/rulebooks`.
pub type Texts = BTreeMap<String, String>;

/// Reads and checks every file of `admin/rulebooks`.
pub fn load() -> Result<Rules, RulebookError> {
    of_texts(&texts()?)
}

/// The files of the product.
pub fn texts() -> Result<Texts, RulebookError> {
    let text = |name: &str| {
        let unreadable = || RulebookError::Unreadable(name.to_owned());
        let file = Files::get(name).ok_or_else(unreadable)?;
        String::from_utf8(file.data.into_owned()).map_err(|_| unreadable())
    };
    let read = |name: Cow<'_, str>| Ok::<_, RulebookError>((name.to_string(), text(&name)?));
    Files::iter().map(read).collect()
}

/// Checks files, which need not be those of the product.
pub fn of_texts(texts: &Texts) -> Result<Rules, RulebookError> {
    let text_of = |name: &str| {
        let text = texts.get(name);
        text.ok_or_else(|| RulebookError::Unreadable(name.to_owned()))
    };
    let clauses = Arc::new(Clauses::read(text_of("clauses.csv")?));
    let headquarters = headquarters::read(text_of("headquarters.csv")?)?;
    let proofs =
        Proofs::read(text_of(PROOFS)?).map_err(|_| RulebookError::Unreadable(PROOFS.to_owned()))?;
    let mut documents = Documents::new();
    for (name, text) in texts {
        if let Some((folder, _)) = name.split_once('/') {
            let files = documents.entry(folder.to_owned()).or_default();
            files.push((name.clone(), text.clone()));
        }
    }
    Ok(Rules {
        library: library_of(&documents, &clauses)?,
        headquarters,
        proofs,
        layered: Mutex::default(),
    })
}

/// Files with their texts, by folder.
type Documents = BTreeMap<String, Vec<(String, String)>>;

fn library_of(documents: &Documents, clauses: &Arc<Clauses>) -> Result<Library, RulebookError> {
    let (mut library, mut flaws) = (Library::default(), Vec::new());
    for files in documents.values() {
        let sources: Vec<_> = files
            .iter()
            .map(|(name, text)| Source { name, text })
            .collect();
        match Rulebook::load(&sources, clauses) {
            Ok(rulebook) => library.add(rulebook),
            Err(found) => flaws.extend(found),
        }
    }
    if flaws.is_empty() {
        Ok(library)
    } else {
        Err(RulebookError::Flaws(flaws))
    }
}

impl Rules {
    /// The documents as their files say them, without what was set on top.
    pub fn library(&self) -> &Library {
        &self.library
    }

    pub fn headquarters(&self) -> &[Headquarters] {
        &self.headquarters
    }

    /// What the last runs of `infra/prove` came to.
    pub fn proofs(&self) -> &Proofs {
        &self.proofs
    }

    /// The version of each document that is in force on a day, without what was set on top: enough
    /// for posts, grants, forms and words, which settings never touch.
    pub fn on(&self, day: Date) -> impl Iterator<Item = &Arc<Rulebook>> {
        let documents = self.library.documents().into_iter();
        documents.filter_map(move |document| self.library.on(document, day))
    }

    /// One document on a day, without what was set on top.
    pub fn document_on(&self, document: &str, day: Date) -> Option<&Arc<Rulebook>> {
        self.library.on(document, day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flaw_is_told_with_its_file_and_line() {
        let clauses = Arc::new(Clauses::read("id,kind\nVR-1,policy\n"));
        let head = "[document]\ncode = \"VR\"\nja = \"細則\"\nversion = \"1\"\n\
                    valid_from = 2026-04-01\nclause = \"VR-9\"\n";
        let file = ("x/rulebook.toml".to_owned(), head.to_owned());
        let documents = Documents::from([("x".to_owned(), vec![file])]);
        let error = library_of(&documents, &clauses).unwrap_err().to_string();
        let told = "admin/rulebooks/x/rulebook.toml:1: no label in en";
        assert!(error.contains(told), "{error}");
    }
}
