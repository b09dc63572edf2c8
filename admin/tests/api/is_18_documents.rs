//! System documents, programs and manuals (第3の1(7)(8), 第18).

use protocol::person::TerminalKind::Office;
use serde_json::{Value, json};

use crate::{
    caller::{Answer, App, Person},
    cases::path_of,
    cc::{file, take, told},
    is_material::{DAY, at, begin, by, found, lines, place, with},
};

async fn kept_file(person: &Person<'_>, bytes: &[u8]) -> Value {
    let path = "/api/v1/case-files";
    let kept = person
        .bytes(path, "application/pdf", "spec.pdf", bytes)
        .await;
    kept.ok()["id"].clone()
}

async fn made(person: &Person<'_>, change: Value) -> Answer {
    let values = json!({
        "code": "SD-1", "version": "2.0", "title": "照会業務 基本設計書", "kind": "design",
        "carrier": "electronic", "amount": 3, "readers": [person.id],
        "file": kept_file(person, b"%PDF-1 as designed").await,
    });
    begin(person, "system_document", "make", with(values, change)).await
}

async fn stored(person: &Person<'_>, change: Value) -> Value {
    let case = made(person, change).await.ok();
    let safe = place(person, "lockable").await;
    take(person, &case, "store", json!({ "place": safe }))
        .await
        .ok()
}

async fn document(person: &Person<'_>, case: &Value) -> Value {
    let id = case["values"]["document"].as_str().unwrap();
    person.get(&format!("/api/v1/assets/{id}")).await.ok()
}

#[tokio::test]
async fn is_3_1_7_a_system_document_has_a_ledger() {
    let app = App::on(DAY).await;
    let manager = at(&app, "is_sys1").await;
    made(&manager, json!({})).await.ok();
    let listed = found(&manager, "system_document", "").await;
    // proves IS-3.1.7
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["number"], "SD-1 2.0");
    // The hash of what was entered.
    let hash = listed[0]["attributes"]["file"].as_str().unwrap();
    assert_eq!(hash.len(), 64);
    let staff = at(&app, "is_staff1").await;
    let values = json!({ "code": "SD-9", "version": "1" });
    let refused = begin(&staff, "system_document", "make", values).await;
    assert_eq!(told(&refused), "403 not_allowed IS-18.1");
}

#[tokio::test]
async fn is_18_1_what_comes_back_under_a_version_is_what_was_entered() {
    let app = App::on(DAY).await;
    let manager = at(&app, "is_sys1").await;
    let case = stored(&manager, json!({})).await;
    let give = json!({ "recipient": manager.id, "line_amount": 1 });
    let case = take(&manager, &case, "hand_over", give).await.ok();
    let back =
        |file: Value| json!({ "received_from": "開発班", "line_amount": 1, "file_again": file });
    let altered = kept_file(&manager, b"%PDF-1 as altered").await;
    let refused = take(&manager, &case, "accept", back(altered)).await;
    // proves IS-18.1
    assert_eq!(told(&refused), "409 same_content IS-18.1");
    let same = kept_file(&manager, b"%PDF-1 as designed").await;
    let case = take(&manager, &case, "accept", back(same)).await.ok();
    let case = take(&manager, &case, "copy", json!({ "line_amount": 1 }))
        .await
        .ok();
    let end = json!({ "line_amount": 3, "method": "shredded" });
    let case = take(&manager, &case, "dispose", end).await.ok();
    let acts: Vec<_> = lines(&document(&manager, &case).await);
    let acts: Vec<_> = acts
        .iter()
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    assert_eq!(acts, ["in", "custody", "out", "return", "copy", "dispose"]);
    // Another content under the same version is no new entry either, nor after its end.
    let again = made(&manager, json!({})).await;
    assert_eq!(told(&again), "409 asset_number_taken IS-18.1");
    made(&manager, json!({ "version": "2.1" })).await.ok();
}

#[tokio::test]
async fn is_18_2_paper_and_media_are_locked_away() {
    let app = App::on(DAY).await;
    let manager = at(&app, "is_sys1").await;
    let paper = json!({ "carrier": "paper", "file": null });
    let case = made(&manager, paper).await.ok();
    let shelf = json!({ "place": place(&manager, "open").await });
    let refused = take(&manager, &case, "store", shelf.clone()).await;
    // proves IS-18.2
    assert_eq!(told(&refused), "422 asset_class IS-18.2");
    let server = made(&manager, json!({ "code": "SD-2" })).await.ok();
    take(&manager, &server, "store", shelf).await.ok();
}

