//! `genba serve` beside a TURN server: whoever has a right is told of it, with a name and a password
//! that the TURN server can check by itself; nobody else is.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use aws_lc_rs::hmac;
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use hyper::{Response, StatusCode, body::Bytes};
use serde_json::{Value, json};
use support::{Browser, Server, cookie_of, temp_folder};

const SECRET: &str = "a secret that the TURN server knows too";
const URLS: [&str; 2] = [
    "turn:192.0.2.1:3478?transport=udp",
    "turns:turn.example:5349?transport=tcp",
];
const PUBLISHES: &str =
    include_str!("../../../media-server/core/src/transport/sdp/fixtures/chromium-whip.sdp");
const VIEWS: &str =
    include_str!("../../../media-server/core/src/transport/sdp/fixtures/chromium-whep.sdp");

/// What a phone and a console were told for one report.
struct Told {
    whip_token: String,
    whep_token: String,
    phone: Value,
    console: Value,
}

/// Asks for a picture, starts as the phone that got the link, and watches.
async fn report(server: &Server) -> Told {
    let cookie = cookie_of(&server.sign_in("op1").await);
    let post = async |path: &str, body: Value| -> Value {
        let answer = server.post(path, &cookie, &body).await;
        assert!(answer.status().is_success(), "{path}: {answer:?}");
        serde_json::from_slice(answer.body()).unwrap()
    };
    let asked = json!({
        "safety_confirmed": true,
        "camera_confirmed": true,
        "number_presented": true,
        "reported_to_manager": true,
        "destination": "090-1234-5678",
    });
    let prepared = post("/api/v1/requests/prepare", asked).await;
    let send = json!({
        "confirm_token": prepared["confirm_token"],
        "destination": prepared["destination"],
        "compared": true,
    });
    let sent = post("/api/v1/requests/send", send).await;
    let outbox: Value =
        serde_json::from_slice(server.get("/api/v1/demo/outbox").await.body()).unwrap();
    let link = outbox[0]["link"].as_str().unwrap();
    let token = link.split_once("/#").unwrap().1;
    let phone = json!({ "platform": "Android", "browser": "Chrome 140", "language": "ja" });
    let opened = post(
        "/api/v1/caller/open",
        json!({ "token": token, "phone": phone }),
    )
    .await;
    let challenge = opened["challenge"].as_str().unwrap();
    let mut device = Browser::new().proof(challenge);
    device["challenge"] = json!(challenge);
    let start = json!({
        "token": token,
        "consents": { "copyright": true, "location": true, "privacy": true, "charges": true },
        "language": "ja",
        "text_version": opened["consents"]["version"],
        "device": device,
    });
    let started = post("/api/v1/caller/start", start).await;
    let id = sent["report"]["id"].as_str().unwrap();
    let watch = post(&format!("/api/v1/reports/{id}/watch"), json!({})).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    Told {
        whip_token: text(&started["whip_token"]),
        whep_token: text(&watch["whep_token"]),
        phone: started["ice_servers"].clone(),
        console: watch["ice_servers"].clone(),
    }
}

async fn ask(
    server: &Server,
    method: &str,
    kind: &str,
    token: Option<&str>,
) -> (StatusCode, Vec<String>) {
    let offer = if kind == "whip" { PUBLISHES } else { VIEWS };
    let mut request = server.request(method, &format!("/media/{kind}"));
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    if method == "POST" {
        request = request.header("content-type", "application/sdp");
    }
    let body = if method == "POST" { offer } else { "" };
    let answer: Response<Bytes> = server.send(request.body(body.to_owned()).unwrap()).await;
    let links = answer.headers().get_all("link").iter();
    let links = links.map(|link| link.to_str().unwrap().to_owned());
    (answer.status(), links.collect())
}

/// The end of a media token, in seconds since 1970.
fn end_of(token: &str) -> i64 {
    let body = token.split('.').nth(1).unwrap();
    let claims: Value =
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(body).unwrap()).unwrap();
    claims["exp"].as_i64().unwrap()
}

