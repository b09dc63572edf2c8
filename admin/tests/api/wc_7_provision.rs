//! A video file is asked for on a form, decided, handed out once; erased by exception; disclosed
//! (第7の2(3) to (7), 別記様式).

use serde_json::{Value, json};

use crate::{
    caller::{App, Person},
    cc::{film, films_on_disk, ms, take, told},
    wc::{Patrol, app, at, begin, duties, newest, notices, shown, time},
    wc_files::{collect, decision, entered, filed, listed, purpose, ready, request},
};

async fn with_file(app: &App) -> Value {
    filed(app, &Patrol::of(app).await).await
}

async fn submit(person: &Person<'_>, change: Value) -> crate::caller::Answer {
    let mut values = request(person);
    for (field, value) in change.as_object().unwrap() {
        values[field] = value.clone();
    }
    begin(person, "provision", "submit", values).await
}

#[tokio::test]
async fn wc_f1_the_form_is_filled_in_whole() {
    let app = app().await;
    let staff = at(&app, "wc_staff1").await;
    let unticked = submit(&staff, json!({ "contents": [], "purposes": [] })).await;
    // proves WC-F1
    assert_eq!(told(&unticked), "422 tick_group WC-F1");
    let words = unticked.json()["message_ja"].clone();
    let words = words.as_str().unwrap();
    assert!(
        words.contains("依頼内容") && words.contains("利用目的"),
        "{words}"
    );
    let backwards = json!({ "handled_to": time("09:00") });
    let backwards = submit(&staff, backwards).await;
    assert_eq!(told(&backwards), "422 date_order WC-F1");
    let unsaid = submit(&staff, json!({ "purposes": ["proper_work"] })).await;
    assert_eq!(told(&unsaid), "422 field_present WC-F1");
    let uncited = submit(&staff, json!({ "purposes": ["law"] })).await;
    assert_eq!(told(&uncited), "422 field_present WC-7.2.1.ア–ウ");
    for field in [
        "outline",
        "officer_section",
        "officer_name",
        "requester_phone",
    ] {
        let missing = submit(&staff, json!({ field: null })).await;
        assert_eq!(told(&missing), "422 field_missing WC-F1", "{field}");
    }
    // Nobody submits in another's name.
    let other = json!({ "requester": at(&app, "wc_off1").await.id });
    let other = submit(&staff, other).await;
    assert_eq!(told(&other), "403 same_person WC-7.2.3");
    let case = submit(&staff, json!({ "remarks": "なし" })).await.ok();
    assert_eq!(case["state"]["code"], "at_manager");
}

#[tokio::test]
async fn wc_7_2_3_duty_hours_bring_a_request_to_the_chief_operator() {
    let app = app().await;
    let staff = at(&app, "wc_staff1").await;
    let by_day = submit(&staff, json!({})).await.ok();
    assert_eq!(by_day["state"]["code"], "at_manager");
    let lists = async |clause| {
        let (manager, chief) = (at(&app, "wc_mgr1").await, at(&app, "wc_lead1").await);
        [
            notices(&manager, clause).await,
            notices(&chief, clause).await,
        ]
    };
    assert_eq!(lists("WC-7.2.3").await, [1, 0]);
    app.set("2026-12-01T22:00:00");
    let staff = at(&app, "wc_staff1").await;
    let by_night = submit(&staff, json!({})).await.ok();
    // proves WC-7.2.3
    assert_eq!(by_night["state"]["code"], "at_chief_operator");
    assert_eq!(lists("WC-7.2.3").await, [1, 1]);
    // A request on paper goes the same way.
    let operator = at(&app, "wc_op1").await;
    let paper = begin(&operator, "provision", "receive", request(&staff)).await;
    assert_eq!(paper.ok()["state"]["code"], "at_chief_operator");
}

