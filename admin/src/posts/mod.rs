//! Posts in the store: loaded for a person, a unit or a kind, begun and ended. Who may do what to
//! them is the core's to say.

pub(crate) mod allowed;
pub mod appoint;
pub mod by_case;
pub mod change;
pub mod deputy;
pub mod list;
pub mod moves;
mod refusal;
pub mod staff;
pub mod vacant;
pub mod view;

use std::collections::BTreeSet;

use admin_core::{
    calendar::japan,
    post::{Change, Post},
};
use jiff::civil::Date;
use protocol::{
    id::{AccountId, PostId, UnitId},
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Select, sea_query::Expr,
};

use crate::{
    limits::POSTS_LISTED,
    problem::Refused,
    random,
    store::table::post::{self as row, Column},
};

pub(crate) use refusal::changed;

/// A post with the id of its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub id: PostId,
    pub post: Post,
}

/// Every post that a person has or had.
pub async fn of_person(db: &impl ConnectionTrait, person: AccountId) -> Result<Vec<Held>, DbErr> {
    all(db, row::Entity::find().filter(Column::Account.eq(person.0))).await
}

/// The posts of people that are not over before a day.
pub async fn of_people(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = AccountId>,
    on: Date,
) -> Result<Vec<Held>, DbErr> {
    let people = people.into_iter().map(|person| person.0);
    let found = row::Entity::find()
        .filter(Column::Account.is_in(people))
        .filter(not_over(on));
    all(db, found).await
}

/// The posts that a person holds on a day: those of 110 video reporting first, then by their
/// beginning.
pub async fn held_by(
    db: &impl ConnectionTrait,
    person: AccountId,
    on: Date,
) -> Result<Vec<Held>, DbErr> {
    let found = held(on).filter(Column::Account.eq(person.0));
    let mut found = all(db, found).await?;
    found.sort_by_key(|held| (held.post.document != "VR", held.post.from));
    Ok(found)
}

/// The posts of units that are held on a day or begin later.
pub async fn of_units(
    db: &impl ConnectionTrait,
    units: &[UnitId],
    on: Date,
) -> Result<Vec<Held>, DbErr> {
    let units = units.iter().map(|unit| unit.0);
    let found = row::Entity::find()
        .filter(Column::Unit.is_in(units))
        .filter(not_over(on));
    all(db, found).await
}

/// All posts of one kind in one unit, whenever they are or were held.
pub async fn of_kind(
    db: &impl ConnectionTrait,
    document: &str,
    kind: &str,
    unit: UnitId,
) -> Result<Vec<Held>, DbErr> {
    let found = row::Entity::find()
        .filter(Column::Document.eq(document))
        .filter(Column::Kind.eq(kind))
        .filter(Column::Unit.eq(unit.0));
    all(db, found).await
}

/// Posts that their holder lent and that are not over before a day.
pub async fn lent(db: &impl ConnectionTrait, post: &Post, on: Date) -> Result<Vec<Held>, DbErr> {
    let found = row::Entity::find()
        .filter(Column::Document.eq(&post.document))
        .filter(Column::Kind.eq(&post.kind))
        .filter(Column::Unit.eq(post.unit.0))
        .filter(not_over(on));
    let mut found = all(db, found).await?;
    found.retain(|held| held.post.delegated_by() == Some(post.person));
    Ok(found)
}

/// All posts of one kind in one unit that are held on a day, with their rows.
pub async fn of_kind_held(
    db: &impl ConnectionTrait,
    document: &str,
    kind: &str,
    unit: UnitId,
    on: Date,
) -> Result<Vec<Held>, DbErr> {
    let found = held(on)
        .filter(Column::Document.eq(document))
        .filter(Column::Kind.eq(kind))
        .filter(Column::Unit.eq(unit.0));
    all(db, found).await
}

pub async fn find(db: &impl ConnectionTrait, id: PostId) -> Result<Option<Held>, DbErr> {
    let found = row::Entity::find_by_id(id.0).one(db).await?;
    found.map(held_of).transpose()
}

