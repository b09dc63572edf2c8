//! Staff lists as CSV: a list is looked at, kept, and entered exactly as it was looked at, or not
//! at all.

use std::collections::BTreeSet;

use admin_core::{
    limits::{STAFF_LIST_BYTES, STAFF_LIST_ROWS},
    post::{
        Post,
        appoint::{Target, appointed, appoints_somebody, may_appoint},
        staff_list::{Importer, ListError, NewStaff, Preview, RowFault, preview},
    },
    rulebook::{Rulebook, posts::AppointAct},
};
use aws_lc_rs::digest::{SHA256, digest};
use http::StatusCode;
use protocol::{
    admin::{
        label::Label,
        staff_list::{NewStaffLine, StaffPreview, StaffRow},
    },
    id::AccountId,
    time::{Day, UnixMs},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QuerySelect,
};

use super::{
    Held,
    allowed::{at_terminal, rulebook},
    begin, list, of_kind, of_units, view,
};
use crate::{
    Admin, accounts, csv, documents,
    limits::{STAFF_LIST_MS, STAFF_LISTS_HELD},
    problem::{Refused, not_found_problem},
    random,
    signed_in::SignedIn,
    store::table::{account, staff_list},
    trail::{self, Action, Subject},
    units::Units,
};

/// Refuses a list of somebody who registers nobody in a document, before it is read.
pub async fn authorise(admin: &Admin, person: &SignedIn, document: &str) -> Result<(), Refused> {
    let units = admin.units().await?;
    match may_bring(admin, person, document, &units) {
        Ok(()) => Ok(()),
        Err(refused) => Err(admin.refuse(person, Action::ImportStaff, refused).await?),
    }
}

fn may_bring(
    admin: &Admin,
    person: &SignedIn,
    document: &str,
    units: &Units,
) -> Result<(), Refused> {
    if let Some(clause) = admin.apart_from(person, document) {
        return Err(not_found_problem().clause(clause));
    }
    let (rulebook, posts) = (rulebook(admin, document)?, person.held());
    let (register, today) = (AppointAct::Register, admin.today());
    let basis = appoints_somebody(rulebook, person.account, &posts, register, today)?;
    let target = Target {
        person: person.account,
        kind: &basis.post.kind,
        unit: basis.post.unit,
    };
    at_terminal(admin, person, document, target, units)
}

/// Reads a list and keeps it for its author for a while.
pub async fn look_at(
    admin: &Admin,
    person: &SignedIn,
    document: &str,
    text: &str,
) -> Result<StaffPreview, Refused> {
    let units = admin.units().await?;
    let rulebook = rulebook(admin, document)?;
    let found = previewed(admin, &**admin.db(), person, rulebook, &units, text).await;
    let found = match found {
        Ok(found) => found,
        Err(refused) => return Err(admin.refuse(person, Action::ImportStaff, refused).await?),
    };
    let good = found.rows.iter().any(|row| row.result.is_ok());
    let token = good.then(random::token);
    if let Some(token) = &token {
        let now = admin.now();
        admin
            .db()
            .write(async |txn| {
                admin.still(txn, person).await?;
                keep(
                    txn,
                    token,
                    person,
                    (document, text),
                    &digest_of(&found),
                    now,
                )
                .await
            })
            .await?;
    }
    let rows = found.rows.iter();
    Ok(StaffPreview {
        token,
        rows: rows
            .map(|row| StaffRow {
                line: u32::try_from(row.line).unwrap_or(u32::MAX),
                change: row
                    .result
                    .as_ref()
                    .ok()
                    .map(|new| line_of(new, rulebook, &units)),
                flaws: row
                    .result
                    .as_ref()
                    .err()
                    .map_or_else(Vec::new, |faults| faults.iter().map(words_of).collect()),
            })
            .collect(),
    })
}

/// The posts of a document that the person answers for, in the columns of a staff list.
pub async fn export(admin: &Admin, person: &SignedIn, document: &str) -> Result<String, Refused> {
    let units = admin.units().await?;
    let readable = list::readable(admin, person, &units);
    let mut found = of_units(&**admin.db(), &readable, admin.today()).await?;
    found.retain(|held| held.post.document == document);
    found.retain(list::reads(admin, person, &units));
    let people = found.iter().map(|held| held.post.person);
    let names = accounts::names(&**admin.db(), people).await?;
    let mut text = csv::line(&["user_id", "name", "unit", "post", "from", "to"]);
    for Held { post, .. } in &found {
        let who = list::name_of(&names, post.person);
        let unit = units.get(post.unit).map_or("", |unit| &unit.code);
        let (from, to) = (post.from.to_string(), post.to.map(|to| to.to_string()));
        let to = to.unwrap_or_default();
        text.push_str(&csv::line(&[
            &who.user_id,
            &who.name,
            unit,
            &post.kind,
            &from,
            &to,
        ]));
    }
    Ok(text)
}

