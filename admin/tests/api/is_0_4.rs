//! What the rules are for, and what their words mean (第1 to 第4).

use http::StatusCode;
use protocol::person::TerminalKind::{Reception, Unenrolled};
use serde_json::{Value, json};

use crate::{
    caller::App,
    cc::{take, told},
    is_system::{
        DAY, approved, at, begin, designed, granted, live, notices, proposal, right, scoped,
    },
    support::{House, desk::Desk},
};

async fn rulebook(app: &App) -> Value {
    at(app, "is_staff1")
        .await
        .get("/api/v1/rulebooks/IS")
        .await
        .ok()
}

fn text<'a>(view: &'a Value, code: &str) -> Option<&'a str> {
    let mut texts = view["texts"].as_array().unwrap().iter();
    let found = texts.find(|text| text["code"] == code)?;
    found["label"]["ja"].as_str()
}

fn term<'a>(view: &'a Value, word: &str) -> &'a Value {
    let terms = view["glossary"].as_array().unwrap();
    let found = terms.iter().find(|term| term["term"]["ja"] == word);
    found.unwrap_or(&Value::Null)
}

#[tokio::test]
async fn is_0_1_nothing_expires_and_the_rules_are_looked_at_each_year() {
    let app = App::on(DAY).await;
    app.jobs().await;
    let chief = at(&app, "is_chief1").await;
    let heads = chief.get("/api/v1/rulebooks").await.ok();
    let all = heads["rulebooks"].as_array().unwrap();
    let head = all.iter().find(|head| head["document"] == "IS").unwrap();
    assert_eq!(
        (&head["past"], &head["valid_to"]),
        (&json!(false), &Value::Null)
    );
    app.set("2027-11-22T12:00:00");
    app.jobs().await;
    let chief = at(&app, "is_chief1").await;
    // proves IS-0.1
    assert_eq!(notices(&chief, "IS-0.1").await, 1);
}

#[tokio::test]
async fn is_0_2_1_and_2_purpose_and_reference_stand_in_the_rulebook() {
    let app = App::on(DAY).await;
    let view = rulebook(&app).await;
    let purpose = text(&view, "purpose").unwrap_or_default();
    // proves IS-0.2
    assert!(purpose.contains("情報セキュリティ"), "{purpose}");
    let aim = text(&view, "aim").unwrap_or_default();
    // proves IS-1
    assert!(aim.contains("適正"), "{aim}");
    let references = view["references"].as_array().unwrap();
    let directive = references.iter().find(|one| one["issued"] == "2014-05-27");
    // proves IS-2
    assert!(directive.is_some_and(|one| one["supplied"] == false && one["clause"] == "IS-2"));
}

#[tokio::test]
async fn is_3_1_1_the_system_is_used_at_its_terminals_alone() {
    let app = App::on(DAY).await;
    let business = live(&app).await;
    let grant = granted(&app, &business).await;
    let values = crate::is_system::access(&business, &grant);
    for terminal in [Unenrolled, Reception] {
        let person = app.person_at("is_staff1", terminal).await;
        let opened = begin(&person, "access", "open", values.clone()).await;
        // proves IS-3.1.1
        assert_eq!(told(&opened), "403 not_allowed IS-3.1.1");
    }
    let staff = at(&app, "is_staff1").await;
    begin(&staff, "access", "open", values).await.ok();
}

