//! Files of cases: sealed one by one, each with a key of its own, and bounded.

use std::{collections::BTreeSet, io::Read, sync::Arc};

use admin_core::{
    authority::{Matter, NotAllowed},
    case::{Case, effects::Erased},
    picture::{self, Picture},
    post::unit::UnitTree,
    rulebook::{Rulebook, form::FieldKind, workflow::Trigger},
    trail::hex,
};
use aws_lc_rs::digest::{SHA256, digest};
use axum::body::Bytes;
use http::StatusCode;
use protocol::{
    admin::case::{CaseFile, PictureFacts},
    id::{AccountId, CaseId, FileId},
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, prelude::Uuid, sea_query::Expr,
};

use super::{see, store};
use crate::{
    Admin,
    exchange::{self, Head},
    keys::DataKey,
    limits::{
        CASE_FILE_BYTES, CASE_FILE_MS, CASE_FILE_NAME_CHARS, CASE_FILES_SWEPT, CASE_FILES_WAITING,
        KEYS_AT_ONCE,
    },
    posts,
    problem::{Refused, not_found_problem},
    random,
    sealed_file::SealedFileError,
    sealed_files::Unentered,
    second_copies::erasure::{ORDERED, Order},
    signed_in::SignedIn,
    store::table::case_file::{self as row, Column},
    trail::{self, Act, Action, Actor, Subject},
    units,
};

/// The clause by which files that nobody uses go.
const CLAUSE: &str = "IS-13.3";

/// A file as it comes in.
#[derive(Debug)]
pub struct New<'a> {
    pub name: &'a str,
    pub content_type: &'a str,
    pub content: Bytes,
    /// Where it is a container, what its head says.
    pub container: Option<Head>,
}

/// A file as it goes out again.
#[derive(Debug)]
pub struct Opened {
    pub name: String,
    pub content_type: String,
    pub content: Vec<u8>,
}

/// Refuses a file of somebody who may take no step that a file belongs to, before it is read.
pub async fn authorise(admin: &Admin, person: &SignedIn, kind: FieldKind) -> Result<(), Refused> {
    let units = admin.units().await?;
    match may_bring(admin, person, &units, kind) {
        Ok(()) => Ok(()),
        Err(refused) => Err(admin.refuse(person, Action::KeepCaseFile, refused).await?),
    }
}

fn may_bring(
    admin: &Admin,
    person: &SignedIn,
    units: &UnitTree,
    kind: FieldKind,
) -> Result<(), Refused> {
    let (held, today) = (person.held(), admin.today());
    let mut refused = None;
    for rulebook in admin.rules().on(today) {
        let own = held
            .iter()
            .filter(|post| post.document == rulebook.document.code);
        for (post, (workflow, action)) in own.flat_map(|post| {
            let asked = steps_with(rulebook, kind).into_iter();
            asked.map(move |step| (post, step))
        }) {
            let matter = Matter {
                unit: post.unit,
                owner: Some(person.account),
                kind: workflow,
                state: "",
            };
            let holder = person.holder(&held);
            match rulebook
                .authority()
                .may(holder, action, &matter, units, today)
            {
                Ok(_) => return Ok(()),
                Err(denied) => refused = refused.or(Some(denied)),
            }
        }
    }
    let clause = "IS-13.3";
    Err(refused.unwrap_or(NotAllowed { clause }).into())
}

/// The clause of the first field of a kind in the documents of the person's posts.
pub fn clause_of(admin: &Admin, person: &SignedIn, kind: FieldKind) -> Option<String> {
    let held = |rulebook: &Rulebook| {
        let code = &rulebook.document.code;
        person.posts.iter().any(|held| held.post.document == *code)
    };
    let mut own = admin.rules().on(admin.today()).filter(|it| held(it));
    own.find_map(|rulebook| {
        let mut fields = rulebook.forms.values().flat_map(|form| &form.fields);
        let field = fields.find(|field| field.kind == kind);
        field.map(|field| field.clause.text.clone())
    })
}

