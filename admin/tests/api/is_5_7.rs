//! Who manages the system, the set-up of a unit, and the review meeting (第5 to 第7).

use http::Method;
use serde_json::{Value, json};

use crate::{
    caller::{App, Person},
    cc::{take, told},
    is_system::{DAY, approved, at, begin, proposal, range, scoped, seen, state, waits_for},
};

fn vacancies(list: &Value, unit: &str) -> Vec<String> {
    let vacant = list["vacant"].as_array().unwrap().iter();
    let own = vacant.filter(|one| one["document"] == "IS" && one["unit"] == unit);
    own.map(|one| one["kind"].as_str().unwrap().to_owned())
        .collect()
}

/// Ends every post that a person holds in the document.
async fn ends(by: &Person<'_>, person: &Person<'_>, kind: &str) {
    let path = format!("/api/v1/posts?person={}", person.id);
    let list = by.get(&path).await.ok();
    let posts = list["posts"].as_array().unwrap();
    let post = posts.iter().find(|post| post["kind"] == kind).unwrap();
    let path = format!("/api/v1/posts/{}", post["id"].as_str().unwrap());
    let ended = by.call(Method::DELETE, &path, None).await;
    assert!(ended.status.is_success(), "{}", ended.text());
}

#[tokio::test]
async fn is_5_1_four_posts_manage_the_system_and_a_vacancy_is_told() {
    let app = App::on(DAY).await;
    let (chief, system) = (at(&app, "is_chief1").await, at(&app, "is_sys1").await);
    let list = chief.get("/api/v1/posts").await.ok();
    let held: Vec<_> = list["posts"].as_array().unwrap().iter().collect();
    for kind in [
        "general_chief",
        "system_manager",
        "target_business_manager",
        "business_manager",
    ] {
        let is_held = held.iter().any(|post| post["kind"] == kind);
        assert!(is_held, "{kind}");
    }
    assert!(vacancies(&list, &chief.unit).is_empty());
    ends(&chief, &system, "system_manager").await;
    let list = chief.get("/api/v1/posts").await.ok();
    // proves IS-5.1
    assert_eq!(vacancies(&list, &chief.unit), ["system_manager"]);
}

#[tokio::test]
async fn is_5_2_the_general_chief_approves_and_nobody_else() {
    let app = App::on(DAY).await;
    let manager = at(&app, "is_tbm1").await;
    let values = proposal(&manager);
    let proposed = begin(&manager, "business", "propose", values).await.ok();
    for user in ["is_sys1", "is_tbm1", "is_bm1"] {
        let other = at(&app, user).await;
        let refused = take(&other, &proposed, "approve", json!({})).await;
        // proves IS-5.2
        assert_eq!(told(&refused), "403 not_allowed IS-5.2", "{user}");
    }
    let chief = at(&app, "is_chief1").await;
    assert!(waits_for(&chief, &proposed).await);
    take(&chief, &proposed, "approve", json!({})).await.ok();
}

#[tokio::test]
async fn is_5_3_the_system_manager_alone_edits_codes_and_releases_extracts() {
    let app = App::on(DAY).await;
    let business = scoped(&app).await;
    let manager = at(&app, "is_tbm1").await;
    let asked = crate::is_12_13::extract(&app, &business).await;
    let asked = begin(&manager, "trail_extract", "ask", asked).await.ok();
    for user in ["is_tbm1", "is_chief1"] {
        let other = at(&app, user).await;
        let refused = take(&other, &asked, "release", json!({})).await;
        if user == "is_tbm1" {
            // proves IS-5.3
            assert_eq!(told(&refused), "403 not_allowed IS-5.3");
        } else {
            refused.not_found();
        }
    }
    let code = json!({
        "number": "unit-0001", "attributes": { "table": "unit", "name": "中央署", "valid_from": "2026-04-01" },
    });
    let path = "/api/v1/ledgers/IS/common_code";
    let refused = manager.post(path, code.clone()).await;
    assert_eq!(told(&refused), "403 not_allowed IS-11.1");
    let system = at(&app, "is_sys1").await;
    system.post(path, code).await.ok();
    take(&system, &asked, "release", json!({})).await.ok();
}

#[tokio::test]
async fn is_5_4_whoever_is_in_charge_of_a_business_is_its_manager() {
    let app = App::on(DAY).await;
    let business = approved(&app).await;
    let (old, new) = (at(&app, "is_tbm1").await, at(&app, "is_bm1").await);
    let values = json!({ "unit_in_charge": new.unit });
    let refused = begin(&old, "business", "propose", {
        let mut other = proposal(&old);
        other["unit_in_charge"] = json!(new.unit);
        other
    });
    // proves IS-5.4
    assert_eq!(told(&refused.await), "403 in_charge IS-5.4");
    let chief = at(&app, "is_chief1").await;
    let business = take(&chief, &business, "hand_over_business", values)
        .await
        .ok();
    let range = range(&old.unit, "any");
    let refused = take(&old, &business, "set_range", range.clone()).await;
    assert_eq!(told(&refused), "403 in_charge IS-5.5");
    take(&new, &business, "set_range", range).await.ok();
}

