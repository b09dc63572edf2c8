//! E-mail within closed servers, to tested addresses, with nothing but a container in it (第17の5(2)).

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Command, Stdio},
    sync::Arc,
};

use admin::mail::{Relay, RelayConfig};
use serde_json::{Value, json};

use crate::{
    caller::App,
    cc::{take, told},
    is_exchange::{
        DAY, Kept, PASSWORD, PLAIN, Two, at, begin, mail, office, opened, relay_values, told_to,
    },
};

#[tokio::test]
async fn is_17_5_2_ア_only_servers_with_a_history_and_no_line_outside() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    let manager = office(&app, "is_sys1").await;
    for missing in ["history", "closed"] {
        let mut values = relay_values();
        values[missing] = json!([]);
        let refused = begin(&manager, "mail_relay", "register", values).await;
        // proves IS-17.5.2.ア
        assert_eq!(told(&refused), "422 tick_group IS-17.5.2.ア", "{missing}");
    }
    let refused = begin(&two.heads[0], "mail_relay", "register", relay_values()).await;
    assert_eq!(told(&refused), "403 not_allowed IS-17.5.2.ア");
}

#[tokio::test]
async fn is_17_5_2_ア_no_address_outside_their_domains() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    two.relay(&app).await;
    let [sender, _] = two.at_mails(&app).await;
    let values = |address: &str| {
        json!({
            "business": two.business["id"], "to_unit": two.heads[1].unit, "address": address,
        })
    };
    for address in [
        "east@example.com",
        "east@police.example.jp.example.com",
        "east",
    ] {
        let refused = begin(&sender, "mail_address", "register", values(address)).await;
        // proves IS-17.5.2.ア
        assert_eq!(
            told(&refused),
            "422 address_within IS-17.5.2.ア",
            "{address}"
        );
    }
    begin(
        &sender,
        "mail_address",
        "register",
        values("east@police.example.jp"),
    )
    .await
    .ok();
}

#[tokio::test]
async fn is_17_5_2_ア_the_relay_itself_has_to_be_in_the_register() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    let [sender, _] = two.at_mails(&app).await;
    let manager = office(&app, "is_sys1").await;
    let relay = begin(&manager, "mail_relay", "register", relay_values())
        .await
        .ok();
    let address = two.address(&sender).await;
    let refused = mail(&sender, &address).await;
    assert_eq!(told(&refused), "409 mail_not_configured IS-17.5.2.ア");
    let kept = Arc::new(Kept::default());
    app.house.admin.send_mails_by(kept.clone());
    take(&manager, &relay, "retire", json!({})).await.ok();
    let refused = mail(&sender, &address).await;
    // proves IS-17.5.2.ア
    assert_eq!(told(&refused), "409 relay_not_registered IS-17.5.2.ア");
    assert!(kept.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn is_17_5_2_イ_mail_leaves_at_the_terminals_named_for_mail() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    let kept = two.relay(&app).await;
    let both = two.at_mails(&app).await;
    let address = two.usable(&both).await;
    let [sender, _] = both;
    let values = two.mail_values(&sender, &address).await;
    let prepared = begin(&sender, "mail_transfer", "prepare", values)
        .await
        .ok();
    let at_files = at(&app, "is_hand1", two.files[0]).await;
    let refused = mail(&at_files, &prepared).await;
    // proves IS-17.5.2.イ
    assert_eq!(told(&refused), "403 named_in IS-17.5.2.イ");
    assert_eq!(kept.0.lock().unwrap().len(), 1, "the test alone");
    mail(&sender, &prepared).await.ok();
}

