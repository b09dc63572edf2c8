//! Ledgers: taken in, kept, never taken out, destroyed with a method.

use protocol::person::TerminalKind;
use serde_json::json;

use crate::caller::App;

const DAY: &str = "2026-11-27";
const PATH: &str = "/api/v1/ledgers/CC/recording_medium";

#[tokio::test]
async fn cc_3_3_ウ_a_medium_is_kept_locked_and_destroyed_so_that_nobody_plays_it() {
    let app = App::on(DAY).await;
    let (keeper, head) = (app.person("resp1").await, app.person("rep1").await);
    let kinds = keeper.get("/api/v1/ledgers").await.ok();
    let keeps = |kind: &str| {
        let mut kinds = kinds["ledgers"].as_array().unwrap().iter();
        kinds.find(|ledger| ledger["kind"] == kind).unwrap()["keeps"] == true
    };
    assert!(keeps("recording_medium") && !keeps("footage"));
    // Media are seen by the two who keep them alone.
    assert_eq!(head.get("/api/v1/ledgers").await.ok()["ledgers"], json!([]));
    let medium = |number: &str, lockable: bool| json!({ "number": number, "place": { "name": "事務所の金庫", "lockable": lockable } });
    keeper.post(PATH, medium("M-1", false)).await.refused(
        409,
        "asset_place_not_lockable",
        "CC-3.3.ウ-1",
    );
    head.post(PATH, medium("M-1", true))
        .await
        .refused(403, "not_allowed", "CC-3.3.ウ-1");
    let taken = keeper.post(PATH, medium("M-1", true)).await.ok();
    assert_eq!(taken["asset"]["state"]["code"], "stored");
    keeper
        .post(PATH, medium("M-1", true))
        .await
        .refused(409, "asset_number_taken", "CC-3.3.ウ-1");
    let asset = format!("/api/v1/assets/{}", taken["asset"]["id"].as_str().unwrap());
    let act = async |body| keeper.post(&format!("{asset}/acts"), body).await;
    assert_eq!(
        act(json!({ "act": "out" })).await.status.as_u16(),
        409,
        "no line of the table takes it out"
    );
    act(json!({ "act": "sell" }))
        .await
        .refused(422, "act_unknown", "CC-3.3.ウ-1");
    act(json!({ "act": "dispose" }))
        .await
        .refused(422, "asset_method_missing", "CC-R5.4");
    let gone = act(json!({ "act": "dispose", "method": "shredded" }))
        .await
        .ok();
    assert_eq!(gone["asset"]["state"]["end"], true);
    assert_eq!(gone["entries"].as_array().unwrap().len(), 2);
    let listed = keeper.get(PATH).await.ok();
    assert_eq!(listed["assets"][0]["number"], "M-1");
    for outsider in ["op1", "city1", "rep1"] {
        let outsider = app.person(outsider).await;
        outsider.get(PATH).await.not_found();
        outsider.get(&asset).await.not_found();
    }
}

#[tokio::test]
async fn office_hours_are_the_managers_and_holidays_the_laws() {
    let app = App::on(DAY).await;
    let (manager, operator) = (app.person("mgr1").await, app.person("op1").await);
    let path = format!("/api/v1/office-hours/{}", manager.unit);
    let mut hours = operator.get(&path).await.ok();
    assert_eq!(hours["week"][0]["from"], "08:30");
    hours["week"][5] = json!({ "from": "09:00", "to": "12:00" });
    hours["exceptions"] = json!([{ "day": "2026-12-28" }]);
    let put = async |person: &crate::caller::Person<'_>, body| {
        person.call(http::Method::PUT, &path, Some(body)).await
    };
    put(&operator, hours.clone())
        .await
        .refused(403, "not_allowed", "WC-7.2.4b");
    put(&app.person("mgrb1").await, hours.clone())
        .await
        .not_found();
    put(&manager, hours.clone()).await.ok();
    assert_eq!(operator.get(&path).await.ok(), hours);
    hours["week"][0] = json!({ "from": "17:15", "to": "08:30" });
    put(&manager, hours)
        .await
        .refused(422, "office_hours_unusable", "WC-7.2.4b");
    // The agency's are its operations chief's, and nobody else's (O-31).
    let agency = app.person("npachief").await;
    let path = format!("/api/v1/office-hours/{}", agency.unit);
    let mut hours = agency.get(&path).await.ok();
    hours["exceptions"] = json!([{ "day": "2026-12-28" }]);
    let put = async |user: &str| {
        let person = app.person(user).await;
        person
            .call(http::Method::PUT, &path, Some(hours.clone()))
            .await
    };
    for other in ["npamgr", "npasys", "npasysmgr"] {
        put(other).await.refused(403, "not_allowed", "WC-7.2.4b");
    }
    for foreign in ["chief1", "mgr1"] {
        put(foreign).await.not_found();
    }
    put("npachief").await.ok();
    assert_eq!(agency.get(&path).await.ok(), hours);
    let outside = app.person_at("npachief", TerminalKind::Unenrolled).await;
    outside
        .call(http::Method::PUT, &path, Some(hours))
        .await
        .refused(403, "not_allowed", "WC-7.2.4b");
    let holidays = operator.get("/api/v1/holidays?year=2026").await.ok();
    let between =
        json!({ "day": "2026-09-22", "name": { "ja": "国民の休日", "en": "Citizens' holiday" } });
    assert!(
        holidays["holidays"].as_array().unwrap().contains(&between),
        "{holidays}"
    );
}
