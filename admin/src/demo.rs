//! What a demo folder holds from its first start: two headquarters, a town with a group, and one
//! person for every role.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::PathBuf,
};

use admin_core::{
    action::terminal_of,
    case::{Case, Done, value::Value},
    post::{Post, Title, unit::UnitKind},
};
use jiff::{ToSpan, civil::Date};
use protocol::{
    id::{AccountId, CaseId, UnitId},
    sign_in::{DemoPerson, DemoPost},
    time::UnixMs,
};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, prelude::Uuid};
use serde::{Deserialize, Serialize};

use crate::{
    accounts, cases, documents,
    folder::{Folder, private_file},
    keys::KeyRing,
    passwords,
    posts::{self, allowed::about_word},
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
        let own = lines(PEOPLE).filter(|line: &[&str; 5]| line[0] == self.user_id);
        let mut posts = Vec::new();
        let mut terminals = Vec::new();
        for [_, _, document, kind, unit] in own {
            let rulebook = rules.document_on(document, today);
            let post = rulebook.and_then(|rulebook| Some((rulebook, rulebook.posts.get(kind)?)));
            let Some((rulebook, post)) = post else {
                continue;
            };
            let title = rulebook.document.short();
            posts.push(DemoPost {
                document: document.to_owned(),
                title_ja: title.ja.clone(),
                title_en: title.en.clone(),
                post_ja: post.label.ja.clone(),
                post_en: post.label.en.clone(),
                unit_name: name_of(unit).to_owned(),
            });
            for terminal in post.terminals.iter().filter_map(|word| terminal_of(word)) {
                if !terminals.contains(&terminal) {
                    terminals.push(terminal);
                }
            }
        }
        DemoPerson {
            user_id: self.user_id.clone(),
            password: self.password.clone(),
            name: self.name.clone(),
            posts,
            terminals,
        }
    }
}

const FILE: &str = "demo.json";

/// Code, kind, name and the code of the unit above, from the top down.
const UNITS: &str = include_str!("demo/units.csv");

/// User id, name, document, post and the code of the unit. A person's further posts, also in other
/// documents, are further lines with the same id.
const PEOPLE: &str = include_str!("demo/people.csv");

/// The lines of a list below its heading, with this many cells.
fn lines<const CELLS: usize>(csv: &'static str) -> impl Iterator<Item = [&'static str; CELLS]> {
    let cells = |line: &'static str| line.split(',').collect::<Vec<_>>().try_into().ok();
    csv.lines().skip(1).filter_map(cells)
}

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

/// The name of a unit by its code.
fn name_of(code: &str) -> &'static str {
    let found = lines(UNITS).find(|[own, ..]: &[&str; 4]| *own == code);
    found.map_or("警察庁 / National Police Agency", |[_, _, name, _]| name)
}

fn draw_people() -> Vec<DemoAccount> {
    let draw = |[user_id, name, document, post, unit]: [&str; 5]| DemoAccount {
        user_id: user_id.to_owned(),
        password: random::readable(),
        name: name.to_owned(),
        document: document.to_owned(),
        post: post.to_owned(),
        headquarters: name_of(unit).to_owned(),
    };
    let mut people: Vec<DemoAccount> = Vec::new();
    for line in lines(PEOPLE) {
        if people.iter().all(|person| person.user_id != line[0]) {
            people.push(draw(line));
        }
    }
    people
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
        for [code, kind, name, parent] in lines(UNITS) {
            let kind = UnitKind::of(kind).ok_or_else(|| Refused::internal(code))?;
            let parent = match parent {
                "" => None,
                parent => units::by_code(txn, parent).await?,
            };
            let new = NewUnit {
                kind,
                code,
                name,
                parent,
            };
            units::make(txn, new, now).await?;
        }
        self.switch_documents(txn, root).await?;
        for (person, hash) in people.iter().zip(hashes) {
            let account = accounts::make_account(txn, &person.user_id, &person.name, now).await?;
            factor::set_password(txn, account, hash, now).await?;
            let own = lines(PEOPLE).filter(|line: &[&str; 5]| line[0] == person.user_id);
            for (nth, [_, _, document, kind, unit]) in own.enumerate() {
                let unit = units::by_code(txn, unit).await?.unwrap_or(root);
                let post = post_of(self.rules, document, kind, account, unit, now);
                posts::begin(txn, &post, now).await?;
                if nth == 0 {
                    self.permit_password(txn, account, unit).await?;
                    let act = Act::new(unit, now, Actor::System, Action::MakeDemo);
                    trail::append(txn, &act.about(Subject::Account(account))).await?;
                }
            }
        }
        Ok(())
    }

    /// Each headquarters works by the documents in which its people hold posts (O-32).
    async fn switch_documents(
        &self,
        txn: &impl ConnectionTrait,
        root: UnitId,
    ) -> Result<(), Refused> {
        let units = units::load(txn).await?;
        let today = posts::today(self.now);
        let mut switched = BTreeSet::new();
        for [_, _, document, _, unit] in lines(PEOPLE) {
            let rulebook = self.rules.document_on(document, today);
            let unit = units.by_code(unit).map_or(root, |unit| unit.id);
            let unit = units.headquarters_of(unit).unwrap_or(root);
            let Some(rulebook) = rulebook.filter(|found| !found.document.everywhere) else {
                continue;
            };
            if !switched.insert((unit, document)) {
                continue;
            }
            documents::enter(txn, unit, document, true, (None, self.now)).await?;
            let act = Act::new(unit, self.now, Actor::System, Action::SwitchDocument)
                .about(Subject::Unit(unit))
                .clause(&rulebook.document.clause);
            let act = about_word(about_word(act, document), documents::on_or_off(true));
            trail::append(txn, &act).await?;
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
                filled: BTreeMap::new(),
            }],
            ..Case::blank(id, unit, rulebook, workflow)
        };
        cases::store::insert(txn, self.keys, &case, rulebook, self.now).await?;
        Ok(())
    }
}

fn post_of(
    rules: &Rules,
    document: &str,
    kind: &str,
    person: AccountId,
    unit: UnitId,
    now: UnixMs,
) -> Post {
    let today = posts::today(now);
    let found = rules
        .document_on(document, today)
        .and_then(|rulebook| rulebook.posts.get(kind));
    let nobody = AccountId(Uuid::nil());
    Post {
        document: document.to_owned(),
        kind: kind.to_owned(),
        person,
        unit,
        from: today,
        to: None,
        title: Title::Bootstrap(nobody, nobody),
        basis: found.map_or_else(String::new, |kind| kind.clause.text.clone()),
    }
}

fn read(folder: &Folder) -> io::Result<Vec<DemoAccount>> {
    Ok(serde_json::from_slice(&fs::read(path(folder))?)?)
}

fn path(folder: &Folder) -> PathBuf {
    folder.path().join(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_lists_is_read() {
        assert_eq!(lines::<4>(UNITS).count(), UNITS.lines().count() - 1);
        assert_eq!(lines::<5>(PEOPLE).count(), PEOPLE.lines().count() - 1);
    }
}
