//! The first persons of a production folder, and the change of a top chief (VR-3.1, O-8).

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::{
    process::Output,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use support::{BOOTSTRAP, Browser, Server, answered, cookie_of, genba, temp_folder};

fn text(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    String::from_utf8_lossy(out).into_owned() + &String::from_utf8_lossy(err)
}

/// The code of a line that begins so.
fn code(output: &Output, begin: &str) -> String {
    let told = String::from_utf8(output.stdout.clone()).unwrap();
    let line = told.lines().find(|line| line.starts_with(begin)).unwrap();
    let rest = line.strip_prefix(begin).unwrap().trim_start();
    rest.split(' ').next().unwrap().to_owned()
}

#[tokio::test]
async fn vr_3_1_two_persons_name_the_first_chiefs_once() {
    let data = temp_folder("bootstrap");
    let serve = |data| {
        genba()
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .output()
            .unwrap()
    };
    let refused = serve(&data);
    assert!(!refused.status.success() && refused.stdout.is_empty());
    assert!(
        text(&refused).contains("genba bootstrap --data"),
        "{}",
        text(&refused)
    );

    // One who does not confirm, or two who are one, name nobody.
    for (at, other) in [
        (9, "not what was set"),
        (3, BOOTSTRAP[1]),
        (6, "NPA-OP"),
        (1, "short"),
    ] {
        let mut answers = BOOTSTRAP;
        answers[at] = other;
        if at == 3 {
            answers[9] = other;
        }
        if at == 1 {
            answers[8] = other;
        }
        let refused = answered(&["bootstrap"], &data, &answers);
        assert!(!refused.status.success(), "{}", text(&refused));
        assert!(refused.stdout.is_empty());
    }
    assert!(!serve(&data).status.success());
    let done = answered(&["bootstrap"], &data, &BOOTSTRAP);
    assert!(done.status.success(), "{}", text(&done));
    let again = answered(&["bootstrap"], &data, &BOOTSTRAP);
    assert!(!again.status.success());
    assert!(text(&again).contains("has its first persons already"));
    for secret in [BOOTSTRAP[1], BOOTSTRAP[3]] {
        assert!(!text(&done).contains(secret));
    }

    let server = Server::start(&data, &[]);
    let browser = Browser::new();
    let enrolment = code(
        &done,
        "npa_system_chief npa-sys: enrolment code of a management terminal",
    );
    let enrol = json!({ "code": enrolment, "public_key": browser.public_key() });
    let enrolled = server.post("/api/v1/terminals", "", &enrol).await;
    assert_eq!(enrolled.status(), 201);
    let registration = code(&done, "npa_system_chief npa-sys: registration code");
    let factor = json!({ "kind": "registration_code", "code": registration });
    let entered = server.enter("npa-sys", factor.clone(), &browser).await;
    assert_eq!(entered.status(), 200);
    let me: Value = serde_json::from_slice(entered.body()).unwrap();
    assert_eq!(me["terminal"], "management");
    assert_eq!(me["duty"], "register_factor");
    assert_eq!(me["posts"][0]["kind"], "npa_system_chief");
    assert_eq!(me["posts"][0]["title"], "bootstrap");
    let twice = server.enter("npa-sys", factor, &browser).await;
    assert_eq!(twice.status(), 401);
}

#[tokio::test]
async fn vr_3_1_two_keepers_put_another_chief_into_the_post_while_the_server_runs() {
    let data = temp_folder("replace-chief");
    let done = answered(&["bootstrap"], &data, &BOOTSTRAP);
    assert!(done.status.success(), "{}", text(&done));
    let server = Server::start(&data, &[]);
    let browser = Browser::new();
    let enrolment = code(
        &done,
        "npa_operations_chief npa-op: enrolment code of a management terminal",
    );
    let enrol = json!({ "code": enrolment, "public_key": browser.public_key() });
    assert_eq!(
        server.post("/api/v1/terminals", "", &enrol).await.status(),
        201
    );
    let registration = code(&done, "npa_operations_chief npa-op: registration code");
    let factor = json!({ "kind": "registration_code", "code": registration });
    let entered = server.enter("npa-op", factor, &browser).await;
    let cookie = cookie_of(&entered);
    let me = || async {
        let request = server
            .request("GET", "/api/v1/me")
            .header("cookie", &cookie);
        server
            .send(request.body(String::new()).unwrap())
            .await
            .status()
    };
    assert_eq!(me().await, 200);

    let (one, other) = (BOOTSTRAP[1], BOOTSTRAP[3]);
    for passphrases in [[one, one], [one, "not one of the two"], ["x", other]] {
        let answers = ["npa-op2", "後任 運用", passphrases[0], passphrases[1]];
        let refused = answered(&["replace-chief", "operations"], &data, &answers);
        assert!(!refused.status.success(), "{}", text(&refused));
    }
    assert_eq!(me().await, 200);
    let answers = ["npa-op2", "後任 運用", other, one];
    let begun = Instant::now();
    let replaced = answered(&["replace-chief", "operations"], &data, &answers);
    assert!(replaced.status.success(), "{}", text(&replaced));
    assert_eq!(me().await, 401);
    assert!(begun.elapsed() < Duration::from_secs(10));
    let registration = code(&replaced, "npa_operations_chief npa-op2: registration code");
    let factor = json!({ "kind": "registration_code", "code": registration });
    let entered = server.enter("npa-op2", factor, &browser).await;
    assert_eq!(entered.status(), 200);
    server.stop();

    let exported = genba()
        .args(["export", "trail", "--data"])
        .arg(&data)
        .output()
        .unwrap();
    let trail = text(&exported);
    for (action, times) in [("\"bootstrap\"", 2), ("\"replace_chief\"", 1)] {
        assert_eq!(trail.matches(action).count(), times, "{action}");
    }
    // Both keepers are told, and whose post ended.
    let replaced = trail
        .lines()
        .find(|line| line.contains("\"replace_chief\""));
    let replaced = replaced.unwrap();
    assert_eq!(replaced.matches("keeper:").count(), 2, "{replaced}");
    assert_eq!(replaced.matches("post:").count(), 1, "{replaced}");
    let verified = genba()
        .args(["verify", "trail", "--data"])
        .arg(&data)
        .output()
        .unwrap();
    assert!(verified.status.success(), "{}", text(&verified));
}
