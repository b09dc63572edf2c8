//! Faults (第7の2): who has to act is the calendar's to say, and the system files its own.

use admin::faults::{self, FaultKind};
use protocol::person::TerminalKind::Management;
use serde_json::{Value, json};

use crate::{
    caller::{App, Person},
    vr_7_suspension::{DAY, path_of, take},
};

#[tokio::test]
async fn vr_7_2_1_a_in_office_hours_both_managers_act_together() {
    let app = App::on(DAY).await;
    app.set("2026-11-27T11:00:00");
    let manager = app.person_at("npamgr", Management).await;
    let system = app.person_at("npasysmgr", Management).await;
    let begun = manager.post("/api/v1/cases", fault("notice")).await.ok();
    let (path, id) = (path_of(&begun), begun["id"].clone());
    assert_eq!(begun["state"]["code"], "noticed");
    for person in [&manager, &system] {
        // proves VR-7.2.1.ア
        assert!(waits_for(person, &id).await);
        assert_eq!(alert_of(person).await, "noticed");
    }
    let told = json!({ "contractor_told": ["done"] });
    let alone = take(&system, &path, "inform", told.clone()).await;
    // proves VR-7.2.1.ア
    alone.refused(422, "tick_group", "VR-7.2.1.ア");
    let joined = json!({ "system_joined": ["done"] });
    take(&system, &path, "join_system", joined).await.ok();
    let still = take(&system, &path, "inform", told.clone()).await;
    still.refused(422, "tick_group", "VR-7.2.1.ア");
    let joined = json!({ "operations_joined": ["done"] });
    let case = take(&manager, &path, "join_operations", joined).await.ok();
    let inform = step(&case, "inform");
    let script = inform["script"]["ja"].as_str().unwrap();
    assert!(
        script.contains("SMSが送れない") && script.contains("SMSの送信経路の停止"),
        "{script}"
    );
    let case = take(&manager, &path, "inform", told).await.ok();
    assert_eq!(case["state"]["code"], "informed");
    finished(&app, &system, &path).await;
}

#[tokio::test]
async fn vr_7_2_1_i_outside_office_hours_the_system_manager_acts_alone() {
    let app = App::on(DAY).await;
    app.set("2026-11-27T23:00:00");
    let system = app.person_at("npasysmgr", Management).await;
    let manager = app.person_at("npamgr", Management).await;
    let begun = system.post("/api/v1/cases", fault("notice")).await.ok();
    let (path, id) = (path_of(&begun), begun["id"].clone());
    // proves VR-7.2.1.イ
    assert_eq!(begun["state"]["code"], "noticed_outside");
    assert!(waits_for(&system, &id).await);
    // proves VR-7.2.1.イ
    assert!(!waits_for(&manager, &id).await);
    assert_eq!(notices(&manager).await, 0);
    let told = json!({ "contractor_told": ["done"] });
    take(&system, &path, "inform_alone", told).await.ok();
    // The next morning is a Saturday: the office opens on Monday.
    app.set("2026-11-30T08:29:59");
    app.jobs().await;
    let manager = app.person_at("npamgr", Management).await;
    assert_eq!(about(&manager, "執務時間外に障害").await, 0);
    app.set("2026-11-30T08:30:00");
    app.jobs().await;
    let manager = app.person_at("npamgr", Management).await;
    // proves VR-7.2.1.イ
    assert_eq!(about(&manager, "執務時間外に障害").await, 1);
}

