//! Fax on the police line: what may be sent, from which machine, to which number, and that it is
//! collected at once (第17の5(3)).

use serde_json::{Value, json};

use crate::{
    caller::{Answer, App, Person},
    cc::{ms, take, told},
    is_exchange::{DAY, Two, begin, office, seen, told_to},
};

const LEDGER: &str = "/api/v1/ledgers/IS/fax_machine";

fn machine_values(number: &str) -> Value {
    json!({
        "number": number,
        "attributes": { "history": "通信管理レポート(自動印字)", "public_line_stopped": "2026-11-01" },
    })
}

/// A business with a machine, and the two who hand over.
struct Fax<'a> {
    two: Two<'a>,
    machine: Value,
    both: [Person<'a>; 2],
}

impl<'a> Fax<'a> {
    async fn named(app: &'a App) -> Self {
        let two = Two::named(app).await;
        let head = &two.heads[0];
        let machine = head.post(LEDGER, machine_values("FAX-1")).await.ok();
        let machine = machine["asset"]["id"].clone();
        let cases = head.get("/api/v1/cases?document=IS&workflow=hand_over_designation");
        let designation = seen(head, &cases.await.ok()["cases"][0]).await;
        let both = two.at_files(app).await;
        let mut named = two.designation(&both[0], 0);
        named["faxes"] = json!([machine]);
        named.as_object_mut().unwrap().remove("business");
        take(head, &designation, "change", named).await.ok();
        Self { two, machine, both }
    }

    async fn number(&self) -> Value {
        let values = json!({
            "business": self.two.business["id"], "to_unit": self.two.heads[1].unit,
            "number": "8-731-234", "stored": ["short_dial"],
        });
        begin(&self.both[0], "fax_number", "register", values)
            .await
            .ok()
    }

    async fn usable(&self) -> Value {
        let [sender, receiver] = &self.both;
        let sent = json!({ "test_sent": ["sent"] });
        let number = self.number().await;
        let tested = take(sender, &number, "send_test", sent).await.ok();
        let arrived = json!({ "arrived": ["arrived"] });
        take(receiver, &tested, "confirm", arrived).await.ok()
    }

    fn values(&self, number: &Value) -> Value {
        json!({
            "business": self.two.business["id"], "to_unit": self.two.heads[1].unit,
            "kind": "inquiry_record", "outline": "照会記録 1か月分", "sheets": 3,
            "machine": self.machine, "number": number["id"], "announced_to": "東署 交付",
        })
    }

    async fn announce(&self, values: Value) -> Answer {
        begin(&self.both[0], "fax_transfer", "announce", values).await
    }

    async fn sent(&self) -> Value {
        let number = self.usable().await;
        let announced = self.announce(self.values(&number)).await.ok();
        let unused = json!({ "memory_sending": ["not_used"] });
        take(&self.both[0], &announced, "send", unused).await.ok()
    }

    fn collected(&self) -> Value {
        json!({
            "collected_by": self.both[1].id, "collected_at": ms("2026-11-27T12:00:00"),
            "memory_received": "no",
        })
    }
}

#[tokio::test]
async fn is_17_5_3_ア_a_fax_is_inquiry_records_or_urgent_material() {
    let app = App::on(DAY).await;
    let fax = Fax::named(&app).await;
    let number = fax.usable().await;
    let mut values = fax.values(&number);
    values["kind"] = json!("other");
    let refused = fax.announce(values.clone()).await;
    assert_eq!(told(&refused), "422 value_unfit IS-17.5.3.ア.(ア)(イ)");
    values["kind"] = json!("urgent");
    let refused = fax.announce(values.clone()).await;
    // proves IS-17.5.3.ア.(ア)(イ)
    assert_eq!(
        told(&refused),
        "422 ground_with_evidence IS-17.5.3.ア.(ア)(イ)"
    );
    values["reason"] = json!("被疑者の送致に間に合わせるため");
    fax.announce(values).await.ok();
}

#[tokio::test]
async fn is_17_5_3_イ_a_machine_without_a_history_is_not_entered() {
    let app = App::on(DAY).await;
    let head = office(&app, "is_head1").await;
    let mut values = machine_values("FAX-1");
    values["attributes"]["history"] = json!(" ");
    let refused = head.post(LEDGER, values).await;
    // proves IS-17.5.3.イ
    assert_eq!(told(&refused), "422 asset_attribute_missing IS-17.5.3.イ");
}

