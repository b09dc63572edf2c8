//! One person, several documents; and units that work by some of them (O-32).

use admin::{accounts, posts, rulebooks, store::StoreError, units};
use admin_core::post::{Post, Title};
use protocol::{id::AccountId, person::TerminalKind};
use serde_json::{Value, json};

use crate::{
    caller::{Answer, App, Person},
    support::House,
};

const DAY: &str = "2026-11-27";

/// A house with one more document, in which two people of 110 video reporting hold posts too.
async fn house(switched: bool) -> App {
    let mut texts = rulebooks::texts().unwrap();
    let files = [
        ("rulebook.toml", include_str!("rulebook.toml")),
        ("grants.cedar", include_str!("grants.cedar")),
    ];
    for (name, text) in files {
        texts.insert(format!("test/{name}"), text.to_owned());
    }
    texts
        .get_mut("clauses.csv")
        .unwrap()
        .push_str("TS-1,policy\n");
    let rules = rulebooks::of_texts(&texts).unwrap_or_else(|error| panic!("{error}"));
    let app = App::of(House::with_rules(App::noon(DAY), rules).await);
    holds(&app, "mgr1", "hq_operations_manager").await;
    holds(&app, "op2", "clerk").await;
    if switched {
        switch(&app, &app.person("op1").await.unit, true).await.ok();
    }
    app
}

async fn holds(app: &App, user_id: &str, kind: &str) {
    let (db, now) = (&app.house.db, app.house.admin.now());
    let found = accounts::holder_by_user_id(&**db, user_id, now).await;
    let person = AccountId(found.unwrap().expect(user_id).account.id);
    let unit = units::by_code(&**db, "demo").await.unwrap().unwrap();
    let post = Post {
        document: "TS".to_owned(),
        kind: kind.to_owned(),
        person,
        unit,
        from: app.house.admin.today(),
        to: None,
        title: Title::AppointedBy(person),
        basis: "TS-1".to_owned(),
    };
    let begun = db.write(async |txn| {
        posts::begin(txn, &post, now).await?;
        Ok::<_, StoreError>(())
    });
    begun.await.unwrap();
}

async fn switch(app: &App, unit: &str, on: bool) -> Answer {
    let chief = app.person_at("chief1", TerminalKind::Management).await;
    let body = json!({ "document": "TS", "on": on });
    chief
        .post(&format!("/api/v1/units/{unit}/documents"), body)
        .await
}

async fn unit(app: &App, code: &str) -> String {
    let found = units::by_code(&*app.house.db, code).await.unwrap();
    found.unwrap().to_string()
}

async fn appoints(person: &Person<'_>, unit: &str, user_id: &str) -> Answer {
    let body = json!({
        "document": "TS",
        "kind": "clerk",
        "unit": unit,
        "person": { "user_id": user_id, "name": "試験 担当" },
        "from": DAY,
    });
    person.post("/api/v1/posts", body).await
}

async fn lends(person: &Person<'_>) -> Answer {
    let body = json!({ "document": "TS", "workflow": "loan", "step": "lend", "values": { "kind": "short" } });
    person.post("/api/v1/cases", body).await
}

fn list<'a>(answer: &'a Value, key: &str, of: &str) -> Vec<&'a str> {
    let lines = answer[key].as_array().unwrap().iter();
    lines.map(|line| line[of].as_str().unwrap()).collect()
}

#[tokio::test]
async fn o_32_nobody_is_given_a_post_of_a_document_that_the_unit_has_off() {
    let app = house(false).await;
    let (manager, station) = (app.person("mgr1").await, unit(&app, "demo-station").await);
    appoints(&manager, &station, "ts1")
        .await
        .refused(409, "document_not_on", "TS-1");
    let appointable = manager.get("/api/v1/posts/appointable").await.ok();
    assert_eq!(list(&appointable, "posts", "document"), Vec::<&str>::new());
    lends(&manager)
        .await
        .refused(409, "document_not_on", "TS-1");
    // The headquarters switches it on for itself and all below it.
    let answer = switch(&app, &manager.unit, true).await.ok();
    let line = |answer: &Value| {
        let lines = answer["documents"].as_array().unwrap().clone();
        lines
            .into_iter()
            .find(|line| line["document"] == "TS")
            .unwrap()
    };
    assert_eq!(line(&answer)["on"], true);
    assert_eq!(line(&answer)["by"]["user_id"], "chief1");
    assert_eq!(
        app.trail(&manager.unit).await.last().unwrap(),
        "switch_document allowed TS-1"
    );
    appoints(&manager, &station, "ts1").await.ok();
    let appointable = manager.get("/api/v1/posts/appointable").await.ok();
    assert_eq!(list(&appointable, "posts", "document"), ["TS"]);
    let path = format!("/api/v1/units/{station}/documents");
    let below = line(&manager.get(&path).await.ok());
    assert_eq!(
        (&below["on"], &below["by_unit"]),
        (&json!(true), &json!(manager.unit))
    );
    // One unit may do without it.
    switch(&app, &station, false).await.ok();
    appoints(&manager, &station, "ts2")
        .await
        .refused(409, "document_not_on", "TS-1");
    let east = unit(&app, "demo-station-east").await;
    appoints(&manager, &east, "ts3").await.ok();
}

