//! Whether words, place and picture fit together (VR-4.3.1): said, stored, never in the way.

use std::path::PathBuf;

use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    house::{House, NUMBER, Session, Settings, complete},
    sockets::caller_socket,
};

/// Tokyo Station.
const HERE: (f64, f64) = (35.6812, 139.7671);

async fn stands_at(house: &House, session: &Session, latitude: f64) {
    let address = house.listen().await;
    let (mut phone, _) = caller_socket(address, session).await;
    let point = json!({"at_ms": house.admin.now().0, "latitude_deg": latitude,
                       "longitude_deg": HERE.1, "accuracy_m": 20.0});
    phone
        .say(json!({"type": "positions", "seq": 1, "points": [point]}))
        .await;
    phone
        .hear_until(|message| message["type"] == "positions_received")
        .await;
}

fn kinds(report: &Value) -> Vec<&str> {
    let hints = report["hints"].as_array().unwrap();
    hints
        .iter()
        .map(|hint| hint["kind"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn vr_4_3_1_a_position_50_km_away_is_said_and_the_checklist_is_stored() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    let path = format!("/api/v1/reports/{report}/stated-place");
    stands_at(&house, &session, HERE.0 + 0.45).await;
    assert_eq!(
        kinds(&operator.report(&report).await),
        [""; 0],
        "nothing to compare"
    );
    let place = json!({"latitude_deg": HERE.0, "longitude_deg": HERE.1, "words": "東京駅前"});
    let view = operator.put(&path, place).await.json();
    assert_eq!(view["stated_place"]["words"], "東京駅前");
    assert_eq!(
        view["stated_place"]["at"]["municipality"]["name_ja"],
        "東京都千代田区"
    );
    // proves VR-4.3.1
    assert_eq!(kinds(&view), ["position_far"]);
    let distance = view["hints"][0]["distance_m"].as_i64().unwrap();
    assert!((49_900..50_200).contains(&distance), "{distance}");
    let check = json!({"item": "place", "result": "inconsistent"});
    let checks = format!("/api/v1/reports/{report}/checks");
    let answered = operator.put(&checks, check).await;
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    let stored = operator.report(&report).await["checks"][0].clone();
    // proves VR-4.3.1
    assert_eq!(stored["result"], "inconsistent", "{stored}");
    // A hint blocks nothing.
    assert_eq!(
        operator.try_act(&report, "watch", json!({})).await.status,
        StatusCode::OK
    );

    // The municipality where the phone is fits.
    let code = view["last_point"]["municipality"]["code"].clone();
    let fits = operator
        .put(&path, json!({"municipality_code": code}))
        .await;
    assert_eq!(kinds(&fits.json()), [""; 0]);
    for wrong in [
        json!({}),
        json!({"latitude_deg": 91.0, "longitude_deg": 0.0}),
    ] {
        let refused = operator.put(&path, wrong).await;
        assert_eq!(
            refused.refusal(),
            (422, "place_unknown".into(), Some("VR-4.3.1".into()))
        );
    }
}

#[tokio::test]
async fn vr_4_3_1_a_municipality_is_found_by_its_name() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let found = operator
        .get("/api/v1/places?name=%E5%8D%83%E4%BB%A3%E7%94%B0")
        .await
        .json();
    let codes = found.as_array().unwrap();
    assert!(
        codes.iter().any(|place| place["code"] == "13101"),
        "{found}"
    );
    house
        .call(http::Method::GET, "/api/v1/places?name=a", &[], None)
        .await
        .is(401, "not_signed_in");
}

#[tokio::test]
async fn vr_4_3_1_the_checklist_is_stored_with_its_result() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    let path = format!("/api/v1/reports/{report}/checks");
    for (item, result) in [
        ("place", "consistent"),
        ("time", "unclear"),
        ("content", "consistent"),
        ("content", "inconsistent"),
    ] {
        let body = json!({"item": item, "result": result});
        assert_eq!(operator.put(&path, body).await.status, StatusCode::OK);
    }
    let house = house.restart().await;
    let operator = house.person("op1").await;
    let checks = operator.report(&report).await["checks"].clone();
    let answers: Vec<_> = checks
        .as_array()
        .unwrap()
        .iter()
        .map(|check| {
            (
                check["item"].as_str().unwrap(),
                check["result"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        answers,
        [
            ("place", "consistent"),
            ("time", "unclear"),
            ("content", "inconsistent")
        ]
    );
    assert_eq!(checks[0]["by"]["name"], "受理 一郎");
    let wrong = operator
        .put(
            &format!("/api/v1/reports/{report}/checks"),
            json!({"item": "place", "result": "maybe"}),
        )
        .await;
    wrong.is(422, "body_not_understood");
}

#[tokio::test]
async fn vr_4_3_1_the_area_of_the_calling_number_stands_beside_the_place() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let mut body = complete(NUMBER);
    body["calling_number"] = json!("06-6234-5678");
    let prepared = operator.post("/api/v1/requests/prepare", body).await.json();
    let send = json!({"confirm_token": prepared["confirm_token"],
                      "destination": prepared["destination"], "compared": true});
    let sent = operator.post("/api/v1/requests/send", send).await.json();
    assert_eq!(sent["report"]["number_area"]["name_ja"], "大阪府");
    let report = sent["report"]["id"].as_str().unwrap();
    let link = house.newest_link().await;
    let token = link.split_once("/#").unwrap().1;
    let session = crate::house::Phone::new(token).start(&house).await;
    stands_at(&house, &session, HERE.0).await;
    assert_eq!(kinds(&operator.report(report).await), ["number_elsewhere"]);
}

#[tokio::test]
async fn vr_4_3_1_a_picture_of_another_time_or_place_is_said() {
    let recorder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/api/recorder_dated.sh");
    let settings = Settings {
        recorder,
        ..Settings::default()
    };
    let house = House::with(settings).await;
    let operator = house.person("op1").await;
    let (report, session) = house.started(&operator).await;
    stands_at(&house, &session, HERE.0).await;
    crate::files::upload_picture(&house, &session).await;
    let view = operator
        .wait_for(&report, |report| {
            !report["hints"].as_array().unwrap().is_empty()
        })
        .await;
    assert_eq!(kinds(&view), ["picture_time", "picture_far"]);
    assert_eq!(view["hints"][0]["taken_ms"], 1_600_000_000_000_i64);
    let away = view["hints"][1]["distance_m"].as_i64().unwrap();
    assert!(away > 300_000, "Osaka is far: {away}");
    assert_eq!(view["hints"][0]["file"], view["hints"][1]["file"]);
}
