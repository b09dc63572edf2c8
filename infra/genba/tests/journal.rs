//! What phones send lies in the data folder, outlives a kill, and is told when it cannot.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

use journal::{
    HEAD_BYTES, Head,
    chunk::{Chunk, ChunkError},
};
use media_core::{Codec, scripted::Peer};
use serde_json::{Value, json};
use support::{
    Browser, Server, cookie_of,
    phone::{parsed, started},
    temp_folder,
    wire::{Wire, run},
};

#[tokio::test]
async fn what_a_phone_sends_is_kept_until_the_kill_and_finished_by_the_end() {
    let data = temp_folder("journal");
    let server = Server::start(&data, &["--demo"]);
    let operator = cookie_of(&server.sign_in("op1").await);
    let (ended, token) = started(&server, &operator).await;
    let mut phone = publish(&server, &token).await;
    run(&mut [&mut phone], Duration::from_secs(2)).await;
    let end = format!("/api/v1/reports/{ended}/end");
    let reason = json!({ "reason": "finished" });
    assert_eq!(server.post(&end, &operator, &reason).await.status(), 200);
    let folder = data.join("journal").join(&ended);
    let until = Instant::now() + Duration::from_secs(5);
    while !read(&only_file(&folder)).is_last {
        assert!(
            Instant::now() < until,
            "the end does not finish the journal"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    let (killed, token) = started(&server, &operator).await;
    let mut phone = publish(&server, &token).await;
    run(&mut [&mut phone], Duration::from_secs(2)).await;
    let path = only_file(&data.join("journal").join(&killed));
    let now_ms = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now_ms = i64::try_from(now_ms.unwrap().as_millis()).unwrap();
    // SIGKILL.
    drop(server);
    let kept = read(&path);
    let lost_ms = now_ms - kept.until_ms;
    // The figure is that of media-server's test; here a whole server shares the machine with others.
    assert!(lost_ms <= 3_000, "{lost_ms} ms");
    assert!(kept.chunks > 5 && !kept.is_last, "{kept:?}");

    // The next start touches nothing of it.
    let before = fs::read(&path).unwrap();
    let server = Server::start(&data, &[]);
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(only_file(path.parent().unwrap()), path);
    assert_eq!(fs::read(&path).unwrap(), before);
    server.stop();
}

#[tokio::test]
async fn vr_7_2_1_a_journal_that_cannot_be_written_is_a_fault_that_the_system_files() {
    let data = temp_folder("journal-fault");
    let (stopped, _) = Server::start(&data, &["--demo"]).stop();
    assert!(stopped.success());
    let folder = data.join("journal");
    fs::remove_dir_all(&folder).unwrap();
    fs::write(&folder, "no folder").unwrap();
    let server = Server::start(&data, &[]);
    let manager = manager(&server).await;
    let list = "/api/v1/cases?document=VR&workflow=fault&open=true";
    let until = Instant::now() + Duration::from_secs(20);
    // A disk that is nearly full is another one.
    while !kinds(&server, &manager, list)
        .await
        .contains(&"journal".to_owned())
    {
        assert!(Instant::now() < until, "no fault is filed");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    // Live goes on all the same.
    let operator = cookie_of(&server.sign_in("op1").await);
    let (_, token) = started(&server, &operator).await;
    let mut phone = publish(&server, &token).await;
    run(&mut [&mut phone], Duration::from_secs(1)).await;
    assert!(phone.heard() > 10);
}

async fn publish(server: &Server, token: &str) -> Wire {
    let peer = Peer::publisher(Codec::H264, 0, Instant::now());
    Wire::join(server, "whip", token, peer).await
}

/// The system's manager of the agency, at a management terminal.
async fn manager(server: &Server) -> String {
    let accounts = server.ready["accounts"].as_array().unwrap();
    let account = accounts
        .iter()
        .find(|account| account["user_id"] == "npasysmgr")
        .unwrap();
    let browser = Browser::new();
    let enrol = json!({ "kind": "management", "public_key": browser.public_key() });
    let enrolled = server.post("/api/v1/demo/enrol", "", &enrol).await;
    assert_eq!(enrolled.status(), 201);
    let factor = json!({ "kind": "password", "password": account["password"] });
    cookie_of(&server.enter("npasysmgr", factor, &browser).await)
}

/// Of the faults that are filed.
async fn kinds(server: &Server, manager: &str, list: &str) -> Vec<String> {
    let cases = seen(server, manager, list).await;
    let mut kinds = Vec::new();
    for case in cases["cases"].as_array().into_iter().flatten() {
        let path = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
        let case = seen(server, manager, &path).await;
        kinds.push(case["values"]["kind"].as_str().unwrap().to_owned());
    }
    kinds
}

async fn seen(server: &Server, manager: &str, path: &str) -> Value {
    let request = server.request("GET", path).header("cookie", manager);
    parsed(&server.send(request.body(String::new()).unwrap()).await)
}

fn only_file(folder: &Path) -> PathBuf {
    let mut entries = fs::read_dir(folder).unwrap();
    let path = entries.next().unwrap().unwrap().path();
    assert!(entries.next().is_none(), "one file per start of the node");
    path
}

/// A journal as everybody can read it, without a key.
#[derive(Debug)]
struct Chain {
    chunks: usize,
    until_ms: i64,
    is_last: bool,
}

fn read(path: &Path) -> Chain {
    let bytes = fs::read(path).unwrap();
    let head = Head::parse(&bytes).unwrap();
    let mut before = head.hash();
    let mut chain = Chain {
        chunks: 0,
        until_ms: 0,
        is_last: false,
    };
    let mut rest = &bytes[HEAD_BYTES..];
    loop {
        match Chunk::next(rest) {
            Ok(Some((chunk, after))) => {
                assert_eq!(chunk.before, before, "the chain");
                chain.chunks += 1;
                (chain.until_ms, chain.is_last) = (chunk.until_ms.0, chunk.is_last);
                (before, rest) = (chunk.hash(), after);
            }
            Ok(None) | Err(ChunkError::Torn) => return chain,
            Err(error) => panic!("{error}"),
        }
    }
}
