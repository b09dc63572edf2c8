//! `loadtest run` as a process against a small forwarding server on loopback.

mod forwarder;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Duration,
};

use aws_lc_rs::signature::Ed25519KeyPair;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use forwarder::Forwarder;
use serde_json::Value;

/// A folder of one test with a film and a key, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("loadtest-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        std::fs::write(path.join("film.ivf"), film()).expect("a file");
        std::fs::write(path.join("key.pem"), key()).expect("a file");
        Self(path)
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn key() -> String {
    let pair = Ed25519KeyPair::generate().expect("a key");
    let der = pair.to_pkcs8v1().expect("PKCS#8");
    let text = STANDARD.encode(der.as_ref());
    format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n")
}

/// 25 frames a second, a key frame each second; the bytes behind the first mean nothing here.
fn film() -> Vec<u8> {
    let mut bytes = b"DKIF\0\0\x20\0VP80\0\0\0\0".to_vec();
    for number in [25_u32, 1, 0, 0] {
        bytes.extend(number.to_le_bytes());
    }
    for time in 0..50_u64 {
        let (size, head) = if time % 25 == 0 {
            (5000_u32, 0x10)
        } else {
            (1500, 0x11)
        };
        bytes.extend(size.to_le_bytes());
        bytes.extend(time.to_le_bytes());
        bytes.push(head);
        bytes.extend((1..size).map(|i| i as u8));
    }
    bytes
}

fn load_test(folder: &Folder, server: &Forwarder, options: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loadtest"));
    command
        .arg("run")
        .args(["--url", &format!("http://127.0.0.1:{}", server.port)])
        .arg("--film")
        .arg(folder.path().join("film.ivf"))
        .arg("--media-token-key")
        .arg(folder.path().join("key.pem"))
        .args(options.split_whitespace());
    command
}

fn report(output: &Output) -> Value {
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text.trim().lines().last().unwrap_or_default();
    serde_json::from_str(last).unwrap_or_else(|_| panic!("no report: {output:?}"))
}

#[test]
fn viewers_see_what_the_caller_sends() {
    let (folder, server) = (Folder::new("see"), Forwarder::start("nothing"));
    let output = load_test(&folder, &server, "--callers 1 --viewers 2 --duration-s 3")
        .output()
        .unwrap();
    let report = report(&output);
    assert_eq!(
        (&report["callers_joined"], &report["viewers_joined"]),
        (&1.into(), &2.into())
    );
    assert_eq!(report["joins_failed"], 0, "{report}");
    let sent = report["frames_sent"].as_u64().unwrap();
    let seen = report["frames_decodable"].as_u64().unwrap();
    assert!(sent >= 50, "{report}");
    assert!((sent * 2 * 9 / 10..=sent * 2).contains(&seen), "{report}");
    assert_eq!(report["packets_lost"], 0, "{report}");
    let first_ms = report["first_frame_ms"]["max_ms"].as_f64().unwrap();
    assert!(first_ms > 0.0 && first_ms < 3000.0, "{report}");
    // A busy machine may make the tester late, which it then has to admit.
    let code = if report["void"] == true { 3 } else { 0 };
    assert_eq!(output.status.code(), Some(code), "{report}");
}

#[test]
fn viewers_who_come_later_get_a_key_frame() {
    let (folder, server) = (Folder::new("later"), Forwarder::start("nothing"));
    let options = "--callers 1 --viewers 1 --viewers-join after --duration-s 2";
    let report = report(&load_test(&folder, &server, options).output().unwrap());
    assert_eq!(report["viewers_without_frame"], 0, "{report}");
    assert!(
        report["key_frame_requests_received"].as_u64().unwrap() > 0,
        "{report}"
    );
}

#[test]
fn a_refused_caller_is_told_in_the_servers_words_and_fails_the_run() {
    let (folder, server) = (Folder::new("refused"), Forwarder::start("/media/whip"));
    let output = load_test(&folder, &server, "--viewers 1 --duration-s 1")
        .output()
        .unwrap();
    let report = report(&output);
    assert_eq!(
        (&report["joins_failed"], &report["viewers_joined"]),
        (&1.into(), &1.into())
    );
    let told = report["failures"][0].as_str().unwrap();
    assert!(told.contains("not_today: Not today."), "{told}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn an_interrupted_run_prints_the_figures_so_far() {
    let (folder, server) = (Folder::new("interrupted"), Forwarder::start("nothing"));
    let child = load_test(&folder, &server, "--duration-s 600")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_secs(3));
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    let report = report(&child.wait_with_output().unwrap());
    assert_eq!(report["interrupted"], true);
    assert!(report["frames_sent"].as_u64().unwrap() > 10, "{report}");
    assert!(report["seconds"].as_f64().unwrap() < 60.0);
}
