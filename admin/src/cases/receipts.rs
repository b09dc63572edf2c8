//! Whom a case told what, and who has read it.

use std::collections::{BTreeMap, BTreeSet};

use admin_core::{case::Case, rulebook::Rulebook};
use protocol::{
    admin::{
        case::{NoticeReceipt, ToldLine},
        label::Label,
    },
    id::{AccountId, UnitId},
    time::UnixMs,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    accounts,
    limits::NOTICES_LISTED,
    posts::{list::name_of, view::label},
    store::table::{notice, notice_read},
    units::Units,
};

/// The newest first.
pub async fn of_case(
    db: &impl ConnectionTrait,
    units: &Units,
    case: &Case,
    rulebook: &Rulebook,
) -> Result<Vec<ToldLine>, DbErr> {
    let told = notice::Entity::find()
        .filter(notice::Column::Case.eq(case.id.0))
        .order_by_desc(notice::Column::AtMs)
        .order_by_desc(notice::Column::Id)
        .limit(NOTICES_LISTED)
        .all(db)
        .await?;
    if told.is_empty() {
        return Ok(Vec::new());
    }
    let read = notice_read::Entity::find()
        .filter(notice_read::Column::Notice.is_in(told.iter().map(|row| row.id)))
        .order_by_asc(notice_read::Column::AtMs)
        .all(db)
        .await?;
    let people: BTreeSet<_> = read.iter().map(|row| AccountId(row.account)).collect();
    let names = accounts::names(db, people).await?;
    let mut receipts: BTreeMap<_, Vec<NoticeReceipt>> = BTreeMap::new();
    for row in read {
        receipts.entry(row.notice).or_default().push(NoticeReceipt {
            by: name_of(&names, AccountId(row.account)),
            at: UnixMs(row.at_ms),
        });
    }
    let line = |row: notice::Model| ToldLine {
        at: UnixMs(row.at_ms),
        label: rulebook
            .posts
            .get(&row.post)
            .map_or_else(Label::default, |post| label(&post.label)),
        post: row.post,
        unit: UnitId(row.unit),
        unit_name: units.name(UnitId(row.unit)).to_owned(),
        text: Label {
            ja: row.text_ja,
            en: row.text_en,
        },
        clause: row.clause,
        read: receipts.remove(&row.id).unwrap_or_default(),
    };
    Ok(told.into_iter().map(line).collect())
}
