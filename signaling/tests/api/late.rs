//! What comes late: bodies whose asker is out meanwhile, and sign-outs that were not heard.

use std::time::Duration;

use admin::{
    accounts,
    sessions::{self, Opening},
};
use protocol::{media::MediaOrder, person::TerminalKind};
use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn words_that_come_whole_after_a_sign_out_or_a_lock_are_not_said() {
    let house = House::new().await;
    let colleague = house.person("op2").await;
    let (report, _phone) = house.started(&colleague).await;
    let path = format!("/api/v1/reports/{report}/messages");
    let phrase = json!({"body": {"kind": "phrase", "phrase": "stay_safe"}});
    for out in ["/api/v1/sign-out", "/api/v1/lock"] {
        let operator = house.person("op1").await;
        let release = operator.hold(&path, phrase.clone()).await;
        assert_eq!(operator.post(out, json!({})).await.status, 204);
        release().await.is(401, "not_signed_in");
    }
    let detail = format!("/api/v1/reports/{report}");
    let detail = colleague.get(&detail).await.json();
    assert_eq!(detail["messages"], json!([]));
}

#[tokio::test]
async fn vr_3_2b_an_end_that_comes_whole_after_the_revocation_ends_nothing() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _phone) = house.started(&operator).await;
    let account = operator.account().await;
    let end = json!({"reason": "finished"});
    let path = format!("/api/v1/reports/{report}/end");
    let release = operator.hold(&path, end).await;
    let chief = house.person_at("chief1", TerminalKind::Management).await;
    let revoke = format!("/api/v1/accounts/{account}/revoke");
    assert_eq!(chief.post(&revoke, json!({})).await.status, 200);
    release().await.is(401, "not_signed_in");
    let colleague = house.person("op2").await;
    let state = &colleague.report(&report).await["state"];
    assert_eq!(state, "connecting");
}

/// More sessions end in one moment than the one who tells the media node can hear.
#[tokio::test]
async fn vr_3_2b_a_viewer_among_hundreds_of_sign_outs_is_sent_away() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _phone) = house.started(&operator).await;
    let account = operator.account().await;
    let (db, now) = (house.admin.db(), house.admin.now());
    let token = operator.cookie.split_once('=').unwrap().1;
    let first = sessions::find(&**db, token, now).await.unwrap().unwrap();
    let holder = accounts::holder_by_user_id(&**db, "op1", now).await;
    let holder = holder.unwrap().unwrap();
    let opened = db.write(async |txn| {
        for _ in 0..300 {
            let opening = Opening::at(TerminalKind::Reception);
            sessions::open(txn, &holder, opening, now).await?;
        }
        Ok::<_, admin::store::StoreError>(())
    });
    opened.await.unwrap();

    let chief = house.person_at("chief1", TerminalKind::Management).await;
    let revoke = format!("/api/v1/accounts/{account}/revoke");
    let revoked = chief.post(&revoke, json!({})).await.json();
    assert_eq!(revoked["sessions"], 301);
    let wanted = MediaOrder::Revoke {
        room: report.parse().unwrap(),
        subject: format!("{account}:{}", first.session.0),
    };
    for _ in 0..500 {
        if house.node.orders.lock().unwrap().contains(&wanted) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the first of them may see on");
}