/// Workflow and action of each step that somebody takes and that fills a field of a kind.
fn steps_with(rulebook: &Rulebook, kind: FieldKind) -> BTreeSet<(&str, &str)> {
    let mut found = BTreeSet::new();
    for workflow in rulebook.workflows.values() {
        let form = rulebook.forms.get(&workflow.form.text);
        let is_file = |field: &str| {
            let field = form.and_then(|form| form.field(field));
            field.is_some_and(|field| field.kind == kind)
        };
        for step in &workflow.steps {
            if let Trigger::Action(action) = &step.trigger
                && step.fills.iter().any(|field| is_file(field))
            {
                found.insert((workflow.code.as_str(), action.text.as_str()));
            }
        }
    }
    found
}

/// Takes a file in; it waits for the step of a case that names it.
pub async fn keep(admin: &Admin, person: &SignedIn, new: New<'_>) -> Result<CaseFile, Refused> {
    let New {
        name,
        content_type,
        content,
        container,
    } = new;
    let name = name.trim();
    let named = !name.is_empty()
        && name.chars().count() <= CASE_FILE_NAME_CHARS
        && !name.contains(|c: char| c.is_control() || matches!(c, '/' | '\\'));
    if !named || content.is_empty() || content.len() > CASE_FILE_BYTES {
        let refused = unusable();
        return Err(admin.refuse(person, Action::KeepCaseFile, refused).await?);
    }
    let (now, id) = (admin.now(), FileId::new(admin.now(), random::id()));
    let sha256 = digest(&SHA256, &content).as_ref().to_vec();
    let act = person
        .act(now, Action::KeepCaseFile)
        .about(Subject::File(id));
    let bytes = i64::try_from(content.len()).unwrap_or(i64::MAX);
    let kept = async {
        // Until its row is stored, the file goes with this value.
        let unentered = Unentered::new(admin.files(), id.0);
        let key = admin.keys().new_file_key(id, now);
        let bytes_read = content.clone();
        let read = tokio::task::spawn_blocking(move || picture::read(&bytes_read));
        let picture = read.await.map_err(Refused::internal)?;
        let words = picture.as_ref().map(serde_json::to_string).transpose();
        let words = words.map_err(Refused::internal)?;
        seal(admin, key.key().clone(), id, content).await?;
        admin
            .db()
            .write(async |txn| {
                admin.still(txn, person).await?;
                let waiting = waiting(person.account, now).count(txn).await?;
                if waiting >= CASE_FILES_WAITING {
                    return Err(too_many());
                }
                let row = row::ActiveModel {
                    id: Set(id.0),
                    account: Set(person.account.0),
                    case: Set(None),
                    content_type: Set(content_type.to_owned()),
                    name: Set(key.key().seal("case file name", name.as_bytes())),
                    content: Set(Vec::new()),
                    bytes: Set(bytes),
                    sha256: Set(sha256.clone()),
                    picture: Set(words.clone()),
                    made_ms: Set(now.0),
                };
                key.store_made(admin.keys(), now).await?;
                row::Entity::insert(row).exec_without_returning(txn).await?;
                if let Some(head) = &container {
                    head.insert(txn, id).await?;
                }
                trail::append(txn, &act).await?;
                Ok::<_, Refused>(())
            })
            .await?;
        unentered.stays();
        Ok::<_, Refused>(picture)
    };
    let kept = kept.await;
    match kept {
        Ok(picture) => Ok(CaseFile {
            id,
            picture: picture.map(wire),
            name: name.to_owned(),
            bytes,
            sha256: hex(&sha256),
        }),
        Err(refused) => Err(admin.remember_refusal(act, refused).await?),
    }
}

