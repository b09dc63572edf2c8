//! Validity, organisation and designations (通達本文, 第1, 第2).

use serde_json::{Value, json};

use crate::{
    caller::App,
    cc::told,
    ph::{
        DAY, acknowledged, at, begin, contact, directed, excepted, go, is_told, met, new_phone,
        notices, on_loan, permitted, post, reported, seen, state, stored_photo, with,
    },
};

#[tokio::test]
async fn ph_0_1_past_its_validity_the_rules_say_so_and_still_refuse() {
    let app = App::on(DAY).await;
    let assistant = at(&app, "ph_asst1").await;
    let view = assistant.get("/api/v1/rulebooks/PH").await.ok();
    let head = &view["head"];
    // proves PH-0.1
    assert_eq!(
        (&head["valid_to"], &head["past"]),
        (&json!("2024-03-31"), &json!(true))
    );
    assert_eq!(
        (&head["in_force"], &head["replaced"]),
        (&json!(true), &json!(false))
    );
    let refused = begin(&assistant, "designation", "designate", json!({})).await;
    assert_eq!(told(&refused), "403 not_allowed PH-2.5a");
}

#[tokio::test]
async fn ph_0_2_the_division_alone_judges_whether_there_is_contact() {
    let app = App::on(DAY).await;
    let (station, general) = (at(&app, "ph_mgr1").await, at(&app, "ph_general1").await);
    let reported = begin(
        &at(&app, "ph_contact1").await,
        "post_report",
        "report",
        post(),
    )
    .await
    .ok();
    let ground = json!({ "ground": "abduction", "need": "誘拐のおそれ" });
    let contact = at(&app, "ph_contact1").await;
    let refused = go(&contact, &reported, "judge_contact", ground.clone()).await;
    // proves PH-0.2
    assert_eq!(told(&refused), "403 not_allowed PH-0.2");
    let invented = with(ground.clone(), json!({ "ground": "curiosity" }));
    let refused = go(&general, &reported, "judge_contact", invented).await;
    assert_eq!(told(&refused), "422 value_unfit PH-0.2");
    let judged = go(&general, &reported, "judge_contact", ground).await.ok();
    assert_eq!(state(&judged), "contact");
    assert!(is_told(&station, "report", "judged a reported post").await);
}

#[tokio::test]
async fn ph_0_3_a_phone_is_found_by_its_former_name() {
    let app = App::on(DAY).await;
    let general = at(&app, "ph_general1").await;
    new_phone(&app, "P-1").await;
    let path = "/api/v1/ledgers/PH/phone";
    let unnamed = json!({ "number": "P-2", "attributes": { "model": "型番A" } });
    let refused = general.post(path, unnamed).await;
    // proves PH-0.3
    assert_eq!(told(&refused), "422 asset_attribute_missing PH-0.3");
    let found = async |words: &str| {
        let path = format!("{path}?words={words}");
        general.get(&path).await.ok()["assets"]
            .as_array()
            .unwrap()
            .len()
    };
    // サイバー補導用
    assert_eq!(
        found("%E3%82%B5%E3%82%A4%E3%83%90%E3%83%BC%E8%A3%9C%E5%B0%8E%E7%94%A8").await,
        1
    );
    assert_eq!(found("P-9").await, 0);
}

#[tokio::test]
async fn ph_1_the_directive_and_the_policy_apply_besides() {
    let app = App::on(DAY).await;
    let view = at(&app, "ph_mgr1")
        .await
        .get("/api/v1/rulebooks/PH")
        .await
        .ok();
    let named: Vec<_> = view["references"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["relation"] == "beside" && it["supplied"] == false)
        .map(|it| it["title"]["ja"].as_str().unwrap())
        .collect();
    // proves PH-1
    assert_eq!(
        named
            .iter()
            .filter(|title| title.contains("訓令") || title.contains("ポリシー"))
            .count(),
        2
    );
}

#[tokio::test]
async fn ph_1_nobody_acts_but_at_a_terminal_of_the_office() {
    let app = App::on(DAY).await;
    let unenrolled = app
        .person_at("ph_contact1", protocol::person::TerminalKind::Unenrolled)
        .await;
    let refused = begin(&unenrolled, "post_report", "report", post()).await;
    assert_eq!(refused.status.as_u16(), 403);
}

/// A designation of a member of staff as contact operator.
async fn designation(app: &App) -> Value {
    json!({
        "person": at(app, "ph_staff1").await.id, "rank": "巡査長", "suitability": "SNSに詳しい",
        "again": "no", "designated_on": DAY,
    })
}