#[tokio::test]
async fn wc_7_2_4a_the_operations_manager_decides_and_only_the_requester_collects_once() {
    let app = app().await;
    let file = with_file(&app).await;
    let case = entered(&app, &file).await;
    let manager = at(&app, "wc_mgr1").await;
    let mut unreasoned = decision();
    unreasoned["decision_reason"] = Value::Null;
    let unreasoned = take(&manager, &case, "provide", unreasoned).await;
    assert_eq!(told(&unreasoned), "422 field_missing WC-7.2.4a");
    let operator = at(&app, "wc_op1").await;
    let by_operator = take(&operator, &case, "provide", decision()).await;
    assert_eq!(told(&by_operator), "403 not_allowed WC-7.2.4a");
    let case = take(&manager, &case, "provide", decision()).await.ok();
    let case = ready(&app, &case).await;
    let staff = at(&app, "wc_staff1").await;
    assert_eq!(notices(&staff, "WC-7.2.4a").await, 1);
    let other = collect(&operator, &case).await;
    // proves WC-7.2.4a
    assert_eq!(told(&other), "403 not_allowed WC-7.2.4a");
    let copy = collect(&staff, &case).await;
    assert_eq!(copy.status.as_u16(), 200, "{}", copy.text());
    let plain = film(1);
    let is_in = copy
        .bytes
        .windows(1_000)
        .any(|window| window == &plain[5_000..6_000]);
    assert!(is_in, "the film is in the copy as it was filmed");
    let receipt = shown(&staff, &case).await;
    assert_eq!(receipt["state"]["code"], "provided");
    assert!(receipt["values"]["copy"].as_str().unwrap().ends_with("-1"));
    assert_eq!(collect(&staff, &case).await.status.as_u16(), 409);
}

#[tokio::test]
async fn wc_7_2_4_only_four_kinds_of_files_are_provided() {
    let app = app().await;
    let file = with_file(&app).await;
    let case = entered(&app, &file).await;
    let manager = at(&app, "wc_mgr1").await;
    let provide = async |kind: Value| {
        let mut values = decision();
        values["kind"] = kind;
        take(&manager, &case, "provide", values).await
    };
    let without = provide(Value::Null).await;
    assert_eq!(told(&without), "422 field_missing WC-7.2.4.ア–エ");
    let unknown = provide(json!("pastime")).await;
    assert_eq!(told(&unknown), "422 value_unfit WC-7.2.4.ア–エ");
    let unsaid = provide(json!("other")).await;
    // proves WC-7.2.4.ア–エ
    assert_eq!(told(&unsaid), "422 field_present WC-7.2.4.ア–エ");
    provide(json!("evidence")).await.ok();
}

#[tokio::test]
async fn wc_7_2_4b_the_chief_operator_decides_in_duty_hours_and_reports() {
    let app = app().await;
    let file = with_file(&app).await;
    let case = entered(&app, &file).await;
    let chief = at(&app, "wc_lead1").await;
    let by_day = take(&chief, &case, "provide_on_duty", decision()).await;
    // proves WC-7.2.4b
    assert_eq!(told(&by_day), "403 within_calendar WC-7.2.4b");
    app.set("2026-12-01T22:00:00");
    let chief = at(&app, "wc_lead1").await;
    let case = take(&chief, &case, "provide_on_duty", decision())
        .await
        .ok();
    assert_eq!(duties(&case), ["duty_report"]);
    assert_eq!(case["deadlines"][0]["due"], ms("2026-12-02T10:30:00"));
}

#[tokio::test]
async fn wc_7_2_5_nothing_leaves_before_the_request_is_entered() {
    let app = app().await;
    let file = with_file(&app).await;
    let staff = at(&app, "wc_staff1").await;
    let case = submit(&staff, json!({})).await.ok();
    let early = collect(&staff, &case).await;
    // proves WC-7.2.5
    assert_eq!(told(&early), "409 wrong_state WC-7.2.5");
    let operator = at(&app, "wc_op1").await;
    let files = json!({ "receiver": operator.id, "files": [file["id"]] });
    let by_hand = json!({ "receiver": operator.id, "files": [file["id"]], "entered": ["done"] });
    let by_hand = take(&operator, &case, "enter", by_hand).await;
    assert_eq!(told(&by_hand), "422 field_unknown WC-7.2.5");
    let by_staff = take(&staff, &case, "enter", files.clone()).await;
    assert_eq!(told(&by_staff), "403 not_allowed WC-7.2.5");
    let case = take(&operator, &case, "enter", files).await.ok();
    assert_eq!(case["values"]["entered"], json!(["done"]));
    // A request on paper is entered for who asked, and collected by them.
    let paper = begin(&operator, "provision", "receive", request(&staff))
        .await
        .ok();
    let files = json!({ "receiver": operator.id, "files": [file["id"]] });
    let paper = take(&operator, &paper, "enter", files).await.ok();
    let manager = at(&app, "wc_mgr1").await;
    let paper = take(&manager, &paper, "provide", decision()).await.ok();
    let paper = ready(&app, &paper).await;
    assert_eq!(paper["state"]["code"], "ready_on_paper");
    let other = collect(&operator, &paper).await;
    assert_eq!(told(&other), "403 same_person WC-7.2.4a");
    assert_eq!(collect(&staff, &paper).await.status.as_u16(), 200);
}

