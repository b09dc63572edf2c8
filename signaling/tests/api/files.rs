//! Stills, uploads in pieces, and what consoles see of them.

use axum::body::Body;
use bytes::Bytes;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::house::{Answer, House, Person, Session, Settings, jpeg};

async fn announce(house: &House, session: &Session, key: &str, kind: &str, bytes: usize) -> Answer {
    let body =
        json!({"name": "../../写真.jpg", "bytes": bytes, "media_type": kind, "client_key": key});
    session
        .call(house, Method::POST, "/api/v1/caller/uploads", body)
        .await
}

pub async fn begin(house: &House, session: &Session, kind: &str, bytes: usize) -> String {
    let key = format!("{:016}", rand_key());
    let answer = announce(house, session, &key, kind, bytes).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    answer.json()["file"].as_str().unwrap().to_owned()
}

fn rand_key() -> u64 {
    u64::from_le_bytes(admin::random::bytes()) % 1_000_000_000
}

pub async fn patch(
    house: &House,
    session: &Session,
    file: &str,
    offset: usize,
    body: Body,
) -> Answer {
    let offset = offset.to_string();
    let headers = [
        ("content-type", "application/offset+octet-stream"),
        ("upload-offset", offset.as_str()),
    ];
    let path = format!("/api/v1/caller/uploads/{file}");
    session
        .bytes(house, Method::PATCH, &path, &headers, body)
        .await
}

/// A whole picture from the gallery.
pub async fn upload_picture(house: &House, session: &Session) -> String {
    let picture = jpeg(5_000);
    let file = begin(house, session, "image/jpeg", picture.len()).await;
    let sent = patch(house, session, &file, 0, Body::from(picture)).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
    file
}

async fn file_of(person: &Person<'_>, report: &str, file: &str) -> Value {
    let detail = person
        .get(&format!("/api/v1/reports/{report}"))
        .await
        .json();
    let files = detail["files"].as_array().unwrap();
    files
        .iter()
        .find(|f| f["id"] == file)
        .cloned()
        .unwrap_or(Value::Null)
}

pub async fn settled(person: &Person<'_>, report: &str, file: &str) -> Value {
    for _ in 0..500 {
        let found = file_of(person, report, file).await;
        if matches!(
            found["state"]["kind"].as_str(),
            Some("viewable" | "not_viewable")
        ) {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!(
        "the file never settled: {}",
        file_of(person, report, file).await
    );
}

pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes))
}

#[tokio::test]
async fn a_first_picture_is_on_the_console_when_the_answer_goes_out() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let picture = jpeg(50_000);
    let answer = session.still(&house, "first_picture", &picture).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let file = answer.json()["file"].as_str().unwrap().to_owned();
    let found = file_of(&operator, &report, &file).await;
    assert_eq!(found["state"]["kind"], "viewable");
    assert_eq!(found["kind"], "first_picture");
    assert_eq!(found["sha256"], sha256(&picture));
    let path = format!("/api/v1/reports/{report}/files/{file}");
    let view = operator.get(&format!("{path}/view")).await;
    assert_eq!(view.headers["content-type"], "image/jpeg");
    assert_eq!(view.bytes, picture);
    let seen = operator
        .wait_for(&report, |r| r["last_picture"] == file.as_str())
        .await;
    assert!(seen["funnel"].to_string().contains("first_picture"));
    assert_eq!(
        operator.get(&format!("{path}/thumbnail")).await.status,
        StatusCode::OK
    );
    let neighbour = house.person("opb1").await;
    for part in ["view", "thumbnail", "original"] {
        neighbour
            .get(&format!("{path}/{part}"))
            .await
            .is(404, "report_not_found");
    }
}