/// Enters a list that its author looked at. Where anything has changed since then, nothing is
/// entered.
pub async fn apply(admin: &Admin, person: &SignedIn, token: &str) -> Result<u32, Refused> {
    let units = admin.units().await?;
    let done = admin
        .db()
        .write(async |txn| enter(admin, txn, person, token, &units).await)
        .await;
    match done {
        Ok(entered) => Ok(entered),
        Err(refused) => Err(admin.refuse(person, Action::ImportStaff, refused).await?),
    }
}

async fn enter(
    admin: &Admin,
    txn: &DatabaseTransaction,
    person: &SignedIn,
    token: &str,
    units: &Units,
) -> Result<u32, Refused> {
    let now = admin.now();
    admin.still(txn, person).await?;
    let row = staff_list::Entity::find_by_id(token.to_owned())
        .one(txn)
        .await?;
    let row =
        row.filter(|row| row.account == person.account.0 && now.0 - row.made_ms <= STAFF_LIST_MS);
    let row = row.ok_or_else(not_found_problem)?;
    let rulebook = rulebook(admin, &row.document)?;
    let found = previewed(admin, txn, person, rulebook, units, &row.text).await?;
    if digest_of(&found) != row.digest {
        return Err(list_changed());
    }
    let mut entered = 0;
    for new in found.rows.iter().filter_map(|row| row.result.as_ref().ok()) {
        enter_one(admin, txn, person, rulebook, units, new).await?;
        entered += 1;
    }
    staff_list::Entity::delete_by_id(token.to_owned())
        .exec(txn)
        .await?;
    Ok(entered)
}

async fn enter_one(
    admin: &Admin,
    txn: &DatabaseTransaction,
    person: &SignedIn,
    rulebook: &Rulebook,
    units: &Units,
    new: &NewStaff,
) -> Result<(), Refused> {
    let (now, today) = (admin.now(), admin.today());
    let account = accounts::make_account(txn, &new.user_id, &new.name, now).await?;
    let target = Target {
        person: account,
        kind: &new.post,
        unit: new.unit,
    };
    let held = person.held();
    let register = AppointAct::Register;
    let allowed = may_appoint(
        rulebook,
        units,
        person.account,
        &held,
        register,
        target,
        today,
    )?;
    documents::must_be_on(txn, units, rulebook, new.unit).await?;
    let others = of_kind(txn, &rulebook.document.code, &new.post, new.unit).await?;
    let others: Vec<_> = others.into_iter().map(|held| held.post).collect();
    let post = appointed(
        rulebook,
        &others,
        person.account,
        &allowed,
        target,
        new.from,
        new.to,
    )?;
    let id = begin(txn, &post, now).await?;
    let act = person
        .clone()
        .acting(allowed.post, units)
        .act(now, Action::ImportStaff)
        .about(Subject::Account(account))
        .about(Subject::Post(id))
        .about(Subject::Unit(new.unit))
        .clause(new.clause.clone());
    trail::append(txn, &act).await?;
    Ok(())
}

async fn previewed(
    admin: &Admin,
    db: &impl ConnectionTrait,
    person: &SignedIn,
    rulebook: &Rulebook,
    units: &Units,
    text: &str,
) -> Result<Preview, Refused> {
    let ids: Vec<String> = account::Entity::find()
        .select_only()
        .column(account::Column::UserId)
        .into_tuple()
        .all(db)
        .await?;
    let user_ids: BTreeSet<_> = ids.into_iter().collect();
    let posts: Vec<Post> = person.held();
    let importer = Importer {
        rulebook,
        units,
        person: person.account,
        posts: &posts,
        user_ids: &user_ids,
        newcomer: AccountId::new(admin.now(), random::id()),
        today: admin.today(),
    };
    Ok(preview(text, importer)?)
}