#[tokio::test]
async fn wc_7_1_2_whoever_waits_for_a_file_is_warned_and_the_request_ends_with_it() {
    let app = app().await;
    let file = with_file(&app).await;
    let case = entered(&app, &file).await;
    app.set("2027-02-21T00:00:01");
    app.jobs().await;
    let staff = at(&app, "wc_staff1").await;
    // proves WC-7.1.2
    assert_eq!(notices(&staff, "WC-7.1.2").await, 1);
    app.set("2027-03-01T00:00:01");
    app.jobs().await;
    let staff = at(&app, "wc_staff1").await;
    assert_eq!(shown(&staff, &case).await["state"]["code"], "void");
    assert_eq!(notices(&staff, "WC-7.1.2").await, 2);
}

#[tokio::test]
async fn wc_7_2_6b_the_general_operations_manager_alone_decides_on_an_exception() {
    let app = app().await;
    let file = with_file(&app).await;
    let manager = at(&app, "wc_mgr1").await;
    let ask = async |values: Value| {
        let mut values = values;
        values["file"] = file["id"].clone();
        begin(&manager, "file_erasure", "ask", values).await
    };
    let half = json!({ "ground": "asked", "how_filmed": "居宅内で撮影を継続した" });
    let half = ask(half).await;
    // proves WC-7.2.6b
    assert_eq!(told(&half), "422 ground_with_evidence WC-7.2.6b");
    let half = ask(json!({ "ground": "asked", "request": "削除してほしい" })).await;
    assert_eq!(told(&half), "422 ground_with_evidence WC-7.2.6b");
    let half = ask(json!({ "ground": "special" })).await;
    assert_eq!(told(&half), "422 ground_with_evidence WC-7.2.6b");
    let both = json!({
        "ground": "asked", "how_filmed": "居宅内で撮影を継続した", "request": "削除してほしい",
    });
    let case = ask(both).await.ok();
    let by_manager = take(&manager, &case, "decide", json!({})).await;
    assert_eq!(told(&by_manager), "403 not_allowed WC-7.2.6b");
    let early = take(
        &manager,
        &case,
        "carry_out",
        json!({ "confirmed": ["cannot_be_undone"] }),
    );
    assert_eq!(early.await.status.as_u16(), 409);
    let general = at(&app, "wc_chief1").await;
    let case = take(&general, &case, "decide", json!({})).await.ok();
    let operator = at(&app, "wc_op1").await;
    let viewing = begin(&operator, "file_viewing", "open", purpose(&file))
        .await
        .ok();
    let confirmed = json!({ "confirmed": ["cannot_be_undone"] });
    take(&manager, &case, "carry_out", confirmed).await.ok();
    let content = crate::wc_files::content(&file, &viewing);
    assert_eq!(operator.get(&content).await.status.as_u16(), 410);
    app.jobs().await;
    assert_eq!(operator.get(&content).await.status.as_u16(), 410);
    let gone = listed(&operator, &file).await;
    assert_eq!(gone["state"], "erased");
    assert_eq!(gone["sha256"], file["sha256"]);
    assert_eq!(films_on_disk(&app).await, [] as [String; 0]);
    let trail = app.trail(&operator.unit).await;
    assert!(trail.contains(&"erase_footage allowed WC-7.2.6b".to_owned()));
}

#[tokio::test]
async fn wc_7_2_7_what_leaves_bears_its_class_and_requests_for_disclosure_are_kept() {
    let app = app().await;
    let file = with_file(&app).await;
    let case = entered(&app, &file).await;
    let manager = at(&app, "wc_mgr1").await;
    let case = take(&manager, &case, "provide", decision()).await.ok();
    let operator = at(&app, "wc_op1").await;
    let bare = take(&operator, &case, "prepare", json!({ "result": ["stills"] })).await;
    assert_eq!(told(&bare), "422 field_present WC-7.2.7");
    let bare = take(&operator, &case, "prepare", json!({ "result": ["medium"] })).await;
    assert_eq!(told(&bare), "422 asset_state WC-7.2.7");
    let still = [b"\xff\xd8\xff\xe0".to_vec(), vec![7; 5_000]].concat();
    let still = operator.bytes("/api/v1/case-files", "image/jpeg", "a.jpg", &still);
    let still = json!({ "result": ["stills"], "still": still.await.ok()["id"] });
    let case = take(&operator, &case, "prepare", still).await.ok();
    let copy = collect(&at(&app, "wc_staff1").await, &case).await;
    assert_eq!(copy.status.as_u16(), 200, "{}", copy.text());
    let text = copy.text();
    // proves WC-7.2.7
    assert!(
        text.contains("\"classification\""),
        "the copy says how it is classed"
    );
    assert!(text.contains("stills/") && !text.contains("\"films/"));
    assert_ne!(
        listed(&operator, &file).await["classification"],
        Value::Null
    );
    let asked = json!({
        "received_on": "2026-12-01", "rule": "personal_information", "subject": "本人の映像",
        "files": [file["id"]],
    });
    let asked = begin(&manager, "disclosure", "receive", asked).await.ok();
    assert_eq!(newest(&manager, "disclosure").await["id"], asked["id"]);
    let decided = json!({ "decision": "partly", "decided_on": "2026-11-30" });
    let decided = take(&manager, &asked, "decide", decided).await;
    assert_eq!(told(&decided), "422 date_order WC-7.2.7");
    let decided = json!({ "decision": "partly", "decided_on": "2026-12-01" });
    take(&manager, &asked, "decide", decided).await.ok();
}

