//! Tests in a real browser.

use std::{process::Command, time::Duration};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{
    bounded,
    copy::Copy,
    marks::Spot,
    run::{Failure, Run},
};

/// A test is given up after three minutes by itself.
const LIMIT: Duration = Duration::from_secs(300);
const MESSAGE_CHARS: usize = 300;

/// Bundles the pages anew; what the bundler says where it cannot.
pub fn bundle(copy: &Copy) -> Result<Result<(), String>> {
    let done = Command::new("npm")
        .args(["run", "--silent", "build"])
        .current_dir(copy.tree.join("web-client"))
        .output()?;
    Ok(if done.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&done.stderr).into_owned())
    })
}

pub fn run(copy: &Copy, spec: &str, title: &str) -> Result<Run> {
    let mut command = Command::new("npm");
    command
        .args(["run", "--silent", "e2e", "--", spec, "--reporter", "json"])
        .args(["--retries", "0", "--grep", &whole(title)])
        .current_dir(copy.tree.join("web-client"))
        .env("GENBA_BINARIES", copy.target.join("debug"));
    let Some(said) = bounded::run(&mut command, LIMIT, &copy.around)? else {
        return Ok(Run::TookTooLong);
    };
    let json = said.out.find("{\n").map(|at| &said.out[at..]);
    let told: Value = serde_json::from_str(json.unwrap_or_default())
        .with_context(|| format!("what the browser tests said: {}{}", said.out, said.err))?;
    let count = |name: &str| told["stats"][name].as_u64().unwrap_or(0);
    let ran = count("expected") + count("unexpected");
    ensure!(ran == 1, "{spec} has {ran} tests titled {title:?}");
    if said.success {
        return Ok(Run::Passed);
    }
    let mut failures = Vec::new();
    collect(&told, copy, &mut failures);
    Ok(Run::Failed(failures))
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

/// Every error of every result of the report.
fn collect(told: &Value, copy: &Copy, into: &mut Vec<Failure>) {
    match told {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value.as_array().filter(|_| name == "errors") {
                    Some(errors) => into.extend(errors.iter().map(|error| failure(error, copy))),
                    None => collect(value, copy, into),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, copy, into)),
        _ => {}
    }
}

fn failure(error: &Value, copy: &Copy) -> Failure {
    let (place, tree) = (&error["location"], copy.tree.to_str().unwrap_or_default());
    let file = place["file"].as_str().unwrap_or_default();
    let line = place["line"].as_u64().unwrap_or_default();
    let message = bare(error["message"].as_str().unwrap_or_default());
    Failure {
        spot: Spot {
            file: file
                .trim_start_matches(tree)
                .trim_start_matches('/')
                .to_owned(),
            line: usize::try_from(line).unwrap_or_default(),
        },
        is_assertion: message.contains("expect("),
        message: message.chars().take(MESSAGE_CHARS).collect(),
    }
}

/// One line without colours.
fn bare(message: &str) -> String {
    let mut pieces = message.split('\u{1b}');
    let first = pieces.next().unwrap_or_default().to_owned();
    let coloured = pieces.map(|piece| piece.split_once('m').map_or("", |(_, text)| text));
    let text = coloured.fold(first, |text, piece| text + piece);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_no_pattern() {
        assert_eq!(whole("a link (T2)."), r"a link \(T2\)\.$");
    }

    #[test]
    fn a_message_is_told_without_colours() {
        let message = "Error: \u{1b}[2mexpect(\u{1b}[22m\u{1b}[31ma\u{1b}[39m)\n\n  failed";
        assert_eq!(bare(message), "Error: expect(a) failed");
    }
}