#[tokio::test]
async fn is_3_1_4_designs_stand_under_their_word() {
    let app = App::on(DAY).await;
    let business = scoped(&app).await;
    designed(&app, &business).await;
    let view = rulebook(&app).await;
    // proves IS-3.1.4
    assert_eq!(term(&view, "システム設計")["clause"], "IS-3.1.4");
    let system = at(&app, "is_sys1").await;
    let path = "/api/v1/cases?document=IS&workflow=design";
    let designs = system.get(path).await.ok();
    assert_eq!(designs["cases"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn is_3_1_5_the_holders_of_a_business_are_those_with_a_right_that_runs() {
    let app = App::on(DAY).await;
    let business = scoped(&app).await;
    let (head, clerk) = (at(&app, "is_head1").await, at(&app, "is_iasst1").await);
    granted(&app, &business).await;
    let other = right(&business, &clerk);
    let other = begin(&head, "access_grant", "grant", other).await.ok();
    let note = json!({ "note": "担当替え" });
    take(&head, &other, "revoke", note).await.ok();
    let about = business["id"].as_str().unwrap();
    let path = format!("/api/v1/case-registers/IS/access_grant?about={about}&state=granted");
    let holders = head.get(&path).await;
    assert_eq!(holders.status, StatusCode::OK);
    let holders = holders.text();
    // proves IS-3.1.5
    assert!(
        holders.contains("照会 一郎") && !holders.contains("情管 補助"),
        "{holders}"
    );
    assert_eq!(holders.lines().count(), 2);
}

#[tokio::test]
async fn is_3_1_6_a_right_is_for_a_business_and_a_period() {
    let app = App::on(DAY).await;
    let business = scoped(&app).await;
    let (head, staff) = (at(&app, "is_head1").await, at(&app, "is_staff1").await);
    for field in ["business", "from", "until"] {
        let mut values = right(&business, &staff);
        values.as_object_mut().unwrap().remove(field);
        let refused = begin(&head, "access_grant", "grant", values).await;
        // proves IS-3.1.6
        assert_eq!(told(&refused), "422 field_missing IS-3.1.6", "{field}");
    }
    let mut turned = right(&business, &staff);
    turned["until"] = json!("2026-11-19");
    let refused = begin(&head, "access_grant", "grant", turned).await;
    assert_eq!(told(&refused), "422 date_order IS-3.1.6");
    // On the day after its last it is over.
    let grant = granted(&app, &business).await;
    app.set("2027-04-01T00:00:00");
    app.jobs().await;
    let head = at(&app, "is_head1").await;
    let grant = crate::is_system::seen(&head, &grant).await;
    // proves IS-3.1.6
    assert_eq!(grant["state"]["code"], "revoked");
}

#[tokio::test]
async fn is_3_2_words_of_the_directive_are_marked_as_not_supplied() {
    let app = App::on(DAY).await;
    let view = rulebook(&app).await;
    for word in ["情報管理責任者", "情報管理者", "情報の分類"] {
        let found = term(&view, word);
        // proves IS-3.2
        assert_eq!(
            (&found["supplied"], &found["clause"]),
            (&json!(false), &json!("IS-3.2")),
            "{word}"
        );
    }
}

#[tokio::test]
async fn is_4_the_basic_policy_is_read_before_the_first_act() {
    let house = House::new().await;
    let mut desk = Desk::terminal(&house, "office").await;
    let password = house.password_of("is_staff1").to_owned();
    let entered = desk.enter("is_staff1", &password).await;
    entered.is(200);
    let notice = entered.body["notices"][0]["text"]["ja"].as_str();
    // proves IS-4
    assert!(
        notice.is_some_and(|text| text.contains("個人情報の適正な管理")),
        "{}",
        entered.body
    );
    let tasks = desk.get("/api/v1/tasks").await;
    // proves IS-4
    assert_eq!(tasks.refusal(), (403, "acknowledge_first", "IS-4"));
    let read = desk.post("/api/v1/me/acknowledgements", json!({})).await;
    assert!(read.is(200).body["duty"].is_null());
    desk.get("/api/v1/tasks").await.is(200);
    // Once is enough.
    let again = Desk::of(&house, "is_staff1", "office").await;
    again.get("/api/v1/tasks").await.is(200);
}

#[tokio::test]
async fn is_bad_input_formulas_and_markup_in_fields_stay_text() {
    let app = App::on(DAY).await;
    let manager = at(&app, "is_tbm1").await;
    let evil = "=HYPERLINK(\"http://x/\",\"<script>alert(1)</script>\")";
    let mut values = proposal(&manager);
    values["name"] = json!(evil);
    let business = begin(&manager, "business", "propose", values).await.ok();
    assert_eq!(business["values"]["name"], evil);
    let path = "/api/v1/case-registers/IS/business";
    let register = manager.get(path).await;
    let kind = register.headers["content-type"].to_str().unwrap();
    assert_eq!(kind, "text/csv; charset=utf-8");
    let text = register.text();
    assert!(text.contains("\"'=HYPERLINK("), "{text}");
    let chief = at(&app, "is_chief1").await;
    let notice = chief.get("/api/v1/tasks").await;
    let kind = notice.headers["content-type"].to_str().unwrap();
    assert_eq!(kind, "application/json");
    let mut control = proposal(&manager);
    control["name"] = json!("a\u{0}b");
    let refused = begin(&manager, "business", "propose", control).await;
    assert_eq!(told(&refused), "422 value_unfit IS-8");
    approved(&app).await;
}
