//! What a demo folder holds from its first start: two headquarters and their people.

use std::{fs, io, path::PathBuf};

use protocol::{id::UnitId, person::Post, time::UnixMs};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};

use crate::{
    accounts::{self, NewAccount, UnitKind, make_account, make_unit},
    folder::{Folder, private_file},
    passwords,
    problem::Refused,
    random,
    store::Db,
    trail::{self, Act, Action, Actor, Subject},
};

/// An account that anybody with the demo folder may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    pub user_id: String,
    pub password: String,
    pub name: String,
    pub post: Post,
    pub headquarters: String,
}

const FILE: &str = "demo.json";

const HEADQUARTERS: [&str; 2] = [
    "デモ県警察本部 / Demo Prefectural Police HQ",
    "隣県警察本部 / Neighbour Prefectural Police HQ",
];

/// User id, name, post, index of the headquarters.
const PEOPLE: [(&str, &str, Post, usize); 5] = [
    ("op1", "受理 一郎", Post::ReceptionOperator, 0),
    ("op2", "受理 二葉", Post::ReceptionOperator, 0),
    ("op3", "受理 三郎", Post::ReceptionOperator, 0),
    ("mgr1", "運用 花子", Post::HqOperationsManager, 0),
    ("opb1", "隣県 四郎", Post::ReceptionOperator, 1),
];

/// The demo accounts; made at the folder's first start, read at every later one.
pub async fn seed(folder: &Folder, db: &Db, now: UnixMs) -> Result<Vec<DemoAccount>, Refused> {
    if let Some(root) = accounts::root_unit(&**db).await? {
        tracing::debug!(unit = %root, "the demo accounts exist");
        return read(folder).map_err(Refused::internal);
    }
    let people = draw_people();
    // Written first: accounts whose passwords nobody can read would be of no use.
    let json = serde_json::to_vec_pretty(&people).map_err(Refused::internal)?;
    private_file(&path(folder), &json).map_err(Refused::internal)?;
    let hashes: Vec<_> = people
        .iter()
        .map(|person| passwords::hash(&person.password))
        .collect();
    db.write(async |txn| make_all(txn, &people, &hashes, now).await)
        .await?;
    Ok(people)
}

fn draw_people() -> Vec<DemoAccount> {
    let draw = |(user_id, name, post, hq): (&str, &str, Post, usize)| DemoAccount {
        user_id: user_id.to_owned(),
        password: random::password(),
        name: name.to_owned(),
        post,
        headquarters: HEADQUARTERS[hq].to_owned(),
    };
    PEOPLE.into_iter().map(draw).collect()
}

async fn make_all(
    txn: &impl ConnectionTrait,
    people: &[DemoAccount],
    hashes: &[String],
    now: UnixMs,
) -> Result<(), Refused> {
    let root = make_unit(
        txn,
        UnitKind::Npa,
        "警察庁 / National Police Agency",
        None,
        now,
    )
    .await?;
    let mut units: Vec<(&str, UnitId)> = Vec::new();
    for name in HEADQUARTERS {
        let unit = make_unit(txn, UnitKind::Headquarters, name, Some(root), now).await?;
        units.push((name, unit));
    }
    for (person, hash) in people.iter().zip(hashes) {
        let unit = units.iter().find(|(name, _)| *name == person.headquarters);
        let unit = unit.map_or(root, |(_, unit)| *unit);
        let new = NewAccount {
            user_id: &person.user_id,
            name: &person.name,
            unit,
            post: person.post,
            password_hash: hash.clone(),
        };
        let account = make_account(txn, new, now).await?;
        let act = Act::new(unit, now, Actor::System, Action::MakeDemo);
        trail::append(txn, &act.about(Subject::Account(account))).await?;
    }
    Ok(())
}

fn read(folder: &Folder) -> io::Result<Vec<DemoAccount>> {
    Ok(serde_json::from_slice(&fs::read(path(folder))?)?)
}

fn path(folder: &Folder) -> PathBuf {
    folder.path().join(FILE)
}