#[tokio::test]
async fn o_32_chiefs_switch_documents_for_their_own_headquarters() {
    let app = house(false).await;
    let own = app.person("op1").await.unit;
    let neighbour = unit(&app, "demo-neighbour").await;
    switch(&app, &neighbour, true)
        .await
        .refused(403, "not_allowed", "VR-0.3");
    let on = json!({ "document": "TS", "on": true });
    let path = format!("/api/v1/units/{own}/documents");
    for other in ["mgr1", "op1", "sys1", "chiefb1"] {
        let other = app.person_at(other, TerminalKind::Management).await;
        let refused = other.post(&path, on.clone()).await;
        refused.refused(403, "not_allowed", "VR-0.3");
    }
    // Nobody of a town knows the units of the police, and no police unit works by a town's rules.
    app.person("resp1").await.get(&path).await.not_found();
    let chief = app.person_at("chief1", TerminalKind::Management).await;
    let town = json!({ "document": "CC", "on": true });
    chief.post(&path, town).await.not_found();
    let documents = chief.get(&path).await.ok();
    assert_eq!(
        list(&documents, "documents", "document"),
        ["IS", "PH", "TS", "VR", "WC"]
    );
    let all = json!({ "document": "VR", "on": false });
    chief
        .post(&path, all)
        .await
        .refused(409, "document_everywhere", "VR-3.1");
}

#[tokio::test]
async fn o_32_what_runs_goes_on_when_a_document_is_switched_off() {
    let app = house(true).await;
    let (manager, clerk) = (app.person("mgr1").await, app.person("op2").await);
    let case = lends(&clerk).await.ok();
    switch(&app, &manager.unit, false).await.ok();
    lends(&clerk).await.refused(409, "document_not_on", "TS-1");
    app.set("2026-11-27T12:31:00");
    app.jobs().await;
    let tasks = manager.get("/api/v1/tasks").await.ok();
    assert_eq!(tasks["duties"][0]["state"], "overdue");
    let step = json!({ "step": "give_back", "seen": case["version"], "values": {} });
    let path = format!("/api/v1/cases/{}/steps", case["id"].as_str().unwrap());
    assert_eq!(
        clerk.post(&path, step).await.ok()["state"]["code"],
        "closed"
    );
}

#[tokio::test]
async fn tasks_and_calendar_show_every_document_of_a_person() {
    let app = house(true).await;
    let (both, clerk) = (app.person("mgr1").await, app.person("op2").await);
    lends(&clerk).await.ok();
    app.set("2026-11-27T12:31:00");
    app.jobs().await;
    let tasks = both.get("/api/v1/tasks").await.ok();
    assert_eq!(tasks["tasks"][0]["case"]["document"], "TS");
    assert_eq!(list(&tasks, "duties", "clause"), ["TS-1"]);
    assert!(list(&tasks, "notices", "clause").contains(&"TS-1"));
    let label = &tasks["duties"][0]["label"]["ja"];
    assert_eq!(label, "試験の確認", "and not that of the other document");
    let posts = both.get("/api/v1/me").await.ok();
    assert_eq!(list(&posts, "posts", "document"), ["VR", "TS"]);
    let due = both.get("/api/v1/deadlines").await.ok();
    let clauses = list(&due, "deadlines", "clause");
    assert!(clauses.contains(&"TS-1"), "{clauses:?}");
}

#[tokio::test]
async fn o_32_nobody_reads_across_documents() {
    let app = house(true).await;
    let (both, one) = (app.person("mgr1").await, app.person("op1").await);
    let case = lends(&both).await.ok();
    app.set("2026-11-27T12:31:00");
    app.jobs().await;
    // Somebody of 110 video reporting alone: the manager next door, in a post of the same name.
    let other = app.person("chief1").await;
    for other in [&one, &other] {
        let due = other.get("/api/v1/deadlines").await.ok();
        assert!(!list(&due, "deadlines", "clause").contains(&"TS-1"));
        let cases = other.get("/api/v1/cases").await.ok();
        assert!(!list(&cases, "cases", "document").contains(&"TS"));
        let path = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
        other.get(&path).await.not_found();
    }
    let posts = other
        .get(&format!("/api/v1/posts?unit={}", other.unit))
        .await;
    assert!(!list(&posts.ok(), "posts", "document").contains(&"TS"));
    let posts = both.get(&format!("/api/v1/posts?unit={}", both.unit)).await;
    let posts = posts.ok();
    let documents = list(&posts, "posts", "document");
    assert!(documents.contains(&"TS"), "{documents:?}");
}

