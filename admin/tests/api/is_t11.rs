//! A transfer from one end to the other: an untested address, its test, an encrypted box, and a
//! receipt that deletes (scenario T11, its exchange).

use serde_json::json;

use crate::{
    caller::App,
    cases::path_of,
    cc::{take, told},
    is_exchange::{DAY, PASSWORD, PLAIN, Two, begin, fetch, mail, opened, seen},
};

#[tokio::test]
async fn t11_an_untested_address_a_test_a_box_and_a_receipt_that_deletes() {
    let app = App::on(DAY).await;
    let two = Two::named(&app).await;
    let kept = two.relay(&app).await;
    let by_mail = two.at_mails(&app).await;
    let [sender, receiver] = &by_mail;
    let address = two.address(sender).await;
    let values = two.mail_values(sender, &address).await;
    let refused = begin(sender, "mail_transfer", "prepare", values.clone()).await;
    assert_eq!(told(&refused), "409 named_case IS-17.5.2.オ.(ア)(イ)");
    let tested = mail(sender, &address).await.ok();
    let arrived = json!({ "arrived": ["arrived"] });
    take(receiver, &tested, "confirm", arrived).await.ok();
    let prepared = begin(sender, "mail_transfer", "prepare", values).await.ok();
    assert_eq!(prepared["state"]["code"], "prepared");
    assert_eq!(kept.0.lock().unwrap().len(), 1);

    // What is too large for a mail goes by the box.
    let by_file = two.at_files(&app).await;
    let [sender, receiver] = &by_file;
    let stored = two.put(sender).await;
    let fetched = fetch(receiver, &stored, PASSWORD).await;
    let (_, content) = opened(&fetched.text(), PASSWORD).unwrap();
    assert_eq!(content, PLAIN.as_bytes());
    let waiting = seen(receiver, &stored).await;
    let receipt = json!({ "opened": ["opened"] });
    let received = take(receiver, &waiting, "receive", receipt).await.ok();
    assert_eq!(received["state"]["code"], "received");
    let file = stored["values"]["container"].as_str().unwrap();
    assert!(!app.house.path.join("files").join(file).exists());
    receiver
        .get(&format!("{}/container", path_of(&stored).1))
        .await
        .not_found();
    // Both units' trails tell it: who put in, who fetched and confirmed, and that it is gone.
    let trail = app.trail(&sender.unit).await;
    for line in [
        "send_exchange allowed IS-17.5.1.イ",
        "receive_exchange allowed IS-17.5.1.イ",
        "receive_exchange allowed IS-17.5.1.エ",
        "erase_case_file allowed IS-17.5.1.エ",
    ] {
        assert!(trail.contains(&line.to_owned()), "{line}: {trail:?}");
    }
}