#[tokio::test]
async fn is_17_5_3_イ_only_a_machine_named_for_the_business_sends() {
    let app = App::on(DAY).await;
    let fax = Fax::named(&app).await;
    let number = fax.usable().await;
    let other = fax.two.heads[0].post(LEDGER, machine_values("FAX-2")).await;
    let mut values = fax.values(&number);
    values["machine"] = other.ok()["asset"]["id"].clone();
    let refused = fax.announce(values).await;
    // proves IS-17.5.3.イ
    assert_eq!(told(&refused), "403 named_in IS-17.5.3.イ");
}

#[tokio::test]
async fn is_17_5_3_ウ_a_machine_calls_no_public_line() {
    let app = App::on(DAY).await;
    let head = office(&app, "is_head1").await;
    let mut values = machine_values("FAX-1");
    values["attributes"]
        .as_object_mut()
        .unwrap()
        .remove("public_line_stopped");
    let refused = head.post(LEDGER, values).await;
    // proves IS-17.5.3.ウ.(ア)(イ)
    assert_eq!(
        told(&refused),
        "422 asset_attribute_missing IS-17.5.3.ウ.(ア)(イ)"
    );
}

#[tokio::test]
async fn is_17_5_3_ウ_a_number_is_stored_and_tested_before_its_first_fax() {
    let app = App::on(DAY).await;
    let fax = Fax::named(&app).await;
    let number = fax.number().await;
    let refused = fax.announce(fax.values(&number)).await;
    // proves IS-17.5.3.ウ.(ア)(イ)
    assert_eq!(told(&refused), "409 named_case IS-17.5.3.ウ.(ア)(イ)");
    let usable = fax.usable().await;
    let announced = fax.announce(fax.values(&usable)).await.ok();
    // Another number is untested again, also for what was announced.
    let changed = json!({ "number": "8-731-999", "stored": ["registered"], "test_sent": null, "arrived": null });
    take(&fax.both[0], &usable, "change_number", changed)
        .await
        .ok();
    let unused = json!({ "memory_sending": ["not_used"] });
    let refused = take(&fax.both[0], &announced, "send", unused).await;
    assert_eq!(told(&refused), "409 named_case IS-17.5.3.ウ.(ア)(イ)");
}

#[tokio::test]
async fn is_17_5_3_エ_a_fax_is_announced_and_collected_within_minutes() {
    let app = App::on(DAY).await;
    let fax = Fax::named(&app).await;
    let sent = fax.sent().await;
    app.set("2026-11-27T12:14:00");
    app.jobs().await;
    let alert = "期限を過ぎています: ファクシミリで送信した資料の受領".to_owned();
    assert!(!told_to(&fax.two.heads[0]).await.contains(&alert));
    app.set("2026-11-27T12:16:00");
    app.jobs().await;
    let alerts = told_to(&fax.two.heads[0]).await;
    // proves IS-17.5.3.エ
    assert!(alerts.contains(&alert), "{alerts:?}");
    let [sender, receiver] = &fax.both;
    let late = seen(receiver, &sent).await;
    let mut nobody = fax.collected();
    nobody["collected_by"] = Value::Null;
    let refused = take(receiver, &late, "collect", nobody).await;
    assert_eq!(told(&refused), "422 field_present IS-17.5.3.エ");
    let by_sender = take(sender, &late, "collect", fax.collected()).await;
    assert_eq!(told(&by_sender), "403 named_in IS-17.5.1.イ");
    let collected = take(receiver, &late, "collect", fax.collected()).await.ok();
    assert_eq!(collected["closed"], true);
}

#[tokio::test]
async fn is_17_5_3_オ_the_memory_sends_nothing_and_keeps_nothing() {
    let app = App::on(DAY).await;
    let fax = Fax::named(&app).await;
    let number = fax.usable().await;
    let announced = fax.announce(fax.values(&number)).await.ok();
    let [sender, receiver] = &fax.both;
    let refused = take(sender, &announced, "send", json!({})).await;
    assert_eq!(told(&refused), "422 tick_group IS-17.5.3.オ");
    let unused = json!({ "memory_sending": ["not_used"] });
    let sent = take(sender, &announced, "send", unused).await.ok();
    let mut values = fax.collected();
    values["memory_received"] = json!("yes");
    for done in [json!([]), json!(["printed"])] {
        values["memory_cleared"] = done;
        let refused = take(receiver, &sent, "collect", values.clone()).await;
        // proves IS-17.5.3.オ
        assert_eq!(told(&refused), "422 tick_group IS-17.5.3.オ");
    }
    values["memory_cleared"] = json!(["printed", "erased"]);
    take(receiver, &sent, "collect", values).await.ok();
}
