//! An export with two journals, and every kind of tampering: by table, and by random.

use std::{collections::BTreeMap, io::Read};

use admin_core::{
    merkle,
    trail::{
        Actor, Hash, Head, Subject,
        audit::Record,
        hash_of_hex, hex,
        signed_head::{LastHead, Leaf, PublicKey, SignedHead, Statement},
    },
};
use protocol::{
    id::{AccountId, CaseId, FileId, UnitId},
    time::UnixMs,
};
use sea_orm::prelude::Uuid;

use super::*;
use crate::{
    archive::Content,
    evidence::{
        archive::finished,
        day,
        journal::tests::{REPORT, head, written},
        manifest::{ChainLine, Copy, DayLine, Manifest, Rule, VERSION, Who},
        source::{Item, Part},
    },
    keys::HeadKey,
    trail::{Act, Action, line},
};

const NOW: UnixMs = UnixMs(1_795_000_100_000);
const UNIT: UnitId = UnitId(Uuid::from_bytes([5; 16]));

/// What is handed out, and the heads that somebody else fetched.
struct Handed {
    tar: Vec<u8>,
    held: Vec<SignedHead>,
    key: PublicKey,
}

/// What may be different from the honest export.
struct Made {
    key: HeadKey,
    journals: [Vec<u8>; 2],
    picture: Vec<u8>,
    trail: fn(String) -> String,
    /// The way from the picture to the root of its day.
    path: fn(Vec<Hash>) -> Vec<Hash>,
}

impl Default for Made {
    fn default() -> Self {
        Self {
            key: HeadKey::of_seed(1),
            journals: [written(1, 5), written(2, 4)],
            picture: vec![0xd8; 3_000],
            trail: |trail| trail,
            path: |path| path,
        }
    }
}

fn chain_of(bytes: &[u8]) -> ChainLine {
    let folder = crate::evidence::journal::tests::folder(&format!("verify-{}", uuid()));
    let file = bytes[24];
    let path = crate::evidence::journal::tests::put(&folder, file, bytes);
    let journal = crate::evidence::journal::JournalFile::open(&path)
        .unwrap()
        .unwrap();
    let end = crate::evidence::chain::check(&journal).unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    ChainLine::of(&journal, end)
}

fn uuid() -> String {
    hex(&crate::random::bytes::<8>())
}

