//! `kill -9` of a whole server: while a film is ordered and made, while a file comes and is finished.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use aws_lc_rs::digest::{SHA256, digest};
use journal::{
    HEAD_BYTES,
    chunk::{CHUNK_HEAD_BYTES, Chunk, TAG_BYTES},
    record::Record,
};
use media_core::{Codec, scripted::Peer};
use serde_json::{Value, json};
use support::{
    Server, cookie_of,
    phone::{begin, parsed, sent, started},
    temp_folder,
    wire::{Wire, run},
};
use tokio::{io::AsyncWriteExt, net::TcpStream};
use tokio_rustls::client::TlsStream;

/// Stands in for the recorder: everything is its own copy, and takes its time while a file `slow`
/// lies beside it.
struct Recorder(PathBuf);

impl Recorder {
    fn new(name: &str) -> Self {
        let folder = temp_folder(name);
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("recorder.sh");
        let script = format!(
            "#!/bin/sh\necho \"$1\" >> {0}/log\n\
             if [ -e {0}/slow ]; then /bin/sleep 8; fi\n\
             case \"$1\" in recording) /bin/cat; echo '{1}' >&2;;\n\
             *) echo '{{\"width_px\":4,\"height_px\":3}}'; exec /bin/cat;; esac\n",
            folder.display(),
            r#"{"done":{"duration_ms":1,"has_sound":false,"width_px":4,"height_px":3,"begun_ms":1,"gaps":[]}}"#
        );
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        Self(folder)
    }

    fn slow(&self, slow: bool) {
        let mark = self.0.join("slow");
        match slow {
            true => fs::write(mark, "").unwrap(),
            false => fs::remove_file(mark).unwrap(),
        }
    }

    /// How often it was started for a job.
    fn starts(&self, job: &str) -> usize {
        let log = fs::read_to_string(self.0.join("log")).unwrap_or_default();
        log.lines().filter(|line| *line == job).count()
    }

    fn serve(&self, data: &Path) -> Server {
        let path = self.0.join("recorder.sh");
        Server::start(data, &["--demo", "--recorder", path.to_str().unwrap()])
    }
}

