//! `genba verify` on a data folder: trail and journals, away from the server.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::{fs, path::Path, process::Output};

use journal::{Head, JournalKey, chunk::seal};
use protocol::{id::ReportId, time::UnixMs};
use support::{Server, genba, temp_folder};

fn verify(path: &Path) -> Output {
    genba().arg("verify").arg(path).output().unwrap()
}

fn text(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    String::from_utf8_lossy(out).into_owned() + &String::from_utf8_lossy(err)
}

fn journal() -> (Head, Vec<u8>) {
    let head = Head {
        report: ReportId::new(UnixMs(1_795_000_000_000), [1; 10]),
        file: [2; 16],
        begun_ms: UnixMs(1_795_000_000_000),
    };
    let key = JournalKey::new([3; 32]).file(&head);
    let (mut bytes, mut before) = (head.bytes().to_vec(), head.hash());
    for number in 0..3 {
        let mut records = vec![7; 400];
        let sealed = seal(
            &key,
            number,
            number == 2,
            head.begun_ms,
            &before,
            &mut records,
        );
        let (chunk, hash) = sealed.unwrap();
        bytes.extend(chunk);
        before = hash;
    }
    (head, bytes)
}

#[tokio::test]
async fn a_data_folder_is_verified_with_its_journals() {
    let data = temp_folder("verified");
    let server = Server::start(&data, &["--demo"]);
    let (head, bytes) = journal();
    let folder = data.join("journal").join(head.report.to_string());
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("02020202020202020202020202020202.journal");
    fs::write(&file, &bytes).unwrap();
    let running = verify(&data);
    assert!(running.status.success(), "{}", text(&running));
    server.stop();
    let honest = text(&verify(&data));
    assert!(honest.contains("1 journals"), "{honest}");
    assert!(honest.contains("nothing was changed"), "{honest}");
    let mut changed = bytes;
    changed[200] ^= 1;
    fs::write(&file, &changed).unwrap();
    let found = verify(&data);
    assert!(!found.status.success());
    assert!(text(&found).contains("does not follow"), "{}", text(&found));
    // What is neither an export nor a folder is told as such.
    let other = verify(&file);
    assert!(!other.status.success(), "{}", text(&other));
    fs::remove_dir_all(data).unwrap();
}
