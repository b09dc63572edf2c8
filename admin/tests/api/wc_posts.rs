//! Who holds which post in the pilot, and what each may do (WC-N4, WC-3, WC-5.1).

use serde_json::{Value, json};

use crate::{
    caller::{Answer, App, Person},
    cc::{take, told},
    wc::{
        DAY, act, adopted, app, at, begin, camera, duties, four_contents, lend, moment, newest,
        notices, planned, published, shown, taken_in, train, training_of,
    },
};

/// Puts somebody into an office.
async fn hand_over(by: &Person<'_>, office: &str, unit: &str, to: &Person<'_>) -> Answer {
    let path = format!("/api/v1/offices/{office}/holder");
    let body = json!({ "person": to.id, "unit": unit, "on": DAY });
    by.post(&path, body).await
}

/// The kinds of posts that begin and end with a handover.
fn moved(answer: &Answer, what: &str) -> Vec<String> {
    let posts = answer.json()[what].as_array().cloned().unwrap_or_default();
    let kinds = posts.iter();
    let mut kinds: Vec<_> = kinds
        .map(|post| post["kind"].as_str().unwrap().to_owned())
        .collect();
    kinds.sort();
    kinds
}

async fn register(by: &Person<'_>, kind: &str, unit: &str, user_id: &str) -> Answer {
    let body = json!({
        "document": "WC", "kind": kind, "unit": unit, "from": DAY,
        "person": { "user_id": user_id, "name": "試験 太郎" },
    });
    by.post("/api/v1/posts", body).await
}

async fn figures(person: &Person<'_>, unit: &str) -> Answer {
    person.get(&format!("/api/v1/figures/WC?unit={unit}")).await
}

#[tokio::test]
async fn wc_n4_1_ア_ア_the_general_chief_follows_an_office_that_no_screen_hands_over() {
    let app = app().await;
    let (manager, other) = (at(&app, "wc_mgr1").await, at(&app, "wc_staff1").await);
    let (office, agency) = (
        "npa_community_safety_planning_division_head",
        at(&app, "wc_npa1").await.unit,
    );
    let by_somebody = hand_over(&manager, office, &agency, &other).await;
    // proves WC-N4.1.ア.(ア)
    assert_eq!(told(&by_somebody), "403 not_in_matrix WC-N4.1.ア.(ア)");
}

#[tokio::test]
async fn wc_n4_1_ア_イ_the_general_chief_sees_all_forces_and_guides_them() {
    let app = app().await;
    let agency = at(&app, "wc_npa1").await;
    let (own, neighbour) = (at(&app, "wc_chief1").await, at(&app, "wc_chiefb1").await);
    for unit in [&own.unit, &neighbour.unit] {
        let seen = figures(&agency, unit).await;
        // proves WC-N4.1.ア.(イ)
        assert_eq!(told(&seen), "200  ");
    }
    let guidance = json!({ "guidance": "一時停止の扱いを統一すること" });
    begin(&agency, "guidance", "send", guidance).await.ok();
    for chief in [&own, &neighbour] {
        assert_eq!(notices(chief, "WC-N4.1.ア.(イ)").await, 1);
    }
}

#[tokio::test]
async fn wc_n4_1_イ_ア_the_deputy_general_chief_follows_an_office() {
    let app = app().await;
    let (chief, new) = (at(&app, "wc_npa1").await, at(&app, "wc_staff1").await);
    let office = "npa_community_police_guidance_office_head";
    let moved_to = hand_over(&chief, office, &chief.unit, &new).await;
    // proves WC-N4.1.イ.(ア)
    assert_eq!(moved(&moved_to, "begun"), ["deputy_general_chief"]);
    assert_eq!(moved(&moved_to, "ended"), ["deputy_general_chief"]);
    let guidance = json!({ "guidance": "案" });
    let new = at(&app, "wc_staff1").await;
    begin(&new, "guidance", "draft", guidance.clone())
        .await
        .ok();
    let old = at_or_none(&app, "wc_npadep1").await;
    assert!(old.is_none(), "who left the office holds nothing");
}

/// Somebody, where they still hold a post.
async fn at_or_none(app: &App, user_id: &str) -> Option<()> {
    let now = app.house.admin.now();
    let holder = admin::accounts::holder_by_user_id(&*app.house.db, user_id, now);
    holder.await.unwrap().map(drop)
}

