//! Second copies of what phones send, in a real S3 server that stands still and goes on.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "../../../media-server/objects/tests/support/mod.rs"]
mod s3;
mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use media_core::{Codec, scripted::Peer};
use objects::Objects;
use protocol::id::ReportId;
use s3::Moto;
use serde_json::json;
use support::{
    Server, cookie_of,
    faults::{FAULTS, kinds, manager},
    phone::started,
    temp_folder,
    wire::{Wire, run},
};
use tokio::time::sleep;

/// How long the store stands still; infra/bench sets ten minutes.
const AWAY_S: &str = "GENBA_AWAY_S";

#[tokio::test]
async fn vr_7_2_1_a_store_that_stands_still_is_a_fault_and_everything_is_there_afterwards() {
    let moto = Moto::start();
    let store = Objects::open_with(&s3::url(), s3::settings(moto.address)).unwrap();
    let data = temp_folder("objects");
    let options = ["--demo", "--objects", &s3::url()];
    let server = Server::start_with(&data, &options, s3::settings(moto.address));
    let manager = manager(&server).await;
    let operator = cookie_of(&server.sign_in("op1").await);
    let (report, token) = started(&server, &operator).await;
    let id: ReportId = report.parse().unwrap();
    let peer = Peer::publisher(Codec::H264, 0, Instant::now());
    let mut phone = Wire::join(&server, "whip", &token, peer).await;
    run(&mut [&mut phone], Duration::from_secs(3)).await;
    let before = bytes_of(&store, id).await;
    assert!(before > 0, "copies go while it is live");

    let away = std::env::var(AWAY_S).map_or(10, |seconds| seconds.parse().unwrap());
    let resident = memory_bytes(&server);
    moto.freeze();
    let (heard, frames) = (phone.heard(), phone.frames());
    let (begun, away) = (Instant::now(), Duration::from_secs(away));
    // What is well at a start may be told as a fault half a minute later.
    loop {
        run(&mut [&mut phone], Duration::from_secs(2)).await;
        let filed = kinds(&server, &manager, FAULTS).await;
        assert!(!filed.contains(&"journal".to_owned()), "{filed:?}");
        let is_told = filed.contains(&"objects".to_owned());
        if is_told && begun.elapsed() >= away {
            break;
        }
        let limit = away + Duration::from_secs(50);
        assert!(begun.elapsed() < limit, "{filed:?}");
    }
    let away = begun.elapsed().as_secs();
    assert!(phone.frames() > frames + usize::try_from(away).unwrap() * 10);
    assert!(phone.heard() > heard + 10, "live goes on");
    let grown = memory_bytes(&server).saturating_sub(resident);
    assert!(grown < 100 << 20, "{grown} bytes more in memory");

    moto.thaw();
    let end = format!("/api/v1/reports/{report}/end");
    let reason = json!({ "reason": "finished" });
    assert_eq!(server.post(&end, &operator, &reason).await.status(), 200);
    let journal = only_file(&data.join("journal").join(&report));
    let until = Instant::now() + Duration::from_secs(60);
    let mut last = 0;
    loop {
        let (here, there) = (
            fs::metadata(&journal).unwrap().len(),
            bytes_of(&store, id).await,
        );
        if here == last && there == here {
            break;
        }
        last = here;
        assert!(Instant::now() < until, "{there} of {here} bytes");
        sleep(Duration::from_millis(300)).await;
    }
    let copy = temp_folder("objects-copy");
    let pieces = store.journals(id).await.unwrap().into_values().next();
    store.fetch(&pieces.unwrap().objects, &copy).await.unwrap();
    assert!(fs::read(&copy).unwrap() == fs::read(&journal).unwrap());
    println!("{away} s away: {last} bytes of a journal were copied, {grown} bytes more in memory");
    assert!(server.stop().0.success());
}

#[test]
fn a_url_that_is_no_store_or_bears_a_secret_is_refused_at_the_start() {
    for url in ["s3://key:secret@bucket", "https://bucket", "file://x"] {
        let data = temp_folder("objects-refused");
        let words = [
            "serve",
            "--demo",
            "--listen",
            "127.0.0.1:0",
            "--objects",
            url,
        ];
        let output = support::answered(&words, &data, &[]);
        assert!(!output.status.success());
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains("an object store is s3://BUCKET"), "{told}");
        assert!(!told.contains("secret"), "{told}");
    }
}

#[test]
fn a_store_of_another_data_folder_is_refused_at_the_start() {
    let url = format!("file://{}", temp_folder("objects-owned").display());
    let [own, other] = ["objects-own", "objects-other"].map(temp_folder);
    let options = ["--demo", "--objects", &url];
    assert!(Server::start(&own, &options).stop().0.success());
    let words = [&["serve", "--listen", "127.0.0.1:0"][..], &options].concat();
    let output = support::answered(&words, &other, &[]);
    assert!(!output.status.success());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("belongs to another house"), "{told}");
    assert!(Server::start(&own, &options[1..]).stop().0.success());
}

async fn bytes_of(store: &Objects, report: ReportId) -> u64 {
    let journals = store.journals(report).await.unwrap();
    journals.values().map(|pieces| pieces.bytes).sum()
}

/// What the server holds in memory.
fn memory_bytes(server: &Server) -> u64 {
    let pid = &server.ready["pid"];
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.unwrap().trim().trim_end_matches(" kB");
    kilobytes.trim().parse::<u64>().unwrap() * 1024
}

fn only_file(folder: &Path) -> PathBuf {
    let mut entries = fs::read_dir(folder).unwrap();
    let path = entries.next().unwrap().unwrap().path();
    assert!(entries.next().is_none(), "one file per start of the node");
    path
}
