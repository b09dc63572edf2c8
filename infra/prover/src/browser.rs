//! Tests in a real browser.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{
    copy::Copy,
    verdict::{Run, Spot},
};

pub fn run(copy: &Copy, spec: &str, title: &str) -> Result<Run> {
    let done = Command::new("npm")
        .args(["run", "--silent", "e2e", "--", spec, "--reporter", "json"])
        .args(["--retries", "0", "--grep", &whole(title)])
        .current_dir(copy.tree.join("web-client"))
        .env("GENBA_BINARIES", copy.target.join("debug"))
        .output()?;
    let said = String::from_utf8(done.stdout)?;
    let json = said.find('{').map(|at| &said[at..]).unwrap_or_default();
    let told: Value = serde_json::from_str(json).context("what the browser tests said")?;
    let ran = told["stats"]["expected"].as_u64().unwrap_or(0)
        + told["stats"]["unexpected"].as_u64().unwrap_or(0);
    ensure!(ran == 1, "{spec} has {ran} tests titled {title:?}");
    if done.status.success() {
        return Ok(Run::Passed);
    }
    Ok(Run::Failed(spot_in(&told, copy)))
}

/// A title as a pattern that matches nothing but itself at the end of its path.
fn whole(title: &str) -> String {
    let special = |c: char| r"\^$.|?*+()[]{}/".contains(c);
    let mut pattern = String::new();
    for c in title.chars() {
        if special(c) {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern + "$"
}

/// The place of the first error anywhere in the report.
fn spot_in(told: &Value, copy: &Copy) -> Option<Spot> {
    match told {
        Value::Object(fields) => {
            let location = fields
                .get("errorLocation")
                .filter(|place| place.is_object());
            let own = location.and_then(|place| {
                let file = place["file"].as_str()?;
                let tree = copy.tree.to_str()?;
                Some(Spot {
                    file: file.strip_prefix(tree)?.trim_start_matches('/').to_owned(),
                    line: usize::try_from(place["line"].as_u64()?).ok()?,
                })
            });
            own.or_else(|| fields.values().find_map(|value| spot_in(value, copy)))
        }
        Value::Array(values) => values.iter().find_map(|value| spot_in(value, copy)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_no_pattern() {
        assert_eq!(whole("a link (T2)."), r"a link \(T2\)\.$");
    }
}
