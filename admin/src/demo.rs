//! What a demo folder holds from its first start: two headquarters, a town with a group, and one
//! person for every role.

use std::{fs, io, path::PathBuf};

use admin_core::{
    action::terminal_of,
    case::{Case, Done, value::Value},
    post::{Post, Title, unit::UnitKind},
};
use jiff::{ToSpan, civil::Date};
use protocol::{
    id::{AccountId, CaseId, UnitId},
    sign_in::DemoPerson,
    time::UnixMs,
};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, prelude::Uuid};
use serde::{Deserialize, Serialize};

use crate::{
    accounts, cases,
    folder::{Folder, private_file},
    keys::KeyRing,
    passwords, posts,
    problem::Refused,
    random,
    rulebooks::Rules,
    sign_in::factor,
    store::{Db, table::account},
    trail::{self, Act, Action, Actor, Subject},
    units::{self, NewUnit},
};

/// An account that anybody with the demo folder may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    pub user_id: String,
    pub password: String,
    pub name: String,
    pub document: String,
    /// The kind of post in that document.
    pub post: String,
    /// The name of the unit.
    pub headquarters: String,
}

impl DemoAccount {
    /// As the sign-in page shows it.
    pub fn shown(&self, rules: &Rules, today: Date) -> DemoPerson {
        let post = rules
            .document_on(&self.document, today)
            .and_then(|rulebook| rulebook.posts.get(&self.post));
        let terminals = post.map_or(&[][..], |post| &post.terminals);
        DemoPerson {
            user_id: self.user_id.clone(),
            password: self.password.clone(),
            name: self.name.clone(),
            post_ja: post.map(|post| post.label.ja.clone()).unwrap_or_default(),
            post_en: post.map(|post| post.label.en.clone()).unwrap_or_default(),
            unit_name: self.headquarters.clone(),
            terminals: terminals
                .iter()
                .filter_map(|word| terminal_of(word))
                .collect(),
        }
    }
}

const FILE: &str = "demo.json";

/// The word of a unit, its kind, name and the word of the unit above.
type DemoUnit = (&'static str, UnitKind, &'static str, Option<&'static str>);

const UNITS: [DemoUnit; 4] = [
    (
        "demo",
        UnitKind::Headquarters,
        "デモ県警察本部 / Demo Prefectural Police HQ",
        Some("npa"),
    ),
    (
        "demo-neighbour",
        UnitKind::Headquarters,
        "隣県警察本部 / Neighbour Prefectural Police HQ",
        Some("npa"),
    ),
    ("demo-city", UnitKind::City, "デモ市 / Demo City", None),
    (
        "demo-group",
        UnitKind::Group,
        "デモ町内会 / Demo Neighbourhood Association",
        Some("demo-city"),
    ),
];

/// User id, name, document, post, unit.
const PEOPLE: [(&str, &str, &str, &str, &str); 20] = [
    ("op1", "受理 一郎", "VR", "reception_operator", "demo"),
    ("op2", "受理 二葉", "VR", "reception_operator", "demo"),
    ("op3", "受理 三郎", "VR", "reception_operator", "demo"),
    ("mgr1", "運用 花子", "VR", "hq_operations_manager", "demo"),
    (
        "opb1",
        "隣県 四郎",
        "VR",
        "reception_operator",
        "demo-neighbour",
    ),
    (
        "mgrb1",
        "隣県 運子",
        "VR",
        "hq_operations_manager",
        "demo-neighbour",
    ),
    ("chief1", "本部 責任", "VR", "hq_operations_chief", "demo"),
    (
        "chiefb1",
        "隣県 責任",
        "VR",
        "hq_operations_chief",
        "demo-neighbour",
    ),
    ("sys1", "本部 系子", "VR", "hq_system_chief", "demo"),
    (
        "sysb1",
        "隣県 系郎",
        "VR",
        "hq_system_chief",
        "demo-neighbour",
    ),
    ("sysmgr1", "本部 保守", "VR", "hq_system_manager", "demo"),
    (
        "npachief",
        "警察庁 責任",
        "VR",
        "npa_operations_chief",
        "npa",
    ),
    (
        "npamgr",
        "警察庁 運用",
        "VR",
        "npa_operations_manager",
        "npa",
    ),
    ("npasys", "警察庁 系統", "VR", "npa_system_chief", "npa"),
    (
        "npasysmgr",
        "警察庁 保守",
        "VR",
        "npa_system_manager",
        "npa",
    ),
    ("city1", "市役所 安全", "CC", "city_section", "demo-city"),
    ("rep1", "町内 会長", "CC", "representative", "demo-group"),
    ("resp1", "町内 管理", "CC", "responsible", "demo-group"),
    ("hand1", "町内 取扱", "CC", "handler", "demo-group"),
    ("mem1", "町内 住民", "CC", "member", "demo-group"),
];

/// The demo accounts; made at the folder's first start, read at every later one.
pub async fn seed(
    folder: &Folder,
    db: &Db,
    keys: &KeyRing,
    rules: &Rules,
    now: UnixMs,
) -> Result<Vec<DemoAccount>, Refused> {
    if account::Entity::find().count(&**db).await? > 0 {
        return read(folder).map_err(Refused::internal);
    }
    let people = draw_people();
    // Written first: accounts whose passwords nobody can read would be of no use.
    let json = serde_json::to_vec_pretty(&people).map_err(Refused::internal)?;
    private_file(&path(folder), &json).map_err(Refused::internal)?;
    let hashes: Vec<_> = people
        .iter()
        .map(|person| passwords::hash_drawn(&person.password))
        .collect();
    let demo = Demo { rules, keys, now };
    db.write(async |txn| demo.make_all(txn, &people, &hashes).await)
        .await?;
    Ok(people)
}

fn draw_people() -> Vec<DemoAccount> {
    let name_of = |code: &str| {
        let found = UNITS.iter().find(|(own, ..)| *own == code);
        found.map_or("警察庁 / National Police Agency", |(_, _, name, _)| {
            *name
        })
    };
    let draw =
        |(user_id, name, document, post, unit): (&str, &str, &str, &str, &str)| DemoAccount {
            user_id: user_id.to_owned(),
            password: random::readable(),
            name: name.to_owned(),
            document: document.to_owned(),
            post: post.to_owned(),
            headquarters: name_of(unit).to_owned(),
        };
    PEOPLE.into_iter().map(draw).collect()
}

/// What a demo is made with.
struct Demo<'a> {
    rules: &'a Rules,
    keys: &'a KeyRing,
    now: UnixMs,
}

