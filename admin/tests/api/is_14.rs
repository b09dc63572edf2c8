//! Inquiries: who may, with which reason, and how they are checked (第14).

use serde_json::{Value, json};

use crate::{
    caller::App,
    cc::{take, told},
    is_system::{
        DAY, about, at, begin, begin_in, inquirer, inquiry, live, notices, seen, sent, state,
        waits_for,
    },
};

#[tokio::test]
async fn is_14_1_who_is_not_registered_or_outside_the_range_inquires_nothing() {
    let app = App::on(DAY).await;
    let business = live(&app).await;
    let register = inquirer(&app, &business).await;
    let (staff, other) = (at(&app, "is_staff1").await, at(&app, "is_iasst1").await);
    let mut beyond = inquiry(&business, &register);
    beyond["range"] = json!("person");
    let refused = begin(&staff, "inquiry", "record", beyond).await;
    // proves IS-14.1
    assert_eq!(told(&refused), "403 within_named IS-14.1");
    let values = inquiry(&business, &register);
    let refused = begin(&other, "inquiry", "record", values.clone()).await;
    // proves IS-14.1
    assert_eq!(told(&refused), "403 within_named IS-14.1");
    begin(&staff, "inquiry", "record", values.clone())
        .await
        .ok();
    // The department head in charge may, the unit head not.
    let (head, department) = (at(&app, "is_head1").await, at(&app, "is_dept1").await);
    let row = json!({
        "person": other.id, "kind": ["requests"], "business": business["id"], "ranges": ["person"],
    });
    let refused = begin_in(&head, &department.unit, "inquirer", "register", row.clone()).await;
    assert_eq!(told(&refused), "403 not_allowed IS-14.1");
    begin(&department, "inquirer", "register", row).await.ok();
    let chief = at(&app, "is_chief1").await;
    take(&chief, &register, "end", json!({})).await.ok();
    let refused = begin(&staff, "inquiry", "record", values).await;
    // proves IS-14.1
    assert_eq!(told(&refused), "403 named_case IS-14.1");
}

#[tokio::test]
async fn is_14_2_an_inquiry_has_a_reason() {
    let app = App::on(DAY).await;
    let business = live(&app).await;
    let register = inquirer(&app, &business).await;
    let staff = at(&app, "is_staff1").await;
    for reason in [json!(""), json!("  "), Value::Null] {
        let mut values = inquiry(&business, &register);
        values["reason"] = reason;
        if values["reason"].is_null() {
            values.as_object_mut().unwrap().remove("reason");
        }
        let refused = begin(&staff, "inquiry", "record", values).await;
        // proves IS-14.2
        assert_eq!(told(&refused), "422 field_missing IS-14.2");
    }
}

#[tokio::test]
async fn is_14_3_what_was_learned_is_given_on_with_a_just_cause_alone() {
    let app = App::on(DAY).await;
    let (_, inquiry) = sent(&app).await;
    let staff = at(&app, "is_staff1").await;
    let refused = take(
        &staff,
        &inquiry,
        "give_away",
        json!({ "recipient": "保険会社" }),
    )
    .await;
    // proves IS-14.3
    assert_eq!(told(&refused), "422 field_missing IS-14.3");
    let given = json!({ "recipient": "検察庁", "cause": "送致に伴う資料" });
    take(&staff, &inquiry, "give_away", given).await.ok();
    let shown = seen(&staff, &inquiry).await;
    let done = shown["done"].as_array().unwrap().iter();
    assert_eq!(done.filter(|done| done["step"] == "give_away").count(), 1);
    assert_eq!(shown["values"]["cause"], "送致に伴う資料");
}

#[tokio::test]
async fn is_14_4_what_is_printed_bears_a_label_and_stands_in_a_register() {
    let app = App::on(DAY).await;
    let (_, inquiry) = sent(&app).await;
    let staff = at(&app, "is_staff1").await;
    let steps = inquiry["steps"].as_array().unwrap();
    let print = steps.iter().find(|step| step["code"] == "print").unwrap();
    let label = print["script"]["ja"].as_str().unwrap();
    assert!(
        label.contains("取扱注意") && label.contains("2026年11月20日"),
        "{label}"
    );
    let place = json!({ "print_place": "刑事課 保管庫3" });
    take(&staff, &inquiry, "print", place).await.ok();
    let printed = about(&staff, "inquiry_print", &inquiry).await;
    // proves IS-14.4
    assert_eq!(printed.len(), 1);
    let printed = seen(&staff, &printed[0]).await;
    assert_eq!(printed["values"]["place"], "刑事課 保管庫3");
    let refused = take(&staff, &printed, "dispose", json!({})).await;
    assert_eq!(told(&refused), "422 field_missing IS-14.4");
}