#[tokio::test]
async fn is_17_5_2_ウ_nothing_leaves_but_a_container_and_fixed_words() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    let kept = two.relay(&app).await;
    let both = two.at_mails(&app).await;
    let address = two.usable(&both).await;
    let [sender, _] = both;
    let mut values = two.mail_values(&sender, &address).await;
    let container = values["container"].take();
    let refused = begin(&sender, "mail_transfer", "prepare", values.clone()).await;
    // proves IS-17.5.2.ウ
    assert_eq!(told(&refused), "422 field_missing IS-17.5.2.ウ");
    values["container"] = container;
    let prepared = begin(&sender, "mail_transfer", "prepare", values)
        .await
        .ok();
    mail(&sender, &prepared).await.ok();
    let letters = kept.0.lock().unwrap().clone();
    let letter = &letters[1];
    let attached = letter.attachment.as_ref().unwrap();
    let page = String::from_utf8(attached.content.clone()).unwrap();
    let whole = [&letter.subject, &letter.text, &attached.name, &page];
    for secret in [PASSWORD, PLAIN, "山田太郎", "照会結果", "運転免許"] {
        assert!(whole.iter().all(|text| !text.contains(secret)), "{secret}");
    }
    assert_eq!(opened(&page, PASSWORD).unwrap().1, PLAIN.as_bytes());
}

#[tokio::test]
async fn is_17_5_2_エ_it_closes_once_both_servers_are_emptied() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    two.relay(&app).await;
    let both = two.at_mails(&app).await;
    let address = two.usable(&both).await;
    let [sender, receiver] = &both;
    let values = two.mail_values(sender, &address).await;
    let prepared = begin(sender, "mail_transfer", "prepare", values).await.ok();
    let sent = mail(sender, &prepared).await.ok();
    let file = sent["values"]["container"].as_str().unwrap();
    let folder = app.house.path.join("files").join(file);
    let opened = json!({ "opened": ["opened"] });
    let received = take(receiver, &sent, "receive", opened).await.ok();
    assert!(!folder.exists(), "our own copy goes with the receipt");
    let deleted = json!({ "sender_deleted": ["deleted"] });
    let half = take(sender, &received, "confirm_sender", deleted)
        .await
        .ok();
    let early = take(sender, &half, "close", json!({})).await;
    // proves IS-17.5.2.エ
    assert_eq!(told(&early), "409 tick_group IS-17.5.2.エ");
    let deleted = json!({ "receiver_deleted": ["deleted"] });
    let by_sender = take(sender, &half, "confirm_receiver", deleted.clone()).await;
    assert_eq!(
        told(&by_sender),
        "403 named_in IS-17.5.1.イ",
        "each side says it of its own"
    );
    let whole = take(receiver, &half, "confirm_receiver", deleted)
        .await
        .ok();
    let closed = take(sender, &whole, "close", json!({})).await.ok();
    assert_eq!(closed["closed"], true);
}

#[tokio::test]
async fn is_17_5_2_エ_servers_not_emptied_in_a_day_are_told_upwards() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    two.relay(&app).await;
    let both = two.at_mails(&app).await;
    let address = two.usable(&both).await;
    let [sender, _] = &both;
    let values = two.mail_values(sender, &address).await;
    let prepared = begin(sender, "mail_transfer", "prepare", values).await.ok();
    mail(sender, &prepared).await.ok();
    app.set("2026-11-28T12:00:05");
    app.jobs().await;
    let head = office(&app, "is_head1").await;
    let alerts = told_to(&head).await;
    // proves IS-17.5.2.エ
    assert!(
        alerts.contains(&"期限を過ぎています: メールサーバからの削除".to_owned()),
        "{alerts:?}"
    );
}

#[tokio::test]
async fn is_17_5_2_オ_an_untested_address_gets_nothing() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    two.relay(&app).await;
    let both = two.at_mails(&app).await;
    let [sender, receiver] = &both;
    let address = two.address(sender).await;
    let values = two.mail_values(sender, &address).await;
    let prepare = async || begin(sender, "mail_transfer", "prepare", values.clone()).await;
    let refused = prepare().await;
    // proves IS-17.5.2.オ.(ア)(イ)
    assert_eq!(told(&refused), "409 named_case IS-17.5.2.オ.(ア)(イ)");
    let tested = mail(sender, &address).await.ok();
    assert_eq!(tested["state"]["code"], "tested");
    let unconfirmed = prepare().await;
    assert_eq!(told(&unconfirmed), "409 named_case IS-17.5.2.オ.(ア)(イ)");
    let arrived = json!({ "arrived": ["arrived"] });
    let by_sender = take(sender, &tested, "confirm", arrived.clone()).await;
    assert_eq!(
        told(&by_sender),
        "403 named_in IS-17.5.2.オ.(ア)(イ)",
        "the receiver says so"
    );
    take(receiver, &tested, "confirm", arrived).await.ok();
    // An address cannot be typed.
    let mut typed = values.clone();
    typed["address"] = json!("east@police.example.jp");
    let refused = begin(sender, "mail_transfer", "prepare", typed).await;
    assert_eq!(told(&refused), "422 value_unfit IS-17.5.2.オ.(ア)(イ)");
    prepare().await.ok();
}