#[tokio::test]
async fn is_5_5_a_manager_sets_the_scope_of_the_own_business_alone() {
    let app = App::on(DAY).await;
    let business = approved(&app).await;
    let (own, other) = (at(&app, "is_tbm1").await, at(&app, "is_bm1").await);
    let station = at(&app, "is_head1").await.unit;
    let scope = json!({ "scope_units": [station], "scope_operations": ["view"] });
    let refused = take(&other, &business, "set_scope", scope.clone()).await;
    // proves IS-5.5
    assert_eq!(told(&refused), "403 in_charge IS-5.5");
    take(&own, &business, "set_scope", scope).await.ok();
}

#[tokio::test]
async fn is_6_a_a_unit_without_its_posts_is_warned_of() {
    let app = App::on(DAY).await;
    let (head, east) = (at(&app, "is_head1").await, at(&app, "is_head2").await);
    let list = head.get("/api/v1/posts").await.ok();
    assert!(vacancies(&list, &head.unit).is_empty());
    let list = east.get("/api/v1/posts").await.ok();
    let missing = ["information_assistant", "information_chief"];
    // proves IS-6a
    assert_eq!(vacancies(&list, &east.unit), missing);
}

#[tokio::test]
async fn is_6_b_a_different_set_up_needs_talks_and_gives_the_post() {
    let app = App::on(DAY).await;
    let business = approved(&app).await;
    let (manager, system) = (at(&app, "is_tbm1").await, at(&app, "is_sys1").await);
    let substitute = at(&app, "is_dept1").await;
    let values = json!({
        "business": business["id"], "reason": "部署が1つだけのため", "substitute": substitute.id,
    });
    let setup = begin(&manager, "alternative_setup", "ask", values)
        .await
        .ok();
    let early = take(&manager, &setup, "set_up", json!({})).await;
    // proves IS-6b
    assert_eq!(told(&early), "409 wrong_state IS-6b");
    let result = json!({ "consultation": "異存なし" });
    let setup = take(&system, &setup, "consult", result).await.ok();
    let setup = take(&manager, &setup, "set_up", json!({})).await.ok();
    let posts = async || {
        let me = at(&app, "is_dept1").await.get("/api/v1/me").await.ok();
        me["posts"].as_array().unwrap().clone()
    };
    let stands_in = |post: &Value| {
        post["kind"] == "information_manager" && post["unit"].as_str() == Some(&manager.unit)
    };
    // proves IS-6b
    assert!(posts().await.iter().any(stands_in));
    take(&manager, &setup, "end", json!({})).await.ok();
    assert!(!posts().await.iter().any(stands_in));
}

async fn meeting(app: &App, members: &[&str]) -> Value {
    let mut ids = Vec::new();
    for user in members {
        ids.push(at(app, user).await.id);
    }
    json!({ "topic": "2", "held_on": "2026-12-01", "members": ids })
}

#[tokio::test]
async fn is_7_1_the_general_chief_holds_the_review_meeting() {
    let app = App::on(DAY).await;
    let values = meeting(&app, &["is_chief1", "is_sys1", "is_tbm1"]).await;
    let system = at(&app, "is_sys1").await;
    let refused = begin(&system, "review_meeting", "convene", values.clone()).await;
    // proves IS-7.1
    assert_eq!(told(&refused), "403 not_allowed IS-7.1");
    let chief = at(&app, "is_chief1").await;
    let held = begin(&chief, "review_meeting", "convene", values)
        .await
        .ok();
    let conclusions = json!({ "conclusions": "端末を更新する" });
    let held = take(&system, &held, "conclude", conclusions).await.ok();
    let order = json!({ "follow_up": "見積り", "follow_up_due": "2026-12-10" });
    let held = take(&system, &held, "order", order).await.ok();
    assert_eq!(held["deadlines"].as_array().unwrap().len(), 1);
    let done = json!({ "follow_up_done": "3社から受領" });
    let held = take(&system, &held, "follow", done).await.ok();
    assert!(held["closed"] == true && state(&held) == "concluded");
}

#[tokio::test]
async fn is_7_2_both_fixed_members_are_there() {
    let app = App::on(DAY).await;
    let chief = at(&app, "is_chief1").await;
    for members in [["is_chief1", "is_tbm1"], ["is_sys1", "is_tbm1"]] {
        let values = meeting(&app, &members).await;
        let refused = begin(&chief, "review_meeting", "convene", values).await;
        // proves IS-7.2
        assert_eq!(told(&refused), "422 includes_holders IS-7.2");
    }
    let values = meeting(&app, &["is_chief1", "is_sys1"]).await;
    let held = begin(&chief, "review_meeting", "convene", values)
        .await
        .ok();
    let system = at(&app, "is_sys1").await;
    assert_eq!(state(&seen(&system, &held).await), "convened");
}
