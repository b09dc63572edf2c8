//! What was received has a second copy in a real S3 server: it comes home from there, and goes from
//! there with everything else (D5).

#[path = "../../../media-server/objects/tests/support/mod.rs"]
mod s3;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use admin::{second_copies, trail::page_after};
use bytes::Bytes;
use futures_util::TryStreamExt;
use http::StatusCode;
use journal::record::Codec;
use objects::{Object, Objects, journal as pieces};
use protocol::time::UnixMs;
use s3::{Gate, Moto};

use crate::{
    house::{House, Phone, Settings, jpeg},
    recordings::film,
    retention::strike_what_is_due,
    tape::Tape,
    things::unit_of,
};

/// A house whose copies go through a gate, and the store behind it.
struct Stored {
    house: House,
    gate: Gate,
    store: Objects,
    _moto: Moto,
}

impl Stored {
    async fn new() -> Self {
        let moto = Moto::start();
        let gate = Gate::before(moto.address);
        let settings = s3::settings(moto.address);
        let store = Objects::open_with(&s3::url(), settings).unwrap();
        let house = open(Settings::default(), &gate).await;
        Self {
            house,
            gate,
            store,
            _moto: moto,
        }
    }

    /// The house is closed, and its folder opened again.
    async fn restarted(self) -> Self {
        let Self { house, gate, .. } = self;
        let path = house.close().await;
        let settings = Settings {
            path,
            ..Settings::default()
        };
        let house = open(settings, &gate).await;
        Self {
            house,
            gate,
            store: self.store,
            _moto: self._moto,
        }
    }

    /// What lies in the store below a name: its names without that.
    async fn below(&self, below: &str) -> BTreeMap<String, Vec<u8>> {
        let listed: Vec<Object> = self.store.list(below).try_collect().await.unwrap();
        let mut found = BTreeMap::new();
        for object in listed {
            let bytes = self
                .store
                .read(&object.name, 0..object.bytes)
                .await
                .unwrap();
            let name = object.name.strip_prefix(below).unwrap();
            found.insert(name.trim_start_matches('/').to_owned(), bytes.to_vec());
        }
        found
    }
}

async fn open(settings: Settings, gate: &Gate) -> House {
    let objects = Objects::open_with(&s3::url(), s3::settings(gate.address)).unwrap();
    let settings = Settings {
        objects: Some(objects),
        ..settings
    };
    let house = House::with(settings).await;
    tokio::spawn(second_copies::keep(house.admin.clone()));
    house
}

async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..300 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("not within half a minute");
}

/// The files of a folder by their names; none where there is no folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read(path).unwrap())
        })
        .collect()
}

