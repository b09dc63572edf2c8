//! The store, the trail, keys and sessions on a real SQLite file.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::{collections::BTreeMap, sync::Arc};

use admin::{
    accounts,
    folder::{Folder, FolderError},
    keys::{DataKey, KeyError, KeyRing, media_token_keys},
    problem::Refused,
    random,
    sealed_file::{SealedFileError, SealedReader, SealedWriter},
    sessions::{self, Opening},
    signed_in::SignedIn,
    store,
    store::table::{credential, trail_entry},
    trail::{self, Act, Action, Actor, TrailError},
    units,
};
use admin_core::trail::audit::Finding;
use protocol::{
    id::{FileId, ReportId},
    person::TerminalKind,
    time::UnixMs,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use support::{House, temp_folder};

fn report(n: u8) -> ReportId {
    ReportId::new(UnixMs(1), [n; 10])
}

#[tokio::test]
async fn the_chain_goes_on_after_a_restart_and_shows_every_change() {
    let path = temp_folder();
    let unit = {
        let house = House::open(&path).await;
        house.unit().await
    };
    let house = House::open(&path).await;
    let before = trail::verify(&*house.db, unit).await.unwrap();
    assert!(before.seq > 0, "the demo's people are in the trail");
    let act = Act::new(unit, UnixMs(9), Actor::System, Action::ExpireReport);
    let seq = house
        .db
        .write(async |txn| Ok::<_, Refused>(trail::append(txn, &act).await?))
        .await;
    assert_eq!(seq.unwrap(), before.seq + 1);
    assert_eq!(
        trail::verify(&*house.db, unit).await.unwrap().seq,
        before.seq + 1
    );

    let row = trail_entry::Entity::find()
        .filter(trail_entry::Column::Unit.eq(unit.0))
        .filter(trail_entry::Column::Seq.eq(2))
        .one(&*house.db)
        .await
        .unwrap()
        .unwrap();
    let mut changed = row.into_active_model();
    changed.result = Set("refused".to_owned());
    changed.update(&*house.db).await.unwrap();
    let broken = trail::verify(&*house.db, unit).await;
    assert!(
        matches!(
            broken,
            Err(TrailError::Broken(Finding::Edited { seq: 2, .. }))
        ),
        "{broken:?}"
    );
}

#[tokio::test]
async fn an_act_that_fails_leaves_no_entry() {
    let house = House::new().await;
    let unit = house.unit().await;
    let before = trail::verify(&*house.db, unit).await.unwrap();
    let act = Act::new(unit, UnixMs(9), Actor::System, Action::ExpireReport);
    let failed: Result<(), Refused> = house
        .db
        .write(async |txn| {
            trail::append(txn, &act).await?;
            Err(Refused::busy())
        })
        .await;
    assert!(failed.is_err());
    assert_eq!(trail::verify(&*house.db, unit).await.unwrap(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_writers_at_once_share_one_chain_without_an_error() {
    let house = House::new().await;
    let unit = house.unit().await;
    let before = trail::verify(&*house.db, unit).await.unwrap();
    let mut writers = tokio::task::JoinSet::new();
    for n in 0..50 {
        let db = house.db.clone();
        let act = Act::new(unit, UnixMs(n), Actor::System, Action::ExpireReport);
        writers.spawn(async move {
            db.write(async |txn| {
                // A read before the write is what makes a deferred transaction fail.
                units::root(txn).await?;
                Ok::<_, Refused>(trail::append(txn, &act).await?)
            })
            .await
        });
    }
    while let Some(done) = writers.join_next().await {
        done.unwrap().unwrap();
    }
    assert_eq!(
        trail::verify(&*house.db, unit).await.unwrap().seq,
        before.seq + 50
    );
}

#[tokio::test]
async fn refusals_of_strangers_become_one_entry_for_each_kind() {
    let house = House::new().await;
    let root = units::root(&*house.db).await.unwrap().unwrap();
    for _ in 0..500 {
        house.admin.refusals().count("link_unknown");
    }
    house.admin.refusals().count("sign_in_failed");
    house
        .admin
        .refusals()
        .write(&house.db, UnixMs(1))
        .await
        .unwrap();
    house
        .admin
        .refusals()
        .write(&house.db, UnixMs(2))
        .await
        .unwrap();
    let rows = trail::page_after(&*house.db, root, 0).await.unwrap();
    let subjects: Vec<_> = rows
        .iter()
        .filter(|row| row.action == "summarise_refusals")
        .map(|row| row.subjects.as_str())
        .collect();
    assert_eq!(
        subjects,
        ["word:link_unknown count:500", "word:sign_in_failed count:1"]
    );
}

#[tokio::test]
async fn a_report_key_survives_a_restart_and_dies_with_the_report() {
    let path = temp_folder();
    let sealed = {
        let house = House::open(&path).await;
        let made = house.keys.make_report_key(report(1), UnixMs(1)).await;
        made.unwrap().seal("destination", b"+819012345678")
    };
    let house = House::open(&path).await;
    let key = house.keys.report_key(report(1)).await.unwrap();
    assert_eq!(key.open("destination", &sealed).unwrap(), b"+819012345678");
    assert!(key.open("position", &sealed).is_err());
    house.keys.destroy_report_key(report(1)).await.unwrap();
    let gone = house.keys.report_key(report(1)).await;
    assert!(matches!(gone, Err(KeyError::Destroyed)));
}

#[tokio::test]
async fn the_key_of_a_recording_is_its_reports_alone_and_stays_the_same() {
    let house = House::new().await;
    let made = data_key(&house, 1).await;
    let found = house.keys.report_key(report(1)).await.unwrap();
    assert_eq!(made.recording_key(), found.recording_key());
    assert_ne!(
        made.recording_key(),
        data_key(&house, 2).await.recording_key()
    );
}

#[tokio::test]
async fn a_foreign_or_lost_key_file_is_refused_instead_of_replaced() {
    let path = temp_folder();
    drop(House::open(&path).await);
    let file = path.join("keys/master.key");
    std::fs::write(&file, [1; 32]).unwrap();
    let folder = Folder::open(&path, false).unwrap();
    let db = store::open(&folder.store_url(), &[store::migrations])
        .await
        .unwrap();
    let foreign = KeyRing::open(&folder, &db).await;
    assert!(matches!(foreign, Err(KeyError::Foreign)));
    std::fs::write(&file, [1; 31]).unwrap();
    let damaged = KeyRing::open(&folder, &db).await;
    assert!(matches!(damaged, Err(KeyError::Damaged(_))));
    std::fs::remove_file(&file).unwrap();
    let missing = KeyRing::open(&folder, &db).await;
    assert!(matches!(missing, Err(KeyError::Missing(_))));
}

#[tokio::test]
async fn derived_keys_stay_the_same_and_differ_by_purpose() {
    let path = temp_folder();
    let tag = House::open(&path)
        .await
        .keys
        .hmac_key("challenge")
        .sign(b"phone");
    let house = House::open(&path).await;
    assert!(house.keys.hmac_key("challenge").is_signed(b"phone", &tag));
    assert!(!house.keys.hmac_key("session").is_signed(b"phone", &tag));
    assert!(!house.keys.hmac_key("challenge").is_signed(b"other", &tag));
}

#[tokio::test]
async fn media_token_keys_are_pem_that_signs_and_checks() {
    use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
    let path = temp_folder();
    let folder = Folder::open(&path, true).unwrap();
    let keys = media_token_keys(&folder).unwrap();
    assert_eq!(
        media_token_keys(&folder).unwrap().private_pem,
        keys.private_pem
    );
    let private = EncodingKey::from_ed_pem(keys.private_pem.as_bytes()).unwrap();
    let public = DecodingKey::from_ed_pem(keys.public_pem.as_bytes()).unwrap();
    let claims = BTreeMap::from([("room", "r1")]);
    let token = encode(&Header::new(Algorithm::EdDSA), &claims, &private).unwrap();
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    let read = decode::<BTreeMap<String, String>>(&token, &public, &validation).unwrap();
    assert_eq!(read.claims["room"], "r1");
}

async fn data_key(house: &House, n: u8) -> Arc<DataKey> {
    let made = house.keys.make_report_key(report(n), UnixMs(1)).await;
    Arc::new(made.unwrap())
}

#[tokio::test]
async fn a_sealed_file_is_read_from_any_place_and_hides_its_content() {
    use std::io::{Read, Seek, SeekFrom};
    let house = House::new().await;
    let key = data_key(&house, 1).await;
    let id = FileId::new(UnixMs(1), [3; 10]);
    let path = house.path.join("film");
    let content: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
    let mut writer = SealedWriter::create(&path, key.clone(), id).unwrap();
    for piece in content.chunks(70_001) {
        writer.write(piece).unwrap();
    }
    writer.sync().unwrap();
    assert_eq!(writer.plain_bytes(), 800_000);

    let mut reader = SealedReader::open(&path, key.clone(), id, 800_000).unwrap();
    reader.seek(SeekFrom::Start(123_456)).unwrap();
    let mut piece = vec![0; 300_000];
    reader.read_exact(&mut piece).unwrap();
    assert!(piece == content[123_456..423_456]);
    reader.seek(SeekFrom::End(-3)).unwrap();
    let mut rest = Vec::new();
    reader.read_to_end(&mut rest).unwrap();
    assert_eq!(rest, content[799_997..]);

    let stored = std::fs::read(&path).unwrap();
    assert!(
        !stored
            .windows(16)
            .any(|window| window == &content[400_000..400_016])
    );
    let other = data_key(&house, 2).await;
    let mut wrong = SealedReader::open(&path, other, id, 800_000).unwrap();
    assert!(matches!(
        wrong.read_at(0, &mut [0; 4]),
        Err(SealedFileError::Forged)
    ));
    let elsewhere = FileId::new(UnixMs(1), [4; 10]);
    let mut moved = SealedReader::open(&path, key, elsewhere, 800_000).unwrap();
    assert!(matches!(
        moved.read_at(0, &mut [0; 4]),
        Err(SealedFileError::Forged)
    ));
}

#[tokio::test]
async fn an_interrupted_upload_goes_on_at_the_last_whole_record() {
    let house = House::new().await;
    let key = data_key(&house, 1).await;
    let id = FileId::new(UnixMs(1), [3; 10]);
    let path = house.path.join("film");
    let content = vec![7_u8; 150_000];
    SealedWriter::create(&path, key.clone(), id)
        .unwrap()
        .write(&content)
        .unwrap();
    let whole = std::fs::metadata(&path).unwrap().len();
    for cut in [1, 100, 18_000] {
        let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.set_len(whole - cut).unwrap();
        assert!(matches!(
            SealedReader::open(&path, key.clone(), id, 150_000),
            Err(SealedFileError::Truncated)
        ));
        let mut writer = SealedWriter::append(&path, key.clone(), id).unwrap();
        assert_eq!(writer.plain_bytes(), 131_072);
        writer.write(&content[131_072..]).unwrap();
        let mut reader = SealedReader::open(&path, key.clone(), id, 150_000).unwrap();
        let mut read = Vec::new();
        std::io::Read::read_to_end(&mut reader, &mut read).unwrap();
        assert!(read == content);
    }
}

/// Whatever stopped it between the file's name and its first bytes.
#[tokio::test]
async fn an_upload_that_stopped_before_its_first_byte_begins_anew() {
    let house = House::new().await;
    let key = data_key(&house, 1).await;
    let id = FileId::new(UnixMs(1), [3; 10]);
    let path = house.path.join("film");
    for begun in [&b""[..], b"gen"] {
        std::fs::write(&path, begun).unwrap();
        let mut writer = SealedWriter::append(&path, key.clone(), id).unwrap();
        assert_eq!(writer.plain_bytes(), 0);
        writer.write(&[7; 100]).unwrap();
        let mut reader = SealedReader::open(&path, key.clone(), id, 100).unwrap();
        let mut read = Vec::new();
        std::io::Read::read_to_end(&mut reader, &mut read).unwrap();
        assert_eq!(read, [7; 100]);
    }
}

#[tokio::test]
async fn a_torn_record_is_cut_off_but_nothing_is_cut_with_the_wrong_key() {
    let house = House::new().await;
    let key = data_key(&house, 1).await;
    let other = data_key(&house, 2).await;
    let id = FileId::new(UnixMs(1), [3; 10]);
    let path = house.path.join("film");
    SealedWriter::create(&path, key.clone(), id)
        .unwrap()
        .write(&[7; 150_000])
        .unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    assert!(matches!(
        SealedWriter::append(&path, other, id),
        Err(SealedFileError::Forged)
    ));
    assert_eq!(std::fs::read(&path).unwrap().len(), bytes.len());
    assert_eq!(
        SealedWriter::append(&path, key, id).unwrap().plain_bytes(),
        131_072
    );
}

/// The operations chief of the first headquarters, signed in at a management terminal.
async fn chief(house: &House) -> SignedIn {
    let (db, now) = (&*house.db, house.admin.now());
    let holder = accounts::holder_by_user_id(db, "chief1", now).await;
    let holder = holder.unwrap().unwrap();
    let opening = Opening::at(TerminalKind::Management);
    let token = sessions::open(db, &holder, opening, now).await.unwrap();
    sessions::find(db, &token, now).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_revoked_person_is_out_at_once_and_sockets_hear_of_it() {
    let house = House::new().await;
    let holder = accounts::holder_by_user_id(&*house.db, "OP1 ", house.admin.now()).await;
    let holder = holder.unwrap().unwrap();
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let now = house.admin.now();
        let token = sessions::open(
            &*house.db,
            &holder,
            Opening::at(TerminalKind::Reception),
            now,
        )
        .await;
        tokens.push(token.unwrap());
    }
    let now = house.admin.now();
    let person = sessions::find(&*house.db, &tokens[0], now)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(person.user_id, "op1");

    let admin = house.admin.clone();
    let socket = tokio::spawn(async move { admin.session_over(person.session).await });
    tokio::task::yield_now().await;
    let chief = chief(&house).await;
    house.admin.revoke(person.account, &chief).await.unwrap();
    tokio::time::timeout(std::time::Duration::from_secs(1), socket)
        .await
        .unwrap()
        .unwrap();
    for token in &tokens {
        assert!(
            sessions::find(&*house.db, token, now)
                .await
                .unwrap()
                .is_none()
        );
    }
    let left = credential::Entity::find()
        .filter(credential::Column::Account.eq(holder.account.id))
        .filter(credential::Column::RevokedMs.is_null())
        .all(&*house.db)
        .await
        .unwrap();
    assert!(left.is_empty());
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours() {
    let house = House::new().await;
    let start = house.admin.now();
    let holder = accounts::holder_by_user_id(&*house.db, "op1", start)
        .await
        .unwrap()
        .unwrap();
    let token = sessions::open(
        &*house.db,
        &holder,
        Opening::at(TerminalKind::Reception),
        start,
    )
    .await
    .unwrap();
    let twelve_h_ms = 12 * 3_600_000;
    let just_before = start.plus_ms(twelve_h_ms - 1);
    assert!(
        sessions::find(&*house.db, &token, just_before)
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        sessions::find(&*house.db, &token, start.plus_ms(twelve_h_ms))
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn demo_accounts_are_made_once() {
    let path = temp_folder();
    let first = House::open(&path).await.people;
    let second = House::open(&path).await.people;
    assert_eq!(first, second);
    let ids: Vec<_> = first.iter().map(|person| person.user_id.as_str()).collect();
    assert_eq!(ids[..5], ["op1", "op2", "op3", "mgr1", "opb1"]);
    for person in &first {
        assert_eq!(
            admin_core::password::judge(&person.user_id, &person.password),
            Ok(())
        );
    }
}

#[tokio::test]
async fn a_folder_is_used_by_one_server_and_keeps_its_kind() {
    let path = temp_folder();
    let production = Folder::open(&path, false).unwrap();
    assert!(matches!(
        Folder::open(&path, false),
        Err(FolderError::InUse(_))
    ));
    drop(production);
    assert!(matches!(
        Folder::open(&path, true),
        Err(FolderError::NotDemo(_))
    ));
    assert!(!Folder::open(&path, false).unwrap().is_demo());

    let demo = temp_folder();
    drop(Folder::open(&demo, true).unwrap());
    assert!(Folder::open(&demo, false).unwrap().is_demo());

    let foreign = temp_folder();
    std::fs::create_dir_all(&foreign).unwrap();
    std::fs::write(foreign.join("letter.txt"), "mine").unwrap();
    assert!(matches!(
        Folder::open(&foreign, true),
        Err(FolderError::Foreign(_))
    ));
}

#[tokio::test]
async fn foreign_keys_and_durable_writes_are_on() {
    let house = House::new().await;
    for (pragma, expected) in [
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("foreign_keys", "1"),
    ] {
        let row = house.db.query_one_raw(sea_orm::Statement::from_string(
            house.db.get_database_backend(),
            format!("SELECT CAST({pragma} AS TEXT) AS v FROM pragma_{pragma}"),
        ));
        let value: String = row.await.unwrap().unwrap().try_get("", "v").unwrap();
        assert_eq!(value, expected, "{pragma}");
    }
}

#[test]
fn tokens_and_passwords_differ_each_time() {
    assert_ne!(random::token(), random::token());
    assert_eq!(random::token().len(), 43);
    assert_ne!(random::readable(), random::readable());
}