#[tokio::test]
async fn vr_7_2_1_the_second_the_holiday_and_the_substitute_holiday_decide_the_way() {
    let table = [
        ("2026-11-27T08:29:59", "noticed_outside"),
        ("2026-11-27T08:30:00", "noticed"),
        ("2026-11-27T17:14:59", "noticed"),
        ("2026-11-27T17:15:00", "noticed_outside"),
        // A Saturday; Labour Thanksgiving Day on a Monday; the year's end.
        ("2026-11-28T11:00:00", "noticed_outside"),
        ("2026-11-23T11:00:00", "noticed_outside"),
        ("2026-12-29T11:00:00", "noticed_outside"),
        // Constitution Day is a Sunday: the Wednesday after the other holidays stands for it.
        ("2026-05-06T11:00:00", "noticed_outside"),
        ("2026-05-07T11:00:00", "noticed"),
    ];
    for (moment, state) in table {
        let app = App::on(&moment[..10]).await;
        app.set(moment);
        let system = app.person_at("npasysmgr", Management).await;
        let begun = system.post("/api/v1/cases", fault("notice")).await.ok();
        assert_eq!(begun["state"]["code"], state, "{moment}");
    }
}

#[tokio::test]
async fn vr_7_2_1_a_fault_that_nobody_takes_up_goes_one_post_up() {
    let app = App::on(DAY).await;
    let manager = app.person_at("npamgr", Management).await;
    manager.post("/api/v1/cases", fault("notice")).await.ok();
    app.set("2026-11-27T12:31:00");
    app.jobs().await;
    for user in ["npachief", "npasys"] {
        let chief = app.person_at(user, Management).await;
        assert_eq!(about(&chief, "期限を過ぎています").await, 1, "{user}");
    }
}

#[tokio::test]
async fn vr_7_2_2_the_hq_manager_tells_the_system_manager_who_informs_the_contractor() {
    let app = App::on(DAY).await;
    app.set("2026-11-27T23:00:00");
    let (manager, system) = (app.person("mgr1").await, app.person("sysmgr1").await);
    let refused = app
        .person("op1")
        .await
        .post("/api/v1/cases", fault("notice_hq"))
        .await;
    refused.refused(403, "not_allowed", "VR-7.2.2");
    let begun = manager.post("/api/v1/cases", fault("notice_hq")).await.ok();
    let (path, id) = (path_of(&begun), begun["id"].clone());
    assert_eq!(begun["state"]["code"], "noticed_hq");
    assert!(waits_for(&system, &id).await);
    // proves VR-7.2.2
    assert_eq!(about(&system, "本部運用管理者から障害の連絡").await, 1);
    let told = json!({ "contractor_told": ["done"] });
    let refused = take(&manager, &path, "inform_hq", told.clone()).await;
    // proves VR-7.2.2
    refused.refused(403, "not_allowed", "VR-7.2.2");
    // Another headquarters does not see it.
    app.person("mgrb1").await.get(&path).await.not_found();
    let case = take(&system, &path, "inform_hq", told).await.ok();
    assert_eq!(case["state"]["code"], "informed_hq");
    let arranged = json!({ "arranged": "業者が10時に来る" });
    take(&system, &path, "arrange_hq", arranged).await.ok();
    take(&system, &path, "restore_hq", json!({ "cause": "電源" }))
        .await
        .ok();
    assert_eq!(about(&manager, "障害が復旧しました").await, 1);
}