#[tokio::test]
async fn is_14_5_a_records_are_kept_for_five_years_and_then_nobody_reads_them() {
    let app = App::on(DAY).await;
    let business = live(&app).await;
    let register = inquirer(&app, &business).await;
    let staff = at(&app, "is_staff1").await;
    let values = inquiry(&business, &register);
    let recorded = begin(&staff, "inquiry", "record", values).await.ok();
    app.set("2031-11-20T23:55:00");
    app.jobs().await;
    let staff = at(&app, "is_staff1").await;
    let kept = seen(&staff, &recorded).await;
    // proves IS-14.5a
    assert_eq!(kept["values"]["content"], "下関 300 あ 12-34");
    app.set("2031-11-21T00:00:00");
    app.jobs().await;
    let staff = at(&app, "is_staff1").await;
    let gone = seen(&staff, &recorded).await;
    // proves IS-14.5a
    assert_eq!(
        (&gone["values"]["content"], state(&gone)),
        (&Value::Null, "purged")
    );
}

#[tokio::test]
async fn is_14_5_b_a_packet_holds_the_rows_of_its_own_unit() {
    let app = App::on(DAY).await;
    let business = live(&app).await;
    let register = inquirer(&app, &business).await;
    let (staff, hand) = (at(&app, "is_staff1").await, at(&app, "is_hand2").await);
    let (chief, system) = (at(&app, "is_chief1").await, at(&app, "is_sys1").await);
    let row = json!({
        "person": hand.id, "kind": ["inquires"], "business": business["id"], "ranges": ["vehicle"],
    });
    let east = begin(&chief, "inquirer", "register", row).await.ok();
    for _ in 0..2 {
        let values = inquiry(&business, &register);
        begin(&staff, "inquiry", "record", values).await.ok();
    }
    let values = inquiry(&business, &east);
    let elsewhere = begin(&hand, "inquiry", "record", values).await.ok();
    let month = json!({ "month": "2026年11月" });
    let packet = begin_in(&system, &staff.unit, "inquiry_packet", "send", month).await;
    let packet = packet.ok();
    let head = at(&app, "is_head1").await;
    let rows = about(&head, "inquiry", &packet).await;
    // proves IS-14.5b
    assert_eq!(rows.len(), 2);
    assert!(
        rows.iter()
            .all(|row| row["unit"].as_str() == Some(&staff.unit))
    );
    assert_eq!(state(&seen(&hand, &elsewhere).await), "recorded");
    assert_eq!(notices(&head, "IS-14.5b").await, 1);
    take(&head, &packet, "receive", json!({})).await.ok();
    // What was not sent within a month is overdue.
    app.set("2026-12-21T12:00:00");
    app.jobs().await;
    let system = at(&app, "is_sys1").await;
    let late = seen(&system, &elsewhere).await;
    let mut deadlines = late["deadlines"].as_array().unwrap().iter();
    assert!(deadlines.any(|one| one["state"] == "overdue"));
}

#[tokio::test]
async fn is_14_6_inquirer_supervisor_and_unit_head_check_one_after_the_other() {
    let app = App::on(DAY).await;
    let (_, inquiry) = sent(&app).await;
    let (staff, head) = (at(&app, "is_staff1").await, at(&app, "is_head1").await);
    let supervisor = at(&app, "is_sup1").await;
    let mine = json!({ "answer": "mine" });
    let refused = take(&supervisor, &inquiry, "confirm", mine.clone()).await;
    // proves IS-14.6
    assert_eq!(told(&refused), "403 within_named IS-14.6");
    let inquiry = take(&staff, &inquiry, "confirm", mine).await.ok();
    let fine = json!({ "check": ["fact", "purpose"] });
    assert!(waits_for(&supervisor, &inquiry).await);
    let inquiry = take(&supervisor, &inquiry, "check", fine).await.ok();
    let verdict = json!({ "verdict": "proper" });
    let inquiry = take(&head, &inquiry, "judge", verdict).await.ok();
    assert_eq!(state(&inquiry), "verified");
    assert!(about(&head, "inquiry_incident", &inquiry).await.is_empty());
}

