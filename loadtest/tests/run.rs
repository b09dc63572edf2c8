//! `genba-loadtest run` as a process against a small forwarding server on loopback.

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
        bytes.extend((9..size).map(|i| i as u8));
        // No two frames end alike.
        bytes.extend(time.to_le_bytes());
    }
    bytes
}

fn scenario(server: &Forwarder, rest: &str) -> String {
    format!(
        r#"
name = "test"
duration_s = 4
[target.media]
url = "http://127.0.0.1:{}"
token_key = "key.pem"
[media.film]
video = "film.ivf"
[[callers]]
name = "citizens"
count = 1
media = "film"
{rest}"#,
        server.port
    )
}

const TWO_VIEWERS: &str = "[[consoles]]\nname = \"desk\"\ncount = 2\n";

fn load_test(folder: &Folder, scenario: &str) -> Command {
    let file = folder.path().join("scenario.toml");
    std::fs::write(&file, scenario).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_genba-loadtest"));
    command
        .arg("run")
        .arg(file)
        .arg("--html")
        .arg(folder.path().join("report.html"));
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
    let output = load_test(&folder, &scenario(&server, TWO_VIEWERS))
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
    assert!(report["delay_p50_ms"].as_f64().unwrap() < 200.0, "{report}");
    assert_eq!(report["funnel"][4]["step"], "first frame");
    assert_eq!(report["funnel"][4]["reached"], 1, "{report}");
    assert!(report["course"].as_array().unwrap().len() >= 7, "{report}");
    // A busy machine may make the tester late, which it then has to admit.
    let code = if report["void"] == true { 3 } else { 0 };
    assert_eq!(output.status.code(), Some(code), "{report}");
    let page = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(page.contains("<svg") && page.contains("First frame"));
}

#[test]
fn clients_of_the_webrtc_crate_send_and_see_too() {
    let (folder, server) = (Folder::new("family"), Forwarder::start("nothing"));
    let viewers = TWO_VIEWERS.to_owned() + "client = \"webrtc\"\n";
    let scenario = scenario(&server, &format!("client = \"webrtc\"\n{viewers}"));
    let report = report(&load_test(&folder, &scenario).output().unwrap());
    assert_eq!(report["joins_failed"], 0, "{report}");
    assert_eq!(report["viewers_joined"], 2, "{report}");
    let sent = report["frames_sent"].as_u64().unwrap();
    let seen = report["frames_decodable"].as_u64().unwrap();
    assert!(sent >= 50, "{report}");
    assert!((sent * 2 * 8 / 10..=sent * 2).contains(&seen), "{report}");
    assert!(report["packets_sent"].as_u64().unwrap() > sent, "{report}");
    assert!(report["delay_p50_ms"].as_f64().unwrap() < 200.0, "{report}");
}

#[test]
fn light_clients_play_a_scenario_in_one_crowd() {
    let (folder, server) = (Folder::new("light"), Forwarder::start("nothing"));
    let viewers = TWO_VIEWERS.to_owned() + "client = \"light\"\n";
    let scenario = scenario(
        &server,
        &format!("client = \"light\"\npackets_per_s = 100\n{viewers}"),
    );
    let scenario = scenario.replace("media = \"film\"\n", "");
    let report = report(&load_test(&folder, &scenario).output().unwrap());
    assert_eq!(report["joins_failed"], 0, "{report}");
    assert_eq!(report["viewers_joined"], 2, "{report}");
    let packets = report["packets_sent"].as_u64().unwrap();
    assert!((200..=450).contains(&packets), "{report}");
    // This server cuts frames into packets of its own, so that frames can be counted, and of
    // packets only those that hold the end of one.
    let (sent, seen) = (&report["frames_sent"], &report["frames_decodable"]);
    let (sent, seen) = (sent.as_u64().unwrap(), seen.as_u64().unwrap());
    assert!(sent >= 50 && seen >= sent, "{report}");
    assert_eq!(report["funnel"][4]["reached"], 1, "{report}");
    assert!(report["delay_p50_ms"].as_f64().unwrap() < 200.0, "{report}");
}

#[test]
fn viewers_who_come_later_get_a_key_frame() {
    let (folder, server) = (Folder::new("later"), Forwarder::start("nothing"));
    let late = "[[consoles]]\nname = \"desk\"\ncount = 1\njoin = \"after\"\n";
    let report = report(
        &load_test(&folder, &scenario(&server, late))
            .output()
            .unwrap(),
    );
    assert_eq!(report["viewers_without_frame"], 0, "{report}");
    assert!(
        report["key_frame_requests_received"].as_u64().unwrap() > 0,
        "{report}"
    );
}

#[test]
fn a_refused_caller_is_told_in_the_servers_words_and_fails_the_run() {
    let (folder, server) = (Folder::new("refused"), Forwarder::start("/media/whip"));
    let output = load_test(&folder, &scenario(&server, TWO_VIEWERS))
        .output()
        .unwrap();
    let report = report(&output);
    assert_eq!(
        (&report["joins_failed"], &report["viewers_joined"]),
        (&1.into(), &2.into())
    );
    let told = report["failures"][0]["reason"].as_str().unwrap();
    assert!(told.contains("not_today: Not today."), "{told}");
    assert_eq!(report["verdict"], "missed");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_missed_threshold_ends_with_code_1_and_is_named() {
    let (folder, server) = (Folder::new("missed"), Forwarder::start("nothing"));
    let demand = format!("{TWO_VIEWERS}[thresholds]\nfirst_frame_max_ms = 0.001\n");
    let output = load_test(&folder, &scenario(&server, &demand))
        .output()
        .unwrap();
    let report = report(&output);
    let text = String::from_utf8_lossy(&output.stdout);
    if report["void"] == true {
        assert_eq!(output.status.code(), Some(3), "{report}");
    } else {
        assert_eq!(output.status.code(), Some(1), "{report}");
        assert!(text.contains("MISSED: first_frame_max_ms"), "{text}");
    }
}

#[test]
fn a_wrong_scenario_ends_with_code_2_and_names_file_line_and_field() {
    let (folder, server) = (Folder::new("wrong"), Forwarder::start("nothing"));
    let wrong = scenario(&server, "acts = [{ at_s = 1, do = \"dance\" }]");
    let output = load_test(&folder, &wrong).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(
        told.contains("scenario.toml:13: callers[0].acts[0].do: unknown variant"),
        "{told}"
    );
}

#[test]
fn a_caller_that_loses_its_connection_comes_back() {
    let (folder, server) = (Folder::new("back"), Forwarder::start("nothing"));
    let acts = format!("acts = [{{ at_s = 1.5, do = \"change_network\" }}]\n{TWO_VIEWERS}");
    let report = report(
        &load_test(&folder, &scenario(&server, &acts))
            .output()
            .unwrap(),
    );
    assert_eq!(
        (&report["rejoins"], &report["joins_failed"]),
        (&1.into(), &0.into()),
        "{report}"
    );
    assert_eq!(report["network_changes"], 1);
}

#[test]
fn an_interrupted_run_prints_the_figures_so_far() {
    let (folder, server) = (Folder::new("interrupted"), Forwarder::start("nothing"));
    let long = scenario(&server, TWO_VIEWERS).replace("duration_s = 4", "duration_s = 600");
    let child = load_test(&folder, &long)
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
