//! The one copy of a report for one medium: by permission, numbered, locked with a password that is
//! shown once, and provable away from this system (VR-9a).

use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Seek, SeekFrom, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
    sync::Arc,
};

use admin_core::{
    case::{Case, value::Value},
    rulebook::{Rulebook, workflow::Exports},
    trail::{Hash, Subject, hex},
};
use axum::body::Bytes;
use futures_util::Stream;
use http::StatusCode;
use protocol::{
    admin::form::{FieldValue, FieldValues},
    id::{AccountId, CaseId, FileId, ReportId},
    time::UnixMs,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{
    ReportFacts, archive,
    day::{self, DayProofs},
    locked::{LockedWriter, new_password},
    manifest::{Copy, Manifest, Rule, VERSION, Who},
    note, proof,
    source::{Item, Part},
};
use crate::{
    Admin, accounts,
    cases::{self, NotTaken, Taker, store},
    folder::private_folder,
    jobs, ledgers,
    limits::CASES_ABOUT,
    posts::list::name_of,
    problem::{Refused, not_found_problem},
    random, sealed_answer,
    signed_in::SignedIn,
    store::table::rulebook_case,
    trail::Action,
};

const README_TEXT: &str = include_str!("readme.txt");

/// An archive about to be sent.
pub struct Export {
    pub name: String,
    pub bytes: u64,
    pub sha256: Hash,
    /// Shown once; nothing else opens the archive.
    pub password: String,
    file: File,
}

impl Export {
    /// The bytes, piece by piece.
    pub fn stream(self) -> impl Stream<Item = io::Result<Bytes>> {
        sealed_answer::pieces(self.file, 0, self.bytes)
    }
}

/// Takes the step with which the copy leaves. The archive is put together before: what cannot be
/// read does not use the permission up, and the hash that is written down is that of what is sent.
pub async fn take(admin: &Admin, person: &SignedIn, id: CaseId) -> Result<Export, Refused> {
    let act = || {
        let act = person.act(admin.now(), Action::TakeStep);
        act.about(Subject::Case(id))
    };
    let Some(asked) = Asked::find(admin, id).await? else {
        let refused = not_found_problem();
        return Err(admin.remember_refusal(act(), refused).await?);
    };
    // Whether the person may is said before anything is read.
    if let Err(not) = asked.try_step(admin, person).await {
        return Err(cases::refused(admin, not).await?);
    }
    let turn = admin.evidence().turns().acquire().await;
    let _turn = turn.map_err(Refused::internal)?;
    let made = match asked.make(admin, person).await {
        Ok(made) => made,
        Err(refused) => return Err(admin.remember_refusal(act(), refused).await?),
    };
    match asked.step(admin, person, &made).await {
        Ok(()) => Ok(made),
        Err(not) => Err(cases::refused(admin, not).await?),
    }
}

/// A case that is a permission to save a report.
struct Asked {
    row: rulebook_case::Model,
    case: Case,
    rulebook: Arc<Rulebook>,
}

impl Asked {
    async fn find(admin: &Admin, id: CaseId) -> Result<Option<Self>, Refused> {
        let db = &**admin.db();
        let Some(row) = store::find_row(db, id).await? else {
            return Ok(None);
        };
        let version = admin.rules().version(db, &row.document, &row.rulebook);
        let Some(rulebook) = version.await? else {
            return Ok(None);
        };
        let exports = rulebook.workflows.get(&row.workflow);
        if exports.is_none_or(|workflow| workflow.exports.is_none()) {
            return Ok(None);
        }
        let case = store::without_personal(&row)?;
        Ok(Some(Self {
            row,
            case,
            rulebook,
        }))
    }

    fn exports(&self) -> &Exports {
        let exports = self.rulebook.workflows[&self.case.workflow]
            .exports
            .as_ref();
        exports.expect("a case without is not found")
    }

    fn value(&self, field: &str) -> Option<&Value> {
        self.case.values.get(field)
    }

    fn report(&self) -> Option<ReportId> {
        match self.value(&self.exports().report) {
            Some(Value::Report(id)) => Some(*id),
            _ => None,
        }
    }

    /// The number of the copy: one case, one copy.
    fn copy(&self) -> String {
        format!("{}-1", self.row.number)
    }

    /// The step as it would be taken; nothing of it stays.
    async fn try_step(&self, admin: &Admin, person: &SignedIn) -> Result<(), NotTaken> {
        let values = self.values(&Hash::default(), 1);
        let units = admin.units().await?;
        let step = &self.exports().step;
        let taker = taker(admin, &units, person);
        cases::try_take(taker, self.case.id, step, self.case.version, &values).await
    }

    async fn step(&self, admin: &Admin, person: &SignedIn, made: &Export) -> Result<(), NotTaken> {
        let values = self.values(&made.sha256, made.bytes);
        let units = admin.units().await?;
        admin
            .db()
            .write(async |txn| self.take(txn, taker(admin, &units, person), &values).await)
            .await
    }

    async fn take(
        &self,
        txn: &sea_orm::DatabaseTransaction,
        taker: Taker<'_>,
        values: &FieldValues,
    ) -> Result<(), NotTaken> {
        let step = &self.exports().step;
        let taken = cases::take(txn, taker, self.case.id, step, self.case.version, values);
        taken.await.map(drop)
    }

    fn values(&self, sha256: &Hash, bytes: u64) -> FieldValues {
        let exports = self.exports();
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        [
            (&exports.copy, FieldValue::Text(self.copy())),
            (&exports.sha256, FieldValue::Text(hex(sha256))),
            (&exports.bytes, FieldValue::Number(bytes)),
        ]
        .map(|(field, value)| (field.text.clone(), value))
        .into()
    }

    async fn make(&self, admin: &Admin, person: &SignedIn) -> Result<Export, Refused> {
        let report = self.report().ok_or_else(not_found_problem)?;
        let source = admin.evidence().source();
        let source = source.ok_or_else(not_found_problem)?;
        let facts = source.find(report).await?;
        // It may have been passed on to a neighbour since somebody applied.
        let facts = facts.filter(|facts| facts.unit == self.case.unit);
        let facts = facts.ok_or_else(not_found_problem)?;
        let ended = facts.ended.ok_or_else(|| self.running())?;
        let wanted = self.wanted();
        let mut items = source.items(report).await?;
        items.retain(|item| wanted.contains(item.part.code()));
        let db = &**admin.db();
        let (mut trail, mut days) = (String::new(), DayProofs::new());
        if wanted.contains(Part::Journal.code()) {
            if let Some(copies) = admin.files().copies() {
                let folder = admin.films().journals();
                copies.bring_journals(&folder, report).await;
            }
            // So that a head covers what is handed out, also right after the end.
            note::of_report(admin, report).await?;
            jobs::sign_head(admin).await?;
            let noted = note::noted(db, report).await?;
            let mut notes: Vec<_> = noted.iter().map(|note| (note.unit, note.seq)).collect();
            let ids = noted.iter().map(|note| FileId(note.file));
            for id in ids.chain(items.iter().filter_map(|item| item.id)) {
                if let Some((line, leaf, note)) = day::proof(db, id).await? {
                    days.insert(id, (line, leaf));
                    notes.push(note);
                }
            }
            trail = proof::lines(db, &notes).await?;
        }
        let manifest = self
            .manifest(admin, person, (report, &facts, ended))
            .await?;
        let journals = wanted.contains(Part::Journal.code());
        let (handle, name) = (admin.clone(), format!("{}.genba", self.copy()));
        let work = move || {
            let folder = handle.films().journals();
            if journals {
                items.extend(archive::journals(&folder, report)?);
            }
            lock(&handle, name, manifest, (&trail, &days), items)
        };
        let made = tokio::task::spawn_blocking(work).await;
        made.map_err(Refused::internal)?.map_err(refused_by_disk)
    }

    fn wanted(&self) -> BTreeSet<String> {
        match self.value(&self.exports().contents) {
            Some(Value::Ticks(ticks)) => ticks.clone(),
            _ => BTreeSet::new(),
        }
    }

    async fn manifest(
        &self,
        admin: &Admin,
        person: &SignedIn,
        (report, facts, ended): (ReportId, &ReportFacts, UnixMs),
    ) -> Result<Manifest, Refused> {
        let db = &**admin.db();
        let permitted = self.permitted();
        let permitted_by = permitted.and_then(|done| done.by).unwrap_or(person.account);
        let people = accounts::names(db, [permitted_by, person.account]).await?;
        let who = |account: AccountId| Who {
            account,
            name: name_of(&people, account).name,
        };
        let medium = match self.value(&self.exports().medium) {
            Some(Value::Asset(id)) => ledgers::find(db, *id).await?,
            _ => None,
        };
        let units = admin.units().await?;
        Ok(Manifest {
            version: VERSION,
            report: Some(report),
            number: facts.number.clone(),
            unit: facts.unit,
            unit_name: units.name(facts.unit).to_owned(),
            begun: facts.begun,
            ended,
            copy: Copy {
                number: self.copy(),
                nth: self.earlier(admin, report).await?.saturating_add(1),
                case: self.case.id,
                medium: medium.map_or_else(String::new, |medium| medium.number),
                permitted_by: who(permitted_by),
                permitted_at: permitted.map_or(UnixMs(0), |done| done.at),
                taken_by: who(person.account),
                at: admin.now(),
            },
            rule: Rule {
                document: self.case.document.clone(),
                version: self.case.rulebook.clone(),
                clause: self.rulebook.workflows[&self.case.workflow]
                    .clause
                    .text
                    .clone(),
            },
            classification: None,
            items: Vec::new(),
            key: hex(&admin.keys().heads().public()),
        })
    }

    /// The step that led to where the copy may be taken.
    fn permitted(&self) -> Option<&admin_core::case::Done> {
        let workflow = self.rulebook.workflows.get(&self.case.workflow)?;
        let copied = workflow.step(&self.exports().step)?;
        let leads = |code: &str| {
            let step = workflow.step(code);
            step.is_some_and(|step| step.leads_to().any(|to| copied.leaves(to)))
        };
        self.case.done.iter().rev().find(|done| leads(&done.step))
    }

    /// How many copies of the report left before.
    async fn earlier(&self, admin: &Admin, report: ReportId) -> Result<u32, Refused> {
        let rows = rulebook_case::Entity::find()
            .filter(store::is_about(&report.to_string()))
            .filter(rulebook_case::Column::Document.eq(&self.case.document))
            .filter(rulebook_case::Column::Workflow.eq(&self.case.workflow))
            .limit(CASES_ABOUT)
            .all(&**admin.db())
            .await?;
        let mut copies = 0;
        for row in rows {
            let case = store::without_personal(&row)?;
            let step = &self.exports().step;
            copies += u32::from(case.done.iter().any(|done| done.step == step.text));
        }
        Ok(copies)
    }

    fn running(&self) -> Refused {
        let workflow = &self.rulebook.workflows[&self.case.workflow];
        Refused::new(
            StatusCode::CONFLICT,
            "report_running",
            "映像通報が終了していません。終了してから保存してください。",
            "The report is still running. Save it once it has ended.",
        )
        .clause(&workflow.clause.text)
    }
}

fn taker<'a>(admin: &'a Admin, units: &'a crate::units::Units, person: &'a SignedIn) -> Taker<'a> {
    Taker {
        admin,
        units,
        person,
        witness: None,
        with_effect: true,
    }
}

