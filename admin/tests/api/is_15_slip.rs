//! The material slip (form 1): four confirmations at both ends, lines that balance, five years from
//! the last entry (第15の3, 第17の8–11).

use serde_json::{Value, json};

use crate::{
    caller::App,
    cases::path_of,
    cc::told,
    is_material::{
        DAY, at, before, by, confirmed, held, lines, material, obtained, place, try_slip,
    },
};

const DISPOSE: (&str, &str) = ("is_iasst1", "is_iman1");

fn end(amount: u32) -> Value {
    json!({ "final_method": "disposed", "final_amount": amount, "method": "shredded" })
}

async fn lent(app: &App, pieces: u32) -> Value {
    let slip = held(app, json!({})).await;
    let staff = at(app, "is_staff1").await.id;
    let lend = json!({ "line_amount": pieces, "borrower": staff, "shown_under": "needed" });
    by(app, "is_iasst1", &slip, "lend", lend).await.ok()
}

#[tokio::test]
async fn is_f1_what_is_lent_is_held_and_what_comes_back_was_lent() {
    let app = App::on(DAY).await;
    let slip = held(&app, json!({})).await;
    let staff = at(&app, "is_staff1").await.id;
    let lend = |n| json!({ "line_amount": n, "borrower": staff, "shown_under": "needed" });
    let refused = by(&app, "is_iasst1", &slip, "lend", lend(6)).await;
    // proves IS-F1
    assert_eq!(told(&refused), "422 balance IS-F1");
    let refused = by(&app, "is_iasst1", &slip, "lend", lend(0)).await;
    assert_eq!(told(&refused), "422 value_unfit IS-F1");
    let slip = by(&app, "is_iasst1", &slip, "lend", lend(3)).await.ok();
    let slip = by(&app, "is_iasst1", &slip, "lend", lend(2)).await.ok();
    let refused = by(&app, "is_iasst1", &slip, "lend", lend(1)).await;
    assert_eq!(told(&refused), "422 balance IS-F1");
    let back = |n| json!({ "line_amount": n, "line_remarks": "全部返却" });
    let refused = by(&app, "is_iasst1", &slip, "take_back", back(6)).await;
    assert_eq!(told(&refused), "422 balance IS-F1");
    let slip = by(&app, "is_iasst1", &slip, "take_back", back(5))
        .await
        .ok();
    let kept = material(&app, "is_iman1", &slip, "material").await;
    assert_eq!(
        (&kept["asset"]["held"], &kept["asset"]["out"]),
        (&json!(5), &json!(0))
    );
    assert_eq!(
        lines(&kept),
        [
            "in 5 事件の捜査",
            "custody 5 事件の捜査",
            "out 3 ",
            "out 2 ",
            "return 5 全部返却"
        ]
    );
    // "Other" says what.
    let other = json!({ "line_amount": 1, "line_other": " " });
    let refused = by(&app, "is_iasst1", &slip, "note_other", other).await;
    assert_eq!(told(&refused), "422 field_missing IS-F1");
}

