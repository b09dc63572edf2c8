//! Journals that were cut, flipped, reordered or put there: a film of what is whole, a mark, an
//! alarm, and a copy that says so.

use std::{fs, path::Path};

use admin::{
    evidence::{journal::files_of, note, verify},
    faults,
};
use journal::{
    HEAD_BYTES,
    record::{Codec, Record},
};
use protocol::{person::TerminalKind, time::UnixMs};
use serde_json::json;

use crate::{
    exports::{apply, held, opened, save, step, taken_in, told},
    files::sha256,
    house::{House, Person},
    recordings::{film, recordings},
    tape::{BEGUN_MS, Tape},
};

/// A report of six chunks, and how its chunks lie on the disk.
struct Kept {
    report: String,
    tape: Tape,
    chunks: Vec<Vec<u8>>,
}

impl Kept {
    async fn new(house: &House, operator: &Person<'_>) -> Self {
        let (report, _) = house.started(operator).await;
        let mut tape = Tape::rolling(house, &report, Codec::Vp8).await;
        for count in 3..7 {
            tape.packets(count);
        }
        let journals = house.path.join("journal");
        let files = files_of(&journals, report.parse().unwrap()).unwrap();
        let chunks: Vec<_> = files[0].chunks().unwrap().map(Result::unwrap).collect();
        assert_eq!(chunks.len(), 6);
        Self {
            report,
            tape,
            chunks,
        }
    }

    /// Puts other chunks behind the head.
    fn put(&self, chunks: &[&[u8]]) {
        let head = fs::read(&self.tape.path).unwrap()[..HEAD_BYTES].to_vec();
        fs::write(&self.tape.path, [head, chunks.concat()].concat()).unwrap();
    }

    fn in_order(&self, places: &[usize]) {
        let chunks: Vec<_> = places.iter().map(|at| &self.chunks[*at][..]).collect();
        self.put(&chunks);
    }

    /// The records of some chunks; what stands behind a hole tells of it.
    fn plain(&self, before: &[usize], behind: &[usize]) -> Vec<u8> {
        let piece = |at: &usize| self.tape.pieces[*at].clone();
        let mut plain: Vec<u8> = before.iter().flat_map(piece).collect();
        if let Some(first) = behind.first() {
            let at_ms = UnixMs(BEGUN_MS + 500 * i64::try_from(*first).unwrap());
            Record::Lost { at_ms, records: 0 }.write(&mut plain);
        }
        plain.extend(behind.iter().flat_map(piece));
        plain
    }
}

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

/// What is done to a journal, and which pieces of it are in the film then.
type Damage = (
    &'static str,
    fn(&Kept),
    &'static [usize],
    &'static [usize],
    bool,
);

const DAMAGES: [Damage; 9] = [
    ("nothing", |_| {}, &[0, 1, 2, 3, 4, 5], &[], false),
    (
        "flipped",
        |kept| {
            let before: usize = kept.chunks[..3].iter().map(Vec::len).sum();
            flip(&kept.tape.path, HEAD_BYTES + before + 60);
        },
        &[0, 1, 2],
        &[4, 5],
        true,
    ),
    (
        "reordered",
        |kept| kept.in_order(&[0, 1, 2, 4, 3, 5]),
        &[0, 1, 2],
        &[4, 5],
        true,
    ),
    (
        "one twice",
        |kept| kept.in_order(&[0, 1, 2, 2, 3, 4, 5]),
        &[0, 1, 2, 3, 4, 5],
        &[],
        true,
    ),
    (
        "one taken out",
        |kept| kept.in_order(&[0, 1, 2, 4, 5]),
        &[0, 1, 2],
        &[4, 5],
        true,
    ),
    (
        "a length that lies",
        |kept| {
            let before: usize = kept.chunks[..3].iter().map(Vec::len).sum();
            flip(&kept.tape.path, HEAD_BYTES + before);
        },
        &[0, 1, 2],
        &[],
        true,
    ),
    (
        "an end that a kill tore",
        |kept| {
            let bytes = fs::read(&kept.tape.path).unwrap();
            fs::write(&kept.tape.path, &bytes[..bytes.len() - 10]).unwrap();
        },
        &[0, 1, 2, 3, 4],
        &[],
        false,
    ),
    (
        "cut behind a chunk that the trail knows",
        |kept| kept.in_order(&[0, 1, 2, 3]),
        &[0, 1, 2, 3],
        &[],
        true,
    ),
    (
        "another file that is none",
        |kept| {
            let other = kept.tape.path.with_file_name("11.journal");
            fs::write(other, [7; 100]).unwrap();
        },
        &[0, 1, 2, 3, 4, 5],
        &[],
        true,
    ),
];