#[tokio::test]
async fn is_14_6_nobody_checks_an_inquiry_of_their_own() {
    let app = App::on(DAY).await;
    let business = live(&app).await;
    let (chief, supervisor) = (at(&app, "is_chief1").await, at(&app, "is_sup1").await);
    let row = json!({
        "person": supervisor.id, "kind": ["inquires"], "business": business["id"],
        "ranges": ["vehicle"],
    });
    let register = begin(&chief, "inquirer", "register", row).await.ok();
    let values = inquiry(&business, &register);
    let own = begin(&supervisor, "inquiry", "record", values).await.ok();
    let system = at(&app, "is_sys1").await;
    let month = json!({ "month": "2026年11月" });
    begin_in(&system, &supervisor.unit, "inquiry_packet", "send", month)
        .await
        .ok();
    let own = seen(&supervisor, &own).await;
    let mine = json!({ "answer": "mine" });
    let own = take(&supervisor, &own, "confirm", mine).await.ok();
    let fine = json!({ "check": ["fact", "purpose"] });
    let refused = take(&supervisor, &own, "check", fine).await;
    // proves IS-14.6
    assert_eq!(told(&refused), "403 not_same_person IS-14.6");
}

#[tokio::test]
async fn is_14_6_not_mine_and_not_in_order_open_an_incident() {
    let app = App::on(DAY).await;
    let (_, inquiry) = sent(&app).await;
    let (staff, head) = (at(&app, "is_staff1").await, at(&app, "is_head1").await);
    let not_mine = json!({ "answer": "not_mine" });
    let inquiry = take(&staff, &inquiry, "confirm", not_mine).await.ok();
    assert_eq!(state(&inquiry), "disputed");
    let incidents = about(&head, "inquiry_incident", &inquiry).await;
    // proves IS-14.6
    assert_eq!(incidents.len(), 1);
    let system = at(&app, "is_sys1").await;
    for person in [&head, &system] {
        assert_eq!(notices(person, "IS-14.6").await, 1);
    }
    let incident = seen(&head, &incidents[0]).await;
    assert_eq!(incident["values"]["kind"], "not_mine");
    let found = json!({ "facts": "端末の放置", "measures": "離席時のロックを徹底" });
    let incident = take(&head, &incident, "report", found).await.ok();
    let closed = take(&system, &incident, "close", json!({})).await.ok();
    assert_eq!(closed["closed"], true);
}

#[tokio::test]
async fn is_14_7_packets_are_locked_up_and_destroyed_with_a_witness() {
    let app = App::on(DAY).await;
    let (packet, _) = sent(&app).await;
    let (head, manager) = (at(&app, "is_head1").await, at(&app, "is_iman1").await);
    let packet = take(&head, &packet, "receive", json!({})).await.ok();
    let open = json!({ "place": "執務室の棚", "lockable": [] });
    let refused = take(&head, &packet, "store", open).await;
    // proves IS-14.7
    assert_eq!(told(&refused), "422 tick_group IS-14.7");
    let locked = json!({ "place": "保管庫1", "lockable": ["yes"] });
    let packet = take(&head, &packet, "store", locked).await.ok();
    let without = json!({ "disposed_on": "2027-12-01", "witness": manager.id });
    let refused = take(&head, &packet, "dispose", without).await;
    // proves IS-14.7
    assert_eq!(told(&refused), "422 field_missing IS-14.7");
    let alone = json!({ "method": "shredded", "disposed_on": "2027-12-01", "witness": head.id });
    let refused = take(&head, &packet, "dispose", alone).await;
    assert_eq!(told(&refused), "403 not_same_person IS-14.7");
    let done = json!({ "method": "shredded", "disposed_on": "2027-12-01", "witness": manager.id });
    let done = take(&head, &packet, "dispose", done).await.ok();
    assert_eq!(done["closed"], true);
}
