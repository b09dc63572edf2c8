//! Tests written in Rust: built together, run one by one.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{
    bounded,
    copy::Copy,
    marks::Spot,
    run::{Failure, Run},
};

/// The longest of them takes a quarter of it on a slow machine.
const LIMIT: Duration = Duration::from_secs(120);
/// What a browser test needs beside the pages.
const PROGRAMS: [&str; 2] = ["genba", "genba-recorder"];
const MESSAGE_CHARS: usize = 300;

/// What has to be built for some tests.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// Test targets as nextest names them.
    pub targets: BTreeSet<String>,
    pub programs: bool,
}

/// A built test target.
#[derive(Debug)]
struct Program {
    path: PathBuf,
    /// Tests run in the folder of their package, as cargo does it.
    folder: PathBuf,
}

/// The programs of the test targets, by their names in nextest.
#[derive(Default)]
pub struct RustTests(BTreeMap<String, Program>);

impl RustTests {
    /// Builds what is needed; the error of the compiler where it does not build. The selection is
    /// the workspace, so that no dependency is built with other features.
    pub fn build(&mut self, copy: &Copy, needs: &Needs) -> Result<Result<(), String>> {
        let mut command = Command::new("cargo");
        command
            .args(["build", "--locked", "--workspace", "--quiet"])
            .args(["--message-format", "json-render-diagnostics"])
            .current_dir(&copy.tree)
            .env("CARGO_TARGET_DIR", &copy.target);
        let names = needs.targets.iter().filter_map(|id| id.split_once("::"));
        for name in names.map(|(_, name)| name).collect::<BTreeSet<_>>() {
            command.args(["--test", name]);
        }
        for program in PROGRAMS.iter().filter(|_| needs.programs) {
            command.args(["--bin", program]);
        }
        if needs.targets.is_empty() && !needs.programs {
            return Ok(Ok(()));
        }
        let done = command.output()?;
        if !done.status.success() {
            return Ok(Err(String::from_utf8_lossy(&done.stderr).into_owned()));
        }
        let told = String::from_utf8(done.stdout)?;
        for line in told.lines() {
            self.0.extend(artifact(&serde_json::from_str(line)?));
        }
        for target in &needs.targets {
            let known = self.0.contains_key(target);
            ensure!(known, "there is no test target {target}");
        }
        Ok(Ok(()))
    }

    pub fn run(&self, copy: &Copy, target: &str, name: &str) -> Result<Run> {
        let program = self.0.get(target);
        let program = program.with_context(|| format!("there is no test target {target}"))?;
        let mut command = Command::new(&program.path);
        command
            .args(["--exact", name])
            .env("RUST_BACKTRACE", "0")
            .current_dir(&program.folder);
        let Some(said) = bounded::run(&mut command, LIMIT, &copy.around)? else {
            return Ok(Run::TookTooLong);
        };
        ensure!(
            said.out.contains("running 1 test"),
            "{target} has no test {name}"
        );
        if said.success {
            return Ok(Run::Passed);
        }
        let told = [failures(&said.out), failures(&said.err)];
        Ok(Run::Failed(told.concat()))
    }
}

/// The test target that a message of cargo tells of.
fn artifact(message: &Value) -> Option<(String, Program)> {
    let path = message["executable"].as_str()?;
    if message["target"]["kind"] != serde_json::json!(["test"]) {
        return None;
    }
    let name = message["target"]["name"].as_str()?;
    let folder = PathBuf::from(message["manifest_path"].as_str()?);
    let folder = folder.parent()?.to_owned();
    // `path+file:///…/admin#0.1.0`, or `…/infra/genba#genba@0.1.0`.
    let (place, version) = message["package_id"].as_str()?.rsplit_once('#')?;
    let package = match version.split_once('@') {
        Some((package, _)) => package,
        None => place.rsplit('/').next()?,
    };
    let path = path.into();
    Some((format!("{package}::{name}"), Program { path, folder }))
}

/// Every panic, with the first lines that it says.
fn failures(said: &str) -> Vec<Failure> {
    let lines: Vec<_> = said.lines().collect();
    let spots = lines.iter().enumerate();
    let spots = spots.filter_map(|(at, line)| Some((at, spot_of(line)?)));
    spots
        .map(|(at, spot)| {
            let after = lines.iter().skip(at + 1);
            let words = after.take_while(|line| !line.is_empty() && !line.starts_with("note: "));
            let message = words.map(|line| line.trim()).collect::<Vec<_>>().join(" ");
            Failure {
                spot,
                is_assertion: !message.starts_with("called `"),
                message: message.chars().take(MESSAGE_CHARS).collect(),
            }
        })
        .collect()
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
    fn a_panic_tells_its_place_and_what_it_compared() {
        let said = "thread 'links::a' (7) panicked at signaling/tests/api/links.rs:12:5:\n\
                    assertion `left == right` failed\n  left: 200\n right: 403\n\
                    note: run with `RUST_BACKTRACE=1`\n\nfailures:\n";
        let failures = failures(said);
        assert_eq!(failures.len(), 1);
        assert_eq!(failures[0].spot.file, "signaling/tests/api/links.rs");
        assert_eq!(failures[0].spot.line, 12);
        let message = "assertion `left == right` failed left: 200 right: 403";
        assert_eq!(failures[0].message, message);
        assert!(failures[0].is_assertion);
        let nothing = "panicked at a.rs:1:2:\ncalled `Option::unwrap()` on a `None` value\n";
        assert!(!self::failures(&format!("thread 'a' {nothing}"))[0].is_assertion);
    }

    #[test]
    fn a_target_is_named_by_its_package_and_itself() {
        for (id, name) in [
            ("path+file:///x/admin#0.1.0", "admin::api"),
            ("path+file:///x/infra/house#genba@0.1.0", "genba::api"),
        ] {
            let message = serde_json::json!({
                "package_id": id, "manifest_path": "/x/Cargo.toml", "executable": "/x/api-1",
                "target": { "kind": ["test"], "name": "api" },
            });
            assert_eq!(artifact(&message).unwrap().0, name);
        }
    }
}