#[tokio::test]
async fn ph_2_1_three_copies_with_their_receipts_come_to_the_division() {
    let app = App::on(DAY).await;
    let manager = at(&app, "ph_mgr1").await;
    begin(
        &manager,
        "designation",
        "designate",
        designation(&app).await,
    )
    .await
    .ok();
    let contact = met(&app).await;
    excepted(&app, &["photo"], "no").await;
    stored_photo(&app, &contact.phone).await;
    reported(&app, &contact.case).await;
    let general = at(&app, "ph_general1").await;
    let copies = notices(&general, "copy").await;
    let of = |words: &str| {
        copies
            .iter()
            .filter(|(text, _)| text.contains(words))
            .count()
    };
    // proves PH-2.1
    assert_eq!(
        [
            "contact operator was designated",
            "use a photograph",
            "result report"
        ]
        .map(of),
        [1, 1, 1]
    );
    let tasks = general.get("/api/v1/tasks").await.ok();
    let copy = tasks["notices"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["kind"] == "copy")
        .unwrap();
    let path = format!("/api/v1/notices/{}/read", copy["id"].as_str().unwrap());
    assert!(general.post(&path, json!({})).await.status.is_success());
    assert!(
        notices(&general, "copy")
            .await
            .iter()
            .any(|(_, received)| *received)
    );
}

#[tokio::test]
async fn ph_2_2_a_copy_to_the_own_other_post_is_received_at_once() {
    let app = App::on(DAY).await;
    let general = at(&app, "ph_general1").await;
    let values = with(
        designation(&app).await,
        json!({ "person": at(&app, "ph_asstj1").await.id }),
    );
    begin(&general, "designation", "designate", values)
        .await
        .ok();
    let copies = notices(&general, "copy").await;
    assert_eq!(copies.len(), 1);
    // proves PH-2.2
    assert!(
        copies[0].1 && copies[0].0.contains("sender and receiver are one person"),
        "{copies:?}"
    );
    // Nobody decides on the own application: there is another, or a deputy.
    let refused = begin(
        &at(&app, "ph_mgr1").await,
        "loan_application",
        "accept",
        json!({}),
    )
    .await;
    assert_eq!(refused.status.as_u16(), 403);
}

#[tokio::test]
async fn ph_2_3_the_assistant_manager_permits_take_outs_and_decides_nothing_else() {
    let app = App::on(DAY).await;
    let assistant = at(&app, "ph_asst1").await;
    let (phone, _) = on_loan(&app, "P-1").await;
    let applied = begin(
        &assistant,
        "service_permission",
        "apply",
        crate::ph::service(&phone),
    )
    .await
    .ok();
    let refused = go(&assistant, &applied, "intend", json!({})).await;
    assert_eq!(told(&refused), "403 not_allowed PH-3.1b");
    excepted(&app, &["photo"], "no").await;
    let contact = at(&app, "ph_contact1").await;
    let photo = begin(
        &contact,
        "staff_photo",
        "apply",
        crate::ph::photo(&app, &phone).await,
    )
    .await
    .ok();
    let refused = go(&assistant, &photo, "approve", json!({})).await;
    assert_eq!(told(&refused), "403 not_allowed PH-4.4.1a");
    let service = crate::ph::permit(&app, &applied).await;
    acknowledged(&app, "ph_contact1").await;
    let takeout = begin(
        &contact,
        "takeout",
        "apply",
        crate::ph::takeout(&phone, &service),
    )
    .await
    .ok();
    let permitted = go(&assistant, &takeout, "permit", json!({})).await;
    // proves PH-2.3
    assert_eq!(permitted.status.as_u16(), 200);
}

#[tokio::test]
async fn ph_2_4a_operators_in_charge_come_from_certain_ranks_and_sections() {
    let app = App::on(DAY).await;
    let manager = at(&app, "ph_mgr1").await;
    let values = json!({
        "person": at(&app, "ph_staff1").await.id, "rank": "assistant_inspector",
        "section": "juvenile", "doubles": "no",
    });
    let designate = async |change: Value| {
        let values = with(values.clone(), change);
        begin(&manager, "operator_designation", "designate", values).await
    };
    for change in [
        json!({ "rank": "other" }),
        json!({ "section": "other" }),
        json!({ "doubles": "yes" }),
    ] {
        let refused = designate(change.clone()).await;
        let told = told(&refused);
        let (status, rest) = told.split_once(' ').unwrap();
        // proves PH-2.4a
        assert_eq!(
            (status, rest.ends_with("PH-2.4a")),
            ("422", true),
            "{change} {told}"
        );
    }
    designate(json!({ "rank": "other", "reason": "該当する階級の者がいないため" }))
        .await
        .ok();
    let held = at(&app, "ph_staff1").await.get("/api/v1/me").await.ok();
    let posts = held["posts"].as_array().unwrap();
    assert!(posts.iter().any(|post| post["kind"] == "operator"));
}