/// What coturn does with `use-auth-secret`: the name must not be over, the password must sign it.
fn assert_good_until(end: i64, username: &str, credential: &str) {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, SECRET.as_bytes());
    let signature = BASE64_STANDARD.decode(credential).unwrap();
    assert!(hmac::verify(&key, username.as_bytes(), &signature).is_ok());
    let until: i64 = username.split(':').next().unwrap().parse().unwrap();
    assert!((end..=end + 1).contains(&until), "{until} {end}");
}

/// One `Link` of an ICE server (RFC 9725 §4.6): URL, name and password.
fn parts(link: &str) -> (&str, &str, &str) {
    let (url, rest) = link.strip_prefix('<').unwrap().split_once('>').unwrap();
    let value = |name: &str| {
        let all = rest.split("; ");
        let found = all
            .filter_map(|one| one.split_once('='))
            .find(|one| one.0 == name);
        found.unwrap().1.trim_matches('"')
    };
    assert_eq!(
        (value("rel"), value("credential-type")),
        ("ice-server", "password")
    );
    (url, value("username"), value("credential"))
}

#[tokio::test]
async fn turn_is_told_with_a_password_that_ends_to_holders_of_a_token_alone() {
    let secret = temp_folder("turn-secret");
    std::fs::write(&secret, format!("{SECRET}\n")).unwrap();
    let secret = secret.to_str().unwrap();
    let options = ["--demo", "--turn-url", URLS[0], "--turn-url", URLS[1]];
    let options = [&options[..], &["--turn-secret-file", secret]].concat();
    let server = Server::start(&temp_folder("turn"), &options);
    let told = report(&server).await;
    let without = Server::start(&temp_folder("turn-without"), &["--demo"]);
    let stranger = report(&without).await;

    let mut names = Vec::new();
    for (kind, token) in [("whip", &told.whip_token), ("whep", &told.whep_token)] {
        for (method, status) in [("OPTIONS", 204), ("POST", 201)] {
            let (found, links) = ask(&server, method, kind, Some(token)).await;
            assert_eq!(found, status, "{method} {kind}");
            let links: Vec<_> = links.iter().map(|link| parts(link)).collect();
            assert_eq!(links.iter().map(|link| link.0).collect::<Vec<_>>(), URLS);
            for (_, username, credential) in links {
                assert_good_until(end_of(token), username, credential);
                names.push((kind, username.to_owned()));
            }
        }
    }
    for (servers, token) in [
        (&told.phone, &told.whip_token),
        (&told.console, &told.whep_token),
    ] {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        assert_eq!(servers[0]["urls"], json!(URLS));
        let [username, credential] = ["username", "credential"].map(|name| text(&servers[0][name]));
        assert_good_until(end_of(token), &username, &credential);
    }
    // coturn's quota counts by name: one for the phone, another for the console.
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 2, "{names:?}");
    assert_ne!(names[0].1, names[1].1);

    let strangers = [
        ("whip", None),
        ("whep", None),
        ("whip", Some("nonsense")),
        ("whip", Some(&*stranger.whip_token)),
        ("whep", Some(&*stranger.whep_token)),
        ("whip", Some(&*told.whep_token)),
        ("whep", Some(&*told.whip_token)),
    ];
    for (kind, token) in strangers {
        for (method, good) in [("OPTIONS", true), ("POST", false)] {
            let (status, links) = ask(&server, method, kind, token).await;
            assert_eq!(status.is_success(), good, "{method} {kind} {token:?}");
            assert_eq!(links, [""; 0], "{method} {kind} {token:?}");
        }
    }
    for (kind, token) in [
        ("whip", &stranger.whip_token),
        ("whep", &stranger.whep_token),
    ] {
        for (method, status) in [("OPTIONS", 204), ("POST", 201)] {
            let answer = ask(&without, method, kind, Some(token)).await;
            assert_eq!(answer, (StatusCode::from_u16(status).unwrap(), Vec::new()));
        }
    }
    assert_eq!((stranger.phone, stranger.console), (json!([]), json!([])));
}
