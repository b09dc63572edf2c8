//! What an ended report received is opened for a purpose, under trail.

use admin::trail::page_after;
use http::StatusCode;
use serde_json::json;

use crate::{
    files::{settled, upload_picture},
    house::House,
    things::unit_of,
};

const REFUSED: (u16, &str, &str) = (403, "no_viewing", "VR-9a");

fn refusal(answer: &crate::house::Answer) -> (u16, String, String) {
    let (status, code, clause) = answer.refusal();
    (status, code, clause.unwrap_or_default())
}

fn is(refused: (u16, &str, &str)) -> (u16, String, String) {
    (refused.0, refused.1.to_owned(), refused.2.to_owned())
}

#[tokio::test]
async fn vr_9a_what_an_ended_report_received_is_opened_for_a_purpose_and_for_some_minutes() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let file = upload_picture(&house, &session).await;
    settled(&operator, &report, &file).await;
    let path = format!("/api/v1/reports/{report}");
    let view = format!("{path}/files/{file}/view");
    let viewings = format!("{path}/viewings");
    let terms = operator.get(&viewings).await.json();
    assert_eq!(terms["is_needed"], false);
    assert_eq!(operator.get(&view).await.status, StatusCode::OK, "it runs");
    let body = json!({"purpose": "investigation", "note": "事件番号2026-0123の確認"});
    let early = operator.post(&viewings, body.clone()).await;
    early.is(409, "still_running");

    operator.end(&report).await;
    for part in ["view", "thumbnail", "original"] {
        let answer = operator.get(&format!("{path}/files/{file}/{part}")).await;
        assert_eq!(refusal(&answer), is(REFUSED), "{part}");
    }
    let terms = operator.get(&viewings).await.json();
    assert_eq!(
        (&terms["is_needed"], &terms["minutes"]),
        (&json!(true), &json!(30))
    );
    assert_eq!(terms["note_chars_max"], 200);
    let purposes = terms["purposes"].as_array().unwrap().iter();
    let mut codes = purposes.map(|one| one["code"].as_str().unwrap());
    assert!(codes.any(|code| code == "investigation"));
    for (wrong, field) in [
        (json!({"note": "確認"}), "purpose"),
        (json!({"purpose": "investigation"}), "note"),
        (json!({"purpose": "investigation", "note": "  "}), "note"),
        (json!({"purpose": "curiosity", "note": "確認"}), "purpose"),
    ] {
        let answer = operator.post(&viewings, wrong.clone()).await;
        let (status, _, clause) = refusal(&answer);
        assert_eq!((status, &*clause), (422, "VR-9a"), "{wrong}");
        assert_eq!(answer.json()["field"], field, "{wrong}");
    }
    assert_eq!(refusal(&operator.get(&view).await), is(REFUSED));

    let opened = operator.post(&viewings, body).await;
    assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.text());
    let opened = opened.json();
    assert_eq!(opened["purpose"]["ja"], "事件・事故の捜査・調査");
    assert_eq!(operator.get(&view).await.status, StatusCode::OK);
    assert_eq!(operator.get(&viewings).await.json()["open"], opened);
    let colleague = house.person("op2").await;
    let answer = colleague.get(&view).await;
    assert_eq!(refusal(&answer), is(REFUSED), "another person");

    let left = opened["until_ms"].as_i64().unwrap() - house.clock.now().0;
    assert!((29 * 60_000..=30 * 60_000).contains(&left), "{left}");
    house.after_minutes(31);
    let operator = house.person("op1").await;
    assert_eq!(refusal(&operator.get(&view).await), is(REFUSED), "later");
}

#[tokio::test]
async fn a_viewing_stands_in_the_trail_with_who_which_report_and_which_purpose() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let file = upload_picture(&house, &session).await;
    settled(&operator, &report, &file).await;
    operator.end(&report).await;
    let path = format!("/api/v1/reports/{report}");
    let view = format!("{path}/files/{file}/view");
    operator.get(&view).await;
    let body = json!({"purpose": "review", "note": "秘密の内容"});
    let first = operator
        .try_act(&report, "viewings", body.clone())
        .await
        .json();
    operator.get(&view).await;
    let again = operator.try_act(&report, "viewings", body).await.json();
    let cookie = [("cookie", &*operator.cookie), ("range", "bytes=10-19")];
    house.call(http::Method::GET, &view, &cookie, None).await;

    let unit = unit_of(&operator).await;
    let entries = page_after(&**house.admin.db(), unit, 0).await.unwrap();
    let account = format!("account:{}", operator.account().await);
    let of = |action: &str, result: &str| {
        let own = entries
            .iter()
            .filter(|one| one.action == action && one.result == result && one.actor == account);
        own.map(|one| one.subjects.clone()).collect::<Vec<_>>()
    };
    let cases = [&first, &again].map(|one| format!("case:{}", one["case"].as_str().unwrap()));
    let about = |case: &String| format!("report:{report} {case} word:review");
    let told = of("view_recording", "allowed");
    for case in &cases {
        assert!(told.contains(&about(case)), "{told:?}");
    }
    let looks = of("view_file", "allowed");
    assert_eq!(looks.len(), 2, "{looks:?}");
    for (look, case) in looks.iter().zip(&cases) {
        assert!(
            look.contains(&report) && look.contains(case),
            "each viewing has its look"
        );
    }
    let refused = of("view_file", "refused");
    assert_eq!(refused.len(), 1);
    assert!(refused[0].contains(&report) && refused[0].contains("word:no_viewing"));
    let all: Vec<_> = entries.iter().map(|one| &one.subjects).collect();
    assert!(!format!("{all:?}").contains("秘密"));
}

#[tokio::test]
async fn a_viewing_is_not_recorded_by_hand_and_opens_nothing_that_is_isolated() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let (report, _) = house.started(&operator).await;
    operator.end(&report).await;
    let unit = unit_of(&operator).await;
    let by_hand = json!({
        "document": "VR", "workflow": "recording_viewing", "step": "view", "unit": unit,
        "values": {"report": report, "number": "1", "purpose": "review", "note": "確認"},
    });
    let by_hand = operator.post("/api/v1/cases", by_hand).await;
    assert_eq!(
        (by_hand.refusal().0, by_hand.refusal().1),
        (403, "not_by_hand".to_owned())
    );
    assert_eq!(
        manager.open_viewing(&report).await.status,
        StatusCode::CREATED
    );
    let noticed = json!({"noticed": "隣県から連絡"});
    operator.act(&report, "mis-send", noticed).await;
    manager
        .open_viewing(&report)
        .await
        .is(403, "media_isolated");
}
