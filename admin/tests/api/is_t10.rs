//! T10: a business, its scope, a right beyond it, an access, an extract of the trail, a packet, "not
//! mine", and what follows.

use serde_json::json;

use crate::{
    caller::App,
    cc::{take, told},
    is_12_13::extract,
    is_system::{
        DAY, about, access, at, begin, begin_in, granted, inquirer, inquiry, live, right, seen,
        state,
    },
};

#[tokio::test]
async fn is_t10_from_a_business_to_the_incident_about_an_inquiry() {
    let app = App::on(DAY).await;
    // The business goes live with its scope; a right beyond it is refused.
    let business = live(&app).await;
    let (head, staff) = (at(&app, "is_head1").await, at(&app, "is_staff1").await);
    let mut beyond = right(&business, &staff);
    beyond["operations"] = json!(["correct"]);
    let refused = begin(&head, "access_grant", "grant", beyond).await;
    assert_eq!(told(&refused), "422 within_named IS-13.2a");
    let grant = granted(&app, &business).await;
    let opened = access(&business, &grant);
    begin(&staff, "access", "open", opened).await.ok();
    // The manager checks by an extract that the system manager releases.
    let (manager, system) = (at(&app, "is_tbm1").await, at(&app, "is_sys1").await);
    let values = extract(&app, &business).await;
    let asked = begin(&manager, "trail_extract", "ask", values).await.ok();
    let released = take(&system, &asked, "release", json!({})).await.ok();
    let path = format!("/api/v1/trail/extracts/{}", asked["id"].as_str().unwrap());
    let page = manager.get(&path).await.ok();
    assert_eq!(page["lines"].as_array().unwrap().len(), 1);
    let result = json!({ "result": "proper", "result_note": "事由どおり" });
    take(&manager, &released, "record", result).await.ok();
    // An inquiry goes to the unit in a packet; it was not mine.
    let register = inquirer(&app, &business).await;
    let values = inquiry(&business, &register);
    let recorded = begin(&staff, "inquiry", "record", values).await.ok();
    let month = json!({ "month": "2026年11月" });
    let packet = begin_in(&system, &staff.unit, "inquiry_packet", "send", month).await;
    take(&head, &packet.ok(), "receive", json!({})).await.ok();
    let recorded = seen(&staff, &recorded).await;
    let not_mine = json!({ "answer": "not_mine" });
    let disputed = take(&staff, &recorded, "confirm", not_mine).await.ok();
    let incidents = about(&head, "inquiry_incident", &disputed).await;
    assert_eq!(incidents.len(), 1);
    let incident = seen(&head, &incidents[0]).await;
    let found = json!({ "facts": "IDの貸借", "measures": "利用の制限を上申" });
    let incident = take(&head, &incident, "report", found).await.ok();
    let verdict = json!({ "verdict": "improper", "verdict_note": "事案参照" });
    take(&head, &disputed, "judge", verdict).await.ok();
    // The general chief restricts; the session ends at once.
    let chief = at(&app, "is_chief1").await;
    let restricted = json!({
        "person": staff.id, "unit": staff.unit, "extent": "one", "business": business["id"],
        "reason": "IDの貸借", "until": "2027-01-31",
    });
    let restricted = begin(&chief, "restriction", "restrict", restricted)
        .await
        .ok();
    assert_eq!(state(&restricted), "restricted_one");
    assert_eq!(staff.get("/api/v1/me").await.status.as_u16(), 401);
    let staff = at(&app, "is_staff1").await;
    let opened = access(&business, &grant);
    let refused = begin(&staff, "access", "open", opened).await;
    assert_eq!(told(&refused), "403 case_about IS-13.10");
    let closed = take(&system, &incident, "close", json!({})).await.ok();
    assert_eq!(closed["closed"], true);
}
