//! The life of a film of a camera (D5): taken in whole or not at all, looked at for a purpose, handed
//! out as one copy that proves itself, never changed, erased on its day with a proof.

use std::fs;

use admin::{
    core::trail::signed_head::SignedHead,
    evidence::{
        day,
        verify::{self, Films, Notes, Verdict},
    },
    jobs,
    store::table::{day_leaf, day_root},
    trail::{heads, stream},
};
use protocol::time::UnixMs;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};

use crate::{
    caller::{App, Person},
    cases::path_of,
    cc::{
        DAY, begin, camera, content, film, film_path, films_on_disk, import, keeps_secret, look,
        provision, take, told,
    },
};

const FILMED: &str = "2026-11-26T21:00:00";
const ERASED_ON: &str = "2026-12-27T21:00:00";

async fn one_film(person: &Person<'_>, handler: &Person<'_>) -> Value {
    let camera = camera(person, handler).await;
    keeps_secret(person).await;
    import(person, &camera, FILMED, &film(1)).await.ok()
}

/// A provision of films whose one copy may be taken.
async fn ready(person: &Person<'_>, films: &[&Value]) -> Value {
    let values = provision(person, "inquiry", films).await;
    let case = begin(person, "provision", "submit", values).await.ok();
    let written = json!({ "decision": ["written"] });
    let approved = take(person, &case, "approve", written).await.ok();
    take(person, &approved, "make_copy", json!({})).await.ok()
}

async fn held(app: &App) -> Vec<SignedHead> {
    heads::page_after(&*app.house.db, 0).await.unwrap()
}

fn flaws(verdict: &Verdict) -> Vec<String> {
    let flaws = verdict.flaws.kept();
    flaws.iter().map(ToString::to_string).collect()
}

/// What somebody says who has the data folder, and no key.
async fn verified(app: &App) -> Verdict {
    let db = &*app.house.db;
    let mut notes = Notes::default();
    stream::read(db, |record| {
        notes.take(&record);
        Ok::<_, sea_orm::DbErr>(())
    })
    .await
    .unwrap();
    let mut films = Films::against(&notes);
    day::each(db, |day| films.day(day)).await.unwrap();
    films.finish(&app.house.path.join("files")).unwrap()
}

async fn close_days(app: &App) -> usize {
    let admin = &app.house.admin;
    day::close_before(admin, admin.today()).await.unwrap()
}

#[tokio::test]
async fn d5_a_film_of_a_camera_is_stored_once_its_hash_and_times_are_known() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let film = one_film(&person, &handler).await;
    assert_eq!(film["state"], "stored");
    assert_eq!(film["recorded_from"], crate::cc::ms(FILMED));
    let (id, hash) = (
        film["id"].as_str().unwrap(),
        film["sha256"].as_str().unwrap(),
    );
    assert_eq!(films_on_disk(&app).await, [id]);
    let noted = app.subjects_of(&person.unit, "import_footage").await;
    let bytes = crate::cc::film(1).len();
    assert_eq!(noted, [format!("asset:{id} hash:{hash} count:{bytes}")]);
}

#[tokio::test]
async fn d5_a_film_of_a_camera_that_is_not_whole_or_none_is_rejected_or_set_aside() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let camera = camera(&person, &handler).await;
    let none = import(&person, &camera, FILMED, b"MZ\x90\0 this runs").await;
    assert_eq!(told(&none), "422 footage_unusable CC-3.3.イ-2");
    // The watched folder keeps it aside with its reason; the ledger has no line of it.
    let number = camera["number"].as_str().unwrap();
    let inbox = app.house.path.join("inbox/demo-group").join(number);
    fs::create_dir_all(&inbox).unwrap();
    let path = inbox.join("20261126210000_20261126220000.mp4");
    fs::write(&path, b"no film").unwrap();
    let quiet = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(quiet).unwrap();
    let taken = admin::footage::inbox::look(&app.house.admin).await.unwrap();
    assert_eq!(taken, 0);
    let aside = path.with_extension("mp4.footage_unusable.refused");
    assert!(aside.exists() && !path.exists());
    let listed = person.get("/api/v1/footage").await.ok();
    assert_eq!(listed["files"], json!([]));
    assert!(films_on_disk(&app).await.is_empty());
}

#[tokio::test]
async fn d5_a_film_of_a_camera_is_looked_at_with_a_purpose_written_down() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let film = one_film(&person, &handler).await;
    let refused = person.get(&content(&film, None)).await;
    assert_eq!(told(&refused), "403 no_viewing CC-3.3.イ-2");
    let viewing = look(&person, "handle", &film).await.ok();
    let seen = person.get(&content(&film, Some(&viewing))).await;
    assert_eq!(seen.bytes, crate::cc::film(1));
    let id = film["id"].as_str().unwrap();
    let looks = app.subjects_of(&person.unit, "view_footage").await;
    let about = format!("asset:{id} case:{}", viewing["id"].as_str().unwrap());
    assert!(looks.contains(&about), "{looks:?}");
}

