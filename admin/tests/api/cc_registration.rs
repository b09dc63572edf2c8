//! Registering a camera, and the regulation of a group (guideline 2, 3(1) and 3(2); model 1 to 4, 8).

use serde_json::{Value, json};

use crate::{
    caller::App,
    cc::{
        DAY, STEPS, announced, begin, changed, file, ms, registered, registered_with,
        regulation_of, take, told, values_of, with_handler,
    },
};

/// A duty of a case, as it stands in the list of the case.
fn duty<'a>(case: &'a Value, code: &str) -> Option<&'a Value> {
    let lines = case["deadlines"].as_array().unwrap();
    lines.iter().find(|line| line["duty"] == code)
}

#[tokio::test]
async fn cc_1b_a_camera_with_face_recognition_is_referred_to_the_city() {
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    let yes = json!({ "face_recognition": "yes" });
    let refused = begin(&person, "registration", "answer_kind", yes).await;
    // proves CC-1b
    assert_eq!(told(&refused), "422 tick_group CC-1b");
    let message = refused.json()["message_ja"].as_str().unwrap().to_owned();
    assert!(message.contains("下関市生活安全課"), "{message}");
    // Who wants one asks the city, and hears from it.
    let question = json!({ "subject": "face_recognition", "question": "導入を考えている" });
    let asked = begin(&person, "city_consultation", "ask", question)
        .await
        .ok();
    let city = app.person("city1").await;
    let answered = take(
        &city,
        &asked,
        "answer",
        json!({ "answer": "見合わせてください" }),
    )
    .await;
    assert_eq!(answered.ok()["closed"], true);
}

#[tokio::test]
async fn cc_2_1a_the_group_agrees_first() {
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    let case = registered(&person, "agree").await;
    for missing in ["agreed_on", "meeting", "minutes"] {
        let values = changed(&person, "agree", json!({ missing: null })).await;
        let refused = take(&person, &case, "agree", values).await;
        // proves CC-2.1a
        assert_eq!(told(&refused), "422 field_missing CC-2.1a", "{missing}");
    }
    let ahead = changed(&person, "agree", json!({ "agreed_on": "2026-11-28" })).await;
    let refused = take(&person, &case, "agree", ahead).await;
    assert_eq!(told(&refused), "422 date_order CC-2.1a");
    let values = values_of(&person, "agree").await;
    take(&person, &case, "agree", values).await.ok();
}

#[tokio::test]
async fn cc_2_1b_association_and_residents_consent_beforehand() {
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    announced(&person, regulation_of(&person)).await;
    let case = registered(&person, "consent").await;
    for missing in ["association_consent", "residents_consent", "consented_on"] {
        let values = changed(&person, "consent", json!({ missing: null })).await;
        let refused = take(&person, &case, "consent", values).await;
        assert_eq!(told(&refused), "422 field_missing CC-2.1b", "{missing}");
    }
    let with = json!({ "consent": { "consented_on": "2026-11-21" } });
    let late = registered_with(&person, "activate", with).await;
    // The camera hangs since the 20th, and the consent came a day later.
    let values = values_of(&person, "activate").await;
    let refused = take(&person, &late, "activate", values).await;
    // proves CC-2.1b
    assert_eq!(told(&refused), "422 date_order CC-2.1b");
    let later = json!({ "installed_on": "2026-11-21" });
    take(&person, &late, "activate", later).await.ok();
}

#[tokio::test]
async fn cc_2_2_ア_no_private_interior_is_seen_and_the_range_is_small() {
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    let case = registered(&person, "place").await;
    for privacy in [json!([]), json!(["smallest"]), json!(["no_interior"])] {
        let values = changed(&person, "place", json!({ "privacy": privacy })).await;
        let refused = take(&person, &case, "place", values).await;
        // proves CC-2.2.ア
        assert_eq!(told(&refused), "422 tick_group CC-2.2.ア");
    }
    for missing in ["direction", "angle"] {
        let values = changed(&person, "place", json!({ missing: null })).await;
        let refused = take(&person, &case, "place", values).await;
        assert_eq!(told(&refused), "422 field_missing CC-2.2.ア", "{missing}");
    }
}

