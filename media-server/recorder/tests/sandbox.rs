//! The sandbox holds: each forbidden thing is really tried.

mod support;

use std::process::{Command, Stdio};

use support::{Outcome, outcome, start};

const BAD_SYSTEM_CALL: i32 = 31;

fn probe(what: &str) -> Outcome {
    outcome(start(
        &["probe-sandbox", what],
        Stdio::null(),
        Stdio::null(),
    ))
}

#[test]
fn what_is_allowed_works() {
    assert_eq!(probe("nothing").line("probe"), "worked");
}

#[test]
fn network_programs_and_changes_of_files_end_the_process() {
    for what in [
        "socket",
        "open-for-writing",
        "create",
        "unlink",
        "rename",
        "directory",
        "execute",
        "kill-parent",
    ] {
        let outcome = probe(what);
        assert_eq!(
            outcome.signal(),
            Some(BAD_SYSTEM_CALL),
            "{what}: {:?}",
            outcome.lines
        );
        assert!(
            outcome.lines.iter().all(|l| l.get("probe").is_none()),
            "{what}"
        );
    }
}

#[test]
fn reading_files_starting_programs_and_taking_memory_are_refused() {
    for what in ["open-for-reading", "spawn", "memory"] {
        let outcome = probe(what);
        let answer = outcome.line("probe").as_str().unwrap();
        assert!(answer.starts_with("refused"), "{what}: {answer}");
    }
}

#[test]
fn a_conversion_without_end_is_ended() {
    let spin = format!(
        "ulimit -t 1; exec {} probe-sandbox time",
        env!("CARGO_BIN_EXE_genba-recorder")
    );
    let child = Command::new("sh")
        .args(["-c", &spin])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    assert!(outcome(child).signal().is_some());
}

#[test]
fn the_parent_is_told_how_tight_the_sandbox_is() {
    let outcome = probe("nothing");
    let sandbox = &outcome.lines[0]["sandbox"];
    assert_eq!(sandbox["seccomp"], true);
    assert!(matches!(
        sandbox["landlock"].as_str(),
        Some("full" | "partial" | "none")
    ));
}