impl Demo<'_> {
    async fn make_all(
        &self,
        txn: &impl ConnectionTrait,
        people: &[DemoAccount],
        hashes: &[String],
    ) -> Result<(), Refused> {
        let now = self.now;
        let root = units::complete(txn, self.rules.headquarters(), now).await?;
        for (code, kind, name, parent) in UNITS {
            let parent = match parent {
                Some(parent) => units::by_code(txn, parent).await?,
                None => None,
            };
            let new = NewUnit {
                kind,
                code,
                name,
                parent,
            };
            units::make(txn, new, now).await?;
        }
        let words = people.iter().zip(hashes).zip(PEOPLE);
        for ((person, hash), (.., unit)) in words {
            let unit = units::by_code(txn, unit).await?.unwrap_or(root);
            let account = accounts::make_account(txn, &person.user_id, &person.name, now).await?;
            factor::set_password(txn, account, hash, now).await?;
            let post = post_of(self.rules, person, account, unit, now);
            posts::begin(txn, &post, now).await?;
            self.permit_password(txn, account, unit).await?;
            let act = Act::new(unit, now, Actor::System, Action::MakeDemo);
            trail::append(txn, &act.about(Subject::Account(account))).await?;
        }
        Ok(())
    }

    /// A case of the rulebook that nobody in a demo has to decide. It ends as every permission
    /// does, and outlasts the longest retention that a demo tries out.
    async fn permit_password(
        &self,
        txn: &impl ConnectionTrait,
        account: AccountId,
        unit: UnitId,
    ) -> Result<(), Refused> {
        let today = posts::today(self.now);
        let rulebook = self.rules.document_on("VR", today);
        let workflow = rulebook.and_then(|found| found.workflows.get("password_permission"));
        let (Some(rulebook), Some(workflow)) = (rulebook, workflow) else {
            return Ok(());
        };
        let id = CaseId::new(self.now, random::id());
        let values = [
            ("person", Value::Person(account)),
            ("reason", Value::Choice("other".to_owned())),
            ("reason_text", Value::Text("デモ / Demo".to_owned())),
            ("until", Value::Date(today.saturating_add(10.years()))),
        ];
        let case = Case {
            state: "permitted".to_owned(),
            version: 1,
            values: values
                .map(|(field, value)| (field.to_owned(), value))
                .into(),
            done: vec![Done {
                step: "permit".to_owned(),
                by: None,
                witness: None,
                at: self.now,
            }],
            ..Case::blank(id, unit, rulebook, workflow)
        };
        cases::store::insert(txn, self.keys, &case, rulebook, self.now).await?;
        Ok(())
    }
}

fn post_of(
    rules: &Rules,
    person: &DemoAccount,
    account: AccountId,
    unit: UnitId,
    now: UnixMs,
) -> Post {
    let today = posts::today(now);
    let kind = rules
        .document_on(&person.document, today)
        .and_then(|rulebook| rulebook.posts.get(&person.post));
    let nobody = AccountId(Uuid::nil());
    Post {
        document: person.document.clone(),
        kind: person.post.clone(),
        person: account,
        unit,
        from: today,
        to: None,
        title: Title::Bootstrap(nobody, nobody),
        basis: kind.map_or_else(String::new, |kind| kind.clause.text.clone()),
    }
}

fn read(folder: &Folder) -> io::Result<Vec<DemoAccount>> {
    Ok(serde_json::from_slice(&fs::read(path(folder))?)?)
}

fn path(folder: &Folder) -> PathBuf {
    folder.path().join(FILE)
}