async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !is_so().await {
        assert!(Instant::now() < end, "never: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The files of a report that are of some kind.
async fn files(server: &Server, cookie: &str, report: &str, kind: &str) -> Vec<Value> {
    let request = server.request("GET", &format!("/api/v1/reports/{report}"));
    let request = request.header("cookie", cookie).body(String::new());
    let detail = parsed(&server.send(request.unwrap()).await);
    let all = detail["files"].as_array().unwrap().iter();
    all.filter(|file| file["kind"] == kind).cloned().collect()
}

fn count(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, Iterator::count)
}

/// Bytes of the opened records of a report's journals, as far as they can be told without a key.
fn plain_bytes(journals: &Path) -> usize {
    let mut bytes = 0;
    for file in fs::read_dir(journals).unwrap() {
        let journal = fs::read(file.unwrap().path()).unwrap();
        let mut rest = &journal[HEAD_BYTES..];
        while let Ok(Some((_, after))) = Chunk::next(rest) {
            bytes += rest.len() - after.len() - CHUNK_HEAD_BYTES - TAG_BYTES;
            rest = after;
        }
    }
    bytes
}

async fn view(server: &Server, cookie: &str, report: &str, file: &Value) -> Vec<u8> {
    let viewings = format!("/api/v1/reports/{report}/viewings");
    let purpose = json!({ "purpose": "review", "note": "確認" });
    assert_eq!(server.post(&viewings, cookie, &purpose).await.status(), 201);
    let path = format!(
        "/api/v1/reports/{report}/files/{}/view",
        file["id"].as_str().unwrap()
    );
    let request = server.request("GET", &path).header("cookie", cookie);
    let seen = server.send(request.body(String::new()).unwrap()).await;
    assert_eq!(seen.status(), 200);
    seen.body().to_vec()
}

#[tokio::test]
async fn a_film_that_was_ordered_or_begun_before_a_kill_is_made_once_and_whole_after_it() {
    let (data, recorder) = (
        temp_folder("kill-film"),
        Recorder::new("kill-film-recorder"),
    );
    let server = recorder.serve(&data);
    let operator = cookie_of(&server.sign_in("op1").await);
    let (report, token) = started(&server, &operator).await;
    let peer = Peer::publisher(Codec::H264, 0, Instant::now());
    let mut phone = Wire::join(&server, "whip", &token, peer).await;
    run(&mut [&mut phone], Duration::from_secs(2)).await;
    let end = format!("/api/v1/reports/{report}/end");
    let reason = json!({ "reason": "finished" });
    assert_eq!(server.post(&end, &operator, &reason).await.status(), 200);
    // Ordered, and not begun: the journal is looked at for a second first.
    drop(server);
    assert_eq!(recorder.starts("recording"), 0);

    recorder.slow(true);
    let server = recorder.serve(&data);
    until("a film is begun", async || {
        recorder.starts("recording") == 1
    })
    .await;
    let rows = files(&server, &operator, &report, "recording").await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0]["state"]["kind"], "converting");
    drop(server);
    assert_eq!(count(&data.join("temporary")), 0);
    recorder.slow(false);

    let server = recorder.serve(&data);
    let is_film = async || {
        let rows = files(&server, &operator, &report, "recording").await;
        rows.iter().any(|row| row["state"]["kind"] == "viewable")
    };
    until("there is a film", is_film).await;
    let rows = files(&server, &operator, &report, "recording").await;
    assert_eq!(
        (rows.len(), recorder.starts("recording")),
        (1, 2),
        "{rows:?}"
    );
    assert_eq!(rows[0]["recording"]["is_whole"], true);
    let film = view(&server, &operator, &report, &rows[0]).await;
    assert_eq!(film.len(), plain_bytes(&data.join("journal").join(&report)));
    let (mut rest, mut packets) = (&film[..], 0);
    while let Some((record, after)) = Record::next(rest).unwrap() {
        packets += usize::from(matches!(record, Record::Rtp { .. }));
        rest = after;
    }
    assert!(packets > 100, "{packets}");
    let kept = data.join("files").join(&report);
    assert_eq!(count(&kept), 2, "the film and its pictures, nothing twice");
    assert_eq!(count(&data.join("temporary")), 0);
}

/// What comes in pieces: a picture of plain letters, so that its bytes are a text.
fn picture(bytes: usize) -> String {
    let letters = (0..bytes).map(|at| char::from(b'a' + (at * at % 23) as u8));
    "GIF89a".chars().chain(letters).take(bytes).collect()
}

/// One phone that sends a file, whatever happens to the server.
struct Upload {
    path: String,
    token: String,
    content: String,
}

impl Upload {
    fn request(&self, server: &Server, method: &str) -> hyper::http::request::Builder {
        let bearer = format!("Bearer {}", self.token);
        let request = server.request(method, &self.path);
        request.header("authorization", bearer)
    }

    /// Where it goes on, as the server says.
    async fn offset(&self, server: &Server) -> usize {
        let request = self.request(server, "HEAD").body(String::new()).unwrap();
        let answer = server.send(request).await;
        assert_eq!(answer.status(), 200);
        number(&answer.headers()["upload-offset"])
    }

    /// Sends a piece, and where it has to begin elsewhere, from there; where it goes on then.
    async fn piece(&self, server: &Server, from: usize, bytes: usize) -> usize {
        let until = self.content.len().min(from + bytes);
        let request = self
            .request(server, "PATCH")
            .header("content-type", "application/offset+octet-stream")
            .header("upload-offset", from.to_string());
        let body = self.content[from..until].to_owned();
        let answer = server.send(request.body(body).unwrap()).await;
        let status = answer.status();
        assert!(
            status == 200 || status == 409,
            "{status}: {:?}",
            answer.body()
        );
        number(&answer.headers()["upload-offset"])
    }