#[tokio::test]
async fn wc_n4_1_イ_イ_the_deputy_prepares_and_decides_by_delegation_only() {
    let app = app().await;
    let chief = at(&app, "wc_chief1").await;
    let drafted = begin(&chief, "publicity", "draft", four_contents())
        .await
        .ok();
    take(&chief, &drafted, "consult", json!({})).await.ok();
    let deputy = at(&app, "wc_npadep1").await;
    let asked = shown(&deputy, &drafted).await;
    let draft = json!({ "draft_answer": "異議なしの案" });
    let prepared = take(&deputy, &asked, "prepare_answer", draft).await.ok();
    let answer = || json!({ "agreed": "yes", "answer": "異議なし" });
    let alone = take(&deputy, &prepared, "answer", answer()).await;
    // proves WC-N4.1.イ.(イ)
    assert_eq!(told(&alone), "403 not_allowed WC-N4.1.ア.(イ)");
    lend(&at(&app, "wc_npa1").await, "general_chief", &deputy).await;
    let deputy = at(&app, "wc_npadep1").await;
    take(&deputy, &prepared, "answer", answer()).await.ok();
}

#[tokio::test]
async fn wc_n4_2_ア_ア_the_implementation_chief_follows_the_office_with_all_its_posts() {
    let app = app().await;
    let (agency, new) = (at(&app, "wc_npa1").await, at(&app, "wc_staff1").await);
    let old = at(&app, "wc_chief1").await;
    let office = "community_police_department_head";
    let moved_to = hand_over(&agency, office, &old.unit, &new).await;
    let begun = moved(&moved_to, "begun");
    // proves WC-N4.2.ア.(ア)
    assert!(
        begun.contains(&"implementation_chief".to_owned()),
        "{begun:?}"
    );
    assert_eq!(begun, moved(&moved_to, "ended"));
    let new = at(&app, "wc_staff1").await;
    figures(&new, &old.unit).await.ok();
    assert_eq!(told(&figures(&old, &old.unit).await), "401 not_signed_in ");
}

#[tokio::test]
async fn wc_n4_2_ア_イ_an_implementation_chief_sees_the_own_force_only() {
    let app = app().await;
    let (own, neighbour) = (at(&app, "wc_chief1").await, at(&app, "wc_chiefb1").await);
    figures(&own, &own.unit).await.ok();
    let others = figures(&own, &neighbour.unit).await;
    // proves WC-N4.2.ア.(イ)
    assert_eq!(told(&others), "403 not_allowed WC-N4.2.ア.(イ)");
}

#[tokio::test]
async fn wc_n4_2_イ_ア_the_deputy_implementation_chief_follows_an_office() {
    let app = app().await;
    let (agency, new) = (at(&app, "wc_npa1").await, at(&app, "wc_staff1").await);
    let unit = at(&app, "wc_chief1").await.unit;
    let office = "community_police_planning_section_head";
    let begun = moved(&hand_over(&agency, office, &unit, &new).await, "begun");
    // proves WC-N4.2.イ.(ア)
    assert!(
        begun.contains(&"deputy_implementation_chief".to_owned()),
        "{begun:?}"
    );
}

#[tokio::test]
async fn wc_n4_2_イ_イ_the_deputy_implementation_chief_prepares_and_decides_by_delegation() {
    let app = app().await;
    adopted(&app).await;
    published(&app).await;
    let pilot = planned(&app).await;
    let deputy = at(&app, "wc_dep1").await;
    let start = json!({});
    let alone = take(&deputy, &pilot, "start", start.clone()).await;
    // proves WC-N4.2.イ.(イ)
    assert_eq!(told(&alone), "403 not_allowed WC-N4.2.ア.(イ)");
    lend(
        &at(&app, "wc_chief1").await,
        "implementation_chief",
        &deputy,
    )
    .await;
    let deputy = at(&app, "wc_dep1").await;
    take(&deputy, &pilot, "start", start).await.ok();
}

#[tokio::test]
async fn wc_3_1_1_ア_the_general_operations_manager_holds_the_same_office() {
    let app = app().await;
    let (agency, new) = (at(&app, "wc_npa1").await, at(&app, "wc_staff1").await);
    let unit = at(&app, "wc_chief1").await.unit;
    let office = "community_police_department_head";
    let begun = moved(&hand_over(&agency, office, &unit, &new).await, "begun");
    // proves WC-3.1.1.ア
    assert_eq!(
        begun,
        ["general_operations_manager", "implementation_chief"]
    );
}