/// Seals the content of a file of a case.
pub(crate) async fn seal(
    admin: &Admin,
    key: Arc<DataKey>,
    id: FileId,
    content: Bytes,
) -> Result<(), Refused> {
    let files = admin.files().clone();
    let sealed = tokio::task::spawn_blocking(move || files.seal(&key, id, &content[..]));
    let sealed = sealed.await.map_err(Refused::internal)?;
    sealed.map_err(Refused::internal).map(drop)
}

/// The name of a file of a case that is being shown; none once its key is gone.
pub(super) async fn name(
    db: &impl ConnectionTrait,
    admin: &Admin,
    id: FileId,
) -> Result<Option<String>, Refused> {
    let sealed: Option<Vec<u8>> = row::Entity::find_by_id(id.0)
        .select_only()
        .column(Column::Name)
        .into_tuple()
        .one(db)
        .await?;
    let Some(sealed) = sealed else {
        return Ok(None);
    };
    let Ok(key) = admin.keys().file_key(id).await else {
        return Ok(None);
    };
    let name = key
        .open("case file name", &sealed)
        .map_err(Refused::internal)?;
    Ok(Some(String::from_utf8_lossy(&name).into_owned()))
}

/// What was found in a file when it came in; nothing where it is no picture that can be read.
pub(super) async fn picture(
    db: &impl ConnectionTrait,
    id: FileId,
) -> Result<Option<PictureFacts>, Refused> {
    let words: Option<Option<String>> = row::Entity::find_by_id(id.0)
        .select_only()
        .column(Column::Picture)
        .into_tuple()
        .one(db)
        .await?;
    let read = |words: String| serde_json::from_str::<Picture>(&words).map(wire);
    let found = words.flatten().map(read).transpose();
    found.map_err(Refused::internal)
}

/// Whether a picture says where it was taken.
pub(super) async fn shows_position(
    db: &impl ConnectionTrait,
    id: FileId,
) -> Result<Option<bool>, Refused> {
    let picture = picture(db, id).await?;
    Ok(picture.map(|picture| picture.position))
}

fn wire(picture: Picture) -> PictureFacts {
    PictureFacts {
        position: picture.position,
        left: picture.left,
    }
}

/// A file, for those who may see its case, or who brought it.
pub async fn open(admin: &Admin, person: &SignedIn, id: FileId) -> Result<Opened, Refused> {
    let act = person
        .act(admin.now(), Action::ReadCaseFile)
        .about(Subject::File(id));
    let db = &**admin.db();
    let found = row::Entity::find_by_id(id.0).one(db).await?;
    let found = match found {
        Some(row) if may_open(admin, person, &row).await? => row,
        _ => return Err(admin.remember_refusal(act, not_found_problem()).await?),
    };
    let opened = content_of(admin, found).await?;
    admin
        .db()
        .write(async |txn| Ok::<_, Refused>(trail::append(txn, &act).await?))
        .await?;
    Ok(opened)
}

/// The bytes of a file that may go out; nothing once it was erased.
pub(crate) async fn read(admin: &Admin, id: FileId) -> Result<Option<Opened>, Refused> {
    match row::Entity::find_by_id(id.0).one(&**admin.db()).await? {
        Some(row) => content_of(admin, row).await.map(Some),
        None => Ok(None),
    }
}

async fn content_of(admin: &Admin, found: row::Model) -> Result<Opened, Refused> {
    let id = FileId(found.id);
    let key = Arc::new(admin.keys().file_key(id).await?);
    let name = key.open("case file name", &found.name);
    let name = name.map_err(Refused::internal)?;
    let (files, bytes) = (admin.files().clone(), found.bytes.cast_unsigned());
    let content = tokio::task::spawn_blocking(move || {
        let (mut reader, mut content) = (files.read(&key, id, bytes)?, Vec::new());
        reader.read_to_end(&mut content)?;
        Ok::<_, SealedFileError>(content)
    });
    let content = content.await.map_err(Refused::internal)?;
    let content = content.map_err(Refused::internal)?;
    Ok(Opened {
        name: String::from_utf8_lossy(&name).into_owned(),
        content_type: found.content_type,
        content,
    })
}

