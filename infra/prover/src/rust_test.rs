//! Tests written in Rust: built once, run one by one.

use std::{collections::BTreeMap, path::PathBuf, process::Command};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{
    copy::Copy,
    verdict::{Run, Spot},
};

/// The program of each test target, by its name in nextest.
pub struct RustTests {
    programs: BTreeMap<String, PathBuf>,
    with_programs: bool,
}

impl RustTests {
    /// `with_programs`: browsers need the server as well.
    pub fn build(copy: &Copy, with_programs: bool) -> Result<Self> {
        let listed = cargo(copy)
            .args(["nextest", "list", "--locked", "--workspace"])
            .args(["--list-type", "binaries-only", "--message-format", "json"])
            .output()?;
        ensure!(
            listed.status.success(),
            "the copy does not build:\n{}",
            String::from_utf8_lossy(&listed.stderr)
        );
        let listed: Value = serde_json::from_slice(&listed.stdout)?;
        let binaries = listed["rust-binaries"].as_object();
        let programs = binaries
            .context("nextest lists its binaries")?
            .iter()
            .filter_map(|(id, binary)| {
                let path = binary["binary-path"].as_str()?;
                Some((id.clone(), path.into()))
            });
        let tests = Self {
            programs: programs.collect(),
            with_programs,
        };
        ensure!(tests.rebuild(copy)?, "the copy does not build");
        Ok(tests)
    }

    /// False where it does not build.
    pub fn rebuild(&self, copy: &Copy) -> Result<bool> {
        let mut command = cargo(copy);
        command.args(["build", "--locked", "--workspace", "--tests", "--quiet"]);
        if self.with_programs {
            command.arg("--bins");
        }
        Ok(command.output()?.status.success())
    }

    pub fn run(&self, copy: &Copy, target: &str, name: &str) -> Result<Run> {
        let program = self.programs.get(target);
        let program = program.with_context(|| format!("there is no test target {target}"))?;
        let (package, _) = target.split_once("::").unwrap_or((target, ""));
        let done = Command::new(program)
            .args(["--exact", name])
            .current_dir(folder_of(copy, package))
            .output()?;
        let said = String::from_utf8_lossy(&done.stdout);
        let failed = String::from_utf8_lossy(&done.stderr);
        ensure!(
            said.contains("running 1 test"),
            "{target} has no test {name}"
        );
        if done.status.success() {
            return Ok(Run::Passed);
        }
        let told = said.lines().chain(failed.lines());
        Ok(Run::Failed(told.filter_map(spot_of).next()))
    }
}

fn cargo(copy: &Copy) -> Command {
    let mut command = Command::new("cargo");
    command
        .current_dir(&copy.tree)
        .env("CARGO_TARGET_DIR", &copy.target);
    command
}

/// Tests run in the folder of their package, as cargo does it.
fn folder_of(copy: &Copy, package: &str) -> PathBuf {
    let folder = match package {
        "admin-core" => "admin/core",
        "genba" => "infra/genba",
        "media-core" => "media-server/core",
        "protocol" => "signaling/protocol",
        "signaling-core" => "signaling/core",
        other => other,
    };
    copy.tree.join(folder)
}

/// `thread '…' panicked at signaling/tests/api/links.rs:12:5:`
fn spot_of(line: &str) -> Option<Spot> {
    let (_, place) = line.split_once(" panicked at ")?;
    let mut parts = place.trim_end_matches(':').rsplitn(3, ':');
    let (_, line, file) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Spot {
        file: file.to_owned(),
        line: line.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_tells_its_place() {
        let spot = spot_of("thread 'links::a' (7) panicked at signaling/tests/api/links.rs:12:5:");
        let expected = Spot {
            file: "signaling/tests/api/links.rs".into(),
            line: 12,
        };
        assert_eq!(spot, Some(expected));
        assert_eq!(spot_of("note: run with RUST_BACKTRACE=1"), None);
    }
}