#[tokio::test]
async fn d5_a_provision_leaves_one_copy_that_proves_itself_and_the_film_stays() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let film = one_film(&person, &handler).await;
    let case = ready(&person, &[&film]).await;
    let copy = format!("{}/copy", path_of(&case).1);
    let taken = person.post(&copy, json!({})).await;
    assert_eq!(taken.status.as_u16(), 200, "{}", taken.text());
    let key = app.house.keys.heads().public();
    let verdict = verify::export(&taken.bytes[..], &[key], &held(&app).await);
    assert_eq!(flaws(&verdict), [""; 0]);
    assert_eq!((verdict.films, verdict.covered, verdict.of_days), (1, 1, 0));
    assert!(verdict.held > 0);
    let manifest = verdict.manifest.unwrap();
    assert_eq!(
        (manifest.report, manifest.number.as_str()),
        (None, case["number"].as_str().unwrap())
    );
    assert_eq!(manifest.copy.permitted_by.account, person.id);
    // One byte of the film, and nothing else.
    let whole = crate::cc::film(1);
    let at = taken
        .bytes
        .windows(64)
        .position(|it| it == &whole[..64])
        .unwrap();
    let mut changed = taken.bytes.clone();
    changed[at + 50_000] ^= 1;
    let verdict = verify::export(&changed[..], &[key], &held(&app).await);
    let line = flaws(&verdict);
    assert!(
        line[0].starts_with("films/") && line[0].ends_with("was changed"),
        "{line:?}"
    );

    // It is stored as it was, and once its day is over its copy says so too.
    let listed = person.get("/api/v1/footage").await.ok();
    assert_eq!(listed["files"][0]["state"], "stored");
    app.set("2026-11-28T09:00:00");
    assert_eq!(close_days(&app).await, 1);
    let person = app.person("resp1").await;
    let again = ready(&person, &[&film]).await;
    let copy = format!("{}/copy", path_of(&again).1);
    let taken = person.post(&copy, json!({})).await;
    let verdict = verify::export(&taken.bytes[..], &[key], &held(&app).await);
    assert_eq!(flaws(&verdict), [""; 0]);
    assert_eq!((verdict.films, verdict.covered, verdict.of_days), (1, 1, 1));
}

#[tokio::test]
async fn d5_a_film_that_is_not_what_came_in_leaves_in_no_copy() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let film = one_film(&person, &handler).await;
    let case = ready(&person, &[&film]).await;
    let copy = format!("{}/copy", path_of(&case).1);
    let path = film_path(&app, film["id"].as_str().unwrap());
    let honest = fs::read(&path).unwrap();
    let mut changed = honest.clone();
    changed[90_000] ^= 1;
    fs::write(&path, changed).unwrap();
    let refused = person.post(&copy, json!({})).await;
    assert_eq!(told(&refused), "409 footage_changed CC-3.3.イ-2");
    fs::write(&path, honest).unwrap();
    let taken = person.post(&copy, json!({})).await;
    assert_eq!(taken.status.as_u16(), 200, "it was not used up");
}

#[tokio::test]
async fn d5_a_film_of_a_camera_is_erased_on_its_day_with_a_proof_and_its_line_stays() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let film = one_film(&person, &handler).await;
    let (id, hash) = (
        film["id"].as_str().unwrap(),
        film["sha256"].as_str().unwrap(),
    );
    let due = film["erase_at"]
        .as_i64()
        .unwrap_or_else(|| panic!("{film}"));
    let set = |at_ms| app.house.clock.set(UnixMs(at_ms)).unwrap();
    set(due - 60_000);
    app.jobs().await;
    assert!(film_path(&app, id).exists(), "not a minute early");
    set(due);
    app.jobs().await;
    assert!(films_on_disk(&app).await.is_empty());
    let proof = app.subjects_of(&person.unit, "erase_footage").await;
    assert_eq!(proof, [format!("asset:{id} hash:{hash}")]);
    let person = app.person("resp1").await;
    let listed = person.get("/api/v1/footage").await.ok();
    let line = &listed["files"][0];
    for fact in ["number", "sha256", "recorded_from", "recorded_to"] {
        assert_eq!(line[fact], film[fact], "{fact}");
    }
    assert_eq!(
        (&line["state"], &line["erased"]["clause"]),
        (&json!("erased"), &json!("CC-R5.3"))
    );
    // Nothing looks at it, and nothing takes it back.
    let refused = look(&person, "handle", &film).await;
    assert_eq!(told(&refused), "409 asset_state CC-R5.3");
}

