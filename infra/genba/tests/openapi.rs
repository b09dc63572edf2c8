//! The committed OpenAPI document is the one that the routes make.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::{path::Path, process::Command};

#[test]
fn the_committed_document_is_current() {
    let output = Command::new(env!("CARGO_BIN_EXE_genba"))
        .arg("openapi")
        .output()
        .unwrap();
    assert!(output.status.success());
    let made = String::from_utf8(output.stdout).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi.json");
    if std::env::var_os("GENBA_WRITE_GENERATED").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == made,
        "infra/openapi.json is not current; run the tests with GENBA_WRITE_GENERATED=1"
    );
}