#[tokio::test]
async fn wc_3_1_1_ア_a_headquarters_has_one_general_operations_manager() {
    let app = app().await;
    let agency = at(&app, "wc_npa1").await;
    let unit = at(&app, "wc_chief1").await.unit;
    let second = register(&agency, "general_operations_manager", &unit, "new1").await;
    // proves WC-3.1.1.ア
    assert_eq!(told(&second), "409 post_held WC-3.1.1.ア");
}

#[tokio::test]
async fn wc_3_1_1_イ_the_general_operations_manager_sees_the_units_of_the_own_force() {
    let app = app().await;
    camera(&app, "CAM-1").await;
    let (chief, neighbour) = (at(&app, "wc_chief1").await, at(&app, "wc_chiefb1").await);
    let seen = chief.get("/api/v1/ledgers/WC/wearable_camera").await;
    let seen = seen.json()["assets"].as_array().map_or(0, Vec::len);
    // proves WC-3.1.1.イ
    assert_eq!(seen, 1);
    let others = neighbour.get("/api/v1/ledgers/WC/wearable_camera").await;
    let others = others.json()["assets"].as_array().map_or(0, Vec::len);
    assert_eq!(others, 0, "cameras of another force");
    let manager = at(&app, "wc_mgr1").await;
    let letter = json!({ "letter": "充電器の不足" });
    let letter = begin(&manager, "unit_letter", "send", letter).await.ok();
    let answer = json!({ "answer": "追加する" });
    take(&chief, &letter, "answer", answer).await.ok();
}

#[tokio::test]
async fn wc_3_1_2_ア_a_headquarters_has_one_deputy_general_operations_manager() {
    let app = app().await;
    let agency = at(&app, "wc_npa1").await;
    let unit = at(&app, "wc_chief1").await.unit;
    let kind = "deputy_general_operations_manager";
    let second = register(&agency, kind, &unit, "new1").await;
    // proves WC-3.1.2.ア
    assert_eq!(told(&second), "409 post_held WC-3.1.2.ア");
}

#[tokio::test]
async fn wc_3_1_2_イ_the_deputy_general_operations_manager_reads_and_decides_by_delegation() {
    let app = app().await;
    let camera = camera(&app, "CAM-1").await;
    let deputy = at(&app, "wc_dep1").await;
    let path = format!("/api/v1/assets/{}", camera["asset"]["id"].as_str().unwrap());
    let read = deputy.get(&path).await;
    // proves WC-3.1.2.イ
    assert_eq!(told(&read), "200  ");
    let doubt = || json!({ "doubt": "装着位置の扱い" });
    let alone = begin(&deputy, "doubt", "ask", doubt()).await;
    assert_eq!(told(&alone), "403 not_allowed WC-9.2");
    let chief = at(&app, "wc_chief1").await;
    lend(&chief, "general_operations_manager", &deputy).await;
    let deputy = at(&app, "wc_dep1").await;
    begin(&deputy, "doubt", "ask", doubt()).await.ok();
}

#[tokio::test]
async fn wc_3_2_1_ア_a_unit_without_its_operations_manager_gets_no_camera() {
    let app = app().await;
    let station = app.station_under("demo").await;
    let chief = at(&app, "wc_chief1").await;
    register(&chief, "operations_manager", &station, "new1")
        .await
        .ok();
    let manager = at(&app, "new1").await;
    register(&manager, "chief_operator", &station, "new2")
        .await
        .ok();
    let posts = chief
        .get(&format!("/api/v1/posts?unit={station}"))
        .await
        .ok();
    let posts = posts["posts"].as_array().unwrap().clone();
    let own = posts
        .iter()
        .find(|post| post["kind"] == "operations_manager");
    let path = format!("/api/v1/posts/{}", own.unwrap()["id"].as_str().unwrap());
    let operator = at(&app, "new2").await;
    chief.delete(&path).await;
    let without = taken_in(&operator, "wearable_camera", "CAM-1", json!({})).await;
    // proves WC-3.2.1.ア
    assert_eq!(told(&without), "409 asset_post_not_held WC-3.2.1.ア");
}

#[tokio::test]
async fn wc_3_2_1_イ_an_operations_manager_keeps_the_own_cameras_only() {
    let app = app().await;
    let camera = camera(&app, "CAM-1").await;
    let (own, east) = (at(&app, "wc_mgr1").await, at(&app, "wc_mgr2").await);
    let look = json!({ "act": "inspect" });
    let others = act(&east, &camera, look.clone()).await;
    // proves WC-3.2.1.イ
    assert_eq!(told(&others), "404 not_found ");
    act(&own, &camera, look).await.ok();
}