/// Writes the locked archive into a file that has no name any more: it is gone with its last
/// handle, also after a crash. Blocks.
fn lock(
    admin: &Admin,
    name: String,
    manifest: Manifest,
    proofs: (&str, &DayProofs),
    items: Vec<Item>,
) -> io::Result<Export> {
    let archive = archive::finished(admin.keys().heads(), manifest, README_TEXT, proofs, items)?;
    let mut file = nameless(&admin.films().exports())?;
    let password = new_password();
    let mut locked = LockedWriter::new(BufWriter::new(&file), &password)?;
    archive.write(&mut locked)?;
    locked.finish()?.flush()?;
    let bytes = file.seek(SeekFrom::End(0))?;
    let mut content = crate::archive::Content::Plain(file.try_clone()?, bytes);
    Ok(Export {
        name,
        bytes,
        sha256: content.sha256()?,
        password,
        file,
    })
}

fn nameless(folder: &Path) -> io::Result<File> {
    private_folder(folder)?;
    let path = folder.join(hex(&random::bytes::<16>()));
    let mut options = OpenOptions::new();
    let file = options
        .read(true)
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)?;
    fs::remove_file(path)?;
    Ok(file)
}

fn refused_by_disk(error: io::Error) -> Refused {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Refused::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "storage_full",
            "保存領域が不足しているため、保存用のファイルを作成できません。許可は使われていません。",
            "The storage is full: the archive cannot be made. The permission is not used up.",
        ),
        _ => Refused::internal(error),
    }
}