async fn may_open(admin: &Admin, person: &SignedIn, row: &row::Model) -> Result<bool, Refused> {
    let (db, units) = (&**admin.db(), admin.units().await?);
    // A container goes out to who knows its password, and by that way alone.
    if exchange::is_container(db, FileId(row.id)).await? {
        return Ok(false);
    }
    let Some(case) = row.case else {
        let is_own = row.account == person.account.0;
        return Ok(is_own && may_bring(admin, person, &units, FieldKind::File).is_ok());
    };
    let Some(case) = store::find_row(db, CaseId(case)).await? else {
        return Ok(false);
    };
    let case = store::without_personal(&case)?;
    let version = admin.rules().version(db, &case.document, &case.rulebook);
    let Some(rulebook) = version.await? else {
        return Ok(false);
    };
    Ok(see::may_see(db, admin, person, &units, &case, &rulebook).await?)
}

/// Whether a person may name a file in a case: an own one that waits, or one that the case has.
pub(super) async fn may_use(
    db: &impl ConnectionTrait,
    id: FileId,
    person: AccountId,
    case: CaseId,
) -> Result<bool, DbErr> {
    let own = Condition::all()
        .add(Column::Account.eq(person.0))
        .add(Column::Case.is_null());
    let found = row::Entity::find_by_id(id.0)
        .filter(Condition::any().add(own).add(Column::Case.eq(case.0)))
        .one(db)
        .await?;
    Ok(found.is_some())
}

pub(super) async fn attach(
    txn: &impl ConnectionTrait,
    id: FileId,
    case: CaseId,
) -> Result<(), DbErr> {
    row::Entity::update_many()
        .col_expr(Column::Case, Expr::value(case.0))
        .filter(Column::Id.eq(id.0))
        .filter(Column::Case.is_null())
        .exec(txn)
        .await
        .map(drop)
}

fn waiting(person: AccountId, now: UnixMs) -> sea_orm::Select<row::Entity> {
    row::Entity::find()
        .filter(Column::Account.eq(person.0))
        .filter(Column::Case.is_null())
        .filter(Column::MadeMs.gte(now.0 - CASE_FILE_MS))
}

/// Takes away files that no case named in their day, each with its key; at most some of them. How
/// many went.
pub async fn sweep(admin: &Admin) -> Result<usize, Refused> {
    let (now, db) = (admin.now(), admin.db());
    let swept = db
        .write(async |txn| {
            let old: Vec<(Uuid, Uuid)> = row::Entity::find()
                .select_only()
                .column(Column::Id)
                .column(Column::Account)
                .filter(Column::Case.is_null())
                .filter(Column::MadeMs.lt(now.0 - CASE_FILE_MS))
                .limit(CASE_FILES_SWEPT)
                .into_tuple()
                .all(txn)
                .await?;
            for (id, account) in &old {
                forget(txn, admin, FileId(*id), AccountId(*account)).await?;
            }
            Ok::<_, Refused>(old.len())
        })
        .await?;
    if swept > 0 {
        db.note_erased();
    }
    Ok(swept)
}

/// Takes away files whose key is gone already, as after a restore. How many went.
pub async fn forget_keyless(admin: &Admin) -> Result<usize, Refused> {
    let (db, mut last, mut gone) = (admin.db(), Uuid::nil(), 0);
    loop {
        let page: Vec<(Uuid, Uuid)> = row::Entity::find()
            .select_only()
            .column(Column::Id)
            .column(Column::Account)
            .filter(Column::Id.gt(last))
            .order_by_asc(Column::Id)
            .limit(KEYS_AT_ONCE)
            .into_tuple()
            .all(&**db)
            .await?;
        let Some((end, _)) = page.last() else {
            return Ok(gone);
        };
        last = *end;
        let ids: Vec<_> = page.iter().map(|(id, _)| *id).collect();
        let keyless = admin.keys().without_key(&ids).await?;
        for (id, account) in page.iter().filter(|(id, _)| keyless.contains(id)) {
            db.write(async |txn| forget(txn, admin, FileId(*id), AccountId(*account)).await)
                .await?;
            gone += 1;
        }
    }
}