#[tokio::test]
async fn o_32_a_trail_is_read_document_by_document() {
    let app = house(true).await;
    let (both, clerk) = (app.person("mgr1").await, app.person("op2").await);
    lends(&clerk).await.ok();
    app.set("2026-11-27T12:31:00");
    app.jobs().await;
    let read = async |user_id: &str, terminal| {
        let person = app.person_at(user_id, terminal).await;
        let page = person
            .get(&format!("/api/v1/trail?unit={}", both.unit))
            .await;
        let page = page.ok();
        let lines = page["lines"].as_array().unwrap().iter();
        let line = |line: &Value| format!("{} {}", line["action"], line["clause"]).replace('"', "");
        lines.map(line).collect::<Vec<_>>()
    };
    let seen = read("mgr1", TerminalKind::Reception).await;
    assert!(seen.contains(&"apply TS-1".to_owned()), "{seen:?}");
    let seen = read("chief1", TerminalKind::Management).await;
    assert!(seen.contains(&"sign_in VR-8.1a".to_owned()) || !seen.is_empty());
    let across: Vec<_> = seen.iter().filter(|line| line.ends_with("TS-1")).collect();
    assert_eq!(across, ["switch_document TS-1"], "the chief's own act");
}

#[tokio::test]
async fn o_32_ledgers_of_the_same_name_are_kept_apart() {
    let app = house(true).await;
    let clerk = app.person("op2").await;
    let medium = json!({ "number": "M-1" });
    let path = "/api/v1/ledgers/TS/outside_medium";
    let taken = clerk.post(path, medium.clone()).await.ok();
    clerk
        .post(path, medium.clone())
        .await
        .refused(409, "asset_number_taken", "TS-1");
    let keeper = app.person_at("chief1", TerminalKind::Management).await;
    let own = "/api/v1/ledgers/VR/outside_medium";
    let page = keeper.get(own).await.ok();
    assert_eq!(page["assets"], json!([]));
    keeper.get(path).await.not_found();
    let asset = format!("/api/v1/assets/{}", taken["asset"]["id"].as_str().unwrap());
    keeper.get(&asset).await.not_found();
    assert_eq!(clerk.get(&asset).await.ok()["asset"]["document"], "TS");
    assert_eq!(clerk.get(path).await.ok()["assets"][0]["number"], "M-1");
}

#[tokio::test]
async fn a_case_comes_with_the_printed_sheet_of_its_form() {
    let app = house(true).await;
    let clerk = app.person("op2").await;
    let case = lends(&clerk).await.ok();
    let print = &case["form"]["print"];
    assert_eq!(print["number"]["ja"], "別記様式第1号");
    assert_eq!(print["parts"][0]["align"], "title");
    let cells = &print["parts"][1]["rows"][0]["cells"];
    assert_eq!(
        (&cells[1]["ticks"], &cells[2]["done"]),
        (&json!("kind"), &json!("lend"))
    );
    let rulebook = clerk.get("/api/v1/rulebooks/TS").await.ok();
    assert_eq!(rulebook["forms"][0]["print"], *print);
    assert_eq!(rulebook["head"]["past"], true, "and it stays in force");
    assert_eq!(rulebook["head"]["short"]["ja"], "試験");
}

#[tokio::test]
async fn wc_f1_is_f1_is_f2_forms_are_printed_in_the_layout_of_their_documents() {
    let app = App::on(DAY).await;
    let reader = app.person_at("multi1", TerminalKind::Office).await;
    let sheets = [
        ("WC", "provision", "別記様式"),
        ("IS", "material_slip", "別記様式第1号"),
        ("IS", "work_request", "別記様式第2号"),
    ];
    for (document, form, number) in sheets {
        let rulebook = reader.get(&format!("/api/v1/rulebooks/{document}")).await;
        let rulebook = rulebook.ok();
        let forms = rulebook["forms"].as_array().unwrap();
        let found = forms.iter().find(|one| one["code"] == form).unwrap();
        let print = &found["print"];
        assert_eq!(print["number"]["ja"], number, "{form}");
        let parts = print["parts"].as_array().unwrap();
        let titles = parts.iter().filter(|part| part["align"] == "title").count();
        assert_eq!((print["supplied"] == true, titles), (true, 1), "{form}");
    }
}
