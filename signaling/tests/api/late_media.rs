//! What was begun before a hold or an end and finishes after it (VR-4.2.1, VR-4.2.2.x).

use axum::body::Body;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use admin::body::Pace;

use crate::{
    files::{begin, patch, settled},
    house::{Answer, House, Session, jpeg},
};

/// A body that is there but for its end.
struct Held {
    body: Body,
    /// The server reads it: everything that is asked before a body was asked.
    begun: oneshot::Receiver<()>,
    end: oneshot::Sender<()>,
}

impl Held {
    fn new(bytes: &[u8]) -> Self {
        let bytes = Bytes::copy_from_slice(bytes);
        let (tell, begun) = oneshot::channel();
        let (end, ended) = oneshot::channel();
        let first = stream::once(async move {
            tell.send(()).unwrap();
            Ok::<_, std::io::Error>(bytes)
        });
        let last = stream::once(async move {
            ended.await.unwrap();
            Ok(Bytes::new())
        });
        Self {
            body: Body::from_stream(first.chain(last)),
            begun,
            end,
        }
    }
}

/// Something happens to the report while a body is on its way.
async fn meanwhile<T>(
    (begun, end): (oneshot::Receiver<()>, oneshot::Sender<()>),
    act: impl Future<Output = T>,
) -> T {
    begun.await.unwrap();
    let done = act.await;
    end.send(()).unwrap();
    done
}

async fn still(house: &House, session: &Session, body: Body) -> Answer {
    let headers = [("content-type", "image/jpeg"), ("x-genba-kind", "still")];
    let path = "/api/v1/caller/stills";
    session
        .bytes(house, Method::POST, path, &headers, body)
        .await
}

async fn picture(house: &House, session: &Session, body: Body) -> Answer {
    let headers = [("content-type", "image/jpeg")];
    let path = "/api/v1/caller/pictures";
    session
        .bytes(house, Method::POST, path, &headers, body)
        .await
}

fn files_on_disk(house: &House, report: &str) -> usize {
    let folder = house.path.join("files").join(report);
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

#[tokio::test]
async fn vr_4_2_1_an_upload_waits_out_a_hold_and_then_goes_on() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let (report, session) = house.started(&operator).await;
    let whole = jpeg(1_000_000);
    let (one, two) = whole.split_at(400_000);
    let file = begin(&house, &session, "image/jpeg", whole.len()).await;
    let path = format!("/api/v1/caller/uploads/{file}");
    let offset = async || {
        let head = session.bytes(&house, Method::HEAD, &path, &[], Body::empty());
        let head = head.await.headers["upload-offset"].clone();
        head.to_str().unwrap().parse::<usize>().unwrap()
    };

    // The hold comes while a piece is on its way: it is kept, and told to nobody.
    let Held { body, begun, end } = Held::new(one);
    let hold = manager.act(&report, "hold", json!({}));
    let (answer, _) = tokio::join!(
        patch(&house, &session, &file, 0, body),
        meanwhile((begun, end), hold),
    );
    answer.is(409, "report_held");
    // No piece begins during a hold.
    let refused = patch(&house, &session, &file, one.len(), Body::from(two.to_vec())).await;
    refused.is(409, "report_held");
    manager.act(&report, "release", json!({})).await;

    // The page asks how much is there, as after any interruption.
    let known = offset().await;
    if known != one.len() {
        let corrected = patch(&house, &session, &file, known, Body::from(one.to_vec())).await;
        corrected.is(409, "offset_mismatch");
        assert_eq!(offset().await, one.len());
    }
    // The last piece ends during another hold.
    let Held { body, begun, end } = Held::new(two);
    let hold = manager.act(&report, "hold", json!({}));
    let (answer, _) = tokio::join!(
        patch(&house, &session, &file, one.len(), body),
        meanwhile((begun, end), hold),
    );
    answer.is(409, "report_held");
    let seen = operator.get(&format!("/api/v1/reports/{report}")).await;
    assert_eq!(seen.json()["files"][0]["state"]["kind"], "receiving");
    assert_eq!(seen.json()["report"]["totals"]["files"], 0);
    manager.act(&report, "release", json!({})).await;
    let known = offset().await;
    assert!(known < whole.len(), "the page still has something to send");
    let rest = Body::from(whole[known..].to_vec());
    let done = patch(&house, &session, &file, known, rest).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert_eq!(done.json()["received_bytes"], whole.len());
    let settled = settled(&operator, &report, &file).await;
    assert_eq!(settled["state"]["kind"], "viewable", "{settled}");
}

