//! What is wrong with a scenario, and where.

use std::path::PathBuf;

/// Names the file, the line and the field, so that an editor can jump there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}: {}{reason}", file.display(), prefix(field))]
pub struct ScenarioError {
    pub file: PathBuf,
    /// From 1.
    pub line: usize,
    /// Path of the field, such as `callers[0].count`; empty when the file is no TOML.
    pub field: String,
    pub reason: String,
}

fn prefix(field: &str) -> String {
    match field {
        "" | "." => String::new(),
        field => format!("{field}: "),
    }
}