#[tokio::test]
async fn what_is_no_picture_of_a_running_session_is_refused() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (_, session) = house.started(&operator).await;
    session
        .still(&house, "still", b"MZ\x90\0 a program")
        .await
        .is(415, "type_not_supported");
    session
        .still(&house, "still", b"<svg onload=alert(1)>")
        .await
        .is(415, "type_not_supported");
    session
        .still(&house, "still", b"")
        .await
        .is(415, "type_not_supported");
    session
        .still(&house, "selfie", &jpeg(100))
        .await
        .is(422, "kind_missing");
    session
        .still(&house, "still", &jpeg(8 * 1024 * 1024 + 1))
        .await
        .is(413, "file_too_large");
    let stranger = Session {
        token: "a.b.c".into(),
        report: String::new(),
        answer: Value::Null,
    };
    stranger
        .still(&house, "still", &jpeg(100))
        .await
        .is(401, "session_invalid");
    let whip = session.answer["whip_token"].as_str().unwrap().to_owned();
    let wrong_kind = Session {
        token: whip,
        report: String::new(),
        answer: Value::Null,
    };
    wrong_kind
        .still(&house, "still", &jpeg(100))
        .await
        .is(401, "session_invalid");
}

#[tokio::test]
async fn a_picture_that_cannot_be_converted_is_kept_all_the_same() {
    let settings = Settings {
        recorder: "/nonexistent".into(),
        ..Settings::default()
    };
    let house = House::with(settings).await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let answer = session.still(&house, "first_picture", &jpeg(1000)).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let file = answer.json()["file"].as_str().unwrap().to_owned();
    let found = file_of(&operator, &report, &file).await;
    assert_eq!(found["state"]["code"], "conversion_failed");
    let path = format!("/api/v1/reports/{report}/files/{file}");
    operator
        .get(&format!("{path}/view"))
        .await
        .is(404, "file_not_viewable");
    assert_eq!(
        operator.get(&format!("{path}/original")).await.bytes,
        jpeg(1000)
    );
}

#[tokio::test]
async fn an_upload_in_pieces_arrives_whole_and_is_only_a_download_as_original() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let picture = jpeg(3_000_000);
    let file = begin(&house, &session, "image/jpeg", picture.len()).await;
    let (one, two) = picture.split_at(2 * 1024 * 1024);
    let first = patch(&house, &session, &file, 0, Body::from(one.to_vec())).await;
    assert_eq!(first.json()["received_bytes"], one.len());
    let path = format!("/api/v1/caller/uploads/{file}");
    let head = session
        .bytes(&house, Method::HEAD, &path, &[], Body::empty())
        .await;
    assert_eq!(head.headers["upload-offset"], one.len().to_string());
    assert_eq!(head.headers["upload-length"], picture.len().to_string());
    let second = patch(&house, &session, &file, one.len(), Body::from(two.to_vec())).await;
    assert_eq!(second.json()["received_bytes"], picture.len());
    let found = settled(&operator, &report, &file).await;
    assert_eq!(found["state"]["kind"], "viewable", "{found}");
    assert_eq!(found["sha256"], sha256(&picture));
    assert_eq!(found["name"], "写真.jpg");
    let path = format!("/api/v1/reports/{report}/files/{file}/original");
    let original = operator.get(&path).await;
    assert_eq!(original.bytes, picture);
    assert_eq!(original.headers["content-type"], "application/octet-stream");
    assert_eq!(original.headers["x-content-type-options"], "nosniff");
    assert!(
        original.headers["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("sandbox")
    );
    let disposition = original.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment;"));
    let on_disk = std::fs::read(house.path.join(format!("files/{report}/{file}"))).unwrap();
    assert!(
        !on_disk
            .windows(64)
            .any(|window| window == &picture[1000..1064]),
        "sealed on disk"
    );
}

#[tokio::test]
async fn what_arrived_before_an_interruption_is_kept_and_the_offset_is_true() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let picture = jpeg(1_000_000);
    let file = begin(&house, &session, "image/jpeg", picture.len()).await;
    let broken = futures_util::stream::iter([
        Ok(Bytes::copy_from_slice(&picture[..300_000])),
        Ok(Bytes::copy_from_slice(&picture[300_000..400_001])),
        Err(std::io::Error::other("the network is gone")),
    ]);
    let answer = patch(&house, &session, &file, 0, Body::from_stream(broken)).await;
    assert_eq!(answer.json()["received_bytes"], 400_001);
    for wrong in [0, 400_000, 999_999] {
        let answer = patch(&house, &session, &file, wrong, Body::from(vec![1])).await;
        answer.is(409, "offset_mismatch");
        assert_eq!(answer.headers["upload-offset"], "400001");
    }
    let rest = Body::from(picture[400_001..].to_vec());
    patch(&house, &session, &file, 400_001, rest).await;
    assert_eq!(
        settled(&operator, &report, &file).await["sha256"],
        sha256(&picture)
    );
    let again = patch(&house, &session, &file, picture.len(), Body::empty()).await;
    assert_eq!(
        again.status,
        StatusCode::OK,
        "a repeated last piece is harmless"
    );
}