    /// Writes a part of a piece onto a connection and leaves it open.
    async fn part(
        &self,
        server: &Server,
        from: usize,
        bytes: usize,
        part: usize,
    ) -> TlsStream<TcpStream> {
        let head = format!(
            "PATCH {} HTTP/1.1\r\nhost: localhost:{}\r\nauthorization: Bearer {}\r\n\
             content-type: application/offset+octet-stream\r\nupload-offset: {from}\r\n\
             content-length: {bytes}\r\n\r\n",
            self.path,
            server.port(),
            self.token,
        );
        let mut connection = server.connect().await;
        connection.write_all(head.as_bytes()).await.unwrap();
        let content = &self.content.as_bytes()[from..from + part];
        connection.write_all(content).await.unwrap();
        connection.flush().await.unwrap();
        connection
    }
}

fn number(value: &hyper::header::HeaderValue) -> usize {
    value.to_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_file_that_was_under_way_or_finished_at_a_kill_arrives_once_and_whole() {
    const BYTES: usize = 1_500_000;
    const PIECE: usize = 256 * 1024;
    let (data, recorder) = (
        temp_folder("kill-file"),
        Recorder::new("kill-file-recorder"),
    );
    let mut server = recorder.serve(&data);
    let operator = cookie_of(&server.sign_in("op1").await);
    let link = sent(&server, &operator).await;
    let phone = begin(&server, link.split_once('#').unwrap().1).await;
    let word = |name: &str| phone[name].as_str().unwrap().to_owned();
    let (report, token) = (word("report"), word("session_token"));
    let announced = json!({
        "name": "a.gif", "bytes": BYTES, "media_type": "image/gif", "client_key": "0123456789abcdef",
    });
    let request = server
        .request("POST", "/api/v1/caller/uploads")
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {token}"));
    let answer = server
        .send(request.body(announced.to_string()).unwrap())
        .await;
    assert_eq!(answer.status(), 201);
    let file = parsed(&answer)["file"].as_str().unwrap().to_owned();
    let upload = Upload {
        path: format!("/api/v1/caller/uploads/{file}"),
        token,
        content: picture(BYTES),
    };

    // Killed in the middle of a piece, soon and later after its last bytes.
    let mut told = 0;
    for (part, wait_ms) in [(10, 0), (100_000, 3), (200_000, 30), (PIECE, 0)] {
        told = upload.piece(&server, told, PIECE).await;
        let connection = upload.part(&server, told, PIECE, part).await;
        tokio::time::sleep(Duration::from_millis(wait_ms)).await;
        drop(server);
        drop(connection);
        server = recorder.serve(&data);
        let offset = upload.offset(&server).await;
        assert!(
            (told..=told + part).contains(&offset),
            "{offset}, {told}, {part}"
        );
        // A piece that begins there is taken, or answered with where it really goes on.
        told = upload.piece(&server, offset, 1).await;
    }
    // Killed when the last byte has come.
    recorder.slow(true);
    while told + PIECE < BYTES {
        told = upload.piece(&server, told, PIECE).await;
    }
    let connection = upload.part(&server, told, BYTES - told, BYTES - told).await;
    drop(server);
    drop(connection);
    server = recorder.serve(&data);
    told = upload.offset(&server).await;
    while told < BYTES {
        told = upload.piece(&server, told, PIECE).await;
    }
    // And while it is made viewable.
    let is_begun = async || {
        let rows = files(&server, &operator, &report, "picture").await;
        rows[0]["state"]["kind"] == "converting"
    };
    until("a copy is begun", is_begun).await;
    drop(server);
    recorder.slow(false);
    server = recorder.serve(&data);
    let settled = async || {
        let rows = files(&server, &operator, &report, "picture").await;
        rows[0]["state"]["kind"] == "viewable" && rows[0]["thumbnail"] == true
    };
    until("it can be seen", settled).await;
    let rows = files(&server, &operator, &report, "picture").await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    let hash = digest(&SHA256, upload.content.as_bytes());
    let hash: String = hash
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(rows[0]["sha256"], hash);
    let kept = data.join("files").join(&report);
    assert_eq!(count(&kept), 3, "original, copy and small picture");
    assert_eq!(count(&data.join("temporary")), 0);
}