/// Stores a post that begins.
pub async fn begin(txn: &impl ConnectionTrait, post: &Post, now: UnixMs) -> Result<PostId, DbErr> {
    let id = PostId::new(now, random::id());
    let title = serde_json::to_string(&post.title)
        .map_err(|error| DbErr::Custom(format!("the title of a post: {error}")))?;
    let row = row::ActiveModel {
        id: Set(id.0),
        document: Set(post.document.clone()),
        kind: Set(post.kind.clone()),
        account: Set(post.person.0),
        unit: Set(post.unit.0),
        from_day: Set(post.from.to_string()),
        to_day: Set(post.to.map(|to| to.to_string())),
        title: Set(title),
        basis: Set(post.basis.clone()),
        made_ms: Set(now.0),
    };
    row::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(id)
}

/// Gives a post that is still as it was read another last day; `changed_meanwhile` where somebody
/// was faster.
pub async fn set_end(
    txn: &impl ConnectionTrait,
    held: &Held,
    to: Option<Date>,
) -> Result<(), Refused> {
    let before = held.post.to.map(|to| to.to_string());
    let unchanged = match before {
        Some(day) => Column::ToDay.eq(day),
        None => Column::ToDay.is_null(),
    };
    let changed = row::Entity::update_many()
        .col_expr(Column::ToDay, Expr::value(to.map(|to| to.to_string())))
        .filter(Column::Id.eq(held.id.0))
        .filter(unchanged)
        .exec(txn)
        .await?;
    match changed.rows_affected {
        1 => Ok(()),
        _ => Err(refusal::changed()),
    }
}

/// Ends every post of a person from this day on, and those lent from them; one that has not begun
/// is taken back. Everybody who lost a post comes back.
pub async fn end_all(
    txn: &impl ConnectionTrait,
    person: AccountId,
    from: Date,
) -> Result<BTreeSet<AccountId>, Refused> {
    let last = from.yesterday().map_err(Refused::internal)?;
    let mut lost = BTreeSet::from([person]);
    for held in of_person(txn, person).await? {
        let ended = held.post.ended(last);
        if ended != held.post {
            set_end(txn, &held, ended.to).await?;
            lost.extend(deputy::end_lent(txn, &held.post, last).await?);
        }
    }
    Ok(lost)
}

/// What the core asked for, applied to rows as they were read: the ended and the begun.
pub async fn apply(
    txn: &impl ConnectionTrait,
    known: &[Held],
    changes: &[Change],
    now: UnixMs,
) -> Result<(Vec<Held>, Vec<Held>), Refused> {
    let (mut ended, mut begun) = (Vec::new(), Vec::new());
    for change in changes {
        match change {
            Change::Begin(post) => begun.push(Held {
                id: begin(txn, post, now).await?,
                post: post.clone(),
            }),
            Change::End(post) => {
                let same = |held: &&Held| {
                    let before = Post {
                        to: post.to,
                        ..held.post.clone()
                    };
                    before == *post
                };
                let Some(held) = known.iter().find(same) else {
                    continue;
                };
                set_end(txn, held, post.to).await?;
                ended.push(Held {
                    id: held.id,
                    post: post.clone(),
                });
            }
        }
    }
    Ok((ended, begun))
}

/// Today in Japan.
pub fn today(now: UnixMs) -> Date {
    japan::day_of(now)
}

fn held(on: Date) -> Select<row::Entity> {
    let day = on.to_string();
    row::Entity::find()
        .filter(Column::FromDay.lte(day))
        .filter(not_over(on))
}

/// Days are stored as they are written, so that texts compare as days do.
fn not_over(on: Date) -> Condition {
    Condition::any()
        .add(Column::ToDay.is_null())
        .add(Column::ToDay.gte(on.to_string()))
}

async fn all(db: &impl ConnectionTrait, found: Select<row::Entity>) -> Result<Vec<Held>, DbErr> {
    let rows = found
        .order_by_asc(Column::FromDay)
        .order_by_asc(Column::Id)
        .limit(POSTS_LISTED)
        .all(db)
        .await?;
    rows.into_iter().map(held_of).collect()
}

fn held_of(row: row::Model) -> Result<Held, DbErr> {
    let unreadable = || DbErr::Custom(format!("the row of post {} cannot be read", row.id));
    let to = row.to_day.as_ref().map(|day| day.parse()).transpose();
    Ok(Held {
        id: PostId(row.id),
        post: Post {
            person: AccountId(row.account),
            unit: UnitId(row.unit),
            from: row.from_day.parse().map_err(|_| unreadable())?,
            to: to.map_err(|_| unreadable())?,
            title: serde_json::from_str(&row.title).map_err(|_| unreadable())?,
            document: row.document,
            kind: row.kind,
            basis: row.basis,
        },
    })
}