#[tokio::test]
async fn ph_2_4b_nothing_is_written_before_the_assistant_manager_directs() {
    let app = App::on(DAY).await;
    let directed = directed(&app).await;
    let operator = at(&app, "ph_contact1").await;
    let values = contact(
        &crate::ph::judged(&app).await,
        &directed.phone,
        &directed.service,
    );
    let begun = begin(&operator, "contact", "begin", values).await.ok();
    let entry = crate::ph_contact::entry(&directed);
    let early = with(entry.clone(), json!({ "contact": begun["id"] }));
    let refused = begin(&operator, "contact_entry", "record", early).await;
    // proves PH-2.4b
    assert_eq!(told(&refused), "409 case_exists PH-2.4b");
    begin(&operator, "contact_entry", "record", entry)
        .await
        .ok();
}

#[tokio::test]
async fn ph_2_5a_the_operations_manager_designates_who_is_suited() {
    let app = App::on(DAY).await;
    let values = designation(&app).await;
    let assistant = at(&app, "ph_asst1").await;
    let refused = begin(&assistant, "designation", "designate", values.clone()).await;
    // proves PH-2.5a
    assert_eq!(told(&refused), "403 not_allowed PH-2.5a");
    let manager = at(&app, "ph_mgr1").await;
    let unsuited = with(values.clone(), json!({ "suitability": "" }));
    let refused = begin(&manager, "designation", "designate", unsuited).await;
    assert_eq!(told(&refused), "422 field_missing PH-2.5a");
    let designated = begin(&manager, "designation", "designate", values)
        .await
        .ok();
    let staff = at(&app, "ph_staff1").await;
    let is_operator = async || {
        let me = at(&app, "ph_staff1").await.get("/api/v1/me").await.ok();
        me["posts"]
            .as_array()
            .unwrap()
            .iter()
            .any(|post| post["kind"] == "contact_operator")
    };
    assert!(is_operator().await);
    go(&manager, &designated, "end", json!({ "ended_on": DAY }))
        .await
        .ok();
    assert!(!is_operator().await, "{}", staff.id);
}

#[tokio::test]
async fn ph_2_5b_each_designation_is_a_row_of_its_own_with_its_copy() {
    let app = App::on(DAY).await;
    let manager = at(&app, "ph_mgr1").await;
    let by_hand = json!({
        "document": "PH", "kind": "contact_operator", "unit": manager.unit,
        "person": { "id": at(&app, "ph_staff1").await.id }, "from": DAY,
    });
    let refused = manager.post("/api/v1/posts", by_hand).await;
    // proves PH-2.5b
    assert_eq!(told(&refused), "409 post_by_case PH-2.5b");
    let again = with(
        designation(&app).await,
        json!({ "again": "yes", "rank": "=1+1" }),
    );
    for values in [designation(&app).await, again] {
        begin(&manager, "designation", "designate", values)
            .await
            .ok();
    }
    let register = manager
        .get("/api/v1/case-registers/PH/designation")
        .await
        .text();
    assert_eq!(register.lines().count(), 3, "{register}");
    // A formula in a field stays text.
    assert!(
        register.contains("\"'=1+1\"") && !register.contains(",=1+1"),
        "{register}"
    );
    let copies = notices(&at(&app, "ph_general1").await, "copy").await;
    assert_eq!(
        copies
            .iter()
            .filter(|(text, _)| text.contains("designated"))
            .count(),
        2
    );
}

#[tokio::test]
async fn ph_what_looks_like_html_comes_back_as_it_was_typed() {
    let app = App::on(DAY).await;
    let manager = at(&app, "ph_mgr1").await;
    let rank = "<script>alert(1)</script>";
    let values = with(designation(&app).await, json!({ "rank": rank }));
    let case = begin(&manager, "designation", "designate", values)
        .await
        .ok();
    let answer = manager.get(&crate::cases::path_of(&case).1).await;
    assert_eq!(answer.headers["content-type"], "application/json");
    assert_eq!(seen(&manager, &case).await["values"]["rank"], rank);
}

#[tokio::test]
async fn ph_o_37_no_notice_and_no_list_says_what_a_case_is_about() {
    let app = App::on(DAY).await;
    let contact = met(&app).await;
    reported(&app, &contact.case).await;
    permitted(&app, &contact.phone).await;
    for user in ["ph_general1", "ph_mgr1", "ph_asst1", "ph_contact1"] {
        let person = at(&app, user).await;
        for path in ["/api/v1/tasks", "/api/v1/cases?document=PH"] {
            let text = person.get(path).await.text();
            for secret in ["対象者A", "書き込みの概要", "駅前", "@example"] {
                assert!(!text.contains(secret), "{user} {path} {secret}");
            }
        }
    }
    // Who has no part in it finds nothing.
    let other = at(&app, "ph_mgr2").await;
    other
        .get(&crate::cases::path_of(&contact.case).1)
        .await
        .not_found();
}
