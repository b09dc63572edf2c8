//! Signing heads over all chains, and reading them for those who hold them elsewhere.

use admin_core::trail::{
    Head,
    signed_head::{LastHead, Leaf, SIGNATURE_BYTES, SignedHead, Statement},
};
use protocol::{id::UnitId, time::UnixMs};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};

use super::hash_of;
use crate::{
    keys::HeadKey,
    limits::HEADS_PAGE,
    store::{
        Db, StoreError,
        table::{signed_head, signed_leaf, trail_entry, trail_head},
    },
};

/// Signs a head over every chain that grew since the last one. Also when none did: that nothing
/// happened is worth knowing too.
pub async fn sign(db: &Db, key: &HeadKey, now: UnixMs) -> Result<SignedHead, StoreError> {
    db.write(async |txn| {
        let leaves = grown(txn).await?;
        let last = last(txn).await?.map_or(LastHead::NONE, |head| head.last());
        let head = key.sign(Statement::after(last, &leaves, now));
        store(txn, &head, &leaves).await?;
        Ok(head)
    })
    .await
}

/// The newest head.
pub async fn last(db: &impl ConnectionTrait) -> Result<Option<SignedHead>, DbErr> {
    let row = signed_head::Entity::find()
        .order_by_desc(signed_head::Column::Number)
        .one(db)
        .await?;
    Ok(row.map(head_of))
}

/// The heads after a number, in order; at most one page.
pub async fn page_after(db: &impl ConnectionTrait, number: i64) -> Result<Vec<SignedHead>, DbErr> {
    let rows = signed_head::Entity::find()
        .filter(signed_head::Column::Number.gt(number))
        .order_by_asc(signed_head::Column::Number)
        .limit(HEADS_PAGE)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(head_of).collect())
}

/// A head with the chain ends that it covers.
pub(crate) async fn with_leaves(
    db: &impl ConnectionTrait,
    number: i64,
) -> Result<Option<(SignedHead, Vec<Leaf>)>, DbErr> {
    let Some(row) = signed_head::Entity::find_by_id(number).one(db).await? else {
        return Ok(None);
    };
    let leaves = leaves_between(db, number, number).await?;
    let leaves = leaves.into_iter().map(|(_, leaf)| leaf).collect();
    Ok(Some((head_of(row), leaves)))
}

/// The chain ends of heads from one number to another, in order.
pub(super) async fn leaves_between(
    db: &impl ConnectionTrait,
    from: i64,
    to: i64,
) -> Result<Vec<(i64, Leaf)>, DbErr> {
    let rows = signed_leaf::Entity::find()
        .filter(signed_leaf::Column::Number.between(from, to))
        .order_by_asc(signed_leaf::Column::Number)
        .order_by_asc(signed_leaf::Column::Unit)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.number, leaf_of(&row)))
        .collect())
}

/// The ends of the chains that no head covers yet, in the order of their units.
async fn grown(txn: &impl ConnectionTrait) -> Result<Vec<Leaf>, DbErr> {
    let rows = trail_head::Entity::find()
        .filter(Expr::col(trail_head::Column::Seq).gt(Expr::col(trail_head::Column::SignedSeq)))
        .all(txn)
        .await?;
    let mut leaves = Vec::with_capacity(rows.len());
    for row in rows {
        let end = trail_entry::Entity::find_by_id((row.unit, row.seq))
            .one(txn)
            .await?;
        leaves.push(Leaf {
            unit: UnitId(row.unit),
            head: Head {
                seq: row.seq,
                hash: hash_of(&row.hash),
            },
            // An end that was cut off is signed as the store names it, and shows at the audit.
            at: UnixMs(end.map_or(0, |end| end.at_ms)),
        });
    }
    leaves.sort_by_key(|leaf| leaf.unit);
    Ok(leaves)
}

async fn store(
    txn: &impl ConnectionTrait,
    head: &SignedHead,
    leaves: &[Leaf],
) -> Result<(), DbErr> {
    let number = head.statement.number;
    let row = signed_head::ActiveModel {
        number: Set(number),
        at_ms: Set(head.statement.at.0),
        prev: Set(head.statement.prev.to_vec()),
        leaves: Set(head.statement.leaves.to_vec()),
        signature: Set(head.signature.to_vec()),
    };
    signed_head::Entity::insert(row)
        .exec_without_returning(txn)
        .await?;
    for leaf in leaves {
        let row = signed_leaf::ActiveModel {
            number: Set(number),
            unit: Set(leaf.unit.0),
            seq: Set(leaf.head.seq),
            hash: Set(leaf.head.hash.to_vec()),
            at_ms: Set(leaf.at.0),
        };
        signed_leaf::Entity::insert(row)
            .exec_without_returning(txn)
            .await?;
        trail_head::Entity::update_many()
            .col_expr(trail_head::Column::SignedSeq, Expr::value(leaf.head.seq))
            .filter(trail_head::Column::Unit.eq(leaf.unit.0))
            .exec(txn)
            .await?;
    }
    Ok(())
}

fn head_of(row: signed_head::Model) -> SignedHead {
    SignedHead {
        statement: Statement {
            number: row.number,
            at: UnixMs(row.at_ms),
            prev: hash_of(&row.prev),
            leaves: hash_of(&row.leaves),
        },
        // A signature of another length is none.
        signature: row.signature.try_into().unwrap_or([0; SIGNATURE_BYTES]),
    }
}

fn leaf_of(row: &signed_leaf::Model) -> Leaf {
    Leaf {
        unit: UnitId(row.unit),
        head: Head {
            seq: row.seq,
            hash: hash_of(&row.hash),
        },
        at: UnixMs(row.at_ms),
    }
}
