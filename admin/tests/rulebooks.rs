//! Every file in `admin/rulebooks` is a part of the product.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::{collections::BTreeSet, fs, path::Path};

use admin_core::rulebook::embedded;

#[test]
fn no_rulebook_file_is_left_out() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rulebooks");
    let mut found = BTreeSet::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(&root).unwrap().display().to_string();
            if path.is_dir() {
                folders.push(path);
            } else if name.contains('/') {
                found.insert(name);
            }
        }
    }
    let embedded = embedded::ALL.iter().flat_map(|sources| sources.iter());
    let embedded: BTreeSet<_> = embedded.map(|source| source.name.to_owned()).collect();
    assert_eq!(found, embedded);
}