#[tokio::test]
async fn a_very_short_first_piece_is_looked_at_with_the_next() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let picture = jpeg(1000);
    let file = begin(&house, &session, "image/jpeg", 1000).await;
    patch(
        &house,
        &session,
        &file,
        0,
        Body::from(picture[..5].to_vec()),
    )
    .await;
    patch(
        &house,
        &session,
        &file,
        5,
        Body::from(picture[5..].to_vec()),
    )
    .await;
    assert_eq!(
        settled(&operator, &report, &file).await["sha256"],
        sha256(&picture)
    );

    let program = b"MZ\x90\0".repeat(250);
    let file = begin(&house, &session, "image/jpeg", 1000).await;
    patch(
        &house,
        &session,
        &file,
        0,
        Body::from(program[..5].to_vec()),
    )
    .await;
    let answer = patch(
        &house,
        &session,
        &file,
        5,
        Body::from(program[5..].to_vec()),
    )
    .await;
    answer.is(415, "type_not_supported");
}

#[tokio::test]
async fn a_program_named_like_a_picture_is_refused_and_never_served() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    for content in [
        &b"MZ\x90\0\x03"[..],
        b"<html><script>",
        b"<svg xmlns='x'>",
        b"\x7fELF\x02",
    ] {
        let mut bytes = content.to_vec();
        bytes.resize(1000, b' ');
        let file = begin(&house, &session, "image/jpeg", bytes.len()).await;
        patch(&house, &session, &file, 0, Body::from(bytes))
            .await
            .is(415, "type_not_supported");
        let again = patch(&house, &session, &file, 0, Body::from(jpeg(1000))).await;
        again.is(415, "type_not_supported");
        let found = file_of(&operator, &report, &file).await;
        assert_eq!(
            found["state"]["code"], "type_not_supported",
            "the console sees the try"
        );
        let path = format!("/api/v1/reports/{report}/files/{file}");
        operator
            .get(&format!("{path}/original"))
            .await
            .is(404, "file_not_found");
        operator
            .get(&format!("{path}/view"))
            .await
            .is(404, "file_not_viewable");
    }
}

#[tokio::test]
async fn limits_are_kept_before_and_while_bytes_come() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (_, session) = house.started(&operator).await;
    let key = "0123456789abcdef";
    let large = announce(&house, &session, key, "image/jpeg", 30 * 1024 * 1024 + 1).await;
    large.is(413, "file_too_large");
    let film = announce(&house, &session, key, "video/mp4", 500 * 1024 * 1024 + 1).await;
    film.is(413, "file_too_large");
    announce(&house, &session, key, "text/html", 10)
        .await
        .is(415, "type_not_supported");
    announce(&house, &session, "short", "image/jpeg", 10)
        .await
        .is(422, "client_key_invalid");
    let file = begin(&house, &session, "image/jpeg", 3_000_000).await;
    let too_much = Body::from(jpeg(2 * 1024 * 1024 + 1));
    patch(&house, &session, &file, 0, too_much)
        .await
        .is(413, "chunk_too_large");
    let file = begin(&house, &session, "image/jpeg", 1000).await;
    let answer = patch(&house, &session, &file, 0, Body::from(jpeg(1001))).await;
    answer.is(413, "chunk_too_large");
    let first = announce(&house, &session, key, "image/jpeg", 10).await;
    let again = announce(&house, &session, key, "image/jpeg", 10).await;
    assert_eq!(
        (first.status, again.status),
        (StatusCode::CREATED, StatusCode::OK)
    );
    assert_eq!(first.json(), again.json());
    for _ in 3..20 {
        begin(&house, &session, "image/jpeg", 10).await;
    }
    let one_more = announce(&house, &session, "0123456789abcdeX", "image/jpeg", 10).await;
    one_more.is(409, "too_many_files");
}