/// Takes away the files of a case, each with its key.
pub(super) async fn forget_of(
    txn: &impl ConnectionTrait,
    admin: &Admin,
    case: CaseId,
) -> Result<(), Refused> {
    let own: Vec<(Uuid, Uuid)> = row::Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::Account)
        .filter(Column::Case.eq(case.0))
        .into_tuple()
        .all(txn)
        .await?;
    for (id, account) in own {
        forget(txn, admin, FileId(id), AccountId(account)).await?;
    }
    Ok(())
}

async fn forget(
    txn: &impl ConnectionTrait,
    admin: &Admin,
    id: FileId,
    account: AccountId,
) -> Result<(), Refused> {
    destroy(txn, admin, id).await?;
    let held = posts::held_by(txn, account, admin.today()).await?;
    let unit = match held.first() {
        Some(held) => Some(held.post.unit),
        None => units::root(txn).await?,
    };
    if let Some(unit) = unit {
        let act = Act::new(unit, admin.now(), Actor::System, Action::ForgetCaseFile)
            .about(Subject::File(id))
            .about(Subject::Account(account))
            .clause(CLAUSE);
        prove_gone(txn, admin, id, act).await?;
    }
    Ok(())
}

/// A step of its case erases a file; its hash stays as the proof of it. One that is gone already is
/// no error.
pub(super) async fn erase(
    txn: &impl ConnectionTrait,
    admin: &Admin,
    case: &Case,
    erased: &Erased,
) -> Result<(), Refused> {
    let id = erased.file;
    let Some(row) = row::Entity::find_by_id(id.0).one(txn).await? else {
        return Ok(());
    };
    destroy(txn, admin, id).await?;
    let hash = row.sha256.try_into().unwrap_or_default();
    let act = Act::new(case.unit, admin.now(), Actor::System, Action::EraseCaseFile)
        .about(Subject::Case(case.id))
        .about(Subject::File(id))
        .about(Subject::Hash(hash))
        .clause(erased.clause.clone());
    prove_gone(txn, admin, id, act).await?;
    admin.db().note_erased();
    Ok(())
}

/// The row, the key, then the bytes.
async fn destroy(txn: &impl ConnectionTrait, admin: &Admin, id: FileId) -> Result<(), Refused> {
    row::Entity::delete_by_id(id.0).exec(txn).await?;
    exchange::forget(txn, id).await?;
    admin.keys().destroy_file_key(id).await?;
    admin.files().remove_all(id.0).map_err(Refused::internal)
}

/// Orders the end of its copies and writes the entry.
async fn prove_gone(
    txn: &impl ConnectionTrait,
    admin: &Admin,
    id: FileId,
    act: Act,
) -> Result<(), Refused> {
    let order = Order {
        unit: act.unit,
        subject: Subject::File(id).into(),
        clause: &act.clause,
        at: admin.now(),
        below: &[objects::files_of(id)],
    };
    let has_copies = order.write(txn, admin).await?;
    let act = if has_copies { act.about(ORDERED) } else { act };
    trail::append(txn, &act).await?;
    Ok(())
}

fn unusable() -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "file_unusable",
        "ファイルは名前と内容があり、大きさの上限以内である必要があります。",
        "A file needs a name and content, within the limit of its size.",
    )
    .clause("IS-13.3")
}

fn too_many() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "files_waiting",
        "案件に付けていないファイルが多すぎます。先に案件に付けてください。",
        "Too many of your files wait for a case. Use them first.",
    )
    .clause("IS-13.3")
}