#[tokio::test]
async fn cc_2_2_イ_a_camera_beyond_the_number_is_warned_of() {
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    announced(&person, regulation_of(&person)).await;
    let codes = async || {
        let listed = person.get("/api/v1/cameras").await.ok();
        let warnings = listed["warnings"].as_array().unwrap().clone();
        let code = |it: &Value| format!("{} {}", it["code"], it["clause"]);
        warnings.iter().map(code).collect::<Vec<_>>()
    };
    let case = registered(&person, "place").await;
    let unsaid = changed(&person, "place", json!({ "purpose": " " })).await;
    let refused = take(&person, &case, "place", unsaid).await;
    assert_eq!(told(&refused), "422 field_missing CC-2.2.イ");
    for _ in 0..2 {
        registered(&person, "none").await;
        assert_eq!(codes().await, [""; 0]);
    }
    let third = registered(&person, "none").await;
    // proves CC-2.2.イ
    assert_eq!(codes().await, [r#""number_of_cameras" "CC-2.2.イ""#]);
    // And the regulation is to be amended (CC-R3.1).
    assert!(duty(&third, "amend_regulation").is_some(), "{third}");
}

#[tokio::test]
async fn cc_2_2_ウ_no_camera_is_active_without_a_sign() {
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    announced(&person, regulation_of(&person)).await;
    let case = registered(&person, "put_up_sign").await;
    let values = values_of(&person, "activate").await;
    let refused = take(&person, &case, "activate", values).await;
    // proves CC-2.2.ウ
    assert_eq!(told(&refused), "409 wrong_state CC-2.2.ウ");
    let none = take(&person, &case, "put_up_sign", json!({ "sign": [] })).await;
    assert_eq!(told(&none), "422 tick_group CC-2.2.ウ");
    let photo = json!({ "sign": ["up"], "sign_photo": file(&person).await });
    let signed = take(&person, &case, "put_up_sign", photo).await.ok();
    let values = values_of(&person, "activate").await;
    let active = take(&person, &signed, "activate", values).await.ok();
    // It is looked after once a year.
    assert!(duty(&active, "sign_check").is_some());
}

#[tokio::test]
async fn cc_2_2_エ_a_camera_stays_for_five_fiscal_years() {
    for (day, installed) in [(DAY, "2026-11-20"), ("2027-03-01", "2027-02-01")] {
        let app = App::on(day).await;
        let person = app.person("resp1").await;
        announced(&person, regulation_of(&person)).await;
        let with = json!({ "activate": { "installed_on": installed } });
        let case = registered_with(&person, "none", with).await;
        let lock = duty(&case, "camera_lock").unwrap();
        assert_eq!(lock["due"], crate::cc::ms("2032-04-01T00:00:00"));
        app.set("2032-03-31T23:59:59");
        app.jobs().await;
        let person = app.person("resp1").await;
        let path = crate::cases::path_of(&case).1;
        let now = person.get(&path).await.ok();
        let gone = json!({ "removal": "sold" });
        let early = take(&person, &now, "remove", gone.clone()).await;
        // proves CC-2.2.エ
        assert_eq!(told(&early), "409 wrong_state CC-2.2.エ");
        // Before, nothing but the city's word takes it away.
        let unasked = take(&person, &now, "remove_early", gone.clone()).await;
        assert_eq!(told(&unasked), "409 case_exists CC-2.2.エ");
        app.set("2032-04-01T00:00:00");
        app.jobs().await;
        let person = app.person("resp1").await;
        let now = person.get(&path).await.ok();
        assert_eq!(
            take(&person, &now, "remove", gone).await.ok()["closed"],
            true
        );
    }
}

#[tokio::test]
async fn cc_3_1_ア_no_camera_is_active_without_a_person_responsible() {
    let app = App::on(DAY).await;
    let (person, other) = (app.person("resp1").await, app.person("rep1").await);
    announced(&person, regulation_of(&person)).await;
    let case = registered(&person, "name_posts").await;
    let values = values_of(&person, "activate").await;
    let refused = take(&person, &case, "activate", values).await;
    assert_eq!(told(&refused), "409 wrong_state CC-3.1.ア");
    // Whoever is named has to hold the post.
    let named = json!({ "responsible": other.id });
    let refused = take(&person, &case, "name_posts", named).await;
    // proves CC-3.1.ア
    assert_eq!(told(&refused), "409 holds_post CC-3.1.ア");
    let values = values_of(&person, "name_posts").await;
    take(&person, &case, "name_posts", values).await.ok();
}

#[tokio::test]
async fn cc_3_1_イ_safety_is_checked_again_and_overdue_where_it_is_not() {
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    announced(&person, regulation_of(&person)).await;
    registered(&person, "none").await;
    app.set("2027-05-27T00:00:01");
    app.jobs().await;
    let person = app.person("resp1").await;
    let overdue = person.get("/api/v1/deadlines?state=overdue").await.ok();
    let overdue: Vec<_> = overdue["deadlines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| format!("{} {}", line["duty"], line["clause"]))
        .collect();
    // proves CC-3.1.イ
    assert!(
        overdue.contains(&r#""safety_check" "CC-3.1.イ""#.to_owned()),
        "{overdue:?}"
    );
}

#[tokio::test]
async fn cc_r4_5_a_check_of_safety_is_whole() {
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    announced(&person, regulation_of(&person)).await;
    let case = registered(&person, "none").await;
    for checked in [json!(["leak"]), json!(["loss", "outflow"]), json!([])] {
        let refused = take(&person, &case, "check_safety", json!({ "safety": checked })).await;
        // proves CC-R4.5
        assert_eq!(told(&refused), "422 tick_group CC-3.1.イ");
    }
    let whole = json!({ "safety": ["leak", "loss", "outflow"] });
    let checked = take(&person, &case, "check_safety", whole).await.ok();
    let lines = checked["deadlines"].as_array().unwrap();
    let checks = lines.iter().filter(|line| line["duty"] == "safety_check");
    assert_eq!(checks.count(), 2, "the one that was done, and the next");
}

#[tokio::test]
async fn cc_3_2_no_camera_is_active_without_an_announced_regulation() {
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    let adopted = begin(&person, "regulation", "adopt", regulation_of(&person))
        .await
        .ok();
    let case = registered(&person, "regulate").await;
    let values = values_of(&person, "activate").await;
    let early = take(&person, &case, "activate", values).await;
    assert_eq!(told(&early), "409 wrong_state CC-3.2");
    // It is agreed on, and nobody around was told.
    let values = values_of(&person, "regulate").await;
    let refused = take(&person, &case, "regulate", values).await;
    // proves CC-3.2
    assert_eq!(told(&refused), "409 case_exists CC-3.2");
    for missing in ["announced_on", "announced_by"] {
        let mut told_how = json!({ "announced_on": "2026-10-25", "announced_by": "回覧板" });
        told_how[missing] = Value::Null;
        let refused = take(&person, &adopted, "announce", told_how).await;
        assert_eq!(told(&refused), "422 field_missing CC-3.2");
    }
    let told_how = json!({ "announced_on": "2026-10-25", "announced_by": "回覧板" });
    take(&person, &adopted, "announce", told_how).await.ok();
    let values = values_of(&person, "regulate").await;
    take(&person, &case, "regulate", values).await.ok();
    let printed = person
        .get("/api/v1/public/cameras/demo-group/regulation")
        .await
        .ok();
    assert_eq!(printed["number"], adopted["number"]);
}

#[tokio::test]
async fn cc_3_3_ウ_2_initial_passwords_are_changed_and_known_ones_refused() {
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    announced(&person, regulation_of(&person)).await;
    let case = registered(&person, "secure").await;
    let values = values_of(&person, "activate").await;
    let refused = take(&person, &case, "activate", values).await;
    assert_eq!(told(&refused), "409 wrong_state CC-3.3.ウ-2");
    for unchanged in [
        json!({ "password": [] }),
        json!({ "password_changed_on": null }),
    ] {
        let values = changed(&person, "secure", unchanged).await;
        let refused = take(&person, &case, "secure", values).await;
        assert_eq!(refused.status.as_u16(), 422);
        assert_eq!(refused.json()["clause"], "CC-3.3.ウ-2");
    }
    for password in ["admin", "Admin ", "123456", "hik12345"] {
        let values = changed(&person, "secure", json!({ "camera_password": password })).await;
        let refused = take(&person, &case, "secure", values).await;
        // proves CC-3.3.ウ-2
        assert_eq!(told(&refused), "422 not_listed CC-3.3.ウ-2", "{password}");
    }
    let own = changed(
        &person,
        "secure",
        json!({ "camera_password": "海と山と2026" }),
    )
    .await;
    let secured = take(&person, &case, "secure", own).await.ok();
    let signed = values_of(&person, "put_up_sign").await;
    let signed = take(&person, &secured, "put_up_sign", signed).await.ok();
    let values = values_of(&person, "activate").await;
    let active = take(&person, &signed, "activate", values).await.ok();
    // Half a year on it is changed again.
    let due = &duty(&active, "password_change").unwrap()["due"];
    assert_eq!(*due, crate::cc::ms("2027-05-26T00:00:00"));
}

#[tokio::test]
async fn cc_r1_the_regulation_names_the_association() {
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    let mut nameless = regulation_of(&person);
    nameless["association"] = json!(null);
    let refused = begin(&person, "regulation", "adopt", nameless).await;
    assert_eq!(told(&refused), "422 field_missing CC-R1");
    announced(&person, regulation_of(&person)).await;
    let printed = person
        .get("/api/v1/public/cameras/demo-group/regulation")
        .await
        .ok();
    let purpose = &printed["articles"][0]["paragraphs"][0]["ja"];
    // proves CC-R1
    assert!(
        purpose
            .as_str()
            .unwrap_or_default()
            .contains("デモ町内会が設置する"),
        "{printed}"
    );
}

#[tokio::test]
async fn cc_r2_1_a_new_person_responsible_asks_for_a_new_regulation() {
    let app = App::on(DAY).await;
    let (person, head) = (app.person("resp1").await, app.person("rep1").await);
    for missing in ["responsible", "responsible_office", "responsible_name"] {
        let mut values = regulation_of(&person);
        values[missing] = json!(null);
        let refused = begin(&person, "regulation", "adopt", values).await;
        assert_eq!(told(&refused), "422 field_missing CC-R2.1", "{missing}");
    }
    announced(&person, regulation_of(&person)).await;
    let case = registered(&person, "activate").await;
    // The association names somebody else.
    let posts = head
        .get(&format!("/api/v1/posts?person={}", person.id))
        .await
        .ok();
    let post = posts["posts"][0]["id"].as_str().unwrap().to_owned();
    head.delete(&format!("/api/v1/posts/{post}")).await;
    app.set("2026-11-28T12:00:00");
    let head = app.person("rep1").await;
    let next = app.person("hand1").await;
    let appoint = json!({
        "document": "CC", "kind": "responsible", "unit": head.unit,
        "person": { "id": next.id }, "from": "2026-11-28",
    });
    head.post("/api/v1/posts", appoint).await.ok();
    let next = app.person("hand1").await;
    let listed = next.get("/api/v1/cameras").await.ok();
    assert_eq!(listed["warnings"][0]["code"], "responsible_changed");
    assert_eq!(listed["warnings"][0]["clause"], "CC-R2.1");
    let values = values_of(&next, "activate").await;
    let refused = take(&next, &case, "activate", values).await;
    // proves CC-R2.1
    assert_eq!(told(&refused), "409 case_exists CC-R2.1");
    announced(&next, regulation_of(&next)).await;
    let values = values_of(&next, "activate").await;
    take(&next, &case, "activate", values).await.ok();
    let listed = next.get("/api/v1/cameras").await.ok();
    assert_eq!(listed["warnings"], json!([]));
}

#[tokio::test]
async fn cc_r2_1_a_new_person_responsible_has_a_duty_until_the_regulation_names_them() {
    let app = App::on(DAY).await;
    let (person, head) = (app.person("resp1").await, app.person("rep1").await);
    announced(&person, regulation_of(&person)).await;
    app.jobs().await;
    let open = async |user: &str| {
        let tasks = app.person(user).await.get("/api/v1/tasks").await.ok();
        let duties = tasks["duties"].as_array().unwrap().clone();
        let of_holder = |line: &Value| line["duty"] == "name_responsible";
        duties.into_iter().find(of_holder)
    };
    assert_eq!(open("resp1").await, None, "nothing changed");
    // The post of the person responsible ends with its day, and with no act of that day.
    let posts = head
        .get(&format!("/api/v1/posts?person={}", person.id))
        .await
        .ok();
    let post = posts["posts"][0]["id"].as_str().unwrap().to_owned();
    let last = json!({ "to": "2026-11-27" });
    head.patch(&format!("/api/v1/posts/{post}"), last)
        .await
        .ok();
    let appoint = json!({
        "document": "CC", "kind": "responsible", "unit": head.unit,
        "person": { "id": app.person("hand1").await.id }, "from": "2026-11-28",
    });
    head.post("/api/v1/posts", appoint).await.ok();
    app.jobs().await;
    assert_eq!(open("resp1").await, None, "the day is not over");
    app.set("2026-11-28T00:00:30");
    app.jobs().await;
    app.jobs().await;
    let duty = open("hand1").await;
    // proves CC-R2.1
    assert!(duty.is_some(), "the new person responsible has a duty");
    let duty = duty.unwrap();
    assert_eq!(
        (&duty["clause"], &duty["state"]),
        (&json!("CC-R2.1"), &json!("open"))
    );
    // Thirty days, the first of them today.
    assert_eq!(duty["due"], ms("2026-12-28T00:00:00"));
    let entry = "open_deadline allowed CC-R2.1".to_owned();
    let entries = app.trail(&head.unit).await.into_iter();
    assert_eq!(entries.filter(|line| *line == entry).count(), 1, "once");
    // Overdue, it is told one post upward.
    app.set("2026-12-28T00:01:00");
    app.jobs().await;
    assert_eq!(open("hand1").await.unwrap()["state"], "overdue");
    let told = app.person("rep1").await.get("/api/v1/tasks").await.ok();
    assert!(
        told["notices"].to_string().contains("管理責任者の変更"),
        "{told}"
    );
    // A regulation that names the old one changes nothing; one that names the new one is enough.
    let next = app.person("hand1").await;
    announced(&next, regulation_of(&person)).await;
    app.jobs().await;
    assert!(open("hand1").await.is_some());
    announced(&next, regulation_of(&next)).await;
    app.jobs().await;
    assert_eq!(open("hand1").await, None);
    let done = next.get("/api/v1/deadlines?state=done").await.ok();
    assert!(done.to_string().contains("name_responsible"), "{done}");
}

#[tokio::test]
async fn cc_r2_2_a_handler_is_named_with_association_office_and_name() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    for missing in [
        "handler",
        "handler_association",
        "handler_office",
        "handler_name",
    ] {
        let mut values = with_handler(regulation_of(&person), &handler);
        values[missing] = json!(null);
        let refused = begin(&person, "regulation", "adopt", values).await;
        // proves CC-R2.2
        assert_eq!(told(&refused), "422 field_present CC-R2.2", "{missing}");
    }
    let lines = async || {
        let printed = person
            .get("/api/v1/public/cameras/demo-group/regulation")
            .await
            .ok();
        printed["articles"][1]["paragraphs"]
            .as_array()
            .unwrap()
            .len()
    };
    announced(&person, regulation_of(&person)).await;
    assert_eq!(lines().await, 2, "no handler, no line");
    announced(&person, with_handler(regulation_of(&person), &handler)).await;
    assert_eq!(lines().await, 3);
}

#[tokio::test]
async fn cc_r3_1_more_cameras_than_the_regulation_says_open_a_duty() {
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    announced(&person, regulation_of(&person)).await;
    for _ in 0..2 {
        let case = registered(&person, "none").await;
        assert!(duty(&case, "amend_regulation").is_none());
    }
    let third = registered(&person, "none").await;
    let amend = duty(&third, "amend_regulation").map(|duty| duty["clause"].clone());
    // proves CC-R3.1
    assert_eq!(amend, Some(json!("CC-R3.1")));
    let early = take(&person, &third, "regulation_amended", json!({})).await;
    assert_eq!(told(&early), "409 fewer_than CC-R3.1");
    let mut three = regulation_of(&person);
    three["cameras"] = json!(3);
    announced(&person, three).await;
    let amended = take(&person, &third, "regulation_amended", json!({}))
        .await
        .ok();
    assert_eq!(duty(&amended, "amend_regulation").unwrap()["state"], "done");
}

#[tokio::test]
async fn cc_r3_2_the_printed_regulation_lists_the_active_cameras() {
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    announced(&person, regulation_of(&person)).await;
    let case = registered(&person, "place").await;
    let nowhere = changed(&person, "place", json!({ "address": null })).await;
    let refused = take(&person, &case, "place", nowhere).await;
    assert_eq!(told(&refused), "422 field_missing CC-R3.2");
    for address in ["下関市竹崎町4-3", "下関市細江町1-1"] {
        let with = json!({ "place": { "address": address } });
        registered_with(&person, "none", with).await;
    }
    let unfinished = json!({ "place": { "address": "下関市長府1-1" } });
    registered_with(&person, "activate", unfinished).await;
    let printed = person
        .get("/api/v1/public/cameras/demo-group/regulation")
        .await
        .ok();
    let places = &printed["articles"][2]["paragraphs"][1]["ja"];
    // proves CC-R3.2
    assert_eq!(*places, "(2) 設置場所 下関市竹崎町4-3、下関市細江町1-1");
    let number = &printed["articles"][2]["paragraphs"][0]["ja"];
    assert_eq!(*number, "(1) 防犯カメラ 2台");
}

#[tokio::test]
async fn cc_r8_a_regulation_has_its_day_and_no_camera_is_active_before() {
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    let mut dateless = regulation_of(&person);
    dateless["effective_on"] = json!(null);
    let refused = begin(&person, "regulation", "adopt", dateless).await;
    // proves CC-R8
    assert_eq!(told(&refused), "422 field_missing CC-R8");
    announced(&person, regulation_of(&person)).await;
    let with = json!({ "regulate": { "effective_on": "2026-12-01" } });
    let case = registered_with(&person, "activate", with).await;
    let values = values_of(&person, "activate").await;
    let early = take(&person, &case, "activate", values.clone()).await;
    assert_eq!(told(&early), "422 date_order CC-R8");
    app.set("2026-12-01T00:00:00");
    let person = app.person("resp1").await;
    take(&person, &case, "activate", values).await.ok();
    let printed = person
        .get("/api/v1/public/cameras/demo-group/regulation")
        .await
        .ok();
    let last = printed["articles"].as_array().unwrap().last().unwrap();
    assert_eq!(
        last["paragraphs"][0]["ja"],
        "この規程は、2026年11月1日から施行する。"
    );
}

#[tokio::test]
async fn no_step_of_a_registration_can_be_left_out() {
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    announced(&person, regulation_of(&person)).await;
    for (at, before) in STEPS.iter().enumerate().skip(1) {
        let case = registered(&person, before).await;
        for later in &STEPS[at + 1..] {
            let refused = take(&person, &case, later, json!({})).await;
            assert_eq!(refused.status.as_u16(), 409, "{later} before {before}");
            assert_eq!(refused.json()["code"], "wrong_state");
        }
    }
}

#[tokio::test]
async fn a_regulation_is_found_after_a_thousand_viewings() {
    use admin::store::table::{case_about, rulebook_case};
    use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
    let app = App::on(DAY).await;
    let person = app.person("resp1").await;
    let regulation = announced(&person, regulation_of(&person)).await;
    let db = &*app.house.db;
    let id: protocol::id::CaseId = regulation["id"].as_str().unwrap().parse().unwrap();
    let like = rulebook_case::Entity::find_by_id(id.0).one(db).await;
    let like = like.unwrap().unwrap();
    let now = app.house.admin.now();
    let ids: Vec<_> = (1..=1_001)
        .map(|n| protocol::id::CaseId::new(now.plus_ms(n), [7; 10]))
        .collect();
    let viewing = |id: &protocol::id::CaseId| {
        let mut row = like.clone().into_active_model().reset_all();
        row.id = Set(id.0);
        row.workflow = Set("handling".to_owned());
        row.state = Set("done".to_owned());
        row.number = Set(id.to_string());
        row
    };
    let about = |id: &protocol::id::CaseId| case_about::ActiveModel {
        case: Set(id.0),
        about: Set(person.unit.clone()),
    };
    for some in ids.chunks(200) {
        let rows = rulebook_case::Entity::insert_many(some.iter().map(viewing));
        rows.exec_without_returning(db).await.unwrap();
        let rows = case_about::Entity::insert_many(some.iter().map(about));
        rows.exec_without_returning(db).await.unwrap();
    }
    let camera = registered(&person, "none").await;
    assert_eq!(camera["state"]["code"], "active", "{camera}");
}