#[tokio::test]
async fn is_17_5_2_オ_an_address_changed_after_its_test_is_untested_again() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    let kept = two.relay(&app).await;
    let both = two.at_mails(&app).await;
    let address = two.usable(&both).await;
    let [sender, _] = &both;
    let values = two.mail_values(sender, &address).await;
    let prepared = begin(sender, "mail_transfer", "prepare", values.clone())
        .await
        .ok();
    let other = json!({ "address": "other@police.example.jp", "arrived": null });
    let changed = take(sender, &address, "change_address", other).await.ok();
    let refused = begin(sender, "mail_transfer", "prepare", values).await;
    // proves IS-17.5.2.オ.(ア)(イ)
    assert_eq!(told(&refused), "409 named_case IS-17.5.2.オ.(ア)(イ)");
    assert_eq!(changed["state"]["code"], "untested");
    // What was prepared before does not leave either.
    let refused = mail(sender, &prepared).await;
    assert_eq!(told(&refused), "409 named_case IS-17.5.2.オ.(ア)(イ)");
    assert_eq!(kept.0.lock().unwrap().len(), 1);
}

/// Over a real server, with TLS and a login.
#[tokio::test(flavor = "multi_thread")]
async fn is_17_5_2_ウ_a_real_relay_carries_ciphertext() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (app.house.path.join("r.crt"), app.house.path.join("r.key"));
    std::fs::write(&certificate, cert.pem()).unwrap();
    std::fs::write(&key, signing_key.serialize_pem()).unwrap();
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/support/relay.py");
    let mut child = Command::new("/usr/bin/python3")
        .args([script, certificate, key])
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 with aiosmtpd, as infra/setup/packages.txt says");
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut port = String::new();
    lines.read_line(&mut port).unwrap();
    let relay = Relay::new(&RelayConfig {
        host: "localhost".to_owned(),
        port: port.trim().parse().unwrap(),
        implicit_tls: false,
        authority: Some(cert.pem().into_bytes()),
        user: Some(("genba".to_owned(), "secret of the relay".to_owned())),
        from: "情報管理 <no-reply@police.example.jp>".to_owned(),
    });
    app.house.admin.send_mails_by(Arc::new(relay.unwrap()));
    let manager = office(&app, "is_sys1").await;
    let mut values = relay_values();
    values["host"] = json!("localhost");
    begin(&manager, "mail_relay", "register", values).await.ok();
    let both = two.at_mails(&app).await;
    let address = two.usable(&both).await;
    let [sender, _] = &both;
    let values = two.mail_values(sender, &address).await;
    let prepared = begin(sender, "mail_transfer", "prepare", values).await.ok();
    mail(sender, &prepared).await.ok();
    let mut next = || {
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        serde_json::from_str::<Value>(&line).unwrap()
    };
    let (test, sent) = (next(), next());
    let _ = child.kill();
    let _ = child.wait();
    assert_eq!(
        (&test["subject"], &test["attached"]),
        (&json!("送信テスト"), &json!([]))
    );
    assert_eq!(
        (&sent["tls"], &sent["to"]),
        (&json!(true), &json!(["east@police.example.jp"]))
    );
    let page = sent["attached"][0]["text"].as_str().unwrap();
    assert!(!sent.to_string().contains("山田") && !sent.to_string().contains(PASSWORD));
    assert_eq!(opened(page, PASSWORD).unwrap().1, PLAIN.as_bytes());
}
