//! From text to a checked scenario.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use serde_path_to_error::Segment;
use toml::de::{DeTable, DeValue};

use super::{Scenario, ScenarioError, check};
use crate::limits;

/// Reads a scenario; paths in it are taken from where it lies.
pub fn load(file: &Path) -> anyhow::Result<Scenario> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the scenario {}", file.display()))?;
    anyhow::ensure!(
        text.len() <= limits::SCENARIO_BYTES_MAX,
        "{} is longer than {} bytes",
        file.display(),
        limits::SCENARIO_BYTES_MAX
    );
    let mut scenario = parse(file, &text)?;
    scenario.resolve(file.parent().unwrap_or(Path::new("")));
    Ok(scenario)
}

/// Everything that can be known to be wrong before a server is asked.
pub fn parse(file: &Path, text: &str) -> Result<Scenario, ScenarioError> {
    let at = |line, field: String, reason: &str| ScenarioError {
        file: file.to_owned(),
        line,
        field,
        reason: reason.trim().to_owned(),
    };
    let broken = |error: &toml::de::Error| {
        let span = error.span().unwrap_or_default();
        at(line(text, &span), String::new(), error.message())
    };
    let deserializer = toml::Deserializer::parse(text).map_err(|error| broken(&error))?;
    let scenario: Scenario = serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let path = named(error.path());
        let span = error.inner().span().unwrap_or_default();
        at(line(text, &span), path, error.inner().message())
    })?;
    check::check(&scenario).map_err(|wrong| {
        let span = find(text, &wrong.field).unwrap_or_default();
        at(line(text, &span), wrong.field, &wrong.reason)
    })?;
    Ok(scenario)
}

impl Scenario {
    fn resolve(&mut self, folder: &Path) {
        let from_here = |path: &mut PathBuf| *path = folder.join(&*path);
        for media in self.media.values_mut() {
            media
                .video
                .iter_mut()
                .chain(&mut media.audio)
                .for_each(from_here);
        }
        match &mut self.target {
            super::TargetSpec::Genba(target) => from_here(&mut target.data),
            super::TargetSpec::Media(target) => {
                from_here(&mut target.token_key);
                target.ca.iter_mut().for_each(from_here);
            }
            super::TargetSpec::Whip(target) => target.ca.iter_mut().for_each(from_here),
        }
    }
}

/// As it is written in the file: `callers[0].acts[1].at_s`.
fn named(path: &serde_path_to_error::Path) -> String {
    let mut name = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => name += &format!("[{index}]"),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                name += if name.is_empty() { "" } else { "." };
                name += key;
            }
            Segment::Unknown => {}
        }
    }
    name
}

fn line(text: &str, span: &Range<usize>) -> usize {
    1 + text
        .bytes()
        .take(span.start)
        .filter(|byte| *byte == b'\n')
        .count()
}

/// Where the value of a field stands; the nearest table that exists when the field does not.
fn find(text: &str, field: &str) -> Option<Range<usize>> {
    let root = DeTable::parse(text).ok()?;
    let mut parts = field.split(['.', '[', ']']).filter(|part| !part.is_empty());
    let mut found = root.get_ref().get(parts.next()?)?;
    for part in parts {
        let next = match (found.get_ref(), part.parse::<usize>()) {
            (DeValue::Array(array), Ok(index)) => array.get(index),
            (DeValue::Table(table), _) => table.get(part),
            _ => None,
        };
        let Some(next) = next else { break };
        found = next;
    }
    Some(found.span())
}