impl Made {
    fn handed(self) -> Handed {
        let chains = [&self.journals[0], &self.journals[1]].map(|bytes| chain_of(bytes));
        let mut end = Head::EMPTY;
        let mut records = Vec::new();
        let mut append = |act: Act| {
            let entry = act.entry_after(&end);
            let hash = entry.hash();
            end = Head {
                seq: entry.seq,
                hash,
            };
            records.push(Record::Entry(entry, hash));
        };
        for chain in &chains {
            let note = Act::new(UNIT, NOW, Actor::System, Action::NoteEvidence)
                .about(Subject::Report(REPORT))
                .about(Subject::File(chain.file))
                .about(Subject::Count(chain.chunks))
                .about(Subject::Hash(hash_of_hex(&chain.hash).unwrap()));
            append(note);
            append(Act::new(UNIT, NOW, Actor::System, Action::SignOut));
        }
        let picture_id = FileId(Uuid::from_bytes([8; 16]));
        let mut picture = Content::Bytes(self.picture);
        let leaves: Vec<Hash> = [
            day::leaf(FileId(Uuid::from_bytes([7; 16])), &[1; 32]),
            day::leaf(picture_id, &picture.sha256().unwrap()),
            day::leaf(FileId(Uuid::from_bytes([9; 16])), &[2; 32]),
        ]
        .into();
        let root = Act::new(UNIT, NOW, Actor::System, Action::NoteDay)
            .about(Subject::Count(3))
            .about(Subject::Hash(merkle::root(&leaves)));
        append(root);
        let path = (self.path)(merkle::path(&leaves, 1).unwrap());
        let line = DayLine {
            id: picture_id,
            day: "2026-11-27".to_owned(),
            place: 1,
            of: 3,
            path: path.iter().map(|hash| hex(hash)).collect(),
        };
        let days = BTreeMap::from([(picture_id, (line, leaves[1]))]);
        let leaf = Leaf {
            unit: UNIT,
            head: end,
            at: NOW,
        };
        let head = self
            .key
            .sign(Statement::after(LastHead::NONE, &[leaf], NOW));
        records.push(Record::Head(head, vec![leaf]));
        let trail: String = records
            .into_iter()
            .map(|it| line::write(it) + "\n")
            .collect();
        let trail = (self.trail)(trail);
        let name = "files/0001-still.jpg".to_owned();
        let item = Item::new(Part::Files, name, "写真.jpg", NOW, picture);
        let id = Some(picture_id);
        let mut items = vec![Item { id, ..item }];
        for (bytes, chain) in self.journals.into_iter().zip(chains) {
            let name = format!("journal/{}.journal", chain.file.0.simple());
            let item = Item::new(Part::Journal, name, "", NOW, Content::Bytes(bytes));
            let chain = Some(chain);
            items.push(Item { chain, ..item });
        }
        let who = Who {
            account: AccountId(Uuid::from_bytes([6; 16])),
            name: "本部 太郎".to_owned(),
        };
        let manifest = Manifest {
            version: VERSION,
            report: Some(REPORT),
            number: "1128-001".to_owned(),
            unit: UNIT,
            unit_name: "山口県警察本部".to_owned(),
            begun: NOW,
            ended: NOW,
            copy: Copy {
                number: "VR-2026-000001-1".to_owned(),
                nth: 1,
                case: CaseId(Uuid::from_bytes([7; 16])),
                medium: "USB-1".to_owned(),
                permitted_by: who.clone(),
                permitted_at: NOW,
                taken_by: who,
                at: NOW,
            },
            classification: None,
            rule: Rule {
                document: "VR".to_owned(),
                version: "2023-03-23".to_owned(),
                clause: "VR-9a".to_owned(),
            },
            items: Vec::new(),
            key: hex(&self.key.public()),
        };
        let mut tar = Vec::new();
        let archive = finished(&self.key, manifest, "readme", (&trail, &days), items).unwrap();
        archive.write(&mut tar).unwrap();
        Handed {
            tar,
            held: vec![head],
            key: self.key.public(),
        }
    }
}

impl Handed {
    fn verdict(&self, tar: &[u8]) -> Verdict {
        export(tar, &[self.key], &self.held)
    }

    /// The archive with the content of one file put in another's place, heads of files as they were.
    fn entries(&self) -> Vec<(String, Vec<u8>)> {
        let mut archive = tar::Archive::new(&self.tar[..]);
        let entries = archive.entries().unwrap();
        entries
            .map(|entry| {
                let mut entry = entry.unwrap();
                let name = entry.path().unwrap().to_str().unwrap().to_owned();
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes).unwrap();
                (name, bytes)
            })
            .collect()
    }
}

/// A thief's archive: whatever he likes, in the right form.
fn packed(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = crate::archive::Archive::new();
    for (name, bytes) in entries {
        let content = Content::Bytes(bytes.clone());
        archive.file(name, content, UnixMs(0)).unwrap();
    }
    let mut tar = Vec::new();
    archive.finish().unwrap().write(&mut tar).unwrap();
    tar
}

