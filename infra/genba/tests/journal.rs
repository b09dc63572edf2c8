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
use serde_json::json;
use support::{
    Server, cookie_of,
    faults::{FAULTS, kinds, manager},
    phone::started,
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
    let until = Instant::now() + Duration::from_secs(20);
    // A disk that is nearly full is another one.
    while !kinds(&server, &manager, FAULTS)
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