#[tokio::test]
async fn is_18_3_a_system_document_goes_to_staff_who_need_it() {
    let app = App::on(DAY).await;
    let manager = at(&app, "is_sys1").await;
    let case = stored(&manager, json!({})).await;
    let other = at(&app, "is_tbm1").await.id;
    let give = json!({ "recipient": other, "line_amount": 1 });
    let refused = take(&manager, &case, "hand_over", give.clone()).await;
    // proves IS-18.3
    assert_eq!(told(&refused), "403 on_list IS-18.3");
    for other in ["is_tbm1", "is_iman1", "is_staff1"] {
        at(&app, other)
            .await
            .get(&path_of(&case).1)
            .await
            .not_found();
    }
    let readers = json!({ "readers": [manager.id, other] });
    let case = take(&manager, &case, "set_readers", readers).await.ok();
    take(&manager, &case, "hand_over", give).await.ok();
}

async fn manual(app: &App, storage: &str) -> Value {
    let officer = at(app, "is_dept1").await;
    let values = json!({
        "code": "M-1", "version": "1", "title": "端末操作説明書", "storage": storage,
        "file": file(&officer).await,
    });
    begin(&officer, "manual", "write", values).await.ok()
}

async fn kept(app: &App, manual: &Value, change: Value) -> Answer {
    let manager = at(app, "is_iman1").await;
    let values = json!({
        "manual": manual["values"]["manual"], "storage": manual["values"]["storage"],
        "how": "distributed", "section": "刑事係", "amount": 1,
        "place": place(&manager, "open").await,
    });
    begin(&manager, "manual_copy", "keep", with(values, change)).await
}

#[tokio::test]
async fn is_3_1_8_manuals_are_the_security_officers() {
    let app = App::on(DAY).await;
    let other = app.person_at("is_sys1", Office).await;
    let values =
        json!({ "code": "M-1", "version": "1", "title": "説明書", "storage": "dedicated" });
    let refused = begin(&other, "manual", "write", values).await;
    // proves IS-3.1.8
    assert_eq!(told(&refused), "403 not_allowed IS-3.1.8");
    let written = manual(&app, "dedicated").await;
    assert_eq!(written["state"]["code"], "in_use");
}

#[tokio::test]
async fn is_18_4_a_manual_lies_where_it_is_to_be_kept() {
    let app = App::on(DAY).await;
    let locked = manual(&app, "locked").await;
    let refused = kept(&app, &locked, json!({})).await;
    // proves IS-18.4
    assert_eq!(told(&refused), "422 asset_class IS-18.4");
    let refused = kept(&app, &locked, json!({ "storage": "dedicated" })).await;
    assert_eq!(told(&refused), "422 asset_class IS-18.4");
    let safe = place(&at(&app, "is_iman1").await, "lockable").await;
    kept(&app, &locked, json!({ "place": safe })).await.ok();
    let refused = kept(&app, &locked, json!({ "section": " " })).await;
    assert_eq!(told(&refused), "422 field_missing IS-18.4");
    // The distribution list is what stands under the manual.
    let officer = at(&app, "is_dept1").await;
    let id = locked["values"]["manual"].as_str().unwrap();
    let listed = officer.get(&format!("/api/v1/assets/{id}")).await.ok();
    assert_eq!(listed["copies"][0]["place"]["lockable"], true);
}

#[tokio::test]
async fn is_18_5_a_printed_manual_has_its_row_and_goes_when_it_is_not_needed() {
    let app = App::on(DAY).await;
    let written = manual(&app, "dedicated").await;
    let printed = kept(&app, &written, json!({ "how": "printed" })).await.ok();
    let manager = at(&app, "is_iman1").await;
    let id = printed["values"]["copy"].as_str().unwrap();
    let row = manager.get(&format!("/api/v1/assets/{id}")).await.ok();
    assert_eq!(row["asset"]["parent"], written["values"]["manual"]);
    let case = by(&app, "is_iman1", &printed, "no_longer_needed", json!({}))
        .await
        .ok();
    let duties: Vec<_> = case["deadlines"].as_array().unwrap().iter().collect();
    // proves IS-18.5
    assert_eq!(duties.len(), 1);
    let gone = json!({ "method": "shredded" });
    let case = by(&app, "is_iman1", &case, "dispose", gone).await.ok();
    assert_eq!(
        (&case["closed"], &case["state"]["code"]),
        (&json!(true), &json!("disposed"))
    );
    let row = manager.get(&format!("/api/v1/assets/{id}")).await.ok();
    assert_eq!(row["asset"]["state"]["code"], "disposed");
}