fn told(verdict: &Verdict) -> Vec<String> {
    verdict
        .flaws
        .kept()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn an_honest_export_holds_and_its_journals_are_covered() {
    let handed = Made::default().handed();
    let verdict = handed.verdict(&handed.tar);
    assert_eq!(told(&verdict), [""; 0]);
    assert_eq!((verdict.journals, verdict.covered, verdict.held), (2, 2, 1));
    assert_eq!(verdict.bytes, handed.tar.len() as u64);
    assert_eq!(verdict.manifest.unwrap().items.len(), 5);
    // The system's own tar reads it too.
    assert_eq!(handed.entries()[0].0, "manifest.json");
    assert_eq!(packed(&handed.entries()), handed.tar);
}

/// What somebody may do who has the archive, and no key.
#[test]
fn whatever_is_done_to_an_export_is_told_by_what_it_was() {
    let handed = Made::default().handed();
    type Edit = fn(&mut Vec<(String, Vec<u8>)>);
    let table: [(Edit, &str); 13] = [
        (|it| it[4].1[7] ^= 1, "files/0001-still.jpg was changed"),
        (
            |it| it[4].1.truncate(2_999),
            "files/0001-still.jpg was changed",
        ),
        (|it| drop(it.remove(4)), "files/0001-still.jpg is missing"),
        (|it| drop(it.remove(3)), "trail.jsonl is missing"),
        (|it| it.swap(4, 5), "files/0001-still.jpg is out of order"),
        (
            |it| it.push(("files/0002.jpg".to_owned(), vec![1])),
            "files/0002.jpg does not belong here",
        ),
        (
            |it| {
                let again = it[4].clone();
                it.push(again);
            },
            "does not belong here, or is there twice",
        ),
        (
            |it| it[4].0 = "files/0009-still.jpg".to_owned(),
            "files/0009-still.jpg does not belong here",
        ),
        (|it| it[0].1[300] ^= 1, "manifest"),
        (|it| it[1].1[3] ^= 1, "the manifest is not signed"),
        (|it| it[5].1[120] ^= 1, "chunk 1 does not follow"),
        (
            |it| {
                let length = it[5].1.len() - 80;
                it[5].1.truncate(length);
            },
            "was changed",
        ),
        (|it| it[5].1[0] = 0, "it is no journal"),
    ];
    for (nth, (edit, expected)) in table.into_iter().enumerate() {
        let mut entries = handed.entries();
        edit(&mut entries);
        let verdict = handed.verdict(&packed(&entries));
        let told = told(&verdict).join("\n");
        assert!(told.contains(expected), "{nth}: {told}");
    }
    for length in [0, 100, 512, 5_000, handed.tar.len() - 1] {
        let verdict = handed.verdict(&handed.tar[..length]);
        assert!(!verdict.is_clean(), "{length}");
    }
    let longer = [&handed.tar[..], &[0; 512]].concat();
    assert!(told(&handed.verdict(&longer))[0].contains("behind the end"));
}

/// What somebody may do who has the signing key too: only the heads held elsewhere show it.
#[test]
fn an_export_that_was_signed_anew_is_not_the_one_that_was_covered() {
    let honest = Made::default().handed();
    let against = |made: Made| {
        let thief = made.handed();
        assert_eq!(told(&export(&thief.tar[..], &[thief.key], &[])), [""; 0]);
        told(&export(&thief.tar[..], &[thief.key], &honest.held)).join("\n")
    };
    let changed = |change: fn(&mut Made)| {
        let mut made = Made::default();
        change(&mut made);
        against(made)
    };
    // Computed anew with other content, and cut off at the end.
    let anew = changed(|made| {
        let mut head = head(1);
        head.begun_ms = UnixMs(1);
        made.journals[0] = {
            let honest = written(1, 5);
            [&head.bytes()[..], &rechained(&honest, &head)[..]].concat()
        };
    });
    assert!(
        anew.contains("is not the one that was handed out"),
        "{anew}"
    );
    let cut = changed(|made| made.journals[0] = written(1, 4));
    assert!(cut.contains("is not the one that was handed out"), "{cut}");
    let foreign = changed(|made| made.key = HeadKey::of_seed(2));
    assert!(
        foreign.contains("is not the one that was handed out"),
        "{foreign}"
    );
    let stranger = Made {
        key: HeadKey::of_seed(2),
        ..Made::default()
    };
    let stranger = told(&export(&stranger.handed().tar[..], &[honest.key], &[]));
    assert!(
        stranger[0].contains("not signed with a trusted key"),
        "{stranger:?}"
    );
}

/// The same chunks, chained to another head: what a thief computes who changes a head.
fn rechained(whole: &[u8], head: &journal::Head) -> Vec<u8> {
    let (mut rest, mut before, mut out) = (&whole[journal::HEAD_BYTES..], head.hash(), Vec::new());
    while let Some((_, after)) = journal::chunk::Chunk::next(rest).unwrap() {
        let mut bytes = rest[..rest.len() - after.len()].to_vec();
        bytes[16..48].copy_from_slice(&before);
        let chunk = journal::chunk::Chunk::next(&bytes).unwrap().unwrap().0;
        before = chunk.hash();
        out.extend(bytes);
        rest = after;
    }
    out
}

#[test]
fn a_piece_of_the_trail_that_does_not_lead_to_its_head_covers_nothing() {
    type Edit = fn(String) -> String;
    let edits: [(Edit, &str); 5] = [
        (|_| String::new(), "no signed head covers"),
        (
            |trail| {
                trail
                    .lines()
                    .filter(|it| !it.contains("sign_out"))
                    .map(|it| it.to_owned() + "\n")
                    .collect()
            },
            "no signed head covers",
        ),
        (
            |trail| {
                trail
                    .lines()
                    .take(4)
                    .map(|it| it.to_owned() + "\n")
                    .collect()
            },
            "no signed head covers",
        ),
        (
            |trail| trail.replace("\"seq\":5", "\"seq\":6"),
            "covers other chain ends",
        ),
        (
            |trail| trail.replacen("\"system\"", "\"nobody\"", 1),
            "entry 1 was edited",
        ),
    ];
    for (edit, expected) in edits {
        let made = Made {
            trail: edit,
            ..Made::default()
        };
        let handed = made.handed();
        let told = told(&handed.verdict(&handed.tar)).join("\n");
        assert!(told.contains(expected), "{expected}: {told}");
    }
    // A newer head than those held elsewhere is told as such.
    let handed = Made::default().handed();
    let mut older = handed.held[0];
    older.statement.number = 9;
    let verdict = export(&handed.tar[..], &[handed.key], &[older]);
    assert!(told(&verdict)[0].contains("is not among those held elsewhere"));
}

#[test]
fn a_picture_that_was_not_among_the_things_of_its_day_is_told() {
    let handed = Made::default().handed();
    assert_eq!(handed.verdict(&handed.tar).of_days, 1);
    let paths: [fn(Vec<Hash>) -> Vec<Hash>; 3] = [
        |_| Vec::new(),
        |mut path| {
            path[0][3] ^= 1;
            path
        },
        |mut path| {
            path.reverse();
            path
        },
    ];
    for path in paths {
        let made = Made {
            path,
            ..Made::default()
        };
        let handed = made.handed();
        let told = told(&handed.verdict(&handed.tar)).join("\n");
        assert!(
            told.contains("does not lead to what the trail says of its day"),
            "{told}"
        );
    }
}

/// One edit somewhere: a flipped bit, bytes left out, doubled, overwritten, exchanged, or a cut.
fn edited(tar: &[u8], draw: &mut impl FnMut(usize) -> usize) -> Vec<u8> {
    let mut bytes = tar.to_vec();
    let at = draw(bytes.len());
    let length = (1 + draw(700)).min(bytes.len() - at);
    match draw(6) {
        0 => bytes[at] ^= 1 << draw(8),
        1 => drop(bytes.drain(at..at + length)),
        2 => {
            let again = bytes[at..at + length].to_vec();
            bytes.splice(at..at, again);
        }
        3 => (at..at + length).for_each(|at| bytes[at] = draw(256) as u8),
        4 => {
            let to = draw(bytes.len() - length + 1);
            let moved: Vec<_> = bytes.drain(at..at + length).collect();
            let to = to.min(bytes.len());
            bytes.splice(to..to, moved);
        }
        _ => bytes.truncate(at),
    }
    bytes
}

#[test]
fn a_thousand_random_edits_are_found_a_thousand_times() {
    let edits = std::env::var("GENBA_TAMPERINGS").ok();
    let edits: usize = edits.map_or(1_000, |edits| edits.parse().unwrap());
    let handed = Made::default().handed();
    let seed = u64::from_le_bytes(crate::random::bytes());
    let mut state = seed | 1;
    let mut draw = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    let (mut found, mut made) = (0, 0);
    while made < edits {
        let changed = edited(&handed.tar, &mut draw);
        // Zeros over zeros, or a piece moved to where the same stands, change nothing.
        if changed == handed.tar {
            continue;
        }
        made += 1;
        let verdict = handed.verdict(&changed);
        assert!(
            !verdict.is_clean(),
            "seed {seed}: edit {made} was not found"
        );
        found += 1;
    }
    println!("{found} of {made} edits of an export were found");
}

#[test]
fn a_folder_whose_journals_were_changed_after_a_note_is_told() {
    let folder_of = |name: &str| crate::evidence::journal::tests::folder(name);
    let put = crate::evidence::journal::tests::put;
    let root = folder_of("folder");
    let whole = written(1, 6);
    put(&root, 1, &whole);
    let noted = written_prefix(&whole, 4);
    let note = |chain: &ChainLine| {
        let act = Act::new(UNIT, NOW, Actor::System, Action::NoteEvidence)
            .about(Subject::Report(REPORT))
            .about(Subject::File(chain.file))
            .about(Subject::Count(chain.chunks))
            .about(Subject::Hash(hash_of_hex(&chain.hash).unwrap()));
        let entry = act.entry_after(&Head::EMPTY);
        let hash = entry.hash();
        Record::Entry(entry, hash)
    };
    let mut notes = Notes::default();
    notes.take(&note(&chain_of(&noted)));
    let verdict = folder(&root, &notes).unwrap();
    assert_eq!((told(&verdict).len(), verdict.covered), (0, 1));
    let after = |bytes: &[u8]| {
        put(&root, 1, bytes);
        told(&folder(&root, &notes).unwrap()).join("\n")
    };
    let mut flipped = whole.clone();
    flipped[200] ^= 1;
    assert!(after(&flipped).contains("does not follow"));
    assert!(after(&written_prefix(&whole, 3)).contains("the end was cut off"));
    assert!(
        after(&written_prefix(&whole, 5)).is_empty(),
        "what no head covers yet"
    );
    let head = head(1);
    let mut changed = whole[journal::HEAD_BYTES..].to_vec();
    changed[60] ^= 1;
    let anew = rechained(&[&head.bytes()[..], &changed[..]].concat(), &head);
    let anew = [&head.bytes()[..], &anew[..]].concat();
    assert!(after(&anew).contains("computed anew"), "{}", after(&anew));
    std::fs::remove_dir_all(root.join(REPORT.to_string())).unwrap();
    let gone = told(&folder(&root, &notes).unwrap()).join("\n");
    assert!(gone.contains("no proof of deletion"), "{gone}");
    let erased = Act::new(UNIT, NOW, Actor::System, Action::EraseReport);
    let entry = erased
        .about(Subject::Report(REPORT))
        .entry_after(&Head::EMPTY);
    let hash = entry.hash();
    notes.take(&Record::Entry(entry, hash));
    assert_eq!(told(&folder(&root, &notes).unwrap()), [""; 0]);
}

/// The first chunks of a journal.
fn written_prefix(whole: &[u8], chunks: usize) -> Vec<u8> {
    let mut rest = &whole[journal::HEAD_BYTES..];
    for _ in 0..chunks {
        rest = journal::chunk::Chunk::next(rest).unwrap().unwrap().1;
    }
    whole[..whole.len() - rest.len()].to_vec()
}
