//! The rulebooks that the product comes with, for the tests of this crate. The shell reads them itself.

use std::sync::{Arc, LazyLock};

use super::{Source, clauses::Clauses};

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
    "export.toml",
    "faults.toml",
    "forms.toml",
    "glossary.toml",
    "grants.cedar",
    "keeping.toml",
    "parameters.toml",
    "posts.toml",
    "recordings.toml",
    "rulebook.toml",
    "staff.toml",
    "suspension.toml",
    "texts.toml",
    "training.toml",
    "workflows/exception-deletion.toml",
    "workflows/export.toml",
    "workflows/fault.toml",
    "workflows/keep.toml",
    "workflows/maintenance.toml",
    "workflows/mis-send.toml",
    "workflows/password-permission.toml",
    "workflows/recording-viewing.toml",
    "workflows/request.toml",
    "workflows/staff-use.toml",
    "workflows/suspension.toml",
    "workflows/training.toml",
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
    "publication.toml",
    "rulebook.toml",
    "texts.toml",
    "workflows/city-consultation.toml",
    "workflows/complaint.toml",
    "workflows/handler-permission.toml",
    "workflows/handling.toml",
    "workflows/provision.toml",
    "workflows/registration.toml",
    "workflows/regulation.toml",
    "workflows/secrecy.toml",
};

pub const ALL: &[&[Source<'_>]] = &[VIDEO_REPORTING, TOWN_CCTV];

/// The 47 prefectural headquarters and the area headquarters of Hokkaido.
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

mod town_cctv;