#[tokio::test]
async fn vr_7_2_1_the_system_files_one_case_a_kind_and_notes_that_it_is_over() {
    let app = App::on(DAY).await;
    let admin = &app.house.admin;
    for _ in 0..1_000 {
        admin
            .faults()
            .report(FaultKind::DiskFull, "3 % free\u{7}, 10 % wanted");
    }
    faults::file(admin).await.unwrap();
    faults::file(admin).await.unwrap();
    let system = app.person_at("npasysmgr", Management).await;
    let list = "/api/v1/cases?document=VR&workflow=fault&open=true";
    let cases = system.get(list).await.ok()["cases"].clone();
    assert_eq!(cases.as_array().unwrap().len(), 1, "{cases}");
    let path = path_of(&cases[0]);
    let case = system.get(&path).await.ok();
    assert_eq!(case["state"]["code"], "noticed");
    assert_eq!(case["values"]["kind"], "disk_full");
    assert_eq!(case["values"]["content"], "3 % free, 10 % wanted");
    assert!(case["done"][0]["by"].is_null());
    // After a restart it is the same fault, and well again is written down once.
    let app = app.reopened().await;
    let admin = &app.house.admin;
    admin.faults().report(FaultKind::DiskFull, "2 % free");
    faults::file(admin).await.unwrap();
    let app = app.reopened().await;
    let admin = &app.house.admin;
    for _ in 0..10 {
        admin.faults().restored(FaultKind::DiskFull);
        faults::file(admin).await.unwrap();
    }
    let system = app.person_at("npasysmgr", Management).await;
    let cases = system.get(list).await.ok()["cases"].clone();
    assert_eq!(cases.as_array().unwrap().len(), 1, "{cases}");
    let case = system.get(&path).await.ok();
    assert!(case["values"]["restored_itself"].is_number());
    assert_eq!(steps(&case), ["notice_itself", "restored_itself"]);
    // There again: the same case says so.
    let app = app.reopened().await;
    app.house
        .admin
        .faults()
        .report(FaultKind::DiskFull, "1 % free");
    faults::file(&app.house.admin).await.unwrap();
    let system = app.person_at("npasysmgr", Management).await;
    let case = system.get(&path).await.ok();
    assert_eq!(
        steps(&case),
        ["notice_itself", "restored_itself", "notice_again"]
    );
    assert!(case["values"]["restored_itself"].is_null());
    assert_eq!(about(&system, "再び発生").await, 1);
}

/// From the contractor on to the end.
async fn finished(app: &App, system: &Person<'_>, path: &str) {
    let arranged = json!({ "arranged": "代替経路に切替え" });
    take(system, path, "arrange", arranged).await.ok();
    take(system, path, "restore", json!({ "cause": "回線工事" }))
        .await
        .ok();
    take(
        system,
        path,
        "do_review",
        json!({ "review": "経路を二重にする" }),
    )
    .await
    .ok();
    let refused = take(system, path, "close", json!({})).await;
    refused.refused(403, "not_allowed", "VR-7.2.1.ア");
    let chief = app.person_at("npasys", Management).await;
    let closed = take(&chief, path, "close", json!({})).await.ok();
    assert_eq!(closed["closed"], true, "{closed}");
}

fn fault(step: &str) -> Value {
    json!({
        "document": "VR", "workflow": "fault", "step": step,
        "values": { "kind": "gateway", "content": "SMSが送れない" },
    })
}

async fn waits_for(person: &Person<'_>, case: &Value) -> bool {
    let tasks = person.get("/api/v1/tasks").await.ok();
    let tasks = tasks["tasks"].as_array().unwrap().iter();
    tasks.filter(|task| task["case"]["id"] == *case).count() == 1
}

async fn notices(person: &Person<'_>) -> usize {
    let tasks = person.get("/api/v1/tasks").await.ok();
    tasks["notices"].as_array().unwrap().len()
}

/// How many notices say this.
async fn about(person: &Person<'_>, words: &str) -> usize {
    let tasks = person.get("/api/v1/tasks").await.ok();
    let notices = tasks["notices"].as_array().unwrap().iter();
    let said = |notice: &&Value| notice["text"]["ja"].as_str().unwrap().contains(words);
    notices.filter(said).count()
}

/// The state in which the case of the newest alert is.
async fn alert_of(person: &Person<'_>) -> String {
    let tasks = person.get("/api/v1/tasks").await.ok();
    let alert = &tasks["notices"][0];
    assert_eq!(alert["kind"], "alert", "{tasks}");
    let path = format!("/api/v1/cases/{}", alert["case"].as_str().unwrap());
    let case = person.get(&path).await.ok();
    case["state"]["code"].as_str().unwrap().to_owned()
}

fn step<'a>(case: &'a Value, code: &str) -> &'a Value {
    let mut steps = case["steps"].as_array().unwrap().iter();
    steps.find(|step| step["code"] == code).expect(code)
}

fn steps(case: &Value) -> Vec<&str> {
    let done = case["done"].as_array().unwrap().iter();
    done.map(|done| done["step"].as_str().unwrap()).collect()
}