#[tokio::test]
async fn wc_3_2_2_ア_the_chief_operator_is_designated_by_the_own_operations_manager() {
    let app = app().await;
    let (own, east) = (at(&app, "wc_mgr1").await, at(&app, "wc_mgr2").await);
    let by_east = register(&east, "chief_operator", &own.unit, "new1").await;
    // proves WC-3.2.2.ア
    assert_eq!(told(&by_east), "403 out_of_scope WC-3.2.2.ア");
    register(&east, "chief_operator", &east.unit, "new1")
        .await
        .ok();
}

#[tokio::test]
async fn wc_3_2_2_イ_the_chief_operator_directs_work_and_gives_no_credentials() {
    let app = app().await;
    let (lead, operator) = (at(&app, "wc_lead1").await, at(&app, "wc_op1").await);
    let work = json!({ "operator": operator.id, "work": "充電状況の点検" });
    let assigned = begin(&lead, "assignment", "assign", work).await;
    // proves WC-3.2.2.イ
    assert_eq!(told(&assigned), "201  ");
    let code = json!({ "wearer": at(&app, "wc_off1").await.id });
    let code = begin(&lead, "wearer_code", "issue", code).await;
    assert_eq!(told(&code), "403 not_allowed WC-5.2.1");
    let registered = register(&lead, "wearing_officer", &lead.unit, "new1").await;
    assert_eq!(told(&registered), "403 not_in_matrix WC-5.1.1");
}

#[tokio::test]
async fn wc_3_2_3_ア_operators_are_designated_by_the_operations_manager() {
    let app = app().await;
    let (manager, lead) = (at(&app, "wc_mgr1").await, at(&app, "wc_lead1").await);
    let by_manager = register(&manager, "operator", &lead.unit, "new1").await;
    // proves WC-3.2.3.ア
    assert_eq!(told(&by_manager), "201  ");
    let by_lead = register(&lead, "operator", &lead.unit, "new2").await;
    assert_eq!(told(&by_lead), "403 not_in_matrix WC-3.2.3.ア");
}

#[tokio::test]
async fn wc_3_2_3_イ_operators_do_what_the_chief_operator_assigns() {
    let app = app().await;
    let (lead, operator) = (at(&app, "wc_lead1").await, at(&app, "wc_op1").await);
    let to = |person: &Person<'_>| json!({ "operator": person.id, "work": "員数の点検" });
    let wrong = begin(&lead, "assignment", "assign", to(&lead)).await;
    // proves WC-3.2.3.イ
    assert_eq!(told(&wrong), "409 holds_post WC-3.2.3.イ");
    let assigned = begin(&lead, "assignment", "assign", to(&operator))
        .await
        .ok();
    assert_eq!(notices(&operator, "WC-3.2.3.イ").await, 1);
    let done = json!({ "outcome": "10台あり" });
    take(&operator, &assigned, "finish", done).await.ok();
    let own = begin(&operator, "assignment", "assign", to(&operator)).await;
    assert_eq!(told(&own), "403 not_allowed WC-3.2.2.イ");
}

#[tokio::test]
async fn wc_5_1_1_the_operations_manager_registers_the_people_of_the_own_unit() {
    let app = app().await;
    let (own, east) = (at(&app, "wc_mgr1").await, at(&app, "wc_mgr2").await);
    let elsewhere = register(&own, "wearing_officer", &east.unit, "new1").await;
    // proves WC-5.1.1
    assert_eq!(told(&elsewhere), "403 out_of_scope WC-5.1.1");
    let new = register(&own, "wearing_officer", &own.unit, "new1")
        .await
        .ok();
    let path = format!(
        "/api/v1/accounts/{}/registration-code",
        new["person"]["id"].as_str().unwrap()
    );
    own.post(&path, json!({})).await.ok();
    let path = format!("/api/v1/posts/{}", new["id"].as_str().unwrap());
    assert_eq!(own.delete(&path).await.status.as_u16(), 204);
}

