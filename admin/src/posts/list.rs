//! Lists of posts for those who answer for them.

use std::collections::{BTreeMap, BTreeSet};

use admin_core::{
    authority::Matter,
    post::appoint::{Target, may_appoint, stands_in},
    rulebook::posts::AppointAct,
};
use protocol::{
    admin::{
        label::PersonRef,
        post::{Appointable, PostView},
    },
    id::{AccountId, UnitId},
    time::Day,
};
use sea_orm::ConnectionTrait;

use super::{Held, allowed::Allowed, of_people, of_units, view};
use crate::{
    Admin, accounts, credentials, documents::Switched, problem::Refused, random,
    signed_in::SignedIn, trail::Action, units::Units,
};

/// The units whose posts the person may read.
pub fn readable(admin: &Admin, person: &SignedIn, units: &Units) -> Vec<UnitId> {
    let may = |unit: &UnitId| {
        let matter = Matter {
            unit: *unit,
            owner: None,
            kind: "",
            state: "",
        };
        let action = Action::ReadPosts.code();
        admin.may(person, action, &matter, units).is_ok()
    };
    units.all().map(|unit| unit.id).filter(may).collect()
}

/// Whether the person may read a post: of each document, only who answers for posts of it (O-32).
pub fn reads(admin: &Admin, person: &SignedIn, units: &Units) -> impl FnMut(&Held) -> bool {
    let mut known = BTreeMap::new();
    move |held| {
        let Held { post, .. } = held;
        let asked = (post.document.clone(), post.unit);
        let reads = || reads_in(admin, person, units, &post.document, post.unit);
        *known.entry(asked).or_insert_with(reads)
    }
}

/// Whether the person may read the posts of a document in a unit.
pub fn reads_in(
    admin: &Admin,
    person: &SignedIn,
    units: &Units,
    document: &str,
    unit: UnitId,
) -> bool {
    let matter = Matter {
        unit,
        owner: None,
        kind: "",
        state: "",
    };
    let action = Action::ReadPosts.code();
    let may = admin.may_in(document, person, action, &matter, units);
    may.is_ok()
}

/// Posts that run or begin later, of the units asked for.
pub async fn of(
    admin: &Admin,
    person: &SignedIn,
    asked: &[UnitId],
    of: Option<AccountId>,
) -> Result<Vec<PostView>, Refused> {
    let units = admin.units().await?;
    let mut found = of_units(&**admin.db(), asked, admin.today()).await?;
    found.retain(|held| of.is_none_or(|person| held.post.person == person));
    found.retain(reads(admin, person, &units));
    views(admin, &**admin.db(), person, &found, &units).await
}

/// Posts as they go out to somebody.
pub async fn views(
    admin: &Admin,
    db: &impl ConnectionTrait,
    person: &SignedIn,
    found: &[Held],
    units: &Units,
) -> Result<Vec<PostView>, Refused> {
    let people: BTreeSet<_> = found.iter().map(|held| held.post.person).collect();
    let names = accounts::names(db, people.iter().copied()).await?;
    let credentials = credentials::states(db, &people, admin.today()).await?;
    let theirs = of_people(db, people.iter().copied(), admin.today()).await?;
    let view = |held: &Held| PostView {
        id: held.id,
        document: held.post.document.clone(),
        kind: held.post.kind.clone(),
        label: view::label_of(&held.post, admin.rules(), admin.today()),
        person: name_of(&names, held.post.person),
        unit: held.post.unit,
        unit_name: units.name(held.post.unit).to_owned(),
        from: Day(held.post.from),
        to: held.post.to.map(Day),
        title: view::title_of(&held.post),
        basis: held.post.basis.clone(),
        credentials: credentials
            .get(&held.post.person)
            .cloned()
            .unwrap_or_default(),
        acts: acts(admin, person, held, &theirs, units),
    };
    Ok(found.iter().map(view).collect())
}

/// The name of a person; the id alone where there is no such account.
pub fn name_of(names: &BTreeMap<AccountId, PersonRef>, id: AccountId) -> PersonRef {
    names.get(&id).cloned().unwrap_or_else(|| PersonRef {
        id,
        user_id: String::new(),
        name: String::new(),
    })
}

fn acts(
    admin: &Admin,
    person: &SignedIn,
    held: &Held,
    theirs: &[Held],
    units: &Units,
) -> Vec<String> {
    let post = &held.post;
    let matrix = |act| Allowed::asked(admin, person, post, act, units).is_ok();
    let revoke = || {
        let theirs = theirs.iter().filter(|one| one.post.person == post.person);
        let theirs: Vec<_> = theirs.cloned().collect();
        Allowed::to_revoke(admin, person, &theirs, units).is_ok()
    };
    let delegate = || {
        let rulebook = admin.rules().document_on(&post.document, admin.today());
        let kind = rulebook.and_then(|rulebook| rulebook.posts.get(&post.kind));
        let deputies = kind.is_some_and(|kind| !kind.deputies.is_empty());
        post.person == person.account && !post.is_delegated() && deputies
    };
    let lent_it = post.delegated_by() == Some(person.account);
    let table = [
        ("change", matrix(AppointAct::Change)),
        ("delete", matrix(AppointAct::Delete) || lent_it),
        ("delegate", delegate()),
        ("revoke", revoke()),
    ];
    let allowed = table.into_iter().filter(|(_, allowed)| *allowed);
    allowed.map(|(act, _)| act.to_owned()).collect()
}

/// The posts to which the person may appoint, and where.
pub fn appointable(
    admin: &Admin,
    person: &SignedIn,
    units: &Units,
    switched: &Switched,
) -> Vec<Appointable> {
    let (posts, today) = (person.held(), admin.today());
    // Somebody who holds nothing yet.
    let newcomer = AccountId::new(admin.now(), random::id());
    let mut found = Vec::new();
    let in_order = units.in_order(admin.rules().headquarters());
    for rulebook in admin.rules().on(today) {
        for kind in rulebook.posts.values() {
            let (mut acts, mut places, mut clause) = (BTreeSet::new(), Vec::new(), None);
            for unit in in_order
                .iter()
                .filter(|unit| stands_in(kind, unit.id, units))
                .filter(|unit| switched.is_on(units, rulebook, unit.id))
            {
                let target = Target {
                    person: newcomer,
                    kind: &kind.code,
                    unit: unit.id,
                };
                let allowed: Vec<_> = AppointAct::ALL
                    .iter()
                    .filter_map(|act| {
                        let may = may_appoint(
                            rulebook,
                            units,
                            person.account,
                            &posts,
                            *act,
                            target,
                            today,
                        );
                        may.ok().map(|allowed| (act.code(), allowed.clause))
                    })
                    .collect();
                if let Some((_, by)) = allowed.first() {
                    clause = Some((*by).to_owned());
                    places.push(unit.id);
                    acts.extend(allowed.iter().map(|(name, _)| (*name).to_owned()));
                }
            }
            if let Some(clause) = clause {
                found.push(Appointable {
                    document: rulebook.document.code.clone(),
                    kind: kind.code.clone(),
                    label: view::label(&kind.label),
                    acts: acts.into_iter().collect(),
                    units: places,
                    clause,
                });
            }
        }
    }
    found
}
