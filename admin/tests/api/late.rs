//! What comes late: bodies whose asker is out meanwhile, and proofs that prove nothing any more when
//! their session is to be opened.

use std::time::Duration;

use admin::{
    accounts, passwords,
    store::table::{credential, one_time_code, session, terminal},
    terminals, trail,
};
use http::Method;
use protocol::id::{AccountId, TerminalId};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr,
};
use serde_json::{Value, json};

use crate::support::{
    House,
    authenticator::Reader,
    desk::{Answer, Desk},
};

const OUT: (u16, &str, &str) = (401, "not_signed_in", "");

async fn account_of(house: &House, user_id: &str) -> AccountId {
    let account = accounts::by_user_id(&*house.db, user_id).await;
    AccountId(account.unwrap().unwrap().id)
}

/// Allowed and refused entries of an action in the first headquarters.
async fn entries(house: &House, action: &str) -> (usize, usize) {
    let rows = trail::page_after(&*house.db, house.unit().await, 0).await;
    let rows = rows.unwrap().into_iter().filter(|row| row.action == action);
    let (refused, allowed): (Vec<_>, Vec<_>) = rows.partition(|row| row.result == "refused");
    (allowed.len(), refused.len())
}

#[tokio::test]
async fn a_factor_that_comes_whole_after_its_session_ended_is_not_entered() {
    let house = House::new().await;
    let thief = Desk::of(&house, "op1", "reception").await;
    let owner = Desk::of(&house, "op1", "reception").await;
    let mut reader = Reader::new();
    let asked = thief.post("/api/v1/credentials/challenge", json!({})).await;
    let biometric = json!({
        "ceremony": asked.is(200).body["ceremony"],
        "name": "x",
        "credential": reader.create(&asked.body["webauthn"]),
    });
    let body = json!({ "user_id": "op1", "biometric": biometric });
    let held = thief.hold("/api/v1/credentials", body).await;
    // Ends the other sessions.
    let new = json!({ "user_id": "op1", "password": "kabocha no tane 7" });
    owner.post("/api/v1/credentials", new).await.is(201);
    assert_eq!(held.release().await.refusal(), OUT);
    let factors = owner.get("/api/v1/credentials").await;
    let lines = factors.is(200).body["lines"].as_array().unwrap();
    assert!(
        lines.iter().all(|line| line["kind"] == "password"),
        "{lines:?}"
    );
    assert_eq!(entries(&house, "register_factor").await, (1, 1));
}

#[tokio::test]
async fn what_comes_whole_after_a_sign_out_or_a_lock_is_not_done() {
    let house = House::new().await;
    let code = json!({ "kind": "reception", "name": "受理端末3" });
    let token = json!({ "holder": "safety-commission", "days": 30 });
    let table = [
        (
            "sysmgr1",
            "/api/v1/terminals/codes",
            code,
            "make_enrolment_code",
        ),
        (
            "mgr1",
            "/api/v1/trail/heads-tokens",
            token,
            "make_heads_token",
        ),
    ];
    for (user_id, path, body, action) in table {
        for out in ["/api/v1/sign-out", "/api/v1/lock"] {
            let before = entries(&house, action).await;
            let desk = Desk::of(&house, user_id, "reception").await;
            let held = desk.hold(path, body.clone()).await;
            desk.ask(Method::POST, out, None).await.is(204);
            assert_eq!(held.release().await.refusal(), OUT, "{path} {out}");
            assert_eq!(entries(&house, action).await, (before.0, before.1 + 1));
        }
    }
    let codes = one_time_code::Entity::find().count(&*house.db).await;
    assert_eq!(codes.unwrap(), 0);
}

/// Lets somebody ask while nobody may write, changes the store once the asker waits for it, and
/// gives the answer.
async fn meanwhile(
    house: &House,
    ask: impl Future<Output = Answer>,
    change: impl AsyncFnOnce(&DatabaseTransaction),
) -> Answer {
    let write = house.db.begin_write().await.unwrap();
    let changed = async {
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        change(&write).await;
        write.commit().await.unwrap();
    };
    tokio::join!(ask, changed).0
}

async fn set_password(txn: &DatabaseTransaction, account: AccountId, password: &str) {
    let changed = credential::Entity::update_many()
        .col_expr(
            credential::Column::Secret,
            Expr::value(passwords::hash(password)),
        )
        .filter(credential::Column::Account.eq(account.0))
        .filter(credential::Column::Kind.eq("password"))
        .exec(txn)
        .await;
    assert_eq!(changed.unwrap().rows_affected, 1);
}

async fn open_sessions(house: &House) -> u64 {
    let open = session::Entity::find().filter(session::Column::EndedMs.is_null());
    open.count(&*house.db).await.unwrap()
}