#[tokio::test]
async fn wc_5_1_2_who_has_left_is_out_and_those_who_stay_are_reviewed() {
    let app = app().await;
    app.jobs().await;
    let manager = at(&app, "wc_mgr1").await;
    let reviews = manager.get("/api/v1/deadlines").await.ok();
    let reviews = reviews["deadlines"].as_array().unwrap().iter();
    let reviews = reviews.filter(|line| line["clause"] == "WC-5.1.2").count();
    // proves WC-5.1.2
    assert!(reviews > 0, "somebody has to look through the credentials");
    let new = register(&manager, "wearing_officer", &manager.unit, "new1")
        .await
        .ok();
    let path = format!("/api/v1/posts/{}", new["id"].as_str().unwrap());
    manager
        .patch(&path, json!({ "to": "2026-12-02" }))
        .await
        .ok();
    app.set("2026-12-03T00:00:00");
    assert!(at_or_none(&app, "new1").await.is_none(), "the post is over");
}

#[tokio::test]
async fn wc_10_the_code_waits_for_the_training() {
    let app = app().await;
    let (manager, officer) = (at(&app, "wc_mgr1").await, at(&app, "wc_off1").await);
    let wearer = || json!({ "wearer": officer.id });
    let without = begin(&manager, "wearer_code", "issue", wearer()).await;
    // proves WC-10
    assert_eq!(told(&without), "409 training_exists WC-10");
    train(&app, "wc_off1").await;
    begin(&manager, "wearer_code", "issue", wearer()).await.ok();
    let register = manager.get("/api/v1/training/WC/training").await.ok();
    let people = register["people"].as_array().unwrap().iter();
    let trained: Vec<_> = people.filter(|line| line["is_trained"] == true).collect();
    assert_eq!(trained.len(), 1, "the others of the unit wait for theirs");
}

#[tokio::test]
async fn wc_10_a_training_teaches_filming_files_and_equipment() {
    let app = app().await;
    let (manager, officer) = (at(&app, "wc_mgr1").await, at(&app, "wc_off1").await);
    let mut training = training_of(&[&officer]);
    training["topics"] = json!(["filming", "privacy"]);
    let some = begin(&manager, "training", "record", training).await;
    // proves WC-10
    assert_eq!(told(&some), "422 tick_group WC-10");
}

#[tokio::test]
async fn wc_6_3_1_a_training_teaches_care_for_privacy_and_no_face_is_recognised() {
    let app = app().await;
    let (manager, officer) = (at(&app, "wc_mgr1").await, at(&app, "wc_off1").await);
    let mut training = training_of(&[&officer]);
    training["topics"] = json!(["filming", "files", "equipment"]);
    let without = begin(&manager, "training", "record", training).await;
    // proves WC-6.3.1
    assert_eq!(told(&without), "422 tick_group WC-6.3.1");
    let view = manager.get("/api/v1/rulebooks/WC").await.text();
    assert!(!view.contains("face_recognition"));
}

#[tokio::test]
async fn wc_8_2_materials_of_a_higher_class_are_refused() {
    let app = app().await;
    let (manager, officer) = (at(&app, "wc_mgr1").await, at(&app, "wc_off1").await);
    let classed = |field: &str, class: i64| {
        let mut training = training_of(&[&officer]);
        training[field] = json!(class);
        training
    };
    for (field, class) in [
        ("confidentiality", 3),
        ("integrity", 3),
        ("availability", 2),
    ] {
        let higher = begin(&manager, "training", "record", classed(field, class)).await;
        // proves WC-8.2
        assert_eq!(told(&higher), "422 value_unfit WC-8.2", "{field}");
    }
    let own = classed("confidentiality", 2);
    begin(&manager, "training", "record", own).await.ok();
}

#[tokio::test]
async fn wc_8_1_1_the_rulebook_lists_what_applies_besides_without_inventing_it() {
    let app = app().await;
    let view = at(&app, "wc_mgr1")
        .await
        .get("/api/v1/rulebooks/WC")
        .await
        .ok();
    let references = view["references"].as_array().unwrap().iter();
    let beside = references.filter(|one| one["clause"] == "WC-8.1.1" && one["supplied"] == false);
    // proves WC-8.1.1
    assert_eq!(beside.count(), 3);
}