#[tokio::test]
async fn vr_4_2_2_x_a_still_that_ends_after_the_report_is_stored_nowhere() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let Held { body, begun, end } = Held::new(&jpeg(5_000));
    let (answer, _) = tokio::join!(
        still(&house, &session, body),
        meanwhile((begun, end), operator.end(&report)),
    );
    answer.is(410, "report_over");
    let seen = operator.get(&format!("/api/v1/reports/{report}")).await;
    assert_eq!(seen.json()["files"], json!([]));
    assert_eq!(files_on_disk(&house, &report), 0);
}

#[tokio::test]
async fn vr_4_2_1_a_still_or_picture_that_ends_during_a_hold_is_shown_to_nobody() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let (report, session) = house.started(&operator).await;
    // Pictures have begun before.
    let first = picture(&house, &session, Body::from(jpeg(500))).await;
    assert_eq!(first.json()["seq"], 1, "{}", first.text());
    for kind in ["still", "picture"] {
        let Held { body, begun, end } = Held::new(&jpeg(600));
        let hold = manager.act(&report, "hold", json!({}));
        let sent = async {
            match kind {
                "still" => still(&house, &session, body).await,
                _ => picture(&house, &session, body).await,
            }
        };
        let (answer, _) = tokio::join!(sent, meanwhile((begun, end), hold));
        answer.is(409, "report_held");
        manager.act(&report, "release", json!({})).await;
    }
    let seen = operator.get(&format!("/api/v1/reports/{report}")).await;
    let seen: Value = seen.json();
    assert_eq!(seen["files"], json!([]));
    assert_eq!(seen["report"]["live_picture"]["seq"], 1);
    let path = format!("/api/v1/reports/{report}/picture");
    assert_eq!(operator.get(&path).await.bytes, jpeg(500));
}

#[tokio::test]
async fn vr_4_2_2_x_an_upload_that_ends_after_the_report_arrives_nowhere() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let whole = jpeg(5_000);
    let file = begin(&house, &session, "image/jpeg", whole.len()).await;
    let Held { body, begun, end } = Held::new(&whole);
    let (answer, _) = tokio::join!(
        patch(&house, &session, &file, 0, body),
        meanwhile((begun, end), operator.end(&report)),
    );
    answer.is(410, "report_over");
    let path = format!("/api/v1/reports/{report}");
    let seen = operator.get(&path).await.json();
    assert_eq!(seen["files"][0]["state"]["kind"], "receiving");
    operator.open_viewing(&report).await;
    let original = operator.get(&format!("{path}/files/{file}/original")).await;
    original.is(404, "file_not_found");
}

/// Sends a body whose end never comes, and of which little is waited for.
async fn drips(
    house: &House,
    session: &Session,
    (method, path): (Method, &str),
    bytes: &[u8],
) -> Answer {
    let first = Bytes::copy_from_slice(bytes);
    let first = stream::once(async move { Ok::<_, std::io::Error>(first) });
    let request = http::Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {}", session.token))
        .header("x-genba-kind", "still")
        .header("upload-offset", "0")
        .extension(Pace {
            grace: std::time::Duration::from_millis(100),
            bytes_per_s: 1_000_000,
        })
        .body(Body::from_stream(first.chain(stream::pending())));
    let asked = house.send(request.unwrap());
    let answer = tokio::time::timeout(std::time::Duration::from_secs(20), asked).await;
    answer.expect("an answer although the body never ends")
}

#[tokio::test]
async fn a_body_of_a_phone_that_never_ends_is_given_up_and_what_came_of_an_upload_is_kept() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let picture = jpeg(5_000);
    for path in ["/api/v1/caller/stills", "/api/v1/caller/pictures"] {
        let slow = drips(&house, &session, (Method::POST, path), &picture).await;
        slow.is(408, "body_too_slow");
    }
    let detail = operator.get(&format!("/api/v1/reports/{report}")).await;
    assert_eq!(detail.json()["files"], json!([]));
    let file = begin(&house, &session, "image/jpeg", picture.len()).await;
    let path = format!("/api/v1/caller/uploads/{file}");
    let slow = drips(&house, &session, (Method::PATCH, &path), &picture[..2_000]).await;
    assert_eq!(slow.json()["received_bytes"], 2_000, "{}", slow.text());
    let rest = Body::from(picture[2_000..].to_vec());
    let rest = patch(&house, &session, &file, 2_000, rest).await;
    assert_eq!(rest.json()["received_bytes"], 5_000, "{}", rest.text());
}
