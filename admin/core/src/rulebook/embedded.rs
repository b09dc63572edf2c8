//! The rulebooks that the product comes with.

use std::sync::{Arc, LazyLock};

use super::{Rulebook, Source, clauses::Clauses, flaw::Flaw, library::Library};

macro_rules! sources {
    ($folder:literal: $($file:literal),* $(,)?) => {
        &[$(Source {
            name: concat!($folder, "/", $file),
            text: include_str!(concat!("../../../rulebooks/", $folder, "/", $file)),
        },)*]
    };
}

/// The rules of 110 video reporting [110番映像通報システム運用管理細則].
pub const VIDEO_REPORTING: &[Source<'_>] = sources! {
    "video-reporting":
    "actions.toml",
    "articles.toml",
    "deadlines.toml",
    "forms.toml",
    "grants.cedar",
    "parameters.toml",
    "posts.toml",
    "rulebook.toml",
    "texts.toml",
    "workflows/mis-send.toml",
    "workflows/password-permission.toml",
    "workflows/request.toml",
};

/// The guideline on security cameras that groups set up.
pub const TOWN_CCTV: &[Source<'_>] = sources! {
    "town-cctv":
    "actions.toml",
    "articles.toml",
    "deadlines.toml",
    "forms.toml",
    "grants.cedar",
    "ledgers.toml",
    "parameters.toml",
    "posts.toml",
    "rulebook.toml",
    "texts.toml",
    "workflows/city-consultation.toml",
    "workflows/complaint.toml",
    "workflows/handler-permission.toml",
    "workflows/handling.toml",
    "workflows/provision.toml",
    "workflows/registration.toml",
    "workflows/regulation.toml",
};

pub const ALL: &[&[Source<'_>]] = &[VIDEO_REPORTING, TOWN_CCTV];

/// The 47 prefectural headquarters and the area headquarters of Hokkaido: code, kind, code of the
/// unit above, name in Japanese and in English.
pub const HEADQUARTERS: &str = include_str!("../../../rulebooks/headquarters.csv");

/// All clause ids, with kinds.
pub fn clauses() -> Arc<Clauses> {
    static CLAUSES: LazyLock<Arc<Clauses>> = LazyLock::new(|| {
        Arc::new(Clauses::read(include_str!(
            "../../../rulebooks/clauses.csv"
        )))
    });
    CLAUSES.clone()
}

/// Loads all of them. A flaw in an embedded rulebook is found by this crate's tests.
pub fn library() -> Result<Library, Vec<Flaw>> {
    let mut library = Library::default();
    for sources in ALL {
        library.add(Rulebook::load(sources, &clauses())?);
    }
    Ok(library)
}

#[cfg(test)]
mod town_cctv;