#[tokio::test]
async fn is_f1_four_posts_confirm_at_both_ends_each_in_its_turn() {
    let app = App::on(DAY).await;
    let made = try_slip(&app, json!({})).await.ok();
    for (user, step) in [
        ("is_iman1", "confirm_manager"),
        ("is_head1", "confirm_head"),
    ] {
        let early = by(&app, user, &made, step, json!({})).await;
        assert_eq!(told(&early), "409 wrong_state IS-F1");
    }
    let refused = by(&app, "is_iman1", &made, "confirm_assistant", json!({})).await;
    assert_eq!(told(&refused), "403 not_allowed IS-F1");
    let safe = place(&at(&app, "is_iman1").await, "lockable").await;
    let early = by(&app, "is_iasst1", &made, "store", json!({ "place": safe })).await;
    assert_eq!(told(&early), "409 wrong_state IS-F1");
    let slip = confirmed(&app, made, "confirm").await;
    let slip = by(&app, "is_iasst1", &slip, "store", json!({ "place": safe }))
        .await
        .ok();
    let slip = before(&app, DISPOSE, &slip, "dispose_all", end(5))
        .await
        .ok();
    // Handled for good, and open until four have confirmed it.
    assert_eq!(
        (&slip["state"]["code"], &slip["closed"]),
        (&json!("final_assistant"), &json!(false))
    );
    assert!(slip["deadlines"].as_array().unwrap().is_empty());
    let slip = confirmed(&app, slip, "confirm_final").await;
    assert_eq!(
        (&slip["state"]["code"], &slip["closed"]),
        (&json!("final"), &json!(true))
    );
    let by: Vec<_> = slip["done"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .take(4)
        .collect();
    let by: Vec<_> = by
        .iter()
        .map(|done| done["by"]["user_id"].as_str().unwrap())
        .collect();
    assert_eq!(by, ["is_head1", "is_ichief1", "is_iman1", "is_iasst1"]);
}

#[tokio::test]
async fn is_f1_a_slip_is_not_closed_with_pieces_still_out() {
    let app = App::on(DAY).await;
    let slip = lent(&app, 2).await;
    let refused = before(&app, DISPOSE, &slip, "dispose_all", end(3)).await;
    assert_eq!(told(&refused), "409 duty_done IS-F1");
    let slip = by(&app, "is_iman1", &slip, "confirm_lines", json!({}))
        .await
        .ok();
    let refused = before(&app, DISPOSE, &slip, "dispose_all", end(3)).await;
    assert_eq!(told(&refused), "409 balance IS-F1");
    let other = json!({ "final_method": "other", "final_amount": 3, "final_other": "移管" });
    let refused = by(&app, "is_iasst1", &slip, "finish", other).await;
    assert_eq!(told(&refused), "409 balance IS-F1");
    let back = json!({ "line_amount": 2 });
    let slip = by(&app, "is_iasst1", &slip, "take_back", back).await.ok();
    let slip = by(&app, "is_iman1", &slip, "confirm_lines", json!({}))
        .await
        .ok();
    // What is handled at the end is what remains.
    let refused = before(&app, DISPOSE, &slip, "dispose_all", end(4)).await;
    assert_eq!(told(&refused), "422 balance IS-F1");
    before(&app, DISPOSE, &slip, "dispose_all", end(5))
        .await
        .ok();
}

#[tokio::test]
async fn is_15_3_the_years_count_from_the_last_entry_and_never_without_the_final_confirmation() {
    let app = App::on(DAY).await;
    let slip = held(&app, json!({})).await;
    let slip = before(&app, DISPOSE, &slip, "dispose_all", end(5))
        .await
        .ok();
    // Not confirmed: it stays for as long as it takes.
    app.set("2033-01-04T10:00:00");
    app.jobs().await;
    let path = path_of(&slip).1;
    let slip = at(&app, "is_iasst1").await.get(&path).await.ok();
    assert_eq!(slip["state"]["code"], "final_assistant");
    let slip = confirmed(&app, slip, "confirm_final").await;
    assert_eq!(slip["deadlines"][0]["duty"], "slip_kept");
    app.set("2036-05-01T10:00:00");
    let entry = json!({ "late_entry": "綴りの番号を訂正した" });
    by(&app, "is_iman1", &slip, "enter_late", entry).await.ok();
    let state = async |moment: &str| {
        app.set(moment);
        app.jobs().await;
        let shown = at(&app, "is_iman1").await.get(&path).await.ok();
        (shown["state"]["code"].clone(), shown["values"].clone())
    };
    // Five years after the confirmations, but not after the entry.
    let (kept, _) = state("2038-01-05T10:00:00").await;
    // proves IS-15.3
    assert_eq!(kept, "final");
    assert_eq!(state("2041-05-01T20:00:00").await.0, "final");
    let (purged, values) = state("2041-05-02T00:00:01").await;
    assert_eq!((purged, values), (json!("purged"), json!({})));
    let trail = app.trail(&at(&app, "is_iman1").await.unit).await;
    assert!(
        trail.contains(&"strike_deadline allowed IS-15.3".to_owned()),
        "{trail:?}"
    );
    // The number of the material stays taken, its course is gone.
    let id = slip["values"]["material"].as_str().unwrap();
    let gone = at(&app, "is_iman1")
        .await
        .get(&format!("/api/v1/assets/{id}"))
        .await
        .ok();
    assert_eq!(gone["asset"]["number"], "M-2026-000001");
    assert_eq!(gone["entries"], json!([]));
}

#[tokio::test]
async fn is_15_3_specially_important_material_is_named_by_a_manager_and_has_one_slip() {
    let app = App::on(DAY).await;
    let special = json!({ "category": "special_output", "ground": null });
    let refused = try_slip(&app, special.clone()).await;
    assert_eq!(told(&refused), "422 field_present IS-15.3");
    let mut named = special;
    named["named_by"] = json!("地域部地域課長");
    let slip = try_slip(&app, named.clone()).await.ok();
    named["entered"] = json!("existing");
    named["material"] = slip["values"]["material"].clone();
    let refused = try_slip(&app, named).await;
    assert_eq!(told(&refused), "409 count_max IS-15.3");
}

#[tokio::test]
async fn is_17_10_a_printed_slip_is_locked_away_and_an_electronic_one_is_open_to_its_posts() {
    let app = App::on(DAY).await;
    let slip = obtained(&app, json!({})).await;
    let shelf = place(&at(&app, "is_iman1").await, "open").await;
    let refused = by(
        &app,
        "is_iasst1",
        &slip,
        "file_print",
        json!({ "printed_place": shelf }),
    )
    .await;
    // proves IS-17.10
    assert_eq!(told(&refused), "422 asset_class IS-17.10");
    let path = path_of(&slip).1;
    for other in ["is_sup1", "is_staff1", "is_iman2", "is_tbm1", "is_chief1"] {
        at(&app, other).await.get(&path).await.not_found();
    }
    for own in [
        "is_head1",
        "is_ichief1",
        "is_iman1",
        "is_iasst1",
        "is_hand1",
    ] {
        at(&app, own).await.get(&path).await.ok();
    }
    let safe = place(&at(&app, "is_iman1").await, "lockable").await;
    by(
        &app,
        "is_iasst1",
        &slip,
        "file_print",
        json!({ "printed_place": safe }),
    )
    .await
    .ok();
}

#[tokio::test]
async fn is_17_11_a_unit_says_whether_slips_are_kept_on_paper_too() {
    let app = App::on(DAY).await;
    let head = at(&app, "is_head1").await;
    let set = async |person: &crate::caller::Person<'_>| {
        let value = json!({ "kind": "switch", "on": true });
        let body = json!({
            "level": "unit", "unit": person.unit, "valid_from": DAY,
            "parameters": [{ "code": "slip_on_paper", "value": value }],
        });
        person.post("/api/v1/rulebooks/IS/settings", body).await
    };
    let refused = set(&at(&app, "is_iman1").await).await;
    assert!(!refused.status.is_success());
    set(&head).await.ok();
    let slip = obtained(&app, json!({})).await;
    let safe = place(&at(&app, "is_iman1").await, "lockable").await;
    let store = json!({ "place": safe });
    let refused = by(&app, "is_iasst1", &slip, "store", store.clone()).await;
    // proves IS-17.11
    assert_eq!(told(&refused), "409 field_present IS-17.11");
    let print = json!({ "printed_place": safe });
    let slip = by(&app, "is_iasst1", &slip, "file_print", print).await.ok();
    by(&app, "is_iasst1", &slip, "store", store).await.ok();
}
