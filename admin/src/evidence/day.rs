//! One hash for all that a unit took in on a day. It stands in the trail, so that signed heads cover
//! each file, each film and each journal of the day, also long after they were erased; and one
//! that is handed out brings a short proof that it was among them.

use std::collections::BTreeMap;

use admin_core::{
    calendar::japan,
    merkle,
    trail::{Hash, Subject, hash_of_hex, hex},
};
use jiff::civil::Date;
use protocol::{
    id::{AssetId, FileId, UnitId},
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, prelude::Uuid,
};

use super::manifest::DayLine;
use crate::{
    Admin, footage,
    limits::{DAYS_CLOSED, STREAM_PAGE},
    problem::Refused,
    store::table::{asset_entry, day_leaf, day_root, noted_journal},
    trail::{self, Act, Action, Actor},
};

const CLAUSE: &str = "VR-9a";

/// Something that was taken in: its hash is that of its bytes, or of a journal's last chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    pub unit: UnitId,
    pub id: FileId,
    pub hash: Hash,
}

/// The leaf that stands for a thing.
pub fn leaf(id: FileId, hash: &Hash) -> Hash {
    merkle::leaf(&[&id.0.as_bytes()[..], hash].concat())
}

/// Closes the days before this one, the oldest first. How many roots.
pub async fn close_before(admin: &Admin, today: Date) -> Result<usize, Refused> {
    // Writers take turns: whoever took something in before this day has stored it once this one had
    // its turn.
    admin.db().write(async |_| Ok::<_, Refused>(())).await?;
    let mut days = vec![today];
    while days.len() <= DAYS_CLOSED {
        let first = days.last().copied().unwrap_or(today);
        days.push(first.yesterday().map_err(Refused::internal)?);
    }
    days.reverse();
    let mut closed = 0;
    for over in days.windows(2) {
        closed += close(admin, over[0], over[1]).await?;
    }
    Ok(closed)
}

/// Puts the root of a day that is over into the trail of each unit that took something in. One that
/// was closed before is passed over.
async fn close(admin: &Admin, day: Date, next: Date) -> Result<usize, Refused> {
    let (from, to) = (japan::start_of(day), japan::start_of(next));
    let mut units: BTreeMap<UnitId, BTreeMap<FileId, Hash>> = BTreeMap::new();
    for kept in kept_between(admin, from, to).await? {
        let of_unit = units.entry(kept.unit).or_default();
        of_unit.insert(kept.id, kept.hash);
    }
    let mut closed = 0;
    for (unit, kept) in units {
        closed += usize::from(close_unit(admin, unit, day, kept).await?);
    }
    Ok(closed)
}

async fn kept_between(admin: &Admin, from: UnixMs, to: UnixMs) -> Result<Vec<Kept>, Refused> {
    let db = &**admin.db();
    let mut kept = match admin.evidence().source() {
        Some(source) => source.kept_between(from, to).await?,
        None => Vec::new(),
    };
    let journals = noted_journal::Entity::find()
        .filter(noted_journal::Column::AtMs.gte(from.0))
        .filter(noted_journal::Column::AtMs.lt(to.0))
        .all(db)
        .await?;
    kept.extend(journals.into_iter().map(|row| Kept {
        unit: UnitId(row.unit),
        id: FileId(row.file),
        hash: row.hash.try_into().unwrap_or_default(),
    }));
    let taken_in = asset_entry::Entity::find()
        .filter(asset_entry::Column::Act.eq("in"))
        .filter(asset_entry::Column::AtMs.gte(from.0))
        .filter(asset_entry::Column::AtMs.lt(to.0))
        .all(db)
        .await?;
    for entry in taken_in {
        let Some(film) = footage::find(db, AssetId(entry.asset)).await? else {
            continue;
        };
        kept.extend(hash_of_hex(&film.sha256).map(|hash| Kept {
            unit: film.asset.unit,
            id: FileId(film.asset.id.0),
            hash,
        }));
    }
    Ok(kept)
}