#[tokio::test]
async fn d5_nobody_changes_a_film_of_a_camera_or_erases_it_before_its_day() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let film = one_film(&person, &handler).await;
    let id = film["id"].as_str().unwrap();
    let before = fs::read(film_path(&app, id)).unwrap();
    for user in ["resp1", "hand1", "city1", "npachief"] {
        let person = app.person(user).await;
        for method in ["PUT", "PATCH", "DELETE"] {
            let method: http::Method = method.parse().unwrap();
            for path in ["", "/content"] {
                let path = format!("/api/v1/footage/{id}{path}");
                let answer = person.call(method.clone(), &path, Some(json!({}))).await;
                let status = answer.status.as_u16();
                assert!(
                    [404, 405].contains(&status),
                    "{user} {method} {path}: {status}"
                );
            }
        }
        for act in ["dispose", "out", "in"] {
            let path = format!("/api/v1/assets/{id}/acts");
            let body = json!({ "act": act, "method": "key_destroyed" });
            let status = person.post(&path, body).await.status.as_u16();
            assert!([403, 404].contains(&status), "{user} {act}: {status}");
        }
        // Erasing before the day is of 110 video reporting alone.
        for document in ["CC", "VR"] {
            let body = json!({
                "document": document, "workflow": "exception_deletion", "step": "apply",
                "values": { "report": id, "reason": "x" },
            });
            let status = person.post("/api/v1/cases", body).await.status.as_u16();
            assert!(
                [403, 404, 422].contains(&status),
                "{user} {document}: {status}"
            );
        }
    }
    app.set("2026-11-28T09:00:00");
    app.jobs().await;
    assert_eq!(fs::read(film_path(&app, id)).unwrap(), before);
    assert!(
        app.subjects_of(&person.unit, "erase_footage")
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn films_of_a_data_folder_are_held_against_the_trail_and_the_roots_of_days() {
    let app = App::on(DAY).await;
    let (person, handler) = (app.person("resp1").await, app.person("hand1").await);
    let film = one_film(&person, &handler).await;
    let id = film["id"].as_str().unwrap();
    let verdict = verified(&app).await;
    assert_eq!(flaws(&verdict), [""; 0]);
    assert_eq!((verdict.films, verdict.of_days, verdict.days), (1, 0, 0));
    app.set("2026-11-28T09:00:00");
    assert_eq!(close_days(&app).await, 1);
    jobs::sign_head(&app.house.admin).await.unwrap();
    let verdict = verified(&app).await;
    assert_eq!(flaws(&verdict), [""; 0]);
    assert_eq!((verdict.films, verdict.of_days, verdict.days), (1, 1, 1));

    let path = film_path(&app, id);
    let honest = fs::read(&path).unwrap();
    let mut longer = honest.clone();
    longer.extend(&honest[8..]);
    for (bytes, told) in [
        (&honest[..honest.len() - 1], "is not as long"),
        (&honest[..8 + 4 + 65_536 + 29], "is not as long"),
        (&longer, "is not as long"),
        (&b"somebody's"[..], "is not as long"),
    ] {
        fs::write(&path, bytes).unwrap();
        let found = flaws(&verified(&app).await);
        assert!(found.len() == 1 && found[0].contains(told), "{found:?}");
    }
    fs::remove_file(&path).unwrap();
    let found = flaws(&verified(&app).await);
    assert_eq!(
        found,
        [format!(
            "film {id} is missing, and no proof of deletion says why"
        )]
    );
    fs::write(&path, &honest).unwrap();

    let db = &*app.house.db;
    let thing: sea_orm::prelude::Uuid = id.parse().unwrap();
    let set = async |hash: Vec<u8>| {
        let change = day_leaf::Entity::update_many()
            .col_expr(day_leaf::Column::Hash, Expr::value(hash))
            .filter(day_leaf::Column::Thing.eq(thing));
        assert_eq!(change.exec(db).await.unwrap().rows_affected, 1);
    };
    let leaf = day_leaf::Entity::find().one(db).await.unwrap().unwrap();
    set(vec![7; 32]).await;
    let found = flaws(&verified(&app).await).join("\n");
    for told in ["does not lead to a root", "a root in the trail is missing"] {
        assert!(found.contains(told), "{found}");
    }
    set(leaf.hash).await;
    assert_eq!(flaws(&verified(&app).await), [""; 0]);

    app.set(ERASED_ON);
    app.jobs().await;
    let verdict = verified(&app).await;
    assert_eq!(flaws(&verdict), [""; 0]);
    assert_eq!((verdict.films, verdict.days), (0, 1), "its day stays");
    day_root::Entity::delete_many().exec(db).await.unwrap();
    let found = flaws(&verified(&app).await);
    assert!(
        found[0].contains("a root in the trail is missing"),
        "{found:?}"
    );
}