/// Keeps a list; the oldest of its author give way.
async fn keep(
    txn: &DatabaseTransaction,
    token: &str,
    person: &SignedIn,
    (document, text): (&str, &str),
    digest: &[u8],
    now: UnixMs,
) -> Result<(), Refused> {
    let mut own: Vec<(String, i64)> = staff_list::Entity::find()
        .filter(staff_list::Column::Account.eq(person.account.0))
        .select_only()
        .columns([staff_list::Column::Token, staff_list::Column::MadeMs])
        .into_tuple()
        .all(txn)
        .await?;
    own.sort_by_key(|(_, made_ms)| std::cmp::Reverse(*made_ms));
    let over = own
        .iter()
        .enumerate()
        .filter(|(n, (_, made_ms))| *n + 1 >= STAFF_LISTS_HELD || now.0 - made_ms > STAFF_LIST_MS);
    let over: Vec<_> = over.map(|(_, (token, _))| token.clone()).collect();
    if !over.is_empty() {
        staff_list::Entity::delete_many()
            .filter(staff_list::Column::Token.is_in(over))
            .exec(txn)
            .await?;
    }
    let row = staff_list::ActiveModel {
        token: Set(token.to_owned()),
        account: Set(person.account.0),
        document: Set(document.to_owned()),
        text: Set(text.to_owned()),
        digest: Set(digest.to_vec()),
        made_ms: Set(now.0),
    };
    staff_list::Entity::insert(row)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// What a list would enter, line by line, as one hash.
fn digest_of(found: &Preview) -> Vec<u8> {
    let text = format!("{:?}", found.rows);
    digest(&SHA256, text.as_bytes()).as_ref().to_vec()
}

fn line_of(new: &NewStaff, rulebook: &Rulebook, units: &Units) -> NewStaffLine {
    let kind = rulebook.posts.get(&new.post);
    NewStaffLine {
        user_id: new.user_id.clone(),
        name: new.name.clone(),
        unit: new.unit,
        unit_name: units.name(new.unit).to_owned(),
        document: rulebook.document.code.clone(),
        kind: new.post.clone(),
        label: kind.map_or_else(Label::default, |kind| view::label(&kind.label)),
        from: Day(new.from),
        to: new.to.map(Day),
        clause: new.clause.clone(),
    }
}

#[rustfmt::skip]
fn words_of(fault: &RowFault) -> Label {
    let ja = match fault {
        RowFault::Cells(n) => format!("列の数が{n}です。6列にしてください。"),
        RowFault::Empty(column) => format!("{column} が空です。"),
        RowFault::TooLong(column) => format!("{column} が長すぎます。"),
        RowFault::Unsafe(column) => format!("{column} が数式のように始まるか、制御文字を含みます。"),
        RowFault::UserIdTaken => "この利用者IDは、すでに使われたことがあります。".to_owned(),
        RowFault::UserIdTwice(line) => format!("同じ利用者IDが{line}行目にもあります。"),
        RowFault::UnitUnknown => "この符号の所属はありません。".to_owned(),
        RowFault::PostUnknown => "この符号の役割はありません。".to_owned(),
        RowFault::WrongUnit => "その所属には、この役割は置かれません。".to_owned(),
        RowFault::NoDate(column) => format!("{column} は 2026-04-01 のような日付にしてください。"),
        RowFault::EndsBeforeBeginning => "終期が始期より前です。".to_owned(),
        RowFault::NotAllowed(clause) => format!("あなたの役割では登録できません({clause})。"),
    };
    Label { ja, en: fault.to_string() }
}

impl From<ListError> for Refused {
    fn from(error: ListError) -> Self {
        let ja = match error {
            ListError::TooLong => {
                format!("一覧が大きすぎます。{STAFF_LIST_BYTES}バイト以内にしてください。")
            }
            ListError::TooManyRows => {
                format!("行が多すぎます。{STAFF_LIST_ROWS}行以内にしてください。")
            }
            ListError::Heading => {
                "1行目は user_id,name,unit,post,from,to としてください。".to_owned()
            }
            ListError::OpenQuote { line } => format!("{line}行目の引用符が閉じていません。"),
        };
        let code = "staff_list_unreadable";
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            code,
            ja,
            error.to_string(),
        )
        .clause("VR-3.1")
    }
}

fn list_changed() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "list_changed",
        "確認した後に状況が変わりました。もう一度読み込んで確認してください。何も登録していません。",
        "Something changed since you looked at the list. Look at it again; nothing was entered.",
    )
    .clause("VR-3.1")
}
