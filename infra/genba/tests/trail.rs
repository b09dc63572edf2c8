//! The trail as another organisation meets it: heads fetched with a token and held, then the
//! trail checked against them away from the server.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::{
    path::Path,
    process::{Output, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use support::{Server, genba, temp_folder};

fn verify(words: &[&str]) -> Output {
    genba()
        .args(["verify", "trail"])
        .args(words)
        .output()
        .unwrap()
}

fn text(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    String::from_utf8_lossy(out).into_owned() + &String::from_utf8_lossy(err)
}

fn export(data: &Path) -> String {
    let output = genba()
        .args(["export", "trail", "--data"])
        .arg(data)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output));
    String::from_utf8(output.stdout).unwrap()
}

async fn cookie(server: &Server, user_id: &str) -> String {
    let signed_in = server.sign_in(user_id).await;
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

async fn make_token(server: &Server, cookie: &str) -> (u16, Value) {
    let request = server
        .request("POST", "/api/v1/trail/heads-tokens")
        .header("cookie", cookie);
    let body = json!({ "holder": "safety-commission", "days": 30 }).to_string();
    let made = server
        .send(
            request
                .header("content-type", "application/json")
                .body(body)
                .unwrap(),
        )
        .await;
    (
        made.status().as_u16(),
        serde_json::from_slice(made.body()).unwrap(),
    )
}

async fn heads(server: &Server, token: &str, query: &str) -> (u16, Value) {
    let path = format!("/api/v1/trail/heads{query}");
    let request = server
        .request("GET", &path)
        .header("authorization", format!("Bearer {token}"));
    let found = server.send(request.body(String::new()).unwrap()).await;
    (
        found.status().as_u16(),
        serde_json::from_slice(found.body()).unwrap(),
    )
}

#[tokio::test]
async fn heads_held_elsewhere_prove_what_the_trail_was() {
    let data = temp_folder("trail");
    let server = Server::start(&data, &["--demo"]);
    let manager = cookie(&server, "mgr1").await;
    let (status, refused) = make_token(&server, &cookie(&server, "op1").await).await;
    assert_eq!((status, refused["clause"].as_str()), (403, Some("IS-13.3")));
    let (status, made) = make_token(&server, &manager).await;
    assert_eq!(status, 201, "{made}");
    let token = made["token"].as_str().unwrap();
    assert_eq!(
        heads(&server, "x", "").await.1["code"],
        "heads_token_unknown"
    );

    let start = Instant::now();
    let page = loop {
        let (status, page) = heads(&server, token, "?after=0").await;
        assert_eq!(status, 200, "{page}");
        if !page["heads"].as_array().unwrap().is_empty() {
            break page;
        }
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "no head within a minute"
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    let searched = server.request(
        "GET",
        "/api/v1/trail?action=make_heads_token&result=refused",
    );
    let searched = server
        .send(
            searched
                .header("cookie", &manager)
                .body(String::new())
                .unwrap(),
        )
        .await;
    let searched: Value = serde_json::from_slice(searched.body()).unwrap();
    assert_eq!(searched["lines"].as_array().unwrap().len(), 1, "{searched}");

    // A copy may be checked while the server runs; the last head comes with an orderly stop.
    let folder = data.to_str().unwrap();
    let running = verify(&["--data", folder]);
    assert!(running.status.success(), "{}", text(&running));
    server.stop();
    let server = Server::start(&data, &[]);
    let (_, whole) = heads(&server, token, "?after=0").await;
    server.stop();
    assert!(whole["heads"].as_array().unwrap().len() > page["heads"].as_array().unwrap().len());
    let held = data.join("held.jsonl");
    std::fs::write(&held, format!("{page}\n{whole}\n")).unwrap();
    let held = held.to_str().unwrap();
    let checked = verify(&["--data", folder, "--held", held]);
    assert!(checked.status.success(), "{}", text(&checked));
    assert!(
        text(&checked).contains("nothing was changed"),
        "{}",
        text(&checked)
    );

    let exported = export(&data);
    let file = data.join("trail.jsonl");
    let check = |content: &str| {
        std::fs::write(&file, content).unwrap();
        verify(&[file.to_str().unwrap(), "--held", held])
    };
    assert!(check(&exported).status.success());
    let edited = exported.replacen("\"result\":\"refused\"", "\"result\":\"allowed\"", 1);
    let found = check(&edited);
    assert!(
        !found.status.success() && text(&found).contains("was edited"),
        "{}",
        text(&found)
    );
    let lines: Vec<_> = exported.lines().collect();
    let cut = lines[..lines.len() / 2].join("\n");
    let found = check(&cut);
    assert!(
        !found.status.success() && text(&found).contains("is missing here"),
        "{}",
        text(&found)
    );
    assert!(
        !check("{}\n").status.success(),
        "what cannot be read is not clean"
    );
    let keyless = verify(&[file.to_str().unwrap()]);
    assert!(text(&keyless).contains("--key"), "{}", text(&keyless));
}