#[tokio::test]
async fn a_film_becomes_viewable_and_plays_from_the_middle() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let mut film = b"\0\0\0\x18ftypisom\0\0\0\0".to_vec();
    film.extend((0..200_000).map(|i| (i % 251) as u8));
    let file = begin(&house, &session, "video/mp4", film.len()).await;
    patch(&house, &session, &file, 0, Body::from(film.clone())).await;
    let found = settled(&operator, &report, &file).await;
    assert_eq!(
        (&found["kind"], &found["view_type"]),
        (&json!("film"), &json!("video/mp4")),
        "{found}"
    );
    assert_eq!(found["width_px"], 1280);
    operator
        .wait_for(&report, |r| r["last_picture"] == file.as_str())
        .await;
    let path = format!("/api/v1/reports/{report}/files/{file}/view");
    let headers = [
        ("cookie", operator.cookie.as_str()),
        ("range", "bytes=100000-100999"),
    ];
    let part = house.call(Method::GET, &path, &headers, None).await;
    assert_eq!(part.status, StatusCode::PARTIAL_CONTENT);
    assert_eq!(
        part.headers["content-range"],
        format!("bytes 100000-100999/{}", film.len())
    );
    assert_eq!(part.bytes, &film[100_000..101_000]);
    let headers = [
        ("cookie", operator.cookie.as_str()),
        ("range", "bytes=999999999-"),
    ];
    let outside = house.call(Method::GET, &path, &headers, None).await;
    outside.is(416, "range_not_satisfiable");
}

#[tokio::test]
async fn however_it_is_asked_for_a_look_of_a_session_leaves_one_entry() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let picture = jpeg(50_000);
    let answer = session.still(&house, "first_picture", &picture).await;
    let file = answer.json()["file"].as_str().unwrap().to_owned();
    operator
        .wait_for(&report, |r| r["last_picture"] == file.as_str())
        .await;
    let path = format!("/api/v1/reports/{report}/files/{file}");
    let looks = async || {
        let person = operator.get("/api/v1/me").await.json();
        let unit = person["unit"].as_str().unwrap().parse().unwrap();
        let db = &**house.admin.db();
        let entries = admin::trail::page_after(db, unit, 0).await.unwrap();
        let about = format!("file:{file}");
        let own = |entry: &&admin::store::table::trail_entry::Model| {
            entry.action == "view_file" && entry.subjects.contains(&about)
        };
        let own = entries.iter().filter(own);
        own.map(|entry| entry.subjects.ends_with("word:thumbnail"))
            .collect::<Vec<_>>()
    };
    assert_eq!(looks().await, [false; 0]);
    let mut told = 0;
    for (range, first_byte) in [
        ("bytes=-99999999999", 0),
        ("bytes=1-", 1),
        ("lines=1-2", 0),
        ("bytes=-10", picture.len() - 10),
    ] {
        let person = house.person("op1").await;
        let headers = [("cookie", person.cookie.as_str()), ("range", range)];
        let seen = house
            .call(Method::GET, &format!("{path}/view"), &headers, None)
            .await;
        assert_eq!(seen.bytes, &picture[first_byte..], "{range}");
        told += 1;
        assert_eq!(looks().await.len(), told, "{range}");
        // The player goes on in the same look; what is not there is no look.
        for more in ["bytes=2-5", "bytes=999999999-"] {
            let headers = [("cookie", person.cookie.as_str()), ("range", more)];
            house
                .call(Method::GET, &format!("{path}/view"), &headers, None)
                .await;
            assert_eq!(looks().await.len(), told, "{range}, then {more}");
        }
    }
    // A list draws its small pictures again and again.
    for _ in 0..3 {
        let small = operator.get(&format!("{path}/thumbnail")).await;
        assert_eq!(small.status, StatusCode::OK);
    }
    let other = house.person("op2").await;
    other.get(&format!("{path}/thumbnail")).await;
    assert_eq!(looks().await[told..], [true, true]);
}

#[tokio::test]
async fn an_upload_of_another_report_is_not_found() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (_, one) = house.started(&operator).await;
    let (_, other) = house.started(&operator).await;
    let file = begin(&house, &one, "image/jpeg", 1000).await;
    patch(&house, &other, &file, 0, Body::from(jpeg(1000)))
        .await
        .is(404, "file_not_found");
    let strange = patch(&house, &one, "not-an-id", 0, Body::from(jpeg(1000))).await;
    strange.is(404, "not_found");
}
