//! The rulebooks of the product are read by the shell and have no flaw.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use admin::rulebooks;

#[test]
fn every_document_of_the_folder_is_in_force() {
    let rules = rulebooks::load().unwrap_or_else(|error| panic!("{error}"));
    let today = "2026-11-27".parse().unwrap();
    let documents: Vec<_> = rules
        .on(today)
        .map(|rulebook| rulebook.document.code.as_str())
        .collect();
    assert_eq!(documents, ["CC", "IS", "PH", "VR", "WC"]);
    let folders = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/rulebooks")).unwrap();
    let folders = folders.filter(|entry| entry.as_ref().unwrap().path().is_dir());
    let folders = folders.count();
    assert_eq!(folders, rules.library().all().count());
    assert_eq!(rules.headquarters().len(), 51);
}
