//! Large films over lines that break again and again.

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    files::{begin, patch},
    house::{House, Person, Session},
};

const MIB: usize = 1 << 20;
const PIECE_BYTES: usize = 2 * MIB;
/// What one read of a socket gives.
const FRAME_BYTES: usize = 64 * 1024;

/// A part of a film: an MP4's first box, then bytes that tell their places apart.
fn content(from: usize, until: usize) -> Bytes {
    const HEAD: &[u8] = b"\0\0\0\x18ftypisom\0\0\0\0";
    let byte = |at: usize| match HEAD.get(at) {
        Some(byte) => *byte,
        None => (at ^ (at >> 9) ^ (at >> 17)) as u8,
    };
    (from..until).map(byte).collect()
}

fn below(bound: usize) -> usize {
    usize::from_le_bytes(admin::random::bytes()) % bound
}

struct BadLine<'a> {
    house: &'a House,
    session: &'a Session,
    file: String,
    pieces: usize,
    breaks: usize,
}

impl BadLine<'_> {
    /// Sends a piece, of which only a part arrives now and then; where it goes on.
    async fn piece(&mut self, from: usize, bytes: usize) -> usize {
        let whole = PIECE_BYTES.min(bytes - from);
        self.pieces += 1;
        let breaks = self.pieces.is_multiple_of(3);
        let arrives = if breaks { below(whole) } else { whole };
        let frames = (0..arrives).step_by(FRAME_BYTES).map(move |at| {
            let until = arrives.min(at + FRAME_BYTES);
            Ok(content(from + at, from + until))
        });
        let broken = breaks.then(|| Err(std::io::Error::other("the network is gone")));
        let body = Body::from_stream(stream::iter(frames.chain(broken)));
        let answer = patch(self.house, self.session, &self.file, from, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let arrived = answer.json()["received_bytes"].as_u64().unwrap();
        assert_eq!(arrived, (from + arrives) as u64);
        if !breaks {
            return from + arrives;
        }
        // The phone heard no answer, and asks.
        self.breaks += 1;
        let path = format!("/api/v1/caller/uploads/{}", self.file);
        let asked = self
            .session
            .bytes(self.house, Method::HEAD, &path, &[], Body::empty())
            .await;
        asked.headers["upload-offset"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap()
    }
}

/// How often the line broke until a film of so many bytes was there.
async fn send(house: &House, session: &Session, bytes: usize) -> (String, usize) {
    let file = begin(house, session, "video/mp4", bytes).await;
    let mut line = BadLine {
        house,
        session,
        file,
        pieces: 0,
        breaks: 0,
    };
    let mut offset = 0;
    while offset < bytes {
        offset = line.piece(offset, bytes).await;
    }
    (line.file, line.breaks)
}

async fn viewable(person: &Person<'_>, report: &str, file: &str, seconds: u64) -> Value {
    let path = format!("/api/v1/reports/{report}");
    for _ in 0..seconds * 10 {
        let detail = person.get(&path).await.json();
        let files = detail["files"].as_array().unwrap();
        let found = files.iter().find(|one| one["id"] == file).unwrap();
        if found["state"]["kind"] == "viewable" {
            return found.clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the film never became viewable");
}

fn sha256(bytes: usize) -> String {
    let mut context = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
    for from in (0..bytes).step_by(MIB) {
        context.update(&content(from, bytes.min(from + MIB)));
    }
    hex::encode(context.finish().as_ref())
}

#[tokio::test]
async fn a_film_arrives_whole_over_a_line_that_breaks_and_one_above_the_limit_is_refused() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let bytes = 40 * MIB + 7;
    let (file, breaks) = send(&house, &session, bytes).await;
    assert!(breaks > 0);
    let found = viewable(&operator, &report, &file, 60).await;
    assert_eq!(found["sha256"], sha256(bytes));
    let body = json!({
        "name": "a.mp4", "bytes": 4_u64 << 30, "media_type": "video/mp4",
        "client_key": "0123456789abcdef",
    });
    let path = "/api/v1/caller/uploads";
    let large = session.call(&house, Method::POST, path, body).await;
    large.is(413, "file_too_large");
}

/// The most memory that this process has had.
fn peak_mib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.unwrap().trim().strip_suffix(" kB").unwrap();
    kib.parse::<usize>().unwrap() / 1024
}

/// infra/benches/long-uploads.sh runs it.
#[tokio::test]
#[ignore = "half a gigabyte takes its time"]
#[allow(clippy::print_stdout, reason = "a figure is printed")]
async fn a_film_of_the_largest_size_arrives_over_a_line_that_breaks_hundreds_of_times() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let bytes = signaling_core::limits::UPLOAD_LIMITS.film_bytes_max as usize;
    let before = peak_mib();
    let began = std::time::Instant::now();
    let (file, breaks) = send(&house, &session, bytes).await;
    let found = viewable(&operator, &report, &file, 600).await;
    assert_eq!(found["sha256"], sha256(bytes));
    let (more, seconds) = (peak_mib() - before, began.elapsed().as_secs());
    println!(
        "{{\"bench\":\"long-uploads\",\"film_mib\":{},\"breaks\":{breaks},\"seconds\":{seconds},\"memory_mib\":{more}}}",
        bytes / MIB
    );
    assert!(breaks > 50 && more < 200, "{breaks} breaks, {more} MiB");
}