#[tokio::test]
async fn wc_t5_a_docked_film_is_a_file_until_day_ninety() {
    let app = app().await;
    let patrol = Patrol::of(&app).await;
    let session = patrol.start(json!({})).await.ok();
    let paused = patrol.pause(&session, "private_place", "09:30").await.ok();
    let resumed = json!({ "resumed_at": time("09:40") });
    patrol.take(&paused, "resume", resumed).await.ok();
    let operator = at(&app, "wc_op1").await;
    let header = crate::wc_files::header(&operator.unit, &film(1));
    let key = crate::wc_files::key(&operator).await;
    let package = crate::wc_files::locked(key, &header, &film(1));
    let file = crate::wc_files::dock(&operator, &package).await.ok();
    assert_eq!(file["wearer"]["user_id"], "wc_off1");
    assert_eq!(file["parts"][1]["from"], time("09:40"));
    app.set("2027-02-28T23:55:00");
    app.jobs().await;
    let operator = at(&app, "wc_op1").await;
    let viewing = begin(&operator, "file_viewing", "open", purpose(&file))
        .await
        .ok();
    let content = crate::wc_files::content(&file, &viewing);
    assert_eq!(operator.get(&content).await.bytes, film(1));
    app.set("2027-03-01T00:00:00");
    assert_eq!(operator.get(&content).await.status.as_u16(), 410);
    app.jobs().await;
    assert_eq!(listed(&operator, &file).await["state"], "erased");
}

#[tokio::test]
async fn wc_t6_a_night_provision_is_reported_in_the_morning() {
    let app = app().await;
    let file = with_file(&app).await;
    app.set("2026-12-01T22:00:00");
    let case = entered(&app, &file).await;
    let chief = at(&app, "wc_lead1").await;
    let case = take(&chief, &case, "provide_on_duty", decision())
        .await
        .ok();
    let case = ready(&app, &case).await;
    let staff = at(&app, "wc_staff1").await;
    assert_eq!(collect(&staff, &case).await.status.as_u16(), 200);
    // The duty is there until the report, and the manager takes note of it.
    app.set("2026-12-02T08:30:00");
    let (chief, manager) = (at(&app, "wc_lead1").await, at(&app, "wc_mgr1").await);
    let open = shown(&chief, &case).await;
    assert_eq!(duties(&open), ["duty_report"]);
    let early = take(&manager, &open, "confirm", json!({})).await;
    assert_eq!(told(&early), "409 field_present WC-7.2.4b");
    let report = json!({ "duty_report": "苦情の確認のため映像1件を提供した。" });
    let reported = take(&chief, &open, "report", report).await.ok();
    assert_eq!(duties(&reported), [] as [&str; 0]);
    assert_eq!(notices(&manager, "WC-7.2.4b").await, 1);
    let confirmed = take(&manager, &reported, "confirm", json!({})).await.ok();
    assert_eq!(confirmed["closed"], true);
    // By day the operations manager decides.
    app.set("2026-12-02T10:00:00");
    let file = json!({ "id": file["id"] });
    let case = entered(&app, &file).await;
    let chief = at(&app, "wc_lead1").await;
    let refused = take(&chief, &case, "provide_on_duty", decision()).await;
    assert_eq!(told(&refused), "403 within_calendar WC-7.2.4b");
    app.set("2026-12-02T22:00:00");
    let chief = at(&app, "wc_lead1").await;
    take(&chief, &case, "provide_on_duty", decision())
        .await
        .ok();
    // A report that does not come is overdue.
    app.set("2026-12-03T10:30:00");
    app.jobs().await;
    let chief = at(&app, "wc_lead1").await;
    assert_eq!(duties(&shown(&chief, &case).await), ["duty_report overdue"]);
}