#[tokio::test]
async fn a_film_shows_what_is_whole_of_a_damaged_journal_and_says_that_it_is_not_all() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let mut all = Vec::new();
    for damage in DAMAGES {
        let kept = Kept::new(&house, &operator).await;
        if damage.0.starts_with("cut") {
            note::of_report(&house.admin, kept.report.parse().unwrap())
                .await
                .unwrap();
        }
        damage.1(&kept);
        operator.end(&kept.report).await;
        all.push((damage, kept));
    }
    for ((what, _, before, behind, is_damaged), kept) in all {
        let found = film(&operator, &kept.report).await;
        let recording = &found["recording"];
        assert_eq!(recording["is_damaged"], is_damaged, "{what}");
        assert_eq!(recording["is_whole"], true, "{what}");
        let plain = kept.plain(before, behind);
        assert_eq!(found["sha256"], sha256(&plain), "{what}");
    }
}

#[tokio::test]
async fn a_head_that_was_changed_costs_its_file_and_no_other() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let (report, _) = house.started(&operator).await;
    let lost = Tape::rolling(&house, &report, Codec::Vp8).await;
    let kept = Tape::rolling(&house, &report, Codec::Vp8).await;
    flip(&lost.path, 3);
    operator.end(&report).await;
    let found = film(&operator, &report).await;
    assert_eq!(found["recording"]["is_damaged"], true);
    assert_eq!(found["sha256"], sha256(&kept.plain));
}

#[tokio::test]
async fn a_copy_of_a_report_says_which_journals_do_not_hold() {
    let house = House::new().await;
    let (operator, manager) = (house.person("op1").await, house.person("mgr1").await);
    let kept = Kept::new(&house, &operator).await;
    let foreign = Tape::rolling(&house, &kept.report, Codec::Vp8).await;
    let broken = Tape::rolling(&house, &kept.report, Codec::Vp8).await;
    kept.in_order(&[0, 2, 1, 3, 4, 5]);
    flip(&foreign.path, 3);
    flip(&broken.path, HEAD_BYTES);
    operator.end(&kept.report).await;
    recordings(&operator, &kept.report, |found| !found.is_empty()).await;
    let medium = taken_in(&manager, "USB-0001").await;
    let case = apply(&operator, &kept.report, &medium).await;
    let chief = house.person("chief1").await;
    step(&chief, &case, "permit", json!({})).await;
    let saved = save(&operator, &case).await;
    assert_eq!(saved.status, http::StatusCode::OK, "{}", saved.text());
    let key = house.admin.keys().heads().public();
    let verdict = verify::export(&opened(&saved)[..], &[key], &held(&house).await);
    let flaws = told(&verdict);
    let name = |tape: &Tape| {
        let name = tape.path.file_name().unwrap().to_str().unwrap();
        format!("journal/{name}")
    };
    for tape in [&kept.tape, &foreign, &broken] {
        let about = name(tape);
        let own = flaws.iter().filter(|flaw| flaw.contains(&about));
        assert_eq!(own.count(), 1, "{about}: {flaws:?}");
    }
    assert_eq!(flaws.len(), 3, "{flaws:?}");
}

#[tokio::test]
async fn vr_7_2_1_a_journal_that_was_changed_is_a_fault_and_hides_no_other_journal() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let mut reports = Vec::new();
    for _ in 0..3 {
        reports.push(Kept::new(&house, &operator).await);
    }
    flip(&reports[0].tape.path, 3);
    reports[1].in_order(&[1, 0, 2, 3, 4, 5]);
    let noted = note::all(&house.admin).await.unwrap();
    assert_eq!(noted, 1, "the third");
    assert!(faults_of(&house).await.contains(&"evidence".to_owned()));
}

#[tokio::test]
async fn vr_7_2_1_a_journal_that_was_cut_while_nobody_looked_is_a_fault() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let kept = Kept::new(&house, &operator).await;
    drop(operator);
    assert_eq!(note::all(&house.admin).await.unwrap(), 1);
    // Where no chain is broken, the trail knows how far it went.
    kept.in_order(&[0, 1, 2]);
    let house = house.restart().await;
    assert_eq!(note::all(&house.admin).await.unwrap(), 0);
    assert_eq!(faults_of(&house).await, ["evidence"]);
}

#[tokio::test]
async fn vr_7_2_1_a_journal_that_was_cut_while_somebody_looks_is_a_fault() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let kept = Kept::new(&house, &operator).await;
    drop(operator);
    assert_eq!(note::all(&house.admin).await.unwrap(), 1);
    kept.in_order(&[0, 1, 2]);
    assert_eq!(note::all(&house.admin).await.unwrap(), 0);
    assert_eq!(faults_of(&house).await, ["evidence"]);
}

/// The kinds of the faults that the system has filed.
async fn faults_of(house: &House) -> Vec<String> {
    faults::file(&house.admin).await.unwrap();
    let system = house.person_at("npasysmgr", TerminalKind::Management).await;
    let list = "/api/v1/cases?document=VR&workflow=fault&open=true";
    let cases = system.get(list).await.json();
    let mut kinds = Vec::new();
    for case in cases["cases"].as_array().unwrap() {
        let path = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
        let case = system.get(&path).await.json();
        kinds.push(case["values"]["kind"].as_str().unwrap().to_owned());
    }
    kinds
}