async fn close_unit(
    admin: &Admin,
    unit: UnitId,
    day: Date,
    kept: BTreeMap<FileId, Hash>,
) -> Result<bool, Refused> {
    let named = day.to_string();
    let place = (unit.0, named.clone());
    if day_root::Entity::find_by_id(place)
        .one(&**admin.db())
        .await?
        .is_some()
    {
        return Ok(false);
    }
    let leaves: Vec<_> = kept
        .iter()
        .map(|(id, hash)| (*id, leaf(*id, hash)))
        .collect();
    let hashes: Vec<_> = leaves.iter().map(|(_, hash)| *hash).collect();
    let act = Act::new(unit, admin.now(), Actor::System, Action::NoteDay)
        .about(Subject::Count(leaves.len() as u64))
        .about(Subject::Hash(merkle::root(&hashes)))
        .clause(CLAUSE);
    admin
        .db()
        .write(async |txn| {
            let root = day_root::ActiveModel {
                unit: Set(unit.0),
                day: Set(named.clone()),
                seq: Set(trail::append(txn, &act).await?),
            };
            day_root::Entity::insert(root)
                .exec_without_returning(txn)
                .await?;
            for (nth, (id, hash)) in leaves.iter().enumerate() {
                let row = day_leaf::ActiveModel {
                    unit: Set(unit.0),
                    day: Set(named.clone()),
                    place: Set(i64::try_from(nth).unwrap_or(i64::MAX)),
                    thing: Set(id.0),
                    hash: Set(hash.to_vec()),
                };
                day_leaf::Entity::insert(row)
                    .exec_without_returning(txn)
                    .await?;
            }
            Ok::<_, Refused>(true)
        })
        .await
}

/// What stands below the root of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayLeaves {
    pub unit: UnitId,
    pub day: String,
    /// The entry of the trail that holds its root.
    pub seq: i64,
    pub leaves: Vec<(FileId, Hash)>,
}

/// Gives every day of every unit that was closed, one at a time.
pub async fn each(db: &impl ConnectionTrait, mut take: impl FnMut(DayLeaves)) -> Result<(), DbErr> {
    let mut last = (Uuid::nil(), String::new());
    loop {
        use day_root::Column::{Day, Unit};
        let after = Condition::any().add(Unit.gt(last.0)).add(
            Condition::all()
                .add(Unit.eq(last.0))
                .add(Day.gt(last.1.as_str())),
        );
        let page = day_root::Entity::find()
            .filter(after)
            .order_by_asc(Unit)
            .order_by_asc(Day)
            .limit(STREAM_PAGE)
            .all(db)
            .await?;
        let Some(end) = page.last() else {
            return Ok(());
        };
        last = (end.unit, end.day.clone());
        for root in page {
            let leaves = leaves_of(db, root.unit, &root.day).await?;
            take(DayLeaves {
                unit: UnitId(root.unit),
                day: root.day,
                seq: root.seq,
                leaves,
            });
        }
    }
}

async fn leaves_of(
    db: &impl ConnectionTrait,
    unit: Uuid,
    day: &str,
) -> Result<Vec<(FileId, Hash)>, DbErr> {
    let rows = day_leaf::Entity::find()
        .filter(day_leaf::Column::Unit.eq(unit))
        .filter(day_leaf::Column::Day.eq(day))
        .order_by_asc(day_leaf::Column::Place)
        .all(db)
        .await?;
    let leaves = rows.into_iter();
    let leaves = leaves.map(|row| (FileId(row.thing), row.hash.try_into().unwrap_or_default()));
    Ok(leaves.collect())
}

/// Where things stand among those of their days, each with its leaf. One that went on since has
/// another leaf by now, and no place yet.
pub type DayProofs = BTreeMap<FileId, (DayLine, Hash)>;

/// Where a thing stands among those of its last day, with the entry that holds the root; nothing
/// before that day was closed.
pub async fn proof(
    db: &impl ConnectionTrait,
    id: FileId,
) -> Result<Option<(DayLine, Hash, (Uuid, i64))>, DbErr> {
    let row = day_leaf::Entity::find()
        .filter(day_leaf::Column::Thing.eq(id.0))
        // A journal that went on after midnight stands in two days, whole in the second.
        .order_by_desc(day_leaf::Column::Day)
        .one(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let Some(root) = day_root::Entity::find_by_id((row.unit, row.day.clone()))
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    let all = leaves_of(db, row.unit, &row.day).await?;
    let hashes: Vec<Hash> = all.into_iter().map(|(_, hash)| hash).collect();
    let place = usize::try_from(row.place).unwrap_or(usize::MAX);
    let path = merkle::path(&hashes, place).unwrap_or_default();
    let leaf = hashes.get(place).copied().unwrap_or_default();
    let line = DayLine {
        id,
        day: row.day,
        place: place as u64,
        of: hashes.len() as u64,
        path: path.iter().map(|hash| hex(hash)).collect(),
    };
    Ok(Some((line, leaf, (root.unit, root.seq))))
}
