//! The words beside a page of the trail, and how far a chain is signed.

use std::collections::BTreeSet;

use protocol::{
    id::UnitId,
    time::UnixMs,
    trail::{TrailHeadRef, TrailPage, TrailState},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::check::Checked;
use crate::{
    Admin, names,
    posts::view::label,
    store::table::{
        signed_head, signed_leaf,
        trail_entry::{self, Column},
    },
    units::Units,
};

/// Fills in what people read for the codes on a page.
pub async fn fill(
    db: &impl ConnectionTrait,
    admin: &Admin,
    units: &Units,
    page: &mut TrailPage,
) -> Result<(), DbErr> {
    let lines = &page.lines;
    let codes = lines.iter().flat_map(|line| {
        let subjects = line.subjects.iter().map(String::as_str);
        subjects.chain([line.actor.as_str()])
    });
    page.names = names::of_subjects(db, units, names::subjects(codes)).await?;
    let actions: BTreeSet<&str> = lines.iter().map(|line| line.action.as_str()).collect();
    let posts: BTreeSet<&str> = lines.iter().map(|line| line.post.as_str()).collect();
    for rulebook in admin.rules().on(admin.today()) {
        for code in &actions {
            let action = rulebook.actions.get(*code).map(|action| &action.label);
            // A step that a deadline took is told by the deadline's word.
            let deadline = rulebook.deadlines.get(*code).map(|kind| &kind.label);
            if let Some(words) = action.or(deadline) {
                page.actions.insert((*code).to_owned(), label(words));
            }
        }
        for code in &posts {
            if let Some(post) = rulebook.posts.get(*code) {
                page.posts.insert((*code).to_owned(), label(&post.label));
            }
        }
    }
    Ok(())
}

/// How long a unit's chain is, the newest signed head that covers it, and whether it holds.
pub async fn state(
    db: &impl ConnectionTrait,
    unit: UnitId,
    checked: Option<&Checked>,
) -> Result<TrailState, DbErr> {
    let own = || trail_entry::Entity::find().filter(Column::Unit.eq(unit.0));
    let first = own().order_by_asc(Column::Seq).one(db).await?;
    let last = own().order_by_desc(Column::Seq).one(db).await?;
    let leaf = signed_leaf::Entity::find()
        .filter(signed_leaf::Column::Unit.eq(unit.0))
        .order_by_desc(signed_leaf::Column::Number)
        .one(db)
        .await?;
    let head = match leaf {
        Some(leaf) => signed_head::Entity::find_by_id(leaf.number).one(db).await?,
        None => None,
    };
    let last_seq = last.as_ref().map_or(0, |row| row.seq);
    Ok(TrailState {
        unit,
        // Entries are numbered without gaps; the first ones may be purged.
        entries: first.map_or(0, |row| last_seq - row.seq + 1),
        last_seq,
        last_at: last.map(|row| UnixMs(row.at_ms)),
        head: head.map(|row| TrailHeadRef {
            number: row.number,
            at: UnixMs(row.at_ms),
        }),
        check: checked.map(|checked| checked.of_unit(unit)),
    })
}
