//! T11, the part of slips: handed over, entered on both sides, disposed of before a witness, and purged
//! when five years are over on each.

use serde_json::json;

use crate::{
    caller::App,
    cases::path_of,
    is_material::{
        DAY, at, before, begin, by, confirmed, content, designated, held, lines, material,
        transfer, with,
    },
};

#[tokio::test]
async fn is_t11_a_hand_over_from_slip_to_slip_to_the_end_of_its_years() {
    let app = App::on(DAY).await;
    designated(&app, "is_head1", "is_hand1").await;
    designated(&app, "is_head2", "is_hand2").await;
    let slip = held(&app, json!({})).await;

    // Three of five pieces go to the eastern station.
    let case = transfer(&app, &slip, json!({ "amount": 3 })).await.ok();
    let case = by(&app, "is_hand1", &case, "send", json!({})).await.ok();
    let receipt = json!({ "received_amount": 3, "acknowledged": ["amount", "purpose"] });
    let case = by(&app, "is_hand2", &case, "accept", receipt).await.ok();
    let proper = json!({ "verdict": "proper" });
    let case = by(&app, "is_head1", &case, "check", proper).await.ok();
    let proper = json!({ "receipt_verdict": "proper" });
    let case = by(&app, "is_head2", &case, "check_receipt", proper)
        .await
        .ok();
    assert_eq!(case["closed"], true);

    // The receiver makes a slip for what has come.
    let own = json!({
        "entered": "existing", "material": case["values"]["received_material"], "amount": 3,
        "obtained_how": "received", "received_from": "中央警察署",
    });
    let manager = at(&app, "is_iman2").await;
    let values = with(content(&app).await, own);
    let theirs = begin(&manager, "material_slip", "make", values).await.ok();
    let arrived = material(&app, "is_iman2", &theirs, "material").await;
    assert_eq!(lines(&arrived), ["in 3 捜査の引継ぎ", "note 3 事件の捜査"]);

    // What stayed is shredded before the information manager, and the slip goes through four hands.
    let end = json!({ "final_method": "disposed", "final_amount": 2, "method": "shredded" });
    let slip = at(&app, "is_iasst1")
        .await
        .get(&path_of(&slip).1)
        .await
        .ok();
    let people = ("is_iasst1", "is_iman1");
    let slip = before(&app, people, &slip, "dispose_all", end).await.ok();
    let gone = material(&app, "is_iman1", &slip, "material").await;
    let course = [
        "in 5 事件の捜査",
        "custody 5 事件の捜査",
        "give 3 捜査の引継ぎ",
        "dispose 2 ",
    ];
    assert_eq!(lines(&gone), course);
    assert_eq!(gone["asset"]["state"]["code"], "disposed");
    let slip = confirmed(&app, slip, "confirm_final").await;
    assert_eq!(slip["state"]["code"], "final");

    // Five years after that day, not before; the other slip is not final and stays.
    app.set("2031-11-27T20:00:00");
    app.jobs().await;
    let path = path_of(&slip).1;
    let kept = at(&app, "is_iman1").await.get(&path).await.ok();
    assert_eq!(kept["state"]["code"], "final");
    app.set("2031-11-28T00:00:01");
    app.jobs().await;
    let purged = at(&app, "is_iman1").await.get(&path).await.ok();
    assert_eq!(purged["state"]["code"], "purged");
    assert_eq!(purged["values"], json!({}));
    let manager = at(&app, "is_iman2").await;
    let theirs = manager.get(&path_of(&theirs).1).await.ok();
    assert_eq!(theirs["state"]["code"], "making");
    let there = material(&app, "is_iman2", &theirs, "material").await;
    assert_eq!(there["asset"]["held"], 3);
}