#[tokio::test]
async fn d5_what_is_finished_is_copied_sealed_and_comes_home_when_it_is_lost() {
    let stored = Stored::new().await;
    let house = &stored.house;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    let session = Phone::new(&token).start(house).await;
    let picture = jpeg(5_000);
    let sent = session.still(house, "still", &picture).await.json();
    let file = sent["file"].as_str().unwrap();
    let (folder, below) = (
        house.path.join("files").join(&report),
        format!("files/{report}"),
    );
    until(async || {
        let here = files(&folder);
        here.contains_key(file) && stored.below(&below).await == here
    })
    .await;
    let here = files(&folder);
    let is_plain = |bytes: &Vec<u8>| bytes.windows(64).any(|it| it == &picture[100..164]);
    assert!(!here.values().any(is_plain), "what goes out is sealed");

    fs::remove_dir_all(&folder).unwrap();
    let path = format!("/api/v1/reports/{report}/files/{file}/original");
    let answer = operator.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.bytes, picture);
    assert_eq!(files(&folder)[file], here[file], "it is here again");

    // A store that gives something else is found out as a changed file is.
    fs::remove_file(folder.join(file)).unwrap();
    let mut changed = here[file].clone();
    changed[0] ^= 1;
    let name = format!("{below}/{file}");
    stored.store.put(&name, Bytes::from(changed)).await.unwrap();
    assert_ne!(operator.get(&path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn d5_a_recording_whose_journal_was_lost_is_made_of_its_copy() {
    let stored = Stored::new().await;
    let house = &stored.house;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    let mut tape = Tape::rolling(house, &report, Codec::Vp8).await;
    tape.packets(300);
    // As a media node puts it.
    let (whole, id) = (fs::read(&tape.path).unwrap(), report.parse().unwrap());
    let file = tape.path.file_stem().unwrap().to_str().unwrap();
    let mut name = pieces::FileId::default();
    for (byte, digits) in name.iter_mut().zip(file.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap();
    }
    let name = pieces::piece(id, &name, 0, 1);
    stored
        .store
        .put(&name, Bytes::from(whole.clone()))
        .await
        .unwrap();
    fs::remove_dir_all(tape.path.parent().unwrap()).unwrap();
    operator.end(&report).await;
    let found = film(&operator, &report).await;
    assert_eq!(found["recording"]["is_whole"], true);
    assert_eq!(found["recording"]["is_damaged"], false);
    assert_eq!(fs::read(&tape.path).unwrap(), whole, "it is here again");
}

#[tokio::test]
async fn vr_9a_copies_are_erased_too_and_a_store_that_is_away_holds_nothing_up() {
    let stored = Stored::new().await;
    let house = &stored.house;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    let session = Phone::new(&token).start(house).await;
    let sent = session.still(house, "still", &jpeg(5_000)).await.json();
    let file = sent["file"].as_str().unwrap().to_owned();
    let (kept, _) = house.started(&operator).await;
    let (files_below, journal_below) = (format!("files/{report}"), format!("journal/{report}"));
    until(async || !stored.below(&files_below).await.is_empty()).await;
    for (of, count) in [(&report, 3), (&kept, 1)] {
        for number in 0..count {
            let piece = pieces::piece(of.parse().unwrap(), &[5; 16], number, number);
            stored
                .store
                .put(&piece, Bytes::from_static(b"sealed"))
                .await
                .unwrap();
        }
    }
    let objects = stored.below(&files_below).await.len();
    operator.end(&report).await;
    let listed = operator.get("/api/v1/deadlines?state=open").await.json();
    let open = listed["deadlines"].as_array().unwrap().iter();
    let due = open.filter(|one| one["duty"] == "received_media");
    let due = due.map(|one| one["due"].as_i64().unwrap()).min().unwrap();
    let unit = unit_of(&operator).await;

    stored.gate.close();
    house.clock.set(UnixMs(due)).unwrap();
    strike_what_is_due(house).await;
    let path = format!("/api/v1/reports/{report}/files/{file}/original");
    let gone = (410, "report_erased".to_owned(), Some("VR-9a".to_owned()));
    let operator = house.person("op1").await;
    assert_eq!(operator.get(&path).await.refusal(), gone);
    let key = house.admin.keys().report_key(report.parse().unwrap()).await;
    assert!(key.is_err(), "the key is gone at once");
    assert!(!house.path.join("files").join(&report).exists());
    assert_eq!(stored.below(&files_below).await.len(), objects, "not yet");
    let told = async |house: &House, action: &str| -> Vec<String> {
        let entries = page_after(&**house.admin.db(), unit, 0).await.unwrap();
        let own = entries.into_iter().filter(|entry| entry.action == action);
        own.map(|entry| format!("{} {}", entry.subjects, entry.clause))
            .collect()
    };
    let proof = told(house, "erase_report").await;
    assert!(proof[0].contains("word:copies_ordered"), "{proof:?}");
    assert_eq!(told(house, "erase_copies").await, [""; 0]);
    drop(operator);

    // The order outlives a restart, and is carried out once the store answers.
    let stored = stored.restarted().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(stored.below(&journal_below).await.len(), 3);
    stored.gate.open();
    until(async || told(&stored.house, "erase_copies").await.len() == 2).await;
    assert!(stored.below(&files_below).await.is_empty());
    assert!(stored.below(&journal_below).await.is_empty());
    let mut proof = told(&stored.house, "erase_copies").await;
    proof.sort();
    let clause = "VR-9a";
    let mut expected = [objects, 3].map(|count| format!("report:{report} count:{count} {clause}"));
    expected.sort();
    assert_eq!(proof, expected);
    let others = stored.below(&format!("journal/{kept}")).await;
    assert_eq!(others.len(), 1, "of nobody else");
}

#[tokio::test]
async fn a_start_copies_what_lacks_and_takes_away_what_nobody_has_a_key_for() {
    let stored = Stored::new().await;
    stored.gate.close();
    let house = &stored.house;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    let session = Phone::new(&token).start(house).await;
    session.still(house, "still", &jpeg(5_000)).await.json();
    drop(operator);
    let orphan = "files/00000000-0000-4000-8000-000000000007/00000000-0000-4000-8000-000000000008";
    stored
        .store
        .put(orphan, Bytes::from_static(b"sealed"))
        .await
        .unwrap();
    let stored = stored.restarted().await;
    stored.gate.open();
    let folder: PathBuf = stored.house.path.join("files").join(&report);
    let below = format!("files/{report}");
    until(async || {
        let here = files(&folder);
        !here.is_empty() && stored.below(&below).await == here
    })
    .await;
    until(async || stored.store.size(orphan).await.unwrap().is_none()).await;
    assert!(!stored.below(&below).await.is_empty());
}

#[tokio::test]
async fn a_store_of_another_house_is_refused_and_nothing_in_it_goes() {
    let stored = Stored::new().await;
    let house = &stored.house;
    let operator = house.person("op1").await;
    let (report, token) = house.invite(&operator).await;
    let session = Phone::new(&token).start(house).await;
    session.still(house, "still", &jpeg(5_000)).await.json();
    let below = format!("files/{report}");
    until(async || !stored.below(&below).await.is_empty()).await;
    let before = stored.below("files").await;

    let objects = Objects::open_with(&s3::url(), s3::settings(stored.gate.address)).unwrap();
    let other = House::with(Settings {
        objects: Some(objects.clone()),
        ..Settings::default()
    });
    let other = other.await;
    let refused = second_copies::claim(&other.admin, &objects).await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("belongs to another house"), "{refused}");
    let ends = second_copies::keep(other.admin.clone());
    tokio::time::timeout(Duration::from_secs(10), ends)
        .await
        .expect("nothing is done there");
    // The first house copies on meanwhile.
    let after = stored.below("files").await;
    let gone: Vec<_> = before
        .keys()
        .filter(|name| !after.contains_key(*name))
        .collect();
    assert!(gone.is_empty(), "{gone:?}");
    // The first house knows its own, also while it does not answer.
    second_copies::claim(&house.admin, &objects).await.unwrap();
    stored.gate.close();
    second_copies::claim(&house.admin, &objects).await.unwrap();
    let unknown = second_copies::claim(&other.admin, &objects).await;
    assert!(matches!(unknown, Err(second_copies::NotUsed::Away(_))));
}