#[tokio::test]
async fn wc_8_1_2_security_is_checked_and_findings_are_remedied_in_time() {
    let app = app().await;
    let manager = at(&app, "wc_mgr1").await;
    let all = ["operation", "physical", "technical"];
    let some = json!({ "measures": ["physical"], "finding": "none" });
    let some = begin(&manager, "security", "check", some).await;
    // proves WC-8.1.2
    assert_eq!(told(&some), "422 tick_group WC-8.1.2");
    let found = json!({
        "measures": all, "finding": "found", "finding_text": "ワイヤーの緩み", "remedy_by": "2026-12-05",
    });
    let checked = begin(&manager, "security", "check", found).await.ok();
    assert_eq!(duties(&checked), ["security_check", "security_finding"]);
    app.set("2026-12-06T00:00:00");
    app.jobs().await;
    let manager = at(&app, "wc_mgr1").await;
    let late = shown(&manager, &checked).await;
    assert_eq!(
        duties(&late),
        ["security_check", "security_finding overdue"]
    );
    let remedy = json!({ "remedy": "締め直した" });
    let remedied = take(&manager, &late, "remedy", remedy).await.ok();
    assert_eq!(duties(&remedied), ["security_check"]);
}

#[tokio::test]
async fn wc_9_1_1_an_urgent_matter_is_reported_within_the_hour() {
    let app = app().await;
    let officer = at(&app, "wc_off1").await;
    let matter = json!({
        "kinds": ["social", "loss"], "summary": "カメラの盗難", "noticed_at": moment("2026-12-01T12:00:00"),
    });
    let noticed = begin(&officer, "urgent_matter", "notice", matter)
        .await
        .ok();
    assert_eq!(duties(&noticed), ["headquarters_report"]);
    app.set("2026-12-01T13:00:00");
    app.jobs().await;
    let late = shown(&at(&app, "wc_mgr1").await, &noticed).await;
    // proves WC-9.1.1
    assert_eq!(duties(&late), ["headquarters_report overdue"]);
    let manager = at(&app, "wc_mgr1").await;
    let reported = take(&manager, &late, "report", json!({})).await.ok();
    assert_eq!(duties(&reported), ["agency_report"]);
    // One that it was overdue, one that it was reported.
    assert_eq!(notices(&at(&app, "wc_chief1").await, "WC-9.1.1").await, 2);
}

#[tokio::test]
async fn wc_9_1_1_an_urgent_matter_says_what_kind_it_is() {
    let app = app().await;
    let manager = at(&app, "wc_mgr1").await;
    let matter = json!({ "summary": "故障" });
    let without = begin(&manager, "urgent_matter", "report", matter).await;
    // proves WC-9.1.1
    assert_eq!(told(&without), "422 tick_group WC-9.1.1");
}

#[tokio::test]
async fn wc_9_1_2_the_agency_sees_an_urgent_matter_once_it_is_reported_to_it() {
    let app = app().await;
    let manager = at(&app, "wc_mgr1").await;
    let matter = json!({ "kinds": ["fault"], "summary": "充電器の発煙" });
    let reported = begin(&manager, "urgent_matter", "report", matter)
        .await
        .ok();
    let agency = at(&app, "wc_npa1").await;
    let early = newest(&agency, "urgent_matter").await;
    // proves WC-9.1.2
    assert_eq!(early, Value::Null);
    assert_eq!(duties(&reported), ["agency_report"]);
    let chief = at(&app, "wc_chief1").await;
    let reported = shown(&chief, &reported).await;
    let sent = take(
        &chief,
        &reported,
        "report_on",
        json!({ "measures": "使用中止" }),
    )
    .await
    .ok();
    assert_eq!(duties(&sent), [] as [&str; 0]);
    assert_eq!(notices(&agency, "WC-9.1.2").await, 1);
    let seen = shown(&agency, &sent).await;
    take(
        &agency,
        &seen,
        "close",
        json!({ "agency_note": "周知した" }),
    )
    .await
    .ok();
}

#[tokio::test]
async fn wc_9_2_a_doubt_is_answered_by_the_agency_and_tied_to_a_clause() {
    let app = app().await;
    let chief = at(&app, "wc_chief1").await;
    let doubt = json!({ "doubt": "駐車場は警察施設か" });
    let asked = begin(&chief, "doubt", "ask", doubt).await.ok();
    assert_eq!(duties(&asked), ["doubt_answer"]);
    let agency = at(&app, "wc_npa1").await;
    let seen = shown(&agency, &asked).await;
    let mut answer = json!({ "answer": "含まれる", "effect": "none" });
    let without = take(&agency, &seen, "answer", answer.clone()).await;
    // proves WC-9.2
    assert_eq!(told(&without), "422 field_present WC-9.2");
    answer["entry"] = json!("WC-6.1");
    take(&agency, &seen, "answer", answer).await.ok();
    assert_eq!(notices(&chief, "WC-9.2").await, 1);
}
