//! The link emulator with real devices and namespaces. Only root may make those: for anybody else
//! these tests say so and end.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

/// Two namespaces of this test alone.
fn link(name: &str) -> Option<Command> {
    if !rustix::process::geteuid().is_root() {
        eprintln!("not root: the link emulator is not tested with real devices");
        return None;
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_genba-loadtest"));
    let [near, far] = names(name);
    command.args(["link", "--near", &near, "--far", &far]);
    Some(command)
}

fn names(name: &str) -> [String; 2] {
    let process = std::process::id();
    ["n", "f"].map(|end| format!("lt{process}-{name}-{end}"))
}

fn exist(name: &str) -> bool {
    names(name)
        .iter()
        .any(|namespace| Path::new("/run/netns").join(namespace).exists())
}

fn last_json(output: &[u8]) -> Value {
    let text = String::from_utf8_lossy(output);
    serde_json::from_str(text.trim().lines().last().expect("some output")).expect("JSON last")
}

#[test]
fn packets_come_back_after_twice_the_delay_and_none_is_lost() {
    let Some(mut link) = link("delay") else {
        return;
    };
    let output = link
        .args(["--delay-ms", "30", "--check", "1000"])
        .output()
        .unwrap();
    let report = last_json(&output.stdout);
    assert_eq!(report["round_trips"]["back"], 1000, "{report}");
    let median_ms = report["round_trips"]["p50_ms"].as_f64().unwrap();
    // A busy machine adds some; less than asked would be a fault on any machine.
    assert!((60.0..80.0).contains(&median_ms), "{report}");
    assert!(output.status.success());
    assert!(!exist("delay"));
}

#[test]
fn loss_is_counted_where_it_was_asked_for() {
    let Some(mut link) = link("loss") else { return };
    let output = link
        .args(["--set", "up.loss=20", "--check", "1000"])
        .output()
        .unwrap();
    let report = last_json(&output.stdout);
    let lost = report["link"]["up"]["lost"].as_u64().unwrap();
    assert!((140..260).contains(&lost), "{report}");
    assert_eq!(report["link"]["down"]["lost"], 0);
    let back = report["round_trips"]["back"].as_u64().unwrap();
    // Greetings may be lost too; they are not among the thousand.
    assert!((lost - 5..=lost).contains(&(1000 - back)), "{report}");
}

#[test]
fn a_command_runs_at_the_far_end_and_its_exit_code_is_ours() {
    let Some(mut link) = link("code") else { return };
    let script = "ip -br addr; exit 7";
    let output = link.args(["--", "sh", "-c", script]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("10.99.0.2"), "{said}");
    // Its own loopback and the link: nothing else leads out.
    assert_eq!(said.lines().count(), 2, "{said}");
    assert_eq!(output.status.code(), Some(7));
    assert!(!exist("code"));
}

#[test]
fn lines_change_the_link_and_a_signal_ends_command_and_namespaces() {
    let Some(mut link) = link("live") else { return };
    let report = std::env::temp_dir().join(format!("loadtest-link-{}.json", std::process::id()));
    // One datagram to the other end every 10 ms.
    let chatter = "while :; do echo x > /dev/udp/10.99.0.1/9; sleep 0.01; done";
    let mut child = link
        .args([
            "--report",
            report.to_str().unwrap(),
            "--",
            "bash",
            "-c",
            chatter,
        ])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(1000));
    writeln!(child.stdin.as_mut().unwrap(), "dead=on").unwrap();
    std::thread::sleep(Duration::from_millis(1000));
    assert!(exist("live"));
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
    let asked = Instant::now();
    let status = child.wait().unwrap();
    assert_eq!(
        status.code(),
        Some(128 + 15),
        "the command ended by SIGTERM"
    );
    assert!(asked.elapsed() < Duration::from_secs(4));
    assert!(!exist("live"));
    let counts = last_json(&std::fs::read(&report).unwrap());
    std::fs::remove_file(&report).unwrap();
    assert!(counts["up"]["delivered"].as_u64().unwrap() > 10, "{counts}");
    assert!(
        counts["up"]["dead_dropped"].as_u64().unwrap() > 10,
        "{counts}"
    );
}
