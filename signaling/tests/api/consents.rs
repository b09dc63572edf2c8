//! Consents and the caller's receipt (VR-4.2.2).

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::house::{House, Phone, Session, TEXT_VERSION, open, start};

async fn open_in(house: &House, token: &str, language: &str) -> Value {
    let phone = json!({"platform": "Android", "browser": "Chrome 140", "language": language});
    let body = json!({"token": token, "phone": phone});
    let answer = house
        .call(Method::POST, "/api/v1/caller/open", &[], Some(body))
        .await;
    answer.json()
}

async fn receipt(house: &House, session: &Session) -> crate::house::Answer {
    let bearer = format!("Bearer {}", session.token);
    let headers = [("authorization", bearer.as_str())];
    house
        .call(Method::GET, "/api/v1/caller/receipt", &headers, None)
        .await
}

#[tokio::test]
async fn vr_4_2_2_the_texts_come_from_the_rulebook_in_the_callers_language() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (_, token) = house.invite(&operator).await;
    let mut seen = std::collections::BTreeSet::new();
    for language in ["ja", "ja-easy", "en", "zh", "ko", "vi", "pt"] {
        let consents = open_in(&house, &token, language).await["consents"].clone();
        assert_eq!(consents["language"], language);
        assert_eq!(consents["version"], TEXT_VERSION);
        for item in [
            "copyright",
            "location",
            "privacy",
            "charges",
            "voluntary",
            "kept",
        ] {
            assert!(!consents[item].as_str().unwrap().is_empty());
        }
        let kept = consents["kept"].as_str().unwrap();
        assert!(kept.contains('7') && !kept.contains("{days}"), "{kept}");
        assert!(
            seen.insert(consents["copyright"].to_string()),
            "{language} has its own words"
        );
    }
}

#[tokio::test]
async fn vr_4_2_2_x_a_consent_to_texts_that_are_not_in_force_is_none() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (_, token) = house.invite(&operator).await;
    let phone = Phone::new(&token);
    let mut body = phone.start_body(&house).await;
    body["text_version"] = json!("2022-09-22");
    let refused = start(&house, body).await;
    let clause = Some("VR-4.2.2.x".to_owned());
    assert_eq!(
        refused.refusal(),
        (409, "consent_texts_changed".into(), clause)
    );
    phone.start(&house).await;
}

#[tokio::test]
async fn vr_4_2_2_x_changed_texts_have_a_version_and_older_receipts_keep_their_words() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (_, token) = house.invite(&operator).await;
    let phone = Phone::new(&token);
    let stale = phone.start_body(&house).await;
    let before = open_in(&house, &token, "ja").await["consents"].clone();
    let text = json!({"code": "consent_charges", "ja": "通信料は自分で払います。", "en": "I pay."});
    house
        .settle(json!({"parameters": [], "texts": [text]}))
        .await;
    start(&house, stale).await.is(409, "consent_texts_changed");
    let after = open_in(&house, &token, "ja").await["consents"].clone();
    assert_ne!(after["version"], before["version"]);
    assert_eq!(after["charges"], "通信料は自分で払います。");
    // There is no translation of the new words yet, and the old one must not stand in for it.
    assert_eq!(
        open_in(&house, &token, "vi").await["consents"]["charges"],
        "I pay."
    );
    let session = phone.start(&house).await;
    let text = json!({"code": "consent_charges", "ja": "別の文面", "en": "Other words"});
    house
        .settle(json!({"parameters": [], "texts": [text]}))
        .await;
    let kept = receipt(&house, &session).await.json();
    assert_eq!(kept["consents"], after);
}

#[tokio::test]
async fn vr_4_2_2_x_the_receipt_says_what_was_agreed_when_and_whom_to_ask() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    let phone = Phone::new(&token);
    let mut body = phone.start_body(&house).await;
    body["language"] = json!("pt");
    let shown = open_in(&house, &token, "pt").await["consents"].clone();
    let before = house.clock.now();
    let started = start(&house, body).await.json();
    let session = Session {
        report: report.clone(),
        token: started["session_token"].as_str().unwrap().to_owned(),
        answer: started,
    };
    house.after_minutes(3);
    operator.end(&report).await;
    let kept = receipt(&house, &session).await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
    let kept = kept.json();
    assert_eq!(kept["consents"], shown, "the very words that were shown");
    assert_eq!(kept["language"], "pt");
    let agreed = kept["agreed_ms"].as_i64().unwrap();
    assert!((before.0..before.0 + 60_000).contains(&agreed));
    assert!(kept["ended_ms"].as_i64().unwrap() >= agreed + 3 * 60_000);
    let seen = operator.report(&report).await;
    assert_eq!(kept["number"], seen["number"]);
    assert!(!kept["headquarters"].as_str().unwrap().is_empty());
    let text = kept.to_string();
    for personal in ["5678", seen["operator_name"].as_str().unwrap()] {
        assert!(!text.contains(personal), "nothing of others: {personal}");
    }
    // A day later it can no longer be fetched, and nobody else ever could.
    house.after_minutes(26 * 60);
    receipt(&house, &session).await.is(401, "session_invalid");
    house
        .call(Method::GET, "/api/v1/caller/receipt", &[], None)
        .await
        .is(401, "session_invalid");
}

#[tokio::test]
async fn vr_4_2_2_x_spoken_consent_is_noted_in_addition_and_never_instead() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    let path = format!("/api/v1/reports/{report}/spoken-consent");
    operator
        .post(&path, json!({}))
        .await
        .is(409, "spoken_consent_too_early");
    let phone = Phone::new(&token);
    let mut body = phone.start_body(&house).await;
    body["consents"]["privacy"] = json!(false);
    start(&house, body).await.is(422, "consent_missing");
    phone.start(&house).await;
    let noted = operator.post(&path, json!({})).await.json();
    assert!(noted["spoken_consent_ms"].is_i64());
}

#[tokio::test]
async fn vr_4_2_2_the_trail_holds_which_words_a_phone_agreed_to() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (_, token) = house.invite(&operator).await;
    Phone::new(&token).start(&house).await;
    let unit = operator.get("/api/v1/me").await.json()["unit"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let entries = admin::trail::page_after(&**house.admin.db(), unit, 0)
        .await
        .unwrap();
    let start = entries.iter().find(|e| e.action == "start_report").unwrap();
    let hash = start
        .subjects
        .split(' ')
        .find_map(|s| s.strip_prefix("hash:"))
        .unwrap();
    let texts = open(&house, &token).await.json();
    // Opened in Vietnamese by `open`; the start agreed to the Japanese words.
    assert_eq!(texts["consents"]["language"], "vi");
    let agreed = open_in(&house, &token, "ja").await["consents"].clone();
    let texts: protocol::caller::ConsentTexts = serde_json::from_value(agreed).unwrap();
    let json = serde_json::to_string(&texts).unwrap();
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, json.as_bytes());
    assert_eq!(hash, hex::encode(digest.as_ref()));
}
