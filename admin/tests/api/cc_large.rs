//! Films of some gigabytes from the recorder of a town camera. infra/benches/long-uploads.sh runs it.

use std::{fs, time::Instant};

use axum::body::{Body, Bytes};
use futures_util::stream;
use http::StatusCode;
use tower::ServiceExt;

use crate::{
    caller::{App, Person},
    cc::{DAY, camera, film, ms},
};

const MIB: u64 = 1 << 20;

/// Sends a film of so many mebibytes.
async fn send(app: &App, person: &Person<'_>, camera: &str, mebibytes: u64) -> StatusCode {
    let from = ms("2026-11-26T21:00:00");
    let to = from + 3_600_000;
    let mut piece = film(1);
    piece.resize(MIB as usize, 7);
    let piece = Bytes::from(piece);
    let pieces = (0..mebibytes).map(move |_| Ok::<_, std::io::Error>(piece.clone()));
    let path = format!("/api/v1/footage?camera={camera}&recorded_from={from}&recorded_to={to}");
    let request = http::Request::post(path)
        .header("cookie", &person.cookie)
        .header("content-type", "application/octet-stream")
        .header("x-file-name", "ch01.mp4")
        .body(Body::from_stream(stream::iter(pieces)));
    app.router
        .clone()
        .oneshot(request.unwrap())
        .await
        .unwrap()
        .status()
}

/// The most memory that this process has had.
fn peak_mib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.unwrap().trim().strip_suffix(" kB").unwrap();
    kib.parse::<u64>().unwrap() / 1024
}

#[tokio::test]
#[ignore = "twelve gigabytes take their time"]
#[allow(clippy::print_stdout, reason = "a figure is printed")]
async fn a_film_of_four_gigabytes_is_taken_in_and_one_above_the_limit_leaves_nothing() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let camera = camera(&person, &handler).await;
    let camera = camera["id"].as_str().unwrap();
    let (before, began) = (peak_mib(), Instant::now());
    assert_eq!(send(&app, &person, camera, 4096).await, StatusCode::CREATED);
    let seconds = began.elapsed().as_secs();
    let films = app.house.path.join("films");
    let keys = app.house.keys.count().await.unwrap();
    let above = send(&app, &person, camera, 8192).await;
    assert_eq!(above, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(fs::read_dir(&films).unwrap().count(), 1, "the first one");
    assert_eq!(app.house.keys.count().await.unwrap(), keys);
    let more = peak_mib() - before;
    println!(
        "{{\"bench\":\"large-footage\",\"film_mib\":4096,\"seconds\":{seconds},\"memory_mib\":{more}}}"
    );
    assert!(more < 100, "{more} MiB");
}