#[tokio::test]
async fn a_password_that_is_changed_while_a_sign_in_waits_opens_nothing() {
    let house = House::new().await;
    let account = account_of(&house, "op1").await;
    let mut door = Desk::terminal(&house, "reception").await;
    let old = house.password_of("op1");
    let late = meanwhile(&house, door.enter("op1", old), async |txn| {
        set_password(txn, account, "kabocha no tane 7").await;
    });
    assert_eq!(late.await.refusal(), (401, "sign_in_failed", ""));
    assert_eq!(open_sessions(&house).await, 0);
    assert_eq!(entries(&house, "sign_in").await, (0, 1));

    // Nor does it unlock.
    let mut door = Desk::terminal(&house, "reception").await;
    door.enter("op1", "kabocha no tane 7").await.is(200);
    door.ask(Method::POST, "/api/v1/lock", None).await.is(204);
    let factor = json!({ "kind": "password", "password": "kabocha no tane 7" });
    let unlock = door.post("/api/v1/unlock", json!({ "factor": factor }));
    let late = meanwhile(&house, unlock, async |txn| {
        set_password(txn, account, "another tane 8").await;
    });
    assert_eq!(late.await.refusal(), (401, "sign_in_failed", ""));
    assert_eq!(door.get("/api/v1/me").await.refusal().1, "session_locked");
}

#[tokio::test]
async fn a_fingerprint_or_a_person_revoked_while_a_sign_in_waits_opens_nothing() {
    let house = House::new().await;
    let account = account_of(&house, "op1").await;
    let mut reader = Reader::new();
    let desk = Desk::of(&house, "op1", "reception").await;
    desk.register("op1", &mut reader).await.is(201);
    desk.ask(Method::POST, "/api/v1/sign-out", None)
        .await
        .is(204);

    let mut door = Desk::terminal(&house, "reception").await;
    let late = meanwhile(&house, door.touch("op1", &mut reader), async |txn| {
        let revoked = credential::Entity::update_many()
            .col_expr(credential::Column::RevokedMs, Expr::value(1))
            .filter(credential::Column::Account.eq(account.0))
            .filter(credential::Column::Kind.eq("webauthn"))
            .exec(txn)
            .await;
        assert_eq!(revoked.unwrap().rows_affected, 1);
    });
    assert_eq!(late.await.refusal(), (401, "sign_in_failed", ""));

    let password = house.password_of("op1");
    let now = house.admin.now();
    let late = meanwhile(&house, door.enter("op1", password), async |txn| {
        let revoked = accounts::revoke_credentials(txn, account, now).await;
        revoked.unwrap();
    });
    assert_eq!(late.await.refusal(), (401, "sign_in_failed", ""));
    assert_eq!(open_sessions(&house).await, 0);
}

#[tokio::test]
async fn vr_8_1a_a_terminal_revoked_while_a_sign_in_waits_is_none_any_more() {
    let house = House::new().await;
    let mut door = Desk::terminal(&house, "reception").await;
    let row = terminal::Entity::find().one(&*house.db).await;
    let id = TerminalId(row.unwrap().unwrap().id);
    let now = house.admin.now();
    let password = house.password_of("op1");
    let late = meanwhile(&house, door.enter("op1", password), async |txn| {
        assert!(terminals::revoke(txn, id, now).await.unwrap());
    });
    let late = late.await;
    assert_eq!(late.refusal(), (403, "terminal_not_enrolled", "VR-8.1a"));
    assert_eq!(open_sessions(&house).await, 0);
}

#[tokio::test]
async fn vr_2_2_of_two_proofs_at_once_with_one_count_only_one_opens() {
    let house = House::new().await;
    let mut reader = Reader::new();
    let desk = Desk::of(&house, "op1", "reception").await;
    desk.register("op1", &mut reader).await.is(201);

    let mut doors = [Desk::new(&house), Desk::new(&house)];
    let before = reader.counter;
    let mut proofs: Vec<(Value, Value)> = Vec::new();
    for door in &doors {
        let challenge = door.challenge("op1").await;
        // The second is a copy's, which has counted the same.
        reader.counter = before;
        let credential = reader.get(&challenge["webauthn"]);
        proofs.push((
            json!({ "kind": "webauthn", "credential": credential }),
            challenge,
        ));
    }
    let [own, copy] = &mut doors;
    let asked = async {
        let (first, second) = tokio::join!(
            own.enter_with("op1", proofs[0].0.clone(), &proofs[0].1),
            copy.enter_with("op1", proofs[1].0.clone(), &proofs[1].1),
        );
        let (first, second) = if first.status.is_success() {
            (first, second)
        } else {
            (second, first)
        };
        first.is(200);
        second
    };
    let second = meanwhile(&house, asked, async |_| {}).await;
    assert_eq!(second.refusal(), (401, "sign_in_failed", ""));
}
