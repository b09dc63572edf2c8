//! Credentials, terminals and locks (第3, 第8), through the routes as browsers ask them.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use admin::{
    core::authority::Matter,
    sessions,
    sign_in::{codes, sweep},
    trail,
};
use http::Method;
use protocol::{id::AccountId, person::TerminalKind};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use support::{
    House,
    authenticator::Reader,
    desk::{Answer, Desk},
};

const MINUTE_MS: i64 = 60_000;

async fn account_of(house: &House, user_id: &str) -> AccountId {
    let account = admin::accounts::by_user_id(&*house.db, user_id).await;
    AccountId(account.unwrap().unwrap().id)
}

fn later(house: &House, span_ms: i64) {
    house.clock.set(house.admin.now().plus_ms(span_ms)).unwrap();
}

/// Appoints somebody new to be a reception operator; gives the account.
async fn appoint(house: &House, chief: &Desk, user_id: &str) -> Answer {
    let body = json!({
        "document": "VR",
        "kind": "reception_operator",
        "unit": chief.get("/api/v1/me").await.body["unit"],
        "person": { "user_id": user_id, "name": "新任 太郎" },
        "from": house.admin.today().to_string(),
    });
    chief.post("/api/v1/posts", body).await
}

#[tokio::test]
async fn vr_2_1_a_credential_is_a_user_id_with_at_least_one_factor() {
    let house = House::new().await;
    let desk = Desk::of(&house, "op1", "reception").await;
    let neither = desk
        .post("/api/v1/credentials", json!({ "user_id": "op1" }))
        .await;
    // proves VR-2.1
    assert_eq!(neither.refusal(), (422, "factor_missing", "VR-2.1"));
    let nobody = desk
        .post(
            "/api/v1/credentials",
            json!({ "password": "kabocha no tane 7" }),
        )
        .await;
    // proves VR-2.1
    assert_eq!(nobody.refusal(), (422, "user_id_missing", "VR-2.1"));
    let other = json!({ "user_id": "op2", "password": "kabocha no tane 7" });
    let other = desk.post("/api/v1/credentials", other).await;
    assert_eq!(other.refusal(), (422, "user_id_missing", "VR-2.1"));

    let mut reader = Reader::new();
    desk.register("op1", &mut reader).await.is(201);
    let both = desk.get("/api/v1/credentials").await;
    let lines = both.body["lines"].as_array().unwrap().clone();
    let kinds: Vec<_> = lines
        .iter()
        .map(|line| line["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["biometric", "password"]);
    assert!(lines.iter().all(|line| line["registered"].is_number()));
    assert!(!both.body.to_string().contains("secret"));

    // One factor has to remain; a revoked one keeps its times.
    for (n, line) in lines.iter().enumerate() {
        let path = format!("/api/v1/credentials/{}", line["id"].as_str().unwrap());
        let gone = desk.delete(&path).await;
        match n {
            0 => assert!(gone.is(200).body["lines"][0]["revoked"].is_number()),
            _ => assert_eq!(gone.refusal(), (409, "last_factor", "VR-2.1")),
        }
    }
}

#[tokio::test]
async fn vr_2_2_a_reader_that_did_not_verify_the_person_is_refused() {
    let house = House::new().await;
    let desk = Desk::of(&house, "op1", "reception").await;
    let mut reader = Reader::new();
    reader.verifies = false;
    let refused = desk.register("op1", &mut reader).await;
    assert_eq!(
        refused.refusal(),
        (422, "biometric_not_registered", "VR-2.2")
    );
    reader.verifies = true;
    desk.register("op1", &mut reader).await.is(201);

    let mut door = Desk::terminal(&house, "reception").await;
    reader.verifies = false;
    let refused = door.touch("op1", &mut reader).await;
    // proves VR-2.2
    assert_eq!(refused.refusal(), (401, "sign_in_failed", ""));
    reader.verifies = true;
    door.touch("op1", &mut reader).await.is(200);
    assert_eq!(door.get("/api/v1/me").await.body["user_id"], "op1");
}

#[tokio::test]
async fn vr_2_2_anothers_fingerprint_under_my_user_id_is_refused() {
    let house = House::new().await;
    let mut readers = [Reader::new(), Reader::new()];
    for (user_id, reader) in ["op1", "op2"].iter().zip(&mut readers) {
        let desk = Desk::of(&house, user_id, "reception").await;
        desk.register(user_id, reader).await.is(201);
    }
    let mut door = Desk::terminal(&house, "reception").await;
    let refused = door.touch("op1", &mut readers[1]).await;
    // proves VR-2.2
    assert_eq!(refused.refusal(), (401, "sign_in_failed", ""));
    // Nor does an answer to one's own challenge open another's account.
    let own = door.challenge("op2").await;
    let credential = readers[1].get(&own["webauthn"]);
    let factor = json!({ "kind": "webauthn", "credential": credential });
    let refused = door.enter_with("op1", factor, &own).await;
    assert_eq!(refused.refusal(), (401, "sign_in_failed", ""));
    door.touch("op2", &mut readers[1]).await.is(200);

    // A reader belongs to one person.
    let desk = Desk::of(&house, "op3", "reception").await;
    let taken = desk.register("op3", &mut readers[0]).await;
    assert_eq!(taken.refusal(), (409, "biometric_taken", "VR-2.2"));
}

#[tokio::test]
async fn vr_2_2_an_answer_is_good_once_and_a_counter_goes_on() {
    let house = House::new().await;
    let desk = Desk::of(&house, "op1", "reception").await;
    let mut reader = Reader::new();
    desk.register("op1", &mut reader).await.is(201);
    let mut door = Desk::new(&house);

    let challenge = door.challenge("op1").await;
    let credential = reader.get(&challenge["webauthn"]);
    let factor = json!({ "kind": "webauthn", "credential": credential });
    door.enter_with("op1", factor.clone(), &challenge)
        .await
        .is(200);
    let again = door.enter_with("op1", factor, &challenge).await;
    assert_eq!(again.refusal(), (401, "sign_in_failed", ""));

    let challenge = door.challenge("op1").await;
    let credential = reader.get(&challenge["webauthn"]);
    later(&house, 2 * MINUTE_MS);
    let factor = json!({ "kind": "webauthn", "credential": credential });
    let late = door.enter_with("op1", factor, &challenge).await;
    assert_eq!(late.refusal(), (401, "sign_in_failed", ""));

    // A copy of the key that has fallen behind.
    reader.counter = 1;
    let copy = door.touch("op1", &mut reader).await;
    assert_eq!(copy.refusal(), (401, "sign_in_failed", ""));
    reader.counter = 50;
    door.touch("op1", &mut reader).await.is(200);
}

#[tokio::test]
async fn a_challenge_does_not_tell_who_exists() {
    let house = House::new().await;
    let mut readers = Vec::new();
    for (user_id, id_bytes) in [("op1", 32), ("op1", 20), ("op3", 64)] {
        let desk = Desk::of(&house, user_id, "reception").await;
        let mut reader = Reader::with_id_of(id_bytes);
        desk.register(user_id, &mut reader).await.is(201);
        readers.push(reader);
    }
    let desk = Desk::new(&house);
    let mut shapes = Vec::new();
    let mut lengths = std::collections::BTreeSet::new();
    for user_id in ["op1", "op2", "op3", "nobody", "nobody2", "nobody3"] {
        let asked = desk.challenge(user_id).await;
        let again = desk.challenge(user_id).await;
        let allowed = &asked["webauthn"]["allowCredentials"];
        assert_eq!(*allowed, again["webauthn"]["allowCredentials"]);
        assert_ne!(
            asked["webauthn"]["challenge"],
            again["webauthn"]["challenge"]
        );
        let fields: Vec<_> = asked["webauthn"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect();
        let ids = allowed.as_array().unwrap().iter();
        let ids: Vec<_> = ids.map(|key| key["id"].as_str().unwrap()).collect();
        for (reader, owner) in readers.iter().zip(["op1", "op1", "op3"]) {
            assert_eq!(ids.contains(&reader.id().as_str()), user_id == owner);
        }
        if user_id.starts_with("nobody") {
            lengths.extend(ids.iter().map(|id| id.len()));
        }
        shapes.push((fields, ids.len()));
    }
    assert!(shapes.iter().all(|shape| *shape == shapes[0]), "{shapes:?}");
    // An id of 20, 32 or 64 bytes is nothing that only a person has.
    for real in &readers {
        assert!(lengths.contains(&real.id().len()), "{lengths:?}");
    }
    // Whoever has such a list still gets in by a finger.
    let mut door = Desk::terminal(&house, "reception").await;
    for reader in &mut readers[..2] {
        door.touch("op1", reader).await.is(200);
    }
}

#[tokio::test]
async fn vr_8_1a_a_person_without_a_password_answers_like_nobody() {
    let house = House::new().await;
    let desk = Desk::of(&house, "op1", "reception").await;
    desk.register("op1", &mut Reader::new()).await.is(201);
    let factors = desk.get("/api/v1/credentials").await;
    let lines = factors.is(200).body["lines"].as_array().unwrap().clone();
    let password = lines.iter().find(|line| line["kind"] == "password");
    let id = password.unwrap()["id"].as_str().unwrap().to_owned();
    desk.delete(&format!("/api/v1/credentials/{id}"))
        .await
        .is(200);
    withdraw(&house, "npachief", "op1").await.is(200);
    let mut answers = Vec::new();
    for user_id in ["op1", "nobody"] {
        let mut door = Desk::terminal(&house, "reception").await;
        let answer = door.enter(user_id, "any words at all 7").await;
        assert_eq!(answer.refusal(), (401, "sign_in_failed", ""));
        answers.push(answer.body);
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn vr_3_1_somebody_new_comes_in_by_a_code_that_the_chief_hands_over() {
    let house = House::new().await;
    let chief = Desk::of(&house, "chief1", "management").await;
    let appointed = appoint(&house, &chief, "new1").await;
    appointed.is(201);
    let id = appointed.body["person"]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/accounts/{id}/registration-code");

    let neighbour = Desk::of(&house, "chiefb1", "management").await;
    let foreign = neighbour.post(&path, json!({})).await;
    assert_eq!(foreign.refusal().0, 403, "{}", foreign.body);
    assert_eq!(foreign.refusal().2, "VR-3.1.3");
    let system = Desk::of(&house, "sys1", "management").await;
    assert_eq!(system.post(&path, json!({})).await.refusal().0, 403);

    let first = chief.post(&path, json!({})).await;
    let code = chief.post(&path, json!({})).await;
    let code = code.is(201).body["code"].as_str().unwrap().to_owned();
    let mut door = Desk::terminal(&house, "reception").await;
    let void = first.is(201).body["code"].as_str().unwrap();
    assert_eq!(door.begin("new1", void).await.refusal().0, 401);
    assert_eq!(door.begin("op1", &code).await.refusal().0, 401);
    let entered = door.begin("new1", &code.to_uppercase()).await;
    assert_eq!(entered.is(200).body["duty"], "register_factor");
    let early = door.get("/api/v1/tasks").await;
    assert_eq!(early.refusal(), (403, "register_factor_first", "VR-8.2"));
    let early = door.get("/api/v1/posts").await;
    assert_eq!(early.refusal().1, "register_factor_first");
    assert_eq!(door.get("/api/v1/me").await.body["duty"], "register_factor");

    // No password without a permission.
    let body = json!({ "user_id": "new1", "password": "kabocha no tane 7" });
    let password = door.post("/api/v1/credentials", body).await;
    assert_eq!(
        password.refusal(),
        (403, "password_not_permitted", "VR-8.1a")
    );
    let mut reader = Reader::new();
    door.register("new1", &mut reader).await.is(201);
    assert_eq!(door.get("/api/v1/me").await.body["duty"], Value::Null);
    door.get("/api/v1/tasks").await.is(200);
    assert_eq!(door.begin("new1", &code).await.refusal().0, 401);
    door.touch("new1", &mut reader).await.is(200);

    // A code has its time.
    let code = chief.post(&path, json!({})).await;
    let code = code.is(201).body["code"].as_str().unwrap().to_owned();
    later(&house, 72 * 60 * MINUTE_MS);
    assert_eq!(door.begin("new1", &code).await.refusal().0, 401);
}

#[tokio::test]
async fn vr_3_1_a_changed_factor_ends_other_sessions_and_is_told() {
    let house = House::new().await;
    let desk = Desk::of(&house, "op1", "reception").await;
    let tablet = Desk::of(&house, "op1", "reception").await;
    let body = json!({ "user_id": "op1", "password": "kabocha no tane 7" });
    desk.post("/api/v1/credentials", body).await.is(201);
    assert_eq!(tablet.get("/api/v1/me").await.refusal().0, 401);
    desk.get("/api/v1/me").await.is(200);
    let mut door = Desk::new(&house);
    let old = house.password_of("op1");
    assert_eq!(door.enter("op1", old).await.refusal().0, 401);
    door.enter("op1", "kabocha no tane 7").await.is(200);

    let manager = Desk::of(&house, "mgr1", "reception").await;
    let stranger = Desk::of(&house, "op2", "reception").await;
    for (who, hears) in [(&desk, true), (&manager, true), (&stranger, false)] {
        let tasks = who.get("/api/v1/tasks").await;
        let told = tasks.is(200).body["notices"].to_string();
        assert_eq!(told.contains("パスワードが設定されました"), hears, "{told}");
    }
}

#[tokio::test]
async fn vr_3_2b_a_revoked_person_is_out_at_both_terminals_and_never_comes_back() {
    let house = House::new().await;
    let tablet = Desk::of(&house, "op1", "reception").await;
    let notebook = Desk::of(&house, "op1", "reception").await;
    for desk in [&tablet, &notebook] {
        desk.get("/api/v1/me").await.is(200);
    }
    let chief = Desk::of(&house, "chief1", "management").await;
    let path = format!(
        "/api/v1/accounts/{}/revoke",
        account_of(&house, "op1").await
    );
    chief.post(&path, json!({})).await.is(200);
    for desk in [&tablet, &notebook] {
        assert_eq!(desk.get("/api/v1/me").await.refusal().0, 401);
    }
    let mut door = Desk::new(&house);
    let password = house.password_of("op1");
    assert_eq!(door.enter("op1", password).await.refusal().0, 401);
    let again = appoint(&house, &chief, "OP1").await;
    assert_eq!(again.refusal().0, 409, "{}", again.body);
    assert_eq!(again.refusal().1, "user_id_taken");
}

#[tokio::test]
async fn vr_6_1_and_vr_6_2_statistics_belong_to_a_terminal_kind() {
    let house = House::new().await;
    let table = [
        ("npamgr", "management", "read_national_statistics", Ok(())),
        (
            "npamgr",
            "reception",
            "read_national_statistics",
            Err("VR-6.1"),
        ),
        (
            "chief1",
            "management",
            "read_national_statistics",
            Err("VR-6.1"),
        ),
        ("mgr1", "reception", "read_headquarters_statistics", Ok(())),
        (
            "mgr1",
            "management",
            "read_headquarters_statistics",
            Err("VR-6.2"),
        ),
    ];
    for (user_id, kind, action, expected) in table {
        let desk = Desk::of(&house, user_id, kind).await;
        let token = desk.cookie.split_once('=').unwrap().1;
        let person = sessions::find(&*house.db, token, house.admin.now()).await;
        let person = person.unwrap().unwrap();
        assert_ne!(person.terminal, TerminalKind::Unenrolled);
        let units = house.admin.units().await.unwrap();
        let own = Matter {
            unit: person.unit,
            owner: None,
            kind: "",
            state: "",
        };
        let asked = house.admin.may(&person, action, &own, &units);
        let asked = asked
            .map(drop)
            .map_err(|refused| refused.0.clause.clone().unwrap());
        assert_eq!(asked, expected.map_err(str::to_owned), "{user_id} {kind}");
    }
}

#[tokio::test]
async fn vr_8_1a_a_browser_becomes_a_terminal_by_a_code_that_its_system_line_made() {
    let house = House::with_strict_doors().await;
    // In a production house the first terminal's code comes from the two keepers.
    let code = first_code(&house).await;
    let mut system = enrolled(&house, &code).await;
    let used = enrol(&mut Desk::new(&house), &code).await;
    assert_eq!(used.refusal(), (401, "enrolment_code_invalid", "VR-8.1a"));
    system
        .enter("npasys", house.password_of("npasys"))
        .await
        .is(200);
    assert_eq!(
        system.get("/api/v1/me").await.body["terminal"],
        "management"
    );

    let unit = house.unit().await.to_string();
    let new = json!({ "kind": "reception", "unit": unit, "name": "受理端末1" });
    let made = system.post("/api/v1/terminals/codes", new).await;
    let code = made.is(201).body["code"].as_str().unwrap().to_owned();
    let mut reception = enrolled(&house, &code).await;
    let op1 = house.password_of("op1").to_owned();
    reception.enter("op1", &op1).await.is(200);
    assert_eq!(
        reception.get("/api/v1/me").await.body["terminal"],
        "reception"
    );

    // A terminal of one headquarters is none for another.
    let opb1 = house.password_of("opb1").to_owned();
    let foreign = reception.enter("opb1", &opb1).await;
    assert_eq!(
        foreign.refusal(),
        (403, "terminal_of_other_unit", "VR-8.1a")
    );
    // Who is no terminal has no right of one.
    let mut bare = Desk::new(&house);
    bare.enter("npasys", house.password_of("npasys"))
        .await
        .is(200);
    let listed = bare.get("/api/v1/terminals").await;
    assert_eq!(listed.refusal(), (403, "not_allowed", "VR-8.1a"));
    // Nor has another line.
    let operator = reception.get("/api/v1/terminals").await;
    assert_eq!(operator.refusal(), (403, "not_allowed", "VR-8.1a"));

    let listed = system.get("/api/v1/terminals").await;
    let lines = listed.is(200).body.as_array().unwrap().clone();
    let names: Vec<_> = lines
        .iter()
        .map(|line| line["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["受理端末1", "管理端末1"]);

    // Revoking ends what goes on at the terminal, and its key never comes back.
    let path = format!("/api/v1/terminals/{}", lines[0]["id"].as_str().unwrap());
    reception.enter("op1", &op1).await.is(200);
    system.delete(&path).await.is(204);
    assert_eq!(reception.get("/api/v1/me").await.refusal().0, 401);
    let refused = reception.enter("op1", &op1).await;
    assert_eq!(refused.refusal(), (403, "terminal_not_enrolled", "VR-8.1a"));
    reception.forget_key();
    reception.enter("op1", &op1).await.is(200);
    assert_eq!(
        reception.get("/api/v1/me").await.body["terminal"],
        "unenrolled"
    );
}

#[tokio::test]
async fn vr_8_1a_an_hq_keeps_its_own_terminals_alone() {
    let house = House::new().await;
    let system = Desk::of(&house, "sysmgr1", "reception").await;
    let own = json!({ "kind": "reception", "name": "受理端末2" });
    system.post("/api/v1/terminals/codes", own).await.is(201);
    let neighbour = admin::accounts::holder_by_user_id(&*house.db, "opb1", house.admin.now());
    let neighbour = neighbour.await.unwrap().unwrap().unit().to_string();
    let foreign = json!({ "kind": "reception", "unit": neighbour, "name": "x" });
    let foreign = system.post("/api/v1/terminals/codes", foreign).await;
    assert_eq!(foreign.refusal(), (403, "not_allowed", "VR-8.1a"));
    for (kind, name) in [
        ("unenrolled", "x"),
        ("reception", " "),
        ("reception", "a\u{7}"),
    ] {
        let body = json!({ "kind": kind, "name": name });
        let refused = system.post("/api/v1/terminals/codes", body).await;
        assert_eq!(refused.refusal().0, 422, "{kind} {name:?}");
    }
}

/// A code as the bootstrap of two persons prints it.
async fn first_code(house: &House) -> String {
    let root = admin::units::root(&*house.db).await.unwrap().unwrap();
    let now = house.admin.now();
    let new = codes::NewCode {
        purpose: codes::Purpose::Enrolment(TerminalKind::Management),
        unit: root,
        name: "管理端末1",
        made_by: None,
        life_ms: MINUTE_MS,
    };
    let made = house
        .db
        .write(async |txn| {
            let made = codes::make(txn, new, now).await;
            made.map_err(admin::store::StoreError::from)
        })
        .await;
    made.unwrap().code
}

async fn enrolled(house: &House, code: &str) -> Desk {
    let mut desk = Desk::new(house);
    enrol(&mut desk, code).await.is(201);
    desk
}

async fn enrol(desk: &mut Desk, code: &str) -> Answer {
    let body = json!({ "code": code, "public_key": desk.new_key() });
    desk.post("/api/v1/terminals", body).await
}

#[tokio::test]
async fn vr_8_1a_a_password_without_a_permission_is_refused() {
    let house = House::new().await;
    let operator = Desk::of(&house, "op1", "reception").await;
    let withdrawn = withdraw(&house, "npachief", "op1").await;
    withdrawn.is(200);
    // What rests on the password ends with its permission.
    assert_eq!(operator.get("/api/v1/me").await.refusal().0, 401);
    let mut door = Desk::terminal(&house, "reception").await;
    let refused = door.enter("op1", house.password_of("op1")).await;
    let told = refused.refusal();
    // proves VR-8.1a
    assert_eq!(told, (403, "password_not_permitted", "VR-8.1a"));
    let wrong = door.enter("op1", "wrong wrong wrong").await;
    assert_eq!(wrong.refusal(), (401, "sign_in_failed", ""));
    let entries = trail::page_after(&*house.db, house.unit().await, 0).await;
    let refused = entries.unwrap().into_iter().filter(|entry| {
        entry.action == "sign_in" && entry.result == "refused" && entry.clause == "VR-8.1a"
    });
    assert_eq!(refused.count(), 1);
}

/// A chief takes somebody's permission back.
async fn withdraw(house: &House, chief: &str, user_id: &str) -> Answer {
    let desk = Desk::of(house, chief, "management").await;
    let account = account_of(house, user_id).await.to_string();
    let cases = admin::cases::store::in_state(
        &*house.db,
        "VR",
        "password_permission",
        "permitted",
        &account,
    );
    let case = cases.await.unwrap().pop().unwrap();
    let body = json!({ "step": "withdraw", "seen": case.version, "values": {} });
    desk.post(&format!("/api/v1/cases/{}/steps", case.id), body)
        .await
}

#[tokio::test]
async fn vr_8_1b_the_operations_chief_permits_a_password_and_the_system_chief_does_not() {
    let house = House::new().await;
    withdraw(&house, "npachief", "op1").await.is(200);
    let person = account_of(&house, "op1").await.to_string();
    let until = house.admin.today().tomorrow().unwrap().tomorrow().unwrap();
    let body = json!({
        "document": "VR",
        "workflow": "password_permission",
        "step": "permit",
        "values": {
            "person": person,
            "reason": "biometrics_difficult",
            "until": until.to_string(),
        },
    });
    let system = Desk::of(&house, "sys1", "management").await;
    let refused = system.post("/api/v1/cases", body.clone()).await;
    // proves VR-8.1b
    assert_eq!(refused.refusal().0, 403, "{}", refused.body);
    assert_eq!(refused.refusal().2, "VR-8.1b");
    let mut door = Desk::terminal(&house, "reception").await;
    let password = house.password_of("op1").to_owned();
    assert_eq!(door.enter("op1", &password).await.refusal().0, 403);
    let chief = Desk::of(&house, "chief1", "management").await;
    let permitted = chief.post("/api/v1/cases", body).await;
    // proves VR-8.1b
    permitted.is(201);
    door.enter("op1", &password).await.is(200);
    let known = door.get("/api/v1/credentials").await;
    assert_eq!(known.body["password_until"], until.to_string());
    // It ends by itself after its last day.
    later(&house, 3 * 24 * 60 * MINUTE_MS);
    assert_eq!(
        door.enter("op1", &password).await.refusal(),
        (403, "password_not_permitted", "VR-8.1a")
    );
}

#[tokio::test]
async fn vr_8_2_a_new_password_is_long_and_known_from_no_breach() {
    let house = House::new().await;
    let desk = Desk::of(&house, "op1", "reception").await;
    for weak in [
        "short-7-A",
        "my-op1-secret-7",
        "Password12345",
        "1q2w3e4r5t6y",
        "abababababab",
    ] {
        let body = json!({ "user_id": "op1", "password": weak });
        let refused = desk.post("/api/v1/credentials", body).await;
        // proves VR-8.2
        assert_eq!(
            refused.refusal(),
            (422, "password_unfit", "VR-8.2"),
            "{weak}"
        );
        assert!(!refused.body.to_string().contains(weak));
    }
    // A screen that was left open is no way in for somebody else's password.
    later(&house, 10 * MINUTE_MS);
    let body = json!({ "user_id": "op1", "password": "kabocha no tane 7" });
    let refused = desk.post("/api/v1/credentials", body).await;
    assert_eq!(refused.refusal(), (403, "prove_again", "VR-8.2"));
}

#[tokio::test]
async fn vr_8_2_the_eleventh_wrong_try_is_locked_and_no_log_or_export_holds_a_password() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    // Passwords are looked at on threads of their own.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let house = House::new().await;
    let (wrong, right) = ("wrong wrong wrong", house.password_of("op1").to_owned());
    let mut door = Desk::new(&house);
    for _ in 0..10 {
        let failed = door.enter("op1", wrong).await;
        assert_eq!(failed.refusal(), (401, "sign_in_failed", ""));
    }
    let eleventh = door.enter("op1", wrong).await;
    // proves VR-8.2
    assert_eq!(eleventh.refusal(), (429, "too_many_attempts", "VR-8.2"));
    let locked = door.enter("op1", &right).await;
    assert_eq!(locked.refusal(), (429, "too_many_attempts", "VR-8.2"));

    // A body that is not understood goes nowhere either.
    let typed = json!({ "user_id": "op2", "factor": { "kind": "password", "password": [wrong] } });
    let unread = door.post("/api/v1/sign-in", typed).await;
    assert!(!unread.body.to_string().contains(wrong), "{}", unread.body);
    let manager = Desk::of(&house, "mgr1", "reception").await;
    let new = "kabocha no tane 7";
    let body = json!({ "user_id": "mgr1", "password": new });
    manager.post("/api/v1/credentials", body).await.is(201);
    let export = manager.get("/api/v1/trail").await;
    let told = format!("{}{}", log.text(), export.is(200).body);
    assert!(told.contains("sign_in"), "{told}");
    for password in [wrong, right.as_str(), house.password_of("mgr1"), new] {
        // proves VR-8.2
        assert!(!told.contains(password), "a password is told");
    }
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn vr_8_2_a_password_is_in_no_answer_no_trail_and_no_store() {
    let house = House::new().await;
    let password = "kabocha no tane 7";
    let desk = Desk::of(&house, "op1", "reception").await;
    let body = json!({ "user_id": "op1", "password": password });
    let set = desk.post("/api/v1/credentials", body).await;
    assert!(!set.is(201).body.to_string().contains(password));
    let mut door = Desk::new(&house);
    let entered = door.enter("op1", password).await;
    assert!(!entered.is(200).body.to_string().contains(password));
    let entries = trail::page_after(&*house.db, house.unit().await, 0).await;
    assert!(!format!("{:?}", entries.unwrap()).contains(password));
    let factor = protocol::sign_in::Factor::Password {
        password: password.to_owned(),
    };
    let new = protocol::sign_in::NewPassword(password.to_owned());
    // proves VR-8.2
    assert!(!format!("{factor:?} {new:?}").contains(password));
    for entry in std::fs::read_dir(&house.path).unwrap() {
        let path = entry.unwrap().path();
        let Ok(bytes) = std::fs::read(&path) else {
            continue;
        };
        let found = bytes
            .windows(password.len())
            .any(|part| part == password.as_bytes());
        assert!(!found, "{}", path.display());
    }
}

#[tokio::test]
async fn a_locked_screen_does_nothing_until_its_person_unlocks_it() {
    let house = House::new().await;
    let mut desk = Desk::of(&house, "op1", "reception").await;
    desk.post("/api/v1/lock", json!({})).await.is(204);
    let refused = (423, "session_locked", "VR-8.1a");
    for path in ["/api/v1/me", "/api/v1/tasks", "/api/v1/credentials"] {
        assert_eq!(desk.get(path).await.refusal(), refused, "{path}");
    }
    assert_eq!(
        desk.post("/api/v1/touch", json!({})).await.refusal(),
        refused
    );
    let standing = desk.get("/api/v1/lock").await;
    let standing = &standing.is(200).body;
    assert_eq!(
        (
            &standing["locked"],
            &standing["user_id"],
            &standing["after_s"]
        ),
        (&json!(true), &json!("op1"), &json!(900))
    );
    // Neither another's factor nor a wrong one opens it.
    for password in [house.password_of("op2"), "wrong wrong wrong"] {
        let body = json!({ "factor": { "kind": "password", "password": password } });
        let wrong = desk.post("/api/v1/unlock", body).await;
        assert_eq!(wrong.refusal(), (401, "sign_in_failed", ""));
    }
    let own = house.password_of("op1");
    let body = json!({ "factor": { "kind": "password", "password": own } });
    let open = desk.post("/api/v1/unlock", body).await;
    assert_eq!(open.is(200).body["user_id"], "op1");
    desk.get("/api/v1/tasks").await.is(200);

    // A fingerprint unlocks as well, and a locked session may sign out.
    let mut reader = Reader::new();
    desk.register("op1", &mut reader).await.is(201);
    desk.post("/api/v1/lock", json!({})).await.is(204);
    let challenge = desk.challenge("op1").await;
    let body = json!({
        "ceremony": challenge["ceremony"],
        "factor": { "kind": "webauthn", "credential": reader.get(&challenge["webauthn"]) },
    });
    desk.post("/api/v1/unlock", body).await.is(200);
    desk.post("/api/v1/lock", json!({})).await.is(204);
    desk.ask(Method::POST, "/api/v1/sign-out", None)
        .await
        .is(204);
    assert_eq!(desk.get("/api/v1/lock").await.refusal().0, 401);
    desk.cookie.clear();

    let entries = trail::page_after(&*house.db, house.unit().await, 0).await;
    let entries = entries.unwrap();
    let count = |action: &str, result: &str| {
        let same = |entry: &&admin::store::table::trail_entry::Model| {
            entry.action == action && entry.result == result
        };
        entries.iter().filter(same).count()
    };
    assert_eq!(count("lock_session", "allowed"), 3);
    assert_eq!(count("unlock_session", "allowed"), 2);
    assert_eq!(count("unlock_session", "refused"), 2);
}

#[tokio::test]
async fn a_screen_that_nobody_touches_locks_by_itself() {
    let house = House::new().await;
    let touched = Desk::of(&house, "op1", "reception").await;
    let left = Desk::of(&house, "op2", "reception").await;
    later(&house, 14 * MINUTE_MS);
    touched.post("/api/v1/touch", json!({})).await.is(204);
    sweep::by_time(&house.admin).await.unwrap();
    left.get("/api/v1/me").await.is(200);
    later(&house, MINUTE_MS);
    sweep::by_time(&house.admin).await.unwrap();
    assert_eq!(left.get("/api/v1/me").await.refusal().1, "session_locked");
    touched.get("/api/v1/me").await.is(200);
    // The next day nobody is signed in.
    later(&house, 12 * 60 * MINUTE_MS);
    sweep::by_time(&house.admin).await.unwrap();
    let open = admin::store::table::session::Entity::find()
        .filter(admin::store::table::session::Column::EndedMs.is_null())
        .all(&*house.db)
        .await
        .unwrap();
    assert!(open.is_empty());
}
